"""One bar from a bill's total to what the family pays, as numbers that a page draws and says."""

from __future__ import annotations

from typing import Literal, NamedTuple

from firstcard.policy.format import Text
from firstcard.settlement.amounts import Settlement

Who = Literal["fund", "family"]


class Piece(NamedTuple):
    """A part of the bar. `amount` in fen; `x` and `width` in hundredths of the bar's width."""

    id: str
    who: Who
    name: Text
    amount: int
    x: float
    width: float


class Amounts(NamedTuple):
    """What a bar is drawn of, in fen."""

    total: int
    pool: int
    serious: int
    assistance: int
    in_scope: int
    pre_self_pay: int
    over_limit: int
    own_pay: int


_NAMES: dict[str, tuple[Who, Text]] = {
    "pool": ("fund", Text("Basic medical insurance", "基本医保基金")),
    "serious": ("fund", Text("Serious-illness insurance", "大病保险")),
    "assistance": ("fund", Text("Medical assistance", "医疗救助")),
    "left": ("family", Text("Your part of what is covered", "范围内由个人负担")),
    "pre-self-pay": ("family", Text("Your first share of partly covered items",
                                    "部分项目先行自付")),
    "over-limit": ("family", Text("Above the price limits", "超出限价")),
    "own-pay": ("family", Text("Not covered", "目录外自费")),
}  # fmt: skip


def pieces(settled: Settlement) -> list[Piece]:
    """The parts that are not empty, the funds' first; together they are the total."""
    return drawn(Amounts(
        total=settled.total, pool=settled.pool.paid, serious=settled.serious_illness,
        assistance=settled.assistance, in_scope=settled.in_scope,
        pre_self_pay=settled.pre_self_pay, over_limit=settled.over_limit,
        own_pay=settled.own_pay))  # fmt: skip


def drawn(found: Amounts) -> list[Piece]:
    """The same of amounts alone."""
    left = found.in_scope - found.pool - found.serious - found.assistance
    amounts = {
        "pool": found.pool, "serious": found.serious, "assistance": found.assistance,
        "left": left, "pre-self-pay": found.pre_self_pay, "over-limit": found.over_limit,
        "own-pay": found.own_pay,
    }  # fmt: skip
    made, before = [], 0
    for name, amount in amounts.items():
        if amount:
            who, words = _NAMES[name]
            made.append(Piece(name, who, words, amount, _share(before, found.total),
                              _share(amount, found.total)))  # fmt: skip
        before += amount
    return made


def _share(amount: int, total: int) -> float:
    return round(100 * amount / total, 2)
