"""A card ends by its time, its data or a death, and a new one comes by the same way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import card_families
import card_makers
import pytest
import time_machine
from card_makers import AT, again
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstcard.cards import changing, ending, validity
from firstcard.cards.content import data_of
from firstcard.cards.models import Card, Credential
from firstcard.cards.operations import credentials, dying, merging, ordering, renewing
from firstcard.cards.refusals import NotNow, NotTheirs
from firstcard.cards.states import CardAction, Function, Making
from firstcard.core.actors import SERVICE, Actor
from firstcard.core.refusals import Conflict, NotAllowed, NotFound
from firstcard.guidance import packs_store
from firstcard.messages.models import Message
from firstcard.people.models import Person
from firstcard.policy.conditions import Condition
from firstcard.policy.format import Basis, SpanForm, Valid

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
PAPER = "parent-identity-card"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def shanghai(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule of a place that says how long a card is valid, renewable 90 days before."""
    small = Condition.parse({"child.age_years": "< 7"})
    small.bind(packs_store.current().types)
    basis, lead = [Basis(law="card-measures", article="16")], SpanForm(days=90)
    valid = [Valid(until_age=7, when=small, renew_before=lead, basis=basis),
             Valid(keeps=SpanForm(years=10), renew_before=lead, basis=basis)]  # fmt: skip
    rule = validity.rule_of

    def with_validity(**told: Any) -> Any:
        found = rule(**told)
        return found and replace(found, valid=valid)

    monkeypatch.setattr(validity, "rule_of", with_validity)


def _card(*, born_on: date = card_makers.BORN, until: date | None = None, **fields: Any) -> Card:
    card = card_makers.card("collected", person=card_makers.child(born_on=born_on), **fields)
    Card.objects.filter(pk=card.pk).update(valid_until=until)
    return again(card)


def _renew(card: Card, **changes: Any) -> Card:
    told = {"person": card_families.mother_of(card.person), "proof": PAPER,
            "by": card_makers.staff(), "at": AT, **changes}  # fmt: skip
    return renewing.renew(card=card, **told)


def _change(card: Card, **changes: Any) -> Card:
    told = {"person": card_families.mother_of(card.person), "proof": PAPER,
            "by": card_makers.staff(), "at": AT, **changes}  # fmt: skip
    return renewing.change_data(card=card, **told)


# Until when a card is valid


def test_where_the_packs_do_not_know_it_no_card_expires() -> None:
    card = card_makers.card("at-office")
    Card.objects.filter(pk=card.pk).update(valid_until=None)
    card = again(card)
    changing.apply(card=card, action=CardAction.COLLECT, by=SERVICE, at=AT, collected_at=AT)
    assert again(card).valid_until is None
    assert renewing.expire(at=AT + timedelta(days=36_500)) == 0


@pytest.mark.usefixtures("shanghai")
@pytest.mark.parametrize(("born_on", "last"), [
    (date(2026, 9, 1), date(2033, 9, 1)),  # until the seventh birthday
    (date(2020, 2, 29), date(2027, 2, 28)),  # a birthday that a common year has not
    (date(2019, 11, 24), date(2026, 11, 24)),  # seven tomorrow
    (date(2019, 11, 23), date(2036, 11, 23)),  # seven today: ten years
])  # fmt: skip
def test_where_they_do_it_is_told_with_the_card(born_on: date, last: date) -> None:
    card = card_makers.card("at-office", person=card_makers.child(born_on=born_on))
    Card.objects.filter(pk=card.pk).update(valid_until=None)
    card = again(card)
    changing.apply(card=card, action=CardAction.COLLECT, by=SERVICE, at=AT, collected_at=AT)
    assert again(card).valid_until == last


@pytest.mark.usefixtures("shanghai")
def test_what_the_centre_told_stands() -> None:
    card = card_makers.card("at-office")
    changing.apply(card=card, action=CardAction.COLLECT, by=SERVICE, at=AT, collected_at=AT)
    assert again(card).valid_until == date(2036, 11, 23)


# Renewal


