"""The ground and its people from files, located, cut anew: a bad file changes nothing, the same one twice nothing."""

import csv
import json
import os
import subprocess
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook
from tests.acts import GRID
from tests.serving import COMMAND

from wangge.simulate.ground import SEED

COMMUNITY = GRID[:12]
POSTS = "staff_no name post area starts_on"


@pytest.fixture
def run(own_database: str, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Runs ``wangge …`` on a database with the demo's ground; gives exit code and all that was said."""

    def wangge(*words: str) -> tuple[int, str]:
        environ = os.environ | {"WANGGE_DATABASE": own_database}
        done = subprocess.run([*COMMAND, *words], env=environ, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return wangge


def table(path: Path, head: str, *rows: tuple[Any, ...]) -> str:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head.split(), *rows])
    return str(path)


def people() -> Any:
    from wangge.orgs.queries import people_rows

    return people_rows("211102")


@pytest.mark.long
@pytest.mark.parametrize("name", ["places", "buildings", "units", "people", "offices"])
def test_the_template_is_an_example_that_can_be_imported(run, tmp_path, name):
    said = run("template", name)[1]
    file = tmp_path / "template.csv"
    file.write_text(said, "utf-8")
    last = [run("import", name, str(file), *more)[1].splitlines()[-1] for more in (["--dry-run"], [], [])]
    assert last[0] == "1 new, 0 changed, 0 as they are, nothing written"
    assert last[1:] == ["1 new, 0 changed, 0 as they are", "0 new, 0 changed, 1 as they are"]
    assert run("verify")[0] == 0


