"""One card in words: where it is, who has it, until when it was promised; its sides, history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from firstcard.cards import content, queries, waiting
from firstcard.cards.happened import HAPPENED, REASONS
from firstcard.cards.models import Card, CardEvent
from firstcard.cards.queries import Side, Whereabouts
from firstcard.cards.states import Axis, Function, Holder, Making
from firstcard.cards.words import AXES, FUNCTION
from firstcard.core.actors import Actor
from firstcard.desk.presenters.history import EventView
from firstcard.desk.presenters.tongue import Tongue
from firstcard.guidance.words import capital
from firstcard.people.identity_numbers import mask
from firstcard.people.permissions import Permission, allowed

_AT_OFFICE = ("dispatch", "arrive", "come-back", "keep", "forward", "seal", "unseal", "collect",
              "reject", "print")  # fmt: skip
_LIGHTS = {Function.ON: "good", Function.OFF: "unseen", Function.ENDED: "bad"}


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a card: its name, the class and words of its light, since when, its password."""

    name: str
    light: str
    said: str
    since: str
    password: str


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as its page shows it. `light`: "" where no promise runs, else fine or late."""

    order: str
    state: str
    holder: str
    light: str
    light_said: str
    facts: list[tuple[str, str]]
    others: list[tuple[str, str, str]]  # words, order, address of an older or newer card
    sides: list[SideView]
    account: str
    events: list[EventView]


def card_view(*, card: Card, by: Actor, tongue: Tongue, on: date) -> CardView:
    """All that a desk sees of one card. A name and a number only who hands cards out sees."""
    place = queries.where(card=card, on=on)
    light = "" if place.due_on is None else "late" if place.late else "fine"
    return CardView(
        order=card.order, state=capital(tongue.say(place.text)), holder=_holder(place, tongue),
        light=light, light_said=tongue.word(f"card_light_{light}") if light else "",
        facts=_facts(card, place, by, tongue, on), others=_others(card, tongue),
        sides=[_side(each, tongue) for each in queries.sides(card=card)],
        account=_account(card, tongue), events=_events(queries.history(card=card), tongue),
    )  # fmt: skip


def _holder(place: Whereabouts, tongue: Tongue) -> str:
    """The office or centre by its name, else in words."""
    if place.holder in (Holder.OFFICE, Holder.CENTRE) and place.office is not None:
        return tongue.office(place.office)
    if place.holder is Holder.FAMILY and place.state is Making.ORDERED:
        return tongue.word("card_holder_waits")  # for the family to come: there is no card yet
    return tongue.word(f"card_holder_{place.holder.value}")


def _facts(card: Card, place: Whereabouts, by: Actor, tongue: Tongue,
           on: date) -> list[tuple[str, str]]:  # fmt: skip
    found = [
        *_owner(card, by),
        ("card_where", _holder(place, tongue)), ("card_since", tongue.moment(place.since)),
        ("card_promise", _promise(place, tongue)),
        ("card_office", tongue.office(card.office)), ("card_delivery", delivery(card, tongue, on)),
        ("card_tracking", place.tracking), ("card_reason", tongue.say(REASONS[card.reason])),
        ("card_case", card.case), ("card_ordered", tongue.moment(card.ordered_at)),
        ("card_centre", tongue.office(card.centre)), ("card_region", tongue.region(card.region)),
        ("card_valid", tongue.day(card.valid_until) if card.valid_until else ""),
        ("card_ended", tongue.day(card.ended_on) if card.ended_on else ""),
    ]  # fmt: skip
    return [(tongue.word(name), value) for name, value in found if value]


def _owner(card: Card, by: Actor) -> list[tuple[str, str]]:
    if not allowed(actor=by, permission=Permission.HAND_OUT, region=card.region):
        return []
    data = content.opened(data=card.data, order=card.order)
    return [("card_owner", data.name), ("card_owner_number", mask(data.number)),
            ("card_number", mask(card.number))]  # fmt: skip


def delivery(card: Card, tongue: Tongue, on: date) -> str:
    """How a card comes to its family, as its region's packs call that."""
    ways = waiting.deliveries(region=card.region, on=on)
    return next((tongue.say(each.name) for each in ways if each.id == card.delivery), "")


def _promise(place: Whereabouts, tongue: Tongue) -> str:
    if place.due_on is None:
        return ""
    name = "card_promise_late" if place.late else "card_promise_by"
    return tongue.word(name, day=tongue.day(place.due_on))


def _others(card: Card, tongue: Tongue) -> list[tuple[str, str, str]]:
    found = [("card_newer", card.replaced_by), ("card_older", getattr(card, "replaces", None))]
    return [(tongue.word(name), other.order, reverse("card-card", args=[other.order]))
            for name, other in found if other is not None]  # fmt: skip


def _side(side: Side, tongue: Tongue) -> SideView:
    since = tongue.word("card_side_since", day=tongue.day(waiting.day(side.since))) \
        if side.since else ""  # fmt: skip
    return SideView(
        tongue.say(AXES[side.axis.value]), _LIGHTS[side.state],
        tongue.say(FUNCTION[side.state.value]), since,
        tongue.word(f"card_password_{side.password.value}"))  # fmt: skip


def _account(card: Card, tongue: Tongue) -> str:
    """Bank, masked number and day; nothing before the card is in somebody's hand."""
    account = queries.bank_account(card=card)
    if account is None:
        return tongue.word("card_account_none")
    return tongue.word("card_account_is", bank=tongue.office(account.bank),
                       number=account.masked, day=tongue.day(account.opened_on))  # fmt: skip


def _events(found: list[CardEvent], tongue: Tongue) -> list[EventView]:
    """The history, the newest first."""
    return [EventView(_said(each, tongue), each.name or _kind(each, tongue),
                      tongue.moment(each.at), _where(each, tongue), "")
            for each in reversed(found)]  # fmt: skip


def _where(event: CardEvent, tongue: Tongue) -> str:
    """At which office it happened, or to which it went; an event names the card's own."""
    at_office = event.axis == Axis.MAKING and event.action in _AT_OFFICE
    return tongue.office(event.office) if at_office else ""


def _said(event: CardEvent, tongue: Tongue) -> str:
    said = tongue.say(HAPPENED[event.action])
    if event.axis == Axis.MAKING:
        return said
    side = tongue.say(AXES[event.axis])
    return f"{side}: {said}" if tongue.lang == "en" else f"{side}：{said}"


def _kind(event: CardEvent, tongue: Tongue) -> str:
    return tongue.word("service" if event.account_id is None else "family")
