"""Whether it is really solved, as people use it: pictures to look at, looking again, ringing up, figures."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.serving import Site
from tests.web.conftest import WAYS, read_as, sign_in
from tests.web.test_pages import barriers
from tests.web.test_worker import enter

pytestmark = [pytest.mark.web, pytest.mark.long]
Make = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def drawn(site: Site) -> dict[str, str]:
    """Cases to be looked at, drawn, rated and doubted; ids by name."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.drawn"], env=site.environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture
def phone(drawn: dict[str, str], browser: Browser, site: Site) -> Iterator[Make]:
    """Makes a phone with a camera."""
    made = browser.browser_type.launch(
        executable_path="/usr/bin/chromium",
        args=["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
    )

    def make(mode: str = "normal", language: str = "zh") -> BrowserContext:
        context = made.new_context(
            viewport={"width": 390, "height": 844}, base_url=site.url, locale="zh-CN", has_touch=True, is_mobile=True,
            permissions=["camera"],
        )  # fmt: skip
        context.set_default_timeout(10_000)
        read_as(context, site.url, mode, language)
        return context

    yield make
    made.close()


def at_desk(context: BrowserContext, path: str, username: str = "community") -> Page:
    page = sign_in(context.new_page(), username)
    page.goto(path)
    page.wait_for_selector("main#list h1, .queue .scroll[aria-busy=false]")
    return page


@pytest.mark.parametrize(
    ("size", "mode", "language"),
    [one if one.values[0] == "phone" else pytest.param(*one.values, marks=pytest.mark.long) for one in WAYS],
)
def test_every_screen_has_no_barrier(
    drawn: dict[str, str], context: Make, phone: Make, size: str, mode: str, language: str
):
    found = {}
    if size == "phone":
        page = enter(phone(mode, language).new_page(), "worker2")
        page.goto("/worker/tasks")
        page.wait_for_selector(".row[href*='/rechecks/']")
        found["tasks"] = barriers(page)
        page.locator(".row[href*='/rechecks/']").first.click()
        page.wait_for_selector(".pair img.photo >> nth=1")
        found["recheck"] = barriers(page)
        heights = page.locator("main .btn, .bar .btn").evaluate_all(
            "all => all.map(e => e.getBoundingClientRect().height)"
        )
        assert min(heights) >= 44
    page = at_desk(context(size, mode, language=language), "/desk/calls", "street")
    page.wait_for_selector(".calls .call ol li")
    found["calls"] = barriers(page)
    for name, path, there in (
        ("figures", f"/desk/solved?month={drawn['month']}", ".shares .span95"),
        ("kinds", f"/desk/solved?by=kind&month={drawn['month']}", ".shares .span95"),
        ("again", "/desk/solved", ".solved .rows .row"),
        ("doubts", f"/desk/q/unsolved/{drawn['doubted']}", ".case .chd"),
    ):  # fmt: skip
        page.goto(path)
        page.wait_for_selector(there)
        found[name] = barriers(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_pictures_are_looked_at_side_by_side_and_one_key_closes(drawn: dict[str, str], context: Make, site: Site):
    page = at_desk(context(), "/desk/q/look")
    pictures = page.locator(f"#row-{drawn['look']} .duo img")
    expect(pictures).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(".case .acts [data-verb=close]")
    page.keyboard.press("1")
    expect(page.locator(f".qli.gone #row-{drawn['look']}")).to_be_visible()
    assert site.person("community").ask("GET", f"/api/v1/cases/{drawn['look']}")["state"] == "closed"


@pytest.mark.long
def test_the_neighbour_looks_without_a_network_and_the_answer_goes_out_with_it(
    drawn: dict[str, str], phone: Make, site: Site
):
    context = phone()
    page = enter(context.new_page(), "worker2")
    page.goto("/worker/tasks")
    cards = page.locator(".row[href*='/rechecks/']")
    page.wait_for_selector(".row[href*='/rechecks/']")
    waiting = cards.count()
    cards.first.click()
    page.wait_for_selector(".pair img.photo >> nth=1")
    context.set_offline(True)
    page.click(".bar .btn >> nth=0")
    expect(page.locator(".note.amber[role=alert]")).to_be_visible()
    page.fill("#recheck-words", "围挡挡住了，看不到里面")
    page.click(".bar .btn >> nth=0")
    expect(cards).to_have_count(waiting - 1)
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".net")).to_have_attribute("data-state", "synced")
    done = site.person("worker2").ask("GET", "/api/v1/rechecks?state=done")["items"]
    assert [one["result"] for one in done] == ["unsure"]


def test_a_call_is_made_by_keyboard_and_its_answers_are_kept(drawn: dict[str, str], context: Make, site: Site):
    page = at_desk(context(), "/desk/calls", "street")
    page.wait_for_selector(".calls .number")
    before = page.locator(".calls .row").count()
    assert "****" in page.locator(".calls .number").inner_text()
    page.keyboard.press("l")
    page.wait_for_selector(".calls a.number[href^='tel:1380000']")
    page.keyboard.press("r")
    expect(page.locator(".calls .note.red")).to_be_visible()
    page.check("input[name=solved][value=yes]")
    page.check("input[name=satisfied][value='4']")
    page.keyboard.press("r")
    expect(page.locator(".calls .row")).to_have_count(before - 1)
    figures = site.person("street").ask("GET", f"/api/v1/solved?month={drawn['month']}")["items"]
    assert max(row["calls"]["satisfied"]["asked"] for row in figures if row["calls"]) == 1
