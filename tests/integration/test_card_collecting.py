"""At the desk: the right card to the right person, once, with a signature that cannot be moved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from card_makers import (
    AT,
    CASE,
    adult,
    again,
    card,
    child,
    citizen_id,
    guardian,
    number,
    office,
    staff,
)
from django.db import transaction
from handing import AGENT, MOTHER, handed_out, handover, identity, letter, mother_of
from msgspec import structs

from firstcard.accounts.models import Account
from firstcard.cards.collectors import Authority
from firstcard.cards.content import CardData, data_of, sealed
from firstcard.cards.handing_refusals import NotHere, NotTaken, Taken, WrongCard
from firstcard.cards.models import Card, Collection
from firstcard.cards.operations import collecting, rejecting
from firstcard.cards.refusals import NotNow, NotTheirs
from firstcard.core import references
from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Invalid, NotAllowed, NotFound, Refusal
from firstcard.messages.models import Message
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db


def refused(made: Card, why: type[Refusal], **changes: Any) -> Refusal:
    """What the desk is told; the card lies where it lay, and nothing was written."""
    clerk = staff()
    collecting.take(card=made, by=clerk, at=AT)
    with pytest.raises(why) as told, transaction.atomic():
        collecting.collect(card=made, handover=handover(made, **changes), by=clerk, at=AT)
    collecting.release(card=made, by=clerk, at=AT)
    assert again(made).making == "at-office"
    assert not Collection.objects.filter(card=made).exists()
    return told.value


def test_the_mother_collects_the_card_and_the_family_is_told() -> None:
    made, clerk = card("at-office"), staff()
    collection = handed_out(made, by=clerk)
    now = again(made)
    assert (now.making, now.collected_at, now.taken_by_id) == ("collected", AT, None)
    assert collection.relation == "mother"
    assert collection.collector == mother_of(made)
    assert set(collection.shown) == {"parent-identity-card", "child-register-page"}
    assert (collection.clerk, collection.office) == (clerk.name, made.office)
    assert [each.template for each in Message.objects.all()] == ["card-collected"]
    assert AuditEntry.objects.filter(action="card.collect", person=made.person_id).exists()


@pytest.mark.parametrize("said", ["order", "lower", "address", "case"])
def test_the_desk_finds_a_card_by_code_order_or_reference(said: str) -> None:
    made = card("at-office")
    text = {"order": made.order, "lower": made.order.lower().replace("-", " "), "case": CASE,
            "address": f"https://cards.example/card/{made.order}/"}[said]  # fmt: skip
    assert collecting.find(said=text, by=staff(), at=AT) == made
    assert AuditEntry.objects.filter(action="card.find", person=made.person_id).count() == 1


def test_the_desk_finds_a_card_by_identity_the_new_one_before_the_old() -> None:
    person = child()
    card("collected", person=person)
    newer = card("at-office", person=person)
    found = collecting.find_by_identity(kind="citizen-id", number=f" {number(person)} ",
                                        by=staff(), at=AT)  # fmt: skip
    assert found == newer


def test_another_region_finds_nothing() -> None:
    made = card("at-office")
    for ask in (
        lambda: collecting.find(said=made.order, by=staff(region="420100"), at=AT),
        lambda: collecting.find(said="what?", by=staff(), at=AT),
        lambda: collecting.find_by_identity(kind="citizen-id", number="1", by=staff(), at=AT),
    ):
        with pytest.raises(NotFound):
            ask()
    assert not AuditEntry.objects.filter(action="card.find").exists()


def test_one_desk_has_a_card_at_a_time_for_a_quarter_of_an_hour() -> None:
    made, one, two = card("at-office"), staff(), staff()
    collecting.take(card=made, by=one, at=AT)
    with pytest.raises(Taken) as told:
        collecting.take(card=again(made), by=two, at=AT + timedelta(minutes=14))
    assert told.value.who == one.name
    assert told.value.until == AT + collecting.LOCK
    collecting.take(card=again(made), by=two, at=AT + collecting.LOCK)
    with pytest.raises(Taken):
        collecting.collect(card=made, handover=handover(made), by=one, at=AT + collecting.LOCK)


def test_whoever_let_go_or_waited_too_long_hands_nothing_out() -> None:
    made, one = card("at-office"), staff()
    with pytest.raises(NotTaken):
        collecting.collect(card=made, handover=handover(made), by=one, at=AT)
    collecting.take(card=made, by=one, at=AT)
    late = AT + collecting.LOCK
    with pytest.raises(NotTaken):
        collecting.collect(card=made, handover=handover(made), by=one, at=late)
    collecting.take(card=made, by=one, at=AT)
    collecting.release(card=made, by=one, at=AT)
    with pytest.raises(NotTaken):
        collecting.collect(card=made, handover=handover(made), by=one, at=AT)
    with pytest.raises(NotTaken):
        collecting.printed(card=made, by=one, at=AT)


def test_a_card_is_handed_out_where_it_lies_and_by_whoever_may() -> None:
    made = card("at-office")
    with pytest.raises(NotHere):
        collecting.take(card=made, by=staff(office="there"), at=AT)
    for nobody in (staff("reviewer"), staff(region="420100"), staff("hospital")):
        with pytest.raises(NotAllowed):
            collecting.take(card=made, by=nobody, at=AT)
    with pytest.raises(NotHere):
        collecting.take(card=made, by=staff("bank"), at=AT)
    handed_out(made, by=staff())
    handed_out(card("at-office", office=office("bank")), by=staff("bank"))


@pytest.mark.parametrize("state", ["made", "dispatched", "sealed", "stopped", "collected"])
def test_a_card_that_does_not_wait_is_not_taken(state: str) -> None:
    with pytest.raises(NotNow):
        collecting.take(card=card(state), by=staff(), at=AT)


def test_a_card_is_not_handed_out_a_second_time() -> None:
    made, clerk = card("at-office"), staff()
    before = again(made)
    handed_out(made, by=clerk)
    with pytest.raises(Refusal) as told:
        collecting.collect(card=before, handover=handover(made), by=clerk, at=AT)
    assert clerk.name in told.value.text.en
    with pytest.raises(NotNow):
        collecting.collect(card=again(made), handover=handover(made), by=clerk, at=AT)


def test_another_card_a_doubtful_card_and_unconfirmed_data_are_refused() -> None:
    made = card("at-office")
    refused(made, WrongCard, card_number="X99999999")
    assert "genuine" in refused(made, Invalid, genuine=False).fields
    assert "confirmed" in refused(made, Invalid, confirmed=False).fields
    assert "signature" in refused(made, Invalid, signature=b"  ").fields
    assert "signature" in refused(made, Invalid, signature=b"x" * 300_000).fields


def test_a_card_that_has_run_out_is_not_handed_out() -> None:
    made = card("at-office")
    Card.objects.filter(pk=made.pk).update(valid_until=date(2026, 11, 22))
    made = again(made)
    assert "22 November 2026" in refused(made, NotNow).text.en


def test_the_card_of_a_dead_child_is_not_handed_out() -> None:
    made = card("at-office")
    Person.objects.filter(pk=made.person_id).update(died_on=date(2026, 11, 20))
    refused(made, NotNow)


def test_who_is_no_guardian_collects_nothing() -> None:
    made = card("at-office")
    refused(made, NotTheirs, identity=identity(adult("陌生人")))
    refused(made, NotTheirs, identity=identity(made.person))
    unknown = identity(mother_of(made), number=citizen_id(date(1990, 1, 1), 7))
    refused(made, NotTheirs, identity=unknown)


def test_the_document_must_be_right_valid_and_of_that_name() -> None:
    made = card("at-office")
    mother = mother_of(made)
    wrong = number(mother)[:-1] + ("1" if number(mother)[-1] != "1" else "2")
    assert "number" in refused(made, Invalid, identity=identity(mother, number=wrong)).fields
    assert "name" in refused(made, Invalid, identity=identity(mother, name="王方")).fields
    old = identity(mother, valid_until=date(2026, 11, 22))
    assert "valid_until" in refused(made, Invalid, identity=old).fields


@pytest.mark.parametrize("need", sorted(MOTHER))
def test_every_paper_that_the_packs_ask_for_is_shown(need: str) -> None:
    told = refused(card("at-office"), Invalid, shown=MOTHER - {need})
    assert set(told.fields) == {need}


def test_guardianship_that_has_ended_or_is_for_another_case_does_not_count() -> None:
    made = card("at-office")
    aunt = guardian(of=made.person, relation="agent", person=adult("姑姑"), scope="FC-2222-2222-2")
    refused(made, NotTheirs, identity=identity(aunt))
    mother = mother_of(made)
    made.person.guardians.filter(guardian=mother).update(until=AT.date())
    refused(made, NotTheirs, identity=identity(mother))


def test_somebody_else_comes_with_a_letter_of_the_guardian() -> None:
    made = card("at-office")
    aunt = adult("姑姑")
    collection = handed_out(made, by=staff(), identity=identity(aunt), shown=AGENT,
                            authority=letter(made, until=date(2026, 11, 23)))  # fmt: skip
    assert (collection.relation, collection.collector) == ("agent", aunt)
    assert collection.authorised_by == mother_of(made)
    assert "letter-of-authority" in collection.shown


def test_a_letter_that_has_run_out_of_no_guardian_or_not_shown_is_none() -> None:
    made, aunt = card("at-office"), adult("姑姑")
    by = {"identity": identity(aunt), "shown": AGENT}
    run_out = letter(made, until=date(2026, 11, 22))
    assert "until" in refused(made, Invalid, **by, authority=run_out).fields
    of_nobody = Authority(given_by=identity(adult("路人")))
    refused(made, NotTheirs, **by, authority=of_nobody)
    without = {**by, "shown": AGENT - {"letter-of-authority"}}
    assert "letter-of-authority" in refused(made, Invalid, **without, authority=letter(made)).fields


def test_from_sixteen_on_a_young_person_collects_alone() -> None:
    person = child(born_on=date(2010, 11, 23))
    made = card("at-office", person=person)
    collection = handed_out(made, by=staff(), identity=identity(person),
                            shown=frozenset({"own-identity"}))  # fmt: skip
    assert collection.relation == "self"


def test_an_older_card_is_out_of_use_in_the_same_moment() -> None:
    person = child()
    older = card("collected", person=person, works=True)
    newer = card("at-office", person=person)
    handed_out(newer, by=staff(), at=AT)
    old = again(older)
    assert (old.ended_on, old.ended_reason) == (date(2026, 11, 23), "replaced")
    assert old.replaced_by == again(newer)
    assert (old.social_security, old.bank) == ("ended", "ended")


def test_a_refused_handing_out_leaves_the_older_card_working() -> None:
    person = child()
    older = card("collected", person=person, works=True)
    refused(card("at-office", person=person), Invalid, signature=b"")
    assert (again(older).ended_on, again(older).bank) == (None, "on")


def test_a_signature_holds_for_this_card_collector_and_moment_alone() -> None:
    collection = handed_out(card("at-office"), by=staff())
    collection = Collection.objects.select_related("card").get(pk=collection.pk)
    assert collecting.holds(collection=collection)
    other = handed_out(card("at-office"), by=staff(), at=AT + timedelta(minutes=1))
    for field, value in (("card", other.card), ("collector", other.collector), ("at", other.at),
                         ("relation", "father"), ("signature", other.signature),
                         ("bound_sha256", other.bound_sha256)):  # fmt: skip
        moved = Collection.objects.select_related("card").get(pk=collection.pk)
        setattr(moved, field, value)
        assert not collecting.holds(collection=moved), field


def test_the_data_are_shown_to_whoever_has_the_card_and_the_look_is_recorded() -> None:
    made, clerk = card("at-office"), staff()
    collecting.take(card=made, by=clerk, at=AT)
    data = collecting.printed(card=made, by=clerk, at=AT)
    assert (data.name, data.number) == (made.person.name, number(made.person))
    assert AuditEntry.objects.filter(action="card.show-data", person=made.person_id).exists()
    assert data.number not in str(list(AuditEntry.objects.values()))


def test_a_wrong_datum_makes_a_new_card_in_the_old_place() -> None:
    made, clerk = card("at-office"), staff()
    collecting.take(card=made, by=clerk, at=AT)
    right = structs.replace(collecting.printed(card=made, by=clerk, at=AT), name="李晓明")
    later = AT + timedelta(minutes=5)
    for told in (right, None):  # as long as the record says what the card says
        with pytest.raises(Invalid, match="says the same as the card"), transaction.atomic():
            rejecting.reject(card=made, wrong=["name"], right=told, by=clerk, at=later)
    Person.objects.filter(pk=made.person_id).update(name="李晓明")
    wrong = structs.replace(right, name="李大明")
    with pytest.raises(Invalid, match="does not say this"), transaction.atomic():
        rejecting.reject(card=made, wrong=["name"], right=wrong, by=clerk, at=later)
    newer = rejecting.reject(card=made, wrong=["name"], right=right, by=clerk, at=later)
    assert again(made).making == "stopped"
    assert (newer.making, newer.place_from, newer.ordered_at) == ("ordered", made.place_from, later)
    assert data_of(newer).name == "李晓明"
    assert (newer.case, newer.office_id, newer.delivery) == (made.case, made.office_id, "office")


def tied(by: Actor, person: Person) -> Actor:
    """The same member of staff, whose number the operator has entered."""
    Account.objects.filter(pk=by.account).update(person=person)
    return by


def test_nobody_at_a_desk_deals_with_a_card_of_their_own_family() -> None:
    made = card("at-office")
    father = guardian(of=made.person, relation="father")
    for person in (mother_of(made), father, made.person):
        clerk = tied(staff(), person)
        with pytest.raises(NotAllowed, match="your own or of your family"):
            collecting.take(card=made, by=clerk, at=AT)
        # Also where somebody found out only after it was taken.
        later = {"taken_by": clerk.account, "taken_until": AT + timedelta(1)}
        Card.objects.filter(pk=made.pk).update(**later)
        with pytest.raises(NotAllowed, match="your own or of your family"):
            collecting.collect(card=again(made), handover=handover(made), by=clerk, at=AT)
        with pytest.raises(NotAllowed, match="your own or of your family"):
            rejecting.reject(card=again(made), wrong=["damaged"], right=None, by=clerk, at=AT)
        Card.objects.filter(pk=made.pk).update(taken_by=None, taken_until=None)
        Account.objects.filter(pk=clerk.account).update(person=None)
    assert handed_out(again(made), by=staff()).card == made


def test_nobody_hands_a_card_to_themselves_by_a_letter() -> None:
    made, agent = card("at-office"), adult("赵六")
    told: dict[str, Any] = {"identity": identity(agent), "authority": letter(made), "shown": AGENT}
    with pytest.raises(NotAllowed, match="to themselves"):
        handed_out(made, by=tied(staff(), agent), **told)
    Card.objects.filter(pk=made.pk).update(taken_by=None, taken_until=None)
    assert handed_out(again(made), by=staff(), **told).relation == "agent"


def test_the_identity_card_of_the_dead_collects_nothing() -> None:
    made, agent = card("at-office"), adult("赵六")
    Person.objects.filter(pk=agent.pk).update(died_on=AT.date())
    with pytest.raises(NotTheirs):
        handed_out(made, by=staff(), identity=identity(agent), authority=letter(made), shown=AGENT)


def test_the_new_card_has_the_number_that_the_record_has_now_and_its_kind() -> None:
    """It was made with the birth certificate's number; the citizen ID number came meanwhile."""
    owner = child()
    order_ = references.new(prefix="CD")
    data = CardData(name=owner.name, sex=1, born_on="2026-09-01", nationality="mainland",
                    number_kind="birth-certificate", number="A410000001")  # fmt: skip
    made = card("at-office", person=owner, order=order_,
                data=sealed(data=data, order=order_).data)  # fmt: skip
    clerk = staff()
    collecting.take(card=made, by=clerk, at=AT)
    newer = data_of(rejecting.reject(card=made, wrong=["number"], right=None, by=clerk, at=AT))
    assert (newer.number_kind, newer.number) == ("citizen-id", number(owner))


