"""A family hands in a bill that it paid itself: a draft, its papers, and taking it back.

What a family writes says where and when the treatment was; the items are typed by a clerk from the
papers (`claiming.enter`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from django.db import transaction

from firstcard.core import vault
from firstcard.core.actors import Actor
from firstcard.core.refusals import Invalid, NotFound
from firstcard.core.rows import insert
from firstcard.enrolment import queries as insurance
from firstcard.enrolment.changing import day_of, locked_person
from firstcard.enrolment.words import day_text, filled
from firstcard.people.models import Office, Person
from firstcard.policy.format import Text
from firstcard.settlement import checks, content, handing, moving, queries
from firstcard.settlement.bill import CODES
from firstcard.settlement.content import Asked
from firstcard.settlement.handing import Wanted
from firstcard.settlement.models import MANUAL, WAITING, Claim, ClaimPage, ClaimPaper
from firstcard.settlement.operations.claiming import NOT_WARNED
from firstcard.settlement.refusals import not_found
from firstcard.settlement.states import ClaimAction, ClaimState
from firstcard.settlement.words import REFUSED

_LONGEST = 100  # signs of a name
_OWN = "account"  # identified_by: who acts is known by the account
OPEN = (ClaimState.DRAFT.value, *WAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a family says of a bill. `office`: where the name is one that is known here."""

    hospital: str
    care: str
    admitted_on: date
    discharged_on: date
    town: str = ""
    office: Office | None = None


@transaction.atomic
def start(*, person: Person, told: Told, by: Actor, at: datetime) -> Claim:
    """Begin to hand in a bill of somebody for whom the account acts, who was insured on that day.

    The same once more is the one that is there. Raises NotFound, NotValid, NotEntitled; Invalid
    with all that is wrong.
    """
    if not queries.acts(person=person.pk, by=by, on=day_of(at)):
        raise not_found("no-person")
    person = locked_person(person)
    _check(told, person, at)
    mark = _mark(told, person)
    there = Claim.objects.filter(person=person, told=mark, state__in=OPEN).order_by("pk").first()
    if there is not None:
        return there
    claim = _drafted(told, person, mark, at)
    line = moving.line_for(claim=claim, action=ClaimAction.START)
    insert(claim)
    moving.apply(claim=claim, line=line, by=by, at=at)
    return claim


def _check(told: Told, person: Person, at: datetime) -> None:
    """Raise Invalid with everything that is wrong, at once."""
    wrong: dict[str, Text] = {}
    if not told.hospital.strip() or len(told.hospital) > _LONGEST:
        wrong["hospital"] = REFUSED["no-hospital"]
    if told.care not in CODES["care"]:
        wrong["care"] = REFUSED["no-care"]
    if told.discharged_on > day_of(at):
        wrong["discharged_on"] = REFUSED["day-to-come"]
    if told.discharged_on < told.admitted_on:
        wrong["discharged_on"] = REFUSED["days-turned"]
    if person.born_on is None:
        wrong["person"] = REFUSED["no-birth"]
    elif told.admitted_on < person.born_on:
        wrong["admitted_on"] = filled(REFUSED["before-birth"], born=day_text(person.born_on))
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)
    checks.alive(person=person, on=told.discharged_on)


def _mark(told: Told, person: Person) -> bytes:
    said: list[Any] = [person.pk, told.admitted_on, told.discharged_on, told.hospital.strip()]
    return vault.index(msgspec.json.encode(said).decode(), purpose="bill told")


def _drafted(told: Told, person: Person, mark: bytes, at: datetime) -> Claim:
    """The draft, by the insurance that covers the day; its region's rules hold."""
    counted = checks.day_that_counts(region=_region(person, told), admitted_on=told.admitted_on,
                                     discharged_on=told.discharged_on)  # fmt: skip
    enrolment = checks.cover_on(person=person, on=counted).enrolment
    handing.rule(region=enrolment.region, on=day_of(at))
    days = checks.days_of(region=enrolment.region, admitted_on=told.admitted_on,
                          discharged_on=told.discharged_on)  # fmt: skip
    asked = Asked(hospital=told.hospital.strip(), town=told.town.strip()[:_LONGEST])
    return Claim(
        person=person, office=told.office, number="", region=enrolment.region,
        place=enrolment.place, case=enrolment.case, identified_by=_OWN, care=told.care,
        admitted_on=told.admitted_on, discharged_on=told.discharged_on,
        year=told.discharged_on.year, deductible_year=days["deductible"].year, state="",
        told=mark, origin=MANUAL, presented_at=at, **content.sealed_asked(asked),
    )  # fmt: skip


