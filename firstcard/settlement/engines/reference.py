"""The reference engine: one bill after the other, in the order of the rule, in whole fen.

It is written to be read beside the rule and refuses to be made faster. Amounts are exact sums of
fen times ten-thousandths until they are rounded, once for each fund; what follows uses the
rounded amount.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from firstcard.policy.format import Text
from firstcard.policy.plan import Basis
from firstcard.settlement.amounts import BandPaid, Person, Pool, Settlement, half_up
from firstcard.settlement.bill import Bill, Line, YearToDate, yuan
from firstcard.settlement.explaining import Explanation, line_numbers, percent
from firstcard.settlement.faults import Fault, NotSettled, fault
from firstcard.settlement.rules import Band, BillRules, Rules, Said

PAYERS = {
    "work-injury-fund": Text("the work-injury insurance fund", "工伤保险基金"),
    "third-party": Text("whoever did the harm", "造成伤害的第三人"),
    "public-health": Text("public health", "公共卫生经费"),
    "nobody": Text("the patient: treatment abroad is not insured", "患者本人（境外就医）"),
}


class Split(NamedTuple):
    """The four parts of a bill's total."""

    own_pay: int
    over_limit: int
    pre_self_pay: int
    in_scope: int


class LineParts(NamedTuple):
    """What of one line is not in scope, and the reasons of its own."""

    line_no: int
    own_pay: int
    over_limit: int
    pre_self_pay: int
    basis: tuple[Basis, ...]


class Part(NamedTuple):
    """What of an amount lies in one band, and from where on."""

    band: Band
    low: int
    amount: int
    basis: tuple[Basis, ...]


def settle(bill: Bill, rules: Rules) -> Settlement:
    """What the fund pays and what the family pays, with the reasons.

    The bill has been checked (`bill.check`) and carries what its year held before it. Raises
    NotSettled where somebody else pays, or where nobody knows a rule that is needed.
    """
    asked = rules.of(bill)
    scope = refuse_excluded(bill, rules, asked)
    told = Explanation()
    told.say("total", bill.total)
    split = _split(bill, asked, scope, told)
    deductible = _deductible(bill, asked, split.in_scope, told)
    pool = _pool(bill, asked, split.in_scope, deductible, told)
    remainder = split.in_scope - pool.paid
    serious = _serious(bill, asked, remainder, told)
    assistance = _assistance(bill, asked, remainder - serious, told)
    fund = pool.paid + serious + assistance
    told.say("fund", fund)
    told.say("person", bill.total - fund)
    return Settlement(
        total=bill.total,
        own_pay=split.own_pay,
        over_limit=split.over_limit,
        pre_self_pay=split.pre_self_pay,
        in_scope=split.in_scope,
        deductible=deductible,
        pool=pool,
        serious_illness=serious,
        assistance=assistance,
        fund_total=fund,
        person_total=bill.total - fund,
        person=_person(bill, asked, bill.total - fund, told),
        explanation=tuple(told.steps),
        pack=rules.pack,
        packs=rules.packs,
        year_to_date=_after(bill, asked, deductible, pool.paid, remainder, serious, assistance),
    )


def refuse_excluded(bill: Bill, rules: Rules, asked: BillRules) -> tuple[Basis, ...]:
    """Step 1: what another payer owes is not paid here. Returns why the fund pays at all."""
    payer, basis = asked.payer()
    if payer != "fund":
        insurance = rules.name("bill.insurance", bill.insurance)
        slots = {"value": insurance, "allowed": PAYERS[payer]}
        raise NotSettled([fault("not-settled-here", "cause", **slots)])
    return basis


def _split(bill: Bill, asked: BillRules, scope: tuple[Basis, ...], told: Explanation) -> Split:
    """Step 2: each line's own pay, what lies above its limit, its share paid first, the rest."""
    lines: list[LineParts] = []
    faults: list[Fault] = []
    for number, line in enumerate(bill.lines):
        try:
            lines.append(_line(line, asked, f"lines[{number}]"))
        except NotSettled as error:
            faults += error.faults
    if faults:
        raise NotSettled(faults)
    for name in ("own_pay", "over_limit", "pre_self_pay"):
        found = [line for line in lines if getattr(line, name)]
        if found:
            basis = (*scope, *(each for line in found for each in line.basis))
            which = line_numbers([line.line_no for line in found])
            amount = sum(getattr(line, name) for line in found)
            told.say(name.replace("_", "-"), amount, basis, lines=which)
    own = sum(line.own_pay for line in lines)
    over = sum(line.over_limit for line in lines)
    pre = sum(line.pre_self_pay for line in lines)
    split = Split(own, over, pre, bill.total - own - over - pre)
    told.say("in-scope", split.in_scope, scope)
    return split


def _line(line: Line, asked: BillRules, at: str) -> LineParts:
    covered = Said(False, ()) if line.list_class == "C" else asked.covered(line, at)
    if not covered.value:
        return LineParts(line.line_no, line.amount, 0, 0, covered.basis)
    share = asked.share(line, at)
    over = max(0, line.amount - line.limit_price) if line.limit_price is not None else 0
    pre = half_up((line.amount - over) * share.value)
    return LineParts(line.line_no, 0, over, pre, share.basis if pre else ())


