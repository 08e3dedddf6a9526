"""The shells of the apps: the one page of each that loads everything else, and what a phone needs to install it."""

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe

from wangge.api.live import live_origin
from wangge.core.refusals import not_found
from wangge.core.words import Say
from wangge.pages.texts import TEXTS
from wangge.pages.views.frame import resident_page, show

BUILT = Path(__file__).parent.parent / "static" / "apps"
SCRIPT = "text/javascript; charset=utf-8"
NOT_BUILT = Say(
    "手机和工作台的页面还没有生成。请管理员运行 make setup；简单页面照常可用。",
    "The apps have not been built yet. The administrator runs make setup; the plain pages work as always.",
)
SWITCHED_OFF = """self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))
    .then(() => self.registration.unregister())));
"""
"""A service worker that takes everything it kept away, and itself: the way back when a shell was published broken."""


@lru_cache(maxsize=8)
def _read(file: Path, changed: float) -> bytes:
    return file.read_bytes()


def folder() -> Path:
    """Where the server has laid out what it hands out, so that a shell never names files of a later build."""
    laid_out = Path(settings.STATIC_ROOT) / "apps"
    return laid_out if laid_out.is_dir() else BUILT


def built(app: str, name: str) -> bytes | None:
    """A file of a built app, or None where the front ends were not built."""
    file = folder() / app / name
    return _read(file, file.stat().st_mtime) if file.is_file() else None


def script_of(app: str) -> str:
    """Where the script lies that an app gives to pages of the server; empty where the front ends were not built."""
    manifest = built(app, "manifest.json")
    chunks = json.loads(manifest).values() if manifest else ()
    return next((f"/static/apps/{app}/{chunk['file']}" for chunk in chunks if chunk.get("isEntry")), "")


@require_safe
@resident_page
def shell(request: HttpRequest, app: str, rest: str = "") -> HttpResponse:
    """The page of an app, the same for every address below it. It holds nothing of anybody; a phone may keep it."""
    page = built(app, "index.html")
    if page is None:
        return show(request, "message", status=503, title=TEXTS["refused_title"], words=NOT_BUILT)
    get_token(request)
    response = HttpResponse(page)
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
        f"connect-src 'self' {live_origin(request)}; worker-src 'self' blob:; manifest-src 'self'; font-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    response["Cache-Control"] = "no-cache"
    response["Permissions-Policy"] = "camera=(self), microphone=(self), geolocation=(self)"
    return response


@require_safe
@resident_page
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker app's service worker, never from a cache; with ``WANGGE_OFFLINE=off`` one that ends itself."""
    script = built("worker", "sw.js") if settings.OFFLINE else SWITCHED_OFF.encode()
    if script is None:
        raise not_found()
    response = HttpResponse(script, content_type=SCRIPT)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@resident_page
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone shows of the worker app once it is installed."""
    page = built("worker", "manifest.webmanifest")
    if page is None:
        raise not_found()
    return HttpResponse(page, content_type="application/manifest+json")
