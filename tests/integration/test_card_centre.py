"""A card centre's own work: what leaves in time, what comes back, lists to offices, the post."""

from __future__ import annotations

import errno
import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import card_files
import card_makers
import msgspec
import pytest
from card_files import cards_of, lines_of, made, whole
from card_makers import AT, again, card, office, staff
from centre_scene import by_post
from django.db.models import Q

from firstcard.cards import boards, centre_queries
from firstcard.cards.boards import Stage
from firstcard.cards.handing_refusals import NotHere
from firstcard.cards.models import Batch, Card, CardEvent, ResultFile, Shipment
from firstcard.cards.operations import (
    batching,
    delivering,
    exchanging,
    post_lists,
    reconciling,
    results,
    sending,
)
from firstcard.cards.places import centres_of
from firstcard.core import periodic
from firstcard.core.actors import SERVICE
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, Invalid, NotAllowed, NotFound
from firstcard.people.models import Office, Person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def folder_of(tmp_path: Path, centre: Office) -> Path:
    """The folder of a centre, as an operator makes it."""
    for name in (exchanging.OUT, exchanging.IN):
        (tmp_path / centre.code / name).mkdir(parents=True)
    return tmp_path


def put(folder: Path, batch: Batch, data: bytes, *, told: bool = True) -> None:
    """What a centre lays into its folder."""
    where = folder / batch.centre.code / exchanging.IN
    (where / f"{batch.number}.result.csv").write_bytes(data)
    if told:
        (where / f"{batch.number}.result.json").write_bytes(
            msgspec.json.encode(card_files.manifest(batch, data)))  # fmt: skip


# In time, by itself.


def test_nobody_waits_for_a_batch_to_fill() -> None:
    """Anqing: families waited for months because forms were kept until they filled a batch."""
    card_makers.order()  # on a Monday; the packs give two working days
    centre = card_files.centre()
    for days in (0, 1):
        assert exchanging.send_due(by=SERVICE, at=AT + days * DAY) == []
    (batch,) = exchanging.send_due(by=SERVICE, at=AT + 2 * DAY)
    assert batch.count == 1
    assert not boards.board(centre=centre, by=SERVICE, at=AT + 30 * DAY).waiting.late
    assert exchanging.send_due(by=SERVICE, at=AT + 30 * DAY) == []


def test_a_full_batch_leaves_before_its_day_in_the_coding_of_the_last_one() -> None:
    card_files.sent(1, coding=batching.Coding.GB_18030)
    for _ in range(3):
        card_makers.order()
    card_makers.order(delivery="bank")  # a branch prints it: it waits for no batch
    assert exchanging.send_due(by=SERVICE, at=AT, full=4) == []
    (batch,) = exchanging.send_due(by=SERVICE, at=AT, full=3)
    assert (batch.count, batch.profile) == (3, "gb18030")


def test_a_batch_is_put_out_once_though_the_centre_takes_it_away(tmp_path: Path) -> None:
    batch, centre = card_files.sent(2), card_files.centre()
    assert exchanging.put_out(folder=tmp_path, by=SERVICE, at=AT) == []  # no folder, no files
    folder = folder_of(tmp_path, centre)
    assert exchanging.put_out(folder=folder, by=SERVICE, at=AT) == [batch]
    lies = folder / centre.code / "out" / batch.number
    assert {each.name for each in lies.iterdir()} == {
        f"{batch.number}.csv", f"{batch.number}.json", f"{batch.number}.photos.tar"}  # fmt: skip
    assert all(each.stat().st_mode & 0o077 == 0 for each in lies.iterdir())
    lies.rename(tmp_path / "fetched")
    assert exchanging.put_out(folder=folder, by=SERVICE, at=AT) == []
    assert not lies.exists()


