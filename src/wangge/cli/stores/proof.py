"""What a store holds, in figures that two stores can be compared by."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

OWN_OF_DJANGO = "django_migrations"


@dataclass(frozen=True)
class Standing:
    """A store in figures: rows of every table, the last position of every district, how many chains there are, the
    SHA-256 over all their ends, and the migrations that were applied (``journal.0001_initial``)."""

    counts: dict[str, int]
    positions: dict[str, int]
    chains: int
    ends: str
    migrations: list[str]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.counts.values())

    def plain(self) -> dict[str, Any]:
        """As it stands in a manifest."""
        return asdict(self)

    def differences(self, other: "Standing") -> list[str]:
        """In which figures another store differs, a sentence each; none when both hold the same."""
        said = []
        for what, one, two in (
            ("rows of", self.counts, other.counts), ("last position of district", self.positions, other.positions),
        ):  # fmt: skip
            said += [
                f"{what} {name}: {one.get(name, 'none')} here, {two.get(name, 'none')} there"
                for name in sorted(one.keys() | two.keys())
                if one.get(name) != two.get(name)
            ]
        if self.chains != other.chains:
            said.append(f"chains: {self.chains} here, {other.chains} there")
        if self.ends != other.ends:
            said.append(f"ends of the chains: {self.ends} here, {other.ends} there")
        return said


def standing(tables: Iterable[str] | None = None) -> Standing:
    """The default database in figures; of all its tables or of these. Reads every entry once."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    from wangge.journal.queries import all_districts, ends_digest, positions

    with connection.cursor() as cursor:
        wanted = tables if tables is not None else connection.introspection.table_names(cursor)
        counts = {}
        for table in sorted(set(wanted) - {OWN_OF_DJANGO}):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            counts[table] = cursor.fetchone()[0]
    chains, ends = ends_digest()
    applied = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
    return Standing(counts, positions(all_districts()), chains, ends, applied)


def pending() -> list[str]:
    """The migrations that the default database lacks, in the order in which they would be applied."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, _ in plan]


def unknown(applied: Iterable[str]) -> list[str]:
    """Those of applied migrations that this version of wangge does not have: the store is newer than the program."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    replaced = {f"{app}.{name}" for step in loader.disk_migrations.values() for app, name in step.replaces}
    return sorted(set(applied) - known - replaced)
