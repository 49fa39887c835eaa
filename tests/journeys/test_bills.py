"""A hospital settles a child's bill, and takes it back; the family reads what was paid and why."""

from __future__ import annotations

import bills
import pytest
import signed_in
from django.test import Client
from family import Family
from looks import FEW, Look, is_in_order, signed_in_as
from playwright.sync_api import Browser, Page
from test_desk_by_keyboard import LOOKS, OTHERS, at_the_desk

from firstcard.accounts import demo
from firstcard.accounts.models import Account
from firstcard.core.actors import SERVICE
from firstcard.guidance.today import now
from firstcard.people.models import Office, Person
from firstcard.settlement.models import Claim, MutualAid, PersonalAccount
from firstcard.settlement.operations import reversing

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]
WAYS = (Look(360, "zh", "light", False), Look(1280, "en", "light", False))
CSV = "code,list_class,amount\nBED,A,600.00\nDRUG,C,many\n"


# The hospital


@pytest.mark.parametrize("look", WAYS, ids=str)
@pytest.mark.parametrize("scripts", [True, False], ids=["js", "no-js"])
def test_a_bill_is_looked_at_settled_and_taken_back(
    scripts: bool, look: Look, browser: Browser, address: str
) -> None:
    bills.institution()
    child = bills.insured()
    with at_the_desk(browser, address, "hospital-zz", look, scripts=scripts) as page:
        page.goto(f"{address}/desk/bills/")
        _presses(page, "#present")
        when_the_bill_is_typed(page, child)
        when_more_items_come_as_a_file(page)
        then_it_says_what_it_would_come_to(page)
        then_it_is_settled(page)
        when_it_is_taken_back(page)
    assert Claim.objects.get().state == "reversed"
    assert bills.year(child)["pool_paid"] == 0


def when_the_bill_is_typed(page: Page, child: Person) -> None:
    page.select_option("#shown_kind", "citizen-id")
    page.fill("#shown_number", bills.number_of(child))
    page.select_option("#care", "inpatient")
    page.fill("#admitted_on", "2026-11-18")
    page.fill("#discharged_on", "2026-11-20")
    page.fill("#line-0-code", "OP-1")
    page.select_option("#line-0-kind", "treatment")
    page.select_option("#line-0-list_class", "A")
    page.fill("#line-0-amount", "9,400")
    _presses(page, "#look-at-it")
    assert page.locator('.error-summary a[href="#number"]').count() == 1
    assert page.input_value("#line-0-amount") == "9,400", "what was typed stays"
    page.fill("#number", "ZY-2026-1")


def when_more_items_come_as_a_file(page: Page) -> None:
    page.locator("summary", has=page.locator("xpath=..//textarea")).first.click()
    page.set_input_files("#file", {"name": "lines.csv", "mimeType": "text/csv",
                                   "buffer": CSV.encode()})  # fmt: skip
    _presses(page, "#take-file")
    assert "DRUG,C,many" in page.input_value("#csv")
    _presses(page, "#look-at-it")
    assert page.locator('.error-summary a[href="#csv"]').count() == 1
    page.fill("#csv", page.input_value("#csv").replace("many", "500"))


def then_it_says_what_it_would_come_to(page: Page) -> None:
    """10,000 yuan in scope as in Henan's table, and 500 that the catalogue does not cover."""
    _presses(page, "#look-at-it")
    told = page.locator("section.do").inner_text()
    assert "4298.50" in told
    assert "6201.50" in told
    assert page.locator("section.do svg rect").count() == 3
    assert not Claim.objects.exists()


def then_it_is_settled(page: Page) -> None:
    _presses(page, "#settle")
    assert page.locator(".notice.good[role=status]").count() == 1
    assert bills.amounts(Claim.objects.get())["fund_total"] == 620_150


def when_it_is_taken_back(page: Page) -> None:
    _presses(page, "#reverse")
    _presses(page, "#do-it")
    assert page.locator('.error-summary a[href="#reason"]').count() == 1
    page.fill("#reason", "金额录错")
    _presses(page, "#do-it")
    assert "金额录错" in page.locator("main").inner_text()
    _presses(page, 'main a[href="/desk/bills/"]')
    assert page.locator(".tasks li").count() == 1


def _presses(page: Page, control: str) -> None:
    with page.expect_navigation():
        page.locator(control).first.click()


# The family


def test_a_family_reads_what_was_paid_and_why(family: Family) -> None:
    child, claim = given_a_settled_bill()
    when_the_mother_signs_in(family, child)
    then_she_sees_who_paid_what(family, claim)
    then_she_sees_each_step_with_its_basis(family)
    then_she_sees_what_it_would_have_cost_elsewhere(family)


def given_a_settled_bill() -> tuple[Person, Claim]:
    office, child = bills.institution(), bills.insured()
    lines = [bills.line("10000.00"), bills.line("500.00", "C")]
    return child, bills.settle(office, child, bills.presented(lines=lines))


