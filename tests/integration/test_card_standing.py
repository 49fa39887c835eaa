"""Who stands at a desk for a card's owner: found by the document, checked, with every paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import card_families
import card_makers
import pytest
import time_machine
from card_makers import AT, again

from firstcard.accounts.models import Account
from firstcard.cards import queries
from firstcard.cards.collectors import Authority, Identity
from firstcard.cards.models import BankAccount, Card, CardEvent
from firstcard.cards.operations import accounts, passwords, printing, standing, stock
from firstcard.cards.operations.standing import Stands
from firstcard.cards.production_refusals import NotEnoughBlanks
from firstcard.cards.refusals import NotNow, NotTheirs
from firstcard.cards.states import Axis, Function, Making, Password, Remark
from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal
from firstcard.people.identity_numbers import uscc_check
from firstcard.people.models import Guardianship, Office, Person
from firstcard.people.numbers import add_number

pytestmark = pytest.mark.django_db
SS, BANK = Axis.SOCIAL_SECURITY, Axis.BANK
SHOWN = frozenset({"card", "guardian-identity", "child-identity"})


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


def _identity(person: Person, **changes: object) -> Identity:
    told = Identity(kind="citizen-id", number=card_makers.number(person), name=person.name)
    return replace(told, **changes)  # type: ignore[arg-type]


def _mother(card: Card, shown: frozenset[str] = SHOWN) -> Stands:
    return Stands(identity=_identity(card_families.mother_of(card.person)), shown=shown)


def _in_hand(**fields: object) -> Card:
    return card_makers.card("collected", **fields)  # type: ignore[arg-type]


# Functions and passwords


@pytest.mark.parametrize(("role", "way"), [
    ("clerk", "centre"), ("bank", "bank"), ("hospital", "hospital"),
])  # fmt: skip
def test_whose_document_it_is_the_service_finds_itself(role: str, way: str) -> None:
    card = _in_hand()
    standing.enable(card=card, axis=SS, stands=_mother(card), by=card_makers.staff(role), at=AT)
    assert again(card).social_security == Function.ON
    event = CardEvent.objects.get(card=card, action="enable")
    assert event.detail == {"way": way, "relation": "mother", "proof": "parent-identity-card"}


def test_a_paper_that_is_not_shown_or_a_wrong_name_is_said_at_its_box() -> None:
    card = _in_hand()
    stands = _mother(card, frozenset({"card"}))
    for wrong, field in (
        (stands, "guardian-identity"),
        (
            replace(
                _mother(card), identity=_identity(card_families.mother_of(card.person), name="王方")
            ),
            "name",
        ),
        (
            replace(
                _mother(card), identity=_identity(card_families.mother_of(card.person), number="1")
            ),
            "number",
        ),
    ):
        with pytest.raises(Invalid) as refused:
            standing.enable(card=card, axis=SS, stands=wrong, by=card_makers.staff(), at=AT)
        assert list(refused.value.fields) == [field]
    assert again(card).social_security == Function.OFF


def test_whoever_may_not_enable_learns_nothing_of_a_number() -> None:
    card = _in_hand()
    for known in (True, False):
        stands = _mother(card) if known else replace(
            _mother(card), identity=Identity(kind="passport", number="E1", name="x"))  # fmt: skip
        with pytest.raises(NotAllowed) as refused:
            standing.enable(card=card, axis=SS, stands=stands, at=AT,
                            by=card_makers.staff("hotline"))  # fmt: skip
        assert not isinstance(refused.value, NotTheirs)


def test_from_sixteen_on_the_owner_comes_alone_with_the_own_identity_card() -> None:
    card = _in_hand(person=card_makers.child(born_on=date(2010, 1, 5)))
    alone = Stands(identity=_identity(card.person), shown=frozenset({"card"}))
    with pytest.raises(Invalid) as refused:
        standing.enable(card=card, axis=SS, stands=alone, by=card_makers.staff(), at=AT)
    assert list(refused.value.fields) == ["own-identity"]
    standing.enable(card=card, axis=SS, by=card_makers.staff(), at=AT,
                    stands=replace(alone, shown=frozenset({"card", "own-identity"})))  # fmt: skip
    event = CardEvent.objects.get(card=card, action="enable")
    assert (event.detail["relation"], event.detail["proof"]) == ("self", "child-identity-card")


def test_somebody_with_a_letter_of_a_guardian_enables_and_a_strangers_letter_is_none() -> None:
    card, other = _in_hand(), card_makers.adult("钱多")
    mother = card_families.mother_of(card.person)
    papers = SHOWN | {"letter-of-authority", "agent-identity"}
    sent = Stands(identity=_identity(other), shown=papers,
                  authority=Authority(given_by=_identity(mother), until=AT.date()))  # fmt: skip
    with pytest.raises(NotTheirs):
        standing.enable(card=card, axis=SS, at=AT, by=card_makers.staff(), stands=replace(
            sent, authority=Authority(given_by=_identity(other))))  # fmt: skip
    with pytest.raises(Invalid):
        standing.enable(card=card, axis=SS, at=AT, by=card_makers.staff(), stands=replace(
            sent, authority=Authority(given_by=_identity(mother),
                                      until=AT.date() - timedelta(days=1))))  # fmt: skip
    standing.enable(card=card, axis=SS, stands=sent, by=card_makers.staff(), at=AT)
    event = CardEvent.objects.get(card=card, action="enable")
    assert event.detail["relation"] == "agent"
    assert event.detail["proof"] == "letter-of-authority"


def test_an_institution_stands_there_by_its_code() -> None:
    card = _in_hand()
    home = Person.objects.create(name="示例儿童福利院")
    Guardianship.objects.filter(child=card.person).delete()
    code = "91410100MA0000000"
    code += uscc_check(code)
    add_number(person=home, kind="organisation", number=code)
    card_makers.guardian(of=card.person, relation="institution", person=home)
    stands = Stands(identity=Identity(kind="organisation", number=code, name=home.name),
                    shown=frozenset({"card", "institution-papers"}))  # fmt: skip
    standing.enable(card=card, axis=SS, stands=stands, by=card_makers.staff("hospital"), at=AT)
    assert CardEvent.objects.get(card=card, action="enable").detail["relation"] == "institution"


def test_the_bank_opens_the_account_enables_its_side_and_notes_the_password() -> None:
    card, bank = _in_hand(), card_makers.staff("bank")
    with pytest.raises(NotNow, match="account"):
        standing.enable(card=card, axis=BANK, stands=_mother(card), by=bank, at=AT)
    accounts.record(card=card, bank=card_makers.office("bank"), masked="622848******1234",
                    opened_on=AT.date(), by=bank, at=AT)  # fmt: skip
    standing.enable(card=card, axis=BANK, stands=_mother(card), by=bank, at=AT)
    standing.note_password(card=again(card), axis=BANK, what=Remark.PASSWORD_SET, by=bank, at=AT,
                           stands=_mother(card))  # fmt: skip
    assert passwords.state(card=card, axis=BANK) is Password.SET
    with pytest.raises(NotTheirs):
        standing.note_password(card=card, axis=BANK, what=Remark.PASSWORD_RESET, by=bank, at=AT)
    standing.note_password(card=card, axis=BANK, what=Remark.PASSWORD_LOCKED, by=bank, at=AT)
    assert passwords.state(card=card, axis=BANK) is Password.LOCKED


# Renewal and changed data


def test_a_new_card_is_ordered_with_the_packs_papers() -> None:
    card = _in_hand()
    Card.objects.filter(pk=card.pk).update(valid_until=AT.date())
    shown = frozenset({"guardian-identity", "child-identity"})
    with pytest.raises(Invalid) as refused:
        standing.renew(card=again(card), stands=_mother(card, frozenset()), at=AT,
                       by=card_makers.staff())  # fmt: skip
    assert set(refused.value.fields) == shown, "and no report of a loss: nothing is lost"
    new = standing.renew(card=again(card), stands=_mother(card, shown), by=card_makers.staff(),
                         at=AT)  # fmt: skip
    assert (new.reason, new.making) == ("renewal", Making.ORDERED)


def test_nobody_is_sent_for_a_new_card() -> None:
    card, other = _in_hand(), card_makers.adult("钱多")
    Card.objects.filter(pk=card.pk).update(valid_until=AT.date())
    mother = card_families.mother_of(card.person)
    sent = Stands(identity=_identity(other), shown=SHOWN | {"letter-of-authority"},
                  authority=Authority(given_by=_identity(mother)))  # fmt: skip
    with pytest.raises(NotTheirs, match="guardian has to come"):
        standing.renew(card=again(card), stands=sent, by=card_makers.staff(), at=AT)


def test_changed_data_bring_a_new_card_and_a_bank_orders_none() -> None:
    card = _in_hand()
    Person.objects.filter(pk=card.person_id).update(name="李晓明")
    with pytest.raises(NotAllowed):
        standing.change_data(card=again(card), stands=_mother(card), at=AT,
                             by=card_makers.staff("bank"))  # fmt: skip
    new = standing.change_data(card=again(card), stands=_mother(card), by=card_makers.staff(),
                               at=AT)  # fmt: skip
    assert new.reason == "data-change"


# What a branch prints, what a hospital opens


def _branch() -> tuple[Office, Card]:
    branch = card_makers.office("bank", region="410105")
    return branch, card_makers.order(delivery="bank", office=branch)


def test_a_branch_sees_what_it_prints_and_the_family_sees_that_it_looked() -> None:
    branch, card = _branch()
    by = card_makers.staff("bank", office=branch.code)
    assert printing.to_print(card=card, office=branch, by=by, at=AT).name == card.person.name
    assert AuditEntry.objects.filter(action="card.show-data", person=card.person_id).count() == 1


def test_of_no_other_card_and_at_no_other_branch() -> None:
    branch, card = _branch()
    other = card_makers.office("bank")
    tries: list[tuple[Card, Office, str, type[Refusal]]] = [
        (card, branch, other.code, Conflict),
        (card_makers.order(office=branch), branch, branch.code, Conflict),
        (card_makers.card("made", delivery="bank", office=branch), branch, branch.code, NotNow),
    ]
    for made, place, at_office, why in tries:
        with pytest.raises(why):
            printing.to_print(card=made, office=place, at=AT,
                              by=card_makers.staff("bank", office=at_office))  # fmt: skip
    for role in ("clerk", "card-centre", "hospital"):
        with pytest.raises(NotAllowed):
            printing.to_print(card=card, office=branch, by=card_makers.staff(role), at=AT)
    assert not AuditEntry.objects.filter(action="card.show-data").exists()


def test_a_branch_without_blanks_prints_nothing() -> None:
    branch, card = _branch()
    by = card_makers.staff("bank", office=branch.code)
    told = {"card": card, "office": branch, "number": "A00000001", "code": "0" * 32, "by": by}
    with pytest.raises(NotEnoughBlanks):
        printing.print_at_once(**told, at=AT)  # type: ignore[arg-type]
    assert again(card).making == Making.ORDERED
    stock.receive(office=branch, count=1, about="L1", by=by, at=AT)
    printing.print_at_once(**{**told, "card": again(card)}, at=AT)  # type: ignore[arg-type]
    assert (again(card).making, stock.level(office=branch).left) == (Making.AT_OFFICE, 0)


@pytest.mark.parametrize(("state", "opens"), [("collected", True), ("at-office", False),
                                              ("ordered", False)])  # fmt: skip
def test_a_hospital_opens_only_what_a_family_holds(state: str, opens: bool) -> None:
    card, by = card_makers.card(state), card_makers.staff("hospital")
    with pytest.raises(NotFound):
        queries.card_for(order=card.order, by=by, at=AT)
    if opens:
        assert queries.card_to_enable(order=card.order, by=by, at=AT) == card
        assert AuditEntry.objects.filter(action="card.read", account=by.account).count() == 1
        return
    with pytest.raises(NotFound):
        queries.card_to_enable(order=card.order, by=by, at=AT)


def test_nobody_else_opens_it() -> None:
    card = _in_hand()
    for by in (card_makers.staff("hospital", region="420100"), card_makers.staff("hotline"),
               card_families.account_of(card_makers.adult("钱多"))):  # fmt: skip
        with pytest.raises(NotFound):
            queries.card_to_enable(order=card.order, by=by, at=AT)


def test_nobody_works_at_their_own_familys_card() -> None:
    branch, waits = _branch()
    for card in (waits, _in_hand(works=True)):
        mother = card_families.mother_of(card.person)
        by = card_makers.staff("bank", office=branch.code)
        Account.objects.filter(pk=by.account).update(person=mother)
        deeds: list[Callable[[Card, Actor], object]] = [
            lambda card, by: printing.to_print(card=card, office=branch, by=by, at=AT),
            lambda card, by: accounts.record(card=card, bank=branch, masked="622848******1234",
                                             opened_on=AT.date(), by=by, at=AT),
            lambda card, by: standing.note_password(
                card=card, axis=SS, what=Remark.PASSWORD_SET, stands=_mother(card), by=by, at=AT),
        ]  # fmt: skip
        for deed in deeds:
            with pytest.raises(NotAllowed, match="your family"):
                deed(card, by)
        Account.objects.filter(pk=by.account).update(person=None)
    assert not BankAccount.objects.exists()
