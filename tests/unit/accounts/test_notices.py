"""What families are told and asked: versions, kinds, bases."""

import hashlib

from firstcard.accounts.notices import APPLYING, BANK, KEEP_PAPERS, NOTICES, before_handing_in
from firstcard.guidance import packs_store

# Who changes a text gives it a new version here and in the notice: families are asked again.
TEXTS = {
    "signing-in": ("2026-11-23", "72d36f521591a617"),
    "applying": ("2026-11-23", "643567be45583035"),
    "keep-papers": ("2026-11-23", "c4cc604916999aad"),
    "bank": ("2026-11-23", "6f489e702f4c09bd"),
}


def _digest(notice_id: str) -> str:
    notice = NOTICES[notice_id]
    said = "\n".join(f"{text.en}\n{text.zh}" for text in (notice.title, *notice.lines))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def test_a_changed_text_has_a_new_version() -> None:
    assert {each: (NOTICES[each].version, _digest(each)) for each in NOTICES} == TEXTS


def test_each_rests_on_articles_that_the_packs_have() -> None:
    laws = packs_store.current().packs["cn"].laws
    for notice in NOTICES.values():
        assert notice.basis
        for law, article in notice.basis:
            assert article in laws[law].articles


def test_consents_say_that_no_stops_nothing() -> None:
    consents = [each for each in NOTICES.values() if each.kind == "consent"]
    assert consents
    for each in consents:
        said = " ".join(line.en for line in each.lines)
        assert "If you say no" in said
        assert "不同意不影响" in "".join(line.zh for line in each.lines)


def test_only_what_a_card_needs_is_asked_for_a_card() -> None:
    assert before_handing_in(card=False) == (APPLYING, KEEP_PAPERS)
    assert before_handing_in(card=True) == (APPLYING, KEEP_PAPERS, BANK)
