"""The routing rules of the districts."""

from django.db.models import Max

from wangge.catalogue.models import RoutingEdition
from wangge.catalogue.rules import Routing, kept_rule
from wangge.core.kept import Kept


def routing_from(row: RoutingEdition | None) -> Routing:
    """The rules of an edition; none where there is no edition."""
    return Routing(map(kept_rule, row.rules), row.edition) if row else Routing()


def _load_routings() -> dict[str, Routing]:
    last = RoutingEdition.objects.values("district").annotate(last=Max("id")).values("last")
    return {"": Routing()} | {row.district: routing_from(row) for row in RoutingEdition.objects.filter(id__in=last)}


routings = Kept(_load_routings)
"""The present routing rules of each district that has some."""


def routing_of(district: str) -> Routing:
    """The routing rules by which cases of a district are dispatched now. No statement: they come from the process."""
    return routings().get(district) or routings()[""]


def last_routing(district: str) -> RoutingEdition | None:
    """The last edition of a district's routing rules, read anew. One statement."""
    return RoutingEdition.objects.filter(district=district).order_by("-edition").first()


def routing_editions(district: str, *, most: int) -> list[RoutingEdition]:
    """The last editions of a district's routing rules, the last first. One statement."""
    return list(RoutingEdition.objects.filter(district=district).order_by("-edition")[:most])
