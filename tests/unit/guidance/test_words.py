"""The words of the interface: each stands once, in both languages, with the same gaps."""

import importlib
import pkgutil
import re
from collections import Counter

from firstcard.guidance import words
from firstcard.policy.format import Text


def _modules() -> list[dict[str, Text]]:
    names = [module.name for module in pkgutil.iter_modules(words.__path__)]
    return [getattr(importlib.import_module(f"{words.__name__}.{name}"), name.upper())
            for name in names]  # fmt: skip


def test_no_word_hides_another_of_the_same_name() -> None:
    times = Counter(name for module in _modules() for name in module)
    assert [name for name, number in times.items() if number > 1] == []
    assert set(times) == set(words.WORDS)


def test_every_word_has_both_languages_and_the_same_gaps() -> None:
    for name, text in words.WORDS.items():
        assert text.en, name
        assert text.zh, name
        gaps = [set(re.findall(r"\{(\w+)\}", said)) for said in (text.en, text.zh)]
        assert gaps[0] == gaps[1], name
