"""The ground of the demo: one community, its grids, units, kinds and people, put in place by the same actions.

The outlines, buildings and people of ``seeds/yanfeng.json`` are invented; the area codes are the statistical ones.
"""

import json
import secrets
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from wangge.catalogue.actions import set_kinds
from wangge.orgs.actions import appoint, set_people, set_units
from wangge.orgs.queries import account_exists, today, units_of
from wangge.orgs.rules import POSTS, Held
from wangge.places.actions import set_features, set_ground
from wangge.places.queries import area_exists
from wangge.simulate.city import draw, seed_areas, village
from wangge.simulate.people import people_of_city, units_of_city

SEED: dict[str, Any] = json.loads((files("wangge.simulate") / "seeds" / "yanfeng.json").read_text(encoding="utf-8"))
KEY = "seed-2026-11"


def lay_ground(*, at: datetime) -> None:
    """Areas, buildings, kinds and units. Doing it again changes nothing."""
    district = SEED["district"]
    set_ground(SEED["areas"], SEED["buildings"], district=district, key=f"{KEY}-ground", at=at)
    set_kinds(SEED["kinds"], district=district, key=f"{KEY}-kinds", at=at)
    set_units(SEED["units"], district=district, key=f"{KEY}-units", at=at)


CITY = "211103"


def lay_city(*, at: datetime) -> dict[str, int]:
    """The drawn city of 211103 with its fictional people, and the areas of its neighbours; counts what was new.

    What is there already stays as it is.
    """
    if area_exists(f"{CITY}001001001"):
        return {}
    drawn = draw(CITY)
    known = {area["code"] for area in SEED["areas"]}
    for district in ("211102", "211104"):
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
    set_units(units_of_city(CITY), district=CITY, key=f"{KEY}-units", at=at)
    people = people_of_city({area["code"]: area["name"] for area in drawn.areas}, CITY, starts_on=today(at))
    set_people(people, district=CITY, key=f"{KEY}-people", at=at)
    return {
        "grids": len(drawn.households), "buildings": len(drawn.buildings), "components": len(drawn.components),
        "features": len(drawn.features),
        "people": len({row["staff_no"] for row in people}),
    }  # fmt: skip


def settle_people(*, at: datetime, password: str = "") -> dict[str, str]:
    """The people of the seed with their posts. Returns user name → password of those newly made.

    Each gets a random password of its own unless one is given (for tests).
    """
    district = SEED["district"]
    units = {unit.code: unit.id for unit in units_of(district)}
    made = {}
    for person in SEED["people"]:
        if account_exists(person["username"]):
            continue
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
    roles = {person["username"]: person for person in SEED["people"]}
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    known += [
        {
            "role": roles[name]["post"],
            "title": POSTS[roles[name]["post"]].say.zh,
            "name": roles[name]["name"],
            "username": name,
            "password": word,
        }
        for name, word in made.items()
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=True)
    file.chmod(0o600)
    file.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")
