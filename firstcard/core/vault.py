"""Encrypts what must not be read from a copy of the database: numbers, names of drafts, papers.

AES-256-GCM under keys made (HKDF-SHA-256) from FIRSTCARD_DATA_KEY, one for each purpose. The
purpose and, where given, the place of a value (`bound`) are bound in, so that no value can stand
in for another. `index` makes the same text findable without showing it (HMAC-SHA-256).
"""

from __future__ import annotations

import hmac
import os
import zlib
from collections.abc import Iterator
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE_BYTES = 12
_KEY_BYTES = 32
# zlib: the fastest, in a window of 8 KiB: setting up the usual one takes longer than packing.
_FAST, _WINDOW, _MEMORY = 1, 13, 5


class CannotOpen(Exception):
    """Encrypted under a key that is not known any more, or not as it was encrypted."""


def seal(data: bytes, *, purpose: str, bound: str = "") -> bytes:
    """The data encrypted, its nonce first."""
    nonce = os.urandom(_NONCE_BYTES)
    key = _key(settings.DATA_KEYS[0], purpose)
    return nonce + AESGCM(key).encrypt(nonce, data, bound.encode())


def unseal(sealed: bytes | memoryview, *, purpose: str, bound: str = "") -> bytes:
    """The data, whichever of the accepted keys encrypted it. Raises CannotOpen."""
    sealed = bytes(sealed)
    for key in _keys(purpose):
        try:
            return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound.encode())
        except (InvalidTag, ValueError):
            continue
    raise CannotOpen


def seal_packed(data: bytes, *, purpose: str, bound: str = "") -> bytes:
    """The same, made small first: for JSON and text, which take several times the room else."""
    packer = zlib.compressobj(_FAST, zlib.DEFLATED, _WINDOW, _MEMORY)
    return seal(packer.compress(data) + packer.flush(), purpose=purpose, bound=bound)


def unseal_packed(sealed: bytes | memoryview, *, purpose: str, bound: str = "") -> bytes:
    """What `seal_packed` sealed. Raises CannotOpen."""
    return zlib.decompress(unseal(sealed, purpose=purpose, bound=bound))


def index(text: str, *, purpose: str) -> bytes:
    """32 bytes by which the text is found again and not read."""
    key = _key(settings.DATA_KEYS[0], f"index {purpose}")
    return hmac.digest(key, text.encode(), "sha256")


def _keys(purpose: str) -> Iterator[bytes]:
    return (_key(secret, purpose) for secret in settings.DATA_KEYS)


@lru_cache(maxsize=64)
def _key(secret: str, purpose: str) -> bytes:
    info = f"firstcard {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=info).derive(secret.encode())
