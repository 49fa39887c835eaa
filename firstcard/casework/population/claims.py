"""Made-up bills that families paid themselves and handed in, so that each desk finds some waiting.

By turns: not handed in yet, waiting for its items, waiting for a second person, sent back, paid
back, refused. A few are enough, however many families there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from firstcard.casework import bill_papers
from firstcard.casework.population.bills import HOSPITAL, Bill, covered, hospital, line
from firstcard.casework.population.stages import Way
from firstcard.enrolment.changing import day_of
from firstcard.guidance.today import CHINA
from firstcard.people.models import Person
from firstcard.settlement.models import MANUAL, Claim
from firstcard.settlement.operations import asking, claiming
from firstcard.settlement.operations.asking import Told
from firstcard.settlement.operations.claiming import Treated
from firstcard.settlement.presented import Presented
from firstcard.settlement.queries import acts

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
MOST = 12
_AFTER = 5  # days from the premium to the treatment
_NOTE = "病历复印件不清楚，请重新拍摄（演示）"
_WHY = "该费用应由第三人负担（演示）"
_LINES = (line(1, "BED", "bed", "A", "360.00"), line(2, "CT", "examination", "A", "480.00"),
          line(3, "INFUSION", "treatment", "A", "1720.00"),
          line(4, "COMPANION-BED", "other", "C", "90.00"))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How far one comes: `ago` days it was handed in, then what staff did."""

    ago: int
    handed: bool = True
    entered: bool = False
    then: str = ""  # back, pay, refuse


TURNS = (Turn(ago=2), Turn(ago=20, entered=True), Turn(ago=6, entered=True, then="back"),
         Turn(ago=1, handed=False), Turn(ago=40, entered=True), Turn(ago=12, entered=True,
                                                                      then="pay"),
         Turn(ago=9, then="refuse"), Turn(ago=60))  # fmt: skip


def hand_in(*, way: Way, paid: datetime) -> bool:
    """One bill of a child since its premium was paid, where its family has an account."""
    number = Claim.objects.filter(origin=MANUAL).count()
    if way.case.child is None or number >= MOST or way.family.draft.situation.get("groups"):
        return False
    child = way.case.child.merged_into or way.case.child
    on = (paid.astimezone(CHINA) + _AFTER * _DAY).date()
    first = datetime.combine(on, datetime.min.time(), CHINA) + 34 * _HOUR
    if first + _HOUR > way.now or not covered(way, on):
        return False
    if not acts(person=child.pk, by=way.by, on=day_of(way.now)):
        return False
    turn = TURNS[number % len(TURNS)]
    _go(turn, way, child, Bill(after=_AFTER, code=HOSPITAL, lines=_LINES),
        max(first, way.now - turn.ago * _DAY), on)  # fmt: skip
    return True


def _go(turn: Turn, way: Way, child: Person, bill: Bill, at: datetime, on: Any) -> None:
    where = hospital(code=bill.code, at=at)
    told = Told(hospital=where.name_zh, care="inpatient", admitted_on=on, discharged_on=on,
                office=where)  # fmt: skip
    claim = asking.start(person=child, told=told, by=way.by, at=at)
    for asked in asking.wanted(claim=claim, on=day_of(at))[: None if turn.handed else 2]:
        data, made = way.pictures.paper(asked.name.zh)
        bill_papers.keep(claim=claim, asked=asked, data=data, made=made, by=way.by, at=at)
    if turn.handed:
        claim = asking.hand_in(claim=claim, by=way.by, at=at)
        _staff(turn, way, claim, bill, min(at + _HOUR, way.now))


def _staff(turn: Turn, way: Way, claim: Claim, bill: Bill, at: datetime) -> None:
    clerk, reviewer = way.people.clerk, way.people.reviewer
    if turn.entered:
        presented = Presented(
            number=f"DEMO-S{claim.pk}",
            care=claim.care,
            lines=bill.lines,
            admitted_on=claim.admitted_on,
            discharged_on=claim.discharged_on,
        )
        claim = claiming.enter(claim=claim, treated=Treated(code=bill.code), presented=presented,
                               by=clerk, at=at)  # fmt: skip
    if turn.then == "back":
        claiming.send_back(claim=claim, missing=["record"], note=_NOTE, by=clerk, at=at)
    elif turn.then == "refuse":
        claiming.refuse(claim=claim, reason=_WHY, by=reviewer, at=at)
    elif turn.then == "pay":
        claiming.pay_back(claim=claim, by=reviewer, at=at)
