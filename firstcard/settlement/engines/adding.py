"""Second pass: lines in step with their claims, each line split and added to its claim."""

from __future__ import annotations

from typing import Any

import numpy as np

from firstcard.settlement.bill import MOST_FEN
from firstcard.settlement.engines import reasons as why
from firstcard.settlement.engines.compiled import inlined, kernel
from firstcard.settlement.engines.layout import (
    A_IN_SCOPE,
    A_OVER_LIMIT,
    A_OWN_PAY,
    A_PRE_SELF_PAY,
    A_TOTAL,
    AGE,
    AGE_STEP,
    DIMS,
    EMPTY,
    FAULT_COUNT,
    KIND,
    LAST_NUMBER,
    LINE_COUNT,
    LISTED,
    NULL,
    OF_BILL,
    PERIOD,
    RESTRICTED,
    RESTRICTION,
    SHARE,
    STATE,
    UNKNOWN,
    WHOLE,
)
from firstcard.settlement.engines.lookups import (
    UNREADABLE,
    cell_of,
    fault,
    half_up,
    read_codes,
)
from firstcard.settlement.engines.texts import same

AHEAD = 64
_RESTRICTION_CELL, _SHARE_CELL = DIMS, DIMS + 1
# Why the pass stopped: it wants more lines; the next line is of a later batch; out of order.
MORE, DONE, OUT_OF_ORDER = range(3)


@kernel
def add_lines(
    plan: Any, claims: Any, words: Any, later: Any, work: Any, lines: Any, line_words: Any,
    at: int, claim: int, row: int, strays: Any, known: int,
) -> Any:  # fmt: skip
    """Adds lines from `at` on, beginning at `claim` (-1: before the first).

    `later` are the texts (offsets, bytes) of claims after this batch, `row` the file's row of this
    batch's line 0, `strays` takes the rows of lines that belong to no claim in sight. Returns where
    it stands: why it stopped, next line, claim, how many strays.
    """
    codes = work.codes
    place = _begin(plan, claims, words, work, claim, codes) if claim >= 0 else 0
    for at in range(at, len(lines.amount)):  # noqa: B020 - goes on from where the last call stopped
        if claim < 0 or not same(
            lines.id_from, lines.id_bytes, at, claims.id_from, claims.id_bytes, claim
        ):
            step = _steps(claims, later, lines, at, claim)
            if step == -1:
                if known == len(strays):
                    return OUT_OF_ORDER, at, claim, known
                strays[known] = row + at
                known += 1
                continue
            if claim + step >= len(claims.place):
                return DONE, at, claim, known
            claim += step
            place = _begin(plan, claims, words, work, claim, codes)
        number = lines.number[at]
        if number < work.marks[LAST_NUMBER, claim] and number != NULL:
            return OUT_OF_ORDER, at, claim, known
        _add(plan, lines, line_words, work, place, codes, claim, at, row + at)
    return MORE, len(lines.amount), claim, known


@inlined
def _steps(claims: Any, later: Any, lines: Any, at: int, claim: int) -> int:
    """How many claims further on the line's claim is, those of later batches included; or -1."""
    size = len(claims.place)
    later_from, later_bytes = later
    for step in range(1, AHEAD + 1):
        other = claim + step
        if other < size:
            if same(lines.id_from, lines.id_bytes, at, claims.id_from, claims.id_bytes, other):
                return step
        elif other - size < len(later_from) - 1:
            if same(lines.id_from, lines.id_bytes, at, later_from, later_bytes, other - size):
                return step
        else:
            break
    return -1


@inlined
def _begin(plan: Any, claims: Any, words: Any, work: Any, claim: int, codes: Any) -> int:
    """A claim's place; its cells of the two tables that lines ask, in the codes' last entries."""
    place = read_codes(plan, claims, words, claim, codes)
    if work.marks[STATE, claim] != UNREADABLE:
        codes[AGE] = work.marks[AGE_STEP, claim]
        period = work.marks[PERIOD, claim]
        codes[_RESTRICTION_CELL] = cell_of(plan, place, period, RESTRICTION, codes)
        codes[_SHARE_CELL] = cell_of(plan, place, period, SHARE, codes)
    return place