@pytest.mark.usefixtures("shanghai")
@pytest.mark.parametrize(("days", "renewable"), [(91, False), (90, True), (0, True), (-1, True)])
def test_a_card_is_renewed_from_the_packs_day_on(days: int, renewable: bool) -> None:
    card = _card(until=TODAY + timedelta(days=days))
    if not renewable:
        with pytest.raises(NotNow, match="24 November 2026"):
            _renew(card)
        return
    new = _renew(card)
    assert (new.reason, new.making, new.office, new.region) == (
        "renewal", Making.ORDERED, card.office, card.region)  # fmt: skip
    assert data_of(new).number == data_of(card).number
    assert again(card).ended_on is None, "the old one works on"


@pytest.mark.usefixtures("shanghai")
def test_a_family_renews_at_home_and_nobody_else() -> None:
    card = _card(until=TODAY)
    with pytest.raises(NotFound):
        renewing.renew_own(card=card, by=card_families.account_of(card_makers.adult()), at=AT)
    new = renewing.renew_own(card=card, by=card_families.parent_of(card.person), at=AT,
                             photo=b"new picture")  # fmt: skip
    assert data_of(new).photo == b"new picture"


@pytest.mark.usefixtures("shanghai")
def test_a_renewal_wants_the_right_one_at_the_right_desk() -> None:
    card = _card(until=TODAY)
    with pytest.raises(NotTheirs):
        _renew(card, person=card_makers.adult("钱多"))
    for role in ("hospital", "card-centre", "reviewer", "parent"):
        with pytest.raises(NotAllowed):
            _renew(card, by=card_makers.staff(role))
    assert Card.objects.count() == 1


@pytest.mark.usefixtures("shanghai")
def test_one_new_card_at_a_time() -> None:
    card = _card(until=TODAY)
    _renew(card)
    with pytest.raises(NotNow, match="being made already"):
        _renew(card)
    with pytest.raises(NotNow, match="being made already"):
        _change(card, photo=b"other")


def test_without_a_known_end_there_is_no_renewal() -> None:
    with pytest.raises(NotNow, match="not known"):
        _renew(_card())


@pytest.mark.usefixtures("shanghai")
def test_a_card_that_came_by_post_is_renewed_at_the_office_in_charge() -> None:
    card = _card(until=TODAY, delivery="post", office=None)
    new = _renew(card)
    assert new.office is not None
    assert (new.office.kind, new.delivery) == ("social-security-centre", "office")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shanghai")
def test_of_many_who_renew_at_once_one_does() -> None:
    card = _card(until=TODAY)
    by, mother = card_makers.staff(), card_families.mother_of(card.person)
    outcomes: list[str] = []

    def one() -> None:
        try:
            _renew(card, by=by, person=mother)
            outcomes.append("new")
        except Conflict:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["new", *["refused"] * 11]
    assert Card.objects.filter(person=card.person).count() == 2


# The end of its time


def test_after_its_last_day_a_card_ends_once_and_the_family_is_told() -> None:
    card = _card(until=TODAY)
    card_families.parent_of(card.person)
    assert renewing.expire(at=AT) == 0, "the last day counts"
    assert renewing.expire(at=AT + timedelta(days=1)) == 1
    assert renewing.expire(at=AT + timedelta(days=1)) == 0
    kept = again(card)
    assert (kept.ended_reason, kept.social_security, kept.bank) == ("expired", *["ended"] * 2)
    assert Message.objects.filter(template="card-expired").count() == 1


@pytest.mark.usefixtures("shanghai")
def test_an_expired_card_is_renewed_and_one_that_was_replaced_is_not() -> None:
    card = _card(until=TODAY - timedelta(days=1))
    renewing.expire(at=AT)
    assert _renew(again(card)).reason == "renewal"
    other = _card(until=TODAY)
    ending.end(card=other, reason="replaced", by=SERVICE, at=AT)
    with pytest.raises(NotNow, match="out of use"):
        _renew(again(other))


@pytest.mark.usefixtures("shanghai")
def test_a_family_is_told_once_before_and_not_while_the_new_card_is_made() -> None:
    soon, later = _card(until=TODAY + timedelta(days=60)), _card(until=TODAY + timedelta(days=91))
    renewed = _card(until=TODAY + timedelta(days=60))
    _renew(renewed)
    Message.objects.all().delete()
    for card in (soon, later, renewed):
        card_families.parent_of(card.person)
    for days in (0, 0, 1, 1):
        renewing.remind(at=AT + timedelta(days=days))
    told = Message.objects.filter(template="card-expires")
    assert told.count() == 2, "the second one a day later, each once"


