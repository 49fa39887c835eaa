"""Finds and records persons by the numbers that identify them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from firstcard.core import vault
from firstcard.core.rows import chosen, insert
from firstcard.people.models import IdentityDocument, Person

Numbered = tuple[str, str]  # kind and number
_PURPOSE = "identity number"
_WHICH = "ARRAY[d.kind::text, encode(d.index, 'hex')]"
# Of a record that was merged, the one it was merged into.
_OF_NUMBERS = """
JOIN people_person held ON t.id = coalesce(held.merged_into_id, held.id)
JOIN people_identitydocument d ON d.person_id = held.id
WHERE d.withdrawn_at IS NULL AND d.index = ANY(%s::bytea[])
"""


def index_of(*, kind: str, number: str) -> bytes:
    """By which a number is found without being readable."""
    return vault.index(f"{kind} {number}", purpose=_PURPOSE)


def number_of(document: IdentityDocument) -> str:
    """The number itself. Raises vault.CannotOpen."""
    return vault.unseal(bytes(document.sealed), purpose=_PURPOSE, bound=document.kind).decode()


def person_of(*, kind: str, number: str) -> Person | None:
    """Whose number it is now; of a record that was merged, the one it was merged into."""
    return persons_of([(kind, number)]).get((kind, number))


def persons_of(numbers: Iterable[Numbered]) -> dict[Numbered, Person]:
    """The same for many at once, by (kind, number); who is not known is absent."""
    by_index = {(kind, index_of(kind=kind, number=number)): (kind, number)
                for kind, number in numbers}  # fmt: skip
    if not by_index:
        return {}
    rows = chosen(Person, _OF_NUMBERS, [[index for _, index in by_index]], also=_WHICH)
    return {by_index[kind, bytes.fromhex(index)]: person for person, (kind, index) in rows
            if (kind, bytes.fromhex(index)) in by_index}  # fmt: skip


def new_persons(*, named: Sequence[tuple[Person, Numbered]]) -> list[tuple[Person, bool]]:
    """Record persons with a number each; whose one became meanwhile comes with False instead.

    Of two that make the same record at once, the second gets that of the first.
    """
    try:
        with transaction.atomic():
            insert(*(person for person, _ in named))
            insert(*(_document(person, *number) for person, number in named))
            return [(person, True) for person, _ in named]
    except IntegrityError:
        return [_new_person(person, *number) for person, number in named]


def _new_person(person: Person, kind: str, number: str) -> tuple[Person, bool]:
    person.pk = None
    try:
        with transaction.atomic():
            insert(person)
            insert(_document(person, kind, number))
            return person, True
    except IntegrityError:
        found = person_of(kind=kind, number=number)
        if found is None:
            raise
        return found, False


def add_number(*, person: Person, kind: str, number: str) -> IdentityDocument:
    """Record a number of a person. Raises IntegrityError where it is another person's."""
    document = _document(person, kind, number)
    insert(document)
    return document


def _document(person: Person, kind: str, number: str) -> IdentityDocument:
    return IdentityDocument(
        person=person, kind=kind, sealed=vault.seal(number.encode(), purpose=_PURPOSE, bound=kind),
        index=index_of(kind=kind, number=number), last_four=number[-4:])  # fmt: skip


def withdraw_number(*, document: IdentityDocument, at: datetime) -> None:
    """A number that turned out to be wrong counts no more; it can be found in the history."""
    IdentityDocument.objects.filter(pk=document.pk, withdrawn_at=None).update(withdrawn_at=at)
