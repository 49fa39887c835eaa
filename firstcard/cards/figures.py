"""How long cards take, and how promises are kept: for a family beside its own card, for officers
by centre and office. Of nobody in particular.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from firstcard.cards.models import Card, CardEvent
from firstcard.cards.operations.stock import Level, levels
from firstcard.cards.states import IN_THE_MAKING, CardAction, Making
from firstcard.cards.waiting import printed_on_coming
from firstcard.core.actors import Actor
from firstcard.guidance.today import CHINA
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, require
from firstcard.policy.region_codes import digits

FEWEST = 20  # of fewer cards nothing is said to a family
LOOK_BACK = timedelta(days=365)
_SHARE = 0.9
# Whole days in China from the day of the order to the day of another moment.
_DAYS = ("(({to} AT TIME ZONE 'Asia/Shanghai')::date - "
         "(place_from AT TIME ZONE 'Asia/Shanghai')::date)")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Nine of ten of `of` cards took at most `days`; this one is on day `day` since its order.

    `took`: how many cards took how many days, the shortest first; together they are `of`.
    """

    days: int
    of: int
    day: int
    took: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How long `count` cards took at one place, in days: half, nine of ten, the longest.

    `took`: how many cards took how many days, the shortest first; together they are `count`.
    """

    office: Office
    count: int
    half: int
    nine_of_ten: int
    longest: int
    took: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Of the cards promised within a time: made in time, made late, still open though due."""

    kept: int
    missed: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """An officer's page. `centres`: from the order to the made card; `offices`: until it is there.

    `places`: how many cards are where now. `happened`: how often what happened in the time.
    """

    centres: list[Spread]
    offices: list[Spread]
    promise: Promise
    stock: list[tuple[Office, Level]]
    places: dict[Making, int]
    happened: dict[CardAction, int]


Time = tuple[datetime, datetime]  # end exclusive
_COUNTED = (CardAction.ORDER, CardAction.MAKE, CardAction.PRINT, CardAction.FAIL, CardAction.SEAL,
            CardAction.UNSEAL, CardAction.COME_BACK, CardAction.COLLECT, CardAction.DELIVER,
            CardAction.REJECT, CardAction.STOP)  # fmt: skip


def pace(*, card: Card, on: date) -> Pace | None:
    """How a card's wait compares with others that went the same way in the last year.

    To the same office until they lay there; by post from the same centre until they were posted.
    None where they are fewer than 20, or the card waits no more.
    """
    by_post = card.delivery == "post"
    if card.making not in IN_THE_MAKING or (card.office_id is None and not by_post):
        return None
    if card.making in (Making.AT_OFFICE, Making.SEALED, Making.RETURNED) or printed_on_coming(card):
        return None
    column, group = ("on_the_way_since", "centre") if by_post else ("at_office_since", "office")
    where = f"delivery = %s AND {group}_id = %s"
    values = [card.delivery, getattr(card, f"{group}_id")]
    time = _start(on - LOOK_BACK), _start(on + timedelta(days=1))
    found = _spreads(group, column, where=where, values=values, time=time)
    if not found or found[0][1] < FEWEST:
        return None
    ordered = card.place_from.astimezone(CHINA).date()
    return Pace(days=found[0][3], of=found[0][1], day=(on - ordered).days,
                took=_took(column, where=where, values=values, time=time))  # fmt: skip


def _took(column: str, *, where: str, values: Sequence[str | int],
          time: Time) -> tuple[tuple[int, int], ...]:  # fmt: skip
    days = _DAYS.format(to=column)
    sql = f"""
        SELECT {days}, count(*) FROM {Card._meta.db_table}
        WHERE {column} >= %s AND {column} < %s AND {where} GROUP BY 1 ORDER BY 1
        """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*time, *values])
        return tuple((took, count) for took, count in cursor.fetchall())


