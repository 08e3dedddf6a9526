"""The case file 案卷 to read and to print: one page that needs no other, on paper, on a screen and in a bundle."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from wangge.api.bundles import file_name
from wangge.api.cases import whole_case
from wangge.cases import queries
from wangge.cases.models import Case
from wangge.cases.rules import GROUNDS
from wangge.catalogue.queries import flow_for
from wangge.core.ids import PUBLIC
from wangge.journal.queries import Entry
from wangge.journal.rules import ERASE, Kept
from wangge.orgs.rules import Actor
from wangge.pages.saying import labels_of, settled

SHEET = Path(__file__).parent / "static" / "wangge" / "paper.css"


@cache
def style() -> str:
    """The style sheet, which the page holds itself."""
    return SHEET.read_text("utf-8")


def style_hash() -> str:
    """What a content security policy lets the page's own style pass by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()


def paper(
    case: Case,
    actor: Actor,
    language: str,
    *,
    at: datetime,
    chain: Sequence[Entry],
    contents: Sequence[Kept] = (),
    source: Callable[[dict[str, str]], str] = file_name,
    ways: bool = False,
    size: str = "normal",
) -> str:
    """A case with everything in order, as HTML.

    ``chain`` are its entries; ``contents`` are what goes along in a bundle; only with them a contact stands there in
    full. ``source`` is where a file is shown from: a place in the bundle unless told otherwise. ``ways`` puts links
    to other pages on top, ``size`` is that of the text on a screen.
    """
    told = queries.entry_answers(chain, actor)
    facts = whole_case(actor, case)
    flow = flow_for(case.district, case.flow, case.flow_version)
    opened = {str(kept.id): kept.body.decode() for kept in contents if kept.field == "contact" and kept.state == "kept"}
    numbers = [opened[m["id"]] for entry in chain for m in entry.content if m["id"] in opened]
    history = [
        answer
        | {
            "also": settled(answer["facts"]),
            "shown": [_shown(file, source(file)) for file in answer["files"]],
            "ground": GROUNDS.get(answer["facts"].get("ground", "")) if entry.verb == ERASE else None,
            "by_resident": entry.actor == PUBLIC,
        }
        for entry, answer in zip(chain, told, strict=True)
    ]
    return render_to_string(
        "pages/paper.html",
        {
            "language": language,
            "site": settings.NAME,
            "demo": settings.DEMO,
            "style": mark_safe(style()),  # noqa: S308  # our own file
            "case": facts,
            "history": history,
            "labels": labels_of(flow),
            "marks": [flow.marks[mark] for mark in facts["marks"]],
            "channel": f"channel_{case.channel}",
            "contact": numbers[0] if numbers else next((e["contact"] for e in told if e["contact"]), None),
            "when": {photo["id"]: f"shows_{photo['when']}" for photo in facts["photos"]},
            "code": mark_safe(code(f"{settings.PUBLIC_ADDRESS}/cases/{case.id}/file")),  # noqa: S308  # made by segno
            "end": bytes(chain[-1].hash).hex(),
            "count": len(chain),
            "at": at,
            "ways": ways,
            "size": size,
        },
    )


def _shown(file: dict[str, str], source: str) -> dict[str, Any]:
    return file | {"source": source, "picture": file["type"].startswith("image/")}


def code(address: str) -> str:
    """A QR code as SVG."""
    return str(segno.make(address, error="m").svg_inline(scale=3, border=0, omitsize=True, title=address))
