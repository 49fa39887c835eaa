"""Whose a case is: the family's own, or that of staff in its region."""

from __future__ import annotations

from firstcard.casework.models import Case
from firstcard.casework.refusals import no_case
from firstcard.casework.states import CaseState
from firstcard.core.actors import Actor
from firstcard.people.permissions import Permission, allowed


def own(*, case: Case, by: Actor) -> None:
    """Raise NotFound unless the case was started by this account."""
    if not is_own(case=case, by=by):
        raise no_case()


def is_own(*, case: Case, by: Actor) -> bool:
    """Whether the case was started by this account."""
    return by.account is not None and case.applicant_id == by.account


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
