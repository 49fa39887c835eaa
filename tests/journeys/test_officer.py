"""The officer's page of cards in a browser: in order at every width, in both languages."""

from datetime import timedelta

import card_makers
import pytest
from django.utils import timezone
from looks import Look, is_in_order
from playwright.sync_api import Browser
from test_desk_by_keyboard import at_the_desk

from firstcard.cards.operations import stock
from firstcard.core.actors import SERVICE

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]
ADDRESS = "/desk/cards/figures/"


def _cards() -> None:
    now = timezone.now()
    for office in ("a", "b"):
        for n in range(11):
            at = now - timedelta(days=n)
            card_makers.card("at-office", office=card_makers.office(code=office),
                             at=at, due_on=at.date())  # fmt: skip
    centre = card_makers.office("card-centre", code="centre")
    stock.receive(office=centre, count=5000, about="1", by=SERVICE, at=now)


@pytest.mark.parametrize("look", [
    Look(320, "en", "light", True), Look(1280, "zh", "dark", False),
    pytest.param(Look(360, "zh", "light", False), marks=pytest.mark.full),
    pytest.param(Look(768, "en", "dark", False), marks=pytest.mark.full),
], ids=str)  # fmt: skip
def test_the_figures_are_in_order(look: Look, browser: Browser, address: str) -> None:
    _cards()
    with at_the_desk(browser, address, "officer-zz", look) as page:
        page.goto(address + ADDRESS)
        is_in_order(page, look)
        assert page.locator("svg[role=img]").count() == 3
        page.locator("details summary").first.press("Enter")
        assert page.locator("details[open] li").count() >= 1
        with page.expect_download() as loading:
            page.locator('a[href*="offices.csv"]').click()
        assert loading.value.suggested_filename == "firstcard-cards-offices-90.csv"
