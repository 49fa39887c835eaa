"""The child's bank account behind a card: which bank, a masked number, since when. Never more."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import IntegrityError, transaction

from firstcard.cards import changing
from firstcard.cards.attending import not_own_family
from firstcard.cards.models import BankAccount, Card
from firstcard.cards.operations.enabling import known_rule, usable
from firstcard.cards.places import acts_at
from firstcard.cards.refusals import invalid, not_now
from firstcard.cards.states import Axis, Remark
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotAllowed
from firstcard.guidance.today import CHINA
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, require
from firstcard.policy.region_codes import lies_in, province

# At most the first six digits and the last four are shown, as banks print it on slips.
_MASKED = re.compile(r"[0-9]{0,6}\*{4,16}[0-9]{2,4}")


@transaction.atomic
def record(
    *, card: Card, bank: Office, masked: str, opened_on: date, by: Actor, at: datetime
) -> BankAccount:
    """Record the account that a co-operating bank opened for a card.

    Raises NotAllowed, also for the branch of another bank; Invalid for a number that is not
    masked, a day to come, or an office that is no co-operating bank there; NotNow for a card that
    has an account or is in nobody's hand.
    """
    require(actor=by, permission=Permission.ENABLE_BANK_SIDE, region=card.region)
    not_own_family(card=card, by=by)
    card = Card.objects.select_for_update(no_key=True).get(pk=card.pk)  # as it is by now
    on = at.astimezone(CHINA).date()
    usable(card=card, on=on)
    rule = known_rule(card=card, axis=Axis.BANK, on=on)
    if bank.kind != rule.issued_by or not lies_in(bank.region, province(card.region)):
        raise invalid("no-such-bank", field="bank")
    _only_ones_own(by, bank, card)
    if _MASKED.fullmatch(masked) is None:
        raise invalid("not-masked", field="masked")
    if opened_on > on or (card.person.born_on is not None and opened_on < card.person.born_on):
        raise invalid("wrong-day", field="opened_on")
    row = _written(BankAccount(card=card, bank=bank, masked=masked, opened_on=opened_on))
    changing.remark(card=card, what=Remark.ACCOUNT, axis=Axis.BANK, by=by, at=at,
                    detail={"bank": bank.code, "opened_on": opened_on.isoformat()})  # fmt: skip
    return row


def _only_ones_own(by: Actor, bank: Office, card: Card) -> None:
    """A branch records what it opened itself."""
    if not acts_at(by=by, office=bank, region=card.region, permission=Permission.ENABLE_BANK_SIDE):
        raise NotAllowed(invalid("no-such-bank", field="bank").text)


def _written(row: BankAccount) -> BankAccount:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise not_now("has-account") from error
    return row
