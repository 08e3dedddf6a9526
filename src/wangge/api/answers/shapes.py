"""What the forms of all subjects are made of."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import MISSING, BaseModel, Field
from typing_extensions import TypeAliasType

Level = TypeAliasType("Level", Literal["city", "district", "street", "community", "grid"])
Post = TypeAliasType(
    "Post",
    Literal[
        "grid_worker",
        "community_clerk",
        "street_chief",
        "district_duty_officer",
        "unit_handler",
        "unit_chief",
        "outside_handler",
        "auditor",
        "administrator",
    ],
)


class Shape(BaseModel):
    """The form of one JSON object. Its name is the name of the component in the API's document: each is given once."""


def every_shape() -> Iterator[type[Shape]]:
    """All forms that are there, whatever module they stand in."""
    left: list[type[Shape]] = [Shape]
    while left:
        for shape in left.pop().__subclasses__():
            yield shape
            left.append(shape)


def absent() -> Any:
    """Of a field that is not there in every answer: ``field: Type | MISSING = absent()``."""
    return Field(default_factory=lambda: MISSING)


class Page(Shape):
    """A page of a list: ``next`` is the opaque mark of the page after it, null on the last one."""

    next: str | None


class Label(Shape):
    """A text in both languages."""

    zh: str
    en: str


class Named(Shape):
    """Somebody or something with an id: a person, a unit, or an area by its code."""

    id: str
    name: str


class Coded(Shape):
    """Something with a code and a name in one language, such as an area."""

    code: str
    name: str


class Point(Shape):
    """Degrees in WGS-84."""

    lat: float
    lng: float


class Problem(Shape):
    """A refusal or a fault (RFC 9457). ``code`` is for machines, ``detail`` a sentence in the reader's language that
    says what can be done, ``facts`` are values that belong to the code."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    facts: dict[str, Any]
