"""A plan is kept, opened on a phone with answers of its own, and deleted with one tap."""

import pytest
from looks import PAIRS, Look, is_in_order, seen
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]


@pytest.fixture(params=[PAIRS[0], PAIRS[7]], ids=str)
def look(request: pytest.FixtureRequest) -> Look:
    return request.param


def test_a_plan_goes_from_one_phone_to_another(look: Look, browser: Browser, address: str) -> None:
    with seen(browser, address, look) as mother, seen(browser, address, look) as father:
        kept = when_the_mother_keeps_it(mother, look, address)
        then_the_father_is_asked_which_plan_he_wants(father, look, kept)
        then_both_see_one_plan(father, address)
        then_it_is_deleted_with_one_tap(mother, look, address)
        then_its_address_says_so(father, look, kept)


def when_the_mother_keeps_it(page: Page, look: Look, address: str) -> str:
    page.goto(f"{address}/plan/")
    _press(page, 'form[action="/plan/keep/"] button')
    assert page.url == f"{address}/kept/"
    kept = page.locator("#kept-address").input_value()
    is_in_order(page, look)
    page.goto(f"{address}/plan/")
    is_in_order(page, look)
    return kept


def then_the_father_is_asked_which_plan_he_wants(page: Page, look: Look, kept: str) -> None:
    page.goto(kept)
    assert page.url.endswith("/kept/open/")  # no token stays in the address bar
    is_in_order(page, look)


def then_both_see_one_plan(page: Page, address: str) -> None:
    _press(page, "button[value=kept]")
    assert page.url == f"{address}/plan/"
    page.goto(f"{address}/kept/")
    assert page.url == f"{address}/kept/"


def then_it_is_deleted_with_one_tap(page: Page, look: Look, address: str) -> None:
    page.goto(f"{address}/kept/")
    _press(page, 'form[action="/kept/delete/"] button')
    assert page.url == f"{address}/kept/deleted/"
    is_in_order(page, look)


def then_its_address_says_so(page: Page, look: Look, kept: str) -> None:
    page.goto(kept)
    assert page.url.endswith("/kept/gone/")
    page.locator("#code").fill("half a code")
    _press(page, "button[name=language]")
    assert page.locator("#code").input_value() == "half a code"
    is_in_order(page, look)


def _press(page: Page, control: str) -> None:
    with page.expect_navigation():
        page.locator(control).first.click()
