"""What a branch of a bank sees of cards, and what somebody with a letter does not do at home."""

from __future__ import annotations

from datetime import timedelta

import card_families
import handing
import pytest
from card_makers import AT, CASE, adult, again, card, child, guardian, number, office, order, staff

from firstcard.cards import centre_queries, ending, notices, queries, receipts, shelves
from firstcard.cards.api.replies import history_view
from firstcard.cards.handing_refusals import NotHere
from firstcard.cards.models import BankAccount, Card
from firstcard.cards.operations import (
    accounts,
    arriving,
    batching,
    collecting,
    credentials,
    enabling,
    keeping,
    merging,
    posting,
    printing,
    renewing,
    sending,
    stock,
)
from firstcard.cards.refusals import NotNow, NotTheirs
from firstcard.core.actors import SERVICE
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, Invalid, NotAllowed, NotFound, TooMany
from firstcard.people.models import Office

pytestmark = pytest.mark.django_db


def branch_card(state: str, code: str) -> Card:
    return card(state, delivery="bank", office=office("bank", code=code))


def test_a_branch_sees_what_comes_to_it_and_cards_in_families_hands() -> None:
    by = staff("bank", office="branch")
    office("bank", code="branch")
    seen = [branch_card("at-office", "branch"), branch_card("made", "branch"), card("collected"),
            order(delivery="bank", office=office("bank", code="other"))]  # fmt: skip
    unseen = [branch_card("at-office", "other"), card("sent"), card("at-office"), card("returned"),
              card("stopped"), order()]  # fmt: skip
    for made in seen:
        assert queries.card_for(order=made.order, by=by, at=AT) == made
        assert collecting.find(said=made.order, by=by, at=AT) == made
    before = AuditEntry.objects.count()
    for made in unseen:
        for look in (
            lambda made=made: queries.card_for(order=made.order, by=by, at=AT),
            lambda made=made: queries.unread(order=made.order, by=by, at=AT),
            lambda made=made: collecting.find(said=made.order, by=by, at=AT),
            lambda made=made: collecting.find_by_identity(
                kind="citizen-id", number=number(made.person), by=by, at=AT),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                look()
    assert AuditEntry.objects.count() == before
    for made in unseen:  # the offices that hand cards out, and the centre, see them
        for role in ("clerk", "card-centre"):
            assert queries.card_for(order=made.order, by=staff(role), at=AT) == made


def test_a_bank_without_a_certain_branch_works_at_its_branches_and_at_no_other_office() -> None:
    """A role for the bank in a whole city is none for the city's social security centres."""
    by = staff("bank")
    here, branch = office(code="here"), office("bank", code="branch")
    elsewhere = office("bank", code="elsewhere", region="440100")
    waits, comes = branch_card("at-office", "branch"), card("dispatched", office=here)
    drawer, returned = card("at-office", office=here), card("returned", office=here)
    assert shelves.offices_of(by=by) == [branch]
    assert shelves.counts(office=branch, by=by)[shelves.Shelf.WAITING] == 1
    assert collecting.take(card=waits, by=by, at=AT).taken_by_id == by.account
    for refused in (
        lambda: shelves.counts(office=here, by=by),
        lambda: shelves.counts(office=elsewhere, by=by),
        lambda: collecting.take(card=drawer, by=by, at=AT),
        lambda: collecting.printed(card=drawer, by=by, at=AT),
        lambda: keeping.seal(card=drawer, by=by, at=AT),
        lambda: posting.keep(card=returned, by=by, at=AT),
        lambda: arriving.scan(order=comes.order, office=here, by=by, at=AT),
    ):  # fmt: skip
        with pytest.raises((NotHere, NotAllowed)):
            refused()
    for made in (drawer, returned, comes):
        with pytest.raises(NotFound):
            queries.card_for(order=made.order, by=by, at=AT)
        assert again(made).version == made.version


def test_a_bank_where_no_card_lies_yet_is_shown_its_branches_not_the_centres() -> None:
    office(code="here"), office("bank", code="branch")
    assert [each.code for each in shelves.offices_of(by=staff("bank"))] == ["branch"]
    assert [each.code for each in shelves.offices_of(by=staff())] == ["here"]


def test_a_banks_role_that_names_a_centre_is_held_nowhere() -> None:
    here, by = office(code="here"), staff("bank", office="here")
    card("at-office", office=here)
    with pytest.raises(NotHere):
        shelves.counts(office=here, by=by)
    assert shelves.offices_of(by=by) == []


def test_of_two_cards_of_a_child_a_branch_is_shown_the_one_it_enables() -> None:
    person = child()
    used = card("collected", person=person)
    card("sent", person=person, reason="renewal")
    said = number(person)
    found = collecting.find_by_identity(kind="citizen-id", number=said, at=AT,
                                        by=staff("bank", office="branch"))  # fmt: skip
    assert found == used


def test_a_letter_for_an_application_enables_and_renews_nothing_at_home() -> None:
    made = card("collected", case=CASE)
    Card.objects.filter(pk=made.pk).update(valid_until=AT.date() + timedelta(days=1))
    agent = guardian(of=made.person, relation="agent", person=adult("赵六"), scope=CASE)
    by = card_families.account_of(agent)
    with pytest.raises(NotTheirs):
        enabling.enable_own(card=again(made), by=by, at=AT)
    with pytest.raises(NotTheirs):
        renewing.renew_own(card=again(made), by=by, at=AT)
    mother = card_families.parent_of(made.person)
    assert enabling.enable_own(card=again(made), by=mother, at=AT).after == "on"


def test_whoever_works_at_one_office_does_not_look_into_the_drawers_of_another() -> None:
    here, there = office(code="here"), office(code="there")
    card("at-office", office=here)
    told = {"office": here, "limit": 9}
    for by in (staff("bank", office="branch"), staff(office=there.code)):
        for look in (
            lambda by=by: shelves.counts(office=here, by=by),
            lambda by=by: shelves.on_shelf(shelf=shelves.Shelf.WAITING, by=by, at=AT, **told),
            lambda by=by: shelves.latest(by=by, **told),
            lambda by=by: shelves.outstanding(by=by, **told),
        ):  # fmt: skip
            with pytest.raises(NotHere):
                look()
    for by in (staff(office=here.code), staff()):
        assert shelves.counts(office=here, by=by)[shelves.Shelf.WAITING] == 1


def test_a_dispatch_list_is_for_the_offices_at_its_two_ends() -> None:
    made, there = card("made"), office(code="there")
    sent = sending.dispatch(cards=[made], to=made.office, by=SERVICE, at=AT)  # type: ignore[arg-type]
    for by in (staff("bank", office="branch"), staff(office=there.code)):
        with pytest.raises(NotFound):
            centre_queries.shipment(number=sent.number, by=by)
    for by in (staff(office="here"), staff(), staff("card-centre")):
        assert centre_queries.shipment(number=sent.number, by=by) == sent


def test_receipt_and_notice_are_for_the_office_of_the_card(handed_out: Card) -> None:
    """They show the child's name, and the receipt its whole number."""
    waits = card("at-office")
    before = AuditEntry.objects.count()
    for by in (staff("bank", office="branch"), staff(office="there")):
        with pytest.raises(NotFound):
            receipts.show(card=handed_out, by=by, lang="zh", at=AT)
        with pytest.raises(NotFound):
            notices.told(card=waits, by=by, at=AT)
    assert AuditEntry.objects.count() == before
    assert receipts.show(card=handed_out, by=staff(office="here"), lang="zh", at=AT).pdf
    assert notices.told(card=waits, by=staff(office="here"), at=AT).rows


@pytest.fixture
def handed_out() -> Card:
    made = card("at-office")
    handing.handed_out(made, by=staff())
    return again(made)


def test_a_branch_does_nothing_with_a_card_that_it_does_not_see() -> None:
    by, posted = staff("bank", office="branch"), card("posted", delivery="post", office=None)
    with pytest.raises(NotFound):
        posting.delivered(card=posted, by=by, at=AT)
    with pytest.raises(NotFound):
        credentials.stand_in(card=card("sent"), by=by, at=AT)
    assert again(posted).making == "posted"


def test_a_failed_card_is_ordered_again_at_its_own_centre() -> None:
    failed = card("failed")
    office("card-centre", code="other")
    with pytest.raises(NotHere):
        batching.again(card=failed, by=staff("card-centre", office="other"), at=AT)
    batching.again(card=failed, by=staff("card-centre", office=failed.centre.code), at=AT)
    assert again(failed).making == "ordered"


def test_no_account_is_recorded_for_a_card_that_ended_while_the_form_was_open() -> None:
    made, by = card("collected"), staff("bank")
    seen = again(made)
    ending.end(card=made, reason="cancelled", by=SERVICE, at=AT)
    with pytest.raises(NotNow):
        accounts.record(card=seen, bank=_bank(), masked="6217****1234", opened_on=AT.date(),
                        by=by, at=AT)  # fmt: skip
    assert not BankAccount.objects.exists()


def test_a_printed_card_whose_last_day_has_gone_by_is_read_once_more() -> None:
    bank = office("bank", code="branch")
    made, by = order(delivery="bank", office=bank), staff("bank", office="branch")
    stock.receive(office=bank, count=1, about="note", by=by, at=AT)
    told = {"card": made, "office": bank, "number": "Z00000001", "code": "A" * 32, "by": by}
    with pytest.raises(Invalid) as wrong:
        printing.print_at_once(**told, valid_until=AT.date() - timedelta(days=1), at=AT)  # type: ignore[arg-type]
    assert set(wrong.value.fields) == {"valid_until"}
    assert (again(made).making, stock.level(office=bank).left) == ("ordered", 1)
    printing.print_at_once(**told, valid_until=AT.date(), at=AT)  # type: ignore[arg-type]


def test_who_reads_a_cards_history_learns_no_numbers_of_records() -> None:
    made, other = card("made"), child()
    merging.merge(into=other, other=made.person, by=SERVICE, at=AT)
    told = history_view(made, queries.history(card=made)).events
    assert [each.detail for each in told if each.action == "join"] == [{}]
    assert told[0].action == "order"


def test_whoever_tries_card_numbers_is_stopped_at_every_door() -> None:
    by, made = staff("hospital"), card("collected")
    for number_ in range(queries.MOST):
        with pytest.raises(NotFound):
            queries.card_by_number(number=f"Q{number_:08}", by=by, at=AT)
    with pytest.raises(TooMany):
        queries.card_by_number(number=made.number, by=by, at=AT)
    later = AT + timedelta(seconds=queries.SECONDS)
    assert queries.card_by_number(number=made.number, by=by, at=later) == made


def test_blanks_that_a_page_sent_twice_counts_are_counted_once() -> None:
    bank, by = _bank(), staff("bank", office="a-bank")
    told = {"office": bank, "about": "note", "by": by, "at": AT}
    last = stock.last_of(office=bank, by=by)
    stock.receive(count=9, last=last, **told)  # type: ignore[arg-type]
    with pytest.raises(Conflict) as twice:
        stock.receive(count=9, last=last, **told)  # type: ignore[arg-type]
    assert twice.value.code == "counted-already"
    stock.receive(count=4, **{**told, "by": SERVICE})  # type: ignore[arg-type]
    last = stock.last_of(office=bank, by=by)
    stock.spoil(count=1, last=last, **told)  # type: ignore[arg-type]
    for again_ in (stock.spoil, stock.destroy):
        with pytest.raises(Conflict):
            again_(count=1, last=last, **told)  # type: ignore[arg-type]
    assert stock.level(office=bank) == stock.Level(received=13, spoiled=1)


def test_a_card_is_passed_on_to_where_such_cards_are_handed_out() -> None:
    made = card("at-office")
    for to in (office("hospital"), office("card-centre"), _bank(), office(region="440100")):
        with pytest.raises(Invalid) as wrong:
            keeping.forward(card=again(made), to=to, by=staff(), at=AT)
        assert set(wrong.value.fields) == {"to"}
    keeping.forward(card=again(made), to=office(code="there"), by=staff(), at=AT)
    assert again(made).making == "dispatched"


def _bank() -> Office:
    return office("bank", code="a-bank")
