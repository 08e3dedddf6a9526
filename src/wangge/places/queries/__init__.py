"""Where is this, and whose is it?"""

from wangge.places.queries.areas import (
    area_exists,
    area_named,
    area_names,
    areas_below,
    building_named,
    full_name,
    level_names,
    lineage,
)
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
    "building_named",
    "find_code",
    "find_point",
    "find_points",
    "find_words",
    "full_name",
    "level_names",
    "lineage",
    "locate",
    "read_point",
]
