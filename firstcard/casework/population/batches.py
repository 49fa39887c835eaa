"""Made-up cards go to the centre in one batch, and its files come back. See docs/card-files.md."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from firstcard.cards.files import manifest as manifests
from firstcard.cards.files.cells import Coding
from firstcard.cards.files.manifest import Manifest
from firstcard.cards.files.results import COLUMNS
from firstcard.cards.models import Batch, BatchLine, Card
from firstcard.cards.operations import batching, results, sending
from firstcard.casework.population.blanks import blanks
from firstcard.casework.population.cards import CardWay, told_of
from firstcard.casework.population.staff import Staff
from firstcard.core import references
from firstcard.guidance.today import CHINA
from firstcard.people.models import Office

_DAY = timedelta(days=1)


def run(*, ways: Sequence[CardWay], people: Staff, now: datetime) -> None:
    """Send the cards that are to be sent, take what comes back, and go on with each."""
    for way in ways:
        way.go(way.path.first)
    together = [way for way in ways if way.path.sent]
    if together:
        _made(together, people, now)
    for way in ways:
        way.go(way.path.steps if way.told or not way.path.sent else ())


def _made(ways: Sequence[CardWay], people: Staff, now: datetime) -> None:
    """All in one batch, sent in the morning after the last one was ordered."""
    centre = ways[0].card.centre
    sent = morning(max(way.at for way in ways))
    if sent > now:
        return
    blanks(office=centre, people=people, at=sent - _DAY)
    batch = batching.send(centre=centre, by=people.centre, at=sent, only=[w.card for w in ways])
    come_to(ways, sent)
    batching.start(batch=batch, by=people.centre, at=min(sent + _DAY, now))
    come_to(ways, min(sent + _DAY, now))
    for way in ways:
        way.go(way.path.meanwhile)
    days = sorted({way.path.made for way in ways if way.path.made is not None})
    for each in days:
        if sent + each * _DAY <= now:
            told = [way for way in ways if way.path.made == each]
            result(batch=batch, ways=told, people=people, at=sent + each * _DAY)
            dispatch(ways=told, people=people, at=sent + (each + 1) * _DAY, now=now)


def morning(at: datetime) -> datetime:
    """Nine o'clock in China on the next day."""
    return (at.astimezone(CHINA) + _DAY).replace(hour=9, minute=0, second=0, microsecond=0)


def come_to(ways: Iterable[CardWay], at: datetime) -> None:
    """The cards as they are now stored, at an instant."""
    ways = list(ways)
    stored = Card.objects.select_related("office", "centre").in_bulk(way.card.pk for way in ways)
    for way in ways:
        way.card, way.at = stored[way.card.pk], at


def result(
    *, batch: Batch, ways: Sequence[CardWay], people: Staff, at: datetime, stray: bool = True
) -> None:  # fmt: skip
    """A file of the centre. `stray`: its last line is of a card that nobody ordered."""
    numbers = dict(BatchLine.objects.filter(batch=batch).values_list("card", "number"))
    lines = [_line(way, numbers[way.card.pk], at) for way in ways]
    if stray:
        order = references.new(prefix="CD")
        lines.append(f"{len(numbers) + 1},{order},made,Z00000000,{0:032},,,0")
    data = written(lines)
    manifest = manifest_of(batch=batch, data=data, count=len(lines))
    taken = results.take(manifest=manifest, file=io.BytesIO(data), by=people.centre, at=at)
    assert not taken.refused, taken.refused
    come_to(ways, at)
    for way in ways:
        way.told = True


def _line(way: CardWay, number: int, at: datetime) -> str:
    head = f"{number},{way.card.order}"
    if way.path.failed:
        return f"{head},failed,,,,print,1"
    card_number, code = told_of(way.card)
    until = at.astimezone(CHINA).date() + way.path.days_valid * _DAY
    return f"{head},made,{card_number},{code},{until},,0"


def written(lines: Iterable[str]) -> bytes:
    """A result file of these lines."""
    return "".join(f"{line}\r\n" for line in (",".join(COLUMNS), *lines)).encode()


def manifest_of(*, batch: Batch, data: bytes, count: int) -> bytes:
    """The right manifest of a result file."""
    lines = data.split(b"\r\n")[1:-1]
    return manifests.encoded(Manifest(
        kind="result", batch=batch.number, coding=Coding(batch.profile), count=count,
        file=f"{batch.number}.result.csv", control_sum=str(sum(map(zlib.crc32, lines))),
        sha256=hashlib.sha256(data).hexdigest()))  # fmt: skip


def dispatch(*, ways: Sequence[CardWay], people: Staff, at: datetime, now: datetime) -> None:
    """A list to each office, of the cards that were made and are fetched there."""
    going: dict[int, list[CardWay]] = {}
    for way in ways if at <= now else ():
        goes = way.path.dispatched and way.path.delivery == "office"
        if goes and way.card.making == "made" and way.card.office_id is not None:
            going.setdefault(way.card.office_id, []).append(way)
    for office, group in going.items():
        sending.dispatch(cards=[way.card for way in group], to=Office.objects.get(pk=office),
                         by=people.centre, at=at)  # fmt: skip
        come_to(group, at)
