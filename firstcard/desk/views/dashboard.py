"""The officers' figures, as a page and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.core import privacy
from firstcard.core.privacy import PERIODS
from firstcard.desk.presenters.dashboard import DashboardPresenter
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.queries import figures
from firstcard.desk.views import pages

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_FILES = ("stages", "backlog", "offices", "four")


@staff_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Days by stage, backlog, cases past their day, by office. Raises NotAllowed."""
    tongue, period = pages.tongue(), _period(request)
    draw = _drawn(request, tongue, period)
    word = tongue.word
    return pages.page(
        request, "dashboard", word("dashboard_title"), heading=word("dashboard_title"),
        lead=word("dashboard_lead", k=privacy.K), four=draw.four(), curves=draw.curves(),
        ages=draw.ages(), past=draw.past(), offices=draw.offices(), period=period,
        too_few=word("too_few", k=privacy.K),
        periods=[(each, word(f"period_{each}"), each == period)
                 for each in sorted(PERIODS, key=int)],
        files=[(each, word("csv", what=word(each))) for each in _FILES])  # fmt: skip


@staff_required
@require_safe
def table(request: HttpRequest, name: str) -> HttpResponse:
    """One of the tables as CSV. Raises NotAllowed, Http404."""
    if name not in _FILES:
        raise Http404
    tongue, period = pages.tongue(), _period(request)
    rows = _rows(name, _drawn(request, tongue, period), tongue)
    response = HttpResponse(csv_bytes(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="firstcard-{name}-{period}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV that spreadsheets open as UTF-8, and of which no cell is run as a formula."""
    made = StringIO()
    csv.writer(made).writerows([_harmless(cell) for cell in row] for row in rows)
    return "\ufeff".encode() + made.getvalue().encode()


def _harmless(cell: object) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _period(request: HttpRequest) -> str:
    given = request.GET.get("period", "")
    return given if given in PERIODS else PERIODS[0]


def _drawn(request: HttpRequest, tongue: Tongue, period: str) -> DashboardPresenter:
    found = figures.figures(by=actor(request), days=int(period), at=pages.now())
    return DashboardPresenter(found, tongue)


def _rows(name: str, draw: DashboardPresenter, tongue: Tongue) -> Iterator[Sequence[object]]:
    word = tongue.word
    if name == "stages":
        yield [word(each) for each in ("col_stage", "col_days", "col_cases", "col_share")]
        for curve in draw.curves():
            yield from ([curve.title, s.days, s.cases, s.percent] for s in curve.steps)
    elif name == "backlog":
        yield [word("col_age"), word("col_cases")]
        yield from ([bar.words, bar.said] for bar in draw.ages())
    elif name == "offices":
        yield [word(each) for each in (
            "col_office", "col_open", "col_late", "col_decided", "col_median")]  # fmt: skip
        yield from draw.offices()
    else:
        yield [word("four"), word("col_cases")]
        yield from (*draw.four(), *draw.past())
