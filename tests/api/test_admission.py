"""The gate: reports go through while lists are sent away, nobody is lost in it, and the same key stays one case."""

import threading
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from wangge.api import admission
from wangge.api.admission import Admission
from wangge.api.admission.gate import Gate, Turned
from wangge.api.admission.rules import DEED, LIST, LOOK, limits
from wangge.cases.models import Case, Report

LONG = 3600.0
REPORTS, QUEUE = "/api/v1/reports", "/api/v1/cases"


class Slow:
    """A view that is at work until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.begun.release()
        assert self.go.acquire(timeout=60)
        return HttpResponse(request.path)


class House:
    """An ``Admission`` before a slow view, and threads that ask."""

    def __init__(self, places: int, *, waiting: int, patience: float = LONG) -> None:
        self.view = Slow()
        with override_settings(AT_WORK=places, WAITING=waiting, PATIENCE=patience):
            self.door = Admission(self.view)
        self.answers: list[HttpResponse] = []
        self.threads: list[threading.Thread] = []

    def ask(self, method: str, path: str) -> HttpResponse:
        return self.door(RequestFactory().generic(method, path))

    def send(self, method: str, path: str) -> None:
        thread = threading.Thread(target=lambda: self.answers.append(self.ask(method, path)))
        self.threads.append(thread)
        thread.start()

    def until(self, found: Callable[[dict[str, int], dict[str, int]], bool]) -> None:
        """Wait for threads that are on their way to the gate; no longer than they need."""
        for _ in range(100_000):
            if found(*self.door.gate.counts()):
                return
            threading.Event().wait(0.001)
        raise AssertionError(self.door.gate.counts())

    def end(self) -> None:
        self.view.go.release(len(self.threads) or 1)
        for thread in self.threads:
            thread.join(60)


@pytest.fixture
def house() -> Iterator[Callable[..., House]]:
    made: list[House] = []

    def make(*given: Any, **more: Any) -> House:
        made.append(House(*given, **more))
        return made[-1]

    yield make
    for one in made:
        one.end()


def test_a_report_is_at_work_while_lists_are_sent_away(house: Callable[..., House]) -> None:
    full = house(2, waiting=2)
    for _ in range(2):
        full.send("GET", QUEUE)
    full.until(lambda at_work, waiting: (at_work[LIST], waiting[LIST]) == (1, 1))
    refused = full.ask("GET", QUEUE)
    assert (refused.status_code, refused["Content-Type"]) == (503, "application/problem+json")
    assert int(refused["Retry-After"]) >= 5
    full.send("POST", REPORTS)
    full.until(lambda at_work, waiting: at_work[DEED] == 1 and waiting[DEED] == 0)
    full.end()
    assert sorted(answer.status_code for answer in full.answers) == [200, 200, 200]


def test_when_half_of_the_room_is_full_of_reports_lists_do_not_even_wait(house: Callable[..., House]) -> None:
    full = house(1, waiting=4)
    for _ in range(4):
        full.send("POST", REPORTS)
    full.until(lambda at_work, waiting: waiting[DEED] == 3)
    assert full.ask("GET", QUEUE).status_code == 503
    full.send("POST", REPORTS)
    full.until(lambda at_work, waiting: waiting[DEED] == 4)
    turned = full.ask("POST", REPORTS)
    assert turned.status_code == 503
    assert b'"code":"busy"' in turned.content
    full.end()
    assert [answer.status_code for answer in full.answers] == [200] * 5


def test_who_waits_is_let_in_by_sort_and_then_by_coming(house: Callable[..., House]) -> None:
    full = house(1, waiting=8)
    full.send("POST", "/first")
    full.until(lambda at_work, waiting: at_work[DEED] == 1)
    for n, (method, path) in enumerate((("GET", "/map"), ("GET", "/me"), ("POST", "/second"), ("POST", "/third"))):
        full.send(method, path)
        full.until(lambda at_work, waiting, n=n: sum(waiting.values()) == n + 1)
    for count in range(5):
        full.view.go.release()
        full.threads[0].join(60)
        full.until(lambda at_work, waiting, count=count: sum(waiting.values()) + sum(at_work.values()) == 4 - count)
    assert [answer.content.decode() for answer in full.answers] == ["/first", "/second", "/third", "/me", "/map"]


def test_a_place_comes_back_after_a_fault_and_patience_ends() -> None:
    gate = Gate(limits(1, waiting=4, patience=0))
    with pytest.raises(RuntimeError), gate.place(DEED, 0):
        raise RuntimeError
    with gate.place(LOOK, 0):
        with pytest.raises(Turned) as turned, gate.place(DEED, 0):
            raise AssertionError
        assert turned.value.seconds == 2
    assert gate.counts() == ({DEED: 0, LOOK: 0, LIST: 0}, {DEED: 0, LOOK: 0, LIST: 0})


def test_health_and_static_files_are_not_counted(house: Callable[..., House]) -> None:
    full = house(1, waiting=0)
    full.send("POST", REPORTS)
    full.until(lambda at_work, waiting: at_work[DEED] == 1)
    full.send("GET", "/health")
    assert full.view.begun.acquire(timeout=60)
    assert full.view.begun.acquire(timeout=60)
    full.end()
    assert [answer.status_code for answer in full.answers] == [200, 200]


def test_many_threads_leave_nothing_behind(house: Callable[..., House]) -> None:
    gate, done = Gate(limits(3, waiting=8, patience=LONG)), []

    def one(sort: str) -> None:
        for _ in range(50):
            try:
                with gate.place(sort, 0):
                    at_work, _ = gate.counts()
                    done.append(sum(at_work.values()) <= 3)
            except Turned:
                done.append(True)

    threads = [threading.Thread(target=one, args=(sort,)) for sort in (DEED, LOOK, LIST) * 6]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert done == [True] * 900
    assert gate.counts() == ({DEED: 0, LOOK: 0, LIST: 0}, {DEED: 0, LOOK: 0, LIST: 0})


@pytest.fixture
def gates(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Gate]]:
    """The gates of clients that are made inside, with one place and no room to wait."""
    made: list[Gate] = []

    def gate(*given: Any) -> Gate:
        made.append(Gate(*given))
        return made[-1]

    monkeypatch.setattr(admission, "Gate", gate)
    with override_settings(AT_WORK=1, WAITING=0):
        yield made


@pytest.mark.both
@pytest.mark.django_db
def test_sent_away_and_sent_again_with_the_same_key_is_one_case(gates: list[Gate]) -> None:
    client = Client()
    assert client.get("/health").status_code == 200
    body = {"key": str(uuid4()), "words": "下水口又堵了。", "place": {"building": "211102005013001-01"},
            "happened_at": "2026-11-25T08:00:00+08:00"}  # fmt: skip

    def post() -> HttpResponse:
        return client.post("/api/v1/public/reports", body, content_type="application/json")

    with gates[0].place(LIST, 0):
        away = post()
        assert (away.status_code, away.json()["code"]) == (503, "busy")
        assert away["Retry-After"] == str(away.json()["facts"]["retry_after"])
        assert "不会重复" in away.json()["detail"]
        assert not Report.objects.filter(district="211102").exists()
    first, again = post(), post()
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["code"] == again.json()["code"]
    assert again["Idempotent-Replay"] == "true"
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_the_page_without_script_keeps_what_was_typed(gates: list[Gate]) -> None:
    client = Client()
    key = str(uuid4())
    form = {"key": key, "words": "井盖翘了\n<b>小心</b>", "address": "延风社区 1 号楼", "phone": "13800000172"}
    assert client.get("/").status_code == 200
    with gates[0].place(DEED, 0):
        away = client.post("/?b=211102005013001-01", form)
    assert away.status_code == 503
    assert int(away["Retry-After"]) >= 2
    page = away.content.decode()
    assert "您写的都在" in page
    assert f'name="key" hidden>\n{key}</textarea>' in page
    assert "井盖翘了\n&lt;b&gt;小心&lt;/b&gt;" in page
    assert 'action="/?b=211102005013001-01"' in page
    with gates[0].place(DEED, 0):
        looked = client.get("/t/ABCDEFGHJKLM", headers={"accept-language": "en"})
    assert looked.status_code == 503
    assert "Open it again" in looked.content.decode()
