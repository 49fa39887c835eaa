"""How long cards take, by centre and office, as a page and as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.cards.figures import figures
from firstcard.core import privacy
from firstcard.core.privacy import PERIODS
from firstcard.desk.cards.officer.presenting import MOST_DRAWN, FiguresPresenter, Stretch
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.desk.views.dashboard import csv_bytes
from firstcard.guidance.today import CHINA
from firstcard.people.permissions import Permission, regions, require
from firstcard.policy.region_codes import NATION

FILES = ("centres", "offices", "cards", "stock")


@staff_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The whole page. Raises NotAllowed."""
    tongue, period, (region, held) = pages.tongue(), _period(request), _region(request)
    draw, word = _drawn(request, tongue), tongue.word
    return pages.page(
        request, "cards/figures", word("cf_title"), heading=word("cf_title"),
        lead=word("cf_lead", k=privacy.K, region=tongue.region(region)),
        promises=draw.promises(), stretches=draw.stretches(), places=draw.places(),
        happened=draw.happened(), stock=draw.stock(), stock_heads=draw.stock_heads(),
        too_few=word("too_few", k=privacy.K), most=word("cf_most", n=MOST_DRAWN),
        query=f"period={period}&region={region}", region=region, period=period,
        regions=[(each, tongue.region(each), each == region) for each in held],
        periods=[(each, word(f"period_{each}"), each == period)
                 for each in sorted(PERIODS, key=int)],
        files=[(each, word("csv", what=word(f"cf_file_{each}"))) for each in FILES])  # fmt: skip


@staff_required
@require_safe
def table(request: HttpRequest, name: str) -> HttpResponse:
    """One of the tables as CSV. Raises NotAllowed, Http404."""
    if name not in FILES:
        raise Http404
    draw = _drawn(request, pages.tongue())
    response = HttpResponse(csv_bytes(_rows(name, draw)), content_type="text/csv; charset=utf-8")
    file = f"firstcard-cards-{name}-{_period(request)}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    response["Cache-Control"] = "no-store"
    return response


def _period(request: HttpRequest) -> str:
    given = request.GET.get("period", "")
    return given if given in PERIODS else PERIODS[0]


def _region(request: HttpRequest) -> tuple[str, tuple[str, ...]]:
    """The region asked for, and those that may be looked at. Raises NotAllowed."""
    by = actor(request)
    held = tuple(dict.fromkeys(regions(actor=by, permission=Permission.SEE_DASHBOARD)))
    if not held:
        require(actor=by, permission=Permission.SEE_DASHBOARD, region=NATION)
    given = request.GET.get("region", "")
    return given if given in held else held[0], held


def _drawn(request: HttpRequest, tongue: Tongue) -> FiguresPresenter:
    today = pages.now().astimezone(CHINA).date()
    region, _ = _region(request)
    found = figures(by=actor(request), region=region, until=today, on=today,
                    since=today - timedelta(days=int(_period(request)) - 1))  # fmt: skip
    return FiguresPresenter(found, tongue)


def _rows(name: str, draw: FiguresPresenter) -> Iterator[Sequence[object]]:
    word = draw.tongue.word
    if name == "stock":
        yield [word("cf_place"), *draw.stock_heads()]
        yield from ([each.place, *each.numbers] for each in draw.stock())
    elif name == "cards":
        yield [word("cf_state"), word("cf_cards")]
        yield from (*draw.places(), *draw.promises(), *draw.happened())
    else:
        stretch = next(each for each in draw.stretches() if each.name == name)
        yield from _days(stretch, draw)


def _days(stretch: Stretch, draw: FiguresPresenter) -> Iterator[Sequence[object]]:
    """A row for each place, then the steps of each curve."""
    word = draw.tongue.word
    yield [word(each) for each in ("cf_place", "cf_cards", "cf_half", "cf_nine")]
    yield from stretch.rows
    yield []
    yield [word(each) for each in ("cf_place", "col_days", "cf_cards", "col_share")]
    for curve in stretch.curves:
        yield from ([curve.title, step.days, step.cases, step.percent] for step in curve.steps)


OFFICER: list[URLPattern] = [
    path("figures/", page, name="card-figures"),
    path("figures/<str:name>.csv", table, name="card-figures-table"),
]
