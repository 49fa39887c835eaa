"""A number that identifies somebody, as a question: which kind, then the number itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from firstcard.casework.draft import Number, NumberKind
from firstcard.family.forms import Choice, Form, Problem, Wrong, box, choice
from firstcard.family.words import WORDS
from firstcard.guidance.words import Lang
from firstcard.people import identity_numbers
from firstcard.people.identity_numbers import IdentityNumberError
from firstcard.policy.format import Text

_OTHER = re.compile(r"[A-Z0-9()\-]{4,40}")
_GROUPS = {"citizen-id": "6-8-4", "organisation": "2-6-9-1"}
_NUMERIC = ("citizen-id",)


def form_of(number: Number | None) -> Form:
    """The number of before; a long one in groups."""
    if number is None:
        return {}
    return {"kind": number.kind, f"number-{number.kind}": grouped(number)}


def grouped(number: Number) -> str:
    """A long number as it is easiest to compare: 410105 20261001 0019."""
    groups, text, at = _GROUPS.get(number.kind), number.number, 0
    if groups is None:
        return text
    parts = []
    for size in map(int, groups.split("-")):
        parts.append(text[at : at + size])
        at += size
    return " ".join(parts)


def control(kinds: Sequence[str], form: Form, lang: Lang, *, adult: bool) -> Choice:
    """A choice of kinds, each with its box. Where one kind alone is possible it is chosen."""
    given = {"kind": kinds[0], **form} if len(kinds) == 1 or adult else form
    found = choice("kind", "child-number_label", given, lang,
                   [(kind, WORDS[f"kind_{kind}"], None) for kind in kinds])  # fmt: skip
    for way in found.ways:
        hint = f"hint_{way.value}_adult" if adult else f"hint_{way.value}"
        way.reveals = [box(
            f"number-{way.value}", f"kind_{way.value}", form, lang,
            hint=hint if hint in WORDS else f"hint_{way.value}",
            inputmode="text", groups=_GROUPS.get(way.value, ""))]  # fmt: skip
    return found


def read(kinds: Sequence[str], form: Form, *, on: date) -> Number:
    """The number, checked. Raises Wrong, which names the likely slip."""
    kind = form.get("kind", "") or (kinds[0] if len(kinds) == 1 else "")
    if kind not in kinds:
        raise Wrong(Problem(f"kind-{kinds[0]}", WORDS["child-number_missing"]))
    name = f"number-{kind}"
    text = form.get(name, "").strip()
    if not text:
        raise Wrong(Problem(name, WORDS["number_missing"]))
    try:
        return Number(kind=_kind(kind), number=_checked(kind, text, on))
    except IdentityNumberError as error:
        raise Wrong(Problem(name, Text(error.message["en"], error.message["zh"]))) from None


def _kind(text: str) -> NumberKind:
    return text  # type: ignore[return-value]


def _checked(kind: str, text: str, on: date) -> str:
    if kind == "citizen-id":
        return identity_numbers.check_citizen_id(text, on=on).text
    if kind == "birth-certificate":
        return identity_numbers.check_birth_certificate_number(text)
    if kind == "organisation":
        return identity_numbers.check_uscc(text).text
    number = identity_numbers.normalised(text)
    if not _OTHER.fullmatch(number):
        raise Wrong(Problem(f"number-{kind}", WORDS["number_wrong"]))
    return number
