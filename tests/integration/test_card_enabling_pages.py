"""A branch, a social security desk and a hospital at their pages, each with what it may see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import card_families
import card_makers
import drawn_pictures
import pytest
import time_machine
from card_makers import AT, again
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from test_card_pages import page, staff

from firstcard.cards import queries
from firstcard.cards.content import CardData, data_of, sealed
from firstcard.cards.models import BankAccount, Card, CardEvent, Credential, StockMovement
from firstcard.cards.operations import passwords, stock
from firstcard.cards.states import Axis, Function, Making, Password
from firstcard.core.models import AuditEntry
from firstcard.people.models import Office, Person

pytestmark = pytest.mark.django_db
SS, BANK = Axis.SOCIAL_SECURITY, Axis.BANK
NUMBER, CODE = "A12345678", "0123456789ABCDEF0123456789ABCDEF"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


def _there(card: Card, what: str = "") -> str:
    return f"/desk/cards/{card.order}/{what}"


def _mother(card: Card, **changes: str) -> dict[str, str]:
    mother = card_families.mother_of(card.person)
    return {"kind": "citizen-id", "number": card_makers.number(mother), "name": mother.name,
            "card": "yes", "guardian-identity": "yes", "child-identity": "yes",
            **changes}  # fmt: skip


def _sent(client: Client, path: str, form: dict[str, Any], status: int = 302) -> str:
    response = client.post(path, form)
    assert response.status_code == status, response.content.decode()
    return response.headers["Location"] if status == 302 else response.content.decode()


def _branch(blanks: int = 2) -> Office:
    branch = card_makers.office("bank", region="410105")
    if blanks:
        stock.receive(office=branch, count=blanks, about="L1", at=AT,
                      by=card_makers.staff("bank", office=branch.code))  # fmt: skip
    return branch


def _to_print(branch: Office, **fields: Any) -> Card:
    return card_makers.order(delivery="bank", office=branch, **fields)


def _in_hand(**fields: Any) -> Card:
    return card_makers.card("collected", **fields)


# A branch prints


def test_a_branch_sees_its_own_cards_and_how_many_blanks_it_has() -> None:
    branch, other = _branch(), _branch(0)
    mine, theirs = _to_print(branch), _to_print(other)
    card_makers.order(office=branch)  # a centre makes it
    shown = page(staff("bank", office=branch), "/desk/cards/branch/")
    assert mine.order in shown
    assert theirs.order not in shown
    assert shown.count("CD-") == 2, "its address and its words, and no other card"
    assert "2 left" in shown
    assert f'href="/desk/cards/stock/{branch.code}/"' in shown
    page(staff("bank", office=branch), f"/desk/cards/stock/{branch.code}/")
    assert "李小明" not in shown


def test_the_card_is_printed_handed_out_by_the_same_branch_and_uses_one_blank() -> None:
    branch = _branch()
    card, client = _to_print(branch), staff("bank", office=branch)
    shown = page(client, _there(card, "print/"))
    assert "李小明" in shown
    assert card_makers.number(card.person) in shown
    form = {"number": "a12345678", "code": CODE.lower(), "valid_until": "2036-11-22"}
    assert _sent(client, _there(card, "print/"), form) == _there(card, "?done=print")
    kept = again(card)
    assert (kept.making, kept.number, kept.code) == (Making.AT_OFFICE, NUMBER, CODE)
    assert str(kept.valid_until) == "2036-11-22"
    assert stock.level(office=branch).left == 1
    assert "Hand it out now" in page(client, _there(card, "?done=print"))


@pytest.mark.parametrize(("field", "wrong"), [
    ("number", "A1234567"), ("code", "0123"), ("valid_until", "2036-13-01"), ("number", ""),
])  # fmt: skip
def test_a_slip_is_said_at_its_box_and_the_rest_stays(field: str, wrong: str) -> None:
    branch = _branch()
    card = _to_print(branch)
    form = {"number": NUMBER, "code": CODE, "valid_until": "", field: wrong}
    shown = _sent(staff("bank", office=branch), _there(card, "print/"), form, 422)
    assert f'href="#{field}"' in shown
    assert all(f'value="{value}"' in shown for value in form.values() if value)
    assert (again(card).making, stock.level(office=branch).left) == (Making.ORDERED, 2)


def test_without_blanks_nothing_is_printed_and_a_spoiled_one_is_counted() -> None:
    branch = _branch(1)
    card, client = _to_print(branch), staff("bank", office=branch)
    assert _sent(client, _there(card, "print/spoiled/"), {}) == _there(card, "?done=spoiled")
    moved = StockMovement.objects.get(kind="spoiled")
    assert (moved.count, moved.about) == (1, card.order)
    shown = _sent(client, _there(card, "print/"), {"number": NUMBER, "code": CODE}, 409)
    assert "0 are left" in shown
    assert again(card).making == Making.ORDERED
    assert "not that many blank cards" in _sent(client, _there(card, "print/spoiled/"), {}, 409)


def test_the_card_of_a_child_that_died_is_stopped_and_the_branch_told() -> None:
    branch = _branch()
    card = _to_print(branch)
    Person.objects.filter(pk=card.person_id).update(died_on=AT.date())
    client = staff("bank", office=branch)
    to = _sent(client, _there(card, "print/"), {"number": NUMBER, "code": CODE})
    assert "was not printed" in page(client, to)
    assert (again(card).making, stock.level(office=branch).left) == (Making.STOPPED, 2)


def test_the_picture_is_for_the_branch_that_prints_alone() -> None:
    branch = _branch()
    card = _to_print(branch)
    portrait = drawn_pictures.encoded(drawn_pictures.portrait())
    kept = sealed(order=card.order, data=CardData(
        name="李小明", sex=1, born_on="2026-09-01", nationality="mainland",
        number_kind="citizen-id", number="1", photo=portrait))  # fmt: skip
    Card.objects.filter(pk=card.pk).update(data=kept.data, photo=kept.photo)
    client = staff("bank", office=branch)
    assert "print/photo/" in page(client, _there(card, "print/"))
    response = client.get(_there(card, "print/photo/"))
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert response["Cache-Control"] == "private, no-store"
    for role, where, status in (("clerk", None, 403), ("hospital", None, 404),
                                ("bank", _branch(0), 409)):  # fmt: skip
        other = staff(role, office=where)
        assert other.get(_there(card, "print/photo/")).status_code == status
        assert "李小明" not in other.get(_there(card, "print/")).content.decode() or role == "bank"


def test_another_branch_is_told_where_the_card_is_printed() -> None:
    branch, other = _branch(), _branch()
    card = _to_print(branch)
    client = staff("bank", office=other)
    shown = client.get(_there(card, "print/"))
    assert shown.status_code == 409
    assert card_makers.number(card.person) not in shown.content.decode()
    assert 'id="print"' not in page(client, _there(card))


# The account and the functions


def test_a_bank_does_account_function_and_password_one_after_the_other() -> None:
    card = _in_hand(office=_branch())
    assert card.office is not None
    client = staff("bank", office=card.office)
    assert 'id="enable-bank"' not in page(client, _there(card)), "first the account"
    form = {"masked": "622848******1234", "opened_on": "2026-11-23"}
    assert _sent(client, _there(card, "account/"), form) == _there(card, "?done=account")
    assert BankAccount.objects.get().bank == card.office
    assert 'id="account"' not in page(client, _there(card, "?done=account")), "once"
    assert _sent(client, _there(card, "enable-bank/"), _mother(card)) == _there(
        card, "?done=enable-bank")  # fmt: skip
    assert _sent(client, _there(card, "enable/"), _mother(card)) == _there(card, "?done=enable")
    kept = again(card)
    assert (kept.social_security, kept.bank) == (Function.ON, Function.ON)
    for axis, at in ((SS, "password/"), (BANK, "password-bank/")):
        _sent(client, _there(card, at), _mother(card, what="password-set"))
        assert passwords.state(card=card, axis=axis) is Password.SET
    _sent(client, _there(card, "password-bank/"), {"what": "password-locked"})
    assert passwords.state(card=card, axis=BANK) is Password.LOCKED
    shown = page(client, _there(card, "password-bank/"))
    assert re.findall(r'name="what" value="([a-z-]+)"', shown) == ["password-reset"]


def test_a_whole_account_number_is_refused_and_comes_back_with_stars() -> None:
    card = _in_hand(office=_branch())
    whole = "6228480012341234567"
    shown = _sent(staff("bank", office=card.office), _there(card, "account/"),
                  {"masked": whole, "opened_on": "2026-11-23"}, 422)  # fmt: skip
    assert whole not in shown
    assert 'value="622848*********4567"' in shown
    assert 'value="2026-11-23"' in shown
    assert not BankAccount.objects.exists()


def test_whoever_works_for_all_branches_says_which_one() -> None:
    card, other = _in_hand(office=_branch(0)), _branch(0)
    client = staff("bank")
    form = {"masked": "622848******1234", "opened_on": "2026-11-23"}
    assert 'href="#bank-' in _sent(client, _there(card, "account/"), form, 422)
    _sent(client, _there(card, "account/"), {**form, "bank": other.code})
    assert BankAccount.objects.get().bank == other


@pytest.mark.parametrize(("role", "may"), [
    ("clerk", {"enable", "change"}), ("bank", {"account", "enable"}), ("card-centre", set()),
])  # fmt: skip
def test_each_desk_is_offered_what_it_may_do(role: str, may: set[str]) -> None:
    card = _in_hand()
    shown = page(staff(role), _there(card))
    offered = set(re.findall(r'<a class="button[^"]*" id="([a-z-]+)"', shown))
    assert offered & {"account", "enable", "enable-bank", "password", "renew", "change"} == may


@pytest.mark.parametrize(("role", "at"), [
    ("clerk", "account/"), ("clerk", "enable-bank/"), ("clerk", "password-bank/"),
    ("card-centre", "enable/"), ("bank", "renew/"), ("bank", "change/"), ("clerk", "print/"),
    ("card-centre", "temporary/"), ("hospital", "account/"), ("hospital", "password/"),
    ("hospital", "renew/"), ("hospital", "temporary/"), ("hospital", ""), ("hotline", "enable/"),
])  # fmt: skip
def test_whoever_may_not_sees_no_form(role: str, at: str) -> None:
    card, client = _in_hand(), staff(role)
    for response in (client.get(_there(card, at)), *(
        [client.post(_there(card, at), _mother(card))] if at else [])):  # fmt: skip
        assert response.status_code in (403, 404)
        assert "李小明" not in response.content.decode()
    assert not CardEvent.objects.filter(card=card, account__isnull=False).exists()


def test_what_is_wrong_with_who_stands_there_is_said_at_the_box() -> None:
    card, client = _in_hand(), staff()
    for changes, field in (({"guardian-identity": ""}, "guardian-identity-yes"),
                           ({"name": "王方"}, "name"), ({"number": "41010519950304041"}, "number"),
                           ({"number": ""}, "number"), ({"valid_until": "2020-01-01"},
                                                        "valid_until")):  # fmt: skip
        shown = _sent(client, _there(card, "enable/"), _mother(card, **changes), 422)
        assert f'href="#{field}"' in shown, changes
        assert 'value="王' in shown, "what was typed stays"
    assert "A guardian" not in shown
    assert again(card).social_security == Function.OFF


def test_a_stranger_and_a_child_alone_are_refused() -> None:
    card, client, other = _in_hand(), staff(), card_makers.adult("钱多")
    form = _mother(card, number=card_makers.number(other), name=other.name)
    assert "nobody of that name" in _sent(client, _there(card, "enable/"), form, 403)
    form = _mother(card, number=card_makers.number(card.person), name=card.person.name)
    assert "a guardian has to do it" in _sent(client, _there(card, "enable/"), form, 403)


def test_somebody_with_a_letter_is_taken_with_it() -> None:
    card, client, other = _in_hand(), staff(), card_makers.adult("钱多")
    mother = card_families.mother_of(card.person)
    form = _mother(card, number=card_makers.number(other), name=other.name,
                   given_by=card_makers.number(mother), giver_name="")  # fmt: skip
    shown = _sent(client, _there(card, "enable/"), form, 422)
    assert "<details open>" in shown, "what was typed there is seen"
    form |= {"giver_name": mother.name, "letter-of-authority": "yes", "agent-identity": "yes"}
    _sent(client, _there(card, "enable/"), form)
    assert CardEvent.objects.get(card=card, action="enable").detail["relation"] == "agent"


# A hospital


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_a_hospital_enables_by_the_number_on_the_card_and_sees_no_more(lang: str) -> None:
    card = _in_hand()
    BankAccount.objects.create(card=card, bank=_branch(0), masked="622848******1234",
                               opened_on=AT.date())  # fmt: skip
    client = staff("hospital", lang=lang)
    to = _sent(client, "/desk/cards/number/", {"number": card.number.lower()})
    assert to == _there(card, "enable/")
    shown = page(client, to)
    assert "李小明" in shown
    assert card_makers.number(card.person) not in shown
    assert "622848" not in shown
    to = _sent(client, to, _mother(card))
    assert again(card).social_security == Function.ON
    done = page(client, to)
    assert ("is enabled" if lang == "en" else "已启用") in done
    assert "622848" not in done
    event = CardEvent.objects.get(card=card, action="enable")
    assert event.detail["way"] == "hospital"
    again_ = _sent(client, "/desk/cards/number/", {"number": card.number})
    assert ("Nothing needs to be done" if lang == "en" else "无需办理") in page(client, again_)


def test_a_number_stands_in_no_address_and_guessing_has_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    card, client = _in_hand(), staff("hospital")
    monkeypatch.setattr(queries, "MOST", 2)
    for number in ("B00000001", "B00000002"):
        shown = _sent(client, "/desk/cards/number/", {"number": number}, 404)
        assert "No card with this number" in shown
        assert f'value="{number}"' in shown
    assert client.post("/desk/cards/number/", {"number": card.number}).status_code == 429
    assert "9 letters" in _sent(client, "/desk/cards/number/", {"number": "12"}, 422)


@pytest.mark.parametrize("state", ["ordered", "at-office", "sealed"])
def test_a_card_that_no_family_holds_is_none_for_a_hospital(state: str) -> None:
    card, client = card_makers.card(state), staff("hospital")
    page(client, _there(card, "enable/"), 404)
    page(client, _there(card, "print/"), 404)
    if card.number:
        _sent(client, "/desk/cards/number/", {"number": card.number}, 404)


def test_an_ended_card_is_said_to_be_over() -> None:
    card = _in_hand(works=True)
    Card.objects.filter(pk=card.pk).update(ended_on=AT.date(), ended_reason="replaced",
                                           social_security="ended", bank="ended")  # fmt: skip
    client = staff("hospital")
    shown = page(client, _sent(client, "/desk/cards/number/", {"number": card.number}))
    assert "out of use" in shown
    assert "<form id=" not in shown


def test_a_card_that_has_run_out_is_said_to_be_over_and_no_form_is_filled_in_for_it() -> None:
    card = _in_hand()
    Card.objects.filter(pk=card.pk).update(valid_until=AT.date() - timedelta(days=1))
    client = staff("hospital")
    shown = page(client, _sent(client, "/desk/cards/number/", {"number": card.number}))
    assert "has run out" in shown
    assert "<form id=" not in shown
    assert "has expired" in page(staff(), _there(card, "enable/"), 409)


@pytest.mark.parametrize("at", ["enable/", "enable-bank/", "account/", "password/"])
def test_nobody_fills_in_a_form_for_a_card_that_its_family_has_not_yet(at: str) -> None:
    card = card_makers.card("at-office", office=card_makers.office("bank"))
    shown = page(staff("bank"), _there(card, at), 409)
    assert "not in the family" in shown
    assert 'id="do-it"' not in shown


# A new card, the temporary credential


def test_a_card_is_renewed_at_the_desk_with_the_packs_papers_and_a_new_picture() -> None:
    card, client = _in_hand(), staff()
    Card.objects.filter(pk=card.pk).update(valid_until=AT.date())
    assert 'id="renew"' in page(client, _there(card))
    shown = page(client, _there(card, "renew/"))
    assert "valid until" in shown
    assert "What it costs here is not known" in shown
    portrait = SimpleUploadedFile("p.jpg", drawn_pictures.encoded(drawn_pictures.portrait()))
    to = _sent(client, _there(card, "renew/"), {**_mother(card), "photo": portrait})
    new = Card.objects.exclude(pk=card.pk).get()
    assert (new.reason, to) == ("renewal", _there(new, "?done=renew"))
    assert data_of(new).photo[:2] == b"\xff\xd8"
    assert "new card is ordered" in page(client, to)
    assert 'id="renew"' not in page(client, _there(card)), "one at a time"


def test_a_picture_that_is_none_or_unfit_is_refused_and_orders_nothing() -> None:
    card, client = _in_hand(), staff()
    Card.objects.filter(pk=card.pk).update(valid_until=AT.date())
    for wrong in (b"no picture", drawn_pictures.encoded(drawn_pictures.sheet())):
        response = client.post(_there(card, "renew/"), {
            **_mother(card), "photo": SimpleUploadedFile("p.jpg", wrong)})  # fmt: skip
        assert response.status_code == 422
        assert 'id="photo"' in response.content.decode()
    assert Card.objects.count() == 1


def test_a_card_that_is_valid_longer_is_not_renewed_and_the_day_is_said() -> None:
    card, client = _in_hand(), staff()
    assert 'id="renew"' not in page(client, _there(card))
    assert "can be renewed from" in _sent(client, _there(card, "renew/"), _mother(card), 409)


def test_changed_data_are_seen_beside_each_other_before_a_card_is_ordered() -> None:
    card, client = _in_hand(), staff()
    assert "says what the record says" in page(client, _there(card, "change/"))
    assert "no new card is needed" in _sent(client, _there(card, "change/"), _mother(card), 409)
    Person.objects.filter(pk=card.person_id).update(name="李晓明")
    shown = page(client, _there(card, "change/"))
    assert "李小明" in shown
    assert "李晓明" in shown
    assert card_makers.number(card.person) not in shown
    assert AuditEntry.objects.filter(action="card.show-data").count() >= 2
    _sent(client, _there(card, "change/"), _mother(card))
    assert data_of(Card.objects.exclude(pk=card.pk).get()).name == "李晓明"


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_a_temporary_credential_is_given_once_and_printed_again(lang: str) -> None:
    card, client = card_makers.card("sent"), staff(lang=lang)
    at = _there(card, "temporary/")
    assert "<form" in page(client, at)
    assert not Credential.objects.exists(), "looking gives none"
    for _ in range(2):
        assert _sent(client, at, {}) == at
    shown = page(client, at)
    assert Credential.objects.get().serial in shown
    assert card_makers.number(card.person) not in shown
    assert 'id="temporary"' not in page(client, _there(_in_hand()))
    assert client.post(_there(_in_hand(), "temporary/")).status_code == 409


# Who has no card yet


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_a_student_without_a_card_is_led_to_the_application_and_asked_for_no_school_papers(
    lang: str,
) -> None:
    client, pupil = staff(lang=lang), card_makers.child(born_on=date(2012, 5, 5))
    form = {"kind": "citizen-id", "number": card_makers.number(pupil)}
    shown = _sent(client, "/desk/cards/first/", form, 200)
    assert 'href="/desk/counter/"' in shown
    assert ("No school papers" if lang == "en" else "不需要提供学生证明") in shown
    assert form["number"] not in client.get("/desk/cards/first/").content.decode()


def test_whoever_has_a_card_is_led_to_it() -> None:
    card, client = _in_hand(), staff()
    form = {"kind": "citizen-id", "number": card_makers.number(card.person)}
    to = _sent(client, "/desk/cards/first/", form)
    assert to == _there(card, "?done=known")
    assert "a card already" in page(client, to)
    assert 'href="#number"' in _sent(client, "/desk/cards/first/", {"kind": "passport"}, 422)
    for role in ("bank", "hospital", "card-centre"):
        assert staff(role).get("/desk/cards/first/").status_code == 403


def test_of_two_desks_that_print_one_card_the_second_uses_no_blank() -> None:
    branch = _branch()
    card = _to_print(branch)
    seen = str(card.version)
    first, second = staff("bank", office=branch), staff("bank", office=branch)
    _sent(first, _there(card, "print/"), {"number": NUMBER, "code": CODE, "version": seen})
    other = {"number": "B12345678", "code": CODE[::-1], "version": seen}
    shown = _sent(second, _there(card, "print/"), other, 409)
    assert 'class="error-summary' in shown
    kept = again(card)
    assert (kept.number, stock.level(office=branch).left) == (NUMBER, 1)
    assert CardEvent.objects.filter(card=card, action="print").count() == 1


def test_another_cards_number_is_refused_at_a_branch_and_its_blank_is_kept() -> None:
    branch, taken = _branch(), _in_hand()
    card = _to_print(branch)
    form = {"number": taken.number, "code": CODE}
    shown = _sent(staff("bank", office=branch), _there(card, "print/"), form, 409)
    assert "Another card has this number" in shown
    assert f'value="{CODE}"' in shown
    assert (again(card).making, stock.level(office=branch).left) == (Making.ORDERED, 2)
