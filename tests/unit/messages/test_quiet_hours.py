"""From nine in the evening until eight in the morning, in China, nobody is woken."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcard.messages.quiet_hours import CHINA, is_quiet, next_waking


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("when", "then"),
    [
        (at(7, 59), at(8)),
        (at(8), at(8)),
        (at(20, 59), at(20, 59)),
        (at(21), at(8, day=24)),
        (at(23, 59), at(8, day=24)),
        (at(0), at(8)),
    ],
)
def test_what_is_written_at_night_goes_in_the_morning(when: datetime, then: datetime) -> None:
    assert next_waking(when) == then


def test_the_clock_is_china_s_wherever_the_instant_was_told() -> None:
    assert is_quiet(datetime(2026, 11, 23, 13, 0, tzinfo=UTC))
    assert not is_quiet(datetime(2026, 11, 23, 12, 59, tzinfo=UTC))


@given(when=st.datetimes(timezones=st.just(UTC)))
def test_the_next_waking_hour_is_never_quiet_never_earlier_and_within_the_night(
    when: datetime,
) -> None:
    then = next_waking(when)
    assert not is_quiet(then)
    assert timedelta(0) <= then - when <= timedelta(hours=11)
