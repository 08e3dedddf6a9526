"""Encryption and masking of personal fields."""

import os
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NONCE_BYTES = 12


@lru_cache(maxsize=4)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal(plain: bytes, *, key: bytes, about: bytes) -> bytes:
    """Encrypt with AES-256-GCM. ``about`` binds the text to its row, so that it cannot be moved to another."""
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + _cipher(key).encrypt(nonce, plain, about)


def unseal(sealed: bytes, *, key: bytes, about: bytes) -> bytes:
    """The plain text again. Raises ``cryptography.exceptions.InvalidTag`` when key, text or row is another."""
    nonce = sealed[1 : 1 + _NONCE_BYTES]
    return _cipher(key).decrypt(nonce, sealed[1 + _NONCE_BYTES :], about)


def mask_phone(phone: str) -> str:
    """``13800000136`` → ``138****0136``; short numbers keep their last two digits only."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 10 else "*" * max(len(phone) - 2, 1) + phone[-2:]


def mask_name(name: str) -> str:
    """``李桂兰`` → ``李**``."""
    return name[:1] + "*" * max(len(name) - 1, 1)
