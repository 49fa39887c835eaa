"""Words of signing in and of accounts, in both languages."""

from collections.abc import Mapping

from firstcard.accounts.words.account import ACCOUNT
from firstcard.accounts.words.roles import ROLES
from firstcard.accounts.words.sign_in import SIGN_IN
from firstcard.guidance.words import Lang, say
from firstcard.policy.format import Text

WORDS: Mapping[str, Text] = {**SIGN_IN, **ACCOUNT, **ROLES}


def word(name: str, lang: Lang, /, **values: object) -> str:
    """A word by its name, its {gaps} filled. Raises KeyError for a name that is not here."""
    return say(WORDS[name], lang).format(**values) if values else say(WORDS[name], lang)


def vocabulary(lang: Lang) -> dict[str, str]:
    """All words of one language by name, for templates."""
    return {name: say(text, lang) for name, text in WORDS.items()}
