"""The receipt of a collected card: one page of A5 that a reader and a screen reader can read."""

from __future__ import annotations

from typing import Any

import pytest
from card_makers import AT, adult, card, child, number, staff
from handing import AGENT, handed_out, identity, letter, mother_of
from poppler import flat, pages, text_of

from firstcard.accounts.models import Account
from firstcard.cards import receipts
from firstcard.cards.models import Card
from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import NotFound

pytestmark = pytest.mark.django_db


def collected(**changes: Any) -> Card:
    made = card("at-office", **changes)
    handed_out(made, by=staff())
    return made


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_says_who_took_which_card_when_and_what_was_checked(lang: Any) -> None:
    made = collected()
    text = flat(text_of(receipts.show(card=made, by=staff(), lang=lang, at=AT).pdf))
    assert flat("户口簿中孩子的本人页") in text
    names = (made.person.name, mother_of(made).name, "母亲", "父母（监护人）居民身份证")
    for said in (*names, made.case, number(made.person), made.number, "2026年11月23日10:00"):
        assert flat(said) in text, said
    if lang == "en":
        assert "23November2026,10:00" in text
        assert "Signatureofthecollector" in text


def test_it_is_one_page_of_a5_and_the_same_bytes_again() -> None:
    made = collected()
    first, again = (receipts.show(card=made, by=staff(), lang="en", at=AT) for _ in range(2))
    assert first.pdf == again.pdf
    assert first.sha256 == again.sha256
    (page,) = pages(first.pdf, dots_per_inch=254)  # ten dots to the millimetre
    assert page.shape[:2] == pytest.approx((2100, 1480), abs=2)


def test_it_names_the_letter_and_the_older_card() -> None:
    person = child()
    older = card("collected", person=person)
    made = card("at-office", person=person)
    handed_out(made, by=staff(), identity=identity(adult("姑姑")), shown=AGENT,
               authority=letter(made))  # fmt: skip
    text = flat(text_of(receipts.show(card=made, by=staff(), lang="zh", at=AT).pdf))
    assert "姑姑" in text
    assert f"委托人{mother_of(made).name}" in text
    assert "授权委托书" in text
    assert older.number not in text
    assert f"{older.number[:2]}*****{older.number[-2:]}" in text


def test_a_name_that_the_font_lacks_is_set_as_its_number() -> None:
    person = child()
    person.name = "李𠮷"
    person.save()
    made = collected(person=person)
    text = flat(text_of(receipts.show(card=made, by=staff(), lang="zh", at=AT).pdf))
    assert "李〔U+20BB7〕" in text


def test_it_is_for_the_desk_and_for_the_family_and_each_look_is_recorded() -> None:
    made = collected()
    mother = Account.objects.create(login="mother", person=mother_of(made))
    other = Account.objects.create(login="other")
    receipts.show(card=made, by=Actor(kind="person", account=mother.pk), lang="zh", at=AT)
    for nobody in (Actor(kind="person", account=other.pk), staff(region="420100"),
                   staff("hospital")):  # fmt: skip
        with pytest.raises(NotFound):
            receipts.show(card=made, by=nobody, lang="zh", at=AT)
    looks = AuditEntry.objects.filter(action="card.receipt", person=made.person_id)
    assert [each.account for each in looks] == [mother.pk]


def test_a_card_that_nobody_collected_at_an_office_has_none() -> None:
    for state in ("at-office", "collected"):
        with pytest.raises(NotFound):
            receipts.show(card=card(state), by=staff(), lang="zh", at=AT)
