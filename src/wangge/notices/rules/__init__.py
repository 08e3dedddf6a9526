"""When an SMS is tried again, and how a request to the SMS service is signed. Pure."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

MOST_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)


def next_wait(tries: int) -> timedelta | None:
    """How long to wait after the n-th failed try: 30 s, doubling; None when it is given up."""
    return FIRST_WAIT * 2 ** (tries - 1) if tries < MOST_TRIES else None


def percent(text: str) -> str:
    """Percent-encoding after RFC 3986: only letters, digits and ``-_.~`` stay."""
    return quote(text, safe="-_.~")


def signature(parameters: Mapping[str, str], *, secret: str, method: str = "POST") -> str:
    """The signature of the RPC protocol that mainland SMS services speak (HMAC-SHA1, version 1.0).

    The sorted, encoded parameters without ``Signature`` are the text; the key is the secret and an ampersand.
    """
    pairs = sorted((name, value) for name, value in parameters.items() if name != "Signature")
    query = "&".join(f"{percent(name)}={percent(value)}" for name, value in pairs)
    text = f"{method}&{percent('/')}&{percent(query)}"
    code = hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(code).decode()