def test_what_a_centre_puts_into_its_folder_is_taken_in(tmp_path: Path) -> None:
    batch = card_files.sent(2)
    folder = folder_of(tmp_path, batch.centre)
    put(folder, batch, whole(lines_of(batch)))
    (row,) = exchanging.take_in(folder=folder, by=SERVICE, at=AT)
    assert (row.refused, row.good, row.centre) == ("", 2, batch.centre)
    assert exchanging.take_in(folder=folder, by=SERVICE, at=AT) == []


def test_a_folder_that_cannot_be_worked_in_holds_up_no_other_centre(tmp_path: Path) -> None:
    full, batch = office("card-centre", code="a-centre"), card_files.sent(2)
    folder = folder_of(folder_of(tmp_path, full), batch.centre)
    (folder / full.code / "in" / "refused").write_text("no folder")
    (folder / full.code / "in" / "alone.csv").write_text("no manifest")
    put(folder, batch, whole(lines_of(batch)))
    with pytest.raises(OSError, match="refused"):
        exchanging.take_in(folder=folder, by=SERVICE, at=AT, patience=exchanging.AT_ONCE)
    assert again(cards_of(batch)[0]).making == "made"


def test_a_full_disk_at_one_centre_holds_up_no_batch_and_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = office("card-centre", code="a-centre")
    stuck = batching.send(centre=full, by=SERVICE, at=AT, only=[card_makers.order(centre=full)])
    batch, answered = card_files.sent(1), card_files.sent(1)
    folder = folder_of(folder_of(tmp_path, full), batch.centre)
    put(folder, answered, whole(lines_of(answered)))
    write = delivering.write

    def no_space(*, batch: Batch, **told: Any) -> Path:
        if batch == stuck:
            raise OSError(errno.ENOSPC, "no space")
        return write(batch=batch, **told)

    monkeypatch.setattr(delivering, "write", no_space)
    monkeypatch.setenv("FIRSTCARD_CARD_FOLDER", str(folder))
    for job in periodic.jobs():
        if job.name.startswith("cards."):
            periodic.run_due(job=job, at=AT)
    assert (folder / batch.centre.code / "out" / batch.number).is_dir()
    assert again(cards_of(answered)[0]).making == "made"


def test_a_file_that_is_still_on_its_way_is_left_alone(tmp_path: Path) -> None:
    batch = card_files.sent(1)
    folder = folder_of(tmp_path, batch.centre)
    put(folder, batch, whole(lines_of(batch)), told=False)
    where = folder / batch.centre.code / "in"
    (where / "half.json").write_text('{"format": "firstcard-ca')
    for path in where.iterdir():
        os.utime(path, (AT.timestamp(), AT.timestamp()))
    assert exchanging.take_in(folder=folder, by=SERVICE, at=AT + timedelta(minutes=9)) == []
    late = exchanging.take_in(folder=folder, by=SERVICE, at=AT + timedelta(minutes=11))
    assert {row.refused for row in late} == {"no-manifest", "manifest-unreadable"}
    assert {row.centre for row in late} == {batch.centre}


def test_a_centre_speaks_of_its_own_batches_alone(tmp_path: Path) -> None:
    batch, other = card_files.sent(1), office("card-centre", code="other-centre")
    folder = folder_of(tmp_path, other)
    data = whole(lines_of(batch))
    for name, content in (("r.csv", data),
                          ("r.json", msgspec.json.encode(card_files.manifest(
                              batch, data, file="r.csv")))):  # fmt: skip
        (folder / other.code / "in" / name).write_bytes(content)
    (row,) = exchanging.take_in(folder=folder, by=SERVICE, at=AT)
    assert (row.refused, row.centre) == ("unknown-batch", other)
    assert again(cards_of(batch)[0]).making == "sent"


# Who may.


