"""Everything that a district sets by hand, under ``/settings``."""

from ninja import Router

from wangge.api.settings import areas, people, shifts, units

router = Router(tags=["settings"])
for part in (units, people, shifts, areas):
    router.add_router("", part.router)
