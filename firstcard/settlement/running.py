"""Settles bills of one person in their order, and again where another one comes before them.

The order is the day of discharge, then the bill's reference. Each bill is priced with what the
earlier ones of its year have used up. So whatever is settled or reversed, and in which order, the
same bills come to the same; the caller holds the person's record, and with it everybody else out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import prefetch_related_objects
from msgspec import structs

from firstcard.core.actors import Actor
from firstcard.core.refusals import Invalid
from firstcard.core.rows import chosen, many, write_together
from firstcard.guidance import packs_store
from firstcard.people.models import Person
from firstcard.policy.format import Text
from firstcard.settlement import bill as form
from firstcard.settlement import content, moving, telling
from firstcard.settlement.amounts import Settlement
from firstcard.settlement.engines import reference
from firstcard.settlement.faults import BadBill
from firstcard.settlement.models import ADDED, COUNTER, Claim, ClaimSettlement, YearAccount
from firstcard.settlement.presented import bad
from firstcard.settlement.purses import Purses
from firstcard.settlement.refusals import conflict
from firstcard.settlement.rules import Rules
from firstcard.settlement.states import Remark

_LATER = """
WHERE t.person_id = %s AND t.state = 'settled'
  AND (t.discharged_on > %s OR (t.discharged_on = %s AND t.id > %s))
