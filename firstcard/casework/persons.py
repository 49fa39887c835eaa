"""The persons of a case: found by their numbers or recorded, and who is guardian of whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from firstcard.accounts.models import Account
from firstcard.casework.draft import Adult, Child, Draft, Number
from firstcard.casework.models import Case
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.guidance.today import CHINA
from firstcard.people import telephones
from firstcard.people.models import Guardianship, Person
from firstcard.people.numbers import Numbered, new_person, persons_of

Known = Mapping[Numbered, Person]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The persons of a draft. `differs`: fields of the child whose record says otherwise."""

    child: Person
    child_is_new: bool
    adults: dict[str, Person]
    differs: tuple[str, ...]


def record_all(*, draft: Draft, case: Case, known: Known, by: Actor, at: datetime) -> Recorded:
    """The child and each adult who has a number, made where not `known`. Who is made is audited."""
    child, made = _recorded(draft.child.number, _child(draft.child), known)
    adults: dict[str, Person] = {}
    if made:
        _audit(child, case, by, at)
    for adult in draft.adults:
        if adult.number is not None and adult.name.strip():
            person, new = _recorded(adult.number, _adult(adult), known)
            adults[adult.relation] = person
            if new:
                _audit(person, case, by, at)
    return Recorded(child=child, child_is_new=made, adults=adults,
                    differs=() if made else differs(draft.child, child))  # fmt: skip


def known_of(draft: Draft) -> Known:
    """Whoever of a draft is recorded already, by kind and number."""
    numbers = [draft.child.number, *(adult.number for adult in draft.adults)]
    return persons_of([(n.kind, n.number) for n in numbers if n is not None])


def adults_of(draft: Draft, known: Known) -> dict[str, Person]:
    """The recorded adults, by their relation."""
    found: dict[str, Person] = {}
    for adult in draft.adults:
        number = adult.number
        if number is not None and (person := known.get((number.kind, number.number))) is not None:
            found[adult.relation] = person
    return found


def _recorded(number: Number | None, person: Person, known: Known) -> tuple[Person, bool]:
    assert number is not None
    found = known.get((number.kind, number.number))
    if found is not None:
        return found, False
    return new_person(person=person, kind=number.kind, number=number.number)


def _child(child: Child) -> Person:
    return Person(name=child.name.strip(), sex=child.sex, nationality=child.nationality,
                  born_on=date.fromisoformat(child.born_on) if child.born_on else None)  # fmt: skip


def _adult(adult: Adult) -> Person:
    sealed = telephones.sealed(adult.telephone) if adult.telephone else None
    return Person(name=adult.name.strip(), telephone=sealed)


def _audit(person: Person, case: Case, by: Actor, at: datetime) -> None:
    audit.record(by=by, action="person.record", subject=f"person:{person.pk}",
                 case=case.reference, person=person.pk, at=at)  # fmt: skip


def differs(told: Child, known: Person) -> tuple[str, ...]:
    """What the application says otherwise than the record; the record is left as it is."""
    pairs = {
        "child.name": (told.name.strip(), known.name),
        "child.sex": (told.sex, known.sex),
        "child.born_on": (told.born_on, known.born_on.isoformat() if known.born_on else ""),
    }
    return tuple(name for name, (new, old) in pairs.items() if old and new != old)


def record_guardianships(
    *, case: Case, adults: Mapping[str, Person], proof: str, by: Actor, at: datetime
) -> None:
    """Who acts for the child, with the paper that shows it. Known ties are left.

    A parent is one since birth, anybody else since the day of the proof; somebody with written
    authority acts for this case only.
    """
    assert case.child is not None
    for relation, person in adults.items():
        since = _since(relation, case.child, at)
        scope = case.reference if relation == "agent" else "all"
        _, made = Guardianship.objects.get_or_create(
            child=case.child, guardian=person, relation=relation, until=None,
            defaults={"proof": proof, "since": since, "scope": scope},
        )  # fmt: skip
        if made:
            audit.record(by=by, action="guardianship.record", subject=f"person:{case.child_id}",
                         case=case.reference, person=case.child_id,
                         detail={"relation": relation, "guardian": person.pk,
                                 "proof": proof}, at=at)  # fmt: skip


def know_applicant(*, case: Case, person: Person | None) -> None:
    """Whose the account is, once the office has seen it; a person has one account."""
    if person is None or case.applicant is None or case.applicant.person_id is not None:
        return
    if Account.objects.filter(person=person).exists():
        return
    Account.objects.filter(pk=case.applicant.pk, person=None).update(person=person)


def _since(relation: str, child: Person, at: datetime) -> date:
    if relation in ("mother", "father") and child.born_on is not None:
        return child.born_on
    return at.astimezone(CHINA).date()
