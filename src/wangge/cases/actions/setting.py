"""How a district has solving verified."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from wangge.cases.models import SolvingOptions
from wangge.cases.rules import check_solving
from wangge.core.refusals import check_edition
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest
from wangge.orgs.rules import Actor
from wangge.orgs.rules.setting import setter

SOLVING_NAMES = UUID("0e1c0c15-0000-5000-8000-000000000000")


def set_solving(
    *, actor: Actor, recheck: int, share: int, least: int, script: Sequence[Mapping[str, Any]],
    after: int | None = None, key: str, at: datetime,
) -> Answer:  # fmt: skip
    """Give the actor's district the next edition of its settings: 200 ``{edition}``; the same again is not added.

    They hold from now on: what was drawn stays drawn. Records ``solving.set`` with the shares and the digest of the
    script. Raises ``NotYours``, ``Missing`` as ``rules.check_solving`` says, ``NotNow`` (``edition_moved``).
    """
    district = actor.district
    held = setter(actor, "solving.set", area=district)
    wanted = check_solving(recheck, share, least, script)
    plain = {
        "recheck": wanted.recheck, "share": wanted.share, "least": wanted.least,
        "script": [say.pair() for say in wanted.script],
    }  # fmt: skip
    subject = Subject("solving", uuid5(SOLVING_NAMES, district))

    def act(change: Change) -> Answer:
        change.hold(subject)
        last = SolvingOptions.objects.filter(district=district).order_by("-edition").first()
        number = last.edition if last else 0
        check_edition(after, number)
        if last is not None and {name: getattr(last, name) for name in plain} == plain:
            return Answer(200, {"edition": number})
        SolvingOptions.objects.create(district=district, edition=number + 1, made_at=at, **plain)
        facts = plain | {"edition": number + 1, "script": digest("script", {"script": plain["script"]}).hex()}
        change.record(subject, "solving.set", facts=facts)
        return Answer(200, {"edition": number + 1})

    command = Command(held.district, actor.person, held.post, key, digest("solving.set", plain), at, at)
    return commit(command, act)
