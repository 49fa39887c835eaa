"""What a form asks, as data, and how it is read: no Django, no HTML.

A field is a choice of one, ticks, a date in three parts, or a place found by its name. A form is
what a browser sends: a name and the texts sent under it. Reading never loses what was typed: the
page is drawn again from the same form.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from firstcard.guidance.words import WORDS
from firstcard.policy.format import Text

UNKNOWN = "unknown"
NONE = "none"
HERE = "here"
DATE_PARTS = ("year", "month", "day")
_OLDEST_YEAR = 1900

Form = Mapping[str, Sequence[str]]
Values = dict[str, str | list[str]]
Kind = Literal["radios", "ticks", "date", "place"]


class Places(Protocol):
    """What a form needs of the table of divisions."""

    def __contains__(self, code: object) -> bool: ...


@dataclass(frozen=True, slots=True)
class Option:
    """One answer. `reveals` are asked only of who gives it; `alone` goes with no other tick."""

    id: str
    label: Text
    hint: Text | None = None
    reveals: tuple["Field", ...] = ()
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked. `missing` says what to do when nothing was answered.

    A date lies from `least` to `most`, and not after today unless `future`.
    """

    name: str
    kind: Kind
    label: Text
    missing: Text | None = None
    hint: Text | None = None
    options: tuple[Option, ...] = ()
    future: bool = False
    least: date | None = None
    most: date | None = None
    unsure: Text | None = None

    @property
    def control(self) -> str:
        """The id of its first control: where a mistake in the whole field leads to."""
        if self.kind == "date":
            return f"{self.name}-year"
        return f"{self.name}-{self.options[0].id if self.options else 'search'}"


NOT_SURE = Option(UNKNOWN, WORDS["not_sure"])


@dataclass(frozen=True, slots=True)
class FormError:
    """One mistake: the control to go to, and what would be right."""

    control: str
    message: Text


@dataclass(slots=True)
class Reading:
    """What a form held: the answers that could be read, and every mistake."""

    values: Values = field(default_factory=dict)
    errors: list[FormError] = field(default_factory=list)


def read(fields: Sequence[Field], form: Form, *, on: date, places: Places) -> Reading:
    """Read every field; `on` is today."""
    reading = Reading()
    for each in fields:
        _READERS[each.kind](each, form, reading, on, places)
    return reading


def shown(values: Mapping[str, str | list[str]]) -> Form:
    """Answers as the form that would send them, to draw a page again."""
    form: dict[str, list[str]] = {}
    for name, value in values.items():
        form[name] = value if isinstance(value, list) else [value]
        if isinstance(value, str) and value.count("-") == 2 and value[:4].isdigit():
            parts = (str(int(part)) for part in value.split("-"))
            form.update({f"{name}-{part}": [text] for part, text in zip(
                DATE_PARTS, parts, strict=True)})  # fmt: skip
        elif value == UNKNOWN:
            form[f"{name}-unsure"] = ["yes"]
    return form


def first(form: Form, name: str) -> str:
    """The text sent under that name, without blanks around it; empty if none was."""
    sent = form.get(name, ())
    return unicodedata.normalize("NFKC", sent[0]).strip() if sent else ""


def options_of(fields: Sequence[Field]) -> Iterator[Option]:
    """Every option of some fields, those that are revealed included."""
    for each in fields:
        for option in each.options:
            yield option
            yield from options_of(option.reveals)


def _read_radios(each: Field, form: Form, reading: Reading, on: date, places: Places) -> None:
    chosen = next((option for option in each.options if option.id == first(form, each.name)), None)
    if chosen is None:
        _missing(each, reading)
        return
    reading.values[each.name] = chosen.id
    _merge(reading, read(chosen.reveals, form, on=on, places=places))