def test_a_difference_is_shown_before_it_is_written(run, tmp_path):
    file = table(tmp_path / "p.csv", "code name", (GRID, "一号网格"), (f"{COMMUNITY}008", "新网格"))
    said = run("import", "places", file, "--dry-run")[1]
    assert f"new      {COMMUNITY}008 新网格" in said
    assert f"changed  {GRID} 一号网格  name: 第 1 网格 → 一号网格" in said
    assert "1 new, 1 changed, 0 as they are" in run("import", "places", file)[1]
    assert "0 new, 0 changed, 2 as they are" in run("import", "places", file)[1]
    from wangge.places.queries import area_named

    assert area_named(GRID).outline["type"] == "Polygon", "a column that the file does not have leaves what is there"


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "head", "row", "fault"),
    [
        ("places", "code name", ("21110200501300", "x"), "21110200501300 has the length of no level"),
        ("places", "code name", ("330102001", "x"), "not of district 211102"),
        ("places", "code name", ("211102099001", "x"), "the area above, 211102099, is not there"),
        ("places", "code name", (GRID, ""), "line 2, column name: is empty"),
        ("places", "code name", ("延风", "x"), "line 2, column code: '延风' is no area code"),
        ("places", "code name outline", (GRID, "x", "{}"), "line 2, column outline: is no GeoJSON geometry"),
        ("places", "code name outline", (GRID, "x", '{"type":"Point","coordinates":[1,2]}'), "no valid Polygon"),
        ("places", "name", ("x",), "no column called code"),
        ("buildings", "code grid name address lat lng", ("b", GRID, "n", "a", "91", "122"), "91 is not between -90"),
        ("buildings", "code grid name address lat lng", ("b", GRID, "n", "a", "41.19", ""), "belong together"),
        ("buildings", "code grid name address lat lng", ("b", GRID, "n", "a", "x", "122"), "'x' is no number"),
        ("buildings", "code grid name address lat lng", ("b", f"{COMMUNITY}002", "n", "a", "41.1963", "122.0568"),
         f"the point lies in {GRID}, not in {COMMUNITY}002"),
        ("buildings", "code grid name address", ("b", "211102005013999", "n", "a"), "is no grid in force"),
        ("units", "code name area", ("u", "n", "211102777"), "211102777 is no area in force"),
        ("units", "code name area", ("u" * 41, "n", "211102"), "41 characters, at most 40"),
        ("people", POSTS, ("1", "n", "king", GRID, "2026-01-01"), "There is no such post"),
        ("people", POSTS, ("1", "n", "grid_worker", COMMUNITY, "2026-01-01"), "does not fit"),
        ("people", POSTS, ("1", "n", "grid_worker", GRID, "gestern"), "is no day such as"),
        ("people", "staff_no name post unit starts_on", ("1", "n", "unit_handler", "nobody", "2026-01-01"), "no unit"),
        ("people", "staff_no name post unit starts_on", ("1", "n", "unit_chief", "property", "2026-01-01"),
         "line 2, column post: An outside body has handlers of outside bodies only"),
        ("people", f"{POSTS} kinds", ("1", "n", "grid_worker", GRID, "2026-01-01", "roads"), "line 2, column kinds"),
        ("units", "code name area kind", ("u", "n", "211102", "shop"), "'shop' is none of department, centre"),
        ("units", "code name area kind", ("property", "n", "211102", "agency"), "there are people in it as handler of"),
        ("units", "code name area parent", ("u", "n", "211102", "v"), "line 2, column parent: there is no unit 'v'"),
        ("units", "code name area parent", ("u", "n", "211102", "u"), "u would stand above itself"),
        ("offices", "code name area units", ("o", "n", "211102777", "drainage"), "211102777 is no area in force"),
        ("offices", "code name area units", ("o", "n", GRID, "drainage x"), "column units: there is no unit 'x'"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_and_nothing_is_changed(run, tmp_path, name, head, row, fault):
    from wangge.journal.models import Entry

    before = Entry.objects.count()
    good = {"places": (f"{COMMUNITY}009", "好"), "units": ("good", "好", "211102")}.get(name)
    rows = [row] if good is None or len(head.split()) != len(good) else [row, good]
    code, said = run("import", name, table(tmp_path / "bad.csv", head, *rows))
    assert code == 1
    assert fault in said
    assert "Traceback" not in said
    assert Entry.objects.count() == before


SHIFT = "staff_no area unit starts_at ends_at instead_of"


def today() -> date:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def crew(run: Any, tmp_path: Path) -> None:
    """Two workers with numbers: W-1 of grid 3, W-2 of grid 4, and U-1 of a unit."""
    rows = [("W-1", "李明", "grid_worker", f"{COMMUNITY}003", "", "2026-01-01"),
            ("W-2", "张丽", "grid_worker", f"{COMMUNITY}004", "", "2026-01-01"),
            ("U-1", "赵刚", "unit_handler", "", "drainage", "2026-01-01")]  # fmt: skip
    assert (
        run("import", "people", table(tmp_path / "crew.csv", "staff_no name post area unit starts_on", *rows))[0] == 0
    )


@pytest.mark.long
@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("X", "g", "", "8:00", "9:00", ""), "line 2, column staff_no: there is nobody with the number 'X'"),
        (("W-1", "g", "", "8:00", "9:00", "X"), "line 2, column instead_of: there is nobody with the number 'X'"),
        (("W-1", "211102777", "", "8:00", "9:00", ""), "line 2, column area: 211102777 is no area in force"),
        (("U-1", "", "nobody", "8:00", "9:00", ""), "line 2, column unit: there is no unit 'nobody'"),
        (("W-1", "", "", "8:00", "9:00", ""), "line 2, column area: a shift is for an area or for a unit"),
        (("W-1", "g", "drainage", "8:00", "9:00", ""), "line 2, column area: a shift is for an area or for a unit"),
        (("W-1", "g", "", "9:00", "8:00", ""), "line 2, column ends_at: the end is not after the start"),
        (("W-1", "g", "", "morning", "9:00", ""), "line 2, column starts_at: '2026-11-23 morning' is no time such as"),
        (("W-2", "g", "", "8:00", "9:00", ""), "held on that day by W-2, who also stands in for nobody"),
        (("W-1", "g", "", "8:00", "9:00", "W-2"), "no post there is held on that day by W-2, in whose place"),
        (("W-1", "g", "", "8:00", "9:00", "W-1"), "nobody stands in for himself or herself"),
    ],
)  # fmt: skip
def test_a_bad_shift_is_named_and_nothing_is_changed(run, tmp_path, row, fault):
    from wangge.orgs.models import Duty

    crew(run, tmp_path)
    staff_no, area, unit, begin, end, instead_of = row
    area = f"{COMMUNITY}003" if area == "g" else area
    begin, end = (f"2026-11-23 {cell.zfill(5) if ':' in cell else cell}" for cell in (begin, end))
    good = ("W-2", f"{COMMUNITY}004", "", "2026-11-23 08:00", "2026-11-23 16:00", "")
    bad = (staff_no, area, unit, begin, end, instead_of)
    code, said = run("import", "rosters", table(tmp_path / "r.csv", SHIFT, bad, good))
    assert (code, fault in said, "Traceback" in said) == (1, True, False), said
    assert Duty.objects.count() == 0


