"""What a centre's folder is for: batches leave in time by themselves, its files are taken in.

A batch is sent when the packs' day for the card that waits longest has come, or when it is full:
nobody waits for others to fill it. `<folder>/<code of the centre>/out` holds what the centre
fetches, `in` what it puts there.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Exists, OuterRef

from firstcard.cards import boards, clock
from firstcard.cards.files.cells import Coding
from firstcard.cards.models import Batch, BatchLine, Card, ResultFile
from firstcard.cards.operations import batching, delivering, receiving
from firstcard.cards.production_refusals import NothingToSend
from firstcard.cards.states import Making
from firstcard.core.actors import Actor
from firstcard.people.models import Office

OUT, IN = "out", "in"
_VARIABLE = "FIRSTCARD_CARD_FOLDER"
# How long a file may lie without its manifest: it may still be on its way (a bound of the machine).
PATIENCE = timedelta(minutes=10)
AT_ONCE = timedelta()


def folder_named() -> Path | None:
    """The folder that the environment names, in which each centre has one; None where none is."""
    named = os.environ.get(_VARIABLE, "")
    return Path(named) if named else None


def send_due(*, by: Actor, at: datetime, full: int = batching.LARGEST) -> list[Batch]:
    """One batch for each centre whose day has come, or whose batch is full. Raises NotAllowed."""
    return [batch for centre in _centres_that_wait() if _is_due(centre, at, full)
            for batch in _sent(centre, by, at)]  # fmt: skip


def _centres_that_wait() -> list[Office]:
    waits = Card.objects.filter(making=Making.ORDERED).exclude(delivery=batching.BANK)
    return list(Office.objects.filter(pk__in=waits.values("centre")).order_by("pk"))


def _is_due(centre: Office, at: datetime, full: int) -> bool:
    waiting = boards.waiting(centre=centre, at=at)
    day = waiting.send_by
    return waiting.count >= full or (day is not None and day <= clock.day_of(at))


def _sent(centre: Office, by: Actor, at: datetime) -> Iterator[Batch]:
    # Somebody else sent them in this moment, or those that are left are of the dead.
    with contextlib.suppress(NothingToSend):
        yield batching.send(centre=centre, coding=coding_of(centre=centre), by=by, at=at)


def coding_of(*, centre: Office) -> Coding:
    """In which coding a centre was last sent a batch; UTF-8 before the first one."""
    last = Batch.objects.filter(centre=centre).order_by("-pk").first()
    return Coding(last.profile) if last is not None else Coding.UTF_8


def put_out(*, folder: Path, by: Actor, at: datetime) -> list[Batch]:
    """Write the open batches that no centre has been given yet into its folder, if it has one.

    Each once: what a centre has fetched and taken away does not come again. Raises NotAllowed;
    OSError of a folder that cannot be written to, after the others.
    """
    open_lines = BatchLine.objects.filter(batch=OuterRef("pk"), outcome="")
    waiting = Batch.objects.filter(written_at=None).select_related("centre").order_by("pk")
    found: list[Batch] = []
    with _each_for_itself() as apart:
        for batch in waiting.filter(Exists(open_lines)):
            target = folder / batch.centre.code / OUT
            with apart():
                if target.is_dir():
                    delivering.write(batch=batch, folder=target, by=by, at=at)
                    Batch.objects.filter(pk=batch.pk).update(written_at=at)
                    found.append(batch)
    return found


def take_in(
    *, folder: Path, by: Actor, at: datetime, patience: timedelta = PATIENCE
) -> list[ResultFile]:  # fmt: skip
    """Take in what lies in every centre's folder; each speaks of its own batches alone.

    Raises NotAllowed; OSError of a folder that cannot be worked through, after the others.
    """
    codes = sorted(each.name for each in folder.iterdir() if (each / IN).is_dir())
    found: list[ResultFile] = []
    with _each_for_itself() as apart:
        for centre in Office.objects.filter(kind="card-centre", code__in=codes).order_by("code"):
            with apart():
                found += receiving.take_all(folder=folder / centre.code / IN, centre=centre, by=by,
                                            at=at, patience=patience)  # fmt: skip
    return found


@contextlib.contextmanager
def _each_for_itself() -> Iterator[Callable[[], contextlib.AbstractContextManager[None]]]:
    """What goes wrong in one centre's folder is raised when the others had their turn."""
    wrong: list[OSError] = []

    @contextlib.contextmanager
    def apart() -> Iterator[None]:
        try:
            yield
        except OSError as error:
            wrong.append(error)

    yield apart
    for error in wrong[:1]:
        raise error
