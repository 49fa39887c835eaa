"""Words of the offices' pages in both languages."""

from collections.abc import Mapping

from firstcard.desk.bills.words import BILLS
from firstcard.desk.cards.enabling.words import ENABLING
from firstcard.desk.cards.handing.words import HANDING
from firstcard.desk.cards.making.words import MAKING
from firstcard.desk.cards.officer.words import OFFICER
from firstcard.desk.cards.words import CARD
from firstcard.desk.claims.words import CLAIMS
from firstcard.desk.words.case import CASE
from firstcard.desk.words.counter import COUNTER
from firstcard.desk.words.deciding import DECIDING
from firstcard.desk.words.insurance import INSURANCE
from firstcard.desk.words.seeing import SEEING
from firstcard.desk.words.worklist import WORKLIST
from firstcard.guidance.words import Lang, say
from firstcard.policy.format import Text

WORDS: Mapping[str, Text] = {**WORKLIST, **CASE, **DECIDING, **COUNTER, **INSURANCE,
                               **SEEING, **CARD, **HANDING, **ENABLING,
                               **MAKING, **OFFICER, **BILLS,
                               **CLAIMS}  # fmt: skip


def word(name: str, lang: Lang, /, **values: object) -> str:
    """A word by its name, its {gaps} filled. Raises KeyError for a name that is not here."""
    return say(WORDS[name], lang).format(**values) if values else say(WORDS[name], lang)


def vocabulary(lang: Lang) -> dict[str, str]:
    """All words of one language by name, for templates."""
    return {name: say(text, lang) for name, text in WORDS.items()}
