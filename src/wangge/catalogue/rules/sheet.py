"""The catalogue of a district as one table, a row for each condition: out, and in again as a plan of changes. Pure.

One flat table, because people filter and sort it: the columns of the kind are repeated on each row of it, and may be
left empty from its second row on. What a file does not name stays as it is.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wangge.catalogue.rules.conditions import Condition, read_conditions
from wangge.catalogue.rules.options import read_words
from wangge.clock.rules import read_limit
from wangge.core.refusals import Missing, Refused
from wangge.core.words import Say

FLOW_OF = {"C": "matters", "E": "matters", "A": "appeals", "G": "governance"}
"""Which flow a kind plays by the first letter of its code."""
KIND_FORM = re.compile(r"[CEAG][0-9]{4}")
MOST_ROWS, MOST_BYTES = 10_000, 4_000_000
COLUMNS: dict[str, Say] = {
    "kind": Say("类别编码", "code of the kind"),
    "name": Say("类别名称", "name of the kind"),
    "name_en": Say("类别英文名", "English name of the kind"),
    "used": Say("本区在用", "in use"),
    "usual": Say("常用", "usual"),
    "kind_limit": Say("类别时限", "limit of the kind"),
    "words": Say("俗称", "usual words"),
    "condition": Say("立案条件编号", "code of the condition"),
    "condition_name": Say("立案条件", "filing condition"),
    "condition_name_en": Say("立案条件英文", "filing condition in English"),
    "limit": Say("处置时限", "limit"),
    "closing": Say("结案条件", "closing condition"),
    "closing_en": Say("结案条件英文", "closing condition in English"),
    "handler": Say("通常由谁处置", "usual handler"),
    "handler_en": Say("通常由谁处置英文", "usual handler in English"),
    "register_photos": Say("立案照片张数", "photos when filed"),
    "close_photos": Say("处置后照片张数", "photos of the work"),
    "close_metres": Say("处置后照片距离米", "metres of the photos of the work"),
    "same_hours": Say("同一时段核查", "checked at the same time of day"),
}
"""The columns in their order: the name by which they are read, and what they are called."""
_OF_KIND = ("name", "name_en", "used", "usual", "kind_limit", "words")
_YES, _NO = Say("是", "yes"), Say("否", "no")


@dataclass(frozen=True)
class Kept:
    """A kind as the district has it: what a file is compared with."""

    code: str
    say: Say
    limit: str
    usual: bool
    used: bool
    words: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Fault:
    """What is wrong, by line and column, and what to write there."""

    line: int
    column: str
    say: Say


@dataclass(frozen=True)
class Taken:
    """A kind that a file names: its first line, what it would be afterwards, and whether that is ``new``, ``changed``
    (``parts`` says in what) or ``unchanged``."""

    line: int
    what: str
    kind: Kept
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What taking a file in would change; with ``faults`` nothing of it is."""

    taken: tuple[Taken, ...]
    faults: tuple[Fault, ...]

    @property
    def wanted(self) -> list[Taken]:
        """What is not as the file says."""
        return [one for one in self.taken if one.what != "unchanged"]


def table_of(kinds: Iterable[Kept]) -> list[list[str]]:
    """The table with its heading: ``类别编码 kind``, so that people and programs read it alike."""
    rows = [[f"{say.zh} {name}" for name, say in COLUMNS.items()]]
    for kind in kinds:
        own = [
            kind.code, kind.say.zh, kind.say.en, _yes(kind.used), _yes(kind.usual), kind.limit, kind.words
        ]  # fmt: skip
        for condition in kind.conditions:
            asked = condition.evidence
            rows.append([
                *own, condition.code, *condition.say, condition.limit, *condition.closing, *condition.handler,
                str(asked.register_photos), str(asked.close_photos), str(asked.close_metres or ""),
                _yes(asked.same_hours),
            ])  # fmt: skip
        if not kind.conditions:
            rows.append(own + [""] * (len(COLUMNS) - len(own)))
    return rows


def _yes(value: bool) -> str:
    return (_YES if value else _NO).zh


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV in UTF-8 with the mark by which spreadsheets know it."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """A table as a spreadsheet. Every cell is text: what begins with ``=`` is never reckoned."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("目录 catalogue")
    sheet.freeze_panes = "C2"
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lines_of(body: bytes) -> list[tuple[int, dict[str, str]]]:
    """The rows of a file with their line numbers: a spreadsheet's first sheet, or CSV in UTF-8 or GB 18030.

    Headings may be names, what they are called, or both. Raises ``Missing``: ``file_unreadable``, ``file_too_large``,
    ``column_missing``.
    """
    if len(body) > MOST_BYTES:
        raise _too_large()
    rows = list(_cells(body))
    if len(rows) > MOST_ROWS:
        raise _too_large()
    head = [_column(cell) for cell in rows[0]] if rows else []
    if "kind" not in head:
        raise Missing(
            "column_missing",
            Say(
                f"文件第一行里没有“{COLUMNS['kind'].zh}”（kind）这一列。请先导出一份，照它的表头填。",
                f"The first line has no column “kind” ({COLUMNS['kind'].zh}). Export a file and keep its heading.",
            ),
            columns=list(COLUMNS),
        )
    found = []
    for line, cells in enumerate(rows[1:], 2):
        row = {name: cell.strip() for name, cell in zip(head, cells, strict=False) if name}
        if any(row.values()):
            found.append((line, row))
    return found


