"""An officer's figures of cards over HTTP. What tells of few is left out: null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from msgspec import Struct

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, wrong
from firstcard.accounts.replies import OfficeView, office_view
from firstcard.cards.api.doors import day
from firstcard.cards.api.making_replies import StockView, stock_view
from firstcard.cards.api.router import router
from firstcard.cards.figures import Figures, Promise, Spread, figures
from firstcard.core import privacy
from firstcard.core.privacy import PERIODS
from firstcard.guidance.api.describing import reads
from firstcard.guidance.api.problems import respond
from firstcard.people.permissions import Permission, regions, require
from firstcard.policy.format import Text
from firstcard.policy.region_codes import NATION

_ONE_OF = Text("must be one of the listed values", "应为所列值之一")
_ASKED: list[dict[str, Any]] = [
    {"name": "region", "in": "query",
     "schema": {"type": "string", "pattern": "^[0-9]{6}$"}},
    {"name": "days", "in": "query",
     "schema": {"type": "string", "enum": list(PERIODS), "default": PERIODS[0]}},
]  # fmt: skip


class SpreadView(Struct, frozen=True):
    """How long the cards of one place took, in days: half of them, nine of ten.

    `took`: pairs of a day and how many cards were through by then, ten or more each.
    """

    office: OfficeView
    count: int | None
    half: int | None
    nine_of_ten: int | None
    took: list[tuple[int, int]]


class PromiseView(Struct, frozen=True):
    """Promises of the time: percent kept, how many missed, how many open though due."""

    kept_percent: int | None
    missed: int | None
    overdue: int | None


class CardFigures(Struct, frozen=True):
    """`centres`: from the order to the made card; `offices`: until it can be collected.

    `places`: how many cards are where now, by state; `happened`: how often what, by action.
    """

    region: str
    since: date
    until: date
    centres: list[SpreadView]
    offices: list[SpreadView]
    promise: PromiseView
    stock: list[StockView]
    places: Mapping[str, int | None]
    happened: Mapping[str, int | None]


REPLIES = (CardFigures,)


@router.get("/card-figures", auth=bearer, operation_id="getCardFigures",
            summary="How long cards take and how promises are kept",
            openapi_extra=reads("CardFigures", parameters=_ASKED))  # fmt: skip
def get_card_figures(request: HttpRequest) -> HttpResponse:
    """For officers, of a region of theirs; numbers that stand for fewer than ten are null."""
    days = request.GET.get("days", PERIODS[0])
    if days not in PERIODS:
        raise wrong("days", _ONE_OF, *PERIODS)
    until = day()
    since, region = until - timedelta(days=int(days) - 1), _region(request)
    found = figures(by=actor(request), region=region, since=since, until=until, on=until)
    return respond(_view(found, region, since, until))


def _region(request: HttpRequest) -> str:
    """The region asked for, one of those that may be looked at."""
    by = actor(request)
    held = regions(actor=by, permission=Permission.SEE_DASHBOARD)
    if not held:
        require(actor=by, permission=Permission.SEE_DASHBOARD, region=NATION)
    said = request.GET.get("region", held[0])
    if said not in held:
        raise wrong("region", _ONE_OF, *held)
    return said


def _view(found: Figures, region: str, since: date, until: date) -> CardFigures:
    places = {state.value: n for state, n in found.places.items()}
    happened = {action.value: n for action, n in found.happened.items()}
    return CardFigures(
        region, since, until, _spreads(found.centres), _spreads(found.offices),
        _promise(found.promise), [stock_view(level, office=at) for at, level in found.stock],
        privacy.shown(places), privacy.shown(happened),
    )  # fmt: skip


def _spreads(spreads: Sequence[Spread]) -> list[SpreadView]:
    counts = privacy.shown({each.office.pk: each.count for each in spreads})
    return [SpreadView(office_view(each.office), None, None, None, [])
            if counts[each.office.pk] is None else
            SpreadView(office_view(each.office), each.count, each.half, each.nine_of_ten,
                       privacy.steps(dict(each.took))) for each in spreads]  # fmt: skip


def _promise(told: Promise) -> PromiseView:
    counts = privacy.shown({"missed": told.missed, "overdue": told.overdue})
    kept = privacy.percent(told.kept, told.kept + told.missed + told.overdue)
    return PromiseView(kept, counts["missed"], counts["overdue"])
