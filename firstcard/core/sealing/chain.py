"""What is hashed, how entries are chained, and what a checkpoint says. Pure.

Each entry has a leaf, the SHA-256 of all its columns. The root after an entry is the SHA-256 of the
root before it and its leaf. A checkpoint is one line of the file: the new entries in their order,
their leaves, the count and root after them, signed. So the file alone tells what each entry was,
and the first one that differs can be named even where the whole database was written anew.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

VERSION = 1
LEAF_BYTES = 32
COLUMNS = (
    'id, at, actor_kind, account, role, actor_name, action, subject, "case", person, '
    "detail::text, written_at"
)
WRITTEN_AT = 11  # its place in a row
_DETAIL = 10
_SIGNED = b"firstcard audit checkpoint\n"


class Checkpoint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the file.

    `log`: a random name of the whole chain. `first`: how many entries were sealed before; `count`:
    how many are now. `leaves`: 32 bytes for each of `entries`, base64. `root`: hex. `at`: when.
    `until`: every entry written before this moment is in this line or in one before it.
    `clock_back`: the clock went backwards since the line before. `key`: whose signature, base64.
    """

    version: int
    log: str
    first: int
    count: int
    entries: list[int]
    leaves: str
    root: str
    at: datetime
    until: datetime
    clock_back: bool
    key: str
    signature: str = ""


class NotFollowing(Exception):
    """A checkpoint is not signed by a known key, or does not follow the one before. Says which."""


def leaf(row: Sequence[Any]) -> bytes:
    """The hash of one entry, its columns as `COLUMNS` names them."""
    plain = [_plain(value) for value in row]
    plain[_DETAIL] = json.loads(row[_DETAIL])
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(b"\x00" + text.encode()).digest()


def beginning(log: str) -> bytes:
    """The root before the first entry."""
    return hashlib.sha256(f"firstcard audit {VERSION} {log}".encode()).digest()


def root_after(before: bytes, leaves: Iterable[bytes]) -> bytes:
    """The root when these leaves have been added in their order."""
    for each in leaves:
        before = hashlib.sha256(b"\x01" + before + each).digest()
    return before


def leaves_of(checkpoint: Checkpoint) -> list[bytes]:
    """Its leaves, one for each entry. Raises ValueError where they are not."""
    joined = b64decode(checkpoint.leaves, validate=True)
    if len(joined) != LEAF_BYTES * len(checkpoint.entries):
        raise ValueError("not one leaf for each entry")
    return [joined[at : at + LEAF_BYTES] for at in range(0, len(joined), LEAF_BYTES)]


def joined_leaves(leaves: Iterable[bytes]) -> str:
    """Leaves as a checkpoint holds them."""
    return b64encode(b"".join(leaves)).decode()


def signed(checkpoint: Checkpoint, *, key: Ed25519PrivateKey) -> Checkpoint:
    """The same with its signature."""
    signature = b64encode(key.sign(_signed_bytes(checkpoint))).decode()
    return msgspec.structs.replace(checkpoint, signature=signature)


def line_of(checkpoint: Checkpoint) -> bytes:
    """As it is written into the file."""
    return msgspec.json.encode(checkpoint) + b"\n"


def read_line(line: bytes) -> Checkpoint | None:
    """The checkpoint of a line; None where the line was cut off while it was written."""
    try:
        return msgspec.json.decode(line, type=Checkpoint)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def check_follows(
    checkpoint: Checkpoint,
    *,
    before: Checkpoint | None,
    keys: Mapping[str, Ed25519PublicKey],
) -> None:
    """Raise NotFollowing unless it is signed by one of the keys and goes on where `before` ended.

    `keys`: by their names (`keys.name_of`).
    """
    _check_signature(checkpoint, keys)
    log = before.log if before else checkpoint.log
    root = bytes.fromhex(before.root) if before else beginning(log)
    if checkpoint.version != VERSION or checkpoint.log != log:
        raise NotFollowing("it belongs to another chain")
    if checkpoint.first != (before.count if before else 0):
        raise NotFollowing("checkpoints before it are missing")
    try:
        leaves = leaves_of(checkpoint)
    except ValueError as error:
        raise NotFollowing(str(error)) from error
    if checkpoint.count != checkpoint.first + len(leaves):
        raise NotFollowing("its count is wrong")
    if root_after(root, leaves).hex() != checkpoint.root:
        raise NotFollowing("its root is wrong")


def _check_signature(checkpoint: Checkpoint, keys: Mapping[str, Ed25519PublicKey]) -> None:
    key = keys.get(checkpoint.key)
    if key is None:
        raise NotFollowing("it is signed with an unknown key")
    try:
        key.verify(b64decode(checkpoint.signature), _signed_bytes(checkpoint))
    except (InvalidSignature, ValueError) as error:
        raise NotFollowing("its signature is wrong") from error


def _signed_bytes(checkpoint: Checkpoint) -> bytes:
    bare = msgspec.structs.replace(checkpoint, signature="")
    return _SIGNED + msgspec.json.encode(bare)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value
