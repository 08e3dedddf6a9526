"""One hard case from its report to a granted appeal, by hand in the browser: at the plain pages without script, and at
the desk; each by their own page.

Registered; sent to a lead that three times will not have it and is designated; two others asked to help; called to the
spot; more time; done too late; not right; done again; right; closed; the appeal granted. The page of its deadline tells
all of it. That time passes is said to the database: the clocks of the case began thirty days earlier.
"""

import json
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.serving import Site
from tests.web.conftest import sign_in

from wangge.simulate.pictures import drain

pytestmark = pytest.mark.web


class Desk:
    """Somebody's browser, standing on the page of the case."""

    def __init__(self, page: Page, case: str) -> None:
        self.page, self.case = page, case

    def move(self, verb: str, *, units: tuple[str, ...] = (), photo: Path | None = None, **fields: str) -> None:
        """Fill the form of a move and send it."""
        self.page.goto(f"/cases/{self.case}")
        form = self.page.locator(f"form:has(input[name=verb][value={verb}])")
        assert form.count() == 1, f"{verb} is not offered"
        form.evaluate("f => { const d = f.closest('details'); if (d) d.open = true }")
        for name, value in fields.items():
            field = form.locator(f"[name={name}]")
            kind = field.first.evaluate("e => e.type")
            if kind == "radio":
                form.locator(f"label:has([name={name}][value={value}])").click()
            elif kind == "select-one":
                field.select_option(value if name == "kind" else None, label=None if name == "kind" else value)
            else:
                field.fill(value)
        for unit in units:
            form.locator(f"label:has-text('{unit}')").click()
        if photo is not None:
            form.locator("[name=photos]").set_input_files(str(photo))
        form.locator("button.whole").click()
        self.page.wait_for_load_state()
        assert self.page.locator(".note.bad[role=alert], [role=alert]").count() == 0, self.page.inner_text("main")[:400]

    def offers(self, verb: str) -> bool:
        self.page.goto(f"/cases/{self.case}")
        return self.page.locator(f"input[name=verb][value={verb}]").count() > 0


class Seat(Desk):
    """Somebody at the desk app, with the case open."""

    def move(self, verb: str, *, units: tuple[str, ...] = (), photo: Path | None = None, **fields: str) -> None:
        """Press the button of a move, fill what it asks for beside the button, and send it."""
        button = self._button(verb)
        assert button is not None, f"{verb} is not offered"
        button.click()
        if verb in ("dispatch", "designate"):
            self._choose("dialog", fields.pop("unit"))
            for text in self.page.locator("dialog textarea").all():
                text.fill(fields.get("words", "按先例派。"))
        for name, value in fields.items() if verb not in ("dispatch", "designate") else ():
            if name in ("lat", "lng"):
                self.page.fill(f"#p-{name}", value)
            elif name == "sort":
                self.page.check(f".fields input[value={value}]")
            else:
                self.page.locator(f"[data-fact={name}]").locator("textarea, input").first.fill(value)
        for unit in units:
            self._choose("[data-fact=units]", unit)
        if photo is not None:
            self.page.set_input_files("[data-fact=photos] input", str(photo))
            self.page.wait_for_selector("[data-fact=photos] .thumbs li")
        send = self.page.locator(".fields button.btn:not(.plain), dialog .go button")
        if send.count():
            send.last.click()
        self.page.wait_for_selector(".toast")
        assert self.page.locator("[role=alert]").count() == 0, self.page.inner_text("main")[-400:]

    def _choose(self, within: str, name: str) -> None:
        field = self.page.locator(within).get_by_role("combobox").first
        field.fill(name)
        self.page.locator(within).get_by_role("option", name=name).first.wait_for()
        field.press("Enter")

    def _button(self, verb: str) -> Any:
        self.page.goto(f"/desk/cases/{self.case}")
        self.page.wait_for_selector(".moves :is(.acts, .none)")
        found = self.page.locator(f"[data-verb={verb}]")
        if not found.count():
            return None
        if not found.is_visible():
            self.page.click(".more summary")
        return found

    def offers(self, verb: str) -> bool:
        return self._button(verb) is not None


