"""What stands for a card or beside it: temporary credential, e-certificate, electronic card."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import card_families
import card_makers
import pytest
import time_machine
from card_makers import AT, again
from django.db import connection

from firstcard.cards import changing, ending
from firstcard.cards import queries as card_queries
from firstcard.cards.models import Card, Credential
from firstcard.cards.operations import credentials, enabling
from firstcard.cards.refusals import NotNow
from firstcard.cards.states import E_CARD, E_CERTIFICATE, TEMPORARY, CardAction
from firstcard.core.actors import SERVICE, Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import NotFound
from firstcard.enrolment.queries import Standing
from firstcard.enrolment.states import EnrolmentState, Why
from firstcard.guidance.today import CHINA
from firstcard.people.models import Person
from firstcard.policy.format import SpanForm, Text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def insured(monkeypatch: pytest.MonkeyPatch) -> dict[str, EnrolmentState | None]:
    """What the child's insurance is said to be."""
    said: dict[str, EnrolmentState | None] = {"state": EnrolmentState.ENTITLED}

    def state_on(*, person: Person, on: date) -> Standing:
        return Standing(state=said["state"], why=Why.NOT_ENROLLED, text=Text("", ""))

    monkeypatch.setattr(credentials, "state_on", state_on)
    return said


def _states(person: Person, at: datetime = AT) -> dict[str, str]:
    found = card_queries.credentials_of(person=person, at=at)
    return {each.kind: each.state for each in found}


# While the card is made


@pytest.mark.parametrize("state", ["ordered", "sent", "made", "posted", "at-office", "sealed"])
def test_while_the_card_is_made_a_temporary_credential_stands_in(state: str) -> None:
    card = card_makers.card(state)
    by = card_families.parent_of(card.person)
    row = credentials.stand_in(card=card, by=by, at=AT)
    assert (row.kind, row.card_id, row.until) == (TEMPORARY, card.pk, None)
    assert credentials.stand_in(card=card, by=card_makers.staff(), at=AT) == row, "the same one"
    assert AuditEntry.objects.filter(action="credential.give").count() == 1
    assert _states(card.person)[TEMPORARY] == "active"


def test_it_ends_with_the_card_in_hand() -> None:
    card = card_makers.card("at-office")
    credentials.stand_in(card=card, by=card_makers.staff(), at=AT)
    changing.apply(card=card, action=CardAction.COLLECT, by=SERVICE, at=AT, collected_at=AT)
    row = Credential.objects.get()
    assert (row.ended_reason, row.until) == ("collected", AT)
    assert _states(card.person)[TEMPORARY] == "ended"
    with pytest.raises(NotNow, match="while the card is made"):
        credentials.stand_in(card=again(card), by=card_makers.staff(), at=AT)


def test_it_ends_with_a_card_that_is_stopped() -> None:
    card = card_makers.card("sent")
    credentials.stand_in(card=card, by=card_makers.staff(), at=AT)
    changing.apply(card=card, action=CardAction.STOP, by=SERVICE, at=AT)
    assert Credential.objects.get().ended_reason == "stopped"


def test_nobody_else_gets_one() -> None:
    card = card_makers.card("sent")
    stranger = card_families.account_of(card_makers.adult("钱多"))
    for by in (stranger, card_makers.staff("hospital"), card_makers.staff(region="420100")):
        with pytest.raises(NotFound):
            credentials.stand_in(card=card, by=by, at=AT)
    assert not Credential.objects.exists()


