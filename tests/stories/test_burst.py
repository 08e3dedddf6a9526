"""A burst pipe, through the API only: forty residents in ten minutes by three ways, one case, one answer to all."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.conftest import PASSWORD

from wangge.simulate.pictures import drain

pytestmark = [pytest.mark.both, pytest.mark.django_db]
V = "/api/v1"
HERE = (41.1963, 122.0568)
SAID = (
    "自来水管爆了，水往路上喷",
    "门口水管爆裂，路面全是水",
    "爆管了！自来水哗哗流到小区门口",
    "路边自来水管道爆了，水漫过来了",
    "自来水管破了，水流了一地，快来人",
)
ANSWER = "爆裂的是 DN200 主管，已换新管并通水，路面明早修复。"


class Somebody:
    """A line to the API: signed in, or a household with an address of its own."""

    def __init__(self, username: str = "", house: int = 0) -> None:
        self.headers = {"REMOTE_ADDR": f"10.1.{house // 250}.{house % 250}"}
        self.client = Client()
        if username:
            signed = self.send("POST", "/session", username=username, password=PASSWORD)
            self.headers["HTTP_AUTHORIZATION"] = f"Bearer {signed['token']}"
            self.client = Client()

    def send(self, method: str, path: str, status: tuple[int, ...] = (200, 201), **body):
        given = {"data": body, "content_type": "application/json"} if body else {}
        answer = self.client.generic if False else getattr(self.client, method.lower())
        response = answer(V + path, **given, **self.headers)
        assert response.status_code in status, response.content.decode()
        return response.json()

    def command(self, path: str, **body):
        return self.send("POST", path, key=str(uuid4()), happened_at=timezone.now().isoformat(), **body)

    def move(self, case: str, verb: str, **facts):
        return self.command(f"/cases/{case}/moves", verb=verb, **facts)

    def photo(self) -> str:
        from django.core.files.uploadedfile import SimpleUploadedFile

        file = SimpleUploadedFile("a.jpg", drain(blocked=False), "image/jpeg")
        response = self.client.post(f"{V}/uploads", {"file": file}, **self.headers)
        return response.json()["id"]


def around(n: int) -> dict[str, float]:
    """Somewhere within some thirty metres."""
    return {"lat": HERE[0] + (n % 7 - 3) * 0.00008, "lng": HERE[1] + (n % 5 - 2) * 0.00012}


def test_a_burst_pipe_is_one_case_with_forty_codes_one_answer_and_forty_ratings():
    clerk, street, unit = Somebody("community"), Somebody("street"), Somebody("unit")
    worker, other = Somebody("worker"), Somebody("worker2")
    codes, cases, joined = [], [], 0
    for n in range(40):
        words, place = SAID[n % 5], around(n)
        if n % 4 == 3:
            who = (worker, other, clerk)[n // 4 % 3]
            found = who.send("POST", "/cases/alike", words=words, place=place)["items"]
            chosen = next((one["id"] for one in found if one["same"]), None)
            told = who.command("/reports", words=words, place=place, photos=[], same_as=chosen)
            codes.append(told["report"]["code"])
            cases.append(told["case"]["id"])
        else:
            home = Somebody(house=n)
            found = home.send("POST", "/public/reports/alike", words=words, place=place)["items"]
            assert all(set(one) == {"id", "kind", "told", "distance_m", "minutes", "report_count"} for one in found)
            assert not any(word in str(found) for word in SAID)
            takes = found[0]["id"] if found and n not in (8, 21, 30) else None
            told = home.command("/public/reports", words=words, place=place, photos=[], same_as=takes,
                                phone=f"138{n:08d}" if n % 3 == 0 else "")  # fmt: skip
            codes.append(told["code"])
        joined += told["joined"]
    assert len(set(codes)) == 40
    assert joined == 36

    open_cases = clerk.send("GET", "/cases?open=true&limit=50")["items"]
    assert len(open_cases) == 4 and sum(case["report_count"] for case in open_cases) == 40
    one = max(open_cases, key=lambda case: case["report_count"])
    rest = [case for case in open_cases if case["id"] != one["id"]]
    offers = clerk.send("GET", f"/cases/{rest[0]['id']}/candidates")["items"]
    assert offers[0]["same"] and {offer["id"] for offer in offers} <= {case["id"] for case in open_cases}
    for case in rest:
        assert clerk.move(case["id"], "merge", into=one["number"])["state"] == "merged"
    assert clerk.send("GET", f"/cases/{one['id']}")["report_count"] == 40

    apart = clerk.move(rest[0]["id"], "unmerge", words="是楼里的暖气漏水，另一处")
    assert (apart["state"], apart["report_count"]) == ("reported", 1)
    page = clerk.send("GET", f"/cases/{one['id']}/reports?limit=25")
    more = clerk.send("GET", f"/cases/{one['id']}/reports?limit=25&next={page['next']}")
    told = page["items"] + more["items"]
    assert (len(told), more["next"], len({r["id"] for r in told})) == (39, None, 39)
    assert sum(r["contact"] is not None for r in told) + sum(r["came_with"] is not None for r in told) > 2
    left = clerk.send("GET", f"/cases/{rest[0]['id']}/reports")["items"]

    clerk.move(one["id"], "accept")
    clerk.move(one["id"], "register", kind="E0504")
    drainage = next(u for u in street.send("GET", "/units")["items"] if u["code"] == "drainage")
    clerk.move(one["id"], "dispatch", unit=drainage["id"], words="先关阀")
    unit.move(one["id"], "start")
    unit.move(one["id"], "finish", words="换好了", photos=[unit.photo()])
    worker.move(one["id"], "check_pass")
    clerk.move(one["id"], "close", words=ANSWER)

    ours = {r["id"] for r in told}
    assert {r["id"] for r in left} & ours == set()
    answered = 0
    for n, code in enumerate(codes):
        house = Somebody(house=n)
        status = (200, 409)
        rated = house.send("POST", f"/public/reports/{code}/rating", status, key=str(uuid4()), solved=True,
                           answered=True, satisfied=5 - n % 2)  # fmt: skip
        answered += "satisfied" in rated
        page = house.client.get(f"/t/{code}", **house.headers).content.decode()
        assert ("办好了，谢谢您告诉我们" in page) is ("satisfied" in rated)
    assert answered == 39
    closed = clerk.send("GET", f"/cases/{one['id']}")
    assert len(closed["ratings"]) == 39 and closed["on_time"] is True
    ended = clerk.send("GET", f"/cases?ended_from={(timezone.now() - timedelta(days=2)).date()}")["items"]
    assert [case["id"] for case in ended] == [one["id"]]
