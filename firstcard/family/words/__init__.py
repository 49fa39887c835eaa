"""Every word of the family's pages, in both languages."""

from collections.abc import Mapping

from firstcard.family.bills.asking_words import ASKING
from firstcard.family.bills.elsewhere_words import ELSEWHERE
from firstcard.family.bills.words import BILLS
from firstcard.family.cards.words import CARDS
from firstcard.family.words.applying import APPLYING
from firstcard.family.words.asked import ASKED
from firstcard.family.words.following import FOLLOWING
from firstcard.family.words.second_parent import SECOND_PARENT
from firstcard.guidance.words import LANGS, Lang, say
from firstcard.policy.format import Text

WORDS: Mapping[str, Text] = {**APPLYING, **ASKED, **SECOND_PARENT, **FOLLOWING, **CARDS,
                               **BILLS, **ASKING, **ELSEWHERE}  # fmt: skip
VOCABULARY = {lang: {name: say(text, lang) for name, text in WORDS.items()} for lang in LANGS}


def word(name: str, lang: Lang, /, **values: object) -> str:
    """A word by its name, its {gaps} filled. Raises KeyError for a name that is not here."""
    return say(WORDS[name], lang).format(**values) if values else say(WORDS[name], lang)


def filled(name: str, /, **values: str | Text) -> Text:
    """A word in both languages, each gap filled in its own."""
    text = WORDS[name]
    return Text(*(say(text, lang).format(**{
        key: value if isinstance(value, str) else say(value, lang)
        for key, value in values.items()}) for lang in ("en", "zh")))  # fmt: skip
