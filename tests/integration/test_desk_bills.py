"""An institution's pages: present a bill, look, settle, take it back; each refusal at its box."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import bills
import pytest
import signed_in
import time_machine
from bills import AT
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from test_languages import Reader

from firstcard.accounts import demo
from firstcard.accounts.models import Account, RoleGrant
from firstcard.core.actors import SERVICE
from firstcard.core.models import AuditEntry
from firstcard.people.models import Office, Person
from firstcard.settlement import working
from firstcard.settlement.models import Claim
from firstcard.settlement.operations import institutions

pytestmark = pytest.mark.django_db
NEW = "/desk/bills/new/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    return bills.institution()


@pytest.fixture
def person() -> Person:
    return bills.insured()


def cashier(office: Office, *, lang: str = "en") -> Client:
    """The browser of somebody who works at one institution."""
    demo.make(at=AT)
    account = Account.objects.get(login="hospital-zz")
    RoleGrant.objects.filter(account=account).update(office=office)
    return signed_in.client_of(account, lang=lang)


def typed(person: Person, **changes: str) -> dict[str, str]:
    """A bill of one item, as it is typed."""
    return {"shown_kind": "citizen-id", "shown_number": bills.number_of(person), "number": "ZY-1",
            "care": "inpatient", "referral": "local", "cause": "illness",
            "admitted_on": "2026-11-18", "discharged_on": "2026-11-20",
            "line-0-code": "X1", "line-0-kind": "treatment", "line-0-list_class": "A",
            "line-0-amount": "10,000", "do": "look", **changes}  # fmt: skip


def told(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200, (path, reply.status_code)
    return str(reply.content.decode())


def sent(client: Client, form: dict[str, Any], status: int = 200) -> str:
    reply = client.post(NEW, form)
    assert reply.status_code == status, (reply.status_code, reply.content.decode())
    return str(reply.content.decode())


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def settled(client: Client, form: dict[str, str]) -> Claim:
    looked = sent(client, form)
    reply = client.post(NEW, {**form, "do": "settle", "seen": seen(looked)})
    assert reply.status_code == 302, reply.content.decode()
    return Claim.objects.get(number=form["number"], state="settled")


def errors(page: str) -> dict[str, str]:
    """By the id of a box, what is said at it."""
    return dict(re.findall(r'<p class="error" id="([\w-]+)-error">(.*?)</p>', page))


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_every_page_speaks_one_language(office: Office, person: Person, lang: str) -> None:
    client = cashier(office, lang=lang)
    looked = sent(client, typed(person))
    claim = settled(client, typed(person))
    path = f"/desk/bills/{claim.reference}/"
    wrong = sent(client, typed(person, number="", admitted_on="soon"), 422)
    pages = {name: told(client, name) for name in ("/desk/bills/", NEW, path, f"{path}reverse/")}
    for name, page in {**pages, "looked": looked, "wrong": wrong}.items():
        assert Reader(page).foreign() == set(), name
        assert "{" not in "".join(text for _, text in Reader(page).said), name
        assert page.count("<h1") == 1
        assert "style=" not in page


def test_it_is_looked_at_first_and_nothing_is_settled(office: Office, person: Person) -> None:
    client = cashier(office)
    page = sent(client, typed(person))
    assert "The patient pays now: 3798.50 yuan" in page
    assert "the funds pay 6201.50 yuan (62%)" in page
    assert "The deductible is 450.00 yuan" in page
    assert not Claim.objects.exists()
    assert 'value="10,000"' in page, "what was typed stays as it was typed"


def test_then_it_is_settled_and_stands_in_the_list(office: Office, person: Person) -> None:
    client = cashier(office)
    claim = settled(client, typed(person))
    assert bills.amounts(claim)["fund_total"] == 620_150
    page = told(client, f"/desk/bills/{claim.reference}/?done=settled")
    assert "The bill is settled." in page
    assert person.name in page
    assert bills.number_of(person) not in page
    listed = told(client, "/desk/bills/")
    assert "ZY-1" in listed
    assert claim.reference in listed
    assert person.name not in listed


def test_sent_twice_it_is_the_same_bill(office: Office, person: Person) -> None:
    client = cashier(office)
    first = settled(client, typed(person))
    assert settled(client, typed(person)).pk == first.pk


def test_what_changed_since_it_was_looked_at_is_looked_at_again(
    office: Office, person: Person
) -> None:
    client = cashier(office)
    looked = sent(client, typed(person))
    page = sent(client, {**typed(person, **{"line-0-amount": "500"}), "do": "settle",
                         "seen": seen(looked)})  # fmt: skip
    assert "It comes to something else now" in page
    assert not Claim.objects.exists()
    skipped = sent(client, {**typed(person), "do": "settle"})
    assert "It comes to something else now" in skipped
    assert not Claim.objects.exists()


# Refusals, each at its box


@pytest.mark.parametrize(
    ("changes", "box", "words", "status"),
    [
        ({"number": ""}, "number", "your own number", 422),
        ({"shown_number": ""}, "shown_number", "Type the number", 422),
        ({"shown_kind": "passport"}, "shown_kind", "Choose what", 422),
        ({"shown_number": "410101202001010014"}, "shown_number", "Nobody is known", 409),
        ({"admitted_on": "soon"}, "admitted_on", "", 422),
        ({"discharged_on": "2026-11-30"}, "discharged_on", "after today", 422),
        ({"discharged_on": "2026-11-17"}, "discharged_on", "before admission", 422),
        ({"referral": "emergency"}, "referral", "referral is local", 422),
        ({"cause": "third-party"}, "cause", "whoever did the harm", 422),
        ({"line-0-amount": "-5"}, "line-0-amount", "below zero", 422),
        ({"line-0-amount": "much"}, "line-0-amount", "cannot be used", 422),
        ({"line-0-list_class": ""}, "line-0-list_class", "missing", 422),
        ({"line-0-list_class": "C", "line-0-limit_price": "5"}, "line-0-limit_price",
         "no price limit", 422),
        ({"line-0-amount": "", "line-0-code": "", "line-0-kind": "", "line-0-list_class": ""},
         "line-0-amount", "no line", 422),
        ({"line-2-amount": "5", "line-2-list_class": "Z"}, "line-2-list_class", "not known", 422),
    ],
)  # fmt: skip
def test_each_refusal_stands_at_its_box_and_nothing_typed_is_lost(
    office: Office, person: Person, changes: dict[str, str], box: str, words: str, status: int
) -> None:
    form = typed(person, **changes)
    page = sent(cashier(office), form, status)
    assert box in errors(page), errors(page)
    assert words in errors(page)[box]
    assert f'href="#{box}"' in page
    for name, value in form.items():
        text = re.search(rf'id="{re.escape(name)}"[^>]*value="([^"]*)"', page)
        if text is not None:
            assert text[1] == value, name
    assert not Claim.objects.exists()


def test_an_institution_that_is_suspended_says_so_before_and_after(
    office: Office, person: Person
) -> None:
    agreement = office.agreements.get()
    institutions.suspend(agreement=agreement, since=date(2026, 11, 1), reason="检查", by=SERVICE,
                         at=AT)  # fmt: skip
    client = cashier(office)
    assert "is suspended since" in told(client, NEW)
    page = sent(client, typed(person), 409)
    assert "is suspended since" in errors(page)["admitted_on"]


def test_a_number_that_stands_for_another_bill_is_named(office: Office, person: Person) -> None:
    client = cashier(office)
    first = settled(client, typed(person))
    form = typed(person, **{"line-0-amount": "20"})
    looked = sent(client, form)
    page = sent(client, {**form, "do": "settle", "seen": seen(looked)}, 409)
    assert first.reference in errors(page)["number"]


def test_a_rule_that_nobody_knows_is_said_above_the_form(person: Person) -> None:
    """What a pharmacy's bill comes to is not published for Henan."""
    client = cashier(bills.institution(bills.PHARMACY, level="pharmacy"))
    page = sent(client, typed(person, care="outpatient", discharged_on=""), 422)
    assert "No rule is known" in page
    for target in re.findall(r'<li><a href="#([\w-]+)">', page):
        assert f'id="{target}"' in page


