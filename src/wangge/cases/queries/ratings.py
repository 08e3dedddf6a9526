"""What reporters thought of it, for desks; and whether a case that has ended may be contested."""

from collections.abc import Sequence
from typing import Any

from wangge.cases.models import Case, Report
from wangge.cases.rules import STARS
from wangge.catalogue.queries import flow_for
from wangge.journal.queries import content_of
from wangge.orgs.rules import Actor


def contestable(case: Case) -> bool:
    """Whether the reporter of a case in this state may ask the level above to look."""
    flow = flow_for(case.district, case.flow, case.flow_version)
    return any(row.verb == "contest" for row in flow.rows_from(case.state))


def rating_answers(reports: Sequence[Report], actor: Actor) -> list[dict[str, Any]] | None:
    """The ratings of a case's reports, None for whoever is no desk. One statement where any has words."""
    if not actor.may("case.supervise"):
        return None
    rated = [report for report in reports if report.rated_at is not None]
    said = [report.opinion for report in rated if report.opinion]
    bodies = content_of(rated[0].district, said) if said else {}
    return [
        {
            "report": str(report.id),
            "solved": report.solved,
            "answered": report.answered,
            "satisfied": report.satisfied,
            "label": STARS[report.satisfied].pair() if report.satisfied else None,
            "words": body.decode() if report.opinion and (body := bodies.get(report.opinion)) is not None else None,
            "rated_at": report.rated_at.isoformat() if report.rated_at else None,
        }
        for report in rated
    ]


def opinion_of(report: Report) -> str:
    """The words of a rating, for the page of the reporter; empty where there are none or they were erased."""
    body = content_of(report.district, [report.opinion]).get(report.opinion) if report.opinion else None
    return body.decode() if body is not None else ""
