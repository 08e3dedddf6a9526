"""What the load works on: the drawn city with real lives, copies of them up to a size, and the people who act.

``python -m bench.load.ground lay``, ``fill CASES``, ``cast RUN LIVES``, ``long``, with ``WANGGE_DATABASE`` set. ``lay``
lives through thirty days of some communities by the real actions; ``fill`` copies those cases with ids, areas, numbers
and times of their own; ``cast`` prints as JSON who acts, each with a session of its own, and pictures uploaded for
them; ``long`` names a case with a long history. Chains of copies do not verify; all that is read of them is there.
"""

import io
import json
import sys
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.copies import copy_rows  # noqa: E402
from bench.load.lists import token_of  # noqa: E402
from bench.load.moving import install  # noqa: E402
from wangge.cases.models import ENDED, Case, Report  # noqa: E402
from wangge.core.ids import PUBLIC, uuid7  # noqa: E402
from wangge.files.actions import receive  # noqa: E402
from wangge.files.models import Upload  # noqa: E402
from wangge.journal.models import Content, Counter, Entry, Reading, Receipt  # noqa: E402
from wangge.orgs.actions import open_session  # noqa: E402
from wangge.orgs.models import Account, Grant, Unit  # noqa: E402
from wangge.places.queries import areas_below  # noqa: E402
from wangge.simulate.days import live_days  # noqa: E402
from wangge.simulate.ground import CITY, lay_city, lay_ground, settle_people  # noqa: E402
from wangge.simulate.matters import MATTERS  # noqa: E402
from wangge.site.wiring import LISTENERS  # noqa: E402

LIVED = ("211103001001", "211103002001", "211103003001")
"""Communities whose thirty days are lived by real actions."""
USERS, PLACES = 50, 10
"""People who act, and the communities over which they are spread, in as many streets as there are."""
OPEN_SHARE, LEAST_OPEN = 0.035, 60
"""Share of copied cases that are open, and how many stand at each acting desk where there are no others."""
LONG = 10_000
SPARE = 80
"""Pictures of each user for lives that are recorded."""
DAYS, CELL = 365, 0.0015
KIND, CONDITION_WORDS = "C0118", "路灯不亮了，晚上看不清路。"
UNITS = ("lighting", "drainage", "greening", "sanitation", "water", "transport")


def lay() -> None:
    """City, people and lives. On a base that has them nothing happens."""
    call_command("migrate", verbosity=0, interactive=False)
    now = timezone.now()
    began = now - timedelta(days=31)
    lay_ground(at=began)
    lay_city(at=began, rostered_from=now)
    settle_people(at=began, password="riverside-lamp-42", city=True)
    pictures = {(m.subject, after): [_picture(n)] for n, m in enumerate(MATTERS) for after in (False, True)}
    for _ in live_days(CITY, LIVED, pictures, now=now):
        pass
    print(json.dumps({"cases": Case.objects.filter(district=CITY).count(), "entries": Entry.objects.count()}))


def _picture(n: int) -> bytes:
    from PIL import Image

    body = io.BytesIO()
    Image.new("RGB", (640, 480), (40 + 3 * n, 90, 120)).save(body, "JPEG")
    return body.getvalue()


def communities() -> list[str]:
    """The communities that act: the first of each street, with at least five grids."""
    found: dict[str, str] = {}
    for area in sorted(a.code for a in areas_below(CITY) if len(a.code) == 12):
        found.setdefault(area[:9], area)
    return list(found.values())[:PLACES]


