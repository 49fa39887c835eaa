"""A family that is not sure of anything still gets a plan, and the questions that are open."""

import pytest
from family import Family

pytestmark = pytest.mark.browser


def test_not_sure_everywhere_leads_to_a_plan(family: Family) -> None:
    given_mistakes_are_explained(family)
    when_every_answer_is_not_sure(family)
    then_there_is_a_plan_with_open_questions(family)
    then_an_open_question_can_be_answered(family)


def given_mistakes_are_explained(family: Family) -> None:
    family.starts()
    family.chooses("region-unknown")
    family.continues()
    family.page.locator("#born_on-year").fill("2026")
    family.page.locator("#born_on-month").fill("2")
    family.page.locator("#born_on-day").fill("30")
    family.continues()
    family.sees("30 February 2026 is not a real date", "2026年2月没有30日")
    assert family.page.title().startswith(family.say("Error: ", "错误："))
    assert family.page.locator("#born_on-day").input_value() == "30"


def when_every_answer_is_not_sure(family: Family) -> None:
    family.chooses("born_on-unsure", "birthplace-unknown", "birth_region-unknown")
    family.continues()
    family.chooses("family-unknown")
    family.continues()
    family.chooses("follows-unknown", "register_region-unknown")
    family.continues()
    family.chooses("done-unknown")
    family.continues()


def then_there_is_a_plan_with_open_questions(family: Family) -> None:
    family.asks_for_the_plan()
    family.has_a_next_step()
    family.sees("Questions still open", "待回答的问题")


def then_an_open_question_can_be_answered(family: Family) -> None:
    before = family.page.locator(".asks li").count()
    family.presses(".asks a")
    assert before > 0
    family.opens("/ask/groups/")
    family.chooses("groups-none")
    family.continues()
    assert family.page.url.endswith("/plan/")
