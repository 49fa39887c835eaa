"""What the packs say of a card on its way to its family: reminders, putting away, searching."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from firstcard.cards.attending import rule_of
from firstcard.cards.models import Card
from firstcard.cards.states import Making
from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA
from firstcard.policy import format as form
from firstcard.policy.calendars import ONE_DAY
from firstcard.policy.clocks import count
from firstcard.policy.timing import span

COLLECTION = "card-collection"
ON_THE_WAY = (Making.DISPATCHED, Making.POSTED)
AT_OFFICE = (Making.AT_OFFICE, Making.RETURNED)


def rule(*, region: str, on: date) -> form.Waiting | None:
    """The rule of a region on a day; None where none is known."""
    found = rule_of(document=COLLECTION, region=region, on=on)
    return found.waiting if found is not None else None


def deliveries(*, region: str, on: date) -> Sequence[form.Delivery]:
    """The ways in which a card comes to its family there, with their days and costs."""
    found = rule(region=region, on=on)
    return tuple(found.deliveries or ()) if found is not None else ()


def printed_on_coming(card: Card) -> bool:
    """Whether a branch prints it when the family comes: until then nobody else has to act."""
    return card.making == Making.ORDERED and card.delivery == "bank"


def on_the_way(*, card: Card, at: datetime) -> dict[str, Any]:
    """What a card keeps when it is sent out."""
    return {"on_the_way_since": at, "at_office_since": None, "reminded": 0,
            "attend_on": looked_for(region=card.region, at=at)}  # fmt: skip


def looked_for(*, region: str, at: datetime) -> date | None:
    """When a card that is sent out now, and has not come, is to be looked for."""
    told = rule(region=region, on=day(at))
    return _after(day(at), told.look_for_after) if told else None


def look_on(*, card: Card, since: date, on: date) -> date | None:
    """From when a card that set out on a day is to be looked for; None where nobody says."""
    told = rule(region=card.region, on=on)
    return _after(since, told.look_for_after) if told else None


def at_office(*, card: Card, at: datetime) -> dict[str, Any]:
    """What a card keeps when it begins to wait at an office."""
    return {"on_the_way_since": None, "at_office_since": at, "reminded": 0,
            "attend_on": next_day(card=card, since=day(at), reminded=0, on=day(at))}  # fmt: skip


def kept_until(*, card: Card, since: date, on: date) -> date | None:
    """The last day on which an unclaimed card is kept ready; None where nobody says."""
    told = rule(region=card.region, on=on)
    return _after(since, told.seal_after) if told else None


def reminders(*, card: Card, since: date, on: date) -> list[date]:
    """The days on which the family is reminded."""
    told = rule(region=card.region, on=on)
    spans = (told.remind_after or ()) if told else ()
    return [since + timedelta(days=each.days or 0) for each in spans]


def next_day(*, card: Card, since: date, reminded: int, on: date) -> date | None:
    """When the service looks at a waiting card again: the next reminder, or its putting away."""
    coming = reminders(card=card, since=since, on=on)[reminded:][:1]
    kept = kept_until(card=card, since=since, on=on)
    return min([*coming, *([kept + ONE_DAY] if kept else [])], default=None)


def day(at: datetime) -> date:
    """The day in China."""
    return at.astimezone(CHINA).date()


def _after(start: date, length: form.SpanForm | None) -> date | None:
    whole = span(length)
    if whole is None:
        return None
    return count(start=start, span=whole, calendar=packs_store.current().calendar).date
