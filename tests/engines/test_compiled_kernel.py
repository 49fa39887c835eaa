"""The kernel counts no references: an option of numba that it does not promise to keep."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest

from firstcard.settlement.engines.compiled import kernel

COUNTING = "NRT_incref"


def rows(arrays: Any, turns: int) -> Any:
    """Something that keeps arrays in a variable, as the passes do."""
    one, other = arrays
    for turn in range(turns):
        one, other = (other, one) if turn % 3 else (one, other)
        one[0] += other[0]
    return one[0]


@pytest.mark.parametrize(
    ("how", "counted"), [(kernel, False), (numba.njit(nogil=True), True)]
)  # fmt: skip
def test_no_references_are_counted_in_a_pass(how: Any, counted: bool) -> None:
    compiled = how(rows)
    compiled((np.ones(1, np.int64), np.ones(1, np.int64)), 4)

    (code,) = compiled.inspect_llvm().values()

    assert (COUNTING in code) == counted
