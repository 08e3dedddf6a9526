"""Keys and settings inside a backup: sealed with a passphrase, so that whoever finds the backup finds nothing."""

import hashlib
import hmac
import os
from pathlib import Path

import orjson
from cryptography.exceptions import InvalidTag

from wangge.cli.main import Trouble
from wangge.core.sealing import seal, unseal

LEAST_PASSPHRASE = 12
COST = {"n": 2**16, "r": 8, "p": 1}
"""scrypt (RFC 7914) with 64 MiB: a guess costs a quarter of a second."""
FOR_SETTINGS = (
    "Set WANGGE_BACKUP_PASSPHRASE, or name a file with it by --passphrase-file, of at least 12 characters; or say "
    "--without-keys: then keep WANGGE_FIELD_KEY, WANGGE_SECRET_KEY and WANGGE_ANCHOR_KEY yourself, elsewhere. Without "
    "WANGGE_FIELD_KEY telephone numbers are lost for good, whatever else is restored."
)


def refuse_wrong_key() -> None:
    """Raises ``Trouble`` when the default database holds what ``WANGGE_FIELD_KEY`` does not open."""
    from wangge.journal.queries import field_key_fits

    if field_key_fits() is False:
        raise Trouble(
            "WANGGE_FIELD_KEY does not open the telephone numbers of this store: it is another key, or not set here. "
            "Run this with the environment of the server, for example by WANGGE_ENV_FILE."
        )


def kept_settings() -> dict[str, str]:
    """The settings that go into a backup. Raises ``Trouble`` when a key is not among them."""
    from django.conf import settings

    found: dict[str, str] = settings.HERE.kept()
    lacking = [name for name in ("WANGGE_SECRET_KEY", "WANGGE_FIELD_KEY") if not found.get(name)]
    if lacking:
        raise Trouble(
            f"{' and '.join(lacking)}: not set here, so that a backup would not hold it. Run this with the environment "
            "of the server, for example by WANGGE_ENV_FILE; or say --without-keys."
        )
    return found


def passphrase(file: Path | None) -> str | None:
    """What seals the keys, from a file or ``WANGGE_BACKUP_PASSPHRASE``; None where neither is given.

    Raises ``Trouble`` when it is too short.
    """
    if file is not None:
        try:
            word = file.read_text("utf-8").strip("\r\n")
        except (OSError, UnicodeError) as trouble:
            raise Trouble(f"The passphrase cannot be read from {file}: {trouble}.") from None
    else:
        word = os.environ.get("WANGGE_BACKUP_PASSPHRASE", "")
    if not word:
        return None
    if len(word) < LEAST_PASSPHRASE:
        raise Trouble(f"The passphrase has {len(word)} characters; it needs at least {LEAST_PASSPHRASE}.")
    return word


def _key(word: str, salt: bytes, cost: dict[str, int]) -> bytes:
    memory = 256 * cost["n"] * cost["r"]
    return hashlib.scrypt(word.encode(), salt=salt, maxmem=memory, dklen=32, **cost)


def seal_settings(settings: dict[str, str], word: str, *, about: str) -> bytes:
    """Settings by their variables as a sealed file; ``about`` is the backup's name, to which it is bound."""
    salt = os.urandom(16)
    plain = orjson.dumps(settings)
    body = seal(plain, key=_key(word, salt, COST), about=about.encode())
    said = {"kdf": "scrypt", "cost": COST, "salt": salt.hex(), "sealed": body.hex()}
    return orjson.dumps(said) + b"\n"


def unseal_settings(sealed: bytes, word: str, *, about: str) -> dict[str, str]:
    """The settings again. Raises ``Trouble`` when the passphrase is another or the file was altered."""
    try:
        said = orjson.loads(sealed)
        cost = {name: min(int(said["cost"][name]), 2**20) for name in ("n", "r", "p")}
        key = _key(word, bytes.fromhex(said["salt"]), cost)
        found: dict[str, str] = orjson.loads(unseal(bytes.fromhex(said["sealed"]), key=key, about=about.encode()))
        return found
    except InvalidTag:
        raise Trouble("The keys cannot be opened: this passphrase is another one, or the file was altered.") from None
    except (ValueError, KeyError, TypeError):
        raise Trouble("The file with the keys was altered or is damaged.") from None


def known_by(key: bytes) -> str:
    """Sixteen hexadecimal digits by which a key is known again; they do not lead back to it."""
    return hmac.digest(key, b"wangge backup field key", "sha256").hex()[:16]


def env_lines(settings: dict[str, str]) -> bytes:
    """Settings as a file for ``WANGGE_ENV_FILE``."""
    return "".join(f"{name}={value}\n" for name, value in settings.items()).encode()
