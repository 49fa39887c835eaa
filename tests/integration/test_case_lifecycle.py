"""Whatever families and staff try in whatever order: no move outside the table, the history is the
state, and no clock is ever below zero.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from cases import AT, add_paper, again, family, filled, staff
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from firstcard.casework import clocks, operations, queries
from firstcard.casework.models import Case, Proposal
from firstcard.casework.operations import Found, Refused
from firstcard.casework.states import HOLDERS, MOVES, OPEN, CaseState, Remark, Who
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Refusal
from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA
from firstcard.people.models import Office

LINES = {(m.action.value, m.before.value if m.before else "", m.after.value) for m in MOVES}
REACHED: set[str] = set()
REMARKS = {each.value for each in Remark}
IDENTITY = "parent-identity-card"
# Family 0, clerks 1 and 2, reviewers 3 and 4, then four who may do nothing here. Mostly those act
# who may, or hardly anything would ever happen.
ANYBODY = st.integers(0, 8)


def mostly(*right: int) -> st.SearchStrategy[int]:
    """Three times out of four one of those."""
    return st.one_of(*(3 * [st.sampled_from(right)]), ANYBODY)


DEFECTS = [Found(document=IDENTITY, of="guardian", reason="unreadable"),
           Found(field="child.name", reason="name-differs"),
           Found(field="child.born_on", reason="date-differs")]  # fmt: skip


class Lifecycle(RuleBasedStateMachine):
    """One case, one family, two clerks, two reviewers, and days that pass."""

    case: Case
    now: datetime

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.done: list[str] = []

    def teardown(self) -> None:
        """Nothing of one run is there in the next."""
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(stage=st.sampled_from([2, 1, 0]))
    def begin(self, stage: int) -> None:
        self.now = AT
        self.parent = family()
        self.clerks = [staff(), staff()]
        self.reviewers = [staff("reviewer"), staff("reviewer")]
        strangers = [family(), staff(region="410300"), staff("hotline"), staff("administrator")]
        self.everybody = [self.parent, *self.clerks, *self.reviewers, *strangers]
        self.office = Office.objects.create(
            code="other", kind="medical-insurance-agency", region="410103", name_zh="别处",
            name_en="Other")  # fmt: skip
        self.case = filled(self.parent)
        self.done = ["start"]
        if stage:
            self.submit(0)
        if stage > 1:
            self.accept(1)

    def _try(self, act: Callable[[Case], object], name: str) -> None:
        """Do it; what is refused must have changed nothing."""
        before = again(self.case)
        try:
            with transaction.atomic():
                act(again(self.case))
        except Refusal:
            assert (again(self.case).state, again(self.case).version) == (
                before.state, before.version)  # fmt: skip
        else:
            now = again(self.case)
            if now.state != before.state or name == "forward":
                self.done.append("resubmit" if name == "submit" and before.state == "returned"
                                 else name)  # fmt: skip

    @rule(who=mostly(0))
    def submit(self, who: int) -> None:
        by = self.everybody[who]
        self._try(lambda case: operations.submit(case=case, by=by, at=self.now), "submit")

    @rule(who=mostly(0), rarely=st.integers(0, 3))
    def withdraw(self, who: int, rarely: int) -> None:
        if rarely:
            return
        by = self.everybody[who]
        self._try(lambda case: operations.withdraw(case=case, by=by, at=self.now), "withdraw")

    @rule(who=mostly(1, 2), named=st.sets(st.integers(0, 2)))
    def send_back(self, who: int, named: set[int]) -> None:
        by, found = self.everybody[who], [DEFECTS[n] for n in sorted(named)]
        self._try(lambda case: operations.send_back(case=case, by=by, defects=found, at=self.now),
                  "return")  # fmt: skip

    @rule()
    def mend(self) -> None:
        if again(self.case).state == "returned":
            add_paper(self.case, IDENTITY, "guardian")

    @rule(who=mostly(1, 2))
    def accept(self, who: int) -> None:
        by = self.everybody[who]
        self._try(lambda case: operations.accept(case=case, by=by, at=self.now), "accept")

    @rule(who=mostly(1, 2), here=st.booleans())
    def forward(self, who: int, here: bool) -> None:
        by = self.everybody[who]
        office = self.office if not here else (again(self.case).office or self.office)
        self._try(lambda case: operations.forward(case=case, by=by, office=office, at=self.now),
                  "forward")  # fmt: skip

    @rule(who=mostly(3, 4))
    def approve(self, who: int) -> None:
        by = self.everybody[who]
        self._try(lambda case: operations.approve(case=case, by=by, at=self.now), "approve")

    @rule(who=mostly(3, 4), reason=st.sampled_from(["no-ground", "no-mood"]))
    def refuse(self, who: int, reason: str) -> None:
        by = self.everybody[who]
        self._try(lambda case: operations.refuse(
            case=case, by=by, reasons=[Refused(reason=reason)], at=self.now), "refuse")  # fmt: skip

    @rule(who=mostly(1, 2, 3))
    def take(self, who: int) -> None:
        by = self.everybody[who]
        self._try(lambda case: operations.take(case=case, by=by, at=self.now), "take")

    @rule(who=mostly(1, 3))
    def propose(self, who: int) -> None:
        by = self.everybody[who]
        self._try(lambda case: operations.propose(
            case=case, by=by, kind="identity", reason="x", change={"name": "张小保"}, at=self.now),
            "propose")  # fmt: skip

    @rule(who=mostly(3, 4), granted=st.booleans())
    def second_person(self, who: int, granted: bool) -> None:
        by = self.everybody[who]
        proposal = Proposal.objects.filter(case=self.case, decided_at=None).first()
        if proposal is not None:
            self._try(lambda case: operations.decide_proposal(
                proposal=proposal, by=by, granted=granted, at=self.now), "confirm")  # fmt: skip

    @rule(hours=st.sampled_from([1, 24, 72, 400]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        operations.remind(at=self.now)

    @invariant()
    @precondition(lambda self: self.done)
    def the_history_is_the_state(self) -> None:
        events = queries.history(self.case)
        assert events[-1].after == again(self.case).state
        REACHED.add(events[-1].after)
        for before, after in pairwise(events):
            assert after.before == before.after
            assert after.at >= before.at
        assert [e.action for e in events if e.action not in REMARKS] == self.done

    @invariant()
    @precondition(lambda self: self.done)
    def no_move_lies_outside_the_table(self) -> None:
        for event in queries.history(self.case):
            if event.action in REMARKS:
                assert event.before == event.after
            else:
                assert (event.action, event.before, event.after) in LINES

    @invariant()
    @precondition(lambda self: self.done)
    def the_clock_runs_only_in_the_office_and_never_below_zero(self) -> None:
        case, on = again(self.case), self.now.astimezone(CHINA).date()
        if case.submitted_at is None:
            assert not hasattr(case, "clock")
            return
        due = clocks.due(clock=case.clock, book=packs_store.current(), region=case.region, on=on)
        assert 0 <= due.left <= due.length.number
        assert 0 <= due.used <= due.length.number
        state = CaseState(case.state)
        if HOLDERS[state] is Who.OFFICE:
            assert case.due_on == due.date
            assert case.due_on is not None
        if state is CaseState.RETURNED:
            assert case.due_on is None
        assert (case.clock.stopped_on is None) == (state in OPEN)

    @invariant()
    @precondition(lambda self: self.done)
    def decided_means_by_whom_and_when(self) -> None:
        case = again(self.case)
        decided = [e for e in queries.history(case) if e.action in ("approve", "refuse")]
        assert len(decided) == (case.state in ("approved", "refused"))
        assert (case.decided_at is not None) == bool(decided)
        assert {event.account_id for event in decided} <= {r.account for r in self.reviewers}

    @invariant()
    @precondition(lambda self: self.done)
    def each_event_is_in_the_audit_trail(self) -> None:
        written = AuditEntry.objects.filter(case=self.case.reference)
        counted = {f"case.{event.action}" for event in queries.history(self.case)}
        assert counted <= set(written.values_list("action", flat=True))


@pytest.mark.django_db
def test_whatever_is_tried() -> None:
    _run(examples=25, steps=25)
    assert {"submitted", "accepted"} <= REACHED, "too little was tried"


@pytest.mark.full
@pytest.mark.django_db
def test_whatever_is_tried_at_length() -> None:
    _run(examples=120, steps=50)
    assert {"approved", "refused", "returned", "withdrawn"} <= REACHED, "too little was tried"


def _run(*, examples: int, steps: int) -> None:
    run_state_machine_as_test(Lifecycle, settings=settings(
        max_examples=examples, stateful_step_count=steps, database=None,
        suppress_health_check=list(HealthCheck)))  # fmt: skip
