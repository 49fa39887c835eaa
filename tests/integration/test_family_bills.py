"""A family's pages about bills: who paid what and why, in both languages, and the year on paper."""

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
from card_makers import child, guardian, staff
from django.test import Client
from msgspec import structs
from poppler import flat, text_of
from test_bill_handed_in import hand_in
from test_languages import Reader

from firstcard.accounts import demo
from firstcard.core.actors import SERVICE
from firstcard.core.models import AuditEntry
from firstcard.people.models import Person
from firstcard.settlement import comparing, content
from firstcard.settlement.amounts import Settlement
from firstcard.settlement.bill import Bill
from firstcard.settlement.faults import NotSettled, fault
from firstcard.settlement.models import Claim, MutualAid, PersonalAccount
from firstcard.settlement.operations import claiming, reversing
from firstcard.settlement.rules import Rules

pytestmark = pytest.mark.django_db
TELEPHONE = "13800000077"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def mother_of(person: Person) -> Person:
    return person.guardians.order_by("pk")[0].guardian


def browser(person: Person, *, lang: str = "en", telephone: str = TELEPHONE) -> Client:
    """The browser of a mother."""
    account = demo.family(telephone=telephone, at=AT)
    account.person = mother_of(person)
    account.save()
    return signed_in.client_of(account, lang=lang)


