"""What families do: begin, save, hand in, withdraw. A clerk at the counter does it for them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from msgspec import to_builtins

from firstcard.accounts.models import Account
from firstcard.casework import clocks, completeness, offices, papers, persons, waivers, words
from firstcard.casework.content import draft_of, sealed
from firstcard.casework.draft import Child, Draft
from firstcard.casework.models import Case, CaseClock
from firstcard.casework.moving import apply, check, look_up, may_serve, record, too_late, update
from firstcard.casework.references import new_reference
from firstcard.casework.refusals import (
    AppliedAlready,
    Incomplete,
    NotNow,
    StaleCase,
    invalid,
)
from firstcard.casework.requirements import CARD, INSURED, OF_APPLICANT, told_facts
from firstcard.casework.states import HOLDERS, CaseAction, CaseState, Who
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.rows import one
from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA
from firstcard.people.models import Person
from firstcard.people.permissions import Permission, require
from firstcard.policy.book import RuleBook
from firstcard.policy.region_codes import NATION
from firstcard.policy.situation import SituationError

_OPEN = ("submitted", "returned", "accepted")


@transaction.atomic
def start(
    *, by: Actor, key: str, want: Collection[str], region: str, language: str,
    situation: Mapping[str, Any], at: datetime, applicant: Account | None = None,
) -> Case:  # fmt: skip
    """Begin an application; the same key from the same actor gives the same case.

    `want`: "insured", "card" or both. `situation`: what the plan was told, as `Kept` keeps it or
    as the JSON of a situation. `applicant`: at the counter, whose account it will be seen from.
    Raises NotAllowed, Invalid.
    """
    counter = may_serve(by=by, region=region)
    if not counter:
        require(actor=by, permission=Permission.APPLY, region=region)
    _check_start(want, region)
    case = Case(
        start_key=_key(by, key), state=CaseState.DRAFT.value,
        wants_enrolment=INSURED in want, wants_card=CARD in want,
        channel="counter" if counter else "online", region=region, language=language,
        applicant_id=(applicant.pk if applicant else None) if counter else by.account,
        created_at=at, office_id=None,
    )  # fmt: skip
    told = Draft(situation=dict(situation), child=_child_told(situation, at))
    return _inserted(case, told, by, at)


def _child_told(situation: Mapping[str, Any], at: datetime) -> Child:
    """What the plan was told of the child already stands in the application."""
    try:
        facts = told_facts(situation, on=at.astimezone(CHINA).date())
    except SituationError as error:
        wrong = {f"situation.{each.field}": each.message for each in error.errors}
        raise invalid("wrong-situation", fields=wrong) from error
    told = {name: facts[f"child.{name}"] for name in ("born_on", "nationality")
            if isinstance(facts.get(f"child.{name}"), str)}  # fmt: skip
    return Child(**told)


def _check_start(want: Collection[str], region: str) -> None:
    if not want or not set(want) <= {INSURED, CARD}:
        raise invalid("wants-nothing", fields={"want": words.REFUSED["wants-nothing"]})
    if region == NATION or region not in packs_store.current().divisions:
        raise invalid("not-a-region", fields={"region": words.REFUSED["not-a-region"]})


def _key(by: Actor, key: str) -> bytes:
    return hashlib.sha256(f"{by.kind} {by.account} {key}".encode()).digest()


def _inserted(case: Case, draft: Draft, by: Actor, at: datetime) -> Case:
    """The new case, or the one that the same key made before."""
    if (known := _begun(case)) is not None:
        return known
    for last in (False, False, True):
        case.reference = new_reference()
        case.draft = sealed(draft=draft, reference=case.reference)
        try:
            with transaction.atomic():
                case.save(force_insert=True)
            break
        except IntegrityError:  # the same key at this moment; or, very rarely, a reference in use
            if (known := _begun(case)) is not None:
                return known
            if last:
                raise
    record(case=case, action=CaseAction.START.value, before=None, by=by, at=at)
    return case


def _begun(case: Case) -> Case | None:
    return Case.objects.filter(start_key=case.start_key).first()


@transaction.atomic
def save(*, case: Case, by: Actor, draft: Draft, version: int, at: datetime) -> Case:
    """Keep what was filled in, as far as it goes. `version`: of the case when it was read.

    What was signed before is not signed any more. Raises NotFound, NotNow, StaleCase, Invalid for
    answers that are none.
    """
    check(case=case, by=by, family=True, permission=Permission.APPLY_AT_COUNTER)
    if HOLDERS[CaseState(case.state)] is not Who.FAMILY:
        raise too_late(case)
    if case.version != version:
        raise StaleCase(version=case.version)
    _told_by_answers(draft, at)
    update(case=case, by=by, at=at, draft=sealed(draft=draft, reference=case.reference))
    case.signatures.filter(void_at=None).update(void_at=at)
    record_save(case, by, at)
    return case


def _told_by_answers(draft: Draft, at: datetime) -> None:
    """Raise Invalid for answers that no page could show; other facts are named when it is looked at
    whether all is there."""
    if "answers" in draft.situation:
        _child_told(draft.situation, at)


def record_save(case: Case, by: Actor, at: datetime) -> None:
    """A draft that is saved is no event of the history, but an entry of the audit trail."""
    audit.record(by=by, action="case.save", subject=f"case:{case.reference}",
                 case=case.reference, person=case.child_id, at=at)  # fmt: skip


def _locked(case: Case) -> Case:
    """The case as it is now, with whoever applies; nobody else changes it meanwhile."""
    now = one(Case, id=case.pk, lock=True)
    assert now is not None
    if now.applicant_id is not None:
        now.applicant = one(Account, id=now.applicant_id)
    return now


@transaction.atomic
def submit(*, case: Case, by: Actor, at: datetime) -> Case:
    """Hand it in, the first time or after it was sent back. Handed in already: nothing happens.

    Raises NotFound, Incomplete, AppliedAlready, NotNow, Invalid (no rule for the region).
    """
    check(case=case, by=by, family=True, permission=Permission.APPLY_AT_COUNTER)
    case = _locked(case)
    if case.state in ("submitted", "accepted", "approved", "refused"):
        return case
    if case.state == CaseState.WITHDRAWN:
        raise NotNow(state=case.state)
    draft = draft_of(case)
    found = completeness.looked_at(case=case, on=at.astimezone(CHINA).date(), draft=draft)
    if found.missing:
        raise Incomplete(found.missing)
    known = persons.record_all(draft=draft, case=case, known=found.known, by=by, at=at)
    hand_in = _resubmit if case.state == CaseState.RETURNED else _first
    hand_in(case, known, by, at)
    _own_papers(case, draft, known)
    return case


def _first(case: Case, known: persons.Recorded, by: Actor, at: datetime) -> None:
    book, on = packs_store.current(), at.astimezone(CHINA).date()
    want = completeness.wants(case)
    line = look_up(case=case, action=CaseAction.SUBMIT, by=by)
    if not known.child_is_new:
        _only_one(case, known.child, by)
    kind = offices.kind_for(want=want, book=book, region=case.region, on=on)
    office = offices.office_for(kind=kind, region=case.region, book=book)
    due = _start_clock(case, want, book, on)
    apply(case=case, line=line, by=by, at=at, detail=_differing(known), child=known.child,
          office=office, submitted_at=at, pack=_pack(book, case.region), **due)  # fmt: skip


def _resubmit(case: Case, known: persons.Recorded, by: Actor, at: datetime) -> None:
    line = look_up(case=case, action=CaseAction.RESUBMIT, by=by)
    if not known.child_is_new:
        _only_one(case, known.child, by)
    due = clocks.resume(case=case, on=at.astimezone(CHINA).date())
    apply(case=case, line=line, by=by, at=at, detail=_differing(known), child=known.child, **due)


def _differing(known: persons.Recorded) -> dict[str, Any]:
    return {"differs": list(known.differs)} if known.differs else {}


def _only_one(case: Case, child: Person, by: Actor) -> None:
    """Raise AppliedAlready where another open case wants the same for this child."""
    Person.objects.select_for_update().get(
        pk=child.pk
    )  # two at once: the second one sees the first
    for other in Case.objects.filter(child=child, state__in=_OPEN).exclude(pk=case.pk):
        if (other.wants_enrolment and case.wants_enrolment) or (
                other.wants_card and case.wants_card):  # fmt: skip
            raise _applied(other, by)


def _applied(other: Case, by: Actor) -> AppliedAlready:
    if by.account is not None and other.applicant_id == by.account:
        text = words.filled(words.REFUSED["applied-already"], reference=other.reference)
        return AppliedAlready(text, reference=other.reference)
    assert other.office is not None
    office = words.Text(other.office.name_en, other.office.name_zh)
    return AppliedAlready(words.filled(words.REFUSED["applied-by-another"], office=office))


def _pack(book: RuleBook, region: str) -> str:
    found = book.reference(book.chain(region)[-1])
    return f"{found.id}@{found.digest}"


def _start_clock(case: Case, want: tuple[str, ...], book: RuleBook, on: date) -> dict[str, Any]:
    """Start the clock of the promise, where the rules know one; what it changes in the case."""
    promise = clocks.promise(want=want, book=book, region=case.region, on=on)
    if promise is None:
        return {"due_on": None}
    clock = CaseClock.objects.create(
        case=case, document=promise.document, length=to_builtins(promise.length),
        basis=to_builtins(promise.basis), started_on=on,
    )  # fmt: skip
    return clocks.stored(clock=clock, book=book, region=case.region, on=on)


def _own_papers(case: Case, draft: Draft, known: persons.Recorded) -> None:
    """Say of each paper whose record it belongs to, so that it is not asked for again."""
    names = ("", "child", *OF_APPLICANT, *known.adults)
    owners = {of: _owner(waivers.whose(of, draft), known) for of in dict.fromkeys(names)}
    papers.belong(case=case, persons={of: p for of, p in owners.items() if p is not None})


def _owner(who: str, known: persons.Recorded) -> Person | None:
    return known.child if who == "child" else known.adults.get(who)


@transaction.atomic
def withdraw(*, case: Case, by: Actor, at: datetime) -> Case:
    """Take the application back, at any time before the decision; again: no effect.

    Raises NotFound, Decided, NotNow.
    """
    if case.state == CaseState.WITHDRAWN:
        check(case=case, by=by, family=True, permission=Permission.APPLY_AT_COUNTER)
        return case
    line = look_up(case=case, action=CaseAction.WITHDRAW, by=by)
    stopped = clocks.stop(case=case, on=at.astimezone(CHINA).date())
    apply(case=case, line=line, by=by, at=at, **stopped)
    return case
