"""From the start page to the plan with the keyboard alone; what has the focus is always seen."""

from collections.abc import Iterator
from datetime import timedelta

import every_page
import pytest
from looks import Look, seen
from playwright.sync_api import Browser, Page

from firstcard.guidance.today import today

pytestmark = pytest.mark.browser
_MOST_STOPS = 400
# Whether what has the focus is on the screen, not covered, and has a ring around it.
_SEEN = """() => {
  const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);
  const x = Math.min(Math.max(r.left + Math.min(r.width / 2, 20), 0), innerWidth - 1);
  const y = Math.min(Math.max(r.top + Math.min(r.height / 2, 20), 0), innerHeight - 1);
  const over = document.elementFromPoint(x, y);
  return r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth &&
    over !== null && (e.contains(over) || over.contains(e)) &&
    s.outlineStyle === 'solid' && parseFloat(s.outlineWidth) >= 3;
}"""
_NAME = "() => document.activeElement.outerHTML.slice(0, 120)"
_PLACE = "() => document.activeElement === document.body"


@pytest.fixture(params=[Look(360, "zh", "light", False), Look(320, "en", "dark", True)], ids=str)
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    with seen(browser, address, request.param, answered=False) as opened:
        opened.goto(address)
        yield opened


def _moves(page: Page, key: str = "Tab") -> None:
    page.keyboard.press(key)
    assert page.evaluate(_SEEN), page.evaluate(_NAME)


def _reaches(page: Page, control: str) -> None:
    """Tab to it, past whatever stands before."""
    for _ in range(_MOST_STOPS):
        if page.locator(f"{control}:focus").count():
            return
        _moves(page)
    pytest.fail(f"{control} is never reached on {page.url}")


def _picks(page: Page, name: str, value: str) -> None:
    """A radio button: Tab to the group, arrows within it."""
    _reaches(page, f'input[name="{name}"]')
    page.keyboard.press("Space")
    for _ in range(_MOST_STOPS):
        if page.locator(f'input[name="{name}"][value="{value}"]:checked').count():
            return
        _moves(page, "ArrowDown")
    pytest.fail(f"{value} is never reached")


def _goes_on(page: Page, button: str = "main form button.main") -> None:
    _reaches(page, button)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_whole_journey_needs_no_mouse(page: Page, address: str) -> None:
    given_a_place_on_the_start_page(page)
    when_every_question_is_answered_with_keys(page)
    then_the_plan_can_be_read_with_keys(page, address)


def given_a_place_on_the_start_page(page: Page) -> None:
    _moves(page)
    assert page.locator(".skip:focus").count() == 1
    page.keyboard.press("Enter")
    _picks(page, "region", "410100")
    _goes_on(page, "button[value=plan]")


def when_every_question_is_answered_with_keys(page: Page) -> None:
    born = today() - timedelta(days=20)
    page.wait_for_url("**/check/birth/")
    for part in ("year", "month", "day"):
        _reaches(page, f'[name="born_on-{part}"]')
        page.keyboard.type(str(getattr(born, part)))
    _picks(page, "birthplace", "institution")
    _picks(page, "birth_region", "here")
    _goes_on(page)
    page.wait_for_url("**/check/family/")
    _picks(page, "family", "married")
    page.keyboard.press("Enter")  # goes on: it never presses a switch of the header
    page.wait_for_url("**/check/register/")
    _picks(page, "follows", "mother")
    _picks(page, "register_region", "here")
    _goes_on(page)
    page.wait_for_url("**/check/done/")
    _reaches(page, '[id="done-birth-certificate"]')
    page.keyboard.press("Space")
    _goes_on(page)


def then_the_plan_can_be_read_with_keys(page: Page, address: str) -> None:
    page.wait_for_url("**/check/answers/")
    _goes_on(page, "main a.button.main")
    page.wait_for_url("**/plan/")
    _reaches(page, "li.step summary")
    page.keyboard.press("Enter")
    _moves(page)
    _leaves_at_the_end(page)


def _leaves_at_the_end(page: Page) -> None:
    """No trap: after the last link the focus leaves the page."""
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate(_PLACE):
            return
        assert page.evaluate(_SEEN), page.evaluate(_NAME)
    pytest.fail("the focus never leaves the page")


def test_the_focus_is_seen_at_every_stop(page: Page, address: str) -> None:
    for path in ("/goals/", "/answers/", "/styleguide/", "/about/"):
        assert path in every_page.PAGES
        page.goto(address + path)
        _moves(page)
        _leaves_at_the_end(page)


def test_a_switch_keeps_what_was_typed_and_the_page(page: Page, address: str) -> None:
    page.goto(f"{address}/check/place/")
    page.locator("[id='region-search']").fill("luoyang")
    before = page.locator("html").get_attribute("lang")
    large = "large" in (page.locator("html").get_attribute("class") or "")
    for switch in ("language", "large"):
        with page.expect_navigation():
            page.locator(f"button[name={switch}]").click()
    assert page.url == f"{address}/check/place/"
    assert page.locator("html").get_attribute("lang") != before
    assert ("large" in (page.locator("html").get_attribute("class") or "")) != large
    assert page.locator("[id='region-search']").input_value() == "luoyang"
