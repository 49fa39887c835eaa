"""Preliminary examination: send back with all defects at once, accept, pass on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from msgspec import to_builtins

from firstcard.casework import clocks, completeness, fields, persons, reasons, words
from firstcard.casework.content import draft_of
from firstcard.casework.draft import Draft
from firstcard.casework.models import Case, CaseEvent, Defect, Paper
from firstcard.casework.moving import apply, look_up
from firstcard.casework.refusals import NewDefectsTooLate, conflict, invalid
from firstcard.casework.requirements import Wanted
from firstcard.casework.states import CaseAction
from firstcard.casework.waivers import waived
from firstcard.core.actors import Actor
from firstcard.core.rows import many
from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA
from firstcard.people.models import Office
from firstcard.policy.format import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that is missing or wrong: a document (`of` as in packs) or a field of the draft.

    `reason`: a code of `reasons.DEFECTS`. `note`: the clerk's own words.
    """

    reason: str
    document: str = ""
    of: str = ""
    field: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """What it is about."""
        return self.field or f"{self.document} {self.of}".strip()


@transaction.atomic
def send_back(*, case: Case, by: Actor, defects: Sequence[Found], at: datetime) -> Case:
    """Ask the family to mend everything that is named, all at once; the clock stands meanwhile.

    The second time only things told before may be named. Raises NotFound, NotAllowed, Invalid,
    NewDefectsTooLate, Decided, Taken, NotNow.
    """
    line = look_up(case=case, action=CaseAction.RETURN, by=by)
    wanted = _checked(case, defects, at)
    open_ = _only_known(case, defects)
    changes = clocks.pause(case=case, on=at.astimezone(CHINA).date())
    event = apply(case=case, line=line, by=by, at=at, **changes,
                  detail={"defects": [_told(d) for d in defects]})  # fmt: skip
    named = {d.key for d in defects}
    for each in open_:
        if _key(each) not in named:
            Defect.objects.filter(pk=each.pk).update(mended_at=at)
    _record(case, event, defects, wanted)
    _mark_bad(case, defects, by)
    return case


def _told(found: Found) -> dict[str, str]:
    return {"about": found.key, "reason": found.reason}


def _checked(case: Case, defects: Sequence[Found], at: datetime) -> dict[str, Wanted]:
    """The papers that the rules ask for, by name, after every defect was looked at."""
    if not defects:
        raise invalid("no-defects")
    on = at.astimezone(CHINA).date()
    draft = draft_of(case)
    wanted = {completeness.paper_id(w): w
              for w in completeness.wanted_papers(case=case, on=on, draft=draft)}  # fmt: skip
    papers = {(w.document, w.of) for w in wanted.values()}
    papers |= {(p.document, p.of) for p in case.papers.filter(removed_at=None)}
    known = fields.names(draft)
    wrong = {d.key or str(n): text for n, d in enumerate(defects)
             if (text := _wrong(d, papers, known)) is not None}  # fmt: skip
    if wrong:
        raise invalid("no-defects" if not defects else _first_key(wrong), fields=wrong)
    return wanted


def _first_key(wrong: Mapping[str, Text]) -> str:
    text = next(iter(wrong.values()))
    return next(key for key, each in words.REFUSED.items() if each is text)


def _wrong(found: Found, papers: Collection[tuple[str, str]],
           known: Collection[str]) -> Text | None:  # fmt: skip
    reason = reasons.DEFECTS.get(found.reason)
    if reason is None:
        return words.REFUSED["unknown-reason"]
    if bool(found.document) == bool(found.field):
        return words.REFUSED["defect-of-nothing"]
    if reason.needs_note and not found.note.strip():
        return words.REFUSED["reason-needs-a-note"]
    if found.document and (found.document, found.of) not in papers:
        return words.REFUSED["unknown-paper"]
    if found.field and (found.field not in known or found.of):
        return words.REFUSED["defect-of-nothing"]
    return None


def _only_known(case: Case, defects: Sequence[Found]) -> list[Defect]:
    """What was told before and is not mended. Raises NewDefectsTooLate for anything else."""
    told = list(case.defects.all())
    if not told:
        return []
    open_ = [each for each in told if each.mended_at is None]
    known = {_key(each) for each in open_}
    late = {d.key: words.REFUSED["too-late-for-new-defects"]
            for d in defects if d.key not in known}  # fmt: skip
    if late:
        raise NewDefectsTooLate(late)
    return open_


def _key(defect: Defect) -> str:
    return defect.field or f"{defect.document} {defect.of}".strip()


def _record(case: Case, event: CaseEvent, defects: Sequence[Found],
            wanted: Mapping[str, Wanted]) -> None:  # fmt: skip
    Defect.objects.bulk_create(
        Defect(case=case, event=event, document=d.document, of=d.of, field=d.field,
               reason=d.reason, note=d.note.strip(),
               basis=to_builtins(wanted[d.key].basis) if d.key in wanted else [])
        for d in defects
    )  # fmt: skip


def _mark_bad(case: Case, defects: Sequence[Found], by: Actor) -> None:
    """A paper that was sent back does not count as there when the case comes again."""
    for found in defects:
        if found.document:
            case.papers.filter(document=found.document, of=found.of, removed_at=None).update(
                verdict="bad", seen_by=by.account)  # fmt: skip


@transaction.atomic
def accept(*, case: Case, by: Actor, at: datetime) -> Case:
    """Everything is there and in order: the papers count as proven, guardians are recorded.

    Raises NotFound, NotAllowed, Decided, Taken, NotNow, and Conflict where a paper is marked as
    not in order and no exception was granted.
    """
    line = look_up(case=case, action=CaseAction.ACCEPT, by=by)
    draft, there = draft_of(case), many(Paper, case_id=case.pk, removed_at=None)
    _no_bad_paper(case, draft, there, at)
    apply(case=case, line=line, by=by, at=at)
    case.papers.filter(removed_at=None, verdict="unseen").update(
        verdict="good", seen_by=by.account)  # fmt: skip
    case.defects.filter(mended_at=None).update(mended_at=at)
    adults = persons.adults_of(draft, persons.known_of(draft))
    shown = packs_store.current().handling(case.region).guardian_papers or ()
    proof = next((d for d in shown if any(p.document == d for p in there)), "")
    persons.record_guardianships(
        case=case, adults=adults, proof=proof, by=by, at=at)  # fmt: skip
    persons.know_applicant(case=case, person=adults.get(draft.applicant or ""))
    return case


def _no_bad_paper(case: Case, draft: Draft, there: Sequence[Paper], at: datetime) -> None:
    if not any(paper.verdict == "bad" for paper in there):
        return
    wanted = completeness.wanted_papers(case=case, on=at.astimezone(CHINA).date(), draft=draft)
    without = waived(case=case)
    for each in wanted:
        shown = [p for p in there if completeness.shows(p, each)]
        bad = shown and all(p.verdict == "bad" for p in shown)
        if bad and each.required and each.need not in without:
            raise conflict("bad-papers")


@transaction.atomic
def forward(*, case: Case, by: Actor, office: Office, at: datetime) -> Case:
    """Pass a case on to the office in charge; the family is told, the clock goes on.

    Raises NotFound, NotAllowed, Conflict (it is there already), Decided, Taken, NotNow.
    """
    line = look_up(case=case, action=CaseAction.FORWARD, by=by)
    if office.pk == case.office_id:
        raise conflict("same-office")
    before = case.office.code if case.office else ""
    apply(case=case, line=line, by=by, at=at, office=office, region=office.region,
          taken_by=None, taken_until=None, detail={"from": before, "to": office.code})  # fmt: skip
    return case
