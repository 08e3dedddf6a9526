"""A small catalogue of the tests' own, in the form of the shipped files: kinds with all that may be asked of a case."""

from datetime import datetime
from typing import Any

from tests.conftest import NOW

from wangge.catalogue.actions import load_shipped
from wangge.catalogue.rules import read_shipped

COLUMNS = ("kind", "code", "name", "limit", "register_photos", "close_photos", "close_metres", "same_hours")
MAJORS = (("C88", "公用设施", "Public utilities"), ("E88", "街面秩序", "Order of streets"))
KINDS = (
    ("C8870", "试验井盖", "Trial manhole cover", "试验井盖 盖子"), ("C8871", "试验箱", "Trial box", "试验箱"),
    ("C8899", "其他公用设施", "Other utilities", ""), ("E8870", "试验烧烤", "Trial barbecue", "夜间烤串"),
    ("E8899", "其他秩序", "Other order", ""),
)  # fmt: skip
CONDITIONS = (
    ("C8870", "1", "井盖缺失", "2 紧急工作时", "1", "1", "50", ""),
    ("C8870", "2", "井盖异响", "2 工作日", "", "", "", ""),
    ("C8871", "1", "箱体破损", "9 工作日", "", "2", "", ""), ("C8899", "1", "其他", "1 工作日", "", "", "", ""),
    ("E8870", "1", "露天烧烤", "2 紧急工作时", "", "", "", "yes"), ("E8899", "1", "其他", "1 工作日", "", "", "", ""),
)  # fmt: skip


def tables() -> dict[str, list[dict[str, str]]]:
    """The three files."""
    words = {"name_en": "As it says", "closing": "修复", "closing_en": "Mended", "handler": "", "handler_en": ""}
    return {
        "majors": [dict(zip(("code", "name", "name_en"), row, strict=True)) for row in MAJORS],
        "kinds": [dict(zip(("code", "name", "name_en", "words"), row, strict=True)) for row in KINDS],
        "conditions": [dict(zip(COLUMNS, row, strict=True)) | words for row in CONDITIONS],
    }


def load(*, district: str = "211102", at: datetime = NOW, **other: Any) -> dict[str, int]:
    """Load the small catalogue; how much of it was new."""
    return load_shipped(read_shipped(tables()), district=district, key=f"small-{at}-{other}", at=at, **other).body
