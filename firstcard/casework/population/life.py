"""One made-up child's whole way, from its birth to a card that works and its first bill, by the
real operations.

Its end lies just before `now`. Each moment says what happened, who holds what is awaited, what it
rests on, and what the family was told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from firstcard.accounts import demo
from firstcard.accounts.models import Account
from firstcard.cards.models import Batch, Card
from firstcard.cards.operations import batching
from firstcard.cards.states import HOLDERS as CARD_HOLDERS
from firstcard.cards.states import Holder, Making
from firstcard.casework import operations
from firstcard.casework.draft import Delivery
from firstcard.casework.population import batches, life_bill
from firstcard.casework.population.blanks import blanks
from firstcard.casework.population.cards import CardWay, Path
from firstcard.casework.population.families import Family, Maker
from firstcard.casework.population.life_bill import Line
from firstcard.casework.population.life_words import HOLDERS, NOTES, WHAT
from firstcard.casework.population.pictures import paper, portrait
from firstcard.casework.population.staff import actor, staff
from firstcard.casework.population.stages import Pictures, Way
from firstcard.enrolment.queries import bills_of, enrolment_of_case
from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA
from firstcard.messages import queries as messages
from firstcard.policy import plan
from firstcard.policy.calendars import next_workday
from firstcard.policy.format import Text

KINDS = {"married": "married", "unmarried": "unmarried", "elsewhere": "registered-elsewhere",
         "foundling": "institution", "late": "late"}  # fmt: skip
BEFORE_NOW = timedelta(days=50)  # so long ago the application is begun
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_FIRST_TELEPHONE = 13_800_300_000
_REGISTERED = 6 * _DAY  # after the birth


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One step of the way. `notes`: with it; `told`: what the family was sent, in its language.

    `lines`: how a bill was worked out.
    """

    at: datetime
    what: Text
    holder: Text
    basis: tuple[plan.Basis, ...]
    notes: tuple[Text, ...]
    told: tuple[str, ...]
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class _Beat:
    """`wait`: after the step before. `document`: whose rule of the packs it rests on."""

    name: str
    wait: timedelta
    document: str
    do: Callable[[Life], list[Text]]


