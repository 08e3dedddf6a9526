"""The outbox against a real server through a network that is cut at random: nothing lost, nothing double, in order."""

import json
import subprocess
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.conftest import PASSWORD
from tests.serving import Site
from tests.web.cutting import CuttingProxy

pytestmark = pytest.mark.web
ROOT = Path(__file__).parent.parent.parent
OPEN = """async ({person}) => {
  const store = await wangge.openStore(person);
  window.outbox = new wangge.Outbox(store, () => 0.005);
  window.store = store;
  await outbox.start();
}"""
PHOTO = """async (size) => {
  const canvas = Object.assign(document.createElement("canvas"), {width: size, height: size});
  const pen = canvas.getContext("2d");
  for (let n = 0; n < size * 4; n++) {
    pen.fillStyle = `hsl(${Math.random() * 360} 60% 50%)`;
    pen.fillRect(Math.random() * size, Math.random() * size, 9, 9);
  }
  const blob = await new Promise((made) => canvas.toBlob(made, "image/jpeg", 0.8));
  return {id: wangge.newId(), blob, type: "image/jpeg", madeAt: Date.now(), upload: null};
}"""
REPORT = f"""async ({{words, size, remarks}}) => {{
  const photo = await ({PHOTO})(size);
  const report = await outbox.add({{verb: "report", report: wangge.newId(), title: words, files: [photo],
    facts: {{words, kind: "E0504", place: {{area: "211102005013001"}}}}}});
  for (const remark of remarks)
    await outbox.add({{verb: "remark", after: report.key, title: remark, facts: {{words: remark}}}});
}}"""


