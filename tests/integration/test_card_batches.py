"""Batches: what was sent is made, failed and open, to the card; what differs is found; stock."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import random
import signal
import tarfile
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import card_files
import card_makers
import msgspec
import pytest
from card_files import cards_of, failed, lines_of, made, whole
from card_makers import AT, staff
from django.db import connection, connections
from django.db.models import Count, Q, Sum

from firstcard.cards import boards, content
from firstcard.cards.content import CardData
from firstcard.cards.files import cells
from firstcard.cards.files import manifest as manifests
from firstcard.cards.files.cells import Coding
from firstcard.cards.handing_refusals import NotHere
from firstcard.cards.models import (
    BadLine,
    Batch,
    BatchLine,
    Card,
    CardEvent,
    Finding,
    ResultFile,
    StockMovement,
)
from firstcard.cards.operations import (
    batching,
    choosing,
    delivering,
    ordering,
    printing,
    reconciling,
    stock,
)
from firstcard.cards.production_refusals import NotEnoughBlanks, NothingToSend
from firstcard.cards.refusals import NotNow
from firstcard.core.actors import SERVICE
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, Invalid, NotAllowed, Refusal
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def read(batch: Batch) -> bytes:
    return b"".join(batching.content(batch=batch, by=SERVICE, at=AT))


def rows(data: bytes, coding: str = "utf-8") -> list[list[str]]:
    return [cells.read(line) for line in data.decode(coding).split("\r\n")[:-1]]


def named(name: str, **more: Any) -> Card:
    """An ordered card with a name printed on it."""
    order = card_makers.references.new(prefix="CD")
    data = CardData(name=name, sex=1, born_on="2026-09-01", nationality="mainland",
                    number_kind="citizen-id", number="410105202609010011", **more)  # fmt: skip
    hidden = content.sealed(data=data, order=order)
    return card_makers.order(order=order, data=hidden.data, photo=hidden.photo)


# What is sent.


def test_the_longest_waiting_go_first_and_the_file_is_that_of_the_manifest() -> None:
    late, early = (card_makers.order(place_from=AT - days) for days in (DAY, 3 * DAY))
    card_makers.order()
    batch = batching.send(centre=card_files.centre(), by=staff("card-centre"), at=AT, most=2)
    assert [card.order for card in cards_of(batch)] == [early.order, late.order]
    data, told = read(batch), batching.manifest_of(batch)
    assert told.sha256 == hashlib.sha256(data).hexdigest()
    assert (told.count, told.coding, told.kind) == (2, "utf-8", "order")
    tally = manifests.Tally()
    list(manifests.counted(io.BytesIO(data), tally=tally))
    manifests.check(told, tally)
    assert read(batch) == data
    assert manifests.decoded(manifests.encoded(told)) == told


@pytest.mark.parametrize("coding", list(Coding))
@pytest.mark.parametrize("name", ["张小宝", "阿依古丽·买买提", "𠮷田", "㼆", 'O"Neill, Ann',
                                  "\ue000\U0002b81d", "欧阳\u3000娜"])  # fmt: skip
def test_a_name_comes_to_the_centre_as_it_is(name: str, coding: Coding) -> None:
    batch = batching.send(centre=card_files.centre(), by=SERVICE, at=AT, coding=coding,
                          only=[named(name)])  # fmt: skip
    assert rows(read(batch), coding.value)[1][2] == name


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "＝1", "\t=1",
                                  "'=1"])  # fmt: skip
def test_no_cell_is_a_formula_and_no_line_is_broken(name: str) -> None:
    batch = batching.send(centre=card_files.centre(), by=SERVICE, at=AT, only=[named(name)])
    cell = rows(read(batch))[1][2]
    assert cell.startswith("'")
    assert cells.unguarded(cell) == name.replace("\t", " ")


def test_the_file_stays_that_of_the_manifest_when_the_family_chooses_otherwise() -> None:
    family = card_makers.child()
    card = card_makers.order(person=family)
    batch = batching.send(centre=card_files.centre(), by=SERVICE, at=AT, only=[card])
    before = read(batch)
    card.refresh_from_db()
    choosing.choose(card=card, delivery="post", address="某地址", by=staff(), at=AT)
    assert read(batch) == before
    other = card_makers.office()
    choosing.choose(card=card, delivery="office", office=other, by=staff(), at=AT)
    assert read(batch) == before
    assert hashlib.sha256(before).hexdigest() == batch.sha256


def test_a_batch_begins_with_none_of_the_cards_that_went_into_another() -> None:
    first = card_files.sent(2)
    one, two = cards_of(first)
    card_files.answer(first, [failed(one)])
    one.refresh_from_db()
    batching.again(card=one, by=SERVICE, at=AT)
    second = batching.send(centre=card_files.centre(), by=SERVICE, at=AT, only=[one])
    assert batching.start(batch=first, by=SERVICE, at=AT) == 1
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.making, two.making) == ("sent", "started")
    assert batching.start(batch=second, by=SERVICE, at=AT) == 1


def test_a_line_break_in_a_name_breaks_no_line() -> None:
    batch = batching.send(centre=card_files.centre(), by=SERVICE, at=AT,
                          only=[named("张\r\n=1")])  # fmt: skip
    assert len(rows(read(batch))) == 2


def test_the_pictures_go_beside_the_file_and_the_line_names_them() -> None:
    batch = batching.send(centre=card_files.centre(), by=SERVICE, at=AT,
                          only=[named("甲", photo=b"x" * 1000), named("乙")])  # fmt: skip
    packed = io.BytesIO(b"".join(batching.photos(batch=batch, by=SERVICE, at=AT)))
    with tarfile.open(fileobj=packed) as tar:
        (entry,) = tar.getmembers()
        picture = tar.extractfile(entry)
        assert picture is not None
        data = picture.read()
    by_order = {row[1]: row[12] for row in rows(read(batch))[1:]}
    assert by_order[entry.name.removesuffix(".jpg")] == hashlib.sha256(data).hexdigest()
    assert sorted(by_order.values())[0] == ""


def test_cards_that_a_branch_prints_are_in_no_batch() -> None:
    card_makers.order(delivery="bank")
    with pytest.raises(NothingToSend):
        batching.send(centre=card_files.centre(), by=SERVICE, at=AT)
    assert not Batch.objects.exists()


def test_no_card_is_sent_or_printed_for_the_dead() -> None:
    bank = card_makers.office("bank", code="branch")
    stock.receive(office=bank, count=1, about="note 1", by=SERVICE, at=AT)
    at_centre, at_bank = card_makers.order(), card_makers.order(delivery="bank", office=bank)
    for card in (at_centre, at_bank):
        Person.objects.filter(pk=card.person_id).update(died_on=AT.date())
    with pytest.raises(NothingToSend):
        batching.send(centre=card_files.centre(), by=SERVICE, at=AT)
    printing.print_at_once(card=at_bank, office=bank, number="Z00000001", code="A" * 32,
                           by=staff("bank"), at=AT)  # fmt: skip
    at_bank.refresh_from_db()
    assert (at_bank.making, at_bank.number) == ("stopped", "")
    assert stock.level(office=bank).left == 1


@pytest.mark.parametrize("role", ["clerk", "reviewer", "bank", "hospital", "hotline"])
def test_only_a_card_centre_sends_reads_and_takes(role: str) -> None:
    batch, by = card_files.sent(1), staff(role)
    card_makers.order()
    data = whole(lines_of(batch))
    for attempt in (
        lambda: batching.send(centre=card_files.centre(), by=by, at=AT),
        lambda: batching.content(batch=batch, by=by, at=AT),
        lambda: batching.photos(batch=batch, by=by, at=AT),
        lambda: batching.start(batch=batch, by=by, at=AT),
        lambda: card_files.take(batch, data, by=by),
        lambda: boards.board(centre=card_files.centre(), by=by, at=AT),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            attempt()


def test_whose_data_was_read_for_the_making_is_in_the_audit_trail() -> None:
    batch = card_files.sent(2)
    read(batch)
    told = AuditEntry.objects.filter(action="card.read-for-making")
    assert {entry.person for entry in told} == {card.person_id for card in cards_of(batch)}
    number = rows(read(batch))[1][7]
    assert not AuditEntry.objects.filter(Q(subject__contains=number) | Q(detail__icontains=number))


# What comes back.


def test_what_is_made_and_what_failed() -> None:
    batch = card_files.sent(3)
    batching.start(batch=batch, by=SERVICE, at=AT)
    one, two, three = cards_of(batch)
    row = card_files.answer(batch, [made(one), failed(two, reason="chip")], at=AT + DAY)
    assert (row.good, row.lines) == (2, 2)
    one.refresh_from_db()
    assert (one.making, one.number, one.made_at) == ("made", f"Z{one.pk:08}", AT + DAY)
    assert str(one.valid_until) == "2036-11-22"
    assert one.stopped_on is not None
    two.refresh_from_db()
    assert (two.making, two.tries, two.stopped_on) == ("failed", 1, None)
    assert two.events.last().detail == {"batch": batch.number, "reason": "chip"}
    progress = boards.progress(batch=batch, on=AT.date())
    assert (progress.made, progress.failed, progress.open, progress.stage) == (1, 1, 1, "partly")
    assert progress.now == {"made": 1, "failed": 1, "started": 1}
    assert [event.action for event in CardEvent.objects.filter(card=three)] == [
        "order", "send", "start"]  # fmt: skip


def test_a_failed_card_is_made_again_singly_and_keeps_its_place() -> None:
    batch = card_files.sent(2)
    one, two = cards_of(batch)
    card_files.answer(batch, [failed(one), made(two)])
    one.refresh_from_db()
    batching.again(card=one, by=staff("card-centre"), at=AT)
    second = batching.send(centre=card_files.centre(), by=SERVICE, at=AT, only=[one])
    assert second.count == 1
    before = one.place_from
    card_files.answer(second, [made(one)])
    one.refresh_from_db()
    assert (one.making, one.place_from, one.tries) == ("made", before, 1)
    first = boards.progress(batch=batch, on=AT.date())
    assert (first.made, first.failed, first.open) == (1, 1, 0)


def test_a_batch_is_begun_once() -> None:
    batch = card_files.sent(2)
    assert batching.start(batch=batch, by=SERVICE, at=AT) == 2
    with pytest.raises(Conflict):
        batching.start(batch=batch, by=SERVICE, at=AT)


def test_a_card_stopped_on_the_way_is_found_when_it_comes_back() -> None:
    batch = card_files.sent(2)
    one, two = cards_of(batch)
    ordering.stop(card=one, reason="death", by=SERVICE, at=AT)
    row = card_files.answer(batch, [made(one), made(two)])
    one.refresh_from_db()
    assert (one.making, one.number) == ("stopped", f"Z{one.pk:08}")
    assert [bad.reason for bad in row.bad.all()] == ["stopped"]
    assert boards.progress(batch=batch, on=AT.date()).made == 2
    assert stock.level(office=card_files.centre()).used == 2


STEPS = ("order", "send", "start", "answer", "answer", "again", "stop", "statement", "old")


@pytest.mark.parametrize("seed", range(10))
def test_sent_is_made_failed_and_open_whatever_happens(seed: int) -> None:
    draw = random.Random(seed)
    files: list[tuple[Batch, bytes]] = []
    for _ in range(25):
        _step(draw, draw.choice(STEPS), files)
        _holds()


def _step(draw: random.Random, name: str, files: list[tuple[Batch, bytes]]) -> None:
    batches = list(Batch.objects.order_by("pk"))
    batch = draw.choice(batches) if batches else None
    if name == "order":
        for _ in range(draw.randint(1, 4)):
            card_makers.order()
    elif name == "send" and Card.objects.filter(making="ordered").exists():
        batching.send(centre=card_files.centre(), by=SERVICE, at=AT, most=draw.randint(1, 4))
    elif name == "start" and batch and not batch.started_at:
        batching.start(batch=batch, by=SERVICE, at=AT)
    elif name in ("answer", "statement") and batch:
        data = whole([card_files.line(_drawn(draw, card)) for card in cards_of(batch)
                      if draw.random() < 0.7])  # fmt: skip
        files.append((batch, data))
        card_files.take(batch, data, kind="result" if name == "answer" else name)
    elif name == "again":
        for card in Card.objects.filter(making="failed")[:2]:
            batching.again(card=card, by=SERVICE, at=AT)
    elif name == "stop" and (card := Card.objects.exclude(making="stopped").first()):
        ordering.stop(card=card, reason="death", by=SERVICE, at=AT)
    elif name == "old" and files:
        card_files.take(*draw.choice(files))


def _drawn(draw: random.Random, card: Card) -> list[str]:
    return made(card) if draw.random() < 0.6 else failed(card, spoiled=draw.choice("01"))


def _holds() -> None:
    for batch in Batch.objects.all():
        found = boards.progress(batch=batch, on=AT.date())
        assert batch.count == found.sent == found.made + found.failed + found.open
    for card in Card.objects.all():
        last = card.lines.order_by("-pk").first()
        open_ones = card.lines.filter(outcome="").count()
        assert open_ones <= 1
        if card.making in ("sent", "started"):
            assert last is not None
            assert last.outcome == ""
        elif card.making in ("made", "failed"):
            assert last is not None
            assert last.outcome == card.making
        history = list(card.events.filter(axis="making").order_by("pk"))
        assert history[-1].after == card.making
    used = StockMovement.objects.filter(kind="used").aggregate(n=Sum("count"))["n"] or 0
    assert used == BatchLine.objects.filter(outcome="made").count()


# Reconciliation.


def test_made_there_and_failed_here_is_found_and_mended() -> None:
    batch = card_files.sent(3)
    one, two, three = cards_of(batch)
    card_files.answer(batch, [failed(one, spoiled="0"), made(two)])
    row = card_files.answer(batch, [made(one), made(two), made(three)], kind="statement")
    assert {card.making for card in cards_of(batch)} == {"made"}
    found = Finding.objects.filter(file=row).order_by("card")
    assert [(each.card_id, each.kind, each.settled_as) for each in found] == [
        (one.pk, "made-there", "mended"), (three.pk, "made-there", "mended")]  # fmt: skip
    assert boards.progress(batch=batch, on=AT.date()).made == 3
    assert stock.level(office=card_files.centre()).used == 3


def test_a_card_that_could_not_be_written_here_is_found_by_the_statement() -> None:
    batch = card_files.sent(3)
    lines = lines_of(batch)
    unlucky = cards_of(batch)[1]
    with _refusing(unlucky):
        row = card_files.take(batch, whole(lines))
    assert [bad.reason for bad in row.bad.all()] == ["not-stored"]
    unlucky.refresh_from_db()
    assert unlucky.making == "sent"
    card_files.take(batch, whole(lines), kind="statement")  # the same bytes
    unlucky.refresh_from_db()
    assert unlucky.making == "made"
    assert BadLine.objects.get(file=row).settled_at == AT
    assert Finding.objects.get().settled_as == "mended"


class _refusing:
    """The database refuses one card's row."""

    def __init__(self, card: Card) -> None:
        self.card = card

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF NEW.id = {self.card.pk} THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; "
                "END $$")  # fmt: skip
            cursor.execute("CREATE TRIGGER refuse BEFORE UPDATE ON cards_card FOR EACH ROW "
                           "EXECUTE FUNCTION refuse()")  # fmt: skip

    def __exit__(self, *_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER refuse ON cards_card")


Prepare = Callable[[Batch, Card], Sequence[str] | None]


def _again_first(batch: Batch, card: Card) -> Sequence[str]:
    card_files.answer(batch, [failed(card)])
    card.refresh_from_db()
    batching.again(card=card, by=SERVICE, at=AT)
    return made(card)


def _stopped_first(batch: Batch, card: Card) -> Sequence[str]:
    ordering.stop(card=card, reason="loss", by=SERVICE, at=AT)
    return made(card)


def _here_only(batch: Batch, card: Card) -> None:
    card_files.answer(batch, [made(card)])


def _failed_there(batch: Batch, card: Card) -> Sequence[str]:
    card_files.answer(batch, [made(card)])
    return failed(card)


def _other_number(batch: Batch, card: Card) -> Sequence[str]:
    card_files.answer(batch, [made(card)])
    return made(card, number="Y00000001")


@pytest.mark.parametrize(("kind", "prepare", "after"), [
    ("made-twice", _again_first, "ordered"),
    ("made-though-stopped", _stopped_first, "stopped"),
    ("made-here-only", _here_only, "made"),
    ("failed-there", _failed_there, "made"),
    ("other-number", _other_number, "made"),
])  # fmt: skip
def test_what_needs_somebodys_eyes_stays_open_until_it_is_settled(
    kind: str, prepare: Prepare, after: str
) -> None:
    batch = card_files.sent(2)
    card, other = cards_of(batch)
    cells_of_it = prepare(batch, card)
    stated = [made(other), *([cells_of_it] if cells_of_it else [])]
    card_files.answer(batch, stated, kind="statement")
    found = Finding.objects.get(card=card)
    assert (found.kind, found.settled_at) == (kind, None)
    card.refresh_from_db()
    assert card.making == after
    _holds()
    # The next statement finds the same once.
    card_files.take(batch, whole([card_files.line(each) for each in stated]) + b"\n",
                    kind="statement")  # fmt: skip
    assert Finding.objects.filter(card=card).count() == 1
    centre = staff("card-centre")
    reconciling.settle(finding=found, settled_as="destroyed", by=centre, at=AT)
    with pytest.raises(Conflict):
        reconciling.settle(finding=found, settled_as="destroyed", by=centre, at=AT)
    with pytest.raises(NotAllowed):
        reconciling.settle(finding=found, settled_as="destroyed", by=staff("clerk"), at=AT)


def test_a_failure_that_was_not_heard_of_is_mended_too() -> None:
    batch = card_files.sent(1)
    (card,) = cards_of(batch)
    card_files.answer(batch, [failed(card)], kind="statement")
    card.refresh_from_db()
    assert (card.making, Finding.objects.get().settled_as) == ("failed", "mended")


def test_what_could_not_be_mended_is_not_called_mended() -> None:
    """The centre gives a number that another card has; the database refuses a second card's row."""
    other = card_makers.card("made")
    batch = card_files.sent(3)
    one, two, three = cards_of(batch)
    with _refusing(two):
        row = card_files.answer(
            batch, [made(one, number=other.number), made(two), made(three)], kind="statement"
        )
    assert {(each.card_id, each.settled_as) for each in row.findings.all()} == {
        (three.pk, "mended")}  # fmt: skip
    assert {each.reason for each in row.bad.all()} == {"number-taken", "not-stored"}
    progress = boards.progress(batch=batch, on=AT.date())
    assert (progress.made, progress.open) == (1, 2)


def test_a_card_whose_line_cannot_be_read_is_not_said_to_be_missing_there() -> None:
    batch = card_files.sent(2)
    one, two = cards_of(batch)
    card_files.answer(batch, [made(one), made(two)])
    row = card_files.answer(batch, [made(one, number="Z1"), made(two)], kind="statement")
    assert [bad.reason for bad in row.bad.all()] == ["card-number"]
    assert not row.findings.exists()


@pytest.mark.parametrize("seed", range(5))
def test_three_seeded_faults_are_found_and_nothing_else(seed: int) -> None:
    """Made there: not heard of here, not written here, failed here. Made here: not known there."""
    draw = random.Random(seed)
    batch = card_files.sent(40)
    cards = cards_of(batch)
    unheard, unwritten, failed_here, unknown_there = draw.sample(cards, 4)
    told = [failed(card) if card == failed_here else made(card) for card in cards
            if card != unheard]  # fmt: skip
    draw.shuffle(told)
    with _refusing(unwritten):
        card_files.answer(batch, told)
    before = boards.progress(batch=batch, on=AT.date())
    assert (before.made, before.failed, before.open) == (37, 1, 2)
    stated = [made(card) for card in cards if card != unknown_there]
    row = card_files.answer(batch, stated, kind="statement")
    found = {(each.card, each.kind, each.settled_as) for each in row.findings.all()}
    assert found == {
        (unheard, "made-there", "mended"), (unwritten, "made-there", "mended"),
        (failed_here, "made-there", "mended"), (unknown_there, "made-here-only", ""),
    }  # fmt: skip
    after = boards.progress(batch=batch, on=AT.date())
    assert (after.sent, after.made, after.failed, after.open) == (40, 40, 0, 0)
    # A cycle later there is nothing new, and stock and history agree.
    again = whole([card_files.line(each) for each in reversed(stated)])
    assert not card_files.take(batch, again, kind="statement").findings.exists()
    assert not BadLine.objects.filter(settled_at=None).exists()
    assert stock.level(office=card_files.centre()).used == 40
    assert CardEvent.objects.filter(action="make").count() == 40


# Blanks.


def test_blanks_are_counted_from_delivery_to_destruction() -> None:
    centre, by = card_files.centre(), staff("card-centre")
    stock.receive(office=centre, count=10, about="note 7", by=by, at=AT)
    batch = card_files.sent(3)
    one, two, three = cards_of(batch)
    card_files.answer(batch, [made(one), made(two, spoiled="1"), failed(three, spoiled="2")])
    stock.spoil(office=centre, count=1, about="bent", by=by, at=AT)
    level = stock.level(office=centre)
    assert (level.received, level.used, level.spoiled, level.left) == (10, 2, 4, 4)
    assert stock.destroy(office=centre, count=4, about="minutes 3", by=by, at=AT).to_destroy == 0
    with pytest.raises(NotEnoughBlanks):
        stock.destroy(office=centre, count=1, about="minutes 4", by=by, at=AT)
    with pytest.raises(NotEnoughBlanks) as refusal:
        stock.spoil(office=centre, count=5, about="bent", by=by, at=AT)
    assert refusal.value.left == 4
    for count in (0, -1):
        with pytest.raises(Invalid):
            stock.receive(office=centre, count=count, about="", by=by, at=AT)
    with pytest.raises(NotAllowed):
        stock.receive(office=centre, count=1, about="", by=staff("clerk"), at=AT)


def test_nobody_counts_the_blanks_of_somebody_else() -> None:
    centre, bank = card_files.centre(), card_makers.office("bank", code="branch")
    other = card_makers.office("bank", code="other")
    by_right = {centre.pk: staff("card-centre"), bank.pk: staff("bank", office="branch")}
    for by in (staff("bank", office="branch"), staff("card-centre"), staff("clerk"),
               staff("bank", office="branch", region="420100")):  # fmt: skip
        for place in (centre, bank, other):
            if by.grants[0].role == by_right.get(place.pk, SERVICE).role \
                    and by.grants[0].region == "410100":  # fmt: skip
                continue
            for act in (stock.receive, stock.spoil, stock.destroy):
                with pytest.raises((NotAllowed, NotHere)):
                    act(office=place, count=1, about="x", by=by, at=AT)
    for place in (centre, bank):
        assert stock.receive(office=place, count=1, about="x", by=by_right[place.pk], at=AT).left


def test_more_cards_than_blanks_is_noticed() -> None:
    card_files.answer(batch := card_files.sent(1), [made(cards_of(batch)[0])])
    level = stock.level(office=card_files.centre())
    assert (level.left, level.short) == (-1, True)
    noted = AuditEntry.objects.get(action="stock.short")
    assert noted.detail == {"left": -1, "about": batch.number}
    assert boards.board(centre=card_files.centre(), by=SERVICE, at=AT).stock.short


def test_a_branch_prints_a_card_at_once_with_a_blank_of_its_own() -> None:
    bank, by = card_makers.office("bank", code="branch"), staff("bank")
    card = card_makers.order(delivery="bank", office=bank)
    told: dict[str, Any] = {"card": card, "office": bank, "by": by, "at": AT,
                            "number": "z00000001 ", "code": "A" * 32}  # fmt: skip
    with pytest.raises(NotEnoughBlanks):
        printing.print_at_once(**told)
    card.refresh_from_db()
    stock.receive(office=bank, count=1, about="note 1", by=by, at=AT)
    printing.print_at_once(**told)
    card.refresh_from_db()
    assert (card.making, card.number, card.at_office_since) == ("at-office", "Z00000001", AT)
    assert stock.level(office=bank).left == 0
    with pytest.raises(NotNow):
        printing.print_at_once(**told)


def test_a_branch_prints_with_its_own_blanks_alone() -> None:
    bank, other = (card_makers.office("bank", code=code) for code in ("branch", "other"))
    card = card_makers.order(delivery="bank", office=bank)
    stock.receive(office=bank, count=1, about="note 1", by=SERVICE, at=AT)
    for by in (staff("bank", office=other.code), staff("bank", region="420100")):
        with pytest.raises(Refusal):
            printing.print_at_once(card=card, office=bank, number="Z00000001", code="A" * 32,
                                   by=by, at=AT)  # fmt: skip
    assert stock.level(office=bank).left == 1


def test_a_branch_prints_no_number_that_another_card_has() -> None:
    bank, by = card_makers.office("bank", code="branch"), staff("bank")
    stock.receive(office=bank, count=2, about="note 1", by=by, at=AT)
    other = card_makers.card("made")
    card = card_makers.order(delivery="bank", office=bank)
    with pytest.raises(Conflict) as refusal:
        printing.print_at_once(card=card, office=bank, by=by, at=AT, number=other.number,
                               code="A" * 32)  # fmt: skip
    assert refusal.value.code == "number-taken"
    assert card.making == "ordered"
    assert stock.level(office=bank).left == 2
    with pytest.raises(NotAllowed):
        printing.print_at_once(card=card, office=bank, by=staff("clerk"), at=AT,
                               number="Z00000001", code="A" * 32)  # fmt: skip
    with pytest.raises(Conflict):
        printing.print_at_once(card=card_makers.order(), office=bank, by=by, at=AT,
                               number="Z00000001", code="A" * 32)  # fmt: skip


# The board.


def test_the_board_turns_red_when_cards_wait_for_a_batch_to_fill() -> None:
    card_makers.order()  # on a Monday
    centre = card_files.centre()
    for days, late in ((0, False), (2, False), (3, True)):
        found = boards.board(centre=centre, by=staff("card-centre"), at=AT + days * DAY).waiting
        assert (found.count, found.late) == (1, late), days
    assert str(found.send_by) == "2026-11-25"
    batching.send(centre=centre, by=SERVICE, at=AT)
    assert not boards.board(centre=centre, by=SERVICE, at=AT + 9 * DAY).waiting.late


def test_the_board_shows_a_batch_through_its_stages() -> None:
    batch = card_files.sent(2)
    stage = lambda: boards.board(centre=card_files.centre(), by=SERVICE, at=AT).batches[0]  # noqa: E731
    assert stage().stage == "sent"
    batching.start(batch=batch, by=SERVICE, at=AT)
    assert stage().stage == "started"
    one, two = cards_of(batch)
    Card.objects.filter(batch=batch).update(due_on=(AT - DAY).date())
    card_files.answer(batch, [made(one)])
    assert (stage().stage, stage().late) == ("partly", True)
    card_files.answer(batch, [failed(two)])
    assert (stage().stage, stage().late) == ("closed", False)


# Kills and races.


def _killed_at(statement: int, work: Callable[[], object]) -> bool:
    """Do it in a process that is killed before its n-th statement; whether it was."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        count = 0

        def wrapper(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            nonlocal count
            count += 1
            if count == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(wrapper):
            work()
        os.kill(os.getpid(), signal.SIGTERM)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.django_db(transaction=True)
def test_a_kill_at_any_statement_leaves_a_whole_batch_or_none() -> None:
    cards = [card_makers.order() for _ in range(3)]
    before = AuditEntry.objects.count()
    for statement in range(1, 60):
        killed = _killed_at(statement, lambda: batching.send(
            centre=card_files.centre(), by=SERVICE, at=AT))  # fmt: skip
        if not killed:
            break
        assert not Batch.objects.exists()
        assert set(Card.objects.values_list("making", "version")) == {("ordered", 1)}
        assert AuditEntry.objects.count() == before
    assert statement > 5
    batch = Batch.objects.get()
    assert {card.pk for card in cards_of(batch)} == {card.pk for card in cards}
    assert hashlib.sha256(read(batch)).hexdigest() == batch.sha256


@pytest.mark.django_db(transaction=True)
def test_a_kill_while_a_result_is_taken_leaves_all_of_it_or_nothing() -> None:
    batch = card_files.sent(3)
    one, two, three = cards_of(batch)
    data = whole([card_files.line(each) for each in (made(one), failed(two), made(three)[:3])])
    statement = 0
    for statement in range(1, 90):
        if not _killed_at(statement, lambda: card_files.take(batch, data)):
            break
        assert not ResultFile.objects.exists()
        assert not StockMovement.objects.exists()
        assert set(Card.objects.values_list("making", flat=True)) == {"sent"}
    assert statement > 10
    assert sorted(Card.objects.values_list("making", flat=True)) == ["failed", "made", "sent"]
    assert (ResultFile.objects.get().good, BadLine.objects.count()) == (2, 1)
    card_files.take(batch, data)
    assert ResultFile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_kill_while_files_are_written_leaves_a_whole_folder_or_none(tmp_path: Path) -> None:
    batch = card_files.sent(3)
    write = lambda: delivering.write(batch=batch, folder=tmp_path, by=SERVICE, at=AT)  # noqa: E731
    for statement in range(1, 40):
        if not _killed_at(statement, write):
            break
        assert not (tmp_path / batch.number).exists()
    assert statement > 4
    folder = write()
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{batch.number}.csv", f"{batch.number}.json", f"{batch.number}.photos.tar"]  # fmt: skip
    data = (folder / f"{batch.number}.csv").read_bytes()
    assert hashlib.sha256(data).hexdigest() == batch.sha256
    told = msgspec.json.decode((folder / f"{batch.number}.json").read_bytes())
    assert told["sha256"] == batch.sha256
    assert [path.name for path in tmp_path.iterdir()] == [batch.number]
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder, *folder.iterdir()))


@pytest.mark.django_db(transaction=True)
def test_many_who_send_and_take_at_once_do_everything_once() -> None:
    for _ in range(12):
        card_makers.order()
    centre = card_files.centre()

    def send() -> None:
        with contextlib.suppress(NothingToSend):
            batching.send(centre=centre, by=SERVICE, at=AT, most=3)

    _at_once([send] * 6)
    while Card.objects.filter(making="ordered").exists():
        send()
    twice = BatchLine.objects.values("card").annotate(n=Count("pk")).filter(n__gt=1)
    assert not twice.exists()
    assert BatchLine.objects.count() == 12
    batch = Batch.objects.order_by("pk")[0]
    data = whole(lines_of(batch))
    _at_once([lambda: card_files.take(batch, data)] * 6)
    assert ResultFile.objects.count() == 1
    assert CardEvent.objects.filter(action="make").count() == batch.count
    assert stock.level(office=centre).used == batch.count


def _at_once(work: Sequence[Callable[[], object]]) -> None:
    failures: list[BaseException] = []

    def run(each: Callable[[], object]) -> None:
        try:
            each()
        except Exception as error:  # noqa: BLE001 - shown by the test below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(each,)) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
