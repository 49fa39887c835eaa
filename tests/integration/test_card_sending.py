"""From the centre to the office, by list or by post: nothing is lost on the way unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from card_makers import AT, again, card, child, guardian, number, office, staff
from django.db import transaction

from firstcard.accounts.models import Account
from firstcard.cards import offices
from firstcard.cards.handing_refusals import Misdirected, NotHere
from firstcard.cards.models import Card, Shipment
from firstcard.cards.operations import arriving, choosing, keeping, posting, sending
from firstcard.cards.refusals import NotNow
from firstcard.cards.states import Axis
from firstcard.core import vault
from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Invalid, NotAllowed, NotFound
from firstcard.messages.models import Message
from firstcard.people import telephones
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db


def centre() -> Actor:
    return staff("card-centre", region="410000")


def sent() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("template", flat=True))


def actions(made: Card) -> list[str]:
    return list(made.events.filter(axis=Axis.MAKING).values_list("action", flat=True))


def test_a_list_leaves_whole_and_has_arrived_when_every_card_was_scanned() -> None:
    here, clerk = office(code="here"), staff()
    cards = [card("made") for _ in range(3)]
    assert sending.to_dispatch(centre=cards[0].centre, by=centre()) == {here.pk: 3}
    shipment = sending.dispatch(cards=cards, to=here, by=centre(), at=AT)
    assert (shipment.count, sending.to_dispatch(centre=cards[0].centre, by=centre())) == (3, {})
    assert sending.orders_on(shipment=shipment) == sorted(each.order for each in cards)
    for each in cards[:2]:
        arriving.scan(order=each.order.lower(), office=here, by=clerk, at=AT)
    assert arriving.missing(shipment=shipment) == [cards[2].order]
    assert Shipment.objects.get().arrived_at is None
    later = AT + timedelta(hours=3)
    arriving.scan(order=cards[2].order, office=here, by=clerk, at=later)
    assert Shipment.objects.get().arrived_at == later
    assert sent() == ["card-ready"] * 3


def test_a_card_scanned_again_is_there_already_and_nobody_is_told_twice() -> None:
    here, clerk, made = office(code="here"), staff(), card("dispatched")
    for _ in range(3):
        arriving.scan(order=made.order, office=here, by=clerk, at=AT)
    assert actions(made).count("arrive") == 1
    assert sent() == ["card-ready"]


@pytest.mark.parametrize("said", ["", "CD-2222-2222-3", "nonsense", "FC-7K3M-9QX2-H"])
def test_what_is_no_order_of_a_card_is_not_found(said: str) -> None:
    with pytest.raises(NotFound):
        arriving.scan(order=said, office=office(code="here"), by=staff(), at=AT)


def test_a_list_takes_all_its_cards_or_none() -> None:
    good, elsewhere = card("made"), card("made", office=office(code="there"))
    by_post = card("made", delivery="post")
    for cards in ([good, elsewhere], [good, by_post], []):
        with pytest.raises(Invalid):
            sending.dispatch(cards=cards, to=office(code="here"), by=centre(), at=AT)
    stopped = card("stopped")
    with pytest.raises(NotNow), transaction.atomic():
        sending.dispatch(cards=[good, stopped], to=office(code="here"), by=centre(), at=AT)
    assert again(good).making == "made"
    assert not Shipment.objects.exists()


def test_only_the_centre_sends_and_only_its_region_receives() -> None:
    made = card("made")
    with pytest.raises(NotAllowed):
        sending.dispatch(cards=[made], to=office(code="here"), by=staff(), at=AT)
    sending.dispatch(cards=[made], to=office(code="here"), by=centre(), at=AT)
    with pytest.raises(NotAllowed):
        arriving.arrive(card=made, office=office(code="here"), by=staff(region="420100"), at=AT)
    with pytest.raises(NotHere):
        arriving.arrive(card=made, office=office(code="here"), by=staff(office="there"), at=AT)
    arriving.arrive(card=made, office=office(code="here"), by=staff(office="here"), at=AT)


def test_a_card_at_a_wrong_office_is_passed_on_and_the_family_is_not_called_there() -> None:
    wrong, here, clerk = office(code="wrong"), office(code="here"), staff()
    made = card("dispatched", shipment=None)
    with pytest.raises(Misdirected) as refused:
        arriving.scan(order=made.order, office=wrong, by=clerk, at=AT)
    assert refused.value.meant == here
    assert here.name_zh in refused.value.text.zh
    keeping.forward(card=made, to=here, found_at=wrong, by=clerk, at=AT)
    assert again(made).making == "dispatched"
    shipment = Shipment.objects.get()
    assert (shipment.origin, shipment.to) == (wrong, here)
    assert sent() == []
    arriving.scan(order=made.order, office=here, by=clerk, at=AT)
    assert sent() == ["card-ready"]


def test_a_stopped_card_that_comes_out_of_the_centre_is_not_taken_in() -> None:
    made = card("stopped")
    with pytest.raises(NotNow) as refused:
        arriving.scan(order=made.order, office=office(code="here"), by=staff(), at=AT)
    assert "not handed out" in refused.value.text.en


def test_a_card_by_post_is_followed_comes_back_and_is_posted_elsewhere() -> None:
    here, clerk = office(code="here"), staff()
    made = by_post()
    posting.post(card=made, tracking="ea 1234-56789 cn", by=centre(), at=AT)
    assert again(made).tracking == "EA123456789CN"
    posting.come_back(card=made, office=here, why="moved", by=clerk, at=AT)
    posting.post_again(card=made, tracking="EA123456790CN", address="新地址", by=clerk, at=AT)
    now = again(made)
    assert now.address is not None
    assert vault.unseal(now.address, purpose="card address", bound=now.order).decode() == "新地址"
    posting.delivered(card=made, by=clerk, at=AT)
    assert again(made).making == "collected"
    assert sent() == ["card-posted", "card-returned", "card-posted", "card-collected"]
    assert "EA123456" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def by_post(**fields: object) -> Card:
    made = card("made", delivery="post", **fields)
    made.address = vault.seal("某地址".encode(), purpose="card address", bound=made.order)
    made.save(update_fields=["address"])
    return made


def test_a_card_that_came_back_can_wait_at_the_office() -> None:
    made = card("returned")
    posting.keep(card=made, by=staff(), at=AT)
    assert again(made).making == "at-office"
    assert sent() == ["card-ready"]


@pytest.mark.parametrize("tracking", ["", "12345", "EA1234567890<script>", "x" * 41, "Ｅ" * 8])
def test_a_tracking_number_that_is_none_is_refused(tracking: str) -> None:
    made = by_post()
    with pytest.raises(Invalid) as refused:
        posting.post(card=made, tracking=tracking, by=centre(), at=AT)
    assert set(refused.value.fields) == {"tracking"}


def test_two_parcels_have_two_numbers_and_a_parcel_an_address() -> None:
    one, two = by_post(), by_post()
    posting.post(card=one, tracking="EA123456789CN", by=centre(), at=AT)
    with pytest.raises(Invalid):
        posting.post(card=two, tracking="EA123456789CN", by=centre(), at=AT)
    for unposted in (card("made"), card("made", delivery="post")):
        with pytest.raises(Invalid):
            posting.post(card=unposted, tracking="EA123456791CN", by=centre(), at=AT)


def test_the_number_of_a_parcel_that_has_arrived_or_come_back_may_be_given_out_again() -> None:
    here, clerk = office(code="here"), staff()
    first, second, third = by_post(), by_post(), by_post()
    posting.post(card=first, tracking="EA123456789CN", by=centre(), at=AT)
    posting.delivered(card=first, by=clerk, at=AT)
    posting.post(card=second, tracking="EA123456789CN", by=centre(), at=AT)
    posting.come_back(card=second, office=here, why="moved", by=clerk, at=AT)
    posting.post(card=third, tracking="EA123456789CN", by=centre(), at=AT)
    with pytest.raises(Invalid) as refused:
        posting.post_again(card=second, tracking="EA123456789CN", address="新", by=clerk, at=AT)
    assert set(refused.value.fields) == {"tracking"}
    assert [again(each).making for each in (first, second, third)] == [
        "collected", "returned", "posted"]  # fmt: skip


def test_the_family_says_that_the_post_has_come_and_nobody_else_does() -> None:
    person = child()
    mother = guardian(of=person, relation="relative")
    account = Account.objects.create(login="mother", person=mother,
                                     telephone=telephones.sealed("13800000002"))  # fmt: skip
    stranger = Account.objects.create(login="stranger")
    made = card("posted", person=person)
    with pytest.raises(NotFound):
        posting.delivered(card=made, by=Actor(kind="person", account=stranger.pk), at=AT)
    posting.delivered(card=made, by=Actor(kind="person", account=account.pk), at=AT)
    assert again(made).making == "collected"


def test_a_card_delivered_by_post_puts_the_older_one_out_of_use() -> None:
    person = child()
    older = card("collected", person=person, works=True)
    newer = card("posted", person=person)
    posting.delivered(card=newer, by=staff(), at=AT)
    old = again(older)
    assert (old.ended_reason, old.replaced_by_id, old.bank) == ("replaced", newer.pk, "ended")


def test_a_dead_childs_parcel_is_not_delivered() -> None:
    made = card("posted")
    made.person.died_on = AT.date()
    made.person.save()
    with pytest.raises(NotNow):
        posting.delivered(card=made, by=staff(), at=AT)


def test_nothing_personal_stands_in_trail_or_messages() -> None:
    made = card("dispatched")
    arriving.arrive(card=made, office=office(code="here"), by=staff(), at=AT)
    trail = str(list(AuditEntry.objects.values()))
    for secret in (number(made.person), made.number, made.code, made.person.name):
        assert secret not in trail
    assert Message.objects.get().text


def test_a_dead_childs_card_is_stopped_at_the_next_station() -> None:
    clerk, here = staff(), office(code="here")
    coming, back, sealed = card("dispatched"), card("returned"), card("sealed")
    for made in (coming, back, sealed):
        made.person.died_on = AT.date()
        made.person.save()
    assert arriving.scan(order=coming.order, office=here, by=clerk, at=AT).making == "stopped"
    assert posting.keep(card=back, by=clerk, at=AT).action == "stop"
    assert keeping.unseal(card=sealed, by=clerk, at=AT).action == "stop"
    assert {again(each).making for each in (coming, back, sealed)} == {"stopped"}
    assert "card-ready" not in sent()


def mothers_account(person: Person) -> Actor:
    account = Account.objects.create(login="mother", person=person.guardians.get().guardian)
    return Actor(kind="person", account=account.pk)


def test_the_family_chooses_the_post_or_an_office_until_the_card_leaves() -> None:
    made, there = card("ordered"), office(code="there")
    mother = mothers_account(made.person)
    choosing.choose(card=made, delivery="post", address=" 某市某路1号 ", by=mother, at=AT)
    now = again(made)
    assert now.address is not None
    assert vault.unseal(now.address, purpose="card address", bound=now.order).decode() == (
        "某市某路1号")  # fmt: skip
    choosing.choose(card=now, delivery="office", office=there, by=mother, at=AT)
    now = again(made)
    assert (now.delivery, now.office, now.address) == ("office", there, None)
    assert actions(made) == ["order", "choose", "choose"]
    assert "某市" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_a_card_is_collected_only_where_cards_are_handed_out_in_that_way() -> None:
    made = card("ordered")
    mother = mothers_account(made.person)
    wrong = (("office", office("bank")), ("bank", office()), ("office", office("tax-office")),
             ("office", office(region="420100")))  # fmt: skip
    for delivery, to in wrong:
        with pytest.raises(Invalid) as refused:
            choosing.choose(card=made, delivery=delivery, office=to, by=mother, at=AT)
        assert set(refused.value.fields) == {"office"}
    with pytest.raises(Invalid):  # the office that it has is no bank
        choosing.choose(card=made, delivery="bank", by=mother, at=AT)
    assert again(made).version == made.version


def test_offices_to_choose_are_those_of_the_city_the_nearest_first() -> None:
    far = office(region="410700")
    for region, first in (("410105", "sample-card-jinshui"), ("410103", "sample-card-erqi")):
        found = offices.near(delivery="office", region=region, on=AT.date())
        assert found[0].code == first
        assert found[0].hours is not None
        assert {"sample-card-jinshui", "sample-card-erqi"} <= {each.code for each in found}
        assert far.code not in {each.code for each in found}
    banks = offices.near(delivery="bank", region="410105", on=AT.date())
    assert {each.kind for each in banks} == {"bank"}


def test_what_is_chosen_must_be_offered_whole_and_in_time() -> None:
    made = card("made", office=None)
    mother = mothers_account(made.person)
    for told, field in (({"delivery": "pigeon"}, "delivery"), ({"delivery": "post"}, "address"),
                        ({"delivery": "bank"}, "office")):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            choosing.choose(card=made, by=mother, at=AT, **told)
        assert set(refused.value.fields) == {field}
    stranger = Actor(kind="person", account=Account.objects.create(login="other").pk)
    with pytest.raises(NotFound):
        choosing.choose(card=made, delivery="post", address="某", by=stranger, at=AT)
    for state in ("dispatched", "at-office", "collected", "stopped"):
        with pytest.raises(NotNow):
            choosing.choose(card=card(state), delivery="office", by=staff(), at=AT)
