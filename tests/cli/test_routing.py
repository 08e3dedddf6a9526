"""``wangge routing``: rules written in a spreadsheet, tried, set, and written out again."""

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.utils import timezone
from openpyxl import Workbook
from tests.acts import to_state

from wangge.catalogue.models import RoutingEdition
from wangge.cli.main import wangge

pytestmark = [pytest.mark.both, pytest.mark.django_db]
HEAD = ("kinds", "areas", "unit", "local", "stand_in", "hours", "season", "since", "until", "why", "why_en", "number")
DRAINS = ("E0504", "211102005", "municipal", "", "", "", "", "", "", "归口", "its task", "")
NIGHTS = ("E05", "", "drainage", "no", "sanitation", "18:00-08:00", "11-01~03-31", "2026-12-01", "", "夜里", "", "")


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(wangge, ["routing", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def sheet(path: Path, *rows: Any) -> str:
    if path.suffix == ".xlsx":
        book = Workbook()
        for row in (HEAD, *rows):
            book.active.append(row)
        book.save(path)
    else:
        with path.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows([HEAD, *rows])
    return str(path)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_rules_come_in_from_a_spreadsheet_and_go_out_as_they_came(tmp_path, ending):
    file = sheet(tmp_path / f"rules.{ending}", DRAINS, NIGHTS)
    assert run("set", file) == (0, "Routing rules of 211102, edition 1: 2 rules\n")
    code, said = run("show")
    assert code == 0 and said.splitlines()[-1] == "2 rules of 211102, edition 1"
    assert (
        "归市政养护所。归口" in said
        and "（18:00-08:00，11-01 ~ 03-31）归排水养护队，急件没人值班时先交环卫保洁队。夜里" in said
    )
    out = tmp_path / "out.csv"
    assert run("show", "--csv", str(out)) == (0, f"2 rules written to {out}\n")
    with out.open(encoding="utf-8-sig") as written:
        rows = list(csv.DictReader(written))
    assert [(r["number"], r["unit"], r["stand_in"], r["local"]) for r in rows] == [
        ("1", "municipal", "", "no"), ("2", "drainage", "sanitation", "no"),
    ]  # fmt: skip
    assert run("set", str(out)) == (0, "Routing rules of 211102, edition 1: 2 rules\n"), "the same changes nothing"
    assert RoutingEdition.objects.count() == 1


def test_a_file_is_tried_on_past_cases_and_nothing_is_written(tmp_path, actor):
    to_state("closed", actor, at=timezone.now() - timedelta(hours=1))
    file, moved = sheet(tmp_path / "rules.csv", DRAINS), tmp_path / "moved.csv"
    code, said = run("try", file, "--moved", str(moved))
    assert code == 0 and "  – → 市政养护所  really 排水养护队" in said
    assert "rule 1: 0 cases, 0 rightly → 1, 0\n" in said
    assert "最近 90 天办结的 1 件里，1 件会改派" in said
    with moved.open(encoding="utf-8-sig") as written:
        (row,) = csv.DictReader(written)
    assert (row["kind"], row["after"], row["really"]) == ("E0504", "市政养护所", "排水养护队")
    assert not RoutingEdition.objects.exists()


def test_what_is_wrong_is_named_by_its_line(tmp_path):
    for row, words in (
        (("E0504", "", "nobody", *DRAINS[3:]), "line 3: 第 2 条：没有这个处置单位"),
        (("E0504", "", "", *DRAINS[3:]), "line 3, column unit: is empty"),
        ((*DRAINS[:7], "tomorrow", *DRAINS[8:]), "line 3, column since: 'tomorrow' is no day"),
    ):
        for command in ("set", "try"):
            code, said = run(command, sheet(tmp_path / "rules.csv", DRAINS, row))
            assert (code, words in said) == (1, True), said
    assert not RoutingEdition.objects.exists()


def test_what_is_the_matter_is_said_beside_the_rules(tmp_path):
    over = (*DRAINS[:8], "2020-01-01", *DRAINS[9:])
    run("set", sheet(tmp_path / "rules.csv", DRAINS, ("E0504", "211102005", "greening", *DRAINS[3:]), over))
    said = run("show")[1]
    assert "! 已经到期" in said and "!  规则 2 与 1 冲突，按 2" in said
