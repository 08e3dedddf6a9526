"""The ground of the demo: one community, its grids, units, kinds and people, put in place by the same actions.

The outlines, buildings and people of ``seeds/yanfeng.json`` are invented; the area codes are the statistical ones.
"""

import json
import secrets
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from wangge.catalogue.actions import load_shipped, set_kinds
from wangge.catalogue.rules import read_shipped, shipped_tables
from wangge.orgs.actions import appoint, set_duties, set_offices, set_people, set_units
from wangge.orgs.queries import account_exists, today, units_of
from wangge.orgs.rules import POSTS, Held
from wangge.places.actions import set_features, set_ground
from wangge.places.queries import area_exists
from wangge.simulate.city import draw, seed_areas, village
from wangge.simulate.people import people_of_city, rosters_of_city
from wangge.simulate.units import offices_of_district, outside_of_district, own_areas, units_of_district

SEED: dict[str, Any] = json.loads((files("wangge.simulate") / "seeds" / "yanfeng.json").read_text(encoding="utf-8"))
KEY = "seed-2026-11"


def lay_ground(*, at: datetime) -> None:
    """Areas, buildings, kinds and units. Doing it again changes nothing.

    The kinds of the seed come first and stay without filing conditions; the rest of the shipped catalogue follows.
    """
    district = SEED["district"]
    set_ground(SEED["areas"], SEED["buildings"], district=district, key=f"{KEY}-ground", at=at)
    set_kinds(SEED["kinds"], district=district, key=f"{KEY}-kinds-2", at=at)
    load_shipped(read_shipped(shipped_tables()), district=district, key=f"{KEY}-catalogue", at=at)
    set_units(SEED["units"], district=district, key=f"{KEY}-units", at=at)


CITY, NEIGHBOUR = "211103", "211104"
FIRST_GRID = f"{CITY}001001001"
CITY_PEOPLE = tuple(
    {"username": username, "post": post, "name": name, "area": area, "unit": unit, "phone": phone, "district": CITY}
    for username, post, name, area, unit, phone in (
        ("xl-district", "district_duty_officer", "罗建平", CITY, "", "13800000011"),
        ("xl-street", "street_chief", "梁春梅", FIRST_GRID[:9], "", "13800000012"),
        ("xl-community", "community_clerk", "宋玉兰", FIRST_GRID[:12], "", "13800000013"),
        ("xl-worker", "grid_worker", "韩晓东", FIRST_GRID, "", "13800000014"),
        ("xl-unit", "unit_handler", "唐国庆", "", "drainage", "13800000015"),
    )
)
"""Fictional people of the drawn city who have accounts (xl: 兴隆台)."""
ACCOUNTS = (*SEED["people"], *CITY_PEOPLE)


def lay_city(*, at: datetime, rostered_from: datetime | None = None) -> dict[str, int]:
    """The drawn city of 211103 with its fictional people, and the areas of its neighbours; counts what was new.

    Units stand in 211103 and 211104; in the latter only departments, streets and the district have people. What is
    there already stays as it is. Rosters begin on the day of ``rostered_from``, else of ``at``.
    """
    if area_exists(FIRST_GRID):
        return {}
    drawn = draw(CITY)
    known = {area["code"] for area in SEED["areas"]}
    for district in (SEED["district"], NEIGHBOUR):
        rows = [
            row._asdict() | {"name_en": "", "outline": None}
            for row in seed_areas()
            if row.code.startswith(district) and row.code not in known
        ]
        set_ground(rows, (), district=district, key=f"{KEY}-areas", at=at)
    set_ground(
        drawn.areas, drawn.buildings, drawn.components, drawn.former_names, district=CITY, key=f"{KEY}-city", at=at
    )
    around = village(SEED["areas"], SEED["buildings"])
    set_features(around, district=SEED["district"], key=f"{KEY}-features", at=at)
    set_features(drawn.features, district=CITY, key=f"{KEY}-features", at=at)
    desks = {code: name for code, name in own_areas(NEIGHBOUR).items() if len(code) < 12}
    areas = {CITY: {area["code"]: area["name"] for area in drawn.areas}, NEIGHBOUR: desks}
    units = {CITY: units_of_district(CITY) + outside_of_district(CITY), NEIGHBOUR: units_of_district(NEIGHBOUR)}
    people = {}
    for district in (CITY, NEIGHBOUR):
        set_units(units[district], district=district, key=f"{KEY}-units", at=at)
        people[district] = people_of_city(areas[district], district, starts_on=today(at))
        set_people(people[district], district=district, key=f"{KEY}-people", at=at)
    set_offices(offices_of_district(CITY), district=CITY, key=f"{KEY}-offices", at=at)
    shifts = rosters_of_city(people[CITY], starts_on=today(rostered_from or at), zone=ZoneInfo(settings.DISTRICT_ZONE))
    set_duties(shifts, district=CITY, key=f"{KEY}-rosters", at=at)
    return {
        "grids": len(drawn.households), "buildings": len(drawn.buildings), "components": len(drawn.components),
        "features": len(drawn.features), "people": len({row["staff_no"] for row in people[CITY]}),
        "units": len(units[CITY]), "shifts": len(shifts),
    }  # fmt: skip


def settle_people(*, at: datetime, password: str = "", city: bool = False) -> dict[str, str]:
    """The people of the seed with their posts, with ``city`` also those of 211103 who have accounts.

    Returns user name → password of those newly made; each is random unless one is given (for tests).
    """
    made = {}
    for person in ACCOUNTS if city else SEED["people"]:
        if account_exists(person["username"]):
            continue
        district = person.get("district", SEED["district"])
        units = {unit.code: unit.id for unit in units_of(district)}
        word = password or secrets.token_urlsafe(12)
        appoint(
            actor=None,
            name=person["name"],
            username=person["username"],
            password=word,
            grants=[Held(district, person["post"], person["area"], units.get(person["unit"]), today(at))],
            phone=person["phone"],
            must_change=False,
            key=f"{KEY}-{person['username']}",
            at=at,
        )
        made[person["username"]] = word
    return made


def write_accounts(file: Path, made: dict[str, str]) -> None:
    """Keep the demo's passwords where only its owner can read them (mode 600)."""
    roles = {person["username"]: person for person in ACCOUNTS}
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    known += [
        {
            "role": roles[name]["post"],
            "title": POSTS[roles[name]["post"]].say.zh,
            "name": roles[name]["name"],
            "username": name,
            "password": word,
            "district": roles[name].get("district", SEED["district"]),
        }
        for name, word in made.items()
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=True)
    file.chmod(0o600)
    file.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")
