"""`settle` by the reference, which the vector engine must equal there and then."""

from __future__ import annotations

from functools import lru_cache

import pytest

from firstcard.policy.book import RuleBook
from firstcard.settlement.amounts import Settlement
from firstcard.settlement.bill import Bill
from firstcard.settlement.bulk.slowly import amounts
from firstcard.settlement.engines import reference
from firstcard.settlement.engines.single import NotCompiled, Single
from firstcard.settlement.faults import NotSettled
from firstcard.settlement.plan import compile_plan
from firstcard.settlement.rules import Rules


def settle(bill: Bill, rules: Rules) -> Settlement:
    """The reference's settlement. Raises NotSettled; the other engine refuses the same bill."""
    single = _single(_Key(rules.book), rules.region)
    try:
        found = reference.settle(bill, rules)
    except NotSettled as error:
        assert_refused(single, bill, {each.code for each in error.faults})
        raise
    assert single.settle(bill) == amounts(found)
    return found


def assert_refused(single: Single, bill: Bill, codes: set[str]) -> None:
    """The vector engine has these reasons too."""
    with pytest.raises(NotCompiled) as refused:
        single.settle(bill)
    assert codes <= {reason for _, reason in refused.value.faults}


class _Key:
    """A book by its identity: books do not compare."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.book is self.book

    def __hash__(self) -> int:
        return id(self.book)


@lru_cache(maxsize=64)
def _single(key: _Key, region: str) -> Single:
    return Single(compile_plan(book=key.book, regions=[region]))
