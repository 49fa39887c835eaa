"""Bills over HTTP: the whole way, once for a key, and every door for every role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import bills
import card_families
import pytest
import time_machine
from bills import AT, DAY
from card_makers import number
from test_card_api_doors import _program as program_of
from test_case_api import Program, told

from firstcard.accounts import demo
from firstcard.accounts.models import Account, RoleGrant
from firstcard.core.models import AuditEntry
from firstcard.guidance import packs_store
from firstcard.people.models import Office, Person
from firstcard.people.permissions import Role
from firstcard.settlement import checks
from firstcard.settlement.bulk.institutions import read_institutions
from firstcard.settlement.models import Agreement, Claim, Suspension, YearAccount
from firstcard.settlement.refusals import NotOpen

pytestmark = pytest.mark.django_db
CITY, ELSEWHERE = "410100", "420100"
SHUT = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


def hospital(office: Office) -> Program:
    """The key of an institution's own programs."""
    account = Account.objects.create(login=f"his-{office.code}", is_staff_member=True)
    RoleGrant.objects.create(account=account, role=Role.HOSPITAL, since=AT, region=office.region,
                             office=office)  # fmt: skip
    return Program(account)


def body(office: Office, child: Person, **more: Any) -> dict[str, Any]:
    return {
        "institution": office.code, "number": "ZY-1", "care": "inpatient",
        "credential": {"kind": "citizen-id", "number": number(child)},
        "admitted_on": DAY.isoformat(), "discharged_on": DAY.isoformat(),
        "lines": [{"line_no": 1, "list_class": "A", "amount": "10000.00"}], **more,
    }  # fmt: skip


def mother(child: Person) -> Program:
    account = demo.family(telephone="13800000021", at=AT)
    account.person = card_families.mother_of(child)
    account.save()
    return Program(account)


def test_the_whole_way_from_the_question_to_the_reversal() -> None:
    office, child = bills.institution(), bills.insured()
    his = hospital(office)
    asked = his.send("/bills/presettlement", body(office, child))
    assert asked.status_code == 200, asked.content
    assert not Claim.objects.exists()
    settled = his.send("/bills", body(office, child))
    assert settled.status_code == 201, settled.content
    bill = settled.json()
    assert bill["state"] == "settled"
    assert bill["settlement"] == asked.json()
    found = bill["settlement"]
    assert (found["fund_total"], found["person_total"]) == ("6201.50", "3798.50")
    assert found["pool"]["bands"][0]["from"] == "0.00"
    assert all(step["text"]["en"] and step["text"]["zh"] for step in found["explanation"])
    assert number(child) not in settled.content.decode()
    family = mother(child)
    assert [each["reference"] for each in family.get("/bills").json()["bills"]] == [
        bill["reference"]]  # fmt: skip
    assert family.get(f"/bills/{bill['reference']}").json() == bill
    path = f"/bills/{bill['reference']}/reversal"
    stale = his.send(path, {"reason": "退费"}, match='"7"')
    assert stale.status_code == 412
    taken = his.send(path, {"reason": "退费"}, match=settled["ETag"])
    assert taken.status_code == 200, taken.content
    assert (taken.json()["state"], taken.json()["settlement"]) == ("reversed", None)
    history = family.get(f"/bills/{bill['reference']}/history").json()["events"]
    assert [each["action"] for each in history] == ["settle", "reverse"]
    assert set(bills.year(child).values()) == {0}


def test_once_for_a_key_and_the_same_bill_with_another_key() -> None:
    office, child = bills.institution(), bills.insured()
    his = hospital(office)
    first = his.send("/bills", body(office, child), key="k")
    assert his.send("/bills", body(office, child), key="k").content == first.content
    assert his.send("/bills", body(office, child, number="ZY-2"), key="k").status_code == 422
    again = his.send("/bills", body(office, child), key="another")
    assert again.json()["reference"] == first.json()["reference"]
    other = his.send("/bills", body(office, child, care="outpatient"))
    assert (other.status_code, told(other)["code"]) == (409, "presented-already")
    assert Claim.objects.count() == 1


@pytest.mark.parametrize(("change", "status", "code"), [
    ({"institution": "H41010599999"}, 404, "not-found"),
    ({"credential": {"kind": "citizen-id", "number": "41010520200411999X"}}, 409, "nobody"),
    ({"admitted_on": "2025-09-01", "discharged_on": "2025-09-01"}, 409, "no-agreement"),
    ({"cause": "injury-at-work"}, 422, "invalid"),
    ({"lines": []}, 422, "invalid"),
])  # fmt: skip
def test_each_refusal_has_its_code(change: dict[str, Any], status: int, code: str) -> None:
    office, child = bills.institution(), bills.insured()
    reply = hospital(office).send("/bills", body(office, child, **change))
    assert (reply.status_code, told(reply)["code"]) == (status, code), reply.content


