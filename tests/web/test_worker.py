"""The grid worker's app on a phone: few taps, no network, a wrong clock, an ended log-in, no room, a new version."""

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.conftest import PASSWORD
from tests.serving import Site
from tests.web.conftest import read_as
from tests.web.test_pages import barriers

from wangge.pages.views.shells import SWITCHED_OFF
from wangge.simulate.caller import Caller
from wangge.simulate.pictures import drain

pytestmark = pytest.mark.web
DOOR = "211102005013001-01"
Phone = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def chromium(browser: Browser) -> Iterator[Browser]:
    """A browser with a camera, which shows a moving figure."""
    made = browser.browser_type.launch(
        executable_path="/usr/bin/chromium",
        args=["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
    )
    yield made
    made.close()


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Phone]:
    """Makes a phone of its own: ``phone("elder", language="en", width=320)``."""
    opened: list[BrowserContext] = []

    def make(mode: str = "normal", *, language: str = "zh", width: int = 390, offline: bool = True) -> BrowserContext:
        made = chromium.new_context(
            viewport={"width": width, "height": 844 if width > 320 else 640}, base_url=site.url, locale="zh-CN",
            has_touch=True, is_mobile=True, geolocation={"latitude": 41.12, "longitude": 122.07},
            permissions=["geolocation", "camera"], service_workers="allow" if offline else "block",
        )  # fmt: skip
        made.set_default_timeout(10_000)
        read_as(made, site.url, mode, language)
        opened.append(made)
        return made

    yield make
    for made in opened:
        made.close()


@pytest.fixture(scope="module")
def people(site: Site) -> dict[str, Caller]:
    return {name: site.person(name) for name in ("worker", "worker2", "community", "unit")}


@pytest.fixture
def to_check(people: dict[str, Caller]) -> Callable[..., str]:
    """Makes a case that the unit has finished and the worker is to check, with a word of its own: its id."""

    def make(words: str) -> str:
        case = told(people, words)
        people["community"].move(case, "accept")
        people["community"].move(case, "register", kind="E0504")
        unit = next(
            u["id"] for u in people["community"].ask("GET", "/api/v1/units")["items"] if u["code"] == "drainage"
        )
        people["community"].move(case, "dispatch", unit=unit)
        people["unit"].move(case, "finish", photos=[people["unit"].upload(drain(blocked=False))])
        return case

    return make


def told(people: dict[str, Caller], words: str) -> str:
    """A resident's report at the worker's door: the id of its case."""
    people["worker"].command(
        "/api/v1/public/reports", words=words, place={"building": DOOR},
        photos=[people["worker"].upload(drain(blocked=True), public=True)],
    )  # fmt: skip
    found = people["worker"].ask("GET", "/api/v1/cases?mine=true&limit=20")["items"]
    return str(next(one["id"] for one in found if one["words"].startswith(words)))


def enter(page: Page, username: str = "worker") -> Page:
    """Sign in on the phone and wait until the tasks are there."""
    page.goto("/worker/")
    sign_in(page, username)
    page.wait_for_selector(".hero")
    expect(page.locator(".net")).to_have_attribute("data-state", "synced")
    return page


def sign_in(page: Page, username: str = "worker") -> None:
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.click(".signin button")


KEPT = """async (key) => {
    const name = (await indexedDB.databases()).map((db) => db.name).find((name) => name.startsWith("wangge-"));
    const answer = (asked) => new Promise((done) => (asked.onsuccess = () => done(asked.result)));
    const db = await answer(indexedDB.open(name));
    const found = await answer(db.transaction("kept").objectStore("kept").get(key));
    db.close();
    return Boolean(found);
}"""
"""Whether the phone keeps something under a name."""


def until(page: Page, script: str, arg: Any = None) -> None:
    """Ask until the answer is true. ``wait_for_function`` takes a promise for true, whatever it holds."""
    for _ in range(100):
        if page.evaluate(script, arg):
            return
        page.wait_for_timeout(100)
    raise AssertionError(script)


