"""The one clock of the doors: today's date in China, which has one time zone and no summer time."""

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def today() -> date:
    """Today's calendar date in Asia/Shanghai."""
    return now().date()


def now() -> datetime:
    """This instant, in China's time."""
    return datetime.now(CHINA)
