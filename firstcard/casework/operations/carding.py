"""The card of an approved application: ordered with what was examined, picture and all."""

from __future__ import annotations

from datetime import date, datetime

from firstcard.cards.content import CardData
from firstcard.cards.models import Card
from firstcard.cards.offices import near
from firstcard.cards.operations import ordering
from firstcard.casework import photos, requirements
from firstcard.casework.completeness import wants
from firstcard.casework.content import draft_of
from firstcard.casework.draft import Delivery, Draft
from firstcard.casework.models import Case
from firstcard.casework.offices import kind_for, office_for
from firstcard.casework.requirements import CARD
from firstcard.core.actors import Actor
from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA
from firstcard.people.models import Office, Person
from firstcard.people.offices import recorded

_POST, _BANK = "post", "bank"
_NO_PUPIL = (None, "none", "kindergarten")


def order_for(*, case: Case, by: Actor, at: datetime) -> Card:
    """Order the card of a case; call it in the transaction of the approval.

    Raises AlreadyMaking, HasCard, Died, Invalid where no kind of office gives out cards there.
    """
    assert case.child_id is not None
    draft, child = draft_of(case), Person.objects.get(pk=case.child_id)
    told = draft.delivery
    office = None if told.kind == _POST else _office(case, told, at.astimezone(CHINA).date())
    address = "\n".join(filter(None, (told.recipient, told.address)))
    return ordering.order(
        person=child, case=case.reference, reason=_reason(case, draft), region=case.region,
        data=_data(case, child, draft), delivery=told.kind or "office", office=office,
        language=case.language, by=by, at=at, address=address if told.kind == _POST else "",
    )  # fmt: skip


def _reason(case: Case, draft: Draft) -> str:
    """A pupil's first card is one like every other, by another name."""
    assert case.submitted_at is not None
    situation = requirements.nested_situation(
        draft=draft, want=wants(case), region=case.region,
        on=case.submitted_at.astimezone(CHINA).date())  # fmt: skip
    school = situation.get("child", {}).get("school")
    return "student" if school not in _NO_PUPIL else "first"


def _office(case: Case, told: Delivery, on: date) -> Office:
    """Where it is handed out: at the office or branch that was chosen, else at the nearest one."""
    book = packs_store.current()
    places = near(delivery=told.kind or "office", region=case.region, on=on) if told.office else []
    picked = next((place for place in places if place.code == told.office), None)
    if picked is not None:
        return recorded(place=picked)
    kind = _BANK if told.kind == _BANK else kind_for(
        want=[CARD], book=book, region=case.region, on=on)  # fmt: skip
    return office_for(kind=kind, region=case.region, book=book)


def _data(case: Case, child: Person, draft: Draft) -> CardData:
    """As examined: the person's record, which corrections have mended, with the number told."""
    number, picture = draft.child.number, photos.bytes_of(case=case)
    return CardData(
        name=child.name, sex=child.sex, born_on=child.born_on.isoformat() if child.born_on else "",
        nationality=child.nationality, number_kind=number.kind if number else "",
        number=number.number if number else "", photo=picture,
    )  # fmt: skip
