"""What a file is, by its first bytes."""

from __future__ import annotations

import pytest
from drawn_pictures import HEIC, encoded, sheet
from hypothesis import given
from hypothesis import strategies as st

from firstcard.casework.files.kinds import kind_of


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "PDF"])
def test_files_that_are_taken(kind: str) -> None:
    assert kind_of(encoded(sheet(), kind)) == kind.lower()


def test_heic_by_its_own_brand_or_a_compatible_one() -> None:
    assert kind_of(HEIC.read_bytes()) == "heic"
    assert kind_of(b"\0\0\0\x18ftypXXXX\0\0\0\0mif1heic") == "heic"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "WEBP", "ICO"])
def test_other_pictures_are_not(kind: str) -> None:
    assert kind_of(encoded(sheet(size=(64, 64)), kind)) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        b" %PDF-1.7",
        b"<svg/>",
        b"PK\x03\x04",
        b"\0\0\0\x18ftypisom\0\0\0\0avc1mp42",
        b"\0\0\0\x10ftypisom\0\0\0\0heic",  # after the end of the list of brands
    ],
)
def test_neither_is_anything_else(data: bytes) -> None:
    assert kind_of(data) is None


@given(st.binary(max_size=80))
def test_no_bytes_break_it(data: bytes) -> None:
    assert kind_of(data) in (None, "jpeg", "png", "heic", "pdf")
