"""Editions that somebody else may have moved on meanwhile."""

from wangge.catalogue.models import FlowOptions, KindOptions, RoutingEdition
from wangge.core.refusals import NotNow
from wangge.core.words import Say


def check_after(after: int | None, last: FlowOptions | KindOptions | RoutingEdition | None) -> None:
    """Whether the last edition is the one that was read. Raises ``NotNow`` (``edition_moved``)."""
    if after is not None and after != (last.edition if last else 0):
        raise NotNow(
            "edition_moved",
            Say(
                "您改的时候，别人已经存了新的一版。请重新打开看一眼，再改。",
                "Somebody has saved a newer edition meanwhile. Open it again, look, and change it then.",
            ),
            edition=last.edition if last else 0,
        )
