"""Pairs of pictures that look the same: for whoever looks over both cases."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from wangge.cases.models import Case, Twin
from wangge.cases.queries.access import in_one_district, visible
from wangge.cases.queries.answer import moment, opening_words
from wangge.cases.queries.pictures import mark_answer
from wangge.cases.rules import TWIN_STATES
from wangge.catalogue.queries import flow_for, kind_name
from wangge.core.refusals import not_found
from wangge.files.models import Upload
from wangge.files.queries import kept_files
from wangge.journal.queries import content_of
from wangge.orgs.queries import names_of
from wangge.orgs.rules import Actor
from wangge.places.queries import full_name

WORDS = 120


def _seen(actor: Actor) -> QuerySet[Twin]:
    """Pairs of which the actor looks over both cases."""
    rows = Twin.objects.filter(district__in=actor.districts)
    for column in ("case", "other_case"):
        both = Case.objects.filter(visible(actor, "picture.judge"), district=OuterRef("district"), id=OuterRef(column))
        rows = rows.filter(Exists(both))
    return rows


def twin_for(actor: Actor, twin_id: UUID, *, lock: bool = False) -> Twin:
    """A pair, if the actor looks over both cases. Raises ``NotFound`` alike for absent and foreign ones."""
    rows = _seen(actor).filter(id=twin_id)
    found = (in_one_district(rows, actor).select_for_update() if lock else rows).first()
    if found is None:
        raise not_found()
    return found


def twins_for(actor: Actor, *, judged: bool, before: UUID | None, limit: int) -> tuple[list[Twin], str | None]:
    """A page of pairs, the latest found first, and where the next one begins: those not judged yet, or those judged."""
    rows = _seen(actor)
    rows = rows.exclude(state="open") if judged else rows.filter(state="open")
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows.order_by("-id")[: limit + 1])
    return found[:limit], str(found[limit - 1].id) if len(found) > limit else None


def twin_answers(twins: Sequence[Twin]) -> list[dict[str, Any]]:
    """Pairs with both pictures and both cases. Of a page of one district four statements, however many pairs."""
    if not twins:
        return []
    files: dict[UUID, Upload] = {}
    cases: dict[UUID, Case] = {}
    said: dict[UUID, bytes | None] = {}
    for district in {twin.district for twin in twins}:
        own = [twin for twin in twins if twin.district == district]
        files |= {file.id: file for file in kept_files(district, {i for t in own for i in (t.upload, t.other)})}
        rows = Case.objects.filter(district=district, id__in={i for t in own for i in (t.case, t.other_case)})
        cases |= {case.id: case for case in rows}
        said |= content_of(district, [twin.words for twin in own if twin.words])
    opening = opening_words(list(cases.values()))
    names = names_of({twin.looked_by for twin in twins if twin.looked_by})
    return [
        {
            "id": str(twin.id), "state": twin.state, "state_label": TWIN_STATES[twin.state].pair(),
            "exact": twin.exact, "distance": twin.distance, "found_at": moment(twin.found_at),
            "looked": {"by": names.get(twin.looked_by, ""), "at": moment(twin.looked_at)} if twin.looked_by else None,
            "words": body.decode() if twin.words and (body := said.get(twin.words)) is not None else None,
            "pictures": [
                _picture(files.get(file), cases[case], opening[case][0])
                for file, case in ((twin.upload, twin.case), (twin.other, twin.other_case))
            ],
        }
        for twin in twins
    ]  # fmt: skip


def _picture(file: Upload | None, case: Case, words: str) -> dict[str, Any]:
    """One of the two: the picture, null once it is erased, with its case."""
    return {
        "file": str(file.id) if file else None,
        "happened_at": moment((file.happened_at or file.created_at) if file else None),
        "mark": mark_answer(file, case) if file else None,
        "case": {
            "id": str(case.id), "number": case.number,
            "kind": kind_name(case.kind),
            "state_label": flow_for(case.district, case.flow, case.flow_version).states[case.state].say.pair(),
            "area": {"code": case.area, "name": full_name(case.area)},
            "created_at": moment(case.created_at), "words": words[:WORDS],
        },
    }  # fmt: skip
