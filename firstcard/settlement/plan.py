"""The packs' tables for bills, compiled: every answer they can give, as arrays of whole numbers.

A plan is frozen and holds what it was made from (the packs' digests). It knows no rule: each
table is asked, by its own `decide`, for every combination of values that its cells tell apart.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np

from firstcard.policy.book import Chain, RuleBook
from firstcard.policy.plan import PackRef
from firstcard.settlement.engines import layout
from firstcard.settlement.plan_tables import FACTS, Compiler, Dimensions

_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Compiled rules. `places`: a division's code to its row; `codes`: a fact's words to theirs.

    `groups` gives a bit for each group that some table tells apart, 0 for the others. `packs` has
    for each place those that hold there, national first.
    """

    arrays: layout.PlanArrays
    places: Mapping[str, int]
    codes: Mapping[str, Mapping[str, int]]
    groups: Mapping[str, int]
    packs: tuple[tuple[PackRef, ...], ...]

    @property
    def digests(self) -> list[str]:
        """For each place the digest of its most local pack."""
        return [packs[-1].digest for packs in self.packs]

    def place_of(self, region: str) -> int:
        """The place whose rules hold for a division, or NOT_A_WORD."""
        return self.places.get(region, layout.NOT_A_WORD)


def compile_plan(*, book: RuleBook, regions: Iterable[str] | None = None) -> Plan:
    """A plan for these divisions, or for every one the packs know."""
    known = {*book.divisions.codes(), *(pack.form.region for pack in book.packs.values())}
    chains = {code: book.chain(code) for code in (regions or known) if code in known}
    order = {chain: number for number, chain in enumerate(dict.fromkeys(chains.values())) if chain}
    dimensions = Dimensions(book, order)
    return Plan(
        _arrays(book, list(order), dimensions),
        {code: order[chain] for code, chain in chains.items() if chain},
        dimensions.codes,
        dimensions.groups,
        tuple(tuple(book.reference(pack) for pack in chain) for chain in order),
    )


def _arrays(book: RuleBook, chains: list[Chain], dimensions: Dimensions) -> layout.PlanArrays:
    compiler = Compiler(book, dimensions)
    cuts: list[int] = []
    cut_from, period_from = [0], [0]
    base, days, payers = [], [], []
    for chain in chains:
        edges = compiler.edges(chain)
        for day in (date.min, *edges):
            base.append(compiler.tables(chain, day))
            days.append(compiler.days(chain, day))
            payers.append(compiler.payers(chain, day))
        cuts += [edge.toordinal() - _EPOCH for edge in edges]
        cut_from.append(len(cuts))
        period_from.append(len(base))
    strides = [compiler.strides(chain) for chain in chains]
    shape = (len(chains), layout.TABLES, layout.DIMS)
    return layout.PlanArrays(
        cuts=_array(cuts),
        cut_from=_array(cut_from),
        period_from=_array(period_from),
        base=_array(base).reshape(-1, layout.TABLES),
        strides=_array(strides).reshape(shape),
        cells=_array(compiler.cells).reshape(-1, 2),
        bands=_array(compiler.bands).reshape(-1, 2),
        days=_array(days).reshape(-1, 3),
        payers=_array(payers).reshape(-1, 2),
        ages=_steps(dimensions.ages),
        admissions=_steps(dimensions.admissions),
        calendar=_calendar(),
        inpatient=dimensions.codes[FACTS[layout.CARE]]["inpatient"],
        class_b=dimensions.codes[FACTS[layout.LISTED]]["B"],
        class_c=dimensions.codes[FACTS[layout.LISTED]]["C"],
    )


def _array(values: Any) -> Any:
    return np.array(values, np.int64)


def _steps(values: list[int]) -> Any:
    """For each number up to the last that matters the last of `values` not above it."""
    return _array([bisect_right(values, number) - 1 for number in range(values[-1] + 1)])


@cache
def _calendar() -> Any:
    """Year * 10000 + month * 100 + day for every day that a bill may name."""
    start = date.fromordinal(_EPOCH + layout.FIRST_DAY)
    size = (date(layout.FIRST_YEAR + layout.YEARS, 1, 1) - start).days
    days = (start + timedelta(number) for number in range(size))
    return np.array([d.year * 10_000 + d.month * 100 + d.day for d in days], np.int32)
