"""Call-backs 回访: whom to ring up next, the draw of a month, and what was said, by whoever had the cases."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from wangge.cases.models import ENDED, CallBack, Case, Draw, Report
from wangge.cases.queries.again import month_bounds, solving_in
from wangge.cases.queries.answer import in_short, moment, opening_words
from wangge.cases.queries.beside import place_name
from wangge.cases.queries.turns import MOST_COUNTED, below_desks
from wangge.cases.rules import MOST_TRIES, WORK, Solving, called, draw_number, hands_of, seed_of, units_at_work
from wangge.core.refusals import NotYours, not_found
from wangge.core.sealing import mask_phone
from wangge.core.words import Say
from wangge.journal.queries import content_of, last_before
from wangge.orgs.rules import Actor, Held

VERB = "case.call_back"
DRAWN_STATES = ("closed", "declined")
MOST_WHO = 500


def draw_calls(district: str, month: date) -> tuple[str, Solving, int, list[tuple[Case, Report, str]]]:
    """The draw of a month's call-backs, the same whoever makes it: beacon, settings, how many cases ended, and whom to
    call: case, report with a number, and who had the case last.

    The beacon is the hash of the last entry that the district recorded in the month. Cases without a number that is
    still kept are not drawn. Four statements.
    """
    since, until = month_bounds(month)
    last = last_before(district, until)
    beacon = bytes(last.hash).hex() if last else ""
    options, seed = solving_in(district, at=until), seed_of(district, month, beacon)
    rows = Case.objects.filter(
        ENDED, district=district, ended_at__gte=since, ended_at__lt=until, state__in=DRAWN_STATES
    )
    ended = {case.id: case for case in rows}
    told: dict[UUID, Report] = {}
    for report in Report.objects.filter(district=district, contact__isnull=False, case__in=rows.values("id")).order_by(
        "-id"
    ):
        told[report.case] = report
    by_who: dict[str, dict[UUID, int]] = {}
    for case_id in told:
        case = ended[case_id]
        by_who.setdefault(str(case.unit or case.desk), {})[case_id] = draw_number(seed, case_id)
    drawn = [
        (ended[case_id], told[case_id], who)
        for who, numbers in sorted(by_who.items())
        for case_id in called(numbers, options.share, options.least)
    ]
    return beacon, options, len(ended), drawn


def has_draw(district: str, month: date) -> bool:
    """Whether the call-backs of the month were drawn."""
    return Draw.objects.filter(district=district, month=month).exists()


def check_caller(actor: Actor) -> list[Held]:
    """The desks from which the actor rings up. Raises ``NotYours``."""
    held = [held for held in actor.with_verb(VERB) if held.area]
    if not held:
        raise NotYours(
            "not_yours",
            Say("回访由各级中心来做。请看“案件”里该您办的。", "Desks make call-backs. Your own cases are under Cases."),
        )
    return held


def _mine(actor: Actor) -> Q:
    """Call-backs of cases inside one of the actor's areas, without those of a unit or desk that is the actor's own."""
    own = [str(held.unit) for held in actor.grants if held.unit]
    return below_desks(actor, VERB, "area") & ~Q(who__in=own)


def calls_for(actor: Actor, *, at: datetime | None = None) -> QuerySet[CallBack]:
    """Open call-backs that the actor may make, at a moment those whose time has come. Raises ``NotYours``."""
    check_caller(actor)
    rows = CallBack.objects.filter(_mine(actor), state="open")
    return rows.filter(next_at__lte=at) if at else rows


def call_for(actor: Actor, call_id: UUID) -> CallBack:
    """A call-back that the actor may make, open or not. Raises ``NotFound``."""
    found = CallBack.objects.filter(_mine(actor), id=call_id).first()
    if found is None:
        raise not_found()
    return found


def call_page(
    rows: QuerySet[CallBack], *, after: tuple[str, str] | None, limit: int
) -> tuple[list[CallBack], tuple[str, str] | None]:
    """A page, the longest waiting first, and the key after which the next one begins."""
    rows = rows.order_by("next_at", "id")
    if after:
        rows = rows.filter(Q(next_at__gt=after[0]) | Q(next_at=after[0], id__gt=after[1]))
    found = list(rows[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], (last.next_at.isoformat(), str(last.id))


def calls_waiting(actor: Actor, *, at: datetime) -> int:
    """How many call-backs may be made now, at most 1,000. One statement, none for whoever makes none."""
    if not any(held.area for held in actor.with_verb(VERB)):
        return 0
    return calls_for(actor, at=at)[:MOST_COUNTED].count()


def call_answers(calls: Sequence[CallBack]) -> list[dict[str, Any]]:
    """Call-backs with what was reported and the masked number. Four statements a district, however many there are."""
    cases: dict[UUID, Case] = {}
    phones: dict[UUID, str] = {}
    for district in {call.district for call in calls}:
        own = [call for call in calls if call.district == district]
        cases |= {c.id: c for c in Case.objects.filter(district=district, id__in=[call.case for call in own])}
        contacts = dict(
            Report.objects.filter(district=district, id__in=[call.report for call in own]).values_list("id", "contact")
        )
        bodies = content_of(district, [contact for contact in contacts.values() if contact])
        for report, contact in contacts.items():
            body = bodies.get(contact) if contact else None
            phones[report] = mask_phone(body.decode()) if body else ""
    said = opening_words(list(cases.values()))
    return [_answer(call, cases[call.case], said[call.case], phones.get(call.report, "")) for call in calls]


def call_answer(call: CallBack) -> dict[str, Any]:
    """One call-back as ``call_answers`` gives it."""
    return call_answers([call])[0]


def _answer(call: CallBack, case: Case, said: tuple[str, str], phone: str) -> dict[str, Any]:
    return {
        "id": str(call.id),
        **in_short(case, said),
        "who": {"id": call.who, "name": place_name(call.who)},
        "phone": phone or None,
        "ended_at": moment(case.ended_at),
        "state": call.state,
        "tries": call.tries,
        "tries_left": MOST_TRIES - call.tries if call.state == "open" else 0,
        "next_at": moment(call.next_at),
        "solved": call.solved,
        "answered": call.answered,
        "satisfied": call.satisfied,
    }


def is_own_work(actor: Actor, case: Case) -> bool:
    """Whether the case is the actor's own work or that of a unit in which the actor holds a post."""
    hands = hands_of(case.through)
    units = units_at_work(case.unit, (), hands)
    worked = any(hand.person == actor.person for hand in hands if hand.did == WORK)
    return worked or any(held.unit in units for held in actor.grants)


def call_counts(actor: Actor, month: date) -> dict[str, dict[str, int]]:
    """What the call-backs of a month brought, by whoever had the cases last. One statement; at most 500."""
    rows = CallBack.objects.filter(below_desks(actor, "case.supervise", "area"), month=month).values("who")
    grouped: Any = rows.annotate(
        n_drawn=Count("id"),
        n_open=Count("id", filter=Q(state="open")),
        n_reached=Count("id", filter=Q(state="reached")),
        n_unreached=Count("id", filter=Q(state="unreached")),
        n_solved=Count("id", filter=Q(solved=True)),
        n_asked_solved=Count("id", filter=Q(solved__isnull=False)),
        n_answered=Count("id", filter=Q(answered=True)),
        n_asked_answered=Count("id", filter=Q(answered__isnull=False)),
        n_stars=Sum("satisfied"),
        n_asked_stars=Count("id", filter=Q(satisfied__isnull=False)),
    )
    return {
        row["who"]: {name.removeprefix("n_"): row[name] or 0 for name in row if name != "who"}
        for row in grouped.order_by("who")[:MOST_WHO]
    }
