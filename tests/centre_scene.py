"""A card centre in the middle of its work: something of everything that its pages show."""

from __future__ import annotations

from datetime import timedelta

import card_files
import card_makers
from card_files import cards_of, failed, line, made, whole
from card_makers import AT, card, office

from firstcard.cards.models import Batch, Card
from firstcard.cards.operations import batching, sending, stock
from firstcard.core import vault
from firstcard.core.actors import SERVICE


def by_post(address: str = "王芳\n郑州市金水区1号", **fields: str) -> Card:
    """A finished card that goes to its family by post."""
    found = card("made", delivery="post", office=None, **fields)
    found.address = vault.seal(address.encode(), purpose="card address", bound=found.order)
    found.save(update_fields=["address"])
    return found


def scene(*, waiting: int = 3) -> Batch:
    """A batch with every outcome, others before it, blanks, lists, the post, differences."""
    centre = card_files.centre()
    stock.receive(office=centre, count=5000, about="S-2026-114", by=SERVICE, at=AT)
    first = card_files.sent(5)
    batching.start(batch=first, by=SERVICE, at=AT)
    card_files.answer(first, [made(each) for each in cards_of(first)])
    batch = card_files.sent(9)
    cards = cards_of(batch)
    card_files.answer(batch, [made(each) for each in cards[:4]] + [failed(cards[4], reason="photo"),
                      failed(cards[5]), made(cards[6], number="short")])  # fmt: skip
    statement = whole([line(made(cards[0])), line(made(cards[1], number="X00000009"))])
    card_files.take(batch, statement, kind="statement", at=AT + timedelta(minutes=5))
    card_files.take(batch, statement, sha256="0" * 64)
    for name in ("有一种网点", "金水区社保中心"):
        there = office(code=f"to-{name}")
        type(there).objects.filter(pk=there.pk).update(name_zh=name, name_en="Jinshui centre")
        for _ in range(3):
            card("made", office=there)
    sending.dispatch_all(centre=centre, to=office(code="here"), by=SERVICE, at=AT)
    by_post()
    by_post("张伟\n河南省郑州市金水区花园路88号院3号楼2单元1201室")
    for _ in range(waiting):
        card_makers.order()
    return batch
