"""Looking again 抽查: closed cases are drawn, and the worker of another grid says what is to be seen there."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from wangge.cases.actions.intake import attach_files
from wangge.cases.actions.move import note
from wangge.cases.models import Case, Recheck
from wangge.cases.queries import grids_at_work, number_of_closing, recheck_answer, recheck_for
from wangge.cases.rules import (
    NOT_RIGHT,
    check_seen_again,
    check_words,
    hands_of,
    is_drawn,
    whose_turn,
)
from wangge.core.ids import PUBLIC, uuid7
from wangge.core.refusals import NotYours
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.queries import Entry
from wangge.journal.rules import ContentMark, Subject, digest
from wangge.orgs.rules import Actor


def draw_recheck(entry: Entry) -> bool:
    """Draw the case that an entry ``case.close`` closed, if its number falls into the share, once. Whether it does.

    Only what an area closed without anybody else having looked (fact ``own``). Records ``recheck.draw`` on a chain of
    its own, so that nobody learns from the case that it will be looked at.
    """
    if not entry.facts.get("own"):
        return False
    number, options = number_of_closing(entry)
    if not is_drawn(number, options.recheck):
        return False
    case = Case.objects.get(district=entry.district, id=entry.subject_id)
    lengths = settings.CODE_LENGTHS
    at = entry.recorded_at
    workers = grids_at_work(case.area[: lengths["street"]], at=at)
    grid = whose_turn(number, case.area, workers, hands_of(case.through), lengths)
    taken_up = case.head_seq > entry.seq and case.ended_at is None
    payload = {"case": str(case.id), "entry": entry.seq}
    key = f"draw-{case.id.hex}-{entry.seq}"

    def act(change: Change) -> Answer:
        made = Recheck(
            district=case.district, id=uuid7(at), case=case.id, entry=entry.seq, home=case.area, grid=grid,
            edition=options.edition, state="dropped" if taken_up else "open", drawn_at=at,
        )  # fmt: skip
        change.write(made, new=True)
        facts = payload | {"grid": grid, "home": case.area, "number": str(number), "edition": options.edition}
        change.record(Subject("recheck", made.id), "recheck.draw", now=made.state, facts=facts)
        return Answer(200, {"drawn": True})

    commit(Command(case.district, PUBLIC, "", key, digest("recheck.draw", payload), at, at), act)
    return True


def look_again(
    *, actor: Actor, recheck_id: UUID, result: str, words: str, photos: Sequence[UUID], key: str, happened_at: datetime,
    at: datetime,
) -> Answer:  # fmt: skip
    """Say what was seen: 200 and the re-check. ``not_right`` marks the case for its desk and those above.

    Records ``case.recheck`` with ``{recheck, result, grid}``; no clock, state or owner moves, and nobody is punished
    by it. What comes after the case was taken up again or after somebody else looked is kept as a remark: 202. Raises
    ``NotFound`` for whoever is not asked, ``NotYours`` (``own_work``), ``Missing`` as ``rules.check_seen_again`` says.
    """
    said = words.strip()
    check_words(said)
    found, held = recheck_for(actor, recheck_id)
    payload = {"recheck": str(recheck_id), "result": result, "words": said, "photos": [str(p) for p in photos]}
    command = Command(
        found.district, actor.person, held.post, key, digest("case.recheck", payload), happened_at, at
    )  # fmt: skip

    def act(change: Change) -> Answer:
        check_seen_again(result, said, photos)
        case = Case.objects.select_for_update().get(district=found.district, id=found.case)
        own = Recheck.objects.get(district=found.district, id=found.id)
        if any(hand.person == actor.person for hand in hands_of(case.through)):
            raise NotYours(
                "own_work",
                Say(
                    "这件案子您自己经手过，不能由您抽查。请告诉社区，换一位同事看。",
                    "You had a hand in this case yourself and cannot look again. Tell the community, so that a "
                    "colleague does.",
                ),
            )
        subject = Subject("case", case.id)
        marks = [change.keep(subject, "words", said.encode())] if said else []
        marks += attach_files(change, subject, actor.person, photos)
        if own.state != "open":
            return _kept(change, case, own, marks)
        own.state, own.result, own.by = "done", result, actor.person
        own.words = marks[0].id if said else None
        own.happened_at, own.done_at = happened_at, at
        change.write(own)
        facts = {"recheck": str(own.id), "result": result, "grid": own.grid}
        columns = {}
        if result == NOT_RIGHT and case.ended_at is not None:
            columns = {"marks": list(dict.fromkeys([*case.marks, NOT_RIGHT])), "doubted_at": case.doubted_at or at}
        note(change, case, "case.recheck", facts, marks, changed_at=at, **columns)
        return Answer(200, recheck_answer(own, case, actor))

    return commit(command, act)


def _kept(change: Change, case: Case, own: Recheck, marks: Sequence[ContentMark]) -> Answer:
    note(change, case, "case.keep_aside", {"verb": "recheck", "refused": "recheck_over"}, marks)
    say = Say(
        "这件已经抽查过，或已重新办理，这次不再计入；您的说明和照片已附在案卷里。",
        "It was looked at already or is taken up again, so this does not count; words and photos are kept in its file.",
    )
    return Answer(202, {"kept_aside": True, "code": "recheck_over", "detail": say.pair(), "case": {"id": str(case.id)}})
