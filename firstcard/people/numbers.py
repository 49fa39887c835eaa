"""Finds and records persons by the numbers that identify them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from firstcard.core import vault
from firstcard.people.models import IdentityDocument, Person

_PURPOSE = "identity number"


def index_of(*, kind: str, number: str) -> bytes:
    """By which a number is found without being readable."""
    return vault.index(f"{kind} {number}", purpose=_PURPOSE)


def number_of(document: IdentityDocument) -> str:
    """The number itself. Raises vault.CannotOpen."""
    return vault.unseal(bytes(document.sealed), purpose=_PURPOSE, bound=document.kind).decode()


def person_of(*, kind: str, number: str) -> Person | None:
    """Whose number it is now; of a record that was merged, the one it was merged into."""
    found = (IdentityDocument.objects.filter(kind=kind, index=index_of(kind=kind, number=number),
                                             withdrawn_at=None)
             .select_related("person__merged_into").first())  # fmt: skip
    if found is None:
        return None
    return found.person.merged_into or found.person


def person_for(
    *, kind: str, number: str, name: str, sex: int = 0, born_on: date | None = None,
    nationality: str = "mainland",
) -> tuple[Person, bool]:  # fmt: skip
    """The person of a number, and whether the record was made just now.

    What a known record says is left as it is. Of two that make the same record at once, the second
    gets that of the first.
    """
    known = person_of(kind=kind, number=number)
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            person = Person.objects.create(
                name=name, sex=sex, born_on=born_on, nationality=nationality)  # fmt: skip
            add_number(person=person, kind=kind, number=number)
            return person, True
    except IntegrityError:
        found = person_of(kind=kind, number=number)
        if found is None:
            raise
        return found, False


def add_number(*, person: Person, kind: str, number: str) -> IdentityDocument:
    """Record a number of a person. Raises IntegrityError where it is another person's."""
    return IdentityDocument.objects.create(
        person=person, kind=kind, sealed=vault.seal(number.encode(), purpose=_PURPOSE, bound=kind),
        index=index_of(kind=kind, number=number), last_four=number[-4:])  # fmt: skip


def withdraw_number(*, document: IdentityDocument, at: datetime) -> None:
    """A number that turned out to be wrong counts no more; it can be found in the history."""
    IdentityDocument.objects.filter(pk=document.pk, withdrawn_at=None).update(withdrawn_at=at)
