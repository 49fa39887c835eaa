"""The board of a card centre: what waits to fill a batch, and how far each batch is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Min

from firstcard.cards import clock
from firstcard.cards.models import BadLine, Batch, BatchLine, Card, Finding
from firstcard.cards.operations.batching import BANK
from firstcard.cards.operations.stock import Level, level
from firstcard.cards.states import Making
from firstcard.core.actors import Actor
from firstcard.guidance import packs_store
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, require


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
    due_on: date | None = None  # the nearest promise of an open card
    late: bool = False

    @property
    def sent(self) -> int:
        """All of its lines."""
        return self.made + self.failed + self.open

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


def board(*, centre: Office, by: Actor, at: datetime, most: int = 50) -> Board:
    """The board of a centre, its newest batches first. Raises NotAllowed."""
    require(actor=by, permission=Permission.MAKE_CARDS, region=centre.region)
    batches = Batch.objects.filter(centre=centre).order_by("-sent_at", "-pk")[:most]
    return Board(
        waiting=waiting(centre=centre, at=at), stock=level(office=centre),
        batches=[progress(batch=batch, on=clock.day_of(at)) for batch in batches],
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
    lines = BatchLine.objects.filter(batch=batch)
    outcomes = dict(lines.values_list("outcome").annotate(n=Count("pk")).order_by())
    states = dict(lines.values_list("card__making").annotate(n=Count("pk")).order_by())
    due = lines.filter(outcome="").aggregate(due=Min("card__due_on"))["due"]
    return Progress(
        batch=batch, made=outcomes.get("made", 0), failed=outcomes.get("failed", 0),
        open=outcomes.get("", 0), now=states, due_on=due, late=due is not None and due < on,
    )  # fmt: skip
