"""A parent's personal account pays for a child: by authorisation, in order, up to its limit."""

from __future__ import annotations

from datetime import date, timedelta

import bills
import card_makers
import pytest
from bills import AT, DAY
from card_families import account_of, mother_of
from card_makers import number, staff

from firstcard.core.actors import SERVICE, Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, Invalid, NotAllowed, NotFound
from firstcard.people.models import Person
from firstcard.settlement import ledgers
from firstcard.settlement.models import AccountEntry, MutualAid, PersonalAccount
from firstcard.settlement.operations import aid, merging, reversing, settling

pytestmark = pytest.mark.django_db


def has(owner: Person, fen: int, *, reference: str = "") -> None:
    """Somebody has so much in the personal account."""
    aid.credit(owner=("citizen-id", number(owner)), region="410100", amount_fen=fen,
               reference=reference or f"C-{owner.pk}-{fen}", by=staff("clerk"), at=AT)  # fmt: skip


def shares(giver: Person, child: Person, *, limit: int | None = None,
           place: int | None = None, by: Actor | None = None) -> MutualAid:  # fmt: skip
    """Somebody lets a child draw."""
    return aid.allow(receiver=("citizen-id", number(child)), limit_fen=limit, place=place,
                     by=by or account_of(giver), at=AT)  # fmt: skip


def left(owner: Person) -> int:
    return PersonalAccount.objects.get(person=owner).balance


def family() -> tuple[Person, Person, Person]:
    """A child, its mother and its father."""
    child = bills.insured()
    return child, mother_of(child), card_makers.guardian(of=child, relation="father")


def test_the_first_account_is_drawn_on_first_then_the_second_then_cash() -> None:
    child, mother, father = family()
    has(mother, 100_000)
    has(father, 150_000)
    shares(father, child, place=2)
    shares(mother, child, place=1)
    claim = bills.settle(bills.institution(), child, bills.presented())
    found = bills.amounts(claim)
    assert (found["person_total"], found["mutual_aid"], found["cash"]) == (
        379_850,
        250_000,
        129_850,
    )
    assert (left(mother), left(father)) == (0, 0)
    drawn = AccountEntry.objects.filter(kind="draw").values_list("account__person", "amount")
    assert dict(drawn) == {mother.pk: -100_000, father.pk: -150_000}


def test_up_to_the_limit_of_the_year_over_several_bills() -> None:
    child, mother, _ = family()
    has(mother, 1_000_000)
    shares(mother, child, limit=50_000)
    office = bills.institution()
    first = bills.settle(office, child, bills.presented("1000.00", on=date(2026, 3, 1)))
    second = bills.settle(office, child, bills.presented("1000.00", on=date(2026, 4, 1)))
    drawn = [bills.amounts(each)["mutual_aid"] for each in (first, second)]
    assert drawn == [50_000, 0]
    assert left(mother) == 950_000


def test_without_authorisation_nothing_is_drawn_nor_after_it_ended() -> None:
    child, mother, _ = family()
    has(mother, 1_000_000)
    office = bills.institution()
    assert bills.amounts(bills.settle(office, child, bills.presented()))["mutual_aid"] == 0
    by = account_of(mother)
    row = shares(mother, child, by=by)
    aid.stop(number=row.pk, by=by, at=AT + timedelta(hours=1))
    later = bills.settle(office, child, bills.presented(), at=AT + timedelta(hours=2))
    assert bills.amounts(later)["mutual_aid"] == 0
    assert left(mother) == 1_000_000


def test_a_reversal_gives_it_back_and_bills_after_it_can_draw_it() -> None:
    child, mother, _ = family()
    has(mother, 400_000)
    shares(mother, child)
    office = bills.institution()
    first = bills.settle(office, child, bills.presented(on=date(2026, 3, 1)))
    second = bills.settle(office, child, bills.presented(on=date(2026, 4, 1)))
    assert bills.amounts(second)["mutual_aid"] < bills.amounts(second)["person_total"]
    reversing.reverse(claim=first, reason="退费", by=bills.cashier(office), at=AT)
    found = bills.amounts(second)
    assert found["mutual_aid"] == found["person_total"]
    assert left(mother) == 400_000 - found["mutual_aid"]
    account = PersonalAccount.objects.get(person=mother)
    running = 0
    for entry in account.entries.order_by("pk"):
        running += entry.amount
        assert entry.balance == running >= 0
    assert running == account.balance


