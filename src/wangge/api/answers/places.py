"""Places, areas and the map."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import MISSING
from typing_extensions import TypeAliasType

from wangge.api.answers.flows import CaseState, KindName
from wangge.api.answers.shapes import Coded, Label, Level, Point, Post, Shape, absent


class ResponsiblePerson(Shape):
    """Somebody responsible now, and why."""

    id: UUID
    name: str
    post: Post
    label: Label
    why: Label


class Responsible(Shape):
    """The area whose people are responsible, who they are, and why this area."""

    area: str
    people: list[ResponsiblePerson]
    why: Label


class LevelNames(Shape):
    """Names of the four levels, null where not certain."""

    district: str | None
    street: str | None
    community: str | None
    grid: str | None


class PlaceCandidate(Shape):
    """Where it might be: a building or an area, its grid where it lies in one, a score from 0 to 1, and why."""

    code: str
    name: str
    grid: str | None
    score: float
    why: Label


class Located(Shape):
    """Codes of the four levels (null where not certain), how far the border is, candidates, who is responsible."""

    district: str | None
    street: str | None
    community: str | None
    grid: str | None
    names: LevelNames
    point: Point | None
    distance_to_border_m: float | None
    candidates: list[PlaceCandidate]
    responsible: Responsible | None


class Outline(Shape):
    """A GeoJSON geometry in WGS-84, longitude before latitude."""

    type: Literal["Polygon", "MultiPolygon"]
    coordinates: list[Any]


class Area(Shape):
    """An area with its outline, what lies directly below it, and who is responsible now."""

    code: str
    name: str
    name_en: str | None
    level: Level
    outline: Outline | None
    valid_from: date
    administered_by: str | None
    households: int | None
    children: list[Coded]
    responsible: Responsible | None


class Geometry(Shape):
    """Any GeoJSON geometry in WGS-84, longitude before latitude."""

    type: Literal["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]
    coordinates: list[Any]


class AreaProperties(Shape):
    """Which area an outline belongs to."""

    code: str
    name: str
    level: Level


class AreaFeature(Shape):
    """The outline of one area."""

    type: Literal["Feature"]
    properties: AreaProperties
    geometry: Geometry


class MapAreas(Shape):
    """Outlines of areas as GeoJSON."""

    type: Literal["FeatureCollection"]
    features: list[AreaFeature]


GroundKind = TypeAliasType(
    "GroundKind",
    Literal["water", "park", "railway", "road", "bridge", "square", "block", "pitch", "building"],
)


class GroundProperties(Shape):
    """What a feature is; rank 1 is the most important of its kind. Few have a name."""

    kind: GroundKind
    rank: int
    name: str | MISSING = absent()


class GroundFeature(Shape):
    """One feature of the ground."""

    type: Literal["Feature"]
    properties: GroundProperties
    geometry: Geometry


class MapGround(Shape):
    """The ground of a box as GeoJSON."""

    type: Literal["FeatureCollection"]
    features: list[GroundFeature]


class MapCase(Shape):
    """A case that stands alone at its place."""

    id: UUID
    number: str
    state: CaseState
    state_label: Label
    quarter: Literal[0, 1, 2, 3, 4]
    kind: KindName | None


class MapSign(Shape):
    """A sign or cluster at the middle of its cases; ``case`` is null where there are several.

    ``within`` is what the codes of their areas have in common.
    """

    count: int
    overdue: int
    lat: float
    lng: float
    within: str
    case: MapCase | None


class MapCases(Shape):
    """Signs of a box, the fullest first; ``complete`` is false where there were too many to show."""

    items: list[MapSign]
    complete: bool


class BaseMap(Shape):
    """Which base map lies underneath, its approval number, and what a client needs to draw it."""

    kind: Literal["none", "tianditu", "pmtiles"]
    approval: str | None
    key: str | None
    file: str | None
    note: Label | None
