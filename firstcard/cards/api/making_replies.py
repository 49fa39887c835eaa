"""What programs of card centres are told: boards, batches, files, lists, blanks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from firstcard.accounts.replies import OfficeView, office_view
from firstcard.cards.boards import Board, Progress
from firstcard.cards.files.manifest import Manifest
from firstcard.cards.models import BadLine, BatchLine, Finding, ResultFile, Shipment
from firstcard.cards.operations.post_lists import Taken
from firstcard.cards.operations.stock import Level
from firstcard.cards.production_words import FILE, FINDING, LINE
from firstcard.people.models import Office
from firstcard.policy.format import Text

MOST = 500  # rows in one reply


class BatchView(Struct, frozen=True):
    """A batch: `sent` = `made` + `failed` + `open`, always. `now`: where its cards are, by state.

    `stage`: sent, started, partly or closed. `late`: the nearest promise of an open card is past.
    """

    number: str
    centre: str
    coding: str
    stage: str
    sent: int
    made: int
    failed: int
    open: int
    now: Mapping[str, int]
    due_on: date | None
    late: bool
    sent_at: datetime
    started_at: datetime | None
    control_sum: str
    sha256: str


class StockView(Struct, frozen=True):
    """Blank cards of an office. `left` below zero: more went than is known to have come."""

    office: str
    received: int
    used: int
    spoiled: int
    destroyed: int
    left: int
    to_destroy: int


class WaitingView(Struct, frozen=True):
    """Cards that wait for a batch; `late`: longer than the packs let them."""

    count: int
    since: datetime | None
    send_by: date | None
    late: bool


class BoardView(Struct, frozen=True):
    """All that a centre looks at, its newest batches first. `bad_lines`, `findings`: open ones.

    `before` asks for older batches; null where there are none.
    """

    waiting: WaitingView
    batches: list[BatchView]
    stock: StockView
    bad_lines: int
    findings: int
    before: int | None


class LineView(Struct, frozen=True):
    """One card in a batch: `outcome` made, failed or open; `reason` of a failure."""

    line: int
    order: str
    outcome: str
    reason: str
    state: str
    at: datetime | None


class LineList(Struct, frozen=True):
    """Lines in their order; `after` asks for the next ones, null at the end."""

    lines: list[LineView]
    after: int | None


class BadLineView(Struct, frozen=True):
    """A line that was set aside, and why. `order`: where it could be read."""

    number: int
    file: int
    line: int
    reason: str
    text: Text
    order: str
    settled: bool


class BadLineList(Struct, frozen=True):
    """Lines into which nobody has looked, the oldest first."""

    lines: list[BadLineView]


class ResultFileRow(Struct, frozen=True):
    """A file that came in. `refused`: why nothing of it was looked into, "" where it was.

    `lines` = `good` + `again` (known already) + `aside` (bad lines).
    """

    number: int
    name: str
    kind: str
    batch: str
    sha256: str
    received_at: datetime
    refused: str
    text: Text | None
    lines: int
    good: int
    again: int
    aside: int


class ResultFileList(Struct, frozen=True):
    """The newest first, at most 500."""

    files: list[ResultFileRow]


class ResultFileView(ResultFileRow, frozen=True):
    """The same with its bad lines, at most 500 of them."""

    bad: list[BadLineView]


class FindingView(Struct, frozen=True):
    """Where a centre's statement and the register differ on a card. `settled_as`: "" while open."""

    number: int
    order: str
    kind: str
    text: Text
    found_at: datetime
    settled_at: datetime | None
    settled_as: str


class FindingList(Struct, frozen=True):
    """Open differences, the oldest first."""

    findings: list[FindingView]


class PileView(Struct, frozen=True):
    """How many finished cards lie at a centre for an office."""

    to: OfficeView
    count: int


class PileList(Struct, frozen=True):
    """What can be dispatched, by office."""

    piles: list[PileView]


class ShipmentView(Struct, frozen=True):
    """A dispatch list with the orders on it, and those of them that have not arrived."""

    number: str
    origin: OfficeView
    to: OfficeView
    count: int
    sent_at: datetime
    arrived_at: datetime | None
    orders: list[str]
    missing: list[str]


