"""Where a card is: who has it, since when, until when it was promised. Reads are recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from firstcard.accounts.models import Account
from firstcard.cards import content, waiting
from firstcard.cards.attending import AGENT, own, ties
from firstcard.cards.content import CardData
from firstcard.cards.models import BankAccount, Card, CardEvent, Credential
from firstcard.cards.operations import credentials, passwords
from firstcard.cards.places import sees
from firstcard.cards.refusals import not_found
from firstcard.cards.states import (
    FUNCTIONS,
    HOLDERS,
    IN_THE_MAKING,
    Axis,
    Function,
    Holder,
    Making,
    Password,
)
from firstcard.cards.words import MAKING
from firstcard.core import audit, limits, references
from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry
from firstcard.guidance.today import CHINA
from firstcard.people.models import Guardianship, Office, Person
from firstcard.people.permissions import Permission, allowed
from firstcard.policy.format import Text

ORDER = "CD"
# Numbers could be tried one after the other: who types so many in an hour settles no bills.
MOST, SECONDS = 120, 3600
_BY_NUMBER = (Permission.SEE_CARD, Permission.ENABLE_CARD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a card is. `office`: at which it is, or to which it goes.

    `due_on`: until when it was promised, None where the packs know no time or it is made;
    `late`: that day has passed. `tracking` of what is in the post.
    """

    state: Making
    text: Text
    holder: Holder
    office: Office | None
    since: datetime
    due_on: date | None
    due_is_final: bool
    late: bool
    tracking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a card: whether it works, since when, and what is known of its password."""

    axis: Axis
    state: Function
    since: datetime | None
    password: Password


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A credential beside the card: "active", "suspended" with what it rests on, or "ended"."""

    credential: Credential
    kind: str
    state: credentials.State
    holder: str  # the relation of who holds it; "" where nobody in particular does


def where(*, card: Card, on: date) -> Whereabouts:
    """Where a card is on a day. One that a branch prints on coming waits for its family."""
    state = Making(card.making)
    making = state in IN_THE_MAKING
    there = waiting.printed_on_coming(card)
    due = card.due_on if making and card.stopped_on is None and not there else None
    return Whereabouts(
        state=state, text=MAKING[state.value], holder=Holder.FAMILY if there else HOLDERS[state],
        office=card.office if there else _office(card, state),
        since=_since(card, Axis.MAKING) or card.ordered_at, due_on=due,
        due_is_final=card.due_is_final, late=due is not None and due < on,
        tracking=card.tracking if state is Making.POSTED else "",
    )  # fmt: skip


def _office(card: Card, state: Making) -> Office | None:
    return card.centre if HOLDERS[state] is Holder.CENTRE else card.office


def _since(card: Card, axis: Axis) -> datetime | None:
    """When the card came to be what it is on an axis."""
    moved = (event.at for event in CardEvent.objects.filter(card=card.pk, axis=axis.value)
             .order_by("-pk") if event.before != event.after)  # fmt: skip
    return next(moved, None)


def sides(*, card: Card) -> list[Side]:
    """Both sides of a card, the social security side first."""
    states = {Axis.SOCIAL_SECURITY: card.social_security, Axis.BANK: card.bank}
    return [Side(axis=axis, state=Function(states[axis]), since=_since(card, axis),
                 password=passwords.state(card=card, axis=axis)) for axis in FUNCTIONS]  # fmt: skip


def bank_account(*, card: Card) -> BankAccount | None:
    """The account behind a card, with its bank."""
    return BankAccount.objects.select_related("bank").filter(card=card.pk).first()


def history(*, card: Card) -> list[CardEvent]:
    """All that happened to a card, the oldest first."""
    return list(card.events.select_related("office").order_by("pk"))


@transaction.atomic
def card_for(*, order: str, by: Actor, at: datetime) -> Card:
    """A card by its order, for staff there or whoever acts for the owner; the read is recorded.

    Raises NotFound.
    """
    found = _by_order(order)
    on = at.astimezone(CHINA).date()
    if found is None or not (sees(by=by, card=found) or _is_own(found, by, on)):
        raise not_found()
    audit.record_all([_read(found, by, at)])
    return found


def unread(*, order: str, by: Actor, at: datetime) -> Card:
    """A card for an operation that itself asks who may, and records what it does.

    Raises NotFound, also to whoever has nothing to do with cards in its region.
    """
    found = _by_order(order)
    on = at.astimezone(CHINA).date()
    if found is None or not (
        sees(by=by, card=found) or _enables(found, by) or _is_own(found, by, on)
    ):
        raise not_found()
    return found


def card_by_number(*, number: str, by: Actor, at: datetime) -> Card:
    """The card in use with a number that a bank or hospital reads from it; recorded.

    Raises NotFound, also where another region issued it; TooMany for who tries one number after
    the other.
    """
    limits.hit(purpose="card number", who=str(by.account), most=MOST, seconds=SECONDS, at=at)
    return _by_number(number, by, at)


