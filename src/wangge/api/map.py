"""The map: outlines of areas, the ground below them, the cases on it, and which base map lies underneath."""

import gzip
import hashlib
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Router

from wangge.api.answers.places import BaseMap, MapAreas, MapCases, MapGround
from wangge.api.auth import asking
from wangge.api.document import geojson, parts
from wangge.api.replies import hand_out
from wangge.cases import queries as cases
from wangge.core.refusals import Missing, not_found
from wangge.core.words import Say
from wangge.places.queries import area_named, edition, ground_layer, level_below, outlines_below
from wangge.places.rules import LEVELS, Box, ZoomClass, cell_degrees, class_of, level_of, read_box

router = Router(tags=["map"])
MOST_BYTES = 4 * 1024 * 1024
"""No answer of a base map's file is longer; whoever wants more asks again."""
SKETCH = Say("示意图，非正式底图", "A sketch, no official base map")


def drawing(request: HttpRequest, mark: str, make: Callable[[], bytes]) -> HttpResponse:
    """An answer that lasts as long as the ground: 304 to whoever has it, compressed for whoever can read that."""
    tag = f'"{hashlib.sha256(mark.encode()).hexdigest()[:24]}"'
    if tag in request.headers.get("If-None-Match", ""):
        answer = HttpResponse(status=304)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = HttpResponse(make(), content_type="application/geo+json")
        answer["Content-Encoding"] = "gzip"
    else:
        answer = HttpResponse(gzip.decompress(make()), content_type="application/geo+json")
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Accept-Encoding, Authorization, Cookie"
    return answer


def _collection(pieces: list[bytes]) -> bytes:
    body = b'{"type":"FeatureCollection","features":[' + b",".join(pieces) + b"]}"
    return gzip.compress(body, 6, mtime=0)


@lru_cache(maxsize=128)
def ground_bytes(district: str, edition: str, zoom_class: ZoomClass, box: Box) -> bytes:
    """The features of a box at a class of zooms as GeoJSON, compressed."""
    layer = ground_layer(district, edition, zoom_class)
    return _collection([layer.piece(number) for number in layer.within(box)])


@lru_cache(maxsize=64)
def outline_bytes(district: str, edition: str, level: str, within: str, zoom_class: ZoomClass) -> bytes:
    """The outlines of the areas of a level inside an area as GeoJSON, compressed."""
    return _collection([
        orjson.dumps({"type": "Feature", "properties": {"code": code, "name": name, "level": level}, "geometry": drawn})
        for code, name, drawn in outlines_below(district, edition, level, within, zoom_class)
    ])  # fmt: skip


@router.get(
    "/map/areas",
    **geojson(MapAreas),
    operation_id="draw_areas",
    summary="Outlines of the areas of a level inside an area, as GeoJSON as exact as the zoom shows",
)
def areas(request: HttpRequest, within: str | None = None, level: str | None = None, zoom: int = 14) -> HttpResponse:
    code = area_named(within or asking(request).district).code
    own = level_of(code, settings.CODE_LENGTHS)
    wanted = level or level_below(own)
    if wanted not in LEVELS[1:] or LEVELS.index(wanted) < LEVELS.index(own):
        raise Missing(
            "level_unknown",
            Say("级别只能是 district、street、community 或 grid，且不高于所问的地域。",
                "The level must be district, street, community or grid, and not above the area asked for."),
        )  # fmt: skip
    district, zoom_class = code[: settings.CODE_LENGTHS["district"]], class_of(zoom)
    now = edition(district)
    return drawing(
        request,
        f"areas {now} {wanted} {code} {zoom_class}",
        lambda: outline_bytes(district, now, wanted, code, zoom_class),
    )


@router.get(
    "/map/ground",
    **geojson(MapGround),
    operation_id="draw_ground",
    summary="Water, parks, roads, blocks and buildings of a box, as GeoJSON as exact as the zoom shows",
)
def ground(request: HttpRequest, bbox: str, zoom: int, district: str | None = None) -> HttpResponse:
    where, box, zoom_class = district or asking(request).district, read_box(bbox, zoom), class_of(zoom)
    now = edition(where)
    return drawing(
        request, f"ground {where} {now} {box} {zoom_class}", lambda: ground_bytes(where, now, zoom_class, box)
    )


@router.get(
    "/map/cases",
    response=MapCases,
    operation_id="draw_cases",
    summary="Cases of a box that I may see, one by one or put together where they lie close",
)
def cases_here(request: HttpRequest, bbox: str, zoom: int, open: bool = True) -> HttpResponse:
    actor, box = asking(request), read_box(bbox, zoom)
    found = cases.cases_in_box(actor, box, cell=cell_degrees(zoom), at=timezone.now(), open_only=open)
    return hand_out({"items": found, "complete": len(found) < cases.MOST_PLACES})


@router.get(
    "/map/base",
    response=BaseMap,
    operation_id="read_base_map",
    summary="Which base map lies underneath, and its approval number",
)
def base(request: HttpRequest) -> HttpResponse:
    asking(request)
    kind, file = settings.BASEMAP["kind"], "/api/v1/map/base.pmtiles"
    answer = {
        "kind": kind,
        "approval": settings.BASEMAP["approval"] or None,
        "key": settings.BASEMAP["key"] or None if kind == "tianditu" else None,
        "file": file if kind == "pmtiles" else None,
        "note": SKETCH.pair() if kind == "none" else None,
    }
    return hand_out(answer)


@router.get(
    "/map/base.pmtiles",
    **parts(),
    operation_id="read_base_map_part",
    summary="Parts of the base map's file (HTTP range requests)",
)
def base_file(request: HttpRequest) -> HttpResponseBase:
    asking(request)
    if settings.BASEMAP["kind"] != "pmtiles":
        raise not_found()
    file = Path(settings.BASEMAP["file"])
    length = file.stat().st_size
    wanted = _range(request.headers.get("Range", ""), length)
    if wanted is None:
        answer = HttpResponse(status=416)
        answer["Content-Range"] = f"bytes */{length}"
        return answer
    first, last = wanted
    part = StreamingHttpResponse(_bytes(file, first, last), status=206, content_type="application/octet-stream")
    part["Content-Range"] = f"bytes {first}-{last}/{length}"
    part["Content-Length"] = str(last - first + 1)
    part["Accept-Ranges"] = "bytes"
    part["ETag"] = f'"{int(file.stat().st_mtime)}-{length}"'
    part["Cache-Control"] = "private, max-age=86400"
    return part


def _range(header: str, length: int) -> tuple[int, int] | None:
    """First and last byte of ``bytes=a-b``, ``bytes=a-`` or ``bytes=-n``, at most ``MOST_BYTES``; None when outside.

    Raises ``Missing`` (``range_missing``) where no single range is asked for.
    """
    asked = re.fullmatch(r"bytes=([0-9]{0,15})-([0-9]{0,15})", header.strip())
    start, end = asked.groups() if asked else ("", "")
    if not start + end:
        raise Missing(
            "range_missing",
            Say(
                "底图文件只能分段取，请用请求头 Range: bytes=起-止。",
                "The file is handed out in parts. Ask with the header Range: bytes=first-last.",
            ),
        )
    first = int(start) if start else max(length - int(end), 0)
    last = min(int(end) if start and end else length - 1, length - 1, first + MOST_BYTES - 1)
    return (first, last) if first <= last else None


def _bytes(file: Path, first: int, last: int) -> Iterator[bytes]:
    with file.open("rb") as source:
        source.seek(first)
        left = last - first + 1
        while left and (piece := source.read(min(left, 65536))):
            left -= len(piece)
            yield piece
