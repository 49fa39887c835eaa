"""What somebody can do with a case now: the lifecycle's table and the permissions, as links."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from firstcard.casework.models import Case
from firstcard.casework.states import HOLDERS, OPEN, CaseAction, CaseState, Who, move
from firstcard.core.actors import Actor
from firstcard.people.permissions import Permission, allowed

_AT_ONCE = (CaseAction.ACCEPT, CaseAction.APPROVE)
_ON_A_PAGE = (CaseAction.RETURN, CaseAction.REFUSE, CaseAction.FORWARD)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: `name` of its words; `at_once`: a button here, else a page of its own."""

    name: str
    href: str
    at_once: bool


def tasks(*, case: Case, by: Actor) -> list[Task]:
    """Everything open to somebody in the state in which the case is."""
    state = CaseState(case.state)
    found = [Task(f"do_{action}", reverse(f"desk-{action}", args=[case.reference]),
                  action in _AT_ONCE)
             for action in (*_AT_ONCE, *_ON_A_PAGE)
             if (line := move(action=action, before=state)) is not None
             and line.permission is not None and may(case, by, line.permission)]  # fmt: skip
    if case.needs_second_person:  # nothing is decided before that is
        found = [each for each in found if each.name not in ("do_approve", "do_refuse")]
    if _proposable(state) and may(case, by, Permission.PROPOSE_EXCEPTION):
        # After an approval only an identity can still be put right.
        name = "do_correct" if state is CaseState.APPROVED else "do_propose"
        found.append(Task(name, reverse("desk-propose", args=[case.reference]), False))
    if HOLDERS[state] is Who.FAMILY and may(case, by, Permission.APPLY_AT_COUNTER):
        found.append(Task("do_counter", reverse("desk-counter-case", args=[case.reference]), False))
    return found


def _proposable(state: CaseState) -> bool:
    return state is CaseState.APPROVED or (state in OPEN and state is not CaseState.DRAFT)


def may(case: Case, by: Actor, permission: Permission) -> bool:
    """Whether somebody has a permission in a case's region."""
    return allowed(actor=by, permission=permission, region=case.region)


def can_be_taken(*, case: Case, by: Actor) -> bool:
    """Whether the office holds the case, and somebody may take such cases."""
    return HOLDERS[CaseState(case.state)] is Who.OFFICE and may(case, by, Permission.TAKE_CASE)


def examines(*, case: Case, by: Actor) -> bool:
    """Whether somebody may mark papers now."""
    return case.state == CaseState.SUBMITTED and may(case, by, Permission.EXAMINE)
