"""A browser, and a site for it to look at."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.conftest import PASSWORD, copy_of, drop
from tests.serving import Site, serving
from tests.web.cutting import CuttingProxy

SIZES = {"phone": (390, 844), "desk": (1366, 768)}
IN_THE_GATE = {("phone", "elder", "zh")}
WAYS = [
    pytest.param(size, mode, language, marks=() if (size, mode, language) in IN_THE_GATE else pytest.mark.long)
    for size in SIZES
    for mode in ("normal", "elder")
    for language in ("zh", "en")
]
"""The eight ways to look at a screen: one of them in the gate, the others with what is long."""


@pytest.fixture(scope="module")
def browser(site: Site) -> Iterator[Browser]:
    """Debian's chromium; after the site, because Django is not to be touched while the browser's loop runs."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def site(template: str, tmp_path_factory: Any) -> Iterator[Site]:
    """One site for all tests of a file: what may be sent in ten minutes is counted by it. Each makes its own cases."""
    address = copy_of(template)
    with serving(address, tmp_path_factory.mktemp("site"), live=True) as running:
        yield running
    drop(address)


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser of its own: ``context("phone", "elder", language="en", script=False)``."""
    opened: list[BrowserContext] = []

    def make(size: str = "desk", mode: str = "normal", *, language: str = "zh", script: bool = True) -> BrowserContext:
        width, height = SIZES[size]
        made = browser.new_context(
            viewport={"width": width, "height": height}, base_url=site.url, locale="zh-CN", java_script_enabled=script
        )
        made.set_default_timeout(10_000)
        read_as(made, site.url, mode, language)
        opened.append(made)
        return made

    yield make
    for made in opened:
        made.close()


def read_as(context: BrowserContext, url: str, mode: str, language: str) -> None:
    """The reader has chosen a size of text and a language, as the cookies of the pages and apps keep it."""
    chosen = {"wangge_size": mode, "wangge_language": language}
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in chosen.items()])


@pytest.fixture
def network(site: Site) -> Iterator[CuttingProxy]:
    """A network before the site that can be cut."""
    proxy = CuttingProxy(site.url)
    yield proxy
    proxy.close()


def sign_in(page: Page, username: str) -> Page:
    """Log in by hand."""
    page.goto("/login")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/queue*")
    return page
