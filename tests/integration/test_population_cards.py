"""The cards of the made-up families: every place where a card can be, and a truthful history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.db.models import Count
from pytest_django import DjangoDbBlocker

from firstcard.accounts import demo, signing
from firstcard.cards import boards, figures, queries
from firstcard.cards.models import BadLine, BatchLine, Card, CardEvent, Credential, StockMovement
from firstcard.cards.operations import stock
from firstcard.cards.states import Axis, CardAction, Function, Making, Move, move
from firstcard.casework import population
from firstcard.casework.population.table import STAGES
from firstcard.core.actors import SERVICE

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
ON = AT.date()
USUAL = 120


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[population.Made]:
    """One of each stage, for all tests here: each leaves them as they are."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield population.make(number=len(STAGES), at=AT)
        transaction.set_rollback(True)


def test_cards_are_everywhere_they_can_be(made: population.Made) -> None:
    states = set(Card.objects.values_list("making", flat=True))
    assert set(map(str, Making)) - states <= {Making.SENT}
    assert set(Card.objects.values_list("delivery", flat=True)) == {"office", "post", "bank"}
    assert set(Card.objects.values_list("reason", flat=True)) == {
        "first", "student", "renewal", "data-change"}  # fmt: skip
    works = set(Card.objects.values_list("social_security", "bank"))
    assert {("off", "off"), ("on", "off"), ("on", "on")} <= works
    assert set(Credential.objects.values_list("kind", flat=True)) == {
        "temporary-card", "medical-e-certificate", "electronic-card"}  # fmt: skip


def test_each_history_is_a_way_through_the_tables_and_none_lies_in_the_future(
    made: population.Made,
) -> None:
    assert not CardEvent.objects.filter(at__gt=AT).exists()
    assert not StockMovement.objects.filter(at__gt=AT).exists()
    for card in Card.objects.all():
        events = queries.history(card=card)
        assert [e.at for e in events] == sorted(e.at for e in events), card.order
        for axis in Axis:
            moved = [e for e in events if e.axis == axis and e.before != e.after]
            for one, after in pairwise(moved):
                assert one.after == after.before
            assert all(_line(axis, event) for event in moved)


def test_the_board_adds_up_and_has_something_to_show(made: population.Made) -> None:
    centre = Card.objects.all()[0].centre
    board = boards.board(centre=centre, by=SERVICE, at=AT)
    assert {batch.stage for batch in board.batches} >= {"partly", "closed"}
    assert sum(batch.sent for batch in board.batches) == BatchLine.objects.count()
    assert any(batch.late for batch in board.batches)
    assert board.waiting.late  # red: cards wait longer for a batch than the packs let them
    assert set(BadLine.objects.values_list("reason", flat=True)) >= {"unknown-card", "stopped"}
    level = stock.level(office=centre)
    assert level.used == BatchLine.objects.filter(outcome="made").count()
    assert level.to_destroy


def test_the_demo_parent_sees_cards_of_several_children(made: population.Made) -> None:
    parent = signing.actor_of(demo.family(telephone=demo.FAMILY, at=AT), at=AT)
    assert parent is not None
    cards = queries.own_cards(by=parent, at=AT)
    assert {card.making for card in cards} >= {"collected", "started", "at-office"}
    assert len({card.person_id for card in cards}) == len(cards)


def test_again_no_card_is_moved(made: population.Made) -> None:
    events = CardEvent.objects.count()
    again = population.make(number=len(STAGES), at=AT + timedelta(hours=1))
    assert again.new == 0
    assert CardEvent.objects.count() == events


def _line(axis: Axis, event: CardEvent) -> Move | None:
    before = (Making if axis is Axis.MAKING else Function)(event.before) if event.before else None
    return move(axis=axis, action=CardAction(event.action), before=before)


@pytest.mark.full
def test_the_usual_demonstration_tells_a_family_how_long_others_waited() -> None:
    told: list[int] = []
    made = population.make(number=USUAL, at=AT, told=told.append)
    assert made.known in (0, len(STAGES))  # those of this file, where its other tests ran before
    assert made.new + made.known == sum(told) == USUAL
    offices = Card.objects.exclude(at_office_since=None).values("office").annotate(n=Count("pk"))
    assert max(row["n"] for row in offices) >= figures.FEWEST
    parent = signing.actor_of(demo.family(telephone=demo.FAMILY, at=AT), at=AT)
    assert parent is not None
    cards = queries.own_cards(by=parent, at=AT)
    paces = [figures.pace(card=card, on=ON) for card in cards if card.making == "started"]
    assert paces
    assert all(pace is not None and pace.of >= figures.FEWEST for pace in paces)