@pytest.mark.long
def test_rosters_come_in_once_in_the_districts_own_time_and_holes_are_listed(run, tmp_path):
    from wangge.orgs.models import Duty

    crew(run, tmp_path)
    west = f"{COMMUNITY}003"
    tomorrow = today() + timedelta(days=1)
    rows = [
        ("W-1", west, "", f"{tomorrow} 00:00", f"{tomorrow} 16:00", ""),
        ("W-1", west, "", f"{tomorrow}T18:00+08:00", f"{tomorrow} 23:59", ""),
        ("W-2", west, "", f"{tomorrow} 09:00", f"{tomorrow} 10:00", "W-1"),
        ("U-1", "", "drainage", f"{tomorrow} 08:00", f"{tomorrow} 16:00", ""),
    ]
    file = table(tmp_path / "r.csv", SHIFT, *rows)
    assert "4 new, 0 changed, 0 as they are, nothing written" in run("import", "rosters", file, "--dry-run")[1]
    assert "4 new, 0 changed, 0 as they are" in run("import", "rosters", file)[1]
    assert "0 new, 0 changed, 4 as they are" in run("import", "rosters", file)[1]
    first = Duty.objects.order_by("starts_at").first()
    assert first is not None and first.starts_at.astimezone(ZoneInfo("Asia/Shanghai")).hour == 0
    said = run("rosters", "--days", "3")[1]
    assert f"{west}  第 3 网格  {tomorrow} 16:00 – {tomorrow} 18:00  a gap: nobody is on shift" in said
    twice = run("import", "rosters", table(tmp_path / "t.csv", SHIFT, rows[0], rows[0]))
    assert (twice[0], "the same as in line 2" in twice[1]) == (1, True)
    assert run("template", "rosters")[1].splitlines()[0] == SHIFT.replace(" ", ",")
    assert run("verify")[0] == 0


@pytest.mark.long
def test_somebody_without_an_account_hands_over_at_the_console(run, tmp_path):
    from wangge.orgs.queries import grants_of, numbers_of

    crew(run, tmp_path)
    last = today() - timedelta(days=1)
    nobody = run("hand-over", "W-9", "--last-day", str(last))
    assert (nobody[0], "nobody with the staff number 'W-9'" in nobody[1]) == (1, True)
    code, said = run("hand-over", "W-1", "--to", "W-2", "--last-day", str(last))
    assert (code, said.startswith("1 posts (1 newly given) and 0 shifts go over on")) == (0, True), said
    assert f"{COMMUNITY}003" in {held.area for held in grants_of(numbers_of("211102")["W-2"])}
    said = run("hand-over", "W-2", "--last-day", str(today()))[1]
    assert f"Nobody holds a post then for: {COMMUNITY}003, {COMMUNITY}004" in said
    again = run("hand-over", "W-1", "--to", "W-2", "--last-day", str(last))
    assert (again[0], "no post left to hand over" in again[1]) == (1, True)


def test_the_same_key_twice_in_a_file_is_a_fault(run, tmp_path):
    file = table(tmp_path / "u.csv", "code name area", ("u", "a", "211102"), ("v", "b", "211102"), ("u", "c", "211102"))
    code, said = run("import", "units", file)
    assert (code, "line 4, column code: the same as in line 2" in said) == (1, True)


@pytest.mark.parametrize(
    ("file", "body"),
    [("x.geojson", "{"), ("x.geojson", '{"type": "Feature"}'), ("x.csv", ""), ("x.csv", "\x00\x01\x02"),
     ("x.xlsx", "no zip")],
)  # fmt: skip
def test_files_that_are_none(run, tmp_path, file, body):
    path = tmp_path / file
    path.write_text(body, "utf-8")
    code, said = run("import", "places", str(path))
    assert "Traceback" not in said
    assert code == 1 or "0 new, 0 changed, 0 as they are" in said


@pytest.mark.long
def test_people_come_with_their_posts_and_stay_one_person(run, tmp_path):
    head = "staff_no name phone post area unit starts_on ends_on"
    rows = [("W-1", "李明", "13800000031", "grid_worker", f"{COMMUNITY}003", "", "2026-01-01", ""),
            ("W-1", "李明", "13800000031", "grid_worker", f"{COMMUNITY}004", "", "2026-01-01", "2026-12-31"),
            ("U-1", "赵刚", "", "unit_handler", "", "drainage", "2026-01-01", "")]  # fmt: skip
    file = table(tmp_path / "people.csv", head, *rows)
    assert "3 new, 0 changed, 0 as they are" in run("import", "people", file)[1]
    assert "0 new, 0 changed, 3 as they are" in run("import", "people", file)[1]
    from wangge.orgs.models import Person

    assert Person.objects.filter(staff_no="W-1").count() == 1
    assert len(people()) == 3
    rows[1] = (*rows[1][:7], "2026-06-30")
    said = run("import", "people", table(tmp_path / "people.csv", head, *rows))[1]
    assert "0 new, 1 changed, 2 as they are" in said and "ends_on: 2026-12-31 → 2026-06-30" in said
    rows[0] = (*rows[0][:2], "", *rows[0][3:])
    rows[1] = (*rows[1][:2], "", *rows[1][3:])
    said += run("import", "people", table(tmp_path / "people.csv", head, *rows))[1]
    assert "changed  W-1 李明  phone" in said and "13800000031" not in said
    assert "0 new, 0 changed, 3 as they are" in run("import", "people", str(tmp_path / "people.csv"))[1]
    assert run("verify")[0] == 0