class Life:
    """One family on its way; `serial` keeps its people apart from others that were made up."""

    def __init__(self, *, family: str, language: str, serial: int, now: datetime) -> None:
        self.people, self.now, self.serial = staff(at=now), now, serial
        self.at = _office_hours(_morning(now - BEFORE_NOW))
        maker = Maker(seed=serial, first=serial)
        chosen = Delivery("office", "示例网点（虚构）")
        self.kind = KINDS[family]
        self.family: Family = maker.family(1, on=self.day(), kind=self.kind, card=chosen)
        self.language = language
        self.telephone = str(_FIRST_TELEPHONE + serial)
        account = demo.family(telephone=self.telephone, at=now)
        Account.objects.filter(pk=account.pk).update(language=language)
        self.by = actor(account, at=now)
        self.way: Way
        self.card: CardWay
        self.batch: Batch
        self._told = 0

    def day(self) -> date:
        """Today in China."""
        return self.at.astimezone(CHINA).date()

    @property
    def born_on(self) -> date:
        """When the child was born, or found."""
        return date.fromisoformat(self.family.draft.child.born_on)

    @property
    def institution(self) -> bool:
        """Whether an institution acts for the child."""
        return self.family.draft.applicant == "institution"

    @property
    def elsewhere(self) -> bool:
        """Whether the family's household register is in another place than it lives."""
        return self.kind == KINDS["elsewhere"]

    def moments(self) -> Iterator[Moment]:
        """Every step, as it is done."""
        yield from self._before()
        for beat in BEATS:
            self.at = _office_hours(self.at + beat.wait)
            notes = beat.do(self)
            yield self.moment(beat.name, beat.document, notes)
        yield from life_bill.moments(self)

    def _before(self) -> Iterator[Moment]:
        """What happens before anybody applies, at other agencies."""
        begun, outside = self.at, [NOTES["outside"]]
        born = datetime.combine(self.born_on, time(9, 30), CHINA)
        first = ("found", "foundling-report") if self.institution else ("born", "birth-certificate")
        self.at = born
        yield self.moment(*first, outside)
        self.at = _office_hours(born + _REGISTERED)
        at_home = packs_store.current().region_name(self._registered_in())
        yield self.moment("registered", "birth-registration", [at_home, *outside])
        self.at = begun

    def _registered_in(self) -> str:
        return str(self.family.draft.situation["child"]["household_region"])

    def moment(
        self, name: str, document: str, notes: list[Text], *, holder: str = "",
        lines: tuple[Line, ...] = (),
    ) -> Moment:  # fmt: skip
        """A step at this instant. `holder`: where it is not as the card says."""
        book = packs_store.current()
        rule = book.rule(document, book.chain(self.family.region), self.day())
        basis = tuple(book.basis(each) for each in (rule.basis if rule else None) or ())
        return Moment(at=self.at, what=WHAT[name], holder=HOLDERS[holder or self._holder()],
                      basis=basis, notes=tuple(notes), told=tuple(self._new_messages()),
                      lines=lines)  # fmt: skip

    def _holder(self) -> str:
        mine = "institution" if self.institution else "family"
        if hasattr(self, "card"):
            found = CARD_HOLDERS[Making(self.card.card.making)]
            return {Holder.FAMILY: mine, Holder.OFFICE: "card-office"}.get(found, found.value)
        waits = hasattr(self, "way") and self.way.case.state in ("submitted", "accepted")
        return "office" if waits else mine

    def _new_messages(self) -> list[str]:
        if not hasattr(self, "way"):
            return []
        found = messages.of_case(case=self.way.case.reference)[::-1]
        new, self._told = found[self._told :], len(found)
        return [each.text for each in new]

    def begin(self) -> list[Text]:
        """The draft."""
        case = operations.start(
            by=self.by, key=f"life {self.serial}", want=("insured", "card"), at=self.at,
            region=self.family.region, language=self.language,
            situation=self.family.draft.situation)  # fmt: skip
        self.way = Way(case=case, family=self.family, by=self.by, people=self.people, at=self.at,
                       pictures=Pictures(draw=paper, portrait=portrait), now=self.now,
                       brisk=True)  # fmt: skip
        return [_note("reference", reference=case.reference)]

    def fill(self) -> list[Text]:
        """Everything that is asked for."""
        self._way().fill()
        self.way.upload()
        self.at = self.way.at
        return []

    def hand_in(self) -> list[Text]:
        """Signed by whoever applies."""
        self._way().sign()
        self.way.case = operations.submit(case=self.way.case, by=self.by, at=self.way.at)
        due = self.way.case.due_on
        return [_note("promise", day=due)] if due else []

    def accept(self) -> list[Text]:
        """Also asked: other regions."""
        self._way().accept()
        return []

    def approve(self) -> list[Text]:
        """And what comes of it."""
        self._way().approve()
        card = Card.objects.select_related("centre", "office").get(case=self.way.case.reference)
        self.card = CardWay(card=card, family=self.family, by=self.by, people=self.people,
                            path=Path(), picture=b"", at=self.way.at, now=self.now)  # fmt: skip
        found = enrolment_of_case(reference=self.way.case.reference)
        covered = [_note("covered", day=found.period.lower)] if found else []
        promise = [_note("making", day=card.due_on)] if card.due_on else []
        return [*covered, *promise, _note("order", order=card.order)]

    def pay(self) -> list[Text]:
        """Where there is something to pay."""
        self._way().pay()
        found = enrolment_of_case(reference=self.way.case.reference)
        bills = bills_of(enrolment=found) if found else []
        return [NOTES["free"]] if any(bill.amount_fen == 0 for bill in bills) else []

    def _way(self) -> Way:
        self.way.at = self.at
        return self.way

    def at_centre(self, step: Callable[[CardWay], None]) -> list[Text]:
        """A step of the card's way, at this instant."""
        self.card.at = self.at
        step(self.card)
        self.at = self.card.at
        return []

    def stand_in(self) -> list[Text]:
        """Before there is a card."""
        self.at_centre(CardWay.stand_in)
        return self.at_centre(CardWay.e_certificate)

    def send(self) -> list[Text]:
        """A batch with this card alone."""
        card, centre = self.card.card, self.card.card.centre
        blanks(office=centre, people=self.people, at=self.at)
        self.batch = batching.send(centre=centre, by=self.people.centre, at=self.at, only=[card])
        batches.come_to([self.card], self.at)
        return []

    def start(self) -> list[Text]:
        """The centre says so."""
        batching.start(batch=self.batch, by=self.people.centre, at=self.at)
        batches.come_to([self.card], self.at)
        return []

    def make(self) -> list[Text]:
        """The centre's file comes back."""
        batches.result(batch=self.batch, ways=[self.card], people=self.people, at=self.at,
                       stray=False)  # fmt: skip
        return [_note("valid", day=self.card.card.valid_until)]

    def dispatch(self) -> list[Text]:
        """To the office that the family chose."""
        batches.dispatch(ways=[self.card], people=self.people, at=self.at, now=self.now)
        office = self.card.card.office
        assert office is not None
        return [Text(office.name_en, office.name_zh)]

    def bank(self) -> list[Text]:
        """At a branch."""
        self.at_centre(CardWay.bank_side)
        branch = self.people.branch
        return [Text(branch.name_en, branch.name_zh)]

    def end(self) -> list[Text]:
        """The last step, and how long all of it took."""
        self.at_centre(CardWay.electronic_card)
        begun = self.way.case.created_at.astimezone(CHINA).date()
        return [_note("whole", days=(self.day() - self.born_on).days,
                      office=(self.day() - begun).days, visits=_VISITS)]  # fmt: skip


