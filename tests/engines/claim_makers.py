"""Claims and lines as Arrow batches for the equality of engines: random edges and faults."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pyarrow as pa

CODE = pa.dictionary(pa.int32(), pa.string())
AMOUNTS = (0, 1, 2, 49, 50, 51, 99_999, 100_000, 100_001)
CLAIMS = pa.schema([
    ("claim_id", pa.string()), ("person_id", pa.string()), ("region", CODE), ("insurance", CODE),
    ("care", CODE), ("institution.class", CODE), ("referral", CODE), ("cause", CODE),
    ("admitted_on", pa.date32()), ("discharged_on", pa.date32()), ("born_on", pa.date32()),
    ("groups", pa.list_(pa.string())),
    *((f"year_to_date.{name}", pa.int64()) for name in (
        "admissions", "deductible_used", "pool_paid", "remainder", "serious_paid",
        "assistance_paid")),
    ("account_balance", pa.int64()), ("mutual_aid_balance", pa.int64()),
])  # fmt: skip
LINES = pa.schema([
    ("claim_id", pa.string()), ("line_no", pa.int32()), ("kind", CODE), ("list_class", CODE),
    ("amount", pa.int64()), ("limit_price", pa.int64()), ("self_pay_share", pa.int32()),
    ("restricted", CODE),
])  # fmt: skip
REGIONS = ("410100", "410000", "110000", "411000")
INSURANCES = ("resident", "employee", "work-injury", "maternity")
CLASSES = ("township", "county-2", "city-2", "city-3", "province-2", "province-3",
           "outside-province", "pharmacy")  # fmt: skip
REFERRALS = ("local", "registered", "unregistered", "emergency")
GROUPS = ("destitute", "orphan", "low-income", "severely-disabled", "college-student")
KINDS = ("drug", "examination", "treatment", "bed", "material", "other")
RESTRICTED = ("child-only", "level-2", "level-3", "injury-only", "maternity-only")


def make(
    *, claims: int, seed: int, faulty: float = 0.0, regions: tuple[str, ...] = REGIONS
) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """So many claims of some people, in the order of the engines, and their lines."""
    random = Random(seed)
    heads: list[dict[str, Any]] = []
    person = 0
    while len(heads) < claims:
        person += 1
        own = [_claim(random, person, regions) for _ in range(random.randint(1, 5))]
        heads += sorted(own, key=lambda head: head["discharged_on"])
    heads = heads[:claims]
    for number, head in enumerate(heads):
        head["claim_id"] = f"B{number:07d}"
    lines = [line for head in heads for line in _lines(random, head)]
    for item, break_it in ((heads, _break_claim), (lines, _break_line)):
        for each in item:
            if random.random() < faulty:
                break_it(random, each)
    heads.sort(key=lambda head: (head["person_id"], head["discharged_on"], head["claim_id"]))
    order = {head["claim_id"]: number for number, head in enumerate(heads)}
    lines.sort(key=lambda line: (order[line["claim_id"]], line["line_no"]))
    return (
        pa.RecordBatch.from_pylist(heads, schema=CLAIMS),
        pa.RecordBatch.from_pylist(lines, schema=LINES),
    )


def _claim(random: Random, person: int, regions: tuple[str, ...]) -> dict[str, Any]:
    outpatient = random.random() < 0.4
    discharged = date(2025, 11, 1) + timedelta(random.randint(0, 150))
    admitted = discharged - timedelta(0 if outpatient else random.choice((0, 1, 5, 40)))
    ages = Random(person)
    years = ages.choice((0, 1, 14, 15, 17, 18, 60))
    born = date(2025 - years, ages.randint(1, 12), ages.randint(1, 28))
    return {
        "person_id": f"P{person:06d}",
        "region": random.choice(regions),
        "insurance": random.choices(INSURANCES, (12, 6, 1, 1))[0],
        "care": "outpatient" if outpatient else "inpatient",
        "institution.class": random.choice(CLASSES),
        "referral": random.choices(REFERRALS, (8, 1, 1, 1))[0],
        "cause": "illness",
        "admitted_on": admitted,
        "discharged_on": discharged,
        "born_on": min(born, admitted),
        "groups": random.sample(GROUPS, random.choices((0, 1, 2), (8, 1, 1))[0]),
        "year_to_date.admissions": random.choice((0, 1, 2, None)),
        "year_to_date.deductible_used": random.choice((0, 1, 50_000, None)),
        "year_to_date.pool_paid": random.choice((0, 0, 5_000_000, 14_999_999, None)),
        "year_to_date.remainder": random.choice((0, 0, 1_100_000, 9_999_999, None)),
        "year_to_date.serious_paid": random.choice((0, 0, 39_999_999, None)),
        "year_to_date.assistance_paid": random.choice((0, 0, 100_000, None)),
        "account_balance": random.choice((0, 1, 30_000, None)),
        "mutual_aid_balance": random.choice((0, 1, 30_000, None)),
    }


def _lines(random: Random, head: dict[str, Any]) -> list[dict[str, Any]]:
    return [_line(random, head["claim_id"], n) for n in range(1, random.choice((2, 3, 6, 12)))]


def _line(random: Random, claim: str, number: int) -> dict[str, Any]:
    listed = random.choices(("A", "B", "C"), (5, 4, 1))[0]
    size = random.choice((10**3, 10**5, 10**6, 10**7))
    amount = random.choice((*AMOUNTS, random.randrange(size), random.randrange(size)))
    limited = listed != "C" and random.random() < 0.2
    shared = listed == "B" and random.random() < 0.9
    return {
        "claim_id": claim,
        "line_no": number,
        "kind": random.choice((*KINDS, None)),
        "list_class": listed,
        "amount": amount,
        "limit_price": random.choice((0, 1, amount, amount + 1, amount // 2)) if limited else None,
        "self_pay_share": random.choice((0, 1, 500, 3333, 10_000)) if shared else None,
        "restricted": random.choice(RESTRICTED) if random.random() < 0.05 else None,
    }


def _break_claim(random: Random, head: dict[str, Any]) -> None:
    field, wrong = random.choice((
        ("region", "999999"), ("region", None), ("insurance", "none"), ("insurance", None),
        ("care", "home"), ("institution.class", "clinic"), ("institution.class", None),
        ("referral", "by-foot"), ("cause", "third-party"), ("cause", "abroad"), ("cause", "war"),
        ("admitted_on", None), ("born_on", None), ("admitted_on", date(2027, 1, 1)),
        ("born_on", date(2026, 12, 31)), ("groups", ["nobody"]), ("account_balance", -1),
        ("mutual_aid_balance", -5), ("year_to_date.pool_paid", -1),
        ("year_to_date.admissions", -1), ("year_to_date.remainder", 10**12),
        ("account_balance", 10**12),
    ))  # fmt: skip
    head[field] = wrong


def _break_line(random: Random, line: dict[str, Any]) -> None:
    field, wrong = random.choice((
        ("amount", -1), ("amount", None), ("amount", 10**11), ("kind", "gift"),
        ("list_class", "D"), ("list_class", None), ("restricted", "nobody"),
        ("limit_price", -1), ("limit_price", 10**11), ("self_pay_share", 10_001),
        ("self_pay_share", -1), ("line_no", 0),
    ))  # fmt: skip
    line[field] = wrong
    if random.random() < 0.2:
        line["list_class"], line["limit_price"] = "C", 5
