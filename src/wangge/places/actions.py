"""Setting up the ground."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wangge.core.ids import PUBLIC
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import digest
from wangge.places.models import Area, Building, Component, FormerName
from wangge.places.queries import GROUND, area_names

Rows = Sequence[Mapping[str, Any]]
BATCH = 1000


def set_ground(
    areas: Rows,
    buildings: Rows,
    components: Rows = (),
    former_names: Rows = (),
    *,
    district: str,
    key: str,
    at: datetime,
) -> None:
    """Put areas, buildings, components and former names in place, changing those that are there.

    Rows hold the fields of the models. Records ``ground.set``, by which every process notices that the ground changed.
    """

    def act(change: Change) -> Answer:
        day = at.date()
        Area.objects.bulk_create(
            [Area(**({"valid_from": day} | dict(row))) for row in areas],
            update_conflicts=True, unique_fields=["code"],
            update_fields=["name", "name_en", "outline", "administered_by"], batch_size=BATCH,
        )  # fmt: skip
        Building.objects.bulk_create(
            [Building(**row) for row in buildings],
            update_conflicts=True, unique_fields=["code"], update_fields=["grid", "name", "address", "lat", "lng"],
            batch_size=BATCH,
        )  # fmt: skip
        Component.objects.bulk_create(
            [Component(**row) for row in components],
            update_conflicts=True, unique_fields=["code"], update_fields=["kind", "grid", "name", "lat", "lng"],
            batch_size=BATCH,
        )  # fmt: skip
        FormerName.objects.bulk_create(
            [FormerName(district=district, **row) for row in former_names],
            update_conflicts=True, unique_fields=["district", "former"], update_fields=["name"], batch_size=BATCH,
        )  # fmt: skip
        counts = {"areas": len(areas), "buildings": len(buildings), "components": len(components)}
        change.record(GROUND, "ground.set", facts=counts)
        return Answer(200, counts)

    rows = (("areas", areas), ("buildings", buildings), ("components", components), ("former_names", former_names))
    payload = {name: [dict(row) for row in given] for name, given in rows if given}
    commit(Command(district, PUBLIC, "", key, digest("ground.set", payload), at, at), act)
    area_names.forget()
