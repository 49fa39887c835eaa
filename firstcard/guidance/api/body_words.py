"""What msgspec finds wrong with a body, as a field, in both languages, with what would be right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import inspect

from firstcard.policy.format import Text
from firstcard.policy.situation import FieldError

_TYPES = {
    "str": Text("text", "文本"), "int": Text("a whole number", "整数"),
    "float": Text("a number", "数字"), "bool": Text("true or false", "true 或 false"),
    "array": Text("a list", "列表"), "object": Text("an object", "对象"),
    "null": Text("null", "null"),
    "date": Text("a day such as 2026-11-23", "日期，例如 2026-11-23"),
    "datetime": Text("a moment such as 2026-11-23T10:00:00+08:00",
                     "时间，例如 2026-11-23T10:00:00+08:00"),
}  # fmt: skip
_BOUNDS = {">=": Text("at least", "不少于"), "<=": Text("at most", "不超过")}
_PLACE = re.compile(r"(.*?)(?: - at `\$\.?(.*)`)?", re.DOTALL)
_NAMED = re.compile(r"Object (missing required|contains unknown) field `(.+)`")
_WRONG_TYPE = re.compile(r"Expected `([a-z |]+)`, got `.+`")
_WRONG_SIZE = re.compile(r"Expected `\w+` (of length )?(>=|<=) (-?\d+)")
_WRONG_MOMENT = re.compile(r"Invalid RFC3339 encoded (date|datetime)")
_MISSING = Text("must be there", "必填")
_UNKNOWN = Text("is no field here", "没有这一项")
_ONE_OF = Text("must be one of the values allowed", "应为允许的值之一")
_OTHER = Text("does not have the form that the description of this API says",
              "格式与接口说明不符")  # fmt: skip


def explained(error: msgspec.ValidationError, form: type[Any]) -> FieldError:
    """The field at fault (`$`: the body itself), what would be right, and the values allowed."""
    matched = _PLACE.fullmatch(str(error))
    message, place = (matched[1], matched[2] or "") if matched else (str(error), "")
    named = _NAMED.fullmatch(message)
    if named:
        field = f"{place}.{named[2]}" if place else named[2]
        return FieldError(field, _MISSING if named[1].startswith("missing") else _UNKNOWN)
    if message.startswith("Invalid enum value"):
        return FieldError(place or "$", _ONE_OF, _allowed(form, place))
    return FieldError(place or "$", _text(message))


def _text(message: str) -> Text:
    if found := _WRONG_TYPE.fullmatch(message):
        return _kinds(found[1].split(" | "))
    if found := _WRONG_SIZE.fullmatch(message):
        bound, number = _BOUNDS[found[2]], found[3]
        if found[1]:
            return Text(f"must have a length of {bound.en} {number}", f"长度应{bound.zh}{number}")
        return Text(f"must be {bound.en} {number}", f"应{bound.zh}{number}")
    if found := _WRONG_MOMENT.fullmatch(message):
        return _kinds([found[1]])
    return _OTHER


def _kinds(names: Sequence[str]) -> Text:
    kinds = [_TYPES.get(each, Text(each, each)) for each in names]
    return Text(f"must be {' or '.join(kind.en for kind in kinds)}",
                f"应为{'或'.join(kind.zh for kind in kinds)}")  # fmt: skip


def _allowed(form: type[Any], place: str) -> tuple[str, ...]:
    """The values of the field at a place such as "want[1]" or "adults[0].relation"."""
    found = inspect.type_info(form)
    for step in re.findall(r"[^.\[\]]+|\[[^\]]*\]", place):
        found = _inside(_bare(found), step)
    found = _bare(found)
    return tuple(str(value) for value in getattr(found, "values", ()))


def _bare(kind: inspect.Type) -> inspect.Type:
    """Without "or null"."""
    if isinstance(kind, inspect.UnionType):
        return next(each for each in kind.types if not isinstance(each, inspect.NoneType))
    return kind


def _inside(kind: inspect.Type, step: str) -> inspect.Type:
    if isinstance(kind, inspect.StructType):
        named = {field.encode_name: field.type for field in kind.fields}
        return named.get(step, inspect.AnyType())
    if isinstance(kind, inspect.DictType):
        return kind.value_type
    of: inspect.Type = getattr(kind, "item_type", inspect.AnyType())
    return of
