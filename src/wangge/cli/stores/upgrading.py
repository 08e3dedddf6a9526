"""``wangge upgrade``: a backup, the migrations, a look at the result, and the way back."""

import shlex
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from wangge.cli.main import Trouble, migrate_quietly, set_up, wangge
from wangge.cli.stores.backing import PASSPHRASE_FILE, checked, take
from wangge.cli.stores.dumping import FAILED
from wangge.cli.stores.keys import FOR_SETTINGS, passphrase, refuse_wrong_key
from wangge.cli.stores.manifest import Manifest, backup_at, read_manifest
from wangge.cli.stores.places import Place, alone, own_place, pointed_at, reach, say, tables_in
from wangge.cli.stores.proof import Standing, pending, standing, unknown
from wangge.cli.stores.restoring import restore_database
from wangge.cli.verify import sampled

SAMPLE = 500
JOURNAL = ("journal_entry", "journal_content", "journal_receipt", "journal_anchor")


@dataclass(frozen=True)
class Way:
    """From where to where: the database, what it lacks, where it stands, and the backup to go back to."""

    place: Place
    missing: list[str]
    before: Standing


@wangge.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
@click.option("--backup-to", type=click.Path(path_type=Path), help="Place of backups: a new one is taken first.")
@click.option(
    "--backup", "taken", type=click.Path(exists=True, path_type=Path), help="A backup since which nothing happened."
)
@PASSPHRASE_FILE
@click.option("--without-keys", is_flag=True, help="Leave the keys out of the new backup.")
@click.option("--roll-back", is_flag=True, help="When anything fails, put the database of the backup back.")
def upgrade(
    dry_run: bool,
    backup_to: Path | None,
    taken: Path | None,
    passphrase_file: Path | None,
    without_keys: bool,
    roll_back: bool,
) -> None:
    """Bring the database to this version: a backup first, then the migrations, then a look at the result.

    Nothing may be at work in the store meanwhile.
    """
    set_up()
    own = own_place()
    way = _look(own)
    if not way.missing:
        _look_after(way)
        say(f"{own.name} is up to date and well.")
        return
    say(f"{own.name} lacks {len(way.missing)} migrations:\n" + "\n".join(f"  {name}" for name in way.missing))
    if dry_run:
        _tell(way, backup_to, taken, roll_back)
        return
    word = None if without_keys else passphrase(passphrase_file)
    if taken is None and backup_to is None:
        raise Trouble("Say where the backup goes, --backup-to PLACE, or name a fresh one, --backup FOLDER.")
    if taken is None and word is None and not without_keys:
        raise Trouble("The keys belong into the backup. " + FOR_SETTINGS)
    with alone(own, "upgrade"):
        way = _look(own)
        if backup_to is not None:
            folder = take(backup_to, word, at=timezone.now()).folder
        else:
            assert taken is not None
            folder = _fresh(taken, way)
        _go(way, folder, roll_back=roll_back)


def _look(own: Place) -> Way:
    reach(own)
    if own.vendor == "sqlite" and not own.file.is_file():
        raise Trouble(f"There is no {own.name}. A new database is made by wangge migrate.")
    if not tables_in(own):
        raise Trouble(f"{own.name} is empty. A new database is made by wangge migrate.")
    with pointed_at(own):
        before = standing()
        newer = unknown(before.migrations)
        if newer:
            raise Trouble(
                f"{own.name} was made by a newer wangge: {newer[0]} is unknown here. Install that version or "
                "a newer one."
            )
        refuse_wrong_key()
        return Way(own, pending(), before)


def _tell(way: Way, backup_to: Path | None, taken: Path | None, roll_back: bool) -> None:
    """What would be done, and the way back."""
    where = backup_to or taken or Path("PLACE")
    first = f"check the backup {taken} and that nothing happened since" if taken else f"take a backup into {where}"
    say(
        "Would be done:\n"
        "  1. see that no server, worker or live line is at work\n"
        f"  2. {first}\n"
        "  3. apply the migrations" + (" as the owner, and let the server's role in" if _owner() else "") + "\n"
        "  4. look: the database answers, no migration is missing, nothing of the journal is gone, every chain "
        "ends as before, some chains are walked\n"
        f"  5. when anything fails: {'put the database of the backup back' if roll_back else 'say the way back'}\n"
        "Nothing was changed. The way back would be:"
    )
    for line in way_back(way.place, where / "NEWEST" if backup_to else where, timezone.now()):
        say(f"  {line}")


def _owner() -> bool:
    from django.conf import settings

    return bool(settings.OWNER_DATABASE)


