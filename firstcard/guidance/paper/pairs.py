"""Texts as `sheet.typ` sets them: on an English paper the Chinese beside the English. Pure."""

from firstcard.guidance.words import Lang
from firstcard.policy.format import Text


def both(text: Text, lang: Lang) -> dict[str, str]:
    """A text, and on an English paper the Chinese beside it where it is another one."""
    if lang == "zh":
        return {"text": text.zh, "also": ""}
    return {"text": text.en, "also": text.zh if text.zh != text.en else ""}
