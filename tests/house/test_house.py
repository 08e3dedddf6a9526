"""The house keeps its own rules: rooms, names, words, documents."""

import ast
import re
import subprocess
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from wangge.cases.queries import REASONS
from wangge.cases.rules import REQUEST_STATES
from wangge.catalogue.rules import CHOICES, FLOWS, RELATIONS, SORTS
from wangge.core.words import Say
from wangge.orgs.rules import POSTS
from wangge.pages.texts import GROUPS, TEXTS

ROOT = Path(__file__).parent.parent.parent
CODE = ROOT / "src" / "wangge"
ROOMS = sorted(p.name for p in CODE.iterdir() if p.is_dir() and (p / "__init__.py").exists())
WITH_TABLES = ("journal", "places", "clock", "orgs", "catalogue", "files", "cases", "notices", "learning")
FIVE = {"models", "rules", "actions", "queries", "listeners", "apps", "migrations", "README.md", "__init__"}
TABLES_OF = {"catalogue": {"shipped"}}
"""Folders of texts that a room ships beside its five files."""
FORBIDDEN = {"util", "utils", "helper", "helpers", "manager", "common", "misc", "data", "info", "process", "do"}
MOST_LINES, SOFT_LINES = 800, 400
ALONE = {"src/wangge/api/verify_case.py"}
"""Handed out to strangers as one file, so that nothing else is needed."""


def tracked(*patterns: str) -> list[Path]:
    """Files of the project that are kept, as paths."""
    said = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [ROOT / line for line in said.splitlines() if (ROOT / line).is_file()]


PYTHON = [p for p in tracked("*.py") if "migrations" not in p.parts]


def text(path: Path) -> str:
    return path.read_text("utf-8")


# --- rooms


@pytest.mark.parametrize("room", WITH_TABLES)
def test_a_room_has_the_five_files_and_no_others(room):
    found = {p.stem if p.suffix == ".py" else p.name for p in (CODE / room).iterdir() if p.name != "__pycache__"}
    assert found <= FIVE | TABLES_OF.get(room, set())
    assert {"models", "actions", "queries", "apps", "migrations"} <= found


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_on_a_page_what_it_is(room):
    page = text(CODE / room / "README.md")
    assert page.startswith(f"# {room} ")
    assert len(page.splitlines()) <= 40


def test_every_room_stands_in_the_architecture():
    page = text(ROOT / "docs" / "architecture.md")
    assert [room for room in ROOMS if f"| `{room}` " not in page] == []


def test_foreign_keys_point_down():
    floors = ["notices learning", "cases", "catalogue files", "orgs", "places clock", "journal"]
    order = {room: n for n, line in enumerate(floors) for room in line.split()}
    for model in apps.get_models():
        if model.__module__.startswith("wangge."):
            here = model._meta.app_label
            for field in model._meta.get_fields():
                other: Any = getattr(field, "remote_field", None) and field.related_model
                if other is not None and getattr(field, "concrete", False):
                    there = other._meta.app_label
                    assert here == there or order[there] > order[here], f"{model.__name__}.{field.name}"


def test_the_gallery_of_files_is_readable():
    long = {str(p.relative_to(ROOT)): len(text(p).splitlines()) for p in PYTHON}
    assert {n: c for n, c in long.items() if c > MOST_LINES} == {}
    assert {n: c for n, c in long.items() if c > SOFT_LINES and n.startswith("src/")}.keys() <= ALONE


# --- names and words


