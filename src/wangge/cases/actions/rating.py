"""A resident says how it went: no account, the tracking code is enough."""

from datetime import datetime

from wangge.cases.actions.noting import note
from wangge.cases.models import Report
from wangge.cases.queries import case_under_lock, contestable, tracked
from wangge.cases.rules import check_rateable, check_rating, is_poor
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.orgs.rules import public_actor


def rate(
    *, code: str, solved: bool | None, answered: bool | None, satisfied: int | None, words: str, key: str, at: datetime
) -> Answer:
    """Rate a report whose case has ended, once: 200 ``{code, solved, answered, satisfied, contest}``.

    ``contest`` says whether the reporter is offered to have it taken up again. Records ``case.rate``; no clock, state
    or owner changes. Raises ``NotFound`` for an unknown code, ``NotNow`` (``not_ended``, ``rated_already``),
    ``Missing`` for what lacks.
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
        note(change, locked, "case.rate", facts, marks)
        change.write(own)
        told = {name: value for name, value in facts.items() if name != "report"}
        offered = is_poor(solved, satisfied) and contestable(locked)
        return Answer(200, {"code": own.code} | told | {"contest": offered})

    return commit(command, act)