def test_a_role_that_names_a_centre_acts_there_alone() -> None:
    batch, other = card_files.sent(1), office("card-centre", code="other-centre")
    card_makers.order()
    by = staff("card-centre", office=other.code)
    assert centres_of(by=by) == [other]
    assert centres_of(by=staff("clerk")) == []
    for attempt in (
        lambda: batching.send(centre=card_files.centre(), by=by, at=AT),
        lambda: batching.start(batch=batch, by=by, at=AT),
        lambda: batching.content(batch=batch, by=by, at=AT),
        lambda: card_files.take(batch, whole(lines_of(batch)), by=by),
        lambda: boards.board(centre=card_files.centre(), by=by, at=AT),
        lambda: sending.dispatch_all(centre=card_files.centre(), to=office(), by=by, at=AT),
        lambda: post_lists.take(data=b"", centre=card_files.centre(), by=by, at=AT),
    ):
        with pytest.raises(NotHere):
            attempt()
    with pytest.raises(NotFound):
        centre_queries.batch(number=batch.number, by=by)
    with pytest.raises(NotAllowed):
        results.take(manifest=b"{}", file=io.BytesIO(), by=staff("clerk"), at=AT)
    assert not ResultFile.objects.exists()


# What became of each card.


def test_the_bar_of_a_batch_has_every_line_once() -> None:
    batch = card_files.sent(6)
    one, two, three, four, five, six = cards_of(batch)
    card_files.answer(batch, [made(each) for each in (one, two, three, four)]
                      + [card_files.failed(five)])  # fmt: skip
    five = again(five)
    batching.again(card=five, by=SERVICE, at=AT)
    sending.dispatch(cards=[again(one)], to=office(code="here"), by=SERVICE, at=AT)
    Card.objects.filter(pk=two.pk).update(making="collected", collected_at=AT)
    Card.objects.filter(pk=six.pk).update(making="stopped")
    found = boards.progress(batch=batch, on=AT.date())
    assert found.stages == {Stage.FAILED: 1, Stage.MADE: 2, Stage.ON_THE_WAY: 1,
                            Stage.COLLECTED: 1, Stage.STOPPED: 1}  # fmt: skip
    assert list(found.stages) == sorted(found.stages, key=list(Stage).index)
    assert (found.sent, found.adds_up) == (6, True)
    Batch.objects.filter(pk=batch.pk).update(count=7)
    assert not boards.progress(batch=Batch.objects.get(), on=AT.date()).adds_up
    shown = centre_queries.lines(batch=batch, outcome="failed", after=0, most=5)
    assert [line.card.order for line in shown.rows] == [five.order]
    first = centre_queries.lines(batch=batch, outcome=None, after=0, most=4)
    rest = centre_queries.lines(batch=batch, outcome=None, after=first.after or 0, most=4)
    assert [line.number for line in (*first.rows, *rest.rows)] == [1, 2, 3, 4, 5, 6]
    assert rest.after is None


def test_a_line_that_was_set_aside_is_settled_once() -> None:
    batch, by = card_files.sent(1), staff("card-centre")
    card_files.answer(batch, [made(cards_of(batch)[0], number="short")])
    (line,) = centre_queries.bad_lines(centre=batch.centre)
    assert (line.line, line.reason) == (2, "card-number")
    reconciling.settle_line(line=line, by=by, at=AT)
    with pytest.raises(Conflict):
        reconciling.settle_line(line=line, by=by, at=AT)
    assert not centre_queries.bad_lines(centre=batch.centre).exists()
    entry = AuditEntry.objects.get(action="line.settle")
    assert entry.detail == {"line": 2, "reason": "card-number"}


# To the offices.


