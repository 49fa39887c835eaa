"""What is rare at a counter, and what the patient's years add up to, in one look.

Most bills have nothing of what is rare.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import DEFAULT_DB_ALIAS

from firstcard.core import rows
from firstcard.core.actors import Actor
from firstcard.core.rows import number_sql
from firstcard.people.models import Office, Person
from firstcard.settlement.models import Claim, ClaimSettlement, YearAccount
from firstcard.settlement.places import OWN_FAMILY
from firstcard.settlement.refusals import not_allowed
from firstcard.settlement.states import HELD

_COLUMNS = [field.attname for field in YearAccount._meta.concrete_fields]  # whole numbers, all
_YEARS = f"""
SELECT array_agg(ARRAY[{", ".join(f"y.{name}::bigint" for name in _COLUMNS)}] ORDER BY y.id)
FROM (SELECT * FROM settlement_yearaccount WHERE person_id = %s FOR NO KEY UPDATE) y
"""  # noqa: S608 - no word of anybody is in it
_LOOK = f"""
SELECT {number_sql(Claim)}, {number_sql(ClaimSettlement)}, EXISTS ({OWN_FAMILY}),
  EXISTS (SELECT 1 FROM settlement_claim c
          WHERE c.office_id = %s AND c.number = %s AND c.state = ANY(%s)),
  EXISTS (SELECT 1 FROM settlement_claim c
          WHERE c.person_id = %s AND c.state = 'settled' AND c.discharged_on > %s),
  EXISTS (SELECT 1 FROM settlement_personalaccount a
          WHERE a.person_id = %s OR a.person_id IN (
            SELECT m.giver_id FROM settlement_mutualaid m WHERE m.receiver_id = %s)),
  ({_YEARS})
"""  # noqa: S608 - no word of anybody is in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Rare:
    """`presented`: the institution's number stands for a bill. `alone`: no bill comes after this
    one, and there is no account that it could draw on. `numbers`: for a new bill and what it comes
    to. `years`: of the patient, locked."""

    presented: bool
    alone: bool
    numbers: tuple[int, int]
    years: list[YearAccount]


def rare(*, person: Person, office: Office, number: str, discharged_on: date, by: Actor) -> Rare:
    """Raises NotAllowed where staff would settle for themselves or their own family."""
    bill, settlement, own_family, presented, later, account, years = rows.look(_LOOK, [
        by.account, person.pk, person.pk, office.pk, number, [state.value for state in HELD],
        person.pk, discharged_on, person.pk, person.pk, person.pk])  # fmt: skip
    if own_family:
        raise not_allowed("own-family")
    return Rare(presented=presented, alone=not (later or account), numbers=(bill, settlement),
                years=[YearAccount.from_db(DEFAULT_DB_ALIAS, _COLUMNS, each)
                       for each in years or ()])  # fmt: skip
