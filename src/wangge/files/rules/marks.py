"""Capture marks 拍摄标记: what the phone says of a file as it is made. Evidence, never a reason to refuse."""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wangge.core.refusals import Missing
from wangge.core.words import Say

CAMERA, GALLERY = "camera", "gallery"
LONGEST_MARK = 2000
FARTHEST_OFF = 100_000
"""An accuracy of more metres says nothing and is left out."""
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Mark:
    """When and where the phone was, to how many metres, the file's SHA-256, and whether the app's own camera made it.

    ``lat`` and ``lng`` are degrees in WGS-84 as text of six decimals, empty where the phone did not know; ``taken_at``
    is the phone's word, ``sent_at`` its clock when it sent: whoever takes the mark in corrects the one by the other.
    """

    source: str
    taken_at: datetime | None = None
    sent_at: datetime | None = None
    lat: str = ""
    lng: str = ""
    accuracy_m: int | None = None
    sha256: str = ""

    def plain(self, taken_at: datetime | None) -> dict[str, str]:
        """The mark as it is kept, all of it text; ``taken_at`` is the moment by our clock, if it can be believed."""
        found = {"source": self.source, "sha256": self.sha256, "lat": self.lat, "lng": self.lng}
        found["taken_at"] = taken_at.isoformat() if taken_at else ""
        found["accuracy_m"] = "" if self.accuracy_m is None else str(self.accuracy_m)
        return {name: value for name, value in found.items() if value}


def read_metadata(header: str) -> dict[str, str]:
    """``Upload-Metadata`` of tus: ``name base64, name base64``. What cannot be read is left out."""
    found = {}
    for pair in header.split(","):
        name, _, text = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(text, validate=True).decode()
        except (ValueError, binascii.Error):
            continue
    return found


def read_mark(said: str) -> Mark | None:
    """A mark from its JSON text, None of an empty one; values that cannot be are left out.

    Raises ``Missing`` (``mark_unreadable``) where the text is no JSON object.
    """
    if not said:
        return None
    try:
        given = json.loads(said) if len(said) <= LONGEST_MARK else None
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise Missing(
            "mark_unreadable",
            Say(
                "照片的拍摄标记读不懂。请更新应用后再传，照片还在手机里。",
                "The mark of the photo cannot be read. Update the app and send it again; it is still on the phone.",
            ),
        )
    lat, lng = _degrees(given.get("lat"), 90), _degrees(given.get("lng"), 180)
    sha256 = given.get("sha256")
    return Mark(
        source=CAMERA if given.get("source") == CAMERA else GALLERY,
        taken_at=_moment(given.get("taken_at")),
        sent_at=_moment(given.get("sent_at")),
        lat=lat if lng else "",
        lng=lng if lat else "",
        accuracy_m=_metres(given.get("accuracy_m")),
        sha256=sha256 if isinstance(sha256, str) and SHA256.fullmatch(sha256) else "",
    )


def _number(said: Any) -> float | None:
    return float(said) if isinstance(said, int | float) and not isinstance(said, bool) else None


def _degrees(said: Any, most: int) -> str:
    number = _number(said)
    return f"{number:.6f}" if number is not None and -most <= number <= most else ""


def _metres(said: Any) -> int | None:
    number = _number(said)
    return round(number) if number is not None and 0 <= number <= FARTHEST_OFF else None


def _moment(said: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
