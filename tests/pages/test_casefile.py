"""The case file on the screen, on paper, and what is masked in it."""

import re
import sys
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from tests.acts import RESIDENT, photo, to_state, verbs
from tests.bundles import erase

from wangge.orgs.actions import open_session
from wangge.orgs.models import Account
from wangge.pages.paper import style_hash

pytestmark = pytest.mark.django_db


def signed_in(username: str) -> Client:
    client = Client()
    account = Account.objects.get(username=username)
    client.cookies["wangge_session"] = open_session(account, device="tests", at=timezone.now())
    return client


@pytest.fixture
def case(actor: Any) -> Any:
    own = photo(RESIDENT, seed=106)
    made = to_state("closed", actor, phone="13800000172", photos=[UUID(own)])
    return made | {"photo": own}


def test_the_page_tells_everything_in_order_and_masks_the_number(case: Any):
    page = signed_in("community").get(f"/cases/{case['id']}/file")
    text = page.content.decode()
    for words in (
        "案卷",
        case["number"],
        "138****0172",
        "处置前",
        "处置后",
        "时限",
        f'src="/files/{case["photo"]}"',
        "报来",
    ):
        assert words in text, words
    assert "13800000172" not in text
    order = [text.index(words) for words in ("报来</p>", "受理</p>", "派遣", "办结") if words in text]
    assert order == sorted(order)
    assert style_hash() in page["Content-Security-Policy"]
    assert page["Cache-Control"] == "no-store"
    english = signed_in("community").get(f"/cases/{case['id']}/file?language=en").content.decode()
    assert "Case file" in english
    assert "<h2>Clocks</h2>" in english
    assert "export" not in verbs(case)


def test_who_may_not_see_the_case_gets_no_file_of_it(case: Any):
    for end in ("file", "file.zip", "file.pdf"):
        assert signed_in("worker2").get(f"/cases/{case['id']}/{end}").status_code == 404
        assert Client().get(f"/cases/{case['id']}/{end}").status_code == 302
        assert signed_in("community").post(f"/cases/{case['id']}/{end}").status_code in (403, 405)


def test_what_was_erased_is_told_with_its_ground(case: Any, actor: Any):
    erase(actor("district"), case, 1, "words")
    text = signed_in("district").get(f"/cases/{case['id']}/file").content.decode()
    assert "此处内容已按规定删除" in text
    assert "依决定删除了一项内容：违法违规或违反约定处理" in text
    assert "区委网信办 2026-17 号决定" in text


class Printer:
    """Stands in for the part that lays out pages, whose fonts take seconds: keeps what it was given."""

    def __init__(self, string: str, url_fetcher: Any) -> None:
        self.string, self.fetch = string, url_fetcher
        Printer.last = self

    def write_pdf(self, **how: Any) -> bytes:
        return b"%PDF-"

    last: Any = None


def test_the_bundle_from_the_page_and_the_pdf_are_recorded(case: Any, monkeypatch: Any):
    urls = SimpleNamespace(URLFetcherResponse=lambda address, body, headers: (body, headers["Content-Type"]))
    monkeypatch.setitem(sys.modules, "weasyprint", SimpleNamespace(HTML=Printer, urls=urls))
    client = signed_in("community")
    assert client.get(f"/cases/{case['id']}/file.zip")["Content-Type"] == "application/zip"
    made = client.get(f"/cases/{case['id']}/file.pdf")
    assert (made["Content-Type"], made.content) == ("application/pdf", b"%PDF-")
    assert verbs(case)[-2:] == ["export", "export"]
    assert f'href="/cases/{case["id"]}/file"' in client.get(f"/cases/{case['id']}").content.decode()
    pictures = re.findall(r'src="(wangge-file:[^"]+)"', Printer.last.string)
    assert {Printer.last.fetch(address)[1] for address in pictures} == {"image/jpeg"}
    for elsewhere in ("http://example.org/x.png", "file:///etc/passwd", "wangge-file:../../../etc/passwd?image/png"):
        with pytest.raises(ValueError, match="fetches nothing"):
            Printer.last.fetch(elsewhere)


@pytest.mark.long
def test_a_real_pdf(case: Any):
    made = signed_in("community").get(f"/cases/{case['id']}/file.pdf")
    assert made.content[:5] == b"%PDF-"
    assert b"/Image" in made.content


def test_without_the_optional_part_a_sentence_says_how_to_have_it(case: Any, monkeypatch: Any):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    said = signed_in("community").get(f"/cases/{case['id']}/file.pdf")
    assert said.status_code == 501
    assert "wangge[pdf]" in said.content.decode()
    assert verbs(case)[-1] == "close"
