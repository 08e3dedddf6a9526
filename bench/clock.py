"""``python -m bench.clock``: due times a second, warm, in one process and thread; rounds interleaved."""

import statistics
import time
from datetime import datetime, timedelta
from random import Random

from wangge.clock.rules import china, due, read_limit, used

COUNT, ROUNDS = 20_000, 5
START = datetime.fromisoformat("2026-01-05T08:00:00+08:00")


def main() -> None:
    """Measure and print."""
    draw, calendar = Random(1), china()
    starts = [START + timedelta(seconds=draw.randrange(250 * 86400)) for _ in range(COUNT)]
    rainy = [(START + timedelta(days=n), START + timedelta(days=n, hours=30), "rain") for n in range(0, 300, 60)]
    five, thirty, hours, natural, ten_years = (
        read_limit(w) for w in ("5 工作日", "30 工作日", "4 工作时", "30 自然日", "2500 工作日")
    )
    tasks = {
        "5 working days": lambda s: due(s, five, calendar),
        "30 working days": lambda s: due(s, thirty, calendar),
        "30 working days, 5 stops": lambda s: due(s, thirty, calendar, rainy),
        "4 working hours": lambda s: due(s, hours, calendar),
        "30 natural days": lambda s: due(s, natural, calendar),
        "2500 working days": lambda s: due(s, ten_years, calendar),
        "30 working days, explained": lambda s: due(s, thirty, calendar).segments,
        "used after 30 days": lambda s: used(s, s + timedelta(days=30), thirty.unit, calendar),
    }
    speeds: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(ROUNDS + 1):
        for name, task in tasks.items():
            few = starts[: COUNT // 20] if "explained" in name else starts
            began = time.perf_counter()
            for start in few:
                task(start)
            if number:
                speeds[name].append(len(few) / (time.perf_counter() - began))
    for name, rows in speeds.items():
        every = " ".join(f"{s:,.0f}" for s in rows)
        middle = statistics.median(rows)
        print(f"{name:28} {middle:10,.0f} a second, {1e6 / middle:6.1f} µs each   ({every})")
    china.cache_clear()
    began = time.perf_counter()
    due(START, five, china())
    print(f"the first one of a process   {1000 * (time.perf_counter() - began):.1f} ms")


if __name__ == "__main__":
    main()
