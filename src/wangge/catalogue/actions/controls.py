"""Controlled hours of a district."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from wangge.catalogue import models
from wangge.catalogue.queries import control_row, controls, controls_in, kinds_in
from wangge.catalogue.queries.controls import MOST_SHOWN
from wangge.catalogue.rules import read_control
from wangge.core.ids import uuid7
from wangge.core.refusals import NotNow, not_found
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.orgs.rules import Actor
from wangge.orgs.rules.setting import setter


def set_control(
    *, actor: Actor, said: Mapping[str, Any], areas: Iterable[str], instead_of: UUID | None = None, key: str,
    at: datetime,
) -> Answer:  # fmt: skip
    """Make controlled hours for the actor's district: 201 ``{control}``; those ``instead_of`` which they are end.

    ``areas`` are the codes there are. Records ``catalogue.set_control``. Raises ``NotYours``, ``NotFound`` for what is
    to be ended and is not there, ``Missing`` (``control_unclear``), ``NotNow`` (``controls_many``).
    """
    district = actor.district
    held = setter(actor, "kind.set", area=district)
    own = uuid7(at)
    there = [area for area in areas if area.startswith(district)]
    control = read_control(said, own, kinds=[kind.code for kind in kinds_in(district, unused=True)], areas=there)

    def act(change: Change) -> Answer:
        if instead_of is not None:
            _end(change, district, instead_of, at)
        elif len(controls_in(district)) >= MOST_SHOWN:
            raise NotNow(
                "controls_many",
                Say(
                    f"管控时段最多 {MOST_SHOWN} 条。请先停用不再需要的。",
                    f"There are {MOST_SHOWN} controlled hours, which is the most. End some first.",
                ),
            )
        season = control.season or ("", "")
        models.Control.objects.create(
            id=own, district=district, kinds=" ".join(control.kinds), areas=list(control.areas),
            days=list(control.days), starts=control.hours[0], ends=control.hours[1], season_first=season[0],
            season_last=season[1], effect=control.effect, why=control.why.zh, why_en=control.why.en, made_at=at,
        )  # fmt: skip
        facts = {"kinds": list(control.kinds), "areas": list(control.areas), "effect": control.effect}
        facts |= {"instead_of": str(instead_of)} if instead_of else {}
        change.record(Subject("control", own), "catalogue.set_control", facts=facts)
        return Answer(201, {"control": str(own)})

    payload = {"said": dict(said), "instead_of": str(instead_of or "")}
    command = Command(held.district, actor.person, held.post, key, digest("catalogue.set_control", payload), at, at)
    answer = commit(command, act)
    controls.forget()
    return answer


def end_control(*, actor: Actor, control_id: UUID, key: str, at: datetime) -> Answer:
    """End controlled hours: 200 ``{control}``. Records ``catalogue.end_control``. Raises ``NotFound``, ``NotYours``."""
    district = actor.district
    control_row(district, control_id)
    held = setter(actor, "kind.set", area=district)

    def act(change: Change) -> Answer:
        _end(change, district, control_id, at)
        change.record(Subject("control", control_id), "catalogue.end_control")
        return Answer(200, {"control": str(control_id)})

    payload = {"control": str(control_id)}
    command = Command(held.district, actor.person, held.post, key, digest("catalogue.end_control", payload), at, at)
    answer = commit(command, act)
    controls.forget()
    return answer


def _end(change: Change, district: str, control_id: UUID, at: datetime) -> None:
    change.hold(Subject("control", control_id))
    if not models.Control.objects.filter(district=district, id=control_id, ended_at=None).update(ended_at=at):
        raise not_found()