def test_an_authorisation_given_later_does_not_pay_an_older_bill() -> None:
    """Nor when the older bill is settled again because of another one."""
    child, mother, _ = family()
    has(mother, 1_000_000)
    office = bills.institution()
    first = bills.settle(office, child, bills.presented("30000.00", on=date(2026, 3, 1)))
    older = bills.settle(office, child, bills.presented("30000.00", on=date(2026, 4, 1)))
    aid.allow(receiver=("citizen-id", number(child)), limit_fen=None, place=None,
              by=account_of(mother), at=AT + timedelta(hours=1))  # fmt: skip
    reversing.reverse(claim=first, reason="退费", by=bills.cashier(office),
                      at=AT + timedelta(hours=2))  # fmt: skip
    assert older.settlements.count() == 2
    assert bills.amounts(older)["mutual_aid"] == 0


def test_a_look_before_draws_nothing() -> None:
    child, mother, _ = family()
    has(mother, 1_000_000)
    shares(mother, child)
    office = bills.institution()
    found = settling.presettle(office=office, shown=bills.shown(child),
                               presented=bills.presented(), by=bills.cashier(office),
                               at=AT)  # fmt: skip
    assert found.person.mutual_aid == found.person_total
    assert left(mother) == 1_000_000


def test_who_may_share_with_whom() -> None:
    child, mother, father = family()
    has(mother, 1_000)
    with pytest.raises(NotFound):
        shares(card_makers.adult(), child)
    with pytest.raises(NotFound):
        aid.allow(receiver=("citizen-id", number(child)), limit_fen=None, place=None,
                  by=staff("clerk"), at=AT)  # fmt: skip
    his = account_of(father)
    with pytest.raises(Conflict) as why:
        shares(father, child, by=his)
    assert why.value.code == "no-account"
    row = shares(mother, child)
    with pytest.raises(NotFound):
        aid.stop(number=row.pk, by=his, at=AT)
    has(father, 1_000)
    with pytest.raises(Conflict) as why:
        shares(father, child, place=1, by=his)
    assert why.value.code == "aid-place"
    with pytest.raises(Invalid):
        shares(father, child, limit=0, by=his)


def test_another_limit_takes_the_place_of_the_old_one() -> None:
    child, mother, _ = family()
    has(mother, 1_000_000)
    by = account_of(mother)
    first = shares(mother, child, by=by)
    assert shares(mother, child, by=by).pk == first.pk
    second = shares(mother, child, limit=5_000, by=by)
    assert second.place == first.place
    first.refresh_from_db()
    assert first.until is not None
    assert AuditEntry.objects.filter(action="mutual-aid.allow").count() == 2


def test_a_credit_counts_once_and_only_the_agency_tells_it() -> None:
    mother = card_makers.adult()
    has(mother, 500, reference="R")
    has(mother, 500, reference="R")
    assert left(mother) == 500
    with pytest.raises(Conflict):
        has(mother, 600, reference="R")
    for by in (staff("hospital"), staff("clerk", region="420100"), account_of(mother)):
        with pytest.raises(NotAllowed):
            aid.credit(owner=("citizen-id", number(mother)), region="410100", reference="S",
                       amount_fen=1, by=by, at=AT)  # fmt: skip


def test_the_owner_sees_the_ledger() -> None:
    child, mother, _ = family()
    has(mother, 1_000_000)
    by = account_of(mother)
    shares(mother, child, by=by)
    claim = bills.settle(bills.institution(), child, bills.presented())
    found = ledgers.own(by=by, at=AT)
    drawn = bills.amounts(claim)["mutual_aid"]
    assert found.balance == 1_000_000 - drawn
    assert [entry.amount for entry in found.entries] == [-drawn, 1_000_000]
    assert [each.drawn for each in found.shared] == [drawn]
    with pytest.raises(NotFound):
        ledgers.own(by=account_of(card_makers.adult()), at=AT)


def test_a_joined_record_keeps_what_it_may_draw_on() -> None:
    child, mother, father = family()
    other = bills.insured(person=card_makers.child(born_on=bills.BORN, mother=mother))
    has(mother, 1_000_000)
    has(father, 500_000)
    shares(father, child)
    shares(mother, other)
    merging.merge(into=child, other=other, by=SERVICE, at=AT)
    standing = MutualAid.objects.filter(receiver=child, until=None).order_by("place")
    assert [(row.giver_id, row.place) for row in standing] == [(father.pk, 1), (mother.pk, 2)]
    assert not MutualAid.objects.filter(receiver=other).exists()
    claim = bills.settle(bills.institution(), child, bills.presented(on=DAY))
    assert left(father) == 500_000 - bills.amounts(claim)["mutual_aid"]