def _note(name: str, **values: object) -> Text:
    said = NOTES[name]
    return Text(said.en.format(**values), said.zh.format(**values))


def _morning(at: datetime) -> datetime:
    return at.astimezone(CHINA).replace(hour=9, minute=12, second=0, microsecond=0)


def _office_hours(at: datetime) -> datetime:
    """The same moment, on a working day."""
    local = at.astimezone(CHINA)
    day = next_workday(local.date(), packs_store.current().calendar)
    return local.replace(year=day.year, month=day.month, day=day.day)


_VISITS = 2  # the desk that hands out the card, the bank
BEATS: tuple[_Beat, ...] = (
    _Beat("begun", 0 * _HOUR, "enrolment", Life.begin),
    _Beat("filled", _HOUR / 6, "card-application", Life.fill),
    _Beat("handed-in", _HOUR / 4, "card-application", Life.hand_in),
    _Beat("accepted", 2 * _DAY, "card-examination", Life.accept),
    _Beat("approved", _DAY, "enrolment", Life.approve),
    _Beat("paid", _DAY, "premium", Life.pay),
    _Beat("stand-in", 2 * _HOUR, "medical-e-certificate", Life.stand_in),
    _Beat("sent", _DAY, "card-production", Life.send),
    _Beat("started", _DAY, "card-production", Life.start),
    _Beat("made", 8 * _DAY, "card-production", Life.make),
    _Beat("dispatched", _DAY, "card-collection", Life.dispatch),
    _Beat("arrived", 2 * _DAY, "card-notice", lambda life: life.at_centre(CardWay.arrive)),
    _Beat("collected", 3 * _DAY, "card-collection", lambda life: life.at_centre(CardWay.collect)),
    _Beat("works", _HOUR / 6, "card-ss-function",
          lambda life: life.at_centre(CardWay.enable_at_centre)),
    _Beat("bank", 2 * _DAY, "card-bank-function", Life.bank),
    _Beat("on-the-telephone", _HOUR, "electronic-card", Life.end),
)  # fmt: skip