def test_a_negative_amount_is_named_with_its_line() -> None:
    office, child = bills.institution(), bills.insured()
    lines = [{"line_no": 1, "list_class": "A", "amount": "5.00"},
             {"line_no": 2, "list_class": "A", "amount": "-1.00"}]  # fmt: skip
    reply = hospital(office).send("/bills", body(office, child, lines=lines))
    assert reply.status_code == 422
    assert [each["field"] for each in told(reply)["errors"]] == ["lines[1].amount"]


def test_a_long_stay_has_thousands_of_lines() -> None:
    office, child = bills.institution(), bills.insured()
    lines = [{"line_no": number, "list_class": "A", "amount": "1.00", "kind": "drug",
              "code": "X01AA02030A001010100001"} for number in range(1, 5001)]  # fmt: skip
    his = hospital(office)
    settled = his.send("/bills", body(office, child, lines=lines))
    assert settled.status_code == 201, settled.content[:300]
    assert settled.json()["settlement"]["total"] == "5000.00"
    too_long = body(office, child, number="x" * (2 * 1024 * 1024))
    assert his.send("/bills", too_long).status_code == 413
    assert his.send("/bills/B00000000001/reversal", {"reason": "x" * 70_000}).status_code == 413


def test_who_tries_numbers_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firstcard.settlement.credentials.MOST", 3)
    office, child = bills.institution(), bills.insured()
    his = hospital(office)
    wrong = body(office, child, credential={"kind": "card", "number": "A00000000"})
    replies = [his.send("/bills/presettlement", wrong).status_code for _ in range(4)]
    assert replies == [409, 409, 409, 429]
    assert his.send("/bills/presettlement", body(office, child)).status_code == 200
    assert his.send("/bills", {**wrong, "number": "ZY-8"}).status_code == 429


def test_an_agreement_from_the_record_to_the_end() -> None:
    office = bills.institution()
    agency = program_of(Role.REVIEWER, CITY)
    path = "/institutions/P41010500009"
    told_ = {"name": {"en": "Pharmacy", "zh": "药店"}, "level": "pharmacy", "number": "A-9",
             "since": "2026-01-01", "until": "2026-12-31"}  # fmt: skip
    made = agency.send(f"{path}/agreements", told_)
    assert made.status_code == 201, made.content
    assert (made.json()["open"], made.json()["kind"]) == (True, "pharmacy")
    stopped = agency.send(f"{path}/suspension", {"on": "2026-11-01", "reason": "违规"})
    assert (stopped.status_code, stopped.json()["open"]) == (200, False)
    again = agency.send(f"{path}/suspension", {"on": "2026-11-02", "reason": "违规"})
    assert told(again)["code"] == "suspended-already"
    assert agency.send(f"{path}/resumption", {"on": "2026-11-20"}).json()["open"] is True
    ended = agency.send(f"{path}/end", {"on": "2026-11-20", "reason": "解除"}).json()
    assert (ended["open"], ended["agreements"][0]["until"]) == (False, "2026-11-20")
    assert hospital(office).get(path).json() == ended


def test_the_file_of_agreements_is_what_bulk_settlement_reads(tmp_path: Path) -> None:
    """Every agreement and suspension with its last day; what a spreadsheet calculates is text."""
    office = bills.institution()
    far = bills.institution(bills.ELSEWHERE, since=date(2026, 3, 1), until=date(2026, 3, 31))
    Office.objects.filter(pk=far.pk).update(name_zh='=HYPERLINK("x"),')
    agreement = Agreement.objects.get(office=office)
    for since, until in ((date(2026, 2, 1), date(2026, 3, 1)), (date(2026, 5, 5), date(2026, 5, 5)),
                         (date(2026, 10, 1), None)):  # fmt: skip
        Suspension.objects.create(agreement=agreement, since=since, until=until, reason="违规")

    replies = {role: program_of(role, CITY).get("/institutions.csv") for role in Role}
    assert {role for role in Role if replies[role].status_code not in SHUT} == AGENCY
    reply = replies[Role.REVIEWER]

    assert reply.status_code == 200, reply.content
    assert reply.content.decode().splitlines() == [
        "\ufeffcode,class,from,until,suspended_from,suspended_until,name",
        "H41010500001,city-3,2026-01-01,2026-12-31,2026-02-01,2026-02-28,样例医院",
        "H41010500001,city-3,2026-01-01,2026-12-31,,,样例医院",
        "H41010500001,city-3,2026-01-01,2026-12-31,2026-10-01,,样例医院",
        'H42010000001,city-3,2026-03-01,2026-03-31,,,"\'=HYPERLINK(""x""),"',
    ]
    path = tmp_path / "institutions.csv"
    path.write_bytes(reply.content)
    listed = read_institutions(path, book=packs_store.current())
    days = [date(2026, 1, 1) + timedelta(each) for each in range(-1, 366)]
    for each in (office, far):
        for on in days:
            try:
                checks.agreement_on(office=each, on=on)
            except NotOpen as error:
                counter = error.code
            else:
                counter = None
            level = checks.level_of(office=each, level="city-3", region=CITY)
            found = listed.fault(code=each.code, level=level, region=CITY, admitted_on=on,
                                 discharged_on=on)  # fmt: skip
            assert (found.code if found else None) == counter, (each.code, on)


