"""The texts of the default catalogue: whole, in two languages, and readable by the clock."""

import csv
import re
import string
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from wangge.clock.rules import read_limit

COLUMNS = {
    "majors": "code name name_en",
    "kinds": "code name name_en words",
    "conditions": "kind code name name_en limit closing closing_en handler handler_en "
    "register_photos close_photos close_metres same_hours",
}
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def table(name):
    text = (files("wangge.catalogue") / "shipped" / f"{name}.csv").read_bytes().decode("utf-8")
    assert "\r" not in text
    header, *rows = csv.reader(text.splitlines(), strict=True)
    assert header == COLUMNS[name].split()
    assert {len(row) for row in rows} == {len(header)}
    return [dict(zip(header, row, strict=True)) for row in rows]


TABLES = {name: table(name) for name in COLUMNS}
MAJORS, KINDS, CONDITIONS = TABLES.values()


def test_codes_are_well_formed_and_there_once():
    majors = [major["code"] for major in MAJORS]
    assert all(re.fullmatch(r"[CEGA]\d\d", code) for code in majors)
    kinds = [kind["code"] for kind in KINDS]
    assert all(re.fullmatch(r"[CEGA]\d{4}", code) for code in kinds)
    assert len(set(majors)) == len(majors)
    assert len(set(kinds)) == len(kinds)
    assert {code[:3] for code in kinds} == set(majors)


def test_every_component_and_event_major_has_an_other():
    others = {kind["code"]: kind["name"] for kind in KINDS if kind["code"].endswith("99")}
    assert set(others) == {f"{major['code']}99" for major in MAJORS if major["code"][0] in "CE"}
    assert all(name.startswith("其他") for name in others.values())


@pytest.mark.parametrize("name", TABLES)
def test_every_text_is_in_both_languages(name):
    for row in TABLES[name]:
        for column in [column for column in row if column.endswith("_en")]:
            zh, en = row[column.removesuffix("_en")], row[column]
            assert CHINESE.search(zh), row
            assert en, row
            assert not CHINESE.search(en), row
            assert en == en.strip(), row
            assert zh == zh.strip(), row


def test_no_two_kinds_of_a_major_have_one_name():
    for column in ("name", "name_en"):
        names = Counter((kind["code"][:3], kind[column].casefold()) for kind in KINDS)
        assert not [name for name, times in names.items() if times > 1]


def test_every_kind_has_usual_words_in_both_languages():
    for kind in KINDS:
        assert len(kind["words"]) <= 200, kind
        assert CHINESE.search(kind["words"]), kind
        assert any(letter in kind["words"] for letter in string.ascii_lowercase), kind
        assert kind["words"].split(" ") == kind["words"].split(), kind


def test_every_kind_has_conditions_counted_from_one():
    codes = {kind["code"]: [] for kind in KINDS}
    for condition in CONDITIONS:
        codes[condition["kind"]].append(condition["code"])
    for kind, counted in codes.items():
        assert counted, kind
        assert counted == [str(number) for number in range(1, len(counted) + 1)], kind
    names = Counter((condition["kind"], condition["name"]) for condition in CONDITIONS)
    assert not [name for name, times in names.items() if times > 1]


def test_every_limit_is_read_as_it_is_written():
    for condition in CONDITIONS:
        assert read_limit(condition["limit"]).say.zh == condition["limit"], condition


def test_evidence_is_in_numbers():
    for condition in CONDITIONS:
        assert condition["register_photos"] in {"0", "1", "2"}, condition
        assert condition["close_photos"] in {"0", "1", "2"}, condition
        assert condition["close_metres"] in {"", "100", "200"}, condition
        assert condition["close_metres"] == "" or condition["close_photos"] != "0", condition
        assert condition["same_hours"] in {"", "yes"}, condition


def test_the_first_kinds_keep_name_and_limit(ground_kinds):
    shipped = {kind["code"]: kind for kind in KINDS}
    first = {condition["kind"]: condition["limit"] for condition in reversed(CONDITIONS)}
    for kind in ground_kinds:
        assert (shipped[kind["code"]]["name"], shipped[kind["code"]]["name_en"]) == (kind["name"], kind["name_en"])
        assert first[kind["code"]] == kind["limit"]


def test_usual_words_name_kinds_that_are_there():
    """What people said and the kind meant: in both languages, nothing twice, none a mere word of its kind."""
    with (Path(__file__).parent / "usual_words.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    words = {kind["code"]: kind["words"] for kind in KINDS}
    assert len({row["said"] for row in rows}) == len(rows)
    assert len(rows) >= 150
    assert sum(row["said"].isascii() for row in rows) >= 30
    for row in rows:
        assert row["kind"] in words, row
        assert row["said"] not in words[row["kind"]], row


@pytest.fixture
def ground_kinds():
    from wangge.simulate.ground import SEED

    return SEED["kinds"]
