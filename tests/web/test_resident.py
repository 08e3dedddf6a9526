"""The residents' pages as people use them: an old man with large letters, without script, mouse or network."""

import gzip
import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import httpx
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page
from tests.serving import Site
from tests.web.conftest import read_as
from tests.web.cutting import CuttingProxy
from tests.web.test_pages import barriers

from wangge.simulate.pictures import drain

pytestmark = pytest.mark.web
DOOR = "211102005013001-01"
PHOTO = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": drain(blocked=True)}
SHOOT = ".ways input[accept^=image]"
SEND = "form#report > button.whole"
PUBLIC = "/api/v1/public/reports"
Make = Callable[..., BrowserContext]
_senders = count(1)


@pytest.fixture
def network(site: Site) -> Iterator[CuttingProxy]:
    """A network of its own for each test: it can be cut, and its rates are nobody else's."""
    number = next(_senders)
    proxy = CuttingProxy(site.url, sender=f"127.0.{3 + number // 200}.{number % 200 + 1}")
    yield proxy
    proxy.close()


@pytest.fixture
def phone(browser: Browser, network: CuttingProxy) -> Iterator[Make]:
    """A resident's phone behind that network: ``phone("elder", language="en", script=False, width=320)``."""
    opened: list[BrowserContext] = []

    def make(mode: str = "normal", *, language: str = "zh", script: bool = True, width: int = 390) -> BrowserContext:
        made = browser.new_context(
            viewport={"width": width, "height": 844}, base_url=network.url, locale="zh-CN", java_script_enabled=script
        )
        made.set_default_timeout(15_000)
        read_as(made, network.url, mode, language)
        opened.append(made)
        return made

    yield make
    for made in opened:
        made.close()


def at_door(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"/?b={DOOR}")
    page.wait_for_selector("form.rich")
    return page


def code_of(page: Page) -> str:
    page.wait_for_url("**/t/*")
    return page.url.rsplit("/", 1)[1].split("?")[0]


def reported(site: Site, words: str) -> list[dict[str, Any]]:
    """The cases whose first words are these, newest first, with their photos."""
    worker = site.person("worker")
    found = worker.ask("GET", f"/api/v1/cases?q={words}&limit=20")["items"]
    return [worker.ask("GET", f"/api/v1/cases/{case['id']}") for case in found]


def photos_of(site: Site, words: str) -> list[int]:
    """How many photos and sounds came with each case of these words."""
    worker = site.person("worker")
    entries = [worker.ask("GET", f"/api/v1/cases/{case['id']}/entries")["items"] for case in reported(site, words)]
    return [sum(len(e["files"]) for e in case if e["verb"] == "case.report") for case in entries]


DRAFT = """async (words) => {
  const present = () => new Promise((done) => {
    const asked = indexedDB.open("wangge-resident");
    asked.onsuccess = () => {
      const got = asked.result.transaction("kept").objectStore("kept").get("draft");
      got.onsuccess = () => { asked.result.close(); done(got.result?.value.words ?? ""); };
    };
  });
  while (await present() !== words) await new Promise((done) => setTimeout(done, 50));
}"""
"""Waits until the draft on the phone has these words; without words, until there is none."""


def test_a_man_of_seventy_reports_follows_it_and_says_that_it_is_not_right(phone: Make, site: Site):
    page = at_door(phone("elder"))
    assert "延风路 12 号" in page.inner_text(".place") and page.locator("#address").is_hidden()
    page.set_input_files(SHOOT, PHOTO)
    page.wait_for_selector("text=已传好")
    page.fill("#words", "七十岁的人报：下水口又堵了。")
    page.click(SEND)
    code = code_of(page)
    assert page.inner_text("h1") == "收到了，马上有人看"
    assert f"{code[:4]} {code[4:8]} {code[8:]}" in page.inner_text("main")
    worker, desk = site.person("worker"), site.person("community")
    case = reported(site, "七十岁的人报")[0]["id"]
    worker.move(case, "solve", photos=[worker.upload(drain(blocked=False))])
    page.reload()
    assert page.inner_text("h1") == "办完了，请您看看"
    desk.move(case, "close")
    page.goto(f"/t/{code}")
    assert page.locator(".pair img").count() == 2
    assert page.locator("#opinion").is_hidden()
    page.click("text=还没好")
    page.click("text=没有答复")
    page.click("text=1 很不满意")
    page.fill("#opinion", "水还在往外冒")
    page.click("text=提交评价")
    page.wait_for_url("**?rated=1")
    assert "要重新办吗？" in page.inner_text("main") and page.input_value("#contest-words") == "水还在往外冒"
    page.click("text=要，请重新办")
    page.wait_for_url("**?contested=1")
    again = site.person("street").ask("GET", f"/api/v1/cases/{case}")
    assert (again["state"], again["owner"]["type"]) == ("verifying", "street")


