"""A clock that its owner keeps: what moves its due time, what does not; it comes back from its row unchanged."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.clock.rules import Light, Run, begun, china, explained, read_run, used
from wangge.core.refusals import Missing

ZONE = ZoneInfo("Asia/Shanghai")
CN = china()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def run(limit: str = "1 工作日", since: str = "2026-11-23T09:00") -> Run:
    return begun("handle", "unit", limit, CN, at(since))


def test_a_clock_ends_on_time_at_its_due_time_and_late_a_second_after():
    assert run().due_at == at("2026-11-24T09:00")
    assert run().end(at("2026-11-24T09:00")).on_time is True
    assert run().end(at("2026-11-24T09:00:01")).on_time is False
    assert run().end(at("2026-11-24T09:00") + timedelta(milliseconds=900)).on_time is True
    taken = run().end(at("2026-12-24T09:00"), judged=False)
    assert (taken.on_time, taken.open) == (None, False)


def test_a_stop_without_end_has_no_due_time_and_raises_no_red_light():
    held = run().hold(at("2026-11-23T15:00"), "等居民", CN)
    assert (held.stopped, held.due_at) == (True, None)
    assert held.light(at("2026-12-30T09:00"), CN) is Light.GREEN
    assert held.end(at("2026-12-30T09:00")).on_time is True
    again = held.go_on(at("2026-11-25T10:00"), CN)
    assert (again.stopped, again.due_at) == (False, at("2026-11-25T16:00"))
    assert again.go_on(at("2026-11-26T10:00"), CN) is again


def test_a_stop_with_an_end_has_a_due_time_and_ends_earlier_when_told():
    pooled = run().hold(at("2026-11-23T15:00"), "挂账", CN, until=at("2027-03-01T08:00"))
    assert not pooled.stopped
    assert pooled.due_at == at("2027-03-01T12:00") and pooled.provisional
    assert pooled.go_on(at("2026-11-25T10:00"), CN).due_at == at("2026-11-25T16:00")


def test_what_was_thought_to_be_done_goes_on_with_the_same_clock():
    done = run().end(at("2026-11-23T17:00"))
    again = done.take_up(at("2026-11-24T10:00"), "待核查", CN)
    assert (again.open, again.due_at) == (True, at("2026-11-24T12:00"))
    assert done.take_up(at("2026-11-23T17:00"), "待核查", CN).due_at == run().due_at


def test_another_limit_keeps_what_was_used_and_stopped_and_an_extension_adds_one_limit():
    held = run().hold(at("2026-11-23T14:00"), "等", CN).go_on(at("2026-11-24T14:00"), CN)
    longer = held.with_limit("2 工作日", CN)
    moment = at("2026-11-24T16:00")
    spent = [used(r.since, moment, r.whole_limit.unit, CN, r.stops) for r in (held, longer)]
    assert spent[0] == spent[1]
    assert longer.due_at == at("2026-11-26T09:00")
    assert held.extend(CN).due_at == longer.due_at
    assert held.extend(CN).extend(CN).extensions == 2


def test_another_version_of_the_calendar_gives_another_due_time_and_is_noted():
    before = begun("whole", "", "2 工作日", china(2025), at("2026-02-13T09:00"))
    assert before.provisional and before.version == 2025
    after = before.by(CN)
    assert (after.provisional, after.version, after.since) == (False, CN.version, before.since)
    assert after.due_at != before.due_at


def test_a_late_end_that_is_let_off_stays_late():
    off = run().end(at("2026-11-30T09:00")).let_off("暴雪，道路封闭")
    assert (off.on_time, off.exempt) == (False, "暴雪，道路封闭")


def test_the_light_of_an_ended_clock_is_that_of_its_end():
    assert run().end(at("2026-11-23T10:00")).light(at("2027-01-01T00:00"), CN) is Light.GREEN
    assert run().light(at("2026-11-23T18:00"), CN) is Light.AMBER
    assert run().light(at("2026-11-24T09:01"), CN) is Light.RED


def test_a_limit_that_cannot_be_read_starts_no_clock():
    with pytest.raises(Missing):
        run("1 自然月")


def test_every_stretch_is_explained_in_the_zone_of_the_calendar():
    found = explained(run().hold(at("2026-11-23T15:00"), "等居民", CN, until=at("2026-11-23T16:00")), CN)
    assert found.at == at("2026-11-24T10:00")
    assert [(s.kind, s.why.zh) for s in found.segments if s.kind != "free"][1:3] == [
        ("counted", "工作时间"), ("stopped", "等居民"),
    ]  # fmt: skip
    assert sum(s.amount for s in found.segments if s.kind == "counted") == 1


acts = st.lists(
    st.tuples(st.sampled_from(["hold", "go_on", "limit", "extend", "rework"]), st.integers(1, 3000)), max_size=8
)


@given(acts, st.sampled_from(["1 工作日", "4 工作时", "2 紧急工作时", "3 自然日"]))
def test_it_comes_back_from_its_row_unchanged_and_a_note_moves_nothing(steps, limit):
    moment, kept = at("2026-02-10T10:00"), begun("handle", "u", limit, CN, at("2026-02-10T10:00"))
    for act, minutes in steps:
        moment += timedelta(minutes=minutes)
        if act == "hold":
            kept = kept.hold(moment, "等", CN)
        elif act == "go_on":
            kept = kept.go_on(moment, CN)
        elif act == "limit":
            kept = kept.with_limit("2 工作日", CN)
        elif act == "extend":
            kept = kept.extend(CN)
        else:
            kept = kept.end(moment).take_up(moment + timedelta(minutes=30), "返工", CN)
        assert read_run(kept.plain()) == kept
        assert kept.by(CN) == kept
        assert kept.due_at is not None or kept.stopped
    ended = kept.go_on(moment, CN).end(moment)
    assert read_run(ended.plain()) == ended


def test_a_stop_inside_one_that_lasts_is_told_as_one_stretch():
    held = run().hold(at("2026-11-23T10:00"), "等居民", CN)
    again = held.hold(at("2026-11-23T10:30"), "等居民", CN, until=at("2026-11-23T11:00"))
    last = explained(again, CN).segments[-1]
    assert (last.kind, last.since, last.until) == ("stopped", at("2026-11-23T10:00"), None)