def _fresh(taken: Path, way: Way) -> Path:
    """A backup named by hand: whole, and of this very state. Raises ``Trouble``."""
    folder = backup_at(taken)
    say(f"Checking {folder} …")
    differences = checked(folder, files=True).standing.differences(way.before)
    if differences:
        raise Trouble(
            f"{folder} is not the store as it is now: {differences[0]}. Take a new backup: --backup-to PLACE."
        )
    return folder


def _go(way: Way, folder: Path, *, roll_back: bool) -> None:
    at = timezone.now()
    try:
        _migrate(way.place)
        _look_after(way)
    except (KeyboardInterrupt, Exception) as trouble:
        said = trouble.message if isinstance(trouble, click.ClickException) else f"{type(trouble).__name__}: {trouble}"
        say(f"The upgrade FAILED: {said}")
        if not roll_back:
            steps = "\n".join(f"  {line}" for line in way_back(way.place, folder, at))
            raise Trouble(
                f"The way back, with the version of wangge that was here before:\n{steps}\n"
                "The files and keys are as they were."
            ) from None
        go_back(way.place, folder, read_manifest(folder), at)
        with pointed_at(way.place):
            differences = way.before.differences(standing())
        if differences:
            raise Trouble(f"It was put back, and differs: {differences[0]}. Restore {folder} elsewhere.") from None
        raise Trouble(
            f"It was put back: {way.place.name} is as it was before. Start the version of wangge that was here before."
        ) from None
    say(f"Upgraded and well. The backup of before is {folder}.")


def _migrate(place: Place) -> None:
    from django.conf import settings

    say("Applying the migrations …")
    with pointed_at(place):
        migrate_quietly()
        if settings.OWNER_DATABASE:
            from wangge.journal.actions import let_in

            role = settings.DATABASES["default"]["USER"]
            say(f"{let_in(role)} tables are open to {role}, the journal for adding only.")


def _look_after(way: Way) -> None:
    """Raises ``Trouble`` when the database does not answer, lacks something or has lost something."""
    with pointed_at(way.place):
        missing = pending()
        after = standing()
        walk = sampled(every=max(after.chains // SAMPLE, 1))
    faults = [f"migration {name} is missing" for name in missing]
    faults += [
        f"{table}: {way.before.counts[table]} rows before, {after.counts.get(table, 0)} now"
        for table in JOURNAL
        if after.counts.get(table, 0) != way.before.counts.get(table, after.counts.get(table, 0))
    ]
    if (after.positions, after.ends) != (way.before.positions, way.before.ends):
        faults.append("positions or ends of chains are not those of before")
    walk.say()
    if faults or walk.faults:
        raise Trouble("; ".join([*faults, *(f"{f.subject} entry {f.seq}: {f.what}" for f in walk.faults[:10])]))


# --- the way back


def _aside(at: datetime) -> str:
    return f"{FAILED}{at:%Y%m%dt%H%M%S}"


def way_back(place: Place, folder: Path, at: datetime) -> list[str]:
    """The commands that put the database of a backup back and keep the failed one for whoever looks into it."""
    if place.vendor == "sqlite":
        file, aside = shlex.quote(str(place.file)), shlex.quote(f"{place.file}.{_aside(at)}")
        return [
            f'for end in "" -wal -shm; do if [ -e {file}$end ]; then mv {file}$end {aside}$end; fi; done',
            f"wangge restore {shlex.quote(str(folder))}",
        ]
    own = place.settings
    flags = {"-h": own["HOST"], "-p": own["PORT"], "-U": own["USER"]}
    who = " ".join(f"{flag} {shlex.quote(str(value))}" for flag, value in flags.items() if value)
    sql = f"ALTER SCHEMA public RENAME TO {_aside(at)}; CREATE SCHEMA public"
    return [
        f"psql {who} -d {shlex.quote(own['NAME'])} -1 -c {shlex.quote(sql)}",
        f"wangge restore {shlex.quote(str(folder))}",
    ]


def go_back(place: Place, folder: Path, manifest: Manifest, at: datetime) -> None:
    """Put the failed database aside and the one of the backup in its place."""
    say(f"Going back to {folder} …")
    aside = _aside(at)
    if place.vendor == "sqlite":
        for end in ("", "-wal", "-shm"):
            file = place.file.with_name(place.file.name + end)
            if file.exists():
                file.rename(place.file.with_name(f"{place.file.name}.{aside}{end}"))
        restore_database(folder, manifest, place)
        return
    from django.db import DatabaseError, connection, transaction

    def rename(statements: tuple[str, ...]) -> Any:
        with pointed_at(place), transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    try:
        rename((f"ALTER SCHEMA public RENAME TO {aside}", "CREATE SCHEMA public"))
    except DatabaseError as trouble:
        steps = "\n".join(f"  {line}" for line in way_back(place, folder, at))
        raise Trouble(f"The failed state cannot be put aside ({trouble}). As the database's owner:\n{steps}") from None
    restore_database(folder, manifest, place)
