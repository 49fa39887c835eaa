"""First pass over a batch of claims: what is wrong with a claim by itself, and its period."""

from __future__ import annotations

from typing import Any

import numpy as np

from firstcard.settlement.bill import MOST_FEN
from firstcard.settlement.engines import reasons as why
from firstcard.settlement.engines.compiled import inlined, kernel
from firstcard.settlement.engines.layout import (
    AGE_DAY,
    AGE_STEP,
    CARE,
    CAUSE,
    CLASS,
    EMPTY,
    EXCLUDED,
    FIRST_DAY,
    FUND,
    GROUPS,
    INSURANCE,
    MOST_COUNT,
    ON_ADMISSION,
    PERIOD,
    RATES_DAY,
    REFERRAL,
    STATE,
    UNKNOWN,
)
from firstcard.settlement.engines.lookups import (
    REJECTED,
    UNREADABLE,
    cell_of,
    fault,
    period_of,
    read_codes,
    years_old,
)

_CODED = ((INSURANCE, why.INSURANCE), (CARE, why.CARE), (REFERRAL, why.REFERRAL),
          (CAUSE, why.CAUSE), (CLASS, why.CLASS), (GROUPS, why.GROUPS))  # fmt: skip
_DIMS = np.array([dim for dim, _ in _CODED])
_FIELDS = np.array([field for _, field in _CODED])


@kernel
def check_claims(plan: Any, claims: Any, words: Any, work: Any) -> None:
    """Faults, age and period of every claim of the batch."""
    codes = work.codes
    for i in range(len(claims.place)):
        place = read_codes(plan, claims, words, i, codes)
        _check_codes(place, codes, work, i)
        _check_days(plan, claims, codes, work, i)
        _check_amounts(claims, work, i)
        if work.marks[STATE, i] == REJECTED:
            work.marks[STATE, i] = UNREADABLE
        if work.marks[STATE, i] != UNREADABLE:
            _find_period(plan, claims, place, codes, work, i)


@inlined
def _check_codes(place: int, codes: Any, work: Any, i: int) -> None:
    if place < 0:
        fault(work, i, -1, why.REGION, why.MISSING if place == EMPTY else why.UNKNOWN_CODE)
        work.marks[STATE, i] = UNREADABLE
    for k in range(len(_DIMS)):
        code = codes[_DIMS[k]]
        if code < 0:
            fault(work, i, -1, _FIELDS[k], why.MISSING if code == EMPTY else why.UNKNOWN_CODE)
            work.marks[STATE, i] = UNREADABLE


@inlined
def _check_days(plan: Any, claims: Any, codes: Any, work: Any, i: int) -> None:
    admitted, discharged = np.int64(claims.admitted[i]), np.int64(claims.discharged[i])
    born = np.int64(claims.born[i])
    known = _known_day(plan, admitted, why.ADMITTED, work, i)
    known &= _known_day(plan, discharged, why.DISCHARGED, work, i)
    known &= _known_day(plan, born, why.BORN, work, i)
    if not known:
        return
    if discharged < admitted:
        fault(work, i, -1, why.DISCHARGED, why.DISCHARGE_FIRST)
    elif codes[CARE] >= 0 and codes[CARE] != plan.inpatient and discharged != admitted:
        fault(work, i, -1, why.DISCHARGED, why.TWO_DAYS)
    if born > admitted:
        fault(work, i, -1, why.BORN, why.BORN_LATER)
        work.marks[STATE, i] = UNREADABLE


@inlined
def _known_day(plan: Any, day: int, field: int, work: Any, i: int) -> bool:
    if FIRST_DAY <= day < FIRST_DAY + len(plan.calendar):
        return True
    fault(work, i, -1, field, why.MISSING if day == -(2**31) else why.WRONG_FORM)
    work.marks[STATE, i] = UNREADABLE
    return False


@inlined
def _check_amounts(claims: Any, work: Any, i: int) -> None:
    if not 0 <= claims.opening[0][i] < MOST_COUNT:
        fault(work, i, -1, why.YTD_ADMISSIONS, why.WRONG_FORM)
    for k in range(1, 6):
        _check_amount(claims.opening[k][i], why.YTD_ADMISSIONS + k, work, i)
    _check_amount(claims.account[i], why.ACCOUNT, work, i)
    _check_amount(claims.mutual_aid[i], why.MUTUAL_AID, work, i)


@inlined
def _check_amount(amount: int, field: int, work: Any, i: int) -> None:
    if amount < 0:
        fault(work, i, -1, field, why.NEGATIVE)
    elif amount > MOST_FEN:
        fault(work, i, -1, field, why.TOO_LARGE)


@inlined
def _find_period(plan: Any, claims: Any, place: int, codes: Any, work: Any, i: int) -> None:
    admitted, discharged = np.int64(claims.admitted[i]), np.int64(claims.discharged[i])
    period = period_of(plan, place, discharged)
    days = plan.days[period]
    if days[AGE_DAY] < 0:
        fault(work, i, -1, why.T_DAYS, why.UNKNOWN_RULE)
        work.marks[STATE, i] = UNREADABLE
        return
    on = admitted if days[AGE_DAY] == ON_ADMISSION else discharged
    years = max(years_old(plan, np.int64(claims.born[i]), on), 0)
    work.marks[AGE_STEP, i] = plan.ages[min(years, len(plan.ages) - 1)]
    rates = admitted if days[RATES_DAY] == ON_ADMISSION else discharged
    work.marks[PERIOD, i] = period_of(plan, place, rates)
    payer = plan.cells[cell_of(plan, place, period, EXCLUDED, codes), 0]
    if payer == UNKNOWN:
        fault(work, i, -1, why.T_EXCLUDED, why.UNKNOWN_RULE)
    elif payer != FUND:
        fault(work, i, -1, why.CAUSE, why.NOT_HERE)
