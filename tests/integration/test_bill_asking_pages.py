"""A family's pages for a bill that it paid itself: begin, papers, hand in, mend, withdraw."""

from __future__ import annotations

import re
from collections.abc import Iterator

import bills
import pytest
import time_machine
from bills import AT
from card_makers import staff
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from family_bills import FOUR, PICTURE, handed_in, parent, scan
from test_family_bills import browser, page
from test_languages import Reader

from firstcard.casework import bill_papers
from firstcard.people.models import Person
from firstcard.policy.clock_words import day_words
from firstcard.settlement.models import Claim
from firstcard.settlement.operations import asking, claiming

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def child() -> Person:
    bills.institution()
    return bills.insured()


def day(name: str, text: str) -> dict[str, str]:
    return dict(zip((f"{name}-{part}" for part in ("year", "month", "day")), text.split("-"),
                    strict=True))  # fmt: skip


TYPED = {"hospital": "北京某医院", "town": "北京", "care": "inpatient",
         **day("admitted_on", "2026-11-18"), **day("discharged_on", "2026-11-20")}  # fmt: skip


def begun(client: Client) -> Claim:
    reply = client.post("/bills/new/", TYPED)
    assert reply.status_code == 302, reply.content.decode()
    claim = Claim.objects.get()
    assert reply["Location"] == f"/bills/{claim.reference}/papers/"
    return claim


def file(name: str, data: bytes = PICTURE) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/jpeg")


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_every_page_speaks_one_language(child: Person, lang: str) -> None:
    client = browser(child, lang=lang)
    at_start = page(client, "/bills/new/")
    claim = begun(client)
    scan(claim, "receipt")
    here = f"/bills/{claim.reference}/"
    told = [at_start, *(page(client, here + path) for path in (
        "", "papers/", "papers/receipt/", "withdraw/"))]  # fmt: skip
    for need in FOUR[1:]:
        scan(claim, need)
    told.append(page(client, f"{here}papers/"))
    assert client.post(f"{here}papers/")["Location"] == f"{here}?done=handed_in"
    told.append(page(client, f"{here}?done=handed_in"))
    claiming.send_back(claim=bills.again(claim), missing=["record"], note="看不清",
                       by=staff("clerk"), at=AT)  # fmt: skip
    told += [page(client, here), page(client, f"{here}papers/"), page(client, "/bills/")]
    for each in told:
        assert Reader(each.replace(claim.reference, "")).foreign() == set()
        assert each.count("<h1") == 1
        assert "{" not in " ".join(text for _, text in Reader(each).said)
        assert bills.number_of(child) not in each


def test_what_was_typed_stays_and_every_mistake_is_at_its_box(child: Person) -> None:
    client = browser(child)
    reply = client.post("/bills/new/", {"hospital": "Far", **day("admitted_on", "2026-13-18")})
    told = reply.content.decode()
    assert 'value="Far"' in told
    assert 'value="13"' in told
    assert set(re.findall(r'<li><a href="#([\w-]+)">', told)) == {
        "care-inpatient", "admitted_on-month"}  # fmt: skip
    early = client.post("/bills/new/", {**TYPED, **day("admitted_on", "2019-01-01")})
    assert 'href="#admitted_on-year"' in early.content.decode()
    assert not Claim.objects.exists()


def test_each_paper_is_sent_and_seen_and_taken_away(child: Person) -> None:
    client = browser(child)
    claim = begun(client)
    here = f"/bills/{claim.reference}/papers/"
    lacking = client.post(here).content.decode()
    assert lacking.count('<li><a href="#paper-') == len(FOUR)
    address = f"{here}receipt/"
    assert 'href="#file"' in client.post(address).content.decode()
    assert 'href="#file"' in client.post(
        address, {"file": file("a.jpg", b"MZ program")}).content.decode()  # fmt: skip
    assert client.post(address, {"file": file("a.jpg")}).status_code == 302
    paper = claim.scans.get()
    look = client.get(f"/bills/{claim.reference}/scans/{paper.pk}/1.jpg")
    assert (look.status_code, look["Content-Type"]) == (200, "image/jpeg")
    other = browser(bills.insured(), telephone="13800000078")
    for path in ("", "papers/", "papers/receipt/", f"scans/{paper.pk}/1.jpg", "withdraw/"):
        assert other.get(f"/bills/{claim.reference}/{path}").status_code == 404, path
    assert client.post(f"/bills/{claim.reference}/scans/{paper.pk}/remove/").status_code == 302
    assert not asking.scans(claim).exists()
    assert client.get(f"{here}marriage-certificate/").status_code == 404


def test_it_says_until_when_and_what_is_missing_and_can_be_taken_back(child: Person) -> None:
    client = browser(child)
    claim = handed_in(child)
    here = f"/bills/{claim.reference}/"
    assert claim.due_on is not None
    assert f"at the latest by {day_words(claim.due_on, 'en')}" in page(client, here)
    assert client.get(f"{here}papers/").status_code == 302
    assert client.post(f"{here}withdraw/").status_code == 302
    assert "You withdrew this bill" in page(client, here)


def test_a_refusal_says_why_and_what_can_be_done(child: Person) -> None:
    claim = handed_in(child)
    claiming.refuse(claim=claim, reason="应由第三人负担", by=staff("reviewer"), at=AT)
    told = page(browser(child), f"/bills/{claim.reference}/")
    assert "应由第三人负担" in told
    assert "administrative reconsideration" in told
    assert "22 January 2027" in told


def test_an_institution_that_is_known_by_its_name_is_taken_over(child: Person) -> None:
    client = browser(child)
    client.post("/bills/new/", {**TYPED, "hospital": "样例医院"})
    claim = Claim.objects.get()
    assert claim.office is not None
    assert claim.office.code == bills.CODE
    assert parent(child).account is not None
    assert bill_papers.asking.lacking(claim=claim, on=AT.date())
