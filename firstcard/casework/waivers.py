"""What need not be shown: papers proven once, and those that two persons agreed to do without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import msgspec
from msgspec import structs

from firstcard.casework import papers
from firstcard.casework.draft import Draft
from firstcard.casework.models import Case, Proposal
from firstcard.casework.persons import Known, adults_of
from firstcard.casework.requirements import OF_APPLICANT, Wanted
from firstcard.core import vault
from firstcard.core.actors import SERVICE, Actor
from firstcard.people.models import Person

PURPOSE = "proposal"


def change_of(proposal: Proposal) -> dict[str, object]:
    """What a proposal would change."""
    raw = vault.unseal(bytes(proposal.change), purpose=PURPOSE, bound=proposal.case.reference)
    return msgspec.json.decode(raw, type=dict[str, object])


def waived(*, case: Case) -> frozenset[str]:
    """Ids of needs that a granted exception does without."""
    granted = case.proposals.filter(kind="exception", granted=True)
    return frozenset(need for each in granted for need in change_of(each).get("waive", ()))  # type: ignore[attr-defined]


def with_proofs(
    *, wanted: Iterable[Wanted], draft: Draft, case: Case, known: Known, on: date, agreed: bool
) -> tuple[Wanted, ...]:
    """The papers, with `proven` where an earlier case found the same paper in order.

    `known`: the recorded persons of the draft. `agreed`: the family lets its earlier papers be
    used; at a counter the office's own are.
    """
    counter = case.channel == "counter"
    persons = dict(_persons(draft, known)) if agreed or counter else {}
    if not persons:
        return tuple(wanted)
    by = SERVICE if counter else Actor(kind="person", account=case.applicant_id)
    proven = papers.proven(persons=persons.values(), by=by, on=on)
    return tuple(structs.replace(each, proven=_holder(each, persons, draft) in proven)
                 for each in wanted)  # fmt: skip


def _holder(wanted: Wanted, persons: Mapping[str, Person], draft: Draft) -> tuple[int, str]:
    holder = persons.get(whose(wanted.of, draft))
    return (holder.pk if holder else 0), wanted.document


def whose(of: str, draft: Draft) -> str:
    """Whom a paper belongs to: "child", or the relation of an adult."""
    if of in ("", "child"):
        return "child"
    if of in OF_APPLICANT:
        return draft.applicant or ""
    return of


def _persons(draft: Draft, known: Known) -> Iterator[tuple[str, Person]]:
    number = draft.child.number
    if number is not None and (child := known.get((number.kind, number.number))) is not None:
        yield "child", child
    yield from adults_of(draft, known).items()
