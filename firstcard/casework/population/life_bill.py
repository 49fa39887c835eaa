"""The first bill of a made-up child: treated, presettled, settled, explained, seen by the family.

Done by the operations of the counter. Where the bill is refused, as nobody knows a rule or the day
is not covered, the refusal is told as it stands there, with what the family does then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from firstcard.accounts import demo
from firstcard.casework.population.bills import ELSEWHERE, HOSPITAL, STAY, hospital
from firstcard.casework.population.life_words import NOTES
from firstcard.casework.population.staff import actor
from firstcard.core.actors import Actor
from firstcard.core.refusals import Refusal
from firstcard.enrolment import answering
from firstcard.enrolment.models import PremiumBill
from firstcard.enrolment.queries import bills_of, enrolment_of_case, unknown_of
from firstcard.guidance.words import Lang
from firstcard.people.models import Office
from firstcard.people.permissions import Role
from firstcard.policy.format import Text
from firstcard.policy.plan import Basis
from firstcard.settlement import comparing, elsewhere_view, queries, showing
from firstcard.settlement.bill import yuan
from firstcard.settlement.credentials import CARD, Shown
from firstcard.settlement.models import Claim
from firstcard.settlement.operations import elsewhere, settling
from firstcard.settlement.presented import Presented

if TYPE_CHECKING:
    from firstcard.casework.population.life import Life, Moment

_AFTER, _STAY = timedelta(days=2), timedelta(days=4)
_DISCHARGED, _LATER = timedelta(hours=1), timedelta(hours=1)
_AT_COUNTER, _ANSWER = timedelta(minutes=10), timedelta(minutes=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step of how a bill was settled: amount in fen, sentence, what it rests on."""

    amount: int
    text: Text
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """Where the child is treated, who settles there, and the bill."""

    office: Office
    by: Actor
    presented: Presented


def moments(life: Life) -> Iterator[Moment]:
    """From the admission to the family's own page."""
    life.at += _AFTER
    admitted = life.day()
    office, by = _where(life)
    name = Text(office.name_en, office.name_zh)
    if life.elsewhere:
        _register(life, office)
        yield life.moment("registered-elsewhere", "cross-region-registration", [NOTES["outside"]])
    life.at += _LATER
    yield life.moment("admitted", "direct-settlement", [name], holder="hospital")
    life.at += _STAY + _DISCHARGED
    visit = _Visit(office=office, by=by, presented=Presented(
        number=f"LIFE-{life.way.case.pk}", care="inpatient", admitted_on=admitted,
        discharged_on=life.day(), lines=STAY,
        referral="registered" if life.elsewhere else "local"))  # fmt: skip
    yield from _at_counter(life, visit)


def _register(life: Life, office: Office) -> None:
    """The family tells where the child is insured that it will be treated elsewhere."""
    elsewhere.register(person=life.card.card.person, place=office.region, since=life.day(),
                       until=None, by=life.by, at=life.at)  # fmt: skip


def _at_counter(life: Life, visit: _Visit) -> Iterator[Moment]:
    """Settled, or refused; where the office has to say from when the child is covered, it does."""
    try:
        yield from _settled(life, visit)
    except Refusal as refusal:
        bill = _unanswered(life)
        last = [] if bill else [NOTES["hand-in"]]
        yield life.moment("not-settled", "manual-reimbursement", [*_why(refusal), *last])
        if bill is not None:
            yield _answered(life, bill)
            yield from _at_counter(life, visit)


def _unanswered(life: Life) -> PremiumBill | None:
    """A premium that is paid, and of which nobody knows from when it covers."""
    found = enrolment_of_case(reference=life.way.case.reference)
    bills = bills_of(enrolment=found) if found else []
    return next((each for each in bills if unknown_of(bill=each) == "cover"), None)


def _answered(life: Life, bill: PremiumBill) -> Moment:
    life.at += _ANSWER
    assert bill.settled_on is not None, "it is paid"
    since = max(bill.settled_on, date(bill.year, 1, 1))
    answering.answer(bill=bill, covered_from=since, source="示例经办机构答复（演示）",
                     by=life.people.reviewer, at=life.at)  # fmt: skip
    note = _said("covered", day=since.isoformat())
    return life.moment("answered", "enrolment", [note], holder="office")


def _where(life: Life) -> tuple[Office, Actor]:
    """A hospital of the town, or where the grandparents live."""
    code = ELSEWHERE if life.elsewhere else HOSPITAL
    office = hospital(code=code, at=life.at)
    if not life.elsewhere:
        return office, life.people.hospital
    account = demo.member(login="hospital-elsewhere", role=Role.HOSPITAL, region=office.region,
                          shown="吴倩（演示）", at=life.at)  # fmt: skip
    return office, actor(account, at=life.at)


def _settled(life: Life, visit: _Visit) -> Iterator[Moment]:
    shown = Shown(kind=CARD, number=life.card.card.number)
    found = settling.presettle(office=visit.office, shown=shown, presented=visit.presented,
                               by=visit.by, at=life.at)  # fmt: skip
    notes = [_amounts("presettled", found.total, found.fund_total, found.person_total)]
    yield life.moment("presettled", "direct-settlement", notes, holder="hospital")
    life.at += _AT_COUNTER
    claim = settling.settle(office=visit.office, shown=shown, presented=visit.presented,
                            by=visit.by, at=life.at)  # fmt: skip
    yield life.moment("settled", "direct-settlement", [], holder="hospital", lines=_lines(claim))
    life.at += _LATER
    yield life.moment("bill-seen", "direct-settlement", list(_seen(life, claim)))


def _lines(claim: Claim) -> tuple[Line, ...]:
    return tuple(Line(amount=amount, text=text, basis=basis)
                 for text, amount, basis in showing.steps_of(claim))  # fmt: skip


def _seen(life: Life, claim: Claim) -> Iterator[Text]:
    """The family reads it, and asks what it would have cost at a community hospital."""
    own = queries.claim_for(reference=claim.reference, by=life.by, at=life.at)
    found = comparing.compared(claim=own, by=life.by, at=life.at)
    yield _said("bill", reference=own.reference)
    asked = {lang: elsewhere_view.view(found=found, lang=lang) for lang in _LANGS}
    if asked["en"] is not None and asked["zh"] is not None:
        yield Text(f"{asked['en'].title} {asked['en'].answer}",
                   f"{asked['zh'].title}{asked['zh'].answer}")  # fmt: skip


_LANGS: tuple[Lang, Lang] = ("en", "zh")


def _why(refusal: Refusal) -> list[Text]:
    return [refusal.text, *refusal.fields.values()]


def _amounts(name: str, total: int, fund: int, family: int) -> Text:
    return _said(name, total=yuan(total), fund=yuan(fund), family=yuan(family))


def _said(name: str, **values: str) -> Text:
    said = NOTES[name]
    return Text(said.en.format(**values), said.zh.format(**values))
