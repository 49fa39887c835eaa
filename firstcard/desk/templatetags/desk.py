"""Marks what people wrote with the script it is in, so that it is read aloud rightly."""

import re
from collections.abc import Iterator

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
_HAN = "[\u3000-\u303f\u3400-\u9fff\uff00-\uffef\U00020000-\U0003ffff]+"
_LATIN = r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’. -]*[A-Za-z\u00c0-\u024f]"
# On a page in one language, what is in the script of the other one.
_OTHER = {"en": (re.compile(f"({_HAN})"), "zh-Hans"), "zh": (re.compile(f"({_LATIN})"), "und-Latn")}


@register.filter
def written(text: object, lang: str) -> SafeString:
    """A text with what people wrote in it: parts in the other script are marked as such."""
    pattern, other = _OTHER[lang]
    pieces = pattern.split(str(text))
    return format_html("<bdi>{}</bdi>", format_html_join("", "{}", _marked(pieces, other)))


def _marked(pieces: list[str], other: str) -> Iterator[tuple[SafeString | str]]:
    for number, piece in enumerate(pieces):
        yield (format_html('<span lang="{}">{}</span>', other, piece) if number % 2 else piece,)
