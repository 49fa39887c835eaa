"""The plan on paper: what is folded up is printed, what is only for a screen is not."""

from collections.abc import Iterator

import pytest
from family import Family
from playwright.sync_api import Browser


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


def test_paper_leaves_out_the_counting_day_by_day(family: Family) -> None:
    _has_a_plan(family)
    family.opens("/plan/")
    family.page.emulate_media(media="print")
    assert family.page.locator(".days").count() > 0
    assert not family.page.locator(".days").first.is_visible()
    assert family.page.locator(".step .papers").first.is_visible()
