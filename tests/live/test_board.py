"""The board by itself: every frame that it sends is counted, and the time is said."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from wangge.live.board import FRAMES, LINES_EACH, NAMED, PACE, QUIET, WINDOW, Board, Line
from wangge.live.rules import Hung
from wangge.orgs.rules import Actor, Held

CASE, OTHER = uuid4(), uuid4()
HERE = date(2025, 1, 1)


class Sockets:
    """Lines of invented people, with all that was sent to each."""

    def __init__(self, most: int = 4000) -> None:
        self.board = Board(most)
        self.sent: dict[Line, list[dict[str, Any]]] = {}

    def open(self, number: int, *, district: str = "211102", now: float = 0) -> Line:
        held = Held(district, "community_clerk", district + "005013", None, HERE)
        person = Actor(UUID(int=number), f"人{number}", district, (held,), account=number, districts=(district,))
        frames: list[dict[str, Any]] = []
        line = Line(person, "", lambda text: frames.append(json.loads(text)), heard_at=now, checked_at=now)
        self.board.join(line)
        self.sent[line] = frames
        return line

    def settle(self, now: float) -> None:
        """What was due is out, and nothing of it is counted."""
        self.board.flush(now)
        for frames in self.sent.values():
            frames.clear()

    def count(self) -> int:
        return sum(len(frames) for frames in self.sent.values())


@pytest.fixture
def sockets() -> Iterator[Sockets]:
    made = Sockets()
    yield made
    for line in list(made.board.lines):
        made.board.leave(line)
    assert vars(made.board) == {"most": 4000, "lines": {}} | {
        name: type(value)() for name, value in vars(made.board).items() if name.startswith("_")
    }, "a board that everybody has left remembers nothing"


def names(frame: dict[str, Any], case: UUID = CASE) -> list[str]:
    return [person["name"] for person in frame["here"][f"case:{case}"]]


def test_a_line_begins_with_a_poke_and_gets_no_more_than_two_a_second(sockets):
    line = sockets.open(1)
    for step in range(201):
        sockets.board.grown(["211102"])
        sockets.board.flush(step / 100)
    assert sockets.sent[line] == [{"poke": True}] * 5, "at 0, 0.5, 1, 1.5 and 2 seconds"


def test_a_poke_that_came_too_soon_comes_later_and_not_never(sockets):
    line = sockets.open(1)
    sockets.board.flush(0)
    sockets.board.grown(["211102"])
    sockets.board.flush(PACE - 0.01)
    assert sockets.sent[line] == [{"poke": True}]
    sockets.board.flush(PACE)
    assert sockets.sent[line] == [{"poke": True}] * 2
    sockets.board.flush(9)
    assert sockets.sent[line] == [{"poke": True}] * 2


def test_another_districts_journal_pokes_nobody_here(sockets):
    here, there = sockets.open(1), sockets.open(2, district="211103")
    sockets.settle(0)
    assert sockets.board.districts == ["211102", "211103"]
    sockets.board.grown(["211103", "330102"])
    sockets.board.flush(1)
    assert (sockets.sent[here], sockets.sent[there]) == ([], [{"poke": True}])


def test_new_grants_are_news_and_change_whose_journal_is_heard(sockets):
    line = sockets.open(1)
    sockets.settle(0)
    sockets.board.renew(line, line.actor, 1)
    sockets.board.flush(1)
    assert sockets.sent[line] == [], "the same grants are no news"
    sockets.board.renew(line, replace(line.actor, districts=("211103",)), 1)
    sockets.settle(1)
    sockets.board.grown(["211102"])
    sockets.board.flush(2)
    assert sockets.sent[line] == []
    assert sockets.board.districts == ["211103"]


def test_who_looks_at_the_same_case_sees_the_others_and_not_themselves(sockets):
    one, two, same, else_ = (sockets.open(n) for n in (1, 2, 1, 3))
    sockets.settle(0)
    for line, case in ((one, CASE), (two, CASE), (same, CASE), (else_, OTHER)):
        sockets.board.look(line, case)
    sockets.board.flush(1)
    told = [sockets.sent[line] for line in (one, two, same)]
    assert [[names(f) for f in frames] for frames in told] == [[["人2"]], [["人1"]], [["人2"]]]
    assert sockets.sent[else_] == [{"here": {f"case:{OTHER}": []}}]
    assert sockets.sent[two][0]["here"][f"case:{CASE}"][0]["post"]["en"] == "Community clerk"
    sockets.settle(2)
    sockets.board.leave(same)
    sockets.board.flush(3)
    assert sockets.count() == 0, "the same person still looks with another line"
    sockets.board.look(one, OTHER)
    sockets.board.flush(4)
    assert [names(f) for f in sockets.sent[two]] == [[]]
    assert [names(f, OTHER) for f in sockets.sent[else_]] == [["人1"]]
    assert [names(f, OTHER) for f in sockets.sent[one]] == [["人3"]]


def test_who_is_silent_for_a_minute_is_not_there_until_the_next_word(sockets):
    one, two = sockets.open(1), sockets.open(2)
    for line in (one, two):
        sockets.board.look(line, CASE)
    sockets.settle(0)
    sockets.board.hear(two, 30)
    sockets.board.expire(QUIET - 0.1)
    sockets.board.flush(QUIET - 0.1)
    assert sockets.count() == 0
    sockets.board.expire(QUIET)
    sockets.board.flush(QUIET)
    assert ([names(f) for f in sockets.sent[two]], sockets.sent[one]) == ([[]], [])
    sockets.board.hear(one, QUIET + 5)
    sockets.board.flush(QUIET + 5)
    assert [names(f) for f in sockets.sent[two]] == [[], ["人1"]]


def test_what_a_change_costs_goes_by_who_is_on_the_case_and_not_by_who_is_on_the_line(sockets):
    """200 lines, two on each of a hundred cases: one that comes or goes is told to those on that case alone."""
    cases = [uuid4() for _ in range(100)]
    lines = [sockets.open(n) for n in range(200)]
    for number, line in enumerate(lines):
        sockets.board.look(line, cases[number % 100])
    sockets.settle(0)
    sockets.board.leave(lines[0])
    sockets.board.flush(1)
    assert {line for line, frames in sockets.sent.items() if frames} == {lines[100]}
    assert sockets.count() == 1
    sockets.settle(1)
    sockets.board.look(lines[1], cases[5])
    sockets.board.flush(2)
    assert {line for line, frames in sockets.sent.items() if frames} == {lines[n] for n in (1, 5, 101, 105)}
    assert sockets.count() == 4


def test_two_hundred_who_open_one_case_together_are_told_twice_a_second_and_not_forty_thousand_times(sockets):
    lines = [sockets.open(n) for n in range(200)]
    sockets.settle(0)
    for step, line in enumerate(lines):
        sockets.board.look(line, CASE)
        sockets.board.flush(1 + step / 400)
    assert sockets.count() == 200, "half a second: each once"
    sockets.board.flush(2)
    assert 200 < sockets.count() <= 400
    last = [frames[-1] for frames in sockets.sent.values()]
    assert {len(names(frame)) for frame in last} == {NAMED}, "the first twenty are named"


def test_no_account_has_more_than_its_lines_and_no_process_more_than_it_was_given():
    sockets = Sockets(most=LINES_EACH + 1)
    lines = [sockets.open(1) for _ in range(LINES_EACH)]
    with pytest.raises(Hung, match="4429"):
        sockets.open(1)
    sockets.open(2)
    with pytest.raises(Hung, match="1013"):
        sockets.open(3)
    sockets.board.leave(lines[0])
    sockets.board.leave(lines[0])
    sockets.open(1)


def test_who_says_too_much_is_hung_up(sockets):
    line = sockets.open(1)
    for number in range(FRAMES):
        sockets.board.hear(line, number / 100)
    sockets.board.hear(line, WINDOW)
    for number in range(FRAMES - 1):
        sockets.board.hear(line, WINDOW * 3 + number / 100)
    with pytest.raises(Hung, match="4429"):
        for _ in range(FRAMES):
            sockets.board.hear(line, WINDOW * 3 + 1)


def test_a_line_that_is_gone_looks_at_nothing(sockets):
    """The answer whether a case may be seen can come after the socket's end."""
    line = sockets.open(1)
    sockets.board.leave(line)
    sockets.board.look(line, CASE)
    sockets.board.grown(["211102"])
    sockets.board.flush(1)
    assert sockets.count() == 0
