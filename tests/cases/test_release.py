"""Nothing is public until somebody of the desk releases it; what is taken back or erased is gone at once."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from tests.acts import WORDS, move, report, row, to_state, verbs, whole
from tests.bundles import erase as erase_said
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.actions import Chosen
from wangge.cases.models import Case, Release
from wangge.cases.rules import Stretch
from wangge.core.refusals import Missing, NotFound, NotNow, NotYours
from wangge.files.actions import erase, receive
from wangge.files.models import Upload
from wangge.journal.models import Content
from wangge.journal.queries import entries_about
from wangge.journal.rules import Subject
from wangge.simulate.pictures import picture

pytestmark = [pytest.mark.both, pytest.mark.django_db]
PLACE = picture("cover", after=False, seed=1)
SAID = "我叫周建平，电话13800000112，井盖又响了。"
FACE = {"shape": "ellipse", "x": 0.4, "y": 0.4, "w": 0.2, "h": 0.2}


@pytest.fixture(autouse=True)
def own_district(settings):
    settings.DISTRICT = "211102"


@pytest.fixture
def case(actor):
    """A case with words and one picture, at the grid's desk."""
    worker = actor("worker")
    kept = receive(district="211102", author=worker.person, body=PLACE, at=NOW)
    return report(worker, words=SAID, photos=[kept.id]).body["case"]


def photo_of(case):
    return str(Upload.objects.get(subject=f"case:{case['id']}").id)


def chosen(case, **other):
    if "photos" not in other:
        other["photos"] = ({"id": photo_of(case), "shapes": [FACE], "looked": False},)
    return Chosen(**({"text": str(row(case).words)} | other))


def release(who, case, *, key="", at=NOW, **other):
    return actions.release(
        actor=who, case_id=UUID(case["id"]), chosen=chosen(case, **other), key=key or str(uuid4()), at=at
    )


def conceal(who, case, *, words="", key=""):
    return actions.conceal(actor=who, case_id=UUID(case["id"]), words=words, key=key or str(uuid4()), at=NOW)


def public():
    return queries.public_cases(near="", metres=500, at=NOW)


def test_nothing_is_public_by_itself(actor, case):
    assert public() == []
    told = queries.proposal(row(case))
    assert (told["state"], told["released"]) == ("none", None)
    assert [(s["sort"], s["sure"]) for s in told["words"]["spans"]] == [("name", False), ("phone", True)]
    assert [p["id"] for p in told["photos"]] == [photo_of(case)]


def test_a_clerk_releases_and_everybody_sees_the_copy_and_the_masked_words(actor, case):
    told = release(actor("community"), case).body
    assert told["state"] == "public" and told["released"]["by"] == actor("community").name
    [item] = public()
    assert item["words"] == "我叫〔姓名已隐去〕，电话〔电话已隐去〕，井盖又响了。"
    assert item["id"] != case["id"] and photo_of(case) not in item["photos"] and item["reports"] == 1
    [copy] = Upload.objects.filter(made_of=UUID(photo_of(case)))
    assert [str(copy.id)] == item["photos"] and copy.subject == f"public:{case['id']}"
    assert queries.public_file(copy.id).id == copy.id
    with pytest.raises(NotFound):
        queries.public_file(UUID(photo_of(case)))
    with pytest.raises(NotFound):
        queries.file_for(actor("district"), copy.id)
    assert item["point"] != {"lat": row(case).lat, "lng": row(case).lng}


def test_a_release_is_an_entry_and_moves_no_clock_state_or_owner(actor, case):
    kept = ("state", "desk", "unit", "clocks", "clock_from", "due_at", "on_time", "ended_at", "changed_at", "look_at",
            "handed_at", "handed_seq", "seen_at", "marks", "asks")  # fmt: skip
    before = Case.objects.values(*kept).get(id=UUID(case["id"]))
    release(actor("community"), case)
    conceal(actor("community"), case, words="居民要求")
    assert Case.objects.values(*kept).get(id=UUID(case["id"])) == before
    assert verbs(case)[-2:] == ["release", "conceal"] and whole(case)
    entry = next(e for e in entries_about("211102", Subject("case", UUID(case["id"]))) if e.verb == "case.release")
    assert "13800000112" not in str(entry.facts) and "井盖" not in str(entry.facts)
    [told] = queries.entry_answers([entry], actor("worker"))
    assert "〔电话已隐去〕" in told["words"] and told["files"] == []


def test_the_same_key_releases_once(actor, case):
    first = release(actor("community"), case, key="k")
    again = actions.release(
        actor=actor("community"), case_id=UUID(case["id"]), chosen=chosen(case), key="k", at=NOW
    )  # fmt: skip
    assert again.replay and not first.replay and Upload.objects.exclude(made_of=None).count() == 1
    with pytest.raises(NotNow) as refused:
        release(actor("community"), case, key="k", show_words=False)
    assert refused.value.code == "key_reused"


