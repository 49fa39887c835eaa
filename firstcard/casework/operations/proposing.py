"""Four eyes: an exception or a correction of an identity is proposed by one, decided by another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

import msgspec
from django.db import IntegrityError, transaction

from firstcard.casework import fields, words
from firstcard.casework.content import draft_of, sealed
from firstcard.casework.draft import Child, Draft, Number
from firstcard.casework.models import Case, Proposal
from firstcard.casework.moving import check, record, too_late, update
from firstcard.casework.operations import joining
from firstcard.casework.refusals import Decided, OwnProposal, conflict, invalid
from firstcard.casework.states import OPEN, CaseState, Remark
from firstcard.casework.waivers import PURPOSE, change_of
from firstcard.core import audit, vault
from firstcard.core.actors import Actor
from firstcard.guidance.today import CHINA
from firstcard.people.models import IdentityDocument, Person
from firstcard.people.numbers import add_number, person_of, withdraw_number
from firstcard.people.permissions import Permission

Kind = Literal["exception", "identity"]
CITIZEN_ID = "citizen-id"


class Exception_(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Papers that need not be shown: ids of needs."""

    waive: tuple[str, ...]


class Correction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What of the child's identity is put right; what is not named stays.

    `same_child`: the number is in another record, which is the same child's and is joined.
    """

    name: str | None = None
    sex: int | None = None
    born_on: date | None = None
    number: Number | None = None
    same_child: bool = False


@transaction.atomic
def propose(
    *, case: Case, by: Actor, kind: Kind, reason: str, change: Mapping[str, Any], at: datetime
) -> Proposal:
    """Put an exception or a correction to a second person; the case is not decided before.

    `change`: {"waive": [ids of needs]}, or what of name, sex, born_on, number is put right;
    "same_child" true where the number's other record is this child's too. An identity can be put
    right after an approval as well. Raises NotFound, NotAllowed, Invalid, Conflict (one waits
    already), OtherRecord, StaleCase, NotNow.
    """
    check(case=case, by=by, family=False, permission=Permission.PROPOSE_EXCEPTION)
    _in_time(case, kind)
    if not reason.strip() or by.account is None:
        raise invalid("wrong-proposal")
    parsed = _parsed(kind, change)
    if isinstance(parsed, Correction):
        _can_be_right(parsed, on=at.astimezone(CHINA).date())
    if isinstance(parsed, Correction) and parsed.number is not None:
        joining.check(child=case.child, number=parsed.number, same_child=parsed.same_child)
    update(case=case, by=by, at=at, needs_second_person=True)
    sealed_change = vault.seal(msgspec.json.encode(dict(change)), purpose=PURPOSE,
                               bound=case.reference)  # fmt: skip
    try:
        with transaction.atomic():
            made = Proposal.objects.create(
                case=case, kind=kind, reason=reason.strip(), change=sealed_change,
                proposed_by_id=by.account, proposed_at=at)  # fmt: skip
    except IntegrityError:
        raise conflict("proposal-waiting") from None
    record(case=case, action=Remark.PROPOSE.value, before=CaseState(case.state), by=by, at=at,
           detail={"kind": kind, "proposal": made.pk})  # fmt: skip
    return made


def _in_time(case: Case, kind: str) -> None:
    """An exception belongs to the examination; an identity lasts as long as what was approved."""
    state = CaseState(case.state)
    if state is CaseState.APPROVED and kind != "identity":
        raise conflict("exception-too-late")
    if state not in OPEN and state is not CaseState.APPROVED:
        raise too_late(case)


def _parsed(kind: str, change: Mapping[str, Any]) -> Exception_ | Correction:
    """The change as a Struct. Raises Invalid for one that says nothing, or something else."""
    form: type[Exception_ | Correction] = Exception_ if kind == "exception" else Correction
    try:
        found: Exception_ | Correction = msgspec.convert(dict(change), form)
    except msgspec.ValidationError:
        raise invalid("wrong-proposal") from None
    if not (found.waive if isinstance(found, Exception_) else _says(found)):
        raise invalid("wrong-proposal")
    return found


def _says(found: Correction) -> bool:
    if found.same_child and found.number is None:
        return False
    return found != Correction()


def _can_be_right(found: Correction, *, on: date) -> None:
    """Raise Invalid for a name, sex, day or number that no child has; `on` is today."""
    child = Child(name=found.name or "", sex=found.sex or 0, number=found.number,
                  born_on=found.born_on.isoformat() if found.born_on else "")  # fmt: skip
    wrong = {name.removeprefix("child."): text
             for name, text in fields.wrong(draft=Draft(child=child), on=on)}  # fmt: skip
    if found.name is not None and not found.name.strip():
        wrong["name"] = words.MISSING["child.name"]
    if wrong:
        raise invalid("wrong-proposal", fields=wrong)


@transaction.atomic
def decide_proposal(*, proposal: Proposal, by: Actor, granted: bool, at: datetime) -> Proposal:
    """Agree or not, as another person; what is agreed to takes effect at once.

    Raises NotFound, NotAllowed, OwnProposal, Decided (by whom, when; of the case too, which takes
    no change any more where it was refused or withdrawn), Conflict.
    """
    if granted and _joins(proposal):
        joining.wait_for_others()
    case = Case.objects.select_for_update().get(pk=proposal.case_id)
    check(case=case, by=by, family=False, permission=Permission.CONFIRM_EXCEPTION)
    if proposal.proposed_by_id == by.account or by.account is None:
        raise OwnProposal
    rows = Proposal.objects.filter(pk=proposal.pk, decided_at=None)
    if rows.update(decided_by=by.account, decided_at=at, granted=granted) != 1:
        raise _decided(proposal)
    if granted:
        _in_time(case, proposal.kind)
    proposal.refresh_from_db()
    changes = _effect(proposal, case, by, at) if granted else {}
    waiting = case.proposals.filter(decided_at=None).exists()
    update(case=case, by=by, at=at, needs_second_person=waiting, **changes)
    remark = Remark.CONFIRM if granted else Remark.DECLINE
    record(case=case, action=remark.value, before=CaseState(case.state),
           by=by, at=at, detail={"kind": proposal.kind, "proposal": proposal.pk})  # fmt: skip
    return proposal


def _joins(proposal: Proposal) -> bool:
    change = _parsed(proposal.kind, change_of(proposal))
    return isinstance(change, Correction) and change.same_child


def _decided(proposal: Proposal) -> Decided:
    now = Proposal.objects.select_related("decided_by").get(pk=proposal.pk)
    assert now.decided_by is not None
    assert now.decided_at is not None
    who = now.decided_by.shown_name or now.decided_by.login
    return Decided(key="proposal-decided", who=who, at=now.decided_at,
                   state=proposal.case.state, what=words.Text("", ""))  # fmt: skip


def _effect(proposal: Proposal, case: Case, by: Actor, at: datetime) -> dict[str, Any]:
    """What a granted proposal changes in the case; an exception is read where papers are."""
    change = _parsed(proposal.kind, change_of(proposal))
    if not isinstance(change, Correction):
        return {}
    if case.child is not None:
        _join(case, change, by, at)
        _correct_person(case.child, change, case, by, at)
    if case.state == CaseState.APPROVED:
        return {}  # what was decided on stays as it was
    draft = draft_of(case)
    child = msgspec.structs.replace(draft.child, **_in_draft(change, draft.child.number))
    return {"draft": sealed(draft=msgspec.structs.replace(draft, child=child),
                            reference=case.reference)}  # fmt: skip


def _join(case: Case, change: Correction, by: Actor, at: datetime) -> None:
    """Join the other record that has the number, if there still is one and both agreed to it."""
    if change.number is None or not change.same_child:
        return
    other = joining.other_record(child=case.child, number=change.number)
    if other is not None:
        joining.join(case=case, other=other, by=by, at=at)


def _in_draft(change: Correction, before: Number | None) -> dict[str, Any]:
    """What is written into the application. A citizen ID number gives way to no other one."""
    named = {name: value for name in ("name", "sex", "number")
             if (value := getattr(change, name)) is not None}  # fmt: skip
    if change.same_child and before is not None and before.kind == CITIZEN_ID:
        named.pop("number", None)
    if change.born_on is not None:
        named["born_on"] = change.born_on.isoformat()
    return named


def _correct_person(person: Person, change: Correction, case: Case, by: Actor,
                    at: datetime) -> None:  # fmt: skip
    fields = {name: value for name in ("name", "sex", "born_on")
              if (value := getattr(change, name)) is not None}  # fmt: skip
    if fields:
        Person.objects.filter(pk=person.pk).update(**fields)
    if change.number is not None:
        _correct_number(person, change.number, at)
    named = [*sorted(fields), *(["number"] if change.number else [])]
    audit.record(by=by, action="person.correct", subject=f"person:{person.pk}",
                 case=case.reference, person=person.pk, at=at,
                 detail={"fields": named})  # fmt: skip


def _correct_number(person: Person, number: Number, at: datetime) -> None:
    """The right number instead of the wrong one of its kind."""
    owner = person_of(kind=number.kind, number=number.number)
    if owner is not None and owner.pk != person.pk:
        raise conflict("number-of-another")
    if owner is not None:
        return
    for old in IdentityDocument.objects.filter(person=person, kind=number.kind, withdrawn_at=None):
        withdraw_number(document=old, at=at)
    add_number(person=person, kind=number.kind, number=number.number)
