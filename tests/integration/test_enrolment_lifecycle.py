"""Whatever happens to a child's insurance in whatever order: covered exactly on the days that an
oracle says, never twice on one day, every payment counted once, and no move outside the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import oracle
import pytest
from cities import CITIES, City, book
from django.db import transaction
from enrolments import at, family
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from firstcard.core.actors import SERVICE
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Refusal
from firstcard.enrolment import operations, queries
from firstcard.enrolment.changing import days_of, reading
from firstcard.enrolment.models import Enrolment, EnrolmentEvent, Payment
from firstcard.enrolment.refusals import AlreadyInsured, EndedAlready
from firstcard.enrolment.states import MOVES, EnrolmentState, read
from firstcard.guidance import packs_store
from firstcard.people.models import Person

DAY = timedelta(1)
LINES = {(m.action.value, m.before.value if m.before else "", m.after.value) for m in MOVES}
REACHED: set[tuple[str, str, str]] = set()


@dataclass
class Life:
    """One enrolment as the oracle knows it. `paid`: by year, (fen, day) of each payment."""

    city: City
    applied: date
    registered: date
    first: date  # the first day on which no other insurance can hold
    made: Enrolment
    ended: date | None = None
    dues: dict[int, date | None] = field(default_factory=dict)
    paid: dict[int, list[tuple[int, date]]] = field(default_factory=dict)
    told: dict[int, date] = field(default_factory=dict)

    def owed(self, year: int, born: date) -> int:
        return 0 if self.city.free_birth_year and year == born.year else self.city.fen

    def settled(self, year: int, born: date) -> date | None:
        """The first day on which the whole was paid."""
        owed, total = self.owed(year, born), 0
        if owed == 0:
            return max(self.applied, date(year, 1, 1))
        for fen, day in sorted(self.paid.get(year, []), key=lambda each: each[1]):
            total += fen
            if total >= owed:
                return day
        return None

    def held(self, born: date) -> bool:
        """Whether it held any day: one that ended before it was applied for held none."""
        assert self.ended
        return self.ended >= self.applied or any(a <= b for a, b in self.covered(born))

    def covered(self, born: date) -> Iterator[tuple[date, date]]:
        """The days that each year covers, cut to the time of this enrolment."""
        for year, due in self.dues.items():
            settled = self.settled(year, born)
            if settled is None or (self.ended and year > self.ended.year):
                continue
            days = oracle.cover(self.city, born, self.applied, year, settled, due)
            first = self.told.get(year, days.first) if days.nobody_knows else days.first
            if first is None:
                continue
            last = date(year, 12, 31)
            yield max(first, self.first), min(last, self.ended) if self.ended else last


class Insurance(RuleBasedStateMachine):
    """One child, four cities with rules of their own, and days that pass."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.lives: list[Life] = []
        self.reported: list[dict[str, object]] = []

    def teardown(self) -> None:
        """Nothing of one run is there in the next."""
        REACHED.update(EnrolmentEvent.objects.values_list("action", "before", "after"))
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(born=st.dates(date(2025, 1, 1), date(2026, 12, 31)), days=st.integers(0, 150))
    def birth(self, born: date, days: int) -> None:
        self.born, self.today = born, born + days * DAY
        self.person = Person.objects.create(name="李小明", sex=1, born_on=born)

    @property
    def life(self) -> Life:
        return self.lives[-1]

    @rule(days=st.sampled_from([1, 3, 20, 60, 200]))
    def days_pass(self, days: int) -> None:
        if self.today.year < 2028:
            self.today += days * DAY

    @rule(city=st.sampled_from(CITIES), waited=st.integers(0, 30))
    def enrol(self, city: City, waited: int) -> None:
        applied = max(self.born, self.today - waited * DAY)
        held = next((each for each in self.lives if each.ended is None), None)
        try:
            with transaction.atomic():
                made = operations.register(
                    case_reference="", person=self.person, region=city.region, by=SERVICE,
                    situation=family(self.born), applied_on=applied, at=at(self.today))  # fmt: skip
        except AlreadyInsured as refusal:
            named = held is not None and refusal.region == held.city.region
            assert named, "refused without another insurance, or the wrong one named"
            return
        assert held is None, "insured twice"
        ends = [each.ended + DAY for each in self.lives if each.ended and each.held(self.born)]
        new = Life(city, applied, self.today, max([date.min, *ends]), made)
        self.lives.append(new)
        self._look_at_bills(new)

    def _look_at_bills(self, of: Life) -> None:
        of.made.refresh_from_db()
        for bill in queries.bills_of(enrolment=of.made):
            of.dues.setdefault(bill.year, bill.due_on)

    @precondition(lambda self: self.lives and self.life.dues)
    @rule(which=st.integers(0, 3), share=st.sampled_from([1.0, 1.0, 0.5, 2.0]),
          ago=st.integers(0, 40))  # fmt: skip
    def pay(self, which: int, share: float, ago: int) -> None:
        of = self.life
        year = sorted(of.dues)[which % len(of.dues)]
        on = max(of.applied, self.today - ago * DAY)
        fen = max(1, int(of.owed(year, self.born) * share))
        told = {"reference": f"T{len(self.reported)}", "amount_fen": fen, "paid_on": on}
        operations.record_payment(
            person=self.person, year=year, by=SERVICE, at=at(self.today), **told
        )  # type: ignore[arg-type]
        self.reported.append({**told, "year": year, "life": of})
        of.paid.setdefault(year, []).append((fen, on))
        self._look_at_bills(of)

    @precondition(lambda self: self.reported and self.reported[-1]["life"] is self.life)
    @rule()
    def the_tax_office_tells_it_again(self) -> None:
        last = {key: value for key, value in self.reported[-1].items() if key != "life"}
        count = EnrolmentEvent.objects.count()
        operations.record_payment(person=self.person, by=SERVICE, at=at(self.today), **last)  # type: ignore[arg-type]
        assert EnrolmentEvent.objects.count() == count

    @precondition(lambda self: self.lives)
    @rule(reason=st.sampled_from(["move", "move", "death"]), days=st.integers(-20, 20))
    def end(self, reason: str, days: int) -> None:
        of, on = self.life, self.today + days * DAY
        if reason == "death" and on.toordinal() % 3:
            return  # or nothing would ever happen afterwards
        try:
            with transaction.atomic():
                operations.end(enrolment=of.made, reason=reason, on=on,  # type: ignore[arg-type]
                               by=SERVICE, at=at(self.today))  # fmt: skip
        except EndedAlready:
            assert of.ended is not None
        except Refusal:
            assert on < self.born or (reason == "death" and on > self.today)
        else:
            of.ended = on

    @precondition(lambda self: self.lives and self.life.ended is None)
    @rule()
    def the_office_says_from_when(self) -> None:
        of = self.life
        for bill in queries.bills_of(enrolment=of.made):
            if bill.settled_on and bill.covered_from is None and bill.cover_ask:
                first = min(max(bill.settled_on, date(bill.year, 1, 1)), date(bill.year, 12, 31))
                operations.answer(bill=bill, covered_from=first, source="a letter", by=SERVICE,
                                  at=at(self.today))  # fmt: skip
                of.told[bill.year] = first
                return

    @invariant()
    def covered_as_the_oracle_says_and_never_twice(self) -> None:
        if not hasattr(self, "today"):
            return
        held = [(each.pk, days_of(each)) for each in Enrolment.objects.order_by("pk")
                if not each.period.isempty]  # fmt: skip
        for on in self._days():
            expected = [life.made.pk for life in self.lives
                        if any(a <= on <= b for a, b in life.covered(self.born))]  # fmt: skip
            found = [pk for pk, days in held
                     if read(days=days, on=on).state is EnrolmentState.ENTITLED]  # fmt: skip
            assert found == expected, on
            assert len(found) <= 1
        standing = queries.state_on(person=self.person, on=on)
        assert (standing.state is EnrolmentState.ENTITLED) == bool(found)

    def _days(self) -> list[date]:
        edges = {self.born, self.today, date(self.today.year + 1, 1, 1)}
        for life in self.lives:
            edges |= {life.applied, life.registered, *filter(None, [life.ended])}
            edges |= {day for pair in life.covered(self.born) for day in pair}
        return sorted({edge + n * DAY for edge in edges for n in (-1, 0, 1)})

    @invariant()
    def the_history_is_the_state_and_every_line_stands_in_the_table(self) -> None:
        for each in Enrolment.objects.all():
            events = list(each.events.all())
            assert {(e.action, e.before, e.after) for e in events} <= LINES
            assert events[0].action == "register"
            assert [e.on for e in events] == sorted(e.on for e in events)
            if not each.period.isempty or events[-1].action == "end":
                assert reading(each, events[-1].on).state == events[-1].after
            assert AuditEntry.objects.filter(subject=f"enrolment:{each.pk}").count() == len(events)

    @invariant()
    def every_payment_is_counted_once(self) -> None:
        assert Payment.objects.count() == len(self.reported)


