"""The chief's table and how a due time came about, as the desk shows them."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.serving import Site
from tests.web.conftest import WAYS, sign_in
from tests.web.test_pages import barriers

pytestmark = [pytest.mark.web, pytest.mark.long]
Make = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def past(site: Site) -> dict[str, str]:
    """Cases that began days ago; ids by name."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.past"], env=site.environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def table(page: Page) -> Page:
    page.goto("/desk/late")
    page.wait_for_selector(".late h1 .n, .late h2")
    return page


def in_list(page: Page) -> int:
    """How many cases the list shows that a figure has led to."""
    page.wait_for_selector(".qli, .queue .empty, .late .rows li, .late .empty")
    return page.locator(".qli, .late .rows li.row").count()


@pytest.mark.long
def test_where_nothing_is_late_the_nearest_stand_there(context: Make, site: Site):
    """Before the others: they bring what is late."""
    site.person("worker").command(
        "/api/v1/public/reports", words="井盖松了", place={"building": "211102005013001-01"}, photos=[]
    )
    page = table(sign_in(context().new_page(), "community"))
    assert page.inner_text("h1").strip().startswith("没有超期")
    assert "最近要到期的" in page.inner_text("main")
    assert 1 <= page.locator(".lateline").count() <= 6
    assert barriers(page) == []


@pytest.mark.parametrize(
    ("size", "mode", "language"),
    [one if one.values[0] == "phone" else pytest.param(*one.values, marks=pytest.mark.long) for one in WAYS],
)
def test_neither_screen_has_a_barrier(context: Make, past: dict[str, str], size: str, mode: str, language: str):
    page = sign_in(context(size, mode, language=language).new_page(), "community")
    found = {}
    table(page)
    for summary in page.locator(".weeks summary").all()[:1]:
        summary.click()
    found["table"] = barriers(page)
    page.locator(".lateline .act").first.click()
    page.locator(".lateline .moves .acts .btn").first.click()
    page.wait_for_selector(".lateline .fields")
    found["order"] = barriers(page)
    for name in ("late", "pooled", "waiting", "ended late"):
        page.goto(f"/desk/cases/{past[name]}/deadline")
        page.wait_for_selector(".bands .strip")
        found[name] = barriers(page)
    page.goto("/desk/late?hands=211102005013&from=2020-01-06&to=2020-01-12&late=1")
    page.wait_for_selector(".empty")
    found["nothing ended"] = barriers(page)
    assert {name: what for name, what in found.items() if what} == {}


def test_the_sentence_says_how_many_how_soon_and_the_longest(context: Make, past: dict[str, str], site: Site):
    page = table(sign_in(context().new_page(), "community"))
    told = site.person("community").ask("GET", "/api/v1/late")
    counts = {reason["code"]: reason["count"] for reason in told["reasons"]}
    said = re.sub(r"\s+", "", page.inner_text("h1"))
    assert said.startswith(f"现在{counts['late']}件超期")
    assert re.search(r"最久的一件超了\d+(天|日|小时)", said), said
    longest = page.locator("h1 a").last
    assert longest.get_attribute("href") == f"/desk/cases/{past['oldest']}"
    longest.click()
    page.wait_for_selector(".case .chd")


@pytest.mark.long
def test_every_figure_leads_to_exactly_that_many_cases(context: Make, past: dict[str, str]):
    page = table(sign_in(context().new_page(), "community"))
    for summary in page.locator(".weeks summary").all():
        summary.click()
    figures = [
        (link.get_attribute("href"), int(link.inner_text()))
        for link in page.locator(".late a.n").all()
        if link.inner_text().strip().isdigit()
    ]
    assert len(figures) > 10
    for address, count in dict(figures).items():
        page.goto(str(address))
        if count:
            assert in_list(page) == count, address


