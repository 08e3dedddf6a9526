"""Every page in phone and desk size, normal and elder, Chinese and English: no barrier, nothing cut off."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page
from tests.serving import Site
from tests.web.conftest import WAYS, sign_in

from wangge.simulate.pictures import drain

pytestmark = pytest.mark.web
Make = Callable[..., BrowserContext]
DOOR = "/?b=211102005013001-01"


def barriers(page: Page) -> list[Any]:
    """Rules of axe that the page breaks, and whether it is wider than the window."""
    found = [(v["id"], v["nodes"][0]["target"]) for v in Axe().run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(("wider than the window", page.url))
    return found


@pytest.fixture(scope="module")
def told(site: Site) -> dict[str, str]:
    """A case in the middle of its way and a closed one, with photos and a number: ids and codes."""
    resident = site.person("worker")
    people = {name: site.person(name) for name in ("worker", "community", "unit", "chief")}
    made = {}
    for name in ("open", "closed", "beside", "forms"):
        code = resident.command(
            "/api/v1/public/reports", words="路口的雨水口盖板翘起来了，骑车的人要绕到马路中间。",
            place={"building": "211102005013001-01"}, phone="13800000172",
            photos=[resident.upload(drain(blocked=True), public=True)],
        )["code"]  # fmt: skip
        case = people["worker"].ask("GET", "/api/v1/cases?mine=true&limit=1")["items"][0]["id"]
        made[f"{name}-code"], made[name] = code, case
        people["community"].move(case, "accept")
        people["community"].move(case, "register", kind="E0504")
    unit = people["community"].ask("GET", "/api/v1/units")["items"]
    drainage = next(u["id"] for u in unit if u["code"] == "drainage")
    people["community"].move(made["closed"], "dispatch", unit=drainage)
    for name in ("beside", "forms"):
        people["community"].move(made[name], "dispatch", unit=drainage)
    people["unit"].move(made["beside"], "ask", sort="pool", words="要等雨季过去。",
                        review_on=(timezone.now() + timedelta(days=40)).date().isoformat())  # fmt: skip
    people["chief"].move(made["beside"], "support")
    people["unit"].move(made["beside"], "wait", words="等三楼住户开门。")
    people["community"].move(made["beside"], "supervise", sort="important", words="请说明进展。", limit="4 工作时")
    people["unit"].move(made["closed"], "finish", photos=[people["unit"].upload(drain(blocked=False))])
    people["worker"].move(made["closed"], "check_pass")
    people["community"].move(made["closed"], "close")
    return made


@pytest.mark.parametrize(("size", "mode", "language"), WAYS)
def test_no_page_has_a_barrier(context: Make, told: dict[str, str], size: str, mode: str, language: str):
    page = context(size, mode, language=language).new_page()
    found = {}
    for path in (
        "/", DOOR, "/t", "/t?code=AAAA", f"/t/{told['open-code']}", f"/t/{told['closed-code']}", "/login", "/nowhere",
        "/g/211102005013001-01", "/g/nowhere",
    ):  # fmt: skip
        page.goto(path)
        found[path] = barriers(page)
    page.goto("/")
    page.click("main button.whole")
    page.wait_for_selector("[role=alert]")
    found["/ refused"] = barriers(page)
    sign_in(page, "community")
    for path in (
        "/queue", "/queue?tab=done", "/queue?q=没有这样的事", "/report", "/me", "/password",
        "/map", "/map?area=211102", "/map?area=211102005013001", "/map?area=999999",
        "/queue?tab=open&area=211102005013",
        f"/cases/{told['open']}", f"/cases/{told['closed']}", f"/cases/{told['beside']}",
        "/late", "/queue?why=waiting", f"/cases/{told['open']}/deadline", f"/cases/{told['beside']}/deadline",
        f"/cases/{told['closed']}/deadline", f"/cases/{told['closed']}/file", f"/cases/{told['beside']}/file",
    ):  # fmt: skip
        page.goto(path)
        found[path] = barriers(page)
    page.goto(f"/cases/{told['open']}")
    page.click("summary:has-text('看号码'), summary:has-text('Open the number')")
    page.fill("#reason", "问门牌号")
    page.click("form:has(#reason) button")
    page.wait_for_selector("a[href^='tel:']")
    found["contact"] = barriers(page)
    assert {path: what for path, what in found.items() if what} == {}


def test_the_map_is_walked_by_keyboard_and_without_script(context: Make, told: dict[str, str]):
    page = sign_in(context("desk", script=False).new_page(), "community")
    page.click("nav a[href='/map']")
    assert page.inner_text("h1") == "延风社区"
    page.locator(".below a", has_text="第 1 网格").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/map?area=211102005013001")
    assert page.inner_text("h1") == "第 1 网格"
    page.locator(".mark").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/map" not in url)
    assert "/cases/" in page.url or "area=211102005013001" in page.url
    page.goto("/map?area=211102005013001")
    page.click(".above a:has-text('延风社区')")
    page.locator("svg.map .area").nth(2).click(position={"x": 20, "y": 20})
    page.wait_for_url("**/map?area=211102005013003")


def test_a_resident_reports_without_script_and_follows_the_case(context: Make, site: Site):
    page = context("phone", script=False).new_page()
    page.goto(DOOR)
    page.fill("#words", "楼道口的灯不亮，晚上看不见台阶。")
    page.set_input_files(
        "input[type=file]", {"name": "灯.jpg", "mimeType": "image/jpeg", "buffer": drain(blocked=True)}
    )
    page.click("main button.whole")
    page.wait_for_url("**/t/*")
    code = page.url.rsplit("/", 1)[1].split("?")[0]
    assert len(code) == 12
    assert "收到" in page.inner_text("main")
    assert page.locator("figure img").count() == 1
    assert page.locator("figure img").first.evaluate("e => e.complete && e.naturalWidth > 0")
    people = {name: site.person(name) for name in ("worker", "community")}
    case = people["worker"].ask("GET", "/api/v1/cases?mine=true&limit=1")["items"][0]["id"]
    people["worker"].move(case, "solve", photos=[people["worker"].upload(drain(blocked=False))])
    people["community"].move(case, "close")
    page.goto(f"/t/{code[:4]} {code[4:8].lower()}-{code[8:]}")
    assert "结案" in page.inner_text("main")
    assert page.locator("figure img").count() == 2


@pytest.mark.long
def test_what_a_resident_wrote_survives_a_refusal(context: Make):
    page = context("phone").new_page()
    page.goto("/")
    page.fill("#words", "树枝压在电线上。")
    page.fill("#phone", "不是号码")
    page.set_input_files("input[type=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": drain(blocked=True)})
    page.click("main button.whole")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("#words") == "树枝压在电线上。"
    assert "1" in page.inner_text(".note.good")
    page.fill("#phone", "")
    page.click("main button.whole")
    page.wait_for_url("**/t/*")
    assert page.locator("figure img").count() == 1


def test_a_whole_day_at_the_pages(context: Make, site: Site):
    """The loop by hand: report, accept, register, dispatch, finish, check, close."""
    worker = sign_in(context("phone").new_page(), "worker")
    worker.goto("/report")
    worker.fill("#words", "井盖松动，一踩就响。")
    worker.fill("#address", "211102005013001-01")
    worker.set_input_files(
        "input[type=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": drain(blocked=True)}
    )
    worker.click("main button.whole")
    worker.wait_for_url("**/cases/*")
    address = worker.url

    def press(page: Page, label: str, **fields: str) -> None:
        page.goto(address)
        form = page.locator("form[action$='/moves']").filter(has=page.get_by_role("button", name=label, exact=True))
        if not form.is_visible():
            page.locator("summary", has_text=label).click()
        for name, value in fields.items():
            target = form.locator(f"[name={name}]").first
            if name == "photos":
                target.set_input_files({"name": "b.jpg", "mimeType": "image/jpeg", "buffer": drain(blocked=False)})
            elif target.evaluate("e => e.tagName") == "SELECT":
                target.select_option(label=value)
            else:
                target.fill(value)
        with page.expect_navigation():
            form.get_by_role("button", name=label, exact=True).click()
        assert page.locator("[role=alert]").count() == 0, page.inner_text("main")

    desk = sign_in(context("desk").new_page(), "community")
    press(desk, "受理")
    kind = next(o for o in desk.locator("select[name=kind] option").all_text_contents() if "排水" in o or "下水" in o)
    press(desk, "立案", kind=kind)
    units = desk.locator("select[name=unit] option").all_text_contents()
    press(desk, "派遣", unit=next(u for u in units if "排水" in u))
    unit = sign_in(context("phone").new_page(), "unit")
    press(unit, "开始处置")
    press(unit, "办完了", photos="x", words="换了新井盖。")
    press(worker, "核查通过")
    press(desk, "结案")
    assert "已结案" in desk.inner_text("main")
    assert desk.locator("ol.history li").count() >= 7


@pytest.mark.long
def test_the_queue_tells_when_something_new_has_come_and_when_the_server_is_away(context: Make, site: Site):
    made = context("desk")
    page = sign_in(made.new_page(), "community")
    assert page.locator("#news").is_hidden()
    site.person("worker").command(
        "/api/v1/public/reports", words="树倒了", place={"building": "211102005013001-01"}, photos=[]
    )
    page.wait_for_selector("#news:visible", timeout=15_000)
    made.set_offline(True)
    page.wait_for_selector("#gone:visible", timeout=15_000)
    made.set_offline(False)
    page.wait_for_selector("#gone", state="hidden", timeout=30_000)


@pytest.mark.long
def test_a_pooling_is_asked_supported_and_granted_at_the_pages_and_an_order_is_given(
    context: Make, told: dict[str, str]
):
    """By hand: the unit chooses sort and date, its chief supports, the desk grants; the street gives an order."""
    address = f"/cases/{told['forms']}"

    def press(page: Page, label: str, **fields: str) -> None:
        page.goto(address)
        form = page.locator("form[action$='/moves']").filter(has=page.get_by_role("button", name=label, exact=True))
        if not form.is_visible():
            page.locator(f"summary:text-is('{label}')").click()
        for name, value in fields.items():
            if name == "sort":
                form.locator(f"label:has([value={value}])").click()
            else:
                form.locator(f"[name={name}]").first.fill(value)
        with page.expect_navigation():
            form.get_by_role("button", name=label, exact=True).click()
        assert page.locator("[role=alert]").count() == 0, page.inner_text("main")

    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    street = sign_in(context("desk").new_page(), "street")
    press(street, "督办", sort="leader", words="请今天说明。", limit="4 工作时")
    unit = sign_in(context("phone").new_page(), "unit")
    press(unit, "答复督办", words="要等材料到货。")
    press(unit, "申请延期或挂账", sort="pool", words="要等材料到货。", review_on=day)
    press(sign_in(context("phone").new_page(), "chief"), "同意上报")
    desk = sign_in(context("desk").new_page(), "community")
    press(desk, "批准", words="同意挂账。")
    assert "挂账" in desk.locator("h1 + p").inner_text()
    assert "要等材料到货。" in desk.inner_text("main")
    desk.goto("/late")
    figure = desk.locator(".figures li", has_text="挂账").first.locator("a")
    count = int(figure.inner_text())
    figure.click()
    desk.wait_for_url("**/queue?why=pooled*")
    assert desk.locator(".rows > li").count() == count
    desk.goto(address)
    desk.click("text=怎么算的")
    desk.wait_for_url("**/deadline")
    assert desk.inner_text("h1").startswith("应在")
    assert desk.locator(".strip .stop").count() > 1


@pytest.mark.parametrize("mode", [pytest.param("normal", marks=pytest.mark.long), "elder"])
def test_a_resident_rates_without_script_and_says_that_it_is_not_right(
    context: Make, told: dict[str, str], site: Site, mode: str
):
    """Every step is without barrier; what was chosen survives a refusal; the level above gets it with the words."""
    code, case = _closed_anew(site)
    page = context("phone", mode, script=False).new_page()
    page.goto(f"/t/{code}")
    page.get_by_text("还没好", exact=True).click()
    page.get_by_text("有答复", exact=True).click()
    page.get_by_text("2 不满意").click()
    page.fill("#opinion", "味道还在。")
    page.click("button:has-text('提交评价')")
    page.wait_for_url("**?rated=1")
    assert page.inner_text("[role=status]") == "谢谢您的评价。"
    assert page.locator("#opinion").count() == 0
    assert page.input_value("#contest-words") == "味道还在。"
    page.click("button:has-text('要，请重新办')")
    page.wait_for_url("**?contested=1")
    desk = site.person("street").ask("GET", f"/api/v1/cases/{case}")
    assert desk["state"] == "verifying" and desk["owner"]["type"] == "street"
    assert [(r["satisfied"], r["words"]) for r in desk["ratings"]] == [(2, "味道还在。")]
    seen = context("phone", mode).new_page()
    for path in (f"/t/{code}", f"/t/{told['closed-code']}?rated=1"):
        seen.goto(path)
        assert barriers(seen) == []
    staff = sign_in(context("desk", mode).new_page(), "street")
    staff.goto(f"/cases/{case}")
    assert "2/5 不满意" in staff.inner_text("main")
    assert barriers(staff) == []


@pytest.mark.long
def test_an_incomplete_rating_comes_back_with_what_was_chosen(context: Make, told: dict[str, str]):
    page = context("phone").new_page()
    page.goto(f"/t/{told['closed-code']}")
    page.evaluate("document.querySelectorAll('input').forEach(i => i.required = false)")
    page.get_by_text("还没好", exact=True).click()
    page.fill("#opinion", "说一半")
    page.click("button:has-text('提交评价')")
    page.wait_for_selector("[role=alert]")
    assert "还差：是否有人答复、满意度" in page.inner_text("[role=alert]")
    assert page.is_checked("input[name=solved][value=no]") and page.input_value("#opinion") == "说一半"
    assert barriers(page) == []


def _closed_anew(site: Site) -> tuple[str, str]:
    """A resident's case that was solved on the spot and closed: code and id."""
    worker, desk = site.person("worker"), site.person("community")
    code = worker.command("/api/v1/public/reports", words="井盖响", place={"building": "211102005013001-01"})["code"]
    case = max(c["id"] for c in worker.ask("GET", "/api/v1/cases?mine=true")["items"])
    worker.move(case, "solve", photos=[worker.upload(drain(blocked=False))])
    desk.move(case, "close")
    return code, case
