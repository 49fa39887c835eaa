"""Many at once on the same case: one effect, and everybody else is told who was first, and when."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from cases import AT, accepted, add_paper, again, draft, family, filled, staff, submitted
from django.db import connection, connections, transaction

from firstcard.casework import authorisations, operations, queries
from firstcard.casework.models import Authorisation, Case, CaseClock, CaseEvent
from firstcard.casework.operations import Found, Refused
from firstcard.casework.refusals import AppliedAlready, Decided, StaleCase, Taken
from firstcard.core.actors import PUBLIC, Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Refusal
from firstcard.messages.models import Message
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 50


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Do all of them from threads that start together; what each gave or refused, in order."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            gate.wait()
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def decide(case: Case, by: Actor) -> object:
    """One reviewer's decision: every second one refuses."""
    if by.account is not None and by.account % 2:
        return operations.approve(case=case, by=by, at=AT)
    return operations.refuse(case=case, by=by, reasons=[Refused(reason="no-ground")], at=AT)


def decided_by_all(number: int) -> None:
    """Every reviewer decides every case, all at once, each from what was read before."""
    reviewers = [staff("reviewer") for _ in range(THREADS)]
    cases = [accepted(family()) for _ in range(number)]

    def work(by: Actor) -> list[object]:
        found: list[object] = []
        for case in cases:
            held = again(case)
            try:
                found.append(decide(held, by))
            except Refusal as refusal:
                found.append(refusal)
        return found

    answers = at_once([lambda by=by: work(by) for by in reviewers])  # type: ignore[misc]
    for number_, case in enumerate(cases):
        _one_decision(case, [answer[number_] for answer in answers])  # type: ignore[index]


def _one_decision(case: Case, answers: list[object]) -> None:
    won = [answer for answer in answers if isinstance(answer, Case)]
    lost = [answer for answer in answers if isinstance(answer, Decided)]
    assert len(won) == 1
    assert len(lost) == len(answers) - 1, Counter(type(answer) for answer in answers)
    (event,) = CaseEvent.objects.filter(case=case, action__in=["approve", "refuse"])
    assert again(case).state == event.after == won[0].state
    assert {(each.who, each.at, each.state) for each in lost} == {(event.name, AT, event.after)}
    assert AuditEntry.objects.filter(
        case=case.reference, action__in=["case.approve", "case.refuse"]).count() == 1  # fmt: skip
    assert Message.objects.filter(
        case=case.reference,
        template__in=["application-approved", "application-refused"]).count() == 1  # fmt: skip


def test_fifty_deciding_the_same_cases_make_one_decision_each() -> None:
    decided_by_all(4)


@pytest.mark.full
def test_fifty_deciding_two_hundred_cases_make_one_decision_each() -> None:
    decided_by_all(200)


def test_handing_in_twenty_times_at_once_is_one_case() -> None:
    parent = family()
    case = filled(parent)
    answers = at_once([lambda: operations.submit(case=again(case), by=parent, at=AT)] * 20)
    assert {getattr(answer, "reference", answer) for answer in answers} == {case.reference}
    assert [e.action for e in queries.history(case)] == ["start", "submit"]
    assert Message.objects.filter(case=case.reference).count() == 1
    assert CaseClock.objects.filter(case=case).count() == 1
    assert Person.objects.count() == 2


def test_beginning_twenty_times_with_one_key_is_one_case() -> None:
    parent = family()
    answers = at_once([lambda: operations.start(
        by=parent, key="the form", want=["insured"], region="410105", language="zh", situation={},
        at=AT)] * 20)  # fmt: skip
    assert len({getattr(answer, "reference", answer) for answer in answers}) == 1
    assert Case.objects.count() == 1
    assert CaseEvent.objects.count() == 1


def test_both_parents_at_once_make_one_application_for_the_child() -> None:
    parents = [family() for _ in range(10)]
    cases = [filled(parent, number=5) for parent in parents]
    answers = at_once([
        lambda case=case, by=by: operations.submit(case=case, by=by, at=AT)  # type: ignore[misc]
        for case, by in zip(cases, parents, strict=True)
    ])  # fmt: skip
    assert sum(isinstance(answer, Case) for answer in answers) == 1
    assert sum(isinstance(answer, AppliedAlready) for answer in answers) == 9
    assert Case.objects.filter(state="submitted").count() == 1
    assert Person.objects.count() == 2


