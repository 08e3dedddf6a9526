"""Everything that a district sets by hand, under ``/settings``."""

from ninja import Router

from wangge.api.settings import people, shifts, units

router = Router(tags=["settings"])
for part in (units, people, shifts):
    router.add_router("", part.router)
