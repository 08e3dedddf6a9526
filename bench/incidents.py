"""``python -m bench.incidents``: 300 drawn incidents told by several people each, through the real reporting.

Everybody is offered what ``queries.alike`` finds and takes the first that is likely; then what came together is
compared with what belongs together, by pairs of reports and by incidents. On SQLite in a temporary folder.

``python -m bench.incidents tune`` tries mixtures of weights in memory on another seed number and prints the best ten.
"""

import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

COUNT, SEED, TUNED_ON = 300, 2026, 711
BEGIN = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)


def spots_of_city() -> list[Any]:
    """Every twentieth door of the drawn city."""
    from wangge.simulate.city import draw
    from wangge.simulate.incidents import Spot

    doors = [b for b in draw().buildings if b.get("lat") is not None]
    return [Spot(b["address"], float(b["lat"]), float(b["lng"]), b["code"]) for b in doors[::20]]


def main() -> None:
    """A database of its own in a process of its own."""
    from bench.__main__ import environment

    with tempfile.TemporaryDirectory(prefix="wangge-bench-") as name:
        environ = environment(f"sqlite:///{Path(name) / 'bench.sqlite3'}", Path(name))
        done = subprocess.run([sys.executable, "-m", "bench.incidents", "here"], env=environ, check=False)
        raise SystemExit(done.returncode)


def here() -> None:
    """Lay the city, tell everything, compare, keep."""
    import django

    django.setup()
    from django.core.management import call_command

    from bench.__main__ import machine
    from wangge.simulate.ground import CITY, lay_city, lay_ground
    from wangge.simulate.incidents import HARD, draw_incidents
    from wangge.simulate.telling import tell_all

    call_command("migrate", verbosity=0, interactive=False)
    lay_ground(at=BEGIN)
    lay_city(at=BEGIN)
    sayings = draw_incidents(spots_of_city(), count=COUNT, seed=SEED, begin=BEGIN)
    began = time.monotonic()
    told = tell_all(sayings, district=CITY)
    seconds = time.monotonic() - began
    print(f"{COUNT} incidents, {len(sayings)} reports, {told.cases} cases in {seconds:.1f} s; hard to keep apart: "
          f"{', '.join(HARD)}, every fifth")  # fmt: skip
    print(told.agreement.said())
    out = Path(__file__).parent / "results"
    here_is = machine()
    file = out / f"incidents-{here_is['at'][:10]}.json"
    figures = {name: round(value, 4) for name, value in vars(told.agreement).items()} | {
        "f1": round(told.agreement.f1, 4)
    }
    file.write_text(json.dumps({
        "machine": here_is, "incidents": COUNT, "seed": SEED, "reports": len(sayings), "cases": told.cases,
        "seconds": round(seconds, 1), "figures": figures,
    }, indent=1))  # fmt: skip
    print(f"Raw results: bench/results/{file.name}")


def tune() -> None:
    """Greedy in memory: each telling goes to the likeliest open case of the last week, if that is likely enough."""
    import django

    django.setup()
    from wangge.cases.rules import Telling, cell_of, cells_around, kinds_said, likeness
    from wangge.simulate.ground import SEED
    from wangge.simulate.incidents import agreement, draw_incidents

    module = sys.modules["wangge.cases.rules.likeness"]
    sayings = draw_incidents(spots_of_city(), count=COUNT, seed=TUNED_ON, begin=BEGIN)
    doors = {s.code: (s.lat, s.lng) for s in spots_of_city()}
    usual = {kind["code"]: kind["words"].split() for kind in SEED["kinds"] if kind["code"][0] in "CE"}

    def telling(s: Any) -> Any:
        lat, lng = (s.lat, s.lng) if s.lat is not None else doors[s.code]
        kinds = kinds_said(s.words, usual) | ({s.kind} if s.kind else set())
        return Telling((s.words,), kinds, s.code[:15], lat, lng, s.at)

    def run(threshold: int) -> Any:
        cases: list[list[Any]] = []
        by_cell: dict[Any, list[int]] = {}
        found = []
        for s in sayings:
            t = telling(s)
            best, chosen = -1, None
            for cell in cells_around(t.lat, t.lng):
                for n in by_cell.get(cell, ()):
                    c = cases[n][0]
                    if t.at - c.at > timedelta(days=module.WINDOW_DAYS):
                        continue
                    score = likeness(t, c, grid=15, community=12).score
                    if score > best:
                        best, chosen = score, n
            if chosen is not None and best >= threshold:
                c = cases[chosen][0]
                cases[chosen][0] = Telling((*c.words, s.words), c.kinds | t.kinds, c.area, c.lat, c.lng, c.at)
                found.append(chosen)
            else:
                by_cell.setdefault(cell_of(t.lat, t.lng), []).append(len(cases))
                found.append(len(cases))
                cases.append([t])
        return agreement([s.incident for s in sayings], found)

    rows = []
    for place, words, other in product((35, 40, 45), (15, 20, 25), (0.55, 0.75)):
        module.PLACE, module.TIME, module.KIND, module.WORDS = place, 10, 90 - place - words, words
        module.OTHER_NUMBER = other
        for threshold in range(52, 64, 2):
            rows.append((run(threshold), (place, 10, 90 - place - words, words, other, threshold)))
    for result, chosen in sorted(rows, key=lambda row: -row[0].f1)[:10]:
        print(chosen, result.said())


if __name__ == "__main__":
    {"here": here, "tune": tune}.get((sys.argv[1:] or [""])[0], main)()
