"""``wangge clock due`` and ``wangge import calendar``: answers, sentences, and what a file changes."""

import json
import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.serving import COMMAND

from wangge.cli.main import wangge as command
from wangge.clock.models import CalendarVersion

START = "2026-02-12T10:00:00+08:00"


def wangge(*words: str, **environ: str) -> tuple[int, str, str]:
    """Exit code and what was said on both channels."""
    done = subprocess.run([*COMMAND, *words], env=os.environ | environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def run(own_database: str) -> Callable[..., tuple[int, str, str]]:
    """``wangge …`` on a database with the demo's ground."""
    return lambda *words: wangge(*words, WANGGE_DATABASE=own_database)


def refused(*words: str) -> str:
    """What a command that ends with 1 says, run in this process: sentences are many and starting takes a second."""
    done = CliRunner().invoke(command, words)
    assert done.exit_code == 1 and done.stdout == "" and isinstance(done.exception, SystemExit), done.output
    return done.stderr


def due(*words: str, start: str = START, limit: str = "5 工作日") -> tuple[int, str, str]:
    return wangge("clock", "due", "--calendar", "CN", "--start", start, "--limit", limit, *words,
                  WANGGE_DATABASE="sqlite:////nowhere/at/all.sqlite3")  # fmt: skip


# --- due


def test_the_first_line_is_the_due_time_and_then_come_the_stretches():
    code, said, aside = due("--stop", "2026-02-13T15:00:00+08:00/2026-02-14T09:00:00+08:00/雨雪")
    lines = said.splitlines()
    assert (code, aside, lines[0]) == (0, "", "2026-02-26T16:00:00+08:00")
    assert lines[1] == "2026-02-12T10:00:00+08:00 2026-02-12T12:00:00+08:00 counted 工作时间 working time"
    assert "2026-02-13T15:00:00+08:00 2026-02-14T09:00:00+08:00 stopped 雨雪" in lines
    assert {line.split()[2] for line in lines[1:]} == {"counted", "stopped"}


def test_the_answer_has_the_offset_of_the_start():
    assert due(start="2026-02-27T00:30:00Z", limit="4 工作时")[1].splitlines()[0] == "2026-02-27T06:30:00+00:00"
    assert due(start="2026-02-27T16:30:00.75+08:00", limit="立即")[1] == "2026-02-27T16:30:00+08:00\n"


def test_a_year_without_a_notice_is_said_to_be_provisional():
    code, said, aside = due(start="2026-12-30T10:00:00+08:00")
    assert (
        (code, said.splitlines()[0]) == (0, "2027-01-07T10:00:00+08:00") and "Provisional" in aside and "暂定" in aside
    )
    assert due("--version", "2025")[2] and not due("--version", "2026")[2]


def test_without_a_database_only_the_built_in_calendar_is_there():
    assert "CN has the versions 2024 to" in due("--version", "2050")[2]
    code, _, aside = due("--calendar", "XP")
    assert code == 1 and "which would know calendar XP, does not answer" in aside


def test_a_stop_that_lasts_leaves_no_due_time():
    code, said, aside = due("--stop", "2026-02-13T15:00:00+08:00/")
    assert (code, said.splitlines()[0]) == (0, "none") and "The stop lasts" in aside
    assert said.splitlines()[-1] == "2026-02-13T15:00:00+08:00 … stopped 停表"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"start": "yesterday"}, "'yesterday' is no time. Write one such as"),
        ({"start": "2026-02-12T10:00:00"}, "Add it at the end: 2026-02-12T10:00:00+08:00"),
        ({"start": "2300-02-12T10:00:00Z"}, "Check the year"),
        ({"limit": "1 自然月"}, "自然月是申请的期限"),
        ({"limit": "five"}, "The limit 'five' cannot be read"),
        ({"stop": "2026-02-12T10:00:00+08:00"}, "with a / between them"),
        ({"stop": "2026-02-12T10:00:00+08:00/2026-02-11T10:00:00+08:00"}, "before it begins"),
        ({"stop": "2026-02-12/2026-02-13"}, "has no offset"),
        ({"version": "2050"}, "There is no calendar 'CN' version 2050"),
        ({"calendar": "XP"}, "There is no calendar 'XP'. CN is built in."),
    ],
)
@pytest.mark.django_db
def test_what_cannot_be_is_said_with_what_to_type(words, sentence):
    given = {"start": START, "limit": "5 工作日"} | words
    assert sentence in refused("clock", "due", *(w for name, said in given.items() for w in (f"--{name}", said)))


# --- files


def table(path: Path, *rows: str) -> str:
    path.write_text("\n".join(["date,kind,name,name_en,slots", *rows]) + "\n", "utf-8")
    return str(path)


NOTICE = ("2026-12-27,workday,元旦调休上班,,", "2027-01-01,holiday,元旦,New Year's Day,", "2027-10-01,放假,国庆节,,",
          "2027-02-13,上班,,,09:00-12:00")  # fmt: skip


