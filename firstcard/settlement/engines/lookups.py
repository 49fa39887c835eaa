"""What every pass of the kernel asks: days, ages, cells of tables; and how a fault is noted."""

from __future__ import annotations

from typing import Any

import numpy as np

from firstcard.settlement.engines.compiled import inlined
from firstcard.settlement.engines.layout import (
    ADMISSION,
    AGE,
    CARE,
    CAUSE,
    CLASS,
    FAULT_COUNT,
    FAULTS_OF_A_CLAIM,
    FIRST_DAY,
    GROUPS,
    INSURANCE,
    OF_BILL,
    REFERRAL,
    STATE,
    WHOLE,
)

SETTLED, REJECTED, UNREADABLE = range(3)


@inlined
def half_up(exact: int) -> int:
    """Fen from fen times ten-thousandths, half up. Never below 0."""
    return (exact + WHOLE // 2) // WHOLE


@inlined
def civil(plan: Any, day: int) -> Any:
    """Year * 10000 + month * 100 + day of a day counted from 1970-01-01."""
    return np.int64(plan.calendar[day - FIRST_DAY])


@inlined
def years_old(plan: Any, born: int, on: int) -> int:
    """Whole years; a birthday on 29 February comes on 1 March of other years."""
    return (civil(plan, on) - civil(plan, born)) // 10_000


@inlined
def period_of(plan: Any, place: int, day: int) -> int:
    """Which of a place's periods a day lies in."""
    period = plan.period_from[place]
    for at in range(plan.cut_from[place], plan.cut_from[place + 1]):
        if day < plan.cuts[at]:
            break
        period += 1
    return period


@inlined
def read_codes(plan: Any, claims: Any, words: Any, i: int, codes: Any) -> Any:
    """A claim's codes into `codes`, all but the age and the admission; returns its place."""
    codes[INSURANCE] = words.insurance[claims.insurance[i]]
    codes[CARE] = words.care[claims.care[i]]
    codes[REFERRAL] = words.referral[claims.referral[i]]
    codes[CAUSE] = words.cause[claims.cause[i]]
    codes[CLASS] = words.institution[claims.institution[i]]
    codes[GROUPS] = claims.groups[i]
    codes[AGE] = 0
    codes[ADMISSION] = 0
    return np.int64(words.place[claims.place[i]])


@inlined
def cell_of(plan: Any, place: int, period: int, table: int, codes: Any) -> int:
    """A bill's cell of a table, at the first code of every dimension of a line."""
    cell = plan.base[period, table]
    for dim in range(OF_BILL):
        cell += plan.strides[place, table, dim] * codes[dim]
    return cell


@inlined
def fault(work: Any, claim: int, row: int, field: int, reason: int) -> None:
    """Notes why a claim is rejected; `row` is a line's, or -1 for the claim's own."""
    known = work.marks[FAULT_COUNT, claim]
    if known < FAULTS_OF_A_CLAIM:
        at = claim * FAULTS_OF_A_CLAIM + known
        work.faults[at, 0] = row
        work.faults[at, 1] = field
        work.faults[at, 2] = reason
        work.marks[FAULT_COUNT, claim] = known + 1
    if work.marks[STATE, claim] == SETTLED:
        work.marks[STATE, claim] = REJECTED
