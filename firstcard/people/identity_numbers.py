"""Citizen ID numbers, unified social credit codes and birth certificate numbers.

Every check either gives the number in its one written form or raises IdentityNumberError, which
names the likely slip. No message, and no `repr`, ever holds a whole number. Places in a number are
counted from 1.

Sources: GB 11643-1999 (citizen ID, check character by ISO 7064 MOD 11-2), GB 32100-2015 (unified
social credit code). A division code is never a reason to refuse: codes are given up, people keep
their number, and nobody must be registered where the number was given out.

Pure: no clock, no database, no settings.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from firstcard.people.identity_words import NAMES, Message, Texts, at, message
from firstcard.policy.divisions import Divisions
from firstcard.policy.identity_shape import IDENTITY_SHAPE

Note = Literal["division-unknown", "division-ended-before-birth"]
Sex = Literal["male", "female"]

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
FIRST_YEAR = 1880  # nobody born earlier can ask; a slip is far more likely
USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
BIRTH_CERTIFICATE = re.compile(r"[A-Z][0-9]{9}")


class IdentityNumberError(ValueError):
    """A number that cannot be right: `code` for programs, `message` {en, zh} for people.

    `positions` are the places the message points at, counted from 1; empty if it points at none.
    """

    def __init__(self, code: Message, *, positions: tuple[int, ...] = (), **values: object) -> None:
        self.code = code
        self.positions = positions
        self.message: Texts = message(code, **values)
        super().__init__(self.message["en"])


@dataclass(frozen=True, slots=True, repr=False)
class CitizenId:
    """A citizen ID number that holds together, and what can be read from it."""

    text: str
    division: str
    born_on: date
    sex: Sex
    notes: tuple[Note, ...] = ()

    def __repr__(self) -> str:
        return f"CitizenId({mask(self.text)})"


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A unified social credit code that holds together. Organisations are public: not masked."""

    text: str
    division: str
    organisation: str


def check_citizen_id(text: str, *, on: date, divisions: Divisions | None = None) -> CitizenId:
    """Read an 18-digit citizen ID number; `on` is today, for dates of birth in the future.

    Full-width characters, blanks between and a small x are accepted. With `divisions`, an unknown
    code, or one given up before the birth, adds a note. Raises IdentityNumberError.
    """
    number = normalised(text)
    _check_length(number, "citizen-id")
    for place, character in enumerate(number, start=1):
        if not _is_digit(character) and (place < LENGTH or character != "X"):
            raise _wrong_character(character, place, "citizen-id")
    born_on = _birth_date(number)
    fits = _id_fits(on)
    if not fits(number):
        raise _id_slip(number, born_on, on)
    assert born_on is not None
    sex: Sex = "male" if int(number[16]) % 2 else "female"
    return CitizenId(number, number[:6], born_on, sex, _notes(number, born_on, divisions))


def check_uscc(text: str) -> CreditCode:
    """Read a unified social credit code of 18 characters. Raises IdentityNumberError."""
    code = normalised(text)
    _check_length(code, "uscc")
    for place, character in enumerate(code, start=1):
        if character not in USCC_CHARACTERS or (3 <= place <= 8 and not _is_digit(character)):
            raise _wrong_character(character, place, "uscc")
    if code[-1] != uscc_check(code[:-1]):
        raise _slip(code, USCC_CHARACTERS, lambda c: c[-1] == uscc_check(c[:-1]), "uscc")
    return CreditCode(code, code[2:8], code[8:17])


def check_birth_certificate_number(text: str) -> str:
    """One capital letter and nine digits, in that form. Raises IdentityNumberError."""
    number = normalised(text)
    if BIRTH_CERTIFICATE.fullmatch(number):
        return number
    if len(number) != 10:
        raise IdentityNumberError(
            "wrong-length", name=NAMES["birth-certificate"], found=len(number), expected=10
        )
    if not ("A" <= number[0] <= "Z"):
        raise IdentityNumberError("first-not-a-letter", positions=(1,))
    place = next(n for n, c in enumerate(number, start=1) if n > 1 and not _is_digit(c))
    raise _wrong_character(number[place - 1], place, "birth-certificate")


