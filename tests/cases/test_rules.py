"""Every state × verb × post, against a table written down a second time, and the smaller rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from wangge.cases.rules import (
    Ask,
    Standing,
    allowed,
    case_number,
    check_facts,
    check_in_one_go,
    check_near,
    check_report,
    decide,
    holds,
    holds_now,
    may_be_kept_aside,
    may_see,
    next_desk,
    picture_shows,
    settle_time,
    stands,
    unseen_late,
)
from wangge.catalogue.rules import MATTERS
from wangge.core.refusals import Missing, NotNow, NotYours
from wangge.orgs.rules import POSTS, Actor, Held, public_actor

LENGTHS = {"city": 4, "district": 6, "street": 9, "community": 12, "grid": 15}
GRID = "211102005013001"
DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
UNIT, OTHER = UUID(int=1), UUID(int=2)
REPORTER = UUID(int=99)
HERE = {"grid_worker": GRID, "community_clerk": GRID[:12], "street_chief": GRID[:9], "district_duty_officer": GRID[:6]}
WITH_UNIT = {"dispatched", "handling", "handled"}


def actor(post: str, area: str | None = None, unit: UUID = UNIT, *, person: int = 5, district: str = "211102") -> Actor:
    of_unit = POSTS[post].of_unit
    place = "" if of_unit else HERE.get(post, "211102") if area is None else area
    held = Held(district, post, place, unit if of_unit else None, DAY)
    return Actor(UUID(int=person), post, district, (held,), districts=(district,))


def case(
    state: str = "reported", *, desk: str = GRID, unit: UUID | None = None, area: str = GRID, **more: Any
) -> Standing:
    """Two have told of it; what was merged had been reported until then."""
    more = {"reports": 2, "before": "reported" if state == "merged" else ""} | more
    return Standing("211102", state, "E0504", area, True, desk, unit, REPORTER, **more)


# Who may do what where the grid holds the case (desk = its grid): written by hand, not made from the flow table.
DESKS = {"community_clerk"}
AREA_DESKS = {"community_clerk", "street_chief", "district_duty_officer"}
UNITS = {"unit_handler", "unit_chief", "outside_handler"}
OVER = {"community_clerk", "street_chief", "district_duty_officer"}
BY_HAND: dict[str, dict[str, set[str]]] = {
    "reported": {
        "accept": DESKS, "verify": DESKS, "decline": DESKS, "void": DESKS, "hand_down": set(),
        "solve": {"grid_worker"}, "escalate": {"grid_worker"},
    },
    "verifying": {
        "verify": {"grid_worker"}, "decline": DESKS, "register": DESKS, "void": DESKS, "hand_down": set(),
        "solve": {"grid_worker"}, "escalate": {"grid_worker"},
    },
    "registered": {
        "dispatch": DESKS, "void": DESKS, "hand_down": set(), "solve": {"grid_worker"}, "escalate": {"grid_worker"},
        "invite": DESKS, "withdraw": set(), "whistle": OVER,
    },
    "dispatched": {
        "recall": DESKS, "start": UNITS, "finish": UNITS,
        "return": UNITS, "object": UNITS, "invite": DESKS, "withdraw": set(), "whistle": OVER,
    },
    "handling": {"finish": UNITS, "return": UNITS, "invite": DESKS, "withdraw": set(), "whistle": OVER},
    "handled": {"check_pass": {"grid_worker", "community_clerk"}, "check_fail": {"grid_worker", "community_clerk"}},
    "checking": {"close": DESKS, "check_fail": DESKS},
    "closed": {"reopen": AREA_DESKS, "contest": {"grid_worker"} | AREA_DESKS},
    "declined": {"reopen": AREA_DESKS, "contest": {"grid_worker"} | AREA_DESKS},
    "voided": {},
    "merged": {"unmerge": OVER},
}  # fmt: skip
for _state in ("reported", "verifying", "registered"):
    BY_HAND[_state] |= {"merge": OVER}
for _state in set(BY_HAND) - {"voided", "merged"}:
    BY_HAND[_state] |= {"split": OVER}
# What stands beside the stages, where nothing is asked and nothing marked.
OVER_DESKS = {"community_clerk", "street_chief", "district_duty_officer"}
AT_DESK, AT_UNIT = {"grid_worker", "community_clerk"}, {"unit_handler", "unit_chief", "outside_handler"}
for _state in ("reported", "verifying", "registered", "checking"):
    BY_HAND[_state] |= {"wait": AT_DESK, "supervise": OVER_DESKS}
for _state in ("dispatched", "handling"):
    BY_HAND[_state] |= {"ask": AT_UNIT, "wait": AT_UNIT, "supervise": OVER_DESKS}
BY_HAND["handled"] |= {"supervise": OVER_DESKS}
# The same where the unit asks for an extension (supported) and for pooling (not yet), the case waits and an order is
# open; and where it is closed, the unit late, its appeal supported.
CHIEFS = {"unit_chief", "outside_handler"}
BESIDE_BY_HAND: dict[str, dict[str, set[str]]] = {
    **{
        state: {"go_on": AT_DESK, "answer": AT_DESK}
        for state in ("reported", "verifying", "registered", "checking")
    },
    "handled": {"answer": AT_DESK},
    **{
        state: {
            "ask": AT_UNIT, "support": CHIEFS, "grant": DESKS, "refuse": DESKS, "go_on": DESKS | AT_UNIT,
            "answer": AT_UNIT,
        }
        for state in ("dispatched", "handling")
    },
    "closed": {"ask": AT_UNIT, "grant": {"district_duty_officer"}, "refuse": {"district_duty_officer"}},
}  # fmt: skip
BESIDE = {"ask", "support", "grant", "refuse", "wait", "go_on", "supervise", "answer"}
NEVER_BELOW = ("hand_down", "community_clerk")
FIELD = {"grid_worker", "community_clerk", "street_chief", "district_duty_officer", *UNITS}
ONLY_WITH_TASKS = {*product(("contribute", "arrive"), UNITS), ("withdraw", "community_clerk")}
ONLY_AFTER_REFUSALS = ("designate", "district_duty_officer")
ONLY_WHERE_DOUBTED = set(product(("uphold",), AREA_DESKS))


def expected(state: str, verb: str, post: str) -> bool:
    if verb == "remark":
        return post in FIELD
    if verb == "urge":
        return post in OVER and state not in MATTERS.ends
    return post in BY_HAND[state].get(verb, set())


@pytest.mark.parametrize(("state", "verb", "post"), list(product(MATTERS.states, MATTERS.verbs, POSTS)))
def test_every_state_verb_and_post(state, verb, post):
    standing = case(state, unit=UNIT if state in WITH_UNIT else None)
    who = actor(post)
    open_to = {row.verb for row in allowed(who, MATTERS, standing, LENGTHS)}
    assert (verb in open_to) is expected(state, verb, post)
    if expected(state, verb, post):
        row, held = decide(who, MATTERS, standing, verb, LENGTHS)
        assert (row.verb, row.source) == (verb, state)
        assert held.post == post
    else:
        with pytest.raises((NotNow, NotYours)) as refused:
            decide(who, MATTERS, standing, verb, LENGTHS)
        if (
            verb not in BESIDE
            and not any(expected(other, verb, post) for other in MATTERS.states)
            and (verb, post) not in {NEVER_BELOW, *ONLY_WITH_TASKS, ONLY_AFTER_REFUSALS, *ONLY_WHERE_DOUBTED}
        ):
            assert refused.value.code == "not_yours"


def beside(state: str) -> Standing:
    """A case beside whose stages everything goes on that can."""
    asks: tuple[Ask, ...] = (Ask("1", "appeal", str(UNIT), "supported"),)
    if state in ("dispatched", "handling"):
        asks = (Ask("1", "extension", str(UNIT), "supported"), Ask("2", "pool", str(UNIT), "asked"))
    marks = ("suspended", "supervised")
    late = frozenset({UNIT} if state == "closed" else ())
    return replace(case(state, unit=UNIT if state in WITH_UNIT else None), marks=marks, asks=asks, late=late)


@pytest.mark.parametrize(("state", "verb", "post"), list(product(MATTERS.states, sorted(BESIDE), POSTS)))
def test_every_state_verb_and_post_beside_the_stages(state, verb, post):
    open_to = {row.verb for row in allowed(actor(post), MATTERS, beside(state), LENGTHS)}
    assert (verb in open_to) is (post in BESIDE_BY_HAND.get(state, {}).get(verb, set()))


def test_a_pooled_case_takes_a_remark_an_urge_and_the_desks_going_on_and_nothing_else():
    pooled = replace(case("handling", unit=UNIT, desk=GRID[:12]), marks=("pooled",))
    open_to = {post: {row.verb for row in allowed(actor(post), MATTERS, pooled, LENGTHS)} for post in POSTS}
    assert open_to["community_clerk"] == {"remark", "urge", "go_on"}
    assert open_to["unit_chief"] == {"remark"}
    for who, verb, code in (("unit_handler", "finish", "pooled"), ("unit_handler", "go_on", "pooled_desk")):
        with pytest.raises(NotNow) as refused:
            decide(actor(who), MATTERS, pooled, verb, LENGTHS)
        assert refused.value.code == code


def test_nothing_beside_the_stages_happens_before_its_time():
    plain, marked = case("handling", unit=UNIT, desk=GRID[:12]), beside("handling")
    for who, verb, standing, code in (
        ("community_clerk", "grant", plain, "no_request"),
        ("unit_chief", "support", plain, "no_request"),
        ("unit_handler", "go_on", plain, "not_stopped"),
        ("unit_handler", "answer", plain, "no_order"),
        ("unit_handler", "wait", marked, "waiting_already"),
        ("street_chief", "supervise", marked, "order_open"),
    ):
        with pytest.raises(NotNow) as refused:
            decide(actor(who), MATTERS, standing, verb, LENGTHS)
        assert refused.value.code == code
        assert refused.value.say.zh and refused.value.say.en


@pytest.mark.parametrize("state", MATTERS.states)
def test_where_the_street_holds_it_the_street_is_the_desk(state):
    standing = case(state, desk=GRID[:9], unit=UNIT if state in WITH_UNIT else None)
    verbs = {row.verb for row in allowed(actor("street_chief"), MATTERS, standing, LENGTHS)}
    assert verbs >= set(BY_HAND[state]) - {"check_pass", "start", "finish", "return", "object", "withdraw"} - (
        {"check_fail"} if state == "handled" else set()
    ) - ({"verify"} if state == "verifying" else set()) - ({"ask"} | ({"wait"} if state in WITH_UNIT else set()))
    assert not {"accept", "register", "dispatch", "close"} & {
        row.verb for row in allowed(actor("community_clerk"), MATTERS, standing, LENGTHS)
    }


def test_the_grid_checks_and_where_there_is_none_the_desk_does():
    handled = case("handled", desk=GRID[:9], unit=UNIT)
    assert {r.verb for r in allowed(actor("grid_worker"), MATTERS, handled, LENGTHS)} >= {"check_pass", "check_fail"}
    unknown = case("handled", desk=GRID[:12], unit=UNIT, area=GRID[:12])
    assert {r.verb for r in allowed(actor("community_clerk"), MATTERS, unknown, LENGTHS)} >= {"check_pass"}
    assert not {r.verb for r in allowed(actor("grid_worker"), MATTERS, unknown, LENGTHS)} & {"check_pass"}


def test_not_put_right_goes_back_to_the_unit_that_did_it_or_to_the_desk():
    clerk = actor("community_clerk")
    row, _ = decide(clerk, MATTERS, case("checking", unit=UNIT), "check_fail", LENGTHS)
    assert row.end == "handling"
    row, _ = decide(clerk, MATTERS, case("checking"), "check_fail", LENGTHS)
    assert row.end == "registered"


def test_a_verb_of_another_flow_is_not_for_this_case_now():
    """``classify`` is a step of disputes and dangers; a component knows none."""
    with pytest.raises(NotNow) as refused:
        decide(actor("community_clerk"), MATTERS, case("verifying"), "classify", LENGTHS)
    assert (refused.value.code, refused.value.facts) == ("not_now", {"state": "verifying"})


def test_an_unknown_verb_names_the_known_ones():
    with pytest.raises(Missing) as refused:
        decide(actor("community_clerk"), MATTERS, case(), "teleport", LENGTHS)
    assert refused.value.facts["verbs"] == list(MATTERS.verbs)


def test_the_district_cannot_hand_up():
    top = case(desk="211102")
    chief = actor("district_duty_officer")
    assert "escalate" not in {row.verb for row in allowed(chief, MATTERS, top, LENGTHS)}
    with pytest.raises(NotNow) as refused:
        decide(chief, MATTERS, top, "escalate", LENGTHS)
    assert refused.value.code == "top_level"
    with pytest.raises(NotNow) as refused:
        decide(actor("community_clerk"), MATTERS, case(), "hand_down", LENGTHS)
    assert refused.value.code == "lowest_level"


def row_of(verb, state="reported"):
    return next(row for row in MATTERS.rows_from(state) if row.verb == verb)


def test_hands_go_up_one_level_and_down_to_what_has_the_place():
    at_street = case(desk=GRID[:9])
    held = actor("street_chief").grants[0]
    assert next_desk(row_of("escalate"), held, at_street, {}, LENGTHS) == GRID[:6]
    down = row_of("hand_down")
    for area in (GRID[:12], GRID):
        assert next_desk(down, held, at_street, {"area": area}, LENGTHS) == area
    for area in (GRID[:9], GRID[:6], "211102005014", "2111", "211102005013002", "211103001", "21110200501"):
        with pytest.raises(Missing) as refused:
            next_desk(down, held, at_street, {"area": area}, LENGTHS)
        assert refused.value.code == "area_not_below"
    nowhere = case(desk="211102", area="211102")
    assert next_desk(down, held, nowhere, {"area": "211102005013"}, LENGTHS) == "211102005013"


def test_a_community_that_acts_on_a_case_of_its_grid_has_taken_it():
    clerk, chief = actor("community_clerk").grants[0], actor("street_chief").grants[0]
    assert next_desk(row_of("accept"), clerk, case(), {}, LENGTHS) == GRID[:12]
    assert next_desk(row_of("remark"), clerk, case(), {}, LENGTHS) == GRID
    assert next_desk(row_of("urge"), chief, case(), {}, LENGTHS) == GRID
    assert next_desk(row_of("reopen", "closed"), chief, case("closed"), {}, LENGTHS) == GRID


def test_relations_need_the_right_district_level_and_area():
    standing = case()
    foreign = Held("211103", "grid_worker", GRID, None, DAY)
    assert not any(holds(foreign, relation, standing, LENGTHS) for relation in ("grid", "desk", "unit", "over", "seer"))
    auditor = actor("auditor").grants[0]
    assert not any(holds(auditor, relation, standing, LENGTHS) for relation in ("grid", "holder", "desk", "over"))
    no_area = replace(actor("grid_worker").grants[0], area="")
    assert not holds(no_area, "holder", standing, LENGTHS)
    beside = actor("grid_worker", "211102005013002").grants[0]
    assert not holds(beside, "grid", standing, LENGTHS)
    assert not holds(actor("unit_handler", unit=OTHER).grants[0], "unit", case(unit=UNIT), LENGTHS)


def test_who_may_see():
    assert may_see(actor("grid_worker"), case())
    assert may_see(actor("grid_worker"), case(desk="211102"))
    assert may_see(actor("grid_worker", area="211102005014001"), case(area="211102", desk="211102005014001"))
    assert not may_see(actor("grid_worker", "211102005013002"), case())
    assert may_see(actor("unit_handler"), case(unit=UNIT))
    assert not may_see(actor("unit_handler"), case())
    assert not may_see(actor("unit_handler", unit=OTHER), case(unit=UNIT))
    assert may_see(actor("unit_handler", person=99), case())
    assert may_see(actor("auditor"), case())
    assert not may_see(actor("administrator"), case())
    assert not may_see(public_actor("211102"), case())
    assert not may_see(actor("district_duty_officer", "211103", district="211103"), case())


def test_whose_turn_it_is():
    assert holds_now(actor("grid_worker"), case(), LENGTHS)
    assert holds_now(actor("community_clerk"), case(), LENGTHS)
    assert not holds_now(actor("street_chief"), case(), LENGTHS)
    assert holds_now(actor("unit_handler"), case("dispatched", unit=UNIT), LENGTHS)
    assert not holds_now(actor("grid_worker"), case("dispatched", unit=UNIT), LENGTHS)
    assert holds_now(actor("grid_worker"), case("handled", unit=UNIT), LENGTHS)


def test_facts_that_are_missing_are_named():
    with pytest.raises(Missing) as refused:
        check_facts(row_of("solve"), case(), {"words": "好了"})
    assert refused.value.facts["missing"] == ["photos"]
    with pytest.raises(Missing) as refused:
        check_facts(row_of("register", "verifying"), replace(case("verifying"), kind="", located=False), {})
    assert refused.value.facts["missing"] == ["kind", "place"]
    check_facts(row_of("register", "verifying"), case("verifying"), {})
    result = next(r for r in MATTERS.rows_of("verify") if r.source == "verifying")
    check_facts(result, case("verifying"), {"result": "exists"})
    with pytest.raises(Missing) as refused:
        check_facts(result, case("verifying"), {"result": "perhaps"})
    assert refused.value.code == "result_unknown"


def test_unseen_after_so_many_minutes_and_not_before():
    late = {"handed_at": NOW - timedelta(minutes=30), "seen_at": None, "ended": False, "minutes": 30, "at": NOW}
    assert unseen_late(**late)
    assert not unseen_late(**late | {"minutes": 31})
    assert not unseen_late(**late | {"seen_at": NOW})
    assert not unseen_late(**late | {"ended": True})


def test_a_device_clock_is_corrected_and_a_wrong_one_refused():
    assert settle_time(NOW - timedelta(hours=3), sent_at=None, at=NOW) == NOW - timedelta(hours=3)
    assert settle_time(NOW + timedelta(minutes=5), sent_at=None, at=NOW) == NOW
    wrong = NOW.replace(year=1970)
    assert settle_time(wrong, sent_at=wrong + timedelta(minutes=2), at=NOW) == NOW - timedelta(minutes=2)
    for moment in (wrong, NOW + timedelta(days=1)):
        with pytest.raises(Missing) as refused:
            settle_time(moment, sent_at=None, at=NOW)
        assert refused.value.code == "clock_wrong"


def test_a_late_fact_with_words_or_photos_is_kept():
    before = {"happened_at": NOW - timedelta(minutes=1), "changed_at": NOW}
    assert may_be_kept_aside(**before, facts={"words": "x"})
    assert may_be_kept_aside(**before, facts={"photos": ["x"]})
    assert not may_be_kept_aside(**before, facts={})
    assert not may_be_kept_aside(happened_at=NOW, changed_at=NOW, facts={"words": "x"})


def test_numbers_can_be_said():
    assert case_number("211103", date(2026, 11, 23), 147) == "211103-20261123-000147"


def test_a_report_needs_something_and_not_too_much():
    check_report("漏水", [])
    check_report("", ["photo"])
    for words, photos, code in (
        ("  ", [], "report_empty"),
        ("x" * 5001, [], "words_too_long"),
        ("x", ["p"] * 10, "photos_too_many"),
    ):
        with pytest.raises(Missing) as refused:
            check_report(words, photos)
        assert refused.value.code == code


def test_no_row_stands_for_somebody_of_the_other_side_of_the_unit():
    own = next(r for r in MATTERS.rows_from("checking") if r.when == "own")
    with_unit = next(r for r in MATTERS.rows_from("checking") if r.when == "unit")
    clerk = actor("community_clerk")
    assert stands(clerk, own, case("checking"), LENGTHS)
    assert not stands(clerk, own, case("checking", unit=UNIT), LENGTHS)
    assert not stands(clerk, with_unit, case("checking"), LENGTHS)


@pytest.mark.parametrize("year", [1, 9999])
@pytest.mark.parametrize("off", [-4000, 4000])
def test_a_clock_beyond_all_calendars_is_not_believed(year, off):
    with pytest.raises(Missing):
        settle_time(datetime(year, 1, 1, tzinfo=UTC), sent_at=NOW + timedelta(days=off), at=NOW)
    with pytest.raises(Missing):
        settle_time(datetime(year, 12, 31, tzinfo=UTC), sent_at=NOW + timedelta(days=off), at=NOW)


# --- what files show


def test_files_show_before_after_or_something_else_by_the_move_that_they_come_with():
    flow = MATTERS
    shown = {row.name: picture_shows(row, flow) for row in flow.rows if row.takes("photos")}
    after = {name.partition("@")[0] for name, when in shown.items() if when == "after"}
    assert after == {"solve", "finish", "check_pass", "close", "contribute"}
    assert {shown[f"remark@{s}"] for s in ("reported", "verifying", "registered")} == {"before"}
    assert {shown[f"remark@{s}"] for s in ("handling", "handled", "checking", "closed", "declined")} == {"other"}
    assert shown["verify@verifying"] == "before" and shown["check_fail@handled"] == "other"


@pytest.mark.parametrize(("metres", "days", "right"), [(1, 1, True), (500, 90, True), (0, 7, False), (501, 7, False),
                                                       (30, 0, False), (30, 91, False)])  # fmt: skip
def test_how_far_around_and_back_is_looked(metres, days, right):
    if right:
        check_near(metres, days)
    else:
        with pytest.raises(Missing):
            check_near(metres, days)


def test_what_is_allowed_is_kept_for_cases_that_stand_alike_and_forgotten_when_it_is_much(monkeypatch):
    flow, clerk = replace(MATTERS), actor("community_clerk")
    first = allowed(clerk, flow, case(), LENGTHS)
    assert allowed(clerk, flow, replace(case(), reporter=UUID(int=98)), LENGTHS) is first
    assert allowed(actor("community_clerk", person=6), flow, case(), LENGTHS) is not first
    assert allowed(clerk, flow, case("verifying"), LENGTHS) != first
    monkeypatch.setattr("wangge.cases.rules.moves.MOST_KEPT", 3)
    allowed(clerk, flow, case("registered"), LENGTHS)
    assert len(flow.kept) == 1
    assert allowed(clerk, flow, case(), LENGTHS) == first


def test_rows_that_are_told_apart_by_name_hash_apart_and_alike_ones_alike():
    assert len({hash(row) for row in MATTERS.rows}) == len({row.name for row in MATTERS.rows})
    assert hash(replace(MATTERS.rows[0])) == hash(MATTERS.rows[0])


@pytest.mark.parametrize("verbs", [["void"], ["accept", "register", "dispatch"], ["check_pass", "close"], ["merge"]])
def test_one_step_may_be_any_and_several_are_those_of_the_straight_way(verbs):
    check_in_one_go(verbs)
    with pytest.raises(Missing) as refused:
        check_in_one_go([*verbs, "ask"])
    assert (refused.value.code, "accept" in refused.value.facts["verbs"]) == ("steps_unsuited", True)
