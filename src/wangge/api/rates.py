"""Limits on what one address may send without an account. Counted in the process; no address is stored."""

import hashlib
import threading
import time
from collections import OrderedDict

from django.conf import settings
from django.http import HttpRequest

from wangge.core.refusals import TooMany
from wangge.core.words import Say

_MOST_ADDRESSES = 20_000


class Rate:
    """At most ``count`` calls in ``seconds`` from one address, by a leaking bucket."""

    def __init__(self, *, count: int, seconds: float) -> None:
        self.count, self.seconds = count, seconds
        self._levels: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, request: HttpRequest) -> None:
        """Raises ``TooMany`` with ``retry_after`` in seconds."""
        caller = _caller(request)
        now = time.monotonic()
        with self._lock:
            level, since = self._levels.pop(caller, (0.0, now))
            level = max(0.0, level - (now - since) * self.count / self.seconds)
            full = level + 1 > self.count
            self._levels[caller] = (level if full else level + 1, now)
            if len(self._levels) > _MOST_ADDRESSES:
                self._levels.popitem(last=False)
        if full:
            wait = int((level + 1 - self.count) * self.seconds / self.count) + 1
            raise TooMany(
                "too_many",
                Say(
                    f"提交太频繁了，请 {wait} 秒后再试。内容还在。",
                    f"Too many at once. Please try again in {wait} seconds; nothing you wrote is lost.",
                ),
                retry_after=wait,
            )

    def forget(self) -> None:
        """Begin to count anew."""
        with self._lock:
            self._levels.clear()


def _caller(request: HttpRequest) -> bytes:
    """Whoever called. Behind proxies of ours it is the address that the outermost of them wrote down: what stands left
    of it in the line came from outside and may say anything."""
    address = request.META.get("REMOTE_ADDR", "")
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.PROXIES and len(told) >= settings.PROXIES:
        address = told[-settings.PROXIES]
    return hashlib.blake2b(address.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16).digest()


REPORTS = Rate(count=30, seconds=600)
ALIKE = Rate(count=60, seconds=600)
CONTESTS = Rate(count=20, seconds=600)
RATINGS = Rate(count=20, seconds=600)
SUGGESTIONS = Rate(count=1200, seconds=600)
"""A whole street centre may type behind one address."""
UPLOADS = Rate(count=120, seconds=600)
PUBLIC = Rate(count=240, seconds=600)
TRACKING = Rate(count=120, seconds=600)
SIGN_IN = Rate(count=60, seconds=600)
