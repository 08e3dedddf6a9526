"""Erasing a content row for good."""

from uuid import UUID

from wangge.core.refusals import NotNow, not_found
from wangge.core.words import Say
from wangge.journal import models
from wangge.journal.actions.change import Answer, Change, Command, commit
from wangge.journal.rules import Subject


def erase(command: Command, *, content: UUID, reason: str) -> Answer:
    """Delete a content's bytes and salt and record ``content.erase``; the chain stays whole.

    ``reason`` is a short code (``consent_withdrawn``, ``retention_over``, ``order``). Raises ``NotFound``, and
    ``NotNow`` (``already_erased``) the second time under another key.
    """

    def act(change: Change) -> Answer:
        row = models.Content.objects.select_for_update().filter(district=command.district, id=content).first()
        if row is None:
            raise not_found()
        if row.erased_at is not None:
            raise NotNow(
                "already_erased",
                Say("这项内容已经删除，不用再删。", "This content has been erased already; nothing is left to do."),
            )
        models.Content.objects.filter(district=command.district, id=content).update(
            body=None, salt=None, erased_at=command.recorded_at
        )
        change.record(
            Subject("content", content),
            "content.erase",
            facts={"reason": reason, "field": row.field, "of": f"{row.subject_kind}:{row.subject_id}"},
        )
        return Answer(200, {"content": str(content), "erased": True})

    return commit(command, act)
