"""What is public of cases: the proposal for whoever releases, and the little that everybody sees."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import Count

from wangge.cases.models import SHOWN, Case, Release, Report
from wangge.cases.queries.answer import moment
from wangge.cases.rules import (
    DETECTOR,
    MOST_PUBLIC,
    NO_DETECTOR,
    RELEASE_STATES,
    check_around,
    public_point,
    release_state,
)
from wangge.catalogue.queries import flow_for, kinds
from wangge.core.personal import HIDDEN, SORTS, mask_of, personal_spans
from wangge.core.refusals import not_found
from wangge.files.actions import can_detect, proposed
from wangge.files.models import Upload
from wangge.files.queries import copies_of, files_about, kept_file
from wangge.files.rules import shapes_plain
from wangge.journal.queries import content_of, contents_about
from wangge.journal.rules import Subject
from wangge.orgs.queries import names_of, today
from wangge.places.queries import full_name, read_point
from wangge.places.rules import METRES_A_DEGREE, metres_between

NOT_SHOWN = ("voided",)
"""States in which nothing of a case is shown any more: it was entered by mistake."""


def release_of(case: Case) -> Release | None:
    """What was released of a case, shown or concealed."""
    return Release.objects.filter(district=case.district, case=case.id).first()


def text_of(case: Case) -> str:
    """What was said first of a case; empty where nothing was said or it was erased."""
    body = content_of(case.district, [case.words]).get(case.words) if case.words else None
    return (body or b"").decode()


def proposal(case: Case) -> dict[str, Any]:
    """What may be released: words with what seems personal, pictures with where faces and plates may be.

    Looking for faces takes time, and only where a detector is there.
    """
    text, release = text_of(case), release_of(case)
    pictures = [file for file in files_about(case.district, f"case:{case.id}") if file.kind == "photo"]
    point = public_point(case.kind, case.lat, case.lng)
    state = release_state(release is not None, release is not None and release.concealed_at is not None)
    return {
        "case": str(case.id), "state": state, "state_label": RELEASE_STATES[state].pair(),
        "words": {"id": str(case.words), "text": text, "spans": _spans(text), "mask": mask_of(HIDDEN)}
        if case.words and text
        else None,
        "photos": [
            {"id": str(file.id), "when": file.shows, "width": file.width, "height": file.height,
             "shapes": shapes_plain(proposed(file))}
            for file in pictures
        ],
        "detector": can_detect(), "note": (DETECTOR if can_detect() else NO_DETECTOR).pair(),
        "point": {"lat": point[0], "lng": point[1]} if point else None,
        "released": _released(release) if release is not None else None,
    }  # fmt: skip


def _spans(text: str) -> list[dict[str, Any]]:
    return [
        {
            "start": s.start,
            "end": s.end,
            "sort": s.sort,
            "label": SORTS[s.sort].pair(),
            "sure": s.sure,
            "mask": mask_of(s.sort),
        }
        for s in personal_spans(text)
    ]


def _released(release: Release) -> dict[str, Any]:
    body = content_of(release.district, [release.words]).get(release.words) if release.words else None
    return {
        "id": str(release.id), "words": body.decode() if body is not None else None,
        "photos": [] if release.concealed_at else [photo["id"] for photo in release.photos],
        "by": names_of([release.released_by]).get(release.released_by, ""), "at": moment(release.released_at),
        "concealed_at": moment(release.concealed_at),
    }  # fmt: skip


def picture_of(case: Case, file_id: UUID) -> Upload:
    """A picture of a case. Raises ``NotFound``."""
    for file in files_about(case.district, f"case:{case.id}"):
        if file.id == file_id and file.kind == "photo":
            return file
    raise not_found()


def file_contents(case: Case) -> dict[UUID, UUID]:
    """The content row that vouches for each file of a case, by the file's id. One statement."""
    found = {}
    for row, body in contents_about(case.district, Subject("case", case.id), "file").items():
        if body is not None:
            found[UUID(orjson.loads(body)["id"])] = row
    return found


