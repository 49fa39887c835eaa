"""Many at one card, one person, one moment: one hands out, everybody else is told who was first."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from card_makers import AT, again, card, child, office, staff
from django.db import connections
from handing import handed_out, handover, mother_of

from firstcard.cards.content import CardData, data_of
from firstcard.cards.handing_refusals import Taken
from firstcard.cards.models import Card, CardEvent, Collection, Shipment
from firstcard.cards.operations import (
    arriving,
    collecting,
    keeping,
    ordering,
    posting,
    rejecting,
    sending,
)
from firstcard.cards.states import IN_THE_MAKING
from firstcard.core.actors import SERVICE, Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Refusal
from firstcard.messages.models import Message
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 100
JUST = AT + collecting.LOCK - timedelta(seconds=1)  # the last moment of a lock
CONNECTIONS = threading.Semaphore(60)  # fewer than the database takes
_MAKING = [each.value for each in IN_THE_MAKING]


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Do all of them from threads that start together; what each gave or refused, in order."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        gate.wait()
        with CONNECTIONS:
            try:
                return act()
            except Refusal as refusal:
                return refusal
            finally:
                connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_a_hundred_who_take_a_card_one_has_it() -> None:
    made, desks = card("at-office"), [staff() for _ in range(THREADS)]
    found = at_once([lambda by=by: collecting.take(card=again(made), by=by, at=AT)  # type: ignore[misc]
                     for by in desks])  # fmt: skip
    assert sum(isinstance(each, Card) for each in found) == 1
    assert sum(isinstance(each, Taken) for each in found) == THREADS - 1
    assert AuditEntry.objects.filter(action="card.take").count() == 1


def test_of_a_hundred_clicks_of_one_desk_one_hands_out() -> None:
    made, clerk = card("at-office"), staff()
    collecting.take(card=made, by=clerk, at=AT)
    told = handover(made)
    found = at_once([lambda: collecting.collect(card=made, handover=told, by=clerk, at=AT)] * 100)
    assert sum(isinstance(each, Collection) for each in found) == 1
    refusals = Counter(type(each).__name__ for each in found if isinstance(each, Refusal))
    assert refusals == {"Overtaken": 99}
    assert Collection.objects.count() == 1
    assert made.events.filter(action="collect").count() == 1
    assert Message.objects.filter(template="card-collected").count() == 1


def test_two_desks_on_a_lock_that_runs_out_hand_out_once() -> None:
    for _ in range(5):
        made, one, two = card("at-office"), staff(), staff()
        told = handover(made)
        collecting.take(card=made, by=one, at=AT)

        def second(made: Card = made, two: Actor = two) -> object:
            return handed_out(again(made), by=two, at=AT + collecting.LOCK)

        acts = [
            lambda made=made, one=one, told=told: collecting.collect(  # type: ignore[misc]
                card=again(made), handover=told, by=one, at=JUST),
            second,
        ]  # fmt: skip
        at_once(acts * 4)
        assert Collection.objects.filter(card=made).count() == 1
        assert made.events.filter(action="collect").count() == 1


def test_handing_out_against_rejecting_passing_on_and_putting_away_is_one_of_them() -> None:
    there = office(code="there")
    for _ in range(4):
        made, clerk = card("at-office"), staff()
        collecting.take(card=made, by=clerk, at=AT)
        told = handover(made)
        at_once([
            lambda made=made, told=told, by=clerk: collecting.collect(  # type: ignore[misc]
                card=again(made), handover=told, by=by, at=AT),
            lambda made=made, by=clerk: rejecting.reject(  # type: ignore[misc]
                card=again(made), wrong=["damaged"], right=None, by=by, at=AT),
            lambda made=made, by=clerk: keeping.forward(  # type: ignore[misc]
                card=again(made), to=there, by=by, at=AT),
            lambda made=made, by=clerk: keeping.seal(card=again(made), by=by, at=AT),  # type: ignore[misc]
            lambda made=made: ordering.stop_of(  # type: ignore[misc]
                person=made.person, reason="loss", by=SERVICE, at=AT),
        ] * 4)  # fmt: skip
        now, last = again(made), made.events.last()
        assert last is not None
        assert now.making == last.after
        handed = Collection.objects.filter(card=made).count()
        assert handed == (now.making == "collected")
        assert one_of_each(made.person)


def one_of_each(person: Person) -> bool:
    """One card in use and one in the making at most, and each where its history says."""
    cards = Card.objects.filter(person=person)
    in_use = cards.filter(making="collected", ended_on=None).count()
    making = cards.filter(making__in=_MAKING).count()
    return in_use <= 1 and making <= 1


def ordered(person: Person, data: CardData, reason: str) -> Card:
    return ordering.order(person=person, case="", reason=reason, region="410105", data=data,
                          delivery="office", office=office(code="here"), language="zh", by=SERVICE,
                          at=AT)  # fmt: skip


def test_a_hundred_applying_renewing_reporting_and_feeding_at_once_leave_one_card_of_each() -> None:
    person = child()
    older = card("collected", person=person, works=True)
    newer = card("dispatched", person=person)
    here, clerk, data = office(code="here"), staff(), data_of(newer)
    mother_of(newer)

    def fetch() -> object:
        return handed_out(again(newer), by=clerk)

    acts: list[Callable[[], object]] = [
        lambda: arriving.scan(order=newer.order, office=here, by=clerk, at=AT),
        fetch,
        lambda: ordered(person, data, "renewal"),
        lambda: ordered(person, data, "first"),
        lambda: ordering.stop_of(person=person, reason="loss", by=SERVICE, at=AT),
    ]
    seen: list[bool] = []
    found = at_once([*acts * 19, *[lambda: seen.append(one_of_each(person))] * 5])
    assert len(found) == THREADS
    assert all(seen)
    assert one_of_each(person)
    assert again(older).ended_on is None or again(older).replaced_by_id is not None
    for made in Card.objects.filter(person=person):
        last = made.events.filter(axis="making").exclude(action="replaced").last()
        assert last is not None
        assert last.after == made.making
        assert made.events.count() == AuditEntry.objects.filter(
            subject=f"card:{made.order}").exclude(action="card.take").count()  # fmt: skip


def test_a_hundred_scans_of_one_card_are_one_arrival() -> None:
    made, here, clerk = card("dispatched"), office(code="here"), staff()
    at_once([lambda: arriving.scan(order=made.order, office=here, by=clerk, at=AT)] * THREADS)
    assert made.events.filter(action="arrive").count() == 1
    assert Message.objects.filter(template="card-ready").count() == 1


def test_lists_made_at_once_hold_each_card_once() -> None:
    cards = [card("made") for _ in range(5)]
    here, centre = office(code="here"), staff("card-centre", region="410000")
    found = at_once([
        lambda: sending.dispatch(cards=[again(each) for each in cards], to=here, by=centre, at=AT)
    ] * 20)  # fmt: skip
    assert sum(isinstance(each, Shipment) for each in found) == 1
    assert Shipment.objects.count() == 1
    assert CardEvent.objects.filter(action="dispatch").count() == 5


def test_the_post_and_the_family_say_at_once_that_it_has_come() -> None:
    made = card("posted")
    at_once([lambda: posting.delivered(card=again(made), by=SERVICE, at=AT)] * 20)
    assert made.events.filter(action="deliver").count() == 1
    assert Message.objects.filter(template="card-collected").count() == 1
