"""Other regions are asked whether a child is insured there, and what they said is kept.

A yes keeps the child from being enrolled twice. No answer keeps nobody from anything and is no
"no": the enrolment says so, and they are asked again until they answer.
"""

from __future__ import annotations

import os
from datetime import datetime

from django.conf import settings
from django.db import transaction

from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.rows import many
from firstcard.enrolment.models import Enrolment, Inquiry
from firstcard.enrolment.registries import (
    Answer,
    Insured,
    NoAnswer,
    NotInsured,
    Registry,
    registry,
)
from firstcard.enrolment.words import ANSWERS, NO_ANSWER, day_text, filled
from firstcard.guidance import packs_store
from firstcard.people.models import Person
from firstcard.people.numbers import number_of
from firstcard.people.permissions import Permission, regions, require
from firstcard.policy.format import Text
from firstcard.policy.region_codes import lies_in

YES, NO, NONE = "yes", "no", "none"
_ASKED = ("citizen-id", "residence-permit", "passport", "birth-certificate")


def connected() -> Registry:
    """The system that the environment names (FIRSTCARD_INQUIRY). Raises registries.BadSetting."""
    return registry(setting=os.environ.get("FIRSTCARD_INQUIRY", ""),
                    token=os.environ.get("FIRSTCARD_INQUIRY_TOKEN", ""),
                    demo=settings.DEMO)  # fmt: skip


def ask(
    *, person: Person, region: str, by: Actor, at: datetime, of: Registry | None = None
) -> Inquiry:
    """Ask other regions by every number of the child, and keep what they say.

    Call it outside a transaction: it waits for others. `region`: where the child is to be enrolled.
    `of`: whom to ask, by default the connected system. Raises NotAllowed.
    """
    answer = heard(person=person, region=region, by=by, of=of)
    return keep(answer=answer, person=person, region=region, by=by, at=at)


def heard(*, person: Person, region: str, by: Actor, of: Registry | None = None) -> Answer:
    """What other regions say now; nothing is kept of it (see `keep`). Raises NotAllowed."""
    require(actor=by, permission=Permission.EXAMINE, region=region)
    person = person.merged_into or person
    system = of or connected()
    documents = person.documents.filter(withdrawn_at=None, kind__in=_ASKED).order_by("id")
    return together([system.ask(kind=each.kind, number=number_of(each)) for each in documents])


def together(answers: list[Answer]) -> Answer:
    """One yes is a yes; a no needs a no to every number; else there is no answer."""
    if not answers:
        return NoAnswer("no-number")
    yes = next((each for each in answers if isinstance(each, Insured)), None)
    silent = next((each for each in answers if isinstance(each, NoAnswer)), None)
    return yes or silent or NotInsured()


@transaction.atomic
def keep(*, answer: Answer, person: Person, region: str, by: Actor, at: datetime) -> Inquiry:
    """Keep an answer, and let the child's enrolments say it. Raises NotAllowed."""
    require(actor=by, permission=Permission.EXAMINE, region=region)
    person = person.merged_into or person
    made = Inquiry.objects.create(
        person=person, region=region, asked_at=at, answer=_said(answer),
        reason=answer.reason if isinstance(answer, NoAnswer) else "",
        other_region=answer.region if isinstance(answer, Insured) else "",
        since=answer.since if isinstance(answer, Insured) else None,
    )  # fmt: skip
    audit.record(by=by, action="enrolment.inquire", subject=f"person:{person.pk}",
                 person=person.pk, detail={"answer": made.answer, "reason": made.reason},
                 at=at)  # fmt: skip
    if made.answer != NONE:
        Enrolment.objects.filter(person=person, ended_on=None).update(elsewhere=made.answer)
    return made


def _said(answer: Answer) -> str:
    if isinstance(answer, Insured):
        return YES
    return NO if isinstance(answer, NotInsured) else NONE


def last(*, person: Person) -> Inquiry | None:
    """What counts now: the last answer. A yes stays one until a no, whoever is silent later."""
    asked = many(Inquiry, person_id=person.pk)
    clear = next((each for each in reversed(asked) if each.answer != NONE), None)
    if clear is not None and clear.answer == YES:
        return clear
    return asked[-1] if asked else None


def asked_since(*, person: Person, since: datetime) -> bool:
    """Whether other regions were asked at that instant or later, whatever they said."""
    return Inquiry.objects.filter(person=person, asked_at__gte=since).exists()


def said(*, inquiry: Inquiry) -> Text:
    """An inquiry's outcome in words."""
    if inquiry.answer == NONE:
        return NO_ANSWER[inquiry.reason]
    if inquiry.answer == NO:
        return ANSWERS[NO]
    region = packs_store.current().region_name(inquiry.other_region)
    if inquiry.since is None:
        return filled(ANSWERS["yes-undated"], region=region)
    return filled(ANSWERS[YES], region=region, day=day_text(inquiry.since))


def to_clear_up(*, by: Actor) -> list[Enrolment]:
    """Enrolments of which another region says that the child is insured there, within the regions
    in which somebody decides: one of the two has to end."""
    held = regions(actor=by, permission=Permission.DECIDE)
    if not held:
        return []
    found = Enrolment.objects.filter(ended_on=None, elsewhere=YES).select_related("person")
    return [each for each in found.order_by("id")
            if any(lies_in(each.place, region) for region in held)]  # fmt: skip
