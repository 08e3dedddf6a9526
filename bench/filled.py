"""A store with many cases, made by the engine itself from a few real ones: what lists are measured and tried on.

``fill(connection, 1_000_000, now)`` takes minutes. Cases lie in 14 streets, 140 communities and 700 grids and came in
evenly over two years; one in thirty is open, and kinds and units are spread unevenly, as in life: the first of them are
frequent, the last have few cases or none. Ids hold the time. There are reports, contents, sayings, notices, and
some pairs of twins, re-checks, call-backs and releases. Entries are not made: their hashes would not be true.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from bench.copies import copy_rows

DISTRICT, DAYS, OPEN_ONE_IN = "211102", 730, 30
SOUTH, WEST, TALL, WIDE = 41.15, 122.0, 0.09, 0.12
"""The ground over which points are spread: 100 square kilometres."""
STREETS, COMMUNITIES, GRIDS, UNITS, KINDS = 14, 10, 5, 60, 300
THINGS = ("井盖", "路灯", "下水道", "垃圾桶", "单元门", "消防通道", "健身器材", "树枝", "电线", "墙皮")
TROUBLES = ("坏了", "堵了", "往外冒水", "没人管", "倒了", "不亮了", "松动", "占着", "有味", "掉下来了")
SPOTS = ("三号楼门口", "小区北门", "学校旁边", "菜市场后面", "桥头", "停车场", "六单元", "广场东边", "河堤上", "车棚里")
RARE = "玻璃幕墙"
"""Said in one case of five hundred; ``井盖`` in one of ten."""


class Dialect:
    """How an engine writes what is made of ``m.n``, the number of a row from 1 on, ``size`` the last of them."""

    def __init__(self, connection: Any, size: int, now: datetime, days: float = DAYS) -> None:
        self.postgresql = connection.vendor == "postgresql"
        self.size = size
        apart = f"({size} - m.n) * {86400 * days / size!r}"
        self.seconds = f"({now.timestamp()!r} - ({apart}))"

    @property
    def series(self) -> str:
        """The numbers from 1 to ``size``, as a table with the column ``n``."""
        if self.postgresql:
            return f"(SELECT n FROM generate_series(1, {self.size}::bigint) AS s(n))"
        more = f"SELECT n + 1 FROM s WHERE n < {self.size}"
        return f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL {more}) SELECT n FROM s)"

    def moment(self, later: str = "0") -> str:
        """When the row came in, and so many seconds ``later``."""
        if self.postgresql:
            return f"to_timestamp({self.seconds} + {later})"
        return f"strftime('%Y-%m-%d %H:%M:%f', {self.seconds} + {later}, 'unixepoch')"

    def uuid(self, sort: str) -> str:
        """An id of version 7 that holds the time; ``sort`` is one of 8, 9, a, b and tells tables apart."""
        if self.postgresql:
            return (
                f"(lpad(to_hex(({self.seconds} * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(m.n % 4096), 3, '0') "
                f"|| '{sort}' || lpad(to_hex(m.n), 15, '0'))::uuid"
            )
        return f"printf('%012x7%03x{sort}%015x', CAST({self.seconds} * 1000 AS INTEGER), m.n % 4096, m.n)"

    def digits(self, number: str, width: int = 3) -> str:
        """A number with zeros before it."""
        if self.postgresql:
            return f"lpad(({number})::text, {width}, '0')"
        return f"printf('%0{width}d', {number})"

    def whole(self, number: str) -> str:
        """The whole number below."""
        return f"floor({number})::bigint" if self.postgresql else f"CAST({number} AS INTEGER)"

    def plain(self, own: UUID) -> str:
        """An id as a value of a statement."""
        return str(own) if self.postgresql else own.hex


def copies(
    cursor: Any, by: Dialect, model: type[Model], pattern: UUID, changed: Mapping[str, str], *, joined: str = "",
    only: str = "1 = 1",
) -> None:  # fmt: skip
    """Copies of the row of an id, one for each number of the series, with expressions in place of some columns."""
    joined, only = (sql.replace("%", "%%") for sql in (joined, only))
    copy_rows(cursor, model, changed, f"{by.series} AS m", f"p.id = %s AND {only}", (by.plain(pattern),), joined=joined)


def _words() -> Iterator[str]:
    for n in range(1000):
        thing = RARE if n == 500 or n == 250 else THINGS[n % 10]
        yield f"{SPOTS[n // 100]}的{thing}{TROUBLES[n // 10 % 10]}，请来看看，已经有{n % 7 + 2}天了"


def fill(connection: Any, size: int, now: datetime) -> None:
    """Copies of the first case of the store, of its report and words, ``size`` of them, and what goes with them."""
    from wangge.cases.models import CallBack, Case, Recheck, Release, Report, Twin
    from wangge.catalogue.models import Kind
    from wangge.core.ids import uuid7
    from wangge.journal.models import Content, Saying
    from wangge.journal.rules import said_to_search
    from wangge.notices.models import Notice
    from wangge.orgs.models import Unit

    by = Dialect(connection, size, now)
    case = Case.objects.filter(district=DISTRICT, unit=None, words__isnull=False).order_by("id")[0]
    report = Report.objects.filter(district=DISTRICT, case=case.id).order_by("id")[0]
    own, words, told, other = (by.uuid(sort) for sort in "89ab")
    mixed = "(m.n * 7919 % 1000003)"
    with connection.cursor() as cursor:
        kinds = list(Kind.objects.order_by("code").values_list("code", flat=True)[:KINDS])
        there = Unit.objects.filter(district=DISTRICT).exclude(kind="centre").order_by("code")
        units = list(there.values_list("id", flat=True))
        units += [uuid7() for _ in range(UNITS - len(units))]
        bodies = list(_words())
        said_by = [said_to_search("case", "words", body.encode()) for body in bodies]
        field = Saying._meta.get_field("tokens")
        cursor.execute("CREATE TEMPORARY TABLE fill_kind (k integer PRIMARY KEY, code varchar(24))")
        own_id = "uuid" if by.postgresql else "char(32)"
        cursor.execute(f"CREATE TEMPORARY TABLE fill_unit (u integer PRIMARY KEY, unit {own_id})")
        cursor.execute(
            f"CREATE TEMPORARY TABLE fill_words (w integer PRIMARY KEY, body {'bytea' if by.postgresql else 'blob'}, "
            f"said {'tsvector' if by.postgresql else 'text'})"
        )
        for n, code in enumerate(kinds):
            cursor.execute("INSERT INTO fill_kind VALUES (%s, %s)", [n, code])
        for n, unit in enumerate(units):
            cursor.execute("INSERT INTO fill_unit VALUES (%s, %s)", [n, by.plain(unit)])
        for n, (body, tokens) in enumerate(zip(bodies, said_by, strict=True)):
            kept = field.get_db_prep_value(tokens, connection)
            cursor.execute("INSERT INTO fill_words VALUES (%s, %s, %s)", [n, body.encode(), kept])
        opened = f"m.n % {OPEN_ONE_IN} = 0"
        street = by.digits(f"1 + {mixed} % {STREETS}")
        area = f"'{DISTRICT}' || {street} || {by.digits(f'10 + {mixed} / {STREETS} % {COMMUNITIES}')}"
        grid = f"{area} || {by.digits(f'1 + {mixed} / 140 % {GRIDS}')}"
        lat = f"({SOUTH} + ((m.n * 7919) % 100003) / 100003.0 * {TALL})"
        lng = f"({WEST} + ((m.n * 104729) % 99991) / 99991.0 * {WIDE})"
        # squares make the first of each list frequent and the last of it rare
        kind = f"fill_kind AS k ON k.k = (({mixed} % 271) * ({mixed} % 269)) * {len(kinds) - 1} / 72360"
        unit = f"fill_unit AS u ON u.u = (({mixed} % 113) * ({mixed} % 109)) * {UNITS - 1} / 12096"
        said = "fill_words AS w ON w.w = m.n * 31 % 1000"
        ended = by.moment(f"3600 * (2 + {mixed} % 200)")
        yes, no = ("true", "false") if by.postgresql else ("1", "0")
        alone = "m.n / 7 % 3 = 0"
        early = "CASE m.n % 11 WHEN 0 THEN 'reported' ELSE 'registered' END"
        now_open = f"CASE WHEN {alone} THEN {early} ELSE 'handling' END"
        copies(cursor, by, Case, case.id, {
            "id": own, "number": f"'{DISTRICT}-2024' || {by.digits('m.n', 10)}", "lat": lat, "lng": lng,
            "area": grid, "desk": f"CASE WHEN m.n % 50 = 0 THEN '{DISTRICT}' ELSE {area} END", "kind": "k.code",
            "unit": f"CASE WHEN {alone} THEN NULL ELSE u.unit END", "words": words,
            "cell": f"{by.whole(lat + ' / 0.0015')} * 1000000 + {by.whole(lng + ' / 0.0015')}",
            "created_at": by.moment(), "happened_at": by.moment(), "changed_at": by.moment(), "handed_at": by.moment(),
            "due_at": by.moment("432000"), "clock_from": by.moment(), 
            "seen_at": f"CASE WHEN m.n % 900 = 0 THEN NULL ELSE {by.moment('60')} END",
            "state": f"CASE WHEN {opened} THEN {now_open} WHEN m.n % 40 = 1 THEN 'declined' ELSE 'closed' END",
            "ended_at": f"CASE WHEN {opened} THEN NULL ELSE {ended} END", "look_at": "NULL",
            "on_time": f"CASE WHEN {opened} THEN NULL WHEN m.n % 11 = 0 THEN {no} ELSE {yes} END",
        }, joined=f"JOIN {kind} JOIN {unit}")  # fmt: skip
        copies(cursor, by, Report, report.id, {
            "id": told, "case": own, "home": own, "code": f"'B' || {by.digits('m.n', 11)}", "words": words,
            "created_at": by.moment(), "happened_at": by.moment(),
        })  # fmt: skip
        both = {"id": words, "subject_id": own}
        copies(cursor, by, Content, case.words, both | {"body": "w.body"}, joined=f"JOIN {said}")
        copies(cursor, by, Saying, case.words, both | {"tokens": "w.said"}, joined=f"JOIN {said}")
        notice = Notice(
            district=DISTRICT, case=case.id, entry=1, channel="screen", place=case.desk, person=case.reporter,
            state="sent", next_at=now, created_at=now,
        )  # fmt: skip
        recheck = Recheck(
            district=DISTRICT, case=case.id, entry=1, home=case.area, grid=case.area, edition=0, drawn_at=now
        )  # fmt: skip
        call = CallBack(district=DISTRICT, case=case.id, report=report.id, who=case.desk, area=case.area,
                        month=now.date(), next_at=now, drawn_at=now)  # fmt: skip
        twin = Twin(district=DISTRICT, upload=uuid7(), other=uuid7(), case=case.id, other_case=case.id, distance=0,
                    exact=True, found_at=now)  # fmt: skip
        shown = Release(district=DISTRICT, case=case.id, area=case.area, lat=SOUTH, lng=WEST, released_by=case.reporter,
                        released_at=now)  # fmt: skip
        for row in (notice, recheck, call, twin, shown):
            row.save(force_insert=True)
        copies(cursor, by, Notice, notice.id, {
            "id": other, "case": own, "place": area, "created_at": by.moment(), "next_at": by.moment(),
        }, only="m.n % 4 = 0")  # fmt: skip
        state = f"CASE WHEN m.n > {size} * 0.98 THEN 'open' ELSE 'done' END"
        copies(cursor, by, Recheck, recheck.id, {
            "id": other, "case": own, "home": grid, "grid": grid, "drawn_at": by.moment(), "state": state,
        }, only="m.n % 10 = 1")  # fmt: skip
        copies(cursor, by, CallBack, call.id, {
            "id": other, "case": own, "report": told, "who": area, "area": grid, "next_at": by.moment(),
            "state": f"CASE WHEN m.n > {size} * 0.98 THEN 'open' ELSE 'reached' END",
        }, only="m.n % 10 = 1")  # fmt: skip
        copies(cursor, by, Twin, twin.id, {
            "id": other, "case": own, "other_case": own, "upload": other, "found_at": by.moment(),
            "state": "CASE WHEN m.n % 2000 = 0 THEN 'open' ELSE 'same' END",
        }, only="m.n % 100 = 0")  # fmt: skip
        copies(cursor, by, Release, shown.id, {
            "id": other, "case": own, "area": grid, "lat": lat, "lng": lng, "words": words,
            "released_at": by.moment("86400"),
        }, only="m.n % 20 = 1")  # fmt: skip
        for table in ("fill_kind", "fill_unit", "fill_words"):
            cursor.execute(f"DROP TABLE {table}")
        cursor.execute("ANALYZE")
