"""Numbers that tell of nobody."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from firstcard.core.privacy import K, binned, median, percent, shown, steps

DAYS = st.dictionaries(st.integers(0, 400), st.integers(1, 60), max_size=30)


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40)))
def test_no_small_number_is_shown_nor_can_be_reckoned(counts: dict[str, int]) -> None:
    found = shown(counts)
    assert all(n is None or n == 0 or n >= K for n in found.values())
    out = [counts[key] for key, n in found.items() if n is None]
    # What is left out together cannot be one small count, unless there is nothing else to hide in.
    assert len(out) != 1 or not any(n >= K for n in counts.values())


@given(DAYS)
def test_each_step_of_a_curve_stands_for_ten(days: dict[int, int]) -> None:
    found = steps(days)
    total = sum(days.values())
    if total < K:
        assert found == []
        return
    rises = [n - before for (_, n), (_, before) in zip(found, [(0, 0), *found], strict=False)]
    assert all(rise >= K for rise in rises)
    assert found[-1] == (max(days), total)  # the curve ends at all of them
    assert found == sorted(found)


@given(DAYS)
def test_half_of_the_cases_lie_up_to_the_median(days: dict[int, int]) -> None:
    middle, total = median(days), sum(days.values())
    if total < K:
        assert middle is None
        return
    assert middle is not None
    assert 2 * sum(n for day, n in days.items() if day <= middle) >= total
    assert 2 * sum(n for day, n in days.items() if day < middle) < total


def test_a_share_tells_of_nobody() -> None:
    assert percent(0, 40) == 0
    assert percent(10, 40) == 25
    assert percent(3, 40) is None  # three families
    assert percent(38, 40) is None  # the two others
    assert percent(0, 5) is None


@given(DAYS)
def test_groups_hold_every_case_once(days: dict[int, int]) -> None:
    found = binned(days, (2, 5, 10))
    assert sum(found) == sum(days.values())
    assert found[0] == sum(n for day, n in days.items() if day <= 2)
    assert found[-1] == sum(n for day, n in days.items() if day > 10)
