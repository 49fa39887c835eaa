"""A question in a family's words, and what answers it: the one call that every door makes. Pure."""

from collections import Counter
from datetime import date

from msgspec import Struct

from firstcard.guidance import search
from firstcard.guidance.words import Lang
from firstcard.policy.answers import Answered, answer_for, heads
from firstcard.policy.book import RuleBook
from firstcard.policy.format import Text
from firstcard.policy.region_codes import NATION

MOST_HITS = 20
_TO_ASK = 3


class Found(Struct, frozen=True):
    """What was found, best first, and the best answer among it, whole."""

    hits: list[search.Hit]
    answered: Answered | None


def ask(*, book: RuleBook, query: str, region: str, on: date, lang: Lang, limit: int = 10) -> Found:
    """Search, and answer for the region and day. Raises search.QueryError."""
    hits = search.find(book=book, query=query, region=region, lang=lang, limit=limit)
    best = next((hit.id for hit in hits if hit.kind == "answer"), None)
    answered = answer_for(book=book, id=best, region=region, on=on) if best else None
    return Found(hits, answered)


def known_region(*, book: RuleBook, code: str) -> bool:
    """Whether a code is the country or a division of the table."""
    return code == NATION or code in book.divisions


def whom_to_ask(*, book: RuleBook, region: str) -> list[Text]:
    """The offices that most of the region's answers name, for a question that finds nothing."""
    named = Counter(answer.ask for answer in heads(book=book, region=region).values() if answer.ask)
    kinds = [kind for kind, _ in named.most_common(_TO_ASK)]
    everywhere = tuple(book.packs)
    return [book.in_chain(everywhere, "office_kinds", kind).name for kind in kinds]
