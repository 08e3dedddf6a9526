"""Where is this, and whose is it?"""

from wangge.places.queries.areas import (
    area_exists,
    area_named,
    area_names,
    areas_below,
    building_named,
    buildings_in,
    full_name,
    level_names,
    lineage,
)
from wangge.places.queries.history import areas_on, followers_of, present_code, recut_plan
from wangge.places.queries.locating import (
    GROUND,
    Found,
    Located,
    find_code,
    find_point,
    find_points,
    find_words,
    locate,
    read_point,
)

__all__ = [
    "GROUND",
    "Found",
    "Located",
    "area_exists",
    "area_named",
    "area_names",
    "areas_below",
    "areas_on",
    "building_named",
    "buildings_in",
    "find_code",
    "find_point",
    "find_points",
    "find_words",
    "followers_of",
    "full_name",
    "level_names",
    "lineage",
    "locate",
    "present_code",
    "read_point",
    "recut_plan",
]
