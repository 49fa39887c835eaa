"""A family follows its child's card from the order to the first use, on a phone and a desktop."""

from __future__ import annotations

from datetime import timedelta

import card_makers
import cv2
import numpy as np
import pytest
import signed_in
from card_makers import again
from django.test import Client
from family import Family
from handing import handed_out
from looks import FEW, OTHERS, Look, is_in_order, seen
from playwright.sync_api import Browser, Page

from firstcard.accounts import demo
from firstcard.cards.models import BankAccount, Card, Credential
from firstcard.cards.operations import arriving, posting
from firstcard.guidance.today import now, today
from firstcard.people.models import Guardianship, Office, Person

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]


def test_by_post_from_the_order_to_a_card_that_works(family: Family) -> None:
    card = given_a_card("ordered")
    when_the_mother_signs_in(family, card)
    and_chooses_the_post(family)
    then_she_sees_that_it_is_in_the_post(family, card)
    and_takes_it_out_of_the_parcel(family, card)
    and_makes_it_work(family, card)
    and_holds_it_in_her_telephone(family, card)


def test_at_the_office_with_the_notice_on_the_telephone(family: Family) -> None:
    card = given_a_card("ordered")
    when_the_mother_signs_in(family, card)
    and_chooses_the_nearest_office(family, card)
    then_the_notice_is_read_by_a_camera(family, card)
    and_the_page_shows_at_once_that_the_desk_handed_it_out(family, card)


def given_a_card(state: str, *, person: Person | None = None, office: Office | None = None) -> Card:
    return card_makers.card(state, person=person, at=now(), office=office)


def signs_in(card: Card) -> Client:
    account = demo.family(telephone="13800000077", at=now())
    account.person = Guardianship.objects.filter(child=card.person).order_by("pk")[0].guardian
    account.save()
    return signed_in.client_of(account)


def when_the_mother_signs_in(family: Family, card: Card) -> None:
    session = signs_in(card).cookies["sessionid"].value
    family.page.context.add_cookies(
        [{"name": "sessionid", "value": session, "url": family.address}])  # fmt: skip
    family.opens("/cases/")
    family.presses('main a[href="/cards/"]')
    family.presses(f'a[href="/cards/{card.order}/"]')
    family.sees("The card is ordered.", "已安排制卡")


def and_chooses_the_post(family: Family) -> None:
    family.presses('main a[href$="/delivery/"]')
    family.sees("Cost:", "费用：")
    family.chooses("get-post")
    family.continues()
    assert family.page.locator(".error-summary").count() == 1
    assert family.page.locator("#get-post").is_checked(), "what was chosen stays"
    family.types("recipient", "王芳")
    family.types("address", "郑州市金水区某路1号")
    family.continues()
    family.sees("Posted to you", "邮寄给您")


def _by_the_centre(card: Card, *actions: str) -> Card:
    """The centre makes the card, and sends it out."""
    for action in actions:
        move = card_makers.CardAction(action)
        card_makers.changing.apply(card=card, action=move, by=card_makers.SERVICE, at=now(),
                                   **card_makers._brings(card, move, now()))  # fmt: skip
    return again(card)


def then_she_sees_that_it_is_in_the_post(family: Family, card: Card) -> None:
    made = _by_the_centre(again(card), "send", "start", "make")
    centre = card_makers.staff("card-centre", region="410000")
    posting.post(card=made, tracking="EA123456789CN", by=centre, at=now())
    family.opens(f"/cards/{card.order}/")
    family.sees("The card is in the post to you.", "卡已寄出，正在邮寄途中。")
    family.sees("EA123456789CN", "EA123456789CN")


def and_takes_it_out_of_the_parcel(family: Family, card: Card) -> None:
    family.presses("main a.button.main")
    family.sees(card.person.name, card.person.name)
    family.continues()
    assert family.page.locator(".error-summary").count() == 1, "she has to say whether it came"
    family.chooses("came-right")
    family.continues()
    family.sees("You have the card.", "卡已领到")
    assert again(card).making == "collected"


def and_makes_it_work(family: Family, card: Card) -> None:
    family.presses("main a.button.main")
    family.sees("At the bank named on the card", "在卡面所示银行的网点")
    family.presses("main form button.main")
    family.sees("Enabled since", "已启用")
    family.presses('button[value="password-set"]')
    family.sees("A password is set.", "已设置密码。")
    family.presses(".back")
    family.sees("The card works.", "卡已可以使用。")
    assert (again(card).social_security, again(card).bank) == ("on", "off")