def page(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200, (path, reply.status_code)
    return str(reply.content.decode())


def said(told: str) -> str:
    return " ".join(text for _, text in Reader(told).said)


def a_bill(amount: str = "10000.00", **more: Any) -> Claim:
    office = bills.institution()
    return bills.again(bills.settle(office, bills.insured(), bills.presented(amount, **more)))


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_every_page_speaks_one_language_and_shows_no_number(lang: str) -> None:
    office, person = bills.institution(), bills.insured()
    lines = [bills.line("9000.00", limit_price="8000.00"), bills.line("500.00", "C"),
             bills.line("500.00", "B", self_pay_share="0.1000")]  # fmt: skip
    claim = bills.settle(office, person, bills.presented(lines=lines))
    gone = bills.settle(office, person, bills.presented("20.00"))
    reversing.reverse(claim=gone, reason="录入有误", by=bills.cashier(office), at=AT)
    client = browser(person, lang=lang)
    for path in ("/bills/", f"/bills/{claim.reference}/", f"/bills/{gone.reference}/"):
        told = page(client, path)
        plain = told.replace(claim.reference, "").replace(gone.reference, "")
        assert Reader(plain).foreign() == set(), path
        assert "{" not in said(told)
        assert told.count("<h1") == 1
        assert person.name in told
        assert bills.number_of(person) not in told


def test_a_bill_says_who_paid_what_with_a_bar_and_its_twin() -> None:
    """10,000 yuan in a city hospital of level 3: 53 % of 3,550 and 72 % of 6,000."""
    claim = a_bill()
    told = page(browser(claim.person), f"/bills/{claim.reference}/")
    assert "Of 10000.00 yuan the funds pay 6201.50 yuan (62%), the family pays 3798.50 yuan" in told
    bars = re.findall(r'<rect class="(\S+) edge" x="([\d.]+)%" y="1.8em" width="([\d.]+)%"', told)
    assert [(float(x), float(width)) for _, x, width in bars] == [(0, 62.02), (62.02, 37.98)]
    assert "Basic medical insurance <strong>6201.50 yuan</strong>" in told
    assert "Your part of what is covered <strong>3798.50 yuan</strong>" in told
    assert "style=" not in told


def test_the_steps_stand_in_order_each_with_amount_and_basis() -> None:
    claim = a_bill()
    told = page(browser(claim.person), f"/bills/{claim.reference}/")
    steps = told[told.index('id="steps"') :]
    words = ["The bill comes to 10000.00", "are in scope", "The deductible is 450.00",
             "to 4000.00 yuan lie 3550.00", "Above 4000.00 yuan lie 6000.00",
             "The fund pays 6201.50", "The family pays 3798.50"]  # fmt: skip
    assert [word for word in words if word not in steps] == []
    assert [steps.index(word) for word in words] == sorted(steps.index(word) for word in words)
    assert steps.count('<ul class="basis">') >= 3
    assert "1881.50 yuan" in steps


def test_at_a_community_hospital_the_same_bill_costs_less_and_the_table_says_by_how_much() -> None:
    claim = a_bill()
    told = page(browser(claim.person), f"/bills/{claim.reference}/")
    assert "What would it have cost at a community hospital?" in told
    found = re.search(r"institution: the family would pay ([\d.]+) yuan, ([\d.]+) yuan less", told)
    assert found is not None
    assert float(found[1]) + float(found[2]) == 3798.50
    assert told.count("this bill") == 1
    for absent in ("harmacy</th>", "outside the province</th>"):
        assert absent not in told


def test_of_a_bill_from_there_a_larger_hospital_is_asked_for() -> None:
    office, person = bills.institution(level="township"), bills.insured()
    claim = bills.settle(office, person, bills.presented())
    told = page(browser(person), f"/bills/{claim.reference}/")
    assert "What would it have cost at a larger hospital?" in told
    assert "yuan more" in told


def test_a_bill_from_another_province_is_compared_with_treatment_at_home() -> None:
    office, person = bills.institution(bills.ELSEWHERE), bills.insured()
    bills.registered(person)
    claim = bills.settle(office, person, bills.presented(referral="registered"))
    told = page(browser(person), f"/bills/{claim.reference}/")
    assert "worked out as for treatment at home" in told
    table = told[told.index('aria-label="The same bill at each class') :]
    rows = re.findall(r'<th scope="row">([^<]+)(<span[^>]*>this bill</span>)?', table)
    assert [name.strip() for name, here in rows if here] == ["Hospital outside the province"]
    assert len(rows) == 7
    assert AuditEntry.objects.filter(action="bill.compare", person=person.pk).count() == 1


def test_where_the_rules_changed_or_are_unknown_the_comparison_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody knows a rule for hospitals of the district any more; elsewhere all is as it was."""
    claim = a_bill()
    settle = comparing.reference.settle

    def unknown(bill: Bill, rules: Rules) -> Settlement:
        if bill.institution.class_ == "city-3":
            raise NotSettled([fault("unknown-rule", "bill-bands", value="the share",
                                    region="Zhengzhou", allowed="the agency")])  # fmt: skip
        return settle(bill, rules)

    monkeypatch.setattr(comparing.reference, "settle", unknown)
    told = page(browser(claim.person), f"/bills/{claim.reference}/")
    assert "The rules have changed since this bill was settled." in told
    assert '<td colspan="2">No rule is known: the share in Zhengzhou.' in told
    assert "yuan less" not in told
    assert "6201.50 yuan" in told, "what was settled stays"


def test_what_was_drawn_is_told_by_account() -> None:
    office, person = bills.institution(), bills.insured()
    mother = mother_of(person)
    PersonalAccount.objects.create(person=mother, balance=100_000)
    MutualAid.objects.create(giver=mother, receiver=person, relation="parent", place=1, since=AT)
    claim = bills.settle(office, person, bills.presented())
    told = page(browser(person), f"/bills/{claim.reference}/")
    assert f'<span lang="">{mother.name}</span>: 1000.00 yuan' in told
    assert "<dt>Family mutual aid</dt><dd>1000.00 yuan</dd>" in told
    assert "<dt>Left to pay</dt><dd>2798.50 yuan</dd>" in told


def test_a_bill_that_was_settled_again_says_by_which_rules_before_and_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office, person = bills.institution(), bills.insured()
    first = bills.settle(office, person, bills.presented("200000.00", on=date(2026, 3, 1)))
    second = bills.settle(office, person, bills.presented("40000.00", on=date(2026, 4, 1)))
    by = bills.cashier(office)
    real = content.row_of

    def newer(**how: Any) -> Any:
        packs = [structs.replace(each, version="9.9.9", digest="f" * 64)
                 if each.id == "cn" else each for each in how["found"].packs]  # fmt: skip
        return real(**{**how, "found": structs.replace(how["found"], packs=tuple(packs))})

    monkeypatch.setattr(content, "row_of", newer)
    reversing.reverse(claim=first, reason="x", by=by, at=AT)
    again = second.events.get(action="settle-again")
    before, now = again.detail["rules"]
    assert "cn 9.9.9 (ffffffffffff)" in now
    assert now != before
    told = page(browser(person), f"/bills/{second.reference}/")
    assert f"it was settled by {before}, and now by {now}." in told


def test_the_history_says_why_a_bill_was_settled_again_and_reversed() -> None:
    office, person = bills.institution(level="city-3"), bills.insured()
    first = bills.settle(office, person, bills.presented(on=date(2026, 3, 1)))
    second = bills.settle(office, person, bills.presented("200000.00", on=date(2026, 4, 1)))
    reversing.reverse(claim=first, reason="录入有误", by=bills.cashier(office), at=AT)
    client = browser(person)
    gone = page(client, f"/bills/{first.reference}/")
    assert "Nothing holds of this bill now" in gone
    assert 'Reason: <span lang="">录入有误</span>' in gone
    told = page(client, f"/bills/{second.reference}/")
    if second.events.filter(action="settle-again").exists():
        assert f"Because of bill {first.reference}" in told
        assert re.search(r"The funds paid [\d.]+ yuan before, [\d.]+ yuan now", told)


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_a_bill_that_was_handed_in_says_what_it_waits_for(lang: str) -> None:
    bills.institution()
    person, clerk, reviewer = bills.insured(), staff("clerk"), staff("reviewer")
    client = browser(person, lang=lang)
    claim = hand_in(person)
    path = f"/bills/{claim.reference}/"
    seen = {"handed-in": page(client, path)}
    claim = claiming.send_back(claim=claim, missing=["diagnosis"], note="章不清", by=clerk, at=AT)
    seen["returned"] = page(client, path)
    claim = claiming.complete(claim=claim, papers=["diagnosis"], by=clerk, at=AT)
    claiming.refuse(claim=claim, reason="不在保障范围", by=reviewer, at=AT)
    seen["refused"] = page(client, path)
    words = {"handed-in": ("at the latest by", "最迟于2027年1月"),
             "returned": ("Papers are missing", "需要补正"),
             "refused": ("do not pay this bill", "不予支付")}  # fmt: skip
    for state, told in seen.items():
        assert words[state][lang != "en"] in told, state
        assert Reader(told.replace(claim.reference, "")).foreign() == set(), state
    assert "章不清" in seen["returned"]
    assert "不在保障范围" in seen["refused"]
    assert page(client, "/bills/").count(claim.reference) >= 1


def test_the_list_is_by_child_and_year_with_what_the_year_adds_up_to() -> None:
    office, person = bills.institution(since=date(2025, 1, 1)), bills.insured()
    other = child(mother=mother_of(person))
    bills.settle(office, person, bills.presented())
    told = page(browser(person), "/bills/")
    assert told.index(person.name) > 0
    assert other.name in told
    assert "There is no bill yet." in told
    assert "What 2026 adds up to" in told
    assert "<dt>Paid by basic medical insurance</dt><dd>6201.50 yuan</dd>" in told
    assert AuditEntry.objects.filter(action="bill.list", person=person.pk).count() == 1


def test_nobody_else_is_told_that_there_is_such_a_bill() -> None:
    claim = a_bill()
    stranger = browser(child(), telephone="13800000078")
    stranger.raise_request_exception = False
    for path in (f"/bills/{claim.reference}/", f"/bills/{claim.reference}/year.pdf"):
        assert stranger.get(path).status_code == 404
    assert claim.reference not in page(stranger, "/bills/")
    agent = guardian(of=claim.person, relation="agent")
    account = demo.family(telephone="13800000079", at=AT)
    account.person = agent
    account.save()
    sent = signed_in.client_of(account, lang="en")
    assert sent.get(f"/bills/{claim.reference}/").status_code == 404
    assert claim.reference not in page(sent, "/bills/")


def test_the_pages_are_linked_where_cards_are() -> None:
    claim = a_bill()
    client = browser(claim.person)
    assert "main" in page(client, "/cases/")
    for path in ("/cases/", "/cards/"):
        told = page(client, path)
        assert told[told.index("<main") :].count('href="/bills/"') >= 2, path


# The statement


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_the_statement_has_each_bill_the_sums_and_the_accumulators(lang: str) -> None:
    office, person = bills.institution(), bills.insured()
    kept = bills.settle(office, person, bills.presented())
    gone = bills.settle(office, person, bills.presented("20.00"))
    reversing.reverse(claim=gone, reason="x", by=SERVICE, at=AT)
    client = browser(person, lang=lang)
    reply = client.get(f"/bills/{kept.reference}/year.pdf")
    assert reply["Content-Type"] == "application/pdf"
    text = flat(text_of(reply.content))
    for wanted in (kept.reference, gone.reference, "10000.00", "6201.50", "3798.50", person.name,
                   "2026"):  # fmt: skip
        assert flat(wanted) in text, wanted
    assert "20.00" not in text.replace("2798.50", ""), "what was reversed is not counted"
    assert bills.number_of(person) not in text
    assert reply.content == client.get(f"/bills/{kept.reference}/year.pdf").content
    assert AuditEntry.objects.filter(action="bill.statement", person=person.pk).count() == 2
