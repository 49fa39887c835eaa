"""Who may act for the owner of a card: the owner, a guardian, or somebody with written authority.

From which age a young person acts alone, whether somebody else may be sent, and with which paper:
the packs' rule of the step says it, by the needs that it lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from firstcard.accounts.models import Account
from firstcard.cards.models import Card
from firstcard.cards.refusals import not_found, not_theirs
from firstcard.cards.words import REFUSED
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotAllowed
from firstcard.core.rows import chosen, one
from firstcard.guidance import packs_store
from firstcard.people.models import Guardianship, Person
from firstcard.policy import format as form
from firstcard.policy.derived import add_derived
from firstcard.policy.rules import Rule

_TIES = """
WHERE t.child_id = %s AND t.guardian_id = %s AND t.since <= %s
  AND (t.until IS NULL OR t.until > %s) AND t.scope IN ('all', %s)
"""
_DEAD = "EXISTS (SELECT 1 FROM people_person p WHERE p.id = %s AND p.died_on IS NOT NULL)"
_ACCOUNTS = """
WHERE t.is_active AND (t.person_id = %s OR EXISTS (
  SELECT 1 FROM people_guardianship g
  WHERE g.guardian_id = t.person_id AND g.child_id = %s AND (g.until IS NULL OR g.until > %s)))
ORDER BY t.id
"""
SELF, AGENT = "self", "agent"
_GUARDIANS = ("guardian", "institution")
_AUTHORITY = "letter-of-authority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody who acts for the owner of a card.

    `relation` as Guardianship.relation, or "self". `proof`: the document that was shown, as in
    packs.
    """

    person: Person
    relation: str
    proof: str


def rule_of(*, document: str, region: str, on: date) -> Rule | None:
    """The packs' rule of a step on a day; None where none is known."""
    book = packs_store.current()
    return book.rule(document, book.chain(region), on)


def attendee(*, card: Card, rule: Rule, person: Person, proof: str, on: date) -> Attendee:
    """Who stands there, as what. Raises NotTheirs for whoever may not act for the owner."""
    if person.pk == card.person_id:
        if guardian_acts(card=card, rule=rule, on=on):
            raise not_theirs("guardian-acts")
        return Attendee(person=person, relation=SELF, proof=proof)
    tie = next(ties(child=card.person_id, guardian=person.pk, case=card.case, on=on), None)
    if tie is None or person.died_on is not None:
        raise not_theirs("not-guardian")
    if tie.relation == AGENT and not agent_may(card=card, rule=rule, proof=proof, on=on):
        raise not_theirs("no-authority")
    return Attendee(person=person, relation=tie.relation, proof=proof)


def ties(*, child: int, guardian: int, case: str, on: date) -> Iterator[Guardianship]:
    """By what somebody acts for a child on a day; an agent last, and for the named case alone."""
    rows = chosen(Guardianship, _TIES, [child, guardian, on, on, case])
    yield from sorted((tie for tie, _ in rows), key=lambda tie: (tie.relation == AGENT, tie.pk))


def guardian_acts(*, card: Card, rule: Rule, on: date) -> bool:
    """Whether the rule wants a guardian to act, whom a child of this age cannot do without."""
    facts = facts_of(card=card, on=on, guardian="parent")
    return any(need.of in _GUARDIANS and _holds(need, facts) is not False for need in rule.needs)


def agent_may(*, card: Card, rule: Rule, proof: str, on: date) -> bool:
    """Whether somebody may be sent for this, with the paper that was shown."""
    facts = facts_of(card=card, on=on, guardian="parent", acts_through=AGENT)
    asked = (need for need in rule.needs if need.document == _AUTHORITY)
    return proof == _AUTHORITY and any(_holds(need, facts) for need in asked)


def facts_of(*, card: Card, on: date, **known: Any) -> dict[str, Any]:
    """What conditions of the packs may ask of a card's owner."""
    owner = card.person
    facts: dict[str, Any] = {"on": on, "region": card.region, "acts_through": SELF,
                             "child.nationality": owner.nationality, **known}  # fmt: skip
    if owner.born_on is not None:
        facts["child.born_on"] = owner.born_on
    add_derived(facts)
    return facts


def _holds(need: form.Need, facts: dict[str, Any]) -> bool | None:
    return True if need.when is None else need.when.holds(facts)


def own(*, card: Card, by: Actor, on: date) -> Attendee:
    """As what an account acts for the owner of a card. Raises NotFound: it is not told apart."""
    account = None
    if by.account is not None:
        account = Account.objects.select_related("person").filter(pk=by.account).first()
    person = account.person if account is not None else None
    if person is None:
        raise not_found()
    if person.pk == card.person_id:
        return Attendee(person=person, relation=SELF, proof="")
    tie = next(ties(child=card.person_id, guardian=person.pk, case=card.case, on=on), None)
    if tie is None:
        raise not_found()
    return Attendee(person=person, relation=tie.relation, proof=tie.proof)


def not_own_family(*, card: Card, by: Actor) -> None:
    """Raise NotAllowed where staff would deal with the card of their own family.

    Known only of accounts that are tied to a person.
    """
    account = one(Account, id=by.account) if by.account is not None else None
    if account is None or account.person_id is None:
        return
    ties_ = Guardianship.objects.filter(child=card.person_id, until=None)
    if account.person_id in {card.person_id, *ties_.values_list("guardian", flat=True)}:
        raise NotAllowed(REFUSED["own-family"])


def acts_for(*, account: Account, person: int, on: date) -> bool:
    """Whether an account is somebody's own, or that of a guardian on a day; agents are none."""
    if account.person_id is None:
        return False
    mine = ties(child=person, guardian=account.person_id, case="", on=on)
    return account.person_id == person or any(tie.relation != AGENT for tie in mine)


def accounts_of(*, person: int, on: date) -> list[tuple[Account, bool]]:
    """The accounts of those who act for somebody on a day, and the person's own.

    With each: whether the person is dead.
    """
    return chosen(Account, _ACCOUNTS, [person, person, person, on], also=_DEAD)
