"""A family signs in, sees what is held and who looked, and signs out; an administrator grants."""

import cases
import pytest
import signed_in
from django.utils import timezone
from looks import PAIRS, Look, is_in_order, seen
from playwright.sync_api import Browser, Page

from firstcard.accounts import demo, signing
from firstcard.accounts.models import Account, RoleGrant
from firstcard.casework import operations, queries
from firstcard.casework.models import Case
from firstcard.core.actors import Actor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]


@pytest.fixture(params=[PAIRS[0], PAIRS[7]], ids=str)
def look(request: pytest.FixtureRequest) -> Look:
    return request.param


def _actor(account: Account) -> Actor:
    found = signing.actor_of(account, at=timezone.now())
    assert found is not None
    return found


def _press(page: Page, control: str) -> None:
    with page.expect_navigation():
        page.locator(control).first.click()


def _stays_in_order(page: Page, look: Look, *addresses: str) -> None:
    for address in addresses:
        page.goto(address)
        assert page.url == address
        is_in_order(page, look)


def test_a_family_sees_what_is_held_and_who_looked(
    look: Look, browser: Browser, address: str
) -> None:
    case = _a_case_that_a_clerk_read()
    with seen(browser, address, look, answered=False) as page:
        when_it_signs_in_with_a_code(page, look, address)
        _stays_in_order(page, look, *(f"{address}/account/{each}" for each in (
            "", "password/", "telephone/", "keys/", "consents/", "held/")))  # fmt: skip
        then_it_sees_who_looked(page, look, address, case)
        then_it_asks_for_a_correction(page, look)
        then_it_takes_a_copy(page, case)
        then_it_signs_out(page, look, address)


def _a_case_that_a_clerk_read() -> Case:
    demo.make(at=timezone.now())
    by = _actor(demo.family(telephone=demo.FAMILY, at=timezone.now()))
    case = cases.submitted(by, at=timezone.now())
    case.signatures.all().delete()  # made without content: nothing to open
    clerk = _actor(Account.objects.get(login="clerk-zz"))
    queries.case_for(reference=case.reference, by=clerk, at=timezone.now())
    operations.take(case=case, by=clerk, at=timezone.now())
    return case


def when_it_signs_in_with_a_code(page: Page, look: Look, address: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.locator("#telephone").fill("138 0000")
    _press(page, "main form .main")
    assert page.locator(".error-summary").is_visible()
    is_in_order(page, look)
    page.locator("#telephone").fill("138 0000 0001")
    _press(page, "main form .main")
    code = page.locator(".notice code").inner_text()
    is_in_order(page, look)
    page.locator("#code").fill(code)
    _press(page, "main form .main")
    assert page.url == f"{address}/account/"


def then_it_sees_who_looked(page: Page, look: Look, address: str, case: Case) -> None:
    page.goto(f"{address}/account/held/")
    _press(page, "main .card a.action")
    assert page.url == f"{address}/account/held/{case.reference}/"
    assert "张晓（演示）" in page.locator("main").inner_text()
    is_in_order(page, look)


def then_it_asks_for_a_correction(page: Page, look: Look) -> None:
    _press(page, "#page .main")
    assert page.locator(".error-summary").is_visible()
    is_in_order(page, look)
    page.locator("#about-name").check()
    page.locator("#wish").fill("晓，不是小")
    _press(page, ".switches button[name=language]")
    assert page.locator("#wish").input_value() == "晓，不是小"
    assert page.locator("#about-name").is_checked()
    _press(page, ".switches button[name=language]")
    _press(page, "#page .main")
    assert page.locator(".notice.good").is_visible()
    is_in_order(page, look)


def then_it_takes_a_copy(page: Page, case: Case) -> None:
    with page.expect_download() as download:
        page.locator("form[action$='/download/'] button").click()
    assert download.value.suggested_filename == f"{case.reference}.json"


def then_it_signs_out(page: Page, look: Look, address: str) -> None:
    page.goto(f"{address}/account/")
    _press(page, "form[action='/sign-out/'] button")
    assert page.url == f"{address}/signed-out/"
    page.goto(f"{address}/account/held/")
    assert page.url.startswith(f"{address}/sign-in/?next=")
    is_in_order(page, look)


def test_an_administrator_adds_a_member_of_staff(
    look: Look, browser: Browser, address: str
) -> None:
    signed_in.staff("admin")  # makes the accounts
    with seen(browser, address, look, answered=False) as page:
        when_the_administrator_signs_in(page, address)
        _stays_in_order(page, look, f"{address}/account/", f"{address}/account/roles/",
                        f"{address}/account/roles/new/")  # fmt: skip
        page.locator("#login").fill("zhang-min")
        page.locator("#shown").fill("张敏")
        _press(page, "#page .main")
        link = page.locator("#link").inner_text()
        is_in_order(page, look)
        page.locator("#role").select_option("clerk")
        page.locator("#region").fill("410105")
        _press(page, "#page .main")
        assert RoleGrant.objects.filter(account__login="zhang-min", region="410105").exists()
        is_in_order(page, look)
        with seen(browser, address, look, answered=False) as other:
            other.goto(link)
            assert other.url == f"{address}/sign-in/set-up/"
            is_in_order(other, look)


def when_the_administrator_signs_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in/staff/")
    page.locator("#login").fill("admin")
    page.locator("#password").fill(demo.PASSWORD)
    page.locator("#code").fill(demo.code(at=timezone.now()))
    _press(page, "main form .main")
    assert page.url == f"{address}/account/"
