"""The office: a card is scanned in, found, checked, confirmed, signed for; with the keyboard alone.

In both languages, with and without scripts; two desks at one card in two browsers; the family's
page shows it at once; and every page of the office in every look.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import card_families
import card_makers
import drawn_pictures
import pytest
from card_staff import account
from django.utils import timezone
from looks import Look, is_in_order, signed_in_as
from playwright.sync_api import Browser, Page
from test_desk_by_keyboard import LOOKS, OTHERS

from firstcard.accounts import demo
from firstcard.accounts.models import Account
from firstcard.cards.content import CardData, sealed
from firstcard.cards.models import Card, Collection
from firstcard.cards.operations import collecting
from firstcard.casework import photos
from firstcard.people.models import Office, Person

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]
WAYS = (Look(360, "zh", "light", False), Look(1280, "en", "light", False))
_MOST_STOPS = 120
MINE = {"en": "You have this card until", "zh": "该卡由您办理"}


@dataclass(frozen=True)
class Scene:
    """An office with a card on its way to it, and one that belongs elsewhere."""

    office: Office
    card: Card
    misdirected: Card
    mother: Person

    @property
    def numbers(self) -> tuple[str, str]:
        """The mother's number, and the child's."""
        return card_makers.number(self.mother), card_makers.number(self.card.person)


@pytest.fixture
def scene() -> Scene:
    at = timezone.now() - timedelta(days=1)
    here = card_makers.office(code="here", region="410105")
    there = card_makers.office(code="there", region="410105")
    card = card_makers.card("dispatched", at=at, office=here, region="410105")
    _with_picture(card)
    other = card_makers.card("dispatched", at=at, office=there, region="410105")
    return Scene(here, card_makers.again(card), other, card_families.mother_of(card.person))


def _with_picture(card: Card) -> None:
    picture = drawn_pictures.encoded(drawn_pictures.portrait())
    rules = photos.rules_of(region="410105", on=timezone.localdate())
    made = photos.opened(data=picture, rules=rules).pictures[0]
    data = sealed(order=card.order, data=CardData(
        name=card.person.name, sex=1, born_on="2026-09-01", nationality="mainland",
        number_kind="citizen-id", number=card_makers.number(card.person),
        photo=made))  # fmt: skip
    Card.objects.filter(pk=card.pk).update(data=data.data, photo=data.photo)


@pytest.mark.parametrize("look", WAYS, ids=str)
@pytest.mark.parametrize("scripts", [True, False], ids=["js", "no-js"])
def test_a_card_comes_to_its_family_without_a_mouse(
    scripts: bool, look: Look, scene: Scene, browser: Browser, address: str
) -> None:
    clerk = account(office=scene.office)
    with signed_in_as(clerk, browser, address, look, scripts=scripts) as page:
        when_the_cards_are_scanned(page, address, scene)
        when_the_card_of_the_family_is_found(page, address, scene)
        when_the_clerk_checks_who_and_what(page, scene, look)
        when_the_family_confirms_and_signs(page, scene)
    then_the_family_has_it(scene, browser, address, look)


def when_the_cards_are_scanned(page: Page, address: str, scene: Scene) -> None:
    """A scanner types the order and Enter; a card of another office is passed on at once."""
    page.goto(f"{address}/desk/cards/")
    _presses(page, "#arrivals")
    for order in (scene.misdirected.order, scene.card.order):
        assert page.locator("#said:focus").count() == 1, "the box waits for the next scan"
        _scans(page, order)
        if order == scene.misdirected.order:
            _presses(page, f'form[action$="{order}/forward/"] button')
            assert page.locator(".notice.good[role=status]").count() == 1
    assert card_makers.again(scene.card).making == "at-office"
    sent = card_makers.again(scene.misdirected).shipment
    assert sent is not None
    assert sent.to.code == "there"


def when_the_card_of_the_family_is_found(page: Page, address: str, scene: Scene) -> None:
    """By the code of the notice, which a scanner types into the first page's box."""
    page.goto(f"{address}/desk/cards/")
    assert page.locator("#said:focus").count() == 1
    _scans(page, scene.card.order)
    assert page.url.endswith(f"/desk/cards/{scene.card.order}/")
    _presses(page, "#take")


