"""The key that signs checkpoints, and the public one that checks them. Never in the database."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

_NAME_LENGTH = 16
_PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----\s", re.DOTALL)


class UnusableKey(Exception):
    """A file holds no Ed25519 key. The message is one line, for the operator."""


def signing_key(*, path: Path, public: Path) -> Ed25519PrivateKey:
    """The key in the file; made, with its public half beside the others, where there is none.

    Raises UnusableKey, OSError.
    """
    if not path.exists():
        _make(path)
    key = _read(path)
    if name_of(key.public_key()) not in (public_keys(path=public) if public.exists() else {}):
        _publish(key.public_key(), public)
    return key


def public_keys(*, path: Path) -> Mapping[str, Ed25519PublicKey]:
    """The keys in a file of one or more PEM blocks, by name. Raises UnusableKey, OSError."""
    found = {}
    for block in _PEM.findall(path.read_bytes() + b"\n"):
        try:
            key = load_pem_public_key(block)
        except ValueError as error:
            raise UnusableKey(f"{path} holds no public key") from error
        if not isinstance(key, Ed25519PublicKey):
            raise UnusableKey(f"{path} holds a key that is not Ed25519")
        found[name_of(key)] = key
    if not found:
        raise UnusableKey(f"{path} holds no public key")
    return found


def name_of(key: Ed25519PublicKey) -> str:
    """How checkpoints name the key: the beginning of its SHA-256."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:_NAME_LENGTH]


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise UnusableKey(f"{path} holds no private key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UnusableKey(f"{path} holds a key that is not Ed25519")
    return key


def _make(path: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    aside = path.with_name(f"{path.name}.new")
    aside.unlink(missing_ok=True)
    _write(aside, pem, os.O_EXCL, 0o600)
    aside.replace(path)


def _publish(key: Ed25519PublicKey, path: Path) -> None:
    # Added to those before it: what they signed stays good.
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _write(path, pem, os.O_APPEND, 0o644)


def _write(path: Path, data: bytes, flag: int, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | flag, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
