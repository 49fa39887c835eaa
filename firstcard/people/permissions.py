"""Who may do what: roles, permissions, and the one check that operations call. Pure.

The table is shown in docs/permissions.md, which a test compares with it. What a family may do to
its own case is not here: operations check that it is its own.
"""

from __future__ import annotations

from enum import StrEnum

from firstcard.core.actors import Actor
from firstcard.core.refusals import NotAllowed
from firstcard.policy.format import Text
from firstcard.policy.region_codes import lies_in


class Role(StrEnum):
    """What somebody is to this service."""

    PARENT = "parent"
    CLERK = "clerk"
    REVIEWER = "reviewer"
    CARD_CENTRE = "card-centre"
    BANK = "bank"
    HOSPITAL = "hospital"
    HOTLINE = "hotline"
    POLICY_OFFICER = "policy-officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What operations ask for, named for what it lets one do."""

    APPLY = "apply"
    SEE_WORKLIST = "see-worklist"
    SEE_CASE = "see-case"
    SEE_CASE_BY_REFERENCE = "see-case-by-reference"
    TAKE_CASE = "take-case"
    EXAMINE = "examine"
    APPLY_AT_COUNTER = "apply-at-counter"
    FORWARD = "forward"
    DECIDE = "decide"
    PROPOSE_EXCEPTION = "propose-exception"
    CONFIRM_EXCEPTION = "confirm-exception"
    RECORD_PAYMENT = "record-payment"
    END_ENROLMENT = "end-enrolment"
    SEE_DASHBOARD = "see-dashboard"
    SEE_AUDIT = "see-audit"
    GRANT_ROLES = "grant-roles"
    ANSWER_CORRECTIONS = "answer-corrections"
    MAKE_CARDS = "make-cards"
    ISSUE_AT_ONCE = "issue-at-once"
    HAND_OUT = "hand-out"
    SEE_CARD = "see-card"
    ENABLE_CARD = "enable-card"
    ENABLE_BANK_SIDE = "enable-bank-side"
    SETTLE_BILL = "settle-bill"
    REVERSE_BILL = "reverse-bill"
    SEE_BILL = "see-bill"
    MANAGE_AGREEMENTS = "manage-agreements"


_P = Permission
_CLERK = frozenset({
    _P.SEE_WORKLIST, _P.SEE_CASE, _P.TAKE_CASE, _P.EXAMINE, _P.APPLY_AT_COUNTER, _P.FORWARD,
    _P.PROPOSE_EXCEPTION, _P.RECORD_PAYMENT, _P.SEE_CARD, _P.HAND_OUT, _P.ENABLE_CARD,
    _P.SEE_BILL,
})  # fmt: skip
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.PARENT: frozenset({_P.APPLY}),
    Role.CLERK: _CLERK,
    Role.REVIEWER: frozenset({
        _P.SEE_WORKLIST, _P.SEE_CASE, _P.TAKE_CASE, _P.FORWARD, _P.DECIDE, _P.PROPOSE_EXCEPTION,
        _P.CONFIRM_EXCEPTION, _P.END_ENROLMENT, _P.ANSWER_CORRECTIONS, _P.SEE_BILL,
        _P.REVERSE_BILL, _P.MANAGE_AGREEMENTS,
    }),
    Role.CARD_CENTRE: frozenset({_P.MAKE_CARDS, _P.SEE_CARD}),
    Role.BANK: frozenset({
        _P.ISSUE_AT_ONCE, _P.SEE_CARD, _P.HAND_OUT, _P.ENABLE_CARD, _P.ENABLE_BANK_SIDE,
    }),
    Role.HOSPITAL: frozenset({_P.ENABLE_CARD, _P.SETTLE_BILL, _P.REVERSE_BILL, _P.SEE_BILL}),
    Role.HOTLINE: frozenset({_P.SEE_CASE_BY_REFERENCE}),
    Role.POLICY_OFFICER: frozenset({_P.SEE_DASHBOARD}),
    Role.AUDITOR: frozenset({_P.SEE_AUDIT, _P.SEE_DASHBOARD}),
    Role.ADMINISTRATOR: frozenset({_P.GRANT_ROLES}),
}  # fmt: skip
_NO = Text("You may not do this here. Ask whoever manages accounts at your office.",
           "您没有在这里办理此事的权限。请联系本单位的账号管理员。")  # fmt: skip


def regions(*, actor: Actor, permission: Permission) -> tuple[str, ...]:
    """The regions within which somebody has a permission; none where they have it nowhere."""
    return tuple(grant.region for grant in actor.grants
                 if permission in PERMISSIONS.get(_role(grant.role), frozenset()))  # fmt: skip


def allowed(*, actor: Actor, permission: Permission, region: str) -> bool:
    """Whether somebody has a permission in a region. The service itself has every one."""
    if actor.kind == "service":
        return True
    held = regions(actor=actor, permission=permission)
    return any(lies_in(region, each) for each in held)


def require(*, actor: Actor, permission: Permission, region: str) -> None:
    """Raise NotAllowed unless somebody has a permission in a region."""
    if not allowed(actor=actor, permission=permission, region=region):
        raise NotAllowed(_NO)


def _role(name: str) -> Role:
    return Role(name)
