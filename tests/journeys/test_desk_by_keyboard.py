"""A clerk examines and returns, a reviewer approves, with the keyboard alone; and how it looks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import cases
import drawn_pictures
import poppler
import pytest
from django.utils import timezone
from looks import Look, is_in_order, signed_in_as
from playwright.sync_api import Browser, Page

from firstcard.accounts import demo
from firstcard.accounts.models import Account
from firstcard.casework import operations, papers, photos
from firstcard.casework.models import Case, Defect
from firstcard.enrolment import inquiries
from firstcard.enrolment import operations as enrolments
from firstcard.enrolment.models import Enrolment, Payment

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]
LOOKS = (Look(320, "en", "light", True), Look(1280, "zh", "dark", False))
OTHERS = (Look(360, "zh", "light", False), Look(768, "en", "dark", False),
          Look(1280, "en", "light", True))  # fmt: skip
_MOST_STOPS = 200
_CHILD = 951


@contextmanager
def at_the_desk(browser: Browser, address: str, login: str, look: Look, *,
                scripts: bool = True) -> Iterator[Page]:  # fmt: skip
    """The browser of one of the staff."""
    demo.make(at=timezone.now())
    who = Account.objects.get(login=login)
    with signed_in_as(who, browser, address, look, scripts=scripts) as page:
        yield page


@pytest.mark.parametrize("scripts", [True, False], ids=["js", "no-js"])
def test_two_cases_are_decided_without_a_mouse(
    scripts: bool, browser: Browser, address: str
) -> None:
    now, parent = timezone.now(), cases.family()
    wrong, right = (cases.submitted(parent, at=now) for _ in range(2))
    look = Look(1280, "en", "light", False)
    with at_the_desk(browser, address, "clerk-zz", look, scripts=scripts) as page:
        when_the_clerk_sends_one_back(page, address, wrong)
        when_the_clerk_accepts_the_other(page, address, right)
    with at_the_desk(browser, address, "reviewer-zz", look, scripts=scripts) as page:
        when_the_reviewer_approves_it(page, address, right)
    assert cases.again(wrong).state == "returned"
    assert [d.note for d in Defect.objects.filter(case=wrong)] == ["The card says 张大宝"]
    assert cases.again(right).state == "approved"


def when_the_clerk_sends_one_back(page: Page, address: str, case: Case) -> None:
    page.goto(f"{address}/desk/")
    _opens(page, case)
    _presses(page, "#take")
    assert page.get_by_text("You have taken this case.").count() == 1
    _presses(page, "#do_return")
    _reaches(page, '[id="reason:child.name"]')
    page.keyboard.type("The name")  # a list is searched by its first letters
    _reaches(page, '[id="note:child.name"]')
    page.keyboard.type("The card says 张大宝")
    _presses(page, "main form button.main")
    assert page.locator(".notice.good[role=status]").count() == 1


def when_the_clerk_accepts_the_other(page: Page, address: str, case: Case) -> None:
    page.goto(f"{address}/desk/")
    _opens(page, case)
    _presses(page, "#do_accept")
    assert page.get_by_text("The case is accepted.").count() == 1


def when_the_reviewer_approves_it(page: Page, address: str, case: Case) -> None:
    page.goto(f"{address}/desk/?state=accepted")
    _opens(page, case)
    _presses(page, "#do_approve")
    assert page.get_by_text("The case is approved.").count() == 1


def _opens(page: Page, case: Case) -> None:
    _presses(page, f'a[href="/desk/cases/{case.reference}/"]')


def _presses(page: Page, control: str) -> None:
    _reaches(page, control)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _reaches(page: Page, control: str) -> None:
    """Tab to it, past whatever stands before; it must be on the screen then."""
    for _ in range(_MOST_STOPS):
        found = page.locator(f"{control}:focus")
        if found.count():
            box = found.bounding_box()
            assert box is not None
            assert 0 <= box["y"] < 800
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{control} is never reached on {page.url}")


@pytest.mark.parametrize("scripts", [True, False], ids=["js", "no-js"])
def test_a_premium_is_answered_and_paid_without_a_mouse(
    scripts: bool, browser: Browser, address: str
) -> None:
    case = _insured(timezone.now())
    bill = Enrolment.objects.get(case=case.reference).bills.order_by("-year")[0]
    look = Look(1280, "en", "light", False)
    there = f"/desk/cases/{case.reference}/insurance/bills/{bill.pk}/"
    with at_the_desk(browser, address, "reviewer-zz", look, scripts=scripts) as page:
        page.goto(f"{address}/desk/cases/{case.reference}/")
        _presses(page, "#to-insurance")
        _presses(page, f'a[href="{there}answer/"]')
        _types(page, "#amount_fen", "380")
        _types(page, "#source", "Letter of the agency")
        _presses(page, "#do-it")
        assert page.get_by_text("The office's answer is recorded.").count() == 1
    with at_the_desk(browser, address, "clerk-zz", look, scripts=scripts) as page:
        page.goto(f"{address}/desk/cases/{case.reference}/insurance/")
        _presses(page, f'a[href="{there}payment/"]')
        _types(page, "#reference", "TAX 77")
        _types(page, "#amount_fen", "380")
        _types(page, "#paid_on", "yesterday")
        _presses(page, "#do-it")
        assert page.locator("#paid_on").input_value() == "yesterday"
        _presses_link(page, '.error-summary a[href="#paid_on"]')
        assert page.locator("#paid_on:focus").count() == 1
        page.keyboard.press("Control+A")
        page.keyboard.type(timezone.localdate().isoformat())
        _presses(page, "#do-it")
        assert page.get_by_text("The payment is recorded.").count() == 1
    assert Payment.objects.get(bill=bill).amount_fen == 38_000


def _types(page: Page, control: str, text: str) -> None:
    _reaches(page, control)
    page.keyboard.type(text)


def _presses_link(page: Page, control: str) -> None:
    _reaches(page, control)
    page.keyboard.press("Enter")


def test_a_receipt_is_one_sheet_of_a5(browser: Browser, address: str) -> None:
    case = cases.submitted(cases.family(), at=timezone.now())
    with at_the_desk(browser, address, "clerk-zz", LOOKS[1]) as page:
        page.goto(f"{address}/desk/cases/{case.reference}/receipt/")
        paper = page.pdf(prefer_css_page_size=True)
    sheets = poppler.pages(paper, dots_per_inch=254)
    assert len(sheets) == 1
    height, width, *_ = sheets[0].shape
    assert (round(width, -1), round(height, -1)) == (1480, 2100)  # tenths of a millimetre
    said = poppler.text_of(paper)
    assert case.reference in said
    assert "待办列表" not in said  # nothing that is only for a screen


@pytest.mark.parametrize(
    "look",
    [LOOKS[0], *(pytest.param(each, marks=pytest.mark.full) for each in (LOOKS[1], *OTHERS))],
    ids=str,
)
def test_every_page_of_the_desk_is_in_order(look: Look, browser: Browser, address: str) -> None:
    for login, paths in _pages().items():
        with at_the_desk(browser, address, login, look) as page:
            for path in paths:
                answer = page.goto(address + path)
                assert answer is not None
                assert answer.status == 200, path
                is_in_order(page, look)


def _pages() -> dict[str, list[str]]:
    """Something to see on every page."""
    now, parent = timezone.now(), cases.family()
    whole = _with_pictures(now)
    returned = cases.submitted(parent, at=now)
    operations.send_back(
        case=returned,
        by=cases.staff(),
        at=now,
        defects=[operations.Found(reason="other", field="child.name", note="Please check")],
    )
    proposed = cases.accepted(parent, at=now)
    operations.propose(case=proposed, by=cases.staff(), kind="identity", reason="读错了",
                       change={"name": "张大宝", "sex": 2}, at=now)  # fmt: skip
    _decided(now)
    counter = operations.start(by=cases.staff(), key="counter", want=("insured", "card"),
                               region=cases.REGION, language="zh", situation={},
                               at=now)  # fmt: skip
    paper = whole.papers.first()
    assert paper is not None
    at = f"/desk/cases/{whole.reference}/"
    ready = cases.accepted(parent, at=now).reference
    insured = _insured(now)
    there = f"/desk/cases/{insured.reference}/insurance/"
    made = Enrolment.objects.get(case=insured.reference)
    bill, paid = made.bills.order_by("-year")[0], Payment.objects.get()
    return {
        "clerk-zz": ["/desk/", at, f"{at}return/", f"{at}forward/", f"{at}propose/",
                     f"{at}papers/{paper.pk}/?turn=90&size=200", f"{at}receipt/",
                     f"/desk/cases/{returned.reference}/", "/desk/counter/",
                     f"/desk/counter/{counter.reference}/",
                     f"/desk/counter/{counter.reference}/sign/", there, f"{there}number/",
                     f"{there}bills/{bill.pk}/payment/", f"{there}payments/{paid.pk}/"],
        "reviewer-zz": [f"/desk/cases/{proposed.reference}/", f"/desk/cases/{ready}/refuse/",
                        there, f"{there}bills/{bill.pk}/answer/", f"{there}{made.pk}/end/",
                        f"/desk/cases/{insured.reference}/propose/"],
        "hotline-zz": ["/desk/hotline/", f"/desk/hotline/{whole.reference}/"],
        "officer-zz": ["/desk/figures/"],
        "auditor-zz": ["/desk/audit/", f"/desk/audit/{whole.reference}/"],
    }  # fmt: skip


def _insured(now: datetime) -> Case:
    """Approved; of two years one is priced and paid in part. Other regions gave no answer."""
    by, clerk = cases.staff("reviewer"), cases.staff()
    case = cases.accepted(cases.family(), at=now, number=_CHILD, **cases.newborn(_CHILD))
    assert case.child is not None
    inquiries.ask(person=case.child, region=case.region, by=clerk, at=now)
    operations.approve(case=case, by=by, at=now)
    bills = Enrolment.objects.get(case=case.reference).bills
    bills.update(amount_fen=None, ask="medical-insurance-agency")  # whatever is known by then
    bill = bills.order_by("year")[0]
    bill = enrolments.answer(bill=bill, amount_fen=40_000, source="Letter of today", by=by, at=now)
    enrolments.record_payment(bill=bill, reference="341016112300012345", amount_fen=30_000,
                              paid_on=timezone.localdate(now), by=clerk, at=now)  # fmt: skip
    return case


def _with_pictures(now: datetime) -> Case:
    parent = cases.family()
    case = cases.filled(parent, want=("insured", "card"), at=now)
    papers.add(case=case, document="birth-certificate", of="child", by=parent, at=now,
               upload=drawn_pictures.encoded(drawn_pictures.sheet()))  # fmt: skip
    photos.take_up(case=case, by=parent, at=now,
                   upload=drawn_pictures.encoded(drawn_pictures.portrait()))  # fmt: skip
    return operations.submit(case=cases.again(case), by=parent, at=now)


def _decided(now: datetime) -> None:
    """Enough of them for the figures."""
    parent, clerk, reviewer = cases.family(), cases.staff(), cases.staff("reviewer")
    for n in range(12):
        case = cases.accepted(parent, clerk=clerk, at=now - timedelta(days=n % 4))
        operations.approve(case=case, by=reviewer, at=now)
