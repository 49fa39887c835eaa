"""What the insurance refuses, each as a class of its own. All say what would be right."""

from __future__ import annotations

from datetime import date

from firstcard.core.refusals import Conflict, Invalid
from firstcard.enrolment.words import REFUSED, day_text, filled
from firstcard.policy.format import Text


class AlreadyInsured(Conflict):
    """The child is insured at that time already: `region`, `since`, `case` say where and by which.

    `since` is None, and `case` "", where another region's system told it.
    """

    code = "already-insured"

    def __init__(
        self, *, region: str, region_name: Text, since: date | None, case: str = ""
    ) -> None:
        super().__init__(_insured(region_name, since, case))
        self.region, self.since, self.case = region, since, case


def _insured(region_name: Text, since: date | None, case: str) -> Text:
    if since is None:
        return filled(REFUSED["insured-elsewhere"], region=region_name)
    named = Text(f" (application {case})", f"（申请{case}）") if case else ""
    return filled(REFUSED["insured-already"], region=region_name, day=day_text(since), case=named)


class ReferenceUsed(Conflict):
    """The tax side's reference was counted already, for something else."""

    code = "reference-used"

    def __init__(self, *, on: date) -> None:
        super().__init__(filled(REFUSED["reference-used"], day=day_text(on)))


class EndedAlready(Conflict):
    """The enrolment has ended; `on` was its last day."""

    code = "ended-already"

    def __init__(self, *, on: date) -> None:
        super().__init__(filled(REFUSED["ended-already"], day=day_text(on)))
        self.on = on


class NotEnrolled(Conflict):
    """There is no enrolment here that this could belong to."""

    code = "not-enrolled"

    def __init__(self) -> None:
        super().__init__(REFUSED["not-enrolled"])


def invalid(key: str, *, field: str, **values: str | Text) -> Invalid:
    """A refusal of one field, with what would be right."""
    text = filled(REFUSED[key], **values)
    return Invalid(text, fields={field: text})


def conflict(key: str, **values: str | Text) -> Conflict:
    """A refusal because things stand otherwise."""
    return Conflict(filled(REFUSED[key], **values))
