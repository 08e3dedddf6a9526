"""Release 公开: what everybody may see of a case, who says so, and how a text and a point read then. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wangge.cases.rules.standing import Standing
from wangge.core.personal import HIDDEN, Span, masked
from wangge.core.refusals import Missing, NotNow, NotYours
from wangge.core.words import Say
from wangge.orgs.rules import Actor, Held, above
from wangge.places.rules import METRES_A_DEGREE

RELEASE_STATES: dict[str, Say] = {
    "none": Say("没有公开", "Not public"),
    "public": Say("已公开", "Public"),
    "concealed": Say("已撤回", "Withdrawn from the public"),
}
"""Whether everybody sees something of a case. It is no state of the case: no clock and no owner changes with it."""
EXACT_KINDS = ("C",)
"""Kinds whose point is told as it is: a lamp, a cover, a bin stands in the open. Of every other matter the point may be
somebody's home, and is told as the middle of a square."""
SQUARE_M = 50
MOST_PUBLIC, WIDEST_M = 50, 5_000
NO_DETECTOR = Say(
    "这台服务器不会自己找人脸和车牌。请逐张放大看，需要遮的自己画上。",
    "This server does not look for faces and plates by itself. Look at each picture and cover what must be covered.",
)
DETECTOR = Say(
    "框是机器找的，会漏也会错。请逐张放大看，少了补上，多了删掉。",
    "The boxes were found by a machine, which misses and errs. Look at each picture, add and take away.",
)


@dataclass(frozen=True)
class Stretch:
    """Part of a text, from ``start`` to before ``end``, in signs."""

    start: int
    end: int


def releaser(actor: Actor, verb: str, case: Standing) -> Held:
    """The grant by which somebody releases or conceals a case: of the desk that has it, or of one above that desk.

    Raises ``NotYours``.
    """
    for held in actor.with_verb(f"case.{verb}"):
        if held.district == case.district and held.area != "" and above(held.area, case.desk):
            return held
    raise NotYours(
        "not_yours",
        Say(
            "公开和撤回由现在管这件事的中心来做。请联系它，或等案子到您这里。",
            "Releasing and withdrawing is for the centre that has the case now. Ask it, or wait until it is with you.",
        ),
    )


def public_words(text: str, proposed: Sequence[Span], leave: Iterable[Stretch], hide: Iterable[Stretch]) -> str:
    """A text as everybody reads it: what was proposed is hidden, but for what was left, and whatever else was named.

    A stretch to be left must be one that was proposed. Raises ``Missing`` (``stretch_unknown``).
    """
    left = {(one.start, one.end) for one in leave}
    unknown = left - {(span.start, span.end) for span in proposed}
    more = list(hide)
    if unknown or any(not 0 <= one.start < one.end <= len(text) for one in more):
        raise Missing(
            "stretch_unknown",
            Say(
                "标记的位置和原文对不上。请关上再打开“公开”，重新看一遍。",
                "What was marked does not fit the text. Close the release, open it again and look once more.",
            ),
        )
    spans = [span for span in proposed if (span.start, span.end) not in left]
    for one in more:
        spans = _with(spans, one)
    return masked(text, spans)


def _with(spans: list[Span], more: Stretch) -> list[Span]:
    """Spans with another one; where it touches some they become one."""
    touched = [span for span in spans if span.start < more.end and more.start < span.end]
    whole = Span(
        min([more.start, *(s.start for s in touched)]), max([more.end, *(s.end for s in touched)]), HIDDEN, sure=True
    )
    return [span for span in spans if span not in touched] + [whole]


def check_text(said_for: str, present: str) -> None:
    """Raises ``NotNow`` (``text_changed``) when the words that somebody looked at are not those of now."""
    if said_for != present:
        raise NotNow(
            "text_changed",
            Say(
                "这件事的文字在您看的时候变了。请重新打开“公开”再看一遍。",
                "The words changed while you looked. Open the release again and look once more.",
            ),
        )


def check_looked(shapes: int, looked: bool) -> None:
    """Raises ``Missing`` (``photo_unlooked``) for a picture without a shape that nobody says to have looked at."""
    if not shapes and not looked:
        raise Missing(
            "photo_unlooked",
            Say(
                "有一张照片没有遮挡。请放大看过，确认没有人脸、车牌和门牌再公开。",
                "A picture has nothing covered. Look at it and say that it shows no face, plate or door number.",
            ),
        )


def check_something(*, words: bool, photos: int) -> None:
    """Raises ``Missing`` (``nothing_to_release``)."""
    if not words and not photos:
        raise Missing(
            "nothing_to_release",
            Say(
                "没有可以公开的内容。请至少选文字或一张照片。",
                "There is nothing to release. Choose the words or a picture.",
            ),
        )


def public_point(kind: str, lat: float | None, lng: float | None) -> tuple[float, float] | None:
    """What everybody is told of a point: itself for what stands in the open, else the middle of a square of 50 m.

    The squares lie still: two matters of one house have the same point, and no mean of many tells the door.
    """
    if lat is None or lng is None:
        return None
    if kind.startswith(EXACT_KINDS):
        return round(lat, 5), round(lng, 5)
    tall = SQUARE_M / METRES_A_DEGREE
    middle = (math.floor(lat / tall) + 0.5) * tall
    wide = tall / max(math.cos(math.radians(middle)), 0.01)
    return round(middle, 5), round((math.floor(lng / wide) + 0.5) * wide, 5)


def check_around(metres: int) -> int:
    """Raises ``Missing`` (``metres_unlikely``)."""
    if not 1 <= metres <= WIDEST_M:
        raise Missing(
            "metres_unlikely",
            Say(f"只能看 1 到 {WIDEST_M} 米以内的。", f"Only within 1 to {WIDEST_M} metres."),
            metres=WIDEST_M,
        )
    return metres


def release_state(released: bool, concealed: bool) -> str:
    """One of ``RELEASE_STATES``."""
    if not released:
        return "none"
    return "concealed" if concealed else "public"
