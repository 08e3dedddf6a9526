"""Re-cutting 区划调整: what a list of steps makes of the areas of a district, before anything is written. Pure.

Steps, each a mapping with ``do``:

- ``rename``: ``code``, ``name``
- ``move``: ``code`` goes below ``to`` (a re-parenting); it and everything below get new codes
- ``merge``: ``codes`` become ``into``, one of them or a new code with ``name``; grids melt, wider areas hand over what
  lies in them
- ``split``: a grid is cut along ``line`` ([[lng, lat], …] from border to border), or a wider area along its ``parts``
  ([{name, codes}], each a list of the areas right below); ``names`` or the parts name what comes of it

A code that has ended is never used again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import split as cut_by

from wangge.core.refusals import Missing
from wangge.core.words import Say
from wangge.places.rules.ground import LEVELS, level_of, parent_of


@dataclass(frozen=True)
class Ground:
    """An area in force: its name, and its outline in degrees if it has one of its own."""

    name: str
    outline: BaseGeometry | None = None


@dataclass
class Plan:
    """What changes: codes that end and what follows them, codes that are made, names and outlines that change."""

    follows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    made: dict[str, Ground] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    reshaped: dict[str, BaseGeometry] = field(default_factory=dict)

    def after(self, code: str) -> tuple[str, ...]:
        """The codes in force after the plan for one in force before it."""
        return self.follows.get(code, (code,))


def plan(areas: Mapping[str, Ground], used: Iterable[str], steps: Sequence[Mapping[str, Any]], lengths: Any) -> Plan:
    """Carry the steps out in thought. ``areas`` are in force, ``used`` every code that ever was.

    Raises ``Missing`` (``recut_unclear``) with the number of the step and what is wrong with it.
    """
    work = _Work(dict(areas), set(used) | set(areas), Plan(), lengths)
    acts: dict[str, Callable[[Mapping[str, Any]], None]] = {
        "rename": work.rename, "move": work.move, "merge": work.merge, "split": work.split,
    }  # fmt: skip
    for number, step in enumerate(steps, 1):
        try:
            act = acts.get(str(step.get("do")))
            if act is None:
                raise _Unclear("动作只能是 rename、move、merge、split", "do must be rename, move, merge or split")
            act(step)
        except _Unclear as unclear:
            raise Missing(
                "recut_unclear",
                Say(
                    f"第 {number} 步：{unclear.zh}。什么都没有改。",
                    f"Step {number}: {unclear.en}. Nothing was changed.",
                ),
                step=number,
            ) from None
    return work.plan


class _Unclear(Exception):
    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass
class _Work:
    now: dict[str, Ground]
    used: set[str]
    plan: Plan
    lengths: Any

    def rename(self, step: Mapping[str, Any]) -> None:
        code, name = self._known(step.get("code")), str(step.get("name") or "").strip()
        if not name:
            raise _Unclear("缺少新名称", "the new name is missing")
        self._set(code, Ground(name, self.now[code].outline))

    def move(self, step: Mapping[str, Any]) -> None:
        code, to = self._known(step.get("code")), self._known(step.get("to"))
        self._must_be_parent(to, code)
        if parent_of(code, self.lengths) == to:
            raise _Unclear(f"{code} 本来就在 {to} 下面", f"{code} lies below {to} already")
        self._move_below(code, to)

    def merge(self, step: Mapping[str, Any]) -> None:
        codes = [self._known(code) for code in step.get("codes") or ()]
        if len(set(codes)) < 2 or len({len(code) for code in codes}) != 1:
            raise _Unclear("合并要至少两个同级的区域", "a merge wants at least two areas of one level")
        parent = parent_of(codes[0], self.lengths)
        if any(parent_of(code, self.lengths) != parent for code in codes):
            raise _Unclear("要合并的区域不在同一个上级下面", "the areas to merge do not lie below the same one")
        target, name = str(step.get("into") or codes[0]), str(step.get("name") or "").strip()
        if target not in codes:
            if target in self.used or len(target) != len(codes[0]) or not target.startswith(parent) or not name:
                raise _Unclear(
                    f"编码 {target} 用过了、级别不对或没有名称", f"{target} is used, of another level or unnamed"
                )
            self._make(target, Ground(name))
        outlines = [self.now[code].outline for code in codes]
        for code in codes:
            if code != target:
                for child in self._below(code):
                    self._move_below(child, target)
                self._end(code, (target,))
        whole = shapely.union_all([o for o in outlines if o is not None]) if all(outlines) else None
        self._set(target, Ground(name or self.now[target].name, whole))

    def split(self, step: Mapping[str, Any]) -> None:
        code = self._known(step.get("code"))
        if level_of(code, self.lengths) == LEVELS[-1]:
            self._split_grid(code, step)
        else:
            self._split_parent(code, step.get("parts") or ())

    def _split_grid(self, code: str, step: Mapping[str, Any]) -> None:
        outline, names = self.now[code].outline, list(step.get("names") or ())
        try:
            line = LineString([(float(x), float(y)) for x, y in step.get("line") or ()])
        except (TypeError, ValueError):
            raise _Unclear("分割线读不懂", "the line cannot be read") from None
        if outline is None or line.is_empty:
            raise _Unclear(f"{code} 没有边界或没有分割线", f"{code} has no outline, or the line is missing")
        pieces = sorted(cut_by(outline, line).geoms, key=lambda p: (p.centroid.x, p.centroid.y))
        if len(pieces) < 2:
            raise _Unclear("分割线没有穿过网格", "the line does not go through the grid")
        parent = parent_of(code, self.lengths)
        parts = []
        for number, piece in enumerate(pieces):
            part = self._next(parent)
            self._make(part, Ground(names[number] if number < len(names) else self.now[code].name, piece))
            parts.append(part)
        self._end(code, tuple(parts))

    def _split_parent(self, code: str, parts: Sequence[Mapping[str, Any]]) -> None:
        below = self._below(code)
        given = [str(child) for part in parts for child in part.get("codes") or ()]
        if len(parts) < 2 or sorted(given) != below or not all(part.get("codes") for part in parts):
            raise _Unclear(
                f"{code} 下面的每一个都要归到恰好一部分", f"each area below {code} must go to exactly one part"
            )
        made = []
        for part in parts:
            new = self._next(parent_of(code, self.lengths))
            self._make(new, Ground(str(part.get("name") or self.now[code].name)))
            made.append(new)
            for child in part["codes"]:
                self._move_below(str(child), new)
        self._end(code, tuple(made))

    def _known(self, code: Any) -> str:
        if str(code) not in self.now:
            raise _Unclear(f"没有在用的编码 {code}", f"{code} is no code in force")
        return str(code)

    def _must_be_parent(self, to: str, code: str) -> None:
        if len(to) >= len(code) or parent_of("0" * len(code), self.lengths) != "0" * len(to):
            raise _Unclear(f"{to} 不是 {code} 的上一级", f"{to} is not of the level above {code}")

    def _below(self, code: str) -> list[str]:
        """The areas right below, in order."""
        deeper = [length for length in self.lengths.values() if length > len(code)]
        return sorted(c for c in self.now if deeper and c.startswith(code) and len(c) == min(deeper))

    def _next(self, parent: str) -> str:
        """The next code below a parent that was never used."""
        length = min(n for n in self.lengths.values() if n > len(parent))
        taken = [int(c[len(parent) :]) for c in self.used if len(c) == length and c.startswith(parent)]
        number = max(taken, default=0) + 1
        code = f"{parent}{number:0{length - len(parent)}d}"
        if len(code) != length:
            raise _Unclear(f"{parent} 下面没有空的编码了", f"no code is left below {parent}")
        return code

    def _move_below(self, code: str, to: str) -> None:
        """Give an area and everything below it the codes of another parent."""
        new = self._next(to)
        for old in sorted(c for c in self.now if c.startswith(code)):
            ground = self.now[old]
            self._make(new + old[len(code) :], ground)
            self._end(old, (new + old[len(code) :],))

    def _make(self, code: str, ground: Ground) -> None:
        self.now[code] = ground
        self.used.add(code)
        self.plan.made[code] = ground

    def _end(self, code: str, followers: tuple[str, ...]) -> None:
        """Take a code out of force; whatever led to it now leads to its followers."""
        del self.now[code]
        was_made_here = self.plan.made.pop(code, None) is not None
        for old, then in self.plan.follows.items():
            if code in then:
                self.plan.follows[old] = tuple(
                    dict.fromkeys(f for t in then for f in (followers if t == code else (t,)))
                )
        if not was_made_here:
            self.plan.follows[code] = followers
            self.plan.renamed.pop(code, None)
            self.plan.reshaped.pop(code, None)

    def _set(self, code: str, ground: Ground) -> None:
        """Another name or outline for a code that stays."""
        before, self.now[code] = self.now[code], ground
        if code in self.plan.made:
            self.plan.made[code] = ground
            return
        if ground.name != before.name:
            self.plan.renamed[code] = ground.name
        if ground.outline is not None and ground.outline is not before.outline:
            self.plan.reshaped[code] = ground.outline
