"""The persons of a case: found by their numbers or recorded, and who is guardian of whom."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from firstcard.accounts.models import Account
from firstcard.casework.draft import Adult, Child, Draft, Number
from firstcard.casework.models import Case
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry
from firstcard.core.rows import insert, many, one
from firstcard.guidance.today import CHINA
from firstcard.people import telephones
from firstcard.people.models import Guardianship, Person
from firstcard.people.numbers import Numbered, new_persons, persons_of

Known = Mapping[Numbered, Person]
_CHILD = "child"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The persons of a draft. `differs`: fields of the child whose record says otherwise."""

    child: Person
    child_is_new: bool
    adults: dict[str, Person]
    differs: tuple[str, ...]


def record_all(*, draft: Draft, case: Case, known: Known, by: Actor, at: datetime) -> Recorded:
    """The child and each adult who has a number, made where not `known`. Who is made is audited."""
    assert draft.child.number is not None
    told = {_CHILD: (_child(draft.child), _key(draft.child.number))}
    told |= {adult.relation: (_adult(adult), _key(adult.number)) for adult in draft.adults
             if adult.number is not None and adult.name.strip()}  # fmt: skip
    found = {who: known[key] for who, (_, key) in told.items() if key in known}
    # In one order everywhere: of two at once the second one waits, and neither for the other.
    new = sorted((who for who in told if who not in found), key=lambda who: told[who][1])
    made = dict(zip(new, new_persons(named=[told[who] for who in new]), strict=True))
    audit.record_all(_entry(person, case, by, at) for person, is_new in made.values() if is_new)
    adults = found | {who: person for who, (person, _) in made.items()}
    child, is_new = adults.pop(_CHILD), made.get(_CHILD, (None, False))[1]
    return Recorded(child=child, child_is_new=is_new, adults=adults,
                    differs=() if is_new else differs(draft.child, child))  # fmt: skip


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


def _key(number: Number) -> Numbered:
    return number.kind, number.number


def _child(child: Child) -> Person:
    return Person(name=child.name.strip(), sex=child.sex, nationality=child.nationality,
                  born_on=date.fromisoformat(child.born_on) if child.born_on else None)  # fmt: skip


def _adult(adult: Adult) -> Person:
    sealed = telephones.sealed(adult.telephone) if adult.telephone else None
    return Person(name=adult.name.strip(), telephone=sealed)


def _entry(person: Person, case: Case, by: Actor, at: datetime) -> AuditEntry:
    return audit.entry(by=by, action="person.record", subject=f"person:{person.pk}",
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
    one(Person, id=case.child_id, lock=True)  # of two at once the second one sees the first
    there = {(tie.guardian_id, tie.relation)
             for tie in many(Guardianship, child_id=case.child_id, until=None)}  # fmt: skip
    new = [
        Guardianship(child=case.child, guardian=person, relation=relation, proof=proof,
                     since=_since(relation, case.child, at),
                     scope=case.reference if relation == "agent" else "all")
        for relation, person in adults.items() if (person.pk, relation) not in there
    ]  # fmt: skip
    insert(*new)
    audit.record_all(
        audit.entry(by=by, action="guardianship.record", subject=f"person:{case.child_id}",
                    case=case.reference, person=case.child_id, at=at,
                    detail={"relation": tie.relation, "guardian": tie.guardian_id, "proof": proof})
        for tie in new)  # fmt: skip


def know_applicant(*, case: Case, person: Person | None) -> None:
    """Whose the account is, once the office has seen it; a person has one private account."""
    if person is None or case.applicant is None or case.applicant.person_id is not None:
        return
    if Account.objects.filter(person=person, is_staff_member=False).exists():
        return
    with suppress(IntegrityError), transaction.atomic():  # another of hers was seen just now
        Account.objects.filter(pk=case.applicant.pk, person=None).update(person=person)


def _since(relation: str, child: Person, at: datetime) -> date:
    if relation in ("mother", "father") and child.born_on is not None:
        return child.born_on
    return at.astimezone(CHINA).date()
