"""The catalogue that comes with the code: three tables of text, read and checked whole. Pure."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from wangge.catalogue.rules.conditions import Condition, read_conditions
from wangge.catalogue.rules.options import read_words
from wangge.catalogue.rules.sheet import FLOW_OF, KIND_FORM
from wangge.core.refusals import Missing, Refused
from wangge.core.words import Say

Row = Mapping[str, str]
FILES = ("majors", "kinds", "conditions")
GATHERS = ("C", "E")
"""Majors of components and events each have a kind "99 other", so that nothing is without a kind."""


@dataclass(frozen=True)
class ShippedKind:
    """A kind with its conditions; its own limit is that of the first, which is the most usual."""

    code: str
    say: Say
    words: str
    conditions: tuple[Condition, ...]

    @property
    def flow(self) -> str:
        """The flow that it plays."""
        return FLOW_OF[self.code[0]]

    @property
    def limit(self) -> str:
        """The limit while no condition is chosen."""
        return self.conditions[0].limit


@dataclass(frozen=True)
class Shipped:
    """The whole catalogue: majors by code, and kinds in their order."""

    majors: Mapping[str, Say]
    kinds: tuple[ShippedKind, ...]


def shipped_tables() -> dict[str, list[dict[str, str]]]:
    """The rows of the three files of the package."""
    folder = files("wangge.catalogue") / "shipped"
    found = {}
    for name in FILES:
        text = (folder / f"{name}.csv").read_text(encoding="utf-8")
        found[name] = list(csv.DictReader(text.splitlines()))
    return found


def read_shipped(tables: Mapping[str, Sequence[Row]]) -> Shipped:
    """The catalogue of three tables. Raises ``Missing`` (``catalogue_faulty``) that names every fault of them."""
    faults: list[str] = []
    majors = {}
    for row in tables["majors"]:
        if row["code"] in majors or not _named(row) or row["code"][:1] not in FLOW_OF or len(row["code"]) != 3:
            faults.append(f"majors: {row['code']}: twice, not of the form C01, or without both names")
        majors[row["code"]] = Say(row["name"], row["name_en"])
    by_kind: dict[str, list[Row]] = {}
    for row in tables["conditions"]:
        by_kind.setdefault(row["kind"], []).append(row)
    kinds: dict[str, ShippedKind] = {}
    for row in tables["kinds"]:
        code = row["code"]
        if code in kinds or not _named(row) or not KIND_FORM.fullmatch(code) or code[:3] not in majors:
            faults.append(f"kinds: {code}: twice, of no major, not of the form C0101, or without both names")
        try:
            conditions = read_conditions([_said(one) for one in by_kind.get(code, ())])
            words = read_words(row["words"])
        except Refused as refusal:
            faults.append(f"{code}: {refusal.facts.get('row', '')} {refusal.say.en}")
            continue
        if not conditions:
            faults.append(f"kinds: {code}: has no condition")
        kinds[code] = ShippedKind(code, Say(row["name"], row["name_en"]), words, conditions)
    faults += [f"conditions: {code}: there is no such kind" for code in by_kind if code not in kinds]
    faults += [f"majors: {m}: has no kind {m}99" for m in majors if m[:1] in GATHERS and f"{m}99" not in kinds]
    if faults:
        raise Missing(
            "catalogue_faulty",
            Say(
                f"目录文件有 {len(faults)} 处不对，什么都没有载入：{'；'.join(faults)}",
                f"{len(faults)} faults in the files of the catalogue, nothing was loaded: {'; '.join(faults)}",
            ),
            faults=faults,
        )
    return Shipped(majors, tuple(kinds.values()))


def _named(row: Row) -> bool:
    return bool(row["name"].strip() and row["name_en"].strip())


def _said(row: Row) -> dict[str, Any]:
    evidence: dict[str, Any] = {
        column: int(row[column]) if row[column].isdecimal() else row[column] or None
        for column in ("register_photos", "close_photos", "close_metres")
    }
    evidence["same_hours"] = {"yes": True, "": False, "no": False}.get(row["same_hours"], row["same_hours"])
    return {
        "code": row["code"], "limit": row["limit"], "evidence": evidence,
        "name": {"zh": row["name"], "en": row["name_en"]},
        "closing": {"zh": row["closing"], "en": row["closing_en"]},
        "handler": {"zh": row["handler"], "en": row["handler_en"]},
    }  # fmt: skip
