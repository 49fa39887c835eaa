"""Parents who are not married; the child joins the mother's register."""

import pytest
from family import Family

pytestmark = pytest.mark.browser


def test_an_unmarried_mother_gets_a_plan(family: Family) -> None:
    given_an_unmarried_mother(family)
    when_she_asks_for_the_plan_of_twins(family)
    then_every_step_is_there_without_a_marriage_certificate(family)


def given_an_unmarried_mother(family: Family) -> None:
    family.starts()
    family.lives_in_zhengzhou()
    family.had_a_child(days_ago=5)
    family.chooses("family-unmarried-mother")
    family.continues()
    assert family.page.locator("#follows-mother").count() == 0  # she has said so already
    family.chooses("register_region-here")
    family.continues()
    family.chooses("done-none")
    family.continues()


def when_she_asks_for_the_plan_of_twins(family: Family) -> None:
    family.asks_for_the_plan()
    family.page.locator("details:has(#children-number-2) > summary").click()
    family.chooses("children-number-2")
    family.presses("details.boxed form button.main")


def then_every_step_is_there_without_a_marriage_certificate(family: Family) -> None:
    family.has_a_next_step()
    family.sees("Child 2", "孩子2")
    text = family.page.locator("main").text_content() or ""
    assert family.say("outside marriage", "非婚生育说明") in text
    papers = family.page.locator("ul.papers").all_text_contents()
    assert not any(family.say("Marriage certificate", "结婚证") in paper for paper in papers)
