"""A family ticks papers, marks a step as done and takes it back: with scripts and without."""

from datetime import timedelta

import pytest
from family import Family

from firstcard.guidance.today import today

pytestmark = pytest.mark.browser
BOX = 'input[name="tick"][value="paper:birth-certificate:"]'


def test_ticks_stay_and_what_is_done_leaves_the_plan(family: Family) -> None:
    given_a_plan(family)
    when_they_tick_a_paper(family)
    then_it_is_ticked_when_they_come_back(family)
    when_they_mark_the_registration_as_done_yesterday(family)
    then_the_plan_goes_on_without_it_near_where_they_were(family)
    then_they_can_take_it_back(family)


def given_a_plan(family: Family) -> None:
    family.is_married()
    family.asks_for_the_plan()


def when_they_tick_a_paper(family: Family) -> None:
    page, box = family.page, family.page.locator(BOX)
    if family.scripts:
        assert not page.locator("form[data-quiet] button.no-script").first.is_visible()
        with page.expect_response("**/plan/ticks/") as sent:
            box.check()
        assert sent.value.status == 204
    else:
        box.check()
        trip = box.locator("xpath=ancestor::li[contains(@class, 'trip')]")
        save = trip.locator("button.no-script")
        with page.expect_navigation():
            save.click()
        assert page.url.endswith("/plan/#trip-2")


def then_it_is_ticked_when_they_come_back(family: Family) -> None:
    family.opens("/plan/")
    assert family.page.locator(BOX).is_checked()


def when_they_mark_the_registration_as_done_yesterday(family: Family) -> None:
    page = family.page
    task = page.locator(".trip .task-list > li", has=page.locator('a[href="#step-1"]')).first
    task.locator("summary").click()
    day = task.locator('input[type="date"]')
    assert day.input_value() == today().isoformat()
    day.fill((today() - timedelta(1)).isoformat())
    with page.expect_navigation():
        task.locator("button").click()


def then_the_plan_goes_on_without_it_near_where_they_were(family: Family) -> None:
    page = family.page
    assert page.url.endswith("/plan/#trip-2")
    assert page.locator("#trip-2").is_visible()
    done = family.say("Register the birth with the police", "到派出所办理出生登记")
    assert done not in page.locator("ol.steps").inner_text()
    assert done not in page.locator(".next").inner_text()
    page.locator("#done > summary").click()
    assert done in page.locator("#done").inner_text()


def then_they_can_take_it_back(family: Family) -> None:
    family.presses("#done button")
    done = family.say("Register the birth with the police", "到派出所办理出生登记")
    assert done in family.page.locator(".next").inner_text()
