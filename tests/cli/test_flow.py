"""``wangge flow``: a table read aloud and changed without code."""

import json

import pytest
from tests.cli.test_commands import run  # noqa: F401


def test_a_table_is_shown_changed_and_shown_again(run, tmp_path):  # noqa: F811
    assert run("migrate")[0] == 0
    code, shipped = run("flow", "show", "matters")
    assert code == 0
    assert shipped.startswith("# Flow `matters` 部件与事件 Components and events, version 3\n")
    assert "| `urge@reported` | 催办 Urge |" in shipped
    file = tmp_path / "options.json"
    file.write_text(json.dumps({
        "off": ["urge@reported"], "labels": {"dispatch@registered": {"zh": "派单", "en": "Send"}},
        "stage_limits": {"reported": "2 工作时"},
    }))  # fmt: skip
    changes = (
        "  off      urge@reported 催办\n"
        "  label    dispatch@registered 派遣 → 派单 · Dispatch → Send\n"
        "  limit    reported none → 2 工作时\n"
    )
    dry = run("flow", "set", "matters", str(file), "--dry-run")
    assert dry == (0, changes + "3 changes, nothing written\n")
    assert run("flow", "set", "matters", str(file)) == (0, changes + "Flow matters of 211102, edition 1: 3 changes\n")
    assert run("flow", "set", "matters", str(file)) == (0, "Flow matters of 211102, edition 1: 0 changes\n")
    own = run("flow", "show", "matters", "--district", "211102")[1]
    assert own.splitlines()[0].endswith(", version 3, edition 1")
    assert "urge@reported" not in own and "派单 Send" in own and "| 2 工作时 |" in own
    assert run("flow", "show", "matters")[1] == shipped
    file.write_text("{}")
    back = run("flow", "set", "matters", str(file))[1]
    assert "on again urge@reported 催办" in back and "edition 2" in back
    assert run("verify")[0] == 0


@pytest.mark.long
def test_what_cannot_be_is_refused_with_a_sentence(run, tmp_path):  # noqa: F811
    assert run("migrate")[0] == 0
    file = tmp_path / "options.json"
    for text, words in (
        ('{"off": ["close@checking"]}', "不能停用"), ('{"off": ["nothing@reported"]}', "没有叫"), ("{", "no JSON"),
    ):  # fmt: skip
        file.write_text(text)
        code, said = run("flow", "set", "matters", str(file))
        assert code == 1 and words in said
    for words in (("show", "nothing"), ("set", "nothing", str(file))):
        code, said = run("flow", *words)
        assert code == 1 and "There is no flow called nothing" in said
