"""No message at night, but for codes that somebody is waiting for. Pure.

China has one time zone and no summer time.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
QUIET_FROM = time(21)
QUIET_UNTIL = time(8)


def is_quiet(at: datetime) -> bool:
    """Whether people are left alone at this instant (aware)."""
    clock = at.astimezone(CHINA).time()
    return clock >= QUIET_FROM or clock < QUIET_UNTIL


def next_waking(at: datetime) -> datetime:
    """The instant itself by day; at night, when the night ends."""
    if not is_quiet(at):
        return at
    there = at.astimezone(CHINA)
    evening = there.time() >= QUIET_FROM
    day = there.date() + timedelta(days=1 if evening else 0)
    return datetime.combine(day, QUIET_UNTIL, tzinfo=CHINA)
