"""A clock day by day and stretch by stretch."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from wangge.clock.rules import STOPPED, UNITS, begun, china, explained, read_limit, used
from wangge.pages.bands import DONE, STOP, TODO, amount_words, band, day_words, ledger, span_words, stretches

ZONE = ZoneInfo("Asia/Shanghai")
CN = china()
THURSDAY = datetime(2026, 11, 19, 15, 0, tzinfo=ZONE)


def slots_of(day: date) -> Any:
    return CN.day(day).slots


def said(run: Any) -> list[dict[str, Any]]:
    return [
        {
            "from": s.since.isoformat(), "to": s.until.isoformat() if s.until else None, "kind": s.kind,
            "why": s.why.pair(), "amount": f"{float(s.amount):.4f}",
        }
        for s in explained(run, CN).segments
    ]  # fmt: skip


def ran(limit: str = "16 工作时"):
    return begun("handle", "", limit, CN, THURSDAY)


def test_what_counts_is_done_before_now_and_to_come_after_it():
    now = THURSDAY + timedelta(hours=1)
    found = [s for s in stretches(said(ran()), now) if s.kind in (DONE, TODO)]
    assert [(s.kind, s.amount) for s in found][:3] == [(DONE, 1.0), (TODO, 2.0), (TODO, 4.0)]
    assert sum(s.amount for s in found) == 16
    lines = ledger(stretches(said(ran()), now))
    assert [(line.kind, line.amount, line.since) for line in lines] == [(DONE, 1.0, THURSDAY), (TODO, 15.0, now)]


def test_a_stop_is_a_line_of_its_own_with_its_reason_and_an_open_one_lasts_until_now():
    friday = THURSDAY + timedelta(days=1)
    held = ran().hold(friday, "等待居民", CN)
    now = friday + timedelta(days=4)
    lines = ledger(stretches(said(held), now))
    assert [(line.kind, line.until) for line in lines] == [(DONE, friday), (STOP, now)]
    assert lines[1].why.zh == "等待居民"
    gone_on = held.go_on(now, CN)
    lines = ledger(stretches(said(gone_on), now + timedelta(hours=1)))
    assert [line.kind for line in lines] == [DONE, STOP, DONE, TODO]


def test_a_row_a_day_with_wells_for_working_hours_and_what_happened_on_it():
    now = THURSDAY + timedelta(hours=1)
    run = ran()
    hours, rows = band(stretches(said(run), now), slots_of, {"start": THURSDAY, "now": now, "due": run.due_at})
    assert hours == (8 * 3600, 18 * 3600)
    assert [row.first.day for row in rows] == [19, 20, 21, 22, 23]
    assert [(b.kind, b.left, b.width) for b in rows[0].wells] == [("well", 0, 40), ("well", 60, 40)]
    assert [(b.kind, b.left, b.width) for b in rows[0].boxes] == [(DONE, 70, 10), (TODO, 80, 20)]
    assert rows[0].seconds == {DONE: 3600, TODO: 7200, STOP: 0}
    assert [(name, left) for name, _, left in rows[0].marks] == [("start", 70), ("now", 80)]
    assert (rows[2].wells, rows[2].boxes, rows[2].days) == ((), (), 1)
    assert [name for name, _, _ in rows[4].marks] == ["due"]


def test_a_clock_that_never_rests_has_whole_days():
    run = begun("whole", "", "2 自然日", CN, THURSDAY)
    hours, rows = band(stretches(said(run), THURSDAY), lambda day: ((0, 86400),), {"start": THURSDAY, "due": None})
    assert hours == (0, 86400)
    assert sum(row.seconds[TODO] for row in rows) == 2 * 86400


def test_a_stretch_without_any_working_hours_is_drawn_all_the_same():
    saturday = THURSDAY + timedelta(days=2)
    hours, rows = band((), slots_of, {"start": saturday, "now": saturday})
    assert (hours, [row.boxes for row in rows]) == ((0, 86400), [()])


def test_days_alike_are_folded_weekends_and_all():
    until = THURSDAY + timedelta(days=200)
    run = ran().hold(THURSDAY + timedelta(hours=1), "挂账", CN, until=until)
    now = THURSDAY + timedelta(days=50)
    _, rows = band(stretches(said(run), now), slots_of, {"start": THURSDAY, "now": now, "due": run.due_at})
    assert len(rows) <= 20
    folded = [row for row in rows if row.days > 1]
    assert all(row.boxes == () for row in folded)
    _, every = band(stretches(said(run), now), slots_of, {"start": THURSDAY})
    assert sum(row.days for row in rows) == sum(row.days for row in every)


@given(st.lists(st.tuples(st.integers(1, 200), st.integers(1, 200)), max_size=40), st.integers(0, 9000))
def test_never_more_than_sixty_rows_and_every_second_of_the_limit_is_on_one(stops, later):
    run, at = ran("40 工作时"), THURSDAY
    for wait, length in stops:
        at += timedelta(hours=wait)
        run = run.hold(at, "停", CN, until=at + timedelta(hours=length))
        at += timedelta(hours=length)
    now = THURSDAY + timedelta(hours=later)
    found = stretches(said(run), now)
    _, rows = band(found, slots_of, {"start": THURSDAY, "now": now, "due": run.due_at.astimezone(ZONE)})
    assert len(rows) <= 60
    assert sum(row.seconds[DONE] + row.seconds[TODO] for row in rows) == 40 * 3600
    spent = float(used(run.since, min(now, run.due_at), read_limit(run.limit).unit, CN, run.stops))
    assert abs(sum(row.seconds[DONE] for row in rows) / 3600 - spent) < 0.001
    assert sum(line.kind == STOP for line in ledger(found)) <= len(stops)
    assert {s.kind for s in explained(run, CN).segments} <= {STOPPED, "counted", "free"}


def test_amounts_and_days_in_words():
    assert [span_words(s).zh for s in (24_120, 7200, 90, 0)] == ["6 小时 42 分", "2 小时", "1 分", "0 分"]
    assert span_words(24_120).en == "6 h 42 min"
    assert amount_words(6.7, UNITS["working_hour"]).zh == "6 小时 42 分"
    assert [amount_words(n, UNITS["working_day"]).en for n in (1, 0.5, 2)] == [
        "1 working day", "0.5 working days", "2 working days",
    ]  # fmt: skip
    assert day_words(date(2026, 11, 20)).pair() == {"zh": "11 月 20 日 周五", "en": "Fri 20 Nov"}
