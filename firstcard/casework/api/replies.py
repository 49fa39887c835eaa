"""What programs are told of cases. No name and no number but in the draft itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from firstcard.accounts.replies import OfficeView, Removed, office_view
from firstcard.casework import clocks, completeness, telling, words
from firstcard.casework.completeness import Missing
from firstcard.casework.draft import Adult, Child, Draft, Number
from firstcard.casework.models import Case, CaseEvent, Paper, Proposal, Signature
from firstcard.casework.requirements import Wanted
from firstcard.casework.states import HOLDERS, CaseState
from firstcard.casework.telling import Reader
from firstcard.guidance.today import CHINA
from firstcard.people.identity_numbers import mask
from firstcard.people.telephones import masked
from firstcard.policy.format import Text


class CaseView(Struct, frozen=True):
    """A case: how it stands, who holds it, until when. `version` is its ETag."""

    reference: str
    state: str
    state_text: Text
    holder: str
    holder_text: Text
    want: list[str]
    channel: str
    region: str
    language: str
    office: OfficeView | None
    submitted_at: datetime | None
    decided_at: datetime | None
    due_on: date | None
    due_is_final: bool
    light: str
    needs_second_person: bool
    taken_by: str | None
    taken_until: datetime | None
    version: int


class CaseList(Struct, frozen=True):
    """A page of cases; `after` asks for the next one, "" at the end."""

    cases: list[CaseView]
    after: str


class EventView(Struct, frozen=True):
    """One thing that happened. `who`: as others are told."""

    action: str
    text: Text
    before: str
    after: str
    at: datetime
    who: str
    detail: dict[str, Any]


class History(Struct, frozen=True):
    """Everything that happened, in order."""

    reference: str
    state: str
    events: list[EventView]


class DraftView(Struct, frozen=True):
    """What was filled in. `whole`: numbers stand in full, as for whoever holds the case."""

    draft: Draft
    whole: bool
    version: int


class MissingList(Struct, frozen=True):
    """What stands between the case and its submission; empty when it is complete."""

    missing: list[Missing]


class PaperView(Struct, frozen=True):
    """A paper that was handed in."""

    number: int
    document: str
    of: str
    pages: int
    verdict: str
    uploaded_at: datetime


class PaperList(Struct, frozen=True):
    """What the rules ask for, and what is there."""

    wanted: list[Wanted]
    there: list[PaperView]


class PhotoView(Struct, frozen=True):
    """The photograph as it was taken up: what was found wrong with it, [] for nothing."""

    findings: list[dict[str, Any]]
    taken_up_at: datetime


class NoticeView(Struct, frozen=True):
    """What was said to a notice, in its present version."""

    id: str
    version: str
    given: bool


class SignatureView(Struct, frozen=True):
    """A signature that counts."""

    kind: str
    form_sha256: str
    at: datetime


class ProposalView(Struct, frozen=True):
    """A proposal. `granted` is null while nobody has decided."""

    number: int
    kind: str
    reason: str
    proposed_at: datetime
    granted: bool | None


REPLIES = (CaseView, CaseList, History, DraftView, MissingList, PaperList, PaperView, PhotoView,
           NoticeView, SignatureView, ProposalView, Removed)  # fmt: skip


def case_view(case: Case, *, at: datetime) -> CaseView:
    """A case as it stands now."""
    holder = HOLDERS[CaseState(case.state)].value
    taken = case.taken_until is not None and case.taken_until > at
    office = case.office
    return CaseView(
        case.reference, case.state, words.STATES[case.state], holder, words.HOLDERS[holder],
        list(completeness.wants(case)), case.channel, case.region, case.language,
        office_view(office) if office else None,
        case.submitted_at, case.decided_at, case.due_on, case.due_is_final,
        clocks.light(case=case, on=at.astimezone(CHINA).date()), case.needs_second_person,
        _taker(case) if taken else None, case.taken_until if taken else None, case.version,
    )  # fmt: skip


def _taker(case: Case) -> str:
    return (case.taken_by.shown_name or case.taken_by.login) if case.taken_by else ""


def history_view(case: Case, events: Sequence[CaseEvent], *, reader: Reader) -> History:
    """Everything that happened, with as much of each as the reader may know."""
    return History(case.reference, case.state, [
        EventView(e.action, words.ACTIONS.get(e.action, Text(e.action, e.action)), e.before,
                  e.after, e.at, e.name or e.role, telling.detail(e, reader=reader)) for e in events
    ])  # fmt: skip


def draft_view(draft: Draft, *, whole: bool, version: int) -> DraftView:
    """What was filled in; numbers are masked for whoever only reads it."""
    return DraftView(draft if whole else _masked(draft), whole, version)


def _masked(draft: Draft) -> Draft:
    child, adults = draft.child, tuple(_masked_adult(each) for each in draft.adults)
    hidden = Child(child.name, child.sex, child.born_on, child.nationality, _hide(child.number))
    return Draft(draft.situation, hidden, adults, draft.applicant, draft.ways, draft.delivery,
                 draft.consequences_read)  # fmt: skip


def _masked_adult(adult: Adult) -> Adult:
    telephone = masked(adult.telephone) if adult.telephone else ""
    return Adult(adult.relation, adult.name, _hide(adult.number), telephone, adult.known)


def _hide(number: Number | None) -> Number | None:
    return Number(number.kind, mask(number.number)) if number else None


def paper_view(paper: Paper) -> PaperView:
    """A paper without its pages."""
    return PaperView(paper.pk, paper.document, paper.of, len(paper.pages.all()), paper.verdict,
                     paper.uploaded_at)  # fmt: skip


def signature_view(signature: Signature) -> SignatureView:
    """A signature, without what was signed."""
    return SignatureView(signature.kind, bytes(signature.form_sha256).hex(), signature.at)


def proposal_view(proposal: Proposal) -> ProposalView:
    """A proposal, without what it would change."""
    return ProposalView(proposal.pk, proposal.kind, proposal.reason, proposal.proposed_at,
                        proposal.granted)  # fmt: skip
