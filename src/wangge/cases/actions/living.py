"""Whole lives of cases in a batch: for drills, where nobody waits for an answer to each step.

Every step is made by the same rules and leaves the same entries as when somebody makes it; there is no receipt for it,
as the batch has one for all of them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wangge.cases.actions.intake import Saying, take_in
from wangge.cases.actions.move import carry_out
from wangge.cases.models import Case
from wangge.cases.rules import check_report
from wangge.journal.actions import Change, Command, enter
from wangge.orgs.rules import Actor


def begin_life(actor: Actor, saying: Saying, *, key: str, count: int, at: datetime) -> Case:
    """Take a report in that opens a case, in the open batch; ``count`` is its number among those of the day.

    Raises as ``report`` does.
    """
    check_report(saying.words, saying.photos)
    made: list[Case] = []
    enter(_command(actor, "report.make", key, at), lambda change: made.append(_opened(change, actor, saying, count)))
    return made[0]


def _opened(change: Change, actor: Actor, saying: Saying, count: int) -> Case:
    case, _, _ = take_in(change, actor, saying, count=count)
    return case


def go_on_living(case: Case, actor: Actor, verb: str, facts: Mapping[str, Any], *, key: str, at: datetime) -> None:
    """Make a move on a case of the open batch, as it is in hand. Raises as ``move`` does."""
    enter(_command(actor, f"case.{verb}", key, at), lambda change: carry_out(change, actor, case, verb, facts))


def _command(actor: Actor, verb: str, key: str, at: datetime) -> Command:
    post = next((held.post for held in actor.with_verb(verb)), "")
    return Command(actor.district, actor.person, post, key, b"", at, at)