@pytest.mark.long
def test_a_notice_is_shown_written_and_the_second_time_changes_nothing(run, tmp_path):
    file = table(tmp_path / "2027.csv", *NOTICE)
    tried = run("import", "calendar", file, "--code", "CN", "--dry-run")[1]
    for line in ("published 2027", "new      2026-12-27 元旦调休上班", "gone     2027-02-08 春节"):
        assert f"  {line}\n" in tried
    assert tried.endswith("2 new, 1 changed, 1 as they are, nothing written\n")
    before = run("clock", "due", "--start", "2026-12-25T10:00:00+08:00", "--limit", "1 工作日")
    assert before[1].startswith("2026-12-28T10:00:00+08:00\n")
    first = run("import", "calendar", file, "--code", "CN")[1]
    assert "Calendar CN, version 1, from 2026-12-27 on" in first
    assert run("import", "calendar", file, "--code", "CN")[1] == "0 new, 0 changed, 4 as they are\n"
    code, said, aside = run("clock", "due", "--start", "2026-12-25T10:00:00+08:00", "--limit", "1 工作日")
    assert (code, said.splitlines()[0], aside) == (0, "2026-12-27T10:00:00+08:00", "")
    assert not run("clock", "due", "--start", "2027-03-01T10:00:00+08:00", "--limit", "1 工作日")[2]
    assert run("clock", "due", "--version", "2026", "--start", "2027-03-01T10:00:00+08:00", "--limit", "1 工作日")[2]
    assert run("verify")[0] == 0


def test_a_calendar_as_json_has_hours_and_an_owner_of_its_own(run, tmp_path):
    file = tmp_path / "xp.json"
    said = {"code": "XP", "name": "斜坡市工时", "owner": "211102005", "zone": "Asia/Shanghai",
            "valid_from": "2026-01-01",
            "week": {"mon": "08:30-12:00 13:00-17:30", "fri": "08:30-11:30"}, "published": [2026],
            "dates": [{"date": "2026-09-03", "kind": "holiday", "name": "市庆"}]}  # fmt: skip
    file.write_text(json.dumps(said), "utf-8")
    assert "Calendar XP, version 1, from 2026-01-01 on" in run("import", "calendar", str(file))[1]
    assert run("import", "calendar", str(file))[1] == "0 new, 0 changed, 1 as they are\n"
    from wangge.clock.queries import calendar_for

    calendar = calendar_for(["211102005"])
    assert calendar.day(date(2026, 9, 3)).why.zh == "市庆" and calendar.day(date(2026, 3, 4)).slots == ()
    none = table(tmp_path / "none.csv")
    hours = run("import", "calendar", none, "--code", "XP", "--slots", "09:00-17:00", "--from", "2026-10-08")[1]
    assert "Calendar XP, version 2, from 2026-10-08 on" in hours
    owner = run("import", "calendar", str(file), "--owner", "211102")
    assert owner[0] == 1 and "Take another code" in owner[2]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("soon,holiday,,,", "line 2, column date: 'soon' is no day"),
        ("2027-01-01,feast,,,", "line 2, column kind: 'feast' is neither holiday (放假) nor workday (上班)"),
        ("2027-01-01,workday,,,9-12", "line 2, column slots: The slots '9-12' cannot be read"),
        ("2027-01-01,holiday,,,09:00-12:00", "line 2, column slots: a holiday has no slots"),
        (",holiday,,,", "line 2, column date: is empty"),
        ("2027-01-01,holiday,,,\n2027-01-01,workday,,,", "line 3, column date: the same as in line 2"),
    ],
)
@pytest.mark.django_db
def test_a_bad_row_is_named_and_nothing_is_changed(tmp_path, row, fault):
    said = refused("import", "calendar", table(tmp_path / "bad.csv", row), "--code", "CN")
    assert fault in said and "nothing was changed" in said
    assert CalendarVersion.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "words", "fault"),
    [
        ("[1]", (), "no calendar as JSON"),
        ("{", (), "no calendar as JSON"),
        ('{"dates": []}', (), "Say with --code which calendar this is"),
        ('{"code": "XP", "zone": "Mars/Base"}', (), "There is no zone 'Mars/Base'"),
        ('{"code": "XP", "week": {}}', (), "A week has seven days"),
        ('{"code": "XP", "week": {"mon": "noon"}}', (), "The slots 'noon' cannot be read"),
        ('{"code": "XP"}', ("--from", "soon"), "'soon' is no day"),
        ('{"code": "XP"}', ("--slots", "8-12"), "cannot be read"),
    ],
)
@pytest.mark.django_db
def test_a_file_that_is_no_calendar_is_said_so(tmp_path, body, words, fault):
    file = tmp_path / "bad.json"
    file.write_text(body, "utf-8")
    assert fault in refused("import", "calendar", str(file), *words)
    assert CalendarVersion.objects.count() == 0


def test_the_template_is_an_example_that_can_be_imported(run, tmp_path):
    file = tmp_path / "template.csv"
    file.write_text(run("clock", "template")[1], "utf-8")
    assert run("import", "calendar", str(file), "--code", "CN")[1].endswith("1 new, 0 changed, 1 as they are\n")
    assert run("import", "calendar", str(file), "--code", "CN")[1] == "0 new, 0 changed, 2 as they are\n"