def _table(cursor: Any, name: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
    cursor.execute(f"DROP TABLE IF EXISTS {name}")
    cursor.execute(f"CREATE TABLE {name} ({columns})")
    cursor.executemany(f"INSERT INTO {name} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)


def fill(size: int) -> None:
    """Copy the lived cases so many times; with 0 only so many open ones that the queues have whole pages."""
    began = time.monotonic()
    pg = connection.vendor == "postgresql"
    lived = list(Case.objects.filter(district=CITY).order_by("id"))
    ended = [c for c in lived if c.ended_at is not None]
    still = [c for c in lived if c.ended_at is None]
    workers = {g.area: g.person_id for g in Grant.objects.filter(district=CITY, post="grid_worker").order_by("id")}
    grids = sorted(a.code for a in areas_below(CITY) if len(a.code) == 15)
    if size == 0:
        grids = [g for g in grids if g[:12] in communities()]
        size, share, spread = LEAST_OPEN * len(communities()), 1.0, grids
    else:
        share, spread = OPEN_SHARE, grids
    points = _points()
    with connection.cursor() as cursor:
        install(connection, cursor)
        own = (lambda u: u) if pg else (lambda u: u.hex)
        _table(cursor, "bench_grid", "no bigint PRIMARY KEY, area varchar(18), lat float, lng float, worker uuid"
               if pg else "no bigint PRIMARY KEY, area text, lat float, lng float, worker text",
               [(n, g, *points[g], own(workers.get(g, PUBLIC))) for n, g in enumerate(spread)])  # fmt: skip
        first_open = size - int(size * share)
        number = Case.objects.filter(number__startswith=f"{CITY}-20250101-").count()
        _table(cursor, "bench_pattern", f"no bigint PRIMARY KEY, id {'uuid' if pg else 'text'}, subject varchar(60)",
               [(n, own(c.id), f"case:{c.id}") for n, c in enumerate(ended + still)])  # fmt: skip
        series = (
            f"generate_series(1, {size}::bigint) AS s(n)" if pg else
            f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {size}) SELECT n FROM s) AS s"
        )  # fmt: skip
        cursor.execute("DROP TABLE IF EXISTS bench_copy")
        cursor.execute(
            f"CREATE TABLE bench_copy AS SELECT n + {number} AS n, b.id AS old, b.subject AS subject, g.area AS area, "
            f"g.lat AS lat, g.lng AS lng, g.worker AS worker, "
            f"CASE WHEN n <= {first_open} THEN ({size} - n) * {DAYS * 86_400_000} / {size} ELSE 0 END AS ms "
            f"FROM {series}, bench_pattern b, bench_grid g WHERE g.no = (n * 7919) % {len(spread)} AND b.no = "
            f"CASE WHEN n <= {first_open} THEN n % {len(ended)} ELSE {len(ended)} + n % {len(still)} END"
        )
        cursor.execute("ANALYZE bench_copy")
        _copy_all(cursor, pg)
        for name in ("bench_copy", "bench_pattern", "bench_grid", "bench_receipt"):
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
    top = Counter.objects.get(district=CITY).position
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if pg else "ANALYZE")
        if pg:
            cursor.execute("CHECKPOINT")
    print(json.dumps({"cases": Case.objects.count(), "open": Case.objects.exclude(ENDED).count(),
                      "entries": top, "seconds": round(time.monotonic() - began)}))  # fmt: skip


def _points() -> dict[str, tuple[float, float]]:
    """A point of each grid: that of one of its buildings."""
    from wangge.places.queries import building_rows

    found: dict[str, tuple[float, float]] = {}
    for row in building_rows(CITY).values():
        found.setdefault(row["grid"], (row["lat"], row["lng"]))
    middle = next(iter(found.values()))
    return {a.code: found.get(a.code, middle) for a in areas_below(CITY) if len(a.code) == 15}


