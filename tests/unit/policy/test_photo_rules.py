"""The form of a photograph in packs: whole at the top, overlaid key by key, checked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_packs import BASIS, COUNTRY, problems, small

from firstcard.policy import format as form
from firstcard.policy.book import RuleBook

SIZES = (
    "width: 300, height: 400, dpi: 300, kilobytes: {least: 10, most: 20}, "
    "face_width: {least: 100, most: 200}, crown: {least: 5, most: 30}"
)
WHITE = "{id: white, name: {en: white, zh: 白}, colour: ffffff}"
BLUE = "{id: blue, name: {en: blue, zh: 蓝}, colour: 0000ff}"
WHOLE = f"{{{SIZES}, backgrounds: [{WHITE}], basis: {BASIS}}}"


def with_photo(photo: str) -> str:
    return COUNTRY["documents/photo.yaml"].rstrip().removesuffix("}") + f", photo: {photo}}}\n"


def photo_of(book: RuleBook, region: str) -> form.Photo:
    rule = book.rule("photo", book.chain(region), date(2026, 6, 1))
    assert rule is not None
    assert rule.photo is not None
    return rule.photo


def test_a_place_changes_the_background_and_keeps_the_sizes(tmp_path: Path) -> None:
    local = "[{local: yes, source: some-page}]"
    overlay = (
        "id: photo\nchange: overlay\nversions:\n  - from: 2021-01-01\n"
        f"    photo: {{backgrounds: [{BLUE}], basis: {local}}}\n"
    )
    name = "documents/photo.yaml"
    book = small(tmp_path, cn={name: with_photo(WHOLE)}, province={name: overlay})
    assert problems(book) == []
    here, there = photo_of(book, "410100"), photo_of(book, "420100")
    assert [each.id for each in here.backgrounds or ()] == ["blue"]
    assert [each.id for each in there.backgrounds or ()] == ["white"]
    crown = form.Range(least=5, most=30)
    assert (here.width, here.crown) == (there.width, there.crown) == (300, crown)
    assert [each.source or each.law for each in here.basis] == ["some-law", "some-page"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("dpi: 300, ", "", 'the key "dpi" is missing'),
        ("least: 10, most: 20", "least: 30, most: 20", "least is more than most"),
        ("least: 100, most: 200", "least: 100, most: 300", "face_width does not fit"),
        ("least: 5, most: 30", "least: 5, most: 400", "crown does not fit"),
        (f"[{WHITE}]", "[]", "a photo has a background"),
        (f"basis: {BASIS}", "basis: []", "a photo needs a basis"),
        ("colour: ffffff", "colour: bright", "colour"),
        ("width: 300", "width: 0", "width"),
    ],
)
def test_a_photo_that_cannot_be_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in WHOLE
    text = with_photo(WHOLE.replace(old, new)).replace("id: photo", "id: portrait")
    book = small(tmp_path, province={"documents/portrait.yaml": text})
    found = problems(book)
    assert "documents/portrait.yaml" in found[0]
    assert said in found[0]
