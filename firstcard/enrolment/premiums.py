"""What a year costs with the best subsidy, and how a bill stands after payments. Pure.

Money is in fen. An amount that nobody knows stays unknown, with whom to ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from firstcard.policy.years import Insurance

Paying = Literal["unknown", "open", "part", "paid", "over", "free"]
_FEN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is owed for one year. `group`: whose subsidy was taken, "" for none.

    `amount_fen` is None where nobody knows it: `ask` then names the kind of office. `due_on`: the
    last day to pay in time; None where no rule says. `basis`: keys as in packs.
    """

    year: int
    amount_fen: int | None
    group: str
    ask: str
    due_on: date | None
    due_is_final: bool
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """A payment as it counts: how much, and on which day."""

    amount_fen: int
    paid_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How a bill stands. `owed`, `rest` and `over` are None while the amount is not known.

    `settled_on`: the day on which the whole was there, None while it is not.
    """

    state: Paying
    owed: int | None
    paid: int
    rest: int | None
    over: int | None
    settled_on: date | None


def due(*, rules: Insurance, year: int, groups: Collection[str]) -> Due:
    """What a child of these groups owes for a year: of several subsidies the best."""
    found = rules.year(year)
    premium = found.premium
    amount = fen(premium.amount) if premium and premium.amount is not None else None
    by_group = {each.group: each.amount for each in premium.by_group} if premium else {}
    ask = "" if amount is not None else (premium.ask if premium else None) or rules.whom_to_ask()
    return Due(
        year=year, amount_fen=amount, group=_best(by_group, groups, amount), ask=ask,
        due_on=found.due, due_is_final=found.due_is_final,
        basis=tuple(premium.basis) if premium else (),
    )  # fmt: skip


def _best(by_group: Mapping[str | None, str | None], groups: Collection[str],
          amount: int | None) -> str:  # fmt: skip
    """The group whose reduction this is; "" where everybody pays as much."""
    found = [group for group, own in by_group.items()
             if group in groups and own is not None and fen(own) == amount]  # fmt: skip
    return next((group for group in found if group is not None), "") if amount is not None else ""


def account(*, owed: int | None, payments: Iterable[Paid], free_on: date | None = None) -> Account:
    """How a bill stands, whatever order its payments were reported in.

    `free_on`: the day from which a year that costs nothing counts as paid.
    """
    ordered = sorted(payments, key=lambda each: (each.paid_on, each.amount_fen))
    paid = sum(each.amount_fen for each in ordered)
    if owed is None:
        return Account(state="unknown", owed=None, paid=paid, rest=None, over=None, settled_on=None)
    return Account(
        state=_state(owed, paid), owed=owed, paid=paid, rest=max(owed - paid, 0),
        over=max(paid - owed, 0), settled_on=_settled(owed, ordered, free_on),
    )  # fmt: skip


def _state(owed: int, paid: int) -> Paying:
    if paid > owed:
        return "over"
    if owed == 0:
        return "free"
    return "paid" if paid == owed else "part" if paid else "open"


def _settled(owed: int, ordered: list[Paid], free_on: date | None) -> date | None:
    if owed == 0:
        return free_on
    total = 0
    for each in ordered:
        total += each.amount_fen
        if total >= owed:
            return each.paid_on
    return None


def groups_of(situation: Mapping[str, Any]) -> frozenset[str]:
    """The groups that a situation names."""
    named = situation.get("groups") or ()
    parts = named.split(",") if isinstance(named, str) else named
    return frozenset(part.strip() for part in parts if part.strip())


def fen(yuan: str) -> int:
    """Yuan as packs write them, in fen. Raises ValueError for what is no whole number of fen."""
    amount = Decimal(yuan) * _FEN
    if amount != amount.to_integral_value():
        raise ValueError(f"{yuan} yuan is no whole number of fen")
    return int(amount)
