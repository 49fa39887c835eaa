"""Money and what comes out of a bill. Inside whole fen; ratios are whole ten-thousandths.

There is one place of rounding, `half_up`, and it is asked once for each fund.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from firstcard.policy.format import Text
from firstcard.policy.plan import Basis, PackRef
from firstcard.settlement.bill import YearToDate, as_written

WHOLE = 10_000


def half_up(exact: int) -> int:
    """Fen times ten-thousandths as fen, half a fen counted as one. For 0 and more."""
    return (exact + WHOLE // 2) // WHOLE


class BandPaid(Struct, frozen=True):
    """What lies in one band (`amount`) and what is paid of it before the year's cap (`paid`)."""

    from_: int = field(name="from")
    up_to: int | None
    ratio: int
    amount: int
    paid: int


class Pool(Struct, frozen=True):
    """What the fund pays by bands; `cut`: what the year's cap took away. Bands − cut = paid."""

    bands: tuple[BandPaid, ...]
    cut: int
    paid: int


class Person(Struct, frozen=True):
    """What the family pays, and from where."""

    account: int
    mutual_aid: int
    cash: int


class Step(Struct, frozen=True):
    """One sentence of the explanation with its amount in fen and what it rests on."""

    id: str
    text: Text
    amount: int
    basis: tuple[Basis, ...] = ()


class Settlement(Struct, frozen=True):
    """A settled bill, amounts in fen. `year_to_date`: what the year holds after it.

    total = own_pay + over_limit + pre_self_pay + in_scope = fund_total + person_total.
    """

    total: int
    own_pay: int
    over_limit: int
    pre_self_pay: int
    in_scope: int
    deductible: int
    pool: Pool
    serious_illness: int
    assistance: int
    fund_total: int
    person_total: int
    person: Person
    explanation: tuple[Step, ...]
    pack: PackRef
    packs: tuple[PackRef, ...]
    year_to_date: YearToDate

    def as_json(self) -> dict[str, Any]:
        """The settlement as the API and the command line give it: yuan as decimal strings."""
        written: dict[str, Any] = as_written(self)
        return written
