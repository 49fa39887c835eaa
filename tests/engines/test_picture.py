"""One bar from the total to what the family pays: its parts are the bill's, and fill it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from bill_makers import bill, line, real_book

from firstcard.settlement.engines.reference import settle
from firstcard.settlement.picture import pieces
from firstcard.settlement.rules import Rules


def test_each_part_of_the_bill_is_a_piece_and_together_they_are_the_bar() -> None:
    one = bill(line(6_000_00, "C"), line(20_000_00, "B", self_pay_share=1000),
               line(60_000_00, limit_price=59_600_00), region="410100")  # fmt: skip
    drawn = pieces(settle(one, Rules(real_book(), "410100")))
    assert [(piece.id, piece.amount) for piece in drawn] == [
        ("pool", 54_635_00), ("serious", 7_179_00), ("left", 15_786_00),
        ("pre-self-pay", 2_000_00), ("over-limit", 400_00), ("own-pay", 6_000_00),
    ]  # fmt: skip
    assert sum(piece.amount for piece in drawn if piece.who == "family") == 24_186_00
    for before, after in pairwise(drawn):
        assert before.x + before.width == pytest.approx(after.x, abs=0.011)
    assert drawn[-1].x + drawn[-1].width == pytest.approx(100, abs=0.011)


def test_a_bill_of_nothing_has_no_pieces() -> None:
    assert pieces(settle(bill(0), Rules(real_book(), "410100"))) == []
