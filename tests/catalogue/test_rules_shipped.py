"""The shipped catalogue is read whole: one fault, and nothing is loaded."""

from typing import Any

import pytest

from wangge.catalogue.rules import Evidence, read_shipped, shipped_tables
from wangge.core.refusals import Missing
from wangge.core.words import Say


def tables(**other: Any) -> dict[str, list[dict[str, str]]]:
    """A small catalogue in the form of the files."""
    return {
        "majors": [{"code": "C01", "name": "公用设施", "name_en": "Public utilities"},
                   {"code": "G01", "name": "矛盾纠纷", "name_en": "Disputes"}],
        "kinds": [
            {"code": "C0103", "name": "雨水井盖", "name_en": "Rainwater manhole cover", "words": "井盖 井盖 雨水井"},
            {"code": "C0199", "name": "其他公用设施", "name_en": "Other utilities", "words": "其他"},
            {"code": "G0101", "name": "邻里纠纷", "name_en": "Dispute of neighbours", "words": "邻居"},
        ],
        "conditions": [
            row("C0103", "1", "缺失", "2 紧急工作时", "1", "1", "50", ""),
            row("C0103", "2", "异响", "2 工作日", "", "1", "", "no"),
            row("C0199", "1", "其他", "1 工作日", "0", "0", "", ""),
            row("G0101", "1", "邻里不和", "30 自然日", "", "", "", "yes"),
        ],
    } | other  # fmt: skip


def row(
    kind: str, code: str, name: str, limit: str, register: str, close: str, metres: str, same: str
) -> dict[str, str]:
    return {
        "kind": kind, "code": code, "name": name, "name_en": "Something", "limit": limit, "closing": "修复",
        "closing_en": "Mended", "handler": "权属单位", "handler_en": "The owner", "register_photos": register,
        "close_photos": close, "close_metres": metres, "same_hours": same,
    }  # fmt: skip


def test_the_tables_of_the_package_are_read_without_a_fault():
    found = read_shipped(shipped_tables())
    assert all(kind.conditions for kind in found.kinds)
    assert {kind.code[:3] for kind in found.kinds} == set(found.majors)
    assert {kind.flow for kind in found.kinds} == {"matters", "appeals", "governance"}


def test_kinds_get_their_conditions_flow_and_limit():
    found = read_shipped(tables())
    assert found.majors["C01"] == Say("公用设施", "Public utilities")
    cover, other, dispute = found.kinds
    assert (cover.flow, other.flow, dispute.flow) == ("matters", "matters", "governance")
    assert (cover.limit, cover.words) == ("2 紧急工作时", "井盖 雨水井")
    assert [c.evidence for c in cover.conditions] == [Evidence(1, 1, 50), Evidence(0, 1)]
    assert dispute.conditions[0].evidence == Evidence(same_hours=True)


def without(table: str, n: int) -> dict[str, Any]:
    rows = tables()[table]
    return {table: rows[:n] + rows[n + 1 :]}


def changed(table: str, n: int, **cells: str) -> dict[str, Any]:
    rows = tables()[table]
    return {table: [*rows[:n], rows[n] | cells, *rows[n + 1 :]]}


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (changed("majors", 0, code="X01"), "majors: X01"), (changed("majors", 1, code="C01"), "majors: C01"),
        (changed("majors", 1, code="G1"), "majors: G1"), (changed("majors", 0, name_en=" "), "majors: C01"),
        (changed("kinds", 0, code="C0903"), "kinds: C0903"), (changed("kinds", 0, code="C103"), "kinds: C103"),
        (changed("kinds", 1, code="C0103"), "kinds: C0103"), (changed("kinds", 2, name=""), "kinds: G0101"),
        (changed("kinds", 0, words="字" * 201), "C0103: "), (without("kinds", 1), "majors: C01: has no kind C0199"),
        (without("conditions", 3), "kinds: G0101: has no condition"), (without("kinds", 2), "conditions: G0101"),
        (changed("conditions", 0, limit="soon"), "C0103: 0"), (changed("conditions", 1, code="1"), "C0103: 1"),
        (changed("conditions", 1, closing_en=""), "C0103: 1"), (changed("conditions", 1, handler_en=""), "C0103: 1"),
        (changed("conditions", 1, register_photos="two"), "C0103: 1"),
        (changed("conditions", 1, close_metres="50m"), "C0103: 1"),
        (changed("conditions", 1, same_hours="perhaps"), "C0103: 1"),
    ],
)  # fmt: skip
def test_every_fault_is_named_and_nothing_is_read(other, said):
    with pytest.raises(Missing, match="catalogue_faulty") as refused:
        read_shipped(tables(**other))
    assert any(fault.startswith(said) for fault in refused.value.facts["faults"]), refused.value.facts
