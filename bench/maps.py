"""``python -m bench.maps``: how many bytes a map of the drawn city takes at each class of zooms, and how long it takes.

On a fresh SQLite database with the drawn city: the whole district gzipped at each class (in one piece, without the
limit on boxes), one screen of it, outlines of every level, and the pages. *cold* is the first answer of a process,
*kept* the next one, *304* the answer to somebody who has it already.
"""

import gzip
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SCREEN = 1366, 768


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and what came of it."""
    began = time.perf_counter()
    made = work()
    return 1000 * (time.perf_counter() - began), made


def main() -> None:
    """Lay the city, ask, print."""
    with tempfile.TemporaryDirectory(prefix="wangge-maps-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "wangge.site.settings", "WANGGE_ENV_FILE": "", "WANGGE_VAR": folder,
            "WANGGE_DATABASE": f"sqlite:///{Path(folder) / 'maps.sqlite3'}", "WANGGE_DEMO": "1",
        }  # fmt: skip
        import django

        django.setup()
        client, headers = _lay(), {"accept-encoding": "gzip"}
        _classes()
        _requests(client, headers)


def _lay() -> Any:
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from wangge.orgs.actions import appoint, open_session
    from wangge.orgs.models import Account
    from wangge.orgs.queries import today
    from wangge.orgs.rules import Held
    from wangge.simulate.city import draw
    from wangge.simulate.ground import lay_city, lay_ground

    at = timezone.now()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    lay_ground(at=at)
    print(f"the city drawn in {timed(draw)[0]:,.0f} ms, laid in {timed(lambda: lay_city(at=at))[0]:,.0f} ms")
    held = Held("211103", "district_duty_officer", "211103", None, today(at))
    appoint(actor=None, name="值班", username="desk", password="riverside-lamp-42", grants=[held], phone="",
            must_change=False, key="desk", at=at)  # fmt: skip
    token = open_session(Account.objects.get(username="desk"), device="bench", at=at)
    return Client(headers={"cookie": f"wangge_session={token}"}, HTTP_HOST="localhost")


def _classes() -> None:
    from wangge.api.map import ground_bytes
    from wangge.places.queries import edition, ground_layer, outlines
    from wangge.places.rules import CLASSES, Box

    now = edition("211103")
    west, south, east, north = outlines("211103", now)["211103"][1].bounds
    whole = Box(west, south, east, north)
    print("\nthe whole district, zooms      features      bytes   gzipped   made in ms")
    least = 0
    for zoom_class in CLASSES:
        took, body = timed(lambda c=zoom_class: ground_bytes("211103", now, c, whole))
        count = len(ground_layer("211103", now, zoom_class).features)
        plain = len(gzip.decompress(body))
        print(f"  {least:2} to {zoom_class.to:2} {count:22,} {plain:12,} {len(body):9,} {took:10,.0f}")
        least = zoom_class.to + 1


def _requests(client: Any, headers: dict[str, str]) -> None:
    from wangge.api import map as door
    from wangge.pages.views import mapping
    from wangge.places.queries import maps

    asked = {
        f"ground, a screen at zoom {z}": f"/api/v1/map/ground?bbox={_screen(z)}&zoom={z}" for z in (12, 14, 15, 16, 18)
    }
    for level in ("street", "community", "grid"):
        asked[f"areas, level {level}"] = f"/api/v1/map/areas?within=211103&level={level}&zoom=14"
    asked["cases, a screen at zoom 15"] = f"/api/v1/map/cases?bbox={_screen(15)}&zoom=15"
    for name, code in (("district", "211103"), ("street", "211103002"), ("community", "211103002001"),
                       ("grid", "211103002001002")):  # fmt: skip
        asked[f"page of a {name}"] = f"/map?area={code}"
    kept = (
        door.ground_bytes,
        door.outline_bytes,
        maps.ground_layer,
        maps.outlines,
        maps.outlines_below,
        mapping._ground,
    )
    print("\none request                    bytes gzipped    cold ms    kept ms     304 ms")
    for name, path in asked.items():
        for made in kept:
            made.cache_clear()
        cold, answer = timed(lambda p=path: client.get(p, headers=headers))
        assert answer.status_code == 200, (path, answer.content)
        warm = min(timed(lambda p=path: client.get(p, headers=headers))[0] for _ in range(5))
        again = ""
        if answer.headers.get("ETag"):
            tag = headers | {"if-none-match": answer["ETag"]}
            spans = [timed(lambda p=path, t=tag: client.get(p, headers=t)) for _ in range(5)]
            assert all(a.status_code == 304 for _, a in spans)
            again = f"{min(span for span, _ in spans):.1f}"
        length = len(answer.content if answer.headers.get("Content-Encoding") else gzip.compress(answer.content))
        print(f"  {name:28} {length:13,} {cold:10,.1f} {warm:10,.1f} {again:>10}")


def _screen(zoom: int) -> str:
    """A box of one screen around the middle of the city."""
    wide = SCREEN[0] * 360 / (256 * 2**zoom)
    high = SCREEN[1] / SCREEN[0] * wide * 0.753
    return f"{122.07 - wide / 2:.6f},{41.12 - high / 2:.6f},{122.07 + wide / 2:.6f},{41.12 + high / 2:.6f}"


if __name__ == "__main__":
    main()
