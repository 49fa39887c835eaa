"""The insurance of a case's child over HTTP: other regions, answers, the later number, the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import cases
import pytest
from django.utils import timezone
from test_case_api import Program, of_staff, told

from firstcard.casework import operations
from firstcard.casework.draft import Number
from firstcard.casework.models import Case
from firstcard.enrolment import inquiries
from firstcard.enrolment.models import Enrolment, Inquiry
from firstcard.enrolment.registries import Answer, Insured, NoAnswer
from firstcard.people.models import Person
from firstcard.people.numbers import add_number, person_of

pytestmark = pytest.mark.django_db
BORN = date(2026, 10, 1)


@pytest.fixture
def clerk() -> Program:
    return of_staff("clerk-zz")


@pytest.fixture
def reviewer() -> Program:
    return of_staff("reviewer-zz")


def _approved(**changes: Any) -> Case:
    case = cases.accepted(cases.family(), **changes)
    return operations.approve(case=case, by=cases.staff("reviewer"), at=cases.AT)


def _answering(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> None:
    class Others:
        def ask(self, *, kind: str, number: str) -> Answer:
            return answer

    monkeypatch.setattr(inquiries, "connected", Others)


def test_other_regions_are_asked_and_no_answer_is_no_no(
    clerk: Program, reviewer: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = cases.submitted(cases.family())
    path = f"/cases/{case.reference}/inquiry"
    assert clerk.get(path).status_code == 404
    _answering(monkeypatch, NoAnswer("unreachable"))
    assert reviewer.send(path).status_code == 403
    silent = clerk.send(path, key="once")
    assert (silent.status_code, silent.json()["answer"]) == (200, "none")
    assert "not mean “not insured”" in silent.json()["text"]["en"]
    assert clerk.send(path, key="once").content == silent.content
    assert Inquiry.objects.count() == 1
    _answering(monkeypatch, Insured("420100", date(2026, 10, 20)))
    yes = clerk.send(path).json()
    assert (yes["answer"], yes["region"], yes["since"]) == ("yes", "420100", "2026-10-20")
    assert reviewer.get(path).json() == yes


def test_the_office_says_what_a_year_costs(clerk: Program, reviewer: Program) -> None:
    case = _approved()
    bill = Enrolment.objects.get(case=case.reference).bills.order_by("year")[0]
    path, body = f"/bills/{bill.pk}/answer", {"amount": "380.00", "source": "letter of today"}
    assert clerk.send(path, body).status_code == 404
    said = reviewer.send(path, body)
    assert (said.status_code, said.json()["amount"], said.json()["state"]) == (
        200,
        "380.00",
        "open",
    )
    other = reviewer.send(path, {**body, "amount": "1.00"})
    assert (other.status_code, told(other)["status"]) == (409, 409)
    both = reviewer.send(path, {**body, "covered_from": "2026-10-01"})
    assert both.status_code == 422


def test_an_insurance_ends(clerk: Program, reviewer: Program) -> None:
    case = _approved()
    path = f"/cases/{case.reference}/enrolment/end"
    body = {"reason": "move", "on": (timezone.localdate() + timedelta(30)).isoformat()}
    assert clerk.send(path, body).status_code == 403
    for wrong in ({**body, "reason": "boredom"}, {**body, "on": "9999-12-31"},
                  {**body, "on": "2026-09-30"}, {"reason": "move"}):  # fmt: skip
        assert reviewer.send(path, wrong).status_code == 422, wrong
    assert reviewer.send(path, body).status_code == 200
    assert Enrolment.objects.get(case=case.reference).ended_on is not None
    other = cases.submitted(cases.family())
    assert reviewer.send(f"/cases/{other.reference}/enrolment/end", body).status_code == 404


def test_the_number_that_came_later_or_two_records(clerk: Program, reviewer: Program) -> None:
    told_ = {**cases.SITUATION, "child": {**cases.SITUATION["child"], "has_citizen_id": False}}
    child = cases.draft(1).child
    case = _approved(situation=told_, child=type(child)(
        child.name, child.sex, child.born_on, child.nationality,
        Number("birth-certificate", "A410000001")))  # fmt: skip
    other = Person.objects.create(name="张小宝", sex=1, born_on=BORN)
    number = cases.citizen_id(BORN, 91)
    add_number(person=other, kind="citizen-id", number=number)
    path = f"/cases/{case.reference}"
    second = clerk.send(f"{path}/citizen-id", {"number": number})
    assert (second.status_code, told(second)["status"]) == (409, 409)
    change = {"number": {"kind": "citizen-id", "number": number}}
    proposal = {"kind": "identity", "reason": "same child", "change": change}
    assert clerk.send(f"{path}/proposals", proposal).status_code == 409
    made = clerk.send(f"{path}/proposals", {**proposal, "change": {**change, "same_child": True}})
    assert made.status_code == 201, made.content
    decided = reviewer.send(f"{path}/proposals/{made.json()['number']}/decision",
                            {"granted": True})  # fmt: skip
    assert decided.status_code == 200, decided.content
    assert person_of(kind="citizen-id", number=number) == case.child
    assert clerk.send(f"{path}/citizen-id", {"number": number}).status_code == 200
    events = [each["action"] for each in clerk.get(f"{path}/history").json()["events"]]
    assert events[-2:] == ["join", "confirm"]
