"""Expected refusals: what an operation answers instead of acting. Each door translates them once.

A refusal is not a crash: it has a code for programs, a text in both languages that says what is
wrong and what would be right, and the HTTP status that fits. Nothing was written when one is
raised.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from firstcard.policy.format import Text


class Refusal(Exception):
    """An operation that was not done, with the reason for people.

    `fields`: by the name of a field, what is wrong with it. Subclasses set `code` and `status`.
    """

    code = "refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, text: Text, *, fields: Mapping[str, Text] | None = None) -> None:
        super().__init__(text.en)
        self.text = text
        self.fields = dict(fields or {})


class NotAllowed(Refusal):
    """Whoever asks may not do this, or not here."""

    code = "not-allowed"
    status = HTTPStatus.FORBIDDEN


class NotFound(Refusal):
    """There is no such thing, or not for whoever asks: the two are not told apart."""

    code = "not-found"
    status = HTTPStatus.NOT_FOUND


class Conflict(Refusal):
    """The state has moved on: somebody else was first, or it was done already."""

    code = "conflict"
    status = HTTPStatus.CONFLICT


class TooMany(Refusal):
    """Too many attempts: wait."""

    code = "too-many"
    status = HTTPStatus.TOO_MANY_REQUESTS


class Invalid(Refusal):
    """What was sent cannot be right; see `fields`."""

    code = "invalid"
