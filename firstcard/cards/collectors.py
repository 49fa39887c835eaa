"""Who stands at the desk to collect a card, and whether everything was shown that the packs ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from firstcard.cards.attending import (
    AGENT,
    SELF,
    agent_may,
    attendee,
    facts_of,
    rule_of,
    ties,
)
from firstcard.cards.handing_refusals import day_text, invalid, papers_missing
from firstcard.cards.handing_words import REFUSED
from firstcard.cards.models import Card
from firstcard.cards.refusals import not_theirs
from firstcard.cards.waiting import COLLECTION
from firstcard.core.refusals import Invalid
from firstcard.guidance import packs_store
from firstcard.people.identity_numbers import (
    IdentityNumberError,
    check_citizen_id,
    check_uscc,
    normalised,
)
from firstcard.people.models import Person
from firstcard.people.numbers import new_persons, person_of
from firstcard.policy import format as form
from firstcard.policy.format import Text
from firstcard.policy.rules import Rule

AUTHORITY = "letter-of-authority"
# As packs say who a guardian is.
_GUARDIANS = {"mother": "parent", "father": "parent"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """An identity document as the desk reads it. `kind` as IdentityDocument.kind."""

    kind: str
    number: str
    name: str
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A letter of authority: the guardian who gives it, and its last day."""

    given_by: Identity
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """Who collects: as what, by whose authority, and the documents that were shown."""

    person: Person
    relation: str
    authorised_by: Person | None
    shown: tuple[str, ...]


def identified(
    *, card: Card, identity: Identity, authority: Authority | None, shown: frozenset[str], on: date,
    document: str = COLLECTION,
) -> Collector:  # fmt: skip
    """The collector, after every check. `shown`: ids of the needs that were met.

    `document`: of which step of the packs; whoever stands there for another one than the
    collection is checked in the same way. Raises Invalid for numbers, names and documents that are
    not right or missing; NotTheirs for whoever may not do it for the owner.
    """
    rule = rule_of(document=document, region=card.region, on=on)
    if rule is None:
        raise not_theirs("not-guardian")
    giver = _giver(card, rule, authority, on) if authority else None
    person = _person(identity, on, may_be_new=giver is not None)
    relation = _relation(card, rule, person, giver, on)
    needs = papers(card=card, relation=relation, on=on, document=document)
    wanted = {need.id: need for need in needs}
    lacking = {
        key: name_of_need(card=card, need=need) for key, need in wanted.items() if key not in shown
    }
    if lacking:
        raise papers_missing(lacking)
    documents = tuple(need.document for need in wanted.values() if need.document)
    return Collector(person=person, relation=relation, shown=documents,
                     authorised_by=giver if relation == AGENT else None)  # fmt: skip


def papers(
    *, card: Card, relation: str, on: date, document: str = COLLECTION
) -> list[form.Need]:  # fmt: skip
    """What somebody shows to collect this card, by the packs; what offices share is left out.

    `document`: of which step instead.
    """
    rule = rule_of(document=document, region=card.region, on=on)
    facts = _facts(card, relation, on)
    return [need for need in (rule.needs if rule else ())
            if (need.strength or "required") == "required"
            and not (need.form and need.form.shared)
            and (need.when is None or need.when.holds(facts) is not False)]  # fmt: skip


def _facts(card: Card, relation: str, on: date) -> dict[str, Any]:
    guardian = _GUARDIANS.get(relation, relation)
    through = AGENT if relation == AGENT else SELF
    if relation in (SELF, AGENT):
        guardian = "parent"
    # A card that is replaced because it is lost is another matter, with a page of its own.
    return facts_of(card=card, on=on, guardian=guardian, acts_through=through,
                    **{"card.state": "ok"})  # fmt: skip


def _relation(card: Card, rule: Rule, person: Person, giver: Person | None, on: date) -> str:
    """As what somebody collects: the owner, a guardian, or else by a letter. Raises NotTheirs."""
    tied = next(ties(child=card.person_id, guardian=person.pk, case=card.case, on=on), None)
    acts = person.pk == card.person_id or (tied is not None and tied.relation != AGENT)
    if person.died_on is not None:
        raise not_theirs("not-guardian")
    if not acts and giver is not None:
        if not agent_may(card=card, rule=rule, proof=AUTHORITY, on=on):
            raise not_theirs("no-agent")
        return AGENT
    proof = AUTHORITY if tied is not None and tied.relation == AGENT else ""
    return attendee(card=card, rule=rule, person=person, proof=proof, on=on).relation


def _giver(card: Card, rule: Rule, authority: Authority, on: date) -> Person:
    """Who gave the authority: somebody who could collect the card without one."""
    if authority.until is not None and authority.until < on:
        raise invalid("authority-run-out", field="until", day=day_text(authority.until))
    giver = _person(authority.given_by, on, may_be_new=False, field="given_by")
    found = attendee(card=card, rule=rule, person=giver, proof="", on=on)
    if found.relation == AGENT:
        raise invalid("authority-giver", field="given_by")
    return giver


def _person(identity: Identity, on: date, *, may_be_new: bool, field: str = "number") -> Person:
    """Whose document it is. An unknown holder of a letter is recorded with it."""
    number = _checked(identity, on, field)
    if identity.valid_until is not None and identity.valid_until < on:
        raise invalid("document-run-out", field="valid_until", day=day_text(identity.valid_until))
    name = identity.name.strip()
    person = person_of(kind=identity.kind, number=number)
    if person is None and may_be_new and name:
        return new_persons(named=[(Person(name=name), (identity.kind, number))])[0][0]
    if person is None:
        raise not_theirs("not-guardian")
    if person.name != name:
        raise invalid("name-differs", field="name")
    return person


def _checked(identity: Identity, on: date, field: str) -> str:
    number = normalised(identity.number)
    try:
        if identity.kind == "citizen-id":
            check_citizen_id(number, on=on)
        elif identity.kind == "organisation":
            check_uscc(number)
    except IdentityNumberError:
        raise Invalid(REFUSED["number-wrong"], fields={field: REFUSED["number-wrong"]}) from None
    return number


def name_of_need(*, card: Card, need: form.Need) -> Text:
    """What a paper is called at a desk; what is said beside it (`need.spec`) is a hint."""
    return name_of(document=need.document or "", region=card.region)


def name_of(*, document: str, region: str) -> Text:
    """A paper's name as the packs of a region give it, by its own id or what it is given as."""
    book = packs_store.current()
    head = book.head(book.documents.get(document, document), book.chain(region))
    return head.gives_names.get(document, head.name)
