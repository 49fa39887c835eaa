"""What the counter refuses, each reason as a code of its own."""

from __future__ import annotations

from typing import TypeVar

from firstcard.core.refusals import Conflict, Invalid, NotAllowed, NotFound
from firstcard.enrolment.words import filled
from firstcard.policy.format import Text
from firstcard.settlement.words import REFUSED

Coded = TypeVar("Coded", bound=Conflict)


class NotOpen(Conflict):
    """The institution may not settle on that day: no agreement, or suspended."""


class NotValid(Conflict):
    """What was shown does not identify a patient who may use it."""


class NotEntitled(Conflict):
    """The insurance does not pay for that day."""


class NotNow(Conflict):
    """The table has no such move from where the bill is."""

    code = "not-now"


class PresentedAlready(Conflict):
    """The institution's number stands for another bill; `bill` names it."""

    code = "presented-already"


class Overtaken(Conflict):
    """Somebody else was first."""

    code = "overtaken"


def not_open(why_not: str, /, **values: str | Text) -> NotOpen:
    """Why an institution may not settle."""
    return _coded(NotOpen, why_not, values)


def not_valid(why_not: str, /, **values: str | Text) -> NotValid:
    """Why what was shown does not do."""
    return _coded(NotValid, why_not, values)


def not_entitled(why_not: str, /, **values: str | Text) -> NotEntitled:
    """Why the insurance does not pay."""
    return _coded(NotEntitled, why_not, values)


def _coded(kind: type[Coded], why: str, values: dict[str, str | Text]) -> Coded:
    made = kind(filled(REFUSED[why], **values))
    made.code = why
    return made


def invalid(why_not: str, /, *, field: str, **values: str | Text) -> Invalid:
    """What is wrong with what was sent."""
    text = filled(REFUSED[why_not], **values)
    return Invalid(text, fields={field: text})


def conflict(why_not: str, /, **values: str | Text) -> Conflict:
    """Things stand otherwise."""
    made = Conflict(filled(REFUSED[why_not], **values))
    made.code = why_not
    return made


def not_found(why: str = "no-bill") -> NotFound:
    """There is no such thing, or not for whoever asks."""
    return NotFound(REFUSED[why])


def not_allowed(why_not: str, /, **values: str | Text) -> NotAllowed:
    """Whoever asks may not."""
    return NotAllowed(filled(REFUSED[why_not], **values))
