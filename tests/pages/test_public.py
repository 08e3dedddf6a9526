"""What is public nearby: nothing by itself, then words and covered pictures, in both languages, without script."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests.acts import DOOR, report, row
from tests.conftest import NOW

from wangge.cases import actions
from wangge.cases.actions import Chosen
from wangge.files.actions import receive
from wangge.files.models import Upload
from wangge.simulate.pictures import picture

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def own_district(settings):
    settings.DISTRICT = "211102"


def page(query: str = "", **headers: str) -> str:
    answer = Client(headers=headers).get(f"/public{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def released(actor: Any, words: str) -> dict[str, Any]:
    worker, clerk = actor("worker"), actor("community")
    body = picture("cover", after=False, seed=1)
    photo = receive(district="211102", author=worker.person, body=body, at=NOW).id
    case = report(worker, words=words, photos=[photo]).body["case"]
    chosen = Chosen(text=str(row(case).words), photos=({"id": str(photo), "shapes": [], "looked": True},))
    actions.release(actor=clerk, case_id=UUID(case["id"]), chosen=chosen, key="r", at=NOW)
    return case


def test_nothing_is_there_until_a_centre_releases_it(actor):
    report(actor("worker"), words="井盖丢了")
    text = page()
    assert "井盖丢了" not in text and "现在没有公开的事" in text and "<script" not in text


def test_released_words_and_pictures_are_shown_and_no_more(actor):
    case = released(actor, "井盖丢了，找王师傅13800000112")
    text = page()
    copy = Upload.objects.get(made_of__isnull=False).id
    for said in ("井盖丢了", "〔电话已隐去〕", f"/api/v1/public/files/{copy}?size=640", "延风社区"):
        assert said in text, said
    for hidden in ("13800000112", "王师傅", case["id"], row(case).number, "第 1 网格"):
        assert hidden not in text, hidden
    english = page(**{"accept-language": "en"})
    assert "What is public nearby" in english


def test_words_are_text_and_never_marks(actor):
    released(actor, "<b>井盖</b><script>alert(1)</script>")
    assert "&lt;script&gt;" in page() and "<script" not in page()


def test_a_door_leads_to_what_is_around_it(actor):
    released(actor, "井盖丢了")
    text = page(f"?b={DOOR}")
    assert "井盖丢了" in text and "周围 1500 米" in text and f"/?b={DOOR}" in text
    assert "本区最近公开的" in page("?b=nowhere")
    assert f"/public?b={DOOR}" in Client().get(f"/g/{DOOR}").content.decode()
