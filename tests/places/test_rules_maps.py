"""Zooms, boxes, and how exactly a map draws."""

import math
from itertools import pairwise
from typing import Any

import numpy
import pytest
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from wangge.core.refusals import Missing
from wangge.places.rules import (
    CLASSES,
    KINDS,
    MOST_ZOOM,
    ZoomClass,
    as_geojson,
    cell_degrees,
    class_of,
    read_box,
    simpler,
)


def test_every_zoom_has_its_class_and_a_deeper_one_shows_no_less():
    found = [class_of(zoom) for zoom in range(MOST_ZOOM + 1)]
    assert found[0] is CLASSES[0] and found[-1] is CLASSES[-1]
    for coarse, fine in pairwise(CLASSES):
        assert coarse.shown < fine.shown and coarse.digits <= fine.digits and coarse.metres > fine.metres
    assert CLASSES[-1].shown == {(kind, rank) for kind, zooms in KINDS.items() for rank in range(1, len(zooms) + 1)}
    assert ("road", 1) in CLASSES[0].shown and ("building", 2) not in class_of(15).shown
    for zoom in (-1, MOST_ZOOM + 1):
        with pytest.raises(Missing, match="zoom_out_of_range"):
            class_of(zoom)


def test_a_box_is_read_or_refused_with_a_sentence():
    read = read_box("122.0,41.1,122.01,41.11", 16)
    assert (read.west, read.south, read.east, read.north) == (122.0, 41.1, 122.01, 41.11)
    for text in ("", "1,2,3", "a,b,c,d", "1,2,3,4,5", "122,41,121,42", "122,42,123,41", "nan,1,2,3", "1,-89,2,3",
                 "1,2,inf,3", "122,41,122,41.1"):  # fmt: skip
        with pytest.raises(Missing, match="box_unreadable"):
            read_box(text, 10)
    for zoom in (-1, 23):
        with pytest.raises(Missing, match="zoom_out_of_range"):
            read_box("122.0,41.1,122.01,41.11", zoom)


def test_a_box_is_not_larger_than_a_screen_of_its_zoom():
    assert read_box("121.9,41.0,122.2,41.2", 14)
    for text in ("121.9,41.1,122.2,41.11", "122,41,122.01,41.2"):
        with pytest.raises(Missing, match="box_too_large"):
            read_box(text, 17)


def test_cells_halve_with_every_zoom():
    assert cell_degrees(10) == 2 * cell_degrees(11)
    assert cell_degrees(0, pixels=256) == 360


def drawn(shape: BaseGeometry, zoom_class: ZoomClass) -> dict[str, Any]:
    return as_geojson(simpler(numpy.array([shape]), zoom_class)[0], zoom_class.digits)


def test_shapes_are_drawn_as_exactly_as_the_zoom_shows():
    wavy = LineString([(122 + n / 1000, 41 + math.sin(n) / 100_000) for n in range(50)])
    coarse, fine = drawn(wavy, ZoomClass(12, 4, 20.0)), drawn(wavy, ZoomClass(22, 6, 0.3))
    assert len(coarse["coordinates"]) == 2 and len(fine["coordinates"]) > 25
    assert all(round(value, 4) == value for point in coarse["coordinates"] for value in point)
    square = drawn(box(122, 41, 122.01, 41.01), CLASSES[0])
    assert square["type"] == "Polygon" and len(square["coordinates"][0]) == 5


def test_what_is_too_small_to_be_seen_is_empty_and_what_is_drawn_is_valid():
    small = numpy.array([box(122, 41, 122.00001, 41.00001), Point(122, 41), box(122, 41, 122.01, 41.00002)])
    assert all(made.is_empty for made in simpler(small, CLASSES[0]))
    narrow = Polygon(
        [(122, 41), (122.01, 41.0002), (122.02, 41), (122.02, 41.00014), (122.01, 41.00024), (122, 41.00014)]
    )
    made = simpler(numpy.array([narrow]), ZoomClass(12, 4, 0.0))[0]
    assert made.is_valid
