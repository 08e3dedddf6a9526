"""Every answer of the API is compared with what the API's document says of it, in every test that gets one.

``tests/settings.py`` puts ``Compared`` outermost, in this process and in the servers that tests start. An answer that
does not fit is an ``AssertionError`` to a test's own client, and status 500 to whoever asks over the network.
"""

import gzip
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from pydantic import TypeAdapter, ValidationError

V = "/api/v1/"
OWN = ("openapi.json", "docs")
"""What ninja itself answers: the document and the page that shows it."""


class Compared:
    """Middleware: whatever leaves the API is as its document says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self._get_response(request)
        if request.path.startswith(V) and request.path.removeprefix(V) not in OWN:
            compare(f"{request.method} {request.path}", answer)
        return answer


def compare(call: str, answer: Any) -> None:
    """Raises ``AssertionError`` where the answer to ``METHOD /path`` is not as the document says of its status."""
    method, _, path = call.partition(" ")
    forms = forms_of(method, path, answer.status_code)
    media = answer.get("Content-Type", "").partition(";")[0]
    if answer.streaming:
        family = media.partition("/")[0] + "/*"
        assert media in forms or family in forms, f"{call}: {media} is not among {list(forms)}"
        return
    body = gzip.decompress(answer.content) if answer.get("Content-Encoding") == "gzip" else answer.content
    if not forms:
        assert not body, f"{call}: {answer.status_code} should have no body"
        return
    assert media in forms, f"{call}: {media} is not among {list(forms)}"
    try:
        TypeAdapter(shapes()[forms[media]]).validate_json(body, strict=True, extra="forbid")
    except ValidationError as trouble:
        raise AssertionError(f"{call}: {answer.status_code} is not as the document says: {trouble}") from trouble


def forms_of(method: str, path: str, status: int) -> dict[str, str]:
    """The names of the forms of an answer by media type, after the document; empty where it has no body.

    Only refusals and faults may be what ``default`` says. Raises ``AssertionError`` for what is not said.
    """
    said = next((o.get(method.lower()) for known, o in operations() if known.fullmatch(path)), None)
    responses = said["responses"] if said else {"default": refusal()}
    at = str(status) if str(status) in responses else "default" if status >= 400 else ""
    assert at, f"{method} {path}: {status} is not among {list(responses)}"
    content = responses[at].get("content", {})
    return {media: form["schema"].get("$ref", "").rpartition("/")[2] for media, form in content.items()}


@cache
def document() -> dict[str, Any]:
    """The API's document, as it is served."""
    from wangge.api.main import api

    return api.get_openapi_schema()


def refusal() -> dict[str, Any]:
    """What the document says of refusals, of addresses that do not exist too."""
    from wangge.api.document import REFUSAL

    return REFUSAL


@cache
def operations() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """The paths as patterns with their operations; those without a name in them first."""
    paths = sorted(document()["paths"].items(), key=lambda item: item[0].count("{"))
    return [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), said) for path, said in paths]


@cache
def shapes() -> dict[str, type]:
    """The forms by their names. Raises ``AssertionError`` where two have one name."""
    from wangge.api.answers.shapes import every_shape

    found: dict[str, type] = {}
    for shape in every_shape():
        assert found.setdefault(shape.__name__, shape) is shape, f"two forms are called {shape.__name__}"
    return found
