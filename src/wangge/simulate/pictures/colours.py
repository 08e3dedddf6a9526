"""Colours and how they are mixed."""

from random import Random

Colour = tuple[int, int, int]


def ink(code: str) -> Colour:
    """``#rrggbb`` as three numbers."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(one: Colour, other: Colour, part: float) -> Colour:
    """``part`` 0 gives ``one``, 1 gives ``other``."""
    r, g, b = (round(a + (c - a) * part) for a, c in zip(one, other, strict=True))
    return r, g, b


def lit(colour: Colour, strength: float) -> Colour:
    """The colour under more (above 1) or less light; shade turns a little blue, light a little warm."""
    warm = (strength - 1) * 10
    r, g, b = (
        max(0, min(255, round(c * strength + shift))) for c, shift in zip(colour, (warm, 0.0, -warm), strict=True)
    )
    return r, g, b


def near(chance: Random, colour: Colour, spread: float = 0.06) -> Colour:
    """A neighbour of the colour, as one brick differs from the next."""
    return lit(colour, 1 + chance.uniform(-spread, spread))
