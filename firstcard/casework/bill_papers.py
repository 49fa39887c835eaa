"""Papers of a bill that a family hands in: taken up, given out, removed.

They go through the same doors as the papers of a case: opened by a bounded process and made anew;
the file itself is never kept and never given out.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from firstcard.casework.files import conversion
from firstcard.casework.files.kinds import kind_of
from firstcard.casework.files.taking import taken
from firstcard.casework.papers import content
from firstcard.core import audit, vault
from firstcard.core.actors import Actor
from firstcard.core.refusals import Conflict, Invalid, NotFound
from firstcard.core.rows import insert, one
from firstcard.enrolment.changing import day_of
from firstcard.enrolment.words import filled
from firstcard.people.permissions import Permission
from firstcard.settlement import queries
from firstcard.settlement.handing import Wanted
from firstcard.settlement.models import MANUAL, Claim, ClaimPage, ClaimPaper
from firstcard.settlement.operations import asking
from firstcard.settlement.refusals import not_found
from firstcard.settlement.states import ClaimState
from firstcard.settlement.words import REFUSED

_PURPOSE = "bill paper"
_JOB = {"job": "paper"}
_MOST = 30  # of one bill: a bound of the machine
_FAMILYS = (ClaimState.DRAFT, ClaimState.RETURNED)


def add(
    *, claim: Claim, need: str, upload: UploadedFile | bytes, by: Actor, at: datetime
) -> ClaimPaper:
    """Take up a file as one paper of a bill, while the family has it; the same again is the same.

    Raises NotFound, Conflict, Invalid for a paper that is not asked for, `words.UnfitFile`,
    `words.FilesBusy`, `words.ScannerAway`, TooMany.
    """
    _may_change(claim, by, at)
    asked = _wanted(claim, need, at)
    data = content(upload)
    made = taken(data, job=_JOB, by=by, at=at)
    return keep(claim=claim, asked=asked, data=data, made=made, by=by, at=at)


@transaction.atomic
def keep(
    *, claim: Claim, asked: Wanted, data: bytes, made: conversion.Answer, by: Actor, at: datetime
) -> ClaimPaper:
    """The second half of `add`, of a file that was opened. Raises NotFound, Conflict, Invalid."""
    _may_change(_locked(claim), by, at)
    digest, there = sha256(data).digest(), list(asking.scans(claim))
    since = asking.sent_back_at(claim)
    for each in there:
        old = since is not None and each.uploaded_at <= since
        if each.need == asked.id and bytes(each.original_sha256) == digest:
            if not old:
                return each
            raise Invalid(filled(REFUSED["paper-again"], paper=asked.name))
    if len(there) >= _MOST:
        raise Invalid(REFUSED["too-many-papers"])
    paper = ClaimPaper(claim=claim, need=asked.id, document=asked.document, uploaded_at=at,
                       uploaded_by_id=by.account, original_sha256=digest,
                       original_type=kind_of(data) or "")  # fmt: skip
    insert(paper)
    insert(*_pages(paper, made))
    _record("add", paper, claim, by, at, pages=len(made.pictures))
    return paper


@transaction.atomic
def page(*, paper: ClaimPaper, number: int, by: Actor, at: datetime) -> bytes:
    """One page as JPEG, the first being 1. The reading is written down. Raises NotFound."""
    claim = paper.claim
    if not queries.acts(person=claim.person_id, by=by, on=day_of(at)):
        queries.may(claim=claim, by=by, permission=Permission.SEE_BILL)
    found = paper.pages.filter(number=number).first()
    if found is None:
        raise NotFound(REFUSED["no-paper"])
    _record("read", paper, claim, by, at, page=number)
    return vault.unseal(bytes(found.sealed), purpose=_PURPOSE, bound=f"{paper.pk} {number}")


@transaction.atomic
def remove(*, paper: ClaimPaper, by: Actor, at: datetime) -> None:
    """Take away a paper that no office has seen yet; its pages are gone. Again: no effect.

    Raises NotFound, Conflict.
    """
    claim = _locked(paper.claim)
    _may_change(claim, by, at)
    since = asking.sent_back_at(claim)
    if since is not None and paper.uploaded_at <= since:
        raise Conflict(REFUSED["bill-not-yours-now"])
    if ClaimPaper.objects.filter(pk=paper.pk, removed_at=None).update(removed_at=at):
        ClaimPage.objects.filter(paper=paper).delete()
        _record("remove", paper, claim, by, at)


def _locked(claim: Claim) -> Claim:
    """As it is now, waiting for whoever changes its state at this moment."""
    found = one(Claim, id=claim.pk, lock=True)
    assert found is not None, "bills are never deleted"
    return found


def _may_change(claim: Claim, by: Actor, at: datetime) -> None:
    if claim.origin != MANUAL or not queries.acts(person=claim.person_id, by=by, on=day_of(at)):
        raise not_found()
    if claim.state not in _FAMILYS:
        raise Conflict(REFUSED["bill-not-yours-now"])


def _wanted(claim: Claim, need: str, at: datetime) -> Wanted:
    asked = asking.wanted(claim=claim, on=day_of(at))
    found = next((each for each in asked if each.id == need), None)
    if found is None:
        raise Invalid(REFUSED["no-paper"])
    return found


def _pages(paper: ClaimPaper, made: conversion.Answer) -> list[ClaimPage]:
    return [
        ClaimPage(paper=paper, number=number, width=width, height=height,
                  sealed=vault.seal(picture, purpose=_PURPOSE, bound=f"{paper.pk} {number}"))
        for number, (picture, (width, height)) in enumerate(
            zip(made.pictures, made.facts["pages"], strict=True), start=1)
    ]  # fmt: skip


def _record(what: str, paper: ClaimPaper, claim: Claim, by: Actor, at: datetime,
            **detail: object) -> None:  # fmt: skip
    audit.record(by=by, action=f"bill.paper-{what}", subject=f"bill:{claim.reference}",
                 case=claim.case, person=claim.person_id, at=at,
                 detail={"paper": paper.pk, "need": paper.need} | detail)  # fmt: skip
