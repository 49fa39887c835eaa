"""The offices at which a card can be collected: of the kind that the packs name, in the city."""

from __future__ import annotations

from datetime import date

from firstcard.cards.attending import rule_of
from firstcard.guidance import packs_store
from firstcard.people import offices
from firstcard.people.models import Office
from firstcard.people.offices import Place

APPLICATION = "card-application"  # a card is collected where one applies for it
BANK = "bank"


def kind_of(*, delivery: str, region: str, on: date) -> str | None:
    """The kind of office that hands cards out in a way; None where nobody says."""
    if delivery == BANK:
        return BANK
    rule = rule_of(document=APPLICATION, region=region, on=on)
    kinds = [rule.issuer(way) for way in rule.ways] if rule else []
    named = (kind for kind in [*kinds, rule.issued_by if rule else None] if kind)
    return next((kind for kind in named if kind != BANK), None)


def near(*, delivery: str, region: str, on: date) -> list[Place]:
    """Where one can collect a card in a way, the nearest to its region first."""
    kind = kind_of(delivery=delivery, region=region, on=on)
    if kind is None:
        return []
    return offices.near(kind=kind, region=region, book=packs_store.current())


def fits(*, office: Office, delivery: str, region: str, on: date) -> bool:
    """Whether an office hands cards of a region out in that way."""
    kind = kind_of(delivery=delivery, region=region, on=on)
    return kind in (None, office.kind) and offices.serves(office=office.region, region=region)
