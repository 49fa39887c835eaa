"""An approved application for a card orders it, with its promise; what stops a card stops it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import cases
import pytest

from firstcard.cards import changing, clock
from firstcard.cards.content import data_of
from firstcard.cards.models import Card, CardEvent
from firstcard.cards.operations import ordering, reminding
from firstcard.cards.production_refusals import AlreadyMaking, Died, HasCard
from firstcard.cards.refusals import NotNow
from firstcard.cards.states import CardAction
from firstcard.casework import operations
from firstcard.casework.draft import Child, Delivery, Number
from firstcard.casework.models import CardPhoto, Case, Paper
from firstcard.core import vault
from firstcard.core.actors import SERVICE
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import NotAllowed
from firstcard.guidance import packs_store
from firstcard.messages.models import Message
from firstcard.people import telephones
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db
AT = cases.AT


def approved(want: tuple[str, ...] = ("card",), by: Any = None, **changes: Any) -> Case:
    """A case that was approved, with a photograph."""
    family = by or cases.family()
    case = cases.filled(family, want=want, **changes)
    CardPhoto.objects.create(
        case=case, taken_up_at=AT,
        sealed=vault.seal(b"a picture", purpose="photo", bound=case.reference))  # fmt: skip
    case = operations.submit(case=case, by=family, at=AT)
    case = operations.accept(case=case, by=cases.staff(), at=AT)
    return operations.approve(case=case, by=cases.staff("reviewer"), at=AT)


def test_the_approval_orders_the_card_with_what_was_examined() -> None:
    case = approved()
    card = Card.objects.get(case=case.reference)
    assert (card.making, card.reason, card.delivery) == ("ordered", "first", "office")
    assert card.person_id == case.child_id
    data = data_of(card)
    assert (data.name, data.sex, data.born_on, data.photo) == (
        "张小宝", 1, "2026-10-01", b"a picture")  # fmt: skip
    assert data.number_kind == "citizen-id"
    assert data.number
    assert card.centre.kind == "card-centre"
    assert card.centre.region == "410100"
    assert card.office is not None
    assert card.office.kind == "social-security-centre"
    assert "张小宝".encode() not in bytes(card.data)
    assert card.events.get().action == "order"


@pytest.mark.parametrize(("born", "school", "reason"), [
    (date(2012, 5, 5), "school", "student"), (date(2009, 1, 1), "college", "student"),
    (date(2012, 5, 5), "none", "first"), (date(2022, 5, 5), "kindergarten", "first"),
])  # fmt: skip
def test_a_students_and_a_late_first_card_are_applied_for_like_every_other(
    born: date, school: str, reason: str
) -> None:
    """Guide 4 asks for proof of being a student and of insurance: nobody may (the packs say it)."""
    facts = {**cases.SITUATION, "child": {**cases.SITUATION["child"], "school": school,
                                          "born_on": born.isoformat()}}  # fmt: skip
    child = Child("张小宝", 1, born.isoformat(), "mainland",
                  Number("citizen-id", cases.citizen_id(born, 77)))  # fmt: skip
    case = approved(child=child, situation=facts)
    card = Card.objects.get(case=case.reference)
    assert (card.reason, data_of(card).born_on) == (reason, born.isoformat())
    asked = set(Paper.objects.filter(case=case).values_list("document", flat=True))
    assert asked, "what the packs ask for"
    assert not asked & {"school-proof", "student-proof", "insurance-proof"}


def test_an_application_for_insurance_alone_orders_no_card() -> None:
    approved(("insured",))
    assert not Card.objects.exists()


def test_a_card_by_post_keeps_its_address_sealed() -> None:
    told = Delivery("post", address="郑州市金水区某路1号", recipient="李美丽")
    card = Card.objects.get(case=approved(delivery=told).reference)
    assert card.office is None
    assert card.address is not None
    opened = vault.unseal(card.address, purpose="card address", bound=card.order)
    assert opened.decode() == "李美丽\n郑州市金水区某路1号"


def test_a_card_at_a_bank_goes_to_a_bank() -> None:
    card = Card.objects.get(case=approved(delivery=Delivery("bank")).reference)
    assert card.office is not None
    assert card.office.kind == "bank"


def test_the_promise_is_thirty_days_by_the_pack_and_rolls_on() -> None:
    card = Card.objects.get(case=approved().reference)
    # 23 November and 30 days: 23 December, a Wednesday.
    assert card.due_on == date(2026, 12, 23)
    assert card.due_is_final
    assert card.clock_length == {"days": 30}
    assert {"local": "yes", "source": "guide-3"} in card.clock_basis


def test_the_family_is_told_the_promise_once() -> None:
    family = cases.family()
    person = _account(family)
    approved(by=family)
    told = Message.objects.filter(template="card-ordered", account=person)
    assert told.count() == 1


def _account(family: Any) -> int:
    from firstcard.accounts.models import Account

    Account.objects.filter(pk=family.account).update(telephone=telephones.sealed("13800000001"))
    return family.account


def _order(person: Person, reason: str = "first", **more: Any) -> Card:
    from card_makers import number

    from firstcard.cards.content import CardData

    data = CardData(name=person.name, sex=1, born_on="2026-09-01", nationality="mainland",
                    number_kind="citizen-id", number=number(person))  # fmt: skip
    return ordering.order(person=person, case="", reason=reason, region="410105", data=data,
                          delivery="office", office=None, language="zh", by=SERVICE, at=AT,
                          **more)  # fmt: skip


def test_one_card_in_the_making_a_person() -> None:
    from card_makers import child

    person = child()
    _order(person)
    with pytest.raises(AlreadyMaking):
        _order(person)
    assert Card.objects.count() == 1


def test_no_first_card_beside_one_in_use_but_a_renewal() -> None:
    from card_makers import card

    held = card("collected")
    with pytest.raises(HasCard):
        _order(held.person)
    assert _order(held.person, reason="renewal").making == "ordered"


def test_no_card_is_made_for_the_dead() -> None:
    from card_makers import child

    person = child()
    Person.objects.filter(pk=person.pk).update(died_on=date(2026, 11, 1))
    with pytest.raises(Died):
        _order(person)


def test_a_card_made_anew_keeps_the_place_in_line() -> None:
    from card_makers import child

    since = AT - timedelta(days=40)
    card = _order(child(), place_from=since)
    assert (card.place_from, card.ordered_at) == (since, AT)


@pytest.mark.parametrize("state", ["ordered", "sent", "started", "made", "failed", "dispatched",
                                   "posted", "returned", "at-office", "sealed"])  # fmt: skip
def test_a_death_stops_the_card_wherever_it_is(state: str) -> None:
    from card_makers import card

    made = card(state)
    found = ordering.stop_of(person=made.person, reason="death", by=SERVICE, at=AT)
    assert found is not None
    made.refresh_from_db()
    assert made.making == "stopped"
    assert made.stopped_on is not None
    assert made.events.last().detail == {"reason": "death"}
    assert ordering.stop_of(person=made.person, reason="death", by=SERVICE, at=AT) is None


def test_a_card_in_somebodys_hand_is_not_stopped() -> None:
    from card_makers import card

    with pytest.raises(NotNow):
        ordering.stop(card=card("collected"), reason="death", by=SERVICE, at=AT)


def test_the_clock_warns_escalates_and_says_sorry_each_once() -> None:
    card = Card.objects.get(case=approved().reference)
    days = {"warn": date(2026, 12, 18), "escalate": date(2026, 12, 22),
            "miss": date(2026, 12, 24)}  # fmt: skip
    for remark, day in days.items():
        before = datetime(day.year, day.month, day.day, 2, tzinfo=UTC) - timedelta(days=1)
        reminding.remind(at=before)
        assert not card.events.filter(action=remark).exists(), remark
        for _ in range(2):
            reminding.remind(at=before + timedelta(days=1))
        assert card.events.filter(action=remark).count() == 1, remark


def test_a_card_that_was_made_in_time_is_not_late() -> None:
    card = Card.objects.get(case=approved().reference)
    for action in (CardAction.SEND, CardAction.MAKE):
        changing.apply(card=card, action=action, by=SERVICE, at=AT)
    assert reminding.remind(at=AT + timedelta(days=60)) == 0


def test_a_rule_of_the_making_goes_before_the_usual_time() -> None:
    book = packs_store.current()
    found = clock.promise(book=book, region="410105", on=AT.date())
    assert found is not None
    assert found.length.days == 30
    rule = book.rule("card-production", book.chain("410105"), AT.date())
    assert rule is not None
    assert all(takes.most is None for takes in rule.takes or ())


def test_every_step_is_in_the_history_and_in_the_audit_trail() -> None:
    card = Card.objects.get(case=approved().reference)
    ordering.stop(card=card, reason="withdrawn", by=SERVICE, at=AT)
    told = AuditEntry.objects.filter(subject=f"card:{card.order}").order_by("id")
    assert [each.action for each in told] == ["card.order", "card.stop"]
    assert [each.action for each in CardEvent.objects.filter(card=card)] == ["order", "stop"]
    assert {each.person for each in told} == {card.person_id}


def test_only_a_card_centre_has_a_failed_card_made_again() -> None:
    from card_makers import card, staff

    from firstcard.cards.operations import batching

    failed = card("failed")
    with pytest.raises(NotAllowed):
        batching.again(card=failed, by=staff("clerk"), at=AT)
    batching.again(card=failed, by=staff("card-centre"), at=AT)
    assert failed.making == "ordered"
