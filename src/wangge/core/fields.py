"""Model fields that every room may use."""

import re
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class CodeField(models.CharField):  # type: ignore[type-arg]
    """An area or other code made of ASCII digits and letters.

    On PostgreSQL it is collated by bytes, so that a prefix is a range scan on the plain index.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters = dict(super().db_parameters(connection))
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class TokensField(models.TextField):  # type: ignore[type-arg]
    """Tokens of a text in their order, parted by spaces, that are found as phrases: ``field__says=[[token, …], …]``.

    PostgreSQL keeps them as ``tsvector`` with positions, for a GIN index. On SQLite they are text beside an FTS5 table
    ``<table>_text`` over the row's ``number``, which triggers of its migration keep the same.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        return value if connection.vendor != "postgresql" or value is None else vector_of(value)


def vector_of(tokens: str) -> str:
    """Tokens as the text of a ``tsvector``."""
    return " ".join(f"'{token}':{n}" for n, token in enumerate(tokens.split(), 1))


def tokens_of(vector: str) -> str:
    """The tokens of the text of a ``tsvector``, in their order; PostgreSQL keeps 255 places of one at most."""
    found = re.findall(r"'([^']+)':([\d,]+)", vector)
    return " ".join(token for _, token in sorted((int(n), token) for token, at in found for n in at.split(",")))


@TokensField.register_lookup
class Holds(models.Lookup):  # type: ignore[type-arg]
    """The same question as ``says``, put to one row after another that something else has led to."""

    lookup_name = "holds"

    def get_prep_lookup(self) -> Any:
        return [list(phrase) for phrase in self.rhs]

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """Each phrase is looked for in the row's own text."""
        column, _ = self.process_lhs(compiler, connection)
        each = f"instr(' ' || {column} || ' ', %s) > 0"
        return f"({' AND '.join([each] * len(self.rhs))})", [f" {' '.join(phrase)} " for phrase in self.rhs]

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """The row's own vector is asked."""
        return asked_of_vector(self, compiler, connection)


def asked_of_vector(lookup: Any, compiler: Any, connection: Any) -> tuple[str, list[str]]:
    """Phrases as a question to a ``tsvector``."""
    column, _ = lookup.process_lhs(compiler, connection)
    asked = " & ".join("(" + " <-> ".join(f"'{token}'" for token in phrase) + ")" for phrase in lookup.rhs)
    return f"{column} @@ %s::tsquery", [asked]


@TokensField.register_lookup
class Says(models.Lookup):  # type: ignore[type-arg]
    """All of these phrases stand in the tokens; a phrase is a list of tokens without spaces or signs in them."""

    lookup_name = "says"

    def get_prep_lookup(self) -> Any:
        return [list(phrase) for phrase in self.rhs]

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """The rows whose number the full text index gives."""
        column = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.number"
        text = compiler.quote_name_unless_alias(f"{self.lhs.target.model._meta.db_table}_text")
        asked = " AND ".join(f'"{" ".join(phrase)}"' for phrase in self.rhs)
        return f"{column} IN (SELECT rowid FROM {text} WHERE tokens MATCH %s)", [asked]  # noqa: S608

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """One question to the GIN index."""
        return asked_of_vector(self, compiler, connection)
