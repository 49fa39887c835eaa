"""The page of one card, which all desks share: who sees what of it."""

from __future__ import annotations

import card_makers
import pytest
import signed_in
from django.test import Client

from firstcard.accounts.models import Account, RoleGrant
from firstcard.core.models import AuditEntry
from firstcard.people.models import Office

pytestmark = pytest.mark.django_db


def staff(role: str = "clerk", *, region: str = "410100", office: Office | None = None,
          lang: str = "en") -> Client:  # fmt: skip
    """Somebody signed in with a role."""
    login = f"{role}-{region}-{Account.objects.count()}"
    account = Account.objects.create(login=login, shown_name=f"{role} Zhang",
                                     is_staff_member=True, demo=True)  # fmt: skip
    RoleGrant.objects.create(account=account, role=role, region=region, office=office,
                             since=card_makers.AT)  # fmt: skip
    return signed_in.client_of(account, lang=lang)


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


@pytest.mark.parametrize("state", card_makers.WAYS)
@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_a_card_is_shown_in_every_state(state: str, lang: str) -> None:
    card = card_makers.card(state)
    shown = page(staff(lang=lang), f"/desk/cards/{card.order}/")
    assert card.order in shown
    assert "李小明" in shown


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
