"""The residents' pages without a browser: nothing is lost, nothing private is shown or logged."""

import gzip
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from tests.acts import DOOR, WORDS, report, to_state

from wangge.api import rates
from wangge.cases.models import Case, Report
from wangge.files.models import Upload
from wangge.orgs.models import Unit
from wangge.simulate.pictures import drain

pytestmark = pytest.mark.django_db
STATIC = Path(__file__).parent.parent.parent / "src/wangge/pages/static/wangge"


def posted(client: Client | None = None, **fields: Any) -> Any:
    return (client or Client()).post("/", {"key": "k1", "words": "", "building": DOOR} | fields)


def file_of(body: bytes, name: str = "a.jpg") -> BytesIO:
    made = BytesIO(body)
    made.name = name
    return made


def test_words_of_an_emergency_are_asked_about_once_and_nothing_is_lost(db):
    first = posted(words="三楼有人晕倒，还有燃气味", phone="13800000172", photos=file_of(drain(blocked=True)))
    text = first.content.decode()
    assert first.status_code == 200 and Report.objects.count() == 0
    assert "这像是紧急情况，请先打电话" in text
    assert text.count('href="tel:119"') == 2 and text.count('href="tel:120"') == 2 and text.count('href="tel:110"') == 1
    assert "三楼有人晕倒，还有燃气味</textarea>" in text and 'value="13800000172"' in text
    kept = str(Upload.objects.get().id)
    assert f'name="photo" value="{kept}" checked' in text
    for answer in ("called", "no"):
        sent = posted(words="三楼有人晕倒，还有燃气味", phone="13800000172", photo=kept, urgent=answer)
        assert sent.status_code == 302, answer
    assert Report.objects.count() == 1


def test_other_words_are_sent_without_a_question(db):
    assert posted(words="井盖松了").status_code == 302


def test_the_door_is_prefilled_with_the_grid_worker_and_not_here_takes_the_address_instead(db):
    text = Client().get(f"/?b={DOOR}").content.decode()
    assert "马上送到网格员" in text and f'href="/g/{DOOR}"' in text and "不是这里" in text
    posted(words="灯坏了", elsewhere="1", address="别的地方 7 号")
    assert Case.objects.get().located is False
    posted(key="k2", words="灯坏了")
    assert Case.objects.filter(located=True).count() == 1


def test_one_file_that_cannot_be_taken_loses_neither_the_others_nor_the_words(db):
    answer = posted(words="堵了", photos=[file_of(b"no picture"), file_of(drain(blocked=True))])
    text = answer.content.decode()
    assert answer.status_code == 422 and "这不是照片，也不是录音" in text
    assert f'value="{Upload.objects.get().id}" checked' in text and "堵了</textarea>" in text


def test_too_many_reports_are_put_off_with_a_time_and_keep_what_was_written(db, monkeypatch):
    monkeypatch.setattr(rates.REPORTS, "count", 1)
    rates.REPORTS.forget()
    assert posted(words="一").status_code == 302
    answer = posted(key="k2", words="二楼的灯不亮", same_as="", photos=file_of(drain(blocked=True)))
    rates.REPORTS.forget()
    text = answer.content.decode()
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    assert f"请 {answer['Retry-After']} 秒后再试。内容还在。" in text and "二楼的灯不亮</textarea>" in text
    assert 'name="photo"' in text


def test_a_sound_without_script_comes_with_the_report_and_is_played_on_the_tracking_page(db):
    sound = b"\x1a\x45\xdf\xa3" + b"\x00" * 400
    sent = posted(photos=file_of(sound, "a.webm"))
    assert sent.status_code == 302
    text = Client().get(sent["Location"]).content.decode()
    address = re.search(r'<audio[^>]* src="([^"]+)"', text)
    assert address and b"".join(Client().get(address[1])) == sound  # type: ignore[arg-type]


def test_the_tracking_page_weighs_little_and_runs_nothing(db, actor):
    case = to_state("closed", actor, at=timezone.now())
    text = Client().get(f"/t/{Report.objects.get(case=case['id']).code}").content
    assert b"<script" not in text and b"javascript:" not in text and b" onclick" not in text
    sheets = re.findall(rb'href="/static/wangge/([a-z]+)[.\w]*\.(css|svg)"', text)
    names = {f"{name.decode()}.{ending.decode()}" for name, ending in sheets}
    assert names == {"wangge.css", "resident.css", "sign.svg"}
    parts = [text, *[(STATIC / name).read_bytes() for name in names]]
    weight = sum(len(gzip.compress(part, 9)) for part in parts)
    print(f"tracking page: {weight / 1024:.1f} KB gzipped of 15")
    assert weight <= 15 * 1024