def _deductible(bill: Bill, asked: BillRules, in_scope: int, told: Explanation) -> int:
    """Step 3: what of the scope falls below the deductible."""
    rule, basis = asked.deductible()
    used = bill.year_to_date.deductible_used if rule.yearly else 0
    amount = min(max(0, rule.amount - used), in_scope)
    slots = {"rule": yuan(rule.amount), "used": yuan(used)}
    if rule.amount == 0:
        told.say("deductible-none", 0, basis, id="deductible")
    elif rule.yearly:
        told.say("deductible-year", amount, basis, id="deductible", **slots)
    elif amount < rule.amount or amount == in_scope:
        told.say("deductible-not-reached", amount, basis, id="deductible", **slots)
    else:
        told.say("deductible", amount, basis, **slots)
    return amount


def _pool(bill: Bill, asked: BillRules, in_scope: int, deductible: int, told: Explanation) -> Pool:
    """Steps 4 and 5: by bands from the deductible up, rounded once, within the year's cap."""
    parts = list(_parts(asked.bands(), deductible, in_scope))
    bands = tuple(
        BandPaid(part.band.from_, part.band.up_to, part.band.ratio, part.amount, paid)
        for part, paid in zip(parts, _paid(parts), strict=True)
    )
    _tell("band", parts, told)
    due = _due(parts)
    paid = _capped("cap", due, asked.cap(), bill.year_to_date.pool_paid, told)
    told.say("pool", paid)
    return Pool(bands, due - paid, paid)


def _serious(bill: Bill, asked: BillRules, remainder: int, told: Explanation) -> int:
    """Step 6: the same over what the year left to the patient; this bill's increment is paid."""
    rule, basis = asked.serious()
    if rule is None:
        return 0
    before = bill.year_to_date.remainder
    after = before + remainder
    if after <= rule.deductible:
        slots = {"rule": yuan(rule.deductible), "after": yuan(after)}
        told.say("serious-not-reached", 0, basis, id="serious", **slots)
        return 0
    parts = list(_parts(asked.serious_bands(), max(before, rule.deductible), after))
    _tell("serious-band", parts, told)
    cap = Said(rule.cap, basis)
    paid = _capped("serious-cap", _due(parts), cap, bill.year_to_date.serious_paid, told)
    told.say("serious", paid, basis)
    return paid


def _assistance(bill: Bill, asked: BillRules, left: int, told: Explanation) -> int:
    """Step 7: a share of what both insurances leave."""
    rule, basis = asked.assistance()
    if rule.ratio == 0:
        return 0
    due = half_up(left * rule.ratio)
    told.say("assistance", due, basis, left=yuan(left), ratio=percent(rule.ratio))
    used = bill.year_to_date.assistance_paid
    return _capped("assistance-cap", due, Said(rule.cap, basis), used, told)


def _person(bill: Bill, asked: BillRules, due: int, told: Explanation) -> Person:
    """Step 8: accounts in their order, each as far as it goes; cash is the rest."""
    order, basis = asked.payers()
    balances = {"account": bill.account_balance, "mutual-aid": bill.mutual_aid_balance}
    drawn = {"account": 0, "mutual-aid": 0}
    left = due
    for name in order:
        drawn[name] = min(balances[name], left)
        left -= drawn[name]
        if drawn[name]:
            told.say(name, drawn[name], basis)
    told.say("cash", left)
    return Person(drawn["account"], drawn["mutual-aid"], left)


def _parts(bands: list[Said[Band]], low: int, high: int) -> Iterator[Part]:
    """What of the amounts above `low` and up to `high` lies in each band."""
    for band, basis in bands:
        top = high if band.up_to is None else min(high, band.up_to)
        bottom = max(low, band.from_)
        yield Part(band, bottom, max(0, top - bottom), basis)


def _exact(parts: list[Part]) -> int:
    return sum(part.amount * part.band.ratio for part in parts)


def _due(parts: list[Part]) -> int:
    """The sum over all bands, rounded once."""
    return half_up(_exact(parts))


def _paid(parts: list[Part]) -> list[int]:
    """Each band's fen, so that they add up to what is due."""
    ends = [_due(parts[:number]) for number in range(len(parts) + 1)]
    return [after - before for before, after in pairwise(ends)]


def _tell(sentence: str, parts: list[Part], told: Explanation) -> None:
    for number, (part, paid) in enumerate(zip(parts, _paid(parts), strict=True), start=1):
        if part.amount:
            open_ = "-open" if part.band.up_to is None else ""
            told.say(
                f"{sentence}{open_}",
                paid,
                part.basis,
                id=f"{sentence}-{number}",
                from_=yuan(part.low),
                up_to=yuan(part.band.up_to or 0),
                part=yuan(part.amount),
                ratio=percent(part.band.ratio),
            )


def _capped(sentence: str, due: int, cap: Said[int | None], used: int, told: Explanation) -> int:
    """What of `due` the year's cap leaves."""
    if cap.value is None:
        return due
    paid = min(due, max(0, cap.value - used))
    if paid < due:
        slots = {"cap": yuan(cap.value), "used": yuan(used)}
        told.say(sentence, due - paid, cap.basis, **slots)
    return paid


def _after(
    bill: Bill,
    asked: BillRules,
    deductible: int,
    pool: int,
    remainder: int,
    serious: int,
    assistance: int,
) -> YearToDate:
    """What the year holds after the bill."""
    before = bill.year_to_date
    yearly = asked.deductible().value.yearly
    return YearToDate(
        admissions=before.admissions + (bill.care == "inpatient"),
        deductible_used=before.deductible_used + (deductible if yearly else 0),
        pool_paid=before.pool_paid + pool,
        remainder=before.remainder + remainder,
        serious_paid=before.serious_paid + serious,
        assistance_paid=before.assistance_paid + assistance,
    )
