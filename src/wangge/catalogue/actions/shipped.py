"""Loading the catalogue that comes with the code."""

from datetime import datetime
from typing import Any

from wangge.catalogue.actions.kinds import CATALOGUE, add_edition
from wangge.catalogue.models import Kind, KindOptions, Major
from wangge.catalogue.queries import kind_options, kinds, majors
from wangge.catalogue.rules import Shipped
from wangge.core.ids import PUBLIC
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import digest


def load_shipped(shipped: Shipped, *, district: str, key: str, at: datetime, renew: bool = False) -> Answer:
    """Put in place what of the shipped catalogue is not there: 200 ``{majors, kinds, renewed}``.

    A kind that is there stays as it is, because cases have it: with ``renew`` the district gets its shipped conditions
    as the next edition where they are others, for new cases; its limit and words stay. Records ``catalogue.load``.
    """
    facts = {"majors": len(shipped.majors), "kinds": len(shipped.kinds), "renew": renew}
    payload: dict[str, Any] = facts | {"codes": [kind.code for kind in shipped.kinds]}
    payload |= {"conditions": [[c.plain() for c in kind.conditions] for kind in shipped.kinds]}

    def act(change: Change) -> Answer:
        there = {kind.code: kind for kind in Kind.objects.all()}
        new = [kind for kind in shipped.kinds if kind.code not in there]
        known = set(Major.objects.values_list("code", flat=True))
        fresh = [code for code in shipped.majors if code not in known]
        Major.objects.bulk_create(
            [Major(code=code, name=say.zh, name_en=say.en) for code, say in shipped.majors.items()],
            update_conflicts=True, unique_fields=["code"], update_fields=["name", "name_en"],
        )  # fmt: skip
        Kind.objects.bulk_create(
            Kind(
                code=kind.code, name=kind.say.zh, name_en=kind.say.en, flow=kind.flow, limit=kind.limit,
                words=kind.words, conditions=[condition.plain() for condition in kind.conditions],
            )
            for kind in new
        )  # fmt: skip
        renewed = _renew(change, shipped, there, district, at) if renew else 0
        found = {"majors": len(fresh), "kinds": len(new), "renewed": renewed}
        change.record(CATALOGUE, "catalogue.load", facts=found)
        return Answer(200, found)

    answer = commit(Command(district, PUBLIC, "", key, digest("catalogue.load", payload), at, at), act)
    for kept in (kinds, kind_options, majors):
        kept.forget()
    return answer


def _renew(change: Change, shipped: Shipped, there: dict[str, Kind], district: str, at: datetime) -> int:
    """Give the district the shipped conditions of kinds that have others; how many."""
    last = {row.kind_id: row for row in KindOptions.objects.filter(district=district).order_by("edition")}
    count = 0
    for kind in shipped.kinds:
        own = there.get(kind.code)
        if own is None or own.district:
            continue
        before, plain = last.get(kind.code), [condition.plain() for condition in kind.conditions]
        present = own.conditions if before is None or before.conditions is None else before.conditions
        if present != plain:
            chosen = {name: getattr(before, name) if before else None for name in ("limit", "usual", "words")}
            used = before.used if before else True
            add_edition(change, district, kind.code, before, chosen | {"used": used, "conditions": plain}, at)
            count += 1
    return count
