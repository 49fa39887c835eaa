"""The demonstration's staff, who work on the made-up families."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstcard.accounts import demo, signing
from firstcard.accounts.models import Account
from firstcard.core.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Who works on the cases, and on the cards that come of them."""

    clerk: Actor
    reviewer: Actor
    centre: Actor
    bank: Actor
    hospital: Actor


def staff(*, at: datetime) -> Staff:
    """The demo staff, made where they are not there. Raises OnlyDemo outside demo mode."""
    demo.make(at=at)
    logins = {"clerk": "clerk-zz", "reviewer": "reviewer-zz", "centre": "card-centre-zz",
              "bank": "bank-zz", "hospital": "hospital-zz"}  # fmt: skip
    return Staff(**{role: actor(Account.objects.get(login=login), at=at)
                    for role, login in logins.items()})  # fmt: skip


def actor(account: Account, *, at: datetime) -> Actor:
    """Who a demo account is."""
    found = signing.actor_of(account, at=at)
    assert found is not None, "a demo account has a role"
    return found
