"""What an application still lacks: fields, papers, the photograph, the signature.

Fields are those that the law asks for (Handling Regulation, article 6: who the child is); papers
come from the packs (`requirements`). Nothing else may be asked for, so nothing else is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from msgspec import Struct

from firstcard.accounts.models import Consent
from firstcard.accounts.notices import KEEP_PAPERS, NOTICES, before_handing_in
from firstcard.casework import requirements, waivers, words
from firstcard.casework.content import draft_of
from firstcard.casework.draft import Draft
from firstcard.casework.fields import wrong
from firstcard.casework.models import CardPhoto, Case, Paper
from firstcard.casework.persons import Known, known_of
from firstcard.casework.requirements import OF_APPLICANT, Wanted
from firstcard.core.rows import many
from firstcard.guidance.today import CHINA
from firstcard.policy import plan as out
from firstcard.policy.format import Text
from firstcard.policy.situation import SituationError

Kind = Literal["field", "paper", "photo", "signature", "consent"]
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
    return looked_at(case=case, on=on, draft=draft or draft_of(case)).missing


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """What is missing, and the persons of the draft who are recorded already."""

    missing: tuple[Missing, ...]
    known: Known


def looked_at(*, case: Case, on: date, draft: Draft) -> LookedAt:
    """What `missing` gives, with what was found out for it."""
    bad = tuple(Missing("field", name, text) for name, text in wrong(draft=draft, on=on))
    if bad:
        return LookedAt(missing=bad, known={})
    try:
        asked = _asked_of(case, draft, on)
    except SituationError as error:
        facts = (Missing("field", f"situation.{e.field}", e.message) for e in error.errors)
        return LookedAt(missing=tuple(facts), known={})
    known, said = known_of(draft), _said(case)
    wanted = waivers.with_proofs(wanted=asked, draft=draft, case=case, known=known, on=on,
                                 agreed=said.keeps)  # fmt: skip
    found = (*fields(draft=draft, want=wants(case)), *_papers(case, wanted),
             *_photo(case, wanted), *_signature(case), *_notices(case, said))  # fmt: skip
    return LookedAt(missing=found, known=known)


def _asked_of(case: Case, draft: Draft, on: date) -> tuple[Wanted, ...]:
    """What is asked for: once handed in, by the rules of the day on which it was."""
    if case.submitted_at is not None:
        on = case.submitted_at.astimezone(CHINA).date()
    return requirements.papers(draft=draft, want=wants(case), region=case.region, on=on)


def wanted_papers(*, case: Case, on: date, draft: Draft | None = None) -> tuple[Wanted, ...]:
    """The papers that a case needs, those marked that the same persons have proven before.

    Raises SituationError for a draft whose facts are none.
    """
    draft = draft or draft_of(case)
    return waivers.with_proofs(wanted=_asked_of(case, draft, on), draft=draft, case=case,
                               known=known_of(draft), on=on, agreed=_said(case).keeps)  # fmt: skip


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
    there = [each for each in many(Paper, case_id=case.pk, removed_at=None)
             if each.verdict != "bad"]  # fmt: skip
    lacking = [w for w in wanted if _asked(w) and not any(shows(p, w) for p in there)]
    waived = waivers.waived(case=case) if lacking else frozenset()
    for each in lacking:
        if each.need not in waived:
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
    return paper.of == wanted.of or wanted.of in ("", *OF_APPLICANT)


def _photo(case: Case, wanted: Iterable[Wanted]) -> Iterator[Missing]:
    asked = next((w for w in wanted if w.document == requirements.PHOTO and w.required), None)
    # One with findings is there: finders of faces err with babies, so a clerk looks and decides.
    if asked is None or CardPhoto.objects.filter(case=case).exists():
        return
    if asked.need not in waivers.waived(case=case):
        yield Missing("photo", requirements.PHOTO, words.MISSING["photo"], asked.basis)


def _signature(case: Case) -> Iterator[Missing]:
    if not case.signatures.filter(void_at=None).exists():
        yield Missing("signature", "signature", words.MISSING["signature"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What the family has answered for this case, and whether earlier papers may be used."""

    here: frozenset[str]
    keeps: bool


def _said(case: Case) -> _Said:
    """The last words on the notices in the versions that are shown now."""
    if case.applicant_id is None:
        return _Said(here=frozenset(), keeps=False)
    now = [said for said in many(Consent, account_id=case.applicant_id)
           if said.notice in NOTICES and said.version == NOTICES[said.notice].version]  # fmt: skip
    keeps = [said.given for said in now if said.notice == KEEP_PAPERS.id]
    here = frozenset(said.notice for said in now if said.case == case.reference)
    return _Said(here=here, keeps=bool(keeps and keeps[-1]))


def _notices(case: Case, said: _Said) -> Iterator[Missing]:
    """What must have been shown or asked; at a counter it hangs on the wall and is said."""
    if case.applicant_id is None or case.channel == "counter":
        return
    for notice in before_handing_in(card=case.wants_card):
        if notice.id not in said.here:
            yield Missing("consent", f"notice.{notice.id}", notice.title)