def names_in(path: Path) -> list[str]:
    """Names of modules, classes, functions and arguments that a file makes."""
    found = [path.stem]
    for node in ast.walk(ast.parse(text(path))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(node.name)
        elif isinstance(node, ast.arg):
            found.append(node.arg)
    return found


def parts(name: str) -> set[str]:
    return {p.lower() for p in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def test_no_name_says_nothing():
    """``do_GET`` and ``do_POST`` are the standard library's own."""
    bad = {
        (str(path.relative_to(ROOT)), name)
        for path in PYTHON
        if "src" in path.parts
        for name in names_in(path)
        if parts(name) & FORBIDDEN and name not in ("do_GET", "do_POST")
    }
    assert bad == set()


def test_every_public_name_says_what_it_is_for():
    """Doors' operations have a summary in their decorator; methods of a protocol are known by its name."""
    silent = []
    for path in (p for p in PYTHON if "src" in p.parts and p.name != "__init__.py"):
        tree = ast.parse(text(path))
        if tree.body and not ast.get_docstring(tree) and path.name not in ("apps.py",):
            silent.append(str(path.relative_to(ROOT)))
        for node in tree.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                summary = any("summary" in ast.unparse(d) for d in node.decorator_list)
                if not ast.get_docstring(node) and not summary and not node.name.endswith("Config"):
                    silent.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert silent == []


def test_everything_that_people_read_exists_in_both_languages():
    pairs: list[tuple[str, Say]] = list(TEXTS.items()) + list(RELATIONS.items())
    pairs += [pair for choices in CHOICES.values() for pair in choices.items()]
    pairs += [pair for group in (*GROUPS.values(), SORTS, REASONS, REQUEST_STATES) for pair in group.items()]
    pairs += [(post.code, post.say) for post in POSTS.values()]
    for flow in FLOWS.values():
        pairs += [(s.name, say) for s in flow.state_list for say in (s.say, s.told)]
        pairs += [(r.verb, r.say) for r in flow.rows] + list(flow.marks.items())
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for name, say in pairs:
        assert say.zh.strip() and say.en.strip(), name
        if name != "language":
            assert chinese.search(say.zh) or say.zh in ("API",), name
            assert not chinese.search(say.en), name


def test_every_text_of_the_pages_is_used_and_every_used_one_exists():
    used = set()
    for path in tracked("src/wangge/pages/templates/*"):
        used |= set(re.findall(r"""\{% t ["'](\w+)["'] %\}""", text(path)))
    code = "".join(text(p) for p in PYTHON if "pages" in p.parts and p.name != "texts.py" and "src" in p.parts)
    assert used - set(TEXTS) == set()
    unused = {n for n in set(TEXTS) - used if f'"{n}"' not in code and not n.startswith(("channel_", "shows_"))}
    assert unused == set()


def test_the_glossary_has_every_model_state_mark_verb_post_and_result():
    page = text(ROOT / "docs" / "glossary.md")
    models = [m.__name__ for m in apps.get_models() if m.__module__.startswith("wangge.")]
    words = [s.name for f in FLOWS.values() for s in f.state_list] + [v for f in FLOWS.values() for v in f.verbs]
    tables = {m.group(1) for m in re.finditer(r"^\| (\S[^|]*?) \| [^|]*[\u4e00-\u9fff][^|]* \| .+ \|$", page, re.M)}
    assert [m for m in models if m not in tables] == []
    assert [w for w in (*words, *POSTS) if f"`{w}`" not in tables] == []
    inline = [*chain.from_iterable(f.marks for f in FLOWS.values()), *chain(*CHOICES.values()), *RELATIONS]
    assert [w for w in inline if f"`{w}` " not in page] == []


def test_the_glossary_and_the_tables_call_a_state_by_one_name():
    """A flow may have a name of its own for a state; the glossary then tells it in the line of that flow."""
    page = text(ROOT / "docs" / "glossary.md")
    for flow in FLOWS.values():
        own = page.partition(f"n `{flow.name}`:")[2].partition(".")[0]
        for state in flow.state_list:
            rows = (f"| `{state.name}` | {state.say.zh} |", f"`{state.name}` {state.say.zh}")
            assert rows[0] in page or rows[1] in own, (flow.name, state.name)


# --- documents


def test_every_setting_that_is_read_is_described():
    page = text(ROOT / "docs" / "guides" / "settings.md")
    read = set()
    for path in PYTHON:
        if "src" in path.parts:
            read |= set(re.findall(r"""(?:HERE|self)\.(?:text|flag|number)\(\s*"([A-Z_]+)""", text(path)))
            read |= {n.removeprefix("WANGGE_") for n in re.findall(r"(?<![A-Z_])WANGGE_[A-Z_]*[A-Z]", text(path))}
    assert {name for name in read if f"`WANGGE_{name}`" not in page} == set()


def test_links_in_documents_lead_somewhere():
    broken = []
    for page in tracked("*.md"):
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text(page)):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_both_readmes_tell_the_same():
    commands = [re.findall(r"```\n(.*?)```", text(ROOT / name), re.S) for name in ("README.md", "README.zh-CN.md")]
    typed = [
        [re.sub(r"\s+#.*|FILE|文件", "", line).strip() for block in c for line in block.splitlines()] for c in commands
    ]
    assert typed[0] == typed[1]


def test_decisions_are_listed_and_have_their_four_parts():
    index = text(ROOT / "docs" / "decisions" / "README.md")
    for page in (ROOT / "docs" / "decisions").glob("0*.md"):
        assert page.name in index
        for part in ("**Context.**", "**Decision.**", "**Cost.**", "**Would change our mind.**"):
            assert part in text(page), page.name


def test_every_dependency_has_its_reason():
    lines = text(ROOT / "pyproject.toml").splitlines()
    project = tomllib.loads("\n".join(lines))["project"]
    wanted = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    silent = [
        name
        for name in wanted
        if not any(f'"{name}"' in line and "#" in line.split(f'"{name}"')[1] for line in lines)
        and name.split(">")[0] not in ("pytest", "pytest-django", "ruff", "mypy")
    ]
    assert silent == []


def test_nothing_speaks_of_a_machine_or_of_a_registry():
    """Lock files hold no hosts; no path of anybody's machine; nothing but the project itself."""
    hosts = re.compile(r"--(?:index-url|extra-index-url|find-links|trusted-host)|https?://(?:pypi|files\.pythonhosted)")
    machine = re.compile(r"(?<![\w.])/(?:work|home|Users|opt/wheels|opt/pypi)/\w")
    found = []
    for path in tracked():
        if (
            path.suffix in (".lock", ".in", ".toml", ".py", ".md", ".txt", ".json", ".html", ".js", ".css", "")
            and path.name != "LICENSE"
        ):
            for number, line in enumerate(text(path).splitlines(), 1):
                if machine.search(line) or (path.suffix == ".lock" and hosts.search(line)):
                    found.append(f"{path.relative_to(ROOT)}:{number}: {line[:80]}")
    assert [f for f in found if "tests/house" not in f] == []
