"""Questions that are asked all day, made into SQL once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet


@dataclass(frozen=True)
class _Plan:
    sql: str
    values: tuple[tuple[bool, Any], ...]
    """Each parameter: True and which given value it is, or False and what it always is."""
    converters: dict[int, Any]
    make: Callable[[tuple[Any, ...]], Any]


class Asked:
    """A question whose SQL stays the same: the ORM's own statement and converters, asked again with other values.

    ``question`` makes the query set from its values, ``like`` holds a made-up value for each of them, unlike anything
    else in the question. Each value is only compared with, as it is, and is never None; a tuple stands for ``__in``
    and has a statement for each length. Rows are whole model objects or tuples of ``values_list``.
    """

    def __init__(self, question: Callable[..., QuerySet[Any, Any]], *, like: tuple[Any, ...]) -> None:
        self._question, self._like = question, like
        self._plans: dict[tuple[Any, ...], _Plan] = {}

    def __call__(self, *values: Any) -> list[Any]:
        """The rows, one statement."""
        own = connections[DEFAULT_DB_ALIAS]
        key = (own.vendor, *(len(v) if isinstance(v, tuple) else -1 for v in values))
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._compiled(values, own)
        given = list(_flat(values))
        with own.cursor() as cursor:
            cursor.execute(plan.sql, [_adapted(given[part], own) if known else part for known, part in plan.values])
            rows = cursor.fetchall()
        return [plan.make(_converted(row, plan.converters, own)) for row in rows]

    def first(self, *values: Any) -> Any:
        """The first row, or None."""
        return next(iter(self(*values)), None)

    def _compiled(self, values: tuple[Any, ...], own: Any) -> _Plan:
        like = [
            tuple(f"{example[0]}{n}" for n in range(len(value))) if isinstance(value, tuple) else example
            for example, value in zip(self._like, values, strict=True)
        ]
        rows = self._question(*like)
        compiler = rows.query.get_compiler(connection=own)
        sql, params = compiler.as_sql()
        marks, there = [_bare(_adapted(value, own)) for value in _flat(like)], [_bare(p) for p in params]
        if any(there.count(mark) != 1 for mark in marks):
            raise ValueError("Each made-up value must stand in the question once, unlike anything else in it.")
        parts = tuple(
            (True, marks.index(bare)) if bare in marks else (False, p) for bare, p in zip(there, params, strict=True)
        )
        columns = [column for column, _, _ in compiler.select]
        make: Callable[[tuple[Any, ...]], Any] = tuple
        if rows.query.values_select == ():
            names, model = [column.target.attname for column in columns], rows.model
            make = lambda row: model.from_db(DEFAULT_DB_ALIAS, names, row)  # noqa: E731
        return _Plan(sql, parts, compiler.get_converters(columns), make)


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


def _converted(row: tuple[Any, ...], converters: dict[int, Any], own: Any) -> tuple[Any, ...]:
    if not converters:
        return row
    made = list(row)
    for place, (functions, column) in converters.items():
        for function in functions:
            made[place] = function(made[place], column, own)
    return tuple(made)
