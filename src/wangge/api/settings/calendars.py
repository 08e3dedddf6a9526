"""Calendars: which days and hours are worked, changed by new versions."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Router

from wangge.api.answers.choices import CalendarPreview, CalendarPublished, CalendarSettingsList, CalendarYear
from wangge.api.auth import asking
from wangge.api.replies import hand_out, reply
from wangge.api.settings.bodies import CalendarChange, CalendarSet
from wangge.cases.queries import moved_by
from wangge.clock.actions import publish_calendar
from wangge.clock.queries import calendar_of, calendars
from wangge.clock.rules import Calendar, DayChange, Version, changed, china, plain, say_slots
from wangge.core.refusals import Missing, NotNow, not_found
from wangge.core.words import Say
from wangge.orgs.queries import today, unit_rows
from wangge.orgs.rules import Actor, Held, looks_after
from wangge.orgs.rules.setting import read_code, setter
from wangge.places.queries import area_exists, area_names

router = Router()
VERB = "calendar.set"


def _area_of(actor: Actor, owner: str, units: Mapping[str, Mapping[str, Any]]) -> str:
    """The area in which an owner lies, a unit's or its own; empty when it is not of the actor's district."""
    if owner in units:
        return str(units[owner]["area"])
    return owner if owner.startswith(actor.district) else ""


@router.get(
    "/settings/calendars",
    response=CalendarSettingsList,
    operation_id="list_calendar_settings",
    summary="Calendars of my district with their versions",
)
def calendar_list(request: HttpRequest) -> HttpResponse:
    actor = asking(request)
    units = unit_rows(actor.district)
    items = [
        _answer(found, actor, units)
        for found in calendars().values()
        if not found.owner or _area_of(actor, found.owner, units)
    ]
    return hand_out({"items": items, "next": None})


def _answer(found: Calendar, actor: Actor, units: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    name = units[found.owner]["name"] if found.owner in units else area_names().get(found.owner, "")
    area = _area_of(actor, found.owner, units)
    return {
        "code": found.code,
        "owner": {"code": found.owner, "name": name} if found.owner else None,
        "zone": found.zone.key,
        "week": [say_slots(slots) for slots in found.versions[-1].week],
        "versions": [
            {"number": v.number, "name": v.name, "valid_from": v.valid_from, "published": sorted(v.published)}
            for v in reversed(found.versions)
        ],
        "mine": bool(area) and looks_after(actor, area, VERB),
    }


def _seen(actor: Actor, code: str) -> Calendar:
    """A calendar that holds somewhere in the actor's district. Raises ``NotFound``."""
    found = calendars().get(code)
    if found is None or (found.owner and not _area_of(actor, found.owner, unit_rows(actor.district))):
        raise not_found()
    return found


@router.get(
    "/settings/calendars/{code}/years/{year}",
    response=CalendarYear,
    operation_id="read_calendar_year",
    summary="A year of a calendar, day by day",
)
def one_year(request: HttpRequest, code: str, year: int = Path(ge=2000, le=2100)) -> HttpResponse:
    found = _seen(asking(request), code)
    on, days = date(year, 1, 1), []
    while on.year == year:
        day, special = found.day(on), on in found.in_force(on).dates
        slots = say_slots(day.slots).split()
        days.append({"on": on, "slots": slots, "why": day.why.pair(), "special": special})
        on += timedelta(days=1)
    published = found.year(year).published
    return hand_out({"code": code, "version": found.version, "year": year, "published": published, "days": days})


def _next(actor: Actor, code: str, body: CalendarChange, day: date) -> tuple[Held, Calendar | None, str, Version]:
    """By which grant, the calendar as it was read (None for a new one), its owner, and the version to come.

    Raises ``NotFound``, ``NotYours``, ``Missing``, ``NotNow`` (``version_moved``).
    """
    units = unit_rows(actor.district)
    if not body.after:
        owner = body.owner
        area = _area_of(actor, owner, units)
        if not area or not (owner in units or area_exists(owner)):
            raise Missing(
                "owner_unknown",
                Say(
                    "请写这份日历给哪个地域或单位用（它的代码）。全国日历 CN 由系统维护。",
                    "Say by its code which area or unit the calendar is for. CN itself is kept with the system.",
                ),
            )
        held, read = setter(actor, VERB, area=area), None
        read_code(code)
    else:
        found = _seen(actor, code)
        area = _area_of(actor, found.owner, units) if found.owner else ""
        held, owner, read = setter(actor, VERB, area=area), found.owner, found.as_of(body.after)
        if read is None:
            raise NotNow(
                "version_moved",
                Say("没有这一版日历。请重新打开再改。", "There is no such version. Open the calendar again."),
                version=found.version,
            )
    days = [DayChange(d.on, d.kind, d.slots, Say(d.name_zh, d.name_en)) for d in body.days]
    last = (read or china()).versions[-1]
    return held, read, owner, changed(
        last, days, published=body.published, week=body.week, name=body.name, today=day
    )  # fmt: skip


@router.post(
    "/settings/calendars/{code}/preview",
    response=CalendarPreview,
    operation_id="preview_calendar",
    summary="What other days would mean for open cases",
)
def preview(request: HttpRequest, code: str, body: CalendarChange) -> HttpResponse:
    actor = asking(request)
    _, read, owner, version = _next(actor, code, body, today(timezone.now()))
    base = read or china()
    before = read.versions if read else ()
    would = Calendar(code, owner, base.zone, (*before, version))
    old = base.versions[-1].dates
    differing = sum(old.get(on) != version.dates.get(on) for on in {*old, *version.dates})
    found = moved_by(would) if read else {"measured": 0, "moved": 0, "cases": []}
    number = version.number if read else 1
    return hand_out({"version": number, "valid_from": version.valid_from, "changed_days": differing} | found)


@router.post(
    "/settings/calendars/{code}",
    response=CalendarPublished,
    operation_id="publish_calendar",
    summary="Publish another version of a calendar",
)
def publish(request: HttpRequest, code: str, body: CalendarSet) -> HttpResponse:
    actor, at = asking(request), timezone.now()
    held, read, owner, version = _next(actor, code, body, today(at))
    zone = (calendar_of(code) if read else china()).zone.key
    return reply(
        publish_calendar(
            code=code, owner=owner, zone=zone, version=plain(version), district=held.district, key=body.key, at=at,
            author=actor.person, post=held.post, after=body.after,
        )
    )  # fmt: skip
