"""``python -m bench.points``: points a second to their grids in the drawn city, beside a bare ``shapely.STRtree``.

The same million points, the same 715 outlines. *bare* asks the tree alone; *ours* also chooses the smaller code on
borders and gives codes. One at a time and in batches; rounds interleaved; addresses in words besides.
"""

import statistics
import time
from collections.abc import Callable
from random import Random

import numpy
import shapely
from tests.places.spellings import spell

from wangge.places.rules import Gazetteer, Outlines, Spot
from wangge.simulate.city import draw, seed_areas

POINTS, ROUNDS, ADDRESSES = 1_000_000, 5, 20_000


def speed(work: Callable[[], object], count: int) -> float:
    """How many a second."""
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def main() -> None:
    """Measure and print."""
    city = draw()
    outlines = Outlines.of([(a["code"], a["outline"]) for a in city.areas if a["outline"]])
    rng = numpy.random.default_rng(1)
    west, south, east, north = shapely.total_bounds(list(outlines.shapes))
    lngs, lats = rng.uniform(west, east, POINTS), rng.uniform(south, north, POINTS)
    few = list(zip(lats[:20_000].tolist(), lngs[:20_000].tolist(), strict=True))
    spots = [Spot(**b) for b in city.buildings]
    names = {r.code: r.name for r in seed_areas() if r.code.startswith("211103")}
    gazetteer = Gazetteer(spots, {c: n for c, n in names.items() if len(c) > 6})
    draw_from, homes = Random(1), [s for s in spots if "号楼" in s.name]
    said = []
    for _ in range(ADDRESSES):
        spot = draw_from.choice(homes)
        said.append(spell(spot, names[spot.grid[:9]], names[spot.grid[:12]], draw_from)[0])
    tasks = {
        "bare tree, batch": (lambda: outlines.tree.query(shapely.points(lngs, lats), predicate="covered_by"), POINTS),
        "ours, batch": (lambda: outlines.around_many(lats, lngs), POINTS),
        "bare tree, one by one": (
            lambda: [outlines.tree.query(shapely.Point(x, y), predicate="covered_by") for y, x in few], len(few)),
        "ours, one by one": (lambda: [outlines.around(y, x) for y, x in few], len(few)),
        "addresses in words": (lambda: [gazetteer.find(words) for words in said], ADDRESSES),
    }  # fmt: skip
    speeds: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(ROUNDS):
        for name, (work, count) in tasks.items():
            speeds[name].append(speed(work, count))
    for name, rows in speeds.items():
        every = " ".join(f"{s:,.0f}" for s in rows)
        print(f"{name:24} {statistics.median(rows):12,.0f} a second   ({every})")
    middle = {name: statistics.median(rows) for name, rows in speeds.items()}
    for how in ("batch", "one by one"):
        print(f"ours of bare, {how}: {middle[f'ours, {how}'] / middle[f'bare tree, {how}']:.2f}")


if __name__ == "__main__":
    main()
