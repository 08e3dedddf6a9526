"""Codes, datums, points and addresses in words. Pure."""

from wangge.places.rules.ground import (
    DATUMS,
    LEVELS,
    Outlines,
    check_point,
    level_of,
    metres_to_border,
    parent_of,
    to_wgs84,
)
from wangge.places.rules.recutting import Ground, Plan, plan
from wangge.places.rules.words import Candidate, Gazetteer, Spot, plain_words, read_address

__all__ = [
    "DATUMS",
    "LEVELS",
    "Candidate",
    "Gazetteer",
    "Ground",
    "Outlines",
    "Plan",
    "Spot",
    "check_point",
    "level_of",
    "metres_to_border",
    "parent_of",
    "plain_words",
    "plan",
    "read_address",
    "to_wgs84",
]
