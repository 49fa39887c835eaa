"""Card centres over HTTP: a batch out, its results in, cards on to offices and the post."""

from __future__ import annotations

import hashlib
import tarfile
from io import BytesIO
from typing import Any

import card_files
import msgspec
import pytest
from card_makers import again, card, office, order
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from test_case_api import Program, of_staff, told

from firstcard.cards.models import Batch, BatchLine, Card, ResultFile
from firstcard.core import uploads, vault
from firstcard.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Program:
    card_files.centre()
    return of_staff("card-centre-zz")


def whole(reply: Any) -> bytes:
    """The bytes of a file that came in pieces."""
    assert reply.status_code == 200
    return b"".join(reply.streaming_content)


def hand_in(program: Program, batch: Batch, data: bytes, *, key: str = "", at: str = "centre",
            **changes: Any) -> Any:  # fmt: skip
    """Send a file of results with its manifest."""
    manifest = msgspec.json.encode(card_files.manifest(batch, data, **changes))
    files = {"manifest": SimpleUploadedFile("m.json", manifest, "application/json"),
             "file": SimpleUploadedFile("r.csv", data, "text/csv")}  # fmt: skip
    return program.client.post(f"/api/v1/centres/{at}/result-files", files,
                               headers=program.headers({}, key=key))  # fmt: skip


def test_a_batch_goes_out_with_manifest_file_and_pictures(centre: Program) -> None:
    for _ in range(3):
        order()
    board = centre.get("/centres/centre/board").json()
    assert (board["waiting"]["count"], board["before"]) == (3, None)
    assert centre.get("/centres/centre/board?before=x").status_code == 422
    sent = centre.send("/centres/centre/batches", {"most": 2, "coding": "gb18030"}, key="once")
    assert sent.status_code == 201, sent.content
    same = centre.send("/centres/centre/batches", {"most": 2, "coding": "gb18030"}, key="once")
    assert same.content == sent.content
    assert Batch.objects.count() == 1
    batch = sent.json()
    assert (batch["stage"], batch["sent"], batch["open"]) == ("sent", 2, 2)
    path = f"/batches/{batch['number']}"
    manifest = centre.get(f"{path}/manifest").json()
    first, second = (whole(centre.get(f"{path}/file")) for _ in range(2))
    assert first == second
    assert hashlib.sha256(first).hexdigest() == manifest["sha256"] == batch["sha256"]
    assert "李小明" in first.decode("gb18030")
    with tarfile.open(fileobj=BytesIO(whole(centre.get(f"{path}/pictures")))) as tar:
        assert tar.getnames() == []
    assert AuditEntry.objects.filter(action="card.read-for-making").count() == 6
    assert centre.send(f"{path}/start").json()["stage"] == "started"
    assert centre.send(f"{path}/start").status_code == 409
    lines = centre.get(f"{path}/lines?outcome=open").json()
    assert [each["line"] for each in lines["lines"]] == [1, 2]
    assert centre.get(f"{path}/lines?outcome=lost").status_code == 422


