"""What a family fills in: one struct, the same for pages, API, counter and examination. Pure.

Nothing is required here: a draft is saved at every step as far as it goes. What must be there to
hand it in is said by `requirements` (papers, from the pack) and `completeness` (fields).
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct, field

NumberKind = Literal["citizen-id", "birth-certificate", "residence-permit", "passport",
                     "organisation"]  # fmt: skip
Relation = Literal["mother", "father", "adopter", "relative", "institution", "agent"]


class Number(Struct, frozen=True):
    """A number that identifies somebody, as typed and checked."""

    kind: NumberKind
    number: str


class Child(Struct, frozen=True):
    """The child. `born_on` as ISO day; `sex` by GB/T 2261.1."""

    name: str = ""
    sex: int = 0
    born_on: str = ""
    nationality: str = "mainland"
    number: Number | None = None


class Adult(Struct, frozen=True):
    """A parent, guardian, agent or institution. `known`: false for a father not stated."""

    relation: Relation
    name: str = ""
    number: Number | None = None
    telephone: str = ""
    known: bool = True


class Delivery(Struct, frozen=True):
    """Where the card goes: fetched at an office, at a bank's branch, or sent by post.

    `office`: the code of the one that was chosen, "" for the nearest.
    """

    kind: Literal["", "office", "bank", "post"] = ""
    office: str = ""
    address: str = ""
    recipient: str = ""


class Draft(Struct, frozen=True):
    """Everything filled in.

    `situation`: the facts of the family in the form of `guidance.forms.kept.Kept` (as_data), from
    which the plan, and so the papers asked for, are made. `applicant`: which adult acts.
    `ways`: by id of a need, the alternative chosen ("ground": "parent-permit").
    """

    situation: dict[str, Any] = {}
    child: Child = field(default_factory=Child)
    adults: tuple[Adult, ...] = ()
    applicant: Relation | None = None
    ways: dict[str, str] = {}
    delivery: Delivery = field(default_factory=Delivery)
    consequences_read: bool = False

    def adult(self, relation: str) -> Adult | None:
        """The adult of that relation."""
        return next((each for each in self.adults if each.relation == relation), None)


def encoded(draft: Draft) -> bytes:
    """As JSON."""
    return msgspec.json.encode(draft)


def decoded(data: bytes) -> Draft:
    """Back from JSON. Raises msgspec.ValidationError for what is no draft."""
    return msgspec.json.decode(data, type=Draft)
