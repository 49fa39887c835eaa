"""The plan on paper, printed from its page."""

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
    family.is_married(has="none")


def test_paper_is_the_short_form(family: Family) -> None:
    """What comes next, the pictures, where to go with what: the rest has a file of its own."""
    _has_a_plan(family)
    family.opens("/plan/")
    family.page.emulate_media(media="print")
    for seen in (".panel .next", ".map svg", ".time svg", ".trip .choice > input"):
        assert family.page.locator(seen).first.is_visible(), seen
    for unseen in (".step", ".days", ".what-if", ".mark", ".trip button"):
        assert family.page.locator(unseen).count() > 0, unseen
        assert not family.page.locator(unseen).first.is_visible(), unseen
    assert family.page.pdf(format="A4").count(b"/Type /Page\n") <= 8