def _read_ticks(each: Field, form: Form, reading: Reading, on: date, places: Places) -> None:
    sent = set(form.get(each.name, ()))
    ticked = [option for option in each.options if option.id in sent]
    if not ticked:
        _missing(each, reading)
        return
    alone = next((option for option in ticked if option.alone), None)
    if alone and len(ticked) > 1:
        reading.errors.append(FormError(each.control, Text(
            f"You ticked '{alone.label.en}' together with another answer. Keep only one of them.",
            f"“{alone.label.zh}”不能与其他选项同时选择，请只保留其中之一。")))  # fmt: skip
    reading.values[each.name] = [option.id for option in ticked]
    for option in ticked:
        _merge(reading, read(option.reveals, form, on=on, places=places))


def _read_date(each: Field, form: Form, reading: Reading, on: date, places: Places) -> None:
    if each.unsure and first(form, f"{each.name}-unsure"):
        reading.values[each.name] = UNKNOWN
        return
    parts = [first(form, f"{each.name}-{part}") for part in DATE_PARTS]
    if not any(parts):
        _missing(each, reading)
        return
    problem = _date_problem(parts) or _out_of_bounds(date(*map(int, parts)), each, on)
    if problem:
        part, message = problem
        reading.errors.append(FormError(f"{each.name}-{part}", message))
    else:
        reading.values[each.name] = date(*map(int, parts)).isoformat()


def _date_problem(parts: list[str]) -> tuple[str, Text] | None:
    names = {"year": "年份", "month": "月份", "day": "日期"}
    for part, text in zip(DATE_PARTS, parts, strict=True):
        if not text:
            return part, Text(f"The date must include a {part}", f"请填写{names[part]}")
        if not (text.isascii() and text.isdigit() and len(text) <= 4):
            return part, Text(f"The {part} must be a number, for example {_EXAMPLE[part]}",
                              f"{names[part]}应为数字，例如{_EXAMPLE[part]}")  # fmt: skip
    year, month, day = map(int, parts)
    if year < _OLDEST_YEAR:
        return "year", Text("The year must have four digits, for example 2026",
                            "年份应为四位数字，例如2026")  # fmt: skip
    if not 1 <= month <= 12:
        return "month", Text("The month must be from 1 to 12", "月份应为1至12")
    try:
        date(year, month, day)
    except ValueError:
        return "day", Text(f"{day} {_MONTHS[month - 1]} {year} is not a real date. Check the day.",
                           f"{year}年{month}月没有{day}日，请核对日期。")  # fmt: skip
    return None


def _out_of_bounds(found: date, each: Field, on: date) -> tuple[str, Text] | None:
    if found > on and not each.future:
        return "year", Text("The date must be today or in the past",
                            "日期应为今天或今天以前")  # fmt: skip
    if each.least and found < each.least:
        return "year", Text(f"The date must be {_in_words(each.least).en} or later",
                            f"日期不能早于{_in_words(each.least).zh}")  # fmt: skip
    if each.most and found > each.most:
        return "year", Text(f"The date must be {_in_words(each.most).en} or earlier",
                            f"日期不能晚于{_in_words(each.most).zh}")  # fmt: skip
    return None


def _in_words(day: date) -> Text:
    return Text(f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
                f"{day.year}年{day.month}月{day.day}日")  # fmt: skip


def _read_place(each: Field, form: Form, reading: Reading, on: date, places: Places) -> None:
    chosen = first(form, each.name)
    if chosen in {option.id for option in each.options} or (chosen and chosen in places):
        reading.values[each.name] = chosen
        return
    if first(form, f"{each.name}-search"):
        reading.errors.append(FormError(f"{each.name}-search", Text(
            "Choose one of the places that were found, or search again",
            "请从查到的地区中选择一个，或重新查找")))  # fmt: skip
        return
    _missing(each, reading)


def _missing(each: Field, reading: Reading) -> None:
    if each.missing:
        reading.errors.append(FormError(each.control, each.missing))


def _merge(reading: Reading, inner: Reading) -> None:
    reading.values.update(inner.values)
    reading.errors.extend(inner.errors)


_EXAMPLE = {"year": "2026", "month": "3", "day": "27"}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip
_READERS = {"radios": _read_radios, "ticks": _read_ticks, "date": _read_date, "place": _read_place}
