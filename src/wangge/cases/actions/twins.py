"""Twins: listed after pictures have come in, and judged by people. No case, clock or figure changes with either."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import orjson

from wangge.cases.models import Twin
from wangge.cases.queries.twins import twin_answers, twin_for
from wangge.cases.rules import MOST_TWINS, check_judgement, pair
from wangge.files.queries import hashes_of, kept_files, twins_of
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.queries import Entry, content_of
from wangge.journal.rules import Subject, digest
from wangge.orgs.rules import Actor


def list_twins(district: str, entries: Sequence[Entry]) -> int:
    """List the twins of every picture that came with these entries, each pair once. Returns how many pairs there were.

    For the pictures that have a hash two statements each; the others cost none.
    """
    marks = [UUID(mark["id"]) for entry in entries for mark in entry.content if mark["field"] == "file"]
    bodies = content_of(district, marks).values()
    hashes = hashes_of(district, [UUID(orjson.loads(body)["id"]) for body in bodies if body is not None])
    rows = []
    for upload in kept_files(district, hashes):
        for other, distance in twins_of(upload, hashes[upload.id], most=MOST_TWINS):
            if not (upload.subject.startswith("case:") and other.subject.startswith("case:")):
                continue
            later, earlier = pair(upload.id, other.id)
            cases = {u.id: UUID(u.subject.partition(":")[2]) for u in (upload, other)}
            rows.append(
                Twin(
                    district=district, upload=later, other=earlier, case=cases[later], other_case=cases[earlier],
                    distance=distance, exact=upload.sha256 == other.sha256, found_at=entries[-1].recorded_at,
                )
            )  # fmt: skip
    Twin.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def judge_twin(*, actor: Actor, twin_id: UUID, state: str, words: str, key: str, at: datetime) -> Answer:
    """Say what a pair is: 200 and the pair. It may be said again by whoever sees it otherwise; both entries stay.

    Records ``picture.judge`` about ``twin:<id>``. Raises ``NotFound`` for whoever does not look over both cases with
    the verb ``picture.judge``, and ``Missing`` for what lacks.
    """
    twin, said = twin_for(actor, twin_id), words.strip()
    check_judgement(state, said)
    payload = {"twin": str(twin_id), "state": state, "words": said}
    post = actor.with_verb("picture.judge")[0].post
    command = Command(twin.district, actor.person, post, key, digest("picture.judge", payload), at, at)

    def act(change: Change) -> Answer:
        row, subject = twin_for(actor, twin_id, lock=True), Subject("twin", twin_id)
        marks = (change.keep(subject, "words", said.encode()),) if said else ()
        change.record(
            subject, "picture.judge", was=row.state, now=state, content=marks,
            facts={"cases": [str(row.case), str(row.other_case)]},
        )  # fmt: skip
        row.state, row.looked_by, row.looked_at = state, actor.person, at
        row.words = marks[0].id if marks else None
        change.write(row)
        return Answer(200, {"id": str(twin_id)})

    answer = commit(command, act)
    return Answer(answer.status, twin_answers([twin_for(actor, twin_id)])[0], answer.replay)
