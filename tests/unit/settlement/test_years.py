"""Which year counts what, when a stay lies in two."""

from __future__ import annotations

from firstcard.settlement.bill import YearToDate
from firstcard.settlement.years import BillYears, before, kept

HELD = {
    2026: YearToDate(2, 300, 1000, 40, 5, 6),
    2027: YearToDate(1, 100, 700, 20, 3, 4),
}
BOTH = BillYears(counted=2026, paid=2027)


def test_a_bill_over_new_year_reads_both_years() -> None:
    assert before(HELD, BOTH) == YearToDate(2, 300, 700, 20, 3, 4)
    assert before({}, BOTH) == YearToDate()


def test_it_writes_both_years_and_changes_nothing_else() -> None:
    after = YearToDate(3, 400, 900, 25, 8, 9)
    assert kept(HELD, BOTH, after) == {
        2026: YearToDate(3, 400, 1000, 40, 5, 6),
        2027: YearToDate(1, 100, 900, 25, 8, 9),
    }
    assert HELD[2026] == YearToDate(2, 300, 1000, 40, 5, 6)


def test_a_bill_of_one_year_is_written_whole() -> None:
    one = BillYears(2027, 2027)
    after = YearToDate(2, 200, 900, 25, 8, 9)
    assert kept(HELD, one, after) == {**HELD, 2027: after}
    assert before({2027: after}, one) == after
