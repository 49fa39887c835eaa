"""What the font lacks stands as its number; nothing refuses a file."""

import io
import unicodedata
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcard.guidance.paper import glyphs, typesetter
from tests.poppler import flat, text_of

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)


def letter(text: str) -> bytes:
    """One short paper that holds the text."""
    both = {"text": text, "also": text}
    content = {"lang": "zh", "title": text, "heading": both, "service": text, "opening": both,
               "people": [{"name": both, "lines": [both]}], "matters": both, "items": [both],
               "powers": both, "duration": both, "signatures": [both], "counts": text,
               "notes": [text], "notes_title": text}  # fmt: skip
    return typesetter.pdf(template="letter", content=content, lang="zh", now=NOW)


@pytest.mark.parametrize(("given_text", "set_text"), [
    ("王𠮷", "王〔U+20BB7〕"), ("龘㐀·é", "龘㐀·é"), ("a\x00b", "a〔U+0000〕b"),
    ("\ud800", "〔U+D800〕"), ("一\r\n二\t三", "一  二 三"), ("של", "〔U+05E9〕〔U+05DC〕"),
    ("\u202e右", "〔U+202E〕右"), ("\ue000", "〔U+E000〕"), ("😀", "〔U+1F600〕"),
])  # fmt: skip
def test_a_character_that_the_font_lacks_stands_as_its_number(
    given_text: str, set_text: str
) -> None:
    settled, lacking = glyphs.settable({"names": [given_text], "number": 1})
    assert settled == {"names": [set_text], "number": 1}
    assert lacking == ("U+" in set_text)


def test_what_the_font_draws_is_what_it_is_said_to_draw() -> None:
    """The library that made the font's table of characters is not the one that reads it here."""
    drawn = [chr(code) for code in range(0x20, 0x20000)
             if unicodedata.category(chr(code)) in ("Lo", "Lu", "Nd", "Po")
             and not glyphs.settable(chr(code))[1]]  # fmt: skip
    assert len(drawn) > 28_000
    assert letter("".join(drawn))


def test_the_paper_says_so_at_the_end_and_only_then() -> None:
    said = "统一码编号"
    assert said in flat(text_of(letter("王𠮷")))
    assert "〔U+20BB7〕" in flat(text_of(letter("王𠮷")))
    assert said not in flat(text_of(letter("王吉")))


@given(ANY)
def test_no_text_at_all_refuses_the_file(text: str) -> None:
    made = letter(text)
    assert made.startswith(b"%PDF-")
    settled: Any = glyphs.settable(text)[0]
    assert glyphs.settable(settled) == (settled, False)


@given(st.text("#$*_`<>@[]{}\\/\"'~=-+ .:;()", min_size=1, max_size=40))
def test_what_looks_like_markup_stays_text(text: str) -> None:
    made = letter(f"甲{text}乙")
    assert pypdf.PdfReader(io.BytesIO(made)).metadata["/Title"] == f"甲{text}乙"
    assert flat(f"甲{text}乙") in flat(text_of(made))