def when_the_clerk_checks_who_and_what(page: Page, scene: Scene, look: Look) -> None:
    mother, child = scene.numbers
    assert MINE[look.lang] in page.content()
    _types(page, "#number", mother)
    _types(page, "#name", scene.mother.name)
    for paper in ("guardian-identity", "child-identity", "genuine"):
        _reaches(page, f"#{paper}-yes")
        page.keyboard.press("Space")
        if paper == "child-identity":
            _types(page, "#card_number", "A00000000")
    _presses(page, "#do-it")
    assert page.input_value("#number") == mother, "what was right stays"
    assert child not in page.content(), "the card is not shown before it is the right one"
    _follows(page, '.error-summary a[href="#card_number"]')
    assert page.locator("#card_number:focus").count() == 1
    page.keyboard.press("Control+A")
    page.keyboard.type(scene.card.number)
    _presses(page, "#do-it")
    assert child in page.content()
    assert page.locator(".portrait").evaluate("each => each.naturalWidth") > 0


def when_the_family_confirms_and_signs(page: Page, scene: Scene) -> None:
    _presses(page, "#do-it")
    assert page.locator('.error-summary a[href="#confirmed"]').count() == 1
    _reaches(page, "#confirmed")
    page.keyboard.press("Space")
    _reaches(page, "#signed-paper")
    page.keyboard.press("ArrowDown")
    assert page.locator("#signed-typed").is_checked()
    _types(page, "#signature", scene.mother.name)
    _presses(page, "#do-it")
    assert page.locator(".notice.good[role=status]").count() == 1
    assert page.locator("#receipt").count() == 1


def then_the_family_has_it(scene: Scene, browser: Browser, address: str, look: Look) -> None:
    kept = Collection.objects.get(card=scene.card)
    assert (kept.collector, kept.kind) == (scene.mother, "typed")
    assert collecting.holds(collection=kept)
    mother = demo.family(telephone="13900000077", at=timezone.now())
    Account.objects.filter(pk=mother.pk).update(person=scene.mother)
    with signed_in_as(mother, browser, address, look) as page:
        page.goto(f"{address}/cards/{scene.card.order}/")
        assert page.locator('a[href$="/receipt.pdf"]').count() == 1, "its receipt is there"


def test_of_two_desks_one_hands_the_card_out(scene: Scene, browser: Browser, address: str) -> None:
    """Each in a browser of its own; the second is told who has it, also when it comes late."""
    Card.objects.filter(pk=scene.card.pk).update(making="at-office", at_office_since=timezone.now())
    here, look = f"{address}/desk/cards/{scene.card.order}/", WAYS[1]
    first, second = (account(office=scene.office) for _ in range(2))
    with (signed_in_as(first, browser, address, look) as one,
          signed_in_as(second, browser, address, look) as two):  # fmt: skip
        one.goto(here)
        two.goto(here)
        one.click("#take")
        one.wait_for_selector("#card_number")
        two.click("#take")
        two.wait_for_selector(".error-summary")
        assert f"{first.shown_name} is handing this card out" in two.inner_text("main")
        _filled(one, scene)
        one.click("#do-it")
        one.check("#confirmed")
        one.click("#do-it")
        one.wait_for_selector(".notice.good")
        two.goto(f"{here}collect/")
        assert two.locator("#do-it").count() == 0
        assert "The card now: collected" in two.inner_text("main")
    assert Collection.objects.count() == 1


