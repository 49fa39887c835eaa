"""What a branch of a bank sees of cards, and what somebody with a letter does not do at home."""

from __future__ import annotations

from datetime import timedelta

import card_families
import pytest
from card_makers import AT, CASE, adult, again, card, child, guardian, number, office, order, staff

from firstcard.cards import queries
from firstcard.cards.models import Card
from firstcard.cards.operations import collecting, enabling, renewing
from firstcard.cards.refusals import NotTheirs
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import NotFound

pytestmark = pytest.mark.django_db


def branch_card(state: str, code: str) -> Card:
    return card(state, delivery="bank", office=office("bank", code=code))


def test_a_branch_sees_what_comes_to_it_and_cards_in_families_hands() -> None:
    by = staff("bank", office="branch")
    office("bank", code="branch")
    seen = [branch_card("at-office", "branch"), branch_card("made", "branch"), card("collected"),
            order(delivery="bank", office=office("bank", code="other"))]  # fmt: skip
    unseen = [branch_card("at-office", "other"), card("sent"), card("at-office"), card("returned"),
              card("stopped"), order()]  # fmt: skip
    for made in seen:
        assert queries.card_for(order=made.order, by=by, at=AT) == made
        assert collecting.find(said=made.order, by=by, at=AT) == made
    before = AuditEntry.objects.count()
    for made in unseen:
        for look in (
            lambda made=made: queries.card_for(order=made.order, by=by, at=AT),
            lambda made=made: queries.unread(order=made.order, by=by, at=AT),
            lambda made=made: collecting.find(said=made.order, by=by, at=AT),
            lambda made=made: collecting.find_by_identity(
                kind="citizen-id", number=number(made.person), by=by, at=AT),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                look()
    assert AuditEntry.objects.count() == before
    for made in unseen:  # the offices that hand cards out, and the centre, see them
        for role in ("clerk", "card-centre"):
            assert queries.card_for(order=made.order, by=staff(role), at=AT) == made


def test_of_two_cards_of_a_child_a_branch_is_shown_the_one_it_enables() -> None:
    person = child()
    used = card("collected", person=person)
    card("sent", person=person, reason="renewal")
    said = number(person)
    found = collecting.find_by_identity(kind="citizen-id", number=said, at=AT,
                                        by=staff("bank", office="branch"))  # fmt: skip
    assert found == used


def test_a_letter_for_an_application_enables_and_renews_nothing_at_home() -> None:
    made = card("collected", case=CASE)
    Card.objects.filter(pk=made.pk).update(valid_until=AT.date() + timedelta(days=1))
    agent = guardian(of=made.person, relation="agent", person=adult("赵六"), scope=CASE)
    by = card_families.account_of(agent)
    with pytest.raises(NotTheirs):
        enabling.enable_own(card=again(made), by=by, at=AT)
    with pytest.raises(NotTheirs):
        renewing.renew_own(card=again(made), by=by, at=AT)
    mother = card_families.parent_of(made.person)
    assert enabling.enable_own(card=again(made), by=mother, at=AT).after == "on"
