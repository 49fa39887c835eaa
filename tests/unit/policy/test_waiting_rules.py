"""How a card waits for its family, in packs: overlaid key by key, checked."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from small_packs import BASIS, COUNTRY, problems, small

from firstcard.policy import format as form
from firstcard.policy.reading import PackError

FREE = f'{{amount: "0.00", basis: {BASIS}}}'
POST = (
    f"{{id: post, name: {{en: by post, zh: 邮寄}}, takes: {{most: {{days: 3}}, basis: {BASIS}}}, "
    f"fee: {FREE}, basis: {BASIS}}}"
)
WHOLE = (
    "{remind_after: [{days: 30}, {days: 60}], seal_unknown: counter, look_for_after: {days: 9}, "
    f"deliveries: [{POST}], basis: {BASIS}}}"
)


def with_waiting(waiting: str) -> str:
    return COUNTRY["documents/photo.yaml"].rstrip().removesuffix("}") + f", waiting: {waiting}}}\n"


def test_a_place_says_when_it_seals_and_keeps_the_rest(tmp_path: Path) -> None:
    overlay = (
        "id: photo\nchange: overlay\nversions:\n  - from: 2021-01-01\n"
        "    waiting: {seal_after: {months: 6}, basis: [{local: yes, source: some-page}]}\n"
    )
    name = "documents/photo.yaml"
    book = small(tmp_path, cn={name: with_waiting(WHOLE)}, province={name: overlay})
    assert problems(book) == []
    rule = book.rule("photo", book.chain("410100"), date(2026, 6, 1))
    assert rule is not None
    assert rule.waiting is not None
    assert rule.waiting.seal_after == form.SpanForm(months=6)
    assert [each.days for each in rule.waiting.remind_after or ()] == [30, 60]
    assert [each.id for each in rule.waiting.deliveries or ()] == ["post"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("look_for_after: {days: 9}, ", "", 'the key "look_for_after" is missing'),
        ("{days: 30}, {days: 60}", "{days: 60}, {days: 30}", "the sooner first"),
        ("{days: 30}, {days: 60}", "{months: 1}", "reminders are days"),
        ("seal_unknown", "seal_after: {months: 6}, seal_unknown", "one of seal_after"),
        ("seal_unknown: counter", "seal_unknown: nowhere", "nowhere"),
        (f"[{POST}]", "[]", "a card comes to its family"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    wrong = with_waiting(WHOLE).replace(old, new)
    with pytest.raises(PackError, match=re.escape(said)):
        small(tmp_path, cn={"documents/photo.yaml": wrong})
