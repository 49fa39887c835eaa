"""Third pass: deductible, bands, caps, second tier, assistance, the family's own money."""

from __future__ import annotations

from typing import Any

import numpy as np

from firstcard.settlement.bill import MOST_FEN
from firstcard.settlement.engines import reasons as why
from firstcard.settlement.engines.compiled import inlined, kernel
from firstcard.settlement.engines.layout import (
    A_ACCOUNT,
    A_ASSISTANCE,
    A_CASH,
    A_DEDUCTIBLE,
    A_FUND_TOTAL,
    A_IN_SCOPE,
    A_MUTUAL_AID,
    A_PERSON_TOTAL,
    A_POOL_PAID,
    A_SERIOUS_ILLNESS,
    A_TOTAL,
    ACCOUNT,
    ADMISSION,
    AGE,
    AGE_STEP,
    ASSISTANCE,
    BANDS,
    CAP,
    CARE,
    DEDUCTIBLE,
    DEDUCTIBLE_DAY,
    FIRST_YEAR,
    LINE_COUNT,
    MOST_YEAR,
    MUTUAL_AID,
    NO_TIER,
    ON_ADMISSION,
    PER_YEAR,
    PERIOD,
    SERIOUS,
    SERIOUS_BANDS,
    STATE,
    UNKNOWN,
    Y_ADMISSIONS,
    Y_ADMISSIONS_OF,
    Y_ASSISTANCE,
    Y_DEDUCTIBLE,
    Y_FUNDS_OF,
    Y_PERSON,
    Y_POOL,
    Y_REMAINDER,
    Y_SERIOUS,
)
from firstcard.settlement.engines.lookups import (
    SETTLED,
    UNREADABLE,
    cell_of,
    civil,
    fault,
    half_up,
    period_of,
    read_codes,
)


@kernel
def pay(plan: Any, claims: Any, words: Any, work: Any, begins: Any, years: Any) -> None:
    """Settles every claim that has no fault; `begins` says where a person begins.

    `years` goes on from batch to batch: what the person used in each year so far.
    """
    codes = work.codes
    for i in range(len(claims.place)):
        if begins[i]:
            years[Y_PERSON, 0] += 1
        if work.marks[LINE_COUNT, i] == 0:
            fault(work, i, -1, why.LINES, why.NO_LINES)
        elif work.amounts[A_TOTAL, i] > MOST_FEN:
            fault(work, i, -1, why.LINES, why.TOO_LARGE)
        if work.marks[STATE, i] == UNREADABLE:
            continue
        place = read_codes(plan, claims, words, i, codes)
        codes[AGE] = work.marks[AGE_STEP, i]
        discharged = period_of(plan, place, np.int64(claims.discharged[i]))
        first = plan.days[discharged, DEDUCTIBLE_DAY]
        day = np.int64(claims.admitted[i] if first == ON_ADMISSION else claims.discharged[i])
        of_admission = civil(plan, day) // 10_000 - FIRST_YEAR
        of_funds = civil(plan, np.int64(claims.discharged[i])) // 10_000 - FIRST_YEAR
        _open_years(claims, years, i, of_admission, of_funds)
        if work.marks[STATE, i] == SETTLED:
            period = period_of(plan, place, day)
            _settle(plan, claims, work, codes, i, place, period, of_admission, of_funds, years)


@inlined
def _open_years(claims: Any, years: Any, i: int, of_admission: int, of_funds: int) -> None:
    """A person's first bill brings what was used before it; every other year begins at nothing."""
    person = years[Y_PERSON, 0]
    opening = 0 if years[Y_PERSON, 1] == person else 1
    years[Y_PERSON, 1] = person
    if years[Y_ADMISSIONS_OF, of_admission] != person:
        years[Y_ADMISSIONS_OF, of_admission] = person
        years[Y_ADMISSIONS, of_admission] = opening * claims.opening[0][i]
        years[Y_DEDUCTIBLE, of_admission] = opening * claims.opening[1][i]
    if years[Y_FUNDS_OF, of_funds] != person:
        years[Y_FUNDS_OF, of_funds] = person
        years[Y_POOL, of_funds] = opening * claims.opening[2][i]
        years[Y_REMAINDER, of_funds] = opening * claims.opening[3][i]
        years[Y_SERIOUS, of_funds] = opening * claims.opening[4][i]
        years[Y_ASSISTANCE, of_funds] = opening * claims.opening[5][i]


