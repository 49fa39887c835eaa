"""What an application still lacks: fields, papers, the photograph, the signature.

Fields are those that the law asks for (Handling Regulation, article 6: who the child is); papers
come from the packs (`requirements`). Nothing else may be asked for, so nothing else is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Literal

from msgspec import Struct

from firstcard.accounts.consents import latest
from firstcard.accounts.notices import before_handing_in
from firstcard.casework import requirements, waivers, words
from firstcard.casework.content import draft_of
from firstcard.casework.draft import Draft
from firstcard.casework.fields import wrong
from firstcard.casework.models import CardPhoto, Case, Paper
from firstcard.casework.requirements import Wanted
from firstcard.policy import plan as out
from firstcard.policy.format import Text
from firstcard.policy.situation import SituationError

Kind = Literal["field", "paper", "photo", "signature", "consent"]
_ANYBODY = ("guardian", "either-parent", "followed-parent", "")
_MAINLAND = "mainland"


class Missing(Struct, frozen=True, gc=False):
    """One thing that is missing. `id`: the field's name, or "document" or "document of"."""

    kind: Kind
    id: str
    text: Text
    basis: tuple[out.Basis, ...] = ()


def wants(case: Case) -> tuple[str, ...]:
    """What a case applies for, in the words of `requirements`."""
    found = []
    if case.wants_enrolment:
        found.append(requirements.INSURED)
    if case.wants_card:
        found.append(requirements.CARD)
    return tuple(found)


def missing(*, case: Case, on: date, draft: Draft | None = None) -> tuple[Missing, ...]:
    """Everything that stands between a case and its submission; empty when it is complete.

    What is filled in and cannot be right stands first, and alone: papers depend on it.
    """
    draft = draft or draft_of(case)
    if found := tuple(_wrong(case, draft, on)):
        return found
    wanted = wanted_papers(case=case, on=on, draft=draft)
    return (*fields(draft=draft, want=wants(case)), *_papers(case, wanted), *_photo(case, wanted),
            *_signature(case), *_notices(case))  # fmt: skip


def _wrong(case: Case, draft: Draft, on: date) -> Iterator[Missing]:
    bad = [Missing("field", name, text) for name, text in wrong(draft=draft, on=on)]
    yield from bad
    if bad:
        return
    try:
        requirements.asked(draft=draft, want=wants(case), region=case.region, on=on)
    except SituationError as error:
        for each in error.errors:
            yield Missing("field", f"situation.{each.field}", each.message)


def wanted_papers(*, case: Case, on: date, draft: Draft | None = None) -> tuple[Wanted, ...]:
    """The papers that a case needs, those marked that the same persons have proven before.

    Raises SituationError for a draft whose facts are none.
    """
    draft = draft or draft_of(case)
    found = requirements.papers(draft=draft, want=wants(case), region=case.region, on=on)
    return waivers.with_proofs(wanted=found, draft=draft, case=case)


def fields(*, draft: Draft, want: Collection[str]) -> Iterator[Missing]:
    """The fields that are empty, by their names in the draft."""
    for name in _empty_fields(draft, want):
        yield Missing("field", name, words.MISSING[name])


def _empty_fields(draft: Draft, want: Collection[str]) -> Iterator[str]:
    yield from _child_fields(draft, want)
    yield from _adult_fields(draft)
    if requirements.CARD in want and not draft.delivery.kind:
        yield "delivery"
    if not draft.consequences_read:
        yield "consequences"


def _child_fields(draft: Draft, want: Collection[str]) -> Iterator[str]:
    child = draft.child
    if not child.name.strip():
        yield "child.name"
    if not child.sex:
        yield "child.sex"
    if not child.born_on:
        yield "child.born_on"
    if child.number is None:
        yield "child.number"
    elif (requirements.CARD in want and child.nationality == _MAINLAND
          and child.number.kind != "citizen-id"):  # fmt: skip
        yield "child.number.citizen-id"


def _adult_fields(draft: Draft) -> Iterator[str]:
    adult = draft.adult(draft.applicant) if draft.applicant else None
    if adult is None:
        yield "applicant"
        return
    if not adult.name.strip():
        yield "adult.name"
    if adult.number is None:
        yield "adult.number"
    if not adult.telephone:
        yield "adult.telephone"


def _papers(case: Case, wanted: Iterable[Wanted]) -> Iterator[Missing]:
    there = list(case.papers.filter(removed_at=None).exclude(verdict="bad"))
    waived = waivers.waived(case=case)
    for each in wanted:
        if _asked(each) and each.need not in waived and not any(shows(p, each) for p in there):
            yield Missing("paper", paper_id(each), each.name, each.basis)


def _asked(wanted: Wanted) -> bool:
    return wanted.required and not wanted.proven and wanted.document != requirements.PHOTO


def paper_id(wanted: Wanted) -> str:
    """How a paper is named in lists: "birth-certificate", "parent-identity-card guardian"."""
    return f"{wanted.document} {wanted.of}".strip()


def shows(paper: Paper, wanted: Wanted) -> bool:
    """Whether a paper is the one that is asked for. "Of the guardian" is whoever applies."""
    if paper.document != wanted.document:
        return False
    return paper.of == wanted.of or wanted.of in _ANYBODY


def _photo(case: Case, wanted: Iterable[Wanted]) -> Iterator[Missing]:
    asked = next((w for w in wanted if w.document == requirements.PHOTO and w.required), None)
    if asked is None or asked.need in waivers.waived(case=case):
        return
    # One with findings is there: finders of faces err with babies, so a clerk looks and decides.
    if not CardPhoto.objects.filter(case=case).exists():
        yield Missing("photo", requirements.PHOTO, words.MISSING["photo"], asked.basis)


def _signature(case: Case) -> Iterator[Missing]:
    if not case.signatures.filter(void_at=None).exists():
        yield Missing("signature", "signature", words.MISSING["signature"])


def _notices(case: Case) -> Iterator[Missing]:
    """What must have been shown or asked; at a counter it hangs on the wall and is said."""
    if case.applicant is None or case.channel == "counter":
        return
    for notice in before_handing_in(card=case.wants_card):
        if latest(account=case.applicant, notice=notice, case=case.reference) is None:
            yield Missing("consent", f"notice.{notice.id}", notice.title)
