"""A bill as it is presented: its fields, and whether they can stand together.

Amounts are whole fen, ratios whole ten-thousandths. `reading` makes a bill of JSON. Which codes
there are is also declared in the packs (`bill-facts.yaml`); a test holds both lists together.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args

import msgspec
from msgspec import Struct, field

from firstcard.policy.format import Text
from firstcard.policy.plan import Basis, PackRef
from firstcard.settlement.faults import Fault, fault

Insurance = Literal["resident", "employee", "work-injury", "maternity"]
Care = Literal["inpatient", "outpatient"]
Referral = Literal["local", "registered", "unregistered", "emergency"]
Cause = Literal["illness", "injury-at-work", "third-party", "public-health", "abroad"]
Class_ = Literal[
    "township",
    "county-2",
    "city-2",
    "city-3",
    "province-2",
    "province-3",
    "outside-province",
    "pharmacy",
]
Kind = Literal["drug", "examination", "treatment", "bed", "material", "other"]
ListClass = Literal["A", "B", "C"]
CODES: dict[str, tuple[str, ...]] = {
    "insurance": get_args(Insurance),
    "care": get_args(Care),
    "referral": get_args(Referral),
    "cause": get_args(Cause),
    "class": get_args(Class_),
    "kind": get_args(Kind),
    "list_class": get_args(ListClass),
}
# 999,999,999.99 yuan: sums of it times a ratio still fit into 64 bits.
MOST_FEN = 99_999_999_999
MOST_LINES = 10_000
RATIOS = frozenset({"ratio", "self_pay_share"})
COUNTS = frozenset({"line_no", "admissions"})


class Institution(Struct, frozen=True):
    """Where the patient was treated; the class decides, the code may be absent."""

    class_: str = field(name="class")
    code: str | None = None


class Patient(Struct, frozen=True):
    """Who was treated."""

    born_on: date
    person_id: str = ""
    groups: tuple[str, ...] = ()


class YearToDate(Struct, frozen=True):
    """What the year holds: admissions counted, and amounts used or paid, in fen."""

    admissions: int = 0
    deductible_used: int = 0
    pool_paid: int = 0
    remainder: int = 0
    serious_paid: int = 0
    assistance_paid: int = 0


class Line(Struct, frozen=True):
    """One line; `amount` and `limit_price` are for the whole line, the share in ten-thousandths."""

    line_no: int
    list_class: str
    amount: int
    code: str = ""
    kind: str = "other"
    quantity: Decimal = Decimal(1)
    limit_price: int | None = None
    self_pay_share: int | None = None
    restricted: str | None = None


class Bill(Struct, frozen=True):
    """A bill. `year_to_date` is what the year held before it."""

    region: str
    insurance: str
    care: str
    institution: Institution
    referral: str
    admitted_on: date
    discharged_on: date
    patient: Patient
    lines: tuple[Line, ...]
    claim_id: str = ""
    person_id: str = ""
    cause: str = "illness"
    year_to_date: YearToDate = YearToDate()
    account_balance: int = 0
    mutual_aid_balance: int = 0

    @property
    def total(self) -> int:
        """The sum of the lines, in fen."""
        return sum(line.amount for line in self.lines)


def read(data: bytes) -> Bill:
    """A bill from JSON. Raises BadBill with every fault of form and of sense."""
    from firstcard.settlement.reading import read_bill

    return read_bill(data)


def check(bill: Bill) -> Iterator[Fault]:
    """What in the bill cannot stand together, whoever made it."""
    yield from _dates(bill)
    if not bill.lines:
        yield fault("no-lines", "lines")
    if bill.total > MOST_FEN:
        yield fault("too-large", "lines", value=yuan(bill.total), allowed=yuan(MOST_FEN))
    seen: set[int] = set()
    for number, line in enumerate(bill.lines):
        yield from _line(line, f"lines[{number}]")
        if line.line_no in seen:
            yield fault("line-twice", f"lines[{number}].line_no", value=str(line.line_no))
        seen.add(line.line_no)


def _dates(bill: Bill) -> Iterator[Fault]:
    admitted, discharged, born = bill.admitted_on, bill.discharged_on, bill.patient.born_on
    first = admitted.isoformat()
    if discharged < admitted:
        name = "discharge-before-admission"
        yield fault(name, "discharged_on", value=discharged.isoformat(), allowed=first)
    elif bill.care == "outpatient" and discharged != admitted:
        yield fault("outpatient-two-days", "discharged_on", allowed=first)
    if born > admitted:
        name = "born-after-admission"
        yield fault(name, "patient.born_on", value=born.isoformat(), allowed=first)


def _line(line: Line, at: str) -> Iterator[Fault]:
    if line.list_class == "C" and line.limit_price is not None:
        yield fault("c-with-limit", f"{at}.limit_price")
    share = line.self_pay_share
    if share is not None and (line.list_class != "B" or not 0 <= share <= 10_000):
        yield fault("wrong-share", f"{at}.self_pay_share", value=ratio(share))


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals: 12345 as 123.45."""
    sign, rest = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{rest // 100}.{rest % 100:02d}"


def ratio(parts: int) -> str:
    """Ten-thousandths as a ratio with four decimals: 7000 as 0.7000."""
    return f"{parts // 10_000}.{parts % 10_000:04d}"


def as_written(item: Any, name: str = "") -> Any:
    """A bill or a settlement as JSON gives it: yuan and ratios as decimal strings."""
    if isinstance(item, Struct) and not isinstance(item, Basis | PackRef | Text):
        keys = zip(item.__struct_encode_fields__, item.__struct_fields__, strict=True)
        return {key: as_written(getattr(item, attribute), key) for key, attribute in keys}
    if isinstance(item, tuple | list):
        return [as_written(each, name) for each in item]
    if isinstance(item, bool) or not isinstance(item, int):
        return msgspec.to_builtins(item)
    if name in COUNTS:
        return item
    return ratio(item) if name in RATIOS else yuan(item)
