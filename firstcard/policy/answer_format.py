"""The written form of an answer: one file a question, `answers/<id>.yaml` of a pack.

Keys that a child pack may leave out default to None ("not said here"). A child replaces whole
keys; `answers` lays a chain of packs together. docs/policy-packs.md explains every key.
"""

from __future__ import annotations

from typing import Any, Literal

from firstcard.policy.conditions import Condition
from firstcard.policy.format import Form_, Slug, Text, YesNo


class Phrases(Form_, frozen=True):
    """Other ways in which people ask the same, for the search."""

    en: list[str]
    zh: list[str]


class Saying(Form_, frozen=True, kw_only=True):
    """One variant of what is said: at most two sentences, with slots that the rules fill.

    `unknown`: it says in words of its own that the packs do not know, and whom to ask.
    """

    text: Text
    when: Condition | None = None
    unknown: YesNo | None = None


class Answer(Form_, frozen=True, kw_only=True):
    """A question that families ask, and how it is answered from the rules.

    `say` holds the variants in order: the first whose condition holds and whose slots can be
    filled is said. `about` names the documents whose steps, papers and claims belong to it.
    """

    id: Slug
    change: Literal["add", "overlay", "withdraw"] | None = None
    because: Text | None = None
    topic: Slug | None = None
    question: Text | None = None
    asked_as: Phrases | None = None
    about: list[Slug] | None = None
    given: dict[str, Any] | None = None
    want: list[Slug] | None = None
    say: list[Saying] | None = None
    ask: Slug | None = None
    more: list[Slug] | None = None
