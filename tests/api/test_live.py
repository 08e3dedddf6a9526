"""Where the live line is, as the server tells it."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("place", "secure", "host", "address", "origin"),
    [
        ("", False, "localhost:8000", None, ""),
        (":8001", False, "localhost:8000", "ws://localhost:8001/live", "ws://localhost:8001"),
        (":8001", False, "127.0.0.1", "ws://127.0.0.1:8001/live", "ws://127.0.0.1:8001"),
        (":8001", True, "[::1]:8000", "wss://[::1]:8001/live", "wss://[::1]:8001"),
        ("/live", True, "localhost", "wss://localhost/live", "wss://localhost"),
        ("/a/live", False, "localhost:8000", "ws://localhost:8000/a/live", "ws://localhost:8000"),
        ("wss://city.example/live", True, "localhost", "wss://city.example/live", "wss://city.example"),
    ],
)
def test_me_and_the_pages_know_the_address(calls: Any, settings: Any, place, secure, host, address, origin):
    settings.LIVE_ADDRESS, settings.SECURE, settings.ALLOWED_HOSTS = place, secure, ["localhost", "127.0.0.1", "[::1]"]
    assert calls("community")("GET", "/api/v1/me", host=host).json()["live"] == address
    policy = Client(headers={"host": host}).get("/login")["Content-Security-Policy"]
    assert [p.split() for p in policy.split("; ") if p.startswith("connect-src")] == [
        ["connect-src", "'self'", *origin.split()]
    ]
