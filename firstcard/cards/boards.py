"""The board of a card centre: what waits to fill a batch, and how far each batch is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Count, Min, Q

from firstcard.cards import clock
from firstcard.cards.models import BadLine, Batch, BatchLine, Card, Finding
from firstcard.cards.operations.batching import BANK
from firstcard.cards.operations.stock import Level, level
from firstcard.cards.places import at_centre
from firstcard.cards.states import Making
from firstcard.core.actors import Actor
from firstcard.guidance import packs_store
from firstcard.people.models import Office


class Stage(StrEnum):
    """What a batch's bar is made of, in order."""

    SENT = "sent"
    STARTED = "started"
    FAILED = "failed"
    MADE = "made"  # and still at the centre
    ON_THE_WAY = "on-the-way"
    AT_OFFICE = "at-office"
    COLLECTED = "collected"
    STOPPED = "stopped"


_STAGES = {
    Making.MADE: Stage.MADE, Making.DISPATCHED: Stage.ON_THE_WAY, Making.POSTED: Stage.ON_THE_WAY,
    Making.AT_OFFICE: Stage.AT_OFFICE, Making.RETURNED: Stage.AT_OFFICE,
    Making.SEALED: Stage.AT_OFFICE, Making.COLLECTED: Stage.COLLECTED,
    Making.STOPPED: Stage.STOPPED,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Cards that wait for a batch. `send_by`: the last day for the one that waits longest."""

    count: int
    since: datetime | None
    send_by: date | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One batch: sent = made + failed + open, and where its cards are now, by state."""

    batch: Batch
    made: int
    failed: int
    open: int
    now: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[Stage, int] = field(default_factory=dict)  # of its lines: what the bar shows
    due_on: date | None = None  # the nearest promise of an open card
    late: bool = False

    @property
    def sent(self) -> int:
        """All of its lines."""
        return self.made + self.failed + self.open

    @property
    def adds_up(self) -> bool:
        """Whether as many lines are known as the manifest told the centre."""
        return self.sent == self.batch.count

    @property
    def stage(self) -> str:
        """One of sent, started, partly, closed."""
        if self.open == 0:
            return "closed"
        if self.open < self.sent:
            return "partly"
        return "started" if self.batch.started_at else "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All that a centre looks at."""

    waiting: Waiting
    batches: Sequence[Progress]
    stock: Level
    bad_lines: int
    findings: int
    before: int | None = None  # where the older batches begin; None where there are none


def board(
    *, centre: Office, by: Actor, at: datetime, most: int = 50, before: int | None = None
) -> Board:  # fmt: skip
    """The board of a centre, its newest batches first. Raises NotAllowed, NotHere."""
    at_centre(by=by, centre=centre)
    rows = Batch.objects.filter(centre=centre, **({} if before is None else {"pk__lt": before}))
    batches = list(rows.order_by("-pk")[: most + 1])
    return Board(
        waiting=waiting(centre=centre, at=at), stock=level(office=centre),
        batches=progress_of(batches=batches[:most], on=clock.day_of(at)),
        before=batches[most - 1].pk if len(batches) > most else None,
        bad_lines=BadLine.objects.filter(file__batch__centre=centre, settled_at=None).count(),
        findings=Finding.objects.filter(file__batch__centre=centre, settled_at=None).count(),
    )  # fmt: skip


def waiting(*, centre: Office, at: datetime) -> Waiting:
    """What waits to fill a batch, and whether it waits too long by the packs."""
    rows = Card.objects.filter(centre=centre, making=Making.ORDERED.value).exclude(delivery=BANK)
    # How long a card has waited here, not its place in line, which may be an older card's.
    found = rows.aggregate(count=Count("pk"), since=Min("ordered_at"))
    since = found["since"]
    send_by = since and clock.send_by(
        waiting_since=clock.day_of(since), region=centre.region, book=packs_store.current()
    )
    return Waiting(count=found["count"], since=since, send_by=send_by,
                   late=send_by is not None and send_by < clock.day_of(at))  # fmt: skip


def progress(*, batch: Batch, on: date) -> Progress:
    """How far a batch is."""
    return progress_of(batches=[batch], on=on)[0]


def progress_of(*, batches: Sequence[Batch], on: date) -> list[Progress]:
    """How far each batch is: one reading for all of them."""
    rows = BatchLine.objects.filter(batch__in=batches).values_list(
        "batch", "outcome", "card__making").annotate(
        n=Count("pk"), due=Min("card__due_on", filter=Q(outcome=""))).order_by()  # fmt: skip
    found: dict[int, list[_Row]] = {batch.pk: [] for batch in batches}
    for batch, *row in rows:
        found[batch].append(_Row(*row))
    return [_progress(batch, found[batch.pk], on) for batch in batches]


class _Row(NamedTuple):
    outcome: str
    making: str
    lines: int
    due: date | None


def _progress(batch: Batch, rows: Sequence[_Row], on: date) -> Progress:
    outcomes, now, stages = Counter[str](), Counter[str](), Counter[Stage]()
    for row in rows:
        outcomes[row.outcome] += row.lines
        now[row.making] += row.lines
        stages[_stage(row)] += row.lines
    due = min((row.due for row in rows if row.due is not None), default=None)
    return Progress(
        batch=batch, made=outcomes["made"], failed=outcomes["failed"], open=outcomes[""],
        now=dict(now), stages={each: stages[each] for each in Stage if stages[each]}, due_on=due,
        late=due is not None and due < on,
    )  # fmt: skip


def _stage(row: _Row) -> Stage:
    """A failed line stays failed, wherever its card is by now; what was made is where it is."""
    if row.outcome == "failed":
        return Stage.FAILED
    known = _STAGES.get(Making(row.making))
    if row.outcome == "made":
        return known or Stage.MADE  # it is being made again beside this one
    return known or (Stage.STARTED if row.making == Making.STARTED else Stage.SENT)
