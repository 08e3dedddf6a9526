"""Reading notices and what they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from wangge.cases.queries import CLOCK_NAMES, Case, case_by_id, cases_for, place_name, report_by_id, task_by_id
from wangge.cases.rules import ROLES
from wangge.catalogue.queries import flow_for, kind_name
from wangge.catalogue.rules import SORTS
from wangge.core.together import ids_of
from wangge.core.words import Say
from wangge.journal.queries import Entry, content_of, entries_at
from wangge.notices.models import Notice, NoticeText
from wangge.notices.rules import Told, was_looked_at
from wangge.notices.rules.texts import TEXTS
from wangge.orgs.queries import person_phone
from wangge.orgs.rules import Actor

LOOKED_AT, MOST_UNSEEN = 200, 99
"""Among so many of the newest notices are the unseen ones counted, and no further than this."""
MOST_PLACES = 40
Key = tuple[str, str]


def case_of_notice(notice: Notice) -> Case | None:
    """The case that a notice is about; for the sender, who acts for nobody in particular."""
    return case_by_id(notice.district, notice.case)


def was_seen(notice: Notice) -> bool:
    """Whether what a notice is about has been looked at meanwhile, or is there no more; whoever is to be asked how it
    went has said so, or it goes on."""
    if notice.report is not None:
        report, ended = report_by_id(notice.district, notice.report), case_of_notice(notice)
        return report is None or report.rated_at is not None or ended is None or ended.ended_at is None
    if notice.task is not None:
        task = task_by_id(notice.district, notice.task)
        return task is None or task.seen_at is not None or task.done_at is not None
    case = case_of_notice(notice)
    return case is None or case.seen_at is not None


def phone_for(person: UUID) -> str:
    """The number to send to; empty where none is kept."""
    return person_phone(person)


def number_of_report(notice: Notice) -> tuple[str, str]:
    """The number that was left with the report of a notice, empty where it is erased, and its tracking address."""
    report = report_by_id(notice.district, notice.report) if notice.report else None
    if report is None or report.contact is None:
        return "", ""
    body = content_of(notice.district, [report.contact]).get(report.contact)
    return body.decode() if body else "", f"{settings.PUBLIC_ADDRESS}/t/{report.code}"


def notices_about(district: str, case: UUID) -> list[Notice]:
    """What was sent about a case, oldest first."""
    return list(Notice.objects.filter(district=district, case=case).order_by("created_at", "id"))


def failed_notices(district: str, *, limit: int = 100) -> list[Notice]:
    """Notices that were given up, newest first: somebody must call instead."""
    return list(Notice.objects.filter(district=district, state="failed").order_by("-created_at")[:limit])


@dataclass(frozen=True)
class Wording:
    """What a notice says in a district: the words, the SMS service's code of them, the edition and since when."""

    say: Say
    template: str = ""
    edition: int = 0
    since: datetime | None = None
    own: bool = False


def wording_of(district: str, name: str) -> Wording:
    """What a text of notices says in a district now: its own last wording, else the text as shipped."""
    last = NoticeText.objects.filter(district=district, name=name).order_by("-edition").first()
    if last is None:
        return Wording(TEXTS[name].say)
    own = bool(last.zh)
    return Wording(Say(last.zh, last.en) if own else TEXTS[name].say, last.template, last.edition, last.made_at, own)


def text_editions(district: str, name: str) -> list[NoticeText]:
    """The editions that a district has made of a text, the last first."""
    return list(NoticeText.objects.filter(district=district, name=name).order_by("-edition"))


def places_of(actor: Actor) -> list[tuple[str, str]]:
    """The areas and units that the actor acts for, each with its district."""
    held = [(h.district, h.area or str(h.unit)) for h in actor.with_verb("case.remark") if h.area or h.unit]
    return list(dict.fromkeys(held))


