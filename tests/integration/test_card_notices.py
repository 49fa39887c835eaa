"""The notice that a card is ready: read by a camera, a screen reader and a clerk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import zxingcpp
from card_families import account_of, mother_of
from card_makers import AT, CASE, card, child, staff
from poppler import flat, pages, text_of

from firstcard.cards import notices
from firstcard.cards.operations import collecting
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import NotFound
from firstcard.people.models import Guardianship

pytestmark = pytest.mark.django_db


def text(made: Any, lang: Any = "zh") -> str:
    return flat(text_of(notices.show(card=made, by=staff(), lang=lang, at=AT).pdf))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_says_whose_card_lies_where_and_what_to_bring(lang: Any) -> None:
    made = card("at-office")
    found = text(made, lang)
    for said in (made.order, CASE, "李小明", "样例网点", "户口簿中孩子的本人页", "授权委托书"):
        assert flat(said) in found, said
    assert "2026年11月23日" in text(made, "zh")
    if lang == "en":
        assert flat("Somebody else with your written authority also brings") in found


def test_its_code_is_the_order_by_which_the_desk_finds_the_card() -> None:
    made = card("at-office")
    drawn = notices.code(card=made, lang="en")
    assert "<title>QR code of the card order</title>" in drawn
    (sheet,) = pages(notices.show(card=made, by=staff(), lang="en", at=AT).pdf, dots_per_inch=254)
    assert sheet.shape[:2] == pytest.approx((2100, 1480), abs=2)
    assert [each.text for each in zxingcpp.read_barcodes(sheet)] == [made.order]
    assert collecting.find(said=made.order, by=staff(), at=AT) == made


def test_a_young_person_of_sixteen_comes_alone_and_an_institution_with_its_papers() -> None:
    grown = card("at-office", person=child(born_on=date(2010, 1, 2)))
    assert "由本人领取，请携带" in text(grown)
    ward = card("at-office")
    Guardianship.objects.filter(child=ward.person).update(relation="institution")
    assert "机构" in text(ward)


def test_a_card_that_was_put_away_says_so_and_one_that_lies_nowhere_has_none() -> None:
    assert "因逾期未领已封存" in text(card("sealed"))
    for state in ("ordered", "dispatched", "returned", "collected", "stopped"):
        with pytest.raises(NotFound):
            notices.show(card=card(state), by=staff(), lang="zh", at=AT)


def test_it_is_for_the_family_and_the_desk_and_each_look_is_recorded() -> None:
    made = card("at-office")
    notices.told(card=made, by=account_of(mother_of(made.person)), at=AT)
    for nobody in (account_of(mother_of(child())), staff("hospital"), staff(region="420100")):
        with pytest.raises(NotFound):
            notices.told(card=made, by=nobody, at=AT)
    entry = AuditEntry.objects.get(action="card.notice")
    assert (entry.person, entry.case) == (made.person_id, made.case)
