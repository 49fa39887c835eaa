"""The ways in which a card can come to its family: cost, time, and the offices to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from firstcard.cards import offices, waiting
from firstcard.family.cards.saying import Saying
from firstcard.family.forms import Box, Form, Way
from firstcard.people.offices import Place
from firstcard.policy import format as form

POST = "post"


@dataclass(slots=True)
class Spot:
    """One office as an answer: where it is, when it is open."""

    id: str
    value: str
    name: str
    lines: list[str]
    nearest: bool
    checked: bool


@dataclass(slots=True)
class Offered:
    """One way as an answer. `spots`: its offices; `boxes`: what the post has to know."""

    way: Way
    lines: list[str]
    spots: list[Spot]
    boxes: list[Box]
    spots_error: str = ""


def offered(*, region: str, on: date, form: Form, saying: Saying) -> list[Offered]:
    """Every way that the packs of a region offer, what was chosen before marked."""
    return [_offered(each, region, on, form, saying)
            for each in waiting.deliveries(region=region, on=on)]  # fmt: skip


def spots_field(delivery: str) -> str:
    """The name of the choice of an office within a way."""
    return f"at-{delivery}"


def _offered(each: form.Delivery, region: str, on: date, sent: Form, saying: Saying) -> Offered:
    way = Way(f"get-{each.id}", each.id, saying.text(each.name),
              checked=sent.get("get") == each.id)  # fmt: skip
    places = [] if each.id == POST else offices.near(delivery=each.id, region=region, on=on)
    return Offered(way, list(_facts(each, saying)), list(_spots(each.id, places, sent, saying)),
                   _boxes(sent, saying) if each.id == POST else [])  # fmt: skip


def _facts(each: form.Delivery, saying: Saying) -> Iterator[str]:
    yield saying.word("delivery_cost", cost=saying.cost(each.fee))
    yield saying.word("delivery_days", days=saying.takes(each.takes))


def _spots(delivery: str, places: list[Place], sent: Form, saying: Saying) -> Iterator[Spot]:
    chosen = sent.get(spots_field(delivery)) or (places[0].code if places else "")
    for number, place in enumerate(places):
        yield Spot(f"{spots_field(delivery)}-{number}", place.code, saying.text(place.name),
                   list(_lines(place, saying)), nearest=number == 0,
                   checked=place.code == chosen)  # fmt: skip


def _lines(place: Place, saying: Saying) -> Iterator[str]:
    if place.address is not None:
        yield saying.text(place.address)
    no_hours = saying.word("delivery_no_hours")
    yield (saying.text(place.hours) if place.hours is not None else "") or no_hours


def _boxes(sent: Form, saying: Saying) -> list[Box]:
    return [Box("recipient", saying.word("recipient_label"), sent.get("recipient", ""),
                autocomplete="name"),
            Box("address", saying.word("address_label"), sent.get("address", ""),
                hint=saying.word("address_hint"), autocomplete="street-address")]  # fmt: skip
