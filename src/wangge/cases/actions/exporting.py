"""A case file leaves the house: who took it, in which form, and why where it holds the reporter's number."""

from datetime import datetime
from uuid import UUID

from wangge.cases.actions.noting import note
from wangge.cases.queries import case_for
from wangge.core.refusals import Missing, NotYours
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.orgs.rules import Actor

FORMS = ("bundle", "pdf")
LONGEST_REASON = 500


def export(
    *, actor: Actor, case_id: UUID, form: str, contacts: bool = False, reason: str = "", key: str, at: datetime
) -> Answer:
    """Record ``case.export`` before a case file is handed out: 200 ``{exported, version}``.

    ``form`` is one of ``FORMS``. With ``contacts`` the reporter's number goes along: for whoever may see it, with a
    reason that stays in the file. Raises ``NotFound``, ``NotYours`` without the verb ``content.see``, ``Missing``
    (``reason_missing``, ``reason_too_long``).
    """
    case = case_for(actor, case_id)
    said = reason.strip()
    if contacts and not actor.may("content.see"):
        raise NotYours(
            "not_yours",
            Say(
                "您的岗位不能导出联系方式。请导出不带联系方式的案卷，或请受理中心导出。",
                "Your post may not export contacts. Export the file without them, or ask the desk.",
            ),
        )
    if contacts and not said:
        raise Missing(
            "reason_missing",
            Say(
                "请写明为什么要带联系方式，会记在案卷里。", "Please say why contacts go along; it is kept in the file."
            ),
        )
    if len(said) > LONGEST_REASON:
        raise Missing(
            "reason_too_long",
            Say(f"理由最多写 {LONGEST_REASON} 字。", f"A reason holds at most {LONGEST_REASON} letters."),
            limit=LONGEST_REASON,
        )
    post = next((held.post for held in actor.with_verb("content.see" if contacts else "case.see")), "")
    payload = digest("case.export", {"case": str(case_id), "form": form, "contacts": contacts, "reason": said})
    command = Command(case.district, actor.person, post, key, payload, at, at)

    def act(change: Change) -> Answer:
        locked = case_for(actor, case_id, lock=True)
        marks = [change.keep(Subject("case", case_id), "words", said.encode())] if said else []
        note(change, locked, "case.export", {"form": form, "contacts": contacts}, marks)
        return Answer(200, {"exported": form, "version": locked.head_seq})

    return commit(command, act)
