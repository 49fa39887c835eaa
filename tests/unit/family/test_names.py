"""Names as they are typed: kept whole, and the one dot that registers use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcard.family import names
from firstcard.family.words import WORDS

MISSING = WORDS["child-name_missing"]
LETTERS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=80)


@given(LETTERS, st.sampled_from(sorted(names.LOOK_ALIKES)), LETTERS)
def test_every_look_alike_becomes_the_right_dot_and_nothing_else(
    first: str, dot: str, last: str
) -> None:
    assert names.with_dot(f"{first}{dot}{last}") == f"{first}·{last}"
    assert names.wrong(f"{first}{dot}{last}", missing=MISSING) is WORDS["name_dot"]


@given(LETTERS, LETTERS)
def test_a_name_with_the_right_dot_is_right(first: str, last: str) -> None:
    assert names.with_dot(f"{first}·{last}") is None
    assert names.wrong(f"{first}·{last}", missing=MISSING) is None


@given(st.text(max_size=60))
def test_nothing_inside_is_touched(text: str) -> None:
    assert names.written(f"  x{text}x\n") == f"x{text}x"


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "child-name_missing"), ("王\x00明", "name_invisible"), ("王" * 501, "name_too_long")],
)
def test_what_cannot_be_a_name(name: str, said: str) -> None:
    assert names.wrong(name, missing=MISSING) is WORDS[said]


def test_only_the_first_sign_is_shown_to_whoever_has_a_link() -> None:
    assert names.shortened("𠮷野家") == "𠮷**"
    assert names.shortened("") == ""
