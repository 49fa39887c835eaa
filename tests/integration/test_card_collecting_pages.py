"""The desk hands a card out through its pages; every slip is said, and nothing typed is lost."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from card_families import mother_of
from card_makers import AT, adult, again, card, child, number, office
from card_staff import account, page, staff
from django.http import HttpResponse
from django.test import Client

from firstcard.cards.models import Card, CardEvent, Collection
from firstcard.cards.operations import collecting
from firstcard.core import vault
from firstcard.core.models import AuditEntry
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"drawing" + b"IEND\xaeB`\x82"


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT + timedelta(hours=1), tick=False) as clock:
        yield clock


@pytest.fixture
def clerk() -> Client:
    return staff(office=office(code="here"))


def post(client: Client, made: Card, action: str, **form: Any) -> HttpResponse:
    return client.post(f"/desk/cards/{made.order}/{action}/", form)  # type: ignore[return-value]


def text(response: HttpResponse) -> str:
    return response.content.decode()


def first(made: Card, **changes: Any) -> dict[str, Any]:
    """The first page, filled in for the mother with everything in order."""
    mother = mother_of(made.person)
    whole = {"step": "who", "kind": "citizen-id", "number": number(mother), "name": mother.name,
             "guardian-identity": "yes", "child-identity": "yes",
             "card_number": made.number, "genuine": "yes"}  # fmt: skip
    return {**whole, **changes}


def second(made: Card, **changes: Any) -> dict[str, Any]:
    """The second page with it, signed on paper."""
    return {**first(made), "step": "sign", "confirmed": "yes", "signed": "paper", **changes}


def taken(client: Client, **fields: Any) -> Card:
    made = card("at-office", **fields)
    response = post(client, made, "take")
    assert (response.status_code, response["Location"]) == (
        302,
        f"/desk/cards/{made.order}/collect/",
    )
    return made


def test_a_card_is_handed_out_on_two_pages(clerk: Client) -> None:
    made = taken(clerk)
    asked = page(clerk, f"/desk/cards/{made.order}/collect/")
    assert "Identity card of the parent or guardian" in asked
    assert made.number not in asked
    shown = text(post(clerk, made, "collect", **first(made)))
    assert "Is everything on the card right?" in shown
    for printed in ("李小明", number(made.person), "1 September 2026", "Male"):
        assert printed in shown, printed
    response = post(clerk, made, "collect", **second(made))
    assert (response.status_code, response["Location"]) == (
        302, f"/desk/cards/{made.order}/?done=collect")  # fmt: skip
    there = page(clerk, response["Location"])
    assert "The card is handed out." in there
    assert f"/desk/cards/{made.order}/receipt.pdf" in there
    kept = Collection.objects.get(card=made)
    assert (kept.collector, kept.relation, kept.kind) == (mother_of(made.person), "mother", "paper")


def test_papers_are_printed_for_the_family(clerk: Client) -> None:
    made = taken(clerk)
    notice = clerk.get(f"/desk/cards/{made.order}/notice.pdf")
    post(clerk, made, "collect", **second(made))
    receipt = clerk.get(f"/desk/cards/{made.order}/receipt.pdf")
    for paper in (notice, receipt):
        assert paper["Content-Type"] == "application/pdf"
        assert paper["Cache-Control"] == "no-store"
        assert paper.content.startswith(b"%PDF")
    page(clerk, f"/desk/cards/{made.order}/notice.pdf", 404)
    page(staff("card-centre"), f"/desk/cards/{made.order}/receipt.pdf", 404)


@pytest.mark.parametrize(("kind", "signature"), [
    ({"signed": "typed", "signature": " 王 芳 "}, "王 芳".encode()),
    ({"signed": "drawn", "drawn": f"data:image/png;base64,{b64encode(PNG).decode()}"}, PNG),
    ({"signed": "paper", "signature": "left over"}, b""),
])  # fmt: skip
def test_each_kind_of_signature_is_kept_with_the_card(
    kind: dict[str, str], signature: bytes, clerk: Client
) -> None:
    made = taken(clerk)
    assert post(clerk, made, "collect", **second(made, **kind)).status_code == 302
    kept = Collection.objects.get(card=made)
    assert collecting.holds(collection=kept)
    opened = vault.unseal(kept.signature, purpose="collection", bound=kept.bound_sha256)
    assert opened == signature


@pytest.mark.parametrize(("changes", "says"), [
    ({"number": ""}, "Enter the number of the document."),
    ({"number": "41010519950304001X"}, "cannot be the number"),
    ({"name": "王花"}, "The name is not the one recorded"),
    ({"valid_until": "2020-01-01"}, "was valid until 1 January 2020"),
    ({"valid_until": "tomorrow"}, "tomorrow"),
    ({"guardian-identity": ""}, "This must be shown: Identity card"),
    ({"card_number": "A00000000"}, "This is not the card of this person"),
    ({"card_number": ""}, "This is not the card of this person"),
    ({"genuine": ""}, "A card that may not be genuine is not handed out"),
])  # fmt: skip
def test_a_slip_on_the_first_page_is_said_there_and_shows_nothing_of_the_card(
    changes: dict[str, str], says: str, clerk: Client
) -> None:
    made = taken(clerk)
    for form in (first(made, **changes), second(made, **changes)):
        response = post(clerk, made, "collect", **form)
        shown = text(response)
        assert response.status_code in (403, 409, 422)
        assert says in shown
        assert number(made.person) not in shown
        assert "error-summary" in shown
        for name in ("number", "name", "card_number"):
            assert f'value="{form[name]}"' in shown, name
    assert again(made).making == "at-office"


def test_all_slips_of_the_first_page_are_said_at_once(clerk: Client) -> None:
    made = taken(clerk)
    shown = text(post(clerk, made, "collect", **first(made, **{
        "child-identity": "", "card_number": "A00000000"})))  # fmt: skip
    assert "page of the household register." in shown
    assert "This is not the card of this person" in shown


def test_whoever_may_not_collect_is_told_so_and_sees_nothing(clerk: Client) -> None:
    made, stranger = taken(clerk), adult("路人甲")
    response = post(clerk, made, "collect",
                    **first(made, number=number(stranger), name=stranger.name))  # fmt: skip
    assert response.status_code == 403
    assert "We know nobody of that name as guardian" in text(response)
    assert number(made.person) not in text(response)


@pytest.mark.parametrize(("changes", "says"), [
    ({"confirmed": ""}, "has to confirm the data"),
    ({"signed": ""}, "Choose how the collector signs."),
    ({"signed": "wink"}, "Choose how the collector signs."),
    ({"signed": "typed", "signature": " "}, "Sign first"),
    ({"signed": "typed", "signature": "王花"}, "Type the name of the person"),
    ({"signed": "drawn", "drawn": ""}, "Sign first"),
    ({"signed": "drawn", "drawn": "data:image/png;base64,AAAA"}, "did not arrive whole"),
    ({"signed": "drawn", "drawn": "javascript:alert(1)"}, "did not arrive whole"),
])  # fmt: skip
def test_a_slip_on_the_second_page_is_said_there(
    changes: dict[str, str], says: str, clerk: Client
) -> None:
    made = taken(clerk)
    response = post(clerk, made, "collect", **second(made, **changes))
    shown = text(response)
    assert response.status_code == 422
    assert says in shown
    assert "Is everything on the card right?" in shown
    assert f'name="card_number" value="{made.number}"' in shown
    assert not Collection.objects.exists()


def test_a_letter_of_authority_lets_somebody_else_come(clerk: Client) -> None:
    made, aunt = taken(clerk), adult("姑姑")
    mother = mother_of(made.person)
    whole = second(made, number=number(aunt), name="姑姑", **{
        "letter-of-authority": "yes", "agent-identity": "yes", "given_by": number(mother),
        "giver_name": mother.name, "until": "2026-12-31"})  # fmt: skip
    assert post(clerk, made, "collect", **{**whole, "until": "2026-01-01"}).status_code == 422
    assert post(clerk, made, "collect", **whole).status_code == 302
    kept = Collection.objects.get(card=made)
    assert (kept.collector, kept.relation, kept.authorised_by) == (aunt, "agent", mother)


def test_a_stranger_with_a_letter_is_kept_only_once_the_card_is_handed_out(clerk: Client) -> None:
    made = taken(clerk)
    mother, before = mother_of(made.person), Person.objects.count()
    whole = second(made, number="110101199003070038", name="新来的人", **{
        "letter-of-authority": "yes", "agent-identity": "yes", "given_by": number(mother),
        "giver_name": mother.name})  # fmt: skip
    assert "Is everything" in text(post(clerk, made, "collect", **{**whole, "step": "who"}))
    assert Person.objects.count() == before
    assert post(clerk, made, "collect", **whole).status_code == 302
    assert Person.objects.count() == before + 1


def test_the_second_desk_is_told_who_has_the_card_and_until_when(clerk: Client) -> None:
    made, other = taken(clerk), staff(office=office(code="here"))
    shown = page(other, f"/desk/cards/{made.order}/")
    assert "is handing this card out, until 11:15 at the latest." in shown
    for action, form in (("take", {}), ("collect", first(made)), ("collect", second(made)),
                         ("reject", {"wrong": "damaged"})):  # fmt: skip
        response = post(other, made, action, **form)
        assert response.status_code == 409, action
        assert "is handing this card out" in text(response)
        assert number(made.person) not in text(response)
    assert post(clerk, made, "collect", **second(made)).status_code == 302
    late = post(other, made, "collect", **second(made))
    assert late.status_code == 409
    assert Collection.objects.count() == 1


def test_going_on_keeps_the_card_and_putting_it_back_frees_it(
    clerk: Client, frozen_clock: time_machine.Traveller
) -> None:
    made = taken(clerk)
    frozen_clock.shift(timedelta(minutes=10))
    page(clerk, f"/desk/cards/{made.order}/collect/")
    assert again(made).taken_until == AT + timedelta(hours=1, minutes=25)
    post(clerk, made, "release")
    assert again(made).taken_by is None
    assert "nothing for you" not in page(clerk, f"/desk/cards/{made.order}/")


def test_when_the_time_has_run_out_what_was_typed_stays_and_the_card_is_taken_again(
    clerk: Client, frozen_clock: time_machine.Traveller
) -> None:
    made = taken(clerk)
    frozen_clock.shift(timedelta(minutes=16))
    response = post(clerk, made, "collect", **first(made))
    shown = text(response)
    assert response.status_code == 409
    assert 'name="take" value="yes"' in shown
    assert f'value="{made.number}"' in shown
    shown = text(post(clerk, made, "collect", **first(made), take="yes"))
    assert f'value="{made.number}"' in shown
    assert again(made).taken_until == AT + timedelta(hours=1, minutes=31)
    assert post(clerk, made, "collect", **second(made)).status_code == 302


def test_while_the_time_had_run_out_another_desk_may_have_taken_it(
    clerk: Client, frozen_clock: time_machine.Traveller
) -> None:
    made, other = taken(clerk), staff(office=office(code="here"))
    frozen_clock.shift(timedelta(minutes=16))
    post(other, made, "take")
    for form in (first(made, take="yes"), second(made)):
        response = post(clerk, made, "collect", **form)
        assert response.status_code == 409
        assert "is handing this card out" in text(response)
    assert not Collection.objects.exists()


def test_handing_out_twice_changes_nothing(clerk: Client) -> None:
    made = taken(clerk)
    assert post(clerk, made, "collect", **second(made)).status_code == 302
    again_ = post(clerk, made, "collect", **second(made))
    assert again_.status_code == 409
    assert "The card now: collected" in text(again_)
    assert CardEvent.objects.filter(card=made, action="collect").count() == 1


def test_the_older_card_is_out_of_use_and_named_on_both_pages(clerk: Client) -> None:
    person = child()
    older = card("collected", person=person)
    made = taken(clerk, person=person, reason="renewal")
    post(clerk, made, "collect", **second(made))
    assert older.order in page(clerk, f"/desk/cards/{made.order}/")
    assert made.order in page(clerk, f"/desk/cards/{older.order}/")
    assert again(older).ended_on == date(2026, 11, 23)


def test_a_switch_of_language_keeps_both_pages_and_does_nothing(clerk: Client) -> None:
    made = taken(clerk)
    shown = text(post(clerk, made, "collect", **first(made), language="zh-hans"))
    assert "核验领卡人和卡片" in shown
    assert f'value="{made.number}"' in shown
    whole = second(made, signed="typed", signature="王芳")
    shown = text(post(clerk, made, "collect", **whole, language="zh-hans"))
    assert "请核对卡面信息" in shown
    assert 'value="王芳"' in shown
    assert not Collection.objects.exists()


def test_a_damaged_card_is_made_anew_in_its_place(clerk: Client) -> None:
    made = taken(clerk)
    assert "What is wrong" in page(clerk, f"/desk/cards/{made.order}/reject/")
    assert post(clerk, made, "reject").status_code == 422
    response = post(clerk, made, "reject", wrong="damaged")
    new = Card.objects.get(person=made.person, making="ordered")
    assert response["Location"] == f"/desk/cards/{new.order}/?done=reject"
    assert new.place_from == made.place_from
    assert again(made).making == "stopped"
    assert "keeps its place in line" in page(clerk, response["Location"])


def test_a_wrong_photo_needs_a_new_one(clerk: Client) -> None:
    made = taken(clerk)
    response = post(clerk, made, "reject", wrong="photo")
    assert response.status_code == 422
    assert "Choose the new photo." in text(response)
    assert 'value="photo" checked' in text(response)


def test_every_look_at_the_printed_data_is_recorded(clerk: Client) -> None:
    made = taken(clerk)
    post(clerk, made, "collect", **first(made))
    found = AuditEntry.objects.filter(person=made.person_id).values_list("action", flat=True)
    assert {"card.take", "card.check-collector", "card.show-data"} <= set(found)
    detail = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert number(mother_of(made.person)) not in detail


def test_only_who_has_a_desk_there_may(clerk: Client) -> None:
    made = taken(clerk)
    for role in ("card-centre", "hospital", "reviewer", "hotline"):
        somebody = staff(role)
        assert post(somebody, made, "take").status_code in (403, 404)
        assert somebody.get(f"/desk/cards/{made.order}/collect/").status_code in (403, 404)
    elsewhere = staff(office=office(code="elsewhere"))
    assert post(elsewhere, made, "take").status_code == 409
    assert account().pk
