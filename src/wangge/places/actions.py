"""Setting up the ground."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from wangge.core.ids import PUBLIC
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.places.models import Area, Building
from wangge.places.queries import area_names

GROUND = Subject("ground", UUID(int=2))


def set_ground(
    areas: Sequence[Mapping[str, Any]],
    buildings: Sequence[Mapping[str, Any]],
    *,
    district: str,
    key: str,
    at: datetime,
) -> None:
    """Put areas and buildings in place, changing those that are there. Rows hold the fields of the models."""

    def act(change: Change) -> Answer:
        day = at.date()
        Area.objects.bulk_create(
            [Area(**({"valid_from": day} | dict(row))) for row in areas],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "name_en", "outline"],
        )
        Building.objects.bulk_create(
            [Building(**row) for row in buildings],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["grid", "name", "address", "lat", "lng"],
        )
        change.record(GROUND, "ground.set", facts={"areas": len(areas), "buildings": len(buildings)})
        return Answer(200, {"areas": len(areas), "buildings": len(buildings)})

    payload = {"areas": [dict(a) for a in areas], "buildings": [dict(b) for b in buildings]}
    commit(Command(district, PUBLIC, "", key, digest("ground.set", payload), at, at), act)
    area_names.forget()
