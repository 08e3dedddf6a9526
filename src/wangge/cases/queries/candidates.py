"""Which open cases may be the same matter: few are read however many there are, and compared by ``rules.likeness``.

Blocking: the nine cells of the ground around a point, or the own area where there is none, not longer ago than a week.
Of each cell and area only the newest are read, in one statement on an index, so that the question costs the same at a
thousand cases and at a million.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q

from wangge.cases.models import OPEN, Case, Report
from wangge.cases.queries.access import standing, visible
from wangge.cases.queries.answer import opening_words
from wangge.cases.queries.near import in_neighbourhood, near_answer, neighbourhood
from wangge.cases.queries.pictures import first_photos
from wangge.cases.rules import (
    OFFERED_TO_ALL,
    WINDOW_DAYS,
    Likeness,
    Telling,
    cells_around,
    kinds_said,
    likeness,
    may_see,
    worth_comparing,
)
from wangge.catalogue.queries import flow_for, kind_name, kind_options, kinds, kinds_in
from wangge.core.ids import uuid7
from wangge.core.refusals import NotYours
from wangge.core.words import Say
from wangge.journal.queries import content_of
from wangge.orgs.rules import Actor
from wangge.places.queries import Located

EACH_CELL, EACH_AREA = 16, 18
"""So many of each cell and each area are read at most, the newest first: not more than 198 rows."""
COMPARED, REPORTS_READ = 40, 160
"""So many are compared by their words, read from so many reports."""
MOST_OFFERED, MOST_FOR_ALL = 5, 3
Found = list[tuple[Likeness, Case]]


def may_join(actor: Actor, case: Case) -> bool:
    """Whether a report of the actor's may join a case: one that was, or could have been, offered."""
    if actor.is_public:
        return case.flow in OFFERED_TO_ALL
    return may_see(actor, standing(case)) or in_neighbourhood(actor, case)


def alike(actor: Actor, told: Telling, *, at: datetime, but: UUID | None = None, scope: Q | None = None) -> Found:
    """Open cases of the actor's district that a telling may be of, the likest first. Four statements.

    Without ``scope`` among those that the actor may learn of before reporting. ``but`` is a case that is left out.
    """
    if scope is None:
        scope = Q(flow__in=OFFERED_TO_ALL) if actor.is_public else neighbourhood(actor)
    ids = blocked(actor.district, told, since=min(told.at, at) - timedelta(days=WINDOW_DAYS))
    rows = Case.objects.filter(scope, OPEN, district=actor.district, id__in=ids)
    cases = [case for case in rows.order_by("-id") if case.id != but]
    length = {"grid": settings.CODE_LENGTHS["grid"], "community": settings.CODE_LENGTHS["community"]}
    usual = usual_words(actor.district)
    chosen = [cases[n] for n in worth_comparing(told, [telling_of(c, (), usual) for c in cases], COMPARED, **length)]
    words = words_of(actor.district, chosen)
    found = [(likeness(told, telling_of(case, words.get(case.id, ()), usual), **length), case) for case in chosen]
    return sorted(found, key=lambda pair: (-pair[0].score, str(pair[1].id)))


_split: dict[str, tuple[object, object, dict[str, list[str]]]] = {}


def usual_words(district: str) -> dict[str, list[str]]:
    """The usual words of the components and events of a district, by kind. No statement: kept, and made anew when the
    catalogue or what districts changed of it was read anew."""
    every, options = kinds(), kind_options()
    held = _split.get(district)
    if held is None or held[0] is not every or held[1] is not options:
        words = {kind.code: kind.words.split() for kind in kinds_in(district) if kind.flow in OFFERED_TO_ALL}
        held = _split[district] = (every, options, words)
    return held[2]


def telling_of(case: Case, words: Sequence[str], usual: Mapping[str, Sequence[str]]) -> Telling:
    """A case as it is compared."""
    return Telling(tuple(words), _kinds(case.kind, words, usual), case.area, case.lat, case.lng, case.happened_at)


