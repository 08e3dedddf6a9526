"""Reporting on the phone: three taps; without network, camera, position or mouse; nothing is lost."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.serving import Site
from tests.web.conftest import read_as, sign_in
from tests.web.test_pages import barriers

from wangge.simulate.pictures import drain

pytestmark = pytest.mark.web
HERE = {"latitude": 41.1965, "longitude": 122.0568, "accuracy": 8}
GRID = "211102005013001"
ALL = ("camera", "microphone", "geolocation")
Phone = Callable[..., Page]
AGED = """async () => {
  const name = (await indexedDB.databases()).find(found => found.name.startsWith('wangge-')).name;
  const answer = asked => new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = failed;
  });
  const store = await answer(indexedDB.open(name));
  const files = () => store.transaction('files', 'readwrite').objectStore('files');
  for (const file of await answer(files().getAll())) {
    await answer(files().put({ ...file, madeAt: file.madeAt - 9 * 86400000 }));
  }
  store.close();
}"""
"""Makes every file on the phone nine days old."""
PACKED = """async () => {
  const name = (await indexedDB.databases()).find(found => found.name.startsWith('wangge-')).name;
  const answer = asked => new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = failed;
  });
  const store = await answer(indexedDB.open(name));
  for (let n = 0; n < 100; n++) {
    const keys = await answer(store.transaction('kept').objectStore('kept').getAllKeys());
    if (['report-kinds', 'report-ground'].every(key => keys.includes(key))) return true;
    await new Promise(done => setTimeout(done, 100));
  }
  return false;
}"""
"""Waits until the phone holds what reporting needs without network."""


@pytest.fixture(scope="module")
def eyes(browser: Browser) -> Iterator[Browser]:
    """A browser whose camera and microphone are made of test pictures and tones."""
    made = browser.browser_type.launch(
        executable_path="/usr/bin/chromium", args=["--no-sandbox", "--use-fake-device-for-media-stream"]
    )
    yield made
    made.close()


@pytest.fixture(scope="module")
def signed(eyes: Browser, site: Site) -> Any:
    """The cookies of a signed-in grid worker."""
    context = eyes.new_context(base_url=site.url)
    sign_in(context.new_page(), "worker")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def phone(eyes: Browser, site: Site, signed: Any) -> Iterator[Phone]:
    """A phone of its own: ``phone("elder", language="en", width=320, may=(), here=None)``; it shows the home page."""
    opened: list[BrowserContext] = []

    def make(
        mode: str = "normal",
        *,
        language: str = "zh",
        width: int = 390,
        may: tuple[str, ...] = ALL,
        here: Any = HERE,
        quota: int = 0,
    ) -> Page:
        context = eyes.new_context(
            viewport={"width": width, "height": 844 if width > 320 else 640}, base_url=site.url, locale="zh-CN",
            storage_state=signed, permissions=list(may), geolocation=here,
        )  # fmt: skip
        context.set_default_timeout(10_000)
        read_as(context, site.url, mode, language)
        opened.append(context)
        page = context.new_page()
        if quota:
            limit(page, site, quota)
        page.goto("/worker/")
        page.wait_for_selector(".hero")
        return page

    yield make
    for context in opened:
        context.close()


def limit(page: Page, site: Site, quota: int) -> None:
    """Let the site keep so many bytes on the phone; 0 for as many as the phone has."""
    line = page.context.new_cdp_session(page)
    line.send("Storage.overrideQuotaForOrigin", {"origin": site.url} | ({"quotaSize": quota} if quota else {}))


def shoot(page: Page) -> None:
    page.locator(".hero").click()
    page.locator(".shutter").click()
    page.wait_for_selector(".shot img")


def send(page: Page) -> None:
    page.locator(".bar .btn").last.click()
    page.wait_for_selector(".hero")


def written(page: Page) -> str:
    """Words of its own under 补充, so that the report can be found again."""
    words = f"井边有水 {uuid4().hex[:8]}"
    if not page.locator("#more-words").is_visible():
        page.locator(".extra > summary").click()
    page.fill("#more-words", words)
    return words


def cases_with(site: Site, words: str) -> list[dict[str, Any]]:
    found = site.person("worker").ask("GET", "/api/v1/cases?limit=50")["items"]
    return [case for case in found if words in case["words"]]


def arrived(page: Page, site: Site, words: str) -> dict[str, Any]:
    """The whole case of the one report with these words, once the outbox is empty."""
    expect(page.locator(".net[data-state=synced]")).to_be_visible(timeout=20_000)
    (case,) = cases_with(site, words)
    return site.person("worker").ask("GET", f"/api/v1/cases/{case['id']}")


def files_of(site: Site, case: dict[str, Any]) -> list[str]:
    entries = site.person("worker").ask("GET", f"/api/v1/cases/{case['id']}/entries?limit=50")["items"]
    return sorted(file["type"] for entry in entries for file in entry["files"])


def test_a_report_takes_three_taps(phone: Phone, site: Site):
    before = {case["id"] for case in site.person("worker").ask("GET", "/api/v1/cases?limit=50")["items"]}
    page = phone()
    page.evaluate("addEventListener('click', e => { if (e.isTrusted) window.taps = (window.taps || 0) + 1; }, true)")
    shoot(page)
    expect(page.locator(".place b")).to_have_text("第 1 网格")
    expect(page.locator(".place")).to_contain_text("误差 8 米")
    page.locator("input[name=kind]:checked").wait_for(state="attached")
    send(page)
    assert page.evaluate("window.taps") == 3
    expect(page.locator(".toast")).to_contain_text("已存好，有网就传")
    expect(page.locator(".net[data-state=synced]")).to_be_visible(timeout=20_000)
    found = site.person("worker").ask("GET", "/api/v1/cases?limit=50")["items"]
    (made,) = [case for case in found if case["id"] not in before]
    assert (made["grid"], made["located"]) == (GRID, True)
    assert made["kind"]["code"] == site.person("worker").ask("GET", "/api/v1/kinds")["items"][0]["code"]
    assert abs(made["point"]["lat"] - HERE["latitude"]) < 1e-5
    assert files_of(site, made) == ["image/jpeg"]


def test_a_report_without_network_arrives_once_with_place_photo_and_voice(phone: Phone, site: Site):
    page = phone()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert page.evaluate(PACKED)
    page.context.set_offline(True)
    shoot(page)
    expect(page.locator(".place b")).to_have_text("第 1 网格")
    expect(page.locator(".place")).to_contain_text("误差 8 米")
    talk = page.locator(".talk")
    talk.hover()
    page.mouse.down()
    expect(talk).to_contain_text("1 秒")
    page.mouse.up()
    expect(page.locator(".voice audio")).to_be_visible()
    words = written(page)
    send(page)
    expect(page.locator(".net")).to_have_attribute("data-state", "offline", timeout=15_000)
    page.goto("/worker/outbox")
    expect(page.locator("main")).to_contain_text("第 1 网格")
    assert cases_with(site, words) == []
    page.context.set_offline(False)
    page.goto("/worker/")
    case = arrived(page, site, words)
    assert (case["grid"], case["located"]) == (GRID, True)
    assert files_of(site, case) == ["audio/webm", "image/jpeg"]


def test_what_was_begun_survives_loading_anew_and_closing_and_can_be_thrown_away(phone: Phone, site: Site):
    page = phone()
    shoot(page)
    words = written(page)
    page.locator("input[name=kind][value='']").check(force=True)
    page.wait_for_timeout(500)
    page.reload()
    page.wait_for_selector(".shot img")
    assert page.input_value("#more-words") == words
    assert page.locator("input[name=kind]:checked").get_attribute("value") == ""
    page.evaluate(AGED)
    context = page.context
    page.close()
    page = context.new_page()
    page.goto("/worker/")
    page.get_by_text("继续未提交的上报").click()
    page.wait_for_selector(".shot img")
    assert page.locator(".shot img").evaluate("e => e.complete && e.naturalWidth > 0")
    assert page.input_value("#more-words") == words
    page.get_by_role("button", name="不报了，删掉这一份").click()
    page.get_by_role("button", name="删掉", exact=True).click()
    page.wait_for_selector(".hero")
    page.reload()
    page.wait_for_selector(".hero")
    page.wait_for_timeout(300)
    assert page.get_by_text("继续未提交的上报").count() == 0
    assert cases_with(site, words) == []


@pytest.mark.long
def test_without_camera_and_position_a_chosen_photo_does_and_the_centre_will_ask(phone: Phone, site: Site):
    page = phone(may=(), here=None)
    page.locator(".hero").click()
    expect(page.locator(".finder")).to_contain_text("没有相机权限")
    page.locator(".finder input[type=file]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": drain(blocked=True)}
    )
    page.wait_for_selector(".shot img")
    expect(page.locator(".place")).to_contain_text("中心会问您")
    page.locator(".talk").click()
    expect(page.locator("[role=alert]")).to_contain_text("没有麦克风权限")
    words = written(page)
    assert barriers(page) == []
    send(page)
    case = arrived(page, site, words)
    assert case["located"] is False and case["point"] is None
    assert files_of(site, case) == ["image/jpeg"]


@pytest.mark.long
def test_a_poor_position_is_said_and_put_right_by_an_address(phone: Phone, site: Site):
    page = phone(here=HERE | {"accuracy": 120})
    shoot(page)
    page.get_by_role("button", name="误差 120 米，点一下改").click()
    page.fill("#place-typed", f"{GRID}-01")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="延风里 1 号楼 1 单元").click()
    expect(page.locator("dialog [role=status]")).to_contain_text("延风里 1 号楼 1 单元")
    page.get_by_role("button", name="用这里").click()
    expect(page.locator(".place")).to_contain_text("延风里 1 号楼 1 单元")
    words = written(page)
    send(page)
    assert arrived(page, site, words)["grid"] == GRID


def tab_to(page: Page, said: str) -> None:
    """Press Tab until what has the focus says this."""
    for _ in range(80):
        page.keyboard.press("Tab")
        name = page.evaluate(
            """() => { const e = document.activeElement;
              return e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || ''; }"""
        )
        if said in name:
            return
    raise AssertionError(f"Tab does not lead to {said}")


def test_everything_is_done_by_keyboard(phone: Phone, site: Site):
    page = phone()
    for said in ("报事", "拍照"):
        tab_to(page, said)
        page.keyboard.press("Enter")
        page.wait_for_selector(".shutter" if said == "报事" else ".shot img")
    tab_to(page, "改位置")
    page.keyboard.press("Enter")
    tab_to(page, "向北 10 米")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    tab_to(page, "向东 10 米")
    page.keyboard.press("Enter")
    expect(page.locator("dialog [role=status]")).to_contain_text("离原来 22 米")
    tab_to(page, "用这里")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog", state="detached")
    tab_to(page, "补充")
    page.keyboard.press("Enter")
    tab_to(page, "说明")
    words = f"键盘写的 {uuid4().hex[:8]}"
    page.keyboard.type(words)
    tab_to(page, "按住说话")
    page.keyboard.press("Space")
    expect(page.locator(".talk")).to_contain_text("1 秒")
    page.keyboard.press("Enter")
    page.wait_for_selector(".voice audio")
    tab_to(page, "提交")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hero")
    case = arrived(page, site, words)
    assert abs(case["point"]["lat"] - HERE["latitude"] - 20 / 111_195) < 1e-6
    assert files_of(site, case) == ["audio/webm", "image/jpeg"]


@pytest.mark.long
def test_the_same_matter_joins_the_case_and_another_one_does_not(phone: Phone, site: Site):
    worker, words = site.person("worker"), f"已有的一件 {uuid4().hex[:8]}"
    place = {"lat": 41.1975, "lng": 122.0575}
    there = worker.command("/api/v1/reports", words=words, place=place, photos=[])["case"]
    page = phone(here={"latitude": 41.19752, "longitude": 122.0575, "accuracy": 5})
    page.wait_for_selector(".list .row")
    shoot(page)
    page.locator(".dup").click()
    expect(page.locator("dialog")).to_contain_text(words)
    assert barriers(page) == []
    page.get_by_role("button", name="是同一件", exact=True).click()
    expect(page.locator(".joined")).to_contain_text(there["number"])
    send(page)
    expect(page.locator(".net[data-state=synced]")).to_be_visible(timeout=20_000)
    entries = worker.ask("GET", f"/api/v1/cases/{there['id']}/entries?limit=50")["items"]
    assert [e["verb"] for e in entries if e["files"]] == ["case.join"]
    assert worker.ask("GET", f"/api/v1/cases/{there['id']}")["report_count"] == 2
    shoot(page)
    page.locator(".dup").click()
    page.get_by_role("button", name="不是", exact=True).click()
    page.wait_for_selector("dialog", state="detached")
    assert page.locator(".dup").count() == 0
    send(page)


@pytest.mark.long
def test_what_was_put_right_at_once_goes_as_report_and_as_solved(phone: Phone, site: Site):
    page = phone()
    shoot(page)
    words = written(page)
    page.locator(".tick input").check()
    page.locator(".bar .btn").last.click()
    expect(page.locator("[role=alert]")).to_contain_text("请拍一张办好后的照片")
    page.get_by_role("button", name="拍办好后的样子").click()
    page.locator(".shutter").click()
    page.wait_for_selector(".shot img")
    send(page)
    case = arrived(page, site, words)
    assert case["state"] == "checking"
    assert files_of(site, case) == ["image/jpeg"] * 2


@pytest.mark.long
def test_a_full_phone_loses_nothing(phone: Phone, site: Site):
    page = phone(quota=1_000_000)
    page.locator(".hero").click()
    expect(page.locator(".camera .note.amber")).to_contain_text("手机快满了")
    noise = BytesIO()
    Image.effect_noise((1600, 1600), 120).convert("RGB").save(noise, "JPEG", quality=95)
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": noise.getvalue()}
    page.locator(".camera input[type=file]").last.set_input_files(photo)
    page.wait_for_selector(".shot img")
    expect(page.locator("[role=alert]").first).to_contain_text("手机没有地方了，这一份还没存下")
    words = written(page)
    page.locator(".bar .btn").last.click()
    expect(page.locator("[role=alert]").last).to_contain_text("手机存不下了，但什么也没丢")
    assert cases_with(site, words) == []
    limit(page, site, 0)
    send(page)
    assert files_of(site, arrived(page, site, words)) == ["image/jpeg"]


@pytest.mark.parametrize(
    ("mode", "language", "width"),
    [
        ("elder", "zh", 390),
        ("normal", "en", 320),
        pytest.param("normal", "zh", 390, marks=pytest.mark.long),
        pytest.param("largest", "zh", 320, marks=pytest.mark.long),
        pytest.param("largest", "en", 390, marks=pytest.mark.long),
    ],
)
def test_no_state_of_reporting_has_a_barrier(phone: Phone, mode: str, language: str, width: int):
    page = phone(mode, language=language, width=width, here=HERE | {"accuracy": 120})
    found = {}
    page.locator(".hero").click()
    page.wait_for_selector(".shutter")
    found["viewfinder"] = barriers(page)
    page.locator(".shutter").click()
    page.wait_for_selector(".shot img")
    page.wait_for_selector(".ground")
    found["sheet"] = barriers(page)
    page.locator(".place .change").click()
    page.wait_for_selector("dialog .ground")
    found["place"] = barriers(page)
    page.keyboard.press("Escape")
    page.locator(".others").click()
    page.fill("#kind-text", "飞碟")
    found["kinds"] = barriers(page)
    page.keyboard.press("Escape")
    page.locator(".extra > summary").click()
    page.locator(".tick input").check()
    found["more"] = barriers(page)
    small = page.evaluate(
        """least => [...document.querySelectorAll('.report button, .report a, .report summary, .report .chips label')]
          .filter(e => e.offsetParent)
          .map(e => [e.innerText || e.ariaLabel, Math.round(e.getBoundingClientRect().height)])
          .filter(([, height]) => height < least)""",
        48 if mode == "normal" else 60,
    )
    assert small == []
    bar = page.locator(".bar")
    if bar.evaluate("e => getComputedStyle(e).position") == "sticky":
        assert bar.evaluate("e => e.offsetHeight / innerHeight") <= 0.2
    assert {state: what for state, what in found.items() if what} == {}
