"""Bills and what they came to, as they lie in the database: sealed, with amounts beside them."""

from __future__ import annotations

import secrets
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from firstcard.core import vault
from firstcard.settlement import bill as form
from firstcard.settlement.amounts import Settlement
from firstcard.settlement.models import ADDED, Claim, ClaimSettlement

_DIGITS = 12  # of a digest, enough to tell packs apart
_BILL, _SETTLEMENT, _ASKED = "bill", "settlement", "bill asked"
# What is compared to see whether a bill comes to something else when it is settled again.
AMOUNTS = ("total", "own_pay", "over_limit", "pre_self_pay", "in_scope", "deductible",
           "fund_total", "person_total", "account", "mutual_aid", "cash", *ADDED)  # fmt: skip


def sealed_bill(bill: form.Bill) -> dict[str, Any]:
    """The columns of a bill's content."""
    for_ = secrets.token_hex(16)
    return {"content": vault.seal_packed(msgspec.json.encode(bill), purpose=_BILL, bound=for_),
            "sealed_for": for_}  # fmt: skip


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a family wrote of a bill that it hands in: where the treatment was, and the town."""

    hospital: str
    town: str = ""


def sealed_asked(asked: Asked) -> dict[str, Any]:
    """The columns of what a family wrote."""
    for_ = secrets.token_hex(16)
    return {"asked": vault.seal(msgspec.json.encode(asked), purpose=_ASKED, bound=for_),
            "asked_for": for_}  # fmt: skip


def asked_of(claim: Claim) -> Asked | None:
    """What the family wrote; None of a bill that came in another way. Raises vault.CannotOpen."""
    if not claim.asked_for:
        return None
    raw = vault.unseal(bytes(claim.asked), purpose=_ASKED, bound=claim.asked_for)
    return msgspec.json.decode(raw, type=Asked)


def bill_of(claim: Claim) -> form.Bill:
    """The bill as it was priced, without what the year had used up. Raises vault.CannotOpen."""
    raw = vault.unseal_packed(claim.content, purpose=_BILL, bound=claim.sealed_for)
    return msgspec.json.decode(raw, type=form.Bill)


def row_of(
    *, claim: Claim, found: Settlement, before: form.YearToDate, at: datetime
) -> ClaimSettlement:
    """A settlement that is not written yet, with what it adds to the years of its person."""
    for_ = secrets.token_hex(16)
    after = found.year_to_date
    added = {name: getattr(after, name) - getattr(before, name) for name in ADDED}
    whole = found.as_json()
    sealed = vault.seal_packed(msgspec.json.encode(whole), purpose=_SETTLEMENT, bound=for_)
    row = ClaimSettlement(
        claim=claim, total=found.total, own_pay=found.own_pay, over_limit=found.over_limit,
        pre_self_pay=found.pre_self_pay, in_scope=found.in_scope, deductible=found.deductible,
        fund_total=found.fund_total, person_total=found.person_total,
        account=found.person.account, mutual_aid=found.person.mutual_aid, cash=found.person.cash,
        explained=sealed, sealed_for=for_, pack=f"{found.pack.id}@{found.pack.digest}", at=at,
        **added,
    )  # fmt: skip
    row.made_here = whole
    return row


def explained(row: ClaimSettlement) -> dict[str, Any]:
    """The whole of a settlement with its steps, as JSON. Raises vault.CannotOpen."""
    if row.made_here is not None:
        return row.made_here
    found: dict[str, Any] = msgspec.json.decode(
        vault.unseal_packed(row.explained, purpose=_SETTLEMENT, bound=row.sealed_for))  # fmt: skip
    return found


def rules_of(row: ClaimSettlement) -> str:
    """By which packs it was settled: each with version and digest."""
    return ", ".join(f"{each['id']} {each['version']} ({each['digest'][:_DIGITS]})"
                     for each in explained(row)["packs"])  # fmt: skip


def fen(written: str) -> int:
    """Yuan as JSON gives them, in fen."""
    return int(Decimal(written) * 100)


def same(one: ClaimSettlement, other: ClaimSettlement) -> bool:
    """Whether two settlements of a bill come to the same."""
    return all(getattr(one, name) == getattr(other, name) for name in AMOUNTS)
