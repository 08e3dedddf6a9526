"""Everything that a district sets by hand, under ``/settings``."""

from ninja import Router

from wangge.api.settings import (
    areas,
    calendars,
    catalogue,
    flows,
    kinds,
    people,
    routing,
    shifts,
    solving,
    texts,
    units,
)

router = Router(tags=["settings"])
for part in (units, people, shifts, areas, kinds, catalogue, flows, routing, calendars, texts, solving):
    router.add_router("", part.router)
