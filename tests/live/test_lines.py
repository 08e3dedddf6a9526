"""The real process of lines beside the real server, each of them told by nobody but the journal."""

import csv
import resource
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.utils import timezone
from tests.acts import DOOR, report
from tests.conftest import PASSWORD, copy_of, drop, pointed_at
from tests.live.lines import POKE, Screen, token_of
from tests.serving import Site, serving
from websockets.exceptions import InvalidStatus

from wangge.orgs.actions import appoint, open_session
from wangge.orgs.models import Account, Session
from wangge.orgs.queries import today, token_hash
from wangge.orgs.rules import Held

pytestmark = pytest.mark.both
DAY_BEFORE = today(timezone.now() - timedelta(days=1))


@pytest.fixture(scope="module")
def site(template: str, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Site]:
    """One site with its lines for all tests here, on a database into which the tests write too."""
    with django_db_blocker.unblock():
        address = copy_of(template)
        with pointed_at(address), serving(address, tmp_path_factory.mktemp("lines"), live=True) as running:
            appointed("away", Held("211103", "district_duty_officer", "211103", None, DAY_BEFORE))
            yield running
        drop(address)


def appointed(username: str, held: Held) -> Account:
    """Somebody more, with an account."""
    appoint(actor=None, name=username, username=username, password=PASSWORD, grants=[held], phone="",
            must_change=False, key=username, at=timezone.now())  # fmt: skip
    return Account.objects.select_related("person").get(username=username)


def told(site: Site, who: str = "worker") -> str:
    """A report made through the server; the id of its case."""
    case = site.person(who).ask(
        "POST", "/api/v1/reports",
        json={"key": str(uuid4()), "happened_at": timezone.now().isoformat(), "words": "下水口堵了",
              "place": {"building": DOOR}},
    )  # fmt: skip
    return str(case["case"]["id"])


def here(case: str, *names: str) -> dict[str, Any]:
    """The frame that names these people of the demo beside a case."""
    people = {a.username: a.person.name for a in Account.objects.select_related("person")}
    posts = {
        "worker": {"zh": "网格员", "en": "Grid worker"},
        "community": {"zh": "社区受理员", "en": "Community clerk"},
        "district": {"zh": "区中心值班长", "en": "District duty officer"},
    }
    return {"here": {f"case:{case}": [{"name": people[name], "post": posts[name]} for name in names]}}


def test_whoever_writes_from_whichever_process_the_screens_of_the_district_look_anew(site, tmp_path):
    """The server's process, an action here in the test's own process, an import in another shell; nobody elsewhere."""
    with (
        Screen(site.live, token_of(site, "community")) as desk,
        Screen(site.live, token_of(site, "away")) as away,
    ):
        assert desk.hear() == away.hear() == POKE, "what happened before the line stood"
        desk.settle()
        away.settle()
        told(site)
        assert desk.hear() == POKE
        desk.settle()
        report(at=timezone.now())
        assert desk.hear() == POKE
        desk.settle()
        file = tmp_path / "in.csv"
        with file.open("w", newline="") as out:
            csv.writer(out).writerows(
                [("msg_id", "title", "time", "detail"), ("A-1", "路灯", "2026/11/2 8:15:00", "路灯不亮")]
            )
        done = site.run("import", "reports", str(file))
        assert "1 new reports" in done.stdout, done.stderr
        assert desk.hear() == POKE
        away.say(ping=1)
        assert away.hear() == {"pong": 1}, "nothing of all that came before the answer"


@pytest.mark.long
def test_who_looks_at_the_same_case_is_seen_and_goes(site):
    case = told(site)
    foreign = uuid4()
    with (
        Screen(site.live, token_of(site, "community")) as desk,
        Screen(site.live, token_of(site, "district")) as officer,
        Screen(site.live, token_of(site, "away")) as away,
    ):
        for screen in (desk, officer, away):
            screen.settle()
        desk.say(look=f"case:{case}")
        assert desk.hear() == here(case)
        away.say(look=f"case:{case}")
        away.say(look=f"case:{foreign}")
        away.say(ping=1)
        assert away.hear() == {"pong": 1}, "a case that may not be seen and one that is not there are alike"
        with Screen(site.live, token_of(site, "worker")) as worker:
            worker.settle()
            worker.say(look=f"case:{case}")
            assert worker.hear() == here(case, "community")
            assert desk.hear() == here(case, "worker")
            officer.say(look=f"case:{case}")
            assert officer.hear() == here(case, "community", "worker")
            assert desk.hear() == here(case, "worker", "district")
        assert desk.hear() == here(case, "district")
        officer.say(look=f"case:{foreign}")
        assert desk.hear() == here(case)
        officer.say(look=f"case:{case}")
        assert desk.hear() == here(case, "district")
        officer.say(look=None)
        assert desk.hear() == here(case)


