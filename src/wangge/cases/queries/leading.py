"""To which units the routing rules of the district lead a case."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from wangge.cases.models import Case
from wangge.catalogue.queries import kinds, routing_of
from wangge.catalogue.rules import Lead, RoutingRule, leads, sentence
from wangge.core.words import Say
from wangge.orgs.queries import today, unit_tree
from wangge.places.queries import full_name

CLASSES = {
    "C": Say("部件类", "components"), "E": Say("事件类", "events"), "A": Say("诉求类", "appeals"),
    "G": Say("矛盾隐患类", "disputes and dangers"),
}  # fmt: skip
MOST_NAMES = 3


def local(at: datetime) -> datetime:
    """A moment by the district's own clock."""
    return at.astimezone(ZoneInfo(settings.DISTRICT_ZONE))


def leads_of(case: Case, *, at: datetime) -> list[Lead]:
    """The rules that fit a case at a minute and lead somewhere, the deciding one first. No statement."""
    matches = routing_of(case.district).matches(case.kind, case.area, local(at), day=today(at))
    return leads(matches, case.area, unit_tree(case.district)) if matches else []


def kind_words(begin: str) -> Say:
    """A beginning of kind codes in words: the kind's name, or its class with some names that it takes in."""
    found = kinds().get(begin)
    if found is not None:
        return found.say
    if begin in CLASSES:
        return CLASSES[begin]
    among = [kind.say for code, kind in kinds().items() if code.startswith(begin)]
    named = among[:MOST_NAMES]
    more_zh, more_en = ("等", " and others") if len(among) > MOST_NAMES else ("", "")
    zh = f"{begin} 类（{'、'.join(s.zh for s in named)}{more_zh}）" if named else f"{begin} 类"
    en = f"class {begin} ({', '.join(s.en for s in named)}{more_en})" if named else f"class {begin}"
    return Say(zh, en)


def _both(code: str) -> Say:
    return Say(full_name(code), full_name(code))


def said_of(rule: RoutingRule, district: str) -> Say:
    """A rule as a plain sentence. No statement."""
    areas: Sequence[Say] = [] if rule.areas == (district,) else [_both(code) for code in rule.areas]
    return sentence(rule, kinds=[kind_words(begin) for begin in rule.kinds], areas=areas, tree=unit_tree(district))