@pytest.mark.long
def test_an_order_is_given_and_a_request_refused_from_the_line(context: Make, past: dict[str, str], site: Site):
    page = table(sign_in(context().new_page(), "community"))
    line = page.locator(f".lateline:has(#line-{past['late']})")
    page.focus(f"#line-{past['late']}")
    page.keyboard.press("o")
    line.locator(".acts .btn[data-verb=supervise]").click()
    line.locator(".fields label:has-text('重要案件')").click()
    line.locator(".fields textarea").fill("请今天说明进展。")
    line.locator(".fields input[list]").fill("4 工作时")
    line.locator(".fields button:has-text('督办')").click()
    page.wait_for_selector(".toast")
    case = site.person("community").ask("GET", f"/api/v1/cases/{past['late']}")
    assert [(order["sort"]["code"], order["words"]) for order in case["orders"]] == [("important", "请今天说明进展。")]
    page.keyboard.press("Escape")
    assert line.locator(".moves").count() == 0
    other = page.locator(f".lateline:has(#line-{past['asked']})")
    other.locator(".act").click()
    other.locator(".acts .btn[data-verb=refuse]").click()
    assert "要等配件" in other.inner_text()
    other.locator(".fields textarea").first.fill("已经延过，请先堵漏。")
    other.locator(".fields .btn:not(.plain)").click()
    other.locator(".fields").wait_for(state="detached")
    case = site.person("community").ask("GET", f"/api/v1/cases/{past['asked']}")
    assert [request["state"]["code"] for request in case["requests"]] == ["refused"]


def test_the_desk_and_the_servers_page_say_the_same_of_a_due_time(context: Make, past: dict[str, str]):
    page = sign_in(context().new_page(), "community")
    for name in ("late", "pooled", "waiting", "returned", "ended late", "ended"):
        page.goto(f"/cases/{past[name]}/deadline")
        server = _facts(page, "main > .two-sides .ledger > .stop", "main > .two-sides .band > li")
        page.goto(f"/desk/cases/{past[name]}/deadline")
        page.wait_for_selector(".bands .strip")
        desk = _facts(page, ".ledger tbody tr.stop", ".bands ol > li")
        assert desk == server, name


def _facts(page: Page, stops: str, days: str) -> dict[str, Any]:
    """What either page says: the moment of the answer, whether late, days, stops, and what each day says it ran."""
    head = re.sub(r"\s+", " ", page.inner_text("h1"))
    spans = [
        re.findall(
            r"(走|还会走|没用上|停表) (\d+ 小时(?: \d+ 分)?|\d+ 分)", re.sub(r"\s+", " ", day.text_content() or "")
        )
        for day in page.locator(days).all()
    ]
    return {
        "moment": re.findall(r"\d+ 月 \d+ 日 周. \d\d:\d\d", head),
        "late": "超" in head,
        "stops": page.locator(stops).count(),
        "days": [[(kind, span) for kind, span in day if kind == "停表"] for day in spans],
        "past": [sum(1 for kind, _ in day if kind == "走") for day in spans],
    }


@pytest.mark.long
def test_used_and_left_are_the_limit_and_each_clock_has_a_tab(context: Make, past: dict[str, str]):
    page = sign_in(context().new_page(), "community")
    page.goto(f"/desk/cases/{past['late']}/deadline")
    page.wait_for_selector(".bands .strip")
    tabs = page.locator("[role=tab]")
    assert tabs.count() > 3
    page.focus("[role=tab][aria-selected=true]")
    page.keyboard.press("Home")
    for n in range(tabs.count()):
        assert tabs.nth(n).get_attribute("aria-selected") == "true"
        used, left, whole = (page.locator(".ledger tfoot td").nth(m).inner_text() for m in range(3))
        assert _minutes(used) + _minutes(left) == pytest.approx(_minutes(whole), abs=0.011), n
        page.keyboard.press("ArrowRight")
    assert tabs.nth(0).get_attribute("aria-selected") == "true"


def _minutes(said: str) -> float:
    hours, minutes = re.search(r"(\d+) 小时", said), re.search(r"(\d+) 分", said)
    if hours or minutes:
        return 60 * int(hours[1] if hours else 0) + int(minutes[1] if minutes else 0)
    return float(re.findall(r"[\d.]+", said)[0])


@pytest.mark.long
def test_without_a_connection_the_last_table_stays_and_it_is_said(context: Make, past: dict[str, str]):
    made = context()
    page = table(sign_in(made.new_page(), "community"))
    lines = page.locator(".lateline").count()
    made.set_offline(True)
    page.wait_for_selector(".live.away", timeout=40_000)
    assert page.locator(".lateline").count() == lines
    made.set_offline(False)
