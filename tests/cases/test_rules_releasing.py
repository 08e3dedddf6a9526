"""What everybody may see: whose act it is, how a text reads, where a point is told to be."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import NOW

from wangge.cases.rules import (
    RELEASE_STATES,
    Standing,
    Stretch,
    check_around,
    check_looked,
    check_something,
    check_text,
    public_point,
    public_words,
    release_state,
    releaser,
)
from wangge.core.personal import personal_spans
from wangge.core.refusals import Missing, NotNow, NotYours
from wangge.orgs.queries import today
from wangge.orgs.rules import Actor, Held
from wangge.places.rules import metres_between

GRID, COMMUNITY, STREET = "211102005013001", "211102005013", "211102005"
SAID = "我叫周建平，电话13800000112，井盖又响了。"


def holder(post, area, district="211102"):
    return Actor(uuid4(), "x", district, (Held(district, post, area, None, today(NOW)),), districts=(district,))


def case(desk, district="211102"):
    return Standing(
        district=district, state="closed", kind="E0504", area=GRID, located=True, desk=desk, unit=None, reporter=uuid4()
    )


@pytest.mark.parametrize(
    ("post", "area", "desk", "may"),
    [
        ("community_clerk", COMMUNITY, GRID, True), ("community_clerk", COMMUNITY, COMMUNITY, True),
        ("community_clerk", COMMUNITY, STREET, False), ("street_chief", STREET, COMMUNITY, True),
        ("district_duty_officer", "211102", GRID, True), ("grid_worker", GRID, GRID, False),
        ("community_clerk", "211102005014", COMMUNITY, False), ("administrator", "211102", GRID, False),
    ],
)  # fmt: skip
def test_the_desk_that_has_it_releases_and_those_above(post, area, desk, may):
    for verb in ("release", "conceal"):
        if may:
            assert releaser(holder(post, area), verb, case(desk)).post == post
        else:
            with pytest.raises(NotYours):
                releaser(holder(post, area), verb, case(desk))


def test_another_district_releases_nothing():
    with pytest.raises(NotYours):
        releaser(holder("district_duty_officer", "211103", "211103"), "release", case(GRID))


def spans():
    return personal_spans(SAID)


def test_what_was_found_is_hidden_unless_it_is_left():
    name, phone = spans()
    assert public_words(SAID, spans(), (), ()) == "我叫〔姓名已隐去〕，电话〔电话已隐去〕，井盖又响了。"
    left = public_words(SAID, spans(), [Stretch(name.start, name.end)], ())
    assert left == "我叫周建平，电话〔电话已隐去〕，井盖又响了。"
    assert phone.sure and not name.sure


@pytest.mark.parametrize(
    ("hide", "wanted"),
    [
        ((24, 26), None),
        ((0, 3), "〔内容已隐去〕，电话〔电话已隐去〕，井盖又响了。"),
        ((3, 9), "我叫〔内容已隐去〕，井盖又响了。"),
    ],
)
def test_more_may_be_hidden_and_what_touches_becomes_one(hide, wanted):
    said = public_words(SAID, spans(), (), [Stretch(*hide)])
    assert said.count("〔") <= 3 and "13800000112" not in said and "周建平" not in said
    assert wanted is None or said == wanted


@pytest.mark.parametrize(
    ("leave", "hide"),
    [([(2, 4)], []), ([(0, 1)], []), ([], [(5, 5)]), ([], [(-1, 3)]), ([], [(3, 999)]), ([], [(6, 2)])],
)
def test_a_stretch_that_is_none_is_refused(leave, hide):
    with pytest.raises(Missing) as refused:
        public_words(SAID, spans(), [Stretch(*s) for s in leave], [Stretch(*s) for s in hide])
    assert refused.value.code == "stretch_unknown"


def test_nothing_goes_out_unlooked_or_empty_or_changed():
    check_looked(1, False)
    check_looked(0, True)
    check_something(words=False, photos=1)
    check_something(words=True, photos=0)
    check_text("a", "a")
    for refusal, act in (
        ("photo_unlooked", lambda: check_looked(0, False)),
        ("nothing_to_release", lambda: check_something(words=False, photos=0)),
        ("metres_unlikely", lambda: check_around(0)),
        ("metres_unlikely", lambda: check_around(5001)),
    ):
        with pytest.raises(Missing) as refused:
            act()
        assert refused.value.code == refusal
    with pytest.raises(NotNow):
        check_text("a", "b")
    assert check_around(5000) == 5000


@given(st.floats(-80, 80), st.floats(-179, 179))
def test_a_home_is_told_as_a_square_and_never_its_door(lat, lng):
    point = public_point("A0101", lat, lng)
    assert point is not None
    assert metres_between(lat, lng, *point) <= 37, "half the diagonal of a square, and a little for the rounding"
    assert public_point("E0504", *point) == point, "the middle of a square is told as itself: nothing more is to be had"


def test_what_stands_in_the_open_is_told_where_it_stands_and_no_point_as_none():
    assert public_point("C0101", 41.1963123, 122.0567961) == (41.19631, 122.0568)
    assert public_point("C0101", None, None) is None
    assert public_point("", 41.0, None) is None
    two = {public_point("A0101", 41.1963 + n * 1e-6, 122.0568) for n in range(5)}
    assert len(two) == 1, "neighbours of one house have one point"


def test_a_case_is_public_or_not_or_taken_back():
    states = [release_state(False, False), release_state(True, False), release_state(True, True)]
    assert states == list(RELEASE_STATES)
