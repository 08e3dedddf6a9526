"""A bursty morning: lives that begin at a rate, whatever the server does, and clients that wait when told to.

1, 15, 1, 25, 2, 35 and 10 lives a second, in ten minutes or a minute and a half, then one until all is as before.
Whoever gets 429 or 503 waits as long as it says and sends the same key again. What the database holds in the end is
compared by key with what was sent.
"""

import asyncio
import itertools
import time
from typing import Any

from bench.load.caller import Broken, Line, Person, Sheet, spread
from bench.load.lifecycle import User

RATES = (1, 15, 1, 25, 2, 35, 10)
LONG, SHORT, GRACE = 85.0, 12.0, 120.0
CALM, STEADY = 2.0, 3
"""Normal again: for three seconds the median of the answers stays below twice the first phase's 95th percentile."""


class Timed(Sheet):
    """A sheet that also keeps when each answer came, by call."""

    def __init__(self) -> None:
        super().__init__()
        self.came: list[tuple[float, str, float]] = []


class Counted(Person):
    """A person who remembers whether the report was put off before it was taken in."""

    sheet: Timed

    async def call(self, name: str, *rest: Any, **more: Any) -> Any:
        """As everybody's, with its time on the sheet, all waiting included."""
        before, began = self.sheet.put_off[name], time.monotonic()
        self.mine = getattr(self, "mine", {})
        answer = await super().call(name, *rest, **more)
        self.mine[name] = self.sheet.put_off[name] > before
        self.sheet.came.append((began, name, 1000 * (time.monotonic() - began)))
        return answer


async def bursty(users: list[User], length: float) -> dict[str, Any]:
    """Run the phases; gives lives begun, accepted at once and later, lost, times by phase and seconds until normal."""
    sheet, begun = Timed(), time.monotonic()
    idle: list[Line] = []
    turn = itertools.cycle(users)
    lives: list[asyncio.Task[str]] = []
    end = begun + length * len(RATES) + GRACE

    async def one(user: User) -> str:
        line = idle.pop() if idle else Line()
        person = Counted(sheet, line)
        try:
            await user.life(person, end=end)
        except (Broken, OSError, asyncio.IncompleteReadError) as trouble:
            sheet.broken.append(str(trouble))
        finally:
            idle.append(line)
        mine = getattr(person, "mine", {})
        if "close" not in mine:
            return "lost" if "report" not in mine else "cut short"
        return "deferred" if mine["report"] else "at once"

    for number, rate in enumerate(RATES):
        start = begun + number * length
        for n in range(int(rate * length)):
            wait = start + n / rate - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            lives.append(asyncio.create_task(one(next(turn))))
        await asyncio.sleep(max(0.0, start + length - time.monotonic()))
    phases_over = time.monotonic()
    while until_normal(sheet.came, begun, length) is None and time.monotonic() < end:
        lives.append(asyncio.create_task(one(next(turn))))
        await asyncio.sleep(1 / RATES[0])
    ended = await asyncio.gather(*lives)
    cpu = sheet.cpu()
    return {
        "lives": len(lives), "ended": {what: ended.count(what) for what in sorted(set(ended))},
        "put_off": dict(sheet.put_off), "turned_ms": spread(_turned(sheet)), "phases": _phases(sheet, begun, length),
        "until_normal_s": until_normal(sheet.came, begun, length), "after_the_phases_s": time.monotonic() - phases_over,
        "generator_ms": 1000 * cpu / max(1, len(lives)), "connections": len(idle), "broken": sheet.broken[:5],
        "broken_in_all": len(sheet.broken),
    }  # fmt: skip


def _turned(sheet: Sheet) -> list[float]:
    return [ms for name, took in sheet.took.items() if name.endswith(": put off") for ms in took]


def _phases(sheet: Timed, begun: float, length: float) -> list[dict[str, Any]]:
    rows = []
    for number, rate in enumerate(RATES):
        inside = [c for c in sheet.came if begun + number * length <= c[0] < begun + (number + 1) * length]
        rows.append({
            "rate": rate, "report": spread([ms for _, name, ms in inside if name == "report"]),
            "moves": spread([ms for _, name, ms in inside if name not in ("report", "queue")]),
            "queue": spread([ms for _, name, ms in inside if name == "queue"]),
        })  # fmt: skip
    return rows


def until_normal(came: list[tuple[float, str, float]], begun: float, length: float) -> float | None:
    """Seconds from the end of the highest peak until the median of each second is normal and stays so for three."""
    first = sorted(ms for at, _, ms in came if at < begun + length)
    if not first:
        return None
    normal = CALM * first[int(0.95 * (len(first) - 1))]
    peak = begun + (RATES.index(max(RATES)) + 1) * length
    calm, last = 0, max(at + ms / 1000 for at, _, ms in came)
    for second in range(int(last - peak) if last > peak else 0):
        inside = sorted(ms for at, _, ms in came if peak + second <= at + ms / 1000 < peak + second + 1)
        calm = calm + 1 if inside and inside[len(inside) // 2] <= normal else 0
        if calm == STEADY:
            return float(second - STEADY + 1)
    return None
