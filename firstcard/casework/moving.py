"""One move of a case: guarded update, history, audit; used by every operation on cases.

Permission first, then the table, then `UPDATE … WHERE state and version are as read`: exactly one
row, or somebody was faster. The caller holds the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from firstcard.casework import access, notices, words
from firstcard.casework.models import Case, CaseEvent
from firstcard.casework.refusals import Decided, NotNow, StaleCase, Taken, no_case
from firstcard.casework.states import (
    HOLDERS,
    MOVES,
    OPEN,
    CaseAction,
    CaseState,
    Move,
    Who,
    move,
)
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.refusals import Conflict, NotAllowed
from firstcard.core.rows import write_together
from firstcard.people.permissions import Permission, allowed, require
from firstcard.policy.format import Text

_UNTAKE = {"taken_by": None, "taken_until": None}


def look_up(*, case: Case, action: CaseAction, by: Actor) -> Move:
    """The line of the table, after permission. Raises NotFound, NotAllowed, Decided, NotNow."""
    line = move(action=action, before=CaseState(case.state))
    check(case=case, by=by, family=_family_may(action), permission=_permission(action))
    if line is None:
        raise too_late(case)
    return line


def check(*, case: Case, by: Actor, family: bool, permission: Permission | None) -> None:
    """Raise unless it is the family's own case, or staff have the permission in its region.

    Nobody examines or decides what they or their family applied for.
    """
    if access.is_own(case=case, by=by):
        if not family:
            raise NotAllowed(words.REFUSED["own-case"])
        return
    if not access.may_follow(case=case, by=by):
        raise no_case()
    if permission is None:
        raise no_case()
    require(actor=by, permission=permission, region=case.region)
    access.not_own_family(case=case, by=by)


def _lines(action: CaseAction) -> list[Move]:
    return [line for line in MOVES if line.action is action]


def _family_may(action: CaseAction) -> bool:
    return any(line.family for line in _lines(action))


def _permission(action: CaseAction) -> Permission | None:
    return next((line.permission for line in _lines(action)), None)


def too_late(case: Case) -> Conflict:
    """Why the table has no such move: it was decided, or the state is another one."""
    last = _last_move(case)
    if last is not None and CaseState(case.state) not in OPEN:
        return decided(last, key="decided")
    return NotNow(state=case.state)


def _last_move(case: Case) -> CaseEvent | None:
    """What brought the case into its state; remarks came after."""
    return case.events.filter(after=case.state).exclude(before=F("after")).order_by("-id").first()


def decided(event: CaseEvent, *, key: str) -> Decided:
    """The refusal that names who did what, and when."""
    what = words.STATES[event.after] if key == "decided" else words.ACTIONS[event.action]
    return Decided(key=key, who=shown(event), at=event.at, state=event.after, what=what)


def shown(event: CaseEvent) -> str | Text:
    """How others are told who acted: the name that staff have for it, else the family."""
    return event.name or words.FAMILY


def free_for(*, case: Case, by: Actor, at: datetime) -> None:
    """Raise Taken while somebody else works on the case."""
    if case.taken_until is None or case.taken_until <= at or case.taken_by_id == by.account:
        return
    raise Taken(who=_name_of(case), until=case.taken_until)


def _name_of(case: Case) -> str:
    holder = case.taken_by
    return (holder.shown_name or holder.login) if holder is not None else ""


def apply(*, case: Case, line: Move, by: Actor, at: datetime,
          detail: Mapping[str, Any] | None = None, **changes: Any) -> CaseEvent:  # fmt: skip
    """Move the case, append its event and the audit entry, tell the family.

    `case` is changed to what is stored. Raises Decided, Taken, StaleCase.
    """
    changes = {"state": line.after.value, **changes}
    if HOLDERS[line.after] is not Who.OFFICE or line.before is not line.after:
        changes = {**_UNTAKE, **changes}
    update(case=case, by=by, at=at, **changes)
    event = record(case=case, action=line.action.value, before=line.before, by=by, at=at,
                   detail=detail)  # fmt: skip
    notices.tell(case=case, event=event, at=at)
    return event


def update(*, case: Case, by: Actor, at: datetime, **changes: Any) -> None:
    """Write the changes if the case is as it was read. Raises Decided, Taken, StaleCase."""
    rows = Case.objects.filter(pk=case.pk, state=case.state, version=case.version)
    if not access.is_own(case=case, by=by):  # the family is never kept out by a clerk's lock
        free = Q(taken_until=None) | Q(taken_until__lte=at) | Q(taken_by=by.account)
        rows = rows.filter(free)
    if rows.update(version=F("version") + 1, **changes) != 1:
        raise _lost(case, by, at)
    for name, value in changes.items():
        setattr(case, name, value)
    case.version += 1


def _lost(case: Case, by: Actor, at: datetime) -> Conflict:
    """Why the guarded update found no row."""
    now = Case.objects.select_related("taken_by").get(pk=case.pk)
    if not access.is_own(case=now, by=by):
        free_for(case=now, by=by, at=at)
    last = _last_move(now)
    if now.state != case.state and last is not None:
        return decided(last, key="decided" if CaseState(now.state) not in OPEN else "moved-on")
    return StaleCase(version=now.version)


def record(*, case: Case, action: str, before: CaseState | None, by: Actor, at: datetime,
           detail: Mapping[str, Any] | None = None) -> CaseEvent:  # fmt: skip
    """Append an event to the history, and to the audit trail."""
    event = CaseEvent(
        case=case, action=action, before=before.value if before else "", after=case.state, at=at,
        account_id=by.account, role=by.role, name=by.name, office_id=case.office_id,
        detail=dict(detail or {}),
    )  # fmt: skip
    write_together(event, audit.entry(
        by=by, action=f"case.{action}", subject=f"case:{case.reference}", case=case.reference,
        person=case.child_id, detail=_codes(detail or {}), at=at))  # fmt: skip
    return event


def _codes(detail: Mapping[str, Any]) -> dict[str, Any]:
    """Without what a clerk wrote in own words: it may name somebody, and the trail is for good."""
    if "reasons" not in detail:
        return dict(detail)
    reasons = [{name: value for name, value in each.items() if name != "note"}
               for each in detail["reasons"]]  # fmt: skip
    return {**detail, "reasons": reasons}


def may_serve(*, by: Actor, region: str) -> bool:
    """Whether somebody acts at a counter there, for families without an account."""
    return allowed(actor=by, permission=Permission.APPLY_AT_COUNTER, region=region)
