"""The audit chain: what changes a leaf, what a checkpoint must be to follow another."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from firstcard.core.sealing import chain
from firstcard.core.sealing.chain import Checkpoint, NotFollowing
from firstcard.core.sealing.keys import name_of

KEY = Ed25519PrivateKey.generate()
KEYS = {name_of(KEY.public_key()): KEY.public_key()}
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ROW: list[Any] = [
    7, NOW, "person", 3, "clerk", "王\u00b7晓", "case.read", "case:FC-1", "FC-1", None,
    '{"b": [1, null], "a": "郝"}', NOW,
]  # fmt: skip


def checkpoint(before: Checkpoint | None = None, **other: Any) -> Checkpoint:
    leaves = [chain.leaf(ROW)]
    root = bytes.fromhex(before.root) if before else chain.beginning("log")
    first = before.count if before else 0
    bare = Checkpoint(
        version=chain.VERSION, log="log", first=first, count=first + 1, entries=[7 + first],
        leaves=chain.joined_leaves(leaves), root=chain.root_after(root, leaves).hex(), at=NOW,
        until=NOW, clock_back=False, key=name_of(KEY.public_key()),
    )  # fmt: skip
    return chain.signed(msgspec.structs.replace(bare, **other), key=KEY)


def test_a_leaf_does_not_depend_on_how_a_row_was_read() -> None:
    there = timezone(timedelta(hours=8))
    read = list(ROW)
    read[1] = NOW.astimezone(there)
    read[10] = '{"a":"\\u90dd","b":[1,null]}'
    assert chain.leaf(read) == chain.leaf(ROW)


@given(column=st.integers(0, len(ROW) - 1), data=st.data())
def test_any_other_value_in_any_column_is_another_leaf(column: int, data: st.DataObject) -> None:
    old = ROW[column]
    new: Any
    if column == 10:
        new = data.draw(st.dictionaries(st.text(), st.integers() | st.text()))
        changed = msgspec.json.encode(new).decode()
    elif isinstance(old, datetime):
        changed = old + timedelta(microseconds=data.draw(st.integers(1, 10**15)))
    elif isinstance(old, int) or old is None:
        changed = data.draw(st.integers(-(2**63), 2**63 - 1).filter(lambda each: each != old))
    else:
        changed = data.draw(st.text().filter(lambda each: each != old))
    assert chain.leaf([*ROW[:column], changed, *ROW[column + 1 :]]) != chain.leaf(ROW)


def test_two_values_are_not_the_same_as_one_joined() -> None:
    one = [*ROW[:6], "ab", "c", *ROW[8:]]
    other = [*ROW[:6], "a", "bc", *ROW[8:]]
    assert chain.leaf(one) != chain.leaf(other)


def test_checkpoints_follow_one_another_through_their_written_form() -> None:
    first = checkpoint()
    second = checkpoint(first)
    for before, each in ((None, first), (first, second)):
        read = chain.read_line(chain.line_of(each))
        assert read == each
        chain.check_follows(read, before=before, keys=KEYS)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"version": 2}, "another chain"),
        ({"log": "other"}, "another chain"),
        ({"first": 2, "count": 3}, "are missing"),
        ({"count": 3}, "count is wrong"),
        ({"entries": [8, 9]}, "one leaf for each"),
        ({"leaves": "no base64"}, "base64|padding|Only|character"),
        ({"root": "00" * 32}, "root is wrong"),
        ({"key": "0" * 16}, "unknown key"),
    ],
)
def test_what_does_not_follow_is_refused_though_it_is_signed(
    wrong: dict[str, Any], why: str
) -> None:
    first = checkpoint()
    with pytest.raises(NotFollowing, match=why):
        chain.check_follows(checkpoint(first, **wrong), before=first, keys=KEYS)


@pytest.mark.parametrize(
    "name", ["entries", "leaves", "root", "at", "until", "clock_back", "signature", "log"]
)
def test_nothing_of_a_checkpoint_can_be_changed_under_its_signature(name: str) -> None:
    line = checkpoint()
    other: dict[str, Any] = {
        "entries": [8], "leaves": b64encode(b"1" * 32).decode(), "root": "11" * 32,
        "at": NOW + timedelta(seconds=1), "until": NOW - timedelta(seconds=1), "clock_back": True,
        "signature": b64encode(b"1" * 64).decode(), "log": "other",
    }  # fmt: skip
    changed = msgspec.structs.replace(line, **{name: other[name]})
    with pytest.raises(NotFollowing, match="signature is wrong"):
        chain.check_follows(changed, before=None, keys=KEYS)


@pytest.mark.parametrize(
    "line", [b"", b"{", b"{}", b"null", b"\xff\xfe", chain.line_of(checkpoint())[:-9], b'{"a":1}']
)
def test_a_line_that_was_cut_off_is_none(line: bytes) -> None:
    assert chain.read_line(line) is None
