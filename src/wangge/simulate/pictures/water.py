"""Standing water and the outlines it fills."""

from wangge.simulate.pictures.camera import Spot
from wangge.simulate.pictures.colours import Colour, ink, lit, mix
from wangge.simulate.pictures.stage import Stage


def water(stage: Stage, shape: list[Spot], *, wall: Colour, muddy: float = 0.45, deep: float = 0.9) -> None:
    """Standing water: a wet rim, and the wall, the kerb and the sky hanging upside down in it."""
    for k in range(6):
        stage.face(grown(shape, 1.0 + k * 0.014), (40, 42, 46), alpha=30)
    sky, mud, wall_at = ink("#a9bdc9"), ink("#66645a"), stage.wall_at or 6.0
    near_by, far = min(p[1] for p in shape), max(p[1] for p in shape)
    high = mix(mix(lit(wall, 0.85), sky, 0.35), mud, muddy)
    with stage.inside(shape):
        stage.face(shape, mix(sky, mud, muddy), alpha=round(255 * deep))
        for k in range(8):
            low = -0.9 - k * 0.14
            stage.face(((-9, wall_at, 0.2), (9, wall_at, 0.2), (9, wall_at, low), (-9, wall_at, low)), high, alpha=44)
        for _ in range(7):
            at = (shape[0][0] + stage.trouble.uniform(-2.0, 0.0), stage.trouble.uniform(near_by, far), 0.0)
            _ripple(stage, at, stage.trouble.uniform(0.12, 0.3))
    stage.smooth(shape)
    dots = stage.camera.dots(shape)
    stage.pen.line([*dots, dots[0]], fill=(226, 232, 234, 70), width=4, joint="curve")


def _ripple(stage: Stage, at: Spot, r: float) -> None:
    ring = stage.camera.dots(stage.ring(at, r, steps=48, stretch=0.7))
    for start, stop, alpha in ((4, 19, 70), (27, 44, 120)):
        stage.pen.line(ring[start:stop], fill=(232, 238, 240, alpha), width=4, joint="curve")


def grown(shape: list[Spot], by: float) -> list[Spot]:
    """The outline moved away from its middle."""
    mx, my = (sum(p[k] for p in shape) / len(shape) for k in (0, 1))
    return [(mx + (x - mx) * by, my + (y - my) * by, z) for x, y, z in shape]
