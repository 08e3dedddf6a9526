"""The catalogue in the browser: set after a dry look, found by what people say, asked for where a case is filed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.serving import Site
from tests.web.conftest import sign_in
from tests.web.test_pages import barriers
from tests.web.test_settings import at, press, settings  # noqa: F401

pytestmark = [pytest.mark.web, pytest.mark.long]


def test_conditions_are_set_after_a_dry_look_and_asked_for_where_a_case_is_filed(
    at: Callable[..., Page],  # noqa: F811
    site: Site,
    context: Callable[..., BrowserContext],
):
    page = at("admin", "kinds/C0501")
    press(page, "改立案条件")
    press(page, "加一条")
    page.get_by_label("什么情况（中文）").fill("宣传栏玻璃破碎")
    page.get_by_label("什么情况（英文）").fill("The glass is broken")
    page.locator("#c0-limit").fill("4 工作时")
    page.get_by_label("怎样算办好（中文）").fill("换好玻璃")
    press(page, "先看会变什么")
    expect(page.locator(".note.red")).to_contain_text("结案条件要有中文")
    page.get_by_label("怎样算办好（英文）").fill("The glass is replaced")
    page.get_by_label("立案时照片张数").fill("1")
    press(page, "先看会变什么")
    expect(page.get_by_role("status").filter(has_text="会变的是")).to_contain_text("1 宣传栏玻璃破碎（4 工作时）")
    assert settings(site, "kinds/C0501")["edition"] == 0
    assert barriers(page) == []
    press(page, "存为新的一版")
    expect(page.locator(".hd .tag")).to_have_text("第 1 版")
    (kept,) = settings(site, "kinds/C0501")["condition_list"]
    assert (kept["limit"]["words"], kept["evidence"]["register_photos"]) == ("4 工作时", 1)

    person = site.person("worker")
    told = {"words": "宣传栏玻璃碎了一地", "place": {"area": "211102005013001"}, "photos": []}
    case = person.command("/api/v1/reports", **told)["case"]["id"]
    site.person("community").move(case, "accept")
    desk = sign_in(context("desk").new_page(), "community")
    desk.goto(f"/desk/q/register/{case}")
    desk.locator("[data-verb=register]").first.click()
    field = desk.get_by_role("combobox", name="类别")
    field.fill("宣传栏")
    desk.get_by_role("option").filter(has_text="宣传栏").first.click()
    expect(desk.locator(".conditions")).to_contain_text("时限 4 工作时")
    desk.locator(".conditions input").first.check(force=True)
    desk.locator(".fields .btn").filter(has_text="立案").click()
    expect(desk.locator(".fields .note.red")).to_contain_text("还差 1 张现场照片")
    assert barriers(desk) == []


@pytest.mark.long
def test_the_whole_catalogue_comes_in_from_a_file_after_a_dry_look(
    at: Callable[..., Page],  # noqa: F811
    site: Site,
    tmp_path: Path,
):
    page = at("admin", "kinds/file")
    with page.expect_download() as got:
        page.get_by_role("link", name="XLSX").click()
    assert got.value.suggested_filename == "catalogue-211102.xlsx"
    file = tmp_path / "c.csv"
    file.write_text("kind,kind_limit,used\nE0697,3 工作日,\nE0201,,也许\n", "utf-8")
    page.get_by_label("选文件").set_input_files(file)
    expect(page.locator("table")).to_contain_text("请写“是”或“否”")
    expect(page.get_by_role("button", name="就这样导入")).to_have_count(0)
    file.write_text("kind,kind_limit\nE0697,3 工作日\n", "utf-8")
    page.get_by_label("选文件").set_input_files(file)
    expect(page.locator("table")).to_contain_text("飞线充电")
    assert settings(site, "kinds/E0697")["edition"] == 0
    assert barriers(page) == []
    press(page, "就这样导入")
    expect(page.get_by_text("已导入：新增 0 类，改了 1 类")).to_be_visible()
    assert settings(site, "kinds/E0697")["limit"]["words"] == "3 工作日"


@pytest.mark.long
def test_controlled_hours_are_made_and_ended_and_grey_the_kind_on_the_phone(
    at: Callable[..., Page],  # noqa: F811
    site: Site,
    context: Callable[..., BrowserContext],
):
    page = at("admin", "kinds/controls")
    press(page, "加一条管控时段")
    page.get_by_label("哪些类别").fill("E0404")
    page.get_by_label("从几点").fill("00:00")
    page.get_by_label("到几点").fill("24:00")
    page.get_by_label("原因（中文").fill("集市日")
    page.get_by_label("原因（英文）").fill("Market day")
    press(page, "保存")
    expect(page.locator(".listing")).to_contain_text("店外经营")
    assert barriers(page) == []
    blocked = site.person("worker").ask("GET", "/api/v1/kinds?area=211102005013001")["items"]
    assert [kind["code"] for kind in blocked if kind["blocked"]] == ["E0404"]
    press(page, "停用")
    expect(page.get_by_text("没有管控时段")).to_be_visible()


@pytest.mark.long
def test_what_people_say_finds_the_kind_on_the_phone(context: Callable[..., BrowserContext], site: Site):
    page: Any = sign_in(context("phone").new_page(), "worker")
    page.goto("/worker/")
    page.locator(".hero").click()
    page.get_by_role("button", name="不拍照，直接写").click()
    page.get_by_role("button", name="找别的").click()
    page.fill("#kind-text", "自来水井盖让人偷了")
    expect(page.locator(".pick-row").first).to_contain_text("上水井盖")
    expect(page.locator(".pick-row").first).to_contain_text("井盖丢失")
    assert barriers(page) == []
    page.locator(".pick-row").first.click()
    page.get_by_text("再说细一点").click()
    expect(page.locator(".conditions input:checked")).to_have_value("1")
