"""The card centre's pages: its board, batches, files, lists, post and blanks; who may open them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import card_files
import card_makers
import every_page
import msgspec
import pytest
import time_machine
import zxingcpp
from card_files import cards_of, failed, line, lines_of, made, whole
from card_makers import AT, again, card, office
from centre_scene import by_post, scene
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from test_card_pages import page, staff
from test_languages import Reader

from firstcard.cards.files import results as form
from firstcard.cards.models import Batch, Card, Finding, ResultFile, Shipment, StockMovement
from firstcard.cards.operations import batching, stock
from firstcard.core.actors import SERVICE
from firstcard.core.models import AuditEntry
from firstcard.desk.cards.making import barcodes

pytestmark = pytest.mark.django_db
BOARD = "/desk/cards/centres/centre/"
# Written so in Chinese too: endings of files, examples of an order and of a parcel.
EXAMPLES = {"csv", "json", "CD", "QX", "EA", "CN"}
NUMBER = re.compile(r"(?:CB|CD|DL)-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")
LATER = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[Any]:
    with time_machine.travel(LATER, tick=False) as clock:
        yield clock


@pytest.fixture
def centre() -> Client:
    card_files.centre()
    return staff("card-centre")


def files(batch: Batch, data: bytes, **changes: Any) -> dict[str, SimpleUploadedFile]:
    """A right manifest and its file, as a form brings them."""
    told = msgspec.json.encode(card_files.manifest(batch, data, **changes))
    return {"manifest": SimpleUploadedFile("r.json", told, "application/json"),
            "file": SimpleUploadedFile(f"{batch.number}.result.csv", data, "text/csv")}  # fmt: skip


def hand_in(client: Client, batch: Batch, data: bytes, **changes: Any) -> str:
    """Hand a file in; the page of what became of it."""
    response = client.post(f"{BOARD}files/", files(batch, data, **changes), follow=True)
    assert response.redirect_chain, response.content.decode()[-3000:]
    return response.content.decode()


def of_batch(batch: Batch, rest: str = "") -> str:
    return f"/desk/cards/batches/{batch.number}/{rest}"


# K1: the board.


def test_a_batch_that_waits_to_fill_is_red_and_leaves_at_once(
    centre: Client, frozen_clock: Any
) -> None:
    """Anqing: for months nobody saw that forms lay there until they filled a batch."""
    card_makers.order()  # on a Monday; the packs give two working days
    assert "in time" in page(centre, BOARD)
    frozen_clock.move_to(AT + timedelta(days=2))
    assert "leaves today" in page(staff("card-centre"), BOARD)
    frozen_clock.move_to(AT + timedelta(days=3))
    late = page(staff("card-centre"), BOARD)
    assert 'class="light is-late"' in late
    assert 'class="is-waiting-late"' in late
    assert "They should have left by Wed 25 Nov 2026." in late
    assert "Send them now, however few they are." in late
    response = staff("card-centre").post(f"{BOARD}send/", {"coding": "gb18030"}, follow=True)
    batch = Batch.objects.get()
    assert "The batch was sent." in response.content.decode()
    assert (batch.count, batch.profile) == (1, "gb18030")
    after = page(staff("card-centre"), BOARD)
    assert "No card waits." in after
    assert batch.number in after
    refused = staff("card-centre").post(f"{BOARD}send/")
    assert refused.status_code == 409
    assert "No card waits to be sent" in refused.content.decode()


def test_the_bar_of_a_batch_tells_its_stages_in_words_too(centre: Client) -> None:
    batch = card_files.sent(4)
    one, two, three, _ = cards_of(batch)
    card_files.answer(batch, [made(one), made(two), failed(three)])
    shown = page(centre, BOARD)
    widths = [float(each) for each in re.findall(r'x="[\d.]+%" width="([\d.]+)%"', shown)]
    assert sum(widths) == pytest.approx(100, abs=0.1)
    assert re.findall(r"</svg> ([\w, ]+) <strong>(\d)", shown) == [
        ("sent", "1"), ("failed", "1"), ("made, at the centre", "2")]  # fmt: skip
    assert "4 sent = 2 made + 1 failed + 1 open" in shown


def test_older_batches_stand_on_a_further_page(centre: Client) -> None:
    batches = [card_files.sent(1) for _ in range(22)]
    first = page(centre, BOARD)
    older = re.search(r'href="(\?before=\d+)"', first)
    assert older is not None
    second = page(centre, BOARD + older[1])
    assert batches[-1].number in first
    assert batches[0].number not in first
    assert [each.number in second for each in batches] == [True] * 2 + [False] * 20


# K2 and K3: one batch, to the card.


def test_every_card_of_a_batch_is_found_by_what_became_of_it(centre: Client) -> None:
    batch = card_files.sent(3)
    one, two, three = cards_of(batch)
    card_files.answer(batch, [made(one), failed(two, reason="chip")])
    for show, orders in (("made", [one]), ("failed", [two]), ("open", [three]),
                         ("all", [one, two, three]), ("nonsense", [two])):  # fmt: skip
        shown = page(centre, of_batch(batch, f"?show={show}"))
        found = re.findall(r"<li><a [^>]+><code>(CD-[^<]+)", shown)
        assert found == [each.order for each in orders], show
    assert "failed · the chip" in page(centre, of_batch(batch))
    assert "It adds up" in page(centre, of_batch(batch))
    Batch.objects.update(count=4)
    assert "4 cards were sent, and 3 lines are known here" in page(centre, of_batch(batch))


def test_a_failed_card_is_made_again_alone_and_the_batch_stays_as_it_was(centre: Client) -> None:
    batch = card_files.sent(2)
    one, two = cards_of(batch)
    card_files.answer(batch, [failed(one), made(two)])
    response = centre.post(of_batch(batch, "again/"), {"order": one.order}, follow=True)
    assert "It keeps its place" in response.content.decode()
    assert again(one).making == "ordered"
    centre.post(f"{BOARD}send/")
    second = Batch.objects.latest("pk")
    assert second.count == 1
    assert second.number in page(centre, of_batch(batch))
    hand_in(centre, second, whole([line(made(one))]))
    assert "2 sent = 1 made + 1 failed + 0 open" in page(centre, of_batch(batch))
    assert "1 sent = 1 made + 0 failed + 0 open" in page(centre, of_batch(second))
    numbers = list(Card.objects.exclude(number="").values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == 2
    late = centre.post(of_batch(batch, "again/"), {"order": one.order})
    assert late.status_code == 409
    assert centre.post(of_batch(batch, "again/"), {"order": "CD-2222-2222-2"}).status_code == 404


def test_the_centre_says_that_it_has_begun_once(centre: Client) -> None:
    batch = card_files.sent(1)
    assert "begun" in centre.post(of_batch(batch, "start/"), follow=True).content.decode()
    assert again(cards_of(batch)[0]).making == "started"
    assert centre.post(of_batch(batch, "start/")).status_code == 409


def test_the_files_of_a_batch_are_those_of_its_manifest_and_each_read_is_told(
    centre: Client,
) -> None:
    batch = card_files.sent(2)
    told = centre.get(of_batch(batch, "manifest.json"))
    assert msgspec.json.decode(told.content)["sha256"] == batch.sha256
    assert not AuditEntry.objects.filter(action="card.read-for-making").exists()
    data = b"".join(centre.get(of_batch(batch, "cards.csv")).streaming_content)
    assert data == b"".join(batching.content(batch=batch, by=SERVICE, at=LATER))
    pictures = centre.get(of_batch(batch, "photos.tar"))
    assert len(b"".join(pictures.streaming_content)) % 512 == 0
    for response in (told, pictures):
        assert "attachment" in response["Content-Disposition"]
        assert response["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(action="card.read-for-making").count() == 6


# K4: files that come back.


def test_a_result_is_worked_through_line_by_line(centre: Client) -> None:
    batch = card_files.sent(3)
    one, two, three = cards_of(batch)
    data = whole([line(made(one)), line(made(two, number="short")), line(made(three))])
    shown = hand_in(centre, batch, data)
    assert "The file was worked through." in shown
    assert "Line 3 has no right card number." in shown
    assert two.order in shown
    assert {again(each).making for each in (one, three)} == {"made"}
    assert "Nothing was changed by sending it again" in _sent_again(centre, batch, data)
    assert "1 set aside" in page(centre, f"{BOARD}files/")
    assert "Lines set aside: 1." in page(centre, BOARD)


def _sent_again(client: Client, batch: Batch, data: bytes) -> str:
    with time_machine.travel(LATER + timedelta(minutes=1), tick=False):
        return hand_in(client, batch, data)


def test_a_file_that_is_not_that_of_its_manifest_is_refused_with_its_reason(
    centre: Client,
) -> None:
    batch = card_files.sent(1)
    shown = hand_in(centre, batch, whole(lines_of(batch)), sha256="0" * 64)
    assert "The file is not the one of the manifest (SHA-256)." in shown
    assert again(cards_of(batch)[0]).making == "sent"
    assert "refused" in page(centre, f"{BOARD}files/")


def test_what_is_missing_from_the_form_is_said_at_its_box(centre: Client) -> None:
    response = centre.post(f"{BOARD}files/", {})
    shown = response.content.decode()
    assert response.status_code == 422
    assert 'href="#manifest">Choose the manifest.' in shown
    assert 'href="#file">Choose the file' in shown
    assert not ResultFile.objects.exists()


def test_a_form_with_a_file_elsewhere_or_far_too_large_is_refused(centre: Client) -> None:
    batch = card_files.sent(1)
    data = {"file": SimpleUploadedFile("x.csv", b"x")}
    assert centre.post(f"{BOARD}send/", data).status_code == 400
    big = whole(lines_of(batch)) + b"x" * (15 * 1024 * 1024)
    shown = hand_in(centre, batch, big)
    assert "larger than any batch can be" in shown


# Reconciliation.


def test_a_difference_is_shown_until_somebody_has_settled_it(centre: Client) -> None:
    batch = card_files.sent(2)
    one, two = cards_of(batch)
    card_files.answer(batch, [made(one), made(two)])
    hand_in(centre, batch, whole([line(made(one, number="X00000009"))]), kind="statement")
    kinds = {each.kind: each for each in Finding.objects.all()}
    assert set(kinds) == {"other-number", "made-here-only"}
    shown = page(centre, f"{BOARD}differences/")
    assert one.order in shown
    assert two.order in shown
    path = f"/desk/cards/differences/{kinds['other-number'].pk}/"
    unsaid = centre.post(path, {"as": ""})
    assert unsaid.status_code == 422
    assert f'href="#as-{kinds["other-number"].pk}">' in unsaid.content.decode()
    assert centre.post(path, {"as": "corrected"}).status_code == 302
    assert centre.post(path, {"as": "corrected"}).status_code == 409
    assert Finding.objects.get(kind="other-number").settled_as == "corrected"
    assert centre.post(path.replace(str(kinds["other-number"].pk), "999999")).status_code == 404


def test_a_line_that_was_set_aside_is_settled_on_the_page(centre: Client) -> None:
    batch = card_files.sent(1)
    card_files.answer(batch, [made(cards_of(batch)[0], number="short")])
    shown = page(centre, f"{BOARD}differences/")
    found = re.search(r'action="(/desk/cards/lines/\d+/)"', shown)
    assert found is not None
    assert "Line 2 has no right card number." in shown
    assert centre.post(found[1]).status_code == 302
    assert centre.post(found[1]).status_code == 409


# To the offices and the post.


def test_finished_cards_leave_on_one_list_for_each_office(centre: Client) -> None:
    here, there = office(code="here"), office(code="there")
    cards = [card("made"), card("made"), card("made", office=there)]
    assert centre.post(f"{BOARD}dispatch/", {"office": "nowhere"}).status_code == 422
    response = centre.post(f"{BOARD}dispatch/", {"office": [here.code, there.code]}, follow=True)
    assert "The lists are made." in response.content.decode()
    first = Shipment.objects.get(to=here)
    shown = page(centre, f"/desk/cards/lists/{first.number}/")
    assert all((each.order in shown) == (each.office == here) for each in cards)
    whole_list = centre.get(f"/desk/cards/lists/{first.number}/orders.csv").content.decode()
    assert whole_list.split() == ["\ufefforder", *sorted(each.order for each in cards[:2])]
    page(staff("clerk", office=here), f"/desk/cards/lists/{first.number}/")
    page(staff("clerk", region="420100"), f"/desk/cards/lists/{first.number}/", 404)
    page(staff("hospital"), f"/desk/cards/lists/{first.number}/", 404)


def test_a_long_list_has_sheets(centre: Client) -> None:
    cards = [card("made") for _ in range(103)]
    centre.post(f"{BOARD}dispatch/", {"office": "here"})
    path = f"/desk/cards/lists/{Shipment.objects.get().number}/"
    first, second = page(centre, path), page(centre, f"{path}?after=100")
    assert "Cards 1 to 100 of 103" in first
    assert "Cards 101 to 103 of 103" in second
    assert sum(each.order in first for each in cards) == 100
    assert sum(each.order in second for each in cards) == 3


def test_the_bar_codes_are_read_by_another_program() -> None:
    for text in ("CD-7K3M-9QX2-R", "CD-2222-2222-2", "~ !A0"):
        widths = [10, *barcodes.widths(text), 10]
        row = b"".join((b"\xff" if place % 2 == 0 else b"\x00") * width * 3
                       for place, width in enumerate(widths))  # fmt: skip
        picture = Image.frombytes("L", (len(row), 60), row * 60)
        (found,) = zxingcpp.read_barcodes(picture)
        assert (found.text, found.format.name) == (text, "Code128")
    with pytest.raises(ValueError, match="ASCII"):
        barcodes.widths("卡")


def test_one_card_is_handed_to_the_post(centre: Client) -> None:
    one, two = by_post(), card("made")
    form_of = {"order": one.order, "tracking": "ea 123456789 cn"}
    wrong = centre.post(f"{BOARD}post/", {"order": two.order, "tracking": "EA000000001CN"})
    assert wrong.status_code == 422
    assert 'value="EA000000001CN"' in wrong.content.decode()
    assert centre.post(f"{BOARD}post/", {}).status_code == 422
    response = centre.post(f"{BOARD}post/", form_of, follow=True)
    assert "The card is in the post." in response.content.decode()
    assert "already" in centre.post(f"{BOARD}post/", form_of, follow=True).content.decode()
    assert again(one).tracking == "EA123456789CN"


def test_the_posts_list_tells_each_line_that_was_not_worked_through(centre: Client) -> None:
    one, two = by_post(), by_post()
    data = f"order,tracking\n{one.order},EA000000001CN\n{two.order},?\n".encode()
    path = f"{BOARD}post/list/"
    response = centre.post(path, {"file": SimpleUploadedFile("post.csv", data)})
    shown = response.content.decode()
    assert "In the post now: 1. There already: 0." in shown
    assert "Line 3: A tracking number has 6 to 40 letters" in shown
    assert centre.post(path, {}).status_code == 422
    big = SimpleUploadedFile("post.csv", b"order,tracking\n" * 20_000)
    assert centre.post(path, {"file": big}).status_code == 422


def test_labels_show_addresses_to_the_centre_alone(centre: Client) -> None:
    one = by_post("王芳\n郑州市金水区1号")
    assert "郑州市金水区" in page(centre, f"{BOARD}post/labels/")
    entry = AuditEntry.objects.get(action="card.read-address")
    assert entry.person == one.person_id
    page(staff(), f"{BOARD}post/labels/", 404)


# Blank cards.


def test_blank_cards_are_counted(centre: Client) -> None:
    card_files.centre()
    path = "/desk/cards/stock/centre/"
    assert centre.post(path, {}).status_code == 422
    wrong = centre.post(path, {"kind": "received", "count": "-3", "about": "note 7"})
    assert wrong.status_code == 422
    assert 'value="note 7"' in wrong.content.decode()
    for kind, count in (("received", "100"), ("spoiled", "3"), ("destroyed", "2")):
        form_of = {"kind": kind, "count": count, "about": "note 7"}
        assert centre.post(path, form_of).status_code == 302
    assert stock.level(office=card_files.centre()).left == 97
    shown = page(centre, path)
    assert "<dt>left</dt><dd>97</dd>" in shown
    assert "<dt>spoiled, to be destroyed</dt><dd>1</dd>" in shown
    more = centre.post(path, {"kind": "destroyed", "count": "2", "about": "note 8"})
    assert more.status_code == 409
    assert StockMovement.objects.count() == 3


def test_a_double_click_counts_blanks_once(centre: Client) -> None:
    card_files.centre()
    path = "/desk/cards/stock/centre/"
    (last,) = re.findall(r'name="last" value="(\d+)"', page(centre, path))
    told = {"kind": "received", "count": "100", "about": "note 7", "last": last}
    assert centre.post(path, told).status_code == 302
    twice = centre.post(path, told)
    assert twice.status_code == 409
    assert "since this page was opened" in twice.content.decode()
    (last,) = re.findall(r'name="last" value="(\d+)"', twice.content.decode())
    assert centre.post(path, {**told, "last": last}).status_code == 302
    assert stock.level(office=card_files.centre()).left == 200


def test_a_branch_keeps_its_own_blanks() -> None:
    branch = office("bank", code="branch")
    by = staff("bank", office=branch)
    form_of = {"kind": "received", "count": "10", "about": "note 1"}
    assert by.post("/desk/cards/stock/branch/", form_of).status_code == 302
    shown = page(by, "/desk/cards/stock/branch/")
    assert "card-board" not in shown
    assert "/desk/cards/centres/" not in shown
    office("bank", code="other-branch")
    page(by, "/desk/cards/stock/other-branch/", 404)
    page(staff(), "/desk/cards/stock/branch/", 404)


# Who may open what, and in which words.


def _all(batch: Batch) -> dict[str, str]:
    """Every page of a centre, on the scene."""
    whose: dict[str, list[Any]] = {
        "card-centres": [], "card-batch": [batch.number], "card-file": [
            ResultFile.objects.filter(refused="").latest("pk").pk],
        "card-list": [Shipment.objects.latest("pk").number]}  # fmt: skip
    return {name: reverse(name, args=whose.get(name, ["centre"]))
            for name in every_page.OF_A_CARD_CENTRE}  # fmt: skip


@pytest.mark.parametrize("role", ["clerk", "reviewer", "bank", "hospital", "hotline", "auditor"])
def test_the_pages_are_for_card_centres_alone(role: str) -> None:
    batch = scene()
    other = staff(role)
    for name, path in _all(batch).items():
        seen = other.get(path).status_code
        # A dispatch list is for the office it goes to as well.
        allowed = (200,) if name == "card-list" and role == "clerk" else (403, 404)
        assert seen in allowed, (name, role)
    for name, path in _all(batch).items():
        assert staff("card-centre", region="420100").get(path).status_code in (200, 404), name
    assert Client(HTTP_HOST="localhost").get(BOARD).status_code == 302
    assert page(staff("card-centre", region="420100"), BOARD, 404)


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_every_page_speaks_one_language(lang: str) -> None:
    batch = scene()
    client = staff("card-centre", lang=lang)
    for name, path in _all(batch).items():
        response = client.get(path, follow=True)
        assert response.status_code == 200, name
        said = Reader(NUMBER.sub("", response.content.decode()))
        said.said = [each for each in said.said if each[0] != "und-Latn"]
        assert said.foreign() - EXAMPLES == set(), name


def test_no_page_of_a_centre_holds_a_name_or_a_number() -> None:
    """But for the labels, whose addresses the post needs."""
    batch = scene()
    client = staff("card-centre")
    person = cards_of(batch)[0].person
    for name, path in _all(batch).items():
        if name == "card-labels":
            continue
        shown = client.get(path, follow=True).content.decode()
        assert person.name not in shown, name
        assert card_makers.number(person) not in shown, name
    assert form.COLUMNS[1] == "order"
