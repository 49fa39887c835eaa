"""Just enough of Thrift's compact protocol to read a Parquet footer, change it and write it.

A struct is a list of (field number, type, value), so that what is not understood is kept as it is.
"""

from __future__ import annotations

from typing import Any, NamedTuple

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)


class Field(NamedTuple):
    """One field of a struct."""

    number: int
    type: int
    value: Any


class Items(NamedTuple):
    """A list: the type of its items, and the items."""

    type: int
    values: list[Any]


class BadFooter(ValueError):
    """Bytes that are no footer."""


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def byte(self) -> int:
        if self.at >= len(self.data):
            raise BadFooter("the footer ends too early")
        self.at += 1
        return self.data[self.at - 1]

    def varint(self) -> int:
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def number(self) -> int:
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def raw(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]

    def struct(self) -> list[Field]:
        fields: list[Field] = []
        number = 0
        while head := self.byte():
            kind, step = head & 0x0F, head >> 4
            number = number + step if step else self.number()
            fields.append(Field(number, kind, self.value(kind)))
        return fields

    def items(self) -> Items:
        head = self.byte()
        kind, size = head & 0x0F, head >> 4
        if size == 15:
            size = self.varint()
        one = self.byte if kind in (TRUE, FALSE) else lambda: self.value(kind)
        return Items(kind, [one() for _ in range(size)])

    def value(self, kind: int) -> Any:
        if kind in (TRUE, FALSE):
            return kind == TRUE
        if kind in (I16, I32, I64):
            return self.number()
        if kind == BINARY:
            return self.raw(self.varint())
        if kind in (BYTE, DOUBLE):
            return self.raw(1 if kind == BYTE else 8)
        if kind in (LIST, SET):
            return self.items()
        if kind == STRUCT:
            return self.struct()
        raise BadFooter(f"type {kind} is not known")


def read_struct(data: bytes) -> list[Field]:
    """A struct from its bytes. Raises BadFooter."""
    return _Reader(data).struct()


def write_struct(fields: list[Field]) -> bytes:
    """A struct as bytes; fields in ascending order."""
    out, last = bytearray(), 0
    for number, kind, value in fields:
        kind = (TRUE if value else FALSE) if kind in (TRUE, FALSE) else kind
        step = number - last
        out += bytes([step << 4 | kind]) if 0 < step < 16 else bytes([kind]) + _number(number)
        out += b"" if kind in (TRUE, FALSE) else _value(kind, value)
        last = number
    return bytes(out) + b"\0"


def _value(kind: int, value: Any) -> bytes:
    if kind in (I16, I32, I64):
        return _number(value)
    if kind == BINARY:
        return _varint(len(value)) + bytes(value)
    if kind in (LIST, SET):
        size = len(value.values)
        head = bytes([size << 4 | value.type]) if size < 15 else bytes([0xF0 | value.type])
        head += b"" if size < 15 else _varint(size)
        return head + b"".join(_item(value.type, each) for each in value.values)
    return write_struct(value) if kind == STRUCT else bytes(value)


def _item(kind: int, value: Any) -> bytes:
    return bytes([value]) if kind in (TRUE, FALSE) else _value(kind, value)


def _number(value: int) -> bytes:
    return _varint(value << 1 if value >= 0 else ((-value) << 1) - 1)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