def test_of_two_saves_at_once_one_counts_and_the_other_is_told() -> None:
    parent = family()
    case = filled(parent)
    whole = [draft(number) for number in range(1, 9)]
    answers = at_once([
        lambda told=told: operations.save(  # type: ignore[misc]
            case=again(case), by=parent, draft=told, version=case.version, at=AT)
        for told in whole
    ])  # fmt: skip
    assert sum(isinstance(answer, Case) for answer in answers) == 1
    assert sum(isinstance(answer, StaleCase) for answer in answers) == 7
    assert again(case).version == case.version + 1


def test_of_twenty_who_take_a_case_one_has_it() -> None:
    case, clerks = submitted(family()), [staff() for _ in range(20)]
    answers = at_once([lambda by=by: operations.take(case=again(case), by=by, at=AT)  # type: ignore[misc]
                       for by in clerks])  # fmt: skip
    (won,) = [answer for answer in answers if isinstance(answer, Case)]
    assert sum(isinstance(answer, Taken) for answer in answers) == 19
    assert again(case).taken_by_id == won.taken_by_id


def test_a_return_and_an_acceptance_at_once_are_one_of_the_two() -> None:
    for _ in range(5):
        case, one, two = submitted(family()), staff(), staff()
        defect = Found(document="parent-identity-card", of="guardian", reason="unreadable")
        answers = at_once([
            lambda: operations.send_back(case=again(case), by=one, defects=[defect], at=AT),  # noqa: B023
            lambda: operations.accept(case=again(case), by=two, at=AT),  # noqa: B023
        ])  # fmt: skip
        assert sum(isinstance(answer, Case) for answer in answers) == 1
        state = again(case).state
        assert (CaseClock.objects.get(case=case).pauses != []) == (state == "returned")
        assert case.defects.exists() == (state == "returned")
        verdicts = set(case.papers.values_list("verdict", flat=True))
        assert ("bad" in verdicts) == (state == "returned")


def test_reminding_from_many_places_at_once_reminds_once() -> None:
    cases = [submitted(family()) for _ in range(5)]
    later = AT.replace(month=12, day=3)

    def work() -> int:
        return operations.remind(at=later)

    answers = at_once([work] * 8)
    assert sum(int(str(answer)) for answer in answers) == 5
    for case in cases:
        assert [e.action for e in queries.history(case)] == ["start", "submit", "warn"]


def test_a_second_return_after_a_race_still_knows_what_was_told() -> None:
    parent, clerk = family(), staff()
    case = submitted(parent)
    defect = Found(document="parent-identity-card", of="guardian", reason="unreadable")
    at_once([lambda: operations.send_back(case=again(case), by=clerk, defects=[defect], at=AT)] * 8)
    assert case.defects.count() == 1
    add_paper(case, "parent-identity-card", "guardian")
    operations.submit(case=again(case), by=parent, at=AT)
    assert again(case).state == "submitted"
    assert connection.is_usable()


def test_an_answer_of_the_other_parent_is_not_lost_to_a_link_that_is_taken_back() -> None:
    parent = family()
    case = submitted(parent)
    authorisations.ask(case=case, of="father", token="a link", by=parent, at=AT)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        authorisations.answer(token="a link", name="王强", granted=True, by=PUBLIC, at=AT)
        back = pool.submit(at_once, [
            lambda: authorisations.take_back(case=case, by=parent, at=AT)])  # fmt: skip
        late = time.monotonic() + 20
        while not somebody_waits() and time.monotonic() < late:
            time.sleep(0.01)
    assert back.result() == [None]
    assert Authorisation.objects.get(case=case).granted is True
    assert not AuditEntry.objects.filter(action="authorisation.take-back").exists()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        (count,) = cursor.fetchone()
    return bool(count)
