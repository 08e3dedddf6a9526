"""Codes, datums, points and addresses in words. Pure."""

from wangge.places.rules.ground import (
    DATUMS,
    LEVELS,
    METRES_A_DEGREE,
    Outlines,
    check_point,
    level_of,
    metres_between,
    metres_to_border,
    parent_of,
    to_wgs84,
)
from wangge.places.rules.maps import (
    CLASSES,
    KINDS,
    MOST_ZOOM,
    Box,
    ZoomClass,
    as_geojson,
    cell_degrees,
    class_of,
    read_box,
    simpler,
)
from wangge.places.rules.recutting import Ground, Plan, plan
from wangge.places.rules.words import Candidate, Gazetteer, Spot, plain_words, read_address

__all__ = [
    "CLASSES",
    "DATUMS",
    "KINDS",
    "LEVELS",
    "METRES_A_DEGREE",
    "MOST_ZOOM",
    "Box",
    "Candidate",
    "Gazetteer",
    "Ground",
    "Outlines",
    "Plan",
    "Spot",
    "ZoomClass",
    "as_geojson",
    "cell_degrees",
    "check_point",
    "class_of",
    "level_of",
    "metres_between",
    "metres_to_border",
    "parent_of",
    "plain_words",
    "plan",
    "read_address",
    "read_box",
    "simpler",
    "to_wgs84",
]
