"""How far a made-up application has come, and how it came there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from firstcard.accounts import consents
from firstcard.accounts.notices import before_handing_in
from firstcard.casework import completeness, grounds, offices, operations, papers, photos, signing
from firstcard.casework import requirements as rules
from firstcard.casework.draft import Draft
from firstcard.casework.files.conversion import Answer
from firstcard.casework.models import Case
from firstcard.casework.population.cards import Path
from firstcard.casework.population.families import PLACES, Family
from firstcard.casework.population.staff import Staff
from firstcard.core.actors import Actor
from firstcard.enrolment import inquiries
from firstcard.enrolment.answering import answer
from firstcard.enrolment.models import PremiumBill
from firstcard.enrolment.operations import record_payment
from firstcard.enrolment.queries import bills_of, enrolment_of_case
from firstcard.enrolment.registries import Insured, NoAnswer, NotInsured
from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA

_SAID, _MADE_UP_FEN = "示例经办机构答复（虚构，仅供演示）", 400_00
_SILENT = 4  # other regions give no answer about one child in so many
ELSEWHERE = "420100"
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """Made-up other regions, which say one thing of everybody."""

    said: Insured | NotInsured | NoAnswer

    def ask(self, *, kind: str, number: str) -> Insured | NotInsured | NoAnswer:
        """That."""
        return self.said


@dataclass
class Pictures:
    """What is uploaded; each is opened once, by the same bounded process as a real one."""

    draw: Callable[..., bytes]
    portrait: Callable[[], bytes]
    _papers: dict[str, tuple[bytes, Answer]] = field(default_factory=dict)
    _photo: Answer | None = None

    def paper(self, title: str) -> tuple[bytes, Answer]:
        """A page with a title."""
        if title not in self._papers:
            data = self.draw(title=title)
            self._papers[title] = data, papers.opened(data=data)
        return self._papers[title]

    def other(self) -> bytes:
        """Another picture for a card."""
        return self.portrait()

    def photo(self, *, case: Case, at: datetime) -> Answer:
        """A portrait in the form of the card."""
        if self._photo is None:
            form = photos.rules_of(region=case.region, on=at.astimezone(CHINA).date())
            self._photo = photos.opened(data=self.portrait(), rules=form)
        return self._photo


@dataclass
class Way:
    """One case on its way. `at`: the instant it has come to; `now`: never later than this."""

    case: Case
    family: Family
    by: Actor
    people: Staff
    pictures: Pictures
    at: datetime
    now: datetime
    brisk: bool = False  # each decision takes one day

    def later(self, step: timedelta) -> datetime:
        """Some time on, but not in the future."""
        self.at = min(self.at + step, self.now)
        return self.at

    def fill(self, draft: Draft | None = None) -> None:
        """Save what was filled in."""
        operations.save(case=self.case, by=self.by, draft=draft or self.family.draft,
                        version=self.case.version, at=self.later(4 * _MINUTE))  # fmt: skip

    def upload(self) -> None:
        """Every paper that is asked for, and the photograph."""
        at = self.later(5 * _MINUTE)
        for wanted in completeness.wanted_papers(case=self.case, on=at.astimezone(CHINA).date()):
            if not wanted.required or wanted.proven:
                continue
            if wanted.document == rules.PHOTO:
                made = self.pictures.photo(case=self.case, at=at)
                photos.take_up_opened(case=self.case, made=made, by=self.by, at=at)
            else:
                self._paper(wanted.document, wanted.of, wanted.name.zh, at)

    def _paper(self, document: str, of: str, title: str, at: datetime) -> None:
        data, made = self.pictures.paper(title)
        papers.add_opened(case=self.case, document=document, of=of, data=data, made=made,
                          by=self.by, at=at)  # fmt: skip

    def sign(self) -> None:
        """Be told and asked what has to be, then sign the form that is shown."""
        at = self.later(3 * _MINUTE)
        if self.case.applicant is not None:
            said = dict.fromkeys(before_handing_in(card=self.case.wants_card), True)
            consents.record_all(by=self.by, account=self.case.applicant, said=said, at=at,
                                case=self.case.reference)  # fmt: skip
        shown = signing.show(case=self.case, by=self.by, lang="zh", at=at)
        counter = self.case.applicant is None
        draft = self.family.draft
        name = next(a.name for a in draft.adults if a.relation == draft.applicant)
        signing.sign(case=self.case, by=self.by, kind="paper" if counter else "typed",
                     content=b"" if counter else name.encode(), form_sha256=shown.sha256,
                     at=at)  # fmt: skip

    def hand_in(self) -> None:
        """From an empty draft to an application that was handed in."""
        self.fill()
        self.upload()
        self.sign()
        self.case = operations.submit(case=self.case, by=self.by, at=self.later(_MINUTE))

    def take(self) -> None:
        """A clerk works on it now."""
        operations.take(case=self.case, by=self.people.clerk, at=self.now)
        self._ask()

    def _ask(self, answer: Insured | None = None) -> None:
        """Made-up other regions are asked when the examination begins; some do not answer."""
        child = self.case.child
        if child is None or not self.case.wants_enrolment:
            return
        if answer is None and inquiries.last(person=child) is not None:
            return
        silent = self.case.pk % _SILENT == 0
        said = answer or (NoAnswer("unreachable") if silent else NotInsured())
        inquiries.ask(person=child, region=self.case.region, by=self.people.clerk,
                      at=self.later(_MINUTE), of=_Elsewhere(said))  # fmt: skip

    def _wait(self) -> timedelta:
        """One to five days, by turns."""
        return _DAY if self.brisk else (1 + self.case.pk * 7 % 5) * _DAY

    def found_elsewhere(self) -> None:
        """Another region says that it insures the child: that has to end before an approval."""
        self._ask(Insured(ELSEWHERE))

    def send_back(self) -> None:
        """Asked to mend two things, named at once."""
        self._ask()
        shown = self.case.papers.filter(removed_at=None).order_by("pk").first()
        found = [operations.Found(reason="name-differs", field="child.name")]
        if shown is not None:
            found.append(operations.Found(reason="unreadable", document=shown.document,
                                          of=shown.of))  # fmt: skip
        operations.send_back(case=self.case, by=self.people.clerk, defects=found,
                             at=self.later(_DAY))  # fmt: skip

    def mend(self) -> None:
        """What was asked for is mended, and handed in again."""
        bad = self.case.papers.filter(removed_at=None, verdict="bad")
        for each in list(bad):
            papers.remove(paper=each, by=self.by, at=self.later(_HOUR))
            self._paper(each.document, each.of, f"{each.document} (2)", self.at)
        self.fill()
        self.sign()
        self.case = operations.submit(case=self.case, by=self.by, at=self.later(_MINUTE))

    def accept(self) -> None:
        """Found in order."""
        self._ask()
        operations.accept(case=self.case, by=self.people.clerk, at=self.later(self._wait()))

    def propose(self) -> None:
        """An exception waits for a second person."""
        day = self.at.astimezone(CHINA).date()
        wanted = completeness.wanted_papers(case=self.case, on=day)
        operations.propose(case=self.case, by=self.people.clerk, kind="exception",
                           reason="原件遗失，派出所已出具说明（演示）",
                           change={"waive": [wanted[0].need]}, at=self.later(_HOUR))  # fmt: skip

    def forward(self) -> None:
        """Passed on to the office of another district."""
        assert self.case.office is not None
        other = PLACES[(PLACES.index(self.case.region) + 1) % len(PLACES)]
        office = offices.office_for(kind=self.case.office.kind, region=other,
                                    book=packs_store.current())  # fmt: skip
        if office.pk != self.case.office_id:
            operations.forward(case=self.case, by=self.people.clerk, office=office,
                               at=self.later(_DAY))  # fmt: skip

    def approve(self) -> None:
        """Approved; the insurance is registered with it."""
        operations.approve(case=self.case, by=self.people.reviewer, at=self.later(self._wait()))

    def pay(self) -> None:
        """The office says what this year costs where nobody knew, and the tax side reports it."""
        enrolment = enrolment_of_case(reference=self.case.reference)
        for bill in bills_of(enrolment=enrolment)[:1] if enrolment else []:
            at = self.later(_DAY)
            if bill.amount_fen is None:
                bill = answer(bill=bill, source=_SAID, by=self.people.reviewer, at=at,
                              amount_fen=_MADE_UP_FEN)  # fmt: skip
            if bill.amount_fen:
                self._paid(bill)

    def _paid(self, bill: PremiumBill) -> None:
        at = self.later(_HOUR)
        day = at.astimezone(CHINA).date()
        record_payment(bill=bill, reference=f"DEMO-{bill.pk}", amount_fen=bill.amount_fen or 0,
                       paid_on=day, by=self.people.clerk, at=at)  # fmt: skip

    def refuse(self) -> None:
        """Refused, on the first ground that needs no words."""
        known = grounds.refusals(book=packs_store.current(), region=self.case.region)
        ground = next(each for each in known if not each.needs_note)
        operations.refuse(case=self.case, by=self.people.reviewer,
                          reasons=[operations.Refused(reason=ground.id)],
                          at=self.later(_DAY))  # fmt: skip

    def withdraw(self) -> None:
        """Taken back by the family."""
        operations.withdraw(case=self.case, by=self.by, at=self.later(_DAY))


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a case has come. `days`: so long ago it was begun, and so many more by turns."""

    name: str
    days: int
    steps: tuple[Callable[[Way], None], ...]
    more_days: int = 1
    counter: bool = False
    path: Path | None = None  # of the card that comes of it

    def begun(self, *, number: int, at: datetime) -> datetime:
        """When a case of this stage was begun: in the morning in China, before `at`."""
        days = self.days + number % (self.more_days + 1)
        day = (
            at.astimezone(CHINA).replace(hour=9, minute=(number * 13) % 60, second=0) - days * _DAY
        )
        return min(day, at - 2 * _HOUR)

    def go(self, way: Way) -> None:
        """All steps in order."""
        for step in self.steps:
            step(way)
