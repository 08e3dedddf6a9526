"""A district's own editions of flow tables."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from wangge.catalogue.models import FlowOptions
from wangge.catalogue.queries import flow_tables
from wangge.catalogue.rules import FLOWS, Flow, Options, read_options, with_options
from wangge.core.ids import PUBLIC
from wangge.core.refusals import Missing, check_edition
from wangge.core.words import Say
from wangge.journal.actions import Answer, Change, Command, commit
from wangge.journal.rules import Subject, digest

FLOW_NAMES = UUID("0e1c0c11-0000-5000-8000-000000000000")


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
    table, options = known_flow(flow), read_options(said)
    with_options(table, options)
    plain, subject = options.plain(), Subject("flow", uuid5(FLOW_NAMES, f"{district} {flow}"))

    def act(change: Change) -> Answer:
        change.hold(subject)
        last = FlowOptions.objects.filter(district=district, flow=flow).order_by("-edition").first()
        check_edition(after, last.edition if last else 0)
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


def _said_by(last: FlowOptions | None) -> dict[str, Any]:
    if last is None:
        return Options().plain()
    return {"off": last.off, "labels": last.labels, "stage_limits": last.stage_limits}


def known_flow(name: str) -> Flow:
    """The table of this name. Raises ``Missing`` (``flow_unknown``)."""
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
