"""What is wrong with a body is named at its field, in both languages, with what would be right."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta, Struct

from firstcard.guidance.api.body_words import explained


class Inner(Struct, forbid_unknown_fields=True):
    """Something with a choice."""

    kind: Literal["one", "two"]
    day: date | None = None


class Body(Struct, forbid_unknown_fields=True):
    """Something with everything that can be wrong."""

    want: list[Literal["insured", "card"]]
    number: Annotated[int, Meta(ge=1, le=3)] = 1
    name: Annotated[str, Meta(max_length=3)] = ""
    inner: Inner | None = None
    named: dict[str, Inner] = {}


@pytest.mark.parametrize(("wrong", "field", "en", "zh", "allowed"), [
    ({}, "want", "must be there", "必填", ()),
    ({"inner": {}, "want": []}, "inner.kind", "must be there", "必填", ()),
    ({"want": [], "x": 1}, "x", "is no field here", "没有这一项", ()),
    ({"want": ["insured", "moon"]}, "want[1]", "one of", "之一", ("card", "insured")),
    ({"want": [], "inner": {"kind": "3"}}, "inner.kind", "one of", "之一", ("one", "two")),
    ({"want": [], "number": 9}, "number", "at most 3", "不超过3", ()),
    ({"want": [], "number": "9"}, "number", "a whole number", "整数", ()),
    ({"want": [], "name": "long"}, "name", "a length of at most 3", "长度应不超过3", ()),
    ({"want": "insured"}, "want", "a list", "列表", ()),
    ([], "$", "an object", "对象", ()),
    ({"want": [], "inner": {"kind": "one", "day": "1 May"}}, "inner.day", "2026-11-23",
     "2026-11-23", ()),
    ({"want": [], "inner": {"kind": "one", "day": 1}}, "inner.day", "or null",
     "或null", ()),
    ({"want": [], "named": {"a": {"kind": "3"}}}, "named[...].kind", "one of", "之一",
     ("one", "two")),
])  # fmt: skip
def test_it_names_the_field_and_what_would_be_right(
    wrong: Any, field: str, en: str, zh: str, allowed: tuple[str, ...]
) -> None:
    with pytest.raises(msgspec.ValidationError) as raised:
        msgspec.convert(wrong, Body)
    found = explained(raised.value, Body)
    assert (found.field, found.allowed) == (field, allowed)
    assert en in found.message.en
    assert zh in found.message.zh
