"""Whom a rate counts: the caller, also behind a proxy, and nobody by what he says of himself."""

import pytest
from django.test import RequestFactory

from wangge.api.rates import Rate
from wangge.core.refusals import TooMany


def call(forwarded: str = "", remote: str = "127.0.0.1"):
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)


def used_up(rate: Rate, request) -> bool:
    try:
        rate.check(request)
    except TooMany:
        return True
    return False


@pytest.mark.parametrize(
    ("proxies", "first", "second", "one"),
    [
        (0, "1.1.1.1", "2.2.2.2", True),
        (1, "1.1.1.1", "2.2.2.2", False),
        (1, "9.9.9.9, 1.1.1.1", "8.8.8.8, 1.1.1.1", True),
        (2, "1.1.1.1, 10.0.0.1", "2.2.2.2, 10.0.0.1", False),
        (2, "1.1.1.1", "2.2.2.2", True),
    ],
)
def test_callers_are_told_apart_as_far_as_our_own_proxies_say(settings, proxies, first, second, one):
    settings.PROXIES = proxies
    rate = Rate(count=1, seconds=600)
    assert not used_up(rate, call(first))
    assert used_up(rate, call(second)) == one