# Many items


def test_more_rows_are_given_without_a_script_up_to_a_bound(office: Office, person: Person) -> None:
    client = cashier(office)
    page = sent(client, typed(person, do="more"))
    assert 'id="line-5-amount"' in page
    assert 'value="10,000"' in page
    assert not errors(page)
    last = sent(client, typed(person, do="more", rows="999"))
    assert 'id="line-14-amount"' in last
    assert 'id="line-15-amount"' not in last
    assert 'id="more"' not in last


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_file_is_put_into_the_box_and_settled_from_there(
    office: Office, person: Person, encoding: str
) -> None:
    client = cashier(office)
    data = 'code,list_class,amount\r\n阿莫西林,a,9000\r\n床位,A,"1,000.00"\r\n'
    file = SimpleUploadedFile("lines.csv", data.encode(encoding), "text/csv")
    empty = {f"line-0-{name}": "" for name in ("code", "kind", "list_class", "amount")}
    page = sent(client, {**typed(person, **empty), "file": file})
    assert "阿莫西林,a,9000" in page
    assert 'value="ZY-1"' in page
    claim = settled(client, typed(person, **empty, csv=data))
    assert bills.amounts(claim)["total"] == 1_000_000


def test_a_fault_in_the_csv_is_named_with_its_line(office: Office, person: Person) -> None:
    csv = "list_class,amount\nA,5\nA,-5\nC,many\n"
    page = sent(cashier(office), typed(person, csv=csv), 422)
    assert "Line 3, amount: " in page
    assert "Line 4, amount: " in page
    assert "A,-5\nC,many" in page


