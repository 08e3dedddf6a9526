"""Identities made by the application, never by the database."""

import secrets
import time
from datetime import datetime
from uuid import UUID

TRACKING_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 letters that cannot be mistaken for one another when read aloud or from paper."""
TRACKING_LENGTH = 12

PUBLIC = UUID(int=0)
"""The author of what residents send without an account."""


def uuid7(at: datetime | None = None, *, bits: int | None = None) -> UUID:
    """A time-ordered id after RFC 9562, version 7: 48 bits of milliseconds, 74 random bits.

    ``at`` is the moment it holds, for what is written down as of another time than now; ``bits`` (80, of which 74
    count) stand for chance where the same id must come out again.
    """
    milliseconds = time.time_ns() // 1_000_000 if at is None else int(at.timestamp() * 1000)
    value = milliseconds << 80 | (secrets.randbits(80) if bits is None else bits)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def tracking_code() -> str:
    """A code that a resident can read out: 12 of 31 letters, some 59 bits, from the system's randomness."""
    return "".join(secrets.choice(TRACKING_LETTERS) for _ in range(TRACKING_LENGTH))
