"""The office's doors: finding a card, its lists, taking cards in by scan, and what happens next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from card_makers import AT, again, card, child, number, office
from card_staff import page, staff
from django.http import HttpResponse
from django.test import Client

from firstcard.cards.models import Card, CardEvent, Shipment
from firstcard.core.models import AuditEntry
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def clerk() -> Client:
    """Of the office that `card_makers` names, and of no other."""
    return staff(office=office(code="here"))


def post(client: Client, path: str, **form: Any) -> HttpResponse:
    return client.post(f"/desk/cards/{path}", form)  # type: ignore[return-value]


def done(client: Client, made: Card, action: str, **form: Any) -> str:
    """Where a deed on a card leads, from the page that was last seen."""
    response = post(client, f"{made.order}/{action}/", version=again(made).version, **form)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


@pytest.mark.parametrize("said", ["{order}", "{bare}", " {order} ", "https://firstcard.example/cards/{order}/",
                                  "{case}"])  # fmt: skip
def test_a_card_is_found_by_its_code(said: str, clerk: Client) -> None:
    made = card("at-office")
    bare = made.order.replace("-", "").lower()
    typed = said.format(order=made.order, bare=bare, case=made.case)
    response = post(clerk, "", how="code", said=typed)
    assert (response.status_code, response["Location"]) == (302, f"/desk/cards/{made.order}/")


def test_a_card_is_found_by_the_childs_number_which_is_in_no_address(clerk: Client) -> None:
    made = card("at-office")
    typed = number(made.person)
    response = post(clerk, "", how="identity", kind="citizen-id", number=f" {typed} ")
    assert response["Location"] == f"/desk/cards/{made.order}/"
    assert AuditEntry.objects.filter(action="card.find", person=made.person_id).count() == 1


@pytest.mark.parametrize(("form", "status", "says"), [
    ({"how": "code", "said": ""}, 422, "Scan or type"),
    ({"how": "code", "said": "CD-0000"}, 404, "no such card"),
    ({"how": "code", "said": "FC-2222-2222-2"}, 404, "no such card"),
    ({"how": "identity", "kind": "citizen-id", "number": ""}, 422, "Type the number"),
    ({"how": "identity", "kind": "citizen-id", "number": "41010520260901001X"}, 404, "No card"),
    ({"how": "identity", "kind": "no such kind", "number": "4101"}, 404, "No card"),
])  # fmt: skip
def test_what_is_not_found_stays_in_its_box(
    form: dict[str, str], status: int, says: str, clerk: Client
) -> None:
    response = post(clerk, "", **form)
    shown = response.content.decode()
    assert response.status_code == status
    assert says in shown
    assert f'value="{form.get("said", form.get("number"))}"' in shown


def test_another_regions_card_is_not_told_from_none() -> None:
    made = card("at-office")
    response = post(staff(region="420100"), "", how="code", said=made.order)
    assert response.status_code in (404, 409)
    assert made.order not in response.content.decode().replace(f'value="{made.order}"', "")


def test_only_who_hands_cards_out_has_these_pages() -> None:
    for role in ("reviewer", "card-centre", "hospital", "hotline", "policy-officer", "auditor"):
        somebody = staff(role)
        for path in ("", "arrivals/", "shelves/waiting/"):
            page(somebody, f"/desk/cards/{path}", 403)


@pytest.mark.parametrize(("shelf", "state"), [
    ("coming", "dispatched"), ("waiting", "at-office"), ("returned", "returned"),
    ("sealed", "sealed"),
])  # fmt: skip
def test_each_list_has_its_cards_and_no_name(shelf: str, state: str, clerk: Client) -> None:
    made, other = card(state), card(state, office=office(code="there"))
    shown = page(clerk, f"/desk/cards/shelves/{shelf}/")
    assert made.order in shown
    assert made.number[-4:] in shown
    assert other.order not in shown
    assert "李小明" not in shown
    assert made.number not in shown
    assert ">1</strong>" in page(clerk, "/desk/cards/")


def test_a_card_that_is_long_on_its_way_is_to_be_looked_for(clerk: Client) -> None:
    card("dispatched", at=AT - timedelta(days=20))
    assert "to be looked for" in page(clerk, "/desk/cards/shelves/coming/")
    with time_machine.travel(AT - timedelta(days=19), tick=False):
        later = staff(office=office(code="here"))
        assert "to be looked for" not in page(later, "/desk/cards/shelves/coming/")


def test_a_card_that_nobody_fetched_after_all_reminders_is_listed_apart(clerk: Client) -> None:
    made = card("at-office")
    assert made.order not in page(clerk, "/desk/cards/shelves/unclaimed/")
    Card.objects.filter(pk=made.pk).update(reminded=3, attend_on=None)
    shown = page(clerk, "/desk/cards/shelves/unclaimed/")
    assert made.order in shown
    assert "Reminded 3 times" in shown


def test_a_list_goes_on_where_it_is_long(clerk: Client) -> None:
    made = [card("at-office") for _ in range(52)]
    Card.objects.filter(pk=made[51].pk).update(at_office_since=AT + timedelta(minutes=1))
    assert made[51].order not in page(clerk, "/desk/cards/shelves/waiting/")
    assert made[51].order in page(clerk, "/desk/cards/shelves/waiting/?office=here&after=50")
    page(clerk, "/desk/cards/shelves/no-such-list/", 404)
    page(clerk, "/desk/cards/shelves/waiting/?after=-1&office=nowhere")


def test_cards_are_taken_in_one_after_the_other(clerk: Client) -> None:
    first, second = card("dispatched"), card("dispatched")
    for made in (first, second):
        response = post(clerk, "arrivals/", office="here", said=made.order.lower())
        assert response.status_code == 302
        assert f"Taken in: {made.order}" in page(clerk, response["Location"])
    with time_machine.travel(AT + timedelta(minutes=61), tick=False):
        again_ = post(clerk, "arrivals/", office="here", said=second.order)
    assert f"Was here already: {second.order}" in page(clerk, again_["Location"])
    assert {again(first).making, again(second).making} == {"at-office"}
    assert CardEvent.objects.filter(card=second, action="arrive").count() == 1


def test_of_several_the_good_ones_are_taken_in_and_the_others_stay(clerk: Client) -> None:
    good, stopped = card("dispatched"), card("stopped")
    many = f"{good.order}\r\nrubbish<b>\r\n\r\n{stopped.order}\r\nCD-2222-2222-2\r\n{good.order}"
    response = post(clerk, "arrivals/", office="here", many=many)
    shown = response.content.decode()
    assert response.status_code == 409
    assert again(good).making == "at-office"
    assert "1 card taken in." in shown
    assert "rubbish&lt;b&gt;\n" in shown
    assert f"{stopped.order}\n" in shown
    assert f"{good.order}\n" not in shown
    assert again(stopped).making == "stopped"


def test_a_misdirected_card_is_passed_on_with_one_button(clerk: Client) -> None:
    made = card("dispatched", office=office(code="there"))
    response = post(clerk, "arrivals/", office="here", said=made.order)
    shown = response.content.decode()
    assert response.status_code == 409
    assert 'name="to" value="there"' in shown
    assert 'id="said" name="said" value=""' in shown, "the box is free for the next card"
    assert again(made).making == "dispatched"
    response = post(clerk, f"{made.order}/forward/", to="there", found_at="here")
    assert f"Passed on: {made.order}" in page(clerk, response["Location"])
    shipment = again(made).shipment
    assert shipment is not None
    assert (shipment.origin.code, shipment.to.code) == ("here", "there")


def test_a_dead_childs_card_is_set_aside_at_the_scan(clerk: Client) -> None:
    made = card("dispatched")
    Person.objects.filter(pk=made.person_id).update(died_on=AT.date())
    response = post(clerk, "arrivals/", office="here", said=made.order)
    assert "it is not handed out" in page(clerk, response["Location"])
    assert again(made).making == "stopped"


def test_a_slip_stays_in_the_box_to_be_mended(clerk: Client) -> None:
    response = post(clerk, "arrivals/", office="here", said="CD-7K3M-9QX2-0")
    assert response.status_code == 409
    assert 'id="said" name="said" value="CD-7K3M-9QX2-0"' in response.content.decode()


@pytest.mark.parametrize("form", [{"said": ""}, {"many": "\n \n"}, {}, {"many": "x\n" * 600}])
def test_a_scan_of_nothing_does_nothing(form: dict[str, str], clerk: Client) -> None:
    assert post(clerk, "arrivals/", office="here", **form).status_code in (409, 422)


def test_more_than_can_be_read_at_once_is_refused_and_stays(clerk: Client) -> None:
    many = "\n".join(f"line {n}" for n in range(501))
    response = post(clerk, "arrivals/", office="here", many=many)
    assert response.status_code == 422
    assert "line 500" in response.content.decode()


def test_what_is_missing_of_a_list_is_said(clerk: Client) -> None:
    there = office(code="here")
    sent = Shipment.objects.create(number="DL-2222-2222-2", origin=office("card-centre"), to=there,
                                   count=2, sent_at=AT)  # fmt: skip
    first, _ = (card("dispatched", shipment=sent) for _ in range(2))
    post(clerk, "arrivals/", office="here", said=first.order)
    shown = page(clerk, "/desk/cards/arrivals/")
    assert "1 of 2 cards have not come yet" in shown
    page(clerk, f"/desk/cards/lists/{sent.number}/")


def test_an_office_is_chosen_where_somebody_has_several() -> None:
    whole = staff()
    card("at-office")
    made = card("dispatched", office=office(code="there"))
    assert 'value="there"' in page(whole, "/desk/cards/")
    response = post(whole, "arrivals/", office="there", said=made.order)
    assert "office=there" in response["Location"]
    assert again(made).office == office(code="there")
    assert made.order in page(whole, "/desk/cards/shelves/waiting/"), "it stays chosen"
    assert made.order not in page(whole, "/desk/cards/shelves/waiting/?office=here")
    assert made.order not in page(whole, "/desk/cards/shelves/waiting/")


def test_a_card_goes_through_every_move_of_an_office(clerk: Client) -> None:
    made = card("returned")
    assert "done=post-again" in done(clerk, made, "post-again", tracking="EA 000000001 CN",
                                     address="郑州市金水区1号 王芳")  # fmt: skip
    assert "done=come-back" in done(clerk, made, "come-back", why="moved")
    assert "done=keep" in done(clerk, made, "keep")
    assert "done=seal" in done(clerk, made, "seal")
    assert "done=unseal" in done(clerk, made, "unseal")
    other = office(code="other", region="410105")
    assert "done=forward" in done(clerk, made, "forward", to=other.code)
    assert (again(made).making, again(made).office) == ("dispatched", other)
    assert "done=arrive" in done(staff(), made, "arrive")
    for name in ("post-again", "come-back", "keep", "seal", "unseal", "forward", "arrive"):
        assert 'role="status"' in page(clerk, f"/desk/cards/{made.order}/?done={name}")


def test_a_parcel_that_was_signed_for_is_the_familys(clerk: Client) -> None:
    made = card("posted")
    assert "done=deliver" in done(clerk, made, "deliver")
    assert again(made).making == "collected"


def test_a_dead_childs_card_is_stopped_when_it_is_taken_out(clerk: Client) -> None:
    made = card("sealed")
    Person.objects.filter(pk=made.person_id).update(died_on=AT.date())
    assert "done=stopped" in done(clerk, made, "unseal")


@pytest.mark.parametrize(("state", "action", "form", "status", "says"), [
    ("returned", "post-again", {"tracking": "?", "address": "here"}, 422, "A tracking number"),
    ("returned", "post-again", {"tracking": "EA123456789CN"}, 422, "no address"),
    ("posted", "come-back", {"why": "no reason"}, 422, "Say why"),
    ("at-office", "forward", {"to": "nowhere"}, 422, "Choose an office"),
    ("at-office", "come-back", {"why": "moved"}, 409, "cannot be done now"),
    ("collected", "seal", {}, 409, "cannot be done now"),
    ("at-office", "unseal", {}, 409, "cannot be done now"),
    ("ordered", "deliver", {}, 409, "cannot be done now"),
])  # fmt: skip
def test_what_cannot_be_done_is_said_and_what_was_typed_stays(
    state: str, action: str, form: dict[str, str], status: int, says: str, clerk: Client
) -> None:
    made = card(state)
    office(code="other", region="410105")
    response = post(clerk, f"{made.order}/{action}/", version=made.version, **form)
    shown = response.content.decode()
    assert response.status_code == status
    assert says in shown
    assert again(made).making == state
    for typed in form.values():
        assert typed in shown or typed in ("nowhere", "no reason", "moved")


def test_a_page_that_is_out_of_date_says_who_was_faster(clerk: Client) -> None:
    made = card("at-office")
    old = made.version
    done(clerk, made, "seal")
    response = post(clerk, f"{made.order}/unseal/", version=old)
    assert response.status_code == 409
    assert "Somebody else was faster" in response.content.decode()


def test_at_another_office_nothing_is_offered_and_nothing_done() -> None:
    made = card("at-office")
    elsewhere = staff(office=office(code="elsewhere"))
    shown = page(elsewhere, f"/desk/cards/{made.order}/")
    for name in ("take", "seal", "forward", "notice"):
        assert f'id="{name}"' not in shown
    response = post(elsewhere, f"{made.order}/seal/", version=made.version)
    assert response.status_code == 409
    assert "The card is at" in response.content.decode()


def test_a_switch_of_language_keeps_what_was_typed_and_does_nothing(clerk: Client) -> None:
    made = card("dispatched")
    response = post(clerk, "arrivals/", office="here", said=made.order, language="zh-hans")
    assert f'value="{made.order}"' in response.content.decode()
    assert again(made).making == "dispatched"
    back = card("returned", person=child())
    response = post(clerk, f"{back.order}/post-again/", tracking="EA99", address="某路",
                    language="zh-hans")  # fmt: skip
    shown = response.content.decode()
    assert "EA99" in shown
    assert "某路" in shown
    assert again(back).making == "returned"
