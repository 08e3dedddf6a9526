"""The catalogue as a table: what goes out comes in again as nothing to change, and every fault names its cell."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wangge.catalogue.rules import (
    Condition,
    Evidence,
    Kept,
    Plan,
    as_csv,
    as_xlsx,
    lines_of,
    plan_of,
    read_conditions,
    table_of,
)
from wangge.catalogue.rules.sheet import COLUMNS, MOST_BYTES, MOST_ROWS
from wangge.core.refusals import Missing
from wangge.core.words import Say

COVER = Kept(
    "C0103", Say("雨水井盖", "Rainwater manhole cover"), "2 紧急工作时", True, True, "井盖 雨水井",
    (
        Condition("1", Say("缺失", "Missing"), "2 紧急工作时", Say("更换", "Replaced"), Say("权属单位", "The owner"),
                  Evidence(1, 1, 50)),
        Condition("2", Say("异响", "Rattling"), "2 工作日", Say("修复", "Mended"), evidence=Evidence(0, 1, None, True)),
    ),
)  # fmt: skip
BOARD = Kept("C0501", Say("宣传栏", "Notice board"), "3 工作日", False, False, "")
PRESENT = {kind.code: kind for kind in (COVER, BOARD)}
MAJORS = ("C01", "C05", "E04")


def plan(*rows: dict[str, str], **other: Any) -> Plan:
    return plan_of([(n, row) for n, row in enumerate(rows, 2)], PRESENT, MAJORS, **other)


def faults(*rows: dict[str, str], **other: Any) -> list[tuple[int, str]]:
    found = plan(*rows, **other)
    assert all(fault.say.zh and fault.say.en for fault in found.faults)
    return [(fault.line, fault.column) for fault in found.faults]


NEW = {"kind": "C0177", "name": "智能井盖", "name_en": "Smart manhole cover", "kind_limit": "1工作日"}


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_what_goes_out_comes_in_as_nothing_to_change(write):
    body = write(table_of([COVER, BOARD]))
    found = plan_of(lines_of(body), PRESENT, MAJORS)
    assert not found.faults and [(t.kind.code, t.what) for t in found.taken] == [
        ("C0103", "unchanged"), ("C0501", "unchanged"),
    ]  # fmt: skip
    assert found.wanted == []
    assert plan_of(lines_of(body), {}, MAJORS).taken[0].kind == COVER, "and makes the same anew where it is not there"


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            Condition, st.text("0123456789abc", min_size=1, max_size=8),
            st.builds(Say, st.text("井盖缺失=+-@,\"'", min_size=1), st.text("abc=+-@,\"'", min_size=1)),
            st.sampled_from(["2 紧急工作时", "2.5 工作日", "立即"]), st.just(Say("修复", "Mended")),
            evidence=st.builds(Evidence, st.integers(0, 9), st.integers(0, 9), st.none() | st.integers(1, 1000),
                               st.booleans()),
        ),
        max_size=4, unique_by=lambda condition: condition.code,
    )
)  # fmt: skip
def test_whatever_a_condition_says_survives_the_table(conditions):
    kept = read_conditions([condition.plain() for condition in conditions])
    own = Kept("C0103", COVER.say, "1 工作日", False, True, "井盖", kept)
    assert plan_of(lines_of(as_csv(table_of([own]))), {"C0103": own}, MAJORS).wanted == []


def test_a_spreadsheet_reckons_nothing():
    import io

    from openpyxl import load_workbook

    own = Kept("C0103", Say("=1+1", "x"), "1 工作日", False, True, "")
    cell = load_workbook(io.BytesIO(as_xlsx(table_of([own])))).worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_only_what_is_named_changes():
    found = plan({"kind": "C0103", "kind_limit": "4 工作时", "used": "否"}, {"kind": "C0501", "usual": "yes"})
    assert [(t.line, t.what, t.parts) for t in found.taken] == [
        (2, "changed", ("limit", "used")), (3, "changed", ("usual",)),
    ]  # fmt: skip
    assert found.taken[0].kind.conditions == COVER.conditions and found.taken[0].kind.words == COVER.words
    (one,) = plan(
        {"kind": "C0103", "words": "井盖", "condition": "1", "condition_name": "缺失", "condition_name_en": "Missing",
         "limit": "4 工作时", "closing": "更换", "closing_en": "Replaced", "register_photos": "2"},
        {"kind": "C0103", "condition": "3", "condition_name": "下沉", "condition_name_en": "Sunk", "limit": "5工作日",
         "closing": "修复", "closing_en": "Mended", "same_hours": "是", "close_metres": "30"},
    ).taken  # fmt: skip
    assert one.parts == ("words", "conditions")
    assert [(c.code, c.limit) for c in one.kind.conditions] == [("1", "4 工作时"), ("3", "5 工作日")]
    assert one.kind.conditions[1].evidence == Evidence(0, 0, 30, True)


def test_a_kind_of_ones_own_is_new():
    (one,) = plan(NEW | {"words": "智能  井盖", "usual": "1"}).taken
    assert (one.what, one.kind) == (
        "new", Kept("C0177", Say("智能井盖", "Smart manhole cover"), "1 工作日", True, True, "智能 井盖"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([{"kind": ""}], [(2, "kind")]),
        ([NEW | {"kind": "X0177"}], [(2, "kind")]), ([NEW | {"kind": "C0977"}], [(2, "kind")]),
        ([NEW | {"kind": "C017"}], [(2, "kind")]), ([NEW | {"name": ""}], [(2, "name")]),
        ([NEW | {"name_en": "x" * 81}], [(2, "name_en")]), ([NEW | {"kind_limit": ""}], [(2, "kind_limit")]),
        ([NEW | {"kind_limit": "soon"}], [(2, "kind_limit")]), ([NEW | {"words": "字" * 201}], [(2, "words")]),
        ([{"kind": "C0103", "name": "井盖"}], [(2, "name")]), ([{"kind": "C0103", "used": "也许"}], [(2, "used")]),
        ([{"kind": "C0103", "words": "甲", "condition": "1"}, {"kind": "C0103", "words": "乙", "condition": "2"}],
         [(2, "condition_name"), (3, "words")]),
        ([{"kind": "C0103"}, {"kind": "C0103"}], [(2, "condition"), (3, "condition")]),
        ([{"kind": "C0103", "closing": "修复"}], [(2, "condition")]),
    ],
)  # fmt: skip
def test_each_fault_names_its_cell(rows, wrong):
    assert faults(*rows) == wrong
    assert plan(*rows).taken == ()


def condition(**other: str) -> dict[str, str]:
    return {
        "kind": "C0103", "condition": "1", "condition_name": "缺失", "condition_name_en": "Missing",
        "limit": "1 工作日",
        "closing": "更换", "closing_en": "Replaced",
    } | other  # fmt: skip


@pytest.mark.parametrize(
    ("other", "column"),
    [
        ({"condition": "一"}, "condition"), ({"condition_name_en": ""}, "condition_name"), ({"limit": ""}, "limit"),
        ({"closing": ""}, "closing"), ({"handler": "业主"}, "handler"),
        ({"register_photos": "两张"}, "register_photos"),
        ({"close_photos": "12"}, "close_photos"), ({"close_metres": "123456"}, "close_metres"),
        ({"same_hours": "夜里"}, "same_hours"),
    ],
)  # fmt: skip
def test_a_fault_of_a_condition_names_its_own_line(other, column):
    assert faults({"kind": "C0501", "usual": "否"}, condition(), condition(condition="2") | other) == [(4, column)]


def test_a_code_of_another_district_is_not_taken_twice():
    assert faults(NEW, taken_elsewhere=["C0177"]) == [(2, "kind")]


@pytest.mark.parametrize(
    "head", ["kind,kind_limit", "类别编码,类别时限", "类别编码 kind,类别时限 kind_limit", "kind,也许,kind_limit"]
)
def test_headings_are_names_or_words_or_both_and_others_are_passed_over(head):
    cells = "C0103,x,4 工作时" if "也许" in head else "C0103, 4 工作时 "
    assert lines_of(f"{head}\n\n{cells}\n".encode()) == [(3, {"kind": "C0103", "kind_limit": "4 工作时"})]


def test_files_are_utf8_or_gb18030_or_spreadsheets():
    text = "类别编码,类别时限\nC0103,4 工作时\n"
    assert lines_of(text.encode("gb18030")) == lines_of(text.encode("utf-8-sig")) == lines_of(text.encode())


def test_numbers_and_ticks_of_a_spreadsheet_are_read_as_they_look():
    import io

    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["kind", "register_photos", "used", "close_metres"])
    book.active.append(["C0103", 2, True, 0.5])
    book.active.append(["C0501", None, False, None])
    out = io.BytesIO()
    book.save(out)
    assert lines_of(out.getvalue()) == [
        (2, {"kind": "C0103", "register_photos": "2", "used": "是", "close_metres": "0.5"}),
        (3, {"kind": "C0501", "register_photos": "", "used": "否", "close_metres": ""}),
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "column_missing"), (b"name\nx\n", "column_missing"), (b"PK\x03\x04broken", "file_unreadable"),
        (b"kind\n\xff\xff\xff", "file_unreadable"), (b"kind\n\x00\n", "file_unreadable"),
        (b"x" * (MOST_BYTES + 1), "file_too_large"), (b"kind\n" + b"C0103\n" * MOST_ROWS, "file_too_large"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(body, code):
    with pytest.raises(Missing, match=code):
        lines_of(body)


def test_every_column_has_a_name_of_its_own_in_chinese():
    assert len({say.zh for say in COLUMNS.values()}) == len(COLUMNS)
    assert len(table_of([])[0]) == len(COLUMNS) == len(table_of([BOARD])[1])