@pytest.mark.parametrize(
    ("csv", "words"),
    [("code,amount\nX,5\n", "The column list_class is missing"),
     ("list_class,amount,price\nA,5,1\n", "The column price is not known"),
     ("list_class,amount\nA,5,7\n", "more cells than"),
     ("list_class,amount\n" + "A,1\n" * 9_999, "too large")],
)  # fmt: skip
def test_a_csv_that_cannot_be_read_says_why(
    office: Office, person: Person, csv: str, words: str
) -> None:
    if len(csv) < 39_000:
        assert words in sent(cashier(office), typed(person, csv=csv), 422)
        return
    csv += "A,1\n" * 200
    assert words in sent(cashier(office), typed(person, csv=csv), 422)


@pytest.mark.parametrize("data", [b"\x00\x01\xff", b"x" * 50_000, b""])
def test_a_file_that_is_none_is_refused_and_nothing_typed_is_lost(
    office: Office, person: Person, data: bytes
) -> None:
    file = SimpleUploadedFile("lines.csv", data, "text/csv")
    page = sent(cashier(office), {**typed(person, csv="kept"), "file": file}, 422)
    assert 'id="file-error"' in page
    assert ">kept</textarea>" in page
    assert 'value="ZY-1"' in page


def test_the_language_switch_keeps_what_was_typed_and_looked_at(
    office: Office, person: Person
) -> None:
    client = cashier(office)
    looked = sent(client, typed(person))
    page = sent(client, {**typed(person), "seen": seen(looked), "language": "zh-hans"})
    assert "患者现应支付：3798.50元" in page
    assert 'value="10,000"' in page


# Taking it back


def test_it_is_taken_back_with_a_reason(office: Office, person: Person) -> None:
    client = cashier(office)
    claim = settled(client, typed(person))
    path = f"/desk/bills/{claim.reference}/"
    assert 'id="reverse"' in told(client, path)
    reply = client.post(f"{path}reverse/", {"reason": " "})
    assert reply.status_code == 422
    assert "Say why." in errors(reply.content.decode())["reason"]
    reply = client.post(f"{path}reverse/", {"reason": "金额录错"})
    assert reply.status_code == 302
    page = told(client, path)
    assert "Nothing holds of this bill now." in page
    assert "金额录错" in page
    assert 'id="reverse"' not in page
    assert bills.year(person)["pool_paid"] == 0


# Who may


def test_another_institution_and_other_staff_see_nothing_of_it(
    office: Office, person: Person
) -> None:
    claim = bills.settle(office, person, bills.presented())
    other = cashier(bills.institution(bills.PHARMACY, level="pharmacy"))
    other.raise_request_exception = False
    for path in (f"/desk/bills/{claim.reference}/", f"/desk/bills/{claim.reference}/reverse/",
                 f"/desk/bills/?office={office.code}"):  # fmt: skip
        assert other.get(path).status_code == 404, path
    assert claim.reference not in told(other, "/desk/bills/")
    hotline = signed_in.staff("hotline-zz", lang="en")
    hotline.raise_request_exception = False
    for path in ("/desk/bills/", NEW, f"/desk/bills/{claim.reference}/"):
        assert hotline.get(path).status_code in (403, 404), path


def test_a_family_cannot_open_a_page_of_the_desk(office: Office, person: Person) -> None:
    claim = bills.settle(office, person, bills.presented())
    account = demo.family(telephone="13800000077", at=AT)
    account.person = person.guardians.all()[0].guardian
    account.save()
    client = signed_in.client_of(account)
    client.raise_request_exception = False
    assert client.get(f"/desk/bills/{claim.reference}/").status_code in (302, 403, 404)


def test_whoever_works_at_several_chooses(office: Office, person: Person) -> None:
    second = bills.institution(bills.PHARMACY, level="pharmacy")
    client = signed_in.staff("hospital-zz", lang="en")
    page = told(client, "/desk/bills/")
    assert f'value="{office.code}"' in page
    assert f'value="{second.code}"' in page
    chosen = told(client, f"/desk/bills/?office={second.code}")
    assert f'value="{second.code}" selected' in chosen
    assert f'name="office" value="{second.code}"' in told(client, NEW), "it is remembered"


def test_of_very_many_institutions_one_is_chosen_by_its_code(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "MOST", 2)
    last = bills.institution("H41010500009")
    bills.institution(bills.PHARMACY, level="pharmacy")
    bills.institution("H41010500002")
    client = signed_in.staff("hospital-zz", lang="en")
    assert 'id="office" name="office" value=' in told(client, "/desk/bills/")
    assert last.code in told(client, f"/desk/bills/?office={last.code}")
    client.raise_request_exception = False
    assert client.get("/desk/bills/?office=H42010500001").status_code == 404


def test_each_look_for_a_patient_is_recorded(office: Office, person: Person) -> None:
    sent(cashier(office), typed(person))
    assert AuditEntry.objects.filter(action="bill.presettle", person=person.pk).count() == 1
