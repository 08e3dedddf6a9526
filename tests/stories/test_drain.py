"""The story against a real server and worker, and the SMS that nobody had to wait for."""

import json
import time
from pathlib import Path

import httpx
import pytest
from tests.conftest import PASSWORD
from tests.serving import serving

from wangge.site.wiring import LISTENERS

pytestmark = pytest.mark.both


@pytest.fixture
def accounts(tmp_path):
    file = tmp_path / "accounts.json"
    rows = [{"username": n, "name": n, "password": PASSWORD} for n in ("worker", "community", "street", "unit")]
    file.write_text(json.dumps(rows))
    return str(file)


def test_the_drain_is_told_and_closed(own_database, tmp_path, accounts):
    with serving(own_database, tmp_path) as site:
        for count in (1, 2):
            done = site.run("story", "drain", "--server", site.url, "--accounts", accounts)
            assert done.returncode == 0, done.stdout + done.stderr
            last = done.stdout.splitlines()[-1].split()
            assert last[0] == "closed"
            assert last[1].endswith(f"{count:06d}")
            assert "结案" in httpx.get(last[2], trust_env=False).text
        verified = site.run("verify")
        assert verified.returncode == 0, verified.stdout
        caught_up = {listener.name: 0 for listener in LISTENERS}
        for _ in range(100):
            lag = httpx.get(f"{site.url}/health", trust_env=False).json()["listeners"]
            if lag == caught_up:
                break
            time.sleep(0.1)
        assert lag == caught_up


def test_a_case_that_nobody_opens_goes_out_by_sms(own_database, tmp_path):
    with serving(own_database, tmp_path, unseen_minutes=0) as site:
        site.person("worker").command(
            "/api/v1/public/reports", words="井盖没了", place={"building": "211102005013001-01"}, photos=[]
        )
        for _ in range(100):
            if site.sms.messages:
                break
            time.sleep(0.1)
        assert [m["phone"] for m in site.sms.messages] == ["13800000004"]
        assert "还没有人打开" in site.sms.messages[0]["text"]
        case = site.person("community").ask("GET", "/api/v1/cases")["items"][0]
        assert case["unseen"] is True


def test_the_story_breaks_with_a_sentence_when_a_step_is_refused(own_database, tmp_path, accounts):
    with serving(own_database, tmp_path) as site:
        assert site.run("migrate").returncode == 0
        wrong = json.loads(Path(accounts).read_text())
        wrong[0]["password"] = "wrong"
        Path(accounts).write_text(json.dumps(wrong))
        done = site.run("story", "drain", "--server", site.url, "--accounts", accounts)
        assert (done.returncode, "wrong_password" in done.stderr) == (1, True)
