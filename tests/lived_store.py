"""A small lived store with files, and the console beside it."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bundles import lived
from tests.serving import COMMAND

PASSPHRASE = "a drain behind the restaurant"


@dataclass
class Store:
    """A lived store: its address, the folder of its files, and commands that are typed beside it."""

    address: str
    files: Path
    folder: Path

    def wangge(self, *words: str, **environ: str) -> tuple[int, str]:
        """Exit code and all that was said; None takes a variable away."""
        base = {name: value for name, value in os.environ.items() if name != "WANGGE_BACKUP_PASSPHRASE"}
        own = {
            "WANGGE_DATABASE": self.address,
            "WANGGE_FILES": str(self.files),
            "WANGGE_VAR": str(self.folder / "var"),
            "WANGGE_BACKUP_PASSPHRASE": PASSPHRASE,
        }
        done = subprocess.run(
            [*COMMAND, *words], cwd=self.folder, env=base | own | environ, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr


def lived_store(address: str, folder: Path, actor: Any, *, cases: int = 2) -> Store:
    """Cases with photos, contacts, an erased remark and anchors, in the database that Django points at."""
    from django.conf import settings

    files = folder / "files"
    before, settings.FILES = settings.FILES, files
    try:
        for number in range(cases):
            lived(actor, seed=10 * number + 1, erased=number == 0, anchored=number == 0)
    finally:
        settings.FILES = before
    return Store(address, files, folder)
