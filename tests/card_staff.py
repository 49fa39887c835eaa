"""Browsers of whoever works with cards, signed in."""

from __future__ import annotations

from datetime import timedelta

import signed_in
from card_makers import AT
from django.test import Client

from firstcard.accounts.models import Account, RoleGrant
from firstcard.people.models import Office


def staff(role: str = "clerk", *, region: str = "410100", office: Office | None = None,
          lang: str = "en") -> Client:  # fmt: skip
    """Somebody signed in with a role, at one office or all of a region."""
    return signed_in.client_of(account(role, region=region, office=office), lang=lang)


def account(
    role: str = "clerk", *, region: str = "410100", office: Office | None = None
) -> Account:
    """The account of one of the staff."""
    number = Account.objects.count()
    made = Account.objects.create(login=f"{role}-{region}-{number}", shown_name=f"{role} {number}",
                                  is_staff_member=True, demo=True)  # fmt: skip
    RoleGrant.objects.create(account=made, role=role, region=region, office=office,
                             since=AT - timedelta(days=365))  # fmt: skip
    return made


def page(client: Client, path: str, status: int = 200) -> str:
    """What a page says."""
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()
