"""What the process is told from outside: environment variables, read in one place.

Each setting is a variable ``WANGGE_…``; ``docs/guides/settings.md`` lists them. A file named by ``WANGGE_ENV_FILE``
(lines ``NAME=value``) fills in what the environment leaves open. The demo writes such a file for itself; in a folder
with a demo, commands that name no database find it there.
"""

import hashlib
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from wangge.core.env_file import read_env_file

DEFAULT_SECRETS = {"", "change-me", "changeme", "secret", "default"}
"""Values that no server outside a test may run with."""
LEAST_SECRET = 32
DEMO_FILE = "var/demo/settings.env"


class Surroundings:
    """The settings as the environment gives them, with the file of ``WANGGE_ENV_FILE`` underneath."""

    def __init__(self, environ: dict[str, str] | None = None) -> None:
        own = dict(os.environ if environ is None else environ)
        file = own.get("WANGGE_ENV_FILE", "" if own.get("WANGGE_DATABASE") else DEMO_FILE)
        self._values = (read_env_file(Path(file)) if file and Path(file).exists() else {}) | own

    def text(self, name: str, default: str = "") -> str:
        """The value of ``WANGGE_<name>``."""
        return self._values.get(f"WANGGE_{name}", default)

    def flag(self, name: str) -> bool:
        """True for 1, true, yes and on."""
        return self.text(name).lower() in {"1", "true", "yes", "on"}

    def number(self, name: str, default: int) -> int:
        """A whole number; anything else ends the start with a sentence."""
        value = self.text(name, str(default))
        try:
            return int(value)
        except ValueError:
            raise SystemExit(f"WANGGE_{name} must be a whole number, not {value!r}.") from None

    def database(self, default_file: Path, *, name: str = "DATABASE") -> dict[str, Any]:
        """Django's settings for ``WANGGE_<name>``: ``sqlite:///path`` or ``postgresql://user:password@host/name``.

        SQLite: WAL, IMMEDIATE, synchronous FULL, so that an acknowledged move survives a power cut.
        PostgreSQL: server-side binding and prepared statements together, a pool that caps the connections. Hosts are
        parted by commas, each with its port; ``?target_session_attrs=read-write`` finds the one that takes writes.
        """
        return self.database_at(self.text(name) or f"sqlite:///{default_file}", said=f"WANGGE_{name}")

    def database_at(self, address: str, *, said: str) -> dict[str, Any]:
        """The same for an address; ``said`` is where it was given, for the sentence that ends the start."""
        parts = urlsplit(address)
        if parts.scheme == "sqlite":
            return {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": unquote(address.removeprefix("sqlite:///")),
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                    "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
                },
            }
        if parts.scheme not in {"postgresql", "postgres"}:
            raise SystemExit(
                f"{said} must begin with sqlite:/// or postgresql://, for example "
                "sqlite:////var/lib/wangge/wangge.sqlite3 or postgresql://wangge@/wangge."
            )
        extra = dict(parse_qsl(parts.query))
        hosts, ports = _hosts_in(parts.netloc.rpartition("@")[2])
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": extra.pop("host", hosts),
            "PORT": extra.pop("port", ports),
            "CONN_MAX_AGE": 0,
            "OPTIONS": {
                "server_side_binding": True,
                "prepare_threshold": 3,
                "pool": {"min_size": 1, "max_size": self.number("POOL", 12), "timeout": 10},
                **extra,
            },
        }

    def base_map(self) -> dict[str, str]:
        """The base map under our own: kind, key, file and approval number (审图号). What lacks ends the start."""
        kind = self.text("BASEMAP", "none").lower()
        names = {"key": "BASEMAP_KEY", "file": "BASEMAP_FILE", "approval": "BASEMAP_APPROVAL"}
        found = {"kind": kind} | {what: self.text(name) for what, name in names.items()}
        if kind not in ("none", "tianditu", "pmtiles"):
            raise SystemExit(f"WANGGE_BASEMAP must be none, tianditu or pmtiles, not {kind!r}.")
        if kind == "tianditu" and not found["key"]:
            raise SystemExit("WANGGE_BASEMAP=tianditu needs the key of the service in WANGGE_BASEMAP_KEY.")
        if kind == "pmtiles" and not Path(found["file"] or "/").is_file():
            raise SystemExit("WANGGE_BASEMAP=pmtiles needs a file that is there in WANGGE_BASEMAP_FILE.")
        if kind != "none" and not found["approval"].strip():
            raise SystemExit(
                f"WANGGE_BASEMAP={kind} needs the approval number of the map (审图号) in WANGGE_BASEMAP_APPROVAL: "
                "a map is shown with it or not at all."
            )
        return found

    def live_address(self) -> str:
        """Where the live line is: ``:port``, ``/path`` or ``ws(s)://…``; empty for nowhere."""
        place = self.text("LIVE_ADDRESS")
        if place and not re.fullmatch(r":\d+|/[^/\s]\S*|wss?://[^/\s;,]+/\S*", place):
            raise SystemExit(
                "WANGGE_LIVE_ADDRESS must be a port such as :8001, a path such as /live, or begin with ws:// or "
                f"wss://, not {place!r}."
            )
        return place

    def field_key(self) -> bytes:
        """The 32 bytes that seal contacts, drawn from a secret text."""
        return hashlib.sha256(b"wangge field key\x00" + self.text("FIELD_KEY", "change-me").encode()).digest()

    def anchor_key(self) -> bytes | None:
        """The 32 bytes of the signing key, drawn from a secret text; None where none is set."""
        secret = self.text("ANCHOR_KEY")
        return hashlib.sha256(b"wangge anchor key\x00" + secret.encode()).digest() if secret else None

    def kept(self) -> dict[str, str]:
        """Every setting by its variable, but not where the databases are and what opens a backup."""
        left_out = ("DATABASE", "OWNER_DATABASE", "TO_DATABASE", "ENV_FILE")
        own = ((name, name.removeprefix("WANGGE_")) for name in sorted(self._values) if name.startswith("WANGGE_"))
        return {
            name: self._values[name]
            for name, short in own
            if short not in left_out and not short.startswith(("TEST_", "BACKUP_"))
        }

    def weak_secrets(self) -> list[str]:
        """Names of the secrets that are missing, default or too short. Signing may be left out, but not be weak."""
        names = ("SECRET_KEY", "FIELD_KEY", *(["ANCHOR_KEY"] if self.text("ANCHOR_KEY") else []))
        return [
            f"WANGGE_{name}"
            for name in names
            if self.text(name).lower() in DEFAULT_SECRETS or len(self.text(name)) < LEAST_SECRET
        ]


def _hosts_in(netloc: str) -> tuple[str, str]:
    """Hosts and ports of an address as libpq wants them: parted by commas, a port for each where one is said."""
    found = [urlsplit(f"//{part}") for part in netloc.split(",") if part]
    ports = [str(one.port) if one.port else "5432" for one in found]
    return ",".join(one.hostname or "" for one in found), ",".join(ports) if any(one.port for one in found) else ""
