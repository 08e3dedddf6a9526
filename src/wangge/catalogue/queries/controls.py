"""Controlled hours of the districts, and by which of them a kind may not be filed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from wangge.catalogue import models
from wangge.catalogue.rules import Control, blocked_by, say_blocked
from wangge.core.kept import Kept
from wangge.core.refusals import not_found
from wangge.core.words import Say

MOST_SHOWN = 200
"""Controls in force that a district may have."""


def control_of(row: models.Control) -> Control:
    """A row as the rules take it."""
    return Control(
        row.id, tuple(row.kinds.split()), tuple(row.areas), tuple(row.days), (row.starts, row.ends),
        (row.season_first, row.season_last) if row.season_first else None, row.effect, Say(row.why, row.why_en),
    )  # fmt: skip


def _load() -> dict[str, tuple[Control, ...]]:
    found: dict[str, tuple[Control, ...]] = {"": ()}
    for row in models.Control.objects.filter(ended_at=None).order_by("made_at", "id"):
        found[row.district] = (*found.get(row.district, ()), control_of(row))
    return found


controls = Kept(_load)
"""The controls in force by district. The empty one stands for none, so that also this is kept."""


def controls_in(district: str) -> Sequence[Control]:
    """The controls of a district that are in force. No statement while kept."""
    return controls().get(district, ())


def control_rows(district: str) -> list[models.Control]:
    """The controls of a district in force, the last made first."""
    return list(models.Control.objects.filter(district=district, ended_at=None).order_by("-made_at")[:MOST_SHOWN])


def control_row(district: str, control_id: UUID) -> models.Control:
    """A control of a district that is in force. Raises ``NotFound``."""
    row = models.Control.objects.filter(district=district, id=control_id, ended_at=None).first()
    if row is None:
        raise not_found()
    return row


def local_minute(moment: datetime) -> datetime:
    """A moment in the district's own zone."""
    return moment.astimezone(ZoneInfo(settings.DISTRICT_ZONE))


def blocked(district: str, kind: str, area: str, moment: datetime) -> Say | None:
    """Why a kind may not be filed at a place and moment and from when on it may, or None where it may."""
    control = blocked_by(controls_in(district), kind, area, local_minute(moment))
    return say_blocked(control, local_minute(moment)) if control else None
