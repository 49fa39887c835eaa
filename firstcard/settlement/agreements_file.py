"""The agreements of all institutions as a CSV file: what bulk settlement reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from firstcard.cards.files.cells import Coding, written
from firstcard.core.actors import Actor
from firstcard.people.permissions import Permission, regions, require
from firstcard.policy.region_codes import NATION
from firstcard.settlement.agreements import COLUMNS
from firstcard.settlement.models import Agreement

_MARK = "\ufeff"  # by this sign spreadsheets know UTF-8
_FIELDS = ("office__code", "level", "period", "suspensions__since", "suspensions__until",
           "office__name_zh")  # fmt: skip


def written_file(*, by: Actor) -> bytes:
    """One line an agreement and suspension, by code. Raises NotAllowed.

    Of the whole country, for whoever keeps agreements anywhere: patients are treated elsewhere too.
    """
    held = regions(actor=by, permission=Permission.MANAGE_AGREEMENTS)
    require(actor=by, permission=Permission.MANAGE_AGREEMENTS, region=next(iter(held), NATION))
    lines = [written((*COLUMNS, "name"), coding=Coding.UTF_8)]
    lines += (written(cells, coding=Coding.UTF_8) for cells in _rows())
    return _MARK.encode() + b"".join(lines)


def _rows() -> Iterator[tuple[str, ...]]:
    found = Agreement.objects.order_by("office__code", "pk", "suspensions__pk")
    for code, level, period, since, until, name in found.values_list(*_FIELDS):
        ever = since is not None and since != until
        stopped = (_day(since), _last(until)) if ever else ("", "")
        yield code, level, _day(period.lower), _last(period.upper), *stopped, name


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _last(end: date | None) -> str:
    """The last day before `end`."""
    return _day(end - timedelta(1) if end is not None else None)