def test_a_signature_is_drawn_and_lives_through_a_switch_of_language(
    scene: Scene, browser: Browser, address: str
) -> None:
    Card.objects.filter(pk=scene.card.pk).update(making="at-office", at_office_since=timezone.now())
    with signed_in_as(account(office=scene.office), browser, address, WAYS[1]) as page:
        page.goto(f"{address}/desk/cards/{scene.card.order}/")
        page.click("#take")
        _filled(page, scene)
        page.click("#do-it")
        page.check("#confirmed")
        page.locator("#drawing").scroll_into_view_if_needed()
        box = page.locator("#drawing").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 20, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + 200, box["y"] + 90, steps=5)
        page.mouse.up()
        assert page.locator("#signed-drawn").is_checked()
        before = page.input_value("#drawn")
        page.click("button[name=language]")
        page.wait_for_selector("text=请核对卡面信息")
        assert page.input_value("#drawn") == before
        assert page.locator("#signed-drawn").is_checked()
        page.click("#do-it")
        page.wait_for_selector(".notice.good")
    kept = Collection.objects.get(card=scene.card)
    assert kept.kind == "drawn"
    assert collecting.holds(collection=kept)


@pytest.mark.parametrize(
    "look",
    [LOOKS[1], *(pytest.param(each, marks=pytest.mark.full) for each in (LOOKS[0], *OTHERS))],
    ids=str,
)
def test_every_page_of_the_office_is_in_order(
    look: Look, scene: Scene, browser: Browser, address: str
) -> None:
    cards = {
        state: card_makers.card(state, office=scene.office, region="410105")
        for state in ("at-office", "returned", "sealed", "posted", "collected", "stopped")
    }
    here = f"{address}/desk/cards/"
    with signed_in_as(account(office=scene.office), browser, address, look) as page:
        paths = ["", "arrivals/", *(f"shelves/{name}/" for name in (
            "coming", "waiting", "unclaimed", "returned", "sealed")),
            *(f"{each.order}/" for each in cards.values()),
            f"{cards['at-office'].order}/forward/", f"{cards['returned'].order}/post-again/",
            f"{cards['posted'].order}/come-back/"]  # fmt: skip
        for path in paths:
            answer = page.goto(here + path)
            assert answer is not None
            assert answer.status == 200, path
            is_in_order(page, look)
        _scanned_wrong(page, here, scene, look)
        _handing_out(page, here, scene, look)


def _scanned_wrong(page: Page, here: str, scene: Scene, look: Look) -> None:
    page.goto(f"{here}arrivals/")
    page.fill("#said", scene.misdirected.order)
    page.click("#take-in")
    page.wait_for_selector(".error-summary")
    is_in_order(page, look)


def _handing_out(page: Page, here: str, scene: Scene, look: Look) -> None:
    Card.objects.filter(pk=scene.card.pk).update(making="at-office", at_office_since=timezone.now())
    page.goto(f"{here}{scene.card.order}/")
    page.click("#take")
    page.wait_for_selector("#card_number")
    is_in_order(page, look)
    page.goto(page.url)
    page.click("#do-it")
    page.wait_for_selector(".error-summary")
    is_in_order(page, look)
    page.goto(page.url)
    _filled(page, scene)
    page.click("#do-it")
    page.wait_for_selector(".portrait")
    is_in_order(page, look)
    page.goto(f"{here}{scene.card.order}/reject/")
    is_in_order(page, look)


def _filled(page: Page, scene: Scene) -> None:
    """The first page, for the mother with everything in order."""
    page.wait_for_selector("#card_number")
    page.fill("#number", scene.numbers[0])
    page.fill("#name", scene.mother.name)
    for name in ("guardian-identity", "child-identity", "genuine"):
        page.check(f"#{name}-yes")
    page.fill("#card_number", scene.card.number)


def _scans(page: Page, order: str) -> None:
    page.keyboard.type(order)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _presses(page: Page, control: str) -> None:
    _reaches(page, control)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _follows(page: Page, control: str) -> None:
    _reaches(page, control)
    page.keyboard.press("Enter")


def _types(page: Page, control: str, text: str) -> None:
    _reaches(page, control)
    page.keyboard.type(text)


def _reaches(page: Page, control: str) -> None:
    """Tab to it, past whatever stands before; it must be on the screen then."""
    for _ in range(_MOST_STOPS):
        found = page.locator(f"{control}:focus")
        if found.count():
            box = found.bounding_box()
            assert box is not None
            assert 0 <= box["y"] < 800
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{control} is never reached on {page.url}")
