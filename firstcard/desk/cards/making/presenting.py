"""A card centre's batches, files and differences as they are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from firstcard.cards import clock
from firstcard.cards.boards import Progress, Stage, Waiting
from firstcard.cards.models import BadLine, BatchLine, Finding, ResultFile, Shipment
from firstcard.cards.production_words import FILE, FINDING, LINE
from firstcard.cards.states import Making
from firstcard.cards.words import MAKING
from firstcard.desk.presenters.tongue import Tongue
from firstcard.guidance.words import capital

_LEAST = 1.5  # percent: so much is seen of one card among thousands
_MARKS = {"late": "late", "closed": "good"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One stage in a bar: how many cards, from where to where in percent."""

    kind: str
    words: str
    count: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch with its bar, how it stands, and that it adds up."""

    number: str
    href: str
    mark: str
    said: str
    sent_at: str
    due: str
    sum: str
    adds_up: bool
    bar: list[Piece]


@dataclass(frozen=True, slots=True)
class WaitingView:
    """What waits to fill a batch."""

    count: int
    said: str
    mark: str
    light: str
    since: str
    by: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One card in a batch. `again`: it can be made again."""

    said: str
    order: str
    outcome: str
    failed: bool
    now: str
    again: bool
    batch: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class FileView:
    """One file that came in."""

    href: str
    name: str
    kind: str
    came: str
    batch: str
    mark: str
    said: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """One difference; `said` is what of it."""

    number: int
    order: str
    said: str
    batch: str
    when: str
    settled: str


@dataclass(frozen=True, slots=True)
class BadView:
    """One line that was set aside."""

    number: int
    said: str
    order: str
    file: str
    href: str
    settled: bool


def count(n: int, tongue: Tongue, one: str = "cc_card", many: str = "cc_cards") -> str:
    """1 card, 1,200 cards."""
    return tongue.word(one) if n == 1 else tongue.word(many, n=figure(n))


def figure(n: int) -> str:
    """1,200."""
    return f"{n:,}"


def bar(stages: Mapping[Stage, int], tongue: Tongue) -> list[Piece]:
    """The stages in their order, none too small to be seen."""
    total = sum(stages.values()) or 1
    shares = {each: max(100 * n / total, _LEAST) for each, n in stages.items()}
    whole, x, found = sum(shares.values()) or 1, 0.0, []
    for each, share in shares.items():
        width = 100 * share / whole
        found.append(Piece(each.value, tongue.word(f"cc_stage_{each.value}"),
                           figure(stages[each]), f"{x:.2f}", f"{width:.2f}"))  # fmt: skip
        x += width
    return found


def batch_view(progress: Progress, tongue: Tongue) -> BatchView:
    """A batch on the board and on its own page."""
    batch = progress.batch
    stage = "late" if progress.late else progress.stage
    return BatchView(
        batch.number, reverse("card-batch", args=[batch.number]), _MARKS.get(stage, ""),
        tongue.word(f"cc_is_{stage}"), tongue.moment(batch.sent_at),
        tongue.day(progress.due_on) if progress.due_on else "",
        tongue.word("cc_sum", sent=figure(progress.sent), made=figure(progress.made),
                    failed=figure(progress.failed), open=figure(progress.open)),
        progress.adds_up, bar(progress.stages, tongue))  # fmt: skip


def waiting_view(waiting: Waiting, tongue: Tongue, at: datetime) -> WaitingView:
    """What waits for the next batch, and until when it may."""
    day = waiting.send_by
    mark = "late" if waiting.late else "soon" if day == clock.day_of(at) else "fine"
    by = (tongue.word("cc_waiting_free") if day is None else
          tongue.word("cc_waiting_late" if waiting.late else "cc_waiting_by",
                      day=tongue.day(day)))  # fmt: skip
    since = waiting.since
    return WaitingView(
        waiting.count, count(waiting.count, tongue), mark, tongue.word(f"cc_light_{mark}"),
        tongue.word("cc_waiting_since", day=tongue.day(clock.day_of(since))) if since else "",
        by)  # fmt: skip


def line_view(line: BatchLine, tongue: Tongue) -> LineView:
    """A card of a batch: what came back, where it is now, what can be done."""
    card = line.card
    why = f" · {tongue.word(f'cc_why_{line.reason}')}" if line.reason else ""
    elsewhere = card.batch if card.batch_id not in (None, line.batch_id) else None
    return LineView(
        tongue.word("cc_line_number", line=figure(line.number)), card.order,
        f"{tongue.word(f'cc_outcome_{line.outcome}')}{why}",
        line.outcome == "failed", tongue.say(MAKING[card.making]),
        line.outcome == "failed" and card.making == Making.FAILED and elsewhere is None,
        (elsewhere.number, reverse("card-batch", args=[elsewhere.number]))
        if elsewhere is not None else None)  # fmt: skip


def file_view(file: ResultFile, aside: int, tongue: Tongue) -> FileView:
    """A file in a list."""
    if file.refused:
        mark, said = "bad", f"{tongue.word('cc_file_refused')} · {fault(file, tongue)}"
    elif aside:
        mark, said = "soon", tongue.word("cc_file_aside", n=figure(aside))
    else:
        mark, said = "good", tongue.word("cc_file_whole")
    return FileView(
        reverse("card-file", args=[file.pk]), file.name or file.sha256[:12],
        tongue.word(f"cc_kind_{file.kind}"), tongue.moment(file.received_at),
        file.batch.number if file.batch else "", mark, said)  # fmt: skip


def fault(file: ResultFile, tongue: Tongue) -> str:
    """Why a file was not looked into."""
    return tongue.say(FILE[file.refused])


def finding_view(finding: Finding, tongue: Tongue) -> FindingView:
    """A difference, open or settled."""
    return FindingView(
        finding.pk, finding.card.order, capital(tongue.say(FINDING[finding.kind])),
        finding.file.batch.number if finding.file.batch else "",
        tongue.word("cc_found_on", day=tongue.day(clock.day_of(finding.found_at))),
        tongue.word(f"cc_as_{finding.settled_as}") if finding.settled_as else "")  # fmt: skip


def bad_view(line: BadLine, tongue: Tongue) -> BadView:
    """A line that was set aside: which, and why."""
    reason = tongue.say(LINE[line.reason])
    return BadView(
        line.pk, tongue.word("cc_bad_said", line=figure(line.line), reason=reason), line.order,
        line.file.name or line.file.sha256[:12], reverse("card-file", args=[line.file_id]),
        line.settled_at is not None)  # fmt: skip


def list_rows(
    shipments: Sequence[tuple[Shipment, int]], tongue: Tongue
) -> list[tuple[str, str, str, str, str, str]]:
    """Dispatch lists: number, to, count, when, mark, whether all came."""
    return [(each.number, tongue.office(each.to), figure(each.count),
             tongue.moment(each.sent_at), *_there(each, missing, tongue))
            for each, missing in shipments]  # fmt: skip


def _there(one: Shipment, missing: int, tongue: Tongue) -> tuple[str, str]:
    if one.arrived_at is not None:
        return "good", tongue.word("cc_there_all", day=tongue.day(clock.day_of(one.arrived_at)))
    return "", tongue.word("cc_there_missing", n=figure(missing))
