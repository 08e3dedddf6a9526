"""The desk as clerks use it: a day by keyboard only, many at once, refusals, news, the map as a list, no barrier."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.conftest import PASSWORD
from tests.serving import Site
from tests.web.conftest import WAYS
from tests.web.test_pages import barriers

from wangge.simulate.pictures import drain

pytestmark = pytest.mark.web
Make = Callable[..., BrowserContext]


def sit_down(page: Page, username: str, path: str = "/desk/") -> Page:
    """Sign in at the desk and wait for the list."""
    page.goto(path)
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".queue .scroll[aria-busy=false]")
    return page


def reported(site: Site, words: str, **facts: Any) -> str:
    """A case that waits to be accepted; its id."""
    told = site.person("worker").command(
        "/api/v1/reports", words=words, place={"building": "211102005013001-01"}, photos=[], **facts
    )
    return str(told["case"]["id"])


def registered(site: Site, words: str) -> str:
    """A case that waits to be dispatched; its id."""
    case = reported(site, words, kind="E0504")
    desk = site.person("community")
    desk.move(case, "accept")
    desk.move(case, "register")
    return case


def state_of(site: Site, case: str) -> str:
    return str(site.person("community").ask("GET", f"/api/v1/cases/{case}")["state"])


def row(page: Page, case: str) -> Any:
    return page.locator(f"#row-{case}")


def open_by_keys(page: Page, case: str) -> int:
    """Walk down the list with J until the keyboard is on the case, and open it; how many keys it took."""
    for pressed in range(1, 60):
        page.keyboard.press("j")
        if page.evaluate("document.activeElement.id") == f"row-{case}":
            page.keyboard.press("Enter")
            page.wait_for_selector(".case .chd")
            return pressed + 1
    raise AssertionError("the keyboard never came to the case")


def to_the_drainage_people(page: Page, why: str) -> None:
    """Choose them on the open sheet, with a reason where one is asked for."""
    page.get_by_role("combobox", name="找别的单位").fill("排水")
    page.keyboard.press("Enter")
    for text in page.locator("dialog textarea[aria-required=true]").all():
        text.fill(why)


def test_a_clear_case_is_accepted_with_three_keys_and_the_next_one_is_there(context: Make, site: Site):
    page = sit_down(context().new_page(), "community", "/desk/q/accept")
    first, second = reported(site, "第一件：井盖松动"), reported(site, "第二件：树枝压线")
    page.goto("/desk/q/accept?area=211102005013")
    page.wait_for_selector(f"#row-{second}")
    cases = [r.get_attribute("id").removeprefix("row-") for r in page.locator(".qr").all()]
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(".case .acts [data-verb=accept]")
    page.keyboard.press("1")
    expect(page.locator(f".qli.gone #row-{cases[0]}")).to_be_visible()
    assert state_of(site, cases[0]) == "verifying"
    page.wait_for_url(f"**/desk/q/accept/{cases[1]}*")
    assert page.evaluate("document.activeElement.id") == f"row-{cases[1]}"
    assert {first, second} <= set(cases)
    before = page.locator(".qr").first.bounding_box()
    page.keyboard.press("t")
    page.wait_for_selector(f"#row-{cases[0]}", state="detached")
    assert page.locator(".qr").first.bounding_box() == before


def test_a_clear_case_goes_to_its_unit_by_one_press(context: Make, site: Site):
    """Accepted, registered and dispatched: three entries of one press; what cannot follow leaves the case as it was."""
    case = reported(site, "路灯不亮了，灯杆在门口。", kind="E0504")
    page = sit_down(context().new_page(), "community", f"/desk/q/accept/{case}")
    page.wait_for_selector(".acts [data-verb=dispatch]:has-text('受理并派遣')")
    page.keyboard.press("4")
    page.wait_for_selector("dialog[open] .dispatch")
    to_the_drainage_people(page, "管段归他们。")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f".qli.gone #row-{case}")
    history = site.person("community").ask("GET", f"/api/v1/cases/{case}/entries")["items"]
    assert [e["verb"] for e in history if e["now"]][-3:] == ["case.accept", "case.register", "case.dispatch"]
    assert "撤回" in page.locator(".toasts").inner_text()


def test_a_day_by_keyboard_only(context: Make, site: Site):
    """Register with a kind found by its name; dispatch with one who helps; order; check by the grid; close."""
    case = reported(site, "饭店后面的下水口堵了。")
    page = sit_down(context().new_page(), "community", "/desk/q/accept")
    open_by_keys(page, case)
    page.keyboard.press("1")
    page.wait_for_selector(f".qli.gone #row-{case}")
    page.goto("/desk/q/register")
    page.wait_for_selector(f"#row-{case}")
    open_by_keys(page, case)
    page.keyboard.press("1")
    page.wait_for_selector(".fields [role=combobox]")
    page.keyboard.type("下水道")
    page.wait_for_selector("[role=option]:has-text('下水道堵塞')")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f".qli.gone #row-{case}")
    assert state_of(site, case) == "registered"
    page.goto("/desk/q/dispatch")
    page.wait_for_selector(f"#row-{case}")
    open_by_keys(page, case)
    page.wait_for_selector("[data-verb=dispatch]")
    page.keyboard.press("1")
    page.wait_for_selector("dialog[open] .dispatch")
    assert page.locator(".bigdue").inner_text() != ""
    page.get_by_role("combobox", name="找别的单位").focus()
    page.keyboard.type("排水")
    page.get_by_role("option", name="排水").first.wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="请谁一起办").focus()
    page.keyboard.type("环卫")
    page.get_by_role("option", name="环卫保洁队").first.wait_for()
    page.keyboard.press("Enter")
    for text in page.locator("dialog textarea").all():
        text.focus()
        page.keyboard.type("请把路面冲干净。")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f".qli.gone #row-{case}")
    found = site.person("community").ask("GET", f"/api/v1/cases/{case}")
    assert found["state"] == "dispatched"
    assert [task["unit"]["name"] for task in found["tasks"]] == ["环卫保洁队"]
    assert "撤回" in page.locator(".toasts").inner_text()
    page.goto(f"/desk/cases/{case}")
    page.wait_for_selector(".acts")
    page.keyboard.press("o")
    page.locator(".more [data-verb=supervise]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".fields")
    page.locator(".fields input[value=important]").focus()
    page.keyboard.press("Space")
    page.locator(".fields textarea").focus()
    page.keyboard.type("请今天说明进展。")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".beside:has-text('请今天说明进展')")
    unit, worker = site.person("unit"), site.person("worker")
    unit.move(case, "answer", words="下午到。")
    unit.move(case, "start")
    site.person("community").move(case, "withdraw", units=[found["tasks"][0]["unit"]["id"]], words="不用了。")
    unit.move(case, "finish", photos=[unit.upload(drain(blocked=False))])
    worker.move(case, "check_pass")
    page.goto("/desk/q/close")
    page.wait_for_selector(f"#row-{case}")
    open_by_keys(page, case)
    page.wait_for_selector("[data-verb=close]")
    page.keyboard.press("1")
    page.wait_for_selector(f".qli.gone #row-{case}")
    assert state_of(site, case) == "closed"


@pytest.mark.long
def test_what_was_dispatched_by_mistake_is_taken_back_at_once(context: Make, site: Site):
    case = registered(site, "派错了的一件")
    page = sit_down(context().new_page(), "community", f"/desk/q/dispatch/{case}")
    page.wait_for_selector("[data-verb=dispatch]")
    page.keyboard.press("1")
    to_the_drainage_people(page, "管段归他们。")
    page.keyboard.press("Control+Enter")
    page.click(".toast button")
    expect(page.locator(".toast", has_text="回到待派遣")).to_be_visible()
    assert state_of(site, case) == "registered"


@pytest.mark.long
def test_a_refused_move_keeps_the_words_and_says_why_beside_the_button(context: Make, site: Site):
    case = reported(site, "要被别人先办的一件")
    page = sit_down(context().new_page(), "community", f"/desk/q/accept/{case}")
    page.wait_for_selector("[data-verb=decline]")
    page.keyboard.press("3")
    page.fill(".fields textarea", "不在本区管辖，请找业主。")
    page.route("**/entries?since*", lambda route: route.abort())
    site.person("community").move(case, "void", words="重复了")
    page.keyboard.press("Control+Enter")
    trouble = page.locator(".moves [role=alert]")
    expect(trouble).to_be_visible()
    assert "不能" in trouble.inner_text()
    page.unroute("**/entries?since*")
    kept = page.evaluate(f"sessionStorage.getItem('desk-draft {case}')")
    assert "不在本区管辖" in kept


def test_a_lost_answer_happens_once(context: Make, site: Site):
    """The first answer of the server is thrown away; the press goes out again with the same key."""
    case = reported(site, "回答丢了的一件")
    page = sit_down(context().new_page(), "community", f"/desk/q/accept/{case}")
    page.wait_for_selector("[data-verb=remark], .more")
    keys: list[str] = []

    def lose_the_first(route: Any) -> None:
        keys.append(route.request.post_data_json["key"])
        if len(keys) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/moves", lose_the_first)
    page.keyboard.press("o")
    page.click(".more [data-verb=remark]")
    page.fill(".fields textarea", "门卫说昨晚就这样。")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".fields")).to_have_count(0)
    page.wait_for_selector(".hist:has-text('门卫说昨晚就这样')")
    assert len(keys) == 2 and keys[0] == keys[1]
    said = site.person("community").ask("GET", f"/api/v1/cases/{case}/entries")["items"]
    assert sum(entry["words"] == "门卫说昨晚就这样。" for entry in said) == 1


def test_many_at_once_have_a_result_each(context: Make, site: Site):
    cases = [reported(site, f"一批里的第 {n} 件") for n in range(1, 6)]
    page = sit_down(context().new_page(), "community", "/desk/q/accept")
    page.wait_for_selector(f"#row-{cases[-1]}")
    page.route("**/entries?since*", lambda route: route.abort())
    page.locator(f".qli:has(#row-{cases[0]}) .pick input").check()
    row(page, cases[-1]).focus()
    page.keyboard.press("Shift+X")
    ours = page.locator(".qli.marked").count()
    assert ours >= 5
    site.person("community").move(cases[2], "void", words="重复了")
    page.keyboard.press("1")
    page.wait_for_selector(".results li.refused")
    expect(page.locator(".results li.made")).to_have_count(ours - 1)
    assert page.locator(".results li.refused").count() == 1
    assert {state_of(site, case) for case in cases} == {"verifying", "voided"}
    assert barriers(page) == []


@pytest.mark.long
def test_several_of_a_kind_go_to_one_unit_together(context: Make, site: Site):
    cases = [registered(site, f"一起派的第 {n} 件") for n in range(1, 4)]
    page = sit_down(context().new_page(), "community", "/desk/q/dispatch")
    for case in cases:
        page.locator(f".qli:has(#row-{case}) .pick input").check()
    page.keyboard.press("1")
    page.wait_for_selector("dialog[open] .dispatch")
    to_the_drainage_people(page, "都在一条管线上。")
    page.locator("dialog .go button").click()
    expect(page.locator(".results li.made")).to_have_count(3)
    assert {state_of(site, case) for case in cases} == {"dispatched"}
    page.click(".bulk button:has-text('收起结果')")
    expect(page.locator(".bulk")).to_have_count(0)


def test_news_do_not_move_the_row_under_the_keyboard(context: Make, site: Site):
    page = sit_down(context().new_page(), "community", "/desk/q/accept")
    case = reported(site, "在看的一件")
    page.goto("/desk/q/accept")
    page.wait_for_selector(f"#row-{case}")
    row(page, case).focus()
    before, order = row(page, case).bounding_box(), page.locator(".qr").count()
    reported(site, "新来的一件")
    bar = page.locator(".newbar")
    expect(bar).to_be_visible(timeout=20_000)
    assert "新来的" in bar.inner_text()
    assert page.locator(".qr").count() == order
    assert row(page, case).bounding_box() == before
    assert page.evaluate("document.activeElement.id") == f"row-{case}"
    bar.click()
    expect(page.locator(".qr")).to_have_count(order + 1)


@pytest.mark.long
def test_two_who_look_at_one_case_know_of_each_other_and_of_what_the_other_does(context: Make, site: Site):
    case = reported(site, "两个人都在看的一件")
    one = sit_down(context().new_page(), "community", f"/desk/q/accept/{case}")
    other = sit_down(context().new_page(), "street", f"/desk/cases/{case}")
    expect(one.locator(".case .note", has_text="正在看")).to_be_visible(timeout=20_000)
    expect(other.locator(".case .note", has_text="正在看")).to_be_visible(timeout=20_000)
    other.keyboard.press("o")
    other.click(".more [data-verb=urge]")
    other.fill(".fields textarea", "请尽快受理。")
    other.keyboard.press("Control+Enter")
    expect(one.locator(".case .note", has_text="催办")).to_be_visible(timeout=20_000)
    expect(one.locator(".hist", has_text="请尽快受理")).to_be_visible()


def test_the_map_is_worked_through_its_list(context: Make, site: Site):
    case = reported(site, "地图上的一件")
    page = sit_down(context().new_page(), "community", "/desk/q/accept")
    page.wait_for_selector(f"#row-{case}")
    expect(page.locator(".mapw .pin").first).to_be_attached(timeout=20_000)
    page.locator(".mapw .inbox summary").focus()
    page.keyboard.press("Enter")
    page.locator(".mapw .zoom button").first.focus()
    page.keyboard.press("Enter")
    page.locator(".mapw [aria-label='看全部案件']").focus()
    page.keyboard.press("Enter")
    entry = page.locator(".mapw .inbox li button:has(svg)").last
    expect(entry).to_be_visible()
    entry.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/q/accept/*-*")
    assert page.locator(".mapw .pin.open").count() == 1
    page.keyboard.press("m")
    expect(page.locator(".mapw")).to_have_count(0)
    page.keyboard.press("m")
    expect(page.locator(".mapw")).to_have_count(1)


@pytest.mark.long
def test_a_filter_is_an_address_and_has_a_name(context: Make, site: Site):
    case = reported(site, "路灯杆晃，怕砸着人")
    made = context()
    page = sit_down(made.new_page(), "community", "/desk/q/accept")
    page.keyboard.press("/")
    page.keyboard.type("怕砸着人")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    expect(row(page, case)).to_be_visible()
    page.click("button:has-text('筛选')")
    page.fill("#f-name", "砸人的")
    page.click(".filters button:has-text('存下')")
    other = made.new_page()
    other.goto(page.url)
    expect(row(other, case)).to_be_visible()
    other.goto("/desk/q/accept")
    other.wait_for_selector(".queue .scroll[aria-busy=false]")
    other.keyboard.press("f")
    other.click(".filters a:has-text('砸人的')")
    other.wait_for_url("**q=*")


@pytest.mark.parametrize(("size", "mode", "language"), WAYS)
def test_the_desk_has_no_barrier(context: Make, site: Site, size: str, mode: str, language: str):
    case = registered(site, "看有没有障碍的一件")
    made = context(size, mode, language=language)
    page = made.new_page()
    found = {}
    page.goto("/desk/")
    page.wait_for_selector("#username")
    found["signed out"] = barriers(page)
    sit_down(page, "community", "/desk/q/dispatch")
    found["list"] = barriers(page)
    page.keyboard.press("f")
    page.wait_for_selector("#f-name")
    found["filters"] = barriers(page)
    page.goto("/desk/q/requests")
    page.wait_for_selector(".queue .empty")
    found["empty"] = barriers(page)
    page.goto(f"/desk/q/dispatch/{case}")
    page.wait_for_selector(".acts")
    found["case"] = barriers(page)
    if size == "desk":
        page.keyboard.press("m")
    page.keyboard.press("o")
    found["more"] = barriers(page)
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    page.wait_for_selector(".fields")
    found["form"] = barriers(page)
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.wait_for_selector("dialog[open] .dispatch")
    found["dispatch"] = barriers(page)
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    found["keys"] = barriers(page)
    page.keyboard.press("Escape")
    page.click(".who summary")
    found["who"] = barriers(page)
    made.set_offline(True)
    page.wait_for_selector(".live.away", timeout=20_000)
    found["offline"] = barriers(page)
    made.set_offline(False)
    assert {name: what for name, what in found.items() if what} == {}
