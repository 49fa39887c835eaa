"""A bill from JSON: every field that cannot be used is named, with what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from firstcard.policy.fact_values import read_date
from firstcard.policy.format import Text
from firstcard.settlement.bill import (
    CODES,
    MOST_FEN,
    MOST_LINES,
    Bill,
    Institution,
    Line,
    Patient,
    YearToDate,
    check,
    yuan,
)
from firstcard.settlement.faults import BadBill, Fault, fault, one_of

_AMOUNT = re.compile(r"^(-?)(\d{1,15})(?:\.(\d{1,2}))?$", re.ASCII)
_SHARE = re.compile(r"^(\d{1,4})(?:\.(\d{1,4}))?$", re.ASCII)
_NUMBER = re.compile(r"^-?\d{1,9}(\.\d{1,4})?$", re.ASCII)
_BYTE = re.compile(r"\(byte (\d+)\)")
_NAME = re.compile(r"^[\w.:/-]{0,64}$")
_MOST_FAULTS = 50
_MOST_SHOWN = 40

_YUAN = Text('yuan as text with two decimals, "12.50"', "以元为单位、两位小数的文本，如“12.50”")
_RATIO = Text('a ratio as text, "0.1000"', "文本形式的比例，如“0.1000”")
_DATE = Text("a date such as 2026-11-23", "日期，如2026-11-23")
_WHOLE = Text("a whole number from {least}", "不小于{least}的整数")
_QUANTITY = Text("a number", "数字")
_TEXT = Text("text of at most 64 characters", "不超过64个字符的文本")
_OBJECT = Text("a JSON object", "JSON 对象")
_LIST = Text("a JSON list", "JSON 数组")
_REGION = Text("six digits (GB/T 2260)", "六位行政区划代码（GB/T 2260）")
_NEEDED: Any = object()


def read_bill(data: bytes) -> Bill:
    """A bill from JSON. Raises BadBill with every fault, 50 at most."""
    try:
        decoded = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadBill(
            [fault("wrong-form", "$", value=_place(data, error), allowed=_OBJECT)]
        ) from None
    if not isinstance(decoded, dict):
        raise BadBill([fault("wrong-form", "$", value=_shown(decoded), allowed=_OBJECT)])
    faults: list[Fault] = []
    bill = _bill(_Reader(decoded, "", faults))
    if not faults:
        faults += check(bill)
    if faults:
        raise BadBill(faults[:_MOST_FAULTS])
    return bill


def _place(data: bytes, error: Exception) -> Text:
    """What is no JSON: from which line and character on, counted from 1."""
    found = _BYTE.search(str(error))
    before = data[: int(found[1])] if found else data
    line, character = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
    return Text(f"What stands from line {line}, character {character} on",
                f"第{line}行第{character}个字符起的内容")  # fmt: skip


class _Reader:
    """One JSON object: takes fields out of it and gathers what is wrong with them."""

    def __init__(self, item: Any, path: str, faults: list[Fault]) -> None:
        self.path = path
        self.faults = faults
        self.names: list[str] = []
        self.item: Mapping[str, Any] = item if isinstance(item, dict) else {}
        if not isinstance(item, dict):
            self._wrong(path or "$", item, _OBJECT)

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _wrong(self, field: str, value: Any, allowed: Text) -> None:
        self.faults.append(fault("wrong-form", field, value=_shown(value), allowed=allowed))

    def take(self, name: str, read: Callable[[Any], Any], allowed: Text, default: Any) -> Any:
        """A field as `read` makes it. Absent or null: its default; needed ones are faults."""
        self.names.append(name)
        value = self.item.get(name)
        if value is None:
            if default is _NEEDED:
                self.faults.append(fault("missing", self.at(name), allowed=allowed))
            return default
        try:
            return read(value)
        except (ValueError, TypeError):
            self._wrong(self.at(name), value, allowed)
            return default

    def text(self, name: str, default: Any = "") -> Any:
        return self.take(name, _text, _TEXT, default)

    def day(self, name: str) -> date:
        found: date = self.take(name, read_date, _DATE, _NEEDED)
        return found

    def amount(self, name: str, default: Any = 0) -> Any:
        fen = self.take(name, _fen, _YUAN, default)
        if isinstance(fen, int) and fen < 0:
            self.faults.append(fault("negative-amount", self.at(name), value=yuan(fen)))
        if isinstance(fen, int) and fen > MOST_FEN:
            most = yuan(MOST_FEN)
            self.faults.append(fault("too-large", self.at(name), value=yuan(fen), allowed=most))
        return fen

    def whole(self, name: str, least: int, default: Any) -> Any:
        words = Text(_WHOLE.en.format(least=least), _WHOLE.zh.format(least=least))
        return self.take(name, lambda value: _whole(value, least), words, default)

    def code(self, name: str, default: Any = _NEEDED) -> str:
        allowed = CODES[name]
        found: str = self.take(name, _text, one_of(allowed), default)
        if isinstance(found, str) and found not in allowed:
            slots: dict[str, Any] = {"value": found, "allowed": one_of(allowed)}
            self.faults.append(fault("unknown-code", self.at(name), **slots))
        return found

    def part(self, name: str, *, needed: bool) -> _Reader:
        self.names.append(name)
        value = self.item.get(name)
        if value is None and needed:
            self.faults.append(fault("missing", self.at(name), allowed=_OBJECT))
        return _Reader({} if value is None else value, self.at(name), self.faults)

    def parts(self, name: str) -> Iterator[_Reader]:
        rows = self.take(name, _list, _LIST, [])
        if len(rows) > MOST_LINES:
            self.faults.append(
                fault("too-large", self.at(name), value=str(len(rows)), allowed=str(MOST_LINES))
            )
            return
        for number, row in enumerate(rows):
            yield _Reader(row, f"{self.at(name)}[{number}]", self.faults)

    def done(self) -> None:
        """Fields that nobody asked for are faults."""
        for name in self.item.keys() - set(self.names):
            at = self.at(_shown(name))
            self.faults.append(fault("unknown-field", at, allowed=one_of(self.names)))


def _bill(reader: _Reader) -> Bill:
    patient, number = _patient(reader), reader.text("person_id")
    bill = Bill(
        claim_id=reader.text("claim_id"),
        person_id=number or patient.person_id,
        region=reader.take("region", _region, _REGION, _NEEDED),
        insurance=reader.code("insurance"),
        care=reader.code("care"),
        institution=_institution(reader),
        referral=reader.code("referral", "local"),
        admitted_on=reader.day("admitted_on"),
        discharged_on=reader.day("discharged_on"),
        cause=reader.code("cause", "illness"),
        patient=patient,
        year_to_date=_year(reader),
        account_balance=reader.amount("account_balance"),
        mutual_aid_balance=reader.amount("mutual_aid_balance"),
        lines=tuple(_line(part, n) for n, part in enumerate(reader.parts("lines"), start=1)),
    )
    reader.done()
    return bill


def _patient(reader: _Reader) -> Patient:
    part = reader.part("patient", needed=True)
    groups = part.take("groups", _groups, _LIST, ())
    found = Patient(part.day("born_on"), part.text("person_id"), groups)
    part.done()
    return found


def _institution(reader: _Reader) -> Institution:
    part = reader.part("institution", needed=True)
    found = Institution(part.code("class"), part.text("code", None))
    part.done()
    return found


def _year(reader: _Reader) -> YearToDate:
    part = reader.part("year_to_date", needed=False)
    found = YearToDate(
        part.whole("admissions", 0, 0),
        *(part.amount(name) for name in YearToDate.__struct_fields__[1:]),
    )
    part.done()
    return found


def _line(part: _Reader, number: int) -> Line:
    found = Line(
        line_no=part.whole("line_no", 1, number),
        code=part.text("code"),
        kind=part.code("kind", "other"),
        list_class=part.code("list_class"),
        quantity=part.take("quantity", _decimal, _QUANTITY, Decimal(1)),
        amount=part.amount("amount", _NEEDED),
        limit_price=part.amount("limit_price", None),
        self_pay_share=part.take("self_pay_share", _share, _RATIO, None),
        restricted=part.text("restricted", None),
    )
    if isinstance(found.quantity, Decimal) and found.quantity < 0:
        at = part.at("quantity")
        part.faults.append(fault("negative-amount", at, value=str(found.quantity)))
    part.done()
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str) or not _NAME.match(value):
        raise ValueError
    return value


def _region(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{6}", value):
        raise ValueError
    return value


def _fen(value: Any) -> int:
    found = _AMOUNT.match(value)
    if not found:
        raise ValueError
    sign, whole, part = found.groups()
    return int(f"{sign}{whole}{(part or '').ljust(2, '0')}")


def _share(value: Any) -> int:
    found = _SHARE.match(value)
    if not found:
        raise ValueError
    return int(found[1] + (found[2] or "").ljust(4, "0"))


def _whole(value: Any, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value < 10**9:
        raise ValueError
    return value


def _decimal(value: Any) -> Decimal:
    text = str(value)
    if isinstance(value, bool) or not _NUMBER.match(text):
        raise ValueError
    return Decimal(text)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _groups(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_text(each) for each in _list(value)))


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"
