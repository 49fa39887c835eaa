"""A card centre's day in a real browser: send, answer, mend, dispatch, post; and how it looks."""

import json
from datetime import timedelta
from pathlib import Path

import card_files
import card_makers
import pytest
from card_files import cards_of, failed, line, made, whole
from card_makers import again
from centre_scene import by_post, scene
from django.utils import timezone
from looks import Look, is_in_order
from playwright.sync_api import Browser, Page
from test_desk_by_keyboard import at_the_desk

from firstcard.cards.models import Batch, Card, ResultFile, Shipment
from firstcard.cards.operations.stock import level
from firstcard.people.models import Office

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]
LOOKS = (Look(360, "zh", "light", False), Look(1280, "en", "light", False),
         Look(320, "en", "dark", True), Look(1280, "zh", "dark", False))  # fmt: skip
CARDS = 3


@pytest.mark.parametrize(("look", "scripts"), [(LOOKS[1], True), (LOOKS[0], False)],
                         ids=["en-1280-js", "zh-360-no-js"])  # fmt: skip
def test_a_card_centres_day(
    look: Look, scripts: bool, browser: Browser, address: str, tmp_path: Path
) -> None:
    given_cards_that_wait_too_long()
    with at_the_desk(browser, address, "card-centre-zz", look, scripts=scripts) as page:
        page.goto(f"{address}/desk/cards/centres/")
        when_they_are_sent_as_one_batch(page, look)
        batch = Batch.objects.get()
        and_the_centre_fetches_the_file_and_begins(page, batch, look)
        when_its_result_comes_back(page, address, batch, look, tmp_path)
        then_the_failed_card_alone_is_made_again(page, batch, look)
        when_blanks_are_counted(page, look)
        then_the_finished_card_leaves_on_a_list(page, look)
        and_the_other_one_by_post(page, address, look, tmp_path)


def given_cards_that_wait_too_long() -> None:
    card_files.centre()
    long_ago = timezone.now() - timedelta(days=30)
    for _ in range(CARDS):
        card_makers.order(at=long_ago)


def when_they_are_sent_as_one_batch(page: Page, look: Look) -> None:
    assert page.locator(".light.is-late").count() == 1
    _is_in_order(page, look)
    _presses(page, "#send")
    assert page.locator(".notice.good[role=status]").count() == 1
    _is_in_order(page, look)


def and_the_centre_fetches_the_file_and_begins(page: Page, batch: Batch, look: Look) -> None:
    page.reload()
    with page.expect_download() as fetched:
        page.locator(f'a[href="/desk/cards/batches/{batch.number}/cards.csv"]').click()
    lines = Path(fetched.value.path()).read_bytes().split(b"\r\n")
    assert len(lines) == CARDS + 2
    assert all(card.order.encode() in lines[number]
               for number, card in enumerate(cards_of(batch), start=1))  # fmt: skip
    _presses(page, "#start")
    assert {again(card).making for card in cards_of(batch)} == {"started"}


def when_its_result_comes_back(
    page: Page, address: str, batch: Batch, look: Look, folder: Path
) -> None:
    one, two, three = cards_of(batch)
    data = whole([line(made(one)), line(failed(two, reason="photo")), line(made(three)),
                  b"4,CD-2222-2222-2,made,A,B,,,0"])  # fmt: skip
    (folder / f"{batch.number}.result.csv").write_bytes(data)
    (folder / "manifest.json").write_text(json.dumps(card_files.manifest(batch, data)))
    page.goto(f"{address}/desk/cards/centres/centre/files/")
    _presses(page, "#hand-in")  # with nothing chosen
    assert page.locator(".error-summary a").count() == 2
    _is_in_order(page, look)
    page.set_input_files("#manifest", folder / "manifest.json")
    page.set_input_files("#file", folder / f"{batch.number}.result.csv")
    _presses(page, "#hand-in")
    row = ResultFile.objects.get()
    assert (row.good, row.bad.count()) == (3, 1)
    assert page.locator(".files li").count() == 1
    _is_in_order(page, look)


