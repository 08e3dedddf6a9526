"""Changing the catalogue."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from wangge.catalogue.models import FlowOptions, Kind, KindOptions
from wangge.catalogue.queries import flow_tables, kind_options, kinds, kinds_in
from wangge.catalogue.rules import FLOWS, Flow, Options, check_closing, read_options, read_words, with_options
from wangge.clock.rules import read_limit
from wangge.core.ids import PUBLIC
from wangge.core.refusals import Missing, NotNow, not_found
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.orgs.rules import Actor
from wangge.orgs.rules.setting import setter

CATALOGUE = Subject("catalogue", UUID(int=1))


def set_kinds(rows: Sequence[Mapping[str, Any]], *, district: str, key: str, at: datetime) -> None:
    """Put kinds in place or change them. Rows: code, name, name_en, flow, limit, words, usual, order.

    A kind without ``flow`` plays ``matters``. Raises ``Missing`` (``flow_unknown``), and as ``read_limit`` does.
    """
    for row in rows:
        read_limit(row["limit"])
        _known_flow(row.get("flow", "matters"))

    def act(change: Change) -> Answer:
        Kind.objects.bulk_create(
            [Kind(**row) for row in rows],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "name_en", "flow", "limit", "words", "usual", "order"],
        )
        change.record(CATALOGUE, "catalogue.set_kinds", facts={"kinds": [row["code"] for row in rows]})
        return Answer(200, {"kinds": len(rows)})

    commit(Command(district, PUBLIC, "", key, digest("catalogue.set_kinds", list(rows)), at, at), act)
    kinds.forget()


FLOW_NAMES = UUID("0e1c0c11-0000-5000-8000-000000000000")
KIND_NAMES = UUID("0e1c0c12-0000-5000-8000-000000000000")


def set_flow_options(
    *,
    district: str,
    flow: str,
    said: Any,
    key: str,
    at: datetime,
    actor: UUID = PUBLIC,
    post: str = "",
    after: int | None = None,
) -> Answer:
    """Give a district the next edition of a flow table: 200 ``{flow, edition}``. Running cases keep theirs.

    ``said`` is the whole of the options, as ``rules.read_options`` takes it; what it does not name is as shipped. The
    same as the last edition is not added. Records ``catalogue.set_flow`` with the edition and the digest of the
    options. ``after`` is the edition from which they were made, if that is to be checked. Raises ``Missing`` as
    ``rules.with_options`` says and ``flow_unknown``, ``NotNow`` (``edition_moved``).
    """
    table, options = _known_flow(flow), read_options(said)
    with_options(table, options)
    plain, subject = options.plain(), Subject("flow", uuid5(FLOW_NAMES, f"{district} {flow}"))

    def act(change: Change) -> Answer:
        change.hold(subject)
        last = FlowOptions.objects.filter(district=district, flow=flow).order_by("-edition").first()
        _check_after(after, last)
        if _said_by(last) == plain:
            return Answer(200, {"flow": flow, "edition": last.edition if last else 0})
        edition = last.edition + 1 if last else 1
        FlowOptions.objects.create(district=district, flow=flow, edition=edition, made_at=at, **plain)
        facts = {"flow": flow, "edition": edition, "off": plain["off"], "digest": digest("flow", plain).hex()}
        change.record(subject, "catalogue.set_flow", facts=facts)
        return Answer(200, {"flow": flow, "edition": edition})

    payload = {"flow": flow, "options": plain}
    answer = commit(Command(district, actor, post, key, digest("catalogue.set_flow", payload), at, at), act)
    flow_tables.forget()
    return answer


def set_kind_options(
    *, actor: Actor, kind: str, limit: str | None = None, usual: bool | None = None, used: bool = True,
    words: str | None = None, closes_after: int | None = None, why: str = "", after: int | None = None, key: str,
    at: datetime,
) -> Answer:  # fmt: skip
    """Give the actor's district the next edition of a kind: 200 ``{kind, edition}``. Cases that have it keep theirs.

    ``closes_after`` are the minutes after which a rule closes what was put right on the spot, and ``why`` its reason.
    What is None is as the catalogue has it; the same as the last edition is not added. Records ``catalogue.set_kind``.
    Raises ``NotFound``, ``NotYours``, ``Missing`` as ``read_limit`` and ``check_closing`` do and ``words_unlikely``,
    ``NotNow`` (``kind_needed``) for the last kind of a flow, ``edition_moved`` unless the last edition is ``after``.
    """
    district = actor.district
    known = kinds().get(kind)
    if known is None:
        raise not_found()
    held = setter(actor, "kind.set", area=district)
    reason = check_closing(closes_after, why)
    plain = {
        "limit": None if limit is None else read_limit(limit).say.zh, "usual": usual, "used": used,
        "words": None if words is None else read_words(words),
        "closes_after": closes_after, "why": reason,
    }  # fmt: skip
    subject = Subject("kind", uuid5(KIND_NAMES, f"{district} {kind}"))

    def act(change: Change) -> Answer:
        change.hold(subject)
        kind_options.forget()
        if not used and not any(k.flow == known.flow and k.code != kind for k in kinds_in(district)):
            raise NotNow(
                "kind_needed",
                Say(
                    "这是这条流程里最后一个在用的类别，不能停用。请先启用另一个。",
                    "This is the last kind in use of its flow. Take another into use first.",
                ),
            )
        last = KindOptions.objects.filter(district=district, kind=kind).order_by("-edition").first()
        _check_after(after, last)
        before = (
            {name: getattr(last, name) for name in plain} if last else dict.fromkeys(plain) | {"used": True, "why": ""}
        )
        if before == plain:
            return Answer(200, {"kind": kind, "edition": last.edition if last else 0})
        edition = last.edition + 1 if last else 1
        KindOptions.objects.create(district=district, kind_id=kind, edition=edition, made_at=at, **plain)
        facts = {"kind": kind, "edition": edition, "was": before, "now": plain}
        change.record(subject, "catalogue.set_kind", facts=facts)
        return Answer(200, {"kind": kind, "edition": edition})

    payload = {"kind": kind} | plain
    command = Command(held.district, actor.person, held.post, key, digest("catalogue.set_kind", payload), at, at)
    answer = commit(command, act)
    kind_options.forget()
    return answer


def _check_after(after: int | None, last: FlowOptions | KindOptions | None) -> None:
    if after is not None and after != (last.edition if last else 0):
        raise NotNow(
            "edition_moved",
            Say(
                "您改的时候，别人已经存了新的一版。请重新打开看一眼，再改。",
                "Somebody has saved a newer edition meanwhile. Open it again, look, and change it then.",
            ),
            edition=last.edition if last else 0,
        )


def _said_by(last: FlowOptions | None) -> dict[str, Any]:
    if last is None:
        return Options().plain()
    return {"off": last.off, "labels": last.labels, "stage_limits": last.stage_limits}


def _known_flow(name: str) -> Flow:
    if name not in FLOWS:
        raise Missing(
            "flow_unknown",
            Say(
                f"没有叫“{name}”的流程。现有：{'、'.join(FLOWS)}。",
                f"There is no flow called {name!r}. There are: {', '.join(FLOWS)}.",
            ),
            flows=list(FLOWS),
        )
    return FLOWS[name]
