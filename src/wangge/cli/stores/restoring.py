"""``wangge restore``: a backup into an empty place, and proof of what came back."""

import time
from pathlib import Path

import click

from wangge.cli.main import Trouble, set_up, wangge
from wangge.cli.stores import dumping
from wangge.cli.stores.backing import PASSPHRASE_FILE, checked
from wangge.cli.stores.keys import env_lines, known_by, passphrase, unseal_settings
from wangge.cli.stores.manifest import FILES, KEYS, Manifest, backup_at, files_of
from wangge.cli.stores.parts import copy_by_name, room, write
from wangge.cli.stores.places import Place, alone, own_place, pointed_at, reach, say, tables_in
from wangge.cli.stores.proof import pending, standing, unknown
from wangge.cli.verify import walked


@wangge.command()
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@PASSPHRASE_FILE
@click.option(
    "--settings-to", type=click.Path(path_type=Path), help="Write the keys and settings of the backup into this file."
)
@click.option("--without-keys", is_flag=True, help="Go on although WANGGE_FIELD_KEY is another one than the backup's.")
def restore(source: Path, passphrase_file: Path | None, settings_to: Path | None, without_keys: bool) -> None:
    """Restore the backup SOURCE, or the newest of a place of backups, and verify all that came back.

    The database of WANGGE_DATABASE must be empty; files go to WANGGE_FILES.
    """
    set_up()
    folder = backup_at(source)
    target = own_place()
    say(f"Checking {folder} …")
    manifest = checked(folder, files=False)
    reach(target)
    with alone(target, "restore"):
        refuse_target(manifest, target)
        _take_keys(folder, manifest, passphrase(passphrase_file), settings_to, without_keys)
        restore_files(folder)
        restore_database(folder, manifest, target)
        verify_restored(folder, manifest, target)


def refuse_target(manifest: Manifest, target: Place) -> None:
    """Raises ``Trouble`` when this backup cannot go there."""
    if manifest.engine != target.vendor:
        raise Trouble(
            f"This is a backup of {manifest.engine}, and WANGGE_DATABASE is {target.vendor}. Restore it into an empty "
            f"{manifest.engine} database; from there wangge migrate-store leads to {target.vendor}."
        )
    newer = unknown(manifest.standing.migrations)
    if newer:
        raise Trouble(
            f"This backup was made by wangge {manifest.version}, which is newer than this one: {newer[0]} is unknown "
            f"here. Install wangge {manifest.version} or newer."
        )
    _refuse_leftovers(target)
    tables = tables_in(target)
    if tables:
        raise Trouble(
            f"{target.name} is not empty: it has {len(tables)} tables. Nothing was changed. Name an empty database in "
            "WANGGE_DATABASE, or move this one away."
        )


def _refuse_leftovers(target: Place) -> None:
    """A log that another SQLite database left behind would be played into the restored one."""
    if target.vendor != "sqlite" or target.file.exists():
        return
    for end in ("-wal", "-shm", "-journal"):
        left = target.file.with_name(target.file.name + end)
        if left.exists():
            raise Trouble(f"{left} belongs to a database that was here before. Move it away; nothing was changed.")


def _take_keys(
    folder: Path, manifest: Manifest, word: str | None, settings_to: Path | None, without_keys: bool
) -> None:
    """Write the settings of the backup out if wanted, and see to it that its contents can be opened."""
    from django.conf import settings

    found: dict[str, str] = {}
    if word is not None and manifest.keys == "sealed":
        found = unseal_settings((folder / KEYS).read_bytes(), word, about=manifest.name)
    if settings_to is not None:
        if not found:
            raise Trouble(
                "This backup was made without keys: there are none to write."
                if manifest.keys != "sealed"
                else "Give the passphrase: WANGGE_BACKUP_PASSPHRASE or --passphrase-file."
            )
        if settings_to.exists():
            raise Trouble(f"{settings_to} is there already. Name another file for the settings.")
        with room(settings_to):
            write(settings_to, [env_lines(found)], mode=0o600)
        say(f"Settings and keys are in {settings_to}; name it in WANGGE_ENV_FILE. Only you can read it.")
    if known_by(settings.FIELD_KEY) == manifest.field_key:
        return
    own = type(settings.HERE)({"WANGGE_ENV_FILE": "", "WANGGE_DATABASE": "x"} | found).field_key() if found else b""
    if own and known_by(own) == manifest.field_key:
        settings.FIELD_KEY = own
        say("WANGGE_FIELD_KEY is another one here; the backup's own is used to verify. Set it before you start.")
    elif not without_keys:
        raise Trouble(
            "WANGGE_FIELD_KEY is not the key of this backup: telephone numbers could not be opened. Set the right one, "
            "or give the passphrase of the backup and --settings-to FILE. If that key is lost, --without-keys restores "
            "all the rest."
        )


def restore_files(folder: Path) -> None:
    """Copy the files of a backup to ``WANGGE_FILES``; those that are there already stay."""
    from django.conf import settings

    place, began, copied = Path(settings.FILES), time.monotonic(), 0
    listed = files_of(folder)
    with room(place):
        for stored, sha256 in listed:
            try:
                copied += copy_by_name(folder.parent / FILES / stored, place / stored, sha256)
            except (FileNotFoundError, ValueError) as trouble:
                what = str(trouble) if isinstance(trouble, ValueError) else "is missing"
                raise Trouble(
                    f"{FILES}/{stored} of the backup {what}. The database was not touched. Check with wangge backup "
                    "--check, and take another backup."
                ) from None
    say(f"{len(listed):,} files, of them {copied:,} copied, in {time.monotonic() - began:.1f} s")


def restore_database(folder: Path, manifest: Manifest, target: Place) -> None:
    """Make the database anew, all of it or nothing, and let the server's role in where another owns the tables."""
    from django.conf import settings

    began = time.monotonic()
    say(f"Restoring {target.name} …")
    with room(target.file.parent if target.vendor == "sqlite" else folder):
        dumping.restore(folder / manifest.database, manifest.engine, target)
    say(f"  {manifest.standing.rows:,} rows in {time.monotonic() - began:.1f} s")
    if settings.OWNER_DATABASE:
        from wangge.journal.actions import let_in

        role = settings.DATABASES["default"]["USER"]
        with pointed_at(target):
            say(f"  {let_in(role)} tables are open to {role}, the journal for adding only.")


def verify_restored(folder: Path, manifest: Manifest, target: Place) -> None:
    """Compare figures, walk every chain with contents and files. Raises ``Trouble`` for anything that is not right."""
    from django.conf import settings

    say("Verifying what came back …")
    with pointed_at(target):
        faults = manifest.standing.differences(standing())
        walk = walked(files=True)
        missing = pending()
    lost = [stored for stored, _ in files_of(folder) if not (Path(settings.FILES) / stored).is_file()]
    faults += [f"{stored} is missing" for stored in lost]
    walk.say()
    if not faults:
        say(
            f"Rows of {len(manifest.standing.counts)} tables, positions of {len(manifest.standing.positions)} districts"
            f" and {manifest.standing.chains:,} chain ends are those of {manifest.made_at}."
        )
    if manifest.missing:
        say(f"{len(manifest.missing)} files were lost before this backup was made, and are not in it.")
    if faults or walk.faults:
        raise Trouble(
            "What came back is not whole:\n"
            + "\n".join([*faults[:50], f"{len(walk.faults)} faults in chains, see above"])
        )
    if missing:
        say(f"The backup is older than this wangge: {len(missing)} migrations are missing. Run wangge upgrade.")
    say(f"Restored and whole. What happened after {manifest.made_at} is not in it: begin with wangge serve and worker.")
