"""Single shifts set by hand, stand-ins, and a week copied to another."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from wangge.core.ids import uuid7
from wangge.core.refusals import Missing, NotNow
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.orgs.actions.shifts import ROSTER, copy_of
from wangge.orgs.actions.units import set_by
from wangge.orgs.models import Duty, Grant
from wangge.orgs.queries import held_as, today
from wangge.orgs.queries.rostering import (
    as_shift,
    holders_then,
    holds_post,
    others_of,
    shift_for,
    shifts_starting,
    stand_ins_of,
)
from wangge.orgs.queries.setting import unit_for
from wangge.orgs.rules import Actor, Shift
from wangge.orgs.rules.setting import check_apart, check_span, check_stand_in, check_weeks, over, setter

MOST_COPIED = 3000


def make_shift(
    *, actor: Actor, person: UUID, area: str = "", unit: UUID | None = None, starts_at: datetime, ends_at: datetime,
    key: str, at: datetime,
) -> Answer:  # fmt: skip
    """Put somebody who holds a post there on shift for an area or a unit: 201 ``{shift}``. Records ``duty.make``.

    Raises ``NotFound``, ``NotYours``, ``Missing`` (``shift_place``, ``shift_unlikely``, ``no_post_there``), ``NotNow``
    (``shift_over``, ``shift_in_past``, ``shift_there``).
    """
    if bool(area) == (unit is not None):
        raise Missing(
            "shift_place",
            Say(
                "请写班次属于哪个地域或哪个单位，二者选一。",
                "Say which area or which unit the shift is for; one of them.",
            ),
        )
    where = unit_for(actor, unit, day=today(at)).area if unit is not None else area
    held = setter(actor, "duty.set", area=where, unit=unit)
    duty = Duty(
        id=uuid7(at), district=held.district, person_id=person, area=area, unit_id=unit, starts_at=starts_at,
        ends_at=ends_at,
    )  # fmt: skip

    def act(change: Change) -> Answer:
        change.hold(Subject("person", person))
        check_span(starts_at, ends_at, at)
        _check_holds(duty, district=held.district)
        check_apart(as_shift(duty), others_of(duty))
        duty.save(force_insert=True)
        change.record(Subject("duty", duty.id), "duty.make", facts=_facts(duty))
        return Answer(201, {"shift": str(duty.id)})

    return commit(set_by(actor, held, "duty.make", _facts(duty), key=key, at=at), act)


def change_shift(
    *, actor: Actor, shift: UUID, starts_at: datetime | None = None, ends_at: datetime | None = None, key: str,
    at: datetime,
) -> Answer:  # fmt: skip
    """Give a shift other times: 200 ``{shift, was, now}``. One under way keeps its start and does not end in the past.

    Records ``duty.change``. Raises ``NotFound``, ``NotYours``, ``Missing`` (``shift_unlikely``, ``no_post_there``),
    ``NotNow`` (``shift_over``, ``shift_under_way``, ``shift_there``, ``shift_has_stand_in``).
    """
    found, held = shift_for(actor, shift)

    def act(change: Change) -> Answer:
        change.hold(Subject("person", found.person_id))
        row = Duty.objects.select_for_update().filter(id=shift).first()
        if row is None or row.ends_at <= at:
            raise over()
        before, stand_ins = as_shift(row), [as_shift(duty) for duty in stand_ins_of(row)]
        row.starts_at, row.ends_at = starts_at or row.starts_at, ends_at or row.ends_at
        check_span(row.starts_at, row.ends_at, at, began=before.starts_at)
        if before.starts_at <= at and row.starts_at != before.starts_at:
            raise _under_way()
        if before.instead_of is None:
            _check_holds(row, district=row.district)
            check_apart(as_shift(row), others_of(row))
            if any(s.starts_at < row.starts_at or s.ends_at > row.ends_at for s in stand_ins):
                raise NotNow(
                    "shift_has_stand_in",
                    Say(
                        "有人代这个班，改后代班会落在班次以外。请先取消代班。",
                        "Somebody stands in for this shift outside its new times. Cancel the stand-in first.",
                    ),
                )
        row.save(update_fields=["starts_at", "ends_at"])
        facts = {"was": _span(before), "now": _span(as_shift(row))}
        change.record(Subject("duty", shift), "duty.change", facts=facts)
        return Answer(200, {"shift": str(shift)} | facts)

    payload = {"shift": str(shift), "starts_at": _iso(starts_at), "ends_at": _iso(ends_at)}
    return commit(set_by(actor, held, "duty.change", payload, key=key, at=at), act)


def cancel_shift(*, actor: Actor, shift: UUID, key: str, at: datetime) -> Answer:
    """Take a shift that is to come away, with its stand-ins; one under way ends now: 200 ``{shift, ended_at}``.

    ``ended_at`` is null for one that had not begun. Records ``duty.cancel``. Raises ``NotFound``, ``NotYours``,
    ``NotNow`` (``shift_over``).
    """
    post = next((held.post for held in actor.with_verb("duty.set")), "")

    def act(change: Change) -> Answer:
        found, _ = shift_for(actor, shift)
        change.hold(Subject("person", found.person_id))
        row = Duty.objects.select_for_update().filter(id=shift).first()
        if row is None or row.ends_at <= at:
            raise over()
        stand_ins = stand_ins_of(row) if row.instead_of_id is None else []
        for duty in (row, *stand_ins):
            if duty.starts_at >= at:
                duty.delete()
            elif duty.ends_at > at:
                Duty.objects.filter(id=duty.id).update(ends_at=at)
        ended_at = at.isoformat() if row.starts_at < at else None
        change.record(Subject("duty", shift), "duty.cancel", facts=_facts(found) | {"ended_at": ended_at or ""})
        return Answer(200, {"shift": str(shift), "ended_at": ended_at})

    asked = digest("duty.cancel", {"shift": str(shift)})
    return commit(Command(actor.district, actor.person, post, key, asked, at, at), act)


def stand_in(
    *, actor: Actor, shift: UUID, person: UUID, starts_at: datetime | None = None, ends_at: datetime | None = None,
    key: str, at: datetime,
) -> Answer:  # fmt: skip
    """Let somebody who holds any post of the district stand in for a shift or a part of it: 201 ``{shift}``.

    Records ``duty.stand_in``. Raises ``NotFound``, ``NotYours``, ``Missing`` as ``rules.setting.check_stand_in`` says
    and ``no_post_there``, ``NotNow`` (``shift_over``, ``stand_in_there``).
    """
    found, held = shift_for(actor, shift)
    duty = copy_of(
        found, id=uuid7(at), person_id=person, instead_of_id=found.person_id, starts_at=starts_at or found.starts_at,
        ends_at=ends_at or found.ends_at,
    )  # fmt: skip

    def act(change: Change) -> Answer:
        change.hold(Subject("person", found.person_id))
        row = Duty.objects.select_for_update().filter(id=shift).first()
        if row is None:
            raise over()
        check_stand_in(as_shift(row), person, duty.starts_at, duty.ends_at)
        check_span(duty.starts_at, duty.ends_at, at, began=row.starts_at)
        if not holds_post(person, district=row.district, day=today(duty.starts_at)):
            raise _no_post()
        if any(s.starts_at < duty.ends_at and duty.starts_at < s.ends_at for s in stand_ins_of(row)):
            raise NotNow(
                "stand_in_there",
                Say(
                    "这段时间已经有人代班了。请先取消那个代班，或换时间。",
                    "Somebody stands in already in that time. Cancel that first, or take another time.",
                ),
            )
        duty.save(force_insert=True)
        change.record(Subject("duty", duty.id), "duty.stand_in", facts=_facts(duty))
        return Answer(201, {"shift": str(duty.id)})

    payload = {"shift": str(shift), "person": str(person), "starts_at": _iso(starts_at), "ends_at": _iso(ends_at)}
    return commit(set_by(actor, held, "duty.stand_in", payload, key=key, at=at), act)


WHY_NOT = {
    "over": Say("那时已经过去", "that time is over"),
    "no_post": Say("那天他在这里没有岗位", "no post is held here on that day"),
    "there": Say("那时他已经有班", "there is a shift at that time already"),
}
"""Why a shift of a week is not copied."""


def copy_week(*, actor: Actor, area: str, week: date, to: date, key: str, at: datetime) -> Answer:
    """Copy the shifts of an area and what lies in it that start in a week to another: 200 ``{made, skipped}``.

    ``week`` and ``to`` are Mondays; local times stay as they are. Stand-ins are not copied, nor what ``WHY_NOT`` names:
    ``skipped`` says whom, where, when and why. Records ``duty.copy_week``. Raises ``NotYours``, ``Missing``
    (``weeks_unlikely``), ``NotNow`` (``week_too_large``).
    """
    held, zone = setter(actor, "duty.set", area=area), ZoneInfo(settings.DISTRICT_ZONE)
    check_weeks(week, to, today(at))

    def act(change: Change) -> Answer:
        change.hold(ROSTER)
        begin, end = (datetime.combine(day, time(), zone) for day in (week, week + timedelta(days=7)))
        source = shifts_starting(area, held.district, begin=begin, end=end, limit=MOST_COPIED + 1)
        if len(source) > MOST_COPIED:
            raise NotNow(
                "week_too_large",
                Say(
                    f"这一周超过 {MOST_COPIED} 个班次，一次排不完。请按街道或社区分开复制。",
                    f"The week has more than {MOST_COPIED} shifts. Copy it street by street.",
                ),
            )
        made, skipped = _copies(source, to - week, zone, at)
        Duty.objects.bulk_create(made, batch_size=200)
        facts = {"area": area, "week": week.isoformat(), "to": to.isoformat(), "made": len(made)}
        change.record(ROSTER, "duty.copy_week", facts=facts | {"skipped": len(skipped)})
        return Answer(200, {"made": len(made), "skipped": skipped})

    payload = {"area": area, "week": week.isoformat(), "to": to.isoformat()}
    return commit(set_by(actor, held, "duty.copy_week", payload, key=key, at=at), act)


def _copies(
    source: Sequence[Duty], later: timedelta, zone: ZoneInfo, at: datetime
) -> tuple[list[Duty], list[dict[str, Any]]]:
    made: list[Duty] = []
    skipped: list[dict[str, Any]] = []
    held = holders_then((duty.area for duty in source), source[0].district) if source else {}
    taken = _shifts_then(source, later, zone)
    for duty in source:
        starts_at, ends_at = _later(duty.starts_at, later, zone), _later(duty.ends_at, later, zone)
        here = taken.setdefault((duty.person_id, duty.area), [])
        why = _why_not(held.get((duty.person_id, duty.area), []), here, starts_at, ends_at, at)
        if why:
            where = {"person": str(duty.person_id), "area": duty.area, "starts_at": starts_at.isoformat()}
            skipped.append(where | {"why": why, "label": WHY_NOT[why].pair()})
            continue
        made.append(copy_of(duty, id=uuid7(at), starts_at=starts_at, ends_at=ends_at))
        here.append(Shift(duty.person_id, starts_at, ends_at))
    return made, skipped


def _later(moment: datetime, days: timedelta, zone: ZoneInfo) -> datetime:
    """The same time of day so many days later."""
    return moment.astimezone(zone) + days


def _shifts_then(source: Sequence[Duty], later: timedelta, zone: ZoneInfo) -> dict[tuple[UUID, str], list[Shift]]:
    found: dict[tuple[UUID, str], list[Shift]] = {}
    if source:
        begin = _later(min(duty.starts_at for duty in source), later, zone)
        end = _later(max(duty.ends_at for duty in source), later, zone)
        rows = Duty.objects.filter(
            district=source[0].district, area__in={d.area for d in source}, instead_of=None, starts_at__lt=end,
            ends_at__gt=begin,
        )  # fmt: skip
        for duty in rows:
            found.setdefault((duty.person_id, duty.area), []).append(as_shift(duty))
    return found


def _why_not(
    grants: Sequence[Grant], there: Sequence[Shift], starts_at: datetime, ends_at: datetime, at: datetime
) -> str:
    if ends_at <= at:
        return "over"
    day = today(starts_at)
    if not any(held_as(g).valid(day) and (g.person.ended_on is None or g.person.ended_on >= day) for g in grants):
        return "no_post"
    return "there" if any(s.starts_at < ends_at and starts_at < s.ends_at for s in there) else ""


def _check_holds(duty: Duty, *, district: str) -> None:
    if not holds_post(duty.person_id, district=district, day=today(duty.starts_at), area=duty.area, unit=duty.unit_id):
        raise _no_post()


def _no_post() -> Missing:
    return Missing(
        "no_post_there",
        Say(
            "这个人那天在这里没有岗位，排了班也不算数。请先授岗，或安排代班。",
            "This person holds no post there on that day, so the shift would not count. Give the post first.",
        ),
    )


def _under_way() -> NotNow:
    return NotNow(
        "shift_under_way",
        Say(
            "这个班次已经开始，开始时间不能再改。可以改结束时间，或安排代班。",
            "This shift has begun; its start stays. Change its end, or let somebody stand in.",
        ),
    )


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _span(shift: Shift) -> dict[str, str]:
    return {"starts_at": shift.starts_at.isoformat(), "ends_at": shift.ends_at.isoformat()}


def _facts(duty: Duty) -> dict[str, Any]:
    return {
        "person": str(duty.person_id), "area": duty.area, "unit": str(duty.unit_id or ""),
        "instead_of": str(duty.instead_of_id or ""), **_span(as_shift(duty)),
    }  # fmt: skip
