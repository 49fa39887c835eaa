"""What a branch, a social security desk and a hospital are shown, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from firstcard.cards import content
from firstcard.cards.content import CardData
from firstcard.cards.models import Card, Credential
from firstcard.cards.operations.renewing import Compared
from firstcard.cards.operations.stock import Level
from firstcard.cards.states import Function
from firstcard.cards.waiting import day
from firstcard.cards.words import FUNCTION
from firstcard.desk.presenters.tongue import Tongue
from firstcard.guidance.words import capital
from firstcard.people.identity_numbers import mask
from firstcard.people.models import Office
from firstcard.policy.calendars import ONE_DAY

_LIGHTS = {Function.ON: "good", Function.OFF: "unseen", Function.ENDED: "bad"}


@dataclass(frozen=True, slots=True)
class BranchRow:
    """A card that waits to be printed."""

    order: str
    href: str
    since: str
    due: str
    office: str


@dataclass(frozen=True, slots=True)
class StockView:
    """The blanks of one branch. `short`: somebody has to count."""

    left: str
    to_destroy: str
    short: bool
    href: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a card says, and what the record says now."""

    name: str
    card: str
    record: str
    differs: bool


@dataclass(frozen=True, slots=True)
class WorksView:
    """Whether the social security side of a card works."""

    light: str
    said: str
    since: str
    advice: str


def branch_rows(cards: Iterable[Card], tongue: Tongue) -> list[BranchRow]:
    """Cards by their orders, without anything of their owners."""
    return [BranchRow(
        card.order, reverse("card-card", args=[card.order]),
        tongue.word("branch_waits", day=tongue.day(day(card.place_from))),
        tongue.word("branch_due", day=tongue.day(card.due_on)) if card.due_on else "",
        tongue.office(card.office)) for card in cards]  # fmt: skip


def stock_view(office: Office, level: Level, tongue: Tongue) -> StockView:
    """How many blanks a branch has."""
    spoiled = tongue.word("branch_to_destroy", count=level.to_destroy)
    return StockView(tongue.word("branch_left", office=tongue.office(office), left=level.left),
                     spoiled if level.to_destroy else "", level.short,
                     reverse("card-stock", args=[office.code]))  # fmt: skip


def data_rows(data: CardData, tongue: Tongue) -> list[tuple[str, str]]:
    """What is printed on a card, whole: the printer needs it."""
    word = tongue.word
    number = word("print_number_of", kind=word(f"kind_{data.number_kind}"))
    return [(word("print_name"), data.name), (word("print_sex"), word(f"sex_{data.sex}")),
            (word("print_born"), _born(data, tongue)), (number, data.number)]  # fmt: skip


def owner(card: Card, tongue: Tongue) -> str:
    """Whose card it is, the number masked, to compare with who stands there."""
    data = content.opened(data=card.data, order=card.order)
    return tongue.word("stand_owner", name=data.name, number=mask(data.number))


def differences(found: Compared, tongue: Tongue) -> list[Difference]:
    """What is printed beside what is recorded, numbers masked."""
    rows = [("print_name", found.card.name, found.record.name),
            ("print_sex", tongue.word(f"sex_{found.card.sex}"),
             tongue.word(f"sex_{found.record.sex}")),
            ("print_born", _born(found.card, tongue), _born(found.record, tongue)),
            ("card_owner_number", mask(found.card.number), mask(found.record.number))]  # fmt: skip
    unlike = (found.card.name != found.record.name, found.card.sex != found.record.sex,
              found.card.born_on != found.record.born_on,
              found.card.number != found.record.number)  # fmt: skip
    return [Difference(tongue.word(name), card, record, differs)
            for (name, card, record), differs in zip(rows, unlike, strict=True)]  # fmt: skip


def over(card: Card, on: date) -> bool:
    """Whether a card is out of use or has run out."""
    run_out = card.valid_until is not None and card.valid_until < on
    return run_out or card.ended_on is not None or card.social_security == Function.ENDED


def works(card: Card, since: date | None, tongue: Tongue, on: date) -> WorksView:
    """What a hospital is told of a card that it cannot enable any more."""
    state = Function(card.social_security)
    return WorksView(
        _LIGHTS[state], capital(tongue.say(FUNCTION[state.value])),
        tongue.word("works_since", day=tongue.day(since)) if since else "",
        tongue.word("works_ended" if over(card, on) else "works_on"))  # fmt: skip


def temporary_rows(given: Credential, card: Card, tongue: Tongue) -> list[tuple[str, str]]:
    """A temporary credential as it is printed."""
    data = content.opened(data=card.data, order=card.order)
    until = tongue.word("temporary_until_card")
    if given.until is not None:
        last = day(given.until) - ONE_DAY  # the end is exclusive
        until = tongue.word("temporary_until_day", day=tongue.day(last))
    rows = [("temporary_serial", given.serial), ("card_owner", data.name),
            ("card_owner_number", mask(data.number)), ("temporary_order", card.order),
            ("temporary_since", tongue.moment(given.since)), ("temporary_until", until),
            ("temporary_office", tongue.office(card.office))]  # fmt: skip
    return [(tongue.word(name), value) for name, value in rows if value]


def _born(data: CardData, tongue: Tongue) -> str:
    return tongue.day(date.fromisoformat(data.born_on)) if data.born_on else ""
