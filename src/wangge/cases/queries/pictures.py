"""The files of cases: who may have one, what they show, and the first picture of each."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wangge.cases.models import Case
from wangge.cases.queries.access import case_of_file
from wangge.cases.queries.again import is_asked_again
from wangge.core.refusals import NotFound, not_found
from wangge.files.models import Upload
from wangge.files.queries import files_about, kept_file, photos_of
from wangge.orgs.rules import Actor
from wangge.places.rules import metres_between


def file_for(actor: Actor, file_id: UUID) -> Upload:
    """A kept file: of a case that the actor may see, or the actor's own that belongs to nothing yet.

    Raises ``NotFound`` alike for absent and foreign ones.
    """
    found = kept_file(actor.districts, file_id)
    if found.subject:
        _check_subject(actor, found)
    elif found.author != actor.person:
        raise not_found()
    return found


def _check_subject(actor: Actor, found: Upload) -> None:
    """Whoever sees the case sees its files; pictures also whoever is asked to look at it again."""
    try:
        case_of_file(actor, found.subject)
    except NotFound:
        kind, _, text = found.subject.partition(":")
        if kind != "case" or found.kind != "photo" or not is_asked_again(actor, found.district, UUID(text)):
            raise


def photo_answers(case: Case) -> list[dict[str, Any]]:
    """The files of a case, the first sent first: ``[{id, kind, when, happened_at, mark}]``. One statement."""
    return [
        {
            "id": str(file.id), "kind": file.kind, "when": file.shows,
            "happened_at": (file.happened_at or file.created_at).isoformat(),
            "mark": mark_answer(file, case),
        }
        for file in files_about(case.district, f"case:{case.id}")
    ]  # fmt: skip


def mark_answer(file: Upload, case: Case) -> dict[str, Any] | None:
    """What the phone said of a file: when, how many metres from the case's point and to how many metres that is known.

    ``matches`` when the bytes that arrived are those it took. The point itself is not told. None without a mark.
    """
    mark = file.facts.get("mark")
    if not mark:
        return None
    metres = None
    if "lat" in mark and case.lat is not None and case.lng is not None:
        metres = round(metres_between(float(mark["lat"]), float(mark["lng"]), case.lat, case.lng))
    return {
        "source": mark["source"], "taken_at": mark.get("taken_at"), "metres": metres,
        "accuracy_m": int(mark["accuracy_m"]) if "accuracy_m" in mark else None, "matches": "sha256" in mark,
    }  # fmt: skip


def first_photos(cases: Sequence[Case]) -> dict[UUID, dict[str, str | None]]:
    """The ids of the first picture of each case (``photo``) and of the last one of after the work (``after``), if any.

    One statement a district.
    """
    found: dict[UUID, dict[str, str | None]] = {case.id: {"photo": None, "after": None} for case in cases}
    for district in {case.district for case in cases}:
        ids = [case.id for case in cases if case.district == district]
        for own, photos in photos_of(district, "case", ids).items():
            done = [photo for photo, shows in photos if shows == "after"]
            found[own] = {"photo": str(photos[0][0]), "after": str(done[-1]) if done else None}
    return found
