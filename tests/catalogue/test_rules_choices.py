"""Words of kinds, and what differs between two editions of a table."""

import pytest

from wangge.catalogue.rules import MATTERS, Difference, applied, differences, read_options, read_words
from wangge.core.refusals import Missing
from wangge.core.words import Say


def test_words_are_parted_by_single_spaces_each_once():
    assert read_words("  堵  返水 堵\n冒水 ") == "堵 返水 冒水"
    assert read_words("") == ""
    for bad in ("字" * 201, "a\u202eb"):
        with pytest.raises(Missing) as refused:
            read_words(bad)
        assert refused.value.code == "words_unlikely"


def test_differences_name_rows_labels_and_limits_both_ways():
    said = {
        "off": ["urge@reported"], "labels": {"handling": {"zh": "整治中", "en": "Being mended"}},
        "stage_limits": {"reported": "2 工作时"},
    }  # fmt: skip
    own = applied(MATTERS, read_options(said), 1)
    urge = next(row.say for row in MATTERS.rows if row.name == "urge@reported")
    limit = Say("2 工作时", "2 working hours")
    assert differences(MATTERS, MATTERS) == []
    assert differences(MATTERS, own) == [
        Difference("off", "urge@reported", urge, None),
        Difference("label", "handling", MATTERS.states["handling"].say, Say("整治中", "Being mended")),
        Difference("limit", "reported", None, limit),
    ]
    assert [(d.what, d.was, d.now) for d in differences(own, MATTERS)] == [
        ("on", None, urge), ("label", Say("整治中", "Being mended"), MATTERS.states["handling"].say),
        ("limit", limit, None),
    ]  # fmt: skip
