"""Setting up the ground, and cutting it anew."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from shapely.geometry import mapping, shape

from wangge.core.ids import PUBLIC
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import digest
from wangge.places.models import Area, AreaPast, Building, Component, Feature, FormerName, Succession
from wangge.places.queries import GROUND, area_named, area_names, recut_plan
from wangge.places.rules import Outlines, Plan

Rows = Sequence[Mapping[str, Any]]
BATCH = 1000


def set_ground(
    areas: Rows,
    buildings: Rows,
    components: Rows = (),
    former_names: Rows = (),
    *,
    district: str,
    key: str,
    at: datetime,
) -> None:
    """Put areas, buildings, components and former names in place, changing those that are there.

    Rows hold the fields of the models. Records ``ground.set``, by which every process notices that the ground changed.
    """

    def act(change: Change) -> Answer:
        day = at.date()
        counted = ["households"] if any("households" in row for row in areas) else []
        Area.objects.bulk_create(
            [Area(**({"valid_from": day} | dict(row))) for row in areas],
            update_conflicts=True, unique_fields=["code"],
            update_fields=["name", "name_en", "outline", "administered_by", *counted], batch_size=BATCH,
        )  # fmt: skip
        Building.objects.bulk_create(
            [Building(**row) for row in buildings],
            update_conflicts=True, unique_fields=["code"], update_fields=["grid", "name", "address", "lat", "lng"],
            batch_size=BATCH,
        )  # fmt: skip
        Component.objects.bulk_create(
            [Component(**row) for row in components],
            update_conflicts=True, unique_fields=["code"], update_fields=["kind", "grid", "name", "lat", "lng"],
            batch_size=BATCH,
        )  # fmt: skip
        FormerName.objects.bulk_create(
            [FormerName(district=district, **row) for row in former_names],
            update_conflicts=True, unique_fields=["district", "former"], update_fields=["name"], batch_size=BATCH,
        )  # fmt: skip
        counts = {"areas": len(areas), "buildings": len(buildings), "components": len(components)}
        change.record(GROUND, "ground.set", facts=counts)
        return Answer(200, counts)

    rows = (("areas", areas), ("buildings", buildings), ("components", components), ("former_names", former_names))
    payload = {name: [dict(row) for row in given] for name, given in rows if given}
    commit(Command(district, PUBLIC, "", key, digest("ground.set", payload), at, at), act)
    area_names.forget()


def set_features(features: Rows, *, district: str, key: str, at: datetime) -> None:
    """Put what a map shows in place (kind, rank, name, geometry), instead of what the district had of these kinds.

    Features have no code to be known by, so a kind is always given whole. Records ``ground.set``.
    """

    made = []
    for row in features:
        west, south, east, north = shape(row["geometry"]).bounds
        made.append(Feature(district=district, west=west, south=south, east=east, north=north, **row))

    def act(change: Change) -> Answer:
        change.hold(GROUND)
        Feature.objects.filter(district=district, kind__in={row.kind for row in made}).delete()
        Feature.objects.bulk_create(made, batch_size=BATCH)
        counts = {"features": len(made)}
        change.record(GROUND, "ground.set", facts=counts)
        return Answer(200, counts)

    payload = {"features": [dict(row) for row in features]}
    commit(Command(district, PUBLIC, "", key, digest("ground.set", payload), at, at), act)


def recut(*, district: str, steps: Rows, key: str, at: datetime) -> Answer:
    """Cut areas of a district anew (``rules.recutting``): one command, from today on.

    Codes that end keep their row and their last day; buildings and components go along, by their point where a grid
    was split. Records ``ground.recut`` with what follows what; people and open cases go along by the listeners above.
    Raises ``Missing`` (``recut_unclear``).
    """

    def act(change: Change) -> Answer:
        change.hold(GROUND)
        plan, day = recut_plan(district, steps), at.astimezone(ZoneInfo(settings.DISTRICT_ZONE)).date()
        _carry_out(plan, day)
        follows = {old: list(then) for old, then in sorted(plan.follows.items())}
        facts = {"day": day.isoformat(), "follows": follows, "made": sorted(plan.made), "renamed": plan.renamed}
        change.record(GROUND, "ground.recut", facts=facts)
        return Answer(200, facts)

    payload = [dict(step) for step in steps]
    answer = commit(Command(district, PUBLIC, "", key, digest("ground.recut", payload), at, at), act)
    area_names.forget()
    return answer


def rename_area(
    code: str, *, name: str, name_en: str, district: str, author: UUID, post: str, key: str, at: datetime
) -> Answer:
    """Give an area another name from today on: 200 ``{area, name, name_en, valid_from}``; the old one stays its past.

    Records ``ground.rename`` with what was and what is; the same names again change nothing. Raises ``NotFound``.
    """

    def act(change: Change) -> Answer:
        change.hold(GROUND)
        area, day = area_named(code), at.astimezone(ZoneInfo(settings.DISTRICT_ZONE)).date()
        was = {"name": area.name, "name_en": area.name_en}
        if was != {"name": name, "name_en": name_en}:
            if area.name != name and area.valid_from < day:
                AreaPast.objects.create(
                    code=code, name=area.name, outline=area.outline, valid_from=area.valid_from,
                    valid_to=day - timedelta(days=1),
                )  # fmt: skip
                area.valid_from = day
            area.name, area.name_en = name, name_en
            area.save(update_fields=["name", "name_en", "valid_from"])
            facts = {"code": code, "was": was, "now": {"name": name, "name_en": name_en}, "day": day.isoformat()}
            change.record(GROUND, "ground.rename", facts=facts)
        body = {"area": code, "name": name, "name_en": name_en or None, "valid_from": area.valid_from.isoformat()}
        return Answer(200, body)

    payload = {"code": code, "name": name, "name_en": name_en}
    answer = commit(Command(district, author, post, key, digest("ground.rename", payload), at, at), act)
    area_names.forget()
    return answer


def _carry_out(plan: Plan, day: date) -> None:
    last = day - timedelta(days=1)
    Area.objects.filter(code__in=plan.follows).update(valid_to=last)
    changed = {*plan.renamed, *plan.reshaped}
    homes = dict(Area.objects.filter(code__in=plan.follows).values_list("code", "households"))
    stays = list(Area.objects.filter(code__in=changed))
    AreaPast.objects.bulk_create(
        [AreaPast(code=a.code, name=a.name, outline=a.outline, valid_from=a.valid_from, valid_to=last) for a in stays]
    )
    for area in stays:
        area.name = plan.renamed.get(area.code, area.name)
        if area.code in plan.reshaped:
            area.outline = mapping(plan.reshaped[area.code])
        area.valid_from = day
        area.save(update_fields=["name", "outline", "valid_from"])
    grown = {then[0] for then in plan.follows.values() if len(then) == 1 and then[0] not in plan.made}
    for area in Area.objects.filter(code__in=grown):
        area.households = _homes(area.code, plan, homes, area.households)
        area.save(update_fields=["households"])
    Area.objects.bulk_create(
        [
            Area(
                code=code, name=ground.name, valid_from=day, households=_homes(code, plan, homes, None),
                outline=mapping(ground.outline) if ground.outline is not None else None,
            )
            for code, ground in plan.made.items()
        ],
        batch_size=BATCH,
    )  # fmt: skip
    Succession.objects.bulk_create(
        [Succession(old=old, new=new, day=day) for old, then in plan.follows.items() for new in then], batch_size=BATCH
    )
    shapes = {code: ground.outline for code, ground in plan.made.items() if ground.outline is not None} | plan.reshaped
    for model in (Building, Component):
        for old, then in plan.follows.items():
            rows = model.objects.filter(grid=old)  # type: ignore[attr-defined]
            if len(then) == 1:
                rows.update(grid=then[0])
                continue
            parts = Outlines.of([(code, mapping(shapes[code])) for code in then if code in shapes])
            for row in rows:
                lat, lng = row.lat, row.lng
                code = parts.around(lat, lng) if lat is not None and lng is not None else None
                model.objects.filter(code=row.code).update(grid=code or then[0])  # type: ignore[attr-defined]


def _homes(code: str, plan: Plan, homes: Mapping[str, int | None], own: int | None) -> int | None:
    """Households of an area after the plan: its own and those of areas that went into it whole; None after a split."""
    whole = [homes.get(old) for old, then in plan.follows.items() if then == (code,) and len(old) == len(code)]
    known = [number for number in (own, *whole) if number is not None]
    return sum(known) if known else None
