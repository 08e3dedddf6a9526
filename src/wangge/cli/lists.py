"""The lists that ``wangge import`` takes in: columns, what else must be true of their rows, how they are written."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wangge.cli.tables import Column, Fault, code, count, day, degrees, moment, one_of, outline, text, words

Rows = list[tuple[int, dict[str, Any]]]


@dataclass(frozen=True)
class Table:
    """A kind of file: its columns, what else must be true of its rows, what is there already, and how it is written."""

    columns: Sequence[Column]
    check: Callable[[Rows, str], list[Fault]]
    present: Callable[[str], dict[Any, dict[str, Any]]]
    key: Callable[[dict[str, Any]], Any]
    write: Callable[..., Any]


def _check_places(rows: Rows, district: str) -> list[Fault]:
    from django.conf import settings

    from wangge.places.queries import codes_ever
    from wangge.places.rules import parent_of

    lengths = settings.CODE_LENGTHS
    in_force, ended = codes_ever(district)
    known = in_force | {row["code"] for _, row in rows}
    faults = []
    for line, row in rows:
        own = row["code"]
        if len(own) not in lengths.values() or not own.startswith(district):
            faults.append(Fault(line, "code", f"{own} has the length of no level or is not of district {district}"))
        elif own in ended:
            faults.append(Fault(line, "code", f"{own} has ended; a code is never used again"))
        elif len(own) > lengths["district"] and parent_of(own, lengths) not in known:
            faults.append(Fault(line, "code", f"the area above, {parent_of(own, lengths)}, is not there"))
    return faults


def _check_buildings(rows: Rows, district: str) -> list[Fault]:
    from wangge.places.queries import codes_ever, find_points

    in_force, _ = codes_ever(district)
    faults, pointed = [], [(line, row) for line, row in rows if row["lat"] is not None and row["lng"] is not None]
    for line, row in rows:
        if (row["lat"] is None) != (row["lng"] is None):
            faults.append(Fault(line, "lng", "latitude and longitude belong together"))
        if row["grid"] not in in_force:
            faults.append(Fault(line, "grid", f"{row['grid']} is no grid in force"))
    grids = find_points([r["lat"] for _, r in pointed], [r["lng"] for _, r in pointed], district=district)
    for (line, row), grid in zip(pointed, grids, strict=True):
        if grid is not None and grid != row["grid"]:
            faults.append(Fault(line, "grid", f"the point lies in {grid}, not in {row['grid']}"))
    return faults


def _check_units(rows: Rows, district: str) -> list[Fault]:
    from wangge.orgs.queries import grants_in, unit_codes, unit_rows
    from wangge.orgs.rules import POSTS, post_suits
    from wangge.places.queries import codes_ever

    in_force, _ = codes_ever(district)
    after = unit_rows(district) | {row["code"]: row for _, row in rows}
    ids = {unit: own for own, unit in unit_codes(district).items()}
    posts: dict[str, set[str]] = {}
    for held in (h for grants in grants_in(district).values() for h in grants):
        if held.unit is not None:
            posts.setdefault(ids[held.unit], set()).add(held.post)
    faults = []
    for line, row in rows:
        if row["area"] not in in_force:
            faults.append(Fault(line, "area", f"{row['area']} is no area in force"))
        if row["parent"] and row["parent"] not in after:
            faults.append(Fault(line, "parent", f"there is no unit {row['parent']!r}"))
        elif row["code"] in _line_above(row["code"], after):
            faults.append(Fault(line, "parent", f"{row['code']} would stand above itself"))
        for post in sorted(p for p in posts.get(row["code"], ()) if not post_suits(p, row["kind"])):
            faults.append(Fault(line, "kind", f"there are people in it as {POSTS[post].say.en.lower()}"))
    return faults


def _line_above(unit: str, units: dict[str, dict[str, Any]]) -> set[str]:
    """The units above a unit in the line of command."""
    found: set[str] = set()
    above = units[unit]["parent"]
    while above in units and above not in found:
        found.add(above)
        above = units[above]["parent"]
    return found


def _check_offices(rows: Rows, district: str) -> list[Fault]:
    from wangge.orgs.queries import unit_codes
    from wangge.places.queries import codes_ever

    (in_force, _), units = codes_ever(district), unit_codes(district)
    faults = [Fault(line, "area", f"{r['area']} is no area in force") for line, r in rows if r["area"] not in in_force]
    for line, row in rows:
        for unit in sorted(set(row["units"].split()) - set(units)):
            faults.append(Fault(line, "units", f"there is no unit {unit!r}"))
    return faults


def _check_people(rows: Rows, district: str) -> list[Fault]:
    from wangge.core.refusals import Refused
    from wangge.orgs.actions import check_grant
    from wangge.orgs.queries import all_units
    from wangge.orgs.rules import Held

    units = {unit.code: unit for unit in all_units(district)}
    faults = []
    for line, row in rows:
        unit = units.get(row["unit"])
        if row["unit"] and unit is None:
            faults.append(Fault(line, "unit", f"there is no unit {row['unit']!r}"))
            continue
        held = Held(
            district,
            row["post"],
            row["area"],
            unit.id if unit else None,
            row["starts_on"],
            row["ends_on"],
            row["kinds"],
        )
        try:
            check_grant(held, unit_kind=unit.kind if unit else None)
        except Refused as refusal:
            faults.append(Fault(line, "kinds" if refusal.code == "kinds_unreadable" else "post", refusal.say.en))
    return faults


def _check_rosters(rows: Rows, district: str) -> list[Fault]:
    from wangge.orgs.queries import grants_in, numbers_of, unit_codes
    from wangge.places.queries import codes_ever

    (in_force, _), units, people = codes_ever(district), unit_codes(district), numbers_of(district)
    grants = grants_in(district)

    def holds_post(staff_no: str, row: dict[str, Any]) -> bool:
        first = row["starts_at"].date()
        return any(
            held.valid(first) and (held.unit == units[row["unit"]] if row["unit"] else held.area == row["area"])
            for held in grants.get(people[staff_no], ())
        )

    def wrong(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for column in ("staff_no", "instead_of"):
            if row[column] and row[column] not in people:
                yield column, f"there is nobody with the number {row[column]!r}"
        if row["area"] and row["area"] not in in_force:
            yield "area", f"{row['area']} is no area in force"
        if row["unit"] and row["unit"] not in units:
            yield "unit", f"there is no unit {row['unit']!r}"
        if bool(row["area"]) == bool(row["unit"]):
            yield "area", "a shift is for an area or for a unit: fill in one of the two"
        if row["ends_at"] <= row["starts_at"]:
            yield "ends_at", "the end is not after the start"
        if row["instead_of"] == row["staff_no"]:
            yield "instead_of", "nobody stands in for himself or herself"

    faults = []
    for line, row in rows:
        found = list(wrong(row))
        whose = "instead_of" if row["instead_of"] else "staff_no"
        if not found and not holds_post(row[whose], row):
            what = "in whose place it would be" if row["instead_of"] else "who also stands in for nobody"
            found = [(whose, f"no post there is held on that day by {row[whose]}, {what}")]
        faults += [Fault(line, column, reason) for column, reason in found]
    return faults


def tables() -> dict[str, Table]:
    """The tables, once Django has been started."""
    from wangge.orgs.actions import set_duties, set_offices, set_people, set_units
    from wangge.orgs.queries import duty_rows, office_rows, people_rows, unit_rows
    from wangge.places.actions import set_ground
    from wangge.places.queries import area_rows, building_rows

    return {
        "places": Table(
            PLACES, _check_places, area_rows, lambda r: r["code"], lambda rows, **rest: set_ground(rows, (), **rest)
        ),
        "buildings": Table(
            BUILDINGS, _check_buildings, building_rows, lambda r: r["code"],
            lambda rows, **rest: set_ground((), rows, **rest),
        ),
        "units": Table(UNITS, _check_units, unit_rows, lambda r: r["code"], set_units),
        "offices": Table(OFFICES, _check_offices, office_rows, lambda r: r["code"], set_offices),
        "rosters": Table(
            ROSTERS, _check_rosters, duty_rows, lambda r: (r["staff_no"], r["area"], r["unit"], r["starts_at"]),
            set_duties,
        ),
        "people": Table(
            PEOPLE, _check_people, people_rows,
            lambda r: (r["staff_no"], r["post"], r["area"], r["unit"], r["starts_on"]), set_people,
        ),
    }  # fmt: skip


PLACES = (
    Column("code", code, "211102005013005", required=True), Column("name", text(60), "第 5 网格", required=True),
    Column("name_en", text(80), "Grid 5"), Column("outline", outline, ""), Column("administered_by", text(60), ""),
    Column("households", count, "380"),
)  # fmt: skip
BUILDINGS = (
    Column("code", text(32), "211102005013001-09", required=True),
    Column("grid", code, "211102005013001", required=True),
    Column("name", text(80), "延风里 9 号楼 1 单元", required=True),
    Column("address", text(120), "延风路 20 号 延风里 9 号楼 1 单元", required=True),
    Column("lat", degrees(-90, 90), "41.1963"), Column("lng", degrees(-180, 180), "122.0570"),
)  # fmt: skip
UNITS = (
    Column("code", text(40), "water", required=True), Column("name", text(80), "自来水公司", required=True),
    Column("name_en", text(120), "Water works"), Column("area", code, "211102", required=True),
    Column("kind", one_of("department", "centre", "agency", "outside"), "outside"), Column("parent", text(40), ""),
    Column("phone", text(20), "0427-5550101"),
)  # fmt: skip
PEOPLE = (
    Column("staff_no", text(40), "W-0031", required=True), Column("name", text(40), "李明（虚构）", required=True),
    Column("phone", text(20), "13800000031"), Column("post", text(32), "grid_worker", required=True),
    Column("area", text(18), "211102005013003"), Column("unit", text(40), ""),
    Column("starts_on", day, "2026-11-23", required=True), Column("ends_on", day, ""),
    Column("kinds", text(120), "C E05"),
)  # fmt: skip
OFFICES = (
    Column("code", text(40), "joint-yanfeng", required=True),
    Column("name", text(80), "延风社区联合办公室", required=True),
    Column("name_en", text(120), "Yanfeng joint office"), Column("area", code, "211102005013", required=True),
    Column("units", words, "drainage lighting property", required=True),
)  # fmt: skip
ROSTERS = (
    Column("staff_no", text(40), "W-0031", required=True), Column("area", text(18), "211102005013003"),
    Column("unit", text(40), ""), Column("starts_at", moment, "2026-11-23 08:00", required=True),
    Column("ends_at", moment, "2026-11-23 16:30", required=True), Column("instead_of", text(40), ""),
)  # fmt: skip
COLUMNS = {
    "places": PLACES, "buildings": BUILDINGS, "units": UNITS, "people": PEOPLE, "offices": OFFICES, "rosters": ROSTERS,
}  # fmt: skip
