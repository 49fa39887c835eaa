"""A death ends what somebody had: the card in use, the one in the making, all credentials.

The death itself is recorded elsewhere (with the insurance, or told by another agency); here it is
followed, at once or by the job, wherever the card then is.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstcard.cards import ending
from firstcard.cards.models import Card, Credential
from firstcard.cards.operations import credentials, ordering
from firstcard.cards.refusals import not_now
from firstcard.cards.states import IN_THE_MAKING, Making
from firstcard.core.actors import SERVICE, Actor
from firstcard.enrolment.changing import locked_person
from firstcard.people.models import Person
from firstcard.people.permissions import Permission, require

DEATH = "death"
_MOST = 500


@transaction.atomic
def end_all(*, person: Person, by: Actor, at: datetime) -> None:
    """Stop the card that is being made, end the one in use and every credential; again: nothing.

    Raises NotAllowed, and NotNow for somebody whose death is not recorded.
    """
    person = locked_person(person)
    if person.died_on is None:
        raise not_now("not-dead")
    open_ = Card.objects.filter(person=person, ended_on=None).exclude(making=Making.STOPPED)
    for region in open_.values_list("region", flat=True).distinct():
        require(actor=by, permission=Permission.END_ENROLMENT, region=region)
    ordering.stop_of(person=person, reason=DEATH, by=by, at=at)
    used = ending.in_use(person=person.pk)
    if used is not None:
        ending.end(card=used, reason="cancelled", by=by, at=at)
    credentials.end_all(person=person.pk, reason=DEATH, by=by, at=at)


def follow(*, at: datetime) -> int:
    """The same for everybody whose death was recorded and not followed yet; how many."""
    cards = Card.objects.filter(person__died_on__isnull=False, ended_on=None)
    left = cards.filter(making__in=[*IN_THE_MAKING, Making.COLLECTED])
    held = Credential.objects.filter(person__died_on__isnull=False, ended_reason="")
    people = {*left.values_list("person", flat=True)[:_MOST],
              *held.values_list("person", flat=True)[:_MOST]}  # fmt: skip
    for person in Person.objects.filter(pk__in=people).order_by("pk"):
        end_all(person=person, by=SERVICE, at=at)
    return len(people)
