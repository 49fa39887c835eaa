"""A batch of claims or lines as the kernel's columns, in the codes of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from firstcard.settlement.engines import columns, layout
from firstcard.settlement.plan import Plan

OPENING = (
    "year_to_date.admissions", "year_to_date.deductible_used", "year_to_date.pool_paid",
    "year_to_date.remainder", "year_to_date.serious_paid", "year_to_date.assistance_paid",
)  # fmt: skip
CLAIM_COLUMNS = (
    "claim_id", "person_id", "region", "insurance", "care", "institution.class", "admitted_on",
    "discharged_on", "born_on",
)  # fmt: skip
OPTIONAL_CLAIM_COLUMNS = (
    "referral",
    "cause",
    "groups",
    *OPENING,
    "account_balance",
    "mutual_aid_balance",
)
LINE_COLUMNS = ("claim_id", "line_no", "list_class", "amount")
OPTIONAL_LINE_COLUMNS = ("kind", "limit_price", "self_pay_share", "restricted")


def read_claims(batch: pa.RecordBatch, plan: Plan) -> tuple[layout.Claims, layout.Words]:
    """The columns of claims. What an optional column lacks is nothing used, nothing to draw."""
    places, place_words = columns.coded(batch.column("region"), plan.place_of)
    found, words = {"place": places}, {"place": place_words}
    for fact, name in _CODED.items():
        key = name.partition(".")[0]
        null = _null(plan, fact)
        found[key], words[key] = _coded(batch, name, plan.codes[fact], null=null)
    ids, id_bytes = columns.texts(batch.column("claim_id"))
    people, people_bytes = columns.texts(batch.column("person_id"))
    claims = layout.Claims(
        ids, id_bytes, people, people_bytes, **found,
        admitted=columns.days(batch.column("admitted_on")),
        discharged=columns.days(batch.column("discharged_on")),
        born=columns.days(batch.column("born_on")),
        groups=_groups(batch, plan),
        opening=tuple(_number(batch, name, null=0) for name in OPENING),
        account=_number(batch, "account_balance", null=0),
        mutual_aid=_number(batch, "mutual_aid_balance", null=0),
    )  # fmt: skip
    return claims, layout.Words(**words)


def read_lines(batch: pa.RecordBatch, plan: Plan) -> tuple[layout.Lines, layout.LineWords]:
    """The columns of lines."""
    listed, listed_words = _coded(batch, "list_class", plan.codes["line.list_class"])
    kind, kind_words = _coded(batch, "kind", plan.codes["line.kind"], null=_null(plan, "line.kind"))
    restricted, restricted_words = _coded(
        batch, "restricted", plan.codes["line.restricted"], null=0
    )
    lines = layout.Lines(
        *columns.texts(batch.column("claim_id")),
        _number(batch, "line_no", null=layout.NULL),
        listed, kind, restricted,
        _number(batch, "amount", null=layout.NULL),
        _number(batch, "limit_price", null=layout.NULL),
        _number(batch, "self_pay_share", null=layout.NULL),
    )  # fmt: skip
    return lines, layout.LineWords(listed_words, kind_words, restricted_words)


_CODED = {
    "bill.insurance": "insurance", "bill.care": "care", "bill.referral": "referral",
    "bill.cause": "cause", "institution.class": "institution.class",
}  # fmt: skip
# What JSON takes where nothing is said.
_USUAL = {"bill.cause": "illness", "bill.referral": "local", "line.kind": "other"}


def _null(plan: Plan, fact: str) -> int:
    return plan.codes[fact][_USUAL[fact]] if fact in _USUAL else layout.EMPTY


def _coded(
    batch: pa.RecordBatch, name: str, codes: Mapping[str, int], *, null: int = layout.EMPTY
) -> tuple[Any, Any]:
    if name not in batch.schema.names:
        column = pa.nulls(len(batch), pa.dictionary(pa.int32(), pa.string()))
    else:
        column = batch.column(name)
    return columns.coded(column, lambda word: codes.get(word, layout.NOT_A_WORD), null=null)


def _number(batch: pa.RecordBatch, name: str, *, null: int) -> Any:
    if name not in batch.schema.names:
        return columns.nothing(len(batch), null)
    return columns.numbers(batch.column(name), null=null)


def _groups(batch: pa.RecordBatch, plan: Plan) -> Any:
    if "groups" not in batch.schema.names:
        return columns.nothing(len(batch), 0)
    return columns.masks(
        batch.column("groups"), lambda word: plan.groups.get(word, layout.NOT_A_WORD)
    )
