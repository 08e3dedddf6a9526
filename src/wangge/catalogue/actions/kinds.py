"""Kinds: those of the catalogue, and what a district makes of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from wangge.catalogue.actions.flows import known_flow
from wangge.catalogue.models import Kind, KindOptions
from wangge.catalogue.queries import KindFacts, kind_options, kinds, kinds_in, majors
from wangge.catalogue.rules import FLOW_OF, Kept, check_closing, conditions_of, plan_of, read_conditions, read_words
from wangge.clock.rules import read_limit
from wangge.core.ids import PUBLIC
from wangge.core.refusals import Missing, NotNow, check_edition, not_found
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.orgs.rules import Actor
from wangge.orgs.rules.setting import setter

CATALOGUE = Subject("catalogue", UUID(int=1))
KIND_NAMES = UUID("0e1c0c12-0000-5000-8000-000000000000")


def set_kinds(rows: Sequence[Mapping[str, Any]], *, district: str, key: str, at: datetime) -> None:
    """Put kinds in place or change them. Rows: code, name, name_en, flow, limit, words, usual, order.

    A kind without ``flow`` plays ``matters``. Raises ``Missing`` (``flow_unknown``), and as ``read_limit`` does.
    """
    for row in rows:
        read_limit(row["limit"])
        known_flow(row.get("flow", "matters"))

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


def kind_subject(district: str, kind: str) -> Subject:
    """What the editions of a kind in a district are recorded about."""
    return Subject("kind", uuid5(KIND_NAMES, f"{district} {kind}"))


def chosen(
    *, limit: str | None, usual: bool | None, used: bool, words: str | None, conditions: Any = None
) -> dict[str, Any]:
    """What a district chooses of a kind, read and as an edition keeps it; None is as the catalogue has it.

    Raises ``Missing`` as ``read_limit``, ``read_words`` and ``read_conditions`` do.
    """
    return {
        "limit": None if limit is None else read_limit(limit).say.zh, "usual": usual, "used": used,
        "words": None if words is None else read_words(words),
        "conditions": None if conditions is None else [c.plain() for c in read_conditions(conditions)],
    }  # fmt: skip


def set_kind_options(
    *, actor: Actor, kind: str, limit: str | None = None, usual: bool | None = None, used: bool = True,
    words: str | None = None, conditions: Any = None, closes_after: int | None = None, why: str = "",
    after: int | None = None, key: str, at: datetime,
) -> Answer:  # fmt: skip
    """Give the actor's district the next edition of a kind: 200 ``{kind, edition}``. Cases that have it keep theirs.

    ``closes_after`` are the minutes after which a rule closes what was put right on the spot, and ``why`` its reason.
    What is None is as the catalogue has it; the same as the last edition is not added. Records ``catalogue.set_kind``.
    Raises ``NotFound``, ``NotYours``, ``Missing`` as ``chosen`` and ``check_closing`` do, ``NotNow`` (``kind_needed``)
    for the last kind of a flow, and ``edition_moved`` unless the last edition is ``after``.
    """
    district = actor.district
    known = kinds().get(kind)
    if known is None or known.district not in ("", district):
        raise not_found()
    held = setter(actor, "kind.set", area=district)
    plain = chosen(limit=limit, usual=usual, used=used, words=words, conditions=conditions)
    plain |= {"closes_after": closes_after, "why": check_closing(closes_after, why)}

    def act(change: Change) -> Answer:
        change.hold(kind_subject(district, kind))
        kind_options.forget()
        if not used:
            check_needed(district, known.flow, {kind})
        last = KindOptions.objects.filter(district=district, kind=kind).order_by("-edition").first()
        check_edition(after, last.edition if last else 0)
        return Answer(200, {"kind": kind, "edition": add_edition(change, district, kind, last, plain, at)})

    payload = {"kind": kind} | {
        name: value for name, value in plain.items() if name != "conditions" or value is not None
    }
    command = Command(held.district, actor.person, held.post, key, digest("catalogue.set_kind", payload), at, at)
    answer = commit(command, act)
    kind_options.forget()
    return answer


def check_needed(district: str, flow: str, leaving: set[str]) -> None:
    """Whether a flow keeps a kind in use when some go out of use. Raises ``NotNow`` (``kind_needed``)."""
    if not any(kind.flow == flow and kind.code not in leaving for kind in kinds_in(district)):
        raise NotNow(
            "kind_needed",
            Say(
                "这是这条流程里最后一个在用的类别，不能停用。请先启用另一个。",
                "This is the last kind in use of its flow. Take another into use first.",
            ),
        )


def add_edition(
    change: Change, district: str, kind: str, last: KindOptions | None, plain: Mapping[str, Any], at: datetime
) -> int:
    """Add the next edition of a kind, unless it is as the last, and record it; its number.

    When a rule closes it stays as it was where ``plain`` does not say it, as in a table that was taken in.
    """
    shipped = dict.fromkeys(("closes_after", *plain)) | {"used": True, "why": ""}
    before = {name: getattr(last, name) for name in shipped} if last else shipped
    plain = {name: before[name] for name in ("closes_after", "why")} | dict(plain)
    if before == plain:
        return last.edition if last else 0
    edition = last.edition + 1 if last else 1
    KindOptions.objects.create(district=district, kind_id=kind, edition=edition, made_at=at, **plain)
    facts = {"kind": kind, "edition": edition, "was": _in_short(before), "now": _in_short(plain)}
    change.record(kind_subject(district, kind), "catalogue.set_kind", facts=facts)
    return edition


def _in_short(plain: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry says of a choice: conditions by their codes and a digest, as the edition holds them whole."""
    conditions = plain["conditions"]
    if conditions is None:
        return dict(plain)
    codes = [condition["code"] for condition in conditions]
    return dict(plain) | {"conditions": {"codes": codes, "digest": digest("conditions", conditions).hex()}}


