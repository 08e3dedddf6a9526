"""Units in their line of command, and which of them works at a place. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from wangge.core.words import Say


@dataclass(frozen=True)
class UnitFacts:
    """A unit as rules see it: where it works, the unit above it, and whether cases can go to it today."""

    id: UUID
    district: str
    code: str
    say: Say
    area: str
    parent: UUID | None = None
    open: bool = True


class UnitTree:
    """The units of a district, ended ones too, each with those below it."""

    def __init__(self, units: Iterable[UnitFacts]) -> None:
        self.units = {unit.id: unit for unit in units}
        self._below: dict[UUID | None, list[UnitFacts]] = {}
        for unit in self.units.values():
            self._below.setdefault(unit.parent, []).append(unit)
        self._families: dict[UUID, list[UnitFacts]] = {}

    def open(self, unit: UUID) -> bool:
        """Whether there is such a unit and cases can go to it today."""
        return unit in self.units and self.units[unit].open

    def name(self, unit: UUID) -> Say:
        """What a unit is called; its id where there is none."""
        return self.units[unit].say if unit in self.units else Say(str(unit), str(unit))

    def below(self, unit: UUID) -> list[UnitFacts]:
        """The units below one in the line of command, however far down; each once."""
        if unit not in self._families:
            found: dict[UUID, UnitFacts] = {}
            left = [unit]
            while left:
                fresh = [u for u in self._below.get(left.pop(), []) if u.id not in found and u.id != unit]
                found |= {u.id: u for u in fresh}
                left += [u.id for u in fresh]
            self._families[unit] = list(found.values())
        return self._families[unit]

    def at_place(self, unit: UUID, area: str) -> tuple[UUID, ...]:
        """Of those below a unit the ones that work in the narrowest area around a place, by code; else the unit itself.

        Empty where none of them can take cases today.
        """
        own = self.units.get(unit)
        near = [
            u
            for u in self.below(unit)
            if u.open and area.startswith(u.area) and (not own or len(u.area) > len(own.area))
        ]
        narrowest = max((len(u.area) for u in near), default=0)
        found = sorted((u for u in near if len(u.area) == narrowest), key=lambda u: u.code)
        return tuple(u.id for u in found) or ((unit,) if self.open(unit) else ())
