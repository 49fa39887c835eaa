"""Text twice as large on the narrowest phone, fingers, and paper: nothing is cut off."""

from collections.abc import Iterator

import pytest
from family import Family
from playwright.sync_api import Browser, Page

PAGES = ("/", "/about/", "/goals/", "/check/place/", "/check/birth/", "/check/done/",
         "/check/answers/", "/plan/")  # fmt: skip
WIDER_THAN_THE_SCREEN = """() => document.documentElement.scrollWidth - window.innerWidth"""
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, summary, input')]
  .filter(e => getComputedStyle(e).display !== 'inline' && !e.closest('.hidden'))
  .map(e => [e.getBoundingClientRect(), e.outerHTML.slice(0, 90)])
  .filter(([r]) => r.width && r.height && (r.width < 43.5 || r.height < 43.5))
  .map(([, html]) => html)"""


@pytest.fixture(params=["zh", "en"])
def family(request: pytest.FixtureRequest, address: str, browser: Browser) -> Iterator[Family]:
    """A family with twins, at 320 pixels."""
    lang = request.param
    context = browser.new_context(viewport={"width": 320, "height": 800},
                                  locale="zh-CN" if lang == "zh" else "en-GB")  # fmt: skip
    context.set_default_timeout(10_000)
    yield Family(context.new_page(), address, lang, True)
    context.close()


def _has_a_plan(family: Family) -> None:
    family.starts()
    family.lives_in_zhengzhou()
    family.had_a_child(days_ago=20)
    family.chooses("family-married")
    family.continues()
    family.chooses("follows-mother", "register_region-here")
    family.continues()
    family.chooses("done-none")
    family.continues()


def _unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


def test_nothing_is_cut_off_or_too_small_to_touch(family: Family) -> None:
    _has_a_plan(family)
    for path in PAGES:
        family.opens(path)
        _unfold(family.page)
        if path == "/plan/":
            family.page.check("#children-number-3")
        assert family.page.evaluate(SMALL_TARGETS) == [], path
        for size in ("100%", "200%"):
            family.page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
            assert family.page.evaluate(WIDER_THAN_THE_SCREEN) <= 0, (path, size)


def test_paper_leaves_out_the_counting_day_by_day(family: Family) -> None:
    _has_a_plan(family)
    family.opens("/plan/")
    family.page.emulate_media(media="print")
    assert family.page.locator(".days").count() > 0
    assert not family.page.locator(".days").first.is_visible()
    assert family.page.locator(".step .papers").first.is_visible()
