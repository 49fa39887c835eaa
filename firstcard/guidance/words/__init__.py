"""Every word of the pages and of the text form, in both languages.

Hand-written pairs instead of message catalogues: whoever changes a sentence sees both languages
side by side, a missing one cannot happen, no sentence is joined by a machine, and the command line
needs no framework to speak. Names of papers, offices and facts are not here: they stand in packs.
"""

from collections.abc import Mapping
from typing import Literal

from firstcard.guidance.words.answer import ANSWER
from firstcard.guidance.words.answers import ANSWERS
from firstcard.guidance.words.files import FILES
from firstcard.guidance.words.kept import KEPT
from firstcard.guidance.words.look import LOOK
from firstcard.guidance.words.pages import PAGES
from firstcard.guidance.words.plan import PLAN
from firstcard.guidance.words.plan_page import PLAN_PAGE
from firstcard.policy.format import Text

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = ("zh", "en")
WORDS: Mapping[str, Text] = {
    **PAGES, **PLAN, **PLAN_PAGE, **ANSWER, **ANSWERS, **FILES, **KEPT, **LOOK}  # fmt: skip


def say(text: Text, lang: Lang) -> str:
    """The text in one language."""
    return text.zh if lang == "zh" else text.en


def word(name: str, lang: Lang, /, **values: object) -> str:
    """A word by its name, its {gaps} filled. Raises KeyError for a name that is not here."""
    return say(WORDS[name], lang).format(**values) if values else say(WORDS[name], lang)


def vocabulary(lang: Lang) -> dict[str, str]:
    """All words of one language by name, for templates."""
    return {name: say(text, lang) for name, text in WORDS.items()}


def capital(text: str) -> str:
    """With a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def joined(items: list[str], lang: Lang) -> str:
    """A list in a sentence: a, b and c; a、b和c."""
    if len(items) < 2:
        return "".join(items)
    if lang == "zh":
        return f"{'、'.join(items[:-1])}和{items[-1]}"
    return f"{', '.join(items[:-1])} and {items[-1]}"
