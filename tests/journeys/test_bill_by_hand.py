"""A bill that the family paid itself: handed in on a telephone, entered by a clerk, decided by a
second person, read by the family."""

from __future__ import annotations

import bills
import pytest
from family import Family
from family_bills import FOUR, PICTURE, handed_in, parent, scan, told
from looks import FEW, Look, is_in_order, signed_in_as
from playwright.sync_api import Browser, Page
from test_bills import mother_of, when_the_mother_signs_in
from test_desk_by_keyboard import LOOKS, OTHERS, at_the_desk

from firstcard.core.actors import SERVICE
from firstcard.guidance.today import now
from firstcard.people.models import Person
from firstcard.settlement.models import Claim
from firstcard.settlement.operations import asking, claiming

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]
SCAN = {"name": "scan.jpg", "mimeType": "image/jpeg", "buffer": PICTURE}


def test_from_a_telephone_to_the_clerk_to_a_second_person(family: Family) -> None:
    office, child = bills.institution(), bills.insured()
    bills.settle(office, child, bills.presented("500.00"))  # the list has one bill already
    browser, look = family.page.context.browser, Look(1280, "en", "light", False)
    assert browser is not None
    claim = when_the_family_begins(family, child)
    when_it_sends_each_paper(family, claim)
    with at_the_desk(browser, family.address, "clerk-zz", look, scripts=family.scripts) as page:
        when_the_clerk_enters_the_items(page, family.address, claim)
    with at_the_desk(browser, family.address, "reviewer-zz", look, scripts=family.scripts) as page:
        when_a_second_person_pays(page, family.address, claim)
    then_the_family_reads_what_is_paid(family, claim)


def when_the_family_begins(family: Family, child: Person) -> Claim:
    when_the_mother_signs_in(family, child, seen=False)
    family.opens("/bills/")
    family.presses("#ask")
    family.types("hospital", "北京某医院")
    family.types("admitted_on-year", "2026")
    family.continues()
    assert family.page.locator(".error-summary li").count() == 2
    assert family.page.input_value("#hospital") == "北京某医院", "what was typed stays"
    family.chooses("care-inpatient")
    family.enters_the_day("admitted_on", bills.DAY)
    family.continues()
    return Claim.objects.get(state="draft")


def when_it_sends_each_paper(family: Family, claim: Claim) -> None:
    family.presses("#hand-in")
    assert family.page.locator(".error-summary li").count() == len(FOUR)
    family.presses(f"#paper-{FOUR[0]}")
    family.page.set_input_files("#file", SCAN)  # type: ignore[arg-type]
    family.presses("#send")
    assert family.page.locator(".thumbs img").count() == 1
    for need in FOUR[1:]:  # each goes the same way, and takes its time
        scan(claim, need)
    family.presses("#ready")
    _presses(family.page, "#hand-in")
    family.sees("The bill is handed in", "已提交")
    assert bills.again(claim).state == "handed-in"


def when_the_clerk_enters_the_items(page: Page, address: str, claim: Claim) -> None:
    page.goto(f"{address}/desk/claims/")
    _presses(page, f'a[href="/desk/claims/{claim.reference}/"]')
    assert page.locator(".sheet img").count() == len(FOUR)
    _presses(page, "#items")
    page.fill("#institution", bills.CODE)
    page.fill("#number", "ZY-2026-7")
    page.select_option("#line-0-list_class", "A")
    _presses(page, "#save")
    assert page.locator('.error-summary a[href="#line-0-amount"]').count() == 1
    page.fill("#line-0-amount", "10,000")
    _presses(page, "#save")
    assert page.locator("#pay").count() == 0, "who entered it does not decide"


def when_a_second_person_pays(page: Page, address: str, claim: Claim) -> None:
    page.goto(f"{address}/desk/claims/{claim.reference}/")
    _presses(page, "#pay")
    assert page.locator(".notice.good[role=status]").count() == 1
    assert bills.again(claim).state == "settled"


def then_the_family_reads_what_is_paid(family: Family, claim: Claim) -> None:
    family.opens(f"/bills/{claim.reference}/")
    assert family.page.locator("figure.picture rect").count() >= 2


def _presses(page: Page, control: str) -> None:
    with page.expect_navigation():
        page.locator(control).first.click()


# In every look


@pytest.mark.parametrize("look", [
    pytest.param(FEW[0], id=str(FEW[0])),
    *(pytest.param(each, id=str(each), marks=pytest.mark.full) for each in (*FEW[1:], *OTHERS)),
])  # fmt: skip
def test_a_familys_pages_in_every_look(look: Look, browser: Browser, address: str) -> None:
    bills.institution()
    child = bills.insured()
    by, back = parent(child), handed_in(child)
    claiming.send_back(claim=back, missing=["record"], note="看不清", by=SERVICE, at=now())
    draft = asking.start(person=child, told=told(hospital="上海某医院"), by=by, at=now())
    gone = handed_in(child, hospital="广州某医院")
    claiming.refuse(claim=gone, reason="第三人负担", by=SERVICE, at=now())
    with signed_in_as(mother_of(child), browser, address, look) as page:
        for path in ("", "new/", f"{back.reference}/", f"{back.reference}/papers/",
                     f"{back.reference}/papers/record/", f"{draft.reference}/",
                     f"{draft.reference}/papers/", f"{draft.reference}/withdraw/",
                     f"{gone.reference}/"):  # fmt: skip
            page.goto(f"{address}/bills/{path}")
            assert page.locator("h1").count() == 1, path
            is_in_order(page, look)


@pytest.mark.parametrize("look", [
    pytest.param(LOOKS[0], id=str(LOOKS[0])),
    *(pytest.param(each, id=str(each), marks=pytest.mark.full) for each in (*LOOKS[1:], *OTHERS)),
])  # fmt: skip
def test_an_agencys_pages_in_every_look(look: Look, browser: Browser, address: str) -> None:
    office, child = bills.institution(), bills.insured()
    bills.settle(office, child, bills.presented("500.00"), at=now())
    claim = handed_in(child)
    entered = handed_in(child, hospital="样例医院")
    claiming.enter(claim=entered, treated=claiming.Treated(code=bills.CODE), by=SERVICE,
                   presented=bills.presented("12000.00"), at=now())  # fmt: skip
    scan = claim.scans.order_by("pk").first()
    assert scan is not None
    here = f"{claim.reference}/"
    with at_the_desk(browser, address, "clerk-zz", look) as page:
        for path in ("", here, f"{here}items/", f"{here}missing/", f"{here}papers/{scan.pk}/",
                     f"{entered.reference}/", f"{entered.reference}/items/",
                     "settled/"):  # fmt: skip
            page.goto(f"{address}/desk/claims/{path}")
            assert page.locator("h1").count() == 1, path
            is_in_order(page, look)
    with at_the_desk(browser, address, "reviewer-zz", look) as page:
        for path in (f"{entered.reference}/", f"{entered.reference}/refuse/"):
            page.goto(f"{address}/desk/claims/{path}")
            is_in_order(page, look)
