"""Notes what happens to the passwords of a card's two sides: set, changed, reset, locked.

No operation takes a password: they are typed at the bank's or the office's own terminal.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstcard.cards import changing, telling
from firstcard.cards.attending import Attendee, attendee, not_own_family, own
from firstcard.cards.models import Card, CardEvent
from firstcard.cards.operations.enabling import (
    PERMISSION,
    at_home,
    kinds_of,
    known_rule,
    usable,
    way_of,
)
from firstcard.cards.refusals import not_now, not_theirs
from firstcard.cards.states import PASSWORDS, Axis, Function, Password, Remark
from firstcard.core.actors import Actor
from firstcard.guidance.today import CHINA
from firstcard.people.models import Person
from firstcard.people.permissions import require

_AFTER = {line.what: line.after for line in PASSWORDS}
_OWN = (Remark.PASSWORD_SET, Remark.PASSWORD_CHANGED)


def state(*, card: Card, axis: Axis) -> Password:
    """Whether a side has a password, as its history tells."""
    last = CardEvent.objects.filter(
        card=card.pk, axis=axis.value, action__in=[what.value for what in _AFTER]
    ).order_by("-pk").first()  # fmt: skip
    return _AFTER[Remark(last.action)] if last is not None else Password.NONE


@transaction.atomic
def note(
    *, card: Card, axis: Axis, what: Remark, by: Actor, at: datetime,
    person: Person | None = None, proof: str = "",
) -> CardEvent:  # fmt: skip
    """Note at a desk what was done; `person`: who did it there, with the document shown.

    A locked password is noted without anybody standing there. Raises NotAllowed, NotTheirs, and
    NotNow for a side that does not work or a password that is not there, is there, or is locked.
    """
    require(actor=by, permission=PERMISSION[axis], region=card.region)
    on = at.astimezone(CHINA).date()
    acts = None
    if person is not None and what is not Remark.PASSWORD_LOCKED:
        rule = known_rule(card=card, axis=axis, on=on)
        acts = attendee(card=card, rule=rule, person=person, proof=proof, on=on)
    return _note_for(card, axis, what, acts, by, at)


@transaction.atomic
def note_for(
    *, card: Card, axis: Axis, what: Remark, acts: Attendee | None, by: Actor, at: datetime
) -> CardEvent:  # fmt: skip
    """The same for somebody who was identified already, see `standing`. Raises as `note`."""
    return _note_for(card, axis, what, acts, by, at)


def _note_for(card: Card, axis: Axis, what: Remark, acts: Attendee | None, by: Actor,
              at: datetime) -> CardEvent:  # fmt: skip
    require(actor=by, permission=PERMISSION[axis], region=card.region)
    not_own_family(card=card, by=by)
    on = at.astimezone(CHINA).date()
    rule = known_rule(card=card, axis=axis, on=on)
    way = way_of(card=card, rule=rule, kinds=kinds_of(by=by, card=card, axis=axis), on=on)
    if acts is None and what is not Remark.PASSWORD_LOCKED:
        raise not_theirs("not-guardian")
    return _noted(card, axis, what, acts, way, by, at)


@transaction.atomic
def note_own(*, card: Card, what: Remark, by: Actor, at: datetime) -> CardEvent:
    """A family's account tells that it set or changed the password of the social security side.

    A forgotten one is reset at a desk alone. Raises NotFound, NotTheirs, NotNow.
    """
    on, axis = at.astimezone(CHINA).date(), Axis.SOCIAL_SECURITY
    acts = own(card=card, by=by, on=on)
    at_home(card=card, rule=known_rule(card=card, axis=axis, on=on), acts=acts, on=on)
    if what not in _OWN:
        raise not_now("not-this-way")
    return _noted(card, axis, what, acts, "app", by, at)


def _noted(card: Card, axis: Axis, what: Remark, acts: Attendee | None, way: str, by: Actor,
           at: datetime) -> CardEvent:  # fmt: skip
    # Of two at once the second one waits.
    card = Card.objects.select_for_update(no_key=True).get(pk=card.pk)
    usable(card=card, on=at.astimezone(CHINA).date())
    if changing.state_of(card, axis) is not Function.ON:
        raise not_now("not-enabled")
    before = state(card=card, axis=axis)
    if not any(line.what is what and line.before is before for line in PASSWORDS):
        raise not_now(f"password-{before.value}")
    detail = {"way": way} | ({"relation": acts.relation, "proof": acts.proof} if acts else {})
    event = changing.remark(card=card, what=what, by=by, at=at, axis=axis, detail=detail)
    locked = what is Remark.PASSWORD_LOCKED
    telling.tell(card=card, template="card-locked" if locked else "card-password", at=at,
                 about=event.pk)  # fmt: skip
    return event
