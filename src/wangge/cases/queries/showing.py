"""What the photos of a case show, and what its filing condition still asks for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wangge.cases.models import Case, Report
from wangge.catalogue.queries import condition_for
from wangge.catalogue.rules import Lack, Picture, lacking_to_close, lacking_to_register
from wangge.files.models import Upload
from wangge.files.queries import files_about
from wangge.places.rules import metres_between

FILED = frozenset({"reported", "verifying"})
"""States in which a case is not filed yet."""


def pictures_of(case: Case, brought: Sequence[Upload] = (), *, shows: str = "other") -> list[Picture]:
    """The photos of a case, and those that a move brings with what they will show. One statement."""
    kept = [Picture(file.shows, False, _metres(case, file)) for file in files_about(case.district, f"case:{case.id}")
            if file.kind == "photo"]  # fmt: skip
    return kept + [Picture(shows, True, _metres(case, file)) for file in brought if file.kind == "photo"]


def _metres(case: Case, file: Upload) -> float | None:
    """How far from the case's point a photo says it was taken; None where either has no point that can be read."""
    try:
        lat, lng = float(file.facts["lat"]), float(file.facts["lng"])
    except (KeyError, TypeError, ValueError):
        return None
    if case.lat is None or case.lng is None or not (-90 <= lat <= 90 and -180 <= lng <= 180):
        return None
    return metres_between(lat, lng, case.lat, case.lng)


def first_told_at(case: Case) -> datetime:
    """When what the case is about was first seen, as whoever told it said. One statement."""
    told = Report.objects.filter(district=case.district, case=case.id).order_by("id").first()
    return told.happened_at if told else case.created_at


def evidence_answer(case: Case) -> dict[str, Any]:
    """What is missing to file and to close a case, in words: ``{asked, to_register, to_close}``. One statement, or none
    where its condition asks nothing; ``asked`` is null then."""
    condition = condition_for(case.district, case.kind, case.kind_edition, case.condition)
    if condition is None or not condition.evidence.asks:
        return {"asked": None, "to_register": [], "to_close": []}
    asked, pictures = condition.evidence, pictures_of(case)
    register = lacking_to_register(asked, pictures, placed=case.located) if case.state in FILED else []
    close = lacking_to_close(asked, pictures) if case.ended_at is None else []
    lacks = {"to_register": [_lack(one) for one in register], "to_close": [_lack(one) for one in close]}
    return {"asked": asked.plain()} | lacks


def _lack(lack: Lack) -> dict[str, Any]:
    return {"code": lack.code, "count": lack.count, "label": lack.say.pair()}
