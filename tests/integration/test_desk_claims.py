"""An agency's pages for bills that families handed in, and for all that was settled there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import bills
import pytest
import signed_in
import time_machine
from bills import AT
from django.test import Client
from family_bills import handed_in
from test_languages import Reader

from firstcard.accounts import demo
from firstcard.accounts.models import Account
from firstcard.core.models import AuditEntry
from firstcard.people.models import Person
from firstcard.settlement.models import Claim

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def child() -> Person:
    bills.institution()
    return bills.insured()


def desk(login: str, lang: str = "en") -> Client:
    demo.make(at=AT)
    return signed_in.client_of(Account.objects.get(login=login), lang=lang)


def told(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200, (path, reply.status_code)
    return str(reply.content.decode())


def typed(**changes: str) -> dict[str, str]:
    return {"institution": bills.CODE, "number": "ZY-1", "care": "inpatient", "referral": "local",
            "cause": "illness", "admitted_on": "2026-11-20", "line-0-code": "X1",
            "line-0-kind": "treatment", "line-0-list_class": "A", "line-0-amount": "10,000",
            "do": "save", **changes}  # fmt: skip


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_the_whole_way_at_the_desk_in_one_language(child: Person, lang: str) -> None:
    claim = handed_in(child)
    clerk, reviewer = desk("clerk-zz", lang), desk("reviewer-zz", lang)
    here = f"/desk/claims/{claim.reference}/"
    shown = [told(clerk, "/desk/claims/"), told(clerk, here), told(clerk, f"{here}items/")]
    assert f'href="{here}"' in shown[0]
    assert 'id="pay"' not in told(reviewer, here)
    assert clerk.post(f"{here}items/", typed()).status_code == 302
    shown += [told(clerk, f"{here}?done=items"), told(clerk, f"{here}items/")]
    assert 'value="10000.00"' in shown[-1], "what was entered is there to be corrected"
    shown += [told(reviewer, here), told(reviewer, f"{here}refuse/"),
              told(clerk, f"{here}missing/"),
              told(clerk, f"{here}papers/{claim.scans.first().pk}/")]  # fmt: skip
    paid = reviewer.post(f"{here}pay/", {"seen": seen(told(reviewer, here))})
    assert paid.status_code == 302, paid.content.decode()
    assert bills.amounts(claim)["fund_total"] == 620_150
    shown += [told(reviewer, f"{here}?done=paid"), told(clerk, "/desk/claims/settled/")]
    for each in shown:
        assert Reader(each.replace(claim.reference, "")).foreign() == set()
        assert each.count("<h1") == 1
        assert "{" not in " ".join(text for _, text in Reader(each).said)
        assert bills.number_of(child) not in each
    assert child.name not in shown[0], "lists name nobody"


def test_papers_are_asked_for_at_once_and_noted_when_they_come(child: Person) -> None:
    claim, clerk = handed_in(child), desk("clerk-zz")
    here = f"/desk/claims/{claim.reference}/"
    assert (
        'href="#missing-receipt"' in clerk.post(f"{here}missing/", {"note": "x"}).content.decode()
    )
    sent = {"missing": ["record", "diagnosis"], "note": "看不清"}
    assert clerk.post(f"{here}missing/", sent).status_code == 302
    assert bills.again(claim).missing == ["diagnosis", "record"]
    assert "The family has it" in told(clerk, here)
    assert clerk.post(f"{here}brought/", {"papers": ["record"]}).status_code == 422
    both = clerk.post(f"{here}brought/", {"papers": ["record", "diagnosis"]})
    assert both.status_code == 302
    assert bills.again(claim).state == "handed-in"


def test_a_refusal_needs_a_reason_and_shows_the_remedies(child: Person) -> None:
    claim, reviewer = handed_in(child), desk("reviewer-zz")
    here = f"/desk/claims/{claim.reference}/"
    assert "administrative reconsideration" in told(reviewer, f"{here}refuse/")
    assert 'href="#reason"' in reviewer.post(f"{here}refuse/", {"reason": " "}).content.decode()
    assert reviewer.post(f"{here}refuse/", {"reason": "第三人负担"}).status_code == 302
    assert "第三人负担" in told(reviewer, here)


def test_what_was_typed_stays_and_each_mistake_is_at_its_box(child: Person) -> None:
    claim, clerk = handed_in(child), desk("clerk-zz")
    path = f"/desk/claims/{claim.reference}/items/"
    for wrong, box in ((typed(institution="X1"), "institution"),
                       (typed(**{"line-0-amount": "-5"}), "line-0-amount"),
                       (typed(institution="H41010599999"), "name"),
                       (typed(institution="H41010599999", name="远方医院"), "level"),
                       (typed(number=""), "number")):  # fmt: skip
        page = clerk.post(path, wrong).content.decode()
        assert f'<a href="#{box}">' in page, box
        assert wrong["line-0-amount"] in page
    assert not bytes(bills.again(claim).content)
    more = clerk.post(path, typed(do="more")).content.decode()
    assert 'id="line-5-amount"' in more


def test_what_changed_since_one_looked_is_not_paid(child: Person) -> None:
    claim, clerk, reviewer = handed_in(child), desk("clerk-zz"), desk("reviewer-zz")
    here = f"/desk/claims/{claim.reference}/"
    clerk.post(f"{here}items/", typed())
    old = seen(told(reviewer, here))
    clerk.post(f"{here}items/", typed(**{"line-0-amount": "20,000"}))
    reply = reviewer.post(f"{here}pay/", {"seen": old})
    assert reply.status_code == 409
    assert "something else now" in reply.content.decode()
    assert bills.again(claim).state == "handed-in"


@pytest.mark.parametrize("login", ["hospital-zz", "officer-zz", "hotline-zz", "bank-zz"])
def test_others_see_nothing_of_it(child: Person, login: str) -> None:
    claim, client = handed_in(child), desk(login)
    for path in ("", "settled/", "settled.csv", f"{claim.reference}/",
                 f"{claim.reference}/items/", f"{claim.reference}/papers/1/1/"):  # fmt: skip
        assert client.get(f"/desk/claims/{path}").status_code in (403, 404), path


def test_a_regions_settled_bills_with_sums_and_as_a_file(child: Person) -> None:
    office = bills.Office.objects.get(code=bills.CODE)
    bills.Office.objects.filter(pk=office.pk).update(name_en="=1+1", name_zh="=1+1")
    claim = bills.settle(office, child, bills.presented("10000.00"))
    bills.settle(office, child, bills.presented("50.00"))
    far = bills.insured()
    bills.settle(office, far, bills.presented("77.00"))
    Claim.objects.filter(person=far).update(place="420106")
    clerk, before = desk("clerk-zz"), AuditEntry.objects.count()
    page = told(clerk, "/desk/claims/settled/")
    assert claim.reference in page
    assert "10050.00" in page
    assert child.name not in page
    noted = AuditEntry.objects.filter(action="bill.list", person=child.pk)
    assert AuditEntry.objects.count() == before + 1
    assert noted.exists()
    reply = clerk.get("/desk/claims/settled.csv")
    rows = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert {row[1] for row in rows[1:]} == {"'=1+1"}
    assert {row[5] for row in rows[1:]} == {f"{child.name[:1]}**"}
    assert bills.number_of(child) not in str(rows)
    none = told(clerk, "/desk/claims/settled/?state=refused&since=2026-01-01&until=2026-12-31")
    assert "No bill in these days" in none
    odd: dict[str, Any] = {"since": "soon", "before": "x", "institution": "' OR 1", "state": "?"}
    assert 'href="#since"' in clerk.get("/desk/claims/settled/", odd).content.decode()
