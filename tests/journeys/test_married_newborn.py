"""A married couple in Zhengzhou, three weeks after the birth."""

import pytest
from family import Family

pytestmark = pytest.mark.browser


def test_from_the_start_page_to_the_plan(family: Family) -> None:
    given_a_married_couple(family)
    when_they_change_one_answer(family)
    then_they_see_their_plan(family)
    then_they_can_unfold_the_law(family)
    then_they_can_forget_everything(family)


def given_a_married_couple(family: Family) -> None:
    family.is_married()


def when_they_change_one_answer(family: Family) -> None:
    family.presses('a[href="/check/register/"]')
    assert family.page.locator("#follows-mother").is_checked()
    family.chooses("follows-father")
    family.continues()
    assert family.page.url.endswith("/check/answers/")


def then_they_see_their_plan(family: Family) -> None:
    family.asks_for_the_plan()
    family.has_a_next_step()
    family.sees("Insurance cover", "医保待遇")
    family.sees("Sample", "演示")


def then_they_can_unfold_the_law(family: Family) -> None:
    step = family.page.locator("li.step").first
    law = family.say("Legal basis and source", "依据和来源")
    unfolding = step.locator("summary", has_text=law).first
    basis = unfolding.locator("xpath=..").locator("ul.basis").first
    assert not basis.is_visible()
    step.locator("summary").first.click()  # every step is folded: its trip says what to do
    unfolding.click()
    assert basis.is_visible()
    family.finds_the_page_in_order()


def then_they_can_forget_everything(family: Family) -> None:
    family.presses("form.forget button")
    assert family.page.url == f"{family.address}/"
    family.opens("/plan/")
    assert family.page.url.endswith("/check/place/")
