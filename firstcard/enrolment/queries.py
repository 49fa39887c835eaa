"""What is known of a child's insurance on a day. Compared when read: no job can be late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotFound
from firstcard.core.rows import chosen
from firstcard.enrolment.changing import UNKNOWN, account_of, reading
from firstcard.enrolment.models import Enrolment, Payment, PremiumBill
from firstcard.enrolment.premiums import Account
from firstcard.enrolment.states import EnrolmentState, Reading, Why
from firstcard.enrolment.words import PAYING, REFUSED, STANDING, day_text, filled, yuan
from firstcard.people.models import Person
from firstcard.people.permissions import Permission, require
from firstcard.policy.format import Text

__all__ = [
    "Receipt", "Standing", "account_of", "bills_of", "covering", "enrolment_of_case", "look_up",
    "paying_text", "receipt", "state_on", "unknown_of",
]  # fmt: skip


_COVERING = """
WHERE t.person_id = %s AND t.period @> %s::date AND EXISTS (
  SELECT 1 FROM enrolment_premiumbill b WHERE b.enrolment_id = t.id AND b.cancelled_at IS NULL
  AND %s::date BETWEEN b.covered_from AND b.covered_until)
ORDER BY t.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a child's insurance is on a day.

    `state` is None where the child was not enrolled; `why` and `text` say it more closely.
    `covered_from`, `covered_until`: of the year that covers the day, or is to come (inclusive).
    `bill`: of the year of the day. `ask`: the kind of office that knows what is not known here.
    """

    state: EnrolmentState | None
    why: Why
    text: Text
    enrolment: Enrolment | None = None
    bill: PremiumBill | None = None
    covered_from: date | None = None
    covered_until: date | None = None
    ask: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a receipt says: of the payment, and how the bill stands with it."""

    number: str
    reference: str
    year: int
    amount: str  # yuan
    paid_on: date
    recorded_at: datetime
    account: Account
    text: Text


def state_on(*, person: Person, on: date) -> Standing:
    """What a child's insurance is on a day: of several enrolments the one that says most.

    Not audited: for whoever reads the record anyway (`look_up` is the reading for itself).
    """
    found = [(each, reading(each, on)) for each in _enrolments(person)]
    if not found:
        return Standing(state=None, why=Why.NOT_ENROLLED, text=STANDING[Why.NOT_ENROLLED])
    enrolment, read = min(found, key=lambda pair: _rank(*pair))
    return _standing(enrolment, read, on)


def covering(*, person: Person, on: date) -> Enrolment | None:
    """The enrolment that covers a day; None where none does, and `state_on` says why.

    The same as `state_on` says of who is entitled, in one look: for what is asked at every bill.
    """
    found = chosen(Enrolment, _COVERING, [person.merged_into_id or person.pk, on, on])
    return found[0][0] if found else None


def look_up(*, person: Person, on: date, by: Actor, at: datetime) -> Standing:
    """The same for somebody who asks: with permission where the child is enrolled, and audited.

    Raises NotFound where the child is enrolled nowhere that whoever asks may see, or not at all.
    """
    standing = state_on(person=person, on=on)
    if standing.enrolment is None:
        raise NotFound(REFUSED["not-enrolled"])
    require(actor=by, permission=Permission.SEE_CASE, region=standing.enrolment.place)
    audit.record(by=by, action="enrolment.read", subject=f"enrolment:{standing.enrolment.pk}",
                 case=standing.enrolment.case, person=person.pk, at=at)  # fmt: skip
    return standing


def enrolment_of_case(*, reference: str) -> Enrolment | None:
    """What was registered by a case."""
    return Enrolment.objects.filter(case=reference).exclude(case="").first()


def bills_of(*, enrolment: Enrolment) -> list[PremiumBill]:
    """The bills that count, by year, with their payments."""
    bills = enrolment.bills.filter(cancelled_at=None).select_related("enrolment")
    return list(bills.prefetch_related("payments").order_by("year"))


def unknown_of(*, bill: PremiumBill) -> Literal["", "amount", "cover"]:
    """What the office has to say of a bill: what it costs, or from when a paid year covers."""
    if bill.cancelled_at is not None:
        return ""
    if bill.amount_fen is None:
        return "amount"
    open_ = bill.settled_on is not None and bill.covered_from is None
    return "cover" if open_ and bill.cover_rule in ("", UNKNOWN) else ""


def receipt(*, payment: Payment) -> Receipt:
    """What the receipt of a payment says."""
    account = account_of(payment.bill)
    return Receipt(
        number=payment.receipt, reference=payment.reference, year=payment.bill.year,
        amount=yuan(payment.amount_fen), paid_on=payment.paid_on, recorded_at=payment.recorded_at,
        account=account, text=paying_text(account=account),
    )  # fmt: skip


def paying_text(*, account: Account) -> Text:
    """How a bill stands, in words: too much and too little are said with their amount."""
    return filled(
        PAYING[account.state], paid=yuan(account.paid), owed=yuan(account.owed or 0),
        rest=yuan(account.rest or 0), over=yuan(account.over or 0),
    )  # fmt: skip


def _enrolments(person: Person) -> Iterable[Enrolment]:
    return Enrolment.objects.filter(person=person.merged_into_id or person.pk)


_ORDER = (EnrolmentState.ENTITLED, EnrolmentState.REGISTERED, EnrolmentState.LAPSED,
          EnrolmentState.ENDED, None)  # fmt: skip


def _rank(enrolment: Enrolment, read: Reading) -> tuple[int, int]:
    """Covered first, then what can still become so; of equals the newest."""
    return _ORDER.index(read.state), -enrolment.registered_on.toordinal()


def _standing(enrolment: Enrolment, read: Reading, on: date) -> Standing:
    bill = enrolment.bills.filter(year=read.year, cancelled_at=None).first() if read.year else None
    return Standing(
        state=read.state, why=read.why, text=_text(enrolment, read, on), enrolment=enrolment,
        bill=bill, covered_from=read.covered_from, covered_until=read.covered_until,
        ask=_ask(bill, read.why),
    )  # fmt: skip


def _ask(bill: PremiumBill | None, why: Why) -> str:
    if bill is None:
        return ""
    return {Why.AMOUNT_UNKNOWN: bill.ask, Why.COVER_UNKNOWN: bill.cover_ask}.get(why, "")


def _text(enrolment: Enrolment, read: Reading, on: date) -> Text:
    values: dict[str, str | Text] = {"year": str(read.year or on.year)}
    if read.covered_from is not None:
        values["from"] = day_text(read.covered_from)
    until = enrolment.ended_on if read.why is Why.ENDED else read.covered_until
    if until is not None:
        values["until"] = day_text(until)
    return filled(STANDING[read.why], **values)
