"""Marks what people wrote with the language it is in, so that it is read aloud rightly."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


@register.filter
def written(text: object) -> SafeString:
    """What somebody wrote, marked as Chinese where it has Chinese characters, else as unknown."""
    lang = "zh-Hans" if _HAN.search(str(text)) else "und"
    return format_html('<bdi lang="{}">{}</bdi>', lang, text)
