"""A card begins to work: each side apart, by each channel of the packs, for the right person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import card_families
import card_makers
import pytest
import time_machine
from card_makers import AT, again

from firstcard.cards import ending
from firstcard.cards.models import BankAccount, Card, CardEvent
from firstcard.cards.operations import accounts, enabling, passwords
from firstcard.cards.refusals import NotNow, NotTheirs
from firstcard.cards.states import Axis, Function, Password, Remark
from firstcard.core.actors import SERVICE, Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, Invalid, NotAllowed, NotFound
from firstcard.messages.models import Message
from firstcard.people.models import Office, Person

pytestmark = pytest.mark.django_db
SS, BANK = Axis.SOCIAL_SECURITY, Axis.BANK
PAPER = "parent-identity-card"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


def _in_hand(**fields: Any) -> tuple[Card, Person]:
    card = card_makers.card("collected", **fields)
    return card, card_families.mother_of(card.person)


def _enable(card: Card, person: Person, by: Actor, axis: Axis = SS, proof: str = PAPER) -> None:
    enabling.enable(card=card, axis=axis, person=person, proof=proof, by=by, at=AT)


def _account(card: Card, **changes: Any) -> BankAccount:
    bank = changes.pop("bank", None) or card_makers.office("bank")
    told = {"masked": "622848******1234", "opened_on": AT.date(),
            "by": card_makers.staff("bank"), "at": AT, **changes}  # fmt: skip
    return accounts.record(card=card, bank=bank, **told)


# The social security side


@pytest.mark.parametrize(("role", "way"), [
    ("clerk", "centre"), ("bank", "bank"), ("hospital", "hospital"),
])  # fmt: skip
def test_the_social_security_side_is_enabled_at_centre_bank_and_hospital(
    role: str, way: str
) -> None:
    card, mother = _in_hand()
    card_families.account_of(mother)
    _enable(card, mother, card_makers.staff(role))
    kept = again(card)
    assert (kept.social_security, kept.bank) == (Function.ON, Function.OFF), "each side apart"
    event = CardEvent.objects.get(card=card, action="enable")
    assert event.detail == {"way": way, "relation": "mother", "proof": PAPER}
    assert AuditEntry.objects.filter(action="card.enable", person=card.person_id).count() == 1
    assert Message.objects.filter(template="card-works", case=card.case).count() == 1


def test_a_parent_enables_it_at_home_where_the_packs_have_that_way() -> None:
    card, mother = _in_hand()
    enabling.enable_own(card=card, by=card_families.account_of(mother), at=AT)
    assert again(card).social_security == Function.ON
    assert CardEvent.objects.get(card=card, action="enable").detail["way"] == "app"


def test_a_stranger_is_not_told_that_there_is_a_card() -> None:
    card, _ = _in_hand()
    for other in (card_families.account_of(card_makers.adult("钱多")), Actor(kind="public")):
        with pytest.raises(NotFound):
            enabling.enable_own(card=card, by=other, at=AT)
    assert again(card).social_security == Function.OFF


def test_whoever_was_guardian_until_yesterday_is_none() -> None:
    card, mother = _in_hand()
    by = card_families.account_of(mother)
    mother.wards.update(until=AT.date())
    with pytest.raises(NotFound):
        enabling.enable_own(card=card, by=by, at=AT)
    with pytest.raises(NotTheirs):
        _enable(card, mother, card_makers.staff())


@pytest.mark.parametrize("role", ["card-centre", "reviewer", "hotline", "administrator", "parent"])
def test_nobody_else_enables(role: str) -> None:
    card, mother = _in_hand()
    with pytest.raises((NotAllowed, NotNow)):
        _enable(card, mother, card_makers.staff(role))
    assert again(card).social_security == Function.OFF


def test_a_bank_of_another_city_does_not() -> None:
    card, mother = _in_hand()
    with pytest.raises((NotAllowed, NotNow)):
        _enable(card, mother, card_makers.staff("bank", region="420100"))


@pytest.mark.parametrize("state", ["ordered", "made", "at-office", "sealed", "stopped"])
def test_a_card_that_nobody_holds_does_not_work(state: str) -> None:
    card = card_makers.card(state)
    with pytest.raises(NotNow, match="not in the family's hand"):
        _enable(card, card_families.mother_of(card.person), card_makers.staff())


def test_an_ended_or_expired_card_is_not_enabled() -> None:
    card, mother = _in_hand()
    Card.objects.filter(pk=card.pk).update(valid_until=AT.date() - timedelta(days=1))
    with pytest.raises(NotNow, match="expired"):
        _enable(again(card), mother, card_makers.staff())
    ending.end(card=again(card), reason="replaced", by=SERVICE, at=AT)
    with pytest.raises(NotNow, match="out of use"):
        _enable(again(card), mother, card_makers.staff())


def test_the_second_of_two_desks_is_told_who_was_first() -> None:
    card, mother = _in_hand()
    second = again(card)
    _enable(card, mother, card_makers.staff("bank"))
    with pytest.raises(Conflict, match="bank"):
        _enable(second, mother, card_makers.staff())
    with pytest.raises(NotNow, match="enabled"):
        _enable(again(card), mother, card_makers.staff())
    assert CardEvent.objects.filter(card=card, action="enable").count() == 1


# Who acts


def _aged(years: int) -> Person:
    return card_makers.child(born_on=date(AT.year - years, 1, 5))


@pytest.mark.parametrize(("years", "alone"), [(2, False), (15, False), (16, True), (17, True)])
def test_from_sixteen_the_owner_acts_alone(years: int, alone: bool) -> None:
    card, mother = _in_hand(person=_aged(years))
    if alone:
        _enable(card, card.person, card_makers.staff(), proof="child-identity-card")
        assert again(card).social_security == Function.ON
        return
    with pytest.raises(NotTheirs, match="guardian"):
        _enable(card, card.person, card_makers.staff(), proof="child-identity-card")
    with pytest.raises(NotTheirs):
        enabling.enable_own(card=card, by=card_families.account_of(card.person), at=AT)
    _enable(card, mother, card_makers.staff())


def test_somebody_who_is_sent_needs_a_letter_for_this_case() -> None:
    card, _ = _in_hand()
    agent = card_makers.guardian(of=card.person, relation="agent", scope=card.case)
    with pytest.raises(NotTheirs, match="letter"):
        _enable(card, agent, card_makers.staff())
    _enable(card, agent, card_makers.staff(), proof="letter-of-authority")
    assert again(card).social_security == Function.ON
    other = card_makers.card("collected", case="FC-2222-2222-2")
    elsewhere = card_makers.guardian(of=other.person, relation="agent", scope=card.case)
    with pytest.raises(NotTheirs):
        _enable(other, elsewhere, card_makers.staff(), proof="letter-of-authority")


def test_an_institution_acts_for_its_ward() -> None:
    card, _ = _in_hand()
    home = card_makers.guardian(of=card.person, relation="institution",
                                person=Person.objects.create(name="示例儿童福利院"))  # fmt: skip
    _enable(card, home, card_makers.staff(), proof="institution-papers")
    assert CardEvent.objects.get(card=card, action="enable").detail["relation"] == "institution"


# The bank side, and the account behind it


def test_only_the_bank_records_the_bank_side_and_after_its_account() -> None:
    card, mother = _in_hand()
    for role in ("clerk", "hospital"):
        with pytest.raises((NotAllowed, NotNow)):
            _enable(card, mother, card_makers.staff(role), BANK)
    bank = card_makers.staff("bank")
    with pytest.raises(NotNow, match="account"):
        _enable(card, mother, bank, BANK)
    _account(card, by=bank)
    _enable(card, mother, bank, BANK)
    assert (again(card).bank, again(card).social_security) == (Function.ON, Function.OFF)


def test_of_an_account_bank_masked_number_and_day_are_known_and_nothing_in_the_trail() -> None:
    card, _ = _in_hand()
    row = _account(card, bank=card_makers.office("bank", code="sample-bank"))
    assert (row.bank.code, row.masked, row.opened_on) == ("sample-bank", "622848******1234",
                                                          AT.date())  # fmt: skip
    entry = AuditEntry.objects.get(action="card.account")
    assert "622848" not in str(entry.detail)
    assert entry.detail["bank"] == "sample-bank"


@pytest.mark.parametrize("masked", [
    "6228480012341234567", "622848001234****567", "", "******", "6228**1234", "６２２８****1234",
    "622848******1234\n", "622848******12345", "410105********1234x",
])  # fmt: skip
def test_a_number_that_is_not_masked_is_refused_and_not_repeated(masked: str) -> None:
    card, _ = _in_hand()
    with pytest.raises(Invalid) as refused:
        _account(card, masked=masked)
    assert list(refused.value.fields) == ["masked"]
    assert not masked.strip() or masked not in str(refused.value)
    assert not BankAccount.objects.exists()


@pytest.mark.parametrize("day", [AT.date() + timedelta(days=1), card_makers.BORN
                                 - timedelta(days=1)])  # fmt: skip
def test_an_account_is_opened_between_birth_and_today(day: date) -> None:
    card, _ = _in_hand()
    with pytest.raises(Invalid):
        _account(card, opened_on=day)


@pytest.mark.parametrize("wrong", [("hospital", "410105"), ("bank", "420100")])
def test_only_a_co_operating_bank_of_the_place_counts(wrong: tuple[str, str]) -> None:
    card, _ = _in_hand()
    with pytest.raises(Invalid):
        _account(card, bank=card_makers.office(wrong[0], region=wrong[1]))


def test_a_branch_records_its_own_accounts_once() -> None:
    card, _ = _in_hand()
    own, other = card_makers.office("bank"), card_makers.office("bank")
    by = card_makers.staff("bank", office=own.code)
    with pytest.raises(NotAllowed):
        _account(card, bank=other, by=by)
    _account(card, bank=own, by=by)
    with pytest.raises(NotNow, match="already"):
        _account(card, bank=own, by=by)
    assert Office.objects.get(pk=BankAccount.objects.get().bank_id) == own


# Passwords


def _note(card: Card, what: Remark, axis: Axis = SS, role: str = "clerk") -> CardEvent:
    person = None if what is Remark.PASSWORD_LOCKED else card_families.mother_of(card.person)
    return passwords.note(card=card, axis=axis, what=what, person=person, proof=PAPER,
                          by=card_makers.staff(role), at=AT)  # fmt: skip


def test_a_password_is_set_changed_locked_and_reset_as_recorded_events() -> None:
    card = card_makers.card("collected", works=True)
    card_families.parent_of(card.person)
    steps = {Remark.PASSWORD_SET: Password.SET, Remark.PASSWORD_CHANGED: Password.SET,
             Remark.PASSWORD_LOCKED: Password.LOCKED,
             Remark.PASSWORD_RESET: Password.SET}  # fmt: skip
    for what, after in steps.items():
        event = _note(card, what)
        assert set(event.detail) <= {"way", "relation", "proof"}, "never a secret"
        assert passwords.state(card=card, axis=SS) is after
        assert passwords.state(card=card, axis=BANK) is Password.NONE, "each side its own"
    told = Message.objects.filter(template__startswith="card-").values_list("template", flat=True)
    assert sorted(told) == ["card-locked", *["card-password"] * 3]


@pytest.mark.parametrize(("before", "what"), [
    ([], Remark.PASSWORD_CHANGED), ([], Remark.PASSWORD_LOCKED), ([], Remark.PASSWORD_RESET),
    ([Remark.PASSWORD_SET], Remark.PASSWORD_SET),
    ([Remark.PASSWORD_SET, Remark.PASSWORD_LOCKED], Remark.PASSWORD_CHANGED),
    ([Remark.PASSWORD_SET, Remark.PASSWORD_LOCKED], Remark.PASSWORD_SET),
    ([Remark.PASSWORD_SET, Remark.PASSWORD_LOCKED], Remark.PASSWORD_LOCKED),
])  # fmt: skip
def test_what_does_not_fit_is_refused(before: list[Remark], what: Remark) -> None:
    card = card_makers.card("collected", works=True)
    for each in before:
        _note(card, each)
    with pytest.raises(NotNow):
        _note(card, what)
    assert CardEvent.objects.filter(action__startswith="password").count() == len(before)


def test_a_side_that_does_not_work_has_no_password() -> None:
    card, _ = _in_hand()
    with pytest.raises(NotNow, match="not enabled"):
        _note(card, Remark.PASSWORD_SET)


def test_the_banks_password_is_the_banks() -> None:
    card = card_makers.card("collected", works=True)
    for role in ("clerk", "hospital"):
        with pytest.raises(NotAllowed):
            _note(card, Remark.PASSWORD_SET, BANK, role)
    _note(card, Remark.PASSWORD_SET, BANK, "bank")
    assert passwords.state(card=card, axis=BANK) is Password.SET


def test_a_family_notes_a_set_or_changed_password_and_resets_none_at_home() -> None:
    card = card_makers.card("collected", works=True)
    by = card_families.parent_of(card.person)
    for what in (Remark.PASSWORD_SET, Remark.PASSWORD_CHANGED):
        passwords.note_own(card=card, what=what, by=by, at=AT)
    for what in (Remark.PASSWORD_RESET, Remark.PASSWORD_LOCKED, Remark.WARN):
        with pytest.raises(NotNow):
            passwords.note_own(card=card, what=what, by=by, at=AT)
    with pytest.raises(NotTheirs):
        passwords.note(card=card, axis=SS, what=Remark.PASSWORD_RESET, by=card_makers.staff(),
                       at=AT)  # fmt: skip
    stranger = card_families.account_of(card_makers.adult("钱多"))
    with pytest.raises(NotFound):
        passwords.note_own(card=card, what=Remark.PASSWORD_SET, by=stranger, at=AT)


def test_somebody_who_was_sent_tells_of_no_password_at_home() -> None:
    card = card_makers.card("collected", works=True)
    agent = card_makers.guardian(of=card.person, relation="agent", scope=card.case)
    with pytest.raises(NotTheirs):
        passwords.note_own(card=card, what=Remark.PASSWORD_SET, at=AT,
                           by=card_families.account_of(agent))  # fmt: skip
