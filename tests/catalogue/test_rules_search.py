"""Finding kinds by what people say: pure, on a small catalogue; the shipped one has a measure of its own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wangge.catalogue.rules import Entry, Index
from wangge.catalogue.rules.search import pieces, plain_words
from wangge.core.words import Say

ENTRIES = (
    Entry("C0103", Say("雨水井盖", "Rainwater manhole cover"), "井盖 雨水井 manhole",
          (("1", Say("井盖缺失", "The cover is missing")), ("2", Say("井盖破损", "The cover is broken")),
           ("3", Say("井盖松动异响", "The cover is loose and rattles")))),
    Entry("C0118", Say("路灯", "Street lamp"), "路灯 灯不亮 lamp", (("1", Say("路灯不亮", "The lamp is dark")),)),
    Entry("E0102", Say("暴露垃圾", "Exposed rubbish"), "垃圾 脏 臭 rubbish", (("1", Say("垃圾堆积", "Rubbish lies")),
                                                                         ("2", Say("垃圾异味", "Rubbish smells")))),
    Entry("E0410", Say("露天烧烤", "Open-air barbecue"), "烧烤 烤串 油烟 barbecue"),
    Entry("E0504", Say("下水道堵塞或破损", "Blocked or broken drain"), "下水道 堵 返水 drain",
          (("1", Say("下水道堵塞冒溢", "The drain is blocked and overflows")),
           ("2", Say("管道破损", "The pipe is broken")))),
    Entry("E0499", Say("其他街面秩序", "Other street order"), "其他 路灯 垃圾 井盖"),
)  # fmt: skip
INDEX = Index(ENTRIES)


@pytest.mark.parametrize(
    ("said", "kind", "condition"),
    [
        ("井盖没了", "C0103", "1"), ("小区门口的井盖被人偷走了！", "C0103", "1"), ("井盖咣当响", "C0103", "3"),
        ("manhole cover stolen", "C0103", "1"), ("Rattling manholes at night", "C0103", "3"),
        ("路灯黑了好几天", "C0118", "1"), ("垃圾臭死了", "E0102", "2"), ("门口有人烤串，油烟太大", "E0410", ""),
        ("下水口返水，往外冒", "E0504", "1"), ("drain is clogged", "E0504", "1"), ("LAMP", "C0118", "1"),
    ],
)  # fmt: skip
def test_what_people_say_finds_the_kind_and_its_condition(said, kind, condition):
    best = INDEX.find(said)[0]
    assert (best.kind, best.condition) == (kind, condition)
    assert best.score > 0


def test_what_gathers_the_rest_comes_after_what_is_named():
    for said, kind in (("路灯", "C0118"), ("垃圾", "E0102"), ("井盖", "C0103")):
        assert [hit.kind for hit in INDEX.find(said)][:2] == [kind, "E0499"]


def test_nothing_said_or_nothing_known_finds_nothing():
    assert INDEX.find("") == INDEX.find("的了") == INDEX.find("xyzzy") == []
    assert Index(()).find("井盖") == []


def test_no_condition_is_guessed_where_none_fits_better():
    hit = INDEX.find("井盖")[0]
    assert (hit.kind, hit.condition) == ("C0103", "")


@settings(deadline=None)
@given(st.text(max_size=300), st.integers(1, 5))
def test_whatever_is_asked_is_answered_in_order_and_bounded(said, most):
    found = INDEX.find(said, most=most)
    assert len(found) <= most and [h.score for h in found] == sorted((h.score for h in found), reverse=True)
    assert found == INDEX.find(said, most=most)


def test_pieces_are_pairs_of_signs_and_words_without_their_plural():
    assert plain_words("　Ａ井盖，没了！") == "a井盖 没了"
    assert dict(pieces("井盖 Lamps bus")) == {"井盖": 1.0, "井": 0.35, "盖": 0.35, "lamp": 1.0, "bus": 1.0}
