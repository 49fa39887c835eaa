"""Which office a case goes to: by kind, from the packs' rules, and by region."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from firstcard.casework.refusals import invalid
from firstcard.casework.requirements import CARD, INSURED, STEPS
from firstcard.people.offices import office_for
from firstcard.policy.book import RuleBook
from firstcard.policy.rules import Rule

__all__ = ["kind_for", "office_for"]
_BANK = "bank"


def kind_for(*, want: Sequence[str], book: RuleBook, region: str, on: date) -> str:
    """The kind of office that decides: the insurance's where it is wanted, else the card's.

    Raises Invalid where the packs know none for the region.
    """
    step = STEPS[INSURED if INSURED in want else CARD]
    rule = book.rule(step, book.chain(region), on)
    kind = _issuer(rule) if rule else None
    if kind is None:
        raise invalid("no-rule-here")
    return kind


def _issuer(rule: Rule) -> str | None:
    """The rule's own, else that of the first way that is no bank: banks decide nothing here."""
    ways = [way.issued_by for way in rule.ways if way.issued_by and way.issued_by != _BANK]
    return rule.issued_by or next(iter(ways), None)
