"""Until when a card can be used, by the packs of its region; None where nobody knows."""

from __future__ import annotations

from datetime import date

from firstcard.cards.attending import facts_of, rule_of
from firstcard.cards.models import Card
from firstcard.guidance import packs_store
from firstcard.policy import format as form
from firstcard.policy.clocks import at_year, back, end_of
from firstcard.policy.timing import span

DOCUMENT = "card-collection"


def entry(*, card: Card, on: date) -> form.Valid | None:
    """What the packs say of a card made on a day for its owner; None where they say nothing."""
    rule = rule_of(document=DOCUMENT, region=card.region, on=on)
    facts = facts_of(card=card, on=on)
    held = (each for each in (rule.valid if rule else None) or ()
            if each.when is None or each.when.holds(facts))  # fmt: skip
    return next(held, None)


def last_day(*, card: Card, made_on: date) -> date | None:
    """The last day on which a card can be used; None where that is not known."""
    said, born = entry(card=card, on=made_on), card.person.born_on
    if said is None:
        return None
    if said.until_age is not None:
        return _birthday(born, said.until_age) if born is not None else None
    length = span(said.keeps)
    return end_of(made_on, length, packs_store.current().calendar) if length is not None else None


def renewable_from(*, card: Card, made_on: date) -> date | None:
    """From when a card can be renewed; None where its last day is not known."""
    if card.valid_until is None:
        return None
    said = entry(card=card, on=made_on)
    lead = span(said.renew_before) if said is not None else None
    if lead is None:
        return card.valid_until
    return back(end=card.valid_until, span=lead, calendar=packs_store.current().calendar).date


def _birthday(born: date, age: int) -> date:
    return at_year(month=born.month, day=born.day, year=born.year + age)
