"""A situation as JSON gives it, and its plan: the one call that every door makes."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import msgspec

from firstcard.people.identity_numbers import mask_in_text
from firstcard.policy.book import RuleBook
from firstcard.policy.format import Text
from firstcard.policy.plan import Plan
from firstcard.policy.planner import make_plan, situation_of
from firstcard.policy.situation import FieldError, SituationError


def plan_for(*, book: RuleBook, data: Any, on: date) -> Plan:
    """The plan; `on` is the day where the situation names none. Raises SituationError."""
    try:
        return make_plan(book=book, situation=situation_of(book=book, data=data, on=on))
    except RecursionError:
        wrong = FieldError("$", Text("is nested too deeply", "嵌套层数过多"))
        raise SituationError([wrong]) from None


def decoded(raw: bytes) -> Any:
    """The JSON of a situation. Raises msgspec.DecodeError, for a key that stands twice too:
    which of the two was meant nobody can know."""
    data = msgspec.json.decode(raw)
    json.loads(raw, object_pairs_hook=_once, parse_int=str, parse_float=str)
    return data


def _once(pairs: list[tuple[str, Any]]) -> None:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise msgspec.DecodeError(f'the key "{mask_in_text(key[:80])}" stands twice')
        seen.add(key)
