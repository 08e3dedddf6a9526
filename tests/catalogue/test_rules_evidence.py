"""Evidence: what a condition asks is shown or named as missing; a mark that is not there speaks against nobody."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.catalogue.rules import (
    Evidence,
    Picture,
    check_evidence,
    check_same_hours,
    lacking_to_close,
    lacking_to_register,
)
from wangge.core.refusals import Missing

ASKED = Evidence(register_photos=1, close_photos=2, close_metres=50)
BEFORE, AFTER, OTHER = Picture("before"), Picture("after"), Picture("other")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def codes(lacks) -> list[str]:
    for lack in lacks:
        assert lack.say.zh and lack.say.en and lack.count > 0
    return [lack.code for lack in lacks]


def test_filing_wants_photos_of_the_trouble_and_a_place():
    assert codes(lacking_to_register(ASKED, [AFTER, OTHER], placed=False)) == ["register_photos", "place"]
    assert codes(lacking_to_register(ASKED, [BEFORE], placed=True)) == []
    assert codes(lacking_to_register(Evidence(), [], placed=False)) == [], "without a condition the flow table decides"
    (two,) = lacking_to_register(Evidence(register_photos=2), [], placed=True)
    assert (two.count, two.say.en) == (2, "2 photos of the trouble are missing")


def test_closing_wants_photos_of_the_work():
    assert codes(lacking_to_close(ASKED, [BEFORE, AFTER])) == ["close_photos"]
    assert codes(lacking_to_close(ASKED, [BEFORE, AFTER, AFTER])) == []
    assert codes(lacking_to_close(Evidence(register_photos=1), [BEFORE])) == []


def test_whoever_says_that_it_is_done_brings_new_photos():
    old, new = AFTER, Picture("after", new=True)
    assert codes(lacking_to_close(ASKED, [old, old], verb="finish")) == ["close_photos"]
    assert codes(lacking_to_close(ASKED, [old, new, new], verb="finish")) == []
    assert codes(lacking_to_close(ASKED, [old, old], verb="check_pass")) == []


def test_a_photo_taken_elsewhere_does_not_count_and_one_without_a_mark_does():
    far = Picture("after", metres=320.4)
    assert codes(lacking_to_close(ASKED, [far, far])) == ["close_photos", "close_metres"]
    (_, said) = lacking_to_close(ASKED, [far, Picture("after", metres=90)])
    assert "90 米" in said.say.zh and "50 米" in said.say.zh and said.count == 2
    assert codes(lacking_to_close(ASKED, [far, AFTER, Picture("after", metres=50)])) == []
    assert codes(lacking_to_close(Evidence(close_photos=1), [far])) == [], "no distance is asked"
    assert codes(lacking_to_close(ASKED, [AFTER])) == ["close_photos"], "a missing mark is no fault"


@pytest.mark.parametrize(
    ("verb", "pictures", "missing"),
    [
        ("register", [], ["register_photos"]),
        ("register", [BEFORE], []),
        ("solve", [BEFORE, AFTER, AFTER], ["close_photos"]),
        ("solve", [Picture("after", new=True)] * 2, ["register_photos"]),
        ("finish", [Picture("after", new=True)], ["close_photos"]),
        ("finish", [Picture("after", new=True)] * 2, []),
        ("check_pass", [AFTER], ["close_photos"]),
        ("close", [AFTER], ["close_photos"]),
        ("close", [AFTER, AFTER], []),
        ("dispatch", [], []),
    ],
)
def test_each_verb_asks_for_what_it_says(verb, pictures, missing):
    if not missing:
        check_evidence(ASKED, pictures, verb=verb, placed=True)
        return
    with pytest.raises(Missing, match="evidence_missing") as refused:
        check_evidence(ASKED, pictures, verb=verb, placed=True)
    assert refused.value.facts["missing"] == missing


@given(
    st.lists(st.builds(Picture, st.sampled_from(["before", "after", "other"]), st.booleans(),
                       st.none() | st.floats(0, 1000))),
    st.builds(Evidence, st.integers(0, 9), st.integers(0, 9), st.none() | st.integers(1, 1000)),
)  # fmt: skip
def test_more_photos_never_make_more_missing(pictures, asked):
    before = {lack.code: lack.count for lack in lacking_to_close(asked, pictures)}
    after = {lack.code: lack.count for lack in lacking_to_close(asked, [*pictures, AFTER])}
    assert after.get("close_photos", 0) == max(0, before.get("close_photos", 0) - 1)


def test_a_night_barbecue_is_checked_at_night():
    seen = at("2025-07-04T22:30")
    for apart in (timedelta(), timedelta(hours=2), timedelta(hours=-2), timedelta(days=3, hours=1)):
        check_same_hours(seen, seen + apart)
    check_same_hours(at("2025-07-04T23:30"), at("2025-07-06T01:00"))
    check_same_hours(at("2025-07-04T00:30"), at("2025-07-06T23:00"))
    with pytest.raises(Missing, match="evidence_missing") as refused:
        check_same_hours(seen, at("2025-07-05T12:00"))
    assert "20:30" in refused.value.say.zh and "00:30" in refused.value.say.zh
    assert refused.value.facts == {"missing": ["same_hours"], "first": "20:30", "last": "00:30"}
    with pytest.raises(Missing):
        check_same_hours(seen, seen + timedelta(hours=2, minutes=1))
