"""Worked bills: a pack's own examples, settled by the reference engine and compared.

Every key of `expect` is one comparison; a key that is not known is a mistake in the case itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from firstcard.policy.book import RuleBook
from firstcard.policy.cases import Mismatch
from firstcard.policy.packs import BillCase
from firstcard.settlement.amounts import Settlement
from firstcard.settlement.bill import COUNTS, read, yuan
from firstcard.settlement.engines.reference import settle
from firstcard.settlement.faults import BadBill
from firstcard.settlement.rules import Rules

REFUSED = "refused"
AMOUNTS: Mapping[str, Callable[[Settlement], int]] = {
    "total": lambda found: found.total,
    "own_pay": lambda found: found.own_pay,
    "over_limit": lambda found: found.over_limit,
    "pre_self_pay": lambda found: found.pre_self_pay,
    "in_scope": lambda found: found.in_scope,
    "deductible": lambda found: found.deductible,
    "pool": lambda found: found.pool.paid,
    "serious_illness": lambda found: found.serious_illness,
    "assistance": lambda found: found.assistance,
    "fund_total": lambda found: found.fund_total,
    "person_total": lambda found: found.person_total,
    "account": lambda found: found.person.account,
    "mutual_aid": lambda found: found.person.mutual_aid,
    "cash": lambda found: found.person.cash,
}


def run_bills(book: RuleBook, pack: str) -> list[Mismatch]:
    """Settle every worked bill of one pack; returns what differs, in the order of the bills."""
    return [each for case in book.packs[pack].bills for each in run_bill(book, pack, case)]


def run_bill(book: RuleBook, pack: str, case: BillCase) -> list[Mismatch]:
    """Settle one worked bill and compare it with every expectation."""
    return [Mismatch(pack, case.id, *each) for each in _differences(book, case)]


def _differences(book: RuleBook, case: BillCase) -> Iterator[tuple[str, str, str]]:
    allowed = (*AMOUNTS, REFUSED)
    if not case.expect:
        yield "expect", "at least one expectation", "none"
    for key in sorted(case.expect.keys() - set(allowed)):
        yield f"expect.{key}", f"one of {', '.join(allowed)}", key
    wanted = case.expect.get(REFUSED)
    try:
        bill = read(msgspec.json.encode(_typed(case.bill)))
        found = settle(bill, Rules(book, bill.region))
    except BadBill as error:
        came = [f"{each.field}: {each.code}" for each in error.faults]
        if sorted(wanted or ()) != sorted(came):
            yield REFUSED, _listed(wanted) if wanted else "a settlement", _listed(came)
        return
    if wanted:
        yield REFUSED, _listed(wanted), "a settlement"
    for key, amount in AMOUNTS.items():
        expected = case.expect.get(key)
        if expected is not None and expected != yuan(amount(found)):
            yield key, str(expected), yuan(amount(found))


def _typed(item: Any, name: str = "") -> Any:
    """A bill as YAML gives it, all text, with its counts as numbers, as JSON has them."""
    if isinstance(item, dict):
        return {key: _typed(value, key) for key, value in item.items()}
    if isinstance(item, list):
        return [_typed(each) for each in item]
    return int(item) if name in COUNTS and str(item).isdigit() else item


def _listed(words: Any) -> str:
    return "[" + ", ".join(map(str, words)) + "]"
