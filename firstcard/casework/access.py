"""Whose a case is: the family's own, or that of staff in its region."""

from __future__ import annotations

from firstcard.accounts.models import Account
from firstcard.casework import persons, words
from firstcard.casework.content import draft_of
from firstcard.casework.models import Case
from firstcard.casework.refusals import no_case
from firstcard.casework.states import CaseState
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotAllowed
from firstcard.core.rows import one
from firstcard.people.models import Guardianship
from firstcard.people.permissions import Permission, allowed


def own(*, case: Case, by: Actor) -> None:
    """Raise NotFound unless the case was started by this account."""
    if not is_own(case=case, by=by):
        raise no_case()


def is_own(*, case: Case, by: Actor) -> bool:
    """Whether the case was started by this account."""
    return by.account is not None and case.applicant_id == by.account


def is_of_own_family(*, case: Case, by: Actor) -> bool:
    """Whether whoever acts is, as a person, the applicant, the child, or an adult of the case.

    Known only of accounts that are tied to a person, and of adults with a recorded number.
    """
    account = one(Account, id=by.account) if by.account is not None else None
    if account is None or account.person_id is None:
        return False
    draft = draft_of(case)
    adults = (each.pk for each in persons.adults_of(draft, persons.known_of(draft)).values())
    guardians = (
        Guardianship.objects.filter(child=case.child_id, until=None) if case.child_id else ()
    )
    applicant = case.applicant.person_id if case.applicant else None
    return account.person_id in {applicant, case.child_id, *adults,
                                 *(tie.guardian_id for tie in guardians)}  # fmt: skip


def not_own_family(*, case: Case, by: Actor) -> None:
    """Raise NotAllowed where staff would deal with what their own family applied for."""
    if is_of_own_family(case=case, by=by):
        raise NotAllowed(words.REFUSED["own-family"])


def readable(*, case: Case, by: Actor) -> None:
    """Raise NotFound unless the whole case may be read: family, second parent, staff, service."""
    if not may_read(case=case, by=by):
        raise no_case()


def may_read(*, case: Case, by: Actor) -> bool:
    """Whether the whole case may be read."""
    return (is_own(case=case, by=by) or _is_staff(case, by, Permission.SEE_CASE)
            or _is_second_parent(case, by))  # fmt: skip


def may_follow(*, case: Case, by: Actor) -> bool:
    """Whether at least state and history may be read, as the hotline does."""
    return (may_read(case=case, by=by)
            or _is_staff(case, by, Permission.SEE_CASE_BY_REFERENCE))  # fmt: skip


def _is_staff(case: Case, by: Actor, permission: Permission) -> bool:
    """What a family fills in at home is nobody else's until it is handed in."""
    at_home = case.state == CaseState.DRAFT and case.channel == "online"
    return not at_home and allowed(actor=by, permission=permission, region=case.region)


def _is_second_parent(case: Case, by: Actor) -> bool:
    if by.account is None:
        return False
    return case.authorisations.filter(account_id=by.account, granted=True).exists()
