"""The search measured on the shipped catalogue: usual sentences that whoever wrote the search had not seen."""

import csv
from pathlib import Path

import pytest

from wangge.catalogue.rules import Entry, Index, read_shipped, shipped_tables

FIRST, AMONG_THREE = 0.76, 0.92
"""How many of the sentences find their kind at once, and among the first three, at least."""


@pytest.fixture(scope="module")
def index() -> Index:
    found = read_shipped(shipped_tables()).kinds
    return Index(Entry(k.code, k.say, k.words, tuple((c.code, c.say) for c in k.conditions)) for k in found)


def test_usual_sentences_find_their_kind(index, capsys):
    rows = list(csv.DictReader((Path(__file__).parent / "usual_words.csv").read_text("utf-8").splitlines()))
    found = {row["said"]: [hit.kind for hit in index.find(row["said"], most=3)] for row in rows}
    first = sum(found[row["said"]][:1] == [row["kind"]] for row in rows) / len(rows)
    three = sum(row["kind"] in found[row["said"]] for row in rows) / len(rows)
    english = [row for row in rows if row["said"].isascii()]
    ours = sum(row["kind"] in found[row["said"]] for row in english) / len(english)
    with capsys.disabled():
        print(f"\n{len(rows)} sentences: first {first:.1%}, among three {three:.1%}, English among three {ours:.1%}")
    assert first >= FIRST and three >= AMONG_THREE and ours >= 0.85


def test_a_missing_cover_is_found_with_its_condition(index):
    best = index.find("井盖没了")[0]
    assert (best.kind, best.condition) == ("C0103", "1")
