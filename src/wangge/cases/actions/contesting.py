"""A resident does not agree: no account, the tracking code is enough."""

from datetime import datetime

from wangge.cases.actions.move import make
from wangge.cases.queries import case_under_lock, owner_of, standing, tracked
from wangge.cases.rules import check_facts, check_words, contest_row
from wangge.catalogue.queries import flow_for
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import digest
from wangge.orgs.rules import public_actor


def contest(*, code: str, words: str, key: str, at: datetime) -> Answer:
    """Ask the level above to look at what was declined or closed: 200 ``{code, state, owner}``.

    Whoever holds the code may do so; the case comes to the desk above the one that declined or closed it, with its
    clock started anew. Raises ``NotFound`` for an unknown code, ``NotNow`` while the case is open, ``Missing`` without
    words or with too many.
    """
    report, case = tracked(code)
    who, given = public_actor(case.district), {"words": words.strip()}
    check_words(words)
    payload = {"report": str(report.id), "words": words}
    command = Command(case.district, who.person, "", key, digest("case.contest", payload), at, at)

    def act(change: Change) -> Answer:
        locked = case_under_lock(report)
        flow = flow_for(locked.district, locked.flow, locked.flow_version)
        row = contest_row(flow, standing(locked))
        check_facts(row, standing(locked), given)
        make(change, who, locked, flow, row, None, given)
        told = flow.states[locked.state].told.pair()
        return Answer(200, {"code": report.code, "state": locked.state, "told": told, "owner": owner_of(locked)})

    return commit(command, act)