def test_results_come_in_once_and_bad_lines_with_number_and_reason(centre: Program) -> None:
    batch = card_files.sent(3, at=timezone.now())
    cards = card_files.cards_of(batch)
    data = card_files.whole([card_files.line(card_files.made(cards[0])),
                             card_files.line(card_files.failed(cards[1])), b"x"])  # fmt: skip
    reply = hand_in(centre, batch, data)
    assert reply.status_code == 201, reply.content
    file = reply.json()
    assert (file["lines"], file["good"], file["refused"]) == (3, 2, "")
    assert [(each["line"], each["reason"]) for each in file["bad"]] == [(4, "too-few-cells")]
    assert file["bad"][0]["text"]["en"]
    twice = hand_in(centre, batch, data)
    assert twice.json()["number"] == file["number"]
    assert ResultFile.objects.count() == 1
    (row,) = centre.get("/centres/centre/result-files").json()["files"]
    assert (row["number"], row["good"], row["aside"]) == (file["number"], 2, 1)
    seen = centre.get(f"/batches/{batch.number}").json()
    assert (seen["sent"], seen["made"], seen["failed"], seen["open"]) == (3, 1, 1, 1)
    failed = centre.get(f"/batches/{batch.number}/lines?outcome=failed").json()["lines"]
    assert [(each["order"], each["reason"]) for each in failed] == [(cards[1].order, "print")]
    assert centre.send(f"/cards/{cards[1].order}/again").json()["state"] == "ordered"
    open_ = centre.get("/centres/centre/bad-lines").json()["lines"]
    assert [each["number"] for each in open_] == [file["bad"][0]["number"]]
    settle = f"/bad-lines/{open_[0]['number']}/settle"
    assert centre.send(settle).json()["settled"] is True
    assert centre.send(settle).status_code == 409
    assert centre.get("/centres/centre/bad-lines").json()["lines"] == []


def test_a_file_that_is_not_that_of_its_manifest_is_kept_as_refused(centre: Program) -> None:
    batch = card_files.sent(2, at=timezone.now())
    data = card_files.whole(card_files.lines_of(batch))
    reply = hand_in(centre, batch, data, sha256="0" * 64)
    assert (reply.status_code, reply.json()["refused"]) == (201, "other-bytes")
    assert "SHA-256" in reply.json()["text"]["en"]
    shown = centre.get(f"/result-files/{reply.json()['number']}").json()
    assert shown == reply.json()
    assert not BatchLine.objects.exclude(outcome="").exists()
    lacking = centre.client.post("/api/v1/centres/centre/result-files",
                                 {"file": SimpleUploadedFile("r.csv", data)},
                                 headers=centre.headers({}))  # fmt: skip
    assert told(lacking)["errors"][0]["field"] == "manifest"


def test_a_file_over_the_limit_is_refused_before_it_is_looked_into(
    centre: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 1000)
    batch = card_files.sent(1, at=timezone.now())
    reply = hand_in(centre, batch, card_files.whole([b"x" * 2000]))
    assert (reply.status_code, told(reply)["errors"][0]["field"]) == (422, "file")
    assert not ResultFile.objects.exists()


def test_what_a_statement_finds_is_settled_once(centre: Program) -> None:
    batch = card_files.sent(2, at=timezone.now())
    cards = card_files.cards_of(batch)
    both = card_files.whole(card_files.lines_of(batch))
    assert hand_in(centre, batch, both).json()["good"] == 2
    one = card_files.whole([card_files.line(card_files.made(cards[0]))])
    assert hand_in(centre, batch, one, kind="statement").json()["refused"] == ""
    found = centre.get("/centres/centre/findings").json()["findings"]
    assert [(each["order"], each["kind"]) for each in found] == [(cards[1].order, "made-here-only")]
    path = f"/findings/{found[0]['number']}/settle"
    assert centre.send(path, {"settled_as": "lost"}).status_code == 422
    assert centre.send(path, {"settled_as": "corrected"}).json()["settled_as"] == "corrected"
    assert centre.send(path, {"settled_as": "no-fault"}).status_code == 409


def test_finished_cards_go_out_on_lists_or_by_post(centre: Program) -> None:
    here, cards = office(code="here"), [card("made") for _ in range(3)]
    piles = centre.get("/centres/centre/piles").json()["piles"]
    assert [(each["to"]["code"], each["count"]) for each in piles] == [("here", 3)]
    path = "/centres/centre/shipments"
    one = centre.send(path, {"to": "here", "orders": [cards[0].order]})
    assert (one.status_code, one.json()["orders"]) == (201, [cards[0].order])
    wrong = centre.send(path, {"to": "here", "orders": [cards[0].order, "CD-nothing"]})
    assert wrong.status_code == 404
    rest = centre.send(path, {"to": "here"})
    assert (rest.json()["count"], len(rest.json()["missing"])) == (2, 2)
    assert centre.send(path, {"to": "here"}).status_code == 422
    listed = f"/shipments/{rest.json()['number']}"
    clerk = of_staff("clerk-zz")
    assert clerk.get(listed).json()["to"]["code"] == here.code
    clerk.send("/offices/here/arrivals", {"order": cards[1].order})
    assert centre.get(listed).json()["missing"] == [cards[2].order]
    lists = centre.get("/centres/centre/shipments").json()["shipments"]
    assert [(each["count"], each["missing"]) for each in lists] == [(2, 1), (1, 1)]


