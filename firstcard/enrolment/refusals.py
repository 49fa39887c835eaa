"""What the insurance refuses, each as a class of its own. All say what would be right."""

from __future__ import annotations

from datetime import date

from firstcard.core.refusals import Conflict, Invalid
from firstcard.enrolment.words import REFUSED, day_text, filled
from firstcard.policy.format import Text


class AlreadyInsured(Conflict):
    """The child is insured at that time already: `region`, `since`, `case` say where and by which.

    `elsewhere`: another region's system told it; `case` is then "" and `since` may be None.
    """

    code = "already-insured"

    def __init__(
        self, *, region: str, region_name: Text, since: date | None, case: str = "",
        elsewhere: bool = False,
    ) -> None:  # fmt: skip
        if elsewhere or since is None:
            text = filled(REFUSED["insured-elsewhere"], region=region_name)
        else:
            named = Text(f" (application {case})", f"（申请{case}）") if case else ""
            text = filled(REFUSED["insured-already"], region=region_name, day=day_text(since),
                          case=named)  # fmt: skip
        super().__init__(text)
        self.region, self.since, self.case = region, since, case


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


class SecondRecord(Conflict):
    """The number belongs to another record, number `other`, which may be the same child."""

    code = "second-record"

    def __init__(self, *, other: int) -> None:
        super().__init__(REFUSED["second-record"])
        self.other = other


def invalid(key: str, *, field: str, **values: str | Text) -> Invalid:
    """A refusal of one field, with what would be right."""
    text = filled(REFUSED[key], **values)
    return Invalid(text, fields={field: text})


def conflict(key: str, **values: str | Text) -> Conflict:
    """A refusal because things stand otherwise."""
    return Conflict(filled(REFUSED[key], **values))