def thirty_days_earlier(site: Site, case: str) -> None:
    """The clocks that still run began thirty days before they did."""
    store = sqlite3.connect(site.environ["WANGGE_DATABASE"].removeprefix("sqlite:///"), timeout=20)
    (text,) = store.execute("SELECT clocks FROM cases_case WHERE id = ?", [case.replace("-", "")]).fetchone()
    clocks = json.loads(text)
    for clock in clocks:
        if "ended_at" not in clock:
            clock["since"] = _earlier(clock["since"])
            clock["stops"] = [[_earlier(a), b and _earlier(b), why] for a, b, why in clock.get("stops", ())]
            clock["due_at"] = _earlier(clock["due_at"])
    store.execute("UPDATE cases_case SET clocks = ? WHERE id = ?", [json.dumps(clocks), case.replace("-", "")])
    store.commit()
    store.close()


def _earlier(moment: str) -> str:
    return (datetime.fromisoformat(moment) - timedelta(days=30)).isoformat()


@pytest.mark.parametrize(
    "sits", [pytest.param(Desk, marks=pytest.mark.long), pytest.param(Seat, marks=pytest.mark.long)]
)
def test_a_hard_case_from_its_report_to_a_granted_appeal(
    context: Callable[..., BrowserContext], site: Site, tmp_path: Path, sits: type[Desk]
):
    photo = tmp_path / "after.jpg"
    photo.write_bytes(drain(blocked=False))
    told: Any = site.person("worker").command(
        "/api/v1/reports", words="饭店后面的下水口又堵了，谁都说不归他管。", kind="E0504",
        place={"building": "211102005013001-01"},
        photos=[],
    )  # fmt: skip
    case = told["case"]["id"]
    desks = {
        name: sits(sign_in(context("desk", script=sits is Seat).new_page(), name), case)
        for name in ("worker", "community", "street", "district", "unit", "chief", "property")
    }
    community, unit = desks["community"], desks["unit"]
    community.move("accept")
    community.move("register")
    for _ in range(3):
        community.move("dispatch", unit="排水养护队")
        unit.move("object", words="管段不归我们，附图为证。", photo=photo)
    assert not community.offers("dispatch")
    desks["district"].move("designate", unit="排水养护队", words="按流域划分，归排水养护队。")
    assert not unit.offers("object") and not unit.offers("return")
    community.move("invite", units=("延风物业", "环卫保洁队"), words="一起清理，各办各的。")
    community.move("whistle", units=("延风物业",), words="十点在饭店后门碰头。")
    desks["property"].move("arrive", lat="41.1963", lng="122.0568")
    assert not unit.offers("finish"), "the lead is not done before the helpers"
    desks["property"].move("contribute", words="物业这一段清完了。")
    community.move("withdraw", units=("环卫保洁队",), words="不用了。")

    unit.move("start")
    unit.move("ask", sort="extension", words="要调疏通车。")
    desks["chief"].move("support")
    community.move("grant", words="同意延期一次。")
    thirty_days_earlier(site, case)
    unit.move("finish", photo=photo)
    desks["worker"].move("check_fail", words="还是往外冒。")
    unit.move("finish", photo=photo)
    desks["worker"].move("check_pass")
    community.move("close")

    unit.move("ask", sort="appeal", words="管道塌了，要先抢修。")
    community.move("support")
    desks["district"].move("grant", words="情况属实，不计超期。")
    page = community.page
    page.goto(f"/cases/{case}/deadline")
    said = page.locator("main").text_content() or ""
    for words in ("排水养护队", "延期次数 1", "超期", "超期不计入统计：申诉成立", "CN"):
        assert words in said, (words, said)
