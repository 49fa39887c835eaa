"""The form that a clerk fills in for a family: a draft as boxes, and what was typed as a draft.

Nothing is required here: a draft is kept as far as it goes. What was typed and cannot be right is
refused, and nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, get_args

from msgspec.structs import replace

from firstcard.casework.draft import Adult, Child, Delivery, Draft, Number, NumberKind, Relation
from firstcard.casework.fields import wrong
from firstcard.core.refusals import Invalid
from firstcard.desk.words import WORDS
from firstcard.people import telephones
from firstcard.people.identity_numbers import normalised
from firstcard.policy.format import Text

LONGEST = 200  # signs of a box: a bound of the machine
ADULTS = ("a1", "a2")  # who stands at the counter, and one more
KINDS: tuple[NumberKind, ...] = get_args(NumberKind)
RELATIONS: tuple[Relation, ...] = get_args(Relation)
SEXES = ("1", "2")
DELIVERIES = ("office", "bank", "post")
_WAY = "way:"

Form = Mapping[str, str]


def typed_of(draft: Draft) -> dict[str, str]:
    """The draft as what would be typed."""
    child = draft.child
    form = {"child.name": child.name, "child.sex": str(child.sex or ""),
            "child.born_on": child.born_on, "child.nationality": child.nationality,
            **_number("child", child.number)}  # fmt: skip
    for at, adult in zip(ADULTS, _ordered(draft), strict=False):
        form |= {f"{at}.relation": adult.relation, f"{at}.name": adult.name,
                 f"{at}.telephone": adult.telephone, **_number(at, adult.number)}  # fmt: skip
    form |= {"delivery": draft.delivery.kind, "delivery.address": draft.delivery.address,
             "delivery.recipient": draft.delivery.recipient}  # fmt: skip
    if draft.consequences_read:
        form["consequences"] = "yes"
    return {**form, **{f"{_WAY}{need}": way for need, way in draft.ways.items()}}


def _number(at: str, number: Number | None) -> dict[str, str]:
    if number is None:
        return {}
    return {f"{at}.number_kind": number.kind, f"{at}.number": number.number}


def _ordered(draft: Draft) -> list[Adult]:
    """The adults, who applies first."""
    return sorted(draft.adults, key=lambda each: each.relation != draft.applicant)


def read(*, form: Form, draft: Draft, situation: dict[str, Any], on: date) -> Draft:
    """The draft as it was typed; what the form does not show stays. Raises Invalid.

    `on`: today. `situation`: the facts as the questions told them.
    """
    adults = tuple(_adults(form))
    _different(adults)
    rest = tuple(_ordered(draft)[len(ADULTS) :])
    made = replace(
        draft, situation=situation, child=_child(form, draft.child),
        adults=(*adults, *(each for each in rest
                           if each.relation not in {a.relation for a in adults})),
        applicant=adults[0].relation if adults else None, ways=_ways(form, draft),
        delivery=_delivery(form, draft.delivery),
        consequences_read=form.get("consequences") == "yes")  # fmt: skip
    found = {_control(name, adults): text for name, text in wrong(draft=made, on=on)}
    if found:
        raise Invalid(next(iter(found.values())), fields=found)
    return made


def _different(adults: tuple[Adult, ...]) -> None:
    relations = [each.relation for each in adults]
    if len(set(relations)) < len(relations):
        text = WORDS["counter_same_relation"]
        raise Invalid(text, fields={"a2.relation": text})


def _control(name: str, adults: tuple[Adult, ...]) -> str:
    """The box of a field as it is named in drafts: adult.mother.name is a1.name."""
    for at, adult in zip(ADULTS, adults, strict=False):
        head = f"adult.{adult.relation}."
        if name.startswith(head):
            return f"{at}.{name.removeprefix(head)}"
    return name


def _text(form: Form, name: str) -> str:
    # Only what surrounds it is cut off: names are kept as they are written.
    return form.get(name, "").strip()[: LONGEST + 1]


def _child(form: Form, child: Child) -> Child:
    sex = _text(form, "child.sex")
    return replace(
        child, name=_text(form, "child.name"), sex=int(sex) if sex in SEXES else 0,
        born_on=_text(form, "child.born_on"), number=_read_number(form, "child"),
        nationality=_text(form, "child.nationality") or child.nationality)  # fmt: skip


def _read_number(form: Form, at: str) -> Number | None:
    number, kind = normalised(_text(form, f"{at}.number")), form.get(f"{at}.number_kind")
    found: NumberKind = next((each for each in KINDS if each == kind), KINDS[0])
    return Number(found, number) if number else None


def _adults(form: Form) -> Iterator[Adult]:
    for at in ADULTS:
        relation = next((r for r in RELATIONS if r == form.get(f"{at}.relation")), None)
        name, number = _text(form, f"{at}.name"), _read_number(form, at)
        telephone = _text(form, f"{at}.telephone")
        if relation is not None:
            yield Adult(relation, name, number, telephones.read(telephone) or telephone)
        elif name or number or telephone:
            text: Text = WORDS["counter_no_relation"]
            raise Invalid(text, fields={f"{at}.relation": text})


def _delivery(form: Form, delivery: Delivery) -> Delivery:
    kind = form.get("delivery", "")
    if kind not in DELIVERIES:
        return delivery if not kind else Delivery()
    return Delivery(kind, delivery.office, _text(form, "delivery.address"),  # type: ignore[arg-type]
                    _text(form, "delivery.recipient"))  # fmt: skip


def _ways(form: Form, draft: Draft) -> dict[str, str]:
    given = {name.removeprefix(_WAY): value for name, value in form.items()
             if name.startswith(_WAY)}  # fmt: skip
    merged = {**draft.ways, **given}
    return {need: way for need, way in merged.items() if way}
