"""A bank branch prints a card and makes it work in one visit; a hospital enables one at the till.

With and without scripts, in both languages; and every page of theirs in every look.
"""

from __future__ import annotations

from datetime import timedelta

import card_families
import card_makers
import drawn_pictures
import pytest
from django.utils import timezone
from looks import Look, is_in_order
from playwright.sync_api import Browser, Page
from test_desk_by_keyboard import LOOKS, OTHERS, at_the_desk

from firstcard.cards.content import CardData, sealed
from firstcard.cards.models import BankAccount, Card, CardEvent
from firstcard.cards.operations import credentials, passwords, stock
from firstcard.cards.states import Axis, Function, Making, Password
from firstcard.core.actors import SERVICE
from firstcard.people.models import Office, Person
from firstcard.people.numbers import add_number

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]
NUMBER, CODE = "A12345678", "0123456789ABCDEF0123456789ABCDEF"
WAYS = (Look(360, "zh", "light", False), Look(1280, "en", "light", False))


def _branch() -> Office:
    branch = card_makers.office("bank", code="sample-bank", region="410105")
    stock.receive(office=branch, count=3, about="L1", by=SERVICE, at=timezone.now())
    return branch


def _to_print(branch: Office) -> Card:
    """A card with a picture that waits at a branch."""
    child = card_makers.child()
    card = card_makers.order(person=child, delivery="bank", office=branch, at=timezone.now())
    data = sealed(order=card.order, data=CardData(
        name=child.name, sex=1, born_on="2026-09-01", nationality="mainland",
        number_kind="citizen-id", number=card_makers.number(child),
        photo=drawn_pictures.encoded(drawn_pictures.portrait())))  # fmt: skip
    Card.objects.filter(pk=card.pk).update(data=data.data, photo=data.photo)
    return card_makers.again(card)


def _stands_there(page: Page, card: Card, *, card_shown: bool = True) -> None:
    """The mother with her identity card and the papers that the packs ask for."""
    mother = card_families.mother_of(card.person)
    page.fill("#number", card_makers.number(mother))
    page.fill("#name", mother.name)
    for paper in ("card", "guardian-identity", "child-identity"):
        box = page.locator(f"#{paper}-yes")
        if box.count() and (card_shown or paper != "card"):
            box.check()


def _sends(page: Page) -> None:
    with page.expect_navigation():
        page.click("#do-it")


def _done(page: Page) -> int:
    return page.locator(".notice.good[role=status]").count()


@pytest.mark.parametrize("look", WAYS, ids=str)
@pytest.mark.parametrize("scripts", [True, False], ids=["js", "no-js"])
def test_a_branch_makes_a_card_work_in_one_visit(
    scripts: bool, look: Look, browser: Browser, address: str
) -> None:
    branch = _branch()
    card = _to_print(branch)
    with at_the_desk(browser, address, "bank-zz", look, scripts=scripts) as page:
        page.goto(f"{address}/desk/cards/branch/")
        page.click(f'a[href="/desk/cards/{card.order}/"]')
        when_the_branch_prints_it(page, card)
        when_the_family_signs_for_it(page, card)
        when_the_bank_opens_the_account(page)
        when_both_sides_are_enabled(page, card)
        when_the_passwords_are_set(page, card)
    then_the_card_works(card, branch)


def when_the_branch_prints_it(page: Page, card: Card) -> None:
    page.click("#print")
    page.wait_for_load_state("load")
    assert page.locator("main img").evaluate("each => each.naturalWidth > 0")
    page.fill("#number", "A1234")
    page.fill("#code", CODE.lower())
    _sends(page)
    assert page.locator('.error-summary a[href="#number"]').count() == 1
    assert page.input_value("#code") == CODE.lower(), "what was right stays"
    page.fill("#number", NUMBER)
    _sends(page)
    assert _done(page) == 1
    assert card_makers.again(card).making == Making.AT_OFFICE


def when_the_family_signs_for_it(page: Page, card: Card) -> None:
    """At the same desk in the same visit; the journey of the office shows more of it."""
    with page.expect_navigation():
        page.click("#take")
    _stands_there(page, card)
    page.fill("#card_number", NUMBER)
    page.check("#genuine-yes")
    _sends(page)
    page.check("#confirmed")
    page.check("#signed-paper")
    _sends(page)
    assert _done(page) == 1
    assert card_makers.again(card).making == Making.COLLECTED


def when_the_bank_opens_the_account(page: Page) -> None:
    page.click("#account")
    page.fill("#masked", "6228480012341234567")
    page.fill("#opened_on", timezone.localdate().isoformat())
    _sends(page)
    assert page.input_value("#masked") == "622848*********4567", "never whole"
    _sends(page)
    assert _done(page) == 1


def when_both_sides_are_enabled(page: Page, card: Card) -> None:
    for side in ("enable", "enable-bank"):
        page.click(f"#{side}")
        _stands_there(page, card, card_shown=False)
        _sends(page)
        assert page.locator('.error-summary a[href="#card-yes"]').count() == 1
        page.check("#card-yes")
        _sends(page)
        assert _done(page) == 1