def _copy_all(cursor: Any, pg: bool) -> None:
    def moved(column: str) -> str:
        return f'bench_moved(p."{column}", m.n, m.ms)'

    def earlier(column: str) -> str:
        return f'bench_earlier(p."{column}", m.ms)'

    nudge = "((m.n * {}) % 997) / 997.0 * 0.002 - 0.001"
    lat, lng = f"(m.lat + {nudge.format(7919)})", f"(m.lng + {nudge.format(6151)})"
    times = ("clock_from", "due_at", "happened_at", "created_at", "changed_at", "handed_at", "ended_at")
    public = f"'{PUBLIC}'::uuid" if pg else f"'{PUBLIC.hex}'"
    case = {
        "id": moved("id"), "number": f"'{CITY}-20250101-' || substr(CAST(100000000 + m.n AS text), 2)",
        "area": "m.area", "desk": "substr(m.area, 1, length(p.desk))", "lat": lat, "lng": lng,
        "cell": f"CAST(floor({lat} / {CELL}) * 1000000 + floor({lng} / {CELL}) AS bigint)",
        "sender": "substr(m.area, 1, length(p.sender))", "checker": "substr(m.area, 1, length(p.checker))",
        "reporter": f"CASE WHEN p.reporter = {public} THEN p.reporter ELSE m.worker END",
        "words": moved("words"), "place": moved("place"), "look_at": "NULL", "close_at": "NULL",
        "seen_at": "coalesce(" + earlier("seen_at") + ", " + earlier("changed_at") + ")",
    } | {name: earlier(name) for name in times}  # fmt: skip
    if pg:
        case |= {"look_at": "NULL::timestamptz", "close_at": "NULL::timestamptz"}
    none = "NULL::uuid" if pg else "NULL"
    copy_rows(cursor, Case, case, "bench_copy AS m", "p.id = m.old")
    copy_rows(cursor, Report, {
        "id": moved("id"), "case": moved("case"), "home": moved("home"), "words": moved("words"),
        "place": moved("place"), "contact": none, "opinion": none,
        "code": "'X' || substr(CAST(100000000000 + m.n AS text), 2)",
        "author": f"CASE WHEN p.author = {public} THEN p.author ELSE m.worker END",
        "happened_at": earlier("happened_at"), "created_at": earlier("created_at"), "rated_at": earlier("rated_at"),
    }, "bench_copy AS m", 'p.district = %s AND p."case" = m.old', (CITY,))  # fmt: skip
    about = "p.district = %s AND p.subject_kind = 'case' AND p.subject_id = m.old"
    copy_rows(cursor, Content, {"id": moved("id"), "subject_id": moved("subject_id")}, "bench_copy AS m",
              f"{about} AND p.field <> 'contact'", (CITY,))  # fmt: skip
    copy_rows(cursor, Upload, {
        "id": moved("id"), "subject": "bench_subject(m.old, m.n, m.ms)",
        "happened_at": earlier("happened_at"), "created_at": earlier("created_at"),
    }, "bench_copy AS m", "p.district = %s AND p.subject = m.subject", (CITY,))  # fmt: skip
    top = Counter.objects.get(district=CITY).position
    wide = 1 + max(Case.objects.values_list("head_seq", flat=True)[:5000])
    key = "p.key || '-' || m.n"
    copy_rows(cursor, Entry, {
        "position": f"{top} + m.n * {wide} + p.seq", "subject_id": moved("subject_id"), "key": f"substr({key}, 1, 64)",
        "happened_at": earlier("happened_at"), "recorded_at": earlier("recorded_at"),
        "content": "bench_marks(p.content, m.n, m.ms)",
    }, "bench_copy AS m", about, (CITY,))  # fmt: skip
    cursor.execute(
        "CREATE TABLE bench_receipt AS SELECT DISTINCT b.id AS old, e.actor AS author, e.key AS key "
        "FROM bench_pattern b, journal_entry e WHERE e.district = %s AND e.subject_kind = 'case' "
        "AND e.subject_id = b.id",
        [CITY],
    )  # fmt: skip
    copy_rows(cursor, Receipt, {"key": f"substr({key}, 1, 64)", "recorded_at": earlier("recorded_at")},
              "bench_copy AS m, bench_receipt AS r",
              "r.old = m.old AND p.district = %s AND p.author = r.author AND p.key = r.key", (CITY,))  # fmt: skip
    last = Entry.objects.filter(district=CITY).order_by("-position").values_list("position", flat=True)[0]
    Counter.objects.filter(district=CITY).update(position=last)


