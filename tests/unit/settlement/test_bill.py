"""A bill as JSON: what can be read, and every fault by its field, in both languages."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bill_makers import bill, line, real_book

from firstcard.policy.format import Text
from firstcard.settlement.bill import CODES, Bill, YearToDate, as_written, check, read
from firstcard.settlement.faults import FAULTS, BadBill, fault

EXAMPLE = Path(__file__).parents[3] / "examples" / "bills" / "newborn-zhengzhou.json"
DELETED: Any = object()
SLOT = re.compile(r"\{[a-z]+\}")


def example() -> dict[str, Any]:
    return json.loads(EXAMPLE.read_bytes())


def changed(path: str, value: Any) -> dict[str, Any]:
    data = example()
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = data
    for step in steps:
        place = place[step] if not isinstance(place, dict) else place.setdefault(step, {})
    if value is DELETED:
        del place[last]
    else:
        place[last] = value
    return data


def faults_of(data: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadBill) as bad:
        read(data if isinstance(data, bytes) else json.dumps(data).encode())
    for each in bad.value.faults:
        assert each.text.en
        assert each.text.zh
        assert not SLOT.search(each.text.en + each.text.zh)
    return [(each.code, each.field) for each in bad.value.faults]


def test_a_bill_is_read_to_the_fen() -> None:
    one = read(EXAMPLE.read_bytes())
    assert one.patient.born_on == date(2026, 9, 1)
    assert [each.amount for each in one.lines] == [49000, 186040, 231575, 128000, 12650]
    assert one.lines[0].limit_price == 42000
    assert one.lines[2].self_pay_share == 1000
    assert one.mutual_aid_balance == 50000
    assert (one.claim_id, one.person_id, one.account_balance) == ("", "", 0)
    assert one.year_to_date == YearToDate()
    assert one.institution.class_ == "city-3"


def test_what_is_written_is_read_again() -> None:
    one = bill(
        line(12_34, "B", self_pay_share=1000, limit_price=5_00, quantity=Decimal("1.5")),
        line(1, "C", restricted="child-only"),
        used={"admissions": 2, "pool_paid": 7},
        groups=("orphan",),
        claim_id="k-1",
        person_id="p-1",
    )
    assert read(json.dumps(as_written(one)).encode()) == one


def test_what_may_be_absent_or_null() -> None:
    data = example()
    del data["referral"], data["institution"]["code"], data["patient"]["groups"]
    data["year_to_date"] = data["account_balance"] = None
    data["lines"] = [{"list_class": "A", "amount": "1"}, {"list_class": "A", "amount": "2.5"}]
    one = read(json.dumps(data).encode())
    assert (one.referral, one.cause) == ("local", "illness")
    assert [(each.line_no, each.amount) for each in one.lines] == [(1, 100), (2, 250)]


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("lines.0.amount", "-1.00", "negative-amount"),
        ("lines.0.limit_price", "-0.01", "negative-amount"),
        ("lines.0.quantity", -1, "negative-amount"),
        ("account_balance", "-5.00", "negative-amount"),
        ("year_to_date.pool_paid", "-5.00", "negative-amount"),
        ("lines.0.amount", "1000000000.00", "too-large"),
        ("lines.4.limit_price", "1.00", "c-with-limit"),
        ("lines.0.self_pay_share", "0.1000", "wrong-share"),
        ("lines.2.self_pay_share", "1.0001", "wrong-share"),
        ("lines.1.line_no", 1, "line-twice"),
        ("lines", [], "no-lines"),
        ("discharged_on", "2026-10-11", "discharge-before-admission"),
        ("patient.born_on", "2026-10-13", "born-after-admission"),
        ("care", "outpatient", "outpatient-two-days"),
        ("insurance", "pension", "unknown-code"),
        ("institution.class", "level-3", "unknown-code"),
        ("lines.0.list_class", "D", "unknown-code"),
        ("lines.0.kind", "food", "unknown-code"),
        ("cause", "bad luck", "wrong-form"),
        ("cause", "bad-luck", "unknown-code"),
        ("insurance", DELETED, "missing"),
        ("patient", DELETED, "missing"),
        ("lines.0.amount", DELETED, "missing"),
        ("lines.0.amount", 12.5, "wrong-form"),
        ("lines.0.amount", "12.505", "wrong-form"),
        ("lines.0.amount", "1,200.00", "wrong-form"),
        ("lines.0.amount", "\uff11\uff12", "wrong-form"),
        ("lines.0.amount", True, "wrong-form"),
        ("lines.0.line_no", 0, "wrong-form"),
        ("lines.0.line_no", True, "wrong-form"),
        ("lines.0.quantity", "many", "wrong-form"),
        ("lines.2.self_pay_share", "10%", "wrong-form"),
        ("lines.0", "bed", "wrong-form"),
        ("lines", {}, "wrong-form"),
        ("admitted_on", "12.10.2026", "wrong-form"),
        ("region", "4101", "wrong-form"),
        ("patient.groups", "orphan", "wrong-form"),
        ("patient.groups", [1], "wrong-form"),
        ("patient", "child", "wrong-form"),
        ("year_to_date.admissions", -1, "wrong-form"),
        ("claim_id", "a b", "wrong-form"),
        ("tip", "5.00", "unknown-field"),
        ("lines.0.price", "5.00", "unknown-field"),
    ],
)  # fmt: skip
def test_one_fault_is_named_with_its_field(path: str, value: Any, code: str) -> None:
    found = faults_of(changed(path, value))
    assert code in [each for each, _ in found]
    field = next(field for each, field in found if each == code)
    parts = path.split(".")
    wanted = parts[0] + "".join(f"[{p}]" if p.isdigit() else f".{p}" for p in parts[1:])
    if code == "outpatient-two-days":
        wanted = "discharged_on"
    assert field.startswith(wanted)


def test_every_fault_is_named_at_once() -> None:
    data = example()
    data["insurance"] = "pension"
    data["lines"][0]["amount"] = "-1.00"
    data["lines"][1]["list_class"] = None
    assert faults_of(data) == [
        ("unknown-code", "insurance"),
        ("negative-amount", "lines[0].amount"),
        ("missing", "lines[1].list_class"),
    ]


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[]", b"null", b"7", b"[" * 100_000])
def test_what_is_no_bill_at_all(data: bytes) -> None:
    assert ("wrong-form", "$") in faults_of(data)


def test_the_list_of_faults_ends_and_long_words_are_cut() -> None:
    data = example()
    data["lines"] = [{"list_class": "A", "amount": "x" * 5000} for _ in range(500)]
    with pytest.raises(BadBill) as bad:
        read(json.dumps(data).encode())
    assert len(bad.value.faults) == 50
    assert len(bad.value.faults[0].text.en) < 200


def test_too_many_lines_and_too_large_a_sum() -> None:
    data = example()
    data["lines"] = [{"list_class": "A", "amount": "0.01"}] * 10_001
    assert faults_of(data) == [("too-large", "lines")]
    assert [each.code for each in check(bill(99_999_999_999, 1))] == ["too-large"]


def test_codes_are_those_of_the_packs() -> None:
    facts = real_book().bill_types
    names = {
        "insurance": "bill.insurance",
        "care": "bill.care",
        "referral": "bill.referral",
        "cause": "bill.cause",
        "class": "institution.class",
        "kind": "line.kind",
        "list_class": "line.list_class",
    }
    assert {name: set(codes) for name, codes in CODES.items()} == {
        name: set(facts[fact].values) for name, fact in names.items()
    }


def test_a_bill_made_in_python_is_checked_too() -> None:
    one: Bill = bill(line(1, "A", self_pay_share=5))
    assert [each.code for each in check(one)] == ["wrong-share"]
    assert list(check(bill(1))) == []


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_every_fault_has_the_same_slots_in_both_languages(code: str) -> None:
    words = FAULTS[code]
    assert set(SLOT.findall(words.en)) == set(SLOT.findall(words.zh))
    slots = dict.fromkeys(("value", "region", "day", "institution"), "v")
    made = fault(code, "lines", allowed=Text("a", "甲"), **slots).text
    assert not SLOT.search(made.en + made.zh)