def test_where_the_packs_name_a_time_it_runs_out_and_another_can_be_had(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule = credentials.rule_of

    def sixty_days(**told: Any) -> Any:
        found = rule(**told)
        return found and replace(found, keeps=SpanForm(days=60))

    monkeypatch.setattr(credentials, "rule_of", sixty_days)
    card = card_makers.card("sent")
    row = credentials.stand_in(card=card, by=card_makers.staff(), at=AT)
    # 23 November and 60 days: 22 January is the last one.
    assert row.until == datetime(2027, 1, 23, tzinfo=CHINA)
    last = row.until - timedelta(seconds=1)
    assert _states(card.person, last)[TEMPORARY] == "active"
    assert _states(card.person, row.until)[TEMPORARY] == "ended"
    again_ = credentials.stand_in(card=card, by=card_makers.staff(), at=row.until)
    assert again_.serial != row.serial
    assert Credential.objects.filter(ended_reason="").count() == 1


# The medical e-certificate


def test_the_e_certificate_needs_the_enrolment_and_no_card(
    insured: dict[str, EnrolmentState | None],
) -> None:
    child = card_makers.child()
    by = card_families.parent_of(child)
    insured["state"] = None
    with pytest.raises(NotNow, match="not enrolled"):
        credentials.activate_e_certificate(person=child, by=by, at=AT)
    insured["state"] = EnrolmentState.REGISTERED
    row = credentials.activate_e_certificate(person=child, by=by, at=AT)
    assert credentials.activate_e_certificate(person=child, by=by, at=AT) == row
    assert (row.kind, row.holder_id, row.card_id) == (E_CERTIFICATE, by.account, None)
    assert _states(child) == {E_CERTIFICATE: "active"}


def test_each_family_member_holds_their_own_and_takes_only_that_away(
    insured: dict[str, EnrolmentState | None],
) -> None:
    child = card_makers.child()
    mother = card_families.parent_of(child)
    father = card_families.account_of(card_makers.guardian(of=child, relation="father"))
    hers = credentials.activate_e_certificate(person=child, by=mother, at=AT)
    his = credentials.activate_e_certificate(person=child, by=father, at=AT)
    with pytest.raises(NotFound):
        credentials.let_go(credential=hers, by=father, at=AT)
    credentials.let_go(credential=his, by=father, at=AT)
    with pytest.raises(NotFound):
        credentials.let_go(credential=his, by=father, at=AT)
    left = Credential.objects.get(ended_reason="")
    assert left == hers
    assert AuditEntry.objects.filter(action="credential.end", person=child.pk).count() == 1


@pytest.mark.parametrize("scope", [card_makers.CASE, "all"])
def test_an_agent_holds_nothing_of_the_child(
    insured: dict[str, EnrolmentState | None], scope: str
) -> None:
    child = card_makers.child()
    agent = card_makers.guardian(of=child, relation="agent", scope=scope)
    with pytest.raises(NotFound):
        credentials.activate_e_certificate(
            person=child, by=card_families.account_of(agent), at=AT)  # fmt: skip


# The electronic card


def _held(card: Card, by: Actor) -> Credential:
    return credentials.hold_electronic_card(person=card.person, by=by, at=AT)


def test_the_electronic_card_mirrors_the_card() -> None:
    card = card_makers.card("at-office")
    by = card_families.parent_of(card.person)
    with pytest.raises(NotNow, match="needs a card in use"):
        _held(card, by)
    changing.apply(card=card, action=CardAction.COLLECT, by=SERVICE, at=AT, collected_at=AT)
    assert _held(card, by) == _held(card, by)
    assert _states(card.person)[E_CARD] == "suspended", "as the card itself"
    enabling.enable_own(card=again(card), by=by, at=AT)
    assert _states(card.person)[E_CARD] == "active"
    ending.end(card=again(card), reason="expired", by=SERVICE, at=AT)
    assert _states(card.person)[E_CARD] == "ended"


def _children_of(mother: Person, count: int) -> list[Card]:
    return [card_makers.card("collected", person=card_makers.child(mother=mother))
            for _ in range(count)]  # fmt: skip


def test_one_holds_as_many_relatives_cards_as_the_packs_say() -> None:
    mother = card_makers.adult()
    by = card_families.account_of(mother)
    cards = _children_of(mother, 9)
    for card in cards[:8]:
        _held(card, by)
    with pytest.raises(NotNow, match="8"):
        _held(cards[8], by)
    credentials.let_go(credential=Credential.objects.filter(holder=by.account)[0], by=by, at=AT)
    _held(cards[8], by)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_are_held_than_may_be() -> None:
    mother = card_makers.adult()
    by = card_families.account_of(mother)
    cards = _children_of(mother, 12)
    outcomes: list[str] = []

    def hold(card: Card) -> None:
        try:
            _held(card, by)
            outcomes.append("held")
        except NotNow:
            outcomes.append("full")
        finally:
            connection.close()

    threads = [threading.Thread(target=hold, args=(card,)) for card in cards]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["full"] * 4 + ["held"] * 8
    assert Credential.objects.filter(kind=E_CARD, ended_reason="").count() == 8


def test_all_of_them_end_together() -> None:
    card = card_makers.card("collected")
    _held(card, card_families.parent_of(card.person))
    credentials.end_all(person=card.person_id, reason="death", by=SERVICE, at=AT)
    assert not Credential.objects.filter(ended_reason="").exists()
    assert AuditEntry.objects.get(action="credential.end").detail["reason"] == "death"
