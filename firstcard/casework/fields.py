"""Whether what was filled in can be right: names, dates, numbers, and how they fit together.

What is empty is not wrong here; `completeness` says what is missing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from firstcard.casework import words
from firstcard.casework.draft import Adult, Child, Draft, Number
from firstcard.people.identity_numbers import (
    IdentityNumberError,
    check_birth_certificate_number,
    check_citizen_id,
    check_uscc,
)
from firstcard.policy.format import Text

LONGEST_NAME = 200  # a bound of the machine: the longest names in use have some 50 characters
_SEXES = {"male": 1, "female": 2}
_OTHER_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z-]{3,29}")
_TELEPHONE = re.compile(r"\+?[0-9][0-9 -]{4,19}")

Wrong = tuple[str, Text]
_OF_CHILD = ("name", "sex", "born_on", "number", "nationality")
_OF_ADULT = ("name", "number", "telephone")
_OF_CASE = ("applicant", "delivery", "signature")


def names(draft: Draft) -> frozenset[str]:
    """The fields that can be named as missing or wrong, such as "adult.mother.number"."""
    adults = (f"adult.{each.relation}" for each in draft.adults)
    return frozenset({
        *_OF_CASE, *(f"child.{name}" for name in _OF_CHILD),
        *(field for adult in adults for field in (adult, *(f"{adult}.{n}" for n in _OF_ADULT))),
    })  # fmt: skip


def wrong(*, draft: Draft, on: date) -> Iterator[Wrong]:
    """Every field that cannot be right, with what would be; `on` is today."""
    yield from _child(draft.child, on)
    for adult in draft.adults:
        yield from _adult(adult, on)


def _child(child: Child, on: date) -> Iterator[Wrong]:
    yield from _name("child.name", child.name)
    if child.sex not in (0, 1, 2, 9):
        yield "child.sex", words.MISSING["child.sex"]
    born = _day(child.born_on)
    if child.born_on and (born is None or born > on):
        yield "child.born_on", words.WRONG["born-on"]
    if child.number is not None:
        yield from _child_number(child, child.number, on)


def _child_number(child: Child, number: Number, on: date) -> Iterator[Wrong]:
    found = number_problem(number, on=on)
    if found is not None:
        yield "child.number", found
    elif number.kind == "citizen-id":
        read = check_citizen_id(number.number, on=on)
        if child.born_on and read.born_on.isoformat() != child.born_on:
            yield "child.born_on", words.WRONG["born-on-differs"]
        if child.sex in (1, 2) and _SEXES[read.sex] != child.sex:
            yield "child.sex", words.WRONG["sex-differs"]


def _adult(adult: Adult, on: date) -> Iterator[Wrong]:
    at = f"adult.{adult.relation}"
    yield from _name(f"{at}.name", adult.name)
    if adult.telephone and not _TELEPHONE.fullmatch(adult.telephone):
        yield f"{at}.telephone", words.WRONG["telephone"]
    if adult.number is not None and (found := number_problem(adult.number, on=on)) is not None:
        yield f"{at}.number", found


def _name(field: str, name: str) -> Iterator[Wrong]:
    if len(name) > LONGEST_NAME:
        yield field, words.WRONG["name-too-long"]
    elif any(unicodedata.category(c) in ("Cc", "Cs") for c in name):
        yield field, words.WRONG["name-signs"]


def number_problem(number: Number, *, on: date) -> Text | None:
    """What is wrong with a number of its kind, None where it holds together."""
    try:
        if number.kind == "citizen-id":
            same = check_citizen_id(number.number, on=on).text == number.number
        elif number.kind == "birth-certificate":
            same = check_birth_certificate_number(number.number) == number.number
        elif number.kind == "organisation":
            same = check_uscc(number.number).text == number.number
        else:
            same = _OTHER_NUMBER.fullmatch(number.number) is not None
    except IdentityNumberError as error:
        return Text(error.message["en"], error.message["zh"])
    return None if same else words.WRONG["number-form"]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
