"""What programs send about bills: one Struct a request. Pure."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from firstcard.guidance.api.bodies import Body, Short, Words
from firstcard.policy.format import Text
from firstcard.settlement.bill import Care, Cause, Kind, ListClass, Referral

MOST_BYTES = 2 * 1024 * 1024  # of a bill: ten thousand lines
Amount = Annotated[str, Meta(max_length=20, examples=["12.50"])]
CredentialKind = Literal["card", "medical-e-certificate", "electronic-card", "temporary-card",
                         "citizen-id", "birth-certificate"]  # fmt: skip
Level = Literal["township", "county-2", "city-2", "city-3", "province-2", "province-3", "pharmacy"]


class ShownCredential(Body, frozen=True):
    """What the patient showed, and the number read from it."""

    kind: CredentialKind
    number: Short


class ShownNumber(Body, frozen=True):
    """Somebody, by a number of their own."""

    kind: Literal["citizen-id", "birth-certificate"]
    number: Short


class BillLine(Body, frozen=True):
    """One line. `amount` and `limit_price` are for the whole line, in yuan, as text.

    `self_pay_share`: of class B where the catalogue sets it. `restricted`: the catalogue's code.
    """

    line_no: int
    list_class: ListClass
    amount: Amount
    code: Short | UnsetType = UNSET
    kind: Kind | UnsetType = UNSET
    quantity: str | int | UnsetType = UNSET
    limit_price: Amount | None = None
    self_pay_share: Short | None = None
    restricted: Short | None = None


class NewBill(Body, frozen=True):
    """A bill as an institution presents it. `number`: its own, which stands for one bill.

    Who is insured how, the institution's class and what the year has used up are known here.
    """

    institution: Short
    number: Short
    credential: ShownCredential
    care: Care
    admitted_on: date
    discharged_on: date
    lines: Annotated[list[BillLine], Meta(max_length=10_000)]
    referral: Referral = "local"
    cause: Cause = "illness"


class Reversal(Body, frozen=True):
    """Why a bill is taken back."""

    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class NewAgreement(Body, frozen=True):
    """An institution's agreement, for whole days; `until` is its last one."""

    name: Text
    level: Level
    number: Annotated[str, Meta(min_length=1, max_length=60)]
    since: date
    until: date


class StopAgreement(Body, frozen=True):
    """From which day an agreement is suspended, or its last day, and why."""

    on: date
    reason: Annotated[Words, Meta(min_length=1)]


class ResumedAgreement(Body, frozen=True):
    """From which day it holds again."""

    on: date


BODIES = (ShownCredential, ShownNumber, BillLine, NewBill, Reversal, NewAgreement, StopAgreement,
          ResumedAgreement)  # fmt: skip
