"""Made-up claims and their lines as Parquet, in the order that `firstcard settle` reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

CLASSES = ("township", "county-2", "city-2", "city-3", "province-2", "province-3")
GROUPS = ("severely-disabled", "college-student")
KINDS = ("drug", "examination", "treatment", "bed", "material", "other")
REFERRALS = ("local", "registered", "unregistered", "emergency")
LINES_FOR_A_CLAIM = 4.5
GROUP_ROWS = 1 << 20
_PIECE = 250_000
_DAY = np.datetime64("1970-01-01")


def make(*, folder: Path, claims: int, seed: int = 20261123) -> tuple[Path, Path]:
    """Two files of that many claims; a person has 1 to 6 bills, a claim 1 to 8 lines."""
    where = folder / f"claims-{claims}.parquet", folder / f"lines-{claims}.parquet"
    if all(path.exists() for path in where):
        return where
    random = np.random.default_rng(seed)
    done = people = 0
    with (
        pq.ParquetWriter(where[0], _claims_schema(), compression="snappy") as heads,
        pq.ParquetWriter(where[1], _lines_schema(), compression="snappy") as lines,
    ):
        while done < claims:
            size = min(_PIECE, claims - done)
            ids = pa.array([f"B{n:010d}" for n in range(done, done + size)])
            people = _write_claims(heads, random, ids, people)
            _write_lines(lines, random, ids)
            done += size
    return where


def _claims_schema() -> pa.Schema:
    code = pa.dictionary(pa.int32(), pa.string())
    used = ("deductible_used", "pool_paid", "remainder", "serious_paid", "assistance_paid")
    return pa.schema({
        "claim_id": pa.string(), "person_id": pa.string(), "region": code, "insurance": code,
        "care": code, "institution.code": code, "institution.class": code, "referral": code,
        "admitted_on": pa.date32(), "discharged_on": pa.date32(), "born_on": pa.date32(),
        "groups": pa.list_(pa.string()), "cause": code,
        **{f"year_to_date.{name}": pa.int64() for name in ("admissions", *used)},
        "account_balance": pa.int64(), "mutual_aid_balance": pa.int64(),
    })  # fmt: skip


def _lines_schema() -> pa.Schema:
    code = pa.dictionary(pa.int32(), pa.string())
    return pa.schema({
        "claim_id": pa.string(), "line_no": pa.int32(), "code": code, "kind": code,
        "list_class": code, "quantity": pa.int32(), "amount": pa.int64(),
        "limit_price": pa.int64(), "self_pay_share": pa.int32(), "restricted": code,
    })  # fmt: skip


def _coded(random: Any, size: int, words: tuple[str, ...], chances: Any = None) -> pa.Array:
    index = random.choice(len(words), size, p=chances).astype(np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(index), pa.array(words))


def _write_claims(writer: pq.ParquetWriter, random: Any, ids: pa.Array, people: int) -> int:
    size = len(ids)
    starts = np.repeat(np.arange(size), random.integers(1, 7, size))[:size]
    person = people + np.unique(starts, return_inverse=True)[1]
    names = pa.array([f"P{n:09d}" for n in person])
    care = random.choice(2, size, p=[0.4, 0.6]).astype(np.int32)
    out = np.sort(random.integers(0, 340, size) + 1000 * person) - 1000 * person
    discharged = out + (np.datetime64("2026-01-20") - _DAY).astype(int)
    stay = np.where(care == 0, random.integers(1, 15, size), 0)
    ages = random.integers(0, 80 * 365, int(person.max()) + 1 - people)
    born = discharged.min() - 20 - ages[person - people]
    first = np.r_[True, person[1:] != person[:-1]]
    groups = _groups(random, size)
    opening = [
        pa.array(np.where(first, random.integers(0, most, size), 0).astype(np.int64))
        for most in (2, 40_000, 4_000_000, 1_500_000, 200_000, 1)
    ]
    codes = _coded(random, size, tuple(f"H4101{n:05d}" for n in range(400)))
    classes = _coded(random, size, CLASSES)
    columns = [
        ids, names, _coded(random, size, ("410100", "410200", "411000"), [0.6, 0.3, 0.1]),
        _coded(random, size, ("resident", "employee"), [0.7, 0.3]),
        pa.DictionaryArray.from_arrays(pa.array(care), pa.array(["inpatient", "outpatient"])),
        codes, classes,
        _coded(random, size, REFERRALS, [0.85, 0.08, 0.02, 0.05]),
        pa.array((discharged - stay).astype(np.int32)).cast(pa.date32()),
        pa.array(discharged.astype(np.int32)).cast(pa.date32()),
        pa.array(born.astype(np.int32)).cast(pa.date32()),
        groups, _coded(random, size, ("illness",)),
        *opening,
        pa.array(random.integers(0, 200_000, size)), pa.array(random.integers(0, 50_000, size)),
    ]  # fmt: skip
    batch = pa.RecordBatch.from_arrays(columns, schema=_claims_schema())
    writer.write_batch(batch, row_group_size=GROUP_ROWS)
    return int(person[-1]) + 1


def _groups(random: Any, size: int) -> pa.Array:
    held = random.random(size) < 0.05
    offsets = np.r_[0, np.cumsum(held)].astype(np.int32)
    names = _coded(random, int(held.sum()), GROUPS).cast(pa.string())
    return pa.ListArray.from_arrays(pa.array(offsets), names)


def _write_lines(writer: pq.ParquetWriter, random: Any, ids: pa.Array) -> None:
    counts = random.integers(1, int(2 * LINES_FOR_A_CLAIM), len(ids))
    owner = np.repeat(np.arange(len(ids)), counts)
    size = len(owner)
    number = np.arange(size) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    amount = np.exp(random.normal(9.5, 1.6, size)).astype(np.int64) + 1
    listed = random.choice(3, size, p=[0.5, 0.4, 0.1]).astype(np.int32)
    limited = (random.random(size) < 0.1) & (listed < 2)
    shared = listed == 1
    limit = pa.array((amount * random.uniform(0.5, 1.2, size)).astype(np.int64), mask=~limited)
    share = pa.array(random.integers(0, 31, size).astype(np.int32) * 100, mask=~shared)
    columns = [
        ids.take(pa.array(owner)), pa.array(number.astype(np.int32)),
        _coded(random, size, tuple(f"D{n:06d}" for n in range(5000))),
        _coded(random, size, KINDS),
        pa.DictionaryArray.from_arrays(pa.array(listed), pa.array(["A", "B", "C"])),
        pa.array(random.integers(1, 20, size).astype(np.int32)), pa.array(amount), limit, share,
        pa.DictionaryArray.from_arrays(pa.nulls(size, pa.int32()), pa.array(["child-only"])),
    ]  # fmt: skip
    writer.write_batch(
        pa.RecordBatch.from_arrays(columns, schema=_lines_schema()), row_group_size=GROUP_ROWS
    )
