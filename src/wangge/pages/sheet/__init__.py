"""A map sheet 图幅 drawn as SVG: ground, outlines of areas, cases, and names that do not cover one another."""

from wangge.pages.sheet.draw import Drawn, Scene, draw_ground, shapes_on
from wangge.pages.sheet.marks import by_area, draw_marks, gather, rooms
from wangge.pages.sheet.names import draw_names
from wangge.pages.sheet.paper import HEIGHT, WIDTH, Paper

__all__ = [
    "HEIGHT",
    "WIDTH",
    "Drawn",
    "Paper",
    "Scene",
    "by_area",
    "draw_ground",
    "draw_marks",
    "draw_names",
    "gather",
    "rooms",
    "shapes_on",
]
