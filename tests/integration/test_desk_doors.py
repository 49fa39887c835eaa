"""Bad input at every door of the desk: it says what would be right, and keeps what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import cases
import pytest
import signed_in
import time_machine
from django.test import Client

from firstcard.casework import operations
from firstcard.casework.models import Case, Defect, Proposal
from firstcard.enrolment.models import Enrolment
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db
# Texts that have broken forms before.
NAUGHTY = ("", "   ", "\x00", "'; DROP TABLE casework_case; --", "<script>", "𠮷" * 300, "%s{}",
           "../../etc/passwd", "-1", "99999999999999999999", "ＦＣ", "\u202e")  # fmt: skip


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    with time_machine.travel(cases.AT + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def clerk() -> Client:
    return signed_in.staff("clerk-zz", lang="en")


@pytest.fixture
def reviewer() -> Client:
    return signed_in.staff("reviewer-zz", lang="en")


def at(case: Case, door: str = "") -> str:
    return f"/desk/cases/{case.reference}/{door}"


def said(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.mark.parametrize("text", NAUGHTY)
def test_no_text_breaks_a_door(clerk: Client, reviewer: Client, text: str) -> None:
    case, ready = cases.submitted(cases.family()), cases.accepted(cases.family())
    there = cases.accepted(cases.family())
    operations.approve(case=there, by=cases.staff("reviewer"), at=cases.AT)
    made = Enrolment.objects.get(case=there.reference)
    bill = made.bills.order_by("year")[0]
    answers = [
        clerk.post(at(there, f"insurance/bills/{bill.pk}/payment/"),
                   {"reference": text, "amount_fen": text, "paid_on": text}),
        clerk.post(at(there, f"insurance/bills/{bill.pk}/payment/"),
                   {"reference": text, "amount_fen": "1", "paid_on": "2026-11-20"}),
        reviewer.post(at(there, f"insurance/bills/{bill.pk}/answer/"),
                      {"amount_fen": text, "source": text}),
        reviewer.post(at(there, f"insurance/bills/{bill.pk}/answer/"),
                      {"covered_from": text, "source": text}),
        reviewer.post(at(there, f"insurance/{made.pk}/end/"), {"reason": text, "on": text}),
        clerk.post(at(there, "insurance/number/"), {"number": text}),
        clerk.post(at(there, "insurance/ask/"), {"from": text}),
        clerk.get(at(there, "insurance/"), {"done": text}),
        clerk.post(at(there, "propose/"), {"number": text, "number_kind": text,
                                           "same_child": "yes", "reason": "x"}),
        clerk.get("/desk/", {"state": text, "office": text, "light": text, "after": text,
                             "reference": text}),
        clerk.post(at(case, "return/"), {"reason:child.name": text, "note:child.name": text,
                                         "version": text}),
        reviewer.post(at(ready, "refuse/"), {"reason": text, f"note:{text}": text}),
        clerk.post(at(case, "forward/"), {"region": text, "region-search": text}),
        clerk.post(at(case, "propose/"), {"kind": "identity", "born_on": text, "number": text,
                                          "reason": text, "sex": text}),
        clerk.post("/desk/counter/", {"want": text, "region": text, "key": text}),
        clerk.get(at(case), {"done": text, "numbers": text}),
        signed_in.staff("hotline-zz").post("/desk/hotline/", {"reference": text}),
        signed_in.staff("auditor-zz").post("/desk/audit/", {"reference": text}),
        signed_in.staff("officer-zz").get("/desk/figures/", {"period": text}),
    ]  # fmt: skip
    # A blank reason, or one sign that a form may not hold, is refused like any other.
    assert {each.status_code for each in answers} <= {200, 302, 400, 404, 409, 422}
    assert cases.again(case).state == "submitted"
    assert cases.again(ready).state == "accepted"


@pytest.mark.parametrize("reference", ["FC-2222-2222-2", "x", "%00", "FC-7K3M-9QX2-H'"])
def test_a_case_that_is_none_is_not_found(clerk: Client, reference: str) -> None:
    for door in ("", "return/", "propose/", "receipt/", "form.pdf", "papers/1/", "papers/1/1/"):
        assert clerk.get(f"/desk/cases/{reference}/{door}").status_code == 404, door


def test_a_return_names_everything_at_once_and_keeps_what_was_typed(clerk: Client) -> None:
    case = cases.submitted(cases.family())
    answer = clerk.post(at(case, "return/"), {
        "reason:child.name": "other", "note:child.name": "", "reason:child.born_on": "date-differs",
        "note:child.born_on": "The certificate says 2 October",
        "version": case.version})  # fmt: skip
    assert answer.status_code == 422
    page = said(answer)
    assert "say in your own words what is wrong" in page
    assert 'href="#reason:child.name"' in page
    assert "The certificate says 2 October" in page
    assert '<option value="date-differs" selected>' in page
    assert not Defect.objects.exists()
    empty = clerk.post(at(case, "return/"), {"version": case.version})
    assert "Name at least one thing" in said(empty)


def test_the_family_is_told_once(clerk: Client) -> None:
    parent = cases.family()
    case = cases.submitted(parent)
    first = {"reason:child.name": "name-differs", "reason:child.sex": "other",
             "note:child.sex": "see the certificate", "version": case.version}  # fmt: skip
    assert clerk.post(at(case, "return/"), first).status_code == 302
    assert {d.field for d in Defect.objects.all()} == {"child.name", "child.sex"}
    case = cases.again(case)
    draft = cases.draft_in(case)
    operations.save(case=case, by=parent, draft=draft, version=case.version, at=cases.AT)
    cases.complete(case)
    operations.submit(case=cases.again(case), by=parent, at=cases.AT + timedelta(hours=1))
    page = said(clerk.get(at(case, "return/")))
    assert 'name="reason:child.name"' in page
    assert 'name="reason:child.born_on"' not in page  # it was not named the first time


def test_a_refusal_needs_a_reason_with_its_basis(reviewer: Client) -> None:
    case = cases.accepted(cases.family())
    page = said(reviewer.get(at(case, "refuse/")))
    assert "reconsideration" in page
    assert reviewer.post(at(case, "refuse/"), {}).status_code == 422
    noted = {"reason": ["untrue"], "note:untrue": ""}
    answer = reviewer.post(at(case, "refuse/"), noted)
    assert answer.status_code == 422
    assert 'value="untrue" checked' in said(answer)
    assert reviewer.post(at(case, "refuse/"), {"reason": ["no-ground"]}).status_code == 302
    event = case.events.get(action="refuse")
    assert event.detail["reasons"][0]["basis"]
    assert [each["id"] for each in event.detail["remedies"]] == ["reconsideration", "lawsuit"]


def test_a_clerk_examines_and_a_reviewer_decides(clerk: Client, reviewer: Client) -> None:
    waiting, ready = cases.submitted(cases.family()), cases.accepted(cases.family())
    for door in ("approve/", "refuse/"):
        assert clerk.post(at(ready, door), {"reason": "no-ground"}).status_code == 403
    for door in ("accept/", "return/"):
        assert reviewer.post(at(waiting, door), {
            "reason:child.name": "name-differs"}).status_code == 403  # fmt: skip
    assert cases.again(waiting).state == "submitted"
    assert cases.again(ready).state == "accepted"


def test_a_page_that_is_out_of_date_does_nothing(clerk: Client) -> None:
    case = cases.submitted(cases.family())
    seen = case.version
    operations.propose(case=case, by=cases.staff(), kind="identity", reason="seen",
                       change={"sex": 2}, at=cases.AT)  # fmt: skip
    answer = clerk.post(at(case, "accept/"), {"version": seen})
    assert answer.status_code == 409
    assert "changed since you opened it" in said(answer)
    assert cases.again(case).state == "submitted"
    form = {"reason:child.name": "name-differs", "version": str(seen)}
    late = clerk.post(at(case, "return/"), form)
    assert late.status_code == 409
    assert '<option value="name-differs" selected>' in said(late)
    # The page that says so shows the case as it is now: sent again it is done.
    now = re.search(r'name="version" value="(\d+)"', said(late))
    assert now is not None
    assert clerk.post(at(case, "return/"), {**form, "version": now[1]}).status_code == 302


def test_a_case_that_came_to_the_wrong_place_is_passed_on(clerk: Client) -> None:
    case = cases.submitted(cases.family())
    assert clerk.post(at(case, "forward/"), {}).status_code == 422
    searched = clerk.post(at(case, "forward/"), {"region-search": "洛阳", "search": "region"})
    assert 'value="410300"' in said(searched)
    there = {"region": "410300", "region-search": "洛阳", "region-searched": "洛阳"}
    answer = clerk.post(at(case, "forward/"), there)
    assert answer.status_code == 302
    # It is Luoyang's now, and no page of it is open to a clerk of Zhengzhou.
    assert "The case is passed on." in said(clerk.get(answer["Location"]))
    moved = cases.again(case)
    assert moved.region == "410300"
    assert moved.state == "submitted"
    assert moved.due_on == case.due_on  # the clock goes on
    assert moved.submitted_at == case.submitted_at  # and its place is kept


def test_a_proposal_says_what_is_missing_and_keeps_the_rest(clerk: Client) -> None:
    case = cases.submitted(cases.family())
    wrong = [({}, "Choose what it is."), ({"kind": "exception"}, "Tick at least one paper."),
             ({"kind": "identity"}, "Fill in what is right."),
             ({"kind": "identity", "name": "X"}, "Say why."),
             ({"kind": "identity", "born_on": "2027-01-01"}, "not in the future"),
             ({"kind": "identity", "number": "123"}, "18")]  # fmt: skip
    for form, words in wrong:
        answer = clerk.post(at(case, "propose/"), form)
        assert answer.status_code == 422, form
        assert words in said(answer), form
    kept = clerk.post(at(case, "propose/"), {"kind": "identity", "name": "张·大宝"})
    assert 'value="张·大宝"' in said(kept)
    assert not Proposal.objects.exists()


def test_a_switch_of_language_keeps_what_was_typed(clerk: Client) -> None:
    case = cases.submitted(cases.family())
    form = {"reason:child.name": "name-differs", "note:child.name": "as on the card",
            "version": case.version, "language": "zh-hans"}  # fmt: skip
    page = said(clerk.post(at(case, "return/"), form))
    assert '<html lang="zh-Hans"' in page
    assert "as on the card" in page
    assert '<option value="name-differs" selected>' in page
    assert cases.again(case).state == "submitted"


def test_the_worklist_finds_and_filters(clerk: Client) -> None:
    parent = cases.family()
    insured, late = cases.submitted(parent), cases.submitted(parent)
    Case.objects.filter(pk=late.pk).update(due_on=cases.AT.date() - timedelta(days=1))
    both = {insured.reference, late.reference}

    def found(**filters: str) -> set[str]:
        page = said(clerk.get("/desk/", filters))
        return {each for each in both if each in page}

    assert found() == both
    assert found(light="late") == {late.reference}
    assert found(want="card") == set()
    assert found(state="accepted") == set()
    assert found(taken="free") == both
    assert insured.office is not None
    assert found(office=insured.office.code) == both
    page = said(clerk.get("/desk/"))
    assert page.index(late.reference) < page.index(insured.reference)  # the earliest day first
    assert "is not known and was left out" in said(clerk.get("/desk/", {"state": "x"}))
    opened = clerk.get("/desk/", {"reference": insured.reference.lower()})
    assert opened["Location"] == at(insured)


@pytest.mark.parametrize("login", ["card-centre-zz", "bank-zz", "hospital-zz"])
def test_who_has_to_do_with_cards_alone_sees_no_case(login: str) -> None:
    case = cases.submitted(cases.family())
    staff = signed_in.staff(login)
    assert case.reference not in said(staff.get("/desk/", follow=True))
    assert staff.get(at(case)).status_code in (403, 404)


def test_pages_of_the_worklist_hold_each_case_once(clerk: Client) -> None:
    parent = cases.family()
    made = cases.submitted(parent)
    rows = [Case(reference=f"FC-{n:04}-AAAA-A", start_key=bytes([n]), state="submitted",
                 wants_enrolment=False, wants_card=True, channel="online", region="410105",
                 office=made.office, draft=b"", created_at=cases.AT, submitted_at=cases.AT,
                 child=Person.objects.create(name=str(n)), due_on=made.due_on if n % 3 else None)
            for n in range(1, 61)]  # fmt: skip
    Case.objects.bulk_create(rows)
    seen: list[str] = []
    address = "/desk/"
    while address:
        page = said(clerk.get(address))
        seen += [each.reference for each in [*rows, made] if each.reference in page]
        following = re.search(r'href="(\?after=[^"]+)"', page)
        address = f"/desk/{following[1]}" if following else ""
    assert len(seen) == len(set(seen)) == 61
