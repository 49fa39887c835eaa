"""Many at once for one child: one insurance, one count of each payment, and everybody is told."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from enrolments import REVIEWER, at, bill, child, enrol, pay

from firstcard.core.refusals import Refusal
from firstcard.enrolment import operations
from firstcard.enrolment.models import Enrolment, EnrolmentEvent, Payment, PremiumBill
from firstcard.enrolment.refusals import AlreadyInsured, EndedAlready, ReferenceUsed
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

BORN, DAY = date(2020, 4, 11), date(2025, 10, 15)
SCALED, WHOLE = 24, 90  # as many at once as the database takes


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Do all of them from threads that start together; what each gave or refused, in order."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            gate.wait()
            return act()
        except (Refusal, IntegrityError, OperationalError) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def case(number: int) -> str:
    signs = "23456789ABCDEFGHJKMNPQRSTWXYZ"
    return f"FC-7K3M-9Q{signs[number // 29]}{signs[number % 29]}-H"


def registered_by_all(many: int, *, first: int = 0) -> None:
    """Cases of two places at once, for one child."""
    person = child(BORN)
    answers = at_once([
        lambda n=n: enrol(BORN, DAY, person=person, case=case(n),  # type: ignore[misc]
                          place=("410105", "411302")[n % 2])
        for n in range(first, first + many)
    ])  # fmt: skip
    won = [each for each in answers if isinstance(each, Enrolment)]
    lost = [each for each in answers if isinstance(each, AlreadyInsured)]
    assert (len(won), len(lost)) == (1, many - 1), Counter(map(type, answers))
    assert {(each.region, each.case) for each in lost} == {(won[0].region, won[0].case)}
    assert Enrolment.objects.filter(person=person).count() == 1
    events = EnrolmentEvent.objects.filter(enrolment__person=person)
    assert [event.action for event in events] == ["register"]
    bills = PremiumBill.objects.filter(enrolment__person=person)
    assert bills.count() == won[0].bills.count() == 2


def test_of_many_that_register_a_child_at_once_one_does() -> None:
    registered_by_all(SCALED)


@pytest.mark.full
def test_of_as_many_as_the_database_takes_one_does() -> None:
    for round_ in range(5):
        registered_by_all(WHOLE, first=round_ * WHOLE)


def test_the_database_itself_holds_it_whoever_writes() -> None:
    """Past the operation, straight into the table: each period overlaps all others."""
    person = child(BORN)

    def write(number: int) -> Enrolment:
        return Enrolment.objects.create(
            person=person, region="410100", place="410105", applied_on=DAY, registered_on=DAY,
            period=DateRange(date(2025, 10, 1 + number % 28), None), identified_by="",
            case=case(number), pack="cn@0", situation=b"", sealed_for="")  # fmt: skip

    answers = at_once([lambda n=n: write(n) for n in range(SCALED)])  # type: ignore[misc]
    assert sum(isinstance(each, Enrolment) for each in answers) <= 1
    Enrolment.objects.exists() or write(0)
    assert Enrolment.objects.count() == 1
    with pytest.raises(IntegrityError, match="insured_once_at_a_time"):
        write(1)


def test_the_same_case_approved_by_many_at_once_is_one_enrolment() -> None:
    person = child(BORN)
    answers = at_once([lambda: enrol(BORN, DAY, person=person)] * SCALED)
    assert {each.pk for each in answers if isinstance(each, Enrolment)} == {
        Enrolment.objects.get().pk}  # fmt: skip
    assert all(isinstance(each, Enrolment) for each in answers), Counter(map(type, answers))


def test_one_payment_told_by_many_at_once_counts_once() -> None:
    of = bill(enrol(BORN, DAY), 2026)
    answers = at_once([lambda: pay(of, 40_000, DAY)] * SCALED)
    assert {each.pk for each in answers if isinstance(each, Payment)} == {
        Payment.objects.get().pk}  # fmt: skip
    assert EnrolmentEvent.objects.filter(action="pay").count() == 1


def test_one_reference_for_many_children_at_once_counts_for_one() -> None:
    bills = [bill(enrol(BORN, DAY, case=case(n)), 2026) for n in range(8)]
    answers = at_once([lambda of=of: pay(of, 40_000, DAY) for of in bills])  # type: ignore[misc]
    assert sum(isinstance(each, Payment) for each in answers) == 1
    assert sum(isinstance(each, ReferenceUsed) for each in answers) == len(bills) - 1
    assert Payment.objects.count() == 1


def test_of_different_payments_at_once_none_is_lost() -> None:
    made = enrol(BORN, DAY)
    of = bill(made, 2026)
    at_once([lambda n=n: pay(of, 4_000, DAY, reference=f"T{n}")  # type: ignore[misc]
             for n in range(10)])  # fmt: skip
    of.refresh_from_db()
    assert of.covered_from == date(2026, 1, 1)
    assert Payment.objects.filter(bill=of).count() == 10


def test_it_ends_once_and_payments_meanwhile_are_counted() -> None:
    made = enrol(BORN, DAY)
    of = bill(made, 2026)
    acts: list[Callable[[], object]] = [
        lambda reason=reason: operations.end(enrolment=made, reason=reason, on=DAY, by=REVIEWER,
                                             at=at(DAY))  # type: ignore[misc]
        for reason in ("move", "death")
    ] * 3  # fmt: skip
    acts += [lambda n=n: pay(of, 4_000, DAY, reference=f"T{n}")  # type: ignore[misc]
             for n in range(6)]  # fmt: skip
    answers = at_once(acts)
    made.refresh_from_db()
    # The same end again is the one that is there; the other one comes too late.
    assert sum(isinstance(each, Enrolment) for each in answers) == 3
    assert sum(isinstance(each, EndedAlready) for each in answers) == 3
    assert made.ended_reason in ("move", "death")
    assert Payment.objects.count() == 6
    assert EnrolmentEvent.objects.filter(action="end").count() == 1
    died_on = Person.objects.get(pk=made.person_id).died_on
    assert died_on == (DAY if made.ended_reason == "death" else None)


def test_an_end_by_death_waits_for_the_child_before_it_holds_the_enrolment() -> None:
    """As identifying and joining do: in another order each would wait for the other."""
    made = enrol(BORN, DAY)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        Person.objects.select_for_update().get(pk=made.person_id)
        ending = pool.submit(at_once, [lambda: operations.end(
            enrolment=made, reason="death", on=DAY, by=REVIEWER, at=at(DAY))])  # fmt: skip
        late = time.monotonic() + 20
        while not _somebody_waits() and time.monotonic() < late:
            time.sleep(0.01)
        Enrolment.objects.select_for_update(nowait=True).get(pk=made.pk)
    assert isinstance(ending.result()[0], Enrolment)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:  # not pg_stat_activity: a transaction sees it but once
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        (count,) = cursor.fetchone()
    return bool(count)
