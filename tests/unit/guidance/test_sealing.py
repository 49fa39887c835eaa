"""What is sealed opens with its token and the service's secret together, and with nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcard.guidance.sealing import CannotOpen, seal, unseal
from firstcard.guidance.tokens import new_token

TOKEN, SECRET, OLD = new_token(), "s" * 40, "o" * 40


@given(st.binary(max_size=3000).map(lambda data: data + b"}"))
def test_what_is_sealed_comes_back(data: bytes) -> None:
    sealed = seal(data, token=TOKEN, secret=SECRET)
    assert unseal(sealed, token=TOKEN, secrets=[SECRET]) == data


def test_a_new_secret_still_opens_what_an_old_one_sealed() -> None:
    sealed = seal(b"{}", token=TOKEN, secret=OLD)
    assert unseal(sealed, token=TOKEN, secrets=[SECRET, OLD]) == b"{}"


@pytest.mark.parametrize(("token", "secrets"), [
    (new_token(), [SECRET]), (TOKEN, [OLD]), (TOKEN, []), (TOKEN, [""]),
], ids=["another token", "another secret", "no secret", "an empty secret"])  # fmt: skip
def test_neither_half_of_the_key_opens_it(token: str, secrets: list[str]) -> None:
    sealed = seal(b'{"told": 1}', token=TOKEN, secret=SECRET)
    with pytest.raises(CannotOpen):
        unseal(sealed, token=token, secrets=secrets)


@pytest.mark.parametrize("place", [0, 11, 12, 500, -1])
def test_one_changed_bit_is_noticed(place: int) -> None:
    sealed = bytearray(seal(b"{}", token=TOKEN, secret=SECRET))
    sealed[place] ^= 1
    with pytest.raises(CannotOpen):
        unseal(bytes(sealed), token=TOKEN, secrets=[SECRET])


def test_sealed_twice_is_never_the_same_and_says_little_by_its_length() -> None:
    one, two = (seal(b"{}", token=TOKEN, secret=SECRET) for _ in range(2))
    assert one != two
    assert one[:12] != two[:12]
    longer = seal(b'{"ticks": ["paper:birth-certificate:enrolment"]}', token=TOKEN, secret=SECRET)
    assert len(one) == len(two) == len(longer)


@pytest.mark.parametrize("sealed", [b"", b"short", b"\0" * 27])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(CannotOpen):
        unseal(sealed, token=TOKEN, secrets=[SECRET])
