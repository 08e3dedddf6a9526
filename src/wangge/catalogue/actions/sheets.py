"""The catalogue of a district as a file: out, looked at dry, and in again, all of it or nothing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from wangge.catalogue.actions.kinds import add_edition, as_kept, check_needed, kind_subject, make_own
from wangge.catalogue.models import KindOptions
from wangge.catalogue.queries import kind_options, kinds, kinds_in, majors
from wangge.catalogue.rules import Plan, Taken, lines_of, plan_of, table_of
from wangge.core.ids import PUBLIC
from wangge.core.refusals import Missing
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import digest

MOST_NAMED = 50
"""Faults that a refusal names."""


def sheet_of(district: str) -> list[list[str]]:
    """The whole catalogue of a district as a table, by code."""
    return table_of(sorted((as_kept(k) for k in kinds_in(district, unused=True)), key=lambda kind: kind.code))


def look_over(body: bytes, *, district: str) -> Plan:
    """What taking a file in would change. Nothing is written. Raises ``Missing`` as ``rules.lines_of`` does."""
    present = {kind.code: as_kept(kind) for kind in kinds_in(district, unused=True)}
    elsewhere = [kind.code for kind in kinds().values() if kind.district not in ("", district)]
    return plan_of(lines_of(body), present, majors(), elsewhere)


def take_in(body: bytes, *, district: str, key: str, at: datetime, author: UUID = PUBLIC, post: str = "") -> Answer:
    """Take a file in: 200 ``{new, changed, unchanged}``. Cases keep the editions of kinds that they have.

    Each kind that changes gets its next edition and its entry. Raises ``Missing`` (``rows_wrong``, with ``faults``) and
    as ``rules.lines_of`` does, ``NotNow`` (``kind_needed``).
    """
    command = Command(district, author, post, key, digest("catalogue.take_in", {"body": body.hex()}), at, at)

    def act(change: Change) -> Answer:
        kinds.forget()
        kind_options.forget()
        plan = look_over(body, district=district)
        check_plan(plan)
        wanted = plan.wanted
        _check_use(district, wanted)
        last = {row.kind_id: row for row in KindOptions.objects.filter(district=district).order_by("edition")}
        for one in wanted:
            change.hold(kind_subject(district, one.kind.code))
            if one.what == "new":
                make_own(change, district, one.kind)
            else:
                add_edition(change, district, one.kind.code, last.get(one.kind.code), _edition(one, last), at)
        return Answer(200, counted(plan))

    answer = commit(command, act)
    kinds.forget()
    kind_options.forget()
    return answer


def counted(plan: Plan) -> dict[str, int]:
    """How many kinds a plan makes, changes and leaves."""
    return {what: sum(one.what == what for one in plan.taken) for what in ("new", "changed", "unchanged")}


def check_plan(plan: Plan) -> None:
    """Raises ``Missing`` (``rows_wrong``) when anything in a file is wrong."""
    if plan.faults:
        faults = [{"line": f.line, "column": f.column, "say": f.say.pair()} for f in plan.faults[:MOST_NAMED]]
        first = plan.faults[0]
        raise Missing(
            "rows_wrong",
            Say(
                f"文件里有 {len(plan.faults)} 处不对，什么都没有改。第 {first.line} 行 {first.column}：{first.say.zh}",
                f"{len(plan.faults)} cells are wrong, nothing was changed. Line {first.line}, column {first.column}: "
                f"{first.say.en}",
            ),
            faults=faults,
        )


def _check_use(district: str, wanted: list[Taken]) -> None:
    leaving = {one.kind.code for one in wanted if not one.kind.used}
    for flow in {kinds()[code].flow for code in leaving}:
        check_needed(district, flow, leaving)


def _edition(one: Taken, last: dict[str, KindOptions]) -> dict[str, Any]:
    """The next edition of a kind: what the file changes, and what the last edition chose."""
    before = last.get(one.kind.code)
    plain: dict[str, Any] = {
        name: getattr(before, name) if before else None for name in ("limit", "usual", "words", "conditions")
    } | {"used": one.kind.used}
    for part in one.parts:
        value = getattr(one.kind, part)
        plain[part] = [condition.plain() for condition in value] if part == "conditions" else value
    return plain
