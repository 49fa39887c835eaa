"""The officer's page of cards: how long they take, by place, and nothing that tells of few."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import card_makers
import pytest
from card_staff import page, staff
from django.test import Client
from django.utils import timezone

from firstcard.cards.operations import stock
from firstcard.core.actors import SERVICE
from firstcard.desk.cards.officer.views import FILES

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/cards/figures/"


@pytest.fixture
def made() -> None:
    """Twelve cards at one office, three at another: 20 days from the order to each of them."""
    now = timezone.now()
    busy, quiet = card_makers.office(code="busy"), card_makers.office(code="quiet")
    for n in range(12):
        made_at = now - timedelta(days=n % 3)
        card_makers.card("at-office", office=busy, at=made_at, due_on=made_at.date())
    for _ in range(3):
        card_makers.card("sealed", office=quiet, at=now)


def _table(client: Client, name: str, period: str = "90") -> list[list[str]]:
    answer = client.get(f"{ADDRESS}{name}.csv?period={period}")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_an_officer_sees_how_long_cards_take(made: None, lang: str) -> None:
    shown = page(staff("policy-officer", lang=lang), ADDRESS)
    assert 'role="img"' in shown
    assert ("15 cards" if lang == "en" else "15张") in shown
    assert ("20 days" if lang == "en" else "20天") in shown


def test_the_file_says_what_the_page_says_and_hides_what_tells_of_few(made: None) -> None:
    officer = staff("policy-officer")
    rows = _table(officer, "offices")
    assert [row[1:] for row in rows[1:3]] == [["left out"] * 3, ["left out"] * 3]
    card_makers.card("at-office", office=card_makers.office(code="third"))
    for _ in range(10):
        card_makers.card("at-office", office=card_makers.office(code="fourth"), at=timezone.now())
    rows = _table(officer, "offices")
    assert ["12", "20", "20"] in [row[1:] for row in rows]
    assert [row[1:] for row in rows].count(["left out"] * 3) >= 2
    assert "3" not in [cell for row in rows for cell in row]


@pytest.mark.parametrize("name", FILES)
def test_every_table_is_a_file(made: None, name: str) -> None:
    assert len(_table(staff("policy-officer"), name)) >= 1


def test_blank_cards_are_counted_and_a_shortage_is_said() -> None:
    centre = card_makers.office("card-centre", code="centre")
    now = timezone.now()
    stock.receive(office=centre, count=100, about="1", by=SERVICE, at=now)
    stock.spoil(office=centre, count=7, about="1", by=SERVICE, at=now)
    assert ["100", "0", "7", "0", "93", "7"] in [
        row[1:] for row in _table(staff("policy-officer"), "stock")]  # fmt: skip
    stock.used_up(office=centre, used=200, spoiled=0, about="1", by=SERVICE, at=now)
    assert "more used than came" in page(staff("policy-officer"), ADDRESS)


def test_what_a_branch_prints_at_once_is_no_measure_of_the_centre(made: None) -> None:
    for _ in range(20):
        card_makers.card("at-office", delivery="bank", office=card_makers.office("bank"),
                         at=timezone.now())  # fmt: skip
    rows = _table(staff("policy-officer"), "centres")
    assert rows[1][1:] == ["15", "20", "20"]


def test_another_region_is_not_looked_into(made: None) -> None:
    elsewhere = staff("policy-officer", region="420100")
    shown = page(elsewhere, f"{ADDRESS}?region=410100")
    assert "15 cards" not in shown
    assert "No card in this time" in shown


@pytest.mark.parametrize("role", ["clerk", "card-centre", "bank", "hospital", "hotline"])
def test_figures_are_not_for_desks(role: str) -> None:
    page(staff(role), ADDRESS, 403)
    assert staff(role).get(f"{ADDRESS}offices.csv").status_code == 403


def test_there_is_no_other_table() -> None:
    page(staff("policy-officer"), f"{ADDRESS}people.csv", 404)
