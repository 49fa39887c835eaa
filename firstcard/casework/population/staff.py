"""The demonstration's staff, who work on the made-up families."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstcard.accounts import demo, signing
from firstcard.accounts.models import Account
from firstcard.casework.population.families import PLACES
from firstcard.core.actors import Actor
from firstcard.guidance import packs_store
from firstcard.people.models import Office
from firstcard.people.offices import office_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Who works on the cases, and on the cards that come of them."""

    clerk: Actor
    reviewer: Actor
    centre: Actor
    bank: Actor
    hospital: Actor
    branch: Office  # of the bank


def staff(*, at: datetime) -> Staff:
    """The demo staff, made where they are not there. Raises OnlyDemo outside demo mode."""
    desks = demo_desks()
    demo.make(at=at, offices=desks)
    logins = {"clerk": "clerk-zz", "reviewer": "reviewer-zz", "centre": "card-centre-zz",
              "bank": "bank-zz", "hospital": "hospital-zz"}  # fmt: skip
    who = {role: actor(Account.objects.get(login=login), at=at)
           for role, login in logins.items()}  # fmt: skip
    return Staff(**who, branch=desks["bank-zz"])


def demo_desks() -> dict[str, Office]:
    """By login, the desk at which a demo role is held: somebody of a bank works at one branch."""
    book = packs_store.current()
    return {"bank-zz": office_for(kind="bank", region=PLACES[0], book=book)}


def actor(account: Account, *, at: datetime) -> Actor:
    """Who a demo account is."""
    found = signing.actor_of(account, at=at)
    assert found is not None, "a demo account has a role"
    return found
