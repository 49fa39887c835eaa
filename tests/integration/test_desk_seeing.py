"""Counter, hotline, figures and audit."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from io import StringIO
from typing import Any

import cases
import drawn_pictures
import pytest
import signed_in
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from firstcard.accounts.models import Account, RoleGrant
from firstcard.casework import operations, signing
from firstcard.casework.models import Case
from firstcard.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    with time_machine.travel(cases.AT + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def clerk() -> Client:
    return signed_in.staff("clerk-zz", lang="en")


def said(response: Any) -> str:
    return unescape(response.content.decode())


def elsewhere(role: str) -> Client:
    """Somebody with a role in another city."""
    account = Account.objects.create(login=f"{role}-wh", is_staff_member=True, demo=True)
    RoleGrant.objects.create(account=account, role=role, region="420100", since=cases.AT)
    return signed_in.client_of(account, lang="en")


# The counter

FORM = {
    "child.name": "阿卜杜·拉合曼", "child.sex": "1", "child.born_on": "2026-10-01",
    "child.number_kind": "citizen-id", "child.nationality": "mainland", "a1.relation": "mother",
    "a1.name": "李美丽", "a1.number_kind": "citizen-id", "a1.telephone": "138 0000 0001",
    "consequences": "yes", "birthplace": "institution", "birth_region": "here",
    "family": "married", "follows": "mother", "register_region": "here",
}  # fmt: skip


def form(**changes: str) -> dict[str, str]:
    born = cases.draft(1)
    assert born.child.number is not None
    assert born.adults[0].number is not None
    return {**FORM, "child.number": born.child.number.number,
            "a1.number": born.adults[0].number.number, **changes}  # fmt: skip


def begun(clerk: Client, *want: str) -> Case:
    answer = clerk.post("/desk/counter/", {"want": want or ("insured",), "region": "410105",
                                           "key": "one form"})  # fmt: skip
    assert answer.status_code == 302
    return Case.objects.get(channel="counter")


def test_a_clerk_applies_for_a_family_that_is_there(clerk: Client) -> None:
    case = begun(clerk)
    assert clerk.post("/desk/counter/", {"want": "insured", "region": "410105",
                                         "key": "one form"}).status_code == 302  # fmt: skip
    assert Case.objects.count() == 1  # the same form sent twice
    here = f"/desk/counter/{case.reference}/"
    assert clerk.post(here, form(version=str(case.version))).status_code == 302
    page = said(clerk.get(here))
    for document, of in re.findall(r'name="document" value="(.*?)"><input[^>]*value="(.*?)"', page):
        file = SimpleUploadedFile("scan.jpg", drawn_pictures.encoded(drawn_pictures.sheet()))
        sent = {"document": document, "of": of, "file": file}
        assert clerk.post(f"{here}paper/", sent).status_code == 302
    assert "Your signature" in said(clerk.get(here))
    refused = clerk.post(f"{here}submit/")
    assert refused.status_code == 422
    sign = said(clerk.get(f"{here}sign/"))
    digest = re.search(r'name="form_sha256" value="(\w{64})"', sign)
    assert digest is not None
    assert clerk.get(f"/desk/cases/{case.reference}/form.pdf").content.startswith(b"%PDF")
    assert clerk.post(f"{here}sign/", {"form_sha256": digest[1]}).status_code == 422
    signed = {"form_sha256": digest[1], "signed": "yes"}
    assert clerk.post(f"{here}sign/", signed).status_code == 302
    assert clerk.post(f"{here}submit/").status_code == 302
    case = cases.again(case)
    assert case.state == "submitted"
    signature = signing.latest(case=case)
    assert signature is not None
    assert signature.kind == "paper"
    assert case.reference in said(clerk.get(f"/desk/cases/{case.reference}/receipt/"))


def test_what_was_typed_at_the_counter_stays(clerk: Client) -> None:
    case = begun(clerk)
    here = f"/desk/counter/{case.reference}/"
    wrong = form(version=str(case.version), **{"child.number": "410105202610010012"})
    answer = clerk.post(here, wrong)
    assert answer.status_code == 422
    page = said(answer)
    assert 'value="阿卜杜·拉合曼"' in page
    assert 'value="410105202610010012"' in page
    assert 'href="#child.number"' in page
    assert cases.draft_in(case).child.name == ""  # nothing of it was kept
    nobody = form(version=str(case.version), **{"a1.relation": ""})
    assert "Choose this person" in said(clerk.post(here, nobody))
    twice = form(version=str(case.version), **{"a2.relation": "mother"})
    assert "Two people cannot have the same relationship" in said(clerk.post(here, twice))


def test_a_switch_keeps_what_was_typed_at_the_counter(clerk: Client) -> None:
    case = begun(clerk)
    typed = form(version=str(case.version), language="zh-hans")
    page = said(clerk.post(f"/desk/counter/{case.reference}/", typed))
    assert '<html lang="zh-Hans"' in page
    for value in (typed["child.number"], "阿卜杜·拉合曼", "138 0000 0001"):
        assert f'value="{value}"' in page
    assert re.search(r'name="family" value="married" checked', page)
    assert cases.draft_in(case).child.name == ""  # nothing is kept by a switch


def test_a_signed_form_that_changes_is_signed_anew(clerk: Client) -> None:
    case = begun(clerk)
    here = f"/desk/counter/{case.reference}/"
    clerk.post(here, form(version=str(case.version)))
    digest = re.search(r'value="(\w{64})"', said(clerk.get(f"{here}sign/")))
    assert digest is not None
    case = cases.again(case)
    clerk.post(here, form(version=str(case.version), **{"child.name": "别的名字"}))
    answer = clerk.post(f"{here}sign/", {"form_sha256": digest[1], "signed": "yes"})
    assert answer.status_code == 409
    assert signing.latest(case=cases.again(case)) is None


def test_a_counter_serves_its_own_region(clerk: Client) -> None:
    answer = clerk.post("/desk/counter/", {"want": "insured", "region": "420100", "key": "k"})
    assert answer.status_code == 403
    assert not Case.objects.exists()
    case = begun(clerk)
    assert elsewhere("clerk").get(f"/desk/counter/{case.reference}/").status_code == 404
    reviewer = signed_in.staff("reviewer-zz")
    assert reviewer.get(f"/desk/counter/{case.reference}/").status_code == 403
    assert reviewer.get("/desk/counter/").status_code == 403


def test_a_paper_that_is_none_says_why(clerk: Client) -> None:
    case = begun(clerk)
    here = f"/desk/counter/{case.reference}/"
    clerk.post(here, form(version=str(case.version)))
    page = said(clerk.get(here))
    found = re.search(r'name="document" value="(.*?)"><input[^>]*value="(.*?)"', page)
    assert found is not None
    named = {"document": found[1], "of": found[2]}
    bad = clerk.post(f"{here}paper/", {**named, "file": SimpleUploadedFile("a.svg", b"<svg/>")})
    assert bad.status_code == 422
    assert "do not take this kind of file" in said(bad)
    assert "Choose a file first" in said(clerk.post(f"{here}paper/", named))
    other = {"document": "business-licence", "of": "", "file": SimpleUploadedFile("a", b"x")}
    assert "do not ask for this paper" in said(clerk.post(f"{here}paper/", other))


# The hotline


def test_the_hotline_sees_where_a_case_is_and_nothing_of_anybody() -> None:
    case = cases.submitted(cases.family())
    hotline = signed_in.staff("hotline-zz", lang="en")
    asked = hotline.post("/desk/hotline/", {"reference": case.reference.lower()})
    page = said(hotline.get(asked["Location"]))
    assert "handed in" in page
    assert "Sample Medical Insurance" in page or "the office" in page
    for secret in ("张小宝", "李美丽", "13800000001", "2026-10-01", "410105"):
        assert secret not in page
    assert hotline.get(f"/desk/cases/{case.reference}/").status_code == 404
    assert hotline.get(f"/desk/cases/{case.reference}/form.pdf").status_code == 404
    asked = hotline.get(f"/desk/hotline/{case.reference}/photo/")
    assert asked.status_code == 404
    looks = AuditEntry.objects.filter(case=case.reference, role="hotline", action="case.read")
    assert looks.filter(person=case.child_id).exists()  # shown to the family


def test_the_hotline_of_another_city_finds_nothing() -> None:
    case = cases.submitted(cases.family())
    other = elsewhere("hotline")
    assert other.post("/desk/hotline/", {"reference": case.reference}).status_code == 404
    assert other.get(f"/desk/hotline/{case.reference}/").status_code == 404
    wrong = signed_in.staff("hotline-zz", lang="en").post("/desk/hotline/", {"reference": "FC-1"})
    assert wrong.status_code == 422
    assert 'value="FC-1"' in said(wrong)


# The figures


def _decided(days: int, n: int, *, at: Any = cases.AT) -> None:
    """Cases that were decided after so many days."""
    parent, clerk, reviewer = cases.family(), cases.staff(), cases.staff("reviewer")
    for _ in range(n):
        case = cases.submitted(parent, at=at - timedelta(days=days))
        operations.accept(case=case, by=clerk, at=at - timedelta(days=days))
        operations.approve(case=case, by=reviewer, at=at)


def test_the_figures_are_the_counts() -> None:
    _decided(2, 10)
    _decided(5, 11)
    waiting = [cases.submitted(cases.family()) for _ in range(12)]
    Case.objects.filter(pk__in=[c.pk for c in waiting[:11]]).update(
        due_on=cases.AT.date() - timedelta(days=1))  # fmt: skip
    officer = signed_in.staff("officer-zz", lang="en")
    page = said(officer.get("/desk/figures/"))
    assert "Handed in to decided: 21 cases" in page
    assert "48 % within 2 days" in page
    assert "100 % within 5 days" in page
    tables = {name: _table(officer, name) for name in ("stages", "backlog", "offices", "four")}
    assert ["Handed in to decided: 21 cases", "2", "10", "48"] in tables["stages"]
    assert ["0 to 2 days", "12"] in tables["backlog"]
    assert tables["offices"][1][1:] == ["12", "11", "21", "5"]
    assert ["Open and past their day", "11"] in tables["four"]


def test_fewer_than_ten_cases_are_no_figure() -> None:
    _decided(3, 9)
    cases.submitted(cases.family())
    officer = signed_in.staff("officer-zz", lang="en")
    page = said(officer.get("/desk/figures/"))
    assert page.count("fewer than 10") >= 3
    assert "within 3 days" not in page
    assert _table(officer, "offices")[1][1:] == ["left out", "0", "left out", "left out"]
    assert ["0 to 2 days", "left out"] in _table(officer, "backlog")


def test_figures_are_of_ones_own_region() -> None:
    _decided(2, 10)
    page = said(elsewhere("policy-officer").get("/desk/figures/"))
    assert ": 10 cases" not in page
    assert signed_in.staff("clerk-zz").get("/desk/figures/").status_code == 403
    assert signed_in.staff("clerk-zz").get("/desk/figures/four.csv").status_code == 403
    assert signed_in.staff("officer-zz").get("/desk/figures/cases.csv").status_code == 404


def _table(officer: Client, name: str) -> list[list[str]]:
    response = officer.get(f"/desk/figures/{name}.csv")
    assert response["Content-Disposition"].startswith("attachment")
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


# The audit


def test_an_auditor_sees_who_looked_and_is_seen(clerk: Client) -> None:
    case = cases.submitted(cases.family())
    clerk.get(f"/desk/cases/{case.reference}/")
    auditor = signed_in.staff("auditor-zz", lang="en")
    asked = auditor.post("/desk/audit/", {"reference": case.reference})
    page = said(auditor.get(asked["Location"]))
    assert "case.submit" in page
    assert "case.read" in page
    assert "open" in page  # nothing is sealed in a test
    for secret in ("张小宝", "李美丽"):
        assert secret not in page
    looks = AuditEntry.objects.filter(case=case.reference, action="audit.read")
    assert looks.filter(role="auditor", person=case.child_id).count() == 1
    assert auditor.get(f"/desk/cases/{case.reference}/").status_code == 404  # the trail, not more


def test_an_auditor_of_another_city_sees_nothing() -> None:
    case = cases.submitted(cases.family())
    other = elsewhere("auditor")
    assert other.post("/desk/audit/", {"reference": case.reference}).status_code == 404
    assert other.get(f"/desk/audit/{case.reference}/").status_code == 404
    assert signed_in.staff("clerk-zz").get("/desk/audit/").status_code == 403


def test_each_of_the_staff_is_led_to_their_own_page() -> None:
    led = {"hotline-zz": "/desk/hotline/", "officer-zz": "/desk/figures/",
           "auditor-zz": "/desk/figures/"}  # fmt: skip
    for login, path in led.items():
        assert signed_in.staff(login).get("/desk/")["Location"] == path