def _newest(actor: Actor, after: Key | None, limit: int) -> list[Notice]:
    """Notices on the screen of the actor's places, the newest first. One statement, however many places.

    The newest of each place are read from the index; of more than 40 places all notices are sorted.
    """
    by_district: dict[str, list[str]] = {}
    for district, place in places_of(actor):
        by_district.setdefault(district, []).append(place)
    rows = Notice.objects.filter(channel="screen")
    if after is not None:
        rows = rows.filter(Q(created_at__lt=after[0]) | Q(created_at=after[0], id__lt=after[1]))
    order = ("-created_at", "-id")
    one_each = [Q(district=district, place=place) for district, places in by_district.items() for place in places]
    if not one_each:
        return []
    if len(one_each) > MOST_PLACES:
        many = [Q(district=district, place__in=places) for district, places in by_district.items()]
        rows = rows.filter(reduce(or_, many))
    elif len(one_each) > 1:
        parts = [rows.filter(one).order_by(*order)[:limit] for one in one_each]
        rows = Notice.objects.filter(district__in=list(by_district), id__in=ids_of(parts))
    else:
        rows = rows.filter(one_each[0])
    return list(rows.order_by(*order)[:limit])


def notices_for(actor: Actor, *, after: Key | None, limit: int, at: datetime) -> tuple[dict[str, Any], Key | None]:
    """What the actor's places were told, newest first: ``{"items", "unseen"}``, and the key of the next page.

    ``unseen`` counts among the 200 newest, up to 99. A notice of a case that is not the actor's to see any more is left
    out, so a page may be shorter than asked. Four statements, on later pages twice as many.
    """
    newest = _newest(actor, None, max(LOOKED_AT, limit + 1))
    page = newest[: limit + 1] if after is None else _newest(actor, after, limit + 1)
    shown = page[:limit]
    told = _answers(newest[:LOOKED_AT], actor, at)
    listed = told if after is None and limit <= LOOKED_AT else _answers(shown, actor, at)
    unseen = sum(not answer["seen"] for answer in told.values())
    items = [listed[notice.id] for notice in shown if notice.id in listed]
    last = shown[-1] if len(page) > limit else None
    following = (last.created_at.isoformat(), str(last.id)) if last else None
    return {"items": items, "unseen": min(unseen, MOST_UNSEEN)}, following


def _answers(notices: Sequence[Notice], actor: Actor, at: datetime) -> dict[UUID, dict[str, Any]]:
    """Notices as JSON values, by id; those of cases that the actor may not see are left out."""
    wanted = {(notice.district, notice.case) for notice in notices}
    rows = cases_for(actor, {}, at=at).filter(id__in=[case for _, case in wanted]) if wanted else ()
    cases = {(case.district, case.id): case for case in rows}
    entries: dict[tuple[str, UUID, int], Entry] = {}
    for district in {notice.district for notice in notices}:
        own = {(n.case, n.entry) for n in notices if n.district == district and (district, n.case) in cases}
        entries |= {(district, *key): entry for key, entry in entries_at(district, "case", own).items()} if own else {}
    found = {}
    for notice in notices:
        case, entry = (
            cases.get((notice.district, notice.case)),
            entries.get((notice.district, notice.case, notice.entry)),
        )
        if case is not None and entry is not None:
            found[notice.id] = _answer(notice, case, entry)
    return found


def _answer(notice: Notice, case: Case, entry: Entry) -> dict[str, Any]:
    facts = entry.facts
    part = next((p for p in case.parts if p["task"] == str(notice.task)), None) if notice.task else None
    verb = entry.verb.removeprefix("case.")
    rows = flow_for(case.district, case.flow, case.flow_version).rows_of(verb)
    labels = {row.source: row.say for row in rows}
    told = Told(
        entry.verb, place_name(notice.place), label=labels.get(entry.was) or next(iter(labels.values()), None),
        task=ROLES[part["role"]] if part else None, clock=CLOCK_NAMES.get(facts.get("clock", "")),
        step=int(facts.get("step", 0)), sort=SORTS.get(facts.get("sort", "")),
    )  # fmt: skip
    seen = was_looked_at(
        entry.verb, notice.created_at, ended=case.ended_at is not None, handed_on=case.handed_seq != notice.entry,
        seen_at=case.seen_at, changed_at=case.changed_at,
        task_done=(part is None or part["seen"] or part["state"] != "open") if notice.task else None,
    )  # fmt: skip
    return {
        "id": str(notice.id),
        "case": {
            "id": str(case.id), "number": case.number,
            "kind": kind_name(case.kind),
        },
        "verb": verb,
        "words": told.say.pair(),
        "place": {"id": notice.place, "name": place_name(notice.place)},
        "at": notice.created_at.isoformat(),
        "seen": seen,
    }  # fmt: skip
