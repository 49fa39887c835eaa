"""A mother applies for her newborn: from the plan over every question to the reference."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from applying import citizen_id
from drawn_pictures import encoded, sheet
from family import Family

from firstcard.casework.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]

CHILD, MOTHER = "阿依夏·买买提", "王小明"
NUMBER = citizen_id(born=date(1995, 3, 8), order="002")
TELEPHONE = "13800000077"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "paper.jpg"
    file.write_bytes(encoded(sheet()))
    return file


def test_from_the_plan_to_the_reference(family: Family, paper: Path) -> None:
    given_a_plan(family)
    when_she_signs_in(family)
    and_begins(family)
    and_says_who_they_are(family)
    and_asks_the_father(family)
    and_shows_the_papers(family, paper)
    and_signs(family)
    then_there_is_one_application(family)
    then_she_sees_who_has_it(family)


def given_a_plan(family: Family) -> None:
    family.starts()
    family.lives_in_zhengzhou()
    family.had_a_child(days_ago=20)
    family.chooses("family-married")
    family.continues()
    family.chooses("follows-mother", "register_region-here")
    family.continues()
    family.chooses("done-birth-certificate")
    family.continues()
    family.asks_for_the_plan()


def when_she_signs_in(family: Family) -> None:
    family.presses('a[href="/apply/"]')
    family.types("telephone", TELEPHONE)
    family.continues()
    family.types("code", family.page.locator(".notice code").inner_text())
    family.continues()
    assert family.page.url == f"{family.address}/apply/"


def and_begins(family: Family) -> None:
    assert family.page.locator("#want-insured").is_checked(), "no citizen ID number yet"
    family.continues()
    family.sees("Cannot start yet", "暂不能开始")
    family.sees("Opens when everything above is completed.", "以上各项全部完成后可以开始。")


def and_says_who_they_are(family: Family) -> None:
    family.presses("ul.tasks a >> nth=0")
    family.types("name", CHILD.replace("·", "•"))
    family.continues()  # the first button takes the name with the right dot
    family.presses('button[value="right-dot"]')
    family.types("number-birth-certificate", "R41000000")
    family.continues()
    family.sees("has 10 characters", "应为10位")
    family.types("number-birth-certificate", "R410000001")
    family.continues()
    family.chooses("sex-2")
    family.continues()
    family.presses('a[href$="/question/applicant/"]')
    family.chooses("who-mother")
    family.continues()
    family.types("name", MOTHER)
    family.continues()
    family.types("number-citizen-id", NUMBER)
    family.continues()


def and_asks_the_father(family: Family) -> None:
    """He answers on his own phone, with nothing but the link."""
    family.presses('a[href$="/second-parent/"]')
    family.presses('button[name="ask"]')
    browser = family.page.context.browser
    assert browser
    phone = browser.new_context(viewport={"width": 360, "height": 800},
                                java_script_enabled=family.scripts,
                                locale="zh-CN" if family.lang == "zh" else "en-GB")  # fmt: skip
    father = Family(phone.new_page(), family.address, family.lang, family.scripts)
    father.page.goto(family.page.locator("#the-link").input_value())
    assert father.page.url == f"{family.address}/agree/", "no token stays in the address bar"
    father.finds_the_page_in_order()
    father.types("name", "艾力·买买提")
    father.chooses("answer-yes")
    father.continues()
    father.sees("Your answer has arrived", "已收到您的答复")
    phone.close()
    family.presses("main a.button.main")
    family.sees("Completed", "已完成")


def and_shows_the_papers(family: Family, paper: Path) -> None:
    while (
        open_ := family.page.locator('ul.tasks li:has(.status.todo) a[href*="/paper/"]')
    ).count():
        with family.page.expect_navigation():
            open_.first.click()
        family.finds_the_page_in_order()
        family.page.locator("#file").set_input_files(paper)
        family.presses("#page button")
        assert family.page.locator(".thumbs img").count() == 1
        family.presses("section a.button.main")


def and_signs(family: Family) -> None:
    family.presses('a[href$="/check/"]')
    family.sees(CHILD, CHILD)
    family.presses("main a.button.main")
    family.continues()
    assert family.page.locator(".error-summary").count() == 1, "first she has to read"
    family.chooses("read")
    family.continues()
    family.chooses("keep-papers-no")
    family.continues()
    family.presses("#send")
    code = re.search(r"\d{6}", family.page.locator("p.notice").inner_text())
    assert code
    if family.scripts and family.lang == "en":
        draws_her_name(family)
    else:
        family.types("name", MOTHER)
    family.types("code", code[0])
    family.presses("#page button.main")


def draws_her_name(family: Family) -> None:
    page = family.page
    page.locator("form#page details summary").click()
    page.locator("#drawing").scroll_into_view_if_needed()
    place = page.locator("#drawing").bounding_box()
    assert place
    page.mouse.move(place["x"] + 40, place["y"] + 40)
    page.mouse.down()
    page.mouse.move(place["x"] + 200, place["y"] + 90, steps=8)
    page.mouse.up()
    assert page.locator("#drawn").input_value().startswith("data:image/png;base64,")
    family.finds_the_page_in_order()


def then_there_is_one_application(family: Family) -> None:
    family.sees("Your application is handed in", "申请已提交")
    case = Case.objects.get()
    family.sees(case.reference, case.reference)
    assert case.due_on is not None
    family.sees(str(case.due_on.day), f"{case.due_on.month}月{case.due_on.day}日")


def then_she_sees_who_has_it(family: Family) -> None:
    family.presses('main a[href^="/cases/"]')
    family.sees("Papers examined", "材料初审")
    family.presses('main a[href^="/account/held/"]')