@pytest.mark.long
def test_nobody_gets_a_line_without_a_session_and_none_is_left_when_it_ends(site):
    assert Screen(site.live, "").closed() == 4401
    assert Screen(site.live, "x" * 43).closed() == 4401
    desk = site.person("community")
    token = desk._http.headers["Authorization"].removeprefix("Bearer ")
    with Screen(site.live, token) as line, Screen(site.live, token_of(site, "district")) as other:
        line.settle()
        desk._http.delete("/api/v1/session")
        assert line.closed() == 4401, "by the check, which the test has every second and an installation every 45"
        late = token_of(site, "worker")
        Session.objects.filter(token_hash=token_hash(late)).update(expires_at=timezone.now())
        assert Screen(site.live, late).closed() == 4401
        Account.objects.filter(username="district").update(must_change=True)
        assert other.closed() == 4403
    assert Screen(site.live, token_of(site, "district")).closed() == 4403
    Account.objects.filter(username="district").update(must_change=False)


def test_who_may_no_longer_see_a_case_is_no_longer_beside_it(site):
    case = told(site)
    person = appointed("leaver", Held("211102", "auditor", "211102", None, DAY_BEFORE)).person
    with (
        Screen(site.live, token_of(site, "leaver")) as desk,
        Screen(site.live, token_of(site, "worker")) as worker,
    ):
        for screen in (desk, worker):
            screen.settle()
            screen.say(look=f"case:{case}")
        desk.until(here(case, "worker"))
        person.grants.update(ends_on=today(timezone.now()) - timedelta(days=2))
        type(person).objects.filter(id=person.id).update(scope=person.scope + 1)
        worker.until(here(case))
        assert POKE in desk.until(POKE), "other grants are news"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("x" * 257, 1009),
        ("{", 1007),
        ("[1]", 1008),
        ('{"look":7}', 1008),
        (b'{"ping":1}', 1003),
    ],
    ids=["too long", "no JSON", "a list", "wrong type", "bytes"],
)
def test_a_bad_frame_closes_the_line(site, frame, code):
    with Screen(site.live, token_of(site, "community")) as line:
        line.socket.send(frame)
        assert line.closed() == code


def test_only_our_own_pages_get_through_the_handshake(site):
    token = token_of(site, "community")
    for origin, url, status in (
        ("http://evil.example", site.live, 403),
        ("null", site.live, 403),
        (None, site.live + "/x", 404),
        (None, site.live.replace("127.0.0.1", "127.0.0.2"), None),
    ):
        try:
            Screen(url, token, origin=origin)
        except InvalidStatus as refused:
            assert refused.response.status_code == status
        except OSError:
            assert status is None, "it listens on one address"
        else:
            raise AssertionError((origin, url))
    with Screen(site.live, token, origin=site.url) as line:
        assert line.hear() == POKE
    told_so = httpx.get(site.live.replace("ws", "http", 1), headers={"Host": "evil.example"}, trust_env=False)
    assert told_so.status_code in (403, 426)


def test_the_eleventh_line_of_an_account_is_turned_away(site):
    token = token_of(site, "street")
    lines = [Screen(site.live, token) for _ in range(10)]
    try:
        assert [line.hear() for line in lines] == [POKE] * 10
        assert Screen(site.live, token).closed() == 4429
        lines.pop().close()
        with Screen(site.live, token) as line:
            assert line.hear() == POKE
    finally:
        for line in lines:
            line.close()


def test_who_asks_is_told_where_the_line_is(site):
    me = site.person("community").ask("GET", "/api/v1/me")
    assert me["live"] == site.live
    page = httpx.get(site.url + "/login", trust_env=False)
    assert f"connect-src 'self' {site.live.removesuffix('/live')};" in page.headers["Content-Security-Policy"]


def test_lines_that_were_killed_are_there_again_when_started_again(site):
    token = token_of(site, "community")
    with Screen(site.live, token) as before:
        before.settle()
        site.kill("live")
        assert before.closed() == 1006
    told(site)
    site.start_live()
    site.wait_until_ready()
    with Screen(site.live, token) as after:
        assert after.hear() == POKE, "for what happened meanwhile"
        after.settle()
        told(site)
        assert after.hear() == POKE


def test_lines_that_are_stopped_say_so(site):
    with Screen(site.live, token_of(site, "community")) as line:
        assert line.hear() == POKE
        child = site.children["live"]
        child.terminate()
        assert line.closed() == 1001
        assert child.wait(10) == 0
    site.children.pop("live")
    site.start_live()
    site.wait_until_ready()


@pytest.mark.long
def test_two_hundred_lines_each_get_their_poke(site):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    everywhere = Held("211102", "auditor", "211102", None, DAY_BEFORE)
    people = [appointed(f"auditor{number}", everywhere) for number in range(20)]
    tokens = [open_session(account, device="tests", at=timezone.now()) for account in people]
    lines = [Screen(site.live, token) for token in tokens for _ in range(10)]
    try:
        for line in lines:
            assert line.hear() == POKE
        health = site.live.replace("ws", "http", 1).removesuffix("live") + "health"
        assert httpx.get(health, trust_env=False).json() == {"status": "ready", "lines": 200}
        lines[-1].settle()
        for line in lines:
            line.say(ping=1)
            line.until({"pong": 1})
        began = time.monotonic()
        for number in range(5):
            report(at=timezone.now(), key=f"many-{number}")
        counts = []
        for line in lines:
            before = len(line.until(POKE))
            line.say(ping=1)
            counts.append(before + len(line.until({"pong": 1})) - 1)
        elapsed = time.monotonic() - began
        assert min(counts) >= 1, "everybody is told"
        assert max(counts) <= 2 * elapsed + 1, "and nobody more than twice a second"
    finally:
        for line in lines:
            line.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
