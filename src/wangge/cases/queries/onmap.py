"""Cases on a map: those of a box put together by cells, and how many lie in each area below one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, F, FloatField, Max, Min, Q, Value
from django.db.models.functions import Floor, Substr

from wangge.cases.models import OPEN, Case
from wangge.cases.queries.access import visible
from wangge.cases.queries.turns import inside
from wangge.catalogue.queries import flow_for, kind_name
from wangge.orgs.rules import Actor

MOST_PLACES = 400
"""A map gets no more signs and clusters than this."""


def cases_in_box(
    actor: Actor, box: Any, *, cell: float, at: datetime, open_only: bool = True, within: str = ""
) -> list[dict[str, Any]]:
    """Signs and clusters of the visible cases in a box (``west``, ``south``, ``east``, ``north``), the fullest first.

    Cells are ``cell`` degrees wide and high, counted from 0, so that they stay when the box moves. Two statements.
    """
    rows = Case.objects.filter(
        visible(actor), lat__gte=box.south, lat__lte=box.north, lng__gte=box.west, lng__lte=box.east
    )
    if open_only:
        rows = rows.filter(OPEN)
    if within:
        rows = rows.filter(inside("area", within))
    size = Value(cell, output_field=FloatField())
    cells = list(
        rows.annotate(column=Floor(F("lng") / size), row=Floor(F("lat") / size))
        .values("column", "row")
        .annotate(
            count=Count("id"), overdue=Count("id", filter=OPEN & Q(due_at__lt=at)), middle_lat=Avg("lat"),
            middle_lng=Avg("lng"), one=Min("number"), low=Min("area"), high=Max("area"),
        )
        .order_by("-count", "column", "row")[:MOST_PLACES]
    )  # fmt: skip
    alone = [found["one"] for found in cells if found["count"] == 1]
    facts = ("id", "district", "number", "state", "kind", "flow", "flow_version")
    single = {
        row["number"]: row for row in Case.objects.filter(district__in=actor.districts, number__in=alone).values(*facts)
    }
    return [_sign(found, single.get(found["one"])) for found in cells]


def _sign(found: Mapping[str, Any], case: Mapping[str, Any] | None) -> dict[str, Any]:
    sign: dict[str, Any] = {
        "count": found["count"], "overdue": found["overdue"], "lat": round(found["middle_lat"], 6),
        "lng": round(found["middle_lng"], 6), "within": _shared(found["low"], found["high"]), "case": None,
    }  # fmt: skip
    if found["count"] == 1 and case is not None:
        state = flow_for(case["district"], case["flow"], case["flow_version"]).states[case["state"]]
        sign["case"] = {
            "id": str(case["id"]), "number": case["number"], "state": case["state"],
            "state_label": state.say.pair(), "quarter": state.quarter,
            "kind": kind_name(case["kind"]),
        }  # fmt: skip
    return sign


def _shared(low: str, high: str) -> str:
    """What two codes have in common, and with them all between."""
    return next((low[:n] for n in range(min(len(low), len(high)), 0, -1) if low[:n] == high[:n]), "")


def counts_below(actor: Actor, code: str, *, length: int, at: datetime) -> dict[str, tuple[int, int]]:
    """Open and overdue visible cases by area of a length of code inside an area. One statement."""
    rows = (
        Case.objects.filter(visible(actor), OPEN, inside("area", code))
        .annotate(part=Substr("area", 1, length))
        .values("part")
        .annotate(count=Count("id"), overdue=Count("id", filter=Q(due_at__lt=at)))
        .order_by("part")
    )
    return {row["part"]: (row["count"], row["overdue"]) for row in rows}