@transaction.atomic
def _by_number(number: str, by: Actor, at: datetime) -> Card:
    rows = Card.objects.select_related("person", "office").filter(
        number=number, making=Making.COLLECTED).exclude(number="")  # fmt: skip
    for found in rows.order_by("-pk"):
        if any(allowed(actor=by, permission=each, region=found.region) for each in _BY_NUMBER):
            audit.record_all([_read(found, by, at)])
            return found
    raise not_found()


@transaction.atomic
def card_to_enable(*, order: str, by: Actor, at: datetime) -> Card:
    """A card by its order, for whoever may enable it; the read is recorded.

    A hospital, which sees no cards, opens only one that is in its family's hand and whose number
    it has read: the order is not told to it before. Raises NotFound.
    """
    found = _by_order(order)
    if found is None or not (sees(by=by, card=found) or _enables(found, by)):
        raise not_found()
    audit.record_all([_read(found, by, at)])
    return found


def _by_order(order: str) -> Card | None:
    """The card of an order as it was typed."""
    read = references.read(order, prefix=ORDER)
    rows = Card.objects.select_related("person", "centre", "office", "taken_by")
    return rows.filter(order=read).first() if read else None


def _enables(card: Card, by: Actor) -> bool:
    return card.making == Making.COLLECTED and allowed(
        actor=by, permission=Permission.ENABLE_CARD, region=card.region)  # fmt: skip


@transaction.atomic
def own_cards(*, by: Actor, at: datetime) -> list[Card]:
    """Every card of whoever the account acts for, and its own; the newest first. Recorded."""
    on = at.astimezone(CHINA).date()
    account = Account.objects.filter(pk=by.account).first() if by.account is not None else None
    if account is None or account.person_id is None:
        return []
    wards = Guardianship.objects.filter(
        Q(until=None) | Q(until__gt=on), guardian=account.person_id, since__lte=on)  # fmt: skip
    whole = [tie.child_id for tie in wards if tie.relation != AGENT]
    cases = [Q(person=tie.child_id, case=tie.scope) for tie in wards if tie.relation == AGENT]
    mine = Q(person__in=[account.person_id, *whole])
    for each in cases:
        mine |= each
    rows = Card.objects.select_related("person", "centre", "office").filter(mine)
    found = list(rows.order_by("-pk"))
    audit.record_all(_read(card, by, at) for card in found)
    return found


def of_case(*, case: str) -> Card | None:
    """The newest card of an application; whoever asks has recorded the read of the case."""
    rows = Card.objects.select_related("person", "centre", "office").filter(case=case)
    return rows.order_by("-pk").first() if case else None


@transaction.atomic
def printed_own(*, card: Card, by: Actor, at: datetime) -> CardData:
    """What is printed on a card, for whoever acts for its owner; recorded. Raises NotFound."""
    own(card=card, by=by, on=at.astimezone(CHINA).date())
    audit.record(by=by, action="card.show-data", subject=f"card:{card.order}", case=card.case,
                 person=card.person_id, at=at)  # fmt: skip
    return content.data_of(card)


def credentials_of(*, person: Person, at: datetime) -> list[Beside]:
    """What stands beside the card, or stood, with its state; the newest of each kind and holder."""
    rows = Credential.objects.filter(person=person).select_related("holder").order_by("-pk")
    seen: set[tuple[str, int | None]] = set()
    found = []
    for row in rows:
        if (row.kind, row.holder_id) not in seen:
            seen.add((row.kind, row.holder_id))
            found.append(Beside(credential=row, kind=row.kind, holder=_relation(row, at),
                                state=credentials.state_of(credential=row, at=at)))  # fmt: skip
    return found


def _relation(row: Credential, at: datetime) -> str:
    if row.holder is None or row.holder.person_id is None:
        return ""
    if row.holder.person_id == row.person_id:
        return "self"
    held: Iterator[Guardianship] = ties(child=row.person_id, guardian=row.holder.person_id,
                                        case="", on=at.astimezone(CHINA).date())  # fmt: skip
    return next((tie.relation for tie in held), "")


def _is_own(card: Card, by: Actor, on: date) -> bool:
    account = Account.objects.filter(pk=by.account).first() if by.account is not None else None
    if account is None or account.person_id is None:
        return False
    acting = ties(child=card.person_id, guardian=account.person_id, case=card.case, on=on)
    return account.person_id == card.person_id or next(acting, None) is not None


def _read(card: Card, by: Actor, at: datetime) -> AuditEntry:
    return audit.entry(by=by, action="card.read", subject=f"card:{card.order}", case=card.case,
                       person=card.person_id, at=at)  # fmt: skip
