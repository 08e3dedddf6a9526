"""Where a picture is made unreadable: read, kept inside the picture, never finer than a few blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.core.refusals import Missing
from wangge.files.rules import BLOCKS, MOST_SHAPES, Shape, blocks_of, in_pixels, read_shapes, shapes_plain

BOX = {"shape": "box", "x": 0.25, "y": 0.5, "w": 0.25, "h": 0.125}


def test_shapes_are_read_and_written_as_they_were_sent():
    stroke = {"shape": "stroke", "points": [[0.5, 0.5], [0.75, 0.5]], "width": 0.125}
    ellipse = BOX | {"shape": "ellipse"}
    assert shapes_plain(read_shapes([BOX, ellipse, stroke])) == [BOX, ellipse, stroke]
    assert read_shapes([stroke])[0] == Shape("stroke", 0.4375, 0.4375, 0.375, 0.125, ((0.5, 0.5), (0.75, 0.5)), 0.125)


def test_what_lies_outside_is_moved_to_the_edge():
    [box, stroke] = read_shapes(
        [BOX | {"x": -1, "w": 1.5, "h": 9}, {"shape": "stroke", "points": [[-3, 2]], "width": None}]
    )
    assert (box.x, box.y, box.w, box.h) == (0.0, 0.5, 0.5, 0.5)
    assert stroke.points == ((0.0, 1.0),) and stroke.width == 0.01


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"shape": "star"}, {"shape": "stroke", "points": []}, {"shape": "stroke", "points": [[1]]},
        {"shape": "box", "x": 0}, BOX | {"w": "wide"}, BOX | {"x": None}, BOX | {"h": 0}, BOX | {"x": 3},
        BOX | {"y": float("nan")}, {"shape": "stroke", "points": [[0, 0]], "width": "x"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_to_do(wrong):
    with pytest.raises(Missing) as refused:
        read_shapes([wrong])
    assert refused.value.code == "shape_unreadable"


def test_there_is_an_end_to_how_many():
    read_shapes([BOX] * MOST_SHAPES)
    with pytest.raises(Missing):
        read_shapes([BOX] * (MOST_SHAPES + 1))


PARTS = st.floats(0, 1)


@given(PARTS, PARTS, PARTS, PARTS, st.integers(1, 4000), st.integers(1, 4000))
def test_pixels_lie_in_the_picture_and_hold_the_whole_shape(x, y, w, h, width, height):
    shape = Shape("box", x, y, min(w, 1 - x), min(h, 1 - y))
    left, top, right, bottom = in_pixels(shape, width, height)
    assert 0 <= left < right and 0 <= top < bottom
    assert right <= max(width, left + 1) and bottom <= max(height, top + 1)
    assert left <= shape.x * width and right + 1 >= (shape.x + shape.w) * width


@pytest.mark.parametrize(("size", "wanted"), [((400, 400), (4, 4)), ((400, 90), (4, 1)), ((10, 4000), (1, 4))])
def test_a_shape_is_never_drawn_in_more_than_a_few_blocks(size, wanted):
    assert blocks_of(*size) == wanted and max(wanted) <= BLOCKS
