"""The household register is in another province, and nothing ties the child to Zhengzhou."""

import pytest
from family import Family

pytestmark = pytest.mark.browser


def test_without_any_tie_the_plan_says_what_would_open_it(family: Family) -> None:
    given_a_register_in_wuhan(family)
    when_nothing_ties_them_to_zhengzhou(family)
    then_the_goal_is_blocked_with_ways_to_open_it(family)
    then_one_tie_opens_it(family)


def given_a_register_in_wuhan(family: Family) -> None:
    family.starts()
    family.lives_in_zhengzhou()
    family.had_a_child(days_ago=10)
    family.chooses("family-married")
    family.continues()
    family.chooses("follows-father")
    family.searches("register_region", "wuhan", "420100")
    assert family.page.locator("#follows-father").is_checked()  # a search loses nothing
    family.continues()


def when_nothing_ties_them_to_zhengzhou(family: Family) -> None:
    assert family.page.url.endswith("/check/ties/")
    family.chooses("links-none")
    family.continues()
    family.chooses("done-none")
    family.continues()
    family.asks_for_the_plan()


def then_the_goal_is_blocked_with_ways_to_open_it(family: Family) -> None:
    family.sees("Blocked", "暂时无法办理")
    family.sees("Any one of these would open it:", "满足以下任意一项即可办理：")
    family.has_a_next_step()


def then_one_tie_opens_it(family: Family) -> None:
    family.opens("/check/ties/")
    family.page.locator("#links-none").uncheck()
    family.chooses("links-parent-permit")
    family.continues()
    family.asks_for_the_plan()
    assert family.say("Blocked", "暂时无法办理") not in family.page.locator("main").inner_text()
