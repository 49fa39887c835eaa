"""The first question with the keyboard alone, and the plain pages."""

import pytest
from family import Family

pytestmark = pytest.mark.browser


def test_the_first_question_needs_no_mouse(family: Family) -> None:
    given_the_first_question(family)
    when_it_is_answered_with_keys(family)
    then_the_second_question_is_there(family)


def given_the_first_question(family: Family) -> None:
    family.opens("/check/place/")
    family.page.keyboard.press("Tab")
    skip = family.page.locator(".skip")
    assert skip.evaluate("each => each === document.activeElement") if family.scripts else True
    family.page.keyboard.press("Enter")


def when_it_is_answered_with_keys(family: Family) -> None:
    for _ in range(12):
        family.page.keyboard.press("Tab")
        if family.page.locator("input[name=region]:focus").count():
            break
    assert family.page.locator("input[name=region]:focus").count() == 1
    family.page.keyboard.press("Space")
    family.page.keyboard.press("ArrowDown")
    family.page.keyboard.press("Enter")


def then_the_second_question_is_there(family: Family) -> None:
    family.page.wait_for_url("**/check/birth/")
    family.finds_the_page_in_order()


def test_the_plain_pages_are_in_order(family: Family) -> None:
    for path in ("/", "/about/", "/goals/", "/nowhere/"):
        family.opens(path)
    family.opens("/about/")
    family.presses("button[name=language]")
    other = "en" if family.lang == "zh" else "zh-Hans"
    assert family.page.locator("html").get_attribute("lang") == other
    assert family.page.url.endswith("/about/")
