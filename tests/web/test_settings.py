"""Settings at the desk, set by hand in a browser; what came of it is asked of the API."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from tests.serving import Site
from tests.web.conftest import WAYS, sign_in
from tests.web.test_pages import barriers

from wangge.orgs.queries import today

pytestmark = [pytest.mark.web, pytest.mark.long]

COMMUNITY, GRID, NEXT_GRID = "211102005013", "211102005013001", "211102005013002"
SHIPPED = {"limit": None, "usual": None, "used": True, "words": None}


@pytest.fixture
def at(context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Somebody at a screen of the settings: ``at("admin", "units")``."""

    def go(username: str, path: str = "", size: str = "desk", mode: str = "normal", language: str = "zh") -> Page:
        page = sign_in(context(size, mode, language=language).new_page(), username)
        page.goto(f"/desk/settings/{path}")
        page.wait_for_selector("main#list h1")
        return page

    return go


def settings(site: Site, path: str, username: str = "admin") -> Any:
    """What the API tells of settings."""
    return site.person(username).ask("GET", f"/api/v1/settings/{path}")


def choose(page: Page, label: str, written: str, option: str) -> None:
    """One of many: write a part, press the option."""
    field = page.get_by_role("combobox", name=label)
    field.click()
    field.fill(written)
    page.get_by_role("listbox", name=label).get_by_role("option").filter(has_text=option).first.click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_unit_is_made_after_a_refusal_that_keeps_what_was_typed_and_a_change_is_undone(
    at: Callable[..., Page], site: Site
):
    page = at("admin", "units")
    press(page, "新增单位")
    page.get_by_label("代码（字母、数字，以后不能改）").fill("水 north")
    page.get_by_label("名称", exact=True).fill("北片水务站")
    press(page, "新增这个单位")
    expect(page.get_by_role("alert")).to_contain_text("请改写")
    expect(page.get_by_label("名称", exact=True)).to_have_value("北片水务站")
    page.get_by_label("代码（字母、数字，以后不能改）").fill("water-north")
    press(page, "新增这个单位")
    expect(page.get_by_role("heading", level=1)).to_have_text("北片水务站")
    made = settings(site, "units?q=water-north")["items"][0]
    assert (made["name"], made["area"]["code"], made["phone"]) == ("北片水务站", "211102", None)

    press(page, "修改")
    page.get_by_label("值班电话（可不写）").fill("0427-2800001")
    press(page, "保存")
    press(page, "撤销")
    expect(page.get_by_text("已撤销", exact=True)).to_be_visible()
    assert settings(site, f"units/{made['id']}")["phone"] is None

    press(page, "撤销单位")
    press(page, "撤销“北片水务站”")
    expect(page.locator(".hd .tag.amber")).to_contain_text("起撤销")
    assert settings(site, "units?q=water-north")["items"] == []


@pytest.mark.long
def test_a_joint_office_groups_units(at: Callable[..., Page], site: Site):
    page = at("admin", "units")
    press(page, "新增联合办公点")
    page.get_by_label("代码（字母、数字，以后不能改）").fill("east-gate")
    page.get_by_label("名称", exact=True).fill("东门联合办公点")
    for written in ("drainage", "lighting"):
        choose(page, "加一个单位", written, written)
    press(page, "保存联合办公点")
    expect(page.get_by_label("改“东门联合办公点”")).to_be_visible()
    offices = {o["code"]: o for o in site.person("admin").ask("GET", "/api/v1/offices")["items"]}
    assert sorted(unit["code"] for unit in offices["east-gate"]["units"]) == ["drainage", "lighting"]


def test_a_new_person_signs_in_with_the_password_that_was_shown_once(at: Callable[..., Page], site: Site):
    page = at("admin", "people")
    press(page, "新增人员和账号")
    page.get_by_label("姓名", exact=True).fill("赵新")
    page.get_by_label("用户名（登录用）").fill("zhaoxin")
    press(page, "新增并给出首次密码")
    expect(page.get_by_role("alert")).to_contain_text("岗位")
    expect(page.get_by_label("姓名", exact=True)).to_have_value("赵新")
    choose(page, "在哪个地域", GRID, GRID)
    press(page, "新增并给出首次密码")
    password = page.locator(".secret").inner_text()
    signed = httpx.post(
        f"{site.url}/api/v1/session", json={"username": "zhaoxin", "password": password}, trust_env=False
    )
    assert (signed.status_code, signed.json()["must_change_password"]) == (200, True)
    press(page, "记下了，关掉")
    assert password not in page.content()

    page.get_by_label("查找", exact=True).fill("赵新")
    page.get_by_role("link", name="赵新").click()
    press(page, "重设密码")
    press(page, "重设，给出新的首次密码")
    assert page.locator(".secret").inner_text() != password
    press(page, "记下了，关掉")
    press(page, "离岗交接")
    expect(page.get_by_text("岗位：网格员 辽河街道 延风社区 第 1 网格")).to_be_visible()
    expect(page.get_by_text("没有人接手")).to_be_visible()
    page.get_by_role("button", name="交接，赵新 做到").click()
    expect(page.get_by_role("status").filter(has_text="已交接")).to_be_visible()
    (gone,) = settings(site, "people?q=赵新&left=true")["items"] or settings(site, "people?q=赵新")["items"]
    assert gone["ended_on"] == today(timezone.now()).isoformat()