@pytest.fixture(scope="module")
def harness() -> str:
    return subprocess.run(
        ["scripts/front", "run", "harness"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


class Phone:
    """A page with the outbox in it, which can crash and come back."""

    def __init__(self, browser: Browser, network: CuttingProxy, harness: str) -> None:
        self.network, self.harness = network, harness
        self.context = browser.new_context(base_url=network.url, bypass_csp=True, locale="zh-CN")
        self.page: Page = self.context.new_page()
        self._open()
        signed = self.page.evaluate(
            "async (body) => (await fetch('/api/v1/session', {method: 'POST', body, headers:"
            " {'Content-Type': 'application/json'}})).status",
            json.dumps({"username": "worker", "password": PASSWORD}),
        )
        assert signed == 200

    def _open(self) -> None:
        self.page.goto("/login")
        self.page.add_script_tag(content=self.harness)
        self.page.evaluate(OPEN, {"person": "somebody"})

    def crash(self) -> None:
        """The page dies in the middle of whatever it does; another one goes on from what the phone has kept."""
        self.page.close()
        self.page = self.context.new_page()
        self._open()

    def items(self) -> list[dict[str, Any]]:
        """What the phone has kept, as it stands in its database."""
        return self.page.evaluate("async () => JSON.parse(JSON.stringify(await store.getAll('items')))")

    def wait_until(self, done: Callable[[], bool], seconds: float = 60) -> None:
        """Hurry the outbox until ``done`` says so."""
        for _ in range(int(seconds * 20)):
            if done():
                return
            self.page.evaluate("outbox.hurry()")
            self.page.wait_for_timeout(50)
        raise AssertionError([(i["title"], i["state"], i["trouble"]) for i in self.items() if i["state"] != "received"])


def cases_there(site: Site) -> dict[str, list[str]]:
    """The cases that the community sees, newest first: ids by the words with which they were opened."""
    community, found, page = site.person("community"), defaultdict(list), None
    while True:
        answer = community.ask("GET", "/api/v1/cases", params={"limit": 200} | ({"next": page} if page else {}))
        for case in answer["items"]:
            found[case["words"]].append(case["id"])
        page = answer["next"]
        if not page:
            return found


def check_server(site: Site, told: dict[str, list[str]]) -> None:
    """Every report is there once with its photo, and its remarks once and in the order in which they were made."""
    community, cases = site.person("community"), cases_there(site)
    for words, remarks in told.items():
        assert len(cases[words]) == 1, words
        path = f"/api/v1/cases/{cases[words][0]}/entries"
        entries = community.ask("GET", path, params={"limit": 200})["items"]
        report = [e for e in entries if e["verb"] == "case.report"]
        assert len(report) == 1
        assert len(report[0]["files"]) == 1, words
        assert [e["words"] for e in entries if e["verb"] == "case.remark"] == remarks


def run_life(phone: Phone, site: Site, *, seed: int, cuts: int, name: str, size: int = 300) -> dict[str, list[str]]:
    """Reports and remarks through a network that is cut half of the time, with crashes, until it was cut enough."""
    told: dict[str, list[str]] = {}
    phone.network.by_chance(seed, 0.5)
    number = 0
    while phone.network.cuts < cuts:
        number += 1
        words = f"{name}第{number}件，路边的井盖响。"
        told[words] = [f"{name}{number}补充{n}" for n in range(number % 4)]
        phone.page.evaluate(REPORT, {"words": words, "size": size, "remarks": told[words]})
        before = phone.network.cuts
        for _ in range(20):
            phone.page.evaluate("outbox.hurry()")
            phone.page.wait_for_timeout(15)
            if phone.network.cuts - before > 6:
                break
        if number % 5 == 0:
            phone.network.heal()
            phone.crash()
            phone.network.by_chance(seed + number, 0.5)
    phone.network.heal()
    phone.wait_until(lambda: all(item["state"] == "received" for item in phone.items()))
    check_server(site, told)
    return told


def test_whatever_is_cut_arrives_exactly_once_and_in_order(
    browser: Browser, site: Site, network: CuttingProxy, harness: str
):
    phone = Phone(browser, network, harness)
    told = run_life(phone, site, seed=7, cuts=100, name="短跑")
    assert len(told) > 5
    assert all(network.counts[fate] > 5 for fate in ("before", "during", "after", "half an answer"))


def test_one_that_needs_the_person_holds_up_nobody(browser: Browser, site: Site, network: CuttingProxy, harness: str):
    phone = Phone(browser, network, harness)
    phone.page.evaluate(
        """async () => {
          await outbox.add({verb: "report", report: wangge.newId(), title: "坏的",
            facts: {words: "", kind: "nothing"}});
          await outbox.add({verb: "report", report: wangge.newId(), title: "好的",
            facts: {words: "好的这一件，路灯不亮。", kind: "E0504", place: {area: "211102005013001"}}});
        }"""
    )
    phone.wait_until(
        lambda: {i["title"]: i["state"] for i in phone.items()} == {"坏的": "needs_you", "好的": "received"}
    )
    bad = next(item for item in phone.items() if item["state"] == "needs_you")
    assert bad["trouble"]["sentence"]
    phone.page.evaluate(
        "async ({key}) => outbox.mend(key, {facts: {words: '坏的改好了，路灯不亮。', kind: 'E0504', "
        "place: {area: '211102005013001'}}})", bad,
    )  # fmt: skip
    phone.wait_until(lambda: all(item["state"] == "received" for item in phone.items()))
    assert len(cases_there(site)["坏的改好了，路灯不亮。"]) == 1


@pytest.mark.long
def test_ten_thousand_cuts(browser: Browser, site: Site, network: CuttingProxy, harness: str):
    """Ten phones, each until a thousand cuts: no phone keeps the work of years."""
    reports = 0
    for number in range(10):
        phone = Phone(browser, network, harness)
        reports += len(run_life(phone, site, seed=11 + number, cuts=1000 * (number + 1), name=f"长跑{number}"))
        phone.context.close()
    print(f"\n{network.cuts} cuts of {sum(network.counts.values())} requests, {reports} reports, {network.counts}")
