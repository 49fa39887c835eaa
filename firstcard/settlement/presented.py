"""A bill as an institution presents it, and the bill that the engine prices."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from firstcard.core import vault
from firstcard.core.refusals import Invalid
from firstcard.settlement import bill as form
from firstcard.settlement.faults import BadBill
from firstcard.settlement.words import REFUSED

_PURPOSE = "bill told"


class Presented(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an institution knows. `number`: its own of the bill. Lines as in `bill.Line`, in yuan.

    A number is the same whether typed in full width or with spaces around it.

    Who is insured how, the class of the institution and what the year has used up are known here.
    """

    number: str
    care: str
    admitted_on: date
    discharged_on: date
    lines: Sequence[dict[str, Any]]
    referral: str = "local"
    cause: str = "illness"

    def __post_init__(self) -> None:
        plain = unicodedata.normalize("NFKC", self.number).strip()
        msgspec.structs.force_setattr(self, "number", plain)


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What is known here of a bill: where and by whose insurance it is priced."""

    region: str
    insurance: str
    institution: str | None
    level: str
    born_on: date
    groups: tuple[str, ...] = ()


def bill_of(*, presented: Presented, about: About) -> form.Bill:
    """The bill that is priced. Raises Invalid with all that is wrong, by field."""
    whole = {
        "region": about.region, "insurance": about.insurance, "care": presented.care,
        "institution": {"code": about.institution, "class": about.level},
        "referral": presented.referral, "cause": presented.cause,
        "admitted_on": presented.admitted_on, "discharged_on": presented.discharged_on,
        "patient": {"born_on": about.born_on, "groups": about.groups}, "lines": presented.lines,
    }  # fmt: skip
    try:
        return form.read(msgspec.json.encode(whole))
    except BadBill as error:
        raise bad(error) from None


def bad(error: BadBill) -> Invalid:
    """The faults of a bill as a refusal of its fields."""
    return Invalid(REFUSED["wrong-bill"],
                   fields={fault.field: fault.text for fault in error.faults})  # fmt: skip


def told(*, presented: Presented, person: int) -> bytes:
    """By which the same bill of the same person is known again."""
    text = msgspec.json.encode([person, presented]).decode()
    return vault.index(text, purpose=_PURPOSE)
