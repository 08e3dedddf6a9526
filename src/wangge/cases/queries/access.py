"""Access: nobody gets a case without the check."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet

from wangge.cases.models import ENDED, OPEN, Case, DayNumber, Report, Task
from wangge.cases.queries.days import ended_on, last_in_hands, raised_on
from wangge.cases.queries.reasons import in_hands, reason, unopened, with_marks
from wangge.cases.queries.turns import inside, inside_any, mine, queue
from wangge.cases.rules import (
    DESIGNATED,
    HANDLE,
    MERGED,
    Ask,
    Standing,
    case_number,
    hands_of,
    holder_relations,
    holds,
    may_see,
    parts_of,
    unseen_late,
)
from wangge.catalogue.rules import FLOWS
from wangge.core.asked import Asked
from wangge.core.refusals import Missing, NotNow, not_found
from wangge.core.words import Say
from wangge.journal.actions import row_in_batch
from wangge.journal.queries import Entry, entries_from, subjects_saying
from wangge.orgs.queries import unit_named, unit_names
from wangge.orgs.rules import Actor, Held, fits
from wangge.places.queries import followers_of, present_code

NOBODY = UUID(int=0)
PAGE = 50
MOST = 200
TAIL_DAYS, LONGEST_TAIL = 400, 8
"""So many days are looked through for a case by its last digits, and so many digits may they be."""
ENDS = frozenset(state.name for flow in FLOWS.values() for state in flow.state_list if state.end)


def standing(case: Case) -> Standing:
    """The case as the rules see it."""
    return Standing(
        district=case.district,
        state=case.state,
        kind=case.kind,
        area=case.area,
        located=case.located,
        desk=case.desk,
        unit=case.unit,
        reporter=case.reporter,
        sender=case.sender,
        seen=case.seen_at is not None,
        parts=parts_of(case.parts, unit_names()) if case.parts else (),
        refusals=case.refusals,
        designated=DESIGNATED in case.marks,
        marks=tuple(case.marks),
        asks=tuple(Ask(**ask) for ask in case.asks),
        late=frozenset(
            UUID(run["who"]) for run in case.clocks if run["name"] == HANDLE and run.get("on_time") is False
        ),
        reports=case.reports,
        tellers=frozenset(UUID(who) for who in case.tellers),
        before=case.before,
        hands=hands_of(case.through),
        checker=case.checker,
    )


def visible(actor: Actor, verb: str = "case.see") -> Q:
    """What the actor may see, as a filter; the same rule as ``rules.may_see``. With another verb: by its posts only."""
    told = verb == "case.see" and not actor.is_public
    scope = Q(reporter=actor.person) | Q(id__in=_told(actor)) if told else Q()
    held = actor.with_verb(verb)
    for district in sorted({one.district for one in held}):
        posts = [one for one in held if one.district == district]
        if any(one.unit is None and one.area == district for one in posts):
            scope |= Q(district=district)
            continue
        if units := {one.unit for one in posts if one.unit is not None}:
            tasks = Task.objects.filter(district=district, unit__in=units).values("case")
            scope |= Q(district=district, unit__in=units) | Q(district=district, id__in=tasks)
        if areas := {one.area for one in posts if one.unit is None and one.area}:
            scope |= Q(district=district) & (inside_any("area", areas) | inside_any("desk", areas))
    if not scope:
        return Q(pk__in=[])
    return Q(district__in=actor.districts) & scope


def _told(actor: Actor) -> QuerySet[Any, Any]:
    """Cases to which a report of the actor's belongs though another one opened them."""
    beside = Q(joined=True) | ~Q(home=F("case"))
    return Report.objects.filter(beside, district__in=actor.districts, author=actor.person).values("case")


def _by_id(districts: tuple[str, ...], case_id: UUID) -> QuerySet[Case]:
    return Case.objects.filter(district__in=districts, id=case_id)


_named = Asked(_by_id, like=(("district",), NOBODY))
_locked = Asked(lambda *values: _by_id(*values).select_for_update(), like=(("district",), NOBODY))


