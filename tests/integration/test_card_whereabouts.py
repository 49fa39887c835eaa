"""A card has a known place, holder and promise; how long cards take is told of nobody alone."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import card_families
import card_makers
import pytest
import time_machine
from card_makers import AT, again

from firstcard.cards import changing, ending, figures, queries
from firstcard.cards.models import BankAccount, Card, StockMovement
from firstcard.cards.operations import credentials, reminding
from firstcard.cards.states import (
    HOLDERS,
    Axis,
    CardAction,
    Function,
    Holder,
    Making,
    Password,
    Remark,
)
from firstcard.core.actors import PUBLIC, SERVICE
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import NotAllowed, NotFound
from firstcard.people.models import Office

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


# Where it is


@pytest.mark.parametrize("state", list(Making))
def test_a_card_in_any_state_has_a_place_a_holder_and_a_since(state: Making) -> None:
    card = card_makers.card(state.value)
    found = queries.where(card=card, on=TODAY)
    assert (found.state, found.holder) == (state, HOLDERS[state])
    assert found.since == (AT - timedelta(days=20) if state is Making.ORDERED else AT)
    assert found.office == (card.centre if found.holder is Holder.CENTRE else card.office)
    assert bool(found.tracking) == (state is Making.POSTED)


@pytest.mark.parametrize(("due", "late"), [(TODAY, False), (TODAY - timedelta(days=1), True)])
def test_the_promise_is_told_while_the_card_is_made_and_late_after_its_day(
    due: date, late: bool
) -> None:
    card = card_makers.card("sent", due_on=due, due_is_final=False)
    found = queries.where(card=card, on=TODAY)
    assert (found.due_on, found.due_is_final, found.late) == (due, False, late)
    Card.objects.filter(pk=card.pk).update(stopped_on=TODAY)
    assert queries.where(card=again(card), on=TODAY).due_on is None, "made: promised no more"


def test_a_warning_does_not_begin_the_wait_anew() -> None:
    card = card_makers.card("sent")
    changing.remark(card=card, what=Remark.WARN, by=SERVICE, at=AT + timedelta(days=3))
    assert queries.where(card=card, on=TODAY).since == AT


def test_both_sides_are_told_apart_with_their_passwords() -> None:
    card = card_makers.card("collected")
    changing.apply(card=card, axis=Axis.BANK, action=CardAction.ENABLE, by=SERVICE, at=AT)
    changing.remark(card=card, axis=Axis.BANK, what=Remark.PASSWORD_SET, by=SERVICE, at=AT)
    social, bank = queries.sides(card=card)
    assert (social.axis, social.state, social.since) == (Axis.SOCIAL_SECURITY, Function.OFF, None)
    assert (bank.state, bank.since, bank.password) == (Function.ON, AT, Password.SET)


# Who reads it


def test_staff_there_and_the_family_read_it_and_that_is_written_down() -> None:
    card = card_makers.card("made")
    for by in (card_makers.staff(), card_makers.staff("card-centre"),
               card_families.parent_of(card.person)):  # fmt: skip
        assert queries.card_for(order=card.order, by=by, at=AT) == card
    assert AuditEntry.objects.filter(action="card.read", person=card.person_id).count() == 3


@pytest.mark.parametrize("role", ["hospital", "hotline", "policy-officer", "administrator"])
def test_others_do_not(role: str) -> None:
    card = card_makers.card("made")
    stranger = card_families.account_of(card_makers.adult("钱多"))
    for by in (card_makers.staff(role), card_makers.staff(region="420100"), stranger, PUBLIC):
        with pytest.raises(NotFound):
            queries.card_for(order=card.order, by=by, at=AT)
    with pytest.raises(NotFound):
        queries.card_for(order="CD-2222-2222-2", by=card_makers.staff(), at=AT)
    assert not AuditEntry.objects.filter(action="card.read").exists()


def test_a_hospital_finds_the_card_by_the_number_it_reads_from_it() -> None:
    card = card_makers.card("collected")
    by = card_makers.staff("hospital")
    assert queries.card_by_number(number=card.number, by=by, at=AT) == card
    assert card.number not in str(AuditEntry.objects.get(action="card.read").subject)
    waiting = card_makers.card("at-office")
    elsewhere = card_makers.staff("hospital", region="420100")
    for number, who in ((waiting.number, by), (card.number, elsewhere), ("", by), ("x", by)):
        with pytest.raises(NotFound):
            queries.card_by_number(number=number, by=who, at=AT)


def test_a_family_sees_the_cards_of_its_children_and_an_agent_that_of_the_case() -> None:
    mother = card_makers.adult()
    twins = [card_makers.card("made", person=card_makers.child(mother=mother)) for _ in range(2)]
    other = card_makers.card("made", case="FC-2222-2222-2")
    agent = card_makers.guardian(of=other.person, relation="agent", scope="FC-3333-3333-3")
    assert queries.own_cards(by=card_families.account_of(mother), at=AT) == twins[::-1]
    sent = card_families.account_of(agent)
    assert queries.own_cards(by=sent, at=AT) == []
    agent.wards.update(scope=other.case)
    assert queries.own_cards(by=sent, at=AT) == [other]
    assert queries.own_cards(by=PUBLIC, at=AT) == []
    assert queries.own_cards(by=card_makers.staff(), at=AT) == []


def test_who_holds_the_childs_electronic_card_is_told_by_relation() -> None:
    card = card_makers.card("collected")
    mother = card_families.parent_of(card.person)
    father = card_families.account_of(card_makers.guardian(of=card.person, relation="father"))
    for by in (mother, father):
        credentials.hold_electronic_card(person=card.person, by=by, at=AT)
    told = queries.credentials_of(person=card.person, at=AT)
    assert sorted(each.holder for each in told) == ["father", "mother"]


def test_the_bank_account_is_told_by_bank_masked_number_and_day() -> None:
    card = card_makers.card("collected")
    assert queries.bank_account(card=card) is None
    BankAccount.objects.create(card=card, bank=card_makers.office("bank"), masked="6228****1234",
                               opened_on=TODAY)  # fmt: skip
    found = queries.bank_account(card=card)
    assert found is not None
    assert (found.bank.kind, found.masked) == ("bank", "6228****1234")


def test_the_history_ends_where_the_card_is() -> None:
    card = card_makers.card("sealed")
    told = queries.history(card=card)
    assert [event.action for event in told] == ["order", "send", "start", "make", "dispatch",
                                                "arrive", "seal"]  # fmt: skip
    assert all(left.after == right.before for left, right in itertools.pairwise(told))
    assert told[-1].after == card.making


# How long it takes


def _took(days: list[int], office: Office, **fields: Any) -> None:
    """Cards that took so many days until they lay at an office, or were posted."""
    for number in days:
        made = card_makers.card("at-office", office=office, **fields)
        Card.objects.filter(pk=made.pk).update(
            place_from=AT - timedelta(days=number), made_at=AT - timedelta(days=1),
            at_office_since=AT, on_the_way_since=AT)  # fmt: skip


def test_a_family_sees_how_long_nine_of_ten_took_and_its_own_day() -> None:
    office = card_makers.office()
    days = [*range(1, 20), 90]  # the 18th of 20 took 18 days
    random.Random(1).shuffle(days)
    _took(days, office)
    mine = card_makers.card("sent", office=office)
    assert figures.pace(card=mine, on=TODAY) == figures.Pace(
        days=18, of=20, day=20, took=tuple((each, 1) for each in sorted(days)))  # fmt: skip


def test_of_fewer_than_twenty_nothing_is_told() -> None:
    office = card_makers.office()
    _took([5] * 19, office)
    _took([5] * 20, card_makers.office())
    assert figures.pace(card=card_makers.card("sent", office=office), on=TODAY) is None
    _took([5], office)
    assert figures.pace(card=card_makers.card("sent", office=office), on=TODAY) is not None


def test_a_card_that_is_there_is_compared_with_nothing() -> None:
    office = card_makers.office()
    _took([5] * 20, office)
    for state in ("at-office", "collected", "stopped", "sealed"):
        assert figures.pace(card=card_makers.card(state, office=office), on=TODAY) is None


def test_cards_by_post_are_compared_with_cards_by_post() -> None:
    office = card_makers.office()
    _took([5] * 20, office)
    _took([12] * 20, office, delivery="post")
    posted = card_makers.card("sent", office=office, delivery="post")
    assert figures.pace(card=posted, on=TODAY) == figures.Pace(
        days=12, of=20, day=20, took=((12, 20),))  # fmt: skip


def test_what_a_branch_prints_on_coming_waits_for_its_family_and_is_never_late() -> None:
    branch = card_makers.office("bank")
    made = card_makers.order(delivery="bank", office=branch)
    Card.objects.filter(pk=made.pk).update(due_on=TODAY - timedelta(days=9))
    _took([5] * 20, branch, delivery="bank")
    found = queries.where(card=again(made), on=TODAY)
    assert (found.holder, found.office, found.late) == (Holder.FAMILY, branch, False)
    assert figures.pace(card=again(made), on=TODAY) is None
    assert reminding.remind(at=AT) == 0
    assert again(made).missed_at is None


def test_a_family_reads_what_is_printed_and_that_is_recorded() -> None:
    made = card_makers.card("posted")
    mother = card_families.parent_of(made.person)
    said = queries.printed_own(card=made, by=mother, at=AT)
    assert said.name == made.person.name
    assert AuditEntry.objects.filter(action="card.show-data", account=mother.account).count() == 1
    stranger = card_families.account_of(card_makers.adult())
    with pytest.raises(NotFound):
        queries.printed_own(card=made, by=stranger, at=AT)


def test_days_are_counted_by_the_calendar_of_china() -> None:
    office = card_makers.office()
    _took([0] * 20, office)
    late_evening = AT.replace(hour=15, minute=59)  # 23:59 in China, on the same day
    Card.objects.filter(office=office).update(
        place_from=late_evening - timedelta(days=1), at_office_since=late_evening)  # fmt: skip
    found = figures.pace(card=card_makers.card("sent", office=office), on=TODAY)
    assert found is not None
    assert found.days == 1
    Card.objects.filter(office=office, making="at-office").update(
        at_office_since=late_evening + timedelta(minutes=1))  # fmt: skip
    found = figures.pace(card=card_makers.card("sent", office=office), on=TODAY + timedelta(days=1))
    assert found is not None
    assert found.days == 2


def _figures(**changes: Any) -> figures.Figures:
    told = {"by": card_makers.staff("policy-officer"), "region": "410100",
            "since": TODAY - timedelta(days=30), "until": TODAY, "on": TODAY,
            **changes}  # fmt: skip
    return figures.figures(**told)


def test_an_officer_sees_days_by_centre_and_office() -> None:
    here, there = card_makers.office(), card_makers.office()
    _took([4, 6, 20], here)
    _took([8], there)
    found = _figures()
    assert [(each.count, each.half, each.longest) for each in found.centres] == [(4, 5, 19)]
    assert {each.office: (each.count, each.half, each.nine_of_ten) for each in found.offices} == {
        here: (3, 6, 20), there: (1, 8, 8)}  # fmt: skip
    assert found.places == {Making.AT_OFFICE: 4}
    assert _figures(region="420100", by=card_makers.staff("policy-officer", region="420100")
                    ).offices == []  # fmt: skip


def test_an_officer_sees_how_promises_are_kept() -> None:
    def promised(due: int, stopped: int | None) -> None:
        card = card_makers.card("made" if stopped is not None else "sent")
        on = TODAY + timedelta(days=stopped) if stopped is not None else None
        Card.objects.filter(pk=card.pk).update(due_on=TODAY + timedelta(days=due), stopped_on=on)

    for due, stopped in ((-5, -5), (-5, -9), (-5, -4), (-5, None), (0, None), (9, None)):
        promised(due, stopped)
    assert _figures().promise == figures.Promise(kept=2, missed=1, overdue=1)


def test_an_officer_sees_stock_and_what_was_sealed_or_came_back() -> None:
    centre = card_makers.office("card-centre")
    for kind, count in (("received", 500), ("used", 120), ("spoiled", 3), ("destroyed", 2),
                        ("received", 50)):  # fmt: skip
        StockMovement.objects.create(office=centre, kind=kind, count=count, at=AT)
    for state in ("sealed", "sealed", "returned", "collected"):
        card_makers.card(state)
    found = _figures()
    told = [(office, level.received, level.left, level.to_destroy) for office, level in found.stock]
    assert told == [(centre, 550, 427, 1)]
    assert found.happened[CardAction.SEAL] == 2
    assert found.happened[CardAction.COME_BACK] == 1
    assert found.happened[CardAction.COLLECT] == 1
    assert _figures(until=TODAY - timedelta(days=1)).happened[CardAction.SEAL] == 0


@pytest.mark.parametrize("role", ["clerk", "bank", "hospital", "card-centre", "parent"])
def test_figures_are_the_officers(role: str) -> None:
    with pytest.raises(NotAllowed):
        _figures(by=card_makers.staff(role))
    with pytest.raises(NotAllowed):
        _figures(region="000000")


def test_an_ended_card_is_the_familys_still_and_works_no_more() -> None:
    card = card_makers.card("collected", works=True)
    ending.end(card=card, reason="expired", by=SERVICE, at=AT)
    assert {side.state for side in queries.sides(card=card)} == {Function.ENDED}
    assert queries.where(card=card, on=TODAY).holder is Holder.FAMILY