def test_all_cards_of_an_office_leave_on_one_list() -> None:
    here, by = office(code="here"), staff("card-centre")
    cards = [card("made", region=region) for region in ("410105", "410102", "410105")]
    dead, posted, elsewhere = card("made"), by_post(), card("made", office=office())
    Person.objects.filter(pk=dead.person_id).update(died_on=AT.date())
    shipment = sending.dispatch_all(centre=cards[0].centre, to=here, by=by, at=AT)
    assert (shipment.count, Shipment.objects.get().count) == (3, 3)
    for each in map(again, cards):
        assert (each.making, each.shipment, each.on_the_way_since) == ("dispatched", shipment, AT)
        assert each.attend_on is not None
        event = each.events.last()
        assert event is not None
        assert (event.action, event.account_id) == ("dispatch", by.account)
        assert event.detail == {"shipment": shipment.number}
    assert {again(each).making for each in (dead, posted, elsewhere)} == {"made"}
    told = AuditEntry.objects.filter(action="card.dispatch")
    assert {entry.subject for entry in told} == {f"card:{each.order}" for each in cards}
    with pytest.raises(Invalid):
        sending.dispatch_all(centre=cards[0].centre, to=here, by=by, at=AT)
    assert Shipment.objects.count() == 1


def test_one_by_one_or_all_at_once_a_card_keeps_the_same() -> None:
    here = office(code="here")
    single, bulk = card("made"), card("made")
    sending.dispatch(cards=[single], to=here, by=SERVICE, at=AT)
    sending.dispatch_all(centre=bulk.centre, to=here, by=SERVICE, at=AT)
    kept = [{name: getattr(again(each), name) for name in (
        "making", "on_the_way_since", "at_office_since", "attend_on", "reminded", "version")}
        for each in (single, bulk)]  # fmt: skip
    assert kept[0] == kept[1]


# To the post.


def test_the_posts_list_is_worked_through_line_by_line() -> None:
    one, two, three = by_post(), by_post(), card("made")
    data = "\r\n".join([
        "\ufefforder,tracking", f"{one.order.lower()},ea 123 456 789 cn", f"{two.order},x",
        "", f"{three.order},EA000000001CN", "CD-9999-9999-9,EA000000002CN", f'"{two.order}',
        "=1+1,EA000000003CN",
    ]).encode()  # fmt: skip
    found = post_lists.take(data=data, centre=one.centre, by=staff("card-centre"), at=AT)
    assert (found.posted, found.known) == (1, 0)
    assert [number for number, _ in found.wrong] == [3, 5, 6, 7, 8]
    assert (again(one).making, again(one).tracking) == ("posted", "EA123456789CN")
    assert {again(each).making for each in (two, three)} == {"made"}
    second = post_lists.take(data=data, centre=one.centre, by=staff("card-centre"), at=AT)
    assert (second.posted, second.known) == (0, 1)
    assert CardEvent.objects.filter(action="post").count() == 1


@pytest.mark.parametrize(("data", "why"), [
    (b"number,tracking\r\n", "order,tracking"), (b"", "order,tracking"),
    (b"\xff\xff\xff", "GB 18030"), (b"order,tracking\n" + b"a,b\n" * 1001, "1,000"),
])  # fmt: skip
def test_what_is_no_list_of_the_post_is_refused_whole(data: bytes, why: str) -> None:
    with pytest.raises(Invalid) as refusal:
        post_lists.take(data=data, centre=card_files.centre(), by=SERVICE, at=AT)
    assert why in refusal.value.text.en


def test_an_address_is_read_by_the_centre_and_that_is_written_down() -> None:
    one = by_post("王芳\n郑州市金水区1号")
    waiting = list(centre_queries.to_post(centre=one.centre))
    found = centre_queries.addresses(cards=waiting, by=staff("card-centre"), at=AT)
    assert [(each.pk, text) for each, text in found] == [(one.pk, "王芳\n郑州市金水区1号")]
    entry = AuditEntry.objects.get(action="card.read-address")
    assert (entry.person, entry.subject) == (one.person_id, f"card:{one.order}")
    assert not AuditEntry.objects.filter(Q(detail__icontains="金水")).exists()
    with pytest.raises(NotAllowed):
        centre_queries.addresses(cards=waiting, by=staff("clerk"), at=AT)
