"""Negative personas at cards: whoever has no permission, or not here, does and sees nothing.

As `test_personas`, which is about cases: every role in every place tries every deed.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import card_families
import card_makers
import handing
import pytest
from card_makers import AT
from django.db import transaction

from firstcard.accounts.models import Account
from firstcard.cards import boards, centre_queries, notices, queries, shelves
from firstcard.cards.collectors import Identity
from firstcard.cards.models import Card
from firstcard.cards.operations import (
    accounts,
    arriving,
    batching,
    checking,
    choosing,
    collecting,
    credentials,
    keeping,
    post_lists,
    posting,
    printing,
    rejecting,
    renewing,
    results,
    sending,
    standing,
    stock,
)
from firstcard.cards.operations.standing import Stands
from firstcard.cards.states import Axis, Remark
from firstcard.core.actors import PUBLIC, Actor, Grant
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import NotAllowed, NotFound, Refusal
from firstcard.people.models import Office
from firstcard.people.permissions import PERMISSIONS, Permission, Role
from firstcard.policy.region_codes import lies_in

pytestmark = pytest.mark.django_db
_P = Permission
# What a bank's role does not open of a card at a social security centre, in its region or not.
NOT_AT_A_BRANCH = frozenset({
    "open it before its family has it", "choose how it comes to its family",
    "give a temporary credential", "record that the parcel was signed for", "open its notice",
})  # fmt: skip
PLACES = ("410000", "410100", "410105", "410103", "420100")
SS, BANK = Axis.SOCIAL_SECURITY, Axis.BANK


@dataclass(frozen=True)
class Deed:
    """Something that somebody tries on a card, and what one needs for it."""

    needs: frozenset[Permission]
    do: Callable[[Card, Actor], Any]
    made: Callable[[], Card]


def _one(*needs: Permission) -> frozenset[Permission]:
    return frozenset(needs)


def _held() -> Card:
    return card_makers.card("collected", works=True)


def _at(state: str) -> Callable[[], Card]:
    """A card in a state, at an office of its own district."""
    return lambda: card_makers.card(
        state, office=card_makers.office(code="district", region="410105")
    )


def _at_a_centre(state: str) -> Callable[[], Card]:
    """A card in a state whose centre is in its own district."""
    return lambda: card_makers.card(
        state, centre=card_makers.office("card-centre", region="410105"),
        office=card_makers.office(code="district", region="410105"))  # fmt: skip


def _at_a_branch() -> Card:
    branch = card_makers.office("bank", region="410105")
    return card_makers.order(delivery="bank", office=branch)


def _branch_of(card: Card) -> Office:
    assert card.office is not None
    return card.office


def _mother(card: Card) -> Stands:
    mother = card_families.mother_of(card.person)
    identity = Identity(kind="citizen-id", number=card_makers.number(mother), name=mother.name)
    return Stands(identity=identity, shown=frozenset({"card", "guardian-identity",
                                                      "child-identity"}))  # fmt: skip


def _note(axis: Axis) -> Callable[[Card, Actor], Any]:
    return lambda card, by: standing.note_password(
        card=card, axis=axis, what=Remark.PASSWORD_SET, stands=_mother(card), by=by, at=AT
    )


def _enable(axis: Axis) -> Callable[[Card, Actor], Any]:
    return lambda card, by: standing.enable(card=card, axis=axis, stands=_mother(card), by=by,
                                            at=AT)  # fmt: skip


DEEDS: dict[str, Deed] = {
    "open its page": Deed(
        _one(_P.SEE_CARD),
        lambda card, by: queries.card_for(order=card.order, by=by, at=AT), _held),
    "open it to enable it": Deed(
        _one(_P.SEE_CARD, _P.ENABLE_CARD),
        lambda card, by: queries.card_to_enable(order=card.order, by=by, at=AT), _held),
    "open it before its family has it": Deed(
        _one(_P.SEE_CARD),
        lambda card, by: queries.card_to_enable(order=card.order, by=by, at=AT),
        lambda: card_makers.card("at-office")),
    "read at home what is printed on it": Deed(
        _one(), lambda card, by: queries.printed_own(card=card, by=by, at=AT), _held),
    "choose how it comes to its family": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: choosing.choose(card=card, delivery="office", by=by, at=AT),
        lambda: card_makers.card("returned")),
    "find it by its number": Deed(
        _one(_P.SEE_CARD, _P.ENABLE_CARD),
        lambda card, by: queries.card_by_number(number=card.number, by=by, at=AT), _held),
    "find it by its owner": Deed(
        _one(_P.SEE_CARD),
        lambda card, by: collecting.find_by_identity(
            kind="citizen-id", number=card_makers.number(card.person), by=by, at=AT), _held),
    "see what a branch prints": Deed(
        _one(_P.ISSUE_AT_ONCE),
        lambda card, by: printing.to_print(card=card, office=_branch_of(card), by=by, at=AT),
        _at_a_branch),
    "print it": Deed(
        _one(_P.ISSUE_AT_ONCE),
        lambda card, by: printing.print_at_once(
            card=card, office=_branch_of(card), number="A00000001", code="0" * 32, by=by, at=AT),
        _at_a_branch),
    "receive blanks at the branch": Deed(
        _one(_P.ISSUE_AT_ONCE),
        lambda card, by: stock.receive(office=_branch_of(card), count=1, about="L1", by=by, at=AT),
        _at_a_branch),
    "record its account": Deed(
        _one(_P.ENABLE_BANK_SIDE),
        lambda card, by: accounts.record(
            card=card, bank=card_makers.office("bank", code="a-bank"), masked="622848******1234",
            opened_on=AT.date(), by=by, at=AT), _held),
    "enable the social security side": Deed(
        _one(_P.ENABLE_CARD), _enable(SS), lambda: card_makers.card("collected")),
    "enable the bank side": Deed(
        _one(_P.ENABLE_BANK_SIDE), _enable(BANK), lambda: card_makers.card("collected")),
    "note a password": Deed(_one(_P.ENABLE_CARD), _note(SS), _held),
    "note a password of the bank": Deed(_one(_P.ENABLE_BANK_SIDE), _note(BANK), _held),
    "give a temporary credential": Deed(
        _one(_P.HAND_OUT), lambda card, by: credentials.stand_in(card=card, by=by, at=AT),
        lambda: card_makers.card("sent")),
    "renew it": Deed(
        _one(_P.APPLY_AT_COUNTER),
        lambda card, by: standing.renew(card=card, stands=_mother(card), by=by, at=AT), _held),
    "change what it says": Deed(
        _one(_P.APPLY_AT_COUNTER),
        lambda card, by: standing.change_data(card=card, stands=_mother(card), by=by, at=AT),
        _held),
    "compare it with the record": Deed(
        _one(_P.APPLY_AT_COUNTER),
        lambda card, by: renewing.compared(card=card, by=by, at=AT), _held),
    "take it in where it arrives": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: arriving.scan(order=card.order, office=_branch_of(card), by=by, at=AT),
        _at("dispatched")),
    "count the cards of its office": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: shelves.counts(office=_branch_of(card), by=by), _at("at-office")),
    "list the cards of its office": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: shelves.on_shelf(shelf=shelves.Shelf.WAITING, office=_branch_of(card),
                                          by=by, at=AT, limit=1), _at("at-office")),
    "pass it on": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: keeping.forward(card=card, to=card_makers.office(code="another"),
                                         by=by, at=AT), _at("at-office")),
    "put it away": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: keeping.seal(card=card, by=by, at=AT), _at("at-office")),
    "take it out again": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: keeping.unseal(card=card, by=by, at=AT), _at("sealed")),
    "take it back from the post": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: posting.come_back(card=card, office=_branch_of(card), why="moved", by=by,
                                           at=AT), _at("posted")),
    "keep it for the family": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: posting.keep(card=card, by=by, at=AT), _at("returned")),
    "post it again": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: posting.post_again(card=card, tracking="EA999999999CN", address="某路1号",
                                            by=by, at=AT), _at("returned")),
    "record that the parcel was signed for": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: posting.delivered(card=card, by=by, at=AT), _at("posted")),
    "take it to hand it out": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: collecting.take(card=card, by=by, at=AT), _at("at-office")),
    "ask who may collect it": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: checking.ready(
            card=card, identity=_mother(card).identity, authority=None, shown=_mother(card).shown,
            number=card.number, genuine=True, by=by, at=AT), _at("at-office")),
    "see what is printed on it": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: collecting.printed(card=card, by=by, at=AT), _at("at-office")),
    "hand it out": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: collecting.collect(
            card=card, handover=handing.handover(card), by=by, at=AT), _at("at-office")),
    "take it back for something wrong": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: rejecting.reject(card=card, wrong=("damaged",), right=None, by=by, at=AT),
        _at("at-office")),
    # At its card centre.
    "see the board of its centre": Deed(
        _one(_P.MAKE_CARDS),
        lambda card, by: boards.board(centre=card.centre, by=by, at=AT), _at_a_centre("ordered")),
    "send it to be made": Deed(
        _one(_P.MAKE_CARDS),
        lambda card, by: batching.send(centre=card.centre, by=by, at=AT), _at_a_centre("ordered")),
    "hand in a file of its centre": Deed(
        _one(_P.MAKE_CARDS),
        lambda card, by: results.take(manifest=b"{}", file=io.BytesIO(), centre=card.centre, by=by,
                                      at=AT), _at_a_centre("sent")),
    "have it made again": Deed(
        _one(_P.MAKE_CARDS),
        lambda card, by: batching.again(card=card, by=by, at=AT), _at_a_centre("failed")),
    "send it to its office": Deed(
        _one(_P.MAKE_CARDS),
        lambda card, by: sending.dispatch_all(centre=card.centre, to=_branch_of(card), by=by,
                                              at=AT), _at_a_centre("made")),
    "hand it to the post": Deed(
        _one(_P.MAKE_CARDS),
        lambda card, by: post_lists.one(order=card.order, tracking="EA999999998CN",
                                        centre=card.centre, by=by, at=AT), _at_a_centre("made")),
    "read where it is posted to": Deed(
        _one(_P.MAKE_CARDS),
        lambda card, by: centre_queries.addresses(cards=[card], by=by, at=AT),
        _at_a_centre("made")),
    "count the blanks of its centre": Deed(
        _one(_P.MAKE_CARDS),
        lambda card, by: stock.receive(office=card.centre, count=1, about="note", by=by, at=AT),
        _at_a_centre("made")),
    "open its notice": Deed(
        _one(_P.HAND_OUT),
        lambda card, by: notices.told(card=card, by=by, at=AT), _at("at-office")),
}  # fmt: skip


def _is_open(deed: Deed, card: Card, by: Actor) -> bool:
    """Whether the deed gets past the door; what it did is undone."""
    now = Card.objects.select_related("person", "office").get(pk=card.pk)
    try:
        with transaction.atomic():
            deed.do(now, by)
            transaction.set_rollback(True)
    except (NotAllowed, NotFound):
        return False
    except Refusal:
        return True  # let in, and something else was wrong
    return True


def _persona(role: str, region: str) -> Actor:
    account = Account.objects.create(login=f"persona-{role}-{region}")
    grants = (Grant(role=role, region=region),) if role else ()
    return Actor(kind="person", account=account.pk, name="某人", grants=grants)


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_needs_its_permission_in_the_cards_region(name: str) -> None:
    deed = DEEDS[name]
    card = deed.made()
    card_makers.office("bank", code="a-bank", region="410105")
    before = AuditEntry.objects.count()
    for role in Role:
        for region in PLACES:
            expected = bool(deed.needs & PERMISSIONS[role]) and lies_in(card.region, region)
            if role == Role.BANK and name in NOT_AT_A_BRANCH:
                expected = False
            found = _is_open(deed, card, _persona(role, region))
            assert found is expected, f"{role} of {region}: {name}"
    stranger = card_families.account_of(card_makers.adult("钱多"))
    for nobody in (PUBLIC, _persona("", "leaver"), stranger):
        assert not _is_open(deed, card, nobody), name
    assert AuditEntry.objects.count() == before, "what is refused leaves no trace of a read"
    assert card_makers.again(card).version == card.version
