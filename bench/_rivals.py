"""The rules that others can express too, from the packs; and DuckDB's SQL for them.

A price limit, a share paid first, then for each class of institution a deductible and bands of
Henan's in-patient table, and the year's cap against what the year had paid before the file.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from _bills import CLASSES

REGION = "410100"
LEFT_OUT = (
    "in-patient table for every bill; no sum of a person's year from bill to bill, no age, "
    "referral or admission number, no serious-illness tier, assistance or accounts, no rejects"
)


def simple_rules(packs: Path) -> dict[str, Any]:
    """Deductible and bands (from, up to, ten-thousandths) for each class, and the cap, in fen."""
    from firstcard.policy.loading import load
    from firstcard.settlement.bill import Bill, Institution, Line, Patient, YearToDate
    from firstcard.settlement.rules import Rules

    rules = Rules(load(root=packs), REGION)
    found: dict[str, Any] = {"classes": {}}
    for name in CLASSES:
        day = date(2026, 3, 2)
        asked = rules.of(Bill(
            region=REGION, insurance="resident", care="inpatient", referral="local",
            institution=Institution(class_=name), admitted_on=day, discharged_on=day,
            patient=Patient(born_on=date(1980, 1, 1)), year_to_date=YearToDate(),
            account_balance=0, mutual_aid_balance=0,
            lines=(Line(line_no=1, list_class="A", amount=1),),
        ))  # fmt: skip
        bands = [(each.value.from_, each.value.up_to, each.value.ratio) for each in asked.bands()]
        found["classes"][name] = {"deductible": asked.deductible().value.amount, "bands": bands}
        found["cap"] = asked.cap().value
    return found


def sql(rules: dict[str, Any], claims: Path, lines: Path, out: Path) -> str:
    """One statement of DuckDB that reads, settles and writes. Whole fen, half up."""
    classes = rules["classes"].items()
    deductible = _case((name, str(each["deductible"])) for name, each in classes)
    exact = _case(((name, _banded(each["bands"])) for name, each in classes), "class")
    return f"""
        COPY (
            WITH lines AS (
                SELECT claim_id, sum(amount) AS total, sum(CASE WHEN list_class = 'C' THEN 0
                    ELSE covered - (covered * coalesce(self_pay_share, 0) + 5000) // 10000 END
                ) AS in_scope
                FROM (SELECT *, least(amount, coalesce(limit_price, amount)) AS covered
                      FROM '{lines}')
                GROUP BY claim_id
            ), bills AS (
                SELECT claim_id, total, in_scope, "institution.class" AS class,
                    least(in_scope, {deductible}) AS deductible,
                    greatest(0, {rules["cap"]} - "year_to_date.pool_paid") AS may
                FROM '{claims}' JOIN lines USING (claim_id)
            ), paid AS (
                SELECT *, least(({exact} + 5000) // 10000, may) AS pool_paid FROM bills
            )
            SELECT claim_id, total, in_scope, deductible, pool_paid,
                total - pool_paid AS person_total
            FROM paid
        ) TO '{out}' (FORMAT parquet)
    """


def _case(parts: Any, fact: str = '"institution.class"') -> str:
    whens = " ".join(f"WHEN '{name}' THEN {value}" for name, value in parts)
    return f"CASE {fact} {whens} END"


def _banded(bands: Any) -> str:
    return " + ".join(
        f"greatest(0, {_up_to(end)} - greatest(deductible, {start})) * {ratio}"
        for start, end, ratio in bands
    )


def _up_to(end: int | None) -> str:
    return "in_scope" if end is None else f"least(in_scope, {end})"


def same_pools(claims: Path, one: Path, other: Path, *, scale: int) -> float:
    """The part of bills to which the fund pays the same fen, of those the simple rules suffice for.

    Those are adults' first bills of the file (they bring what the year held), resident, in-patient.
    """
    import duckdb

    asked = f"""
        SELECT avg((a.pool_paid = round(b.pool_paid * {scale}))::int)
        FROM '{one}' a JOIN '{other}' b USING (claim_id) JOIN '{claims}' c USING (claim_id)
        WHERE c.insurance = 'resident' AND c.care = 'inpatient' AND c.referral = 'local'
            AND len(coalesce(c.groups, [])) = 0 AND c.admitted_on - c.born_on > 15 * 366
            AND c."year_to_date.admissions" = 0 AND c."year_to_date.remainder" > 0
    """
    return float(duckdb.sql(asked).fetchall()[0][0])