def test_a_list_of_units_without_numbers_leaves_the_numbers_that_are_there(run, tmp_path):
    from wangge.orgs.models import Unit

    rows = [("water", "自来水公司", "211102", "0427-5550101"), ("gas", "燃气公司", "211102", "0427-5550102")]
    assert "2 new" in run("import", "units", table(tmp_path / "u.csv", "code name area phone", *rows))[1]
    renamed = [("water", "水务公司", "211102"), ("gas", "燃气公司", "211102")]
    said = run("import", "units", table(tmp_path / "u.csv", "code name area", *renamed))[1]
    assert "0 new, 1 changed, 1 as they are" in said
    numbers = dict(Unit.objects.filter(code__in=["water", "gas"]).values_list("code", "phone"))
    assert numbers == {"water": "0427-5550101", "gas": "0427-5550102"}
    taken = [(*rows[0][:3], ""), rows[1]]
    assert "1 changed" in run("import", "units", table(tmp_path / "u.csv", "code name area phone", *taken))[1]
    assert Unit.objects.get(code="water").phone == ""


def test_a_spreadsheet_reads_the_same_as_a_csv(run, tmp_path):
    book = Workbook()
    for row in (("code", "name", "area"), ("water", "自来水公司", 211102)):
        book.active.append(row)
    book.save(tmp_path / "u.xlsx")
    assert "1 new" in run("import", "units", str(tmp_path / "u.xlsx"))[1]


def test_outlines_go_out_and_come_back_as_geojson(run, tmp_path):
    said = run("export", "--within", COMMUNITY)[1]
    file = tmp_path / "grids.geojson"
    file.write_text(said, "utf-8")
    found = json.loads(said)
    assert len(found["features"]) == 4
    assert "0 new, 0 changed, 4 as they are" in run("import", "places", str(file))[1]
    found["features"][0]["geometry"]["coordinates"][0][0][0] -= 0.0001
    found["features"][0]["geometry"]["coordinates"][0][-1][0] -= 0.0001
    file.write_text(json.dumps(found), "utf-8")
    assert "0 new, 1 changed, 3 as they are" in run("import", "places", str(file))[1]


def test_a_file_of_points_or_addresses_comes_back_with_its_grids(run, tmp_path):
    door = SEED["buildings"][0]
    points = table(tmp_path / "p.csv", "id lat lng", (1, door["lat"], door["lng"]), (2, 0, 0), (3, "x", 1))
    code, said = run("locate", points)
    lines = said.splitlines()
    assert (code, lines[0]) == (0, "id,lat,lng,grid,community,street,score,why")
    assert lines[1].split(",")[3] == door["grid"]
    assert "in no grid" in lines[2] and "not on earth" in lines[3]
    words = table(tmp_path / "w.csv", "address", (door["address"],), ("不知道",))
    said = run("locate", words)[1].splitlines()
    assert door["grid"] in said[1]
    assert "nothing in it is known" in said[2]
    assert "1 of 2 located" in said[3]
    wrong = run("locate", table(tmp_path / "x.csv", "other", (1,)))
    assert (wrong[0], "are wanted" in wrong[1]) == (1, True)


def test_a_recutting_is_shown_first_and_done_when_it_is_meant(run, tmp_path):
    grid = SEED["buildings"][0]["grid"]
    steps = tmp_path / "steps.json"
    steps.write_text(json.dumps([{"do": "split", "code": grid, "line": [[122.0579, 41], [122.0579, 42]]}]), "utf-8")
    code, said = run("recut", str(steps), "--dry-run")
    assert (code, "1 codes end, 2 are made" in said, "何文静" in said, "Nothing was changed" in said) == (
        0,
        True,
        True,
        True,
    )
    assert run("recut", str(steps))[1].splitlines()[-1] == "Done. People and open cases follow within seconds."
    assert "no code in force" in run("recut", str(steps))[1]
    steps.write_text("[{", "utf-8")
    assert "not JSON at line 1" in run("recut", str(steps))[1]
    steps.write_text("{}", "utf-8")
    assert "a list of steps is wanted" in run("recut", str(steps))[1]