def cast(run: str, lives: int) -> None:
    """Fifty users, each a grid's worker, the clerk over it and a unit's handler, as JSON.

    The worker's listeners begin where the filling ended. Pictures are there for so many lives of each, and
    some more for the lives that are lived to be sent again raw.
    """
    pictures = lives + SPARE
    for listener in LISTENERS:
        Reading.objects.update_or_create(
            listener=listener.name, district=CITY, defaults={"position": Counter.objects.get(district=CITY).position}
        )
    now = timezone.now()
    units = {u.code: u.id for u in Unit.objects.filter(district=CITY, code__in=UNITS)}
    grants = list(Grant.objects.filter(district=CITY).select_related("person").order_by("id"))
    by_area = {(g.post, g.area): g.person for g in grants if g.area}
    by_unit: dict[UUID, list[Any]] = {}
    for g in grants:
        if g.unit_id and g.post == "unit_handler":
            by_unit.setdefault(g.unit_id, []).append(g.person)
    tokens: dict[UUID, str] = {}

    def token(person: Any) -> str:
        if person.id not in tokens:
            account, _ = Account.objects.get_or_create(
                person=person,
                defaults={"username": f"load-{person.staff_no or person.id.hex[-8:]}", "must_change": False},
            )
            tokens[person.id] = open_session(account, device="load", at=now)
        return tokens[person.id]

    points, users, uploads = _points(), [], []
    kept = receive(district=CITY, author=PUBLIC, body=_picture(0), at=now)
    for n in range(USERS):
        community = communities()[n % len(communities())]
        staffed = sorted(area for post, area in by_area if post == "grid_worker" and area[:12] == community)
        grid = staffed[n // len(communities()) % len(staffed)]
        code = UNITS[n % len(UNITS)]
        handler = by_unit[units[code]][n % 2]
        base = uuid7(now).int & ~0xFFFFFF
        uploads += [
            Upload(district=CITY, id=UUID(int=base + k), author=handler.id, state="ready", kind=kept.kind,
                   length=kept.length, sha256=kept.sha256, media_type=kept.media_type, width=kept.width,
                   height=kept.height, stored=kept.stored, facts={}, created_at=now)
            for k in range(pictures)
        ]  # fmt: skip
        users.append({
            "grid": grid, "lat": points[grid][0], "lng": points[grid][1], "unit": str(units[code]), "kind": KIND,
            "worker": token(by_area["grid_worker", grid]), "clerk": token(by_area["community_clerk", community]),
            "handler": token(handler), "pictures": str(base), "street": token(by_area["street_chief", community[:9]]),
        })  # fmt: skip
    with transaction.atomic():
        Upload.objects.bulk_create(uploads, batch_size=1000)
    print(json.dumps({"run": run, "lives": lives, "users": users}))


def long() -> None:
    """A case of the first acting community with a history of 10,000 entries, one with its own, and a deep page."""
    pg, community = connection.vendor == "postgresql", communities()[0]
    here = Case.objects.filter(district=CITY, area__startswith=community)
    case = here.filter(head_seq__gte=LONG).first()
    if case is None:
        case = here.filter(ENDED).order_by("-id")[0]
        top = Counter.objects.get(district=CITY).position
        series = (
            f"generate_series(1, {LONG}::bigint) AS m(n)" if pg else
            f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {LONG}) SELECT n FROM s) AS m"
        )  # fmt: skip
        with connection.cursor() as cursor:
            copy_rows(cursor, Entry, {
                "position": f"{top} + m.n", "seq": "p.seq + m.n", "key": "substr(p.key || '-' || m.n, 1, 64)",
            }, series, "p.district = %s AND p.subject_kind = 'case' AND p.subject_id = %s AND p.seq = %s",
               (CITY, case.id if pg else case.id.hex, case.head_seq))  # fmt: skip
        Counter.objects.filter(district=CITY).update(position=top + LONG)
        Case.objects.filter(district=CITY, id=case.id).update(head_seq=case.head_seq + LONG)
    short = here.filter(head_seq__gte=7, head_seq__lt=12).order_by("-id").first()
    assert short is not None
    street = Case.objects.filter(district=CITY, area__startswith=community[:9]).order_by("id")
    deep = street.values_list("id", flat=True)[min(100, street.count() - 1)]
    print(json.dumps({"long": str(case.id), "short": str(short.id), "deep": token_of(str(deep))}))


if __name__ == "__main__":
    if sys.argv[1] == "long":
        long()
    elif sys.argv[1] == "lay":
        lay()
    elif sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        cast(sys.argv[2], int(sys.argv[3]))
