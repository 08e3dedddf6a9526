"""What may be said on a line, and from which pages."""

from datetime import date
from uuid import UUID

import pytest

from wangge.live.rules import LONGEST, Hung, Said, origin_allowed, read_frame, shown
from wangge.orgs.rules import Actor, Held

CASE = UUID("01920000-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ('{"ping":1}', Said(ping=True)),
        ('{"look":null}', Said(ping=False)),
        (f'{{"look":"case:{CASE}"}}', Said(ping=False, case=CASE)),
    ],
)
def test_what_can_be_said(frame, said):
    assert read_frame(frame) == said
    assert len(frame) <= LONGEST


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b'{"ping":1}', 1003),
        ("", 1007),
        ("{", 1007),
        ("NaN", 1007),
        ("[]", 1008),
        ("1", 1008),
        ("{}", 1008),
        ('{"ping":"1"}', 1008),
        ('{"ping":1,"look":null}', 1008),
        ('{"look":null,"x":1}', 1008),
        ('{"look":1}', 1008),
        ('{"look":"case:1"}', 1008),
        (f'{{"look":"unit:{CASE}"}}', 1008),
        (f'{{"look":"{CASE}"}}', 1008),
        (f'{{"look":"case:{CASE}","ping":1}}', 1008),
        ('{"poke":true}', 1008),
    ],
)
def test_what_closes_the_line(frame, code):
    with pytest.raises(Hung) as hung:
        read_frame(frame)
    assert hung.value.code == code
    assert hung.value.why


@pytest.mark.parametrize(
    ("origin", "host", "public", "allowed"),
    [
        ("", "x:1", "https://city.example", True),
        ("https://city.example", "live.city.example", "https://city.example", True),
        ("http://127.0.0.1:8000", "127.0.0.1:8001", "http://127.0.0.1:8000", True),
        ("http://localhost:8000", "localhost:8001", "http://127.0.0.1:8000", True),
        ("http://[::1]:8000", "[::1]:8001", "http://127.0.0.1:8000", True),
        ("http://127.0.0.1:8001", "127.0.0.1:8001", "http://127.0.0.1:8000", True),
        ("http://127.0.0.1:9000", "127.0.0.1:8001", "http://127.0.0.1:8000", False),
        ("https://evil.example", "city.example", "https://city.example", False),
        ("https://city.example.evil.example", "city.example", "https://city.example", False),
        ("http://city.example", "city.example", "https://city.example", False),
        ("null", "city.example", "https://city.example", False),
        ("http://127.0.0.1:port", "127.0.0.1:8001", "http://127.0.0.1:8000", False),
    ],
)
def test_only_our_own_pages_may_open_a_line(origin, host, public, allowed):
    assert origin_allowed(origin, host=host, public=public) is allowed


def test_a_name_stands_with_the_post_by_which_cases_are_seen():
    held = [Held("211102", post, "211102", None, date(2025, 1, 1)) for post in ("administrator", "auditor")]
    assert shown(Actor(CASE, "王敏", "211102", tuple(held))) == {
        "name": "王敏", "post": {"zh": "审计员", "en": "Auditor"},
    }  # fmt: skip
    assert shown(Actor(CASE, "王敏", "211102")) == {"name": "王敏", "post": None}
