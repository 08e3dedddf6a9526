"""Erasing content of a case by decision: the content row, and with a photo's row its file, in one act."""

from datetime import datetime
from uuid import UUID

import orjson

from wangge.cases.actions.noting import end_of
from wangge.cases.queries import case_for
from wangge.cases.rules import check_erasing
from wangge.core.refusals import NotYours, not_found
from wangge.core.words import Say
from wangge.files.actions import drop_blob, mark_erased
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.actions import erase as erase_row
from wangge.journal.queries import content_of, entries_at
from wangge.journal.rules import Subject, digest
from wangge.orgs.rules import Actor


def erase(
    *,
    actor: Actor,
    case_id: UUID,
    seq: int,
    field: str,
    file: UUID | None = None,
    ground: str,
    decision: str,
    key: str,
    at: datetime,
) -> Answer:
    """Erase what an entry of a case holds in a field: 200 ``{erased, entry, version}``. The chain stays whole.

    ``file`` says which, where the field is ``file``: its bytes go as well unless another upload has the same ones.
    With the place the exact point of the case goes. Records ``content.erase`` with the ground; the ``decision`` in
    words stays as content of that entry. Raises ``NotFound``, ``NotYours`` without the verb ``content.erase``,
    ``Missing`` as ``check_erasing`` says, ``NotNow`` (``already_erased``).
    """
    case = case_for(actor, case_id)
    if not actor.may("content.erase"):
        raise NotYours(
            "not_yours",
            Say(
                "您的岗位不能删除案卷内容。请把决定交给区中心值班长办理。",
                "Your post may not erase content. Please give the decision to the district duty officer.",
            ),
        )
    check_erasing(ground, decision)
    facts = {"seq": seq, "field": field, "file": str(file) if file else None, "ground": ground, "decision": decision}
    payload = digest("content.erase", {"case": str(case_id)} | facts)
    command = Command(case.district, actor.person, actor.with_verb("content.erase")[0].post, key, payload, at, at)
    subject = Subject("case", case_id)

    def act(change: Change) -> Answer:
        locked = case_for(actor, case_id, lock=True)
        content = _content_at(locked.district, case_id, seq, field, file)
        mark = change.keep(subject, "words", decision.strip().encode())
        told = {"entry": seq} | ({"file": str(file)} if file else {})
        _, head = erase_row(
            change, content, of=subject, ground=ground, decision=mark, head=end_of(locked), was=locked.state, facts=told
        )
        if content == locked.place:
            locked.lat = locked.lng = None
        if file is not None:
            mark_erased(locked.district, file)
        locked.head_seq, locked.head_hash = head.seq, head.hash
        change.write(locked)
        return Answer(200, {"erased": field, "entry": seq, "version": head.seq})

    answer = commit(command, act)
    if file is not None:
        drop_blob(case.district, file)
    return answer


def _content_at(district: str, case_id: UUID, seq: int, field: str, file: UUID | None) -> UUID:
    """The content row of a field of an entry; of several files the one that is named. Raises ``NotFound``."""
    entry = entries_at(district, "case", [(case_id, seq)]).get((case_id, seq))
    found = [UUID(mark["id"]) for mark in entry.content if mark["field"] == field] if entry else []
    if field == "file":
        bodies = content_of(district, found)
        found = [own for own in found if (body := bodies.get(own)) and orjson.loads(body)["id"] == str(file)]
    if not found or (file is None) != (field != "file"):
        raise not_found()
    return found[0]