@pytest.fixture
def _cities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = book(folder=tmp_path)
    monkeypatch.setattr(packs_store, "current", lambda: rules)


@pytest.mark.django_db
@pytest.mark.usefixtures("_cities")
def test_whatever_happens() -> None:
    _run(examples=15, steps=15, always_the_same=True)  # so few by chance reach nothing at times
    assert {action for action, _, _ in REACHED} >= {"register", "pay", "end"}, "too little happened"


@pytest.mark.django_db
@pytest.mark.usefixtures("_cities")
def test_one_that_ended_before_it_was_applied_for_takes_no_day_from_the_next() -> None:
    jinan, shenzhen = (next(c for c in CITIES if c.name == name) for name in ("Jinan", "Shenzhen"))
    child = Insurance()
    child.birth(born=date(2025, 2, 18), days=306)
    child.enrol(city=jinan, waited=0)
    child.end(reason="move", days=-8)
    child.enrol(city=shenzhen, waited=13)
    child.covered_as_the_oracle_says_and_never_twice()
    assert queries.state_on(person=child.person, on=date(2025, 12, 8)).state == "entitled"
    child.teardown()


@pytest.mark.django_db
@pytest.mark.usefixtures("_cities")
def test_nor_does_one_that_would_have_held_from_birth_and_was_never_paid() -> None:
    jinan, shenzhen = (next(c for c in CITIES if c.name == name) for name in ("Jinan", "Shenzhen"))
    child = Insurance()
    child.birth(born=date(2026, 10, 11), days=78)
    child.enrol(city=jinan, waited=0)
    child.end(reason="move", days=-9)
    child.enrol(city=jinan, waited=4)
    child.end(reason="move", days=-6)
    child.enrol(city=shenzhen, waited=6)
    child.covered_as_the_oracle_says_and_never_twice()
    child.the_history_is_the_state_and_every_line_stands_in_the_table()
    assert queries.state_on(person=child.person, on=child.born).state == "entitled"
    child.teardown()


@pytest.mark.full
@pytest.mark.django_db
@pytest.mark.usefixtures("_cities")
def test_whatever_happens_at_length() -> None:
    _run(examples=500, steps=40)
    assert len(REACHED) > 12, "too little happened"


def _run(*, examples: int, steps: int, always_the_same: bool = False) -> None:
    run_state_machine_as_test(Insurance, settings=settings(
        max_examples=examples, stateful_step_count=steps, database=None,
        derandomize=always_the_same,
        phases=[Phase.generate],  # making a failure small would take minutes
        suppress_health_check=list(HealthCheck)))  # fmt: skip