def case_for(actor: Actor, case_id: UUID, *, lock: bool = False) -> Case:
    """The case, if the actor may see it. With ``lock`` its row stays ours until the end of the transaction.

    Raises ``NotFound`` alike for absent and foreign cases. One statement; two to lock for somebody of several
    districts, as rows of one district alone can be locked where districts lie on several machines.
    """
    if lock and (kept := row_in_batch(Case, actor.district, case_id)) is not None and may_see(actor, standing(kept)):
        return kept
    if lock and len(actor.districts) > 1:
        found = next(iter(in_one_district(_by_id(actor.districts, case_id), actor).select_for_update()), None)
    else:
        found = (_locked if lock else _named).first(actor.districts, case_id)
    if found is None or not may_see(actor, standing(found)):
        raise not_found()
    return found


def in_one_district(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """The rows of the district in which there are any, of an actor's; no statement where the actor has only one."""
    if len(actor.districts) == 1:
        return rows.filter(district=actor.districts[0])
    return rows.filter(district=rows.values_list("district", flat=True).first())


def cases_for(actor: Actor, wanted: Mapping[str, Any], *, at: datetime) -> QuerySet[Case]:
    """The visible cases that fit. ``wanted`` may hold area, state, kind, unit, mine, open, unseen, number,
    ``queue`` (one of ``rules.QUEUES``), ``why`` (a reason of the chief's table), ``hands`` (whose turn it is: a
    unit's id or a desk's code), ``raised_from`` and ``raised_to`` (days, both included). With ``ended_from``,
    ``ended_to`` or ``on_time`` it is only cases that have ended, and ``hands`` is who had them last."""
    rows = Case.objects.filter(mine(actor) if wanted.get("mine") else visible(actor))
    if wanted.get("queue"):
        rows = with_marks(Case.objects.all()).filter(queue(actor, str(wanted["queue"]), at=at))
    return narrowed(rows, actor, wanted, at=at)


def narrowed(rows: QuerySet[Case], actor: Actor, wanted: Mapping[str, Any], *, at: datetime) -> QuerySet[Case]:
    """Those of the rows that fit, whatever they are; ``wanted`` as in ``cases_for``."""
    if wanted.get("area"):
        area = str(wanted["area"])
        rows = rows.filter(inside("area", area) | inside("desk", area))
    if wanted.get("state"):
        rows = rows.filter(_in_states(str(wanted["state"]).split(",")))
    if wanted.get("kind"):
        rows = rows.filter(kind=wanted["kind"])
    if wanted.get("unit"):
        rows = rows.filter(unit=unit_named(actor.district, str(wanted["unit"])).id)
    if wanted.get("open"):
        rows = rows.filter(OPEN)
    if wanted.get("late"):
        rows = rows.filter(OPEN, due_at__lt=at)
    if wanted.get("unseen"):
        rows = rows.filter(unopened(at))
    if wanted.get("why"):
        rows = with_marks(rows).filter(reason(str(wanted["why"]), at=at))
    first, last, on_time = wanted.get("ended_from"), wanted.get("ended_to"), wanted.get("on_time")
    over = bool(first or last) or on_time is not None
    if over:
        rows = rows.filter(ended_on(first, last))
    if on_time is not None:
        rows = rows.filter(on_time=on_time)
    if wanted.get("raised_from") or wanted.get("raised_to"):
        rows = rows.filter(raised_on(wanted.get("raised_from"), wanted.get("raised_to")))
    if wanted.get("hands"):
        whose = last_in_hands if over else in_hands
        rows = rows.filter(whose(str(wanted["hands"])))
    if wanted.get("q"):
        rows = _searched(rows, actor, str(wanted["q"]).strip())
    return rows


def _in_states(states: list[str]) -> Q:
    """Cases in one of these states. Where all are open ones or all are ends it is said, so that an index serves."""
    found = Q(state__in=states)
    if not ENDS.intersection(states):
        return found & OPEN
    return found & ENDED if ENDS.issuperset(states) else found


def _searched(rows: QuerySet[Case], actor: Actor, text: str) -> QuerySet[Case]:
    """By number (its beginning, or its last digits on one of the last 400 days that had so many) or by words in what
    was said. By an index each, the last digits by two statements for a district; what may be both is a beginning."""
    if not text.replace("-", "").isdigit():
        return rows.filter(id__in=subjects_saying(actor.districts, "case", text))
    if any(district.startswith(text[:6]) for district in actor.districts) or not text.isdigit():
        return rows.filter(number__gte=text, number__lt=text + ":")
    if len(text) > LONGEST_TAIL:
        return rows.none()
    found: list[UUID] = []
    for district in actor.districts:
        days = DayNumber.objects.filter(district=district, last__gte=int(text)).order_by("-day")
        ends = [case_number(district, day, int(text)) for day in days.values_list("day", flat=True)[:TAIL_DAYS]]
        found += Case.objects.filter(district=district, number__in=ends).values_list("id", flat=True)
    return rows.filter(id__in=found)


def reports_of(case: Case, *, after: tuple[str, str] | None = None, limit: int = MOST) -> list[Report]:
    """The reports that belong to a case, the first one first, at most ``limit`` of them after a key of time and id."""
    rows = Report.objects.filter(district=case.district, case=case.id)
    if after:
        rows = rows.filter(Q(created_at__gt=after[0]) | Q(created_at=after[0], id__gt=after[1]))
    return list(rows.order_by("created_at", "id")[:limit])


def case_named(district: str, said: str) -> Case | None:
    """A case of a district by its id or its whole number, whoever asks; None when there is none."""
    try:
        return Case.objects.filter(district=district, id=UUID(said)).first()
    except ValueError:
        return Case.objects.filter(district=district, number=said.strip()).first()


def final_case(case: Case) -> Case:
    """The case that has the reports of a merged one now: the end of its way. A statement for each step."""
    while case.into is not None:
        case = Case.objects.get(district=case.district, id=case.into)
    return case


def merged_below(case: Case) -> list[UUID]:
    """The cases that were merged into a case, and those that were merged into these. A statement for each storey."""
    found: list[UUID] = []
    storey = [case.id]
    while storey:
        rows = Case.objects.filter(district=case.district, into__in=storey)
        storey = list(rows.values_list("id", flat=True))
        found += storey
    return found


_with_number = Asked(
    lambda district, case: Report.objects.filter(district=district, case=case, contact__isnull=False).order_by("id"),
    like=("a district", NOBODY),
)


def reports_with_number(district: str, case: UUID) -> list[Report]:
    """The reports of a case with which a telephone number was left; for the sender of notices, for no answer."""
    return _with_number(district, case)


def report_by_id(district: str, report: UUID) -> Report | None:
    """A report without anybody asking: for the sender of notices, never for an answer to a person."""
    return Report.objects.filter(district=district, id=report).first()


def cases_of_reports(district: str, reports: Iterable[UUID]) -> dict[UUID, UUID]:
    """The case of each of these reports that has come in; for resuming what was interrupted, for no answer."""
    return dict(Report.objects.filter(district=district, id__in=list(reports)).values_list("id", "case"))


def tracked(code: str) -> tuple[Report, Case]:
    """The report of a tracking code and its case. Raises ``NotFound``."""
    report = Report.objects.filter(code=code.strip().upper().replace("-", "").replace(" ", "")).first()
    if report is None:
        raise not_found()
    return report, Case.objects.get(district=report.district, id=report.case)


def case_under_lock(report: Report) -> Case:
    """The case that a report belongs to, under lock: for whoever holds its code.

    Raises ``NotNow`` (``moved_on``) when the report went to another case in this very moment.
    """
    case = Case.objects.select_for_update().get(district=report.district, id=report.case)
    if Report.objects.filter(district=report.district, id=report.id, case=case.id).exists():
        return case
    raise NotNow(
        "moved_on",
        Say("这件事刚刚并到了另一件里。请刷新页面再试。", "This has just been merged. Load the page anew."),
    )


def news_for(actor: Actor, positions: Mapping[str, int], *, limit: int) -> tuple[list[Entry], dict[str, int]]:
    """Entries after a reader's positions about cases the reader may see, and the positions then reached."""
    found: list[Entry] = []
    reached = {}
    for district in actor.districts:
        after = int(positions.get(district, 0))
        entries = entries_from(district, after=after, limit=limit)
        reached[district] = entries[-1].position if entries else after
        about = {e.subject_id for e in entries if e.subject_kind == "case"}
        seen = set(Case.objects.filter(visible(actor), id__in=about).values_list("id", flat=True)) if about else set()
        found += [e for e in entries if e.subject_kind == "case" and e.subject_id in seen]
    return found, reached


def is_unseen_late(case: Case, *, at: datetime) -> bool:
    """Whether the case stands red because nobody has opened it since it was handed over."""
    return unseen_late(
        handed_at=case.handed_at,
        seen_at=case.seen_at,
        ended=case.ended_at is not None,
        minutes=settings.UNSEEN_MINUTES,
        at=at,
    )


def left_unseen(district: str, *, at: datetime) -> QuerySet[Case]:
    """The unopened cases of a district, the oldest first."""
    return Case.objects.filter(unopened(at), district=district).order_by("handed_at")


def open_in(district: str, codes: Iterable[str]) -> int:
    """How many open cases lie in these very areas or stand at their desks."""
    wanted = list(codes)
    return Case.objects.filter(OPEN, Q(area__in=wanted) | Q(desk__in=wanted), district=district).count()


def cases_held(district: str, grants: Iterable[Held]) -> list[Case]:
    """Open cases whose turn it is to be seen to by somebody with these very posts. One statement."""
    held = list(grants)
    lengths = settings.CODE_LENGTHS
    rows = Case.objects.filter(
        OPEN,
        Q(area__in=[h.area for h in held if h.area])
        | Q(desk__in=[h.area for h in held if h.area])
        | Q(unit__in=[h.unit for h in held if h.unit]),
        district=district,
    ).order_by("id")
    return [
        case
        for case in rows
        if any(
            fits(h.kinds, case.kind) and holds(h, relation, standing(case), lengths)
            for h in held
            for relation in holder_relations(case.state, case.unit, case.checker)
            if relation != "desk"
        )
    ]


def counts_by_area(district: str, *, level: str, today: bool) -> dict[str, int]:
    """Cases of a district by area of a level: by the codes of their day, or by the areas of today.

    In either view every matter is counted once, a merged case with the one it was merged into; where a grid was split
    its cases go by their points.
    """
    length, counts = settings.CODE_LENGTHS[level], Counter[str]()
    matters = Case.objects.filter(district=district).exclude(state=MERGED)
    rows = dict(matters.values_list("area").annotate(n=Count("id")).order_by())
    leads = followers_of(rows) if today else {code: (code,) for code in rows}
    for code, number in rows.items():
        if len(leads[code]) == 1:
            counts[leads[code][0][:length]] += number
            continue
        for lat, lng in matters.filter(area=code).values_list("lat", "lng"):
            counts[present_code(leads[code], lat, lng)[:length]] += 1
    return dict(counts)


def check_limit(limit: int) -> int:
    """A page size from 1 to 200. Raises ``Missing`` (``limit_out_of_range``)."""
    if not 1 <= limit <= MOST:
        raise Missing(
            "limit_out_of_range", Say("每页条数在 1 到 200 之间。", "The page size must be from 1 to 200."), limit=limit
        )
    return limit


def case_of_file(actor: Actor, subject: str) -> Case:
    """The case that a file belongs to, if the actor may see it: whoever sees the case sees its files."""
    kind, _, text = subject.partition(":")
    if kind != "case":
        raise not_found()
    return case_for(actor, UUID(text))


def case_by_id(district: str, case_id: UUID) -> Case | None:
    """A case without anybody asking: for listeners and verification, never for an answer to a person."""
    return Case.objects.filter(district=district, id=case_id).first()


def case_numbered(number: str) -> Case | None:
    """The case of a number, without anybody asking: for the machine's own console."""
    return Case.objects.filter(number=number, district=number[:6]).first()


def case_heads(district: str, *, only: UUID | None = None) -> dict[UUID, tuple[int, bytes]]:
    """What the cases of a district, or one of them, say of the end of their own chains."""
    rows = Case.objects.filter(district=district).values_list("id", "head_seq", "head_hash")
    if only:
        rows = rows.filter(id=only)
    return {case: (seq, bytes(own)) for case, seq, own in rows.iterator(chunk_size=2000)}