def then_the_failed_card_alone_is_made_again(page: Page, batch: Batch, look: Look) -> None:
    page.locator(f'main a[href="/desk/cards/batches/{batch.number}/"]').click()
    assert page.locator("button.again").count() == 1
    _is_in_order(page, look)
    page.reload()
    _presses(page, "button.again")
    two = again(cards_of(batch)[1])
    assert (two.making, two.tries) == ("ordered", 1)
    assert page.locator(".notice.good[role=status]").count() == 1


def when_blanks_are_counted(page: Page, look: Look) -> None:
    page.locator('.tabs a[href="/desk/cards/stock/centre/"]').click()
    assert page.locator(".notice.bad").count() == 1  # more were used than came
    page.locator("#kind-received").check()
    page.fill("#count", "500")
    _presses(page, "#write")
    assert page.locator(".error-summary").count() == 1
    assert page.locator("#kind-received").is_checked()
    assert page.input_value("#count") == "500"
    _is_in_order(page, look)
    page.fill("#about", "S-2026-1")
    _presses(page, "#write")
    assert level(office=Office.objects.get(code="centre")).received == 500
    assert page.locator(".notice.bad").count() == 0


def then_the_finished_card_leaves_on_a_list(page: Page, look: Look) -> None:
    page.locator('.tabs a[href$="/dispatch/"]').click()
    _is_in_order(page, look)
    page.reload()
    _presses(page, "#dispatch")
    shipment = Shipment.objects.get()
    assert shipment.count == 2
    page.locator(f'a[href="/desk/cards/lists/{shipment.number}/"]').click()
    assert page.locator("svg.barcode").count() == 2
    _is_in_order(page, look)


def and_the_other_one_by_post(page: Page, address: str, look: Look, folder: Path) -> None:
    one, two = by_post(), by_post()
    page.goto(f"{address}/desk/cards/centres/centre/post/")
    page.fill("#order", one.order.lower())
    _presses(page, "#post")
    assert page.input_value("#order") == one.order.lower()
    page.fill("#tracking", "EA 123 456 789 CN")
    _is_in_order(page, look)
    _presses(page, "#post")
    assert again(one).tracking == "EA123456789CN"
    (folder / "post.csv").write_text(f"order,tracking\n{two.order},EA000000002CN\nCD-1,X\n")
    page.set_input_files("#file", folder / "post.csv")
    _presses(page, "#list")
    assert again(two).making == "posted"
    assert page.locator(".notice.warn li").count() == 1
    _is_in_order(page, look)


@pytest.mark.parametrize(
    "look",
    [*LOOKS[:2], *(pytest.param(each, marks=pytest.mark.full) for each in LOOKS[2:])],
    ids=str,
)
def test_every_page_of_a_card_centre_in_several_looks(
    look: Look, browser: Browser, address: str
) -> None:
    batch = scene()
    paths = ["", "files/", "differences/", "dispatch/", "post/", "post/labels/"]
    whole_addresses = [
        *(f"centres/centre/{path}" for path in paths), "stock/centre/",
        f"batches/{batch.number}/", f"batches/{batch.number}/?show=all",
        *(f"files/{row.pk}/" for row in ResultFile.objects.order_by("-pk")[:2]),
        f"lists/{Shipment.objects.get().number}/",
    ]  # fmt: skip
    with at_the_desk(browser, address, "card-centre-zz", look) as page:
        for path in whole_addresses:
            page.goto(f"{address}/desk/cards/{path}")
            is_in_order(page, look)
    assert Card.objects.exists()


def _is_in_order(page: Page, look: Look) -> None:
    """As it looks; axe is a script, so without scripts the journey itself is what is tried."""
    if page.evaluate("matchMedia('(scripting: enabled)').matches"):
        is_in_order(page, look)


def _presses(page: Page, control: str) -> None:
    """By the keyboard: it is reached and pressed as a button is."""
    page.locator(control).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