def public_cases(*, near: str, metres: int, at: datetime) -> list[dict[str, Any]]:
    """Up to fifty cases that were released: around a point the nearest first, else the latest of the server's district.

    ``near`` is ``lat,lng`` in WGS-84 or empty. Six statements, however many cases. Raises ``Missing`` for a point or a
    distance that cannot be.
    """
    rows = Release.objects.filter(SHOWN)
    if near:
        lat, _, lng = near.partition(",")
        north, east = read_point(lat, lng, "wgs84")
        tall = check_around(metres) / METRES_A_DEGREE
        wide = min(tall / max(math.cos(math.radians(north)), 0.01), 180.0)
        box = {"lat__gte": north - tall, "lat__lte": north + tall, "lng__gte": east - wide, "lng__lte": east + wide}
        there = list(rows.filter(district=settings.DISTRICT, **box).order_by("lat", "lng")[: 20 * MOST_PUBLIC])
        far = {r.id: metres_between(north, east, r.lat or 0.0, r.lng or 0.0) for r in there}
        found = sorted((r for r in there if far[r.id] <= metres), key=lambda r: far[r.id])[:MOST_PUBLIC]
    else:
        far = {}
        found = list(rows.filter(district=settings.DISTRICT).order_by("-released_at")[:MOST_PUBLIC])
    return _answers(found, far, at=at)


def _answers(found: Sequence[Release], far: dict[UUID, float], *, at: datetime) -> list[dict[str, Any]]:
    if not found:
        return []
    district = found[0].district
    cases = {c.id: c for c in Case.objects.filter(district=district, id__in=[r.case for r in found])}
    reports = Report.objects.filter(district=district, case__in=list(cases))
    told = dict(reports.values_list("case").annotate(n=Count("id")).order_by())
    sources: Iterable[UUID | None] = (cases[r.case].words for r in found)
    ids = {*(r.words for r in found), *sources, *(UUID(p["content"]) for r in found for p in r.photos if p["content"])}
    bodies = content_of(district, [row for row in ids if row is not None])
    copies = {file.id for file in copies_of(district, [UUID(p["id"]) for r in found for p in r.photos])}
    return [
        _answer(release, cases[release.case], bodies, copies, told.get(release.case, 1), far.get(release.id))
        for release in found
        if cases[release.case].state not in NOT_SHOWN
    ]


def _answer(
    release: Release, case: Case, bodies: dict[UUID, bytes | None], copies: set[UUID], reports: int, far: float | None
) -> dict[str, Any]:
    """One of them. Words and pictures whose origin was erased are gone with it."""
    kind = kinds().get(case.kind)
    words = bodies.get(release.words) if release.words and case.words and bodies.get(case.words) is not None else None
    return {
        "id": str(release.id), "kind": kind.say.pair() if kind else None,
        "told": flow_for(case.district, case.flow, case.flow_version).states[case.state].told.pair(),
        "ended": case.ended_at is not None, "area": full_name(release.area[: settings.CODE_LENGTHS["community"]]),
        "words": words.decode() if words is not None else None,
        "photos": [
            photo["id"]
            for photo in release.photos
            if UUID(photo["id"]) in copies
            and (not photo["content"] or bodies.get(UUID(photo["content"])) is not None)
        ],
        "reports": reports, "reported_on": today(case.created_at).isoformat(),
        "released_at": moment(release.released_at),
        "point": {"lat": release.lat, "lng": release.lng} if release.lat is not None else None,
        "metres": round(far) if far is not None else None,
    }  # fmt: skip


def public_file(file_id: UUID) -> Upload:
    """A copy that everybody may see: of a case that is shown, its origin not erased. Raises ``NotFound``."""
    copy = kept_file([settings.DISTRICT], file_id)
    kind, _, case_id = copy.subject.partition(":")
    shown = None
    if kind == "public":
        shown = Release.objects.filter(SHOWN, district=copy.district, case=UUID(case_id)).first()
    photo = next((p for p in shown.photos if p["id"] == str(file_id)), None) if shown else None
    if photo is None:
        raise not_found()
    if photo["content"]:
        content = UUID(photo["content"])
        if content_of(copy.district, [content]).get(content) is None:
            raise not_found()
    return copy
