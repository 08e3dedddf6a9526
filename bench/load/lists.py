"""What is read all day, one question after the other by eight users of restricted posts: milliseconds each."""

import asyncio
import base64
import time
from typing import Any
from urllib.parse import quote

import orjson

from bench.load.caller import Broken, Person, Sheet, spread

SEARCHED = "路灯"
"""Two characters, as people type them."""


def questions(cast: dict[str, Any], long: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Name → (token, address) of each user. ``long`` is what ``ground long`` printed."""
    found: dict[str, list[tuple[str, str]]] = {}

    def ask(name: str, who: str, address: str) -> None:
        found.setdefault(name, []).append((user[who], f"/api/v1/{address}"))

    for user in cast["users"][:8]:
        community, lat, lng = user["grid"][:12], user["lat"], user["lng"]
        box = f"bbox={lng - 0.005:.6f},{lat - 0.005:.6f},{lng + 0.005:.6f},{lat + 0.005:.6f}&zoom=16"
        ask("queue, community", "clerk", "cases?mine=true&sort=due")
        ask("queue, grid worker", "worker", "cases?mine=true&sort=due")
        ask("queue, unit", "handler", "cases?mine=true&sort=due")
        ask("counts of the queues, community", "clerk", "cases/counts")
        ask("open in the community by due time", "clerk", f"cases?area={community}&open=true&sort=due")
        ask("of a kind in the community, newest", "clerk", f"cases?area={community}&kind=E0504")
        ask("closed in the community, newest", "clerk", f"cases?area={community}&state=closed")
        ask("newest, street", "street", "cases")
        ask("newest, street, deep", "street", f"cases?next={long['deep']}")
        ask("search of two characters, community", "clerk", f"cases?q={quote(SEARCHED)}")
        ask("search by the end of a number, community", "clerk", "cases?q=000147")
        ask("map of a box, community", "clerk", f"map/cases?{box}")
        ask("late table, street", "street", "late")
    clerk = cast["users"][0]
    user = clerk
    for _ in range(8):
        ask("a case", "clerk", f"cases/{long['short']}")
        ask("its history of ten", "clerk", f"cases/{long['short']}/entries")
        ask("first page of 10,000 entries", "clerk", f"cases/{long['long']}/entries")
        ask("last page of 10,000 entries", "clerk", f"cases/{long['long']}/entries?next=9950")
        ask("the case of 10,000 entries", "clerk", f"cases/{long['long']}")
    return found


def token_of(case: str) -> str:
    """The page of a list of the newest that begins behind a case."""
    return base64.urlsafe_b64encode(orjson.dumps(("", case))).decode()


async def read(asked: dict[str, list[tuple[str, str]]], seconds: float) -> dict[str, dict[str, Any]]:
    """Each question for so many seconds by its users at once: calls a second, milliseconds, bytes."""
    rows: dict[str, dict[str, Any]] = {}
    for name, each in asked.items():
        sheet, sizes = Sheet(), []

        async def one(token: str, address: str, sheet: Sheet = sheet, sizes: list[int] = sizes) -> None:
            person, end = Person(sheet), time.monotonic() + seconds
            while True:
                try:
                    answer = await person.call("ask", "GET", address, token)
                    sizes.append(len(answer))
                except Broken:
                    break
                if time.monotonic() > end:
                    break
            person.line.close()

        began = time.monotonic()
        await asyncio.gather(*(one(*pair) for pair in each))
        took = time.monotonic() - began
        rows[name] = spread(sheet.took["ask"]) | {
            "a_second": round(len(sheet.took["ask"]) / took, 1), "bytes": max(sizes, default=0),
            "put_off": sum(sheet.put_off.values()), "broken": sheet.broken[:1],
        }  # fmt: skip
        print(f"  {name}: {rows[name]}", flush=True)
    return rows
