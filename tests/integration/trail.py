"""An audit trail to try things on: written, sealed and looked at from outside the service."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry
from firstcard.core.sealing import checkpoints, keys
from firstcard.core.sealing.sealer import Sealer
from firstcard.core.sealing.verifier import Report, verify

CLERK = Actor(kind="person", account=7, name="王晓\u00b7买买提")


def write(count: int, *, action: str = "case.read") -> list[int]:
    """So many entries; their numbers."""
    newest = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    for number in range(count):
        audit.record(
            by=CLERK, action=action, subject=f"case:{number}", case="FC-7K3M-9QX2-H",
            person=number % 5 or None, detail={"fields": ["name", "郝"], "n": number, "z": None},
        )  # fmt: skip
    return list(
        AuditEntry.objects.filter(id__gt=newest).order_by("id").values_list("id", flat=True)
    )


def sealed_trail(folder: Path, *, batches: int, each: int) -> Sealer:
    """A trail sealed in batches, as the service does; the last checkpoint closes all of it."""
    sealer = Sealer(folder=folder)
    for _ in range(batches):
        write(each)
        sealer.seal()
    with connection.cursor() as cursor:
        # The next one says that all this was there before it.
        cursor.execute("SELECT pg_sleep(1.1)")
    write(1)
    sealer.seal()
    return sealer


@contextmanager
def outside(*, dsn: str | None) -> Iterator["psycopg.Connection[Any]"]:
    """A connection that is none of the service's, to the same database; by its superuser (dsn)."""
    own = connection.settings_dict
    address = {"dbname": own["NAME"]} | (
        {} if dsn else {"host": own["HOST"], "port": own["PORT"] or None, "user": own["USER"],
                        "password": own["PASSWORD"]}
    )  # fmt: skip
    with psycopg.connect(dsn or "", **address) as other:
        yield other


def look(other: "psycopg.Connection[Any]", folder: Path, **options: Any) -> Report:
    """What the verifier says."""
    return verify(
        connection=other, file=folder / checkpoints.FILE,
        keys=keys.public_keys(path=folder / checkpoints.PUBLIC_KEY), **options,
    )  # fmt: skip
