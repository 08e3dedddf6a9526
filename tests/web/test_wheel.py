"""The release carries the front ends."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.web
ROOT = Path(__file__).parent.parent.parent


@pytest.mark.long
def test_the_wheel_holds_everything_that_was_built(tmp_path: Path):
    source = tmp_path / "source"
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path,
         source],
        check=True,
    )  # fmt: skip
    held = set(ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    apps = ROOT / "src/wangge/pages/static/apps"
    built = {str(Path("wangge/pages/static/apps") / p.relative_to(apps)) for p in apps.rglob("*") if p.is_file()}
    assert any(name.endswith("worker/sw.js") for name in built)
    assert built - held == set()