@pytest.mark.usefixtures("shanghai")
def test_whoever_has_a_new_card_coming_costs_the_reminder_nothing() -> None:
    def of(number: int) -> int:
        for _ in range(number):
            _renew(_card(until=TODAY + timedelta(days=60)))
        with CaptureQueriesContext(connection) as found:
            renewing.remind(at=AT)
        return len(found)

    assert of(1) == of(4)


# What is printed has changed


def test_a_changed_record_brings_a_new_card_with_the_new_data() -> None:
    card = _card()
    with pytest.raises(NotNow, match="no new card is needed"):
        _change(card)
    Person.objects.filter(pk=card.person_id).update(name="李晓明")
    with pytest.raises(NotAllowed):
        _change(card, by=card_makers.staff("bank"))
    new = _change(again(card))
    assert (new.reason, data_of(new).name, data_of(card).name) == (
        "data-change",
        "李晓明",
        "李小明",
    )


def test_a_family_has_it_made_anew_at_home_once_the_record_is_put_right() -> None:
    card = _card()
    parent = card_families.parent_of(card.person)
    with pytest.raises(NotNow, match="no new card is needed"):
        renewing.change_own(card=card, by=parent, at=AT)
    Person.objects.filter(pk=card.person_id).update(name="李晓明")
    with pytest.raises(NotFound):
        renewing.change_own(card=again(card), at=AT,
                            by=card_families.account_of(card_makers.adult("钱多")))  # fmt: skip
    new = renewing.change_own(card=again(card), by=parent, at=AT)
    assert (new.reason, data_of(new).name) == ("data-change", "李晓明")


def test_a_stranger_has_nobodys_card_made_anew() -> None:
    card = _card()
    Person.objects.filter(pk=card.person_id).update(name="李晓明")
    with pytest.raises(NotTheirs):
        _change(again(card), person=card_makers.adult("钱多"))
    assert Card.objects.filter(person=card.person_id).count() == 1


def test_a_card_that_is_not_out_yet_is_not_replaced() -> None:
    for state in ("ordered", "made", "at-office", "stopped"):
        with pytest.raises(NotFound):
            _change(card_makers.card(state), photo=b"x")


# Student's card, late first card: the same way


@pytest.mark.parametrize(("reason", "born_on"), [
    ("student", date(2016, 3, 1)), ("first", date(2012, 5, 5)), ("first", date(2009, 1, 1)),
])  # fmt: skip
def test_a_students_and_a_late_first_card_go_the_same_way(reason: str, born_on: date) -> None:
    child = card_makers.child(born_on=born_on)
    told = {"person": child, "case": "", "reason": reason, "region": card_makers.REGION,
            "data": renewing.record_of(person=child, photo=b""), "delivery": "office",
            "office": card_makers.office(), "language": "zh", "by": SERVICE, "at": AT}  # fmt: skip
    card = ordering.order(**told)  # type: ignore[arg-type]
    assert (card.making, card.reason) == (Making.ORDERED, reason)
    with pytest.raises(Conflict):
        ordering.order(**told)  # type: ignore[arg-type]


def test_a_first_card_is_for_whoever_has_none() -> None:
    card = _card()
    with pytest.raises(Conflict):
        ordering.order(person=card.person, case="", reason="student", region=card.region,
                       data=data_of(card), delivery="office", office=card.office, language="zh",
                       by=SERVICE, at=AT)  # fmt: skip


# Death


def _dead(card: Card) -> None:
    Person.objects.filter(pk=card.person_id).update(died_on=TODAY)


def _everything(card: Card) -> Actor:
    """A new card in the making beside it, and a credential of each kind that can be."""
    by = card_families.parent_of(card.person)
    credentials.hold_electronic_card(person=card.person, by=by, at=AT)
    new = _change(card, photo=b"x")
    credentials.stand_in(card=new, by=by, at=AT)
    return by


def test_a_death_ends_card_order_and_credentials_together() -> None:
    card = _card()
    by = _everything(card)
    _dead(card)
    dying.end_all(person=card.person, by=card_makers.staff("reviewer"), at=AT)
    old, new = Card.objects.filter(person=card.person).order_by("pk")
    assert (old.ended_reason, old.social_security, old.bank) == (
        "cancelled", Function.ENDED, Function.ENDED)  # fmt: skip
    assert new.making == Making.STOPPED
    assert not Credential.objects.filter(ended_reason="").exists()
    dying.end_all(person=card.person, by=card_makers.staff("reviewer"), at=AT)
    assert old.events.filter(action="end").count() == 2, "again: nothing"
    with pytest.raises(NotNow):
        credentials.hold_electronic_card(person=card.person, by=by, at=AT)


