"""Who holds what, read once: for drills and imports that ask thousands of times and in which nobody comes or goes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from uuid import UUID

from wangge.orgs.models import Grant, Unit


class Staff:
    """All grants of a district by area and by unit, and its units."""

    def __init__(self, district: str) -> None:
        self._by_area: dict[str, list[Grant]] = {}
        self._by_unit: dict[UUID, list[Grant]] = {}
        for grant in Grant.objects.filter(district=district).select_related("person").order_by("starts_on", "id"):
            if grant.unit_id:
                self._by_unit.setdefault(grant.unit_id, []).append(grant)
            else:
                self._by_area.setdefault(grant.area, []).append(grant)
        self.units = {unit.id: unit for unit in Unit.objects.filter(district=district)}
        self.by_code = {unit.code: unit for unit in self.units.values() if unit.ended_on is None}

    def holders(self, areas: Iterable[str], units: Iterable[UUID], day: date) -> list[Grant]:
        """Grants in force on the day for these areas or units, the oldest first."""
        found = [g for area in set(areas) for g in self._by_area.get(area, ())]
        found += [g for unit in set(units) for g in self._by_unit.get(unit, ())]
        valid = [g for g in found if g.starts_on <= day and (g.ends_on is None or g.ends_on >= day)]
        return sorted(valid, key=lambda g: (g.starts_on, g.pk))


_in_hand: ContextVar[Staff | None] = ContextVar("staff", default=None)


def staff_at_hand() -> Staff | None:
    """The staff that was taken in hand, if any was."""
    return _in_hand.get()


@contextmanager
def staff_in_hand(staff: Staff) -> Iterator[None]:
    """Inside, who holds what in the district is answered without a statement, as it was when the staff was read."""
    mark = _in_hand.set(staff)
    try:
        yield
    finally:
        _in_hand.reset(mark)
