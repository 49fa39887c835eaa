"""One bill by a compiled plan, without words: for what-if questions by the thousand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from firstcard.policy import bill_tables as asked
from firstcard.settlement.bill import Bill, YearToDate
from firstcard.settlement.engines import layout
from firstcard.settlement.engines.adding import add_lines
from firstcard.settlement.engines.checking import check_claims
from firstcard.settlement.engines.compiled import kernel
from firstcard.settlement.engines.layout import LAST_NUMBER, NULL
from firstcard.settlement.engines.lookups import SETTLED
from firstcard.settlement.engines.paying import pay
from firstcard.settlement.engines.reasons import FIELDS, REASONS
from firstcard.settlement.plan import Plan

_EPOCH = date(1970, 1, 1).toordinal()
_LATER = (np.zeros(1, np.int32), np.zeros(0, np.uint8))
_YEAR = YearToDate.__struct_fields__
_MOST = 64
_CODES = 512


class NotCompiled(ValueError):
    """The bill cannot be settled by the plan; `faults` are (field, reason)."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{field}: {reason}" for field, reason in faults))
        self.faults = faults


class Single:
    """Settles one bill after the other in arrays that are made once. Not for two threads."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        one = np.zeros(1, np.int32)
        self._text = np.array([0, 1], np.int32), np.zeros(1, np.uint8)
        # A code stands for itself; EMPTY and NOT_A_WORD count from the end.
        codes = np.array([*range(_CODES), layout.EMPTY, layout.NOT_A_WORD], np.int32)
        self._same = layout.Words(*[codes] * 6)
        self._codes: list[Any] = [one.copy() for _ in range(6)]
        self._days: list[Any] = [one.copy() for _ in range(3)]
        self._money: list[Any] = [np.zeros(1, np.int64) for _ in range(9)]
        self._claims = layout.Claims._make([
            *self._text, *self._text, *self._codes, *self._days, self._money[8],
            tuple(self._money[:6]), self._money[6], self._money[7],
        ])  # fmt: skip
        self._line_words = layout.LineWords(*self._same[:3])
        self._begins = np.ones(1, np.bool_)
        self._strays = np.zeros(1, np.int64)
        self._work = layout.Work(
            np.zeros((len(layout.AMOUNTS), 1), np.int64),
            np.zeros((layout.MARKS, 1), np.int64),
            np.empty((layout.FAULTS_OF_A_CLAIM, 3), np.int64),
            np.zeros(layout.DIMS + 2, np.int64),
        )
        self._years = np.zeros((layout.YEAR_ROWS, layout.YEARS), np.int64)
        self._make_room(_MOST)

    def settle(self, bill: Bill) -> dict[str, int]:
        """The amounts in fen, by the names of AMOUNTS. Raises NotCompiled."""
        work = self._work
        self._write_claim(bill)
        lines = self._written_lines(bill)
        _settle_one(self.plan.arrays, self._claims, self._same, work, lines, self._line_words,
                    _LATER, self._begins, self._years, self._strays)  # fmt: skip
        if work.marks[layout.STATE, 0] != SETTLED:
            count = work.marks[layout.FAULT_COUNT, 0]
            raise NotCompiled([(FIELDS[f[1]], REASONS[f[2]]) for f in work.faults[:count]])
        return dict(zip(layout.AMOUNTS, work.amounts[:, 0].tolist(), strict=True))

    def _write_claim(self, bill: Bill) -> None:
        codes, plan = self.plan.codes, self.plan
        words = (bill.insurance, bill.care, bill.referral, bill.cause, bill.institution.class_)
        self._codes[0][0] = plan.place_of(bill.region)
        for column, fact, word in zip(self._codes[1:], _FACTS, words, strict=True):
            column[0] = codes[fact].get(word, layout.NOT_A_WORD)
        days = (bill.admitted_on, bill.discharged_on, bill.patient.born_on)
        for column, day in zip(self._days, days, strict=True):
            column[0] = day.toordinal() - _EPOCH
        for column, name in zip(self._money, _YEAR, strict=False):
            column[0] = getattr(bill.year_to_date, name)
        self._money[6][0] = bill.account_balance
        self._money[7][0] = bill.mutual_aid_balance
        self._money[8][0] = self._mask(bill.patient.groups)

    def _mask(self, groups: tuple[str, ...]) -> int:
        mask = 0
        for group in groups:
            bit = self.plan.groups.get(group, layout.NOT_A_WORD)
            if bit < 0:
                return bit
            mask |= bit
        return mask

    def _written_lines(self, bill: Bill) -> layout.Lines:
        size, codes = len(bill.lines), self.plan.codes
        if size > len(self._room.amount):
            self._make_room(2 * size)
        listed, kinds = codes[asked.LIST_CLASS], codes[asked.KIND]
        restrictions, unknown = codes[asked.RESTRICTED], layout.NOT_A_WORD
        room = self._room
        for at, line in enumerate(bill.lines):
            room.number[at] = line.line_no
            room.listed[at] = listed.get(line.list_class, unknown)
            room.kind[at] = kinds.get(line.kind, unknown)
            restricted = line.restricted
            room.restricted[at] = restrictions.get(restricted, unknown) if restricted else 0
            room.amount[at] = line.amount
            room.limit[at] = layout.NULL if line.limit_price is None else line.limit_price
            room.share[at] = layout.NULL if line.self_pay_share is None else line.self_pay_share
        return layout.Lines(room.id_from[: size + 1], room.id_bytes, *(c[:size] for c in room[2:]))

    def _make_room(self, size: int) -> None:
        kinds = (np.int64, np.int32, np.int32, np.int32, np.int64, np.int64, np.int64)
        self._room = layout.Lines(
            np.arange(size + 1, dtype=np.int32), np.zeros(size, np.uint8),
            *(np.zeros(size, kind) for kind in kinds),
        )  # fmt: skip


_FACTS = (asked.INSURANCE, asked.CARE, asked.REFERRAL, asked.CAUSE, asked.CLASS)


@kernel
def _settle_one(
    plan: Any, claims: Any, words: Any, work: Any, lines: Any, line_words: Any, later: Any,
    begins: Any, years: Any, strays: Any,
) -> None:  # fmt: skip
    work.amounts[:, 0] = 0
    work.marks[:, 0] = 0
    work.marks[LAST_NUMBER, 0] = NULL
    check_claims(plan, claims, words, work)
    add_lines(plan, claims, words, later, work, lines, line_words, 0, -1, 0, strays, 0)
    pay(plan, claims, words, work, begins, years)
