"""Periodic work: at its time, once, and again after a worker died or a job went wrong."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError

from firstcard.core import limits
from firstcard.core.models import Attempt, GivenReply, PeriodicWork
from firstcard.core.periodic import LEASE, Job, jobs, periodic, run_due

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
EVERY = timedelta(minutes=10)


class Killed(BaseException):
    """The process was killed here."""


class Work:
    """A job that counts, and does as told the next times."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)
        self.done: list[datetime] = []

    def __call__(self, *, at: datetime) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.done.append(at)

    def due(self, *, minutes: float) -> bool:
        job = Job(name="test.work", every=EVERY, work=self)
        return run_due(job=job, at=NOW + timedelta(minutes=minutes))


@pytest.mark.django_db
def test_a_job_is_done_at_once_and_then_in_its_period() -> None:
    work = Work()
    assert [work.due(minutes=each) for each in (0, 1, 9.9, 10, 11)] == [
        True, False, False, True, False,
    ]  # fmt: skip
    assert work.done == [NOW, NOW + EVERY]


@pytest.mark.django_db
def test_after_a_kill_in_the_middle_it_is_done_again() -> None:
    work = Work(Killed())
    with pytest.raises(Killed):
        work.due(minutes=0)
    lease = LEASE.total_seconds() / 60
    assert not work.due(minutes=lease - 0.1)
    assert work.due(minutes=lease)


@pytest.mark.django_db
def test_what_goes_wrong_is_tried_again_later_each_time_up_to_its_period() -> None:
    work = Work(*(RuntimeError("no") for _ in range(9)))
    at, pauses = 0.0, []
    for _ in range(9):
        assert not work.due(minutes=at)
        row = PeriodicWork.objects.get(name="test.work")
        pauses.append((row.due_at - NOW).total_seconds() - at * 60)
        at += pauses[-1] / 60
    assert pauses[:3] == pytest.approx([5, 10, 20])
    assert max(pauses) == pytest.approx(600)
    assert work.due(minutes=at + 0.1)
    assert PeriodicWork.objects.get(name="test.work").failures == 0


@pytest.mark.django_db(transaction=True)
def test_a_lost_database_leaves_the_job_to_the_end_of_the_lease() -> None:
    work = Work(DatabaseError("gone"))
    assert not work.due(minutes=0)
    assert not work.due(minutes=1)
    assert work.due(minutes=LEASE.total_seconds() / 60)


def test_two_jobs_have_two_names() -> None:
    names = [job.name for job in jobs()]
    assert len(names) == len(set(names))
    with pytest.raises(ValueError, match="two jobs"):
        periodic(name=names[0], every=EVERY)(Work())


@pytest.mark.django_db
def test_old_replies_and_attempts_are_cleaned_away() -> None:
    for number, hours in enumerate((1, 23, 25)):
        GivenReply.objects.create(
            key=bytes([number]), body=b"", status=200, reply=b"",
            created_at=NOW - timedelta(hours=hours),
        )  # fmt: skip
    limits.hit(purpose="test", who="old", most=9, seconds=9, at=NOW - timedelta(days=3))
    limits.hit(purpose="test", who="new", most=9, seconds=9, at=NOW)
    for job in jobs():
        if job.name.startswith("core."):
            assert run_due(job=job, at=NOW)
    assert GivenReply.objects.count() == 2
    assert Attempt.objects.count() == 1