def test_without_script_everything_works_by_forms(phone: Make, site: Site):
    page = phone("elder", script=False, width=320).new_page()
    page.goto(f"/?b={DOOR}")
    page.set_input_files(SHOOT, PHOTO)
    page.fill("#words", "没有脚本：楼道着火了")
    page.click("text=不是这里")
    page.fill("#address", f"{DOOR[:-1]}2")
    page.click(SEND)
    page.wait_for_selector("#urgent")
    assert page.locator("#urgent a[href='tel:119']").is_visible() and barriers_but_script(page) == []
    assert page.input_value("#words") == "没有脚本：楼道着火了" and page.is_checked("input[name=elsewhere]")
    page.click("text=不是紧急，继续提交")
    page.wait_for_selector("figure img")
    assert photos_of(site, "没有脚本") == [1]
    assert reported(site, "没有脚本")[0]["area"]["code"].startswith("211102005013")


def barriers_but_script(page: Page) -> list[str]:
    """What can be seen of a page that runs no script: whether it is wider than its window."""
    box = page.locator("main").bounding_box()
    window = page.viewport_size
    assert box and window
    return [] if box["x"] + box["width"] <= window["width"] else ["wider than the window"]


def test_a_report_and_a_rating_are_made_by_keyboard_alone(phone: Make, site: Site):
    page = at_door(phone())
    _tab_to(page, "#words")
    page.keyboard.type("只用键盘：路灯不亮。")
    _tab_to(page, SEND)
    page.keyboard.press("Enter")
    code = code_of(page)
    case = reported(site, "只用键盘")[0]["id"]
    worker = site.person("worker")
    worker.move(case, "solve", photos=[worker.upload(drain(blocked=False))])
    site.person("community").move(case, "close")
    page.goto(f"/t/{code}")
    for choice in ("solved", "answered", "satisfied"):
        _tab_to(page, f"[name={choice}]")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
    _tab_to(page, ".rating button")
    page.keyboard.press("Enter")
    page.wait_for_url("**?rated=1")
    rated = site.person("street").ask("GET", f"/api/v1/cases/{case}")["ratings"]
    assert [(r["solved"], r["answered"], r["satisfied"]) for r in rated] == [(True, False, 2)]


