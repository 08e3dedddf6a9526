"""Which unit puts a kind right in a street: counted, and eased towards the district where a street has few. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

EASE = 3.0
"""How many cases of the whole district a street's own counts are mixed with."""
Triple = tuple[str, str, str, int]


@dataclass
class UnitTable:
    """Cases by kind, street and the unit that ended them."""

    by_street: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    by_kind: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, kind: str, street: str, unit: str, cases: int = 1) -> None:
        """Count cases of a kind in a street that a unit ended."""
        self.by_street.setdefault((kind, street), Counter())[unit] += cases
        self.by_kind.setdefault(kind, Counter())[unit] += cases

    @classmethod
    def of(cls, rows: Iterable[Sequence[object]]) -> "UnitTable":
        """The table from rows of kind, street, unit and number, as ``rows`` gives them. Raises ``ValueError``."""
        table = cls()
        for row in rows:
            kind, street, unit, cases = row
            table.add(str(kind), str(street), str(unit), int(str(cases)))
        return table

    def rows(self) -> list[Triple]:
        """Kind, street, unit and number of cases, in order."""
        return sorted(
            (kind, street, unit, n) for (kind, street), units in self.by_street.items() for unit, n in units.items()
        )

    def shares(self, kinds: Mapping[str, float], street: str) -> dict[str, float]:
        """How likely each unit is, for kinds with their shares, the likeliest first; empty where nothing is known.

        A street's own cases count in full, those of the district as much as ``EASE`` cases.
        """
        found: dict[str, float] = {}
        known = {kind: share for kind, share in kinds.items() if kind in self.by_kind}
        for kind, share in known.items():
            everywhere, here = self.by_kind[kind], self.by_street.get((kind, street), Counter())
            whole, own = sum(everywhere.values()), sum(here.values())
            for unit, n in everywhere.items():
                part = (here[unit] + EASE * n / whole) / (own + EASE)
                found[unit] = found.get(unit, 0.0) + share * part
        total = sum(known.values())
        return {unit: s / total for unit, s in sorted(found.items(), key=lambda item: (-item[1], item[0]))}

    def counts(self, kind: str, street: str, unit: str) -> tuple[int, int]:
        """How many cases of the kind the unit ended in the street, and how many everybody did."""
        here = self.by_street.get((kind, street), Counter())
        return here[unit], sum(here.values())
