"""Releasing a case to everybody, and taking it back: acts beside the flow that move no clock and no owner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wangge.cases.actions.noting import note
from wangge.cases.models import Case, Release
from wangge.cases.queries import case_for, file_contents, proposal, release_of, standing, text_of
from wangge.cases.rules import (
    Stretch,
    check_looked,
    check_something,
    check_text,
    check_words,
    public_point,
    public_words,
    releaser,
)
from wangge.core.personal import personal_spans
from wangge.core.refusals import NotNow, not_found
from wangge.core.words import Say
from wangge.files.actions import copy_for_all, erase
from wangge.files.models import Upload
from wangge.files.queries import copies_of, files_about
from wangge.files.rules import Shape, read_shapes
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import ContentMark, Subject, digest
from wangge.orgs.rules import Actor


@dataclass(frozen=True)
class Chosen:
    """What somebody chose for everybody: whether the words, what of them is left or hidden beside what was proposed,
    and pictures as ``{id, shapes, looked}``. ``text`` is the content id of the words that were looked at."""

    text: str = ""
    show_words: bool = True
    leave: tuple[Stretch, ...] = ()
    hide: tuple[Stretch, ...] = ()
    photos: tuple[Mapping[str, Any], ...] = ()

    def plain(self) -> dict[str, Any]:
        """As JSON values, for the digest of the command."""
        return {
            "text": self.text, "show_words": self.show_words, "photos": [dict(photo) for photo in self.photos],
            "leave": [[s.start, s.end] for s in self.leave], "hide": [[s.start, s.end] for s in self.hide],
        }  # fmt: skip


def release(*, actor: Actor, case_id: UUID, chosen: Chosen, key: str, at: datetime) -> Answer:
    """Let everybody see words and pictures of a case: 200 and the proposal as it stands then. A later one replaces it.

    Records ``case.release`` with how many pictures and stretches, the words as content. What is hidden is hidden by us:
    the words come from the case, not from the sender. Raises ``NotYours`` for whoever is not of the desk that has the
    case, ``NotNow`` (``text_changed``), and ``Missing`` for what lacks.
    """
    case = case_for(actor, case_id)
    held = releaser(actor, "release", standing(case))
    payload = {"case": str(case_id)} | chosen.plain()
    command = Command(case.district, actor.person, held.post, key, digest("case.release", payload), at, at)

    def act(change: Change) -> Answer:
        locked = case_for(actor, case_id, lock=True)
        releaser(actor, "release", standing(locked))
        words = _words(change, locked, chosen) if chosen.show_words else None
        pictures = _pictures(locked, chosen)
        check_something(words=words is not None, photos=len(pictures))
        shown = release_of(locked) or Release(district=locked.district, case=locked.id)
        new, old = shown.released_at is None, list(shown.photos)
        contents = file_contents(locked)
        copies = [
            (copy_for_all(change, upload, shapes, subject=f"public:{locked.id}", at=at), upload, shapes)
            for upload, shapes in pictures
        ]
        point = public_point(locked.kind, locked.lat, locked.lng)
        shown.lat, shown.lng = point or (None, None)
        shown.kind, shown.area = locked.kind, locked.area
        shown.words = words.id if words else None
        shown.photos = [
            {"id": str(copy.id), "of": str(upload.id), "content": str(contents.get(upload.id, ""))}
            for copy, upload, _ in copies
        ]
        shown.released_by, shown.released_at, shown.concealed_at = actor.person, at, None
        change.write(shown, new=new)
        facts = {
            "words": words is not None, "left": len(chosen.leave), "hidden": len(chosen.hide),
            "copies": [{"id": str(c.id), "of": str(u.id), "sha256": c.sha256, "shapes": len(s)} for c, u, s in copies],
        }  # fmt: skip
        note(change, locked, "case.release", facts, [words] if words else [])
        _take_away(locked, old)
        return Answer(200, {"case": str(case_id)})

    answer = commit(command, act)
    return Answer(answer.status, proposal(case_for(actor, case_id)), answer.replay)


def conceal(*, actor: Actor, case_id: UUID, words: str, key: str, at: datetime) -> Answer:
    """Take a case back from the public at once: 200 and the proposal as it stands then. The copies' bytes are deleted.

    Records ``case.conceal``, with words if any. Raises ``NotYours``, and ``NotNow`` (``not_public``).
    """
    case = case_for(actor, case_id)
    held = releaser(actor, "conceal", standing(case))
    said = words.strip()
    check_words(said)
    payload = {"case": str(case_id), "words": said}
    command = Command(case.district, actor.person, held.post, key, digest("case.conceal", payload), at, at)

    def act(change: Change) -> Answer:
        locked = case_for(actor, case_id, lock=True)
        shown = release_of(locked)
        if shown is None or shown.concealed_at is not None:
            raise NotNow(
                "not_public",
                Say("这件事现在没有公开，不用撤回。", "Nothing of this case is public; there is nothing to withdraw."),
            )
        old, shown.photos, shown.concealed_at = list(shown.photos), [], at
        change.write(shown)
        marks = [change.keep(Subject("case", case_id), "words", said.encode())] if said else []
        note(change, locked, "case.conceal", {"copies": len(old)}, marks)
        _take_away(locked, old)
        return Answer(200, {"case": str(case_id)})

    answer = commit(command, act)
    return Answer(answer.status, proposal(case_for(actor, case_id)), answer.replay)


def _words(change: Change, case: Case, chosen: Chosen) -> ContentMark | None:
    """The words of the case as everybody will read them, kept as content; None where there are none."""
    text = text_of(case)
    if not text:
        return None
    check_text(chosen.text, str(case.words))
    said = public_words(text, personal_spans(text), chosen.leave, chosen.hide)
    return change.keep(Subject("case", case.id), "public_words", said.encode())


def _pictures(case: Case, chosen: Chosen) -> list[tuple[Upload, list[Shape]]]:
    """The chosen pictures of the case with their shapes. Raises ``NotFound`` for one that is not its own."""
    own = {str(f.id): f for f in files_about(case.district, f"case:{case.id}") if f.kind == "photo"}
    found = []
    for photo in chosen.photos:
        shapes = read_shapes(photo.get("shapes", ()))
        check_looked(len(shapes), bool(photo.get("looked")))
        if str(photo["id"]) not in own:
            raise not_found()
        found.append((own[str(photo["id"])], shapes))
    return found


def _take_away(case: Case, photos: Sequence[Mapping[str, str]]) -> None:
    """Delete copies once the change is on disk."""
    copies = copies_of(case.district, [UUID(photo["id"]) for photo in photos])
    for copy in copies:
        transaction.on_commit(lambda own=copy: erase(own))  # type: ignore[misc]
