"""What is done for a card's owner by whoever stands at a desk: their document is read, their right
to act is checked, and so is every paper that the packs ask for.

A guardian, from the packs' age on the owner, or, where the packs let somebody be sent, whoever has
a letter of a guardian.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from firstcard.cards.attending import AGENT, Attendee
from firstcard.cards.collectors import AUTHORITY, Authority, Identity, identified
from firstcard.cards.models import Card, CardEvent
from firstcard.cards.operations import enabling, passwords, renewing
from firstcard.cards.refusals import not_theirs
from firstcard.cards.states import Axis, Remark
from firstcard.core.actors import Actor
from firstcard.guidance.today import CHINA
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, require

_CARD = "social-security-card"  # it is there, and proves nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """Who stands at the desk, with which document; `shown`: ids of the packs' needs."""

    identity: Identity
    shown: frozenset[str]
    authority: Authority | None = None


@transaction.atomic
def enable(
    *, card: Card, axis: Axis, stands: Stands, by: Actor, at: datetime
) -> CardEvent:  # fmt: skip
    """Record that a side of the card works. Raises Invalid, and as `enabling.enable`."""
    require(actor=by, permission=enabling.PERMISSION[axis], region=card.region)
    enabling.usable(card=card, on=_day(at))
    acts = _acts(card, enabling.DOCUMENTS[axis], stands, _day(at))
    return enabling.enable_for(card=card, axis=axis, acts=acts, by=by, at=at)


@transaction.atomic
def note_password(
    *, card: Card, axis: Axis, what: Remark, by: Actor, at: datetime, stands: Stands | None = None
) -> CardEvent:
    """Note what happened to a password; a locked one without anybody who stands there.

    Raises Invalid, and as `passwords.note`.
    """
    require(actor=by, permission=enabling.PERMISSION[axis], region=card.region)
    if what is Remark.PASSWORD_LOCKED:
        return passwords.note_for(card=card, axis=axis, what=what, acts=None, by=by, at=at)
    if stands is None:
        raise not_theirs("not-guardian")
    acts = _acts(card, enabling.DOCUMENTS[axis], stands, _day(at))
    return passwords.note_for(card=card, axis=axis, what=what, acts=acts, by=by, at=at)


@transaction.atomic
def renew(
    *, card: Card, stands: Stands, by: Actor, at: datetime, photo: bytes | None = None
) -> Card:  # fmt: skip
    """Order a new card for one whose time ends. Raises Invalid, and as `renewing.renew`."""
    require(actor=by, permission=Permission.APPLY_AT_COUNTER, region=card.region)
    acts = _acts(card, renewing.DOCUMENT, stands, _day(at))
    return renewing.renew(card=card, person=acts.person, proof=acts.proof, photo=photo, by=by,
                          at=at)  # fmt: skip


@transaction.atomic
def change_data(
    *, card: Card, stands: Stands, by: Actor, at: datetime, photo: bytes | None = None,
    office: Office | None = None,
) -> Card:  # fmt: skip
    """Order one that says what the record says now. Raises as `renewing.change_data`, Invalid."""
    require(actor=by, permission=Permission.APPLY_AT_COUNTER, region=card.region)
    acts = _acts(card, renewing.DOCUMENT, stands, _day(at))
    return renewing.change_data(card=card, person=acts.person, proof=acts.proof, photo=photo,
                                office=office, by=by, at=at)  # fmt: skip


def _acts(card: Card, document: str, stands: Stands, on: date) -> Attendee:
    found = identified(card=card, identity=stands.identity, authority=stands.authority,
                       shown=stands.shown, on=on, document=document)  # fmt: skip
    papers = [each for each in found.shown if each != _CARD]
    proof = AUTHORITY if found.relation == AGENT else next(iter(papers), "")
    return Attendee(person=found.person, relation=found.relation, proof=proof)


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()