def settled(page: Page) -> None:
    """The service worker has kept the shell and looks after this page."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def row(page: Page, case: str) -> Any:
    return page.locator(f".row[href$='/cases/{case}']")


def state_of(people: dict[str, Caller], case: str) -> str:
    return str(people["worker"].ask("GET", f"/api/v1/cases/{case}")["state"])


def entries_of(people: dict[str, Caller], case: str, verb: str) -> list[Any]:
    found = people["worker"].ask("GET", f"/api/v1/cases/{case}/entries?limit=200")["items"]
    return [entry for entry in found if entry["verb"] == verb]


def wait_for_state(people: dict[str, Caller], case: str, state: str, page: Page) -> None:
    for _ in range(100):
        if state_of(people, case) == state:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the case is {state_of(people, case)}, not {state}")


def too_small(page: Page, least: int) -> list[str]:
    """What a finger must hit and is smaller than so many pixels in height or width."""
    return list(
        page.evaluate(
            """(least) => [...document.querySelectorAll("button, a, summary, select, textarea, input")].filter((e) => {
                const box = (e.closest(".chips label, label.btn") ?? e).getBoundingClientRect();
                return box.width && box.height && (box.width < least - 0.5 || box.height < least - 0.5);
            }).map((e) => e.outerHTML.slice(0, 90))""",
            least,
        )
    )


def count_taps(page: Page) -> Callable[[], int]:
    """Counts what a finger does from now on."""
    page.evaluate("window.taps = 0; addEventListener('click', (e) => e.isTrusted && (window.taps += 1), true)")
    return lambda: int(page.evaluate("window.taps"))


def shoot(page: Page) -> None:
    page.tap(".shutter")
    page.wait_for_selector(".finder > img.photo")


def test_reporting_begins_with_one_tap_and_a_check_takes_at_most_four(
    phone: Phone, people: dict[str, Caller], to_check: Callable[..., str]
):
    case = to_check("雨水口堵了，数一数要点几下。")
    page = enter(phone().new_page())
    taps = count_taps(page)
    page.tap(".hero")
    page.wait_for_url("**/worker/report")
    assert taps() == 1
    page.go_back()
    page.wait_for_selector(".hero")
    before = taps()
    page.tap(".tiles a[href*=check]")
    row(page, case).tap()
    shoot(page)
    page.tap(".bar .btn:last-child")
    page.wait_for_url("**/worker/tasks**")
    assert taps() - before <= 4
    wait_for_state(people, case, "checking", page)
    (entry,) = entries_of(people, case, "case.check_pass")
    assert len(entry["files"]) == 1
    expect(row(page, case)).to_have_count(0)


def test_without_a_network_a_check_is_kept_across_a_closed_page_and_arrives_once(
    phone: Phone, people: dict[str, Caller], to_check: Callable[..., str]
):
    case = to_check("井盖松了，没网的时候核查。")
    context = phone()
    page = enter(context.new_page())
    settled(page)
    expect(row(page, case)).to_have_count(1)
    until(page, KEPT, f"case:{case}")
    page.close()
    context.set_offline(True)
    page = context.new_page()
    page.goto("/worker/")
    expect(row(page, case)).to_have_count(1)
    expect(page.locator(".net")).to_contain_text("没有网络")
    row(page, case).tap()
    expect(page.locator(".hist")).to_contain_text("处置完成")
    shoot(page)
    page.tap(".bar .btn:last-child")
    expect(page.locator(".net")).to_contain_text("1 条待传")
    page.goto("/worker/tasks")
    expect(page.locator(".segments")).to_be_visible()
    expect(row(page, case)).to_have_count(0)
    page.close()
    page = context.new_page()
    page.goto("/worker/outbox")
    expect(page.locator("h1")).to_have_text("待传 1 条")
    expect(page.locator("main .row img")).to_be_visible()
    assert state_of(people, case) == "handled"
    context.set_offline(False)
    page.tap(".bar .btn")
    wait_for_state(people, case, "checking", page)
    expect(page.locator("h1")).to_have_text("没有待传的")
    page.reload()
    page.wait_for_selector(".top")
    assert len(entries_of(people, case, "case.check_pass")) == 1


@pytest.mark.long
def test_an_ended_log_in_is_asked_for_over_the_page_and_what_waited_goes_out(
    phone: Phone, people: dict[str, Caller], to_check: Callable[..., str], site: Site
):
    case = to_check("管道漏水，登录到期了。")
    page = enter(phone().new_page())
    row(page, case).tap()
    page.fill("#case-words", "看过了，不漏了。")
    shoot(page)
    end_other_sessions(site)
    page.tap(".bar .btn:last-child")
    expect(page.locator("dialog.sheet")).to_contain_text("1 条没传完")
    expect(page.locator(".net")).to_contain_text("请登录")
    assert barriers(page) == []
    assert state_of(people, case) == "handled"
    sign_in(page)
    wait_for_state(people, case, "checking", page)
    expect(page.locator("dialog.sheet")).to_have_count(0)
    expect(page.locator(".net")).to_contain_text("已同步")


def end_other_sessions(site: Site) -> None:
    """The log-in of the phone ends on the server, as when a superior or another device ends it."""
    caller = site.person("worker")
    for session in caller.ask("GET", "/api/v1/me/sessions")["items"]:
        if "Mozilla" in session["device"]:
            caller.ask("DELETE", f"/api/v1/me/sessions/{session['id']}")


@pytest.mark.long
def test_a_phone_whose_clock_is_wrong_tells_the_right_time(
    phone: Phone, people: dict[str, Caller], to_check: Callable[..., str]
):
    case = to_check("手机的钟慢了三个小时。")
    context = phone()
    context.add_init_script(
        """{ const Real = Date; const late = 3 * 3600e3;
        window.Date = class extends Real { constructor(...a) { a.length ? super(...a) : super(Real.now() - late); }
        static now() { return Real.now() - late; } }; }"""
    )
    page = enter(context.new_page())
    row(page, case).tap()
    shoot(page)
    before = time.time()
    page.tap(".bar .btn:last-child")
    wait_for_state(people, case, "checking", page)
    (entry,) = entries_of(people, case, "case.check_pass")
    happened = page.evaluate("(text) => Date.parse(text)", entry["happened_at"]) / 1000
    assert abs(happened - before) < 30


def test_signing_out_shows_what_is_unsent_and_loses_none_of_it(
    phone: Phone, people: dict[str, Caller], to_check: Callable[..., str]
):
    case = to_check("换人用手机，没传完的还在。")
    context = phone()
    page = enter(context.new_page())
    row(page, case).tap()
    shoot(page)
    page.route("**/api/v1/uploads/**", lambda route: route.abort())
    page.tap(".bar .btn:last-child")
    expect(page.locator(".net")).to_contain_text("1 条待传")
    page.tap(".nav a[href$='/me']")
    page.tap("main > .btn.danger")
    sheet = page.locator("dialog.sheet")
    expect(sheet).to_contain_text("还有 1 条没传完")
    assert barriers(page) == []
    with page.expect_download() as download:
        sheet.locator(".btn", has_text="导出").tap()
    exported = json.loads(download.value.path().read_text())
    assert exported["items"][0]["case"] == case
    assert len(exported["files"]) == 1
    sheet.locator(".btn.danger").tap()
    page.wait_for_selector("#username")
    page.unroute("**/api/v1/uploads/**")
    sign_in(page, "worker2")
    expect(page.locator("dialog.sheet")).to_contain_text("1 条")
    assert barriers(page) == []
    page.tap("dialog.sheet .btn.whole")
    expect(page.locator(".net")).to_contain_text("已同步")
    assert state_of(people, case) == "handled"
    page.tap(".nav a[href$='/me']")
    page.tap("main > .btn.danger")
    page.tap("dialog.sheet .btn.danger")
    page.wait_for_selector("#username")
    sign_in(page)
    wait_for_state(people, case, "checking", page)


def test_what_the_server_refuses_comes_back_with_its_sentence_and_can_be_mended(
    phone: Phone, people: dict[str, Caller], to_check: Callable[..., str]
):
    case = to_check("照片服务器看不懂。")
    page = enter(phone().new_page())
    row(page, case).tap()
    shoot(page)
    refusal = {"type": "about:blank", "status": 422, "code": "not_a_picture", "detail": "这张照片打不开。请再拍一张。"}
    page.route(
        "**/moves",
        lambda route: route.fulfill(status=422, content_type="application/problem+json", body=json.dumps(refusal)),
        times=1,
    )
    page.tap(".bar .btn:last-child")
    expect(page.locator(".net")).to_contain_text("有 1 条需要您看")
    expect(row(page, case)).to_contain_text("这张照片打不开")
    page.tap(".net")
    assert barriers(page) == []
    page.tap(".need .btn.danger")
    assert barriers(page) == []
    page.tap("dialog.sheet .btn.whole:not(.quiet):not(.danger)")
    page.tap(".need .btn:first-child")
    page.locator("dialog.sheet .mend .btn").tap()
    page.tap("dialog.sheet form > .btn.quiet")
    page.tap("dialog.sheet .shutter")
    page.wait_for_selector("dialog.sheet .mend img")
    page.fill("#mend-words", "重拍了一张。")
    assert barriers(page) == []
    page.tap("dialog.sheet form > .btn.big")
    wait_for_state(people, case, "checking", page)
    (entry,) = entries_of(people, case, "case.check_pass")
    assert (entry["words"], len(entry["files"])) == ("重拍了一张。", 1)


def service_worker_of(site: Site) -> Path:
    """The file that this server hands out as the service worker."""
    return Path(site.environ["WANGGE_VAR"]) / "static/apps/worker/sw.js"


@pytest.mark.long
def test_a_new_version_waits_while_something_is_typed(
    phone: Phone, people: dict[str, Caller], to_check: Callable[..., str], site: Site
):
    case = to_check("正在写字，来了新版本。")
    context = phone()
    page = enter(context.new_page())
    settled(page)
    row(page, case).tap()
    page.fill("#case-words", "写到一半")
    page.evaluate("window.same = true")
    script = service_worker_of(site)
    before = script.read_bytes()
    try:
        script.write_bytes(re.sub(rb"worker-[0-9a-f]{12}", b"worker-newversion12", before) + b"\n// newer\n")
        page.evaluate("navigator.serviceWorker.getRegistration().then((r) => r.update())")
        expect(page.locator(".quietline")).to_contain_text("有新版本，空闲时更新")
        assert barriers(page) == []
        assert page.evaluate("window.same") is True
        with page.expect_event("load"):
            page.tap(".back")
        page.wait_for_selector(".hero")
        assert page.evaluate("window.same") is None
        expect(page.locator(".quietline")).to_have_count(0)
        row(page, case).tap()
        expect(page.locator("#case-words")).to_have_value("写到一半")
    finally:
        script.write_bytes(before)


@pytest.mark.long
def test_the_server_can_take_the_service_worker_away(phone: Phone, site: Site):
    page = enter(phone().new_page())
    settled(page)
    script = service_worker_of(site)
    before = script.read_bytes()
    try:
        script.write_text(SWITCHED_OFF)
        page.evaluate("navigator.serviceWorker.getRegistration().then((r) => r.update())")
        until(page, "() => navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)")
        until(page, "() => caches.keys().then((names) => names.length === 0)")
        page.goto("/worker/me")
        expect(page.locator("h1")).to_have_text("何文静")
    finally:
        script.write_bytes(before)


@pytest.mark.long
def test_a_page_that_went_with_an_older_version_is_fetched_anew(phone: Phone):
    page = enter(phone(offline=False).new_page())
    page.evaluate("window.same = true")
    page.route("**/assets/MessagesPage*.js", lambda route: route.abort(), times=1)
    with page.expect_event("load"):
        page.tap(".nav a[href$='/messages']")
    expect(page.locator("h1")).to_have_text("消息")
    assert page.evaluate("window.same") is None
    page.go_back()
    expect(page.locator(".hero")).to_be_visible()


@pytest.mark.long
def test_an_app_that_is_too_old_says_so_and_offers_the_new_one(phone: Phone):
    page = enter(phone().new_page())
    sentence = "这个版本太旧了，请更新。没传完的内容都留着。"
    page.route(
        "**/api/v1/entries**",
        lambda route: route.fulfill(
            status=426, content_type="application/problem+json",
            body=json.dumps({"type": "about:blank", "status": 426, "code": "app_too_old", "detail": sentence}),
        ),
        times=1,
    )  # fmt: skip
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".quietline")).to_contain_text(sentence)
    assert barriers(page) == []
    page.tap(".quietline .btn")
    expect(page.locator(".quietline")).to_have_count(0)


@pytest.mark.long
def test_a_full_phone_warns_before_the_photo_and_loses_nothing(
    phone: Phone, people: dict[str, Caller], to_check: Callable[..., str], site: Site
):
    case = to_check("手机满了，也不丢。")
    context = phone()
    enter(context.new_page()).close()
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": site.url, "quotaSize": 1})
    page.goto("/worker/")
    row(page, case).tap()
    expect(page.locator(".camera .note.amber")).to_contain_text("手机快满了")
    assert barriers(page) == []
    page.fill("#case-words", "满了也写得下。")
    # The browser counts what IndexedDB takes only every half minute: what it says then, it says at once here.
    page.evaluate(
        """() => { const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...a) {
            if (this.name === "files") throw new DOMException("full", "QuotaExceededError");
            return put.apply(this, a);
        };
        window.roomAgain = () => (IDBObjectStore.prototype.put = put); }"""
    )
    page.tap(".shutter")
    expect(page.locator("main .note.red")).to_contain_text("手机没有空间了")
    expect(page.locator("#case-words")).to_have_value("满了也写得下。")
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": site.url})
    page.evaluate("window.roomAgain() && null")
    shoot(page)
    page.tap(".bar .btn:last-child")
    wait_for_state(people, case, "checking", page)
    (entry,) = entries_of(people, case, "case.check_pass")
    assert entry["words"] == "满了也写得下。"


@pytest.mark.long
def test_without_a_camera_a_file_does_and_is_made_small(
    phone: Phone, people: dict[str, Caller], to_check: Callable[..., str]
):
    case = to_check("没有相机权限。")
    context = phone()
    context.add_init_script("navigator.mediaDevices.getUserMedia = undefined")
    page = enter(context.new_page())
    row(page, case).tap()
    page.wait_for_selector(".finder .says .btn")
    page.set_input_files(
        ".finder .pick", {"name": "坏.heic", "mimeType": "image/heic", "buffer": b"\0\0\0\x18ftypheic" + b"\0" * 99}
    )
    expect(page.locator(".camera .note.red")).to_contain_text("读不出来")
    page.set_input_files(".finder .pick", {"name": "灯.jpg", "mimeType": "image/jpeg", "buffer": drain(blocked=False)})
    page.wait_for_selector(".finder > img.photo")
    page.tap(".bar .btn:last-child")
    wait_for_state(people, case, "checking", page)


@pytest.mark.long
def test_looking_on_the_spot_says_whether_it_is_so(phone: Phone, people: dict[str, Caller]):
    case = told(people, "到底有没有这回事。")
    if state_of(people, case) == "reported":
        people["community"].move(case, "verify")
    page = enter(phone().new_page())
    row(page, case).tap()
    shoot(page)
    page.tap(".bar .btn:first-child")
    for _ in range(100):
        if len(entries_of(people, case, "case.verify")) == 2:
            break
        page.wait_for_timeout(100)
    assert entries_of(people, case, "case.verify")[-1]["facts"]["result"] == "not_exists"


@pytest.mark.parametrize(
    ("mode", "language", "width"),
    [
        ("elder", "zh", 390),
        pytest.param("normal", "en", 320, marks=pytest.mark.long),
        pytest.param("normal", "zh", 390, marks=pytest.mark.long),
        pytest.param("elder", "en", 390, marks=pytest.mark.long),
        pytest.param("largest", "zh", 320, marks=pytest.mark.long),
    ],
)
def test_no_page_of_the_app_has_a_barrier(
    phone: Phone, people: dict[str, Caller], to_check: Callable[..., str], mode: str, language: str, width: int
):
    case = to_check(f"页面都看一遍 {mode} {language} {width}")
    page = phone(mode, language=language, width=width).new_page()
    found: dict[str, Any] = {}
    least = 48 if mode == "normal" else 60

    def look(where: str) -> None:
        found[where] = barriers(page) + too_small(page, least)

    page.goto("/worker/")
    page.wait_for_selector("#username")
    look("sign in")
    enter(page)
    for path in ("", "tasks", "tasks?show=done", "messages", "me", "outbox", f"cases/{case}"):
        page.goto(f"/worker/{path}")
        page.wait_for_selector("main > *")
        if path.startswith("cases"):
            page.wait_for_selector(".shutter")
        look(path)
    shoot(page)
    look("a photo")
    page.click(".others summary")
    for number in range(page.locator(".others .btn").count()):
        page.locator(".others .btn").nth(number).click()
        page.wait_for_selector("dialog.sheet form")
        look(f"form {number}")
        page.click("dialog.sheet header .btn")
    page.goto("/worker/me")
    page.click("main > .btn.danger")
    look("leaving")
    assert {where: what for where, what in found.items() if what} == {}
