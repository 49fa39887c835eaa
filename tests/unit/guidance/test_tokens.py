"""Tokens that nobody can guess, and that one can read out over the telephone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcard.guidance import tokens
from firstcard.guidance.tokens import new_token, read_token, token_hash

SHAPE = re.compile(r"([0-9a-hjkmnp-tv-z]{5}-){4}[0-9a-hjkmnp-tv-z]{6}")


def test_a_token_has_128_random_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def bits(number: int) -> int:
        asked.append(number)
        return (1 << number) - 1

    monkeypatch.setattr(tokens.secrets, "randbits", bits)
    largest = new_token()
    assert asked == [128]
    assert largest == "7zzzz-zzzzz-zzzzz-zzzzz-zzzzzz"
    monkeypatch.setattr(tokens.secrets, "randbits", lambda number: 0)
    assert new_token() == "00000-00000-00000-00000-000000"


def test_tokens_differ_and_every_digit_varies() -> None:
    made = [new_token() for _ in range(2000)]
    assert len(set(made)) == 2000
    assert all(SHAPE.fullmatch(token) for token in made)
    for place, digits in enumerate(zip(*(token.replace("-", "") for token in made), strict=True)):
        assert len(set(digits)) == (8 if place == 0 else 32), place


@given(st.integers(min_value=0, max_value=(1 << 128) - 1))
def test_a_token_is_read_however_it_was_typed(number: int) -> None:
    token = tokens._written(number)
    assert read_token(token) == token
    typed = token.upper().replace("-", " ").replace("0", "O").replace("1", "I")
    assert read_token(f" {typed} ") == token
    assert read_token(token.replace("-", "").replace("1", "l")) == token


@pytest.mark.parametrize("text", [
    "", "-", "delete", "zzzzz-zzzzz-zzzzz-zzzzz-zzzzzz", "u" * 26, "5" * 25, "5" * 27,
    "5kq3v-7m2pd-x9c4n-8rtw6-0abcd%", "<script>", "5kq3v-7m2pd-x9c4n-8rtw6-0abcde/../..",
    "५" * 26, "0" * 3000,
])  # fmt: skip
def test_what_cannot_be_a_token_is_none(text: str) -> None:
    assert read_token(text) is None


def test_the_hash_is_sha_256_of_the_written_token() -> None:
    assert token_hash("abc").hex().startswith("ba7816bf8f01cfea")
    assert len(token_hash(new_token())) == 32