def _tab_to(page: Page, target: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("target => document.activeElement.matches(target)", target):
            outline = page.evaluate(
                "() => { let e = document.activeElement; for (; e && e.matches; e = e.parentElement)"
                " if (getComputedStyle(e).outlineStyle !== 'none') return true; return false; }"
            )
            assert outline, f"the focus on {target} cannot be seen"
            return
    raise AssertionError(f"{target} is not reached by Tab")


def cutting(plan: dict[tuple[str, str], list[str]]) -> Callable[[str, str], str]:
    """Fates by method and the beginning of the path, one after the other; then none."""

    def fate(method: str, path: str) -> str:
        for (wanted, start), fates in plan.items():
            if method == wanted and path.startswith(start) and fates:
                return fates.pop(0)
        return ""

    return fate


@pytest.mark.long
def test_a_network_lost_in_the_upload_and_in_the_answer_makes_one_report_with_its_photo(
    phone: Make, network: CuttingProxy, site: Site
):
    page = at_door(phone())
    network.cut = cutting(
        {
            ("POST", "/api/v1/public/uploads"): ["before"],
            ("PATCH", "/api/v1/public/uploads"): ["during", "after"],
            ("POST", PUBLIC): ["after", "half an answer"],
        }
    )
    page.set_input_files(SHOOT, PHOTO)
    page.fill("#words", "网断了几次：井盖响。")
    page.click(SEND)
    page.wait_for_selector("text=没有网络，内容都在")
    assert page.input_value("#words") == "网断了几次：井盖响。"
    page.wait_for_url("**/t/*", timeout=40_000)
    assert network.cuts == 5
    assert photos_of(site, "网断了几次") == [1]


def test_what_is_changed_after_a_lost_answer_makes_no_second_report(phone: Make, network: CuttingProxy, site: Site):
    page = at_door(phone())
    network.cut = lambda method, path: "after" if path == PUBLIC else ""
    page.fill("#words", "改了一个字：树倒了")
    page.click(SEND)
    page.wait_for_selector("text=没有网络，内容都在")
    page.fill("#words", "改了一个字：树倒了，压着车")
    network.heal()
    page.click(SEND)
    page.wait_for_url("**/t/*", timeout=40_000)
    assert len(reported(site, "改了一个字")) == 1


@pytest.mark.long
def test_a_draft_is_offered_after_a_reload_and_a_waiting_report_goes_out_by_itself(
    phone: Make, network: CuttingProxy, site: Site
):
    page = at_door(phone())
    page.set_input_files(SHOOT, PHOTO)
    page.fill("#words", "没写完的：墙皮掉了")
    page.wait_for_selector("text=已传好")
    page.evaluate(DRAFT, "没写完的：墙皮掉了")
    page.reload()
    page.wait_for_selector("text=上次没交完的还在")
    assert page.input_value("#words") == ""
    page.click("text=接着写")
    page.wait_for_selector(".shots img")
    assert page.input_value("#words") == "没写完的：墙皮掉了"
    page.click(".choices .size")
    page.wait_for_selector("html[data-size=elder] .shots img")
    assert page.input_value("#words") == "没写完的：墙皮掉了"
    network.cut = lambda method, path: "before" if path.startswith("/api/") else ""
    page.click(SEND)
    page.wait_for_selector("text=没有网络，内容都在")
    page.reload()
    page.wait_for_selector("text=没有网络，内容都在")
    network.heal()
    page.wait_for_url("**/t/*", timeout=40_000)
    assert photos_of(site, "没写完的") == [1]
    page.evaluate(DRAFT, "")


@pytest.mark.long
def test_a_photo_is_replaced_and_removed_and_a_large_one_is_made_small(phone: Make):
    page = at_door(phone())
    page.set_input_files(SHOOT, [PHOTO, PHOTO])
    page.wait_for_selector(".shots li:nth-child(2) >> text=已传好")
    page.set_input_files(".shots li:first-child input[type=file]", {**PHOTO, "buffer": drain(blocked=False)})
    page.wait_for_selector(".shots li:first-child >> text=已传好")
    page.click(".shots li:nth-child(2) >> text=不要这张")
    assert page.locator(".shots li").count() == 1
    page.evaluate(
        """async () => {
          const canvas = Object.assign(document.createElement("canvas"), {width: 4000, height: 3000});
          canvas.getContext("2d").fillRect(0, 0, 4000, 3000);
          const blob = await new Promise((made) => canvas.toBlob(made, "image/jpeg"));
          const file = new File([blob], "b.jpg", {type: "image/jpeg"});
          const chosen = new DataTransfer(); chosen.items.add(file);
          const input = document.querySelector(".ways input[accept^=image]");
          input.files = chosen.files; input.dispatchEvent(new Event("change"));
        }"""
    )
    page.wait_for_selector(".shots li:nth-child(2) >> text=已传好")
    size = page.locator(".shots li:nth-child(2) img").evaluate("e => [e.naturalWidth, e.naturalHeight]")
    assert size == [1600, 1200]


def test_words_of_an_emergency_are_answered_while_they_are_typed_and_hold_nothing_up(phone: Make):
    page = at_door(phone())
    page.locator("#words").press_sequentially("有人晕倒")
    assert page.locator(".urgent a[href='tel:120']").is_visible()
    page.locator("#words").press_sequentially("，还漏气")
    assert page.locator(".urgent a[href='tel:119']").is_visible()
    page.fill("#words", "灯不亮")
    assert page.locator(".urgent").is_hidden()
    page.fill("#words", "有人晕倒过，现在没事")
    page.click(SEND)
    assert len(code_of(page)) == 12


@pytest.mark.long
def test_a_voice_is_recorded_played_and_sent(browser: Browser, network: CuttingProxy, site: Site):
    """With a microphone that the browser plays itself; tapping begins and tapping ends."""
    chromium = browser.browser_type.launch(
        executable_path="/usr/bin/chromium",
        args=["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"],
    )
    try:
        page = chromium.new_page(base_url=network.url, locale="zh-CN")
        page.goto(f"/?b={DOOR}")
        page.click(".talk")
        page.wait_for_selector(".talk.on >> text=2 秒")
        page.click(".talk")
        page.wait_for_selector(".shots .sound audio")
        page.wait_for_selector("text=已传好")
        page.fill("#words", "说了两秒")
        page.click(SEND)
        page.wait_for_url("**/t/*")
        assert page.locator("figure.voice audio").count() == 1
    finally:
        chromium.close()
    assert photos_of(site, "说了两秒") == [1]


def test_the_report_page_loads_few_bytes_at_first(phone: Make):
    page = phone().new_page()
    bodies: dict[str, bytes] = {}
    page.on("response", lambda answer: bodies.update({answer.url: answer.body()}))
    page.goto(f"/?b={DOOR}")
    page.wait_for_selector("form.rich")
    page.wait_for_load_state("networkidle")
    weights = {url.rsplit("/", 1)[1]: len(gzip.compress(body, 9)) for url, body in bodies.items()}
    print(f"report page: {sum(weights.values()) / 1024:.1f} KB gzipped of 25: {json.dumps(weights)}")
    assert any(name.endswith(".js") for name in weights) and sum(weights.values()) <= 25 * 1024


TARGETS = """() => [...document.querySelectorAll("a, button, input, textarea, select, summary")]
  .filter((one) => !one.matches(".skip, [type=hidden]"))
  .map((one) => one.matches("[type=radio], [type=checkbox], [type=file]") ? one.closest("label, .btn") ?? one : one)
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height)
  .map(([one, box]) => [one.textContent.trim().slice(0, 20) || one.id || one.className, box.width, box.height])"""


def faults(page: Page, least: int) -> list[Any]:
    """What axe finds, targets smaller than ``least`` pixels, and whether the page is wider than its window."""
    small = [target for target in page.evaluate(TARGETS) if min(target[1], target[2]) < least - 0.5]
    return barriers(page) + small


@pytest.fixture(scope="module")
def codes(site: Site) -> dict[str, str]:
    """Tracking codes: just come in, with a unit, closed with photos, not taken on."""
    people = {name: site.person(name) for name in ("worker", "community", "unit")}
    made = {}
    for name in ("new", "sent", "closed", "declined"):
        with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.2.9"), trust_env=False) as client:
            photo = client.post(f"{site.url}/api/v1/public/uploads", files={"file": ("a.jpg", PHOTO["buffer"])}).json()
            body = {
                "key": f"codes-{name}", "words": f"各种样子 {name}", "place": {"building": DOOR},
                "photos": [photo["id"]], "happened_at": timezone.now().isoformat(),
            }  # fmt: skip
            made[name] = client.post(f"{site.url}{PUBLIC}", json=body).json()["code"]
        case = reported(site, f"各种样子 {name}")[0]["id"]
        if name == "declined":
            people["community"].move(case, "decline", words="不归网格管，请打 12345。")
        elif name == "closed":
            photos = [people["worker"].upload(drain(blocked=False))]
            people["worker"].move(case, "solve", photos=photos)
            people["community"].move(case, "close", words="清通了。")
        elif name == "sent":
            people["community"].move(case, "accept")
            people["community"].move(case, "register", kind="E0504")
            units = people["community"].ask("GET", "/api/v1/units")["items"]
            people["community"].move(case, "dispatch", unit=next(u["id"] for u in units if u["code"] == "drainage"))
    return made


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.long)])
@pytest.mark.parametrize(
    ("mode", "least"),
    [
        pytest.param("normal", 48, marks=pytest.mark.long),
        ("elder", 60),
        pytest.param("largest", 60, marks=pytest.mark.long),
    ],
)
def test_no_page_of_a_resident_has_a_barrier_a_small_target_or_a_sideways_scroll_at_320(
    phone: Make, network: CuttingProxy, codes: dict[str, str], mode: str, least: int, language: str
):
    page = phone(mode, language=language, width=320).new_page()
    found: dict[str, list[Any]] = {}
    for path in (
        "/", f"/?b={DOOR}", "/t", "/t?code=AAAA", "/t/AAAA", f"/g/{DOOR}", "/g/nowhere",
        *(f"/t/{code}" for code in codes.values()), f"/t/{codes['new']}?new=1",
    ):  # fmt: skip
        page.goto(path)
        found[path] = faults(page, least)
    page.goto(f"/t/{codes['closed']}")
    page.locator(".yes-no label").first.click()
    found["rating"] = faults(page, least)
    page.goto(f"/?b={DOOR}")
    page.wait_for_selector(".ways input[accept^=image]")
    page.wait_for_selector("form.rich")
    page.click(SEND)
    page.wait_for_selector("[role=alert]:visible")
    found["refused"] = faults(page, least)
    page.set_input_files(SHOOT, [PHOTO, PHOTO])
    page.wait_for_selector(".shots li:nth-child(2) img")
    page.wait_for_selector(".note.good:visible")
    page.check("input[name=elsewhere]", force=True)
    page.fill("#words", "有人受伤，漏气，打架 someone is hurt, gas leak, fighting")
    page.fill("#address", "延风路")
    page.fill("#phone", "1")
    page.click(SEND)
    page.wait_for_selector("form .note.bad:visible")
    found["full"] = faults(page, least)
    with httpx.Client(transport=httpx.HTTPTransport(local_address=network.sender), trust_env=False) as client:
        body = {"key": "rate", "happened_at": timezone.now().isoformat()}
        while client.post(f"{network.server}{PUBLIC}", json=body).status_code != 429:
            pass
    page.fill("#phone", "")
    page.click(SEND)
    page.wait_for_selector("form .note.bad:has-text('秒后再试'), form .note.bad:has-text('Too many')")
    assert page.input_value("#address") == "延风路"
    found["rate limited"] = faults(page, least)
    assert {path: what for path, what in found.items() if what} == {}