ORDER BY t.discharged_on, t.id
"""
_NO_NUMBER = 2**63 - 1
_BY_ADMISSION = ("admissions", "deductible_used")  # count in the year of the deductible


class Years:
    """What a person's years add up to, locked; `before` and `add` are of one bill."""

    def __init__(self, person: Person, rows: Sequence[YearAccount] | None = None) -> None:
        """`rows`: those of the person, where they are read and locked already."""
        if rows is None:
            rows = many(YearAccount, person_id=person.pk, lock=True)
        self._person, self._rows = person, {row.year: row for row in rows}
        self._changed: set[int] = set()

    def _of(self, year: int) -> YearAccount:
        if year not in self._rows:
            self._rows[year] = YearAccount(person=self._person, year=year)
        return self._rows[year]

    def _row(self, claim: Claim, name: str) -> YearAccount:
        return self._of(claim.deductible_year if name in _BY_ADMISSION else claim.year)

    def before(self, claim: Claim) -> form.YearToDate:
        """What the bills before this one have used up."""
        return form.YearToDate(**{name: getattr(self._row(claim, name), name) for name in ADDED})

    def add(self, claim: Claim, settled: ClaimSettlement, *, sign: int = 1) -> None:
        """Count a bill, or with `sign` -1 count it no more."""
        for name in ADDED:
            row, more = self._row(claim, name), sign * getattr(settled, name)
            if more:
                setattr(row, name, getattr(row, name) + more)
                self._changed.add(row.year)

    def changed(self) -> list[YearAccount]:
        """What has to be written."""
        return [self._rows[year] for year in sorted(self._changed)]

    def write(self) -> None:
        """Write it."""
        if self._changed:
            write_together(*self.changed())


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why bills are settled: who does it, when, and the bill that it is about.

    `about` is None where two records have become one.
    """

    by: Actor
    at: datetime
    about: Claim | None


def preview(
    *, person: Person, claim: Claim, bill: form.Bill, at: datetime, alone: bool = False,
    held: Sequence[YearAccount] | None = None,
) -> Settlement:  # fmt: skip
    """What a bill that is not written would come to now; the rest as in `add`. Raises Invalid."""
    later = [] if alone else _from(person, claim.discharged_on, claim.pk)
    years = Years(person, held)
    purses = Purses(person=person, claims=later, at=at, none=alone)
    for each in later:
        _take_off(each, years, purses)
    return _priced(claim, bill, years, purses)


def add(
    *, person: Person, claim: Claim, bill: form.Bill, why: Why, alone: bool = False,
    held: Sequence[YearAccount] | None = None,
) -> tuple[ClaimSettlement, list[YearAccount]]:  # fmt: skip
    """Settle a bill, and settle again what comes after it. Raises Invalid.

    The bill's own row, its settlement and the years that changed are left to the caller. `alone`:
    it is known that nothing comes after it, and that there is no account to draw on. `held`: the
    person's years, where they are read and locked already.
    """
    later = [] if alone else _from(person, claim.discharged_on, claim.pk)
    years = Years(person, held)
    purses = Purses(person=person, claims=[claim, *later], at=why.at, none=alone)
    for each in later:
        _take_off(each, years, purses)
    row, _ = _settled(claim, bill, years, purses, why.at)
    _again(later, years, purses, why)
    purses.write([claim, *later])
    return row, years.changed()


def take_away(*, person: Person, claim: Claim, why: Why) -> None:
    """Count a settled bill no more, and settle again what comes after it."""
    later = _from(person, claim.discharged_on, claim.pk)
    years, purses = Years(person), Purses(person=person, claims=[claim, *later], at=why.at)
    for each in (claim, *later):
        _take_off(each, years, purses)
    _again(later, years, purses, why)
    years.write()
    purses.write([claim, *later])


def run_all(*, person: Person, why: Why) -> None:
    """Settle all bills of a person again, from nothing: two records have become one."""
    claims = _from(person, date.min, None)
    years, purses = Years(person), Purses(person=person, claims=claims, at=why.at)
    for each in claims:
        _take_off(each, years, purses)
    _again(claims, years, purses, why)
    years.write()
    purses.write(claims)


def _from(person: Person, day: date, after: int | None) -> list[Claim]:
    """The settled bills that come after one, in their order. A bill without a number is last."""
    rows = chosen(Claim, _LATER, [person.pk, day, day, after or _NO_NUMBER])
    found = [claim for claim, _ in rows]
    for claim in found:
        claim.person = person
    prefetch_related_objects(found, "settlement")
    return found


def _take_off(claim: Claim, years: Years, purses: Purses) -> None:
    assert claim.settlement is not None, "a settled bill has a settlement"
    years.add(claim, claim.settlement, sign=-1)
    purses.give_back(claim)


def _settled(
    claim: Claim, bill: form.Bill, years: Years, purses: Purses, at: datetime
) -> tuple[ClaimSettlement, Settlement]:
    before = years.before(claim)
    found = _priced(claim, bill, years, purses)
    row = content.row_of(claim=claim, found=found, before=before, at=at)
    years.add(claim, row)
    purses.draw(claim, own=row.account, aid=row.mutual_aid)
    return row, found


def _priced(claim: Claim, bill: form.Bill, years: Years, purses: Purses) -> Settlement:
    own, aid = (purses.own(), purses.aid(claim)) if claim.origin == COUNTER else (0, 0)
    whole = structs.replace(bill, year_to_date=years.before(claim), account_balance=own,
                            mutual_aid_balance=aid)  # fmt: skip
    try:
        return reference.settle(whole, Rules(packs_store.current(), claim.region))
    except BadBill as error:
        raise bad(error) from None


def _again(later: Sequence[Claim], years: Years, purses: Purses, why: Why) -> None:
    """Settle bills again; one that comes to the same keeps its settlement."""
    for each in later:
        assert each.settlement is not None, "a settled bill has a settlement"
        try:
            row, _ = _settled(each, content.bill_of(each), years, purses, why.at)
        except Invalid as refusal:
            raise conflict("later-bill", bill=each.reference, why=_first(refusal)) from None
        if content.same(each.settlement, row):
            continue
        old = each.settlement
        event = moving.remark(claim=each, what=Remark.SETTLE_AGAIN, settlement=row, by=why.by,
                              at=why.at, detail=_differs(old, row, why.about))  # fmt: skip
        if old.person_total != row.person_total:
            telling.tell(claim=each, event=event, at=why.at)


def _first(refusal: Invalid) -> Text:
    return next(iter(refusal.fields.values()), refusal.text)


def _differs(old: ClaimSettlement, new: ClaimSettlement, about: Claim | None) -> Mapping[str, Any]:
    """Fen that changed, because of which bill, and by which rules where these changed too."""
    names = ("fund_total", "person_total", "account", "mutual_aid", "cash")
    changed = {name: [getattr(old, name), getattr(new, name)] for name in names
               if getattr(old, name) != getattr(new, name)}  # fmt: skip
    because = about.reference if about is not None else Remark.JOIN.value
    rules = [content.rules_of(each) for each in (old, new)]
    return {"because": because, **changed, **({"rules": rules} if rules[0] != rules[1] else {})}
