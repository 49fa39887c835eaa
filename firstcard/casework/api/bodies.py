"""What programs send: one Struct a request. Pure."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta, field

from firstcard.casework.draft import Draft
from firstcard.guidance.api.bodies import Body, Short, Words

Hex64 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class NewCase(Body, frozen=True):
    """An application to begin. `situation`: the facts as POST /plans takes them."""

    want: Annotated[list[Literal["insured", "card"]], Meta(min_length=1, max_length=2)]
    region: Annotated[str, Meta(pattern="^[0-9]{6}$")]
    language: Literal["zh", "en"] = "zh"
    situation: dict[str, Any] = field(default_factory=dict)


class NoticeAnswer(Body, frozen=True):
    """A notice that was shown (given: true), or a consent that was given or refused."""

    id: Short
    given: bool


class NewSignature(Body, frozen=True):
    """A signature. `content`: the name as typed, or a drawing as text. `form_sha256`: of the form
    as it was shown, in hexadecimal."""

    kind: Literal["typed", "drawn", "paper"]
    form_sha256: Hex64
    content: Annotated[str, Meta(max_length=60_000)] = ""


class DefectBody(Body, frozen=True):
    """One thing missing or wrong: a document (with `of`), or a field."""

    reason: Short
    document: Short = ""
    of: Short = ""
    field: Short = ""
    note: Words = ""


class SentBack(Body, frozen=True):
    """Everything that is missing or wrong, at once."""

    defects: Annotated[list[DefectBody], Meta(max_length=100)]


class ReasonBody(Body, frozen=True):
    """One ground of a refusal, as the packs name it."""

    reason: Short
    note: Words = ""


class RefusedBody(Body, frozen=True):
    """On which grounds."""

    reasons: Annotated[list[ReasonBody], Meta(max_length=50)]


class Forwarded(Body, frozen=True):
    """To which office: its code."""

    office: Short


class NewProposal(Body, frozen=True):
    """An exception {"waive": [ids of needs]}, or a correction of the child's identity.

    A number in another record needs "same_child": true: agreed to, the two records are joined.
    """

    kind: Literal["exception", "identity"]
    reason: Words
    change: dict[str, Any]


class ProposalDecision(Body, frozen=True):
    """Whether a second person agrees."""

    granted: bool


class CitizenIdBody(Body, frozen=True):
    """A citizen ID number of 18 characters."""

    number: Short


class EnrolmentEnd(Body, frozen=True):
    """Why and when an insurance ends; `on` is its last day."""

    reason: Literal["death", "move"]
    on: date


class Tracking(Body, frozen=True):
    """A reference, and a second fact: the child's day of birth, or the last four signs of its
    number."""

    reference: Short
    second: Short


BODIES = (NewCase, Draft, NoticeAnswer, NewSignature, SentBack, RefusedBody, Forwarded, NewProposal,
          ProposalDecision, CitizenIdBody, EnrolmentEnd, Tracking)  # fmt: skip