def test_a_new_picture_is_taken_and_the_old_one_is_none() -> None:
    made, clerk = card("at-office"), staff()
    collecting.take(card=made, by=clerk, at=AT)
    same = collecting.printed(card=made, by=clerk, at=AT)
    for told in (None, same):
        with pytest.raises(Invalid), transaction.atomic():
            rejecting.reject(card=made, wrong=["photo"], right=told, by=clerk, at=AT)
    newer = rejecting.reject(card=made, wrong=["photo"], by=clerk, at=AT,
                             right=structs.replace(same, photo=b"new"))  # fmt: skip
    assert data_of(newer).photo == b"new"


def test_what_is_wrong_is_named_and_put_right() -> None:
    made, clerk = card("at-office"), staff()
    collecting.take(card=made, by=clerk, at=AT)
    same = collecting.printed(card=made, by=clerk, at=AT)
    for wrong, right in ((["name"], same), (["name"], None), ([], None), (["mood"], None)):
        with pytest.raises(Invalid), transaction.atomic():
            rejecting.reject(card=made, wrong=wrong, right=right, by=clerk, at=AT)
    assert again(made).making == "at-office"
    newer = rejecting.reject(card=made, wrong=["damaged"], right=None, by=clerk, at=AT)
    assert newer.person == made.person


def test_a_card_at_another_office_is_not_taken_back_here() -> None:
    made = card("at-office", office=office(code="there"))
    with pytest.raises(NotHere):
        rejecting.reject(card=made, wrong=["damaged"], right=None, by=staff(office="here"), at=AT)