def _cells(body: bytes) -> Iterator[list[str]]:
    if body[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        from python_calamine import CalamineWorkbook

        try:
            rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
        except Exception:  # the reader has a kind of its own for every way of being broken
            raise _unreadable() from None
        yield from ([_cell(cell) for cell in row] for row in rows)
        return
    for tongue in ("utf-8-sig", "gb18030"):
        try:
            text = body.decode(tongue)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            yield from csv.reader(text.splitlines(keepends=True))
            return
    raise _unreadable()


def _cell(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return (_YES if cell else _NO).zh if isinstance(cell, bool) else str(cell)


def _column(cell: str) -> str:
    """The column that a heading names, or nothing."""
    said = cell.strip()
    last = said.split()[-1] if said else ""
    return next((name for name, say in COLUMNS.items() if name in (said, last) or say.zh == said), "")


def _too_large() -> Missing:
    return Missing(
        "file_too_large",
        Say(
            f"文件太大：最多 {MOST_ROWS} 行、{MOST_BYTES // 1_000_000} MB。请分几次导入。",
            f"The file is too large: at most {MOST_ROWS:,} rows and {MOST_BYTES // 1_000_000} MB. Take it in in parts.",
        ),
    )


def _unreadable() -> Missing:
    return Missing(
        "file_unreadable",
        Say(
            "文件打不开。请存成 XLSX，或“CSV UTF-8”，再导入。",
            "The file cannot be read. Save it as XLSX or as “CSV UTF-8” and take it in again.",
        ),
    )


@dataclass
class _Group:
    """The lines of one kind."""

    code: str
    lines: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)


def plan_of(
    lines: Iterable[tuple[int, Mapping[str, str]]], present: Mapping[str, Kept], majors: Iterable[str],
    taken_elsewhere: Iterable[str] = (),
) -> Plan:  # fmt: skip
    """What a file would change of the kinds that are there. Codes ``taken_elsewhere`` are another district's own."""
    groups: dict[str, _Group] = {}
    faults: list[Fault] = []
    for line, row in lines:
        code = row.get("kind", "")
        if code:
            groups.setdefault(code, _Group(code)).lines.append((line, row))
        else:
            faults.append(Fault(line, "kind", Say("类别编码空着，请写上。", "The code of the kind is empty.")))
    known, elsewhere = set(majors), set(taken_elsewhere)
    taken = []
    for group in groups.values():
        one, wrong = _taken(group, present.get(group.code), known, elsewhere)
        faults += wrong
        if one is not None:
            taken.append(one)
    return Plan(tuple(taken), tuple(sorted(faults, key=lambda fault: fault.line)))


def _taken(group: _Group, own: Kept | None, majors: set[str], elsewhere: set[str]) -> tuple[Taken | None, list[Fault]]:
    first, row = group.lines[0]
    faults = list(_repeats(group))
    if own is None:
        faults += _new_code(first, group.code, majors, elsewhere)
    faults += _names(first, row, own)
    values: dict[str, Any] = {}
    for column, read in (("used", _read_yes), ("usual", _read_yes), ("kind_limit", _read_limit), ("words", read_words)):
        said = row.get(column, "")
        if not said:
            continue
        try:
            values[column] = read(said)
        except Refused as refusal:
            faults.append(Fault(first, column, refusal.say))
    if own is None and not row.get("kind_limit"):
        faults.append(Fault(first, "kind_limit", Say("新类别要写时限，例如“5 工作日”。", "A new kind needs a limit, "
                                                     "such as 5 working days.")))  # fmt: skip
    conditions, wrong = _read_conditions(group)
    faults += wrong
    if faults:
        return None, faults
    base = own or Kept(group.code, Say(row["name"], row["name_en"]), values["kind_limit"], False, True, "")
    kind = Kept(
        base.code, base.say, values.get("kind_limit", base.limit), values.get("usual", base.usual),
        values.get("used", base.used), values.get("words", base.words),
        base.conditions if conditions is None else conditions,
    )  # fmt: skip
    if own is None:
        return Taken(first, "new", kind), []
    parts = tuple(p for p in ("limit", "usual", "used", "words", "conditions") if getattr(kind, p) != getattr(own, p))
    return Taken(first, "changed" if parts else "unchanged", kind, parts), []


def _repeats(group: _Group) -> Iterator[Fault]:
    """What later lines of a kind say of it otherwise than its first."""
    first, row = group.lines[0]
    for line, other in group.lines[1:]:
        for column in _OF_KIND:
            if other.get(column, "") not in ("", row.get(column, "")):
                yield Fault(
                    line, column,
                    Say(
                        f"和第 {first} 行同一类别写的不一样。请写成一样，或空着。",
                        f"Not as in line {first} of the same kind. Write the same, or leave it empty.",
                    ),
                )  # fmt: skip


def _new_code(line: int, code: str, majors: set[str], elsewhere: set[str]) -> Iterator[Fault]:
    if not KIND_FORM.fullmatch(code) or code[:3] not in majors:
        yield Fault(
            line, "kind",
            Say(
                f"“{code[:12]}”不是目录里的类别。本区自己的小类写已有大类的编码加两位数字，例如 C0187。",
                f"{code[:12]!r} is no kind of the catalogue. A kind of your own is a major class that is there and two "
                "digits, such as C0187.",
            ),
        )  # fmt: skip
    elif code in elsewhere:
        yield Fault(
            line, "kind",
            Say(f"{code} 已被别的区用了，请换一个编码。", f"{code} is another district's own; take another code."),
        )  # fmt: skip


def _names(line: int, row: Mapping[str, str], own: Kept | None) -> Iterator[Fault]:
    for column, name, most in (("name", own and own.say.zh, 60), ("name_en", own and own.say.en, 80)):
        said = row.get(column, "")
        if own is not None and said not in ("", name):
            yield Fault(
                line, column,
                Say(f"目录里的名称不能改，应为“{name}”。", f"A name of the catalogue stays: it is {name!r}."),
            )  # fmt: skip
        elif own is None and not (1 <= len(said) <= most and said.isprintable()):
            yield Fault(
                line, column,
                Say(f"新类别要写名称，1 到 {most} 个字。", f"A new kind needs a name of 1 to {most} signs."),
            )  # fmt: skip


def _read_yes(said: str) -> bool:
    plain = said.casefold()
    if plain in ("是", "yes", "y", "1", "true"):
        return True
    if plain in ("否", "no", "n", "0", "false"):
        return False
    raise Missing("answer_unclear", Say("请写“是”或“否”。", "Write yes or no."))


def _read_limit(said: str) -> str:
    return read_limit(said).say.zh


def _read_conditions(group: _Group) -> tuple[tuple[Condition, ...] | None, list[Fault]]:
    """The conditions that the lines of a kind name; None where they name none, so that those there stay."""
    said: list[dict[str, Any]] = []
    at: list[int] = []
    faults: list[Fault] = []
    for line, row in group.lines:
        if not row.get("condition"):
            if len(group.lines) > 1 or any(row.get(c) for c in list(COLUMNS)[8:]):
                faults.append(Fault(line, "condition", Say("立案条件编号空着，请写 1、2……", "The code of the condition "
                                                           "is empty: write 1, 2 …")))  # fmt: skip
            continue
        one = _said(row)
        for column in ("register_photos", "close_photos", "close_metres", "same_hours"):
            try:
                one["evidence"][column] = _number(row, column)
            except Refused as refusal:
                faults.append(Fault(line, column, refusal.say))
        said.append(one)
        at.append(line)
    if faults or not said:
        return None, faults
    try:
        return read_conditions(said), []
    except Missing as refusal:
        part = str(refusal.facts["column"])
        column = {"code": "condition", "name": "condition_name"}.get(part, part)
        return None, [Fault(at[refusal.facts["row"]], column, refusal.say)]


def _said(row: Mapping[str, str]) -> dict[str, Any]:
    """A line's condition in the form that ``read_conditions`` takes."""
    pairs = {
        part: {"zh": row.get(column, ""), "en": row.get(f"{column}_en", "")}
        for part, column in (("name", "condition_name"), ("closing", "closing"), ("handler", "handler"))
    }
    return {"code": row["condition"], "limit": row.get("limit", ""), "evidence": {}} | pairs


def _number(row: Mapping[str, str], column: str) -> int | bool | None:
    said = row.get(column, "")
    if column == "same_hours":
        return _read_yes(said) if said else False
    if said and not (said.isdecimal() and len(said) < 6):
        raise Missing("number_unclear", Say("请写整数，或空着。", "Write a whole number, or leave it empty."))
    return int(said) if said else None
