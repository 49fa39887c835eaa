"""The other parent's word, asked for by a link that works on any phone and without an account.

Nothing waits for it: either parent may apply alone. Only a hash of the link's token is kept, so it
cannot be read from here again; a new one makes the old one void.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction

from firstcard.casework import access
from firstcard.casework.content import draft_of
from firstcard.casework.draft import Draft
from firstcard.casework.models import Authorisation, Case
from firstcard.casework.refusals import no_case
from firstcard.casework.states import HOLDERS, CaseState, Who
from firstcard.core import audit, vault
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotFound
from firstcard.policy.format import Text

Standing = Literal["", "waiting", "granted", "declined", "over"]
LASTS = timedelta(days=30)  # of a link
_GONE = Text("This link does not work any more. Ask for a new one.",
             "链接已失效，请让对方重新生成。")  # fmt: skip


@transaction.atomic
def ask(*, case: Case, of: str, token: str, by: Actor, at: datetime) -> Authorisation:
    """Ask the mother or the father; the same token again is the same request.

    An earlier link without an answer is void. Raises NotFound.
    """
    _may_ask(case, by)
    known = Authorisation.objects.filter(case=case, token_hash=_hash(token)).first()
    if known is not None:
        return known
    case.authorisations.filter(answered_at=None, expires_at__gt=at).update(expires_at=at)
    made = Authorisation.objects.create(
        case=case, of=of, token_hash=_hash(token), asked_at=at, expires_at=at + LASTS)  # fmt: skip
    _record("authorisation.ask", made, by, at)
    return made


@transaction.atomic
def remind(*, case: Case, by: Actor, at: datetime) -> None:
    """Note that the family reminded the other parent. Raises NotFound."""
    _may_ask(case, by)
    waiting = case.authorisations.filter(answered_at=None, expires_at__gt=at).last()
    if waiting is not None:
        Authorisation.objects.filter(pk=waiting.pk).update(reminded_at=at)
        _record("authorisation.remind", waiting, by, at)


@transaction.atomic
def take_back(*, case: Case, by: Actor, at: datetime) -> None:
    """End a request that waits; the link works no more. Raises NotFound."""
    _may_ask(case, by)
    for waiting in case.authorisations.filter(answered_at=None, expires_at__gt=at):
        # An answer that came meanwhile stays.
        if Authorisation.objects.filter(pk=waiting.pk, answered_at=None).delete()[0]:
            _record("authorisation.take-back", waiting, by, at)


@transaction.atomic
def answer(*, token: str, name: str, granted: bool, by: Actor, at: datetime) -> Authorisation:
    """Take the answer, once. `name`: as typed by who answers. Raises NotFound for a dead link."""
    found = of_token(token=token, at=at)
    sealed = vault.seal(name.encode(), purpose="signature", bound=found.case.reference)
    account = by.account if by.account != found.case.applicant_id else None
    rows = Authorisation.objects.filter(pk=found.pk, answered_at=None).update(
        answered_at=at, granted=granted, name=sealed, account_id=account)  # fmt: skip
    if rows != 1:
        raise NotFound(_GONE)
    found.refresh_from_db()
    _record("authorisation.grant" if granted else "authorisation.decline", found, by, at)
    return found


@transaction.atomic
def opened(*, asked: Authorisation, by: Actor, at: datetime) -> Draft:
    """What was filled in, for the few lines that whoever has the link is shown; the read is
    recorded."""
    _record("authorisation.read", asked, by, at)
    return draft_of(asked.case)


def of_token(*, token: str, at: datetime) -> Authorisation:
    """The request of a link that still waits for its answer. Raises NotFound."""
    rows = Authorisation.objects.filter(
        token_hash=_hash(token), answered_at=None, expires_at__gt=at)  # fmt: skip
    found = rows.select_related("case").first()
    if found is None or CaseState(found.case.state) is CaseState.WITHDRAWN:
        raise NotFound(_GONE)
    return found


def latest(*, case: Case) -> Authorisation | None:
    """The last request of a case."""
    return case.authorisations.order_by("pk").last()


def standing(*, case: Case, at: datetime) -> Standing:
    """How the last request stands."""
    found = latest(case=case)
    if found is None:
        return ""
    if found.answered_at is not None:
        return "granted" if found.granted else "declined"
    return "waiting" if found.expires_at > at else "over"


def _may_ask(case: Case, by: Actor) -> None:
    access.own(case=case, by=by)
    if HOLDERS[CaseState(case.state)] is Who.NOBODY:
        raise no_case()


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _record(action: str, found: Authorisation, by: Actor, at: datetime) -> None:
    audit.record(by=by, action=action, subject=f"case:{found.case.reference}",
                 case=found.case.reference, person=found.case.child_id, detail={"of": found.of},
                 at=at)  # fmt: skip
