"""The persons of a case: found by their numbers or recorded, and who is guardian of whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from firstcard.accounts.models import Account
from firstcard.casework.draft import Adult, Child, Draft
from firstcard.casework.models import Case
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.guidance.today import CHINA
from firstcard.people import telephones
from firstcard.people.models import Guardianship, Person
from firstcard.people.numbers import person_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The persons of a draft. `differs`: fields of the child whose record says otherwise."""

    child: Person
    adults: dict[str, Person]
    differs: tuple[str, ...]


def record_all(*, draft: Draft, case: Case, by: Actor, at: datetime) -> Recorded:
    """Find or make the child and every adult who has a number. Who was made is audited."""
    child, made = _child(draft.child)
    adults: dict[str, Person] = {}
    for adult in draft.adults:
        if adult.number is not None and adult.name.strip():
            adults[adult.relation] = _adult(adult, case=case, by=by, at=at)
    if made:
        _audit(child, case, by, at)
    return Recorded(child=child, adults=adults, differs=() if made else differs(draft.child, child))


def _child(child: Child) -> tuple[Person, bool]:
    assert child.number is not None
    return person_for(kind=child.number.kind, number=child.number.number, name=child.name.strip(),
                      sex=child.sex, born_on=date.fromisoformat(child.born_on),
                      nationality=child.nationality)  # fmt: skip


def _adult(adult: Adult, *, case: Case, by: Actor, at: datetime) -> Person:
    assert adult.number is not None
    person, made = person_for(
        kind=adult.number.kind, number=adult.number.number, name=adult.name.strip())  # fmt: skip
    if made:
        if adult.telephone:
            sealed = telephones.sealed(adult.telephone)
            Person.objects.filter(pk=person.pk).update(telephone=sealed)
        _audit(person, case, by, at)
    return person


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


def record_guardianships(*, draft: Draft, case: Case, adults: dict[str, Person],
                         proofs: dict[str, str], by: Actor, at: datetime) -> None:  # fmt: skip
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
            defaults={"proof": proofs.get(relation, ""), "since": since, "scope": scope},
        )  # fmt: skip
        if made:
            audit.record(by=by, action="guardianship.record", subject=f"person:{case.child_id}",
                         case=case.reference, person=case.child_id,
                         detail={"relation": relation, "guardian": person.pk,
                                 "proof": proofs.get(relation, "")}, at=at)  # fmt: skip


def know_applicant(*, case: Case, person: Person | None) -> None:
    """Whose the account is, once the office has seen it; a person has one account."""
    if person is None or case.applicant_id is None:
        return
    if Account.objects.filter(person=person).exists():
        return
    Account.objects.filter(pk=case.applicant_id, person=None).update(person=person)


def _since(relation: str, child: Person, at: datetime) -> date:
    if relation in ("mother", "father") and child.born_on is not None:
        return child.born_on
    return at.astimezone(CHINA).date()