def and_holds_it_in_her_telephone(family: Family, card: Card) -> None:
    family.presses('main a[href$="/beside/"]')
    family.presses('button[value="electronic-card"]')
    family.sees("Held by: you", "由您持有")
    family.presses('button[name="serial"]')
    family.sees("Ended on", "已终止")
    assert Credential.objects.get(person=card.person).ended_reason == "let-go"


def and_chooses_the_nearest_office(family: Family, card: Card) -> None:
    family.presses('main a[href$="/delivery/"]')
    family.chooses("get-office", "at-office-0")
    family.continues()
    chosen = again(card).office
    assert chosen is not None
    assert chosen.code == "sample-card-jinshui", "no telephone was asked where it is"


def then_the_notice_is_read_by_a_camera(family: Family, card: Card) -> None:
    made = _by_the_centre(again(card), "send", "start", "make", "dispatch")
    assert made.office is not None
    clerk = card_makers.staff()
    arriving.arrive(card=made, office=made.office, by=clerk, at=now())
    family.opens(f"/cards/{card.order}/")
    family.sees("The card is ready.", "卡已到")
    family.presses("main a.button.main")
    family.sees("Mon-Fri 09:00-12:00", "周一至周五")
    picture = family.page.locator("svg.qr").screenshot()
    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    read, *_ = cv2.QRCodeDetector().detectAndDecode(image)
    assert read == card.order, "it holds the order and nothing else"


def and_the_page_shows_at_once_that_the_desk_handed_it_out(family: Family, card: Card) -> None:
    handed_out(again(card), by=card_makers.staff(), at=now())
    family.presses(".back")
    family.sees("You have the card.", "卡已领到")
    family.sees("Receipt of the collection", "领卡回执")


# In every look


@pytest.mark.parametrize("look", [
    *(pytest.param(each, id=str(each)) for each in FEW),
    *(pytest.param(each, id=str(each), marks=pytest.mark.full) for each in OTHERS),
])  # fmt: skip
def test_every_page_of_a_card_in_every_look(look: Look, browser: Browser, address: str) -> None:
    cards = _of_one_mother()
    client = signs_in(cards["ordered"])
    with seen(browser, address, look, answered=False) as page:
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        for path in _paths(cards):
            page.goto(address + path)
            assert page.locator("h1").count() == 1, (path, page.url)
            assert page.url == address + path
            is_in_order(page, look)
        _with_mistakes(page, address, cards, look)


def _with_mistakes(page: Page, address: str, cards: dict[str, Card], look: Look) -> None:
    for path in (f"/cards/{cards['ordered'].order}/delivery/",
                 f"/cards/{cards['posted'].order}/arrived/"):  # fmt: skip
        page.goto(address + path)
        if path.endswith("delivery/"):
            page.locator("#get-post").check()
        with page.expect_navigation():
            page.locator("main form button.main").first.click()
        assert page.locator(".error-summary").count() == 1
        is_in_order(page, look)


def _of_one_mother() -> dict[str, Card]:
    """Children with a card each: late, being made with others to compare, there, and so on."""
    mother = card_makers.adult()
    here = card_makers.office(code="sample-card-jinshui", region="410105")
    cards = {state: given_a_card(state, person=card_makers.child(mother=mother), office=here)
             for state in ("ordered", "sent", "posted", "returned", "at-office", "sealed",
                           "collected", "stopped")}  # fmt: skip
    Card.objects.filter(pk=cards["sent"].pk).update(due_on=today() - timedelta(days=3))
    for days in range(1, 21):
        made = card_makers.card("at-office", at=now(), office=here)
        Card.objects.filter(pk=made.pk).update(place_from=now() - timedelta(days=days))
    bank = card_makers.office("bank")
    BankAccount.objects.create(card=cards["collected"], bank=bank, masked="621700******1234",
                               opened_on=today())  # fmt: skip
    return cards


def _paths(cards: dict[str, Card]) -> list[str]:
    pages = {"ordered": ("", "delivery/", "beside/"), "sent": ("",), "posted": ("", "arrived/"),
             "returned": ("", "delivery/"), "at-office": ("", "notice/"),
             "sealed": ("", "notice/"), "collected": ("", "enable/", "beside/", "renew/"),
             "stopped": ("",)}  # fmt: skip
    return ["/cards/", *(f"/cards/{cards[state].order}/{name}"
                         for state, names in pages.items() for name in names)]  # fmt: skip