@pytest.mark.long
def test_a_post_is_given_for_later_and_ended(at: Callable[..., Page], site: Site):
    (worker,) = settings(site, "people?q=worker2")["items"] or settings(site, "people?q=何")["items"]
    page = at("admin", f"people/{worker['id']}")
    press(page, "再给一个岗位")
    choose(page, "在哪个地域", NEXT_GRID, NEXT_GRID)
    begins = today(timezone.now()) + timedelta(days=9)
    page.get_by_label("从哪天起（不写就从今天）").fill(begins.isoformat())
    press(page, "给这个岗位")
    coming = page.locator("li.coming")
    expect(coming).to_contain_text("以后 网格员")
    expect(coming).to_contain_text(f"{begins} 开始")
    grants = settings(site, f"people/{worker['id']}")["grants"]
    assert [g["area"]["code"] for g in grants if g["stage"] == "coming"] == [NEXT_GRID]
    coming.get_by_role("button").click()
    coming.get_by_label("最后一天").fill((begins + timedelta(days=1)).isoformat())
    coming.get_by_role("button", name="结束“").click()
    expect(page.locator("li.coming")).to_contain_text(f"到 {begins + timedelta(days=1)}")


@pytest.mark.long
def test_a_shift_is_set_given_a_stand_in_and_taken_away_and_back(at: Callable[..., Page], site: Site):
    monday = today(timezone.now()) + timedelta(days=14 - today(timezone.now()).weekday())
    window = f"shifts?area={COMMUNITY}&from={monday}T00:00:00%2B08:00&to={monday + timedelta(days=14)}T00:00:00%2B08:00"
    page = at("community", "rosters")
    expect(page.get_by_role("region", name="没人负责的时候（从最近的起）")).to_be_visible()
    press(page, "下一周")
    press(page, "下一周")
    expect(page.get_by_text("这一周还没有班次")).to_be_visible()
    press(page, "加班次")
    choose(page, "谁值班", "何文静", "何文静")
    page.get_by_label("结束", exact=True).fill(f"{monday}T07:00")
    press(page, "排这个班")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("结束要晚于开始")
    expect(page.get_by_role("combobox", name="谁值班")).to_have_value("何文静")
    page.get_by_label("结束", exact=True).fill(f"{monday}T17:30")
    press(page, "排这个班")
    shift = page.get_by_role("button", name="何文静 08:00–17:30")
    expect(shift).to_be_visible()
    (made,) = settings(site, window, "community")["items"]
    assert (made["person"]["name"], made["area"]) == ("何文静", GRID)

    shift.click()
    page.get_by_role("dialog").get_by_role("radio", name="取消这个班次").check()
    page.get_by_role("dialog").get_by_role("button", name="取消这个班次").click()
    expect(page.get_by_text("这一周还没有班次")).to_be_visible()
    page.get_by_role("button", name="撤销", exact=True).last.click()
    expect(shift).to_be_visible()

    (other,) = settings(site, "people?q=worker2")["items"]
    shift.click()
    page.get_by_role("dialog").get_by_role("radio", name="安排代班").check()
    choose(page, "谁来代", other["name"], other["name"])
    page.get_by_role("dialog").get_by_role("button", name="安排代班").click()
    expect(page.get_by_role("button", name=f"{other['name']} 08:00–17:30")).to_contain_text("代 何文静")
    shifts = settings(site, window, "community")["items"]
    assert [(one["person"]["name"], bool(one["instead_of"])) for one in shifts if one["instead_of"]] == [
        (other["name"], True)
    ]

    press(page, "把这一周复制到…")
    press(page, "复制")
    expect(page.get_by_text("复制了")).to_be_visible()
    following = begins_in(settings(site, window, "community")["items"], monday + timedelta(days=7))
    assert "何文静" in [one["person"]["name"] for one in following]


