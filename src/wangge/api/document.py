"""The API's document (OpenAPI): what it says beside the JSON of each operation."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from pydantic.json_schema import models_json_schema

from wangge.api.answers.places import MapAreas, MapGround
from wangge.api.answers.shapes import Problem, Shape, every_shape

COMPONENT = "#/components/schemas/{model}"
GEOJSON, BYTES, PROBLEM = "application/geo+json", "application/octet-stream", "application/problem+json"
ZIP = "application/zip"
NAMED_ONLY: tuple[type[Shape], ...] = (Problem, MapAreas, MapGround)
"""Forms that no operation answers as plain JSON, so that ninja does not meet them."""
REFUSAL = {
    "description": "A refusal or a fault, as a problem document (RFC 9457)",
    "content": {PROBLEM: {"schema": {"$ref": COMPONENT.format(model=Problem.__name__)}}},
}


class Api(NinjaAPI):
    """Ninja's API, whose document says of every operation that whatever else it answers is a problem document."""

    def get_openapi_schema(self, **rest: Any) -> OpenAPISchema:
        """The document, made anew. The forms are as they are written: ninja would tell of ``from`` as ``from_``."""
        document = super().get_openapi_schema(**rest)
        for operations in document["paths"].values():
            for operation in operations.values():
                said = {str(status): answer for status, answer in operation["responses"].items()}
                operation["responses"] = said | {"default": REFUSAL}
        components = document["components"]["schemas"]
        met = [shape for shape in every_shape() if shape.__name__ in components or shape in NAMED_ONLY]
        _, named = models_json_schema([(shape, "serialization") for shape in met], ref_template=COMPONENT)
        components.update(named["$defs"])
        return document


def geojson(shape: type[Shape]) -> dict[str, Any]:
    """Of an operation that answers GeoJSON, or 304 to whoever has it."""
    schema = {"$ref": COMPONENT.format(model=shape.__name__)}
    return {
        "response": {200: None, 304: None},
        "openapi_extra": {"responses": {200: {"content": {GEOJSON: {"schema": schema}}}}},
    }


def whole_file() -> dict[str, Any]:
    """Of an operation that answers a picture or a sound under its own type, or 304 to whoever has it."""
    anything = {"schema": {"type": "string", "format": "binary"}}
    return {
        "response": {200: None, 304: None},
        "openapi_extra": {"responses": {200: {"content": {"image/*": anything, "audio/*": anything}}}},
    }


def sheet(*media: str) -> dict[str, Any]:
    """Of an operation that answers a file of one of these types."""
    anything = {"schema": {"type": "string", "format": "binary"}}
    return {
        "response": {200: None},
        "openapi_extra": {"responses": {200: {"content": dict.fromkeys(media, anything)}}},
    }


def parts() -> dict[str, Any]:
    """Of an operation that answers parts of a file, or 416 to whoever asks outside of it."""
    return {
        "response": {206: None, 416: None},
        "openapi_extra": {"responses": {206: {"content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}}},
    }
