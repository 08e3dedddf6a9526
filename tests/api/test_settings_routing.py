"""Routing rules over the API: read as sentences, tried on past cases, set by whoever looks after the district."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.acts import move, to_state, unit
from tests.api.told import S, keyed, refused, told

from wangge.api.answers.routing import RoutingChosen, RoutingTried, WholeRouting
from wangge.cases.models import Precedent
from wangge.catalogue.models import RoutingEdition
from wangge.core.ids import uuid7
from wangge.journal.models import Entry
from wangge.orgs.models import Unit
from wangge.orgs.queries import today, unit_trees

pytestmark = [pytest.mark.both, pytest.mark.django_db]
R = f"{S}/routing"
WHY = {"zh": "三定方案第四条", "en": ""}
DRAINS = {"kinds": ["E0504"], "areas": ["211102005"], "unit": "municipal", "why": WHY}
REST = {"kinds": ["E"], "unit": "drainage", "why": WHY}


def put(calls, *rules: dict[str, Any], who: str = "admin", **more: Any) -> int:
    return int(told(RoutingChosen, calls(who)("POST", R, keyed(rules=list(rules), **more)))["edition"])


def whole(calls, who: str = "community") -> dict[str, Any]:
    return told(WholeRouting, calls(who)("GET", R))


def test_rules_are_read_as_sentences_by_everybody_and_set_by_two_posts(calls, actor):
    empty = whole(calls)
    assert (empty["edition"], empty["since"], empty["rules"], empty["editions"], empty["mine"]) == (
        0,
        None,
        [],
        [],
        False,
    )
    body = keyed(rules=[DRAINS, REST], after=0)
    assert told(RoutingChosen, calls("district")("POST", R, body)) == {"edition": 1, "rules": 2}
    assert calls("district")("POST", R, body)["Idempotent-Replay"] == "true"
    assert refused(calls("admin")("POST", R, keyed(rules=[REST], after=0))) == (409, "edition_moved")
    found = whole(calls, "admin")
    first, second = found["rules"]
    assert (first["number"], first["edition"], first["unit"]["code"], first["overruled"]) == (1, 1, "municipal", 0)
    assert first["sentence"]["zh"].startswith("辽河街道的") and first["sentence"]["zh"].endswith("归市政养护所")
    assert first["why"] == {"zh": "三定方案第四条", "en": "三定方案第四条"}
    assert second["sentence"]["zh"] == "全区的事件类归排水养护队" and second["areas"] == []
    assert found["mine"] and [e["edition"] for e in found["editions"]] == [1]
    entry = Entry.objects.get(verb="catalogue.set_routing")
    assert (entry.actor, entry.post, entry.facts["added"]) == (
        actor("district").person, "district_duty_officer", [1, 2],
    )  # fmt: skip
    for who in ("street", "community", "worker", "unit", "chief", "property", "auditor"):
        for path in (R, f"{R}/try"):
            assert refused(calls(who)("POST", path, keyed(rules=[]))) == (403, "not_yours"), who
    assert RoutingEdition.objects.count() == 1


def test_what_is_the_matter_with_rules_is_said_beside_them(calls):
    later = (today(timezone.now()) + timedelta(days=3)).isoformat()
    put(calls, DRAINS, DRAINS | {"unit": "greening"}, REST | {"stand_in": "municipal", "since": later})
    Unit.objects.filter(code="municipal").update(ended_on=today(timezone.now()))
    unit_trees.forget()
    found = whole(calls)
    assert [[t["code"] for t in rule["troubles"]] for rule in found["rules"]] == [
        ["unit_gone"], [], ["coming", "stand_in_gone"],
    ]  # fmt: skip
    (conflict,) = found["conflicts"]
    assert (conflict["wins"], conflict["loses"], conflict["area"]["code"]) == (2, 1, "211102005")
    assert conflict["kind"]["code"] == "E0504"


def test_a_rule_against_which_three_cases_went_is_listed_and_rulings_propose_one(calls, actor):
    put(calls, DRAINS)
    at = timezone.now()
    for _ in range(3):
        case = to_state("registered", actor, at=at)
        move(actor("community"), case, "dispatch", at=at + timedelta(seconds=9), unit="drainage", words="市政没车")
        Precedent.objects.create(
            district="211102", kind="E0504", area="211102005", unit=UUID(unit("greening")), case=uuid7(), made_at=at
        )
    found = whole(calls)
    assert [(r["overruled"], r["often"]) for r in found["rules"]] == [(3, True)]
    (one,) = found["proposals"]
    assert (one["kind"]["code"], one["area"]["code"], one["unit"]["code"], one["rulings"]) == (
        "E0504", "211102005", "greening", 3,
    )  # fmt: skip
    assert one["sentence"]["zh"].startswith("辽河街道的")


def test_a_dry_run_says_case_by_case_what_would_have_moved_and_writes_nothing(calls, actor):
    at = timezone.now() - timedelta(hours=1)
    cases = [to_state("closed", actor, at=at) for _ in range(2)]
    put(calls, DRAINS)
    tried = told(
        RoutingTried, calls("district")("POST", f"{R}/try", {"rules": [DRAINS | {"number": 1, "unit": "drainage"}]})
    )
    assert (tried["refusal"], tried["place"], tried["conflicts"]) == (None, None, [])
    assert [(r["number"], r["unit"]["code"]) for r in tried["rules"]] == [(1, "drainage")]
    trial = tried["trial"]
    assert (trial["days"], trial["cases"], trial["moved"], trial["gained"], trial["lost"], trial["left_off"]) == (
        90, 2, 2, 2, 0, 0,
    )  # fmt: skip
    assert {one["id"] for one in trial["items"]} == {case["id"] for case in cases}
    one = trial["items"][0]
    assert (one["before"]["units"][0]["code"], one["after"]["units"][0]["code"], one["really"]["code"]) == (
        "municipal", "drainage", "drainage",
    )  # fmt: skip
    assert (one["right_before"], one["right_after"], one["kind"]["code"]) == (False, True, "E0504")
    assert trial["rules"] == [{"rule": 1, "before": 2, "right_before": 0, "after": 2, "right_after": 2}]
    assert [(u["unit"]["code"], u["really"], u["before"], u["after"]) for u in trial["units"]] == [
        ("drainage", 2, 0, 2), ("municipal", 0, 2, 0),
    ]  # fmt: skip
    nothing = told(RoutingTried, calls("admin")("POST", f"{R}/try", {"rules": []}))["trial"]
    assert nothing["moved"] == 2 and nothing["items"][0]["after"] is None
    assert RoutingEdition.objects.count() == 1 and whole(calls)["rules"][0]["unit"]["code"] == "municipal"


def test_what_cannot_be_a_rule_is_refused_with_its_place(calls):
    for change, code in (
        ({"unit": "nobody"}, "rule_unit"), ({"areas": ["211103"]}, "rule_areas"), ({"kinds": ["X"]}, "rule_kinds"),
        ({"hours": "8-9"}, "rule_hours"), ({"season": "x"}, "rule_season"), ({"number": 9}, "rule_number"),
        ({"why": {"zh": " ", "en": "x"}}, "rule_why"), ({"since": "2026-02-02", "until": "2026-02-01"}, "rule_days"),
    ):  # fmt: skip
        rules = [REST, DRAINS | change]
        assert refused(calls("admin")("POST", R, keyed(rules=rules))) == (422, code), change
        tried = told(RoutingTried, calls("admin")("POST", f"{R}/try", {"rules": rules}))
        assert (tried["refusal"]["code"], tried["place"], tried["trial"]) == (code, 2, None)
    for body in ({"rules": [{"unit": "x" * 41, "why": WHY}]}, {"rules": [{"why": WHY}]}, {"rules": "x"}, {}):
        assert refused(calls("admin")("POST", R, keyed(**body))) == (422, "unreadable")


def test_the_page_of_rules_takes_as_many_statements_for_many_rules_as_for_one(calls):
    counts = []
    for many in (1, 60):
        put(calls, *(REST | {"areas": ["211102005"], "hours": f"{n % 24:02}:00-{n % 24:02}:30"} for n in range(many)))
        whole(calls)
        with CaptureQueriesContext(connection) as captured:
            assert len(whole(calls)["rules"]) == many
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_suggestions_say_the_rule(calls, actor):
    put(calls, DRAINS)
    case = to_state("registered", actor, at=timezone.now())
    (first,) = calls("community")("GET", f"/api/v1/cases/{case['id']}/suggestions").json()["items"]
    assert (first["rule"], first["on_duty"]) == ({"number": 1, "edition": 1, "stand_in": False}, None)
    body = keyed(verb="dispatch", unit="drainage", happened_at=timezone.now().isoformat())
    answer = calls("community")("POST", f"/api/v1/cases/{case['id']}/moves", body)
    assert refused(answer) == (422, "why_missing")
    assert answer.json()["facts"]["rule"] == 1
