"""Looking again 抽查: how a district has it, who is asked to look, what was found, and the draw repeated."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from wangge.cases.models import Case, Recheck, SolvingOptions
from wangge.cases.queries.answer import in_short, moment, opening_words
from wangge.cases.queries.turns import MOST_COUNTED, below_desks, inside
from wangge.cases.rules import SEEN_AGAIN, SHIPPED, Solving, draw_number, is_drawn, month_after, month_of, seed_of
from wangge.core.refusals import Missing, not_found
from wangge.core.words import Say
from wangge.files.queries import photos_of
from wangge.journal.queries import Entry, entries_between
from wangge.orgs.queries import posts_within, today
from wangge.orgs.rules import Actor, Held
from wangge.places.queries import full_name

VERB = "case.recheck"
MOST_GRIDS = 2000
RECHECK_STATES = ("open", "done", "dropped")


def solving_in(district: str, *, at: datetime | None = None) -> Solving:
    """How a district has solving verified, today or at a moment; as shipped before its first edition. One statement."""
    rows = SolvingOptions.objects.filter(district=district)
    found = (rows.filter(made_at__lte=at) if at else rows).order_by("-edition").first()
    if found is None:
        return SHIPPED
    script = tuple(Say(said["zh"], said["en"]) for said in found.script)
    return Solving(found.recheck, found.share, found.least, script, found.edition)


def number_of_closing(entry: Entry) -> tuple[int, Solving]:
    """The number in the draw of the case that an entry closed, and the settings in force then."""
    seed = seed_of(entry.district, month_of(today(entry.recorded_at)))
    return draw_number(seed, entry.subject_id, bytes(entry.hash).hex()), solving_in(
        entry.district, at=entry.recorded_at
    )


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """The first moment of a month in the district's zone, and that of the next."""
    zone = ZoneInfo(settings.DISTRICT_ZONE)
    return datetime.combine(month, time(0), zone), datetime.combine(month_after(month), time(0), zone)


def drawn_in(district: str, month: date) -> Iterator[tuple[Entry, int]]:
    """The draw of a month repeated from the journal alone: the entries that closed a drawn case, and their numbers."""
    since, until = month_bounds(month)
    for entry in entries_between(district, "case.close", since, until):
        if entry.facts.get("own"):
            number, options = number_of_closing(entry)
            if is_drawn(number, options.recheck):
                yield entry, number


def grids_at_work(area: str, *, at: datetime) -> list[tuple[str, UUID]]:
    """The grids inside an area in which somebody may look again today, and who. One statement."""
    found = posts_within(area, day=today(at))
    grid = settings.CODE_LENGTHS["grid"]
    return [(held.area, person) for person, held in found if len(held.area) == grid and VERB in held.verbs]


def _asked(actor: Actor) -> Q:
    """Re-checks that one of the actor's posts is asked for."""
    held = actor.with_verb(VERB)
    found = Q(id__in=[])
    for district in sorted({one.district for one in held}):
        found |= Q(district=district, grid__in={one.area for one in held if one.district == district})
    return found


def _over(actor: Actor) -> Q:
    """Re-checks of cases below one of the actor's desks."""
    return below_desks(actor, "case.supervise", "home")


def rechecks_for(actor: Actor, *, mine: bool, state: str = "", home: str = "") -> QuerySet[Recheck]:
    """The re-checks that the actor is asked for, or with ``mine`` false those of cases below the actor's desks.

    Raises ``Missing`` (``state_unknown``).
    """
    if state and state not in RECHECK_STATES:
        raise Missing(
            "state_unknown",
            Say("状态只能是 open、done 或 dropped。", "The state must be open, done or dropped."),
            choices=list(RECHECK_STATES),
        )
    rows = Recheck.objects.filter(_asked(actor) if mine else _over(actor))
    rows = rows.filter(state=state) if state else rows
    return rows.filter(inside("home", home)) if home else rows


def recheck_for(actor: Actor, recheck_id: UUID) -> tuple[Recheck, Held]:
    """The re-check and the post that is asked for it. Raises ``NotFound`` alike for absent and foreign ones."""
    found = Recheck.objects.filter(_asked(actor), id=recheck_id).first()
    if found is None:
        raise not_found()
    held = next(h for h in actor.with_verb(VERB) if (h.district, h.area) == (found.district, found.grid))
    return found, held


