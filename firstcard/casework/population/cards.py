"""One made-up card on its way, by the same operations that real ones go through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from firstcard.cards import collectors, waiting
from firstcard.cards.collectors import Identity
from firstcard.cards.models import Card
from firstcard.cards.operations import (
    accounts,
    arriving,
    batching,
    collecting,
    credentials,
    enabling,
    keeping,
    ordering,
    passwords,
    posting,
    printing,
    rejecting,
    renewing,
)
from firstcard.cards.operations.collecting import Handover
from firstcard.cards.states import Axis, Remark
from firstcard.casework.draft import Adult
from firstcard.casework.population.blanks import blanks
from firstcard.casework.population.families import Family
from firstcard.casework.population.staff import Staff
from firstcard.core.actors import SERVICE, Actor
from firstcard.guidance import packs_store
from firstcard.people.models import Office, Person
from firstcard.people.numbers import person_of
from firstcard.people.offices import office_for

PROOF = "birth-certificate"
_HOUR = timedelta(hours=1)


@dataclass
class CardWay:
    """A card on its way. `at`: the instant it has come to; `now`: never later than this."""

    card: Card
    family: Family
    by: Actor
    people: Staff
    path: Path
    picture: bytes
    at: datetime
    now: datetime
    told: bool = False  # the centre has said what became of it

    def go(self, steps: Steps) -> None:
        """The steps whose time has come, each so long after the one before."""
        for wait, step in steps:
            if self.at + wait > self.now:
                return
            self.at += wait
            step(self)

    def arrive(self) -> None:
        """Scanned where it is collected."""
        assert self.card.office is not None
        self.card = arriving.scan(order=self.card.order, office=self.card.office,
                                  by=self.people.clerk, at=self.at)  # fmt: skip

    def collect(self) -> None:
        """Handed to whoever applied."""
        desk = self.people.bank if self.card.delivery == batching.BANK else self.people.clerk
        collecting.take(card=self.card, by=desk, at=self.at)
        collecting.printed(card=self.card, by=desk, at=self.at)
        self.at += _HOUR / 12
        collecting.collect(card=self.card, handover=self.handover(), by=desk, at=self.at)
        self.card.refresh_from_db()

    def handover(self) -> Handover:
        """What the desk sees, with everything shown that the packs ask for."""
        who = self.guardian()
        assert who.number is not None
        asked = collectors.papers(card=self.card, relation=who.relation, on=self.day())
        return Handover(
            identity=Identity(kind=who.number.kind, number=who.number.number, name=who.name),
            shown=frozenset(need.id for need in asked), card_number=self.card.number,
            genuine=True, confirmed=True, kind="typed", signature=who.name.encode(),
        )  # fmt: skip

    def guardian(self) -> Adult:
        """Whoever applied for the child."""
        draft = self.family.draft
        return next(each for each in draft.adults if each.relation == draft.applicant)

    def person(self) -> Person:
        """The same, as recorded."""
        number = self.guardian().number
        assert number is not None
        found = person_of(kind=number.kind, number=number.number)
        assert found is not None, "handing in records the adults"
        return found

    def day(self) -> date:
        """Today in China."""
        return waiting.day(self.at)

    def office(self, kind: str) -> Office:
        """The office of a kind that is in charge where the family lives."""
        return office_for(kind=kind, region=self.card.region, book=packs_store.current())

    def enable_at_centre(self) -> None:
        """The social security side, at the desk, with its password."""
        self._enable(Axis.SOCIAL_SECURITY, self.people.clerk)
        self._password(Axis.SOCIAL_SECURITY, self.people.clerk)

    def enable_at_hospital(self) -> None:
        """The social security side, with the first settlement."""
        self._enable(Axis.SOCIAL_SECURITY, self.people.hospital)

    def enable_at_bank(self) -> None:
        """The social security side, at the bank's desk."""
        self._enable(Axis.SOCIAL_SECURITY, self.people.bank)

    def bank_side(self) -> None:
        """An account is opened, the bank side works, a password is set at the bank."""
        accounts.record(card=self.card, bank=self.people.branch, by=self.people.bank, at=self.at,
                        masked=f"621799*********{self.card.pk % 10_000:04}",
                        opened_on=self.day())  # fmt: skip
        self._enable(Axis.BANK, self.people.bank)
        self._password(Axis.BANK, self.people.bank)

    def _enable(self, axis: Axis, by: Actor) -> None:
        enabling.enable(card=self.card, axis=axis, person=self.person(), proof=PROOF, by=by,
                        at=self.at)  # fmt: skip

    def _password(self, axis: Axis, by: Actor) -> None:
        passwords.note(card=self.card, axis=axis, what=Remark.PASSWORD_SET, by=by, at=self.at,
                       person=self.person(), proof=PROOF)  # fmt: skip

    def stand_in(self) -> None:
        """The family takes the temporary credential."""
        credentials.stand_in(card=self.card, by=self.by, at=self.at)

    def on_the_telephone(self) -> None:
        """The medical e-certificate and the electronic card."""
        self.e_certificate()
        self.electronic_card()

    def e_certificate(self) -> None:
        """In the guardian's own app."""
        credentials.activate_e_certificate(person=self.card.person, by=self.by, at=self.at)

    def electronic_card(self) -> None:
        """In the guardian's own app."""
        credentials.hold_electronic_card(person=self.card.person, by=self.by, at=self.at)

    def post(self) -> None:
        """Given to the post."""
        posting.post(card=self.card, tracking=f"EX{self.card.pk:09}CN", by=self.people.centre,
                     at=self.at)  # fmt: skip

    def deliver(self) -> None:
        """The parcel is signed for."""
        posting.delivered(card=self.card, by=self.people.clerk, at=self.at)

    def come_back(self) -> None:
        """The parcel is back."""
        posting.come_back(card=self.card, office=self.office("social-security-centre"),
                          why="not-found", by=self.people.clerk, at=self.at)  # fmt: skip

    def seal(self) -> None:
        """Nobody came."""
        keeping.seal(card=self.card, by=self.people.clerk, at=self.at)

    def reject(self) -> None:
        """It is damaged: a new one is ordered in its place."""
        collecting.take(card=self.card, by=self.people.clerk, at=self.at)
        self.card = rejecting.reject(card=self.card, wrong={"damaged"}, right=None,
                                     by=self.people.clerk, at=self.at)  # fmt: skip

    def again(self) -> None:
        """It failed, and is made again."""
        batching.again(card=self.card, by=self.people.centre, at=self.at)

    def stop(self) -> None:
        """The family has moved away."""
        ordering.stop(card=self.card, reason="moved", by=SERVICE, at=self.at)

    def print(self) -> None:
        """A branch prints it while the family waits."""
        number, code = told_of(self.card)
        branch = self.people.branch
        blanks(office=branch, people=self.people, at=self.at)
        printing.print_at_once(card=self.card, office=branch, number=number,
                               code=code, by=self.people.bank, at=self.at)  # fmt: skip

    def renew(self) -> None:
        """A new card is ordered on the last day of the old one."""
        self.card = renewing.renew(card=self.card, person=self.person(), proof=PROOF,
                                   by=self.people.clerk, at=self.at)  # fmt: skip

    def change(self) -> None:
        """A new picture, and so a new card; the old one works on."""
        self.card = renewing.change_data(card=self.card, photo=self.picture, person=self.person(),
                                         proof=PROOF,
                                         by=self.people.clerk, at=self.at)  # fmt: skip


Steps = tuple[tuple[timedelta, Callable[[CardWay], None]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """What becomes of a card.

    `delivery`: how the family wants it. `kind` of family, "" for all by turns. `first`: steps
    from its order; `meanwhile`: from its sending to the centre. `made`: the result comes so many
    days after the sending; None: it does not. `steps`: from then on. `days_valid`: as the centre
    tells, counted from its making.
    """

    delivery: Literal["office", "post", "bank"] = "office"
    kind: str = ""
    sent: bool = True
    first: Steps = ()
    meanwhile: Steps = ()
    made: int | None = 9
    failed: bool = False
    dispatched: bool = True
    steps: Steps = field(default=())
    days_valid: int = 3650


def told_of(card: Card) -> tuple[str, str]:
    """The made-up number and identification code of a card."""
    return f"Z{card.pk:08}", f"410100{card.pk:026}"
