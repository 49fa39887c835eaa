"""What casework refuses, each as a class of its own. All say what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from firstcard.casework import words
from firstcard.core.refusals import Conflict, Invalid, NotFound
from firstcard.guidance.today import CHINA
from firstcard.policy.clock_words import MONTHS
from firstcard.policy.format import Text

if TYPE_CHECKING:
    from firstcard.casework.completeness import Missing


class StaleCase(Conflict):
    """The case was changed since whoever asks has read it."""

    code = "stale-case"

    def __init__(self, *, version: int) -> None:
        super().__init__(words.REFUSED["stale"])
        self.version = version


class Decided(Conflict):
    """Somebody else decided, or did, it first: `who`, `at` and `state` say who and when."""

    code = "decided"

    def __init__(self, *, key: str, who: str | Text, at: datetime, state: str, what: Text) -> None:
        super().__init__(words.filled(words.REFUSED[key], who=who, outcome=what, what=what,
                                      day=day_text(at), time=time_text(at)))  # fmt: skip
        self.who, self.at, self.state = who, at, state


class NotNow(Conflict):
    """The lifecycle has no such move from the state in which the case is."""

    code = "not-now"

    def __init__(self, *, state: str) -> None:
        super().__init__(words.filled(words.REFUSED["not-now"], state=words.STATES[state]))
        self.state = state


class Taken(Conflict):
    """Somebody else works on the case, until `until`."""

    code = "taken"

    def __init__(self, *, who: str, until: datetime) -> None:
        super().__init__(words.filled(words.REFUSED["taken"], who=who, time=time_text(until)))
        self.who, self.until = who, until


class Incomplete(Invalid):
    """The application lacks something: `missing` is the whole list."""

    code = "incomplete"

    def __init__(self, missing: Iterable[Missing]) -> None:
        self.missing = tuple(missing)
        super().__init__(words.REFUSED["incomplete"], fields={m.id: m.text for m in self.missing})


class NewDefectsTooLate(Conflict):
    """The family was told once; things not named then may not be named now."""

    code = "too-late-for-new-defects"

    def __init__(self, fields: dict[str, Text]) -> None:
        super().__init__(words.REFUSED["too-late-for-new-defects"], fields=fields)


class AppliedAlready(Conflict):
    """There is an open application for this child; `reference` only where it is one's own."""

    code = "applied-already"

    def __init__(self, text: Text, *, reference: str = "") -> None:
        super().__init__(text)
        self.reference = reference


class OtherRecord(Conflict):
    """The number proposed for a child is in another record, number `other`: maybe the same child.

    Proposed again with "same_child" true, two persons can join the records.
    """

    code = "other-record"

    def __init__(self, *, other: int) -> None:
        text = words.REFUSED["other-record"]
        super().__init__(text, fields={"number": text})
        self.other = other


class OwnProposal(Conflict):
    """Four eyes: whoever proposed may not decide."""

    code = "own-proposal"

    def __init__(self) -> None:
        super().__init__(words.REFUSED["own-proposal"])


def no_case() -> NotFound:
    """There is no such case, or not for whoever asks."""
    return NotFound(words.REFUSED["not-yours"])


def invalid(key: str, *, fields: dict[str, Text] | None = None) -> Invalid:
    """What was sent cannot be right."""
    return Invalid(words.REFUSED[key], fields=fields)


def conflict(key: str, **values: str | Text) -> Conflict:
    """It cannot be done as things stand."""
    return Conflict(words.filled(words.REFUSED[key], **values))


def day_text(at: datetime) -> Text:
    """The day in China, in words."""
    day = at.astimezone(CHINA)
    return Text(f"{day.day} {MONTHS[day.month - 1]} {day.year}",
                f"{day.year}年{day.month}月{day.day}日")  # fmt: skip


def time_text(at: datetime) -> str:
    """The time of day in China."""
    return f"{at.astimezone(CHINA):%H:%M}"
