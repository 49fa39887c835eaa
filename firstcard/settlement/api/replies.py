"""What programs are told of bills. No name and no number of anybody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct, field

from firstcard.people.models import Office
from firstcard.policy.format import Text
from firstcard.policy.plan import Basis, PackRef
from firstcard.settlement import bill as form
from firstcard.settlement import queries, words
from firstcard.settlement.checks import last_day
from firstcard.settlement.models import Agreement, Claim, ClaimEvent
from firstcard.settlement.places import name_of


class BandView(Struct, frozen=True):
    """What lies in one band, and what is paid of it before the year's cap; yuan."""

    from_: str = field(name="from")
    up_to: str | None
    ratio: str
    amount: str
    paid: str


class PoolView(Struct, frozen=True):
    """What the fund pays; `cut`: what the year's cap took away."""

    bands: list[BandView]
    cut: str
    paid: str


class PaidByPerson(Struct, frozen=True):
    """From what the family's part is paid."""

    account: str
    mutual_aid: str
    cash: str


class StepView(Struct, frozen=True):
    """One sentence of the explanation, its amount and what it rests on."""

    id: str
    text: Text
    amount: str
    basis: list[Basis]


class YearView(Struct, frozen=True):
    """What the year holds after it; amounts in yuan."""

    admissions: int
    deductible_used: str
    pool_paid: str
    remainder: str
    serious_paid: str
    assistance_paid: str


class SettlementView(Struct, frozen=True):
    """What a bill comes to, in yuan. Fund and person add up to the total."""

    total: str
    own_pay: str
    over_limit: str
    pre_self_pay: str
    in_scope: str
    deductible: str
    pool: PoolView
    serious_illness: str
    assistance: str
    fund_total: str
    person_total: str
    person: PaidByPerson
    explanation: list[StepView]
    pack: PackRef
    packs: list[PackRef]
    year_to_date: YearView


class InstitutionName(Struct, frozen=True):
    """An institution."""

    code: str
    name: Text


class CareBillLine(Struct, frozen=True):
    """One bill of a list. `fund`, `person`: null while it is not settled.

    `origin`: counter, or manual for one that was handed in; of that `due_on`, until when it is
    decided, null while the family has it, and `missing`, the papers it was told to bring.
    """

    reference: str
    state: str
    state_text: Text
    institution: InstitutionName | None
    number: str
    care: str
    admitted_on: date
    discharged_on: date
    presented_at: datetime
    fund: str | None
    person: str | None
    origin: str
    due_on: date | None
    due_is_final: bool
    missing: list[str]


class CareBillView(CareBillLine, frozen=True):
    """A bill. `version` is its ETag. `identified_by`: what the patient showed."""

    region: str
    identified_by: str
    settlement: SettlementView | None
    version: int


class CareBillList(Struct, frozen=True):
    """The newest first; `before` gives the next ones, null where there are none."""

    bills: list[CareBillLine]
    before: int | None


class CareBillEventView(Struct, frozen=True):
    """One thing that happened to a bill. `detail`: amounts that changed, in fen."""

    action: str
    text: Text
    before: str
    after: str
    at: datetime
    role: str
    detail: dict[str, Any]


class CareBillHistory(Struct, frozen=True):
    """The oldest first."""

    events: list[CareBillEventView]


class SuspensionView(Struct, frozen=True):
    """Days on which an agreement does not hold; `until`: the day from which it holds again."""

    since: date
    until: date | None
    reason: str


class AgreementView(Struct, frozen=True):
    """An agreement; `until` is its last day."""

    number: str
    level: str
    since: date
    until: date
    suspensions: list[SuspensionView]


class InstitutionView(InstitutionName, frozen=True):
    """An institution with its agreements, the newest first. `open`: the fund pays there today."""

    kind: str
    region: str
    open: bool
    agreements: list[AgreementView]


REPLIES = (BandView, PoolView, PaidByPerson, StepView, YearView, SettlementView, InstitutionName,
           CareBillLine, CareBillView, CareBillList, CareBillEventView, CareBillHistory,
           SuspensionView, AgreementView, InstitutionView)  # fmt: skip


def settlement_view(found: dict[str, Any]) -> SettlementView:
    """A settlement as `amounts.Settlement.as_json` writes it."""
    return msgspec.convert(found, SettlementView)


def _named(office: Office | None) -> InstitutionName | None:
    return InstitutionName(office.code, name_of(office)) if office is not None else None


def _line(claim: Claim) -> dict[str, Any]:
    row = claim.settlement
    return {
        "reference": claim.reference, "state": claim.state,
        "state_text": words.STATES[claim.state], "institution": _named(claim.office),
        "number": claim.number, "care": claim.care, "admitted_on": claim.admitted_on,
        "discharged_on": claim.discharged_on, "presented_at": claim.presented_at,
        "fund": form.yuan(row.fund_total) if row is not None else None,
        "person": form.yuan(row.person_total) if row is not None else None,
        "origin": claim.origin, "due_on": claim.due_on, "due_is_final": claim.due_is_final,
        "missing": claim.missing,
    }  # fmt: skip


def care_bill_line(claim: Claim) -> CareBillLine:
    """A bill as lists have it."""
    return CareBillLine(**_line(claim))


def care_bill_view(claim: Claim) -> CareBillView:
    """A bill with what it comes to. The door has recorded the read."""
    found = queries.settlement(claim)
    return CareBillView(**_line(claim), region=claim.region, identified_by=claim.identified_by,
                     settlement=settlement_view(found) if found is not None else None,
                     version=claim.version)  # fmt: skip


def event_view(event: ClaimEvent) -> CareBillEventView:
    """One line of the history."""
    return CareBillEventView(event.action, words.ACTIONS[event.action], event.before, event.after,
                          event.at, event.role, event.detail)  # fmt: skip


def institution_view(office: Office, *, on: date) -> InstitutionView:
    """An institution, and whether the fund pays there on a day."""
    found = queries.agreements(office)
    open_ = any(on in each.period and queries.suspended_on(each, on) is None for each in found)
    return InstitutionView(code=office.code, name=name_of(office), kind=office.kind,
                           region=office.region, open=open_,
                           agreements=[_agreement(each) for each in found])  # fmt: skip


def _agreement(agreement: Agreement) -> AgreementView:
    rows = sorted(agreement.suspensions.all(), key=lambda row: row.pk)
    return AgreementView(agreement.number, agreement.level, agreement.period.lower,
                         last_day(agreement),
                         [SuspensionView(row.since, row.until, row.reason)
                          for row in rows])  # fmt: skip
