"""Opening the telephone number that a reporter has left: once, with a reason, and recorded."""

from datetime import datetime
from uuid import UUID

from wangge.cases.actions.noting import note
from wangge.cases.queries import case_for, reports_of
from wangge.core.refusals import Missing, NotYours
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.queries import content_of
from wangge.journal.rules import Subject, digest
from wangge.orgs.rules import Actor


def look_at_contact(
    *, actor: Actor, case_id: UUID, reason: str, report: UUID | None = None, key: str, at: datetime
) -> Answer:
    """Open a reporter's telephone number. The look is an entry of the case, with its reason as content.

    Of many reports it is that of ``report``, else the first that has one.

    Raises ``NotYours`` without the verb ``content.see``, ``Missing`` (``reason_missing``, ``no_contact``). The number
    itself is not kept in the receipt: a replay answers without it.
    """
    case = case_for(actor, case_id)
    if not actor.may("content.see"):
        raise NotYours(
            "not_yours",
            Say("您的岗位不能看联系方式。请找受理中心。", "Your post may not see contacts. Please ask the desk."),
        )
    if not reason.strip():
        raise Missing(
            "reason_missing", Say("请写明为什么要看，会记在案卷里。", "Please say why; it is kept in the file.")
        )
    contact = next((r.contact for r in reports_of(case) if r.contact and report in (None, r.id)), None)
    if contact is None:
        raise Missing("no_contact", Say("上报人没有留联系方式。", "The reporter left no telephone number."))

    def act(change: Change) -> Answer:
        locked = case_for(actor, case_id, lock=True)
        words = change.keep(Subject("case", case_id), "words", reason.strip().encode())
        note(change, locked, "case.look_at_contact", {"content": str(contact)}, [words])
        return Answer(200, {"seen": True})

    post = actor.with_verb("content.see")[0].post
    payload = {"case": str(case_id), "reason": reason} | ({"report": str(report)} if report else {})
    answer = commit(
        Command(case.district, actor.person, post, key, digest("case.look_at_contact", payload), at, at), act
    )
    number = content_of(case.district, [contact])[contact]
    return Answer(answer.status, {"phone": number.decode() if number else None}, answer.replay)
