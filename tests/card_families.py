"""Families' accounts, for tests of what they do with a child's card."""

from __future__ import annotations

import itertools

from firstcard.accounts.models import Account
from firstcard.core.actors import Actor, Grant
from firstcard.people import telephones
from firstcard.people.models import Guardianship, Person

_numbers = itertools.count(1)


def account_of(person: Person) -> Actor:
    """Somebody's own account, with a telephone."""
    number = next(_numbers)
    telephone = telephones.sealed(f"138{number:08}")
    account = Account.objects.create(login=f"card-family-{number}", person=person,
                                     telephone=telephone)  # fmt: skip
    return Actor(kind="person", account=account.pk, grants=(Grant(role="parent", region="000000"),))


def mother_of(child: Person) -> Person:
    """The first who acts for a child."""
    return Guardianship.objects.filter(child=child).order_by("pk")[0].guardian


def parent_of(child: Person) -> Actor:
    """The account of the first who acts for a child."""
    return account_of(mother_of(child))