def normalised(text: str) -> str:
    """Full-width characters made plain, blanks taken out, letters made capital."""
    plain = (chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    return "".join(c for c in plain if not c.isspace() and c not in "\u200b\ufeff").upper()


def id_check(first17: str) -> str:
    """The check character of a citizen ID number (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, ID_WEIGHTS, strict=True))
    return ID_CHECKS[total % 11]


def uscc_check(first17: str) -> str:
    """The check character of a unified social credit code (GB 32100-2015)."""
    total = sum(USCC_CHARACTERS.index(c) * pow(3, place, 31) for place, c in enumerate(first17))
    return USCC_CHARACTERS[-total % 31]


def mask(text: str) -> str:
    """The number with its middle hidden: first 6 and last 4, of a shorter one the ends."""
    head, tail = (6, 4) if len(text) >= 15 else (2, 2) if len(text) >= 8 else (0, 0)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def mask_in_text(text: str) -> str:
    """Free text with everything that may be an identity number masked."""
    return IDENTITY_SHAPE.sub(lambda found: mask(found.group()), text)


def _is_digit(character: str) -> bool:
    return "0" <= character <= "9"


def _check_length(number: str, kind: Literal["citizen-id", "uscc"]) -> None:
    if kind == "citizen-id" and len(number) == 15 and all(map(_is_digit, number)):
        raise IdentityNumberError("old-form")
    if len(number) != LENGTH:
        raise IdentityNumberError(
            "wrong-length", name=NAMES[kind], found=len(number), expected=LENGTH
        )


def _wrong_character(character: str, place: int, kind: str) -> IdentityNumberError:
    code: Message = "wrong-character"
    if kind == "uscc" and character in "IOSVZ":
        code = "letter-not-used"
    elif kind == "citizen-id" and place == LENGTH:
        code = "wrong-last-character"
    elif character in "OIL":
        code = "letter-for-digit"
    return IdentityNumberError(code, positions=(place,), place=place, character=character)


def _birth_date(number: str) -> date | None:
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born_on if born_on.year >= FIRST_YEAR else None


def _id_fits(on: date) -> Callable[[str], bool]:
    """Whether a number is right in itself: a real date, not in the future, and the check."""

    def fits(number: str) -> bool:
        if not all(map(_is_digit, number[:17])) or number[-1] != id_check(number[:17]):
            return False
        born_on = _birth_date(number)
        return born_on is not None and born_on <= on

    return fits


def _id_slip(number: str, born_on: date | None, on: date) -> IdentityNumberError:
    fault: Message = "check-failed"
    if born_on is None:
        fault = "impossible-date"
    elif born_on > on:
        fault = "date-in-future"
    return _slip(number, "0123456789X", _id_fits(on), "citizen-id", fault)


def _slip(
    number: str,
    characters: str,
    fits: Callable[[str], bool],
    kind: str,
    fault: Message = "check-failed",
) -> IdentityNumberError:
    """The likeliest slip: two neighbours swapped, else the one place that can be wrong."""
    name = NAMES[kind]
    if swapped := list(_swaps(number, fits)):
        places = tuple(sorted({place for pair in swapped for place in pair}))
        return IdentityNumberError("swapped", positions=places, name=name, places=at(swapped))
    wrong = [p for p in range(1, LENGTH + 1) if _repairable(number, p, characters, fits)]
    if len(wrong) == 1:
        return IdentityNumberError("one-wrong", positions=tuple(wrong), name=name, place=wrong[0])
    return IdentityNumberError(fault, positions=_date_places(fault), name=name)


def _swaps(number: str, fits: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    for place in range(1, len(number)):
        left, right = number[place - 1], number[place]
        if left != right and fits(number[: place - 1] + right + left + number[place + 1 :]):
            yield place, place + 1


def _repairable(number: str, place: int, characters: str, fits: Callable[[str], bool]) -> bool:
    return any(fits(number[: place - 1] + other + number[place:]) for other in characters)


def _date_places(fault: Message) -> tuple[int, ...]:
    return tuple(range(7, 15)) if fault in ("impossible-date", "date-in-future") else ()


def _notes(number: str, born_on: date, divisions: Divisions | None) -> tuple[Note, ...]:
    if divisions is None:
        return ()
    if number[:6] not in divisions:
        return ("division-unknown",)
    if not divisions.known_from(number[:6], born_on.year):
        return ("division-ended-before-birth",)
    return ()
