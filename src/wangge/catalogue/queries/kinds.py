"""Kinds in the editions of the districts, with their conditions."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from django.db.models import TextField
from django.db.models.functions import Cast

from wangge.catalogue.models import Kind, KindOptions, Major
from wangge.catalogue.rules import Condition, conditions_of
from wangge.core.kept import Kept
from wangge.core.refusals import Missing
from wangge.core.words import Say

UNSORTED = "1 工作日"
"""The limit of a case whose kind nobody has named yet."""


@dataclass(frozen=True)
class KindFacts:
    """A kind as the other rooms use it; ``edition`` is the district's, 0 as the catalogue has it.

    ``district`` is empty but for a kind of a district's own.
    """

    code: str
    say: Say
    flow: str
    limit: str
    usual: bool
    words: str
    order: int = 100
    used: bool = True
    edition: int = 0
    since: datetime | None = None
    closes_after: int | None = None
    why: str = ""
    conditions: tuple[Condition, ...] = ()
    district: str = ""

    def condition(self, code: str) -> Condition | None:
        """The condition of this code, if the kind has it."""
        return next((condition for condition in self.conditions if condition.code == code), None)


def _load() -> dict[str, KindFacts]:
    rows = Kind.objects.annotate(said=Cast("conditions", TextField())).order_by("-usual", "order", "code")
    names = ("code", "name", "name_en", "flow", "limit", "usual", "words", "order", "district", "said")
    return {
        code: KindFacts(
            code, Say(name, name_en), flow, limit, usual, words, order, conditions=_read(said), district=district
        )
        for code, name, name_en, flow, limit, usual, words, order, district, said in rows.values_list(*names)
    }


@lru_cache(maxsize=4000)
def _read(said: str) -> tuple[Condition, ...]:
    """Conditions of their JSON text; hundreds are read anew every half minute and hardly ever change."""
    return conditions_of(orjson.loads(said))


kinds = Kept(_load)
"""All kinds of the catalogue by code, the usual ones first; for names, which no district changes."""


def _load_majors() -> dict[str, Say]:
    return {row.code: Say(row.name, row.name_en) for row in Major.objects.order_by("code")}


majors = Kept(_load_majors)
"""The major classes by code."""


def kind_name(code: str) -> dict[str, Any] | None:
    """A kind as answers name it, ``{"code", "name": {"zh", "en"}}``; None while it is open. No statement."""
    kind = kinds().get(code)
    return {"code": code, "name": kind.say.pair()} if kind else None


KindKey = tuple[str, str, int]


def _load_options() -> dict[KindKey, KindOptions]:
    return {(o.district, o.kind_id, o.edition): o for o in KindOptions.objects.order_by("edition")}


kind_options = Kept(_load_options)
"""What districts have made of kinds, by district, code and edition."""


def kind_for(district: str, code: str, edition: int) -> KindFacts | None:
    """A kind as an edition of a district has it; None where there is no such kind, or it is another district's own.

    An edition that another process has just made is looked for once more.
    """
    shipped = kinds().get(code)
    if shipped is None or shipped.district not in ("", district):
        return None
    if not edition:
        return shipped
    key: KindKey = (district, code, edition)
    if key not in kind_options():
        kind_options.forget()
    own = kind_options().get(key)
    if own is None:
        return shipped
    return replace(
        shipped,
        limit=shipped.limit if own.limit is None else own.limit,
        usual=shipped.usual if own.usual is None else own.usual,
        words=shipped.words if own.words is None else own.words,
        conditions=shipped.conditions if own.conditions is None else conditions_of(own.conditions),
        used=own.used, edition=edition, since=own.made_at, closes_after=own.closes_after, why=own.why,
    )  # fmt: skip


def present_kind(district: str, code: str) -> KindFacts | None:
    """A kind as new cases of a district take it: its last edition."""
    last = max((key[2] for key in kind_options() if key[:2] == (district, code)), default=0)
    return kind_for(district, code, last)


def kinds_in(district: str, *, unused: bool = False) -> list[KindFacts]:
    """The kinds from which a district chooses, its usual ones first; with ``unused`` all of the catalogue."""
    last: dict[str, int] = {}
    for where, code, edition in kind_options():
        if where == district:
            last[code] = max(last.get(code, 0), edition)
    found = [kind for code in kinds() if (kind := kind_for(district, code, last.get(code, 0)))]
    return sorted((k for k in found if k.used or unused), key=lambda k: (not k.usual, k.order, k.code))


LAST = 100
"""The order of kinds that nobody has put before others."""


def kinds_first(district: str) -> list[KindFacts]:
    """The kinds that are offered to whoever does not look for one: usual ones, and those put before the rest."""
    return [kind for kind in kinds_in(district) if kind.usual or kind.order < LAST]


def kind_named(code: str, district: str) -> KindFacts:
    """The kind that a new case of a district takes. Raises ``Missing`` (``kind_unknown``, ``kind_not_used``)."""
    found = present_kind(district, code)
    if found is None:
        raise Missing(
            "kind_unknown",
            Say(
                "没有这个类别。请从类别列表里选，说不准可以不选，由中心来定。",
                "There is no such kind. Choose from the list, or leave it open and the centre decides.",
            ),
            kind=code,
        )
    if not found.used:
        raise Missing(
            "kind_not_used",
            Say(
                f"本区已停用“{found.say.zh}”这个类别。请从列表里另选一个。",
                f"This district does not use “{found.say.en}” any more. Choose another from the list.",
            ),
            kind=code,
        )
    return found


def condition_for(district: str, kind: str, edition: int, condition: str) -> Condition | None:
    """The condition of a case by its kind, the edition of it and the condition's code; None where it has none."""
    found = kind_for(district, kind, edition) if condition else None
    return found.condition(condition) if found else None


def limit_of(district: str, code: str, edition: int, condition: str = "") -> str:
    """Within what time a case is to be put right, in words: that of its condition, else of its kind; one working day
    while the kind is open."""
    found = kind_for(district, code, edition)
    if found is None:
        return UNSORTED
    own = found.condition(condition)
    return own.limit if own else found.limit


def kind_editions(district: str, code: str) -> list[KindOptions]:
    """The editions that a district has made of a kind, the last first."""
    return list(KindOptions.objects.filter(district=district, kind=code).order_by("-edition"))
