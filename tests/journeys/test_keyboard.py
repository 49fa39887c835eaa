"""From the start page to a kept plan and its end with the keyboard alone.

What has the focus is always seen, and goes down the page as the eye does.
"""

from collections.abc import Iterator
from datetime import timedelta

import every_page
import pytest
from looks import Look, seen
from playwright.sync_api import Browser, Page

from firstcard.guidance.today import today

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]
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
# Where on the page, not on the screen, what has the focus begins and ends.
_REACH = """() => { const r = document.activeElement.getBoundingClientRect();
  return [r.top + scrollY, r.bottom + scrollY]; }"""


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
    then_the_plan_can_be_read_with_keys(page)
    then_papers_are_ticked_with_keys(page)
    then_a_step_is_done_and_not_done_with_keys(page)
    then_the_plan_is_kept_and_deleted_with_keys(page, address)


def given_a_place_on_the_start_page(page: Page) -> None:
    _moves(page)
    assert page.locator(".skip:focus").count() == 1
    page.keyboard.press("Enter")
    _moves(page)
    assert page.locator("main :focus").count() == 1
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


def then_the_plan_can_be_read_with_keys(page: Page) -> None:
    page.wait_for_url("**/check/answers/")
    _goes_on(page, "main a.button.main")
    page.wait_for_url("**/plan/")
    _reaches(page, "li.step summary")
    page.keyboard.press("Enter")
    _moves(page)
    _leaves_at_the_end(page)


def then_papers_are_ticked_with_keys(page: Page) -> None:
    page.reload()
    _reaches(page, "input[name=tick]")
    ticked = page.locator("input[name=tick]:focus").get_attribute("value")
    with page.expect_response("**/plan/ticks/"):
        page.keyboard.press("Space")
    page.reload()
    assert page.locator(f'input[name=tick][value="{ticked}"]').is_checked()


def then_a_step_is_done_and_not_done_with_keys(page: Page) -> None:
    _reaches(page, ".mark summary")
    page.keyboard.press("Enter")
    _goes_on(page, ".mark[open] button")
    assert page.locator("#done li").count() == 1
    page.reload()
    _reaches(page, "#done summary")
    page.keyboard.press("Enter")
    _goes_on(page, "#done button")
    assert page.locator("#done").count() == 0


def then_the_plan_is_kept_and_deleted_with_keys(page: Page, address: str) -> None:
    _goes_on(page, 'form[action="/plan/keep/"] button')
    assert page.url == f"{address}/kept/"
    _reaches(page, "#kept-address")
    _leaves_at_the_end(page)
    _goes_on(page, 'form[action="/kept/delete/"] button')
    assert page.url == f"{address}/kept/deleted/"
    _moves(page)
    _leaves_at_the_end(page)


def _leaves_at_the_end(page: Page) -> None:
    """No trap, and no way back up: after the last link the focus leaves the page."""
    top, _ = page.evaluate(_REACH)
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate(_PLACE):
            return
        assert page.evaluate(_SEEN), page.evaluate(_NAME)
        before, (top, bottom) = top, page.evaluate(_REACH)
        assert bottom > before, page.evaluate(_NAME)
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
