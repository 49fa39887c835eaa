"""What a change of the rules does to a file of bills: how many change, by how much, where. Pure.

Amounts are whole fen. "More" and "less" are seen from the funds: what they pay more or less under
the new rules. The family pays the rest of the same total, so its change is the opposite.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

By = Literal["institution.class", "bill.insurance", "bill.care"]
BY: tuple[By, ...] = ("institution.class", "bill.insurance", "bill.care")
Became = Literal["newly-rejected", "newly-settled", "rejected-before-and-after"]


class Spread(Struct, frozen=True):
    """Changes in one direction, all above zero: how many bills, and their amounts."""

    bills: int
    sum: int
    median: int
    percentile_90: int
    largest: int


class Group(Struct, frozen=True):
    """The bills with one value of a fact (None: all bills; "": a bill that does not say it).

    `changed`: settled before and after, with another amount anywhere. `middle` and `largest`: what
    the funds pay after less before, over bills where that is not zero. `fund_before`, `fund_after`:
    over all that is settled, so their difference is that of the two settlements.
    """

    value: str | None
    bills: int
    settled_before: int
    settled_after: int
    newly_rejected: int
    newly_settled: int
    changed: int
    fund_before: int
    fund_after: int
    more: Spread
    less: Spread
    middle: int
    largest: int

    @property
    def otherwise(self) -> int:
        """Bills for which fund and family pay what they paid, out of other parts."""
        return self.changed - self.more.bills - self.less.bills


class Reason(Struct, frozen=True):
    """Why bills are rejected: a fault by its field, how many bills have it, the first of them."""

    became: Became
    field: str
    reason: str
    bills: int
    first: str


class Large(Struct, frozen=True):
    """One of the largest changes, by its claim's number."""

    claim_id: str
    institution_class: str
    fund_before: int
    fund_after: int
    family_before: int
    family_after: int


class Bin(Struct, frozen=True):
    """Bills whose family pays from `start` to below `end` more (below zero: less).

    `start`, `end`: None where the last bin on that side is open. No change is in no bin.
    """

    value: str
    start: int | None
    end: int | None
    bills: int


class Effect(Struct, frozen=True):
    """What a change does. `lines_without_claim`: lines of no bill, which are in nothing else."""

    whole: Group
    groups: dict[By, list[Group]]
    reasons: list[Reason]
    largest: list[Large]
    bins: list[Bin]
    lines_without_claim: int = 0

    @property
    def nothing(self) -> bool:
        """Whether every bill comes out as before."""
        whole = self.whole
        return not (whole.changed or whole.newly_rejected or whole.newly_settled)


def as_json(found: Effect) -> dict[str, Any]:
    """Amounts in yuan as text."""
    return {
        "bills": _group(found.whole),
        "by": {name: [_group(each) for each in groups] for name, groups in found.groups.items()},
        "reasons": found.reasons,
        "largest": [_yuan(each, _LARGE) for each in found.largest],
        "distribution": [_yuan(each, ("start", "end")) for each in found.bins],
        "lines_without_claim": found.lines_without_claim,
    }


_LARGE = ("fund_before", "fund_after", "family_before", "family_after")


def _group(found: Group) -> dict[str, Any]:
    amounts = ("sum", "median", "percentile_90", "largest")
    return {
        **_yuan(found, ("fund_before", "fund_after", "middle", "largest")),
        "more": _yuan(found.more, amounts),
        "less": _yuan(found.less, amounts),
    }


def _yuan(found: Struct, amounts: tuple[str, ...]) -> dict[str, Any]:
    return {
        name: signed(value) if name in amounts and value is not None else value
        for name in found.__struct_fields__
        for value in [getattr(found, name)]
    }


def signed(fen: int) -> str:
    """Fen as yuan, below zero too: -12.50."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
