"""Flow tables and contests over HTTP."""

from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.acts import GRID, move, report, row, to_state

from wangge.api import rates
from wangge.cases.models import Report
from wangge.catalogue.actions import set_flow_options
from wangge.catalogue.rules import FLOWS

pytestmark = pytest.mark.django_db
V = "/api/v1"


def code_of(case) -> str:
    return Report.objects.get(case=UUID(case["id"])).code


def test_the_districts_present_tables_are_answered(calls):
    person = calls("worker")
    items = person("GET", f"{V}/flows").json()["items"]
    assert [(t["name"], t["edition"]) for t in items] == [(name, 0) for name in FLOWS]
    said = {"off": ["urge@reported"], "labels": {"handling": {"zh": "整治中", "en": "Being mended"}},
            "stage_limits": {"reported": "2 工作时"}}  # fmt: skip
    set_flow_options(district="211102", flow="matters", said=said, key="k", at=timezone.now())
    table = person("GET", f"{V}/flows/matters").json()
    assert table == person("GET", f"{V}/flows").json()["items"][0]
    assert (table["edition"], table["stage_limits"]) == (1, {"reported": "2 工作时"})
    assert "urge@reported" not in {r["name"] for r in table["rows"]}
    assert next(s["label"]["zh"] for s in table["states"] if s["name"] == "handling") == "整治中"
    accept = next(r for r in table["rows"] if r["name"] == "accept@reported")
    assert accept["posts"] == ["community_clerk", "street_chief", "district_duty_officer"]


def test_a_resident_contests_by_the_code_alone(calls, actor):
    case = to_state("declined", actor)
    sent = {"key": str(uuid4()), "words": "下水口就在人行道上，不归物业。"}
    address = f"{V}/public/reports/{code_of(case)}/contest"
    first, again = (calls("")("POST", address, sent) for _ in range(2))
    assert (first.status_code, again.headers["Idempotent-Replay"]) == (200, "true")
    assert first.json() == again.json()
    assert first.json()["owner"] == {"type": "street", "id": GRID[:9], "name": "辽河街道"}
    assert set(first.json()) == {"code", "state", "told", "owner"}
    for body, status, code in (
        (sent | {"key": "other"}, 409, "not_now"), ({"key": "k2"}, 409, "not_now"), ({"words": "x"}, 422, "unreadable"),
    ):  # fmt: skip
        answer = calls("")("POST", address, body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert row(case).state == "verifying"


def test_contests_from_one_address_are_limited(calls):
    sent = {"key": "k", "words": "不同意"}
    said = [calls("")("POST", f"{V}/public/reports/ABCDEFGHJKLM/contest", sent).status_code for _ in range(21)]
    assert said == [404] * rates.CONTESTS.count + [429]


# --- the page behind the code


def page(code: str, **query: str) -> str:
    return Client().get(f"/t/{code}", query).content.decode()


def test_the_page_of_a_refusal_says_why_who_is_responsible_and_how_to_disagree(actor):
    case = to_state("verifying", actor)
    move(actor("community"), case, "decline", words="小区里面的管道归物业", instead="drainage")
    shown = page(code_of(case))
    assert "小区里面的管道归物业" in shown
    assert "我不同意，请上一级看" in shown
    assert 'name="csrfmiddlewaretoken"' in shown
    dt = shown.split("该由谁办：<b>")[1].split("<")[0]
    assert "排水" in dt
    unnamed = to_state("declined", actor)
    assert "延风社区" in page(code_of(unnamed)).split("该由谁办：<b>")[1].split("<")[0]


def test_the_form_sends_it_to_the_level_above_without_script_or_account(actor):
    code = code_of(to_state("closed", actor))
    sent = Client().post(f"/t/{code}/contest", {"key": str(uuid4()), "words": "又堵上了"})
    assert (sent.status_code, sent["Location"]) == (302, f"/t/{code}?contested=1")
    shown = page(code, contested="1")
    assert "已经请上一级看了" in shown and "辽河街道" in shown
    assert "我不同意" not in shown


def test_an_empty_form_comes_back_with_a_sentence(actor):
    code = code_of(to_state("declined", actor))
    sent = Client().post(f"/t/{code}/contest", {"key": "kept-key", "words": ""})
    assert sent.status_code == 422
    assert "还差：说明" in sent.content.decode() and "kept-key" in sent.content.decode()
    assert Client().post("/t/ABCDEFGHJKLM/contest", {"words": "x"}).status_code == 404
    assert Client().get(f"/t/{code}/contest").status_code == 405


@pytest.mark.parametrize("state", ["reported", "handling", "voided"])
def test_what_is_open_or_withdrawn_has_no_such_form(actor, state):
    assert "我不同意" not in page(code_of(to_state(state, actor)))


def test_the_answer_to_an_appeal_stands_on_its_page(actor):
    case = report(kind="A0401", words="谢谢小张").body["case"]
    move(actor("community"), case, "close", reply="谢谢您，我们转告小张。")
    assert "谢谢您，我们转告小张。" in page(code_of(case))


def test_a_desk_answers_declines_and_grades_from_the_page_of_the_case(actor, calls):
    token = calls("community").token
    desk = Client(headers={"authorization": f"Bearer {token}"})
    case = report(kind="A0401", words="谢谢小张").body["case"]
    shown = desk.get(f"/cases/{case['id']}").content.decode()
    assert 'name="reply"' in shown and 'name="instead"' in shown and "没有别的部门" in shown
    sent = desk.post(f"/cases/{case['id']}/moves", {"verb": "close", "key": str(uuid4()), "reply": "不客气"})
    assert sent.status_code == 302
    assert "不客气" in desk.get(f"/cases/{case['id']}").content.decode()
    dispute = report(kind="G0101", words="两家吵架").body["case"]
    move(actor("community"), dispute, "accept")
    shown = desk.get(f"/cases/{dispute['id']}").content.decode()
    assert 'name="grade" value="complex"' in shown
    sent = desk.post(f"/cases/{dispute['id']}/moves", {"verb": "classify", "key": str(uuid4()), "grade": "hard"})
    assert (sent.status_code, row(dispute).desk) == (302, GRID[:6])
    shown = Client(headers={"authorization": f"Bearer {calls('district').token}"}).get(f"/cases/{dispute['id']}")
    assert "疑难" in shown.content.decode()
