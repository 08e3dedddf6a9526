"""Pages without script: is it the same? — and the tracking page of one of many."""

from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.acts import move, photo, report, row
from tests.conftest import PASSWORD

from wangge.cases.models import Case, Report

pytestmark = pytest.mark.django_db
HERE = {"lat": "41.196300", "lng": "122.056800"}
WORDS = "饭店后面的下水口又堵了，一下雨就往外冒。"


def send(client, **fields):
    told = {"key": str(uuid4()), "words": WORDS, "phone": ""} | HERE | fields
    return client.post("/", told)


def test_a_resident_is_asked_whether_it_is_the_same_and_joins():
    client = Client()
    assert send(client)["Location"].endswith("?new=1")
    key = str(uuid4())
    asked = send(client, key=key, words="下水口堵了，冒黑水")
    page = asked.content.decode()
    case = Case.objects.get()
    assert asked.status_code == 200
    assert "是同一件事吗" in page and f'value="{case.id}"' in page and "下水口堵了，冒黑水" in page
    assert WORDS not in page and case.number not in page
    assert Report.objects.count() == 1
    joined = send(client, key=key, words="下水口堵了，冒黑水", same_as=str(case.id))
    assert joined["Location"].endswith("&joined=1")
    shown = client.get(joined["Location"]).content.decode()
    assert "已归到同一件事里" in shown and "还有 <b>1</b> 位居民" in shown.replace("  ", " ")
    assert (row({"id": str(case.id)}).reports, Case.objects.count()) == (2, 1)
    again = send(client, key=key, words="下水口堵了，冒黑水", same_as=str(case.id))
    assert again["Location"] == joined["Location"]


def test_a_form_that_is_sent_twice_is_not_asked_about_its_own_case():
    client, key = Client(), str(uuid4())
    first, second = (send(client, key=key)["Location"] for _ in range(2))
    assert first == second and Report.objects.count() == 1


@pytest.mark.parametrize("answer", ["no", "nonsense"])
def test_whoever_says_no_reports_on_its_own(answer):
    client = Client()
    send(client)
    assert send(client, words="下水道堵了").status_code == 200
    assert send(client, words="下水道堵了", same_as=answer).status_code == 302
    assert Case.objects.count() == 2


def test_what_is_elsewhere_or_has_no_place_is_not_asked_about(actor):
    client = Client()
    send(client)
    assert send(client, lat="41.197900", words="路灯坏了").status_code == 302
    assert send(client, lat="", lng="", words="路灯坏了").status_code == 302
    report(kind="A0101", words=WORDS)
    assert Case.objects.count() == 4


def test_a_merged_report_keeps_its_page_with_the_own_picture_and_the_one_answer(actor):
    clerk, worker = actor("community"), actor("worker")
    own = photo(worker)
    one = report().body["case"]
    second = report(worker, photos=[UUID(own)]).body
    after = photo(worker, seed=3)
    move(clerk, second["case"], "merge", into=one["id"])
    move(worker, one, "solve", photos=[after])
    move(clerk, one, "close", words="谢谢")
    page = Client().get(f"/t/{second['report']['code']}").content.decode()
    assert f"/files/{own}" in page and f"/files/{after}" in page
    assert "办好了，谢谢您告诉我们" in page
    assert Client().get(f"/t/{second['report']['code']}/files/{own}").status_code == 200
    opener = Client().get(f"/t/{Report.objects.get(home=UUID(one['id'])).code}").content.decode()
    assert f"/files/{own}" not in opener


def test_a_desk_merges_takes_apart_and_splits_on_the_plain_page():
    client = Client()
    client.post("/login", {"username": "community", "password": PASSWORD})
    one, second = report().body["case"], report(words="下水口冒水").body["case"]
    page = client.get(f"/cases/{second['id']}").content.decode()
    assert f'<option value="{one["number"]}">' in page
    moves = f"/cases/{second['id']}/moves"
    assert client.post(moves, {"verb": "merge", "key": "m", "into": one["number"]}).status_code == 302
    merged = client.get(f"/cases/{second['id']}").content.decode()
    assert f'href="/cases/{one["id"]}"' in merged
    kept = client.get(f"/cases/{one['id']}").content.decode()
    assert "2 条上报" in kept and second["number"] in kept and "并进来一件" in kept
    assert client.post(moves, {"verb": "unmerge", "key": "u", "words": "另一处"}).status_code == 302
    joined = report(same_as=UUID(one["id"])).body["report"]["id"]
    assert f'<option value="{joined}">' in client.get(f"/cases/{one['id']}").content.decode()
    split = {"verb": "split", "key": "s", "report": joined, "words": "另一处"}
    assert client.post(f"/cases/{one['id']}/moves", split).status_code == 302
    assert Case.objects.count() == 3
