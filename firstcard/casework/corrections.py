"""A family says that something held about its child is wrong; an officer of the region answers.

An answer changes nothing by itself: what is put right in a record goes the way of corrections of
identities, with four eyes (`operations.propose`).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstcard.accounts.models import Correction
from firstcard.casework import access, held
from firstcard.casework.held_words import ABOUT, WORDS
from firstcard.casework.models import Case
from firstcard.core import audit, vault
from firstcard.core.actors import Actor
from firstcard.core.refusals import Conflict, Invalid, NotFound
from firstcard.messages.operations import post
from firstcard.people.permissions import Permission, regions, require
from firstcard.people.regions import within

LONGEST = 1000  # characters
_MOST_OPEN = 5
_PURPOSE = "correction"


def ask(*, case: Case, about: str, wish: str, by: Actor, at: datetime) -> Correction:
    """Write down what is wrong and what would be right. Sent twice, it is asked once.

    `about`: see `held_words.ABOUT`. Raises NotFound, Invalid, Conflict where too many are open or
    nothing was handed in yet.
    """
    mine, text = held.case_of(reference=case.reference, by=by), wish.strip()
    _check(about, text)
    if mine.child is None:
        raise Conflict(WORDS["correct_draft"])
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=mine.pk)  # one at a time
        waiting = Correction.objects.filter(case=mine.reference, done=None)
        same = [row for row in waiting if (row.about, words_of(row)) == (about, text)]
        if same:
            return same[0]
        if len(waiting) >= _MOST_OPEN:
            raise Conflict(WORDS["correct_many"])
        made = Correction.objects.create(
            child=mine.child, asked_by_id=by.account or 0, case=mine.reference, region=mine.region,
            about=about, wish=_sealed(text), asked_at=at)  # fmt: skip
        _audit("correction.ask", made, by, at)
    return made


def waiting(*, by: Actor) -> list[Correction]:
    """The requests that officers of one's regions have still to answer, the oldest first."""
    mine = regions(actor=by, permission=Permission.ANSWER_CORRECTIONS)
    if not mine:
        require(actor=by, permission=Permission.ANSWER_CORRECTIONS, region="")
    return list(Correction.objects.filter(within(mine), done=None).order_by("asked_at"))


def get(*, number: int, by: Actor, at: datetime) -> Correction:
    """One request, answered or not; the read is recorded. Raises NotFound, NotAllowed."""
    row = Correction.objects.select_related("child", "answered_by").filter(pk=number).first()
    if row is None:
        raise NotFound(WORDS["correct_none"])
    require(actor=by, permission=Permission.ANSWER_CORRECTIONS, region=row.region)
    _audit("correction.read", row, by, at)
    return row


def answer(
    *, correction: Correction, done: bool | None, text: str, by: Actor, at: datetime
) -> None:
    """Answer once. `done`: whether it was put right. The family gets word of it.

    Raises NotAllowed, Invalid, and Conflict where it is answered, or asked by oneself.
    """
    require(actor=by, permission=Permission.ANSWER_CORRECTIONS, region=correction.region)
    if correction.asked_by_id == by.account:
        raise Conflict(WORDS["correct_own"])
    access.not_own_family(case=Case.objects.get(reference=correction.case), by=by)
    said = text.strip()
    _check_answer(done, said)
    with transaction.atomic():
        mine = Correction.objects.filter(pk=correction.pk, done=None)
        if not mine.update(done=done, answer=_sealed(said), answered_by=by.account, answered_at=at):
            raise Conflict(WORDS["correct_answered"])
        _audit("correction.answer", correction, by, at)
        post(key=f"correction {correction.pk} answered", to=correction.asked_by,
             template="request-answered", params={}, case=correction.case, at=at)  # fmt: skip


def words_of(row: Correction) -> str:
    """What the family wrote."""
    return vault.unseal(bytes(row.wish), purpose=_PURPOSE).decode()


def answer_of(row: Correction) -> str:
    """What was answered; empty while nothing was."""
    return vault.unseal(bytes(row.answer), purpose=_PURPOSE).decode() if row.answer else ""


def _check(about: str, text: str) -> None:
    wrong = {}
    if about not in ABOUT:
        wrong["about"] = WORDS["correct_about_missing"]
    if not text:
        wrong["wish"] = WORDS["correct_wish_missing"]
    elif len(text) > LONGEST:
        wrong["wish"] = WORDS["correct_too_long"]
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)


def _check_answer(done: bool | None, text: str) -> None:
    wrong = {}
    if done is None:
        wrong["done"] = WORDS["answer_done_missing"]
    if not text:
        wrong["answer"] = WORDS["answer_missing"]
    elif len(text) > LONGEST:
        wrong["answer"] = WORDS["correct_too_long"]
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)


def _sealed(text: str) -> bytes:
    return vault.seal(text.encode(), purpose=_PURPOSE)


def _audit(action: str, row: Correction, by: Actor, at: datetime) -> None:
    audit.record(by=by, action=action, subject=f"correction:{row.pk}", case=row.case,
                 person=row.child_id, detail={"about": row.about}, at=at)  # fmt: skip