def begins_in(shifts: Any, monday: date) -> list[Any]:
    """Shifts that begin on that day or later."""
    return [one for one in shifts if one["starts_at"] >= monday.isoformat()]


@pytest.mark.long
def test_an_area_gets_another_name_and_its_own_one_back(at: Callable[..., Page], site: Site):
    page = at("admin", "areas")
    for name in ("辽河街道", "延风社区"):
        page.locator("summary").filter(has_text=name).click()
    page.get_by_role("link", name="第 2 网格").click()
    press(page, "改名称")
    page.get_by_label("名称", exact=True).fill("河畔网格")
    press(page, "改成这个名称")
    expect(page.get_by_role("heading", level=1)).to_have_text("河畔网格")
    assert settings(site, f"areas/{NEXT_GRID}")["name"] == "河畔网格"
    press(page, "撤销")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("河畔网格")


def test_a_kind_keeps_what_was_typed_through_a_refusal_and_through_an_edition_of_somebody_else(
    at: Callable[..., Page], site: Site
):
    page = at("admin", "kinds")
    page.get_by_label("查找", exact=True).fill("井盖")
    page.get_by_role("link", name="雨水井盖").click()
    page.get_by_label("办理时限").fill("两三天吧")
    press(page, "存为新的一版")
    expect(page.get_by_role("alert")).to_contain_text("看不懂时限")
    expect(page.get_by_label("办理时限")).to_have_value("两三天吧")
    page.get_by_label("办理时限").fill("6 工作日")
    site.person("admin").ask(
        "POST", "/api/v1/settings/kinds/C0103", json=SHIPPED | {"key": str(uuid4()), "limit": "3 工作日"}
    )
    press(page, "存为新的一版")
    expect(page.get_by_role("alert")).to_contain_text("别人刚存了新的一版")
    expect(page.get_by_text("3 工作日").first).to_be_visible()
    expect(page.get_by_label("办理时限")).to_have_value("6 工作日")
    press(page, "看过了，存我写的")
    expect(page.locator(".hd .tag")).to_have_text("第 2 版")
    assert settings(site, "kinds/C0103")["limit"]["words"] == "6 工作日"
    press(page, "撤销")
    expect(page.locator(".hd .tag")).to_have_text("第 3 版")
    assert settings(site, "kinds/C0103")["limit"]["words"] == "3 工作日"
    press(page, "填回出厂设置")
    press(page, "存为新的一版")
    expect(page.locator(".hd .tag")).to_have_text("第 4 版")
    assert settings(site, "kinds/C0103")["limit"]["words"] == settings(site, "kinds/C0103")["shipped"]["limit"]["words"]


