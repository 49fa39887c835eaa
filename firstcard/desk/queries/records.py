"""A child's record beside another one that has the number proposed for the child.

Only whether they agree is told, not what the other one says: a number typed at a guess shows
nothing of a stranger. Who compares is written down as having looked at the other record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from firstcard.casework import access
from firstcard.casework.draft import Number
from firstcard.casework.models import Case
from firstcard.casework.operations.joining import other_record
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.people.models import Guardianship, Person


@dataclass(frozen=True, slots=True)
class Compared:
    """Whether name, sex, date of birth and guardians agree; None where one does not say.

    `cases`: applications of the other record that may be opened.
    """

    fields: list[tuple[str, bool | None]]
    cases: list[Case]


def compared(*, case: Case, number: Number, by: Actor, at: datetime) -> Compared | None:
    """The comparison; None where no other record has the number."""
    child = case.child
    other = other_record(child=child, number=number)
    if child is None or other is None:
        return None
    audit.record(by=by, action="person.read", subject=f"person:{other.pk}", case=case.reference,
                 person=other.pk, at=at)  # fmt: skip
    fields = [("name", _same(child.name, other.name)), ("sex", _same(child.sex, other.sex)),
              ("born_on", _same(child.born_on, other.born_on)),
              ("guardians", _guardians(child, other))]  # fmt: skip
    theirs = Case.objects.filter(child=other).order_by("-pk")
    return Compared(fields, [each for each in theirs if access.may_read(case=each, by=by)])


def _same(one: Any, other: Any) -> bool | None:
    return one == other if one and other else None


def _guardians(child: Person, other: Person) -> bool | None:
    """Whether somebody acts for both."""
    ours, theirs = (
        set(Guardianship.objects.filter(child=each, until=None).values_list("guardian", flat=True))
        for each in (child, other)
    )
    return bool(ours & theirs) if ours and theirs else None
