"""At which office somebody acts on a card."""

from __future__ import annotations

from firstcard.cards.handing_refusals import not_here
from firstcard.cards.models import Card
from firstcard.cards.states import Making
from firstcard.core.actors import Actor, Grant
from firstcard.people.models import Office
from firstcard.people.permissions import (
    PERMISSIONS,
    Permission,
    Role,
    allowed,
    regions,
    require,
)
from firstcard.policy.region_codes import lies_in

CENTRE = "card-centre"  # the kind of office
BRANCH = "bank"  # the kind of office; also how a card comes to its family that a branch prints


def acting_at(*, by: Actor, office: Office | None, region: str,
              permission: Permission = Permission.HAND_OUT) -> None:  # fmt: skip
    """Raise unless somebody may act there: NotAllowed in another region, NotHere elsewhere in it.

    A role that names no office is held at all offices of its region; that of a bank at branches of
    banks only.
    """
    require(actor=by, permission=permission, region=region)
    if not acts_at(by=by, office=office, region=region, permission=permission):
        raise not_here(office)


def acts_at(*, by: Actor, office: Office | None, region: str,
            permission: Permission = Permission.HAND_OUT) -> bool:  # fmt: skip
    """Whether somebody may act at an office: by a role held there, or in its whole region."""
    if by.kind == "service":
        return True
    return any(_is_held_at(grant, office) for grant in by.grants
               if permission in PERMISSIONS[Role(grant.role)]
               and lies_in(region, grant.region))  # fmt: skip


def _is_held_at(grant: Grant, office: Office | None) -> bool:
    if grant.role != Role.BANK:
        return grant.office in ("", office.code if office is not None else "")
    if office is None or office.kind != BRANCH:
        return False
    return grant.office == office.code or (
        grant.office == "" and lies_in(office.region, grant.region))  # fmt: skip


def hands_out(*, by: Actor, card: Card) -> bool:
    """Whether somebody hands cards out at the office at which a card lies or was collected."""
    return allowed(actor=by, permission=Permission.HAND_OUT, region=card.region) and acts_at(
        by=by, office=card.office, region=card.region
    )


def sees(*, by: Actor, card: Card) -> bool:
    """Whether staff may look at a card.

    Somebody of a bank: what is at their branch or goes there, without a certain one at any branch
    of their region; what a branch may print at once; and cards in families' hands, whose bank side
    it enables.
    """
    if by.kind == "service":
        return True
    held = [grant for grant in by.grants if Permission.SEE_CARD in PERMISSIONS[Role(grant.role)]
            and lies_in(card.region, grant.region)]  # fmt: skip
    if any(grant.role != Role.BANK for grant in held):
        return True
    here = any(_is_held_at(grant, card.office) for grant in held)
    at_once = card.making == Making.ORDERED and card.delivery == BRANCH
    return bool(held) and (here or at_once or card.making == Making.COLLECTED)


def at_centre(*, by: Actor, centre: Office) -> None:
    """Raise unless somebody makes cards at that centre: NotAllowed, NotHere."""
    acting_at(by=by, office=centre, region=centre.region, permission=Permission.MAKE_CARDS)


def makes_at(*, by: Actor, centre: Office) -> bool:
    """Whether somebody makes cards at that centre."""
    return acts_at(by=by, office=centre, region=centre.region, permission=Permission.MAKE_CARDS)


def centres_of(*, by: Actor) -> list[Office]:
    """The card centres at which somebody makes cards, by code."""
    if not regions(actor=by, permission=Permission.MAKE_CARDS):
        return []
    known = Office.objects.filter(kind=CENTRE).order_by("code")
    return [each for each in known if makes_at(by=by, centre=each)]