def test_a_parents_account_over_http() -> None:
    office, child = bills.institution(), bills.insured()
    parent = card_families.mother_of(child)
    family, clerk = mother(child), program_of(Role.CLERK, CITY)
    owner = {"kind": "citizen-id", "number": number(parent)}
    credit = {"owner": owner, "region": CITY, "reference": "C-1", "amount": "1000.00"}
    assert clerk.send("/personal-accounts/credits", credit).status_code == 201
    assert clerk.send("/personal-accounts/credits", credit).status_code == 201
    of_child = {"child": {"kind": "citizen-id", "number": number(child)}, "limit": "600.00"}
    allowed = family.send("/mutual-aid", of_child)
    assert allowed.status_code == 201, allowed.content
    settled = hospital(office).send("/bills", body(office, child)).json()["settlement"]
    assert settled["person"] == {"account": "0.00", "mutual_aid": "600.00", "cash": "3198.50"}
    ledger = family.get("/personal-account").json()
    assert (ledger["balance"], ledger["shared"][0]["drawn"]) == ("400.00", "600.00")
    ended = family.send(f"/mutual-aid/{allowed.json()['number']}/end")
    assert ended.json()["until"] is not None
    for other in (hospital(bills.institution("H41010500002")), program_of(Role.CLERK, ELSEWHERE)):
        assert other.send("/personal-accounts/credits", credit).status_code == 403
        assert other.send("/mutual-aid", of_child).status_code == 404
        assert other.get("/personal-account").status_code == 404


@dataclass(frozen=True)
class Door:
    """An address and who gets past it: roles within the region, and the family."""

    roles: set[Role]
    body: Callable[[Office, Person], object] | None = None
    family: bool = False
    method: str = "post"


def _said(**told_: object) -> Callable[[Office, Person], object]:
    return lambda office, child: told_


AGENCY, SEES = {Role.REVIEWER}, {Role.HOSPITAL, Role.CLERK, Role.REVIEWER}
DOORS: dict[str, Door] = {
    "/bills/presettlement": Door({Role.HOSPITAL}, lambda o, c: body(o, c, number="ZY-9")),
    "/bills": Door({Role.HOSPITAL}, lambda o, c: body(o, c, number="ZY-9")),
    "/bills/{reference}": Door(SEES, family=True, method="get"),
    "/bills/{reference}/history": Door(SEES, family=True, method="get"),
    "/bills/{reference}/reversal": Door({Role.HOSPITAL, Role.REVIEWER}, _said(reason="退费")),
    "/institutions/{code}/bills": Door(SEES, method="get"),
    "/institutions/{code}/suspension": Door(AGENCY, _said(on="2026-11-01", reason="x")),
    "/institutions/{code}/end": Door(AGENCY, _said(on="2026-11-22", reason="x")),
}  # fmt: skip


@pytest.mark.parametrize("name", DOORS)
def test_a_door_opens_to_its_roles_in_their_region_and_to_nobody_else(name: str) -> None:
    door = DOORS[name]
    office, child = bills.institution(), bills.insured()
    claim = bills.settle(office, child, bills.presented(on=date(2026, 5, 1)))
    other = hospital(bills.institution("H41010500002"))
    opens = [(program_of(role, CITY), role in door.roles) for role in sorted(Role)]
    opens += [(program_of(role, ELSEWHERE), False) for role in sorted(door.roles)]
    opens += [(other, False), (mother(child), door.family)]
    for program, expected in sorted(opens, key=lambda pair: pair[1]):  # those outside first
        path = name.format(reference=claim.reference, code=office.code)
        before = AuditEntry.objects.filter(account=program.account.pk).count()
        told_ = door.body(office, child) if door.body else None
        reply = program.get(path) if door.method == "get" else program.send(path, told_)
        assert (reply.status_code not in SHUT) is expected, (program.account.login, reply.content)
        assert reply.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
        if not expected:
            assert AuditEntry.objects.filter(account=program.account.pk).count() == before


def test_a_family_sees_its_own_bills_alone() -> None:
    office, child, foreign = bills.institution(), bills.insured(), bills.insured()
    theirs = bills.settle(office, foreign, bills.presented())
    family = mother(child)
    assert family.get("/bills").json() == {"bills": [], "before": None}
    assert family.get(f"/bills/{theirs.reference}").status_code == 404
    assert YearAccount.objects.get().person == foreign
