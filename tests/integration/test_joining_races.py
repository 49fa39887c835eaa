"""Records and accounts of one person that come together at the same moment."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import cases
import pytest
from django.db import transaction
from test_case_races import at_once, somebody_waits
from test_joining import AT, CERTIFICATE, agreed, by_certificate, by_citizen_id, proposed

from firstcard.accounts.models import Account
from firstcard.casework import operations
from firstcard.casework.models import Case
from firstcard.casework.operations import joining
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_joins_of_the_same_records_at_once_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each holds its own application and needs the other one."""
    by_certificate()
    number = {"kind": "birth-certificate", "number": CERTIFICATE}
    decided = by_citizen_id()
    operations.approve(case=decided, by=cases.staff("reviewer"), at=AT)
    wants = [proposed(each, number=number) for each in (decided, by_citizen_id())]
    gate, real = threading.Barrier(2, timeout=2), joining.join

    def join(**given: Any) -> Person:
        with suppress(threading.BrokenBarrierError):
            gate.wait()
        return real(**given)

    monkeypatch.setattr(joining, "join", join)
    done = at_once([lambda: agreed(wants[0]), lambda: agreed(wants[1])])
    assert [getattr(each, "granted", each) for each in done] == [True, True]
    first, second = Person.objects.filter(name="张小宝").order_by("pk")
    assert (first.merged_into_id, second.merged_into_id) == (None, first.pk)
    assert {case.child_id for case in Case.objects.all()} == {first.pk}


def test_two_accounts_of_one_person_that_are_seen_at_once() -> None:
    """One of them is known as hers from then on; both applications are accepted."""
    mother = cases.draft(1).adults
    first, second = (cases.submitted(cases.family(), number=n, adults=mother) for n in (1, 2))
    clerks = [cases.staff(), cases.staff()]
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        operations.accept(case=first, by=clerks[0], at=AT)
        other = pool.submit(at_once, [
            lambda: operations.accept(case=second, by=clerks[1], at=AT)])  # fmt: skip
        late = time.monotonic() + 20
        while not somebody_waits() and time.monotonic() < late:
            time.sleep(0.01)
    assert [getattr(each, "state", each) for each in other.result()] == ["accepted"]
    assert Account.objects.get(person__name="李美丽").pk == first.applicant_id
    assert cases.again(second).state == "accepted"
