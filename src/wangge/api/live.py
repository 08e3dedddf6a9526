"""Where the live line of this site is, told to whoever asks through us."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def live_address(request: HttpRequest) -> str | None:
    """The WebSocket address for whoever reached us by this request; None where there is none and clients poll.

    ``WANGGE_LIVE_ADDRESS`` is ``:8001`` (this host, that port), ``/live`` (behind the same proxy) or a whole address.
    The host is the one that was asked for: the session's cookie goes to no other.
    """
    place: str = settings.LIVE_ADDRESS
    if not place or "://" in place:
        return place or None
    own = urlsplit(f"//{request.get_host()}")
    host = f"[{own.hostname}]" if ":" in (own.hostname or "") else own.hostname
    scheme = "wss" if settings.SECURE else "ws"
    return f"{scheme}://{host}{place}/live" if place.startswith(":") else f"{scheme}://{own.netloc}{place}"


def live_origin(request: HttpRequest) -> str:
    """What a page's ``connect-src`` must name so that it may open the line; empty where there is none."""
    address = live_address(request)
    return "{0.scheme}://{0.netloc}".format(urlsplit(address)) if address else ""