class ShipmentRow(Struct, frozen=True):
    """A dispatch list of a centre, and how many of its cards are still on their way."""

    number: str
    to: OfficeView
    count: int
    sent_at: datetime
    missing: int


class ShipmentList(Struct, frozen=True):
    """The newest first, at most 500."""

    shipments: list[ShipmentRow]


class WrongLine(Struct, frozen=True):
    """A line of a list that cannot be right."""

    line: int
    text: Text


class PostListView(Struct, frozen=True):
    """What became of a list of the post: posted now, known already, and what is wrong."""

    posted: int
    known: int
    wrong: list[WrongLine]


REPLIES = (Manifest, BatchView, BoardView, StockView, LineList, BadLineView, BadLineList,
           ResultFileView, ResultFileList, FindingView, FindingList, PileList, ShipmentView,
           ShipmentList, PostListView)  # fmt: skip


def batch_view(found: Progress) -> BatchView:
    """How far a batch is."""
    batch = found.batch
    return BatchView(
        batch.number, batch.centre.code, batch.profile, found.stage, found.sent, found.made,
        found.failed, found.open, found.now, found.due_on, found.late, batch.sent_at,
        batch.started_at, batch.control_sum, batch.sha256,
    )  # fmt: skip


def board_view(board: Board, *, centre: Office) -> BoardView:
    """The board of a centre."""
    waiting = board.waiting
    return BoardView(
        WaitingView(waiting.count, waiting.since, waiting.send_by, waiting.late),
        [batch_view(each) for each in board.batches], stock_view(board.stock, office=centre),
        board.bad_lines, board.findings, board.before,
    )  # fmt: skip


def stock_view(level: Level, *, office: Office) -> StockView:
    """The blanks of an office."""
    return StockView(office.code, level.received, level.used, level.spoiled, level.destroyed,
                     level.left, level.to_destroy)  # fmt: skip


def line_view(row: BatchLine) -> LineView:
    """A line of a batch, and where its card is now."""
    return LineView(row.number, row.card.order, row.outcome or "open", row.reason, row.card.making,
                    row.outcome_at)  # fmt: skip


def bad_line_view(row: BadLine) -> BadLineView:
    """A line that was set aside."""
    return BadLineView(row.pk, row.file_id, row.line, row.reason, LINE[row.reason], row.order,
                       row.settled_at is not None)  # fmt: skip


def file_row(row: ResultFile, aside: int) -> ResultFileRow:
    """A file as it was worked through."""
    return ResultFileRow(*_of_file(row, aside))


def _of_file(row: ResultFile, *more: Any) -> tuple[Any, ...]:
    return (row.pk, row.name, row.kind, row.batch.number if row.batch else "", row.sha256,
            row.received_at, row.refused, FILE[row.refused] if row.refused else None, row.lines,
            row.good, row.again, *more)  # fmt: skip


def file_view(row: ResultFile) -> ResultFileView:
    """The same with its bad lines."""
    bad = [bad_line_view(each) for each in row.bad.order_by("line", "pk")[:MOST]]
    return ResultFileView(*_of_file(row, row.bad.count(), bad))


def finding_view(row: Finding) -> FindingView:
    """A difference."""
    return FindingView(row.pk, row.card.order, row.kind, FINDING[row.kind], row.found_at,
                       row.settled_at, row.settled_as)  # fmt: skip


def shipment_view(row: Shipment, *, orders: list[str], missing: list[str]) -> ShipmentView:
    """A dispatch list."""
    return ShipmentView(row.number, office_view(row.origin), office_view(row.to), row.count,
                        row.sent_at, row.arrived_at, orders, missing)  # fmt: skip


def shipment_row(row: Shipment, missing: int) -> ShipmentRow:
    """One of a centre's lists."""
    return ShipmentRow(row.number, office_view(row.to), row.count, row.sent_at, missing)


def post_list_view(taken: Taken) -> PostListView:
    """What became of a list."""
    return PostListView(taken.posted, taken.known, [WrongLine(*each) for each in taken.wrong])
