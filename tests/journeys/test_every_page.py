"""Every page in every look: 320 to 1280 pixels, both languages, light and dark, large text."""

from collections.abc import Iterator

import every_page
import pytest
from django.template.loader import render_to_string
from looks import FEW, OTHERS, PAIRS, Look, is_in_order, seen
from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser
# Forms without a button that sends them: to be seen, or under a summary that is.
_NOT_SENT = """[...document.querySelectorAll('main form')].filter(form =>
  ![...form.elements].some(e => e.type === 'submit' &&
    (e.checkVisibility() || e.closest('details:not([open])')?.checkVisibility()))
).map(form => form.outerHTML.slice(0, 110))"""
LOOKS = (*FEW, *(pytest.param(each, marks=pytest.mark.full) for each in OTHERS))


@pytest.fixture(params=LOOKS, ids=str)
def look(request: pytest.FixtureRequest) -> Look:
    return request.param


@pytest.fixture
def page(look: Look, browser: Browser, address: str) -> Iterator[Page]:
    with seen(browser, address, look) as opened:
        yield opened


def test_every_page_is_in_order(page: Page, look: Look, address: str) -> None:
    for path in every_page.PAGES:
        reply = page.goto(address + path)
        assert reply
        assert (reply.status, page.url) == (200, address + path)
        assert ("large" in (page.locator("html").get_attribute("class") or "")) == look.large
        is_in_order(page, look)


def test_pages_with_mistakes_and_errors_are_in_order(
    look: Look, browser: Browser, address: str
) -> None:
    with seen(browser, address, look, answered=False) as page:
        page.goto(f"{address}/check/place/")
        _press(page, "main form .main")
        assert page.locator(".error-summary").is_visible()
        is_in_order(page, look)
        page.goto(f"{address}/answers/")
        page.locator("#q").fill("lost card" if look.lang == "en" else "卡丢了")
        _press(page, "button[value=ask]")
        assert page.locator("#found").is_visible()
        is_in_order(page, look)
        page.route("**/error-*/", lambda route: _error(route, look))
        for status in every_page.ERRORS:
            page.goto(f"{address}/error-{status}/")
            is_in_order(page, look)


def _press(page: Page, control: str) -> None:
    with page.expect_navigation():
        page.locator(control).first.click()


def _error(route: Route, look: Look) -> None:
    """The page of an error, which a service that is well does not show."""
    status = int(route.request.url[-4:-1])
    body = render_to_string(f"{status}.html", {"request": {"look": look}})
    route.fulfill(status=status, content_type="text/html; charset=utf-8", body=body)


@pytest.mark.parametrize(
    "without", [PAIRS[0], pytest.param(PAIRS[1], marks=pytest.mark.full)], ids=str
)
def test_without_scripts_every_page_says_the_same(
    without: Look, browser: Browser, address: str
) -> None:
    with (seen(browser, address, without) as on,
          seen(browser, address, without, scripts=False) as off):  # fmt: skip
        for path in every_page.PAGES:
            on.goto(address + path)
            off.goto(address + path)
            assert off.locator("main").text_content() == on.locator("main").text_content(), path
            assert off.locator("h1").is_visible()
            assert off.evaluate(_NOT_SENT) == [], path
            assert not any(each.is_visible() for each in off.locator(".needs-script").all())
