"""Where a photograph is cut: the face gets the size and the place of the card, where it can."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcard.casework.files.framing import Rules, framed

RULES = Rules(
    width=358, height=441, dpi=350, bytes_least=14_336, bytes_most=40_000, face_least=179,
    face_most=255, crown_least=7, crown_most=21, backgrounds=("ffffff",),
)  # fmt: skip


def test_a_large_face_in_the_open_becomes_as_wide_as_the_middle_of_the_range() -> None:
    frame = framed(middle=1500, crown=800, face=900, picture=(3000, 4000), rules=RULES)
    assert 900 * frame.scale == pytest.approx(RULES.face) == 217
    assert (1500 - frame.left) * frame.scale == pytest.approx(179)
    assert (800 - frame.top) * frame.scale == pytest.approx(RULES.crown) == 14


def test_a_small_face_is_not_blown_up() -> None:
    frame = framed(middle=400, crown=300, face=190, picture=(1000, 1000), rules=RULES)
    assert frame.scale == 1


def test_one_that_is_too_small_is_brought_to_the_least() -> None:
    frame = framed(middle=400, crown=300, face=100, picture=(1000, 1000), rules=RULES)
    assert 100 * frame.scale == RULES.face_least


def test_little_room_makes_the_face_larger_up_to_the_most() -> None:
    near = framed(middle=320, crown=200, face=400, picture=(640, 1200), rules=RULES)
    assert RULES.face < 400 * near.scale < RULES.face_most
    assert near.left >= -1
    nearest = framed(middle=200, crown=200, face=400, picture=(640, 1200), rules=RULES)
    assert 400 * nearest.scale == pytest.approx(RULES.face_most)
    assert nearest.left < 0, "what is missing is said, and filled with background"


@given(
    face=st.floats(20, 5000), middle=st.floats(0, 6000), crown=st.floats(0, 6000),
    width=st.integers(6000, 9000), height=st.integers(6001, 9000),
)  # fmt: skip
def test_the_face_always_has_an_allowed_width_and_place(
    face: float, middle: float, crown: float, width: int, height: int
) -> None:
    frame = framed(middle=middle, crown=crown, face=face, picture=(width, height), rules=RULES)
    assert RULES.face_least - 0.01 <= face * frame.scale <= RULES.face_most + 0.01
    assert abs((middle - frame.left) * frame.scale - RULES.width / 2) < 0.01
    assert RULES.crown_least <= (crown - frame.top) * frame.scale <= RULES.crown_most