def when_the_passwords_are_set(page: Page, card: Card) -> None:
    for side in ("password", "password-bank"):
        page.click(f"#{side}")
        assert page.is_checked("#what-password-set"), "the only thing that can have happened"
        _stands_there(page, card)
        _sends(page)
        assert _done(page) == 1


def then_the_card_works(card: Card, branch: Office) -> None:
    kept = card_makers.again(card)
    assert (kept.number, kept.code) == (NUMBER, CODE)
    assert (kept.social_security, kept.bank) == (Function.ON, Function.ON)
    assert BankAccount.objects.get(card=card).bank == branch
    assert stock.level(office=branch).left == 2
    for axis in (Axis.SOCIAL_SECURITY, Axis.BANK):
        assert passwords.state(card=card, axis=axis) is Password.SET


@pytest.mark.parametrize("look", WAYS, ids=str)
@pytest.mark.parametrize("scripts", [True, False], ids=["js", "no-js"])
def test_a_hospital_enables_a_card_at_the_first_settlement(
    scripts: bool, look: Look, browser: Browser, address: str
) -> None:
    card = card_makers.card("collected", at=timezone.now())
    with at_the_desk(browser, address, "hospital-zz", look, scripts=scripts) as page:
        page.goto(f"{address}/desk/cards/number/")
        page.fill("#number", "Z00000000")
        _sends(page)
        assert page.input_value("#number") == "Z00000000"
        page.fill("#number", card.number)
        _sends(page)
        assert card.number not in page.url
        _stands_there(page, card)
        _sends(page)
        assert _done(page) == 1
        assert page.get_by_text("622848").count() == 0
    event = CardEvent.objects.get(card=card, action="enable", account__isnull=False)
    assert event.detail["way"] == "hospital"
    assert card_makers.again(card).social_security == Function.ON


def test_a_family_sends_somebody_with_a_letter(browser: Browser, address: str) -> None:
    card, aunt = card_makers.card("collected", at=timezone.now()), card_makers.adult("钱多")
    mother = card_families.mother_of(card.person)
    with at_the_desk(browser, address, "clerk-zz", WAYS[1]) as page:
        page.goto(f"{address}/desk/cards/{card.order}/enable/")
        _stands_there(page, card)
        page.fill("#number", card_makers.number(aunt))
        page.fill("#name", aunt.name)
        page.click("summary")
        page.fill("#given_by", card_makers.number(mother))
        _sends(page)
        assert page.locator("details[open] #given_by").count() == 1
        page.fill("#giver_name", mother.name)
        page.check("#letter-of-authority-yes")
        page.check("#agent-identity-yes")
        _sends(page)
        assert _done(page) == 1
    assert CardEvent.objects.get(card=card, action="enable").detail["relation"] == "agent"


@pytest.mark.parametrize(
    "look",
    [LOOKS[0], *(pytest.param(each, marks=pytest.mark.full) for each in (LOOKS[1], *OTHERS))],
    ids=str,
)
def test_every_page_of_theirs_is_in_order(look: Look, browser: Browser, address: str) -> None:
    for login, paths in pages().items():
        with at_the_desk(browser, address, login, look) as page:
            for path in paths:
                answer = page.goto(address + path)
                assert answer is not None
                assert answer.status == 200, path
                is_in_order(page, look)


def pages() -> dict[str, list[str]]:
    """Something to see on every page."""
    now, branch = timezone.now(), _branch()
    waits, off, works = _to_print(branch), _held(), _held(works=True)
    BankAccount.objects.create(card=works, bank=branch, masked="622848******1234",
                               opened_on=timezone.localdate(now))  # fmt: skip
    made, given = card_makers.card("made", at=now), card_makers.card("sent", at=now)
    credentials.stand_in(card=given, by=SERVICE, at=now)
    old = _held(valid_until=timezone.localdate(now) + timedelta(days=1))
    Person.objects.filter(pk=old.person_id).update(name="李晓明")
    home = Person.objects.create(name="示例儿童福利院")
    add_number(person=home, kind="organisation", number="91410100MA000000XX")
    card_makers.guardian(of=off.person, relation="institution", person=home)
    at = "/desk/cards/{}/{}".format
    return {
        "bank-zz": ["/desk/cards/branch/", at(waits.order, ""), at(waits.order, "print/"),
                    at(off.order, "account/"), at(off.order, "enable/"),
                    at(works.order, "enable-bank/"), at(works.order, "password/"),
                    at(works.order, "password-bank/"), at(works.order, "")],
        "clerk-zz": [at(made.order, "temporary/"), at(given.order, "temporary/"),
                     at(old.order, "renew/"), at(old.order, "change/"), at(old.order, ""),
                     "/desk/cards/first/"],
        "hospital-zz": ["/desk/cards/number/", at(off.order, "enable/"),
                        at(works.order, "enable/")],
    }  # fmt: skip


def _held(*, works: bool = False, **fields: object) -> Card:
    card = card_makers.card("collected", at=timezone.now(), works=works)
    Card.objects.filter(pk=card.pk).update(**fields or {"ended_reason": ""})
    return card_makers.again(card)
