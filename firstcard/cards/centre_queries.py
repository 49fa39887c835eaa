"""What a card centre reads: its batches line by line, its files, what differs, its lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from firstcard.cards.models import (
    BadLine,
    Batch,
    BatchLine,
    Card,
    Finding,
    ResultFile,
    Shipment,
    StockMovement,
)
from firstcard.cards.operations.batching import BANK
from firstcard.cards.operations.sending import BY_POST
from firstcard.cards.places import CENTRE, acts_at, at_centre, makes_at
from firstcard.cards.refusals import not_found
from firstcard.cards.states import Making
from firstcard.core import audit, vault
from firstcard.core.actors import Actor
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, allowed

Outcome = Literal["made", "failed", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Some lines of a batch; `after`: the last one's number where there are more, else None."""

    rows: Sequence[BatchLine]
    after: int | None


def centre(*, code: str, by: Actor) -> Office:
    """A card centre at which somebody makes cards. Raises NotFound."""
    found = Office.objects.filter(code=code, kind=CENTRE).first()
    if found is None or not _may(by, found):
        raise not_found()
    return found


def batch(*, number: str, by: Actor) -> Batch:
    """A batch of such a centre. Raises NotFound."""
    found = Batch.objects.select_related("centre").filter(number=number).first()
    if found is None or not _may(by, found.centre):
        raise not_found()
    return found


def lines(*, batch: Batch, outcome: Outcome | None, after: int, most: int) -> Lines:
    """The lines of a batch in their order; those with one outcome, or all."""
    rows = BatchLine.objects.filter(batch=batch, number__gt=after).order_by("number")
    if outcome is not None:
        rows = rows.filter(outcome="" if outcome == "open" else outcome)
    found = list(
        rows.select_related("card", "card__batch", "card__office").defer("card__photo")[: most + 1]
    )
    more = len(found) > most
    return Lines(rows=found[:most], after=found[most - 1].number if more else None)


def line_of(*, batch: Batch, order: str) -> BatchLine:
    """The line of a card in a batch. Raises NotFound."""
    found = BatchLine.objects.select_related("card").filter(batch=batch, card__order=order).first()
    if found is None:
        raise not_found()
    return found


def files(
    *, centre: Office, most: int, batch: Batch | None = None
) -> list[tuple[ResultFile, int]]:  # fmt: skip
    """The files that came in at a centre, the newest first, with how many lines were set aside."""
    rows = ResultFile.objects.filter(centre=centre, **({"batch": batch} if batch else {}))
    rows = rows.select_related("batch").order_by("-pk")
    return [(each, each.aside) for each in rows.annotate(aside=Count("bad"))[:most]]


def file(*, number: int, by: Actor) -> ResultFile:
    """A file that came in. Raises NotFound."""
    found = ResultFile.objects.select_related("batch", "centre").filter(pk=number).first()
    if found is None or found.centre is None or not _may(by, found.centre):
        raise not_found()
    return found


def findings(*, centre: Office, settled: bool) -> QuerySet[Finding]:
    """What differs between a centre's statements and the register."""
    rows = Finding.objects.filter(file__centre=centre, settled_at__isnull=not settled)
    rows = rows.select_related("card", "file", "file__batch").defer("card__photo")
    return rows.order_by("-settled_at", "-pk") if settled else rows.order_by("pk")


def finding(*, number: int, by: Actor) -> Finding:
    """One difference. Raises NotFound."""
    found = Finding.objects.select_related("card", "file__batch__centre").filter(pk=number).first()
    if found is None or not _may(by, _centre_of(found.file)):
        raise not_found()
    return found


def bad_lines(*, centre: Office) -> QuerySet[BadLine]:
    """Lines that were set aside and into which nobody has looked, the oldest first."""
    rows = BadLine.objects.filter(file__centre=centre, settled_at=None)
    return rows.select_related("file", "file__batch").order_by("pk")


def bad_line(*, number: int, by: Actor) -> BadLine:
    """One of them. Raises NotFound."""
    found = BadLine.objects.select_related("file__batch__centre").filter(pk=number).first()
    if found is None or not _may(by, _centre_of(found.file)):
        raise not_found()
    return found


def _centre_of(file: ResultFile) -> Office | None:
    return file.batch.centre if file.batch is not None else None


def to_dispatch(*, centre: Office) -> QuerySet[Card]:
    """Finished cards that go to an office, in their order."""
    rows = Card.objects.filter(centre=centre, making=Making.MADE, office__isnull=False)
    return rows.exclude(delivery=BY_POST).order_by("place_from", "pk")


def keeper(*, code: str, by: Actor) -> Office:
    """A centre or branch whose blank cards somebody keeps. Raises NotFound."""
    found = Office.objects.filter(code=code, kind__in=(CENTRE, BANK)).first()
    if found is None or not (_may(by, found) or _prints(by, found)):
        raise not_found()
    return found


def _prints(by: Actor, office: Office) -> bool:
    return office.kind == BANK and acts_at(
        by=by, office=office, region=office.region, permission=Permission.ISSUE_AT_ONCE
    )


def movements(*, office: Office) -> QuerySet[StockMovement]:
    """What happened to an office's blank cards, the newest first."""
    return StockMovement.objects.filter(office=office).select_related("account").order_by("-pk")


def to_post(*, centre: Office) -> QuerySet[Card]:
    """Finished cards that go to their families by post, in their order."""
    rows = Card.objects.filter(centre=centre, making=Making.MADE, delivery=BY_POST)
    return rows.select_related("centre").order_by("place_from", "pk")


@transaction.atomic
def addresses(*, cards: Sequence[Card], by: Actor, at: datetime) -> list[tuple[Card, str]]:
    """Where cards are posted to, recipient first; whose address was read is written down.

    Raises NotAllowed, NotHere, vault.CannotOpen.
    """
    for each in {card.centre_id: card.centre for card in cards}.values():
        at_centre(by=by, centre=each)
    audit.record_all([
        audit.entry(by=by, action="card.read-address", subject=f"card:{card.order}",
                    case=card.case, person=card.person_id, at=at) for card in cards
    ])  # fmt: skip
    return [(card, _address(card)) for card in cards]


def _address(card: Card) -> str:
    if card.address is None:
        return ""
    return vault.unseal(card.address, purpose="card address", bound=card.order).decode()


def shipments(*, centre: Office, most: int) -> list[tuple[Shipment, int]]:
    """The dispatch lists of a centre, the newest first, with how many are still on their way."""
    rows = Shipment.objects.filter(origin=centre).select_related("to").order_by("-pk")
    on_the_way = Count("cards", filter=Q(cards__making=Making.DISPATCHED))
    return [(each, each.missing) for each in rows.annotate(missing=on_the_way)[:most]]


def shipment(*, number: str, by: Actor) -> Shipment:
    """A dispatch list, for its origin or the office it goes to. Raises NotFound."""
    found = Shipment.objects.select_related("origin", "to").filter(number=number).first()
    if found is None or not (_may(by, found.origin) or _receives(by, found)):
        raise not_found()
    return found


def _receives(by: Actor, one: Shipment) -> bool:
    return any(allowed(actor=by, permission=Permission.HAND_OUT, region=each.region)
               and acts_at(by=by, office=each, region=each.region)
               for each in (one.to, one.origin))  # fmt: skip


def _may(by: Actor, centre: Office | None) -> bool:
    return centre is not None and makes_at(by=by, centre=centre)
