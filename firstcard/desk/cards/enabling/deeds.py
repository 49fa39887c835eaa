"""What a branch and a social security desk may do with a card, for the page of one card."""

from __future__ import annotations

from firstcard.cards.models import BankAccount, Card
from firstcard.cards.states import IN_THE_MAKING, Function, Making
from firstcard.cards.waiting import day, printed_on_coming
from firstcard.desk.cards.deed import Deed, lies
from firstcard.desk.cards.enabling.renewal import renewable
from firstcard.desk.views import pages
from firstcard.people.permissions import Permission

_P = Permission


def _usable(card: Card) -> bool:
    over = card.valid_until is not None and card.valid_until < day(pages.now())
    return card.making == Making.COLLECTED and card.ended_on is None and not over


def _no_account(card: Card) -> bool:
    return _usable(card) and not _has_account(card)


def _has_account(card: Card) -> bool:
    return BankAccount.objects.filter(card=card.pk).exists()


def _off(card: Card) -> bool:
    return _usable(card) and card.social_security == Function.OFF


def _bank_off(card: Card) -> bool:
    return _usable(card) and card.bank == Function.OFF and _has_account(card)


def _on(card: Card) -> bool:
    return _usable(card) and card.social_security == Function.ON


def _bank_on(card: Card) -> bool:
    return _usable(card) and card.bank == Function.ON


def _one_in_use(card: Card) -> bool:
    """In use, or out of it by its time alone; no other card is being made."""
    mine = card.making == Making.COLLECTED and card.ended_reason in ("", "expired")
    return mine and not Card.objects.filter(
        person=card.person_id, making__in=IN_THE_MAKING).exists()  # fmt: skip


def _renewable(card: Card) -> bool:
    return _one_in_use(card) and renewable(card)


ENABLING: tuple[Deed, ...] = (
    Deed(name="print", permission=_P.ISSUE_AT_ONCE, when=printed_on_coming, main=True),
    Deed(name="account", permission=_P.ENABLE_BANK_SIDE, when=_no_account, here=False),
    Deed(name="enable", permission=_P.ENABLE_CARD, when=_off, here=False, main=True),
    Deed(name="enable-bank", permission=_P.ENABLE_BANK_SIDE, when=_bank_off, here=False),
    Deed(name="password", permission=_P.ENABLE_CARD, when=_on, here=False),
    Deed(name="password-bank", permission=_P.ENABLE_BANK_SIDE, when=_bank_on, here=False),
    Deed(name="temporary", permission=_P.HAND_OUT, when=lies(*IN_THE_MAKING), here=False),
    Deed(name="renew", permission=_P.APPLY_AT_COUNTER, when=_renewable, here=False),
    Deed(name="change", permission=_P.APPLY_AT_COUNTER, when=_one_in_use, here=False),
)
