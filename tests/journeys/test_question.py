"""A stranger asks on the start page, reads the answer for the city, and goes on into a plan."""

import pytest
from family import Family

pytestmark = pytest.mark.browser


def test_from_a_question_to_a_plan(family: Family) -> None:
    given_a_place_and_a_question(family)
    when_the_answer_is_opened(family)
    then_it_speaks_for_the_place_and_unfolds(family)
    then_another_place_is_one_tap_away(family)
    then_the_plan_asks_for_the_place_no_more(family)


def test_what_is_not_found_helps_on(family: Family) -> None:
    family.opens("/")
    asks(family, "qwertz")
    family.sees("Nothing was found", "没有查到")
    asks(family, "410105 20260901 1239")
    family.sees("Leave out long numbers", "请不要输入身份证号")
    assert "1239" not in family.page.content()
    family.opens("/answers/nothing/")
    family.sees("There is no such question", "没有这个问题")


def asks(family: Family, question: str) -> None:
    family.page.locator("#q").fill(question)
    with family.page.expect_navigation():
        family.page.locator("#q").press("Enter")
    family.finds_the_page_in_order()


def given_a_place_and_a_question(family: Family) -> None:
    family.opens("/")
    family.chooses("region-410100")
    asks(family, family.say("What if we are late?", "逾期了怎么办"))
    assert family.page.url == f"{family.address}/answers/"


def when_the_answer_is_opened(family: Family) -> None:
    family.presses(".results a")
    assert family.page.url == f"{family.address}/answers/late/"


def then_it_speaks_for_the_place_and_unfolds(family: Family) -> None:
    family.sees("For Zhengzhou, Henan", "适用地区：河南省郑州市")
    assert family.say("90 days", "90天") in family.page.locator(".answer").inner_text()
    for summary in family.page.locator("main details:not(details details) > summary").all():
        summary.click()
    family.sees("Legal basis and source", "依据和来源")
    family.finds_the_page_in_order()


def then_another_place_is_one_tap_away(family: Family) -> None:
    family.presses(".place-line a")
    assert family.page.locator("#region-410100").is_checked()
    family.chooses("region-410000")
    family.continues()
    assert family.page.url == f"{family.address}/answers/late/"
    family.sees("For Henan", "适用地区：河南省")


def then_the_plan_asks_for_the_place_no_more(family: Family) -> None:
    family.presses(".panel button")
    assert family.page.url == f"{family.address}/check/birth/"
    family.opens("/")
    assert family.page.locator("#region-410100").count() == 0