def test_only_after_a_recorded_death_and_by_whoever_may() -> None:
    card = _card()
    with pytest.raises(NotNow, match="No death"):
        dying.end_all(person=card.person, by=card_makers.staff("reviewer"), at=AT)
    _dead(card)
    for by in (card_makers.staff(), card_makers.staff("reviewer", region="420100")):
        with pytest.raises(NotAllowed):
            dying.end_all(person=card.person, by=by, at=AT)
    assert again(card).ended_on is None


def test_a_death_recorded_anywhere_is_followed_by_the_job() -> None:
    cards = [_card(), card_makers.card("sent"), card_makers.card("at-office"), _card()]
    for card in cards[:3]:
        _dead(card)
    assert dying.follow(at=AT) == 3
    assert dying.follow(at=AT) == 0
    assert [again(card).making for card in cards[1:3]] == [Making.STOPPED] * 2
    assert again(cards[0]).ended_reason == "cancelled"
    assert again(cards[3]).ended_on is None


# Two records that are one child


def _merged(left: Card, right: Card, by: Actor | None = None) -> None:
    merging.merge(into=left.person, other=right.person, by=by or card_makers.staff("reviewer"),
                  at=AT)  # fmt: skip


def test_of_two_cards_in_use_the_later_made_one_stays() -> None:
    old, new = _card(), _card()
    Card.objects.filter(pk=old.pk).update(made_at=AT - timedelta(days=900))
    _merged(again(old), again(new))
    assert {again(each).person_id for each in (old, new)} == {old.person_id}
    assert (again(old).ended_reason, again(old).replaced_by) == ("replaced", new)
    assert again(new).ended_on is None
    assert again(new).events.filter(action="join").count() == 1


def test_of_three_in_use_one_after_the_other_the_last_one_stays() -> None:
    """The card that stays has taken the place of an older one already."""
    first = _card()
    Card.objects.filter(pk=first.pk).update(ended_on=TODAY, ended_reason="replaced")
    last = card_makers.card("collected", person=first.person)
    Card.objects.filter(pk=first.pk).update(replaced_by=last)
    other = _card()
    Card.objects.filter(pk=other.pk).update(made_at=AT - timedelta(days=900))
    _merged(again(last), again(other))
    assert again(last).ended_on is None
    assert (again(other).ended_reason, again(other).person_id) == ("replaced", last.person_id)
    assert again(first).replaced_by == last


def test_of_two_in_the_making_the_one_with_the_better_place_stays() -> None:
    late, early = card_makers.card("sent"), card_makers.card("made")
    Card.objects.filter(pk=early.pk).update(place_from=AT - timedelta(days=99))
    _merged(again(late), again(early))
    assert (again(late).making, again(early).making) == (Making.STOPPED, Making.MADE)
    assert again(early).person_id == late.person_id


@pytest.mark.parametrize(("reason", "after"), [
    ("first", Making.STOPPED), ("student", Making.STOPPED), ("data-change", Making.SENT),
])  # fmt: skip
def test_a_first_card_beside_one_in_use_is_stopped(reason: str, after: Making) -> None:
    used, making = _card(), card_makers.card("sent", reason=reason)
    _merged(used, making)
    assert again(making).making == after
    assert again(used).ended_on is None


def test_credentials_come_along_and_none_stands_twice() -> None:
    mother = card_makers.adult()
    by = card_families.account_of(mother)
    cards = [card_makers.card("collected", person=card_makers.child(mother=mother))
             for _ in range(2)]  # fmt: skip
    for card in cards:
        credentials.hold_electronic_card(person=card.person, by=by, at=AT)
    _merged(*cards)
    rows = Credential.objects.filter(person=cards[0].person)
    assert sorted(row.ended_reason for row in rows) == ["", "duplicate"]


def test_whoever_may_not_confirm_it_moves_nothing() -> None:
    cards = _card(), _card()
    for by in (card_makers.staff(), card_makers.staff("reviewer", region="420100")):
        with pytest.raises(NotAllowed):
            _merged(*cards, by=by)
    assert [again(card).person_id for card in cards] == [card.person_id for card in cards]
