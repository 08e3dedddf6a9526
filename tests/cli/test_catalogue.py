"""The catalogue by the command line: loaded, written to a file, taken in dry and in earnest."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from wangge.catalogue.models import Kind
from wangge.cli.main import wangge

pytestmark = pytest.mark.django_db


def run(*words: str) -> tuple[int, str]:
    """``wangge catalogue …`` for the demo's district; gives exit code and all that was said."""
    done = CliRunner().invoke(wangge, ["catalogue", *words, "--district", "211102"])
    return done.exit_code, done.output


def test_the_catalogue_goes_out_is_changed_and_comes_in(tmp_path: Path):
    assert run("load") == (0, "0 new majors, 0 new kinds, 0 kinds renewed in 211102\n")
    assert run("load", "--renew") == (0, "0 new majors, 0 new kinds, 31 kinds renewed in 211102\n")
    file = tmp_path / "c.csv"
    assert run("export", str(file))[1].startswith("746 rows written")
    text = file.read_text("utf-8-sig")
    assert text.count("\n") == 747 and "E0504" in text
    assert run("import", str(file)) == (0, f"0 new, 0 changed, {Kind.objects.count()} unchanged\n")
    file.write_text("kind,kind_limit\nE0504,3 工作日\nE0102,4 工作时\n", "utf-8")
    code, said = run("import", str(file), "--dry-run")
    assert (code, said.splitlines()) == (
        0, ["line 2: E0504 下水道堵塞或破损 changed limit", "would be 0 new, 1 changed, 1 unchanged"],
    )  # fmt: skip
    assert run("import", str(file))[1].endswith("\n0 new, 1 changed, 1 unchanged\n")
    assert run("import", str(file))[1] == "0 new, 0 changed, 2 unchanged\n"


def test_a_wrong_cell_is_named_and_nothing_is_changed(tmp_path: Path):
    file = tmp_path / "c.csv"
    file.write_text("kind,kind_limit\nE0504,3 工作日\nE0102,soon\nX1,1 工作日\n", "utf-8")
    code, said = run("import", str(file))
    assert code == 1 and "cells are wrong, nothing was changed" in said
    assert "line 3, column kind_limit" in said and "line 4, column kind" in said
    file.write_bytes(b"\xff\xff")
    assert "cannot be read" in run("import", str(file))[1]
    assert "ends in .xlsx or .csv" in run("export", str(tmp_path / "c.doc"))[1]