@inlined
def _add(
    plan: Any, lines: Any, words: Any, work: Any, place: int, codes: Any, claim: int, at: int,
    row: int,
) -> None:  # fmt: skip
    work.marks[LINE_COUNT, claim] += 1
    codes[LISTED] = words.listed[lines.listed[at]]
    codes[KIND] = words.kind[lines.kind[at]]
    codes[RESTRICTED] = words.restricted[lines.restricted[at]]
    amount, limit, share = lines.amount[at], lines.limit[at], np.int64(lines.share[at])
    _check_number(lines, work, claim, at, row)
    if not _check_line(plan, work, claim, row, codes, amount, limit, share):
        return
    work.amounts[A_TOTAL, claim] = min(work.amounts[A_TOTAL, claim] + amount, MOST_FEN + 1)
    if work.marks[STATE, claim] != UNREADABLE:
        _split(plan, work, plan.strides[place], codes, claim, row, amount, limit, share)


@inlined
def _check_number(lines: Any, work: Any, claim: int, at: int, row: int) -> None:
    number = lines.number[at]
    if number < 1:
        fault(work, claim, row, why.LINE_NO, why.MISSING if number == NULL else why.WRONG_FORM)
    elif number == work.marks[LAST_NUMBER, claim]:
        fault(work, claim, row, why.LINE_NO, why.LINE_TWICE)
    else:
        work.marks[LAST_NUMBER, claim] = number


@inlined
def _check_line(
    plan: Any, work: Any, claim: int, row: int, codes: Any, amount: int, limit: int, share: int
) -> bool:
    """Whether nothing is wrong with the line by itself."""
    before = work.marks[FAULT_COUNT, claim]
    listed, kind = codes[LISTED], codes[KIND]
    if listed < 0:
        fault(work, claim, row, why.LISTED, why.MISSING if listed == EMPTY else why.UNKNOWN_CODE)
    if kind < 0:
        fault(work, claim, row, why.KIND, why.MISSING if kind == EMPTY else why.UNKNOWN_CODE)
    if codes[RESTRICTED] < 0:
        fault(work, claim, row, why.RESTRICTED, why.UNKNOWN_CODE)
    if amount == NULL:
        fault(work, claim, row, why.AMOUNT, why.MISSING)
    elif amount < 0:
        fault(work, claim, row, why.AMOUNT, why.NEGATIVE)
    elif amount > MOST_FEN:
        fault(work, claim, row, why.AMOUNT, why.TOO_LARGE)
    if limit != NULL:
        if listed == plan.class_c:
            fault(work, claim, row, why.LIMIT, why.C_WITH_LIMIT)
        if limit < 0:
            fault(work, claim, row, why.LIMIT, why.NEGATIVE)
        elif limit > MOST_FEN:
            fault(work, claim, row, why.LIMIT, why.TOO_LARGE)
    if share != NULL and share < 0:
        fault(work, claim, row, why.SHARE, why.WRONG_FORM)
    elif share != NULL and (listed != plan.class_b or share > WHOLE):
        fault(work, claim, row, why.SHARE, why.WRONG_SHARE)
    return work.marks[FAULT_COUNT, claim] == before


@inlined
def _split(
    plan: Any, work: Any, strides: Any, codes: Any, claim: int, row: int, amount: int, limit: int,
    share: int,
) -> None:  # fmt: skip
    """A line's amount: own pay whole, or over the limit, paid before, in scope."""
    if codes[LISTED] == plan.class_c:
        work.amounts[A_OWN_PAY, claim] += amount
        return
    if codes[RESTRICTED] > 0:
        covered = _cell(plan, strides[RESTRICTION], codes[_RESTRICTION_CELL], codes)
        if covered == UNKNOWN:
            fault(work, claim, row, why.RESTRICTED, why.UNKNOWN_RULE)
            return
        if covered == 0:
            work.amounts[A_OWN_PAY, claim] += amount
            return
    if share == NULL:
        share = _cell(plan, strides[SHARE], codes[_SHARE_CELL], codes)
        if share == UNKNOWN:
            fault(work, claim, row, why.SHARE, why.UNKNOWN_RULE)
            return
    over = max(0, amount - limit) if limit != NULL else 0
    pre = half_up((amount - over) * share)
    work.amounts[A_OVER_LIMIT, claim] += over
    work.amounts[A_PRE_SELF_PAY, claim] += pre
    work.amounts[A_IN_SCOPE, claim] += amount - over - pre


@inlined
def _cell(plan: Any, strides: Any, cell: int, codes: Any) -> int:
    for dim in range(OF_BILL, DIMS):
        cell += strides[dim] * codes[dim]
    return plan.cells[cell, 0]
