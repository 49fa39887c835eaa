"""Nobody at a desk deals with an application of their own family, from whichever account."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import cases
import pytest
from django.core.management import CommandError, call_command

from firstcard.accounts import staff
from firstcard.accounts.models import Account
from firstcard.casework import corrections, operations, papers
from firstcard.casework.draft import Adult, Number
from firstcard.casework.models import Case
from firstcard.casework.operations import Found, Refused
from firstcard.core.actors import SERVICE, Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, Invalid, NotAllowed
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db
AT = cases.AT
MOTHER = cases.draft(1).adults[0]
FATHER = Adult("father", "王强", Number("citizen-id", cases.citizen_id(date(1994, 5, 6), 3)))


def _tied(by: Actor, adult: Adult) -> Actor:
    """The same member of staff, whose number the operator has entered."""
    assert adult.number is not None
    account = Account.objects.get(pk=by.account)
    Account.objects.filter(pk=by.account).update(is_staff_member=True)
    account.refresh_from_db()
    staff.tie(by=SERVICE, account=account, number=adult.number.number, at=AT)
    return by


def _handed_in() -> Case:
    """From a private account, by the mother, for a child whose father is named too."""
    return cases.submitted(cases.family(), number=1, adults=(MOTHER, FATHER))


def _decisions(by: Actor) -> list[Callable[[Case], object]]:
    return [
        lambda case: operations.take(case=case, by=by, at=AT),
        lambda case: operations.accept(case=case, by=by, at=AT),
        lambda case: operations.send_back(case=case, by=by, at=AT, defects=[
            Found(field="child.name", reason="differs", note="x")]),
        lambda case: operations.propose(case=case, by=by, kind="identity", reason="x", at=AT,
                                        change={"name": "李小宝"}),
        lambda case: papers.judge(paper=case.papers.all()[0], good=True, by=by, at=AT),
    ]  # fmt: skip


@pytest.mark.parametrize("adult", [MOTHER, FATHER])
@pytest.mark.parametrize("number", range(5))
def test_who_is_a_parent_examines_nothing(adult: Adult, number: int) -> None:
    case, clerk = _handed_in(), _tied(cases.staff(), adult)
    with pytest.raises(NotAllowed, match="your own or of your family"):
        _decisions(clerk)[number](case)
    assert cases.again(case).version == case.version
    assert operations.accept(case=case, by=cases.staff(), at=AT).state == "accepted"


@pytest.mark.parametrize("tied_first", [True, False])
def test_who_is_a_parent_decides_nothing(tied_first: bool) -> None:
    """Also where the office already knows whose the private account is."""
    reviewer = cases.staff("reviewer")
    if tied_first:
        _tied(reviewer, MOTHER)
    case = operations.accept(case=_handed_in(), by=cases.staff(), at=AT)
    if not tied_first:
        _tied(reviewer, MOTHER)
    mother = Account.objects.get(pk=reviewer.account).person
    assert mother == Account.objects.get(pk=case.applicant_id).person
    for decide in (
        lambda: operations.approve(case=case, by=reviewer, at=AT),
        lambda: operations.refuse(case=case, by=reviewer, reasons=[Refused(reason="no-ground")],
                                  at=AT),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match="your own or of your family"):
            decide()
    done = operations.approve(case=case, by=cases.staff("reviewer"), at=AT)
    assert done.state == "approved"


def test_who_is_a_parent_answers_no_request_for_a_correction() -> None:
    case = _handed_in()
    asked = corrections.ask(case=case, about="name", wish="x", at=AT,
                            by=Actor(kind="person", account=case.applicant_id))  # fmt: skip
    with pytest.raises(NotAllowed, match="your own or of your family"):
        corrections.answer(correction=asked, done=True, text="y", at=AT,
                           by=_tied(cases.staff("reviewer"), MOTHER))  # fmt: skip
    corrections.answer(correction=asked, done=True, text="y", at=AT, by=cases.staff("reviewer"))


def test_of_other_families_they_decide_as_ever() -> None:
    clerk = _tied(cases.staff(), FATHER)
    assert cases.accepted(cases.family(), clerk=clerk, number=7).state == "accepted"


def test_a_staff_account_is_tied_by_its_holders_number_once() -> None:
    clerk = _tied(cases.staff(), FATHER)
    account = Account.objects.get(pk=clerk.account)
    assert FATHER.number is not None
    staff.tie(by=SERVICE, account=account, number=FATHER.number.number, at=AT)
    assert Person.objects.count() == 1
    assert AuditEntry.objects.filter(action="account.tie").count() == 1
    assert MOTHER.number is not None
    with pytest.raises(Conflict, match="another person"):
        staff.tie(by=SERVICE, account=account, number=MOTHER.number.number, at=AT)
    other = Account.objects.create(login="second", is_staff_member=True)
    with pytest.raises(Conflict, match="another staff account"):
        staff.tie(by=SERVICE, account=other, number=FATHER.number.number, at=AT)
    with pytest.raises(Invalid):
        staff.tie(by=SERVICE, account=other, number="410105199405060000", at=AT)


def test_the_operator_enters_it_where_no_history_keeps_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Account.objects.create(login="wang-lei", shown_name="王磊", is_staff_member=True)
    assert FATHER.number is not None
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{FATHER.number.number}\n"))
    call_command("staff_person", "wang-lei")
    assert FATHER.number.number not in capsys.readouterr().out
    assert Account.objects.get(login="wang-lei").person is not None
    with pytest.raises(CommandError, match="no staff account"):
        call_command("staff_person", "nobody")
