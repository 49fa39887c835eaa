"""Made-up families at every stage, brought there by the same operations that real ones go through.

Each was begun some days ago and its way lies at past instants. A case is one transaction: whoever
is interrupted goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from firstcard.accounts import demo, signing
from firstcard.accounts.models import Account
from firstcard.casework.models import Case
from firstcard.casework.operations import start
from firstcard.casework.population.families import Maker
from firstcard.casework.population.pictures import paper, portrait
from firstcard.casework.population.stages import STAGES, Pictures, Staff, Way
from firstcard.core.actors import Actor
from firstcard.guidance.today import CHINA

SEED = 2026
_OF_THE_DEMO_PARENT = 6  # so many of the first cases are the demo parent's own
_TELEPHONES = 13_800_002_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How many cases were made just now, and how many were there already."""

    new: int
    known: int


def make(*, number: int, at: datetime) -> Made:
    """So many made-up applications, at all stages by turns; those that are there stay as they are.

    The demo accounts are made too. Raises OnlyDemo outside demo mode.
    """
    demo.make(at=at)
    people, pictures = _staff(at), Pictures(draw=paper, portrait=portrait)
    maker, new = Maker(seed=SEED), 0
    for each in range(number):
        with transaction.atomic():
            new += _one(each, maker, people, pictures, at)
    return Made(new=new, known=number - new)


def _one(number: int, maker: Maker, people: Staff, pictures: Pictures, at: datetime) -> bool:
    """One case on its way; False where it is there already."""
    stage = STAGES[number % len(STAGES)]
    begun = stage.begun(number=number, at=at)
    family = maker.family(number, on=begun.astimezone(CHINA).date())
    by = people.clerk if stage.counter else _parent(number, at)
    case = start(by=by, key=f"made-up {number}", want=family.want, region=family.region,
                 language=family.language, situation=family.draft.situation, at=begun)  # fmt: skip
    if not _is_new(case):
        return False
    stage.go(Way(case=case, family=family, by=by, people=people, pictures=pictures, at=begun,
                 now=at))  # fmt: skip
    return True


def _is_new(case: Case) -> bool:
    return case.version == 1


def _parent(number: int, at: datetime) -> Actor:
    own = number < _OF_THE_DEMO_PARENT
    telephone = demo.FAMILY if own else str(_TELEPHONES + number)
    return _actor(demo.family(telephone=telephone, at=at), at)


def _staff(at: datetime) -> Staff:
    found = [_actor(Account.objects.get(login=login), at) for login in ("clerk-zz", "reviewer-zz")]
    return Staff(*found)


def _actor(account: Account, at: datetime) -> Actor:
    found = signing.actor_of(account, at=at)
    assert found is not None, "a demo account has a role"
    return found
