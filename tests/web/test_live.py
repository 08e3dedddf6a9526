"""A page of the server hears from the lines at the next port, with the cookie that it has."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext
from tests.acts import DOOR
from tests.serving import Site
from tests.web.conftest import sign_in

pytestmark = [pytest.mark.web, pytest.mark.long]

LISTEN = """async () => {
    const me = await (await fetch('/api/v1/me')).json()
    window.heard = []
    window.line = new WebSocket(me.live)
    line.onmessage = e => heard.push(e.data)
    line.onclose = e => heard.push('closed ' + e.code)
    return [location.port, new URL(me.live).port, document.cookie.includes('wangge_session')]
}"""

HEARD = """async ([least, quiet]) => {
    let last = Date.now(), before = heard.length
    for (let turn = 0; turn < 1000; turn++) {
        if (heard.length !== before) { before = heard.length; last = Date.now() }
        if (before >= least && Date.now() - last >= quiet) return heard
        await new Promise(go => setTimeout(go, 10))
    }
    throw new Error('heard only ' + heard)
}"""
"""All that was heard, once it is at least so many frames and nothing has come for so many milliseconds."""


def test_a_page_gets_its_poke_from_the_next_port(context: Callable[..., BrowserContext], site: Site):
    page = sign_in(context("desk").new_page(), "community")
    own, other, readable = page.evaluate(LISTEN)
    assert own != other
    assert not readable, "no script reads the session's cookie; the browser sends it by itself"
    before = page.evaluate(HEARD, [1, 1200])
    site.person("worker").ask(
        "POST", "/api/v1/reports",
        json={"key": str(uuid4()), "happened_at": timezone.now().isoformat(), "words": "路灯不亮",
              "place": {"building": DOOR}},
    )  # fmt: skip
    assert set(page.evaluate(HEARD, [len(before) + 1, 0])) == {'{"poke":true}'}


@pytest.mark.long
def test_a_page_without_a_session_is_hung_up_and_a_foreign_page_does_not_get_through(
    context: Callable[..., BrowserContext], site: Site
):
    page = context("desk").new_page()
    page.goto("/login")
    page.evaluate(LISTEN.replace("me.live", repr(site.live)))
    assert page.evaluate(HEARD, [1, 0]) == ["closed 4401"]
    foreign = context("desk").new_page()
    sign_in(foreign, "community")
    foreign.route("http://foreign.example/", lambda route: route.fulfill(body="<h1>x</h1>", content_type="text/html"))
    foreign.goto("http://foreign.example/")
    foreign.evaluate(
        """url => { window.heard = []; const line = new WebSocket(url);
        line.onmessage = e => heard.push(e.data); line.onclose = e => heard.push('closed ' + e.code) }""",
        site.live,
    )
    assert foreign.evaluate(HEARD, [1, 0]) == ["closed 1006"]
