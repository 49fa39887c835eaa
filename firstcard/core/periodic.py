"""Work that is due again and again. Apps name theirs in a module `jobs`:

    @periodic(name="casework.clocks", every=timedelta(minutes=1))
    def clocks(*, at: datetime) -> None: ...

A job whose worker is killed in the middle is begun again a few minutes later. So it must be safe to
do twice: guarded updates, messages with keys. It opens its own transactions, short ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from django.db import Error, connection
from django.utils.module_loading import autodiscover_modules

from firstcard.core.models import PeriodicWork

# Whoever began a job and did not end it within this time is taken for dead.
LEASE = timedelta(minutes=5)
_FIRST_RETRY = timedelta(seconds=5)
_log = structlog.get_logger("firstcard.work")


class Work(Protocol):
    """What a job does, told the instant it is."""

    def __call__(self, *, at: datetime) -> object:
        """Do it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One periodic job."""

    name: str
    every: timedelta
    work: Work


_jobs: dict[str, Job] = {}


def periodic(*, name: str, every: timedelta) -> Callable[[Work], Work]:
    """Name a job. Raises ValueError for a name that is taken."""

    def take(work: Work) -> Work:
        if name in _jobs:
            raise ValueError(f"two jobs are called {name}")
        _jobs[name] = Job(name=name, every=every, work=work)
        return work

    return take


def jobs() -> list[Job]:
    """Every job of every app."""
    autodiscover_modules("jobs")
    return list(_jobs.values())


def run_due(*, job: Job, at: datetime) -> bool:
    """Do the job if it is due, here and nowhere else; tell whether it was done.

    What goes wrong in it is logged, and it is tried again, later each time up to its own period.
    """
    if not _claim(job, at):
        return False
    try:
        job.work(at=at)
    except Error as error:
        # The connection may be gone, so nothing is noted: the lease ends by itself. What the
        # database says may hold what somebody typed.
        connection.close()
        _log.error("job failed", job=job.name, reason=type(error).__name__)
        return False
    except Exception:  # noqa: BLE001 - one job's mistake must not stop the others
        _log.exception("job failed", job=job.name)
        _note_failure(job, at)
        return False
    PeriodicWork.objects.filter(name=job.name).update(due_at=at + job.every, done_at=at, failures=0)
    return True


def _claim(job: Job, at: datetime) -> bool:
    due = PeriodicWork.objects.filter(name=job.name, due_at__lte=at)
    if due.update(due_at=at + LEASE):
        return True
    new = PeriodicWork(name=job.name, due_at=at)
    PeriodicWork.objects.bulk_create([new], ignore_conflicts=True)
    return bool(due.update(due_at=at + LEASE))


def _note_failure(job: Job, at: datetime) -> None:
    row = PeriodicWork.objects.get(name=job.name)
    pause = min(job.every, _FIRST_RETRY * 2 ** min(row.failures, 20))
    PeriodicWork.objects.filter(name=job.name).update(due_at=at + pause, failures=row.failures + 1)
