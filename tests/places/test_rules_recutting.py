"""Re-cutting in thought: any sequence of steps keeps every point in one grid and every code's followers alive."""

from random import Random
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box

from wangge.core.refusals import Missing
from wangge.places.rules import Ground, Outlines, Plan, plan

LENGTHS = {"city": 4, "district": 6, "street": 9, "community": 12, "grid": 15}


def city(streets: int = 2, communities: int = 2, grids: int = 3) -> dict[str, Ground]:
    """Squares beside one another: streets upwards, communities and grids to the right."""
    areas = {"211103": Ground("区")}
    for s in range(1, streets + 1):
        areas[f"211103{s:03d}"] = Ground(f"第 {s} 街道")
        for c in range(1, communities + 1):
            areas[f"211103{s:03d}{c:03d}"] = Ground(f"{s}-{c} 社区")
            for g in range(1, grids + 1):
                x = (c - 1) * grids + g - 1
                areas[f"211103{s:03d}{c:03d}{g:03d}"] = Ground(f"{g} 网格", box(x, s - 1, x + 1, s))
    return areas


def after(areas: dict[str, Ground], made: Plan) -> dict[str, Ground]:
    """What is in force once the plan is carried out."""
    now = {code: ground for code, ground in areas.items() if code not in made.follows} | made.made
    for code, name in made.renamed.items():
        now[code] = Ground(name, now[code].outline)
    for code, outline in made.reshaped.items():
        now[code] = Ground(now[code].name, outline)
    return now


def recut(*steps: dict[str, Any], areas: dict[str, Ground] | None = None) -> tuple[Plan, dict[str, Ground]]:
    before = areas or city()
    made = plan(before, (), steps, LENGTHS)
    return made, after(before, made)


def test_a_new_name_ends_no_code():
    made, now = recut({"do": "rename", "code": "211103001001", "name": "新名社区"})
    assert (made.renamed, made.follows, made.made) == ({"211103001001": "新名社区"}, {}, {})
    assert now["211103001001"].name == "新名社区"
    assert made.after("211103001001") == ("211103001001",)


def test_a_community_that_goes_to_another_street_takes_its_grids_along():
    made, now = recut({"do": "move", "code": "211103001002", "to": "211103002"})
    assert made.follows["211103001002"] == ("211103002003",)
    assert made.follows["211103001002003"] == ("211103002003003",)
    assert len(now) == len(city())
    assert now["211103002003003"].outline.equals(city()["211103001002003"].outline)


def test_grids_melt_into_one_of_them_or_into_a_new_one():
    made, now = recut({"do": "merge", "codes": ["211103001001001", "211103001001002"]})
    assert made.follows == {"211103001001002": ("211103001001001",)}
    assert now["211103001001001"].outline.equals(box(0, 0, 2, 1))
    made, now = recut(
        {"do": "merge", "codes": ["211103001001001", "211103001001002"], "into": "211103001001009", "name": "合并网格"}
    )
    assert set(made.follows.values()) == {("211103001001009",)}
    assert now["211103001001009"].name == "合并网格"


def test_a_street_that_is_merged_hands_over_its_communities():
    made, now = recut({"do": "merge", "codes": ["211103001", "211103002"], "name": "大街道"})
    assert made.follows["211103002"] == ("211103001",)
    assert made.follows["211103002001001"] == ("211103001003001",)
    assert now["211103001"].name == "大街道"
    assert sum(len(c) == 12 and c.startswith("211103001") for c in now) == 4


def test_a_grid_is_cut_along_a_line_and_a_street_along_its_parts():
    made, now = recut(
        {"do": "split", "code": "211103001001001", "line": [[0.4, -1], [0.4, 2]], "names": ["西半", "东半"]}
    )
    assert made.follows["211103001001001"] == ("211103001001004", "211103001001005")
    assert (now["211103001001004"].name, now["211103001001005"].name) == ("西半", "东半")
    assert now["211103001001004"].outline.area == pytest.approx(0.4)
    made, now = recut(
        {"do": "split", "code": "211103001", "parts": [{"name": "甲街道", "codes": ["211103001001"]},
                                                       {"codes": ["211103001002"]}]}
    )  # fmt: skip
    assert made.follows["211103001"] == ("211103003", "211103004")
    assert made.follows["211103001002002"] == ("211103004001002",)
    assert now["211103004"].name == "第 1 街道"


def test_steps_follow_one_another_and_the_first_code_leads_to_the_last():
    made, now = recut(
        {"do": "split", "code": "211103001001001", "line": [[0.5, -1], [0.5, 2]]},
        {"do": "move", "code": "211103001001", "to": "211103002"},
        {"do": "rename", "code": "211103002003", "name": "新社区"},
        {"do": "merge", "codes": ["211103002003004", "211103002003005"], "into": "211103002003005", "name": "又合上"},
    )
    assert made.follows["211103001001001"] == ("211103002003005",)
    assert made.renamed == {}
    assert now["211103002003"].name == "新社区"
    assert now["211103002003005"].outline.equals(box(0, 0, 1, 1))


def test_what_is_renamed_or_reshaped_first_and_ended_later_leaves_no_trace_of_it():
    made, _ = recut(
        {"do": "merge", "codes": ["211103001001001", "211103001001002"]},
        {"do": "rename", "code": "211103001001001", "name": "一号"},
        {"do": "move", "code": "211103001001", "to": "211103002"},
    )
    assert (made.renamed, made.reshaped) == ({}, {})
    assert made.made["211103002003001"].name == "一号"


