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
    post_lists,
    posting,
    rejecting,
    sending,
)
from firstcard.cards.states import IN_THE_MAKING
from firstcard.core import vault
from firstcard.core.actors import SERVICE, Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Invalid, Refusal
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


def by_post() -> Card:
    made = card("made", delivery="post")
    made.address = vault.seal("某地址".encode(), purpose="card address", bound=made.order)
    made.save(update_fields=["address"])
    return made


def test_of_two_parcels_posted_at_once_under_one_number_one_is_posted() -> None:
    """Both look first, then both write: neither has seen the other's number."""
    one, two, centre = by_post(), by_post(), staff("card-centre", region="410000")
    looked = threading.Barrier(2, timeout=10)

    def meet(**_: object) -> dict[str, object]:
        looked.wait()
        return {"on_the_way_since": AT}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(posting.waiting, "on_the_way", meet)
        found = at_once([
            lambda made=made: posting.post(card=again(made), tracking="EA123456789CN",  # type: ignore[misc]
                                           by=centre, at=AT)
            for made in (one, two)
        ])  # fmt: skip
    refusals = [each for each in found if isinstance(each, Refusal)]
    assert [each.text for each in refusals] == [posting.invalid("tracking-used", field="").text]
    assert [set(each.fields) for each in refusals if isinstance(each, Invalid)] == [{"tracking"}]
    assert sorted([again(one).making, again(two).making]) == ["made", "posted"]
    assert {again(one).tracking, again(two).tracking} == {"", "EA123456789CN"}
    assert CardEvent.objects.filter(action="post").count() == 1
    assert AuditEntry.objects.filter(action="card.post").count() == 1
    assert Message.objects.filter(template="card-posted").count() == 1


def test_a_parcel_under_one_number_from_a_list_and_from_an_office_at_once_is_one() -> None:
    """Many tries, as the doors do it: the centre's list and the desk that posts again."""
    centre, clerk = staff("card-centre", region="410000"), staff()
    for n in range(5):
        new, back, number = by_post(), card("returned", delivery="post"), f"EA00000000{n}CN"
        data = f"order,tracking\n{new.order},{number}\n".encode()
        found = at_once([
            lambda data=data, new=new: post_lists.take(  # type: ignore[misc]
                data=data, centre=new.centre, by=centre, at=AT),
            lambda back=back, number=number: posting.post_again(  # type: ignore[misc]
                card=again(back), tracking=number, address="新", by=clerk, at=AT),
        ])  # fmt: skip
        taken = next(each for each in found if isinstance(each, post_lists.Taken))
        refused = [each for each in found if isinstance(each, Refusal)]
        assert taken.posted + len(taken.wrong) == 1
        assert len(taken.wrong) + len(refused) == 1
        assert Card.objects.filter(making="posted", tracking=number).count() == 1
