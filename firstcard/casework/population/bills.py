"""Made-up bills of the made-up children, settled by the same operations that real ones go through.

A child who is insured and has a number comes to a made-up hospital now and then after its premium
was paid; one bill was a mistake, is taken back and settled again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from firstcard.casework.population.stages import Way
from firstcard.core.actors import SERVICE
from firstcard.enrolment.queries import state_on
from firstcard.enrolment.states import EnrolmentState
from firstcard.guidance.today import CHINA
from firstcard.people.models import Office
from firstcard.policy.format import Text
from firstcard.settlement.credentials import Shown
from firstcard.settlement.operations import institutions, reversing, settling
from firstcard.settlement.presented import Presented

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_NOON = timedelta(hours=14)
# Code, class and name.
_PLACES = (
    ("H41010590001", "city-3", Text("Sample Children's Hospital (made up)",
                                    "示例儿童医院（虚构）")),
    ("H41010590002", "township", Text("Sample Community Health Centre (made up)",
                                      "示例社区卫生服务中心（虚构）")),
    ("H41160290001", "city-3", Text("Sample Central Hospital (made up)",
                                    "示例中心医院（虚构）")),
)  # fmt: skip
HOSPITAL, _COMMUNITY, ELSEWHERE = (code for code, _, _ in _PLACES)


def line(number: int, code: str, kind: str, list_class: str, amount: str,
          **more: str) -> dict[str, Any]:  # fmt: skip
    return {"line_no": number, "code": code, "kind": kind, "list_class": list_class,
            "amount": amount, **more}  # fmt: skip


STAY = (line(1, "BED", "bed", "A", "600.00"), line(2, "CT", "examination", "A", "480.00"),
         line(3, "INFUSION", "treatment", "A", "3260.00"),
         line(4, "CEFTRIAXONE", "drug", "B", "1350.00", self_pay_share="0.1000"),
         line(5, "CATHETER", "material", "B", "920.00", self_pay_share="0.2000",
               limit_price="700.00"),
         line(6, "COMPANION-BED", "other", "C", "180.00"))  # fmt: skip
_VISIT = (line(1, "VISIT", "treatment", "A", "28.00"),
          line(2, "AMOXICILLIN", "drug", "A", "36.50"))  # fmt: skip
_AGAIN = (line(1, "VISIT", "treatment", "A", "28.00"),
          line(2, "VITAMIN", "other", "C", "45.00"))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """One visit: so many days after the premium was paid, for so many days, where, for what.

    `first`: lines that were sent by mistake; that bill is taken back.
    """

    after: int
    code: str
    lines: tuple[dict[str, Any], ...]
    stay: int = 0
    first: tuple[dict[str, Any], ...] = ()


BILLS = (
    Bill(after=3, code=_COMMUNITY, lines=_VISIT),
    Bill(after=8, code=HOSPITAL, lines=STAY, stay=5, first=(*STAY, {**STAY[2], "line_no": 7})),
    Bill(after=16, code=_COMMUNITY, lines=_AGAIN),
    Bill(after=30, code=HOSPITAL, lines=STAY[:3], stay=2),
)


def settle(*, way: Way, paid: datetime) -> int:
    """The bills of one child since its premium was paid; how many. None lies in the future."""
    child = way.family.draft.child
    if way.case.child is None or child.number is None or way.family.draft.situation.get("groups"):
        return 0
    shown = Shown(kind=child.number.kind, number=child.number.number)
    return sum(_one(number, bill, way, shown, paid) for number, bill in enumerate(BILLS, start=1))


def _one(number: int, bill: Bill, way: Way, shown: Shown, paid: datetime) -> bool:
    first = (paid.astimezone(CHINA) + bill.after * _DAY).date()
    last = first + bill.stay * _DAY
    at = datetime.combine(last, datetime.min.time(), CHINA) + _NOON
    if at + _HOUR > way.now or not covered(way, first):
        return False
    office, name = hospital(code=bill.code, at=at), f"DEMO-{way.case.pk}-{number}"
    by = way.people.hospital
    if bill.first:
        mistaken = _presented(name, bill, bill.first, first, last)
        wrong = settling.settle(office=office, shown=shown, presented=mistaken, by=by, at=at)
        at += _HOUR / 2
        reversing.reverse(claim=wrong, reason="费用明细重复录入（演示）", by=by, at=at)
        at += _HOUR / 6
    settling.settle(office=office, shown=shown, by=by, at=at,
                    presented=_presented(name, bill, bill.lines, first, last))  # fmt: skip
    return True


def covered(way: Way, on: date) -> bool:
    """Whether the child is insured and alive on a day."""
    child = way.case.child
    assert child is not None, "asked before"
    child = child.merged_into or child
    standing = state_on(person=child, on=on)
    return standing.state is EnrolmentState.ENTITLED and child.died_on is None


def _presented(name: str, bill: Bill, lines: tuple[dict[str, Any], ...], first: date,
               last: date) -> Presented:  # fmt: skip
    return Presented(number=name, care="inpatient" if bill.stay else "outpatient",
                     admitted_on=first, discharged_on=last, lines=lines)  # fmt: skip


def hospital(*, code: str, at: datetime) -> Office:
    """A made-up institution, made with its agreement where it is not there."""
    found = Office.objects.filter(code=code, agreements__isnull=False).first()
    if found is not None:
        return found
    level, name = next((level, name) for each, level, name in _PLACES if each == code)
    year = at.astimezone(CHINA).year
    made = institutions.agree(
        code=code, name=name, level=level, number=f"DEMO-{code}", since=date(year - 2, 1, 1),
        until=date(year + 2, 12, 31), by=SERVICE, at=at)  # fmt: skip
    Office.objects.filter(pk=made.office_id).update(sample=True)
    return Office.objects.get(pk=made.office_id)
