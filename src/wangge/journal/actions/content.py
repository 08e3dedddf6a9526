"""Erasing a content row for good."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wangge.core.refusals import NotNow, not_found
from wangge.core.words import Say
from wangge.journal import models
from wangge.journal.actions.change import Change
from wangge.journal.rules import ERASE, ContentMark, Head, Subject


def erase(
    change: Change,
    content: UUID,
    *,
    of: Subject,
    ground: str,
    decision: ContentMark,
    head: Head | None = None,
    was: str = "",
    facts: Mapping[str, Any] | None = None,
) -> tuple[str, Head]:
    """Delete a content's bytes, its salt and what a search knows of it, and record ``content.erase`` in the chain of
    its subject, which stays whole.

    ``ground`` is the code of the legal ground, ``decision`` the mark of the words that say who decided what; both
    stay, so that whoever checks the chain is told. ``head`` and ``was`` are for a subject whose own row keeps the end
    of its chain. Gives the field and the new end. Raises ``NotFound``, and ``NotNow`` (``already_erased``).
    """
    district = change.command.district
    mine = {"district": district, "id": content, "subject_kind": of.kind, "subject_id": of.id}
    row = models.Content.objects.select_for_update().filter(**mine).first()
    if row is None:
        raise not_found()
    if row.erased_at is not None:
        raise NotNow(
            "already_erased",
            Say("这项内容已经删除，不用再删。", "This content has been erased already; nothing is left to do."),
        )
    models.Content.objects.filter(district=district, id=content).update(
        body=None, salt=None, erased_at=change.command.recorded_at
    )
    models.Saying.objects.filter(district=district, id=content).delete()
    told = {"content": str(content), "field": row.field, "ground": ground} | dict(facts or {})
    return row.field, change.record(of, ERASE, head=head, was=was, now=was, facts=told, content=(decision,))