def _region(person: Person, told: Told) -> str:
    """Whose rules say which day counts. Raises NotEntitled where the patient is not enrolled."""
    known = insurance.state_on(person=person, on=told.admitted_on).enrolment
    return known.region if known is not None else checks.cover_on(
        person=person, on=told.discharged_on).enrolment.region  # fmt: skip


@transaction.atomic
def hand_in(*, claim: Claim, by: Actor, at: datetime) -> Claim:
    """Hand in a draft with its papers, or what was missing; the clock begins or goes on.

    Raises NotFound, NotNow; Invalid with every paper that is missing.
    """
    claim = _held(claim, by, at)
    line = moving.line_for(claim=claim, action=ClaimAction.HAND_IN)
    gone = lacking(claim=claim, on=day_of(at))
    if gone:
        raise _lacks(claim, gone)
    if claim.state == ClaimState.DRAFT:
        clock = handing.started(region=claim.region, on=day_of(at))
        changes = {"handed_in_by_id": by.account, "presented_at": at, **clock}
    else:
        clock = handing.resumed(clock=claim.clock, on=day_of(at))
        changes = {"missing": [], **NOT_WARNED, **clock}
    needs = sorted({*claim.papers, *scans(claim).values_list("need", flat=True)})
    moving.apply(claim=claim, line=line, by=by, at=at, papers=needs, **changes)
    return claim


@transaction.atomic
def withdraw(*, claim: Claim, by: Actor, at: datetime) -> Claim:
    """Take a bill back before it is decided; of a draft nothing is kept but that it was there.

    Raises NotFound, NotNow.
    """
    claim = _held(claim, by, at)
    line = moving.line_for(claim=claim, action=ClaimAction.WITHDRAW)
    if claim.state == ClaimState.DRAFT:
        ClaimPage.objects.filter(paper__claim=claim).delete()
        scans(claim).update(removed_at=at)
    moving.apply(claim=claim, line=line, by=by, at=at, due_on=None, missing=[])
    return claim


def scans(claim: Claim) -> Any:
    """The papers of a bill that are there, the oldest first."""
    return claim.scans.filter(removed_at=None).order_by("pk")


def wanted(*, claim: Claim, on: date) -> list[Wanted]:
    """What is asked of the family now: all that is handed in, or what was missing."""
    if claim.state == ClaimState.RETURNED:
        every = handing.papers(region=claim.region, on=on)
        return [each for each in every if each.id in claim.missing]
    return handing.scanned(region=claim.region, on=on)


def lacking(*, claim: Claim, on: date) -> list[Wanted]:
    """Of that, what is not there; of what was missing, what did not come since."""
    since = sent_back_at(claim)
    rows = scans(claim)
    there = set((rows.filter(uploaded_at__gt=since) if since else rows)
                .values_list("need", flat=True))  # fmt: skip
    return [each for each in wanted(claim=claim, on=on) if each.id not in there]


def sent_back_at(claim: Claim) -> datetime | None:
    """When the bill went back to the family, while it has it."""
    if claim.state != ClaimState.RETURNED:
        return None
    last = claim.events.filter(action=ClaimAction.SEND_BACK.value).order_by("-pk").first()
    return last.at if last is not None else None


def _lacks(claim: Claim, gone: list[Wanted]) -> Invalid:
    names = Text(", ".join(each.name.en for each in gone), "、".join(each.name.zh for each in gone))
    word = "paper-again" if claim.state == ClaimState.RETURNED else "paper-missing"
    fields = {f"papers.{each.id}": filled(REFUSED[word], paper=each.name) for each in gone}
    return Invalid(filled(REFUSED["papers-missing"], papers=names), fields=fields)


def own(*, claim: Claim, by: Actor, at: datetime) -> Claim:
    """A bill that was or will be handed in, for the family alone. Raises NotFound."""
    if claim.origin != MANUAL or not queries.acts(person=claim.person_id, by=by, on=day_of(at)):
        raise not_found()
    return claim


def handed(*, claim: Claim) -> Claim:
    """The same bill, if it is one that is handed in. Raises NotFound."""
    if claim.origin != MANUAL:
        raise not_found()
    return claim


def _held(claim: Claim, by: Actor, at: datetime) -> Claim:
    """The bill as it is now, its person held. Raises NotFound."""
    own(claim=claim, by=by, at=at)
    locked_person(claim.person)
    return Claim.objects.select_related("person", "office", "settlement").get(pk=claim.pk)


def paper_of(*, claim: Claim, number: int) -> ClaimPaper:
    """A paper of a bill by its number. Raises NotFound."""
    found = scans(claim).filter(pk=number).first()
    if not isinstance(found, ClaimPaper):
        raise NotFound(REFUSED["no-paper"])
    return found
