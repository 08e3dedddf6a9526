"""Pictures of different cases that look the same are listed once, for those who look over both, and nothing follows."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from PIL import Image
from tests.acts import report, row, whole
from tests.conftest import NOW

from wangge.cases import actions, queries
from wangge.cases.listeners import PICTURES
from wangge.cases.models import Twin
from wangge.core.refusals import Missing, NotFound
from wangge.files.actions import erase, receive
from wangge.files.models import PictureHash, Upload
from wangge.files.queries import alike
from wangge.journal.listeners import deliver
from wangge.journal.queries import chain_faults, chain_of, entries_about, kept_head
from wangge.journal.rules import Subject
from wangge.simulate.pictures import picture

pytestmark = [pytest.mark.both, pytest.mark.django_db]
PLACE = picture("lamp", after=False, seed=1)
ELSEWHERE = picture("rubbish", after=False, seed=2)


def smaller(body: bytes) -> bytes:
    """The same picture as it comes out of a chat: half as large and saved anew."""
    out = BytesIO()
    with Image.open(BytesIO(body)) as whole_one:
        whole_one.resize((600, 450)).save(out, "JPEG", quality=50)
    return out.getvalue()


def sent(who, body):
    return receive(district=who.district, author=who.person, body=body, at=NOW)


def case_with(who, *bodies, **other):
    return report(who, photos=[sent(who, body).id for body in bodies], **other).body["case"]


def listed():
    deliver([PICTURES])
    return list(Twin.objects.order_by("-id"))


def test_the_same_picture_of_another_case_is_listed_once(actor):
    worker = actor("worker")
    first = case_with(worker, PLACE)
    second = case_with(worker, smaller(PLACE), ELSEWHERE)
    [twin] = listed()
    assert (twin.case, twin.other_case) == (UUID(second["id"]), UUID(first["id"]))
    assert (twin.state, twin.exact) == ("open", False) and 0 <= twin.distance <= 3
    PICTURES.hear("211102", entries_about("211102", Subject("case", twin.case)))
    PICTURES.hear("211102", entries_about("211102", Subject("case", twin.other_case)))
    assert Twin.objects.count() == 1, "heard again, and from the other side, it is the same pair"


def test_the_same_bytes_come_first_and_one_case_alone_has_no_twin(actor):
    worker = actor("worker")
    case_with(worker, PLACE, PLACE)
    assert listed() == []
    case_with(worker, PLACE)
    assert [(t.exact, t.distance) for t in listed()] == [(True, 0), (True, 0)]


def test_no_more_than_a_few_are_listed_of_one_picture(actor):
    worker = actor("worker")
    for _ in range(7):
        case_with(worker, PLACE)
    deliver([PICTURES])
    last = max(Twin.objects.values_list("upload", flat=True))
    assert Twin.objects.filter(upload=last).count() == 5


def test_pictures_that_belong_to_nothing_and_sounds_are_no_twins(actor):
    worker = actor("worker")
    sent(worker, PLACE)
    case_with(worker, PLACE)
    assert listed() == []


def test_an_erased_picture_is_found_no_more(actor):
    worker = actor("worker")
    upload = sent(worker, PLACE)
    report(worker, photos=[upload.id])
    upload.refresh_from_db()
    erase(upload)
    assert not PictureHash.objects.exists()
    case_with(worker, PLACE)
    assert listed() == []


def test_listing_changes_no_case_and_no_clock(actor):
    worker = actor("worker")
    first = case_with(worker, PLACE)
    second = case_with(worker, PLACE)
    before = [(row(c).head_seq, row(c).due_at, row(c).changed_at) for c in (first, second)]
    [twin] = listed()
    judge(actor("street"), twin, "again", words="三月的雪还在地上")
    assert [(row(c).head_seq, row(c).due_at, row(c).changed_at) for c in (first, second)] == before
    assert whole(first) and whole(second)


def judge(who, twin, state, *, words="", key="", at=NOW):
    return actions.judge_twin(actor=who, twin_id=twin.id, state=state, words=words, key=key or str(uuid4()), at=at)


def test_somebody_says_what_it_is_and_may_say_otherwise_later(actor):
    worker, street = actor("worker"), actor("street")
    case_with(worker, PLACE)
    case_with(worker, PLACE)
    [twin] = listed()
    told = judge(street, twin, "same", key="k").body
    assert (told["state"], told["looked"]["by"], told["words"]) == ("same", street.name, None)
    assert judge(street, twin, "same", key="k").replay
    told = judge(actor("district"), twin, "again", words=" 影子方向不对 ", at=NOW + timedelta(hours=1)).body
    assert (told["state"], told["words"], told["looked"]["by"]) == ("again", "影子方向不对", actor("district").name)
    subject = Subject("twin", twin.id)
    entries = entries_about("211102", subject)
    assert [(e.verb, e.was, e.now) for e in entries] == [
        ("picture.judge", "open", "same"), ("picture.judge", "same", "again"),
    ]  # fmt: skip
    head = kept_head("211102", subject)
    assert not chain_faults(chain_of("211102", subject), head)


def test_whoever_does_not_look_over_both_does_not_see_the_pair(actor):
    worker = actor("worker")
    case_with(worker, PLACE)
    away = report(worker, photos=[sent(worker, PLACE).id], place=None).body["case"]
    [twin] = listed()
    assert row(away).area == "211102", "its place is not known, so it stands in the district"
    page = {
        name: queries.twins_for(actor(name), judged=False, before=None, limit=9)[0] for name in ("street", "district")
    }
    assert page == {"street": [], "district": [twin]}
    with pytest.raises(NotFound):
        judge(actor("street"), twin, "same")
    for name in ("community", "worker", "unit", "auditor"):
        with pytest.raises(NotFound):
            judge(actor(name), twin, "same")
    with pytest.raises(Missing):
        judge(actor("district"), twin, "fraud")
    with pytest.raises(NotFound):
        judge(actor("district"), Twin(id=uuid4()), "same")


def test_pages_go_on_where_they_ended_and_cost_the_same(actor, django_assert_max_num_queries):
    worker, street = actor("worker"), actor("street")
    for body in (PLACE, PLACE, PLACE):
        case_with(worker, body)
    listed()
    first, following = queries.twins_for(street, judged=False, before=None, limit=2)
    rest, end = queries.twins_for(street, judged=False, before=UUID(following), limit=2)
    assert [t.id for t in first + rest] == sorted((t.id for t in Twin.objects.all()), reverse=True) and end is None
    with django_assert_max_num_queries(5):
        one = queries.twin_answers(first[:1])
    with django_assert_max_num_queries(5):
        assert queries.twin_answers(first)[0] == one[0]
    judge(street, first[0], "different")
    assert [t.id for t in queries.twins_for(street, judged=True, before=None, limit=9)[0]] == [first[0].id]
    assert queries.twin_answers([]) == []


def test_a_picture_erased_later_leaves_its_pair_with_an_empty_frame(actor):
    worker = actor("worker")
    case_with(worker, PLACE)
    case_with(worker, PLACE)
    [twin] = listed()
    erase(Upload.objects.get(id=twin.other))
    [told] = queries.twin_answers([twin])
    assert [picture["file"] is None for picture in told["pictures"]] == [False, True]


def test_looking_reads_few_rows_by_an_index(actor):
    from django.db import connection

    worker = actor("worker")
    case_with(worker, PLACE)
    value = PictureHash.objects.get().value
    assert [found for found, _ in alike("211102", value)] == [PictureHash.objects.get().id]
    assert alike("211103", value) == []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = PictureHash.objects.filter(district="211102", b0__in=[1, 2]).explain()
    assert ("files_hash_b0" if connection.vendor == "sqlite" else "Index Scan") in plan
