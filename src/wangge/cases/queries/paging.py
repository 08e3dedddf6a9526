"""A page of a list of cases by keyset, each part of it from the end of an index, however many cases there are.

A prefix of a code says what belongs to a list, not in which order. So what somebody may see is taken apart into streams
that each have an index of their own: a district, a street, a community, a unit, own reports. The first rows of each are
read, and the first of these are the page.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Func, Q, QuerySet
from django.db.models.lookups import Exact

from wangge.cases.models import Case, Report, Stray, Task, beginning
from wangge.cases.queries.access import cases_for, narrowed, visible
from wangge.cases.queries.turns import inside
from wangge.core.asked import rows_of
from wangge.core.together import ids_of
from wangge.journal.queries import has_said, subjects_said
from wangge.orgs.rules import Actor, above

Key = tuple[str, str]
MOST_STREAMS = 40
"""Of somebody with more posts than this the whole list is sorted."""
MOST_FOUND = 1000
"""So many cases a search finds before it is asked of each case of the list in turn: then they are not far to seek."""
ORDERS = {"newest": ("-id",), "due": ("due_at", "id")}
LEVELS = (("community", 12), ("street", 9))
"""Levels whose cases have an index in the order of ids, by the length of their codes; as in migration 0017."""


def list_page(
    actor: Actor, wanted: Mapping[str, Any], *, sort: str, after: Key | None, limit: int, at: datetime
) -> tuple[list[Case], Key | None]:
    """A page of the visible cases that fit, as ``cases_for`` has them, and the key of the next.

    ``sort`` is ``newest`` (ids hold the time) or ``due``, the soonest first, and then, without a search, of open cases
    only: what has ended is due no more. One statement, two with a search, and those of ``cases_for``.
    """
    text = str(wanted.get("q") or "").strip()
    if due := sort == "due" and not text:
        wanted = dict(wanted) | {"open": True}
    if wanted.get("mine") or wanted.get("queue"):
        return page_of(cases_for(actor, wanted, at=at), sort=sort, after=after, limit=limit)
    asked = dict(wanted)
    rows = Case.objects.all()
    if text and not text.replace("-", "").isdigit():
        asked["q"] = None
        found = subjects_said(actor.districts, "case", text, most=MOST_FOUND + 1)
        if len(found) <= MOST_FOUND:
            rows = narrowed(rows.filter(visible(actor), id__in=found), actor, asked, at=at)
            return page_of(rows, sort=sort, after=after, limit=limit)
        rows = rows.filter(has_said("case", text))
    elif text:
        return page_of(cases_for(actor, wanted, at=at), sort=sort, after=after, limit=limit)
    rows = narrowed(rows, actor, asked, at=at)
    streams = list(_streams(actor, _place_said(wanted), due))
    if len(streams) > MOST_STREAMS:
        return page_of(rows.filter(visible(actor)), sort=sort, after=after, limit=limit)
    return page_of(_merged(rows, actor, streams, sort, after, limit), sort=sort, after=after, limit=limit)


def page_of(rows: QuerySet[Case], *, sort: str, after: Key | None, limit: int) -> tuple[list[Case], Key | None]:
    """A page by keyset, and the next key: ``sort`` is ``newest`` (ids hold the time) or ``due`` (soonest first)."""
    found: list[Case] = rows_of(_following(rows, sort, after).order_by(*ORDERS[sort])[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], (last.due_at.isoformat() if sort == "due" else "", str(last.id))


def _following(rows: QuerySet[Case], sort: str, after: Key | None) -> QuerySet[Case]:
    """The rows after a key. For a due time it is said twice, as only the plain bound leads into an index."""
    if after is None:
        return rows
    if sort == "due":
        return rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], id__gt=after[1]), due_at__gte=after[0])
    return rows.filter(id__lt=after[1])


def lying_in(code: str) -> Q:
    """Cases that lie in an area, as a question to the index of its level."""
    for _, length in LEVELS:
        if len(code) == length:
            return Q(Exact(beginning("area", length), code))
        if len(code) > length:
            return Q(Exact(beginning("area", length), code[:length])) & inside("area", code)
    return inside("area", code)


@dataclass(frozen=True)
class Stream:
    """Cases to which an index leads. ``few``: all of them are read and sorted, as the order of no index has them near.

    Else an engine that thinks them frequent would go through the whole district for the first of them.
    """

    cases: Q
    few: bool = False

    def order(self, sort: str) -> tuple[Any, ...]:
        """What the stream is sorted by; of few the id is so written that no index is read for the sake of its order."""
        if not self.few:
            return ORDERS[sort]
        own = Func(F("id"), F("id"), function="COALESCE")
        return (own.desc(),) if sort == "newest" else ("due_at", own.asc())


def _in_area(district: str, code: str, due: bool) -> Iterator[Stream]:
    """Cases that lie in an area, and those whose desk does though they lie elsewhere: two streams.

    Those that are ``due`` are open ones, of which an area has few enough to be sorted.
    """
    here = Q(district=district)
    if len(code) <= settings.CODE_LENGTHS["district"]:
        yield Stream(here)
        return
    yield Stream(here & inside("area", code), few=True) if due else Stream(here & lying_in(code))
    yield Stream(here & Q(Stray(F("area"), F("desk"))) & inside("desk", code), few=True)


def _streams(actor: Actor, place: str, due: bool) -> Iterator[Stream]:
    """Questions with an index each which together give what ``visible`` gives; where the place that is said lies inside
    one of the actor's areas, what belongs to that place. What lies in one and has its desk in another is stray.
    """
    length = settings.CODE_LENGTHS["district"]
    held = list(actor.with_verb("case.see"))
    if len(place) > length and any(one.unit is None and one.area and above(one.area, place) for one in held):
        yield from _in_area(place[:length], place, due)
        return
    for district in actor.districts:
        here = Q(district=district)
        posts = [one for one in held if one.district == district]
        if any(one.unit is None and one.area == district for one in posts):
            yield Stream(here)
            continue
        if not actor.is_public:
            told = Report.objects.filter(Q(joined=True) | ~Q(home=F("case")), district=district, author=actor.person)
            yield Stream(here & Q(reporter=actor.person))
            yield Stream(here & Q(id__in=told.values("case")), few=True)
        for post in posts:
            if post.unit is not None:
                tasks = Task.objects.filter(district=district, unit=post.unit)
                yield Stream(here & Q(unit=post.unit))
                yield Stream(here & Q(id__in=tasks.values("case")), few=True)
            elif len(place) > length and not above(place, post.area):
                lies = inside("area", post.area) | inside("desk", post.area)
                yield Stream(here & Q(Stray(F("area"), F("desk"))) & lies, few=True)
            elif post.area:
                yield from _in_area(district, post.area, due)


def _place_said(wanted: Mapping[str, Any]) -> str:
    """The area that is asked for, or the desk that had ended cases last; empty without either."""
    hands = str(wanted.get("hands") or "")
    return str(wanted.get("area") or "") or (hands if len(hands) <= settings.CODE_LENGTHS["grid"] else "")


def _merged(
    rows: QuerySet[Case], actor: Actor, streams: list[Stream], sort: str, after: Key | None, limit: int
) -> QuerySet[Case]:
    """The rows that are among the first of one of the streams, one more of each than a page has."""
    if not streams:
        return rows.none()
    if len(streams) == 1:
        return rows.filter(streams[0].cases)
    parts = [
        _following(rows.filter(stream.cases), sort, after).order_by(*stream.order(sort))[: limit + 1]
        for stream in streams
    ]
    return Case.objects.filter(district__in=actor.districts, id__in=ids_of(parts))