def add_kind(
    *, actor: Actor, code: str, name: str, name_en: str, limit: str, words: str = "", conditions: Any = (),
    key: str, at: datetime,
) -> Answer:  # fmt: skip
    """Give the actor's district a kind of its own, a minor class in a major that is there: 201 ``{kind, edition: 0}``.

    Records ``catalogue.add_kind``. Raises ``NotYours``, ``NotNow`` (``kind_there``), ``Missing`` (``kind_unlikely``)
    and as ``chosen`` does.
    """
    district = actor.district
    held = setter(actor, "kind.set", area=district)
    row = {"kind": code, "name": " ".join(name.split()), "name_en": " ".join(name_en.split()), "kind_limit": limit}
    plan = plan_of([(1, row)], {}, majors())
    if plan.faults:
        fault = plan.faults[0]
        raise Missing("kind_unlikely", fault.say, column=fault.column)
    plain = chosen(limit=limit, usual=None, used=True, words=words, conditions=list(conditions))
    own = Kept(code, plan.taken[0].kind.say, plain["limit"], False, True, plain["words"],
               conditions_of(plain["conditions"]))  # fmt: skip

    def act(change: Change) -> Answer:
        if Kind.objects.filter(code=code).exists():
            raise NotNow(
                "kind_there",
                Say(f"编码 {code} 已经有了，请换一个。", f"The code {code} is taken already; choose another."),
            )
        make_own(change, district, own)
        return Answer(201, {"kind": code, "edition": 0})

    payload = row | plain
    command = Command(held.district, actor.person, held.post, key, digest("catalogue.add_kind", payload), at, at)
    answer = commit(command, act)
    kinds.forget()
    return answer


def make_own(change: Change, district: str, kind: Kept) -> None:
    """Write a kind of a district's own and record it."""
    Kind.objects.create(
        code=kind.code, name=kind.say.zh, name_en=kind.say.en, flow=FLOW_OF[kind.code[0]], limit=kind.limit,
        words=kind.words, usual=kind.usual, conditions=[c.plain() for c in kind.conditions], district=district,
    )  # fmt: skip
    change.record(kind_subject(district, kind.code), "catalogue.add_kind", facts={"kind": kind.code, "edition": 0})


def as_kept(kind: KindFacts) -> Kept:
    """A kind of a district as a table is compared with it."""
    return Kept(kind.code, kind.say, kind.limit, kind.usual, kind.used, kind.words, kind.conditions)