def test_the_posts_list_is_worked_through_line_by_line(centre: Program) -> None:
    single, listed = (_by_post() for _ in range(2))
    addresses = centre.get("/centres/centre/parcels").json()["cards"]
    assert {each["address"] for each in addresses} == {"李美丽\n某路1号"}
    assert AuditEntry.objects.filter(action="card.read-address").count() == 2
    posted = centre.send(f"/cards/{single.order}/post", {"tracking": "ea 123 456 789 cn"})
    assert (posted.json()["state"], posted.json()["tracking"]) == ("posted", "EA123456789CN")
    data = f"order,tracking\n{listed.order},EA987654321CN\nCD-0000-0000-0,EA1\n".encode()
    taken = centre.client.post("/api/v1/centres/centre/post-lists",
                               {"file": SimpleUploadedFile("l.csv", data)},
                               headers=centre.headers({})).json()  # fmt: skip
    assert (taken["posted"], [each["line"] for each in taken["wrong"]]) == (1, [3])
    assert again(listed).making == "posted"


def _by_post() -> Card:
    made = card("made", delivery="post")
    made.address = vault.seal("李美丽\n某路1号".encode(), purpose="card address", bound=made.order)
    made.save(update_fields=["address"])
    return made


def test_blanks_are_counted_and_nobody_destroys_more_than_lie_there(centre: Program) -> None:
    path = "/offices/centre/stock"
    assert (
        centre.send(path, {"kind": "received", "count": 100, "about": "n1"}).json()["left"] == 100
    )
    assert centre.send(path, {"kind": "spoiled", "count": 3}).json()["to_destroy"] == 3
    many = centre.send(path, {"kind": "destroyed", "count": 4})
    assert (many.status_code, told(many)["code"]) == (409, "not-enough-blanks")
    assert centre.send(path, {"kind": "destroyed", "count": 3}).json()["destroyed"] == 3
    assert centre.send(path, {"kind": "received", "count": 0}).status_code == 422
    assert centre.get(path).json()["left"] == 97


@pytest.mark.parametrize("login", ["clerk-zz", "bank-zz", "hospital-zz", "reviewer-zz",
                                   "hotline-zz", "officer-zz", "admin"])  # fmt: skip
def test_nobody_else_sees_or_moves_what_a_centre_has(login: str) -> None:
    batch = card_files.sent(2)
    program, path = of_staff(login), f"/batches/{batch.number}"
    for part in ("", "/lines", "/manifest", "/file", "/pictures"):
        assert program.get(f"{path}{part}").status_code == 404, part
    for part in ("board", "piles", "parcels", "bad-lines", "findings", "shipments",
                 "result-files"):  # fmt: skip
        assert program.get(f"/centres/centre/{part}").status_code == 404, part
    assert program.send("/centres/centre/batches", {}).status_code == 404
    assert program.send(f"{path}/start").status_code == 404
    assert hand_in(program, batch, card_files.whole([])).status_code == 404
    assert not ResultFile.objects.exists()
    assert program.get("/offices/centre/stock").status_code == 403


def test_a_centre_of_another_province_is_none(centre: Program) -> None:
    office("card-centre", code="far", region="420100")
    assert centre.get("/centres/far/board").status_code == 404
    batch = card_files.sent(1)
    assert hand_in(centre, batch, card_files.whole([]), at="far").status_code == 404
