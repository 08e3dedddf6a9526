"""What a district may make of a table: either it is refused with a sentence, or it is still a sound table."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wangge.catalogue.rules import FLOWS, MATTERS, Options, applied, read_options, with_options
from wangge.core.refusals import Missing
from wangge.core.words import Say


def refusal(said, flow=MATTERS) -> Missing:
    with pytest.raises(Missing) as refused:
        with_options(flow, read_options(said))
    assert refused.value.say.zh.endswith(("。", "。”", "”")) and len(refused.value.say.en) > 20
    return refused.value


def test_rows_are_off_and_labels_and_limits_are_the_districts_own():
    said = {
        "off": ["urge@reported", "urge@reported", "solve@reported"],
        "labels": {
            "accept@reported": {"zh": "收下", "en": "Take on"},
            "handling": {"zh": "整治中", "en": "Being mended"},
        },
        "stage_limits": {"reported": "15 紧急工作时", "handled": "4 工作时"},
    }
    options = read_options(said)
    assert read_options(options.plain()) == options
    made = with_options(MATTERS, options, 3)
    assert (made.name, made.version, made.edition) == ("matters", MATTERS.version, 3)
    assert {r.name for r in MATTERS.rows} - {r.name for r in made.rows} == {"urge@reported", "solve@reported"}
    assert next(r for r in made.rows_from("reported") if r.verb == "accept").say == Say("收下", "Take on")
    assert made.states["handling"].say == Say("整治中", "Being mended")
    assert made.states["handling"].told == MATTERS.states["handling"].told
    assert made.stage_limits == {"reported": "15 紧急工作时", "handled": "4 工作时"}
    assert len(MATTERS.rows_from("reported")) == len(made.rows_from("reported")) + 2


def test_no_options_are_the_table_as_shipped():
    made = with_options(MATTERS, read_options({}), 0)
    assert made == MATTERS


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ([], "options_unclear"),
        ({"rows": []}, "options_unclear"),
        ({"off": "urge@reported"}, "options_unclear"),
        ({"off": [1]}, "options_unclear"),
        ({"labels": []}, "options_unclear"),
        ({"stage_limits": []}, "options_unclear"),
        ({"stage_limits": {"reported": 5}}, "options_unclear"),
        ({"labels": {"accept@reported": "收下"}}, "label_incomplete"),
        ({"labels": {"accept@reported": {"zh": "收下"}}}, "label_incomplete"),
        ({"labels": {"accept@reported": {"zh": "收下", "en": "  "}}}, "label_incomplete"),
        ({"labels": {"accept@reported": {"zh": "", "en": "Take on"}}}, "label_incomplete"),
        ({"labels": {"accept@reported": {"zh": "收" * 25, "en": "Take on"}}}, "label_too_long"),
        ({"labels": {"accept@reported": {"zh": "收下", "en": "x" * 61}}}, "label_too_long"),
        ({"labels": {"nothing": {"zh": "收下", "en": "Take on"}}}, "label_unknown"),
        ({"off": ["accept@nowhere"]}, "row_unknown"),
        ({"stage_limits": {"closed": "1 工作日"}}, "stage_unknown"),
        ({"stage_limits": {"reported": "soon"}}, "limit_unclear"),
        ({"off": ["accept@reported"]}, "row_needed"),
        ({"off": ["register@verifying"]}, "row_needed"),
        ({"off": ["dispatch@registered"]}, "row_needed"),
        ({"off": ["close@checking"]}, "row_needed"),
        ({"off": ["contest@declined"]}, "row_needed"),
        ({"off": ["check_pass@handled", "check_fail@handled"]}, "state_cut_off"),
        ({"off": ["finish@handling", "return@handling"]}, "state_cut_off"),
    ],
)
def test_what_would_leave_cases_or_residents_without_a_way_is_refused(said, code):
    assert refusal(said).code == code


def test_a_way_that_is_not_open_to_every_kind_or_at_every_level_does_not_count():
    appeals, governance = FLOWS["appeals"], FLOWS["governance"]
    off = ["close@checking", "check_fail@checking#own", "check_fail@checking#unit"]
    assert refusal({"off": off}, appeals).code == "state_cut_off"
    off = ["finish@handling#own"]
    assert refusal({"off": off}, governance).facts["state"] == "handling"
    with_options(governance, read_options({"off": ["escalate@handling#own", "classify@verifying"]}))


def test_an_edition_made_under_an_older_table_is_read_all_the_same():
    made = applied(MATTERS, Options(off=("gone@reported",), labels={"gone": Say("没了", "Gone")}), 2)
    assert (made.rows, made.edition) == (MATTERS.rows, 2)


def leads_to_an_end(flow) -> bool:
    """Written a second time and otherwise: from every state a case can be in, walking forward, some end is met."""
    for start in {row.end for row in flow.rows} | {flow.first}:
        for unit in (False, True):
            if unit and start in ("reported", "verifying", "registered"):
                continue
            if not unit and start == "dispatched":
                continue
            if flow.name != "governance" and not unit and start in ("handling", "handled"):
                continue
            if not meets_end(flow, start, unit):
                return False
    return True


def meets_end(flow, start, unit) -> bool:
    seen, todo = set(), [(start, unit)]
    while todo:
        state, has_unit = todo.pop()
        if state in flow.ends:
            return True
        if (state, has_unit) in seen:
            continue
        seen.add((state, has_unit))
        for row in flow.rows_from(state):
            by_unit = row.when == "unit" or row.by == ("unit",)
            if has_unit if by_unit else row.when != "own" or not has_unit:
                todo.append((row.end, row.moves == "unit" or (has_unit and row.moves not in ("back", "up", "higher"))))
    return False


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_whatever_is_switched_off_it_is_refused_or_still_sound(flow):
    names = sorted({row.name for row in flow.rows})
    counts = {"refused": 0, "sound": 0}

    @settings(max_examples=300, deadline=None, derandomize=True, database=None)
    @given(st.lists(st.sampled_from(names), max_size=8, unique=True))
    def holds(off):
        try:
            made = with_options(flow, read_options({"off": off}))
        except Missing as refused:
            assert refused.say.zh
            counts["refused"] += 1
            return
        counts["sound"] += 1
        assert leads_to_an_end(made)
        assert {row.verb for row in made.rows} >= {*flow.essential, "contest"}
        for state in set(made.states) - made.ends:
            assert any(row.end != state for row in made.rows_from(state)), state

    holds()
    assert min(counts.values()) > 20, counts