def test_who_may_not(actor, case):
    for name in ("worker", "unit", "chief", "auditor", "property"):
        with pytest.raises((NotYours, NotFound)):
            release(actor(name), case)
    with pytest.raises(NotYours):
        conceal(actor("worker"), case)
    for name in ("worker", "community"):
        move(actor(name), case, "escalate", words="请上一级看")
    with pytest.raises(NotYours):
        release(actor("community"), case)
    assert release(actor("street"), case).status == 200


def test_what_lacks_is_refused_and_nothing_is_public(actor, case):
    clerk = actor("community")
    bare = ({"id": photo_of(case), "shapes": [], "looked": False},)
    for refusal, other in (
        ("photo_unlooked", {"photos": bare}),
        ("nothing_to_release", {"photos": (), "show_words": False}),
        ("stretch_unknown", {"leave": (Stretch(0, 1),)}),
    ):
        with pytest.raises(Missing) as refused:
            release(clerk, case, **other)
        assert refused.value.code == refusal
    with pytest.raises(NotFound):
        release(clerk, case, photos=({"id": str(uuid4()), "shapes": [FACE], "looked": True},))
    with pytest.raises(NotNow) as changed:
        release(clerk, case, text=str(uuid4()))
    assert changed.value.code == "text_changed"
    with pytest.raises(NotNow):
        conceal(clerk, case)
    assert public() == [] and not Release.objects.exists()


def test_a_later_release_takes_the_place_and_the_old_copies_go(actor, case, django_capture_on_commit_callbacks):
    clerk = actor("community")
    release(clerk, case)
    [old] = Upload.objects.exclude(made_of=None)
    with django_capture_on_commit_callbacks(execute=True):
        release(clerk, case, photos=({"id": photo_of(case), "shapes": [], "looked": True},), show_words=False)
    [item] = public()
    assert item["words"] is None and item["photos"] != [str(old.id)] and len(item["photos"]) == 1
    old.refresh_from_db()
    assert old.state == "erased" and Release.objects.count() == 1


def test_concealing_is_immediate_and_deletes_the_copies(actor, case, django_capture_on_commit_callbacks):
    release(actor("community"), case)
    [copy] = Upload.objects.exclude(made_of=None)
    path = Path(settings.FILES) / copy.stored
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        told = conceal(actor("community"), case, words="居民要求").body
    assert (told["state"], told["released"]["photos"], public()) == ("concealed", [], [])
    assert not path.exists()
    with pytest.raises(NotFound):
        queries.public_file(copy.id)
    release(actor("community"), case)
    assert len(public()) == 1, "and it may be released again"


def test_erased_words_and_pictures_disappear_from_the_public(actor, case):
    release(actor("community"), case)
    erase_said(actor("district"), case, 1, "words")
    [item] = public()
    assert item["words"] is None and item["photos"]
    photo = Content.objects.get(field="file")
    erase_said(actor("district"), case, 1, "file", file=UUID(json.loads(bytes(photo.body))["id"]))
    assert public()[0]["photos"] == []
    with pytest.raises(NotFound):
        queries.public_file(Upload.objects.exclude(made_of=None).get().id)


def test_a_picture_that_is_erased_takes_its_copies_along(actor, case):
    release(actor("community"), case)
    erase(Upload.objects.get(id=UUID(photo_of(case))))
    assert {u.state for u in Upload.objects.all()} == {"erased"}
    assert public()[0]["photos"] == []


def test_a_case_entered_by_mistake_is_shown_no_more(actor):
    case = to_state("reported", actor)
    release(actor("community"), case, photos=())
    assert public()[0]["words"] == WORDS
    move(actor("community"), case, "void", words="重复")
    assert public() == []


def test_around_a_point_the_nearest_first_and_no_farther_than_asked(actor, case):
    release(actor("community"), case)
    lat, lng = row(case).lat, row(case).lng
    assert [item["metres"] <= 40 for item in queries.public_cases(near=f"{lat},{lng}", metres=100, at=NOW)] == [True]
    assert queries.public_cases(near=f"{lat + 0.01},{lng}", metres=500, at=NOW) == []
    for near in ("x", "91,0", "1"):
        with pytest.raises(Missing):
            queries.public_cases(near=near, metres=100, at=NOW)


def test_the_list_costs_the_same_for_one_and_for_many(actor, django_assert_max_num_queries):
    for n in range(3):
        case = to_state("reported", actor)
        release(actor("community"), case, photos=(), at=NOW + timedelta(minutes=n))
        if n in (0, 2):
            with django_assert_max_num_queries(6):
                items = public()
            assert len(items) == n + 1
    assert [item["released_at"] for item in items] == sorted((i["released_at"] for i in items), reverse=True)


def test_words_of_another_district_and_none_at_all(actor):
    silent = report(actor("worker"), words="", photos=[
        receive(district="211102", author=actor("worker").person, body=PLACE, at=NOW).id
    ]).body["case"]  # fmt: skip
    told = release(actor("community"), silent).body
    assert told["words"] is None and told["released"]["words"] is None
    with pytest.raises(Missing):
        release(actor("community"), silent, photos=())
