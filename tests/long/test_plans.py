"""Lists at a million cases: the store is filled once, then each list is asked and its plan read. Minutes.

``WANGGE_CASES`` says how many. Rows are counted and plans are read; nothing is timed.
"""

import os
import re
from dataclasses import replace
from uuid import uuid4

import pytest
from bench.filled import RARE, fill
from django.db import connection
from tests.acts import report, to_state
from tests.api.test_lists import ASKED, V, holder
from tests.cases.plans import plans_while, whole_tables
from tests.cases.test_plans import LISTS, NAMES, as_if
from tests.conftest import NOW

from wangge.cases import queries

pytestmark = [pytest.mark.both, pytest.mark.long]
FILLED = {
    "cases_case", "cases_report", "cases_recheck", "cases_callback", "cases_twin", "cases_release", "journal_content",
    "journal_saying", "notices_notice",
}  # fmt: skip
"""Tables that ``bench.filled`` fills; of a small one reading it whole is right."""
STOPS_EARLY = ("read_model_card", "井")
"""These stop at a number of rows that are frequent, and may look for them in the table itself."""
CASES = int(os.environ.get("WANGGE_CASES", "1000000"))
MOST_READ = CASES // 8
"""What one list may read and throw away: a street is a fourteenth of the district, the open ones a thirtieth."""
WORDS = ("井盖", RARE, "井", "没有这样的话", "三号楼门口的井盖坏了", "井盖 三号楼")


def read_in_vain(plan: str) -> int:
    """Rows that PostgreSQL read and did not want; 0 on SQLite, which does not count them."""
    return sum(int(rows) for rows in re.findall(r"Rows Removed by (?:Filter|Index Recheck): (\d+)", plan))


def test_at_a_million_every_list_is_read_from_an_index(own_database, actor, capsys):
    case = to_state("handling", actor)["id"]
    report()
    fill(connection, CASES, NOW)
    nobody = replace(actor("community"), person=uuid4(), grants=())
    faults = []

    def look(name, act, index=""):
        for sql, plan in plans_while(act, carried_out=True):
            whole = FILLED.intersection(whole_tables(plan))
            if whole and not name.endswith(STOPS_EARLY):
                faults.append(f"{name} reads {whole} whole: {sql[:200]}")
            if read_in_vain(plan) > MOST_READ:
                faults.append(f"{name} reads {read_in_vain(plan)} rows in vain")
            read.append(plan)
        if (
            index
            and connection.vendor == "sqlite"
            and not any(n in p for n in NAMES.get(index, (index,)) for p in read)
        ):
            faults.append(f"{name} does not use {index}")
        read.clear()

    read: list[str] = []
    for role, wanted, sort, index in LISTS:
        look(
            f"{role} {wanted}",
            lambda role=role, wanted=wanted, sort=sort: queries.list_page(
                as_if(actor, role), wanted, sort=sort, after=None, limit=50, at=NOW
            ),
            index,
        )
    for text in WORDS:
        for who in (actor("district"), as_if(actor, "street"), actor("community"), actor("unit"), nobody):
            look(
                f"{who.name} {text}",
                lambda who=who, text=text: queries.list_page(
                    who, {"q": text}, sort="newest", after=None, limit=50, at=NOW
                ),
            )
    for post in ("units", "streets", "communities", "grids"):
        calls = holder(post, 3)
        for name, path in ASKED.items():
            look(f"{post} {name}", lambda calls=calls, path=path: calls("GET", V + path.format(case=case)))
    with capsys.disabled():
        print(f"\n{connection.vendor}: {CASES:,} cases, {len(faults)} faults", *faults, sep="\n  ")
    assert faults == []
