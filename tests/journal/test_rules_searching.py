"""What a content says to a search, and what is asked of it."""

import orjson
import pytest

from wangge.journal.rules import SEALED_FIELDS, SEARCHED_FIELDS, phrases_of, said_to_search, tokens_of
from wangge.journal.rules.searching import MOST_PHRASES, MOST_TOKENS


def test_each_sign_is_a_token_and_what_stands_between_is_none():
    assert tokens_of("井盖，坏了 (LED-3)！") == ["井", "盖", "坏", "了", "l", "e", "d", "3"]
    assert tokens_of("ＡＢＣ１２") == ["a", "b", "c", "1", "2"]
    assert tokens_of("𠮷") == ["x20bb7"]
    assert tokens_of(" 。'\"&|!()<->:* ") == []


@pytest.mark.parametrize(
    "number",
    ["13812345678", "138 1234 5678", "138-1234-5678", "2111021", "21110219900101123X", "１３８１２３４５６７８"],
)
def test_long_numbers_are_never_searched(number):
    assert tokens_of(f"请打{number}找我") == list("请打找我")


def test_short_numbers_are():
    assert "".join(tokens_of("3号楼202室")) == "3号楼202室"


def test_sealed_fields_are_not_among_those_that_are_searched():
    assert not SEALED_FIELDS & SEARCHED_FIELDS


def test_only_words_and_addresses_of_cases_are_read():
    place = orjson.dumps({"address": "延风路8号", "lat": 41.2, "area": "211102005"})
    assert said_to_search("case", "words", "路灯不亮".encode()) == "路 灯 不 亮"
    assert said_to_search("case", "place", place) == "延 风 路 8 号"
    assert said_to_search("case", "place", b'{"lat": 41.2}') == ""
    for kind, field in (("twin", "words"), ("case", "contact"), ("case", "file"), ("case", "opinion")):
        assert said_to_search(kind, field, b"x") == ""
    for broken in (b"[1]", b"{", b"\xff"):
        assert said_to_search("case", "place", broken) == ""
    assert said_to_search("case", "words", b"\xff") == ""
    assert len(said_to_search("case", "words", b"a" * 9000).split()) == MOST_TOKENS


def test_parts_between_spaces_are_phrases():
    assert phrases_of("井盖 三号楼，门口") == [["井", "盖"], list("三号楼门口")]
    assert phrases_of(" ，。 ") == []
    assert len(phrases_of("a " * 50)) == MOST_PHRASES
