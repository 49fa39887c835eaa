"""A bill as it is typed at the counter: read, and each refusal brought to the box it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from firstcard.core.refusals import Invalid, Refusal
from firstcard.desk.bills import lines
from firstcard.desk.bills.words import BILLS
from firstcard.desk.forms.typed import Boxes
from firstcard.enrolment.words import filled
from firstcard.policy.format import Text
from firstcard.settlement.bill import CODES
from firstcard.settlement.credentials import KINDS, Shown
from firstcard.settlement.presented import Presented
from firstcard.settlement.refusals import NotEntitled, NotOpen, NotValid, PresentedAlready

SHOWN, NUMBER, LAST = "shown_number", "number", "discharged_on"
FIRST = "shown_kind"
_LINE = re.compile(r"lines\[(\d+)\](?:\.(\w+))?")
# By the field that a refusal names, the box.
_BOXES = {"credential": SHOWN, "credential.kind": FIRST, "patient.born_on": SHOWN,
          "patient.groups": SHOWN, "insurance": SHOWN, "region": SHOWN, "number": NUMBER,
          "care": "care", "referral": "referral", "cause": "cause", "admitted_on": "admitted_on",
          "discharged_on": LAST, "lines": lines.box(0, "amount"),
          "institution.class": "admitted_on"}  # fmt: skip
_CONTROLS = frozenset({*_BOXES.values(), "csv", "file"})
# Refusals that name no field, by what they are about.
_ABOUT = ((NotValid, SHOWN), (NotEntitled, SHOWN), (NotOpen, "admitted_on"),
          (PresentedAlready, NUMBER))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """A bill that could be read: who, what, and where each line stands on the page."""

    shown: Shown
    presented: Presented
    places: list[lines.Place]


@dataclass(frozen=True, slots=True)
class Mistakes:
    """What is wrong by box, each text with it, and what is about none."""

    boxes: dict[str, list[Text]] = field(default_factory=dict)
    other: list[Text] = field(default_factory=list)


def read(form: Mapping[str, str]) -> Typed:
    """What was typed. Raises Invalid, its fields the boxes, with all that cannot be read."""
    boxes = Boxes(form)
    kind = boxes.one_of(FIRST, KINDS, missing="bills_no_kind")
    shown = boxes.words(SHOWN, missing="bills_no_shown")
    presented, places = read_bill(boxes)
    return Typed(Shown(kind=kind, number=shown), presented, places)


def read_bill(boxes: Boxes) -> tuple[Presented, list[lines.Place]]:
    """The bill alone, and where its lines stand. Raises Invalid with all that cannot be read."""
    form = boxes.form
    number = boxes.words(NUMBER, missing="bills_no_number")
    chosen = {name: boxes.one_of(name, CODES[name], missing="bills_choose")
              for name in ("care", "referral")}  # fmt: skip
    first = boxes.day("admitted_on")
    last = boxes.day(LAST) if form.get(LAST, "").strip() else first
    found = lines.read(form)
    _note_csv(boxes, found)
    boxes.check()
    return _presented(form, number, chosen, first, last, found), found.places


def _note_csv(boxes: Boxes, found: lines.Lines) -> None:
    if found.wrong:
        boxes.wrong["csv"] = found.wrong[0]


def _presented(form: Mapping[str, str], number: str, chosen: Mapping[str, str], first: date,
               last: date, found: lines.Lines) -> Presented:  # fmt: skip
    return Presented(number=number, care=chosen["care"], referral=chosen["referral"],
                     cause=form.get("cause", "") or "illness", admitted_on=first,
                     discharged_on=last, lines=found.lines)  # fmt: skip


def mistakes(refusal: Refusal, places: list[lines.Place]) -> Mistakes:
    """Each thing that is wrong at its box; a line of the CSV is named with its number."""
    found = Mistakes()
    for name, text in refusal.fields.items():
        for control, said in _at(name, text, places):
            if control in _CONTROLS or control.startswith("line-"):
                found.boxes.setdefault(control, []).append(said)
            else:
                found.other.append(said)
    if not refusal.fields:
        control = next((box for kind, box in _ABOUT if isinstance(refusal, kind)), "")
        if control:
            found.boxes[control] = [refusal.text]
        else:
            found.other.append(refusal.text)
    return found


def _at(name: str, text: Text, places: list[lines.Place]) -> Iterator[tuple[str, Text]]:
    of_line = _LINE.fullmatch(name)
    if of_line is None or int(of_line[1]) >= len(places):
        yield _BOXES.get(name, name), text
        return
    place, column = places[int(of_line[1])], of_line[2] or "amount"
    if column not in lines.COLUMNS:
        column = "amount"
    if place.csv:
        text = filled(BILLS["bills_csv_line"], line=str(place.csv), column=column, why=text)
    yield place.control(column), text


def take_file(form: dict[str, str], data: bytes | None) -> None:
    """Put a file's text into the CSV box. Raises Invalid, and leaves what was typed."""
    why = None
    text = lines.text_of(data) if data is not None and len(data) <= lines.LARGEST else None
    if data is None or len(data) > lines.LARGEST:
        why = BILLS["bills_csv_long"]
    elif text is None or not text.strip():
        why = BILLS["bills_csv_unreadable"]
    elif form.get("csv", "").strip():
        why = BILLS["bills_csv_both"]
    if why is not None:
        raise Invalid(why, fields={"file": why})
    assert text is not None, "told above"
    form["csv"] = text
