"""Seals what a family told, so that the database alone shows nothing of it.

AES-256-GCM under a key of its own for every plan, made (HKDF-SHA-256) from the plan's token and the
service's secret: a copy of the database opens nothing, nor does an address taken to another server.
The token's hash is bound in, so that no row can stand in for another. Pure.
"""

import hashlib
import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from firstcard.guidance.tokens import token_hash

_NONCE_BYTES = 12
_TAG_BYTES = 16
_KEY_BYTES = 32
_PURPOSE = b"firstcard kept plan 1"
_BLOCK = 1024  # lengths are rounded up to this, so that they tell little of what is inside


class CannotOpen(Exception):
    """Sealed under another secret, or not as it was sealed."""


def seal(data: bytes, *, token: str, secret: str) -> bytes:
    """The data sealed, its nonce first. The data must not end in a space."""
    padded = data + b" " * (-len(data) % _BLOCK)
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_key(token, secret)).encrypt(nonce, padded, token_hash(token))


def unseal(sealed: bytes, *, token: str, secrets: Iterable[str]) -> bytes:
    """The data, whichever of the secrets sealed it. Raises CannotOpen."""
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    if len(rest) < _TAG_BYTES:
        raise CannotOpen
    for secret in secrets:
        try:
            padded = AESGCM(_key(token, secret)).decrypt(nonce, rest, token_hash(token))
        except InvalidTag:
            continue
        return padded.rstrip(b" ")
    raise CannotOpen


def _key(token: str, secret: str) -> bytes:
    salt = hashlib.sha256(secret.encode()).digest()
    derive = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=salt, info=_PURPOSE)
    return derive.derive(token.encode())
