"""``make test``: every stage in words, and one last line ``N passed, N failed, N skipped``.

``python -m tests.gate check`` runs the checks alone.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
CHECKS: dict[str, Sequence[str]] = {
    "format": ("ruff", "format", "--check", "--quiet", "."),
    "lint": ("ruff", "check", "--quiet", "--output-format", "concise", "."),
    "types": ("mypy",),
    "floors": ("lint-imports", "--no-cache"),
    "migrations": ("python", "-m", "django", "makemigrations", "--check", "--dry-run"),
    "settings": ("python", "-m", "django", "check", "--fail-level", "WARNING"),
    "types of the API": ("scripts/front", "run", "types:check"),
    "types of the front ends": ("scripts/front", "run", "check"),
    "front ends": ("scripts/front", "run", "test"),
}


@dataclass
class Count:
    """How many passed, failed and were skipped, and which failed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    names: list[str] = field(default_factory=list)

    def add(self, other: "Count") -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.names += other.names

    def say(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def settings_of(engine: str) -> dict[str, str]:
    """The environment of a stage."""
    return os.environ | {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "DJANGO_SETTINGS_MODULE": "wangge.site.settings",
        "WANGGE_ENV_FILE": "",
        "WANGGE_TEST_ENGINE": engine,
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def check(name: str) -> Count:
    """One check; what it says is shown only when it fails."""
    done = subprocess.run(
        CHECKS[name], cwd=ROOT, env=settings_of("sqlite"), capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"--- {name}\n{done.stdout}{done.stderr}", flush=True)
        return Count(failed=1, names=[name])
    return Count(passed=1)


def checks() -> Count:
    """All checks, two at a time."""
    total = Count()
    with ThreadPoolExecutor(2) as pool:
        for count in pool.map(check, CHECKS):
            total.add(count)
    return total


def tests(engine: str, *words: str) -> Count:
    """One run of pytest, counted from its report; a run that finds nothing has failed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [
            str(BIN / "python"), "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junit-xml={report}", *words
        ]  # fmt: skip
        done = subprocess.run(command, cwd=ROOT, env=settings_of(engine), check=False)
        count = _read(report) if report.exists() else Count()
    if (done.returncode and not count.failed) or not count.passed:
        count.failed += 1
        count.names.append(f"pytest {' '.join(words)} ended with {done.returncode}")
    return count


def _read(report: Path) -> Count:
    count = Count()
    for test in ElementTree.parse(report).getroot().iter("testcase"):
        name = f"{test.get('classname')}::{test.get('name')}"
        if test.find("failure") is not None or test.find("error") is not None:
            count.failed += 1
            count.names.append(name)
        elif test.find("skipped") is not None:
            count.skipped += 1
            count.names.append(f"{name} (skipped)")
        else:
            count.passed += 1
    return count


def rules() -> Count:
    """The rules once, with every branch counted."""
    command = [str(BIN / "coverage"), "run", "--data-file", ".coverage", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        files = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "tests").glob("*/test_rules*.py"))
        subprocess.run([*command, f"--junit-xml={report}", *files], cwd=ROOT, env=settings_of("sqlite"), check=False)
        count = _read(report) if report.exists() else Count(failed=1, names=["rules"])
    covered = subprocess.run(
        [str(BIN / "coverage"), "report", "--skip-covered"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    (ROOT / ".coverage").unlink(missing_ok=True)
    if covered.returncode:
        print(covered.stdout, flush=True)
        count.add(Count(failed=1, names=["every branch of the rules"]))
    else:
        count.add(Count(passed=1))
    return count


def together(*stages: Callable[[], Count]) -> Count:
    """Stages that leave a core free run beside each other."""
    total = Count()
    with ThreadPoolExecutor(len(stages)) as pool:
        for count in pool.map(lambda stage: stage(), stages):
            total.add(count)
    return total


def main() -> int:
    """Run the stages; 0 only when nothing failed and nothing was skipped."""
    outside = ("-m", "not long and not web", "-n", "3", "--dist", "loadgroup", "--ignore-glob=*/test_rules*.py")
    stages = {
        "Checks: " + ", ".join(CHECKS) + "; rules, every branch": lambda: together(checks, rules),
        "SQLite": lambda: tests("sqlite", *outside),
        "PostgreSQL": lambda: tests("postgresql", "-m", "both and not long", "-n", "3"),
        "Pages and apps in chromium": lambda: tests(
            "sqlite", "-m", "web and not long", "-n", "2", "--dist", "loadfile"
        ),
    }
    if "check" in sys.argv[1:]:
        stages = {"Checks: " + ", ".join(CHECKS): checks}
    total = Count()
    for name, stage in stages.items():
        began = time.monotonic()
        print(f"\n=== {name}", flush=True)
        count = stage()
        total.add(count)
        print(f"=== {count.say()} in {time.monotonic() - began:.0f} s", flush=True)
    for name in total.names:
        print(f"  {name}")
    print(total.say(), flush=True)
    return 1 if total.failed or total.skipped else 0


if __name__ == "__main__":
    sys.exit(main())
