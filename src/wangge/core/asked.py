"""Questions that are asked all day, made into SQL once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import JSONField, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable, get_related_populators

Make = Callable[[Sequence[Any]], Any]
MOST_APART = 8
"""So many values stand one by one also where there are arrays: of a few the planner knows more."""
LENGTHS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 100, 128, 200, 256, 400, 512, 1000)
"""So long are tuples made by naming the last one again, lest there be a statement for each length."""


@dataclass(frozen=True)
class _Plan:
    sql: str
    values: tuple[tuple[bool, Any], ...]
    """Each parameter: True and which given value it is, or False and what it always is."""
    converters: tuple[tuple[int, Any, Any], ...]
    """Which column is converted by what, and the expression that a converter is told."""
    make: Make


class Asked:
    """A question whose SQL stays the same: the ORM's own statement and converters, asked again with other values.

    ``question`` makes the query set from its values, ``like`` holds a made-up value for each of them, unlike anything
    else in the question. Each value is only compared with, as it is, and is never None; a tuple stands for ``__in``.
    Rows are whole model objects, with those of ``select_related``, or tuples of ``values_list``.
    """

    def __init__(self, question: Callable[..., QuerySet[Any, Any]], *, like: tuple[Any, ...]) -> None:
        self._question, self._like = question, like
        self._plans: dict[tuple[Any, ...], _Plan | None] = {}

    def __call__(self, *values: Any) -> list[Any]:
        """The rows, one statement; none where the ORM knows that there can be no rows."""
        own = connections[DEFAULT_DB_ALIAS]
        values = tuple(_made_alike(v, own.vendor) if isinstance(v, tuple) else v for v in values)
        key = (own.vendor, *(len(v) if isinstance(v, tuple) else -isinstance(v, list) for v in values))
        if key not in self._plans:
            self._plans[key] = self._compiled(values, own)
        if (plan := self._plans[key]) is None:
            return []
        given = list(_flat(values))
        sent = [_adapted(given[part], own) if known else part for known, part in plan.values]
        return _rows(plan.sql, sent, plan.converters, plan.make, own)

    def first(self, *values: Any) -> Any:
        """The first row, or None."""
        return next(iter(self(*values)), None)

    def _compiled(self, values: tuple[Any, ...], own: Any) -> _Plan | None:
        like = [
            tuple(_example(example[0], n) for n in range(2 if isinstance(value, list) else len(value)))
            if isinstance(value, (tuple, list))
            else example
            for example, value in zip(self._like, values, strict=True)
        ]
        rows = self._question(*like)
        compiler = rows.query.get_compiler(connection=own)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        for n, value in enumerate(values):
            if isinstance(value, list):
                sql, params = _as_array(sql, list(params), at=params.index(like[n][0]))
                like[n] = like[n][:1]
        marks, there = [_bare(_adapted(value, own)) for value in _flat(like)], [_bare(p) for p in params]
        if any(there.count(mark) != 1 for mark in marks):
            raise ValueError("Each made-up value must stand in the question once, unlike anything else in it.")
        parts = tuple(
            (True, marks.index(bare)) if bare in marks else (False, p) for bare, p in zip(there, params, strict=True)
        )
        return _Plan(sql, parts, _converters(compiler), _maker(rows, compiler))


def rows_of(question: QuerySet[Any, Any]) -> list[Any]:
    """The rows of a question whose form differs from time to time; like iterating it, without what that does slowly."""
    own = connections[DEFAULT_DB_ALIAS]
    compiler = question.query.get_compiler(connection=own)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return []
    return _rows(sql, params, _converters(compiler), _maker(question, compiler), own)


def _rows(sql: str, params: Sequence[Any], converters: Any, make: Make, own: Any) -> list[Any]:
    with own.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return [make(_converted(row, converters, own)) for row in rows]


def _as_array(sql: str, params: list[Any], *, at: int) -> tuple[str, list[Any]]:
    """The statement with one array where there is ``IN`` with two values, of which the first is the ``at``-th."""
    texts = sql.split("%s")
    before, after = texts[: at + 1], [texts[at + 2].removeprefix(")"), *texts[at + 3 :]]
    before[-1] = before[-1].removesuffix("IN (") + "= ANY("
    after[0] = ")" + after[0]
    return "%s".join([*before, *after]), params[: at + 1] + params[at + 2 :]


def _made_alike(values: tuple[Any, ...], vendor: str) -> tuple[Any, ...] | list[Any]:
    """So many values that few statements are made: an array where there are many and the engine has such, else a tuple
    of one of ``LENGTHS`` that names the same."""
    if vendor == "postgresql" and len(values) > MOST_APART:
        return list(values)
    wanted = next((length for length in LENGTHS if length >= len(values)), len(values)) if values else 0
    return values + values[-1:] * (wanted - len(values))


def _example(example: Any, n: int) -> Any:
    """The next of made-up values that are unlike each other."""
    return UUID(int=example.int + n) if isinstance(example, UUID) else f"{example}{n}"


def _maker(rows: QuerySet[Any, Any], compiler: Any) -> Make:
    """What makes a row into what the question's own iteration would give."""
    if rows._iterable_class is not ModelIterable:
        return tuple
    told = compiler.klass_info
    first, last = told["select_fields"][0], told["select_fields"][-1] + 1
    names, model = [column.target.attname for column, _, _ in compiler.select[first:last]], told["model"]
    related = get_related_populators(told, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # of Django 5
    annotated = tuple(compiler.annotation_col_map.items())

    def make(row: Sequence[Any]) -> Model:
        made: Model = model.__new__(model)
        made.__dict__.update(zip(names, row[first:last], strict=True))
        made._state = state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        for name, place in annotated:
            made.__dict__[name] = row[place]
        for one in related:
            one.populate(row, made)
        return made

    return make


def _converters(compiler: Any) -> tuple[tuple[int, Any, Any], ...]:
    """The ORM's converters of a statement's columns; JSON is read by the quicker reader."""
    columns = [column for column, _, _ in compiler.select]
    return tuple(
        (place, _read_json if _plain_json(function) else function, column)
        for place, (functions, column) in compiler.get_converters(columns).items()
        for function in functions
    )


def _plain_json(function: Any) -> bool:
    field: Any = getattr(function, "__self__", None)
    return getattr(function, "__func__", None) is JSONField.from_db_value and field.decoder is None


def _read_json(value: Any, column: Any, own: Any) -> Any:
    return orjson.loads(value) if value is not None else None


def _flat(values: Any) -> Iterator[Any]:
    for value in values:
        if isinstance(value, tuple):
            yield from value
        else:
            yield value


def _adapted(value: Any, own: Any) -> Any:
    """A value as the fields of this engine hand it to the driver."""
    if isinstance(value, UUID):
        return value if own.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return own.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return own.ops.adapt_datefield_value(value)
    if isinstance(value, bytes):
        return own.Database.Binary(value)
    return value


def _bare(value: Any) -> Any:
    """What a driver's wrapper of bytes holds; wrappers themselves cannot be compared."""
    return getattr(value, "obj", value)


def _converted(row: tuple[Any, ...], converters: Sequence[tuple[int, Any, Any]], own: Any) -> Sequence[Any]:
    if not converters:
        return row
    made = list(row)
    for place, function, column in converters:
        made[place] = function(made[place], column, own)
    return made
