"""The page of one card, which all desks share: who sees what of it."""

from __future__ import annotations

import card_makers
import pytest
from card_staff import page, staff

from firstcard.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", card_makers.WAYS)
@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_a_card_is_shown_in_every_state(state: str, lang: str) -> None:
    card = card_makers.card(state)
    shown = page(staff(lang=lang), f"/desk/cards/{card.order}/")
    assert card.order in shown
    assert "李小明" in shown


def test_of_a_card_that_is_printed_on_coming_nobody_is_said_to_have_it() -> None:
    branch = card_makers.office("bank", code="branch")
    card = card_makers.card("ordered", delivery="bank", office=branch)
    shown = page(staff("bank", office=branch, lang="en"), f"/desk/cards/{card.order}/")
    assert "not made yet: printed when the family comes" in shown
    assert "with the family" not in shown


def test_a_look_at_a_card_is_written_down() -> None:
    card = card_makers.card("at-office")
    page(staff(), f"/desk/cards/{card.order}/")
    assert AuditEntry.objects.filter(action="card.read", person=card.person_id).count() == 1


def test_a_card_centre_sees_no_name_and_no_number() -> None:
    card = card_makers.card("made")
    shown = page(staff("card-centre"), f"/desk/cards/{card.order}/")
    assert "李小明" not in shown
    assert card.number not in shown


def test_a_card_of_another_region_is_not_told_from_none() -> None:
    card = card_makers.card("at-office")
    page(staff(region="420100"), f"/desk/cards/{card.order}/", 404)
    page(staff(), "/desk/cards/CD-2222-2222-2/", 404)
    page(staff("hotline"), f"/desk/cards/{card.order}/", 404)
