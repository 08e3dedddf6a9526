"""Whole lives of cases: reported, taken on, dispatched, handled, checked and closed, and one page of the queue.

Step by step, each by a press of its own; or in one go where one hand makes steps that follow each other: reported;
accepted, registered and dispatched; finished; checked and closed; and the page.
Fifty users, each a grid's worker, the clerk over it and a unit's handler, over ten communities of ten streets; each
begins the next life when the last one has ended. Pictures were uploaded before; that they are attached is part of it.
"""

import asyncio
import contextlib
import itertools
import time
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import orjson

from bench.load.caller import Broken, Line, Person, Sheet, now

VERBS = ("report", "accept", "register", "dispatch", "finish", "check_pass", "close", "queue")
Step = tuple[str, str, dict[str, Any]]
"""A verb, who makes it, and what it carries."""
Life = Callable[[], Coroutine[Any, Any, None]]


class User:
    """One of the fifty, with as many lives as pictures were uploaded for it."""

    def __init__(
        self, number: int, cast: dict[str, Any], *, pictures: int = 10**6, first: int = 0, run: str = ""
    ) -> None:
        self.number, self.given, self.run, self.most = number, cast["users"][number], run or cast["run"], pictures
        self.in_one_go, self.page = bool(cast.get("in_one_go")), int(cast.get("page") or 50)
        self.count = itertools.count(first)
        self.done = 0

    async def life(self, person: Person, *, end: float = 0) -> None:
        """One life from report to close, and the clerk's queue. Raises ``Broken``."""
        n, g = next(self.count), self.given
        if n >= self.most:
            raise Broken(f"user {self.number}: no picture left")
        key = f"{self.run}-{self.number}-{n}"
        place = {"lat": g["lat"], "lng": g["lng"], "datum": "wgs84"}
        told = await person.call("report", "POST", "/api/v1/reports", g["worker"], {
            "key": f"{key}-report", "words": f"{n} 号灯杆不亮了，晚上看不清路。", "place": place, "kind": g["kind"],
            "happened_at": now(),
        }, end=end)  # fmt: skip
        case = orjson.loads(told)["case"]["id"]
        picture = str(UUID(int=int(g["pictures"]) + n))
        accept: Step = ("accept", "clerk", {})
        register: Step = ("register", "clerk", {"kind": g["kind"]})
        dispatch: Step = ("dispatch", "clerk", {"unit": g["unit"]})
        finish: Step = ("finish", "handler", {"photos": [picture], "words": "换了灯头，亮了。"})
        check: Step = ("check_pass", "clerk" if self.in_one_go else "worker", {"words": "看过了，弄好了。"})
        close: Step = ("close", "clerk", {})
        presses = (
            [[accept, register, dispatch], [finish], [check, close]]
            if self.in_one_go
            else [[step] for step in (accept, register, dispatch, finish, check, close)]
        )
        for (verb, who, facts), *rest in presses:
            body = {"verb": verb, "key": f"{key}-{verb}", "happened_at": now()} | facts
            if rest:
                body["then"] = [{"verb": following} | more for following, _, more in rest]
            name = rest[-1][0] if rest else verb
            await person.call(name, "POST", f"/api/v1/cases/{case}/moves", g[who], body, end=end)
        queue = f"/api/v1/cases?mine=true&sort=due&limit={self.page}"
        await person.call("queue", "GET", queue, g["clerk"], end=end)
        self.done += 1


def users_of(cast: dict[str, Any]) -> list[User]:
    """The fifty of a cast."""
    return [User(n, cast, pictures=cast["lives"]) for n in range(len(cast["users"]))]


async def closed_loop(users: list[User], seconds: float, warm: float) -> tuple[Sheet, int, float]:
    """Let everybody live one life after the other; gives the sheet after the warming up, lives and seconds."""
    sheet = Sheet()
    end = time.monotonic() + warm + seconds

    people = [(user, Person(sheet)) for user in users]

    async def one(user: User, person: Person) -> None:
        while time.monotonic() < end:
            try:
                await user.life(person)
            except Broken:
                await asyncio.sleep(0.2)

    running = [asyncio.create_task(one(user, person)) for user, person in people]
    await asyncio.sleep(warm)
    begin = sum(user.done for user in users)
    fresh = Sheet()
    for _, person in people:
        person.sheet = fresh
    await asyncio.sleep(seconds)
    lives, took = sum(user.done for user in users) - begin, time.monotonic() - fresh.began
    fresh.broken += sheet.broken
    cpu = fresh.cpu()
    fresh.cpu = lambda: cpu  # type: ignore[method-assign]
    await asyncio.gather(*running)
    return fresh, lives, took


async def reports_only(users: list[User], mark: str, seconds: float) -> tuple[Sheet, float]:
    """Everybody reports, one report after the other; gives the sheet and seconds."""
    sheet, end = Sheet(), time.monotonic() + seconds

    async def one(user: User) -> None:
        person, n, g = Person(sheet), 0, user.given
        while time.monotonic() < end:
            n += 1
            with contextlib.suppress(Broken):
                await person.call("report", "POST", "/api/v1/reports", g["worker"], {
                    "key": f"{user.run}-{user.number}-{mark}-{n}-report", "words": f"{n} 号灯杆不亮了。",
                    "place": {"lat": g["lat"], "lng": g["lng"], "datum": "wgs84"}, "kind": g["kind"],
                    "happened_at": now(),
                })  # fmt: skip
        person.line.close()

    await asyncio.gather(*(one(user) for user in users))
    return sheet, time.monotonic() - sheet.began


async def trivial(path: str, seconds: float, users: int) -> float:
    """Calls a second of one address by so many lines that never pause."""
    end, count = time.monotonic() + seconds, 0

    async def one() -> None:
        nonlocal count
        line = Line()
        while time.monotonic() < end:
            await line.ask("GET", path)
            count += 1
        line.close()

    await asyncio.gather(*(one() for _ in range(users)))
    return count / seconds
