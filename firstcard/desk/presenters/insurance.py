"""A child's insurance as the desk sees it: standing, other regions, bills, payments, history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from firstcard.accounts.words.roles import NAMES
from firstcard.casework.models import Case
from firstcard.casework.states import CaseState
from firstcard.core.actors import Actor
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.queries import insurance
from firstcard.enrolment import inquiries
from firstcard.enrolment.models import Enrolment, EnrolmentEvent, Inquiry, Payment, PremiumBill
from firstcard.enrolment.queries import Standing, account_of, paying_text, unknown_of
from firstcard.enrolment.states import EnrolmentAction, EnrolmentState
from firstcard.enrolment.words import ACTIONS, STATES
from firstcard.guidance.words import capital, say
from firstcard.people.permissions import Permission, allowed

# The class that colours a light; its words say the same.
_STANDING = {EnrolmentState.ENTITLED: "good", EnrolmentState.REGISTERED: "unseen",
             EnrolmentState.LAPSED: "bad"}  # fmt: skip
_INQUIRY = {inquiries.YES: "bad", inquiries.NO: "good", inquiries.NONE: "unseen"}
_PAYING = {"open": "unseen", "part": "unseen", "unknown": "unseen", "paid": "good", "free": "good",
           "over": "bad"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Light:
    """A state as a coloured word, and the sentence that says it."""

    kind: str
    word: str
    said: str
    enrolled: bool = False  # of a standing: whether there is an enrolment to be looked at


@dataclass(frozen=True, slots=True)
class InquiryView:
    """What other regions said last. `at`: when, "" where they were not asked yet."""

    light: Light
    at: str
    ask: str  # the words of the button; "" for who may not ask, or where nothing is to be asked
    insured: bool


@dataclass(frozen=True, slots=True)
class PaymentView:
    """One payment."""

    reference: str
    amount: str
    paid_on: str
    receipt: str
    href: str


@dataclass(frozen=True, slots=True)
class BillView:
    """One year. `facts`: names and values; `does`: what can be done: words and address."""

    id: str
    year: int
    title: str
    light: Light
    note: str  # "" for a bill that counts
    facts: list[tuple[str, str]]
    payments_said: str
    payments: list[PaymentView]
    does: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class EnrolmentView:
    """One enrolment with its years. `end`: where it is ended, "" where that cannot be done."""

    id: int
    title: str
    facts: list[tuple[str, str]]
    case: str
    bills: list[BillView]
    events: list[tuple[str, str]]
    end: str


def standing(found: Standing, tongue: Tongue) -> Light:
    """What the insurance is on a day."""
    word = capital(tongue.say(STATES[found.state])) if found.state else ""
    kind = _STANDING.get(found.state, "over") if found.state else "over"
    return Light(kind, word, tongue.say(found.text), enrolled=found.enrolment is not None)


def inquiry(case: Case, by: Actor, tongue: Tongue) -> InquiryView:
    """What other regions say of the child. No answer is told apart from a no everywhere."""
    child = insurance.child_of(case=case)
    last = inquiries.last(person=child)
    may = allowed(actor=by, permission=Permission.EXAMINE, region=case.region)
    open_ = insurance.concerns_insurance(case=case)
    ask = tongue.word("inquiry_ask_again" if last else "inquiry_ask") if may and open_ else ""
    if last is None:
        light = Light("unseen", tongue.word("inquiry_unasked"),
                      tongue.word("inquiry_unasked_text")
                      if open_ and case.state == CaseState.SUBMITTED else "")  # fmt: skip
        return InquiryView(light, "", ask, insured=False)
    return InquiryView(_answer(last, tongue),
                       tongue.word("inquiry_asked", at=tongue.moment(last.asked_at)), ask,
                       insured=last.answer == inquiries.YES)  # fmt: skip


def _answer(last: Inquiry, tongue: Tongue) -> Light:
    return Light(_INQUIRY[last.answer], tongue.word(f"inquiry_{last.answer}"),
                 tongue.say(inquiries.said(inquiry=last)))  # fmt: skip


def paying(bill: PremiumBill, tongue: Tongue) -> Light:
    """How a bill stands."""
    account = account_of(bill)
    return Light(_PAYING[account.state], tongue.word(f"paying_{account.state}"),
                 tongue.say(paying_text(account=account)))  # fmt: skip


class InsurancePresenter:
    """The enrolments of one case's child, as one member of staff sees them."""

    def __init__(self, case: Case, by: Actor, tongue: Tongue) -> None:
        self.case, self.by, self.tongue = case, by, tongue

    def views(self) -> list[EnrolmentView]:
        """Every one that may be seen, the newest first."""
        return [self._enrolment(each)
                for each in insurance.enrolments(case=self.case, by=self.by)]  # fmt: skip

    def _enrolment(self, enrolment: Enrolment) -> EnrolmentView:
        word, place = self.tongue.word, self.tongue.region(enrolment.region)
        ends = enrolment.ended_on is None and self._may(Permission.END_ENROLMENT, enrolment)
        return EnrolmentView(
            enrolment.pk, word("enrolled_in", region=place), list(self._facts(enrolment)),
            enrolment.case,
            [self._bill(each, enrolment) for each in insurance.bills(enrolment=enrolment)],
            [self._event(each) for each in reversed(list(enrolment.events.all()))],
            self._address("desk-end", enrolment.pk) if ends else "")  # fmt: skip

    def _facts(self, enrolment: Enrolment) -> Iterator[tuple[str, str]]:
        word, day = self.tongue.word, self.tongue.day
        yield word("enrolled_on"), day(enrolment.registered_on)
        if enrolment.identified_by:
            yield word("enrolled_with"), word(f"kind_{enrolment.identified_by}")
        if enrolment.ended_on is not None:
            if enrolment.ended_reason != "duplicate":  # that one never held for a day
                yield word("enrolled_ended"), day(enrolment.ended_on)
            yield word("enrolled_reason"), word(f"ended_{enrolment.ended_reason}")

    def _event(self, event: EnrolmentEvent) -> tuple[str, str]:
        roles = {str(role): text for role, text in NAMES.items()}
        role = (say(roles[event.role], self.tongue.lang) if event.role in roles
                else self.tongue.word("service"))  # fmt: skip
        what = self.tongue.say(ACTIONS[EnrolmentAction(event.action)])
        at = self.tongue.moment(event.at)
        return capital(what), self.tongue.word("by_role", role=role, at=at)

    def _bill(self, bill: PremiumBill, enrolment: Enrolment) -> BillView:
        return BillView(
            f"year-{enrolment.pk}-{bill.pk}", bill.year, self.tongue.word("bill", year=bill.year),
            paying(bill, self.tongue),
            self.tongue.word("bill_cancelled") if bill.cancelled_at else "",
            list(self._bill_facts(bill)),
            self.tongue.word("bill_payments", year=bill.year),
            [self._payment(each) for each in bill.payments.all()],
            list(self._does(bill, enrolment)))  # fmt: skip

    def _bill_facts(self, bill: PremiumBill) -> Iterator[tuple[str, str]]:
        word, day = self.tongue.word, self.tongue.day
        if bill.group:
            yield word("bill_group"), self.tongue.group(bill.group)
        if bill.due_on is not None and bill.settled_on is None and bill.cancelled_at is None:
            said = day(bill.due_on)
            yield (word("bill_due"),
                   said if bill.due_is_final else word("bill_due_unsure", day=said))  # fmt: skip
        if bill.covered_from is not None and bill.covered_until is not None:
            yield word("bill_covers"), word("bill_from_to", first=day(bill.covered_from),
                                            last=day(bill.covered_until))  # fmt: skip
        if ask := {"amount": bill.ask, "cover": bill.cover_ask}.get(unknown_of(bill=bill)):
            yield word("bill_ask"), self.tongue.asked(ask)
        if bill.answered_by:
            yield word("bill_source"), bill.answered_by

    def _payment(self, payment: Payment) -> PaymentView:
        return PaymentView(
            payment.reference, self.tongue.money(payment.amount_fen),
            self.tongue.day(payment.paid_on), payment.receipt,
            self._address("desk-payment-receipt", payment.pk))  # fmt: skip

    def _does(self, bill: PremiumBill, enrolment: Enrolment) -> Iterator[tuple[str, str]]:
        if self._may(Permission.RECORD_PAYMENT, enrolment) and bill.cancelled_at is None:
            yield self.tongue.word("do_payment"), self._address("desk-payment", bill.pk)
        unknown = unknown_of(bill=bill)
        if unknown and self._may(Permission.DECIDE, enrolment):
            yield (self.tongue.word(f"do_answer_{unknown}"),
                   self._address("desk-bill-answer", bill.pk))  # fmt: skip

    def _may(self, permission: Permission, enrolment: Enrolment) -> bool:
        return allowed(actor=self.by, permission=permission, region=enrolment.place)

    def _address(self, name: str, number: int) -> str:
        return reverse(name, args=[self.case.reference, number])
