"""Units and joint offices set by hand."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F

from wangge.core.ids import uuid7
from wangge.core.phones import read_phone
from wangge.core.refusals import Missing, NotNow
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.orgs.models import Duty, Grant, JointOffice, Person, Unit
from wangge.orgs.queries import today, unit_names, unit_trees, units_by_id
from wangge.orgs.queries.setting import line_above, office_for, unit_for, units_there
from wangge.orgs.rules import UNIT_KINDS, Actor, Held
from wangge.orgs.rules.setting import check_above, read_code, read_name, setter
from wangge.places.queries import area_exists

SHORTEST_PHONE = 3
"""110 and 119 are duty numbers too."""
LONGEST_AGO = timedelta(days=366)


def set_by(actor: Actor, held: Held, verb: str, payload: Any, *, key: str, at: datetime) -> Command:
    """The command of somebody who sets something by a grant."""
    return Command(held.district, actor.person, held.post, key, digest(verb, payload), at, at)


def make_unit(
    *, actor: Actor, code: str, name: str, name_en: str = "", area: str, kind: str, parent: UUID | None = None,
    phone: str = "", key: str, at: datetime,
) -> Answer:  # fmt: skip
    """Make a unit inside the actor's area: 201 ``{unit}``. Records ``unit.make``.

    Raises ``NotYours``, ``Missing`` (``code_unreadable``, ``name_unlikely``, ``area_unknown``, ``unit_kind_unknown``,
    ``phone_unreadable``, ``parent_unknown``), ``NotNow`` (``code_taken``).
    """
    held = setter(actor, "unit.set", area=area)
    said = {"code": read_code(code), "name": read_name(name, most=80), "name_en": _name_en(name_en), "area": area}
    said |= {"kind": _kind(kind), "phone": _phone(phone), "parent": str(parent) if parent else ""}
    _check_area(area)

    def act(change: Change) -> Answer:
        _check_parent(held.district, parent)
        if Unit.objects.filter(district=held.district, code=code).exists():
            raise NotNow(
                "code_taken",
                Say("这个代码已经有单位在用（也许已撤销）。请换一个。", "This code is taken. Choose another."),
                given=code,
            )
        row = {name: value for name, value in said.items() if name != "parent"}
        unit = Unit(id=uuid7(at), district=held.district, parent_id=parent, **row)
        unit.save(force_insert=True)
        change.record(Subject("unit", unit.id), "unit.make", facts=said)
        return Answer(201, {"unit": str(unit.id)})

    return _told(commit(set_by(actor, held, "unit.make", said, key=key, at=at), act))


def change_unit(*, actor: Actor, unit: UUID, said: Mapping[str, Any], key: str, at: datetime) -> Answer:
    """Change what is named of a unit: name, name_en, phone, parent (an id or None) or area: 200 ``{unit, changed}``.

    Whoever moves it to another area must look after both. Records ``unit.change`` with what was and what is. Raises
    ``NotFound``, ``NotYours``, ``NotNow`` (``unit_ended``), and as ``make_unit`` and ``rules.setting.check_above``.
    """
    found = unit_for(actor, unit, day=today(at))
    held = setter(actor, "unit.set", area=found.area)
    wanted: dict[str, Any] = {}
    if "name" in said:
        wanted["name"] = read_name(said["name"], most=80)
    if "name_en" in said:
        wanted["name_en"] = _name_en(said["name_en"])
    if "phone" in said:
        wanted["phone"] = _phone(said["phone"])
    if "area" in said:
        setter(actor, "unit.set", area=said["area"])
        _check_area(said["area"])
        wanted["area"] = said["area"]
    if "parent" in said:
        wanted["parent_id"] = said["parent"]

    def act(change: Change) -> Answer:
        row = Unit.objects.select_for_update().get(id=unit)
        if row.ended_on is not None:
            raise _ended(row)
        if wanted.get("parent_id") is not None:
            _check_parent(row.district, wanted["parent_id"])
            check_above(unit, line_above(wanted["parent_id"]))
        before = {name: getattr(row, name) for name in wanted if getattr(row, name) != wanted[name]}
        if before:
            Unit.objects.filter(id=unit).update(**{name: wanted[name] for name in before})
            facts = {"was": _plain(before), "now": _plain({name: wanted[name] for name in before})}
            change.record(Subject("unit", unit), "unit.change", facts=facts)
        return Answer(200, {"unit": str(unit), "changed": sorted(name.removesuffix("_id") for name in before)})

    payload = {"unit": str(unit), "said": _plain(wanted)}
    return _told(commit(set_by(actor, held, "unit.change", payload, key=key, at=at), act))


def end_unit(
    *, actor: Actor, unit: UUID, ends_on: date, open_cases: Callable[[UUID], int], key: str, at: datetime
) -> Answer:
    """End a unit with a day, today or a past one: 200 ``{unit, ended_on, grants, shifts}``.

    Nothing can be dispatched to it from now on; its posts end with that day, its later shifts fall away and it leaves
    its joint offices. ``open_cases`` counts the open cases and tasks that it has. Records ``unit.end``. Raises
    ``NotFound``, ``NotYours``, ``Missing`` (``ends_on_unlikely``), ``NotNow`` (``unit_ended``, ``unit_has_cases`` and
    ``unit_has_below`` with how many).
    """
    found = unit_for(actor, unit, day=today(at))
    held = setter(actor, "unit.set", area=found.area)
    if not today(at) - LONGEST_AGO <= ends_on <= today(at):
        raise Missing(
            "ends_on_unlikely",
            Say(
                "撤销日期要是今天或过去一年里的某天。还没到的日子，请到那天再办。",
                "A unit ends today or on a day of the past year. For a day to come, do it on that day.",
            ),
        )

    def act(change: Change) -> Answer:
        row = Unit.objects.select_for_update().get(id=unit)
        if row.ended_on is not None:
            raise _ended(row)
        cases, below = open_cases(unit), Unit.objects.filter(parent=unit, ended_on=None).count()
        if cases:
            raise NotNow(
                "unit_has_cases",
                Say(
                    f"这个单位手里还有 {cases} 件没办完的案件或协办任务。请先改派或办结，再撤销。",
                    f"This unit still has {cases} open cases or tasks. Dispatch them elsewhere or finish them first.",
                ),
                cases=cases,
            )
        if below:
            raise NotNow(
                "unit_has_below",
                Say(
                    f"还有 {below} 个单位以它为上级。请先给它们另定上级。",
                    f"{below} units have it above them. Give them another unit above first.",
                ),
                units=below,
            )
        grants = Grant.objects.filter(unit=unit).exclude(ends_on__lte=ends_on)
        people = list(grants.values_list("person_id", flat=True).distinct())
        ended = grants.update(ends_on=ends_on)
        Person.objects.filter(id__in=people).update(scope=F("scope") + 1)
        shifts, _ = Duty.objects.filter(unit=unit, starts_at__gt=at).delete()
        JointOffice.units.through.objects.filter(unit_id=unit).delete()
        Unit.objects.filter(id=unit).update(ended_on=ends_on)
        facts = {"ended_on": ends_on.isoformat(), "grants": ended, "shifts": shifts}
        change.record(Subject("unit", unit), "unit.end", facts=facts)
        return Answer(200, {"unit": str(unit)} | facts)

    payload = {"unit": str(unit), "ends_on": ends_on.isoformat()}
    return _told(commit(set_by(actor, held, "unit.end", payload, key=key, at=at), act))


def set_office(
    *, actor: Actor, code: str, name: str, name_en: str = "", area: str, units: Sequence[UUID], key: str, at: datetime
) -> Answer:
    """Make a joint office or change it; ``units`` are all its members: 200 ``{office, units, made}``.

    Whoever moves it to another area must look after both. Records ``office.change``. Raises ``NotYours``, ``Missing``
    (``code_unreadable``, ``name_unlikely``, ``area_unknown``, ``unit_unknown``).
    """
    held, there = setter(actor, "unit.set", area=area), office_for(actor, read_code(code))
    if there is not None:
        setter(actor, "unit.set", area=there.area)
    said = {"name": read_name(name, most=80), "name_en": _name_en(name_en), "area": area}
    _check_area(area)
    members = sorted(set(units))

    def act(change: Change) -> Answer:
        unknown = sorted(set(members) - units_there(held.district, members))
        if unknown:
            raise Missing(
                "unit_unknown",
                Say("名单里有的单位不在本区或已撤销。请重新选。", "Some of these units are not here or have ended."),
                units=[str(unit) for unit in unknown],
            )
        row, made = JointOffice.objects.update_or_create(district=held.district, code=code, defaults=said)
        row.units.set(Unit.objects.filter(id__in=members))
        facts = said | {"code": code, "units": [str(unit) for unit in members]}
        change.record(Subject("office", row.id), "office.change", facts=facts)
        return Answer(200, {"office": code, "units": len(members), "made": made})

    payload = said | {"code": code, "units": [str(unit) for unit in members]}
    return commit(set_by(actor, held, "office.change", payload, key=key, at=at), act)


def _told(answer: Answer) -> Answer:
    unit_names.forget()
    units_by_id.forget()
    unit_trees.forget()
    return answer


def _plain(values: Mapping[str, Any]) -> dict[str, str]:
    return {name.removesuffix("_id"): str(value) if value is not None else "" for name, value in values.items()}


def _name_en(said: str) -> str:
    return read_name(said, most=120) if said.strip() else ""


def _phone(said: str) -> str:
    return read_phone(said, shortest=SHORTEST_PHONE) if said.strip() else ""


def _kind(said: str) -> str:
    if said not in UNIT_KINDS:
        raise Missing(
            "unit_kind_unknown",
            Say("没有这类单位。请从列表里选。", "There is no such kind of unit. Choose one from the list."),
            kinds=sorted(UNIT_KINDS),
        )
    return said


def _check_area(area: str) -> None:
    if not area_exists(area):
        raise Missing(
            "area_unknown", Say("没有这个地域编码。请从列表里选。", "There is no such area. Choose from the list.")
        )


def _check_parent(district: str, parent: UUID | None) -> None:
    if parent is not None and not units_there(district, [parent]):
        raise Missing(
            "parent_unknown",
            Say("没有这个上级单位，或它已撤销。请另选一个。", "There is no such unit above, or it has ended."),
        )


def _ended(row: Unit) -> NotNow:
    return NotNow(
        "unit_ended",
        Say(
            f"这个单位已在 {row.ended_on} 撤销，不能再改。请改它的接续单位。",
            f"This unit ended on {row.ended_on} and is not changed any more. Change the one that followed.",
        ),
        ended_on=str(row.ended_on),
    )
