"""What the script adds: ticks kept at once, an address copied, paper with everything folded out."""

from collections.abc import Iterator

import pytest
from looks import PAIRS, seen
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser
TICK = "#sg-quiet"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page of components, in English."""
    with seen(browser, address, PAIRS[1], answered=False) as opened:
        opened.goto(f"{address}/styleguide/")
        yield opened


def test_a_tick_is_sent_at_once_and_the_page_stays(page: Page) -> None:
    page.evaluate("window.same = true")
    with page.expect_response("**/styleguide/") as reply:
        page.locator(TICK).check()
    assert reply.value.status == 204
    assert reply.value.request.headers["x-quiet"] == "1"
    assert "ticked=yes" in (reply.value.request.post_data or "")
    assert page.evaluate("window.same") is True
    assert page.locator(".no-script").first.is_hidden()


def test_ticks_follow_one_another(page: Page) -> None:
    """Two at once would each be kept without the other."""
    under_way = []
    most = []

    def slowly(route: Route) -> None:
        under_way.append(route)
        most.append(len(under_way))
        page.wait_for_timeout(200)
        under_way.remove(route)
        route.fulfill(status=204)

    page.route("**/styleguide/", slowly)
    page.locator(TICK).check()
    page.locator(TICK).uncheck()
    page.locator(TICK).check()
    page.wait_for_timeout(1000)
    assert most == [1, 1, 1]


def test_a_tick_that_is_not_kept_is_sent_as_a_form(page: Page) -> None:
    def refuse(route: Route) -> None:
        if "x-quiet" in route.request.headers:
            route.abort()
        else:
            route.continue_()

    page.route("**/styleguide/", refuse)
    with page.expect_navigation():
        page.locator(TICK).check()
    expect(page.locator("h1")).to_be_visible()


def test_an_address_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy]").click()
    expect(page.locator("[role=status]").last).to_have_text("Copied")
    shown = page.locator("#sg-address").inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == shown


def test_an_address_that_cannot_be_copied_is_selected(page: Page) -> None:
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.locator("[data-copy]").click()
    shown = page.locator("#sg-address").inner_text()
    page.wait_for_function("shown => getSelection().toString().trim() === shown", arg=shown)


def test_paper_is_asked_for_with_everything_folded_out(page: Page) -> None:
    page.evaluate("window.print = () => { window.printed = true; }")
    page.locator("[data-print]").click()
    assert page.evaluate("window.printed") is True
    folded = "document.querySelectorAll('details:not([open])').length"
    before = page.evaluate(folded)
    assert before > 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(folded) == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(folded) == before


def test_paper_is_light_on_a_dark_screen(page: Page) -> None:
    ground = "getComputedStyle(document.querySelector('.body')).backgroundColor"
    assert page.evaluate(ground) != "rgb(255, 255, 255)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
