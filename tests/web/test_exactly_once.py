"""The worker's app as it is, on a network that is cut at random, with pages that die and a server that is killed."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.conftest import PASSWORD
from tests.serving import Site
from tests.web.cutting import CuttingProxy
from tests.web.test_outbox import cases_there

pytestmark = pytest.mark.web
TOGETHER = 10
"""Reports made before the network heals and everything is looked at."""


ITEMS_IN_TROUBLE = """async () => {
  const heard = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const found = [];
  for (const {name} of await indexedDB.databases()) {
    const base = await heard(indexedDB.open(name));
    if (!base.objectStoreNames.contains("items")) continue;
    const all = await heard(base.transaction("items").objectStore("items").getAll());
    found.push(...all.filter((item) => item.trouble).map((item) => [item.title, item.tries, item.trouble]));
    base.close();
  }
  return found;
}"""


class Morning:
    """A grid worker's phone that reports, and reports with what was put right at once; by hand, through the screens."""

    def __init__(self, browser: Browser, network: CuttingProxy) -> None:
        self.network = network
        self.eyes = browser.browser_type.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
        )
        self.phone = self.eyes.new_context(
            base_url=network.url, viewport={"width": 390, "height": 844}, locale="zh-CN",
            permissions=["camera", "geolocation"],
            geolocation={"latitude": 41.1965, "longitude": 122.0568, "accuracy": 8},
        )  # fmt: skip
        self.phone.set_default_timeout(20_000)
        self.page: Page = self.phone.new_page()
        self.page.goto("/worker/")
        self.page.fill("#username", "worker")
        self.page.fill("#password", PASSWORD)
        self.page.click(".signin button")
        self.page.wait_for_selector(".hero")
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def close(self) -> None:
        self.eyes.close()

    def shoot(self) -> None:
        self.page.locator(".shutter").click()
        self.page.wait_for_selector(".shot img")

    def report(self, words: str, *, solved: bool) -> None:
        """From home to 提交; with ``solved`` also a second photo, of what it is like now."""
        self.page.locator(".hero").click()
        self.shoot()
        if not self.page.locator("#more-words").is_visible():
            self.page.locator(".extra > summary").click()
        self.page.fill("#more-words", words)
        if solved:
            self.page.locator(".tick input").check()
            self.page.locator(".tick ~ button").last.click()
            self.shoot()
        self.page.locator(".bar .btn").last.click()
        self.page.wait_for_selector(".hero")

    def die(self) -> None:
        """The page is gone in the middle of what it does; the next one starts from what the phone keeps."""
        self.page.close()
        self.page = self.phone.new_page()
        self.page.goto("/worker/")
        self.page.wait_for_selector(".hero")

    def arrive(self) -> None:
        """The network heals; everything goes out by itself."""
        self.network.heal()
        self.page.evaluate("dispatchEvent(new Event('online'))")
        self.page.wait_for_selector(".net[data-state=synced], .net[data-state=needs_you]", timeout=240_000)
        assert self.troubles() == []

    def troubles(self) -> list[Any]:
        """What the server has refused, as the phone keeps it."""
        return self.page.evaluate(ITEMS_IN_TROUBLE)


@pytest.fixture
def morning(browser: Browser, network: CuttingProxy) -> Iterator[Morning]:
    made = Morning(browser, network)
    yield made
    made.close()


def entries(site: Site, case: str) -> list[dict[str, Any]]:
    path = f"/api/v1/cases/{case}/entries"
    return site.person("community").ask("GET", path, params={"limit": 200})["items"]


def check(site: Site, told: dict[str, bool]) -> None:
    """Each report is there once with its photo; what was put right at once is there once, after it."""
    cases = cases_there(site)
    for words, solved in told.items():
        assert len(cases[words]) == 1, words
        history = [e for e in entries(site, cases[words][0]) if e["verb"] in ("case.report", "case.solve")]
        assert [e["verb"] for e in history] == ["case.report", "case.solve"][: 1 + solved], words
        assert all(len(e["files"]) == 1 for e in history), words


def run(morning: Morning, site: Site, *, seed: int, runs: int, kill: bool) -> None:
    chance = Random(seed)
    told: dict[str, bool] = {}
    for number in range(runs):
        morning.network.by_chance(seed + number, 0.4)
        words, solved = f"晨巡{seed}第{number + 1}件，井盖响。", chance.random() < 0.4
        told[words] = solved
        morning.report(words, solved=solved)
        if chance.random() < 0.2:
            morning.die()
        if kill and chance.random() < 0.1:
            site.kill("serve")
            morning.page.wait_for_timeout(chance.randrange(50, 800))
            site.start("serve", "--port", site.url.rpartition(":")[2])
            site.wait_until_ready()
        if len(told) == TOGETHER or number == runs - 1:
            morning.arrive()
            check(site, told)
            told.clear()


def test_what_is_reported_through_a_bad_network_arrives_once(morning: Morning, site: Site):
    run(morning, site, seed=3, runs=2, kill=False)
    assert morning.network.cuts > 2


@pytest.mark.long
def test_five_hundred_reports_with_cuts_crashes_and_a_killed_server(morning: Morning, site: Site):
    run(morning, site, seed=5, runs=500, kill=True)
    print(f"\n500 reports, {morning.network.cuts} cuts of {sum(morning.network.counts.values())} requests")
