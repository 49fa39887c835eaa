"""A situation as JSON gives it, and its plan: the one call that every door makes."""

from __future__ import annotations

from datetime import date
from typing import Any

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
