"""Plans of lists: what a statement reads, and statistics of SQLite that say a million cases."""

import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

LARGE = (
    "cases_case", "cases_report", "cases_task", "cases_request", "cases_order", "cases_recheck", "cases_callback",
    "cases_twin", "cases_release", "journal_entry", "journal_content", "journal_saying", "journal_receipt",
    "notices_notice", "files_upload", "files_picturehash", "learning_suggestion",
)  # fmt: skip
A_MILLION = {
    "cases_case_area": "1000003 1000003 1429 1 1", "cases_case_cell": "33336 33336 7 1",
    "cases_case_checker": "33336 33336 33336", "cases_case_community": "1000003 1000003 7143 1",
    "cases_case_desk": "33336 33336 237 1 1", "cases_case_due": "33336 33336 1 1",
    "cases_case_ended": "966667 966667 1",
    "cases_case_ended_as": "966667 966667 483334 1", "cases_case_kind_ended": "966667 966667 3233 1",
    "cases_case_look": "33336 16668", "cases_case_of_kind": "1000003 1000003 3334 1",
    "cases_case_of_unit": "666667 666667 11112 1", "cases_case_open_area": "33336 33336 48",
    "cases_case_point": "33336 33336 1 1",
    "cases_case_put_right": "666667 666667 1", "cases_case_reporter": "1000003 1000003 400 1",
    "cases_case_street": "1000003 1000003 71429 1", "cases_case_unit": "33336 33336 600 1 1",
    "cases_case_unseen": "1111 1111 1", "cases_case_stray": "200 200 20 1",
    "sqlite_autoindex_cases_case_1": "1000003 1000003 1", "sqlite_autoindex_cases_case_2": "1000003 1000003 1",
}  # fmt: skip
"""What ANALYZE says of the cases of a store that ``bench.filled`` filled; few strays and many reporters as in life."""


def pretend_a_million() -> None:
    """Let the planner think that there are a million cases; on PostgreSQL, which looks at the file, that reading a
    table whole is out of the question."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")
            return
        cursor.execute("ANALYZE")
        for table in LARGE:  # of a table without statistics SQLite thinks that it is large
            cursor.execute("DELETE FROM sqlite_stat1 WHERE tbl = %s", [table])
        for index, stat in A_MILLION.items():
            cursor.execute("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('cases_case', %s, %s)", [index, stat])
        cursor.execute("ANALYZE sqlite_schema")


def plan_of(sql: str, *, carried_out: bool = False) -> str:
    """The plan of a statement with its values."""
    how = "EXPLAIN QUERY PLAN "
    if connection.vendor == "postgresql":
        how = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) " if carried_out else "EXPLAIN (COSTS OFF) "
    with connection.cursor() as cursor:
        cursor.execute(how + sql.replace("%", "%%"), [])
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def whole_tables(plan: str) -> list[str]:
    """The large tables that a plan reads whole."""
    found = re.findall(r"Seq Scan on (\w+)", plan)
    found += re.findall(r"SCAN (?:TABLE )?(\w+)(?! USING (?:COVERING )?INDEX)(?: |$)", plan, re.M)
    return [table for table in found if table in LARGE]


def plans_while(act: Any, *, carried_out: bool = False) -> list[tuple[str, str]]:
    """The reading statements that an act sends, each with its plan."""
    with CaptureQueriesContext(connection) as sent:
        act()
    return [(q["sql"], plan_of(q["sql"], carried_out=carried_out)) for q in sent if q["sql"].startswith("SELECT")]