@pytest.mark.long
def test_a_change_whose_answer_was_lost_is_made_once(at: Callable[..., Page], site: Site):
    page = at("admin", "kinds/E0504")
    lost = []

    def lose(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/api/v1/settings/kinds/E0504", lose)
    page.get_by_label("办理时限").fill("9 工作日")
    press(page, "存为新的一版")
    expect(page.get_by_role("alert")).to_contain_text("还没有存上")
    press(page, "存为新的一版")
    expect(page.locator(".hd .tag")).to_have_text("第 1 版")
    assert (lost, len(settings(site, "kinds/E0504")["editions"])) == ([200], 1)


@pytest.mark.long
def test_a_step_is_switched_off_after_a_look_at_what_that_changes(at: Callable[..., Page], site: Site):
    page = at("admin", "flows/matters")
    kept = page.get_by_role("checkbox", name="启用“受理”")
    expect(kept).to_be_disabled()
    expect(page.get_by_text("不能停用").first).to_be_visible()
    page.get_by_role("checkbox", name="启用“请网格员核实”").uncheck()
    page.get_by_label("“待派遣”最多多久").fill("很快")
    press(page, "先看看会改什么")
    expect(page.locator(".note.red")).to_contain_text("看不懂时限")
    page.get_by_label("“待派遣”最多多久").fill("3 工作时")
    press(page, "先看看会改什么")
    expect(page.get_by_text("停用：请网格员核实")).to_be_visible()
    press(page, "存为新的一版")
    expect(page.get_by_text("已保存")).to_be_visible()
    flow = settings(site, "flows/matters")
    off = [row["label"]["zh"] for row in flow["rows"] if not row["on"]]
    limits = {state["label"]["zh"]: state["limit"]["words"] for state in flow["states"] if state["limit"]}
    assert (off, limits) == (["请网格员核实"], {"待派遣": "3 工作时"})
    press(page, "撤销")
    expect(page.get_by_role("checkbox", name="启用“请网格员核实”")).to_be_checked()
    assert all(row["on"] for row in settings(site, "flows/matters")["rows"])


@pytest.mark.long
def test_a_day_is_made_a_holiday_after_a_look_at_due_times(at: Callable[..., Page], site: Site):
    page = at("admin", "calendars")
    press(page, "给本区另立日历")
    page.get_by_label("代码（字母、数字）").fill("双台子")
    page.get_by_label("名称", exact=True).fill("本区日历")
    press(page, "立这份日历")
    expect(page.get_by_role("alert")).to_contain_text("代码只用字母")
    expect(page.get_by_label("名称", exact=True)).to_have_value("本区日历")
    page.get_by_label("代码（字母、数字）").fill("stz")
    press(page, "立这份日历")
    expect(page.get_by_role("heading", level=1)).to_have_text("本区日历")
    day = workday_of(settings(site, f"calendars/stz/years/{today(timezone.now()).year + 1}"))
    press(page, "下一年")
    page.locator(f"[data-on='{day}']").click()
    page.get_by_role("dialog").get_by_role("radio", name="放假").check()
    page.get_by_label("节日中文名（可不写）").fill("区庆")
    page.get_by_label("节日英文名（可不写）").fill("District day")
    press(page, "记下这一天")
    press(page, "先看看期限怎么变")
    expect(page.get_by_text("改 1 天")).to_be_visible()
    press(page, "发布新的一版")
    expect(page.get_by_text("已发布第 2 版")).to_be_visible()
    year = settings(site, f"calendars/stz/years/{day.year}")
    found = next(one for one in year["days"] if one["on"] == day.isoformat())
    assert (found["slots"], found["special"], found["why"]["zh"]) == ([], True, "区庆")
    press(page, "撤销")
    expect(page.get_by_text("已撤销", exact=True)).to_be_visible()
    year = settings(site, f"calendars/stz/years/{day.year}")
    assert next(one for one in year["days"] if one["on"] == day.isoformat())["slots"]


def workday_of(year: Any) -> date:
    """An ordinary day of a year that is worked."""
    days = (one for one in year["days"] if one["slots"] and not one["special"])
    return date.fromisoformat(next(one["on"] for one in days if one["on"][5:7] == "03"))


@pytest.mark.long
def test_a_notice_is_worded_with_a_living_sample_and_goes_back_to_the_shipped_text(at: Callable[..., Page], site: Site):
    page = at("admin", "texts/handed")
    zh = page.get_by_label("中文", exact=True)
    zh.fill("新案件，请看 ")
    expect(page.locator("section[aria-live] .note")).to_be_visible()
    press(page, "存为新的一版")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(zh).to_have_value("新案件，请看 ")
    page.get_by_role("group", name="放进去").get_by_role("button", name="案件编号").click()
    expect(zh).to_have_value("新案件，请看 {number}")
    expect(page.locator("section[aria-live]")).to_contain_text("新案件，请看 211102-")
    press(page, "存为新的一版")
    expect(page.get_by_text("第 1 版")).to_be_visible()
    told = next(text for text in settings(site, "texts")["items"] if text["name"] == "handed")
    assert (told["own"], told["words"]["zh"]) == (True, "新案件，请看 {number}")
    press(page, "改回出厂的说法")
    press(page, "存为新的一版")
    expect(page.get_by_text("第 2 版")).to_be_visible()
    told = next(text for text in settings(site, "texts")["items"] if text["name"] == "handed")
    assert (told["own"], told["words"]) == (False, told["shipped"])


@pytest.fixture(scope="module")
def ruled(site: Site) -> str:
    """Cases put right, three designations alike, and a case that waits to be dispatched; the id of the last."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.ruled"], env=site.environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.split()[-1]


def test_a_rule_is_written_tried_on_past_cases_saved_and_suggested(at: Callable[..., Page], site: Site, ruled: str):
    page = at("district", "routing")
    expect(page.get_by_text("还没有派单规则")).to_be_visible()
    press(page, "写一条规则")
    press(page, "放进草稿")
    expect(page.get_by_role("alert")).to_have_text("请先选单位。")
    choose(page, "归哪个单位", "municipal", "市政")
    choose(page, "哪些类别", "E0504", "下水道")
    choose(page, "哪些地域", COMMUNITY, COMMUNITY)
    page.get_by_label("为什么归它").fill("三定方案第四条")
    assert barriers(page) == []
    press(page, "放进草稿")
    rule = page.locator(".listing .row").first
    expect(rule).to_contain_text("延风社区的下水道")
    expect(rule).to_contain_text("归市政养护所")
    expect(rule).to_contain_text("新写的，还没保存")
    press(page, "先试算过去 90 天")
    expect(page.get_by_text("3 件会改派：0 件改到了")).to_be_visible()
    expect(page.get_by_text("改错了")).to_have_count(0)
    assert settings(site, "routing")["rules"] == []

    press(page, "改新规则")
    choose(page, "归哪个单位", "drainage", "排水")
    press(page, "放进草稿")
    expect(page.get_by_text("试算结果")).to_have_count(0)
    press(page, "先试算过去 90 天")
    expect(page.get_by_text("3 件改到了真正办结它的单位")).to_be_visible()
    assert barriers(page) == []
    press(page, "存为新的一版")
    expect(page.get_by_text("第 1 版").first).to_be_visible()
    (kept,) = settings(site, "routing")["rules"]
    assert (kept["number"], kept["unit"]["code"], kept["why"]["zh"]) == (1, "drainage", "三定方案第四条")

    page.get_by_role("button", name="把“").click()
    expect(page.locator(".listing .row").nth(1)).to_contain_text("归园林绿化所")
    page.get_by_role("button", name="改规则 1").click()
    press(page, "删掉这条")
    expect(page.get_by_text("要删掉，还没保存")).to_be_visible()
    press(page, "丢掉草稿")
    expect(page.locator(".listing .row")).to_have_count(1)

    clerk = at("community")
    clerk.goto(f"/desk/q/dispatch/{ruled}")
    clerk.locator("[data-verb=dispatch]").click()
    first = clerk.locator(".units .unit").first
    expect(first).to_contain_text("规则 1：")
    choose(clerk, "找别的单位", "市政", "市政")
    clerk.get_by_role("button", name="派给市政").click()
    expect(clerk.get_by_role("alert")).to_have_text("还差：为什么这样派")


@pytest.mark.parametrize("username", [pytest.param("worker", marks=pytest.mark.long), "auditor"])
def test_somebody_without_the_verbs_reads_and_finds_nothing_to_change(at: Callable[..., Page], username: str):
    page = at(username)
    expect(page.get_by_text("您的岗位不管设置")).to_be_visible()
    expect(page.get_by_role("navigation", name="设置").get_by_role("link", name="人员")).to_have_count(0)
    for path in (
        "units",
        "areas",
        f"areas/{GRID}",
        "kinds/E0504",
        "flows/matters",
        "routing",
        "calendars/CN",
        "texts/handed",
    ):
        page.goto(f"/desk/settings/{path}")
        page.wait_for_selector("main#list h1")
        page.wait_for_selector("main#list .card:not(.options)")
        expect(page.locator("main#list").get_by_role("alert")).to_have_count(0)
        for control in ("form:not([role=search])", "textarea", "input[type=checkbox]:not(.tick input)", "button.day"):
            expect(page.locator(f"main#list {control}")).to_have_count(0)
    page.goto("/desk/settings/people")
    expect(page.get_by_role("button", name="新增人员和账号")).to_have_count(0)


LISTS = ("", "units", "people", "rosters", "areas", "kinds", "flows", "routing", "calendars", "texts", "learning")
ONES = (
    "kinds/E0504", "kinds/C0101", "kinds/file", "kinds/controls", "kinds/new", "flows/matters", "calendars/CN",
    "texts/unseen", f"areas/{GRID}",
)  # fmt: skip


@pytest.mark.parametrize(
    ("size", "mode", "language"),
    [pytest.param(*one.values, marks=pytest.mark.long) for one in WAYS],
)
def test_no_screen_has_barriers(at: Callable[..., Page], site: Site, size: str, mode: str, language: str):
    unit = settings(site, "units")["items"][0]["id"]
    person = settings(site, "people")["items"][0]["id"]
    page, found = at("admin", "", size, mode, language), {}
    for path in (*LISTS, *ONES, f"units/{unit}", f"people/{person}"):
        page.goto(f"/desk/settings/{path}")
        page.wait_for_selector("main#list h1")
        page.wait_for_selector("main#list .card:not(.options), main#list .empty")
        page.wait_for_load_state("networkidle")
        found[path] = barriers(page)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
