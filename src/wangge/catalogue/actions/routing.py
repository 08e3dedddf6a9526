"""A district's routing rules."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from wangge.catalogue.models import RoutingEdition
from wangge.catalogue.queries import kinds, last_routing, routing_from, routings
from wangge.catalogue.rules import RoutingRule, check_rules, read_rules
from wangge.core.ids import PUBLIC
from wangge.core.refusals import check_edition
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.orgs.queries import today, unit_tree
from wangge.places.queries import areas_on

ROUTING_NAMES = UUID("0e1c0c13-0000-5000-8000-000000000000")


def set_routing(
    *, district: str, said: Any, after: int | None = None, key: str, at: datetime, actor: UUID = PUBLIC, post: str = "",
) -> Answer:  # fmt: skip
    """Give a district the next edition of its routing rules: 200 ``{edition, rules}``.

    ``said`` is the whole list, as ``rules.read_rules`` takes it; the same as the last edition is not added. Records
    ``catalogue.set_routing`` with the numbers of rules added, changed and taken out. ``after`` is the edition from
    which it was made, if that is to be checked. Raises ``Missing`` as ``draft_of`` does, ``NotNow``
    (``edition_moved``).
    """
    subject = Subject("routing", uuid5(ROUTING_NAMES, district))

    def act(change: Change) -> Answer:
        change.hold(subject)
        last = last_routing(district)
        check_edition(after, last.edition if last else 0)
        rules = [rule.plain() for rule in draft_of(district, said, last=last, at=at)]
        since = {plain["number"]: plain["edition"] for plain in (last.rules if last else ())}
        before = {plain["number"]: plain for plain in (rule.plain() for rule in routing_from(last).rules)}
        now = {plain["number"]: plain for plain in rules}
        if before == now:
            return Answer(200, {"edition": last.edition if last else 0, "rules": len(rules)})
        edition = last.edition + 1 if last else 1
        kept = [
            plain | {"edition": since[number] if before.get(number) == plain else edition}
            for number, plain in now.items()
        ]
        highest = max([last.last_number if last else 0, *now])
        RoutingEdition.objects.create(
            district=district, edition=edition, rules=kept, last_number=highest, made_at=at
        )  # fmt: skip
        facts = {
            "edition": edition, "rules": len(rules), "digest": digest("routing", rules).hex(),
            "added": sorted(now.keys() - before.keys()), "gone": sorted(before.keys() - now.keys()),
            "changed": sorted(n for n in now.keys() & before.keys() if now[n] != before[n]),
        }  # fmt: skip
        change.record(subject, "catalogue.set_routing", facts=facts)
        return Answer(200, {"edition": edition, "rules": len(rules)})

    payload = {"rules": said, "after": after}
    answer = commit(Command(district, actor, post, key, digest("catalogue.set_routing", payload), at, at), act)
    routings.forget()
    return answer


def draft_of(district: str, said: Any, *, last: RoutingEdition | None, at: datetime) -> list[RoutingRule]:
    """A list of rules that could be the district's next edition after ``last``; nothing is written.

    Raises ``Missing`` as ``rules.read_rules`` and ``rules.check_rules`` do: every rule that is not over names units,
    areas and kinds that there are today.
    """
    tree = unit_tree(district)
    names = {name: unit.id for unit in tree.units.values() for name in (unit.code, str(unit.id))}
    rules = read_rules(said, district=district, units=names, last=last.last_number if last else 0)
    day = today(at)
    check_rules(rules, day=day, tree=tree, areas=set(areas_on(day, within=district)), kinds=list(kinds()))
    return rules
