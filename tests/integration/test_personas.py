"""Negative personas: whoever has no permission, or not here, does and sees nothing.

The bribed clerk, the curious hotline, the leaver, the administrator of another city, the insider
with a copy of the database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import cases
import pytest
from django.apps import apps
from django.db import connection, transaction

from firstcard.accounts import operations as accounts
from firstcard.accounts import roles
from firstcard.accounts.models import Account, Correction
from firstcard.casework import authorisations, corrections, operations, papers, queries
from firstcard.casework.models import Case
from firstcard.casework.operations import Found, Refused
from firstcard.core.actors import PUBLIC, Actor, Grant
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import NotAllowed, NotFound, Refusal
from firstcard.enrolment import inquiries
from firstcard.enrolment import operations as enrolments
from firstcard.enrolment.models import Enrolment
from firstcard.enrolment.paying import record_payment
from firstcard.people.models import Office, Person
from firstcard.people.numbers import add_number
from firstcard.people.permissions import PERMISSIONS, Permission, Role
from firstcard.policy.format import Text
from firstcard.policy.region_codes import lies_in

pytestmark = pytest.mark.django_db
_P = Permission
CITY, DISTRICT, OTHER_DISTRICT, PROVINCE, ELSEWHERE = (
    "410100", "410105", "410103", "410000", "420100")  # fmt: skip
NUMBER = 501
AT = cases.AT
_NOTHING = Text("nothing", "无")


@dataclass(frozen=True)
class Deed:
    """Something that somebody tries on a case, and what one needs for it."""

    needs: frozenset[Permission]
    do: Callable[[Case, Actor], Any]
    made: Callable[[], Case]


def _case(make: Callable[..., Case]) -> Callable[[], Case]:
    return lambda: make(cases.family(), number=NUMBER)


def _approved() -> Case:
    case = cases.accepted(cases.family(), number=NUMBER)
    return operations.approve(case=case, by=cases.staff("reviewer"), at=AT)


def _forward(case: Case, by: Actor) -> Any:
    office = Office.objects.create(
        code=f"to-{by.account}", name_zh="示例", name_en="Sample",
        kind="medical-insurance-agency", region=OTHER_DISTRICT)  # fmt: skip
    return operations.forward(case=case, by=by, office=office, at=AT)


def _propose(case: Case, by: Actor) -> Any:
    return operations.propose(case=case, by=by, kind="identity", reason="误录", at=AT,
                              change={"name": "张晓宝"})  # fmt: skip


def _confirm(case: Case, by: Actor) -> Any:
    proposal = _propose(case, cases.staff("clerk"))
    return operations.decide_proposal(proposal=proposal, by=by, granted=True, at=AT)


def _send_back(case: Case, by: Actor) -> Any:
    found = Found(field="child.name", reason="unclear", note="看不清")
    return operations.send_back(case=case, by=by, defects=[found], at=AT)


def _pay(case: Case, by: Actor) -> Any:
    bill = Enrolment.objects.get(case=case.reference).bills.order_by("year")[0]
    return record_payment(bill=bill, reference=f"tax {by.account}", amount_fen=bill.amount_fen or 1,
                          paid_on=date(2026, 11, 23), by=by, at=AT)  # fmt: skip


def _answer(case: Case, by: Actor) -> Any:
    row = Correction.objects.filter(case=case.reference).first() or corrections.ask(
        case=case, about="name", wish="x", at=AT,
        by=Actor(kind="person", account=case.applicant_id))  # fmt: skip
    return corrections.answer(correction=row, done=True, text="x", by=by, at=AT)


def _end(case: Case, by: Actor) -> Any:
    return enrolments.end(enrolment=Enrolment.objects.get(case=case.reference), reason="move",
                          on=date(2026, 11, 23), by=by, at=AT)  # fmt: skip


def _price(case: Case, by: Actor) -> Any:
    bill = Enrolment.objects.get(case=case.reference).bills.order_by("year")[0]
    return enrolments.answer(bill=bill, amount_fen=40_000, source="letter", by=by, at=AT)


def _identify(case: Case, by: Actor) -> Any:
    assert case.child is not None
    return enrolments.identify(person=case.child, number="x", by=by, at=AT)


def _ask(case: Case, by: Actor) -> Any:
    assert case.child is not None
    return inquiries.ask(person=case.child, region=case.region, by=by, at=AT)


def _join(case: Case, by: Actor) -> Any:
    """The same child again, by its birth certificate: one proposes to join both records."""
    assert case.child is not None
    other = Person.objects.create(name="张小宝", sex=1, born_on=case.child.born_on)
    add_number(person=other, kind="birth-certificate", number="A410000001")
    proposal = operations.propose(
        case=case, by=cases.staff(), kind="identity", reason="出生医学证明", at=AT,
        change={"number": {"kind": "birth-certificate", "number": "A410000001"},
                "same_child": True})  # fmt: skip
    return operations.decide_proposal(proposal=proposal, by=by, granted=True, at=AT)


def _grant(case: Case, by: Actor) -> Any:
    account = Account.objects.create(login=f"new-{by.account}", is_staff_member=True)
    return roles.grant(by=by, account=account, role="reviewer", region=case.region, office=None,
                       at=AT)  # fmt: skip


def _counter(case: Case, by: Actor) -> Any:
    return operations.save(case=case, by=by, draft=cases.draft(NUMBER), version=case.version, at=AT)


def _begun_at_the_counter() -> Case:
    return cases.started(cases.staff("clerk"))


def _sees(case: Case, by: Actor) -> None:
    page = queries.worklist(by=by, filters=queries.Filters(), limit=50, at=AT)
    if case.pk not in {row.case.pk for row in page.rows}:
        raise NotFound(_NOTHING)


def _counts(case: Case, by: Actor) -> None:
    if not sum(queries.counts(by=by, at=AT).by_state.values()):
        raise NotFound(_NOTHING)


def _one(*needs: Permission) -> frozenset[Permission]:
    return frozenset(needs)


def _first_paper(case: Case) -> Any:
    return case.papers.order_by("pk")[0]


_SUBMITTED, _ACCEPTED = _case(cases.submitted), _case(cases.accepted)
DEEDS: dict[str, Deed] = {
    "find it in the worklist": Deed(_one(_P.SEE_WORKLIST), _sees, _SUBMITTED),
    "count open cases": Deed(_one(_P.SEE_WORKLIST), _counts, _SUBMITTED),
    "follow it": Deed(
        _one(_P.SEE_CASE, _P.SEE_CASE_BY_REFERENCE),
        lambda case, by: queries.case_for(reference=case.reference, by=by, at=AT), _SUBMITTED),
    "read what was filled in": Deed(
        _one(_P.SEE_CASE), lambda case, by: queries.draft_for(case=case, by=by), _SUBMITTED),
    "open a paper": Deed(
        _one(_P.SEE_CASE),
        lambda case, by: papers.pages(paper=_first_paper(case), by=by, at=AT), _SUBMITTED),
    "judge a paper": Deed(
        _one(_P.EXAMINE),
        lambda case, by: papers.judge(paper=_first_paper(case), good=True, by=by, at=AT),
        _SUBMITTED),
    "ask the other parent in the family's name": Deed(
        _one(), lambda case, by: authorisations.ask(
            case=case, of="father", token="a token", by=by, at=AT), _SUBMITTED),
    "note a reminder of the other parent": Deed(
        _one(), lambda case, by: authorisations.remind(case=case, by=by, at=AT), _SUBMITTED),
    "take the request to the other parent back": Deed(
        _one(), lambda case, by: authorisations.take_back(case=case, by=by, at=AT), _SUBMITTED),
    "take it": Deed(
        _one(_P.TAKE_CASE), lambda case, by: operations.take(case=case, by=by, at=AT), _SUBMITTED),
    "send it back": Deed(_one(_P.EXAMINE), _send_back, _SUBMITTED),
    "accept it": Deed(
        _one(_P.EXAMINE), lambda case, by: operations.accept(case=case, by=by, at=AT), _SUBMITTED),
    "pass it on": Deed(_one(_P.FORWARD), _forward, _SUBMITTED),
    "approve it": Deed(
        _one(_P.DECIDE), lambda case, by: operations.approve(case=case, by=by, at=AT), _ACCEPTED),
    "refuse it": Deed(
        _one(_P.DECIDE),
        lambda case, by: operations.refuse(case=case, by=by, at=AT,
                                           reasons=[Refused(reason="x", note="x")]), _ACCEPTED),
    "withdraw it for the family": Deed(
        _one(_P.APPLY_AT_COUNTER),
        lambda case, by: operations.withdraw(case=case, by=by, at=AT), _SUBMITTED),
    "fill it in at the counter": Deed(_one(_P.APPLY_AT_COUNTER), _counter, _begun_at_the_counter),
    "propose a correction": Deed(_one(_P.PROPOSE_EXCEPTION), _propose, _SUBMITTED),
    "agree to a correction": Deed(_one(_P.CONFIRM_EXCEPTION), _confirm, _SUBMITTED),
    "record a payment": Deed(_one(_P.RECORD_PAYMENT), _pay, _approved),
    "say what a year costs": Deed(_one(_P.DECIDE), _price, _approved),
    "add a number that came later": Deed(_one(_P.EXAMINE), _identify, _approved),
    "ask other regions": Deed(_one(_P.EXAMINE), _ask, _SUBMITTED),
    "join two records of the child": Deed(_one(_P.CONFIRM_EXCEPTION), _join, _approved),
    "end the insurance": Deed(_one(_P.END_ENROLMENT), _end, _approved),
    "answer the family's request": Deed(_one(_P.ANSWER_CORRECTIONS), _answer, _SUBMITTED),
    "make somebody a reviewer": Deed(_one(_P.GRANT_ROLES), _grant, _SUBMITTED),
}  # fmt: skip


def _is_open(deed: Deed, case: Case, by: Actor) -> bool:
    """Whether the deed gets past the door; what it did is undone."""
    try:
        with transaction.atomic():
            deed.do(cases.again(case), by)
            transaction.set_rollback(True)
    except (NotAllowed, NotFound):
        return False
    except Refusal:
        return True  # let in, and something else was wrong
    return True


def _persona(role: str, region: str) -> Actor:
    account = Account.objects.create(login=f"persona-{role}-{region}",
                                     is_staff_member=role != Role.PARENT)  # fmt: skip
    grants = (Grant(role=role, region=region),) if role else ()
    return Actor(kind="person", account=account.pk, name="某人", grants=grants)


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_needs_its_permission_in_the_cases_region(name: str) -> None:
    deed = DEEDS[name]
    case = deed.made()
    assert case.region == DISTRICT
    before = AuditEntry.objects.count()
    for role in Role:
        for region in (PROVINCE, CITY, DISTRICT, OTHER_DISTRICT, ELSEWHERE):
            expected = bool(deed.needs & PERMISSIONS[role]) and lies_in(case.region, region)
            found = _is_open(deed, case, _persona(role, region))
            assert found is expected, f"{role} of {region}: {name}"
    for nobody in (PUBLIC, _persona("", "leaver"), cases.family("another")):
        assert not _is_open(deed, case, nobody), name
    assert AuditEntry.objects.count() == before, "what is refused leaves no trace of a read"
    assert cases.again(case).version == case.version


def test_a_bribed_clerk_decides_nothing_alone() -> None:
    """Even with both roles: nobody deals with their own application or their own proposal."""
    both = cases.staff("clerk")
    both = Actor(kind="person", account=both.account, name=both.name,
                 grants=(*both.grants, Grant(role="reviewer", region=CITY)))  # fmt: skip
    own = cases.submitted(cases.family(), number=NUMBER)
    Case.objects.filter(pk=own.pk).update(applicant_id=both.account)
    for name in ("accept it", "send it back", "pass it on", "take it"):
        assert not _is_open(DEEDS[name], own, both), name
    case = cases.submitted(cases.family(), number=NUMBER + 1)
    proposal = _propose(case, both)
    with pytest.raises(Refusal):
        operations.decide_proposal(proposal=proposal, by=both, granted=True, at=AT)
    proposal.refresh_from_db()
    assert proposal.decided_at is None


def test_a_curious_hotline_leaves_a_trace_and_gets_no_names() -> None:
    case = cases.submitted(cases.family(), number=NUMBER)
    by = cases.staff("hotline")
    queries.case_for(reference=case.reference, by=by, at=AT)
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.action, entry.account, entry.case) == ("case.read", by.account, case.reference)
    with pytest.raises(NotFound):
        queries.draft_for(case=case, by=by)
    assert queries.worklist(by=by, filters=queries.Filters(), limit=9, at=AT).rows == ()


def test_an_insider_with_a_copy_of_the_database_reads_no_number_and_no_code() -> None:
    """Numbers of persons and telephones lie in no table in clear; nor do codes and keys."""
    code = accounts.send_code(telephone="13912345678", address="192.0.2.1", lang="zh", at=AT)
    started = accounts.sign_in_with_code(telephone="13912345678", code=code, address="192.0.2.1",
                                         lang="zh", at=AT)  # fmt: skip
    _approved()
    dump = "\n".join(_rows(model._meta.db_table) for model in apps.get_models())
    assert dump
    citizen = cases.citizen_id(date(2026, 10, 1), NUMBER)
    for secret in (citizen, "13912345678", "13800000001", started.token, "192.0.2.1"):
        assert secret not in dump
        assert secret.encode().hex() not in dump
        assert secret not in dump.replace("-", "")
    assert cases.citizen_id(date(1995, 3, 4), NUMBER) not in dump


def _rows(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT t::text FROM "{table}" AS t')
        return "\n".join(row[0] for row in cursor.fetchall())
