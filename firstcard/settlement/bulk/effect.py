"""Counts what a change of the rules does to many bills, on the disk where memory does not hold it.

`tried` gives a database with two tables: `bills` (one row a bill, before and after) and `reasons`
(one row a fault of a bill that is rejected before or after).
"""

from __future__ import annotations

from typing import Any

from firstcard.settlement.effects import (
    BY,
    Became,
    Bin,
    By,
    Effect,
    Group,
    Large,
    Reason,
    Spread,
)

SCHEMA = """
    claim_id VARCHAR, "institution.class" VARCHAR, "bill.insurance" VARCHAR, "bill.care" VARCHAR,
    before BOOLEAN, after BOOLEAN, changed BOOLEAN, fund_before BIGINT, fund_after BIGINT,
    family_before BIGINT, family_after BIGINT
"""
REASONS = "became VARCHAR, field VARCHAR, reason VARCHAR, claim_id VARCHAR"
_MOST_LARGEST = 5
_BINS = 12
_FUND = "(fund_after - fund_before)"
_FAMILY = "(family_after - family_before)"
_BECAME: tuple[Became, ...] = ("newly-rejected", "newly-settled", "rejected-before-and-after")


def measure(database: Any, *, lines_without_claim: int = 0) -> Effect:
    """Everything that is said of a change."""
    return Effect(
        whole=_groups(database, None)[0],
        groups={by: _groups(database, by) for by in BY},
        reasons=_reasons(database),
        largest=_largest(database),
        bins=_bins(database),
        lines_without_claim=lines_without_claim,
    )


def _groups(database: Any, by: By | None) -> list[Group]:
    value = f"coalesce(\"{by}\", '')" if by else "NULL"
    found = database.execute(
        f"SELECT {value} AS value, count(*), {_COUNTS}, {_SUMS}, {_spread('>', '')}, "  # noqa: S608
        f"{_spread('<', '-')}, {_MIDDLE} FROM bills {'GROUP BY value ORDER BY value' if by else ''}"
    ).fetchall()
    return [_group(row) for row in found]


_COUNTS = (
    "count(*) FILTER (before), count(*) FILTER (after), count(*) FILTER (before AND NOT after), "
    "count(*) FILTER (after AND NOT before), count(*) FILTER (changed)"
)
_SUMS = "coalesce(sum(fund_before), 0), coalesce(sum(fund_after), 0)"
_MIDDLE = (
    f"quantile_disc({_FUND}, 0.5) FILTER ({_FUND} <> 0), "
    f"coalesce(arg_max({_FUND}, abs({_FUND})), 0)"
)


def _spread(way: str, sign: str) -> str:
    """How many change that way; sum, median, 90th percentile and largest of the amounts."""
    change, those = f"{sign}{_FUND}", f"FILTER ({_FUND} {way} 0)"
    return (
        f"count(*) {those}, coalesce(sum({change}) {those}, 0), "
        f"quantile_disc({change}, [0.5, 0.9]) {those}, coalesce(max({change}) {those}, 0)"
    )


def _group(row: tuple[Any, ...]) -> Group:
    values = [*row[:7], int(row[7]), int(row[8]), _spread_of(row[9:13]), _spread_of(row[13:17]),
              row[17] or 0, row[18]]  # fmt: skip
    return Group(*values)


def _spread_of(row: tuple[Any, ...]) -> Spread:
    count, total, (median, most), largest = row[0], row[1], row[2] or (0, 0), row[3]
    return Spread(count, int(total), median, most, largest)


def _reasons(database: Any) -> list[Reason]:
    found = database.execute(
        "SELECT became, field, reason, count(DISTINCT claim_id) AS number, min(claim_id) "
        "FROM reasons GROUP BY ALL ORDER BY number DESC, field, reason"
    ).fetchall()
    return [Reason(*row) for became in _BECAME for row in found if row[0] == became]


def _largest(database: Any) -> list[Large]:
    query = (
        'SELECT claim_id, "institution.class", fund_before, fund_after, family_before, '  # noqa: S608
        f"family_after FROM bills WHERE changed ORDER BY abs({_FUND}) DESC, claim_id "
        f"LIMIT {_MOST_LARGEST}"
    )
    found = database.execute(query).fetchall()
    return [Large(*row) for row in found]


def _bins(database: Any) -> list[Bin]:
    """By class, in steps of one round size; zero is always an edge, the ends may be open."""
    low, high = database.execute(
        f"SELECT quantile_disc({_FAMILY}, 0.02), quantile_disc({_FAMILY}, 0.98) "  # noqa: S608
        f"FROM bills WHERE {_FAMILY} <> 0"
    ).fetchone()
    if low is None:
        return []
    size = _step(low, high)
    first, last = min(low // size, 0), max(high // size, -1)
    number = f"({_FAMILY} - ({_FAMILY} % {size} + {size}) % {size}) // {size}"
    query = (
        "SELECT coalesce(\"institution.class\", '') AS value, "  # noqa: S608
        f"greatest(least({number}, {last + 1}), {first - 1}) AS bin, count(*) "
        f"FROM bills WHERE {_FAMILY} <> 0 GROUP BY ALL ORDER BY ALL"
    )
    rows = database.execute(query).fetchall()
    return [
        Bin(value, None if number < first else number * size,
            None if number > last else (number + 1) * size, bills)
        for value, number, bills in rows
    ]  # fmt: skip


def _step(low: int, high: int) -> int:
    """The smallest of 1, 2, 5, 10, 20 … yuan that needs at most so many bins."""
    size, times = 100, (2, 5, 10)
    base, turn = 100, 0
    while max(high // size, -1) - min(low // size, 0) + 1 > _BINS:
        size = base * times[turn]
        turn += 1
        if turn == len(times):
            base, turn = size, 0
    return size
