"""The arrays that the kernel reads and writes. Amounts are int64 fen, ratios ten-thousandths.

Codes are small whole numbers that a compiled plan gives to the words of a fact. A column of codes
is an index into its batch's own dictionary; its `words` array turns the index into the plan's code.
The last entry of `words` stands for null.
"""

from __future__ import annotations

from typing import Any, NamedTuple

UNKNOWN = -(2**63)
NULL = UNKNOWN
OPEN = 2**63 - 1
NO_TIER = -1
NOT_A_WORD = -1
EMPTY = -2
WHOLE = 10_000
MOST_COUNT = 10**9
MOST_YEAR = 9 * 10**14
FIRST_DAY = -43_829  # 1850-01-01
FIRST_YEAR = 1850
YEARS = 350
FAULTS_OF_A_CLAIM = 8

# What a table can ask of a bill, then of a line: dimensions of a cell's address.
INSURANCE, CARE, REFERRAL, CAUSE, CLASS, AGE, ADMISSION, GROUPS, LISTED, KIND, RESTRICTED = range(
    11
)
OF_BILL = 8
DIMS = 11
# The tables that the kernel looks into.
(EXCLUDED, SHARE, RESTRICTION, DEDUCTIBLE, BANDS, CAP, SERIOUS, SERIOUS_BANDS, ASSISTANCE) = range(
    9
)
TABLES = 9
# The days of `days[period]`: which day gives the age, the deductible, the rates.
AGE_DAY, DEDUCTIBLE_DAY, RATES_DAY = range(3)
ACCOUNT, MUTUAL_AID = range(2)
ON_ADMISSION, ON_DISCHARGE = range(2)
PER_ADMISSION, PER_YEAR = range(2)
FUND = 0


# What a settlement says, in fen: rows of `Work.amounts`.
AMOUNTS = (
    "total",
    "own_pay",
    "over_limit",
    "pre_self_pay",
    "in_scope",
    "deductible",
    "pool_paid",
    "serious_illness",
    "assistance",
    "fund_total",
    "person_total",
    "account",
    "mutual_aid",
    "cash",
)
(
    A_TOTAL,
    A_OWN_PAY,
    A_OVER_LIMIT,
    A_PRE_SELF_PAY,
    A_IN_SCOPE,
    A_DEDUCTIBLE,
    A_POOL_PAID,
    A_SERIOUS_ILLNESS,
    A_ASSISTANCE,
    A_FUND_TOTAL,
    A_PERSON_TOTAL,
    A_ACCOUNT,
    A_MUTUAL_AID,
    A_CASH,
) = range(len(AMOUNTS))
STATE, PERIOD, AGE_STEP, LINE_COUNT, LAST_NUMBER, FAULT_COUNT = range(6)
MARKS = 6
# What a person's years hold: rows of an array with a column for each year. `…_OF` is the person
# for whom it was last written; Y_PERSON: the person at hand, then the last whose years are open.
(
    Y_PERSON, Y_ADMISSIONS_OF, Y_ADMISSIONS, Y_DEDUCTIBLE, Y_FUNDS_OF, Y_POOL, Y_REMAINDER,
    Y_SERIOUS, Y_ASSISTANCE,
) = range(9)  # fmt: skip
YEAR_ROWS = 9


class PlanArrays(NamedTuple):
    """A compiled plan. A cell has two values; one of them is UNKNOWN where nobody knows.

    `base[period, table]` is a table's first cell, `strides[place, table, dim]` how far one step of
    a code goes. `cuts` are the days on which rows begin or end, `cut_from[place]` a place's first;
    a place's periods begin at `period_from[place]`. A cell of bands is (first, how many) in `bands`
    of (up to, ratio). `calendar` gives year * 10000 + month * 100 + day by day.
    """

    cuts: Any
    cut_from: Any
    period_from: Any
    base: Any
    strides: Any
    cells: Any
    bands: Any
    days: Any
    payers: Any
    ages: Any
    admissions: Any
    calendar: Any
    inpatient: Any
    class_b: Any
    class_c: Any


class Words(NamedTuple):
    """For each column of codes of a claim: from a batch's dictionary to the plan's codes."""

    place: Any
    insurance: Any
    care: Any
    referral: Any
    cause: Any
    institution: Any


class LineWords(NamedTuple):
    """The same for a line."""

    listed: Any
    kind: Any
    restricted: Any


class Claims(NamedTuple):
    """A batch of claims, by person, day of discharge and claim. Texts as offsets and bytes."""

    id_from: Any
    id_bytes: Any
    person_from: Any
    person_bytes: Any
    place: Any
    insurance: Any
    care: Any
    referral: Any
    cause: Any
    institution: Any
    admitted: Any
    discharged: Any
    born: Any
    groups: Any
    opening: Any
    account: Any
    mutual_aid: Any


class Lines(NamedTuple):
    """Lines in the order of their claims."""

    id_from: Any
    id_bytes: Any
    number: Any
    listed: Any
    kind: Any
    restricted: Any
    amount: Any
    limit: Any
    share: Any


class Work(NamedTuple):
    """What the three passes over a batch hand to each other, one column for each claim.

    `amounts` has a row for each name of AMOUNTS, `marks` for each of STATE … FAULT_COUNT. `faults`
    has FAULTS_OF_A_CLAIM rows for each claim: the line's row or -1, field, reason. `codes` is room
    for the codes of one.
    """

    amounts: Any
    marks: Any
    faults: Any
    codes: Any
