"""Who may change and who may read the papers and the photograph of a case."""

from __future__ import annotations

from firstcard.casework.access import is_own, readable
from firstcard.casework.models import Case
from firstcard.casework.refusals import no_case
from firstcard.casework.states import HOLDERS, CaseState, Who
from firstcard.core.actors import Actor
from firstcard.core.refusals import Conflict
from firstcard.core.rows import one
from firstcard.people.permissions import Permission, allowed
from firstcard.policy.format import Text

_COUNTER = "counter"
_HELD = Text(
    "The office is examining this application, so its papers cannot be changed now. If something "
    "is missing, it will be sent back to you.",
    "经办机构正在审核这份申请，现在不能更改材料。如果缺少材料，申请会退回给您补正。",
)


def may_change(*, case: Case, by: Actor) -> None:
    """Raise NotFound or Conflict unless papers of the case may be changed now.

    The family while it holds the case; a clerk at the counter until the case is accepted.
    """
    state = CaseState(case.state)
    if is_own(case=case, by=by):
        if HOLDERS[state] is not Who.FAMILY:
            raise Conflict(_HELD)
    elif not _is_at_counter(case, by):
        raise no_case()
    elif HOLDERS[state] is not Who.FAMILY and state is not CaseState.SUBMITTED:
        raise Conflict(_HELD)


def may_remove(*, case: Case, by: Actor) -> None:
    """Raise as `may_change`, and Conflict once it is handed in: what was shown then stays there."""
    may_change(case=case, by=by)
    if HOLDERS[CaseState(case.state)] is not Who.FAMILY:
        raise Conflict(_HELD)


def may_read(*, case: Case, by: Actor) -> None:
    """Raise NotFound unless the papers may be opened: whoever may read the whole case may."""
    readable(case=case, by=by)


def locked(*, case: Case) -> Case:
    """The case as it is now, waiting for whoever changes its state at this moment."""
    found = one(Case, id=case.pk, lock=True)
    assert found is not None, "cases are never deleted"
    return found


def _is_at_counter(case: Case, by: Actor) -> bool:
    at_home = case.state == CaseState.DRAFT and case.channel != _COUNTER
    return not at_home and allowed(
        actor=by, permission=Permission.APPLY_AT_COUNTER, region=case.region
    )
