"""``wangge verify``: walk every chain of a database, or check a case file that somebody holds."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import click

from wangge.cli.main import Trouble, database_name, set_up, wangge

TRIES = 20


@wangge.command()
@click.argument("bundle", required=False, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--key", "keys", multiple=True, help="A fingerprint, a public key, or a file with one: it must be signed."
)
@click.option("--list", "published", type=click.Path(exists=True, path_type=Path), help="The signed list as published.")
@click.option("--store", help="A SQLite store to look at instead of the configured database.")
@click.option("--files/--no-files", default=True, show_default=True, help="Whether the kept files are read as well.")
def verify(bundle: Path | None, keys: tuple[str, ...], published: Path | None, store: str | None, files: bool) -> None:
    """Check a case file (BUNDLE, a ZIP or a folder), or walk every chain of the database: entries, contents, files,
    positions, anchors and what each case says of its own end. Exit 0 only when whole."""
    if bundle is not None:
        from wangge.cli.bundles import told

        told(bundle, keys, published)
        return
    set_up(store)
    _walk(files)


@dataclass
class Walk:
    """What was walked, and every fault that was found on the way."""

    subjects: int = 0
    entries: int = 0
    erased: int = 0
    files: int = 0
    anchors: int = 0
    faults: list[Any] = field(default_factory=list)

    def say(self) -> None:
        """The first hundred faults, and one line that counts."""
        for fault in self.faults[:100]:
            click.secho(f"{fault.subject} entry {fault.seq}: {fault.what}", fg="red")
        if self.anchors or self.files:
            click.echo(f"{self.files} files read, {self.anchors} anchors")
        click.echo(
            f"{self.subjects} chains, {self.entries} entries, {self.erased} contents erased by decision, "
            f"{len(self.faults)} faults"
        )


def _walk(files: bool) -> None:
    click.echo(f"Walking every chain of {database_name()} …")
    walk = walked(files=files)
    walk.say()
    if walk.faults:
        raise Trouble("The journal is not whole. Keep this database as it is and restore from a backup beside it.")


def walked(*, files: bool) -> Walk:
    """Every chain of the default database: entries, contents, positions, anchors and, if wanted, files."""
    from wangge.cases.queries import case_heads
    from wangge.journal import queries
    from wangge.journal.rules import GENESIS, Fault, Head, Subject

    walk = Walk()
    for district in queries.all_districts():
        walk.faults += queries.position_faults(district)
        broken_anchors, number = queries.anchor_faults(district)
        walk.faults, walk.anchors = walk.faults + broken_anchors, walk.anchors + number
        kept = queries.kept_heads(district)
        own = {("case", case): Head(seq, end) for case, (seq, end) in case_heads(district).items()}
        unmet = set(own)
        for chain in queries.chains(district):
            name = (chain[0].subject_kind, chain[0].subject_id)
            unmet.discard(name)
            head = own.get(name) or kept.get(name) or Head(0, GENESIS)
            _look_at(walk, district, Subject(*name), chain, head, files=files)
        walk.faults += [Fault(f"{kind}:{subject}", 0, "has no history") for kind, subject in sorted(unmet, key=str)]
    return walk


def sampled(*, every: int) -> Walk:
    """Every so many-th chain of the default database, with its contents, and the positions of every district."""
    from wangge.cases.queries import case_heads
    from wangge.journal import queries
    from wangge.journal.rules import GENESIS, Head, Subject

    walk = Walk()
    for district in queries.all_districts():
        walk.faults += queries.position_faults(district)
    for number, (district, kind, own, _, _) in enumerate(queries.all_ends()):
        if number % every == 0:
            subject = Subject(kind, own)
            kept = case_heads(district, only=own) if kind == "case" else {}
            head = Head(*kept[own]) if kept else queries.kept_head(district, subject)
            chain = queries.chain_of(district, subject)
            _look_at(walk, district, subject, chain, head or Head(0, GENESIS), files=False)
    return walk


def _look_at(walk: Walk, district: str, subject: Any, chain: list[Any], head: Any, *, files: bool) -> None:
    from wangge.journal import queries

    broken = queries.chain_faults(chain, head)
    if broken:
        broken = _looked_at_again(district, subject, broken)
    altered, gone = queries.content_faults(district, chain)
    walk.faults += broken + altered
    if files and not altered:
        lost, looked_at = _file_faults(district, chain)
        walk.faults, walk.files = walk.faults + lost, walk.files + looked_at
    walk.subjects, walk.entries, walk.erased = walk.subjects + 1, walk.entries + len(chain), walk.erased + gone


def _file_faults(district: str, chain: list[Any]) -> tuple[list[Any], int]:
    """Files of a chain whose bytes are not those that its entries vouch for, and how many it has."""
    from wangge.journal.queries import kept_files
    from wangge.journal.rules import Fault

    kept = kept_files(district, chain)
    where = f"{chain[0].subject_kind}:{chain[0].subject_id}"
    found = ((seq, said["id"], _blob_fault(said["sha256"], said["type"])) for seq, said in kept)
    return [Fault(where, seq, f"file {own} {trouble}") for seq, own, trouble in found if trouble], len(kept)


@lru_cache(maxsize=100_000)
def _blob_fault(sha256: str, media_type: str) -> str | None:
    """The same picture in many cases is read once."""
    from wangge.files.queries import blob_fault

    return blob_fault(sha256, media_type)


def _looked_at_again(district: str, subject: Any, faults: list[Any]) -> list[Any]:
    """The faults that are still there when chain and end are read together: somebody may be at work meanwhile."""
    from wangge.cases.queries import case_heads
    from wangge.journal.queries import chain_faults, chain_of, kept_head
    from wangge.journal.rules import GENESIS, Head

    def end() -> Head:
        own = case_heads(district, only=subject.id).get(subject.id) if subject.kind == "case" else None
        return Head(*own) if own else kept_head(district, subject) or Head(0, GENESIS)

    for _ in range(TRIES):
        before = end()
        chain = chain_of(district, subject)
        if end() == before:
            return chain_faults(chain, before)
    return faults
