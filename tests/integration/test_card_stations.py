"""A death or a loss that arrives while a card is in production stops it at the next station."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import card_families
import card_files
import pytest
from card_makers import AT, again, card, office, order, staff
from handing import handed_out

from firstcard.cards.content import data_of
from firstcard.cards.models import Batch, Card, Shipment
from firstcard.cards.operations import (
    accounts,
    arriving,
    batching,
    collecting,
    credentials,
    dying,
    enabling,
    keeping,
    ordering,
    posting,
    printing,
    rejecting,
    sending,
    stock,
)
from firstcard.cards.refusals import NotNow
from firstcard.cards.states import IN_THE_MAKING, Axis, Making
from firstcard.core.actors import SERVICE
from firstcard.core.refusals import Conflict, Refusal
from firstcard.messages.models import Message
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=400)
# What happens elsewhere and is only told here; it brings no card nearer to a family.
TOLD = {Making.STARTED, Making.MADE, Making.FAILED, Making.RETURNED, Making.SEALED, Making.ORDERED}


def made_in(state: Making, *, by_post: bool = False) -> Card:
    """A card in a state, with a batch where a centre has it."""
    by_post = by_post or state in (Making.POSTED, Making.RETURNED)
    if state not in (Making.SENT, Making.STARTED, Making.FAILED):
        return card(state, delivery="post" if by_post else "office", address=b"x")
    batch = batching.send(centre=card_files.centre(), by=SERVICE, at=AT, only=[order()])
    (made,) = card_files.cards_of(batch)
    if state is Making.STARTED:
        batching.start(batch=batch, by=SERVICE, at=AT)
    if state is Making.FAILED:
        card_files.answer(batch, [card_files.failed(made)])
    return again(made)


def stations(made: Card) -> dict[str, Callable[[], object]]:
    """Everything that takes a card on, by whoever may."""
    clerk, centre, here = staff(), staff("card-centre", region="410000"), office(code="here")
    blank: dict[str, Any] = {"count": 0, "profile": "utf-8", "sent_at": AT}
    batch = made.batch or Batch.objects.create(
        number=f"CB-{made.pk}", centre=made.centre, **blank)  # fmt: skip
    bank = office("bank", code="branch")
    if not stock.level(office=bank).left:
        stock.receive(office=bank, count=1, about="note", by=SERVICE, at=AT)
    told: dict[str, Any] = {"card": made, "by": clerk, "at": AT}
    return {
        "send": lambda: batching.send(centre=made.centre, by=centre, at=AT),
        "start": lambda: batching.start(batch=batch, by=centre, at=AT),
        "made": lambda: card_files.answer(batch, [card_files.made(made)]),
        "failed": lambda: card_files.answer(batch, [card_files.failed(made)]),
        "statement": lambda: card_files.answer(batch, [card_files.made(made)], kind="statement"),
        "again": lambda: batching.again(card=made, by=centre, at=AT),
        "print": lambda: printing.print_at_once(
            card=made, office=bank, number="P00000001", code="P" * 32, by=staff("bank"), at=AT),
        "dispatch": lambda: sending.dispatch(cards=[made], to=here, by=centre, at=AT),
        "dispatch all": lambda: sending.dispatch_all(centre=made.centre, to=here, by=centre, at=AT),
        "scan": lambda: arriving.scan(order=made.order, office=here, by=clerk, at=AT),
        "post": lambda: posting.post(card=made, tracking="EA1234567CN", by=centre, at=AT),
        "delivered": lambda: posting.delivered(**told),
        "family has it": lambda: posting.delivered(
            card=made, by=card_families.parent_of(made.person), at=AT),
        "come back": lambda: posting.come_back(office=here, why="moved", **told),
        "post again": lambda: posting.post_again(tracking="EA7654321CN", address="新", **told),
        "keep": lambda: posting.keep(**told),
        "forward": lambda: keeping.forward(to=office(code="there"), **told),
        "found": lambda: keeping.forward(to=here, found_at=office(code="there"), **told),
        "seal": lambda: keeping.seal(card=made, by=clerk, at=LATER),
        "unseal": lambda: keeping.unseal(**told),
        "take": lambda: collecting.take(**told),
        "hand out": lambda: handed_out(made, by=clerk),
        "reject": lambda: rejecting.reject(wrong=["damaged"], right=None, **told),
    }  # fmt: skip


def tried(act: Callable[[], object]) -> bool:
    try:
        act()
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("state", IN_THE_MAKING)
def test_a_lost_card_stays_stopped_whatever_station_it_comes_to(state: Making) -> None:
    made = made_in(state)
    found = ordering.stop_of(person=made.person, reason="loss", by=SERVICE, at=AT)
    assert found == made
    assert Message.objects.filter(template="card-stopped").count() == 1
    for act in stations(again(made)).values():
        tried(act)
        assert again(made).making == "stopped"
    assert not Shipment.objects.filter(cards=made).exclude(pk=made.shipment_id).exists()
    # A new one is made in its place.
    new = ordering.order(
        person=made.person, case="", reason="replacement", region=made.region, by=SERVICE, at=AT,
        data=data_of(made), delivery="office", office=made.office,
        language="zh")  # fmt: skip
    assert new.making == "ordered"


@pytest.mark.parametrize("state", IN_THE_MAKING)
def test_a_dead_childs_card_goes_no_nearer_to_its_family(state: Making) -> None:
    """The death is recorded, and nobody has followed it yet."""
    for name in stations(made_in(state)):
        made = made_in(state, by_post=name == "post")
        act = stations(made)[name]
        Person.objects.filter(pk=made.person_id).update(died_on=AT.date())
        made.person.refresh_from_db()
        tried(act)
        now = Making(again(made).making)
        assert now in (state, Making.STOPPED) or now in TOLD, (name, now)
        assert dying.follow(at=AT) in (0, 1)
        assert again(made).making == "stopped", name
    told = set(Message.objects.values_list("template", flat=True))
    assert told - ({"card-failed"} if state is Making.FAILED else set()) == {"card-stopped"}


def test_with_a_dead_childs_card_nothing_is_begun() -> None:
    used = card("collected")
    mother = card_families.mother_of(used.person)
    family, bank = card_families.account_of(mother), staff("bank")
    making = card("sent", person=used.person, reason="renewal")
    told: dict[str, Any] = {"card": used, "by": bank, "at": AT}
    acts: list[Callable[[], object]] = [
        lambda: credentials.stand_in(card=making, by=family, at=AT),
        lambda: credentials.hold_electronic_card(person=used.person, by=family, at=AT),
        lambda: enabling.enable(axis=Axis.SOCIAL_SECURITY, person=mother,
                                proof="parent-identity-card", **told),
        lambda: enabling.enable_own(card=used, by=family, at=AT),
        lambda: accounts.record(bank=office("bank"), masked="622848******1234",
                                opened_on=AT.date(), **told),
        lambda: ordering.order(
            person=used.person, case="", reason="renewal", region=used.region, by=SERVICE, at=AT,
            data=data_of(used), delivery="office", office=used.office, language="zh"),
    ]  # fmt: skip
    Person.objects.filter(pk=used.person_id).update(died_on=AT.date())
    for act in acts:
        with pytest.raises(Conflict, match=r"death is recorded|has died"):
            act()


def test_a_list_with_a_dead_childs_card_is_not_sent_and_goes_without_it() -> None:
    one, two = card("made"), card("made")
    Person.objects.filter(pk=one.person_id).update(died_on=AT.date())
    with pytest.raises(NotNow, match="A death is recorded"):
        sending.dispatch(cards=[one, two], to=office(code="here"), by=SERVICE, at=AT)
    sending.dispatch(cards=[two], to=office(code="here"), by=SERVICE, at=AT)
    assert {again(one).making, again(two).making} == {"made", "dispatched"}
