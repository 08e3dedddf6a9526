"""A district writes down which unit is responsible for what; editions are only added."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.acts import unit
from tests.conftest import NOW

from wangge.catalogue.actions import set_routing
from wangge.catalogue.models import RoutingEdition
from wangge.catalogue.queries import last_routing, routing_editions, routing_of, routings
from wangge.core.refusals import Missing, NotNow
from wangge.journal.actions import Answer
from wangge.journal.models import Entry
from wangge.orgs.models import Unit
from wangge.orgs.queries import today, unit_trees

pytestmark = [pytest.mark.both, pytest.mark.django_db]
DRAINS = {"kinds": ["E0504"], "areas": ["211102005"], "unit": "drainage", "why": {"zh": "归口", "en": "its task"}}
REST = {"unit": "municipal", "why": {"zh": "其余", "en": "the rest"}}


def put(*said: Any, district: str = "211102", key: str = "", **more: Any) -> Answer:
    return set_routing(district=district, said=list(said), key=key or str(uuid4()), at=NOW, **more)


def test_editions_are_dense_only_added_and_the_same_is_not_added():
    assert (routing_of("211102").rules, last_routing("211102")) == ((), None)
    assert put().body == {"edition": 0, "rules": 0}
    assert put(DRAINS).body == {"edition": 1, "rules": 1}
    assert put(DRAINS | {"number": 1}, REST).body == {"edition": 2, "rules": 2}
    assert put(REST | {"number": 2}, DRAINS | {"number": 1}).body["edition"] == 2, "the order of the list says nothing"
    assert put(REST | {"number": 2, "kinds": ["E"]}).body == {"edition": 3, "rules": 1}
    assert put(REST | {"number": 2, "kinds": ["E"]}, DRAINS).body["edition"] == 4
    present = routing_of("211102")
    assert (present.edition, sorted(r.number for r in present.rules)) == (4, [2, 3]), "no number is given out twice"
    back = put(REST | {"number": 2, "kinds": ["E"]}, DRAINS | {"number": 1})
    assert back.body["edition"] == 5 and {r.number for r in routing_of("211102").rules} == {1, 2}, "one comes back"
    assert {r.number: r.edition for r in present.rules} == {2: 3, 3: 4}, "since when it reads so"
    assert routing_of("211103").rules == ()
    told = [e.facts for e in Entry.objects.filter(verb="catalogue.set_routing").order_by("position")]
    assert [(f["edition"], f["added"], f["changed"], f["gone"]) for f in told] == [
        (1, [1], [], []), (2, [2], [], []), (3, [], [2], [1]), (4, [3], [], []), (5, [1], [], [3]),
    ]  # fmt: skip
    assert [e.edition for e in routing_editions("211102", most=3)] == [5, 4, 3]
    assert RoutingEdition.objects.count() == 5


def test_the_same_key_makes_one_edition_and_a_newer_one_is_seen():
    assert [put(DRAINS, key="k").replay, put(DRAINS, key="k").replay] == [False, True]
    with pytest.raises(NotNow) as moved:
        put(REST, after=0)
    assert (moved.value.code, moved.value.facts) == ("edition_moved", {"edition": 1})
    assert put(REST, after=1).body["edition"] == 2


def test_rules_name_what_there_is_today():
    for change, code in (
        ({"unit": "nobody"}, "rule_unit"), ({"unit": "centre-211102"}, "rule_unit"),
        ({"areas": ["211102999"]}, "rule_areas"), ({"kinds": ["E99"]}, "rule_kinds"), ({"number": 1}, "rule_number"),
        ({"why": None}, "rule_why"),
    ):  # fmt: skip
        with pytest.raises(Missing) as refused:
            put(DRAINS | change)
        assert refused.value.code == code, change
    assert not RoutingEdition.objects.exists()


def test_a_unit_that_ended_blocks_only_a_rule_that_still_holds():
    put(DRAINS, REST)
    Unit.objects.filter(code="drainage").update(ended_on=today(NOW))
    unit_trees.forget()
    with pytest.raises(Missing) as refused:
        put(REST | {"number": 2}, DRAINS | {"number": 1})
    assert refused.value.code == "rule_unit" and refused.value.facts == {"rule": 2}
    over = (today(NOW) - timedelta(days=1)).isoformat()
    assert put(DRAINS | {"number": 1, "until": over}, REST | {"number": 2}).body["edition"] == 2


def test_the_rules_come_from_the_process_even_where_there_are_none():
    for said in ((), (DRAINS,)):
        put(*said)
        routings()
        with CaptureQueriesContext(connection) as captured:
            found = routing_of("211102")
        assert len(captured) == 0 and len(found.rules) == len(said)
    assert found.rules[0].unit == UUID(unit("drainage"))