def test_the_tracking_page_keeps_number_and_address_to_itself_and_out_of_caches_and_searches(db, actor):
    case = to_state("dispatched", actor, at=timezone.now(), phone="13800000172")
    report_row = Report.objects.get(case=case["id"])
    answer = Client().get(f"/t/{report_row.code}")
    text = answer.content.decode()
    for private in ("13800000172", "0172", WORDS, "延风路 12 号", DOOR):
        assert private not in text, private
    assert answer["Cache-Control"] == "no-store" and answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin" and '<meta name="robots" content="noindex' in text
    code = report_row.code
    assert f"{code[:4]} {code[4:8]} {code[8:]}" in text


def test_the_unit_that_has_it_is_named_with_its_duty_number_and_its_promise(db, actor):
    case = to_state("dispatched", actor, at=timezone.now())
    row = Case.objects.get(id=case["id"])
    Unit.objects.filter(id=row.unit).update(phone="0427-5550199")
    text = Client().get(f"/t/{Report.objects.get(case=case['id']).code}").content.decode()
    name = Unit.objects.get(id=row.unit).name
    assert f"已交给{name}，" in text and "办好</h1>" in text
    assert 'href="tel:0427-5550199"' in text and "答应办好" in text


def test_a_code_never_reaches_the_log(db, caplog, monkeypatch, actor):
    """Unknown codes, refused forms and bugs are logged by their route at most."""
    assert settings.LOGGING["loggers"]["django.request"]["level"] == "CRITICAL"
    assert settings.LOGGING["loggers"]["django.security.csrf"]["level"] == "CRITICAL"
    code = report().body["report"]["code"]
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    with caplog.at_level("INFO"):
        for address in (f"/t/{code}", "/t/ABCDEFGHJKLM", f"/t/{code}/files/{'0' * 8}-0000-0000-0000-{'0' * 12}"):
            client.get(address)
        assert client.post(f"/t/{code}/contest", {"words": "x"}).status_code == 403
        monkeypatch.setattr("wangge.pages.views.tracking._course", lambda facts: 1 / 0)
        assert client.get(f"/t/{code}").status_code == 500
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("wangge")]
    assert any("t/<str:code>/contest" in line for line in ours) and any("fault" in line for line in ours)
    shown = [r for r in caplog.records if not r.name.startswith(("django.request", "django.security.csrf"))]
    assert shown and not any(
        code in text or "ABCDEFGHJKLM" in text for r in shown for text in (r.getMessage(), r.exc_text or "")
    )


def test_the_server_writes_no_access_log():
    source = (Path(__file__).parent.parent.parent / "src/wangge/cli/serve.py").read_text()
    assert "log_access=False" in source


def test_a_rating_that_comes_too_often_keeps_what_was_chosen(db, actor, monkeypatch):
    case = to_state("closed", actor, at=timezone.now())
    monkeypatch.setattr(rates.RATINGS, "count", 1)
    code = Report.objects.get(case=case["id"]).code
    chosen = {"solved": "no", "satisfied": "2", "opinion": "味道还在"}
    assert Client().post(f"/t/{code}/rating", chosen).status_code == 422
    answer = Client().post(f"/t/{code}/rating", chosen)
    rates.RATINGS.forget()
    text = answer.content.decode()
    assert answer.status_code == 429 and "秒后再试" in text and 'value="味道还在"' in text
    assert 'name="solved" value="no" required checked' in text


@pytest.mark.parametrize(("cookie", "size", "link"), [
    ("normal", "normal", "elder"), ("elder", "elder", "largest"), ("largest", "largest", "normal"),
    ("huge", "normal", "elder"),
])  # fmt: skip
def test_the_size_goes_round_from_normal_over_elder_to_largest(db, cookie: str, size: str, link: str):
    client = Client()
    client.cookies["wangge_size"] = cookie
    text = client.get("/").content.decode()
    assert f'data-size="{size}"' in text and f"/choose?size={link}&amp;" in text


def test_photos_of_the_tracking_page_come_small(db, actor):
    case = to_state("closed", actor, at=timezone.now())
    text = Client().get(f"/t/{Report.objects.get(case=case['id']).code}").content.decode()
    pictures = re.findall(r'<img src="([^"]+)"', text)
    assert pictures and all(address.endswith("?small=1") for address in pictures)
    small, whole = (
        len(b"".join(Client().get(address)))  # type: ignore[arg-type]
        for address in (pictures[0], pictures[0].split("?")[0])
    )
    assert small <= whole