def mother_of(child: Person) -> Account:
    account = demo.family(telephone="13800000077", at=now())
    account.person = child.guardians.order_by("pk")[0].guardian
    account.save()
    return account


def when_the_mother_signs_in(family: Family, child: Person, *, seen: bool = True) -> None:
    client: Client = signed_in.client_of(mother_of(child))
    session = client.cookies["sessionid"].value
    family.page.context.add_cookies(
        [{"name": "sessionid", "value": session, "url": family.address}])  # fmt: skip
    if not seen:
        return
    family.opens("/cases/")
    family.presses('main a[href="/bills/"]')
    family.sees("The funds paid 6201.50 of 10500.00 yuan", "费用10500.00元，基金支付6201.50元")


def then_she_sees_who_paid_what(family: Family, claim: Claim) -> None:
    family.presses(f'a[href="/bills/{claim.reference}/"]')
    family.sees("Not covered", "目录外自费")
    assert family.page.locator("figure.picture rect").count() == 3
    family.sees("the family pays 4298.50 yuan", "个人负担4298.50元")


def then_she_sees_each_step_with_its_basis(family: Family) -> None:
    steps = family.page.locator("section[aria-labelledby=steps] > ol > li")
    assert steps.count() >= 8
    steps.locator("summary").first.click()
    assert steps.locator(".basis").first.is_visible()


def then_she_sees_what_it_would_have_cost_elsewhere(family: Family) -> None:
    family.sees("What would it have cost at a community hospital?",
                "如果在社区医院看，要花多少钱？")  # fmt: skip
    family.sees("yuan less", "少付")


# In every look


def _scene() -> tuple[Office, Person, Claim, Claim]:
    """A settled bill with every part, drawn on the mother's account, and one that was reversed."""
    office, child = bills.institution(), bills.insured()
    mother = child.guardians.order_by("pk")[0].guardian
    PersonalAccount.objects.create(person=mother, balance=100_000)
    MutualAid.objects.create(giver=mother, receiver=child, relation="parent", place=1, since=now())
    lines = [bills.line("200000.00", limit_price="180000.00"), bills.line("500.00", "C"),
             bills.line("900.00", "B", self_pay_share="0.1000")]  # fmt: skip
    claim = bills.settle(office, child, bills.presented(lines=lines))
    gone = bills.settle(office, child, bills.presented("20.00"))
    reversing.reverse(claim=gone, reason="录入有误", by=SERVICE, at=now())
    return office, child, claim, gone


@pytest.mark.parametrize("look", [
    *(pytest.param(each, id=str(each)) for each in FEW),
    *(pytest.param(each, id=str(each), marks=pytest.mark.full) for each in OTHERS),
])  # fmt: skip
def test_a_familys_pages_in_every_look(look: Look, browser: Browser, address: str) -> None:
    _, child, claim, gone = _scene()
    with signed_in_as(mother_of(child), browser, address, look) as page:
        for path in ("/bills/", f"/bills/{claim.reference}/", f"/bills/{gone.reference}/"):
            page.goto(address + path)
            assert page.locator("h1").count() == 1, path
            is_in_order(page, look)


@pytest.mark.parametrize("look", [
    *(pytest.param(each, id=str(each)) for each in LOOKS),
    *(pytest.param(each, id=str(each), marks=pytest.mark.full) for each in OTHERS),
])  # fmt: skip
def test_an_institutions_pages_in_every_look(look: Look, browser: Browser, address: str) -> None:
    _, child, claim, gone = _scene()
    bills.institution(bills.PHARMACY, level="pharmacy")
    with at_the_desk(browser, address, "hospital-zz", look) as page:
        page.goto(f"{address}/desk/bills/?office={bills.CODE}")
        is_in_order(page, look)
        for path in (f"{claim.reference}/", f"{gone.reference}/", f"{claim.reference}/reverse/",
                     "new/"):  # fmt: skip
            page.goto(f"{address}/desk/bills/{path}")
            assert page.locator("h1").count() == 1, path
            is_in_order(page, look)
        page.goto(f"{address}/desk/bills/new/")
        page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")
        page.fill("#csv", CSV)
        _presses(page, "#look-at-it")
        assert page.locator(".error-summary").count() == 1
        is_in_order(page, look)
        _looked_at(page, address, child)
        is_in_order(page, look)


def _looked_at(page: Page, address: str, child: Person) -> None:
    page.goto(f"{address}/desk/bills/new/")
    page.select_option("#shown_kind", "citizen-id")
    for box, text in (("shown_number", bills.number_of(child)), ("number", "ZY-9"),
                      ("admitted_on", "2026-11-20"), ("line-0-amount", "80")):  # fmt: skip
        page.fill(f"#{box}", text)
    page.select_option("#line-0-list_class", "A")
    _presses(page, "#look-at-it")
    assert page.locator("section.do").count() == 1
