"""A mother keeps her plan; the grandmother's phone opens it, ticks a paper; one tap deletes it."""

from collections.abc import Iterator

import pytest
from family import Family
from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]
BOX = 'input[name="tick"][value="paper:birth-certificate:"]'


@pytest.fixture
def grandmother(family: Family, browser: Browser) -> Iterator[Family]:
    """Another phone, in the same language, that has never seen the service."""
    context = browser.new_context(viewport={"width": 360, "height": 740},
                                  locale="zh-CN" if family.lang == "zh" else "en-GB",
                                  java_script_enabled=family.scripts)  # fmt: skip
    context.set_default_timeout(10_000)
    yield Family(context.new_page(), family.address, family.lang, family.scripts)
    context.close()


def test_a_kept_plan_is_shared_and_deleted(family: Family, grandmother: Family) -> None:
    given_a_plan(family)
    address = when_it_is_kept(family)
    then_another_phone_opens_it(grandmother, address)
    when_she_ticks_a_paper(grandmother)
    then_the_first_phone_shows_it(family)
    when_it_is_deleted_with_one_tap(family)
    then_it_is_gone_on_the_other_phone(grandmother, address)


def given_a_plan(family: Family) -> None:
    family.is_married()
    family.asks_for_the_plan()


def when_it_is_kept(family: Family) -> str:
    family.presses('form[action="/plan/keep/"] button')
    assert family.page.url.endswith("/kept/")
    family.sees("This plan is kept", "清单已保存")
    assert family.page.locator("svg.qr").is_visible()
    return family.page.locator("#kept-address").input_value()


def then_another_phone_opens_it(grandmother: Family, address: str) -> None:
    assert address.startswith(f"{grandmother.address}/kept/")
    grandmother.page.goto(address)
    grandmother.finds_the_page_in_order()
    assert grandmother.page.url == f"{grandmother.address}/plan/"
    grandmother.has_a_next_step()
    grandmother.sees("Nothing has changed since", "以来没有变化")


def when_she_ticks_a_paper(grandmother: Family) -> None:
    page, box = grandmother.page, grandmother.page.locator(BOX)
    if grandmother.scripts:
        with page.expect_response("**/plan/ticks/") as sent:
            box.check()
        assert sent.value.status == 204
    else:
        box.check()
        with page.expect_navigation():
            page.locator("form[data-quiet] button.no-script").first.click()


def then_the_first_phone_shows_it(family: Family) -> None:
    family.opens("/plan/")
    assert family.page.locator(BOX).is_checked()


def when_it_is_deleted_with_one_tap(family: Family) -> None:
    family.opens("/kept/")
    family.presses("button.delete")
    assert family.page.url.endswith("/kept/deleted/")
    family.sees("The plan is deleted", "清单已删除")


def then_it_is_gone_on_the_other_phone(grandmother: Family, address: str) -> None:
    grandmother.page.goto(address)
    grandmother.finds_the_page_in_order()
    assert grandmother.page.url.endswith("/kept/gone/")
    grandmother.sees("There is no plan here", "没有找到这份清单")
