"""Words of the officers' pages in both languages, beside those of the families' pages."""

from collections.abc import Mapping

from firstcard.guidance.words import Lang, say
from firstcard.packdesk.words.pages import PAGES
from firstcard.packdesk.words.rules import RULES
from firstcard.policy.format import Text

WORDS: Mapping[str, Text] = {**PAGES, **RULES}


def word(name: str, lang: Lang, /, **values: object) -> str:
    """A word by its name, its {gaps} filled. Raises KeyError for a name that is not here."""
    return say(WORDS[name], lang).format(**values) if values else say(WORDS[name], lang)


def vocabulary(lang: Lang) -> dict[str, str]:
    """All words of one language by name, for templates."""
    return {name: say(text, lang) for name, text in WORDS.items()}
