"""Fictional people for the drawn city: one worker a grid, a clerk a community, a chief a street, units with their own.

Names are put together from a seed number; telephone numbers begin with 100, as no mobile number does. Nobody is meant.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from wangge.simulate.units import DEPARTMENTS, outside_of_district

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅"
    "沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
)
GIVEN = (
    "建国志强文静丽萍秀英桂芳明辉海燕晓东玉兰春梅立新国庆红霞伟民淑珍振华雪莲永福佳慧长青美玲家栋思远雅琴大川小雨云鹏"
)


def people_of_city(areas: dict[str, str], district: str, *, starts_on: date, seed: int = 2111) -> list[dict[str, Any]]:
    """People with their posts for areas by code, as ``orgs.actions.set_people`` takes them.

    One worker in forty walks two grids and one grid in thirty has two workers, as in life. Where grids are drawn,
    outside bodies have two people each, and three communities have the clerks of three shifts.
    """
    rng = Random(seed)  # noqa: S311
    names = _names(rng)
    rows: list[dict[str, Any]] = []

    def add(post: str, area: str = "", unit: str = "", *, same: bool = False) -> None:
        number = f"{district}-{len({r['staff_no'] for r in rows}) + (not same):04d}"
        before = rows[-1] if same else None
        rows.append({
            "staff_no": before["staff_no"] if before else number, "name": before["name"] if before else next(names),
            "phone": before["phone"] if before else f"100{district[-2:]}{len(rows) + 1:06d}",
            "post": post, "area": area, "unit": unit, "starts_on": starts_on, "ends_on": None,
        })  # fmt: skip

    posts = {6: "district_duty_officer", 9: "street_chief", 12: "community_clerk", 15: "grid_worker"}
    for code in sorted(areas, key=lambda c: (len(c), c)):
        post = posts.get(len(code))
        if post is None:
            continue
        shares = post == "grid_worker" and rows[-1]["post"] == post and rows[-1]["area"][:12] == code[:12]
        add(post, code, same=shares and rng.random() < 1 / 40)
        if post == "grid_worker" and rng.random() < 1 / 30:
            add(post, code)
    for code, _, _ in DEPARTMENTS:
        add("unit_chief", unit=code)
        add("unit_handler", unit=code)
        add("unit_handler", unit=code)
    if any(len(code) == 15 for code in areas):
        for unit in outside_of_district(district):
            add("outside_handler", unit=unit["code"])
            add("outside_handler", unit=unit["code"])
        for code in rostered(areas):
            add("community_clerk", code)
            add("community_clerk", code)
    return rows


def rostered(areas: Iterable[str]) -> list[str]:
    """The three communities that work by shifts."""
    return sorted(code for code in areas if len(code) == 12)[:3]


def rosters_of_city(people: Sequence[dict[str, Any]], *, starts_on: date, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Shifts of 14 days for three communities, as ``orgs.actions.set_duties`` takes them.

    Deliberately the first has a night without anybody on the fifth day, in the second a shift of the third day is two
    hours too long, and in the third a grid worker stands in for the clerk of the second day.
    """
    communities = rostered({row["area"] for row in people})
    clerks = {c: [r["staff_no"] for r in people if r["post"] == "community_clerk" and r["area"] == c]
              for c in communities}  # fmt: skip
    rows = []
    for day in range(14):
        begin = datetime.combine(starts_on + timedelta(days=day), time(), zone)
        for number, community in enumerate(communities):
            for turn in range(3):
                if (day, number, turn) == (4, 0, 0):
                    continue
                starts_at = begin + timedelta(hours=8 * turn)
                hours = 10 if (day, number, turn) == (2, 1, 1) else 8
                rows.append({
                    "staff_no": clerks[community][(day + turn) % 3], "area": community, "unit": "",
                    "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=hours), "instead_of": "",
                })  # fmt: skip
    away = next(
        r for r in rows if r["area"] == communities[2] and r["starts_at"].date() == starts_on + timedelta(days=1)
    )
    walks = next(r for r in people if r["post"] == "grid_worker" and r["area"].startswith(communities[2]))
    return [*rows, away | {"staff_no": walks["staff_no"], "instead_of": away["staff_no"]}]


def _names(rng: Random) -> Iterator[str]:
    """Family name and one or two signs, never the same twice."""
    seen = set()
    while True:
        name = rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2))))
        if name not in seen:
            seen.add(name)
            yield name
