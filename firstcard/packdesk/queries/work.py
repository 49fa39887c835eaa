"""What is to be verified or settled: every value that is not sure, known, or undisputed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from firstcard.packdesk.queries.entries import Entry, entries
from firstcard.policy import format as form
from firstcard.policy.book import RuleBook
from firstcard.policy.packs import Case
from firstcard.policy.tables import UNKNOWN, Row

Why = Literal["unknown", "disputed", "estimate", "weak", "general", "inferred", "reported"]
# What cannot be relied on at all comes first.
WHYS: tuple[Why, ...] = (
    "unknown",
    "disputed",
    "estimate",
    "weak",
    "general",
    "inferred",
    "reported",
)
_UNSURE: tuple[Why, ...] = ("weak", "general", "inferred", "reported")


@dataclass(frozen=True, slots=True)
class Open:
    """One value to look at: why, and the office kind to ask where the pack names one."""

    entry: Entry
    why: Why
    ask: str


def open_values(book: RuleBook, pack: str) -> list[Open]:
    """The work list of what one pack itself writes, in the order of its files.

    A value is as sure as the least sure of its bases: where a local page says how a law's days are
    counted, the law alone does not carry the count. What a worked case rests on is no value.
    """
    found: list[Open] = book.remembered(
        ("packdesk.open", pack), lambda: list(_open(book, entries(book, pack)))
    )
    return found


def _open(book: RuleBook, found: list[Entry]) -> Iterator[Open]:
    for entry in found:
        for why in _whys(book, entry):
            yield Open(entry, why, _ask(entry.item))


def _whys(book: RuleBook, entry: Entry) -> Iterator[Why]:
    item = entry.item
    if isinstance(item, form.Claim):
        if item.standing == "disputed":
            yield "disputed"
        return
    if isinstance(item, Case):
        return
    if _unknown(item):
        yield "unknown"
    if getattr(item, "estimate", None):
        yield "estimate"
    certainty = _certainty(book, item)
    if certainty:
        yield certainty


def _unknown(item: Any) -> bool:
    if isinstance(item, Row):
        return UNKNOWN in item.outputs.values()
    if isinstance(item, form.Note):
        return item.kind == "unknown"
    return bool(getattr(item, "unknown", None))


def _certainty(book: RuleBook, item: Any) -> Why | None:
    """The least sure of what a value rests on, or of the text itself; None if all is verified."""
    if isinstance(item, form.Article):
        said = {str(item.certainty)}
    elif isinstance(item, dict):
        said = {item["certainty"]}
    else:
        said = {str(book.basis(basis).certainty) for basis in getattr(item, "basis", None) or ()}
    return next((why for why in _UNSURE if why in said), None)


def _ask(item: Any) -> str:
    return getattr(item, "unknown", None) or getattr(item, "ask", None) or ""