@inlined
def _settle(
    plan: Any, claims: Any, work: Any, codes: Any, i: int, place: int, deductible_period: int,
    of_admission: int, of_funds: int, years: Any,
) -> None:  # fmt: skip
    """One claim, in the order of the rule; ends where a rule is needed that nobody knows."""
    amounts, period = work.amounts, work.marks[PERIOD, i]
    in_scope = amounts[A_IN_SCOPE, i]
    number = years[Y_ADMISSIONS, of_admission] + 1
    codes[ADMISSION] = plan.admissions[min(number, len(plan.admissions) - 1)]
    full, per = _two(plan, work, i, place, deductible_period, DEDUCTIBLE, codes, why.T_DEDUCTIBLE)
    if per == PER_YEAR:
        full = max(0, full - years[Y_DEDUCTIBLE, of_admission])
    deductible = min(full, in_scope)
    pool = _pool(plan, work, i, place, period, codes, deductible, years[Y_POOL, of_funds])
    before = years[Y_REMAINDER, of_funds]
    after = before + in_scope - pool
    serious = _serious(
        plan, work, i, place, period, codes, before, after, years[Y_SERIOUS, of_funds]
    )
    assistance = _assistance(
        plan, work, i, place, period, codes, in_scope - pool - serious,
        years[Y_ASSISTANCE, of_funds],
    )  # fmt: skip
    _own_money(plan, claims, work, i, period, pool + serious + assistance)
    if work.marks[STATE, i] != SETTLED:
        return
    amounts[A_DEDUCTIBLE, i] = deductible
    amounts[A_POOL_PAID, i] = pool
    amounts[A_SERIOUS_ILLNESS, i] = serious
    amounts[A_ASSISTANCE, i] = assistance
    years[Y_ADMISSIONS, of_admission] += 1 if codes[CARE] == plan.inpatient else 0
    years[Y_DEDUCTIBLE, of_admission] += deductible if per == PER_YEAR else 0
    years[Y_POOL, of_funds] += pool
    years[Y_REMAINDER, of_funds] = after
    years[Y_SERIOUS, of_funds] += serious
    years[Y_ASSISTANCE, of_funds] += assistance


@inlined
def _pool(
    plan: Any, work: Any, i: int, place: int, period: int, codes: Any, deductible: int, used: int
) -> int:
    in_scope = work.amounts[A_IN_SCOPE, i]
    exact = _in_bands(plan, work, i, place, period, BANDS, codes, deductible, in_scope)
    cap = _two(plan, work, i, place, period, CAP, codes, why.T_CAP)[0]
    return min(half_up(exact), max(0, cap - used))


@inlined
def _serious(
    plan: Any, work: Any, i: int, place: int, period: int, codes: Any, before: int, after: int,
    used: int,
) -> int:  # fmt: skip
    start, cap = _two(plan, work, i, place, period, SERIOUS, codes, why.T_SERIOUS)
    if after > MOST_YEAR:
        fault(work, i, -1, why.YTD_REMAINDER, why.TOO_LARGE)
    if start == NO_TIER or after <= start or work.marks[STATE, i] != SETTLED:
        return 0
    low = max(before, start)
    exact = _in_bands(plan, work, i, place, period, SERIOUS_BANDS, codes, low, after)
    return min(half_up(exact), max(0, cap - used))


@inlined
def _assistance(
    plan: Any, work: Any, i: int, place: int, period: int, codes: Any, left: int, used: int
) -> int:
    ratio, cap = _two(plan, work, i, place, period, ASSISTANCE, codes, why.T_ASSISTANCE)
    return min(half_up(left * ratio), max(0, cap - used))


@inlined
def _own_money(plan: Any, claims: Any, work: Any, i: int, period: int, fund: int) -> None:
    """What the funds leave: the personal account and the family's aid in their order, then cash."""
    amounts = work.amounts
    left = amounts[A_TOTAL, i] - fund
    amounts[A_FUND_TOTAL, i] = fund
    amounts[A_PERSON_TOTAL, i] = left
    for turn in range(2):
        if plan.payers[period, turn] == ACCOUNT:
            amounts[A_ACCOUNT, i] = min(claims.account[i], left)
            left -= amounts[A_ACCOUNT, i]
        elif plan.payers[period, turn] == MUTUAL_AID:
            amounts[A_MUTUAL_AID, i] = min(claims.mutual_aid[i], left)
            left -= amounts[A_MUTUAL_AID, i]
        elif work.marks[STATE, i] == SETTLED:
            fault(work, i, -1, why.T_PAYERS, why.UNKNOWN_RULE)
    amounts[A_CASH, i] = left


@inlined
def _two(
    plan: Any, work: Any, i: int, place: int, period: int, table: int, codes: Any, field: int
) -> Any:
    """A table's two values; zeros, and a fault, where nobody knows them."""
    cell = cell_of(plan, place, period, table, codes)
    one, other = plan.cells[cell, 0], plan.cells[cell, 1]
    if one != UNKNOWN and other != UNKNOWN:
        return one, other
    if work.marks[STATE, i] == SETTLED:
        fault(work, i, -1, field, why.UNKNOWN_RULE)
    return np.int64(0), np.int64(0)


@inlined
def _in_bands(
    plan: Any, work: Any, i: int, place: int, period: int, table: int, codes: Any, low: int,
    high: int,
) -> Any:  # fmt: skip
    """What the bands give for the part from `low` to `high`: fen times ten-thousandths, exact."""
    field = why.T_BANDS if table == BANDS else why.T_SERIOUS_BANDS
    first, count = _two(plan, work, i, place, period, table, codes, field)
    exact, begin = np.int64(0), np.int64(0)
    for at in range(first, first + count):
        end = plan.bands[at, 0]
        exact += max(0, min(high, end) - max(low, begin)) * plan.bands[at, 1]
        begin = end
    return exact