def _kinds(kind: str, words: Sequence[str], usual: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The kind that somebody chose, and those of which the words speak."""
    chosen = frozenset({kind} if kind else ())
    return chosen.union(*(kinds_said(said, usual) for said in words))


def words_of(district: str, cases: Sequence[Case]) -> dict[UUID, tuple[str, ...]]:
    """What was said in the first reports of a bounded number of cases. Two statements."""
    if not cases:
        return {}
    rows = Report.objects.filter(district=district, case__in=[case.id for case in cases], words__isnull=False)
    read = rows.order_by("created_at").values_list("case", "words")[:REPORTS_READ]
    told = [(case, words) for case, words in read if words]
    bodies = content_of(district, [words for _, words in told])
    found: dict[UUID, list[str]] = {}
    for case, words in told:
        if (body := bodies.get(words)) is not None:
            found.setdefault(case, []).append(body.decode())
    return {case: tuple(said) for case, said in found.items()}


def blocked(district: str, told: Telling, *, since: datetime) -> list[UUID]:
    """Ids of open cases close enough in place and time to be compared, at most 198. One statement."""
    parts = list(_blocks(district, told, since))
    sql = " UNION ALL ".join(f"SELECT id FROM ({part}) AS block_{n}" for n, (part, _) in enumerate(parts))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in parts for value in values])
        return list({row[0] if isinstance(row[0], UUID) else UUID(row[0]) for row in cursor.fetchall()})


def _blocks(district: str, told: Telling, since: datetime) -> Iterator[tuple[str, list[Any]]]:
    """The statement of each cell and area with its values; as it says ``IS NULL`` the index of open cases serves."""
    first = Case._meta.get_field("id").get_db_prep_value(uuid7(since, bits=0), connection)
    came = connection.ops.adapt_datetimefield_value(since)
    begin = "SELECT id FROM cases_case WHERE district = %s AND ended_at IS NULL AND"
    pointed = told.lat is not None and told.lng is not None
    for cell in cells_around(told.lat, told.lng) if told.lat is not None and told.lng is not None else ():
        sql = f"{begin} cell = %s AND id >= %s ORDER BY id DESC LIMIT {EACH_CELL}"
        yield sql, [district, cell, first]
    for area in dict.fromkeys((told.area, told.area[: settings.CODE_LENGTHS["community"]], district)):
        only = " AND cell IS NULL" if pointed else ""
        sql = f"{begin} area = %s{only} AND created_at >= %s ORDER BY created_at DESC LIMIT {EACH_AREA}"
        yield sql, [district, area, came]


def telling_from(found: Located, *, district: str, words: str, kind: str, at: datetime) -> Telling:
    """What somebody is about to report, as it is compared."""
    said = " ".join(part for part in (words.strip(), found.address) if part)
    kinds_told = _kinds(kind, [words], usual_words(district))
    return Telling((said,) if said else (), kinds_told, found.area, found.lat, found.lng, at)


def alike_answers(actor: Actor, told: Telling, *, at: datetime) -> list[dict[str, Any]]:
    """Up to five open cases that somebody may be about to report again, the likest first. Six statements."""
    return _answers(alike(actor, told, at=at)[:MOST_OFFERED], actor)


def check_merger(actor: Actor) -> None:
    """Raises ``NotYours`` for whoever holds no desk that merges."""
    if not actor.may("case.merge"):
        raise NotYours(
            "not_yours", Say("是不是并案由各级中心来定。", "Whether cases are merged is for the desks to decide.")
        )


def candidate_answers(actor: Actor, case: Case, *, at: datetime) -> list[dict[str, Any]]:
    """Up to five open cases among those that the actor sees which may be the same as this one. Eight statements."""
    words = words_of(case.district, [case]).get(case.id, ())
    told = telling_of(case, words, usual_words(case.district))
    return _answers(alike(actor, told, at=at, but=case.id, scope=visible(actor))[:MOST_OFFERED], actor)


def offered_to_all(actor: Actor, told: Telling, *, at: datetime) -> list[dict[str, Any]]:
    """What a resident without account is told: kind, distance, state and how many said so, of likely ones only.

    No words, photos, numbers or people of others. Four statements.
    """
    found = [(how, case) for how, case in alike(actor, told, at=at) if how.same]
    return [
        {
            "id": str(case.id),
            "kind": kind_name(case.kind),
            "told": flow_for(case.district, case.flow, case.flow_version).states[case.state].told.pair(),
            "distance_m": None if how.metres is None else round(how.metres),
            "minutes": how.minutes,
            "report_count": case.reports,
        }
        for how, case in found[:MOST_FOR_ALL]
    ]


def _answers(found: Found, actor: Actor) -> list[dict[str, Any]]:
    cases = [case for _, case in found]
    said, photos = opening_words(cases), first_photos(cases)
    return [_answer(how, case, actor, said[case.id], photos[case.id]["photo"]) for how, case in found]


def _answer(how: Likeness, case: Case, actor: Actor, said: tuple[str, str], photo: str | None) -> dict[str, Any]:
    told = near_answer(case, actor, how.metres, said[0], photo)
    likely = {"score": how.score, "same": how.same, "reason": how.reason.pair()}
    return told | {"address": said[1] if told["mine"] else ""} | likely
