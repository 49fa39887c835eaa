"""Makes a side of a card work: social security and bank apart, each where the packs let it.

The service records that a side works. The passwords that go with it are set at a terminal and are
never told here.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from firstcard.cards import changing, telling
from firstcard.cards.attending import (
    AGENT,
    Attendee,
    attendee,
    facts_of,
    guardian_acts,
    not_own_family,
    own,
    rule_of,
)
from firstcard.cards.models import BankAccount, Card, CardEvent
from firstcard.cards.operations.stations import died
from firstcard.cards.refusals import not_now, not_theirs
from firstcard.cards.states import Axis, CardAction, Making
from firstcard.core.actors import Actor
from firstcard.core.refusals import Refusal
from firstcard.guidance.today import CHINA
from firstcard.people.models import Person
from firstcard.people.permissions import PERMISSIONS, Permission, Role
from firstcard.policy import format as form
from firstcard.policy.region_codes import lies_in
from firstcard.policy.rules import Rule

DOCUMENTS = {Axis.SOCIAL_SECURITY: "card-ss-function", Axis.BANK: "card-bank-function"}
PERMISSION = {Axis.SOCIAL_SECURITY: Permission.ENABLE_CARD,
              Axis.BANK: Permission.ENABLE_BANK_SIDE}  # fmt: skip
# At which kind of office, as in packs, a role works.
OFFICES = {Role.CLERK: "social-security-centre", Role.BANK: "bank", Role.HOSPITAL: "hospital"}
_TEMPLATES = {Axis.SOCIAL_SECURITY: "card-works", Axis.BANK: "card-bank-works"}
_AT_HOME = ("app", "online")


@transaction.atomic
def enable(
    *, card: Card, axis: Axis, person: Person, proof: str, by: Actor, at: datetime
) -> CardEvent:
    """Record at a desk, a bank or a hospital that a side of the card works.

    `person`: who stands there, for a small child a guardian; `proof`: the document shown, as in
    packs. A bank side needs its account first. Raises NotAllowed, NotTheirs; NotNow where the card
    is in nobody's hand, over, enabled already, or this office is no way to it by the packs.
    """
    rule, way = _open_to(card, axis, by, at)
    on = at.astimezone(CHINA).date()
    acts = attendee(card=card, rule=rule, person=person, proof=proof, on=on)
    return _at_a_desk(card, axis, acts, way, by, at)


@transaction.atomic
def enable_for(*, card: Card, axis: Axis, acts: Attendee, by: Actor, at: datetime) -> CardEvent:
    """The same for somebody who was identified already, see `standing`. Raises as `enable`."""
    _, way = _open_to(card, axis, by, at)
    return _at_a_desk(card, axis, acts, way, by, at)


def _open_to(card: Card, axis: Axis, by: Actor, at: datetime) -> tuple[Rule, str]:
    """The packs' rule, and by which of its ways this office does it."""
    on = at.astimezone(CHINA).date()
    usable(card=card, on=on)
    not_own_family(card=card, by=by)
    rule = known_rule(card=card, axis=axis, on=on)
    kinds = kinds_of(by=by, card=card, axis=axis)
    return rule, way_of(card=card, rule=rule, kinds=kinds, on=on)


def _at_a_desk(
    card: Card, axis: Axis, acts: Attendee, way: str, by: Actor, at: datetime
) -> CardEvent:  # fmt: skip
    if axis is Axis.BANK and not BankAccount.objects.filter(card=card.pk).exists():
        raise not_now("no-account")
    return _enabled(card, axis, acts, way, by, at)


@transaction.atomic
def enable_own(*, card: Card, by: Actor, at: datetime) -> CardEvent:
    """Let a family's account do it for the social security side, where the packs have such a way.

    Raises NotFound for whoever does not act for the owner, NotTheirs for a child who is too young
    to act alone, NotNow as `enable`.
    """
    on, axis = at.astimezone(CHINA).date(), Axis.SOCIAL_SECURITY
    acts = own(card=card, by=by, on=on)
    rule = known_rule(card=card, axis=axis, on=on)
    at_home(card=card, rule=rule, acts=acts, on=on)
    usable(card=card, on=on)
    return _enabled(card, axis, acts, "app", by, at, family=True)


def not_at_home(*, card: Card, by: Actor, on: date) -> Refusal | None:
    """Why whoever asks cannot enable the social security side from their own account; None: can."""
    try:
        acts = own(card=card, by=by, on=on)
        at_home(card=card, rule=known_rule(card=card, axis=Axis.SOCIAL_SECURITY, on=on),
                acts=acts, on=on)  # fmt: skip
        usable(card=card, on=on)
    except Refusal as why:
        return why
    return None


def _enabled(
    card: Card, axis: Axis, acts: Attendee, way: str, by: Actor, at: datetime, *,
    family: bool = False,
) -> CardEvent:  # fmt: skip
    event = changing.apply(
        card=card, action=CardAction.ENABLE, axis=axis, by=by, at=at, family=family,
        detail={"way": way, "relation": acts.relation, "proof": acts.proof},
    )  # fmt: skip
    telling.tell(card=card, template=_TEMPLATES[axis], at=at)
    return event


def usable(*, card: Card, on: date) -> None:
    """Raise NotNow unless the card is in its owner's hand and neither over nor expired."""
    if card.making != Making.COLLECTED:
        raise not_now("not-collected")
    if card.ended_on is not None:
        raise not_now("card-ended")
    if died(card=card):
        raise not_now("died")
    if card.valid_until is not None and card.valid_until < on:
        raise not_now("card-expired")


def known_rule(*, card: Card, axis: Axis, on: date) -> Rule:
    """The packs' rule for a side of a card. Raises NotNow where none is known."""
    rule = rule_of(document=DOCUMENTS[axis], region=card.region, on=on)
    if rule is None:
        raise not_now("no-rule")
    return rule


def kinds_of(*, by: Actor, card: Card, axis: Axis) -> frozenset[str]:
    """The kinds of office at which somebody works who may do this here."""
    if by.kind == "service":
        return frozenset(OFFICES.values())
    roles = [Role(grant.role) for grant in by.grants if lies_in(card.region, grant.region)]
    return frozenset(OFFICES[role] for role in roles
                     if role in OFFICES and PERMISSION[axis] in PERMISSIONS[role])  # fmt: skip


def way_of(*, card: Card, rule: Rule, kinds: frozenset[str], on: date) -> str:
    """By which way of the rule such an office does it. Raises NotNow where by none."""
    if not rule.ways and rule.issued_by in kinds:
        return str(rule.issued_by)
    facts = facts_of(card=card, on=on)
    for way in rule.ways:
        if rule.issuer(way) in kinds and (way.when is None or way.when.holds(facts) is not False):
            return way.id
    raise not_now("not-this-way")


def at_home(*, card: Card, rule: Rule, acts: Attendee, on: date) -> None:
    """Raise unless whoever acts may do it from their own account: no letter is shown there."""
    if acts.relation == AGENT:
        raise not_theirs("no-authority")
    if acts.person.pk == card.person_id and guardian_acts(card=card, rule=rule, on=on):
        raise not_theirs("guardian-acts")
    ways: list[form.Way | None] = [*rule.ways] or [None]
    if not any(set((way.channels if way else None) or rule.channels or ()) & set(_AT_HOME)
               for way in ways):  # fmt: skip
        raise not_now("not-this-way")