def test_a_code_that_has_ended_is_never_given_again():
    step = {"do": "split", "code": "211103001001003", "line": [[2.5, -1], [2.5, 2]]}
    made = plan(city(), ["211103001001004"], [step], LENGTHS)
    assert made.follows["211103001001003"] == ("211103001001005", "211103001001006")


@pytest.mark.parametrize(
    ("step", "part"),
    [
        ({"do": "burn"}, "rename, move"),
        ({"do": "rename", "code": "9", "name": "x"}, "no code in force"),
        ({"do": "rename", "code": "211103001", "name": " "}, "the new name"),
        ({"do": "move", "code": "211103001001", "to": "211103"}, "not of the level above"),
        ({"do": "move", "code": "211103001001", "to": "211103001001001"}, "not of the level above"),
        ({"do": "move", "code": "211103001001", "to": "211103001"}, "already"),
        ({"do": "merge", "codes": ["211103001001"]}, "at least two"),
        ({"do": "merge", "codes": ["211103001", "211103001001"]}, "at least two"),
        ({"do": "merge", "codes": ["211103001001", "211103002001"]}, "below the same"),
        ({"do": "merge", "codes": ["211103001001", "211103001002"], "into": "211103001003"}, "unnamed"),
        ({"do": "merge", "codes": ["211103001001", "211103001002"], "into": "211103002001", "name": "x"}, "is used"),
        ({"do": "split", "code": "211103001001001", "line": [["x", 1]]}, "cannot be read"),
        ({"do": "split", "code": "211103001001001"}, "the line is missing"),
        ({"do": "split", "code": "211103001001001", "line": [[0, 5], [1, 5]]}, "does not go through"),
        ({"do": "split", "code": "211103001", "parts": [{"codes": ["211103001001", "211103001002"]}]}, "exactly one"),
        ({"do": "split", "code": "211103001", "parts": [{"codes": ["211103001001"]}, {"codes": []}]}, "exactly one"),
    ],
)  # fmt: skip
def test_an_unclear_step_is_named_by_its_number(step, part):
    with pytest.raises(Missing) as refused:
        recut({"do": "rename", "code": "211103", "name": "好"}, step)
    assert (refused.value.code, refused.value.facts) == ("recut_unclear", {"step": 2})
    assert part in refused.value.say.en and "Step 2" in refused.value.say.en


def test_when_all_codes_below_are_used_up_it_is_said():
    used = [f"211103001001{n:03d}" for n in range(1, 1000)]
    with pytest.raises(Missing) as refused:
        plan(city(), used, [{"do": "split", "code": "211103001001003", "line": [[2.5, -1], [2.5, 2]]}], LENGTHS)
    assert "no code is left" in refused.value.say.en


def some_step(now: dict[str, Ground], rng: Random) -> dict[str, Any]:
    """A step that can be carried out."""
    level = rng.choice([9, 12, 15])
    codes = sorted(c for c in now if len(c) == level)
    code = rng.choice(codes)
    beside = [c for c in codes if c[: level - 3] == code[: level - 3] and c != code]
    do = rng.choice(["rename", "move", "merge", "split"])
    if do == "merge" and beside:
        return {"do": "merge", "codes": [code, rng.choice(beside)]}
    if do == "move" and level > 9:
        homes = [c for c in now if len(c) == level - 3 and c != code[: level - 3]]
        if homes:
            return {"do": "move", "code": code, "to": rng.choice(sorted(homes))}
    if do == "split" and level == 15:
        west, south, east, north = now[code].outline.bounds
        x = rng.uniform(west + 0.1 * (east - west), east - 0.1 * (east - west))
        line = LineString([(x, south - 1), (x + rng.uniform(-0.01, 0.01), north + 1)])
        if now[code].outline.geom_type == "Polygon" and len(shapely.ops.split(now[code].outline, line).geoms) > 1:
            return {"do": "split", "code": code, "line": list(line.coords)}
    below = sorted(c for c in now if len(c) == level + 3 and c.startswith(code))
    if do == "split" and level < 15 and len(below) > 1:
        return {"do": "split", "code": code, "parts": [{"codes": below[:1]}, {"codes": below[1:]}]}
    return {"do": "rename", "code": code, "name": f"名 {rng.randrange(1000)}"}


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9), st.integers(1, 12))
def test_any_sequence_keeps_every_point_in_one_grid_and_every_case_in_one_place(seed, count):
    rng = Random(seed)
    start = city(3, 2, 3)
    now, used = dict(start), set(start)
    leads = {code: (code,) for code in start}
    for _ in range(count):
        made = plan(now, used, [some_step(now, rng)], LENGTHS)
        used |= set(now) | set(made.made)
        now = after(now, made)
        leads = {old: tuple(dict.fromkeys(n for t in then for n in made.after(t))) for old, then in leads.items()}
    grids = {c: g.outline for c, g in now.items() if len(c) == 15}
    assert all(then and set(then) <= set(now) for then in leads.values())
    assert all(c[:n] in now for c in grids for n in (6, 9, 12))
    assert sum(o.area for o in grids.values()) == pytest.approx(18)
    outlines = Outlines(tuple(grids), tuple(grids.values()), shapely.STRtree(list(grids.values())))
    for _ in range(60):
        x, y = rng.uniform(0, 6), rng.uniform(0, 3)
        assert outlines.around(y, x) is not None
        inside = [c for c, o in grids.items() if o.contains(shapely.Point(x, y))]
        assert len(inside) <= 1
    for old, outline in ((c, g.outline) for c, g in start.items() if len(c) == 15):
        covered = shapely.union_all([grids[c] for c in leads[old]])
        assert outline.difference(covered.buffer(1e-9)).area < 1e-9
