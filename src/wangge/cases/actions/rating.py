"""A resident says how it went: no account, the tracking code is enough."""

from datetime import datetime
from typing import Any

from wangge.cases.actions.noting import note
from wangge.cases.models import Case, Report
from wangge.cases.queries import case_under_lock, contestable, tracked
from wangge.cases.rules import UNSOLVED, check_rateable, check_rating, is_poor
from wangge.catalogue.queries import flow_for
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.orgs.rules import public_actor


def _doubt(case: Case, solved: bool | None, at: datetime) -> dict[str, Any]:
    """What changes in the row when the reporter says that it is not solved and a desk may take it up again."""
    flow = flow_for(case.district, case.flow, case.flow_version)
    if solved is not False or not any(row.verb == "uphold" for row in flow.rows_from(case.state)):
        return {}
    return {"marks": list(dict.fromkeys([*case.marks, UNSOLVED])), "doubted_at": case.doubted_at or at}


def rate(
    *, code: str, solved: bool | None, answered: bool | None, satisfied: int | None, words: str, key: str, at: datetime
) -> Answer:
    """Rate a report whose case has ended, once: 200 ``{code, solved, answered, satisfied, contest}``.

    ``contest`` says whether the reporter is offered to have it taken up again. Records ``case.rate``; no clock, state
    or owner changes. ``solved`` False marks the case for the desk that closed it and those above. Raises ``NotFound``
    for an unknown code, ``NotNow`` (``not_ended``, ``rated_already``), ``Missing`` for what lacks.
    """
    report, case = tracked(code)
    said = words.strip()
    check_rating(solved, answered, satisfied, said)
    facts = {"report": str(report.id), "solved": solved, "answered": answered, "satisfied": satisfied}
    payload = digest("case.rate", facts | {"words": said})
    command = Command(case.district, public_actor(case.district).person, "", key, payload, at, at)

    def act(change: Change) -> Answer:
        locked = case_under_lock(report)
        own = Report.objects.get(district=report.district, id=report.id)
        check_rateable(locked.ended_at, own.rated_at)
        marks = [change.keep(Subject("case", locked.id), "opinion", said.encode())] if said else []
        own.solved, own.answered, own.satisfied, own.rated_at = solved, answered, satisfied, at
        own.opinion = marks[0].id if marks else None
        note(change, locked, "case.rate", facts, marks, **_doubt(locked, solved, at))
        change.write(own)
        told = {name: value for name, value in facts.items() if name != "report"}
        offered = is_poor(solved, satisfied) and contestable(locked)
        return Answer(200, {"code": own.code} | told | {"contest": offered})

    return commit(command, act)