def figures(*, by: Actor, region: str, since: date, until: date, on: date) -> Figures:
    """The figures of a region for the days from `since` to `until`. Raises NotAllowed."""
    require(actor=by, permission=Permission.SEE_DASHBOARD, region=region)
    cards = Card.objects.filter(region__startswith=digits(region))
    time = _start(since), _start(until + timedelta(days=1))
    return Figures(
        centres=_by_place("centre", "made_at", region, time),
        offices=_by_place("office", "at_office_since", region, time),
        promise=_promise(cards, since, until, on), stock=_stock(region),
        places=_places(cards), happened=_happened(region, time),
    )  # fmt: skip


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


def _by_place(
    group: str, column: str, region: str, time: tuple[datetime, datetime]
) -> list[Spread]:
    # What a branch prints while one waits says nothing of the centre.
    where = "region LIKE %s" + (" AND delivery <> 'bank'" if group == "centre" else "")
    values = [f"{digits(region)}%"]
    rows = _spreads(group, column, where=where, values=values, time=time)
    took = _took_by_place(group, column, where=where, values=values, time=time)
    named = Office.objects.in_bulk([row[0] for row in rows])
    return [Spread(office=named[place], count=count, half=half, nine_of_ten=nine, longest=longest,
                   took=tuple(took[place]))
            for place, count, half, nine, longest in rows]  # fmt: skip


def _took_by_place(
    group: str, column: str, *, where: str, values: Sequence[str | int], time: Time
) -> dict[int, list[tuple[int, int]]]:
    """By the number of a place: how many cards took how many days."""
    days = _DAYS.format(to=column)
    sql = f"""
        SELECT {group}_id, {days}, count(*) FROM {Card._meta.db_table}
        WHERE {column} >= %s AND {column} < %s AND {group}_id IS NOT NULL AND {where}
        GROUP BY 1, 2 ORDER BY 1, 2
        """  # noqa: S608
    found: dict[int, list[tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [*time, *values])
        for place, took, count in cursor.fetchall():
            found.setdefault(place, []).append((took, count))
    return found


def _spreads(
    group: str, column: str, *, where: str, values: Sequence[str | int], time: Time
) -> list[tuple[int, int, int, int, int]]:
    """By place: its number, count, half, nine of ten, longest. Names of columns are the code's."""
    days = _DAYS.format(to=column)
    sql = f"""
        SELECT {group}_id, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY {days}),
               percentile_disc({_SHARE}) WITHIN GROUP (ORDER BY {days}), max({days})
        FROM {Card._meta.db_table}
        WHERE {column} >= %s AND {column} < %s AND {group}_id IS NOT NULL AND {where}
        GROUP BY {group}_id ORDER BY count(*) DESC, {group}_id
        """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*time, *values])
        return cursor.fetchall()


def _promise(cards: QuerySet[Card], since: date, until: date, on: date) -> Promise:
    promised = cards.filter(due_on__gte=since, due_on__lte=until)
    made = Q(stopped_on__isnull=False) & Q(made_at__isnull=False)
    counted = promised.aggregate(
        kept=Count("pk", filter=made & Q(stopped_on__lte=F("due_on"))),
        missed=Count("pk", filter=made & Q(stopped_on__gt=F("due_on"))),
        overdue=Count("pk", filter=Q(stopped_on=None, due_on__lt=on)),
    )
    return Promise(**counted)


def _stock(region: str) -> list[tuple[Office, Level]]:
    places = Office.objects.filter(region__startswith=digits(region), stock__isnull=False)
    found = list(places.distinct().order_by("code"))
    known = levels(offices=found)
    return [(office, known[office.pk]) for office in found]


def _places(cards: QuerySet[Card]) -> dict[Making, int]:
    counted = cards.values_list("making").annotate(number=Count("pk")).order_by()
    found = {Making(state): number for state, number in counted}
    return {state: found[state] for state in Making if state in found}


def _happened(region: str, time: Time) -> dict[CardAction, int]:
    rows = CardEvent.objects.filter(
        axis="making", action__in=_COUNTED, at__gte=time[0], at__lt=time[1],
        card__region__startswith=digits(region),
    )  # fmt: skip
    counted = dict(rows.values_list("action").annotate(number=Count("pk")).order_by("action"))
    return {action: counted.get(action.value, 0) for action in _COUNTED}
