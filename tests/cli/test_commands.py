"""The console: every command as it is typed, on a database of its own."""

import csv
import ipaddress
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from tests.serving import COMMAND

from wangge.simulate.lan import PRIVATE, certificates, lan_address, qr, trust_page
from wangge.site.surroundings import Surroundings

ROWS = [
    ("A-1", "路灯不亮", "2026/11/2 8:15:00", "河景街的路灯三天不亮了。"),
    ("A-2", "井盖", "2026-11-02 09:00:00", "井盖松动，\n一踩就响。"),
    ("A-3", "噪声", "2026/11/3 7:01", "工地半夜施工。"),
]


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Runs ``wangge …`` in an empty folder with settings of its own; gives exit code and all that was said."""
    import os

    base = {k: v for k, v in os.environ.items() if not k.startswith("WANGGE_")} | {
        "WANGGE_VAR": str(tmp_path / "var"),
        "WANGGE_DATABASE": f"sqlite:///{tmp_path / 'own.sqlite3'}",
        "WANGGE_SECRET_KEY": "tests-only-" + "s" * 40,
        "WANGGE_FIELD_KEY": "tests-only-" + "f" * 40,
    }

    def wangge(*words: str, **environ: str) -> tuple[int, str]:
        done = subprocess.run(
            [*COMMAND, *words], cwd=tmp_path, env=base | environ, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    return wangge


def messages(path: Path, rows: Any = ROWS, head: Any = ("msg_id", "title", "time", "detail"), **how: Any) -> str:
    with path.open("w", newline="", **({"encoding": "utf-8"} | how)) as file:
        csv.writer(file).writerows([head, *rows])
    return str(path)


def test_messages_come_in_once_however_often(run, tmp_path):
    file, store = messages(tmp_path / "in.csv"), str(tmp_path / "store.sqlite3")
    first, again = (run("import", "reports", file, "--store", store) for _ in range(2))
    assert first == (0, "Taking in 3 messages\n3 new reports, 0 had come in before, 0 rows refused\n")
    assert again[1].splitlines()[-1] == "0 new reports, 3 had come in before, 0 rows refused"
    code, said = run("verify", "--store", store)
    assert (code, said.splitlines()[-1]) == (0, "3 chains, 3 entries, 0 contents erased by decision, 0 faults")


@pytest.mark.long
def test_an_import_that_was_killed_is_begun_again_and_doubles_nothing(run, tmp_path):
    import os
    import signal
    import sqlite3
    import time

    rows = [(f"B-{n}", "题", "2026/11/3 7:01", f"第 {n} 条留言") for n in range(400)]
    file, store = messages(tmp_path / "in.csv", rows), tmp_path / "store.sqlite3"
    environ = os.environ | {"WANGGE_SECRET_KEY": "tests-only-" + "s" * 40, "WANGGE_FIELD_KEY": "tests-only-" + "f" * 40}

    def count() -> int:
        try:
            with sqlite3.connect(store) as database:
                return int(database.execute("SELECT count(*) FROM cases_report").fetchone()[0])
        except sqlite3.OperationalError:
            return 0

    child = subprocess.Popen(
        [*COMMAND, "import", "reports", file, "--store", str(store)], env=environ, stdout=subprocess.DEVNULL
    )
    while count() < 20 and child.poll() is None:
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()
    before = count()
    assert 20 <= before < 400
    said = run("import", "reports", file, "--store", str(store))[1]
    assert said.splitlines()[-1] == f"{400 - before} new reports, {before} had come in before, 0 rows refused"
    assert count() == 400


def test_a_broken_row_is_named_and_the_others_come_in(run, tmp_path):
    rows = [*ROWS, ("", "x", "2026/11/3", "没有编号"), ("A-5", "x", "昨天", "时间不对"), ("A-6", "", "2026/11/3", "")]
    file, store = messages(tmp_path / "in.csv", rows), str(tmp_path / "store.sqlite3")
    code, said = run("import", "reports", file, "--store", store)
    assert code == 1
    assert "3 new reports, 0 had come in before, 3 rows refused" in said
    assert "line 6, column msg_id: empty" in said
    assert "line 7, column time: '昨天' is no time" in said
    assert "line 8, column detail" in said


@pytest.mark.long
def test_other_column_names_encodings_and_spreadsheets(run, tmp_path):
    store = str(tmp_path / "store.sqlite3")
    head = ("编号", "标题", "时间", "内容")
    other = messages(tmp_path / "other.csv", head=head, encoding="gb18030")
    code, said = run("import", "reports", other, "--store", store)
    assert (code, "no column called msg_id" in said) == (1, True)
    mapping = tmp_path / "map.json"
    mapping.write_text(json.dumps(dict(zip(("msg_id", "title", "time", "detail"), head, strict=True))), "utf-8")
    assert run("import", "reports", other, "--store", store, "--mapping", str(mapping))[0] == 0
    book = Workbook()
    for row in [("msg_id", "title", "time", "detail"), *ROWS, ("A-9", "新的", "2026-11-04", "表格里的一条")]:
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")
    said = run("import", "reports", str(tmp_path / "in.xlsx"), "--store", store)[1]
    assert said.splitlines()[-1] == "1 new reports, 3 had come in before, 0 rows refused"


@pytest.mark.long
def test_verify_finds_what_was_altered(run, tmp_path):
    import sqlite3

    store = tmp_path / "store.sqlite3"
    run("import", "reports", messages(tmp_path / "in.csv"), "--store", str(store))
    with sqlite3.connect(store) as database:
        database.execute("DROP TRIGGER journal_entry_no_update")
        database.execute("UPDATE journal_entry SET facts = replace(facts, 'import', 'public') WHERE position = 2")
    code, said = run("verify", "--store", str(store))
    assert (code, "entry 1: was altered" in said, "1 faults" in said) == (1, True, True)
    with sqlite3.connect(store) as database:
        database.execute("DROP TRIGGER journal_entry_no_delete")
        database.execute("DELETE FROM journal_entry WHERE position = 3")
    code, said = run("verify", "--store", str(store))
    assert (code, "has no history" in said, "2 entries, last position 2, counter 3" in said) == (1, True, True)


@pytest.mark.long
def test_the_first_administrator_and_a_way_back_in(run):
    assert run("migrate")[0] == 0
    code, said = run("account", "create", "first", "--name", "管理员")
    assert (code, said.splitlines()[0]) == (0, "user name first")
    assert "must be changed" in said
    assert run("account", "create", "first", "--name", "又一个")[0] == 1
    assert run("account", "create", "x", "--name", "x", "--post", "emperor")[1].strip() == (
        "There is no such post. Choose one from the list."
    )
    code, again = run("account", "reset", "first")
    assert (code, again != said) == (0, True)
    assert run("account", "reset", "nobody")[0] == 1


@pytest.mark.parametrize("name", ["WANGGE_SECRET_KEY", "WANGGE_FIELD_KEY"])
@pytest.mark.parametrize("value", ["", "change-me", "short"])
@pytest.mark.parametrize("command", ["serve", "worker", "live"])
def test_no_server_starts_with_secrets_that_everybody_knows(run, command, name, value):
    code, said = run(command, **{name: value})
    assert code == 1
    assert name in said and "token_urlsafe" in said


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"WANGGE_DATABASE": "mysql://x"}, "must begin with sqlite:/// or postgresql://"),
        ({"WANGGE_LIVE_ADDRESS": "8001"}, "WANGGE_LIVE_ADDRESS must be a port such as :8001"),
        ({"WANGGE_LIVE_ADDRESS": "ws://x; script-src *"}, "WANGGE_LIVE_ADDRESS must be a port such as :8001"),
        ({"WANGGE_UNSEEN_MINUTES": "soon"}, "WANGGE_UNSEEN_MINUTES must be a whole number, not 'soon'."),
    ],
)
def test_settings_that_cannot_be_read_are_said_in_a_sentence(run, environ, sentence):
    code, said = run("verify", **environ)
    assert (code, sentence in said, "Traceback" in said) == (1, True, False)


def test_help_names_every_command(run):
    said = run("--help")[1]
    for name in ("account", "demo", "docs", "import", "live", "migrate", "serve", "story", "verify", "worker"):
        assert f"  {name}" in said


def test_a_story_without_demo_says_what_to_do(run, tmp_path):
    assert "make demo" in run("story", "drain")[1]
    accounts = tmp_path / "accounts.json"
    accounts.write_text("[]")
    assert "no account called community" in run("story", "drain", "--accounts", str(accounts))[1]
    rows = [{"username": n, "name": n, "password": "x"} for n in ("worker", "community", "street", "unit")]
    accounts.write_text(json.dumps(rows))
    assert (
        "No server answers" in run("story", "drain", "--accounts", str(accounts), "--server", "http://127.0.0.1:9")[1]
    )


def test_secrets_and_addresses_come_from_a_file_too(tmp_path):
    file = tmp_path / "own.env"
    file.write_text("# ours\nWANGGE_SECRET_KEY=from-file\nWANGGE_DISTRICT = 330102\n\nnonsense\n")
    here = Surroundings({"WANGGE_ENV_FILE": str(file), "WANGGE_SECRET_KEY": "from-environment"})
    assert here.text("SECRET_KEY") == "from-environment"
    assert here.text("DISTRICT") == "330102"
    place = Surroundings({"WANGGE_DATABASE": "postgresql://u:p%40ss@db:5433/wangge?sslmode=require"}).database(tmp_path)
    assert (place["HOST"], place["PORT"], place["PASSWORD"]) == ("db", "5433", "p@ss")
    assert place["OPTIONS"]["sslmode"] == "require"


def _networks(authority: Path) -> list[Any]:
    from cryptography import x509

    read = x509.load_pem_x509_certificate(authority.read_bytes())
    permitted = read.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    return [name.value for name in permitted if isinstance(name, x509.IPAddress)]


def test_the_demos_authority_signs_for_the_machine_and_for_nothing_public(tmp_path):
    made = certificates(tmp_path, "192.168.1.20")
    first = made.certificate.read_bytes()
    assert certificates(tmp_path, "192.168.1.20").certificate.read_bytes() == first
    moved = certificates(tmp_path, "192.168.1.21")
    assert moved.fingerprint == made.fingerprint
    assert moved.certificate.read_bytes() != first
    for key in (tmp_path / "server.key", tmp_path / "authority.key"):
        assert key.stat().st_mode & 0o777 == 0o600
    assert _networks(made.authority) == PRIVATE
    public = certificates(tmp_path, "203.0.113.9")
    assert _networks(public.authority) == [*PRIVATE, ipaddress.ip_network("203.0.113.9/32")]
    assert public.fingerprint != made.fingerprint
    page = trust_page("https://192.168.1.20:8000", made.fingerprint)
    assert made.fingerprint in page and "证书" in page and "http://" not in page
    assert "█" in qr("http://192.168.1.20:8001/") or "▄" in qr("http://192.168.1.20:8001/")
    assert lan_address() != "127.0.0.1"


def test_a_browser_of_python_trusts_the_demo_once_it_knows_its_authority(tmp_path):
    import ssl
    import threading
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    import httpx

    made = certificates(tmp_path, "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"https://127.0.0.1:{server.server_address[1]}/"
    knowing = ssl.create_default_context(cafile=str(made.authority))
    assert httpx.get(url, verify=knowing, trust_env=False).status_code == 501
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)
    server.shutdown()
