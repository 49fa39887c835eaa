"""Every word of the family's pages is there in both languages, with the same gaps."""

import re

import pytest

from firstcard.family.words import WORDS, filled, word
from firstcard.policy.format import Text

_GAP = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("name", WORDS)
def test_both_languages_have_the_same_gaps(name: str) -> None:
    text = WORDS[name]
    assert text.en.strip()
    assert text.zh.strip()
    assert sorted(_GAP.findall(text.en)) == sorted(_GAP.findall(text.zh)), name


def test_a_gap_is_filled_in_its_own_language() -> None:
    said = filled("number_born_differs", number=Text("1 May 2026", "2026年5月1日"), told="x")
    assert "born on 1 May 2026" in said.en
    assert "2026年5月1日" in said.zh
    assert word("done_twin", "en", n=2) == "Apply for child 2"
