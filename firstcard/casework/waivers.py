"""What need not be shown: papers proven once, and those that two persons agreed to do without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import structs

from firstcard.accounts import consents
from firstcard.accounts.notices import KEEP_PAPERS
from firstcard.casework import papers
from firstcard.casework.draft import Adult, Draft, Number
from firstcard.casework.models import Case, Proposal
from firstcard.casework.requirements import Wanted
from firstcard.core import vault
from firstcard.core.actors import SERVICE, Actor
from firstcard.people.models import Person
from firstcard.people.numbers import person_of

PURPOSE = "proposal"


def change_of(proposal: Proposal) -> dict[str, object]:
    """What a proposal would change."""
    raw = vault.unseal(bytes(proposal.change), purpose=PURPOSE, bound=proposal.case.reference)
    return msgspec.json.decode(raw, type=dict[str, object])


def waived(*, case: Case) -> frozenset[str]:
    """Ids of needs that a granted exception does without."""
    granted = case.proposals.filter(kind="exception", granted=True)
    return frozenset(need for each in granted for need in change_of(each).get("waive", ()))  # type: ignore[attr-defined]


def with_proofs(*, wanted: Iterable[Wanted], draft: Draft, case: Case) -> tuple[Wanted, ...]:
    """The papers, with `proven` where an earlier case found the same paper in order.

    A family's earlier papers are used where it agreed to that; at a counter the office's own are.
    """
    known = dict(_persons(draft)) if _may_use_again(case) else {}
    if not known:
        return tuple(wanted)
    proven = papers.proven(persons=known.values(), by=_reader(case))
    return tuple(structs.replace(each, proven=_holder(each, known, draft) in proven)
                 for each in wanted)  # fmt: skip


def _may_use_again(case: Case) -> bool:
    if case.channel == "counter" or case.applicant is None:
        return True
    return consents.given(account=case.applicant, notice=KEEP_PAPERS)


def _reader(case: Case) -> Actor:
    if case.channel == "counter":
        return SERVICE
    return Actor(kind="person", account=case.applicant_id)


def _holder(wanted: Wanted, known: dict[str, Person], draft: Draft) -> tuple[int, str]:
    holder = known.get(whose(wanted.of, draft))
    return (holder.pk if holder else 0), wanted.document


def whose(of: str, draft: Draft) -> str:
    """Whom a paper belongs to: "child", or the relation of an adult."""
    if of in ("", "child"):
        return "child"
    if of in ("guardian", "either-parent", "followed-parent"):
        return draft.applicant or ""
    return of


def _persons(draft: Draft) -> Iterator[tuple[str, Person]]:
    if (child := _found(draft.child.number)) is not None:
        yield "child", child
    for adult in draft.adults:
        if (person := _adult(adult)) is not None:
            yield adult.relation, person


def _adult(adult: Adult) -> Person | None:
    return _found(adult.number)


def _found(number: Number | None) -> Person | None:
    return None if number is None else person_of(kind=number.kind, number=number.number)