def recheck_of(district: str, case_id: UUID, entry: int) -> Recheck | None:
    """The re-check that the closing of a case led to; for repeating a draw, for no answer."""
    return Recheck.objects.filter(district=district, case=case_id, entry=entry).first()


def is_asked_again(actor: Actor, district: str, case_id: UUID) -> bool:
    """Whether the actor is asked to look at the case again, or has: pictures of it are open then. One statement."""
    return Recheck.objects.filter(_asked(actor), district=district, case=case_id).exclude(state="dropped").exists()


def rechecks_waiting(actor: Actor) -> int:
    """How many re-checks wait for the actor, at most 1,000. One statement, none for whoever is never asked."""
    return Recheck.objects.filter(_asked(actor), state="open")[:MOST_COUNTED].count() if actor.may(VERB) else 0


def recheck_page(rows: QuerySet[Recheck], *, after: UUID | None, limit: int) -> tuple[list[Recheck], UUID | None]:
    """A page, the newest first, and the id after which the next one begins."""
    rows = rows.order_by("-id")
    found = list((rows.filter(id__lt=after) if after else rows)[: limit + 1])
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def recheck_answers(rechecks: Sequence[Recheck], actor: Actor) -> list[dict[str, Any]]:
    """Re-checks with what there is to know on the spot. Four statements a district, however many there are."""
    cases: dict[UUID, Case] = {}
    photos: dict[UUID, list[tuple[UUID, str]]] = {}
    for district in {found.district for found in rechecks}:
        ids = {found.case for found in rechecks if found.district == district}
        cases |= {case.id: case for case in Case.objects.filter(district=district, id__in=ids)}
        photos |= photos_of(district, "case", ids)
    said = opening_words(list(cases.values()))
    return [_answer(r, cases[r.case], actor, said[r.case], photos.get(r.case, [])) for r in rechecks]


def recheck_answer(recheck: Recheck, case: Case, actor: Actor) -> dict[str, Any]:
    """One re-check as ``recheck_answers`` gives it."""
    photos = photos_of(case.district, "case", [case.id]).get(case.id, [])
    return _answer(recheck, case, actor, opening_words([case])[case.id], photos)


def _answer(
    found: Recheck, case: Case, actor: Actor, said: tuple[str, str], photos: Sequence[tuple[UUID, str]]
) -> dict[str, Any]:
    return {
        "id": str(found.id),
        **in_short(case, said),
        "point": {"lat": case.lat, "lng": case.lng} if case.lat is not None else None,
        **{when: [str(photo) for photo, shows in photos if shows == when] for when in ("before", "after")},
        "asked": {"code": found.grid, "name": full_name(found.grid)},
        "mine": any(h.area == found.grid and h.district == found.district for h in actor.with_verb(VERB)),
        "drawn_at": moment(found.drawn_at),
        "closed_at": moment(case.ended_at),
        "state": found.state,
        "result": found.result or None,
        "result_label": SEEN_AGAIN[found.result].pair() if found.result else None,
        "done_at": moment(found.done_at),
    }


def recheck_figures(actor: Actor, month: date) -> list[dict[str, Any]]:
    """What looking again at the cases of a month found, by the grid of the case; counts, no order of merit.

    One statement; at most 2,000 grids.
    """
    since, until = month_bounds(month)
    rows = Recheck.objects.filter(_over(actor), drawn_at__gte=since, drawn_at__lt=until).exclude(state="dropped")
    counts = {name: Count("id", filter=Q(result=name)) for name in SEEN_AGAIN}
    grouped: Any = rows.values("home").annotate(drawn=Count("id"), open=Count("id", filter=Q(state="open")), **counts)
    return [
        {
            "area": {"code": row["home"], "name": full_name(row["home"])},
            **{name: row[name] for name in ("drawn", "open", *SEEN_AGAIN)},
        }
        for row in grouped.order_by("home")[:MOST_GRIDS]
    ]
