"""``wangge verify``: walk every chain."""

from typing import Any

import click

from wangge.cli.main import Trouble, database_name, set_up, wangge

TRIES = 20


@wangge.command()
@click.option("--store", help="A SQLite store to look at instead of the configured database.")
def verify(store: str | None) -> None:
    """Walk every chain: entries, contents, positions and what each case says of its own end. Exit 0 only when whole."""
    set_up(store)
    from wangge.cases.queries import case_heads
    from wangge.journal import queries
    from wangge.journal.rules import GENESIS, Fault, Head, Subject

    click.echo(f"Walking every chain of {database_name()} …")
    faults: list[Fault] = []
    subjects = entries = erased = 0
    for district in queries.all_districts():
        faults += queries.position_faults(district)
        kept = queries.kept_heads(district)
        own = {("case", case): Head(seq, end) for case, (seq, end) in case_heads(district).items()}
        unmet = set(own)
        for chain in queries.chains(district):
            name = (chain[0].subject_kind, chain[0].subject_id)
            unmet.discard(name)
            head = own.get(name) or kept.get(name) or Head(0, GENESIS)
            broken = queries.chain_faults(chain, head)
            if broken:
                broken = _looked_at_again(district, Subject(*name), broken)
            faults += broken
            altered, gone = queries.content_faults(district, chain)
            faults += altered
            subjects, entries, erased = subjects + 1, entries + len(chain), erased + gone
        faults += [Fault(f"{kind}:{subject}", 0, "has no history") for kind, subject in sorted(unmet, key=str)]
    for fault in faults[:100]:
        click.secho(f"{fault.subject} entry {fault.seq}: {fault.what}", fg="red")
    click.echo(f"{subjects} chains, {entries} entries, {erased} contents erased by decision, {len(faults)} faults")
    if faults:
        raise Trouble("The journal is not whole. Keep this database as it is and restore from a backup beside it.")


def _looked_at_again(district: str, subject: Any, faults: list[Any]) -> list[Any]:
    """The faults that are still there when chain and end are read together: somebody may be at work meanwhile."""
    from wangge.cases.queries import case_heads
    from wangge.journal.queries import chain_faults, chain_of, kept_heads
    from wangge.journal.rules import GENESIS, Head

    def end() -> Head:
        own = case_heads(district, only=subject.id).get(subject.id) if subject.kind == "case" else None
        return (
            Head(*own) if own else kept_heads(district, only=subject).get((subject.kind, subject.id), Head(0, GENESIS))
        )

    for _ in range(TRIES):
        before = end()
        chain = chain_of(district, subject)
        if end() == before:
            return chain_faults(chain, before)
    return faults
