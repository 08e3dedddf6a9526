"""Everything that a district sets by hand, under ``/settings``."""

from ninja import Router

from wangge.api.settings import areas, calendars, catalogue, flows, kinds, people, shifts, texts, units

router = Router(tags=["settings"])
for part in (units, people, shifts, areas, kinds, catalogue, flows, calendars, texts):
    router.add_router("", part.router)
