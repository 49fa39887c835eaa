"""A settled bill as pages show it, in one language: two amounts, the bar, the steps, the accounts.

Pages include `settlement/bar.html` and `settlement/steps.html` with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from firstcard.guidance import packs_store
from firstcard.guidance.presenters.speech import BasisView, Speaker, names_of
from firstcard.guidance.words import Lang, say
from firstcard.policy.format import Text
from firstcard.policy.plan import Basis
from firstcard.settlement import content
from firstcard.settlement.amounts import Settlement
from firstcard.settlement.bill import yuan
from firstcard.settlement.models import Claim, ClaimEvent, ClaimSettlement
from firstcard.settlement.picture import Amounts, Piece, drawn, pieces
from firstcard.settlement.queries import Year
from firstcard.settlement.showing_words import VOCABULARY, WORDS, word

_NARROW = 4.0  # percent of the bar: a number does not fit into less
_FILLS = {"pool": "fill-brand", "serious": "fill-blue", "assistance": "fill-green",
          "left": "fill-grey", "pre-self-pay": "fill-amber", "over-limit": "fill-red",
          "own-pay": "fill-paper"}  # fmt: skip
_YEAR = (("pool_paid", "year_pool"), ("serious_paid", "year_serious"),
         ("assistance_paid", "year_assistance"), ("remainder", "year_remainder"),
         ("deductible_used", "year_deductible"))  # fmt: skip
_ALWAYS = ("pool_paid", "remainder")  # said of every year, the others where there is something


@dataclass(frozen=True, slots=True)
class PieceView:
    """A part of the bar, its number in the list beneath. `on`: it is dark, words on it light."""

    number: int
    name: str
    amount: str
    fill: str
    x: float
    width: float
    middle: float
    on: bool
    wide: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: its sentence, its amount, what it rests on."""

    number: int
    text: str
    amount: str
    basis: list[BasisView]


@dataclass(frozen=True, slots=True)
class BillView:
    """A settled bill in words. `sentence`: the bar, said; `paid_from`: name and amount."""

    w: Mapping[str, str]
    total: str
    fund: str
    family: str
    sentence: str
    fund_said: str
    family_said: str
    funds: list[PieceView]
    families: list[PieceView]
    steps: list[StepView]
    paid_from: list[tuple[str, str]]
    rules: str

    @property
    def pieces(self) -> list[PieceView]:
        """The whole bar."""
        return [*self.funds, *self.families]


def told(*, found: Settlement, lang: Lang) -> BillView:
    """A settlement that is not written, or just was."""
    steps = [(step.text, step.amount, step.basis) for step in found.explanation]
    paid = {"account": found.person.account, "mutual-aid": found.person.mutual_aid,
            "cash": found.person.cash}  # fmt: skip
    rules = f"{found.pack.id} {found.pack.version}"
    return _view(pieces(found), found.total, found.fund_total, steps, paid, rules, lang)


def of_claim(*, claim: Claim, lang: Lang) -> BillView | None:
    """What holds of a bill; None where nothing does. Whoever asks has recorded the read."""
    row = claim.settlement
    if row is None:
        return None
    found = content.explained(row)
    steps = [_step(each) for each in found["explanation"]]
    paid = {"account": row.account, "mutual-aid": row.mutual_aid, "cash": row.cash}
    rules = f"{found['pack']['id']} {found['pack']['version']}"
    return _view(drawn(_amounts(row)), row.total, row.fund_total, steps, paid, rules, lang)


def steps_of(claim: Claim) -> list[tuple[Text, int, tuple[Basis, ...]]]:
    """How a settled bill was worked out: sentences, amounts in fen, and what they rest on.

    Whoever asks has recorded the read.
    """
    row = claim.settlement
    return [] if row is None else [_step(each) for each in content.explained(row)["explanation"]]


def _amounts(row: ClaimSettlement) -> Amounts:
    return Amounts(
        total=row.total, pool=row.pool_paid, serious=row.serious_paid,
        assistance=row.assistance_paid, in_scope=row.in_scope, pre_self_pay=row.pre_self_pay,
        over_limit=row.over_limit, own_pay=row.own_pay)  # fmt: skip


def _step(kept: Mapping[str, object]) -> tuple[Text, int, tuple[Basis, ...]]:
    text = msgspec.convert(kept["text"], Text)
    basis = msgspec.convert(kept.get("basis", []), tuple[Basis, ...])
    return text, content.fen(str(kept["amount"])), basis


def _view(bar: list[Piece], total: int, fund: int, steps: Iterable[tuple[Text, int, tuple[
          Basis, ...]]], paid: Mapping[str, int], rules: str, lang: Lang) -> BillView:  # fmt: skip
    share = _percent(fund, total)
    views = [_piece(number, each, lang) for number, each in enumerate(bar, start=1)]
    funds = sum(each.who == "fund" for each in bar)
    speaker = Speaker(lang, names_of(packs_store.current()))
    return BillView(
        w=VOCABULARY[lang], total=money(total, lang), fund=money(fund, lang),
        family=money(total - fund, lang), rules=rules,
        sentence=word("bar_said", lang, total=yuan(total), fund=yuan(fund),
                      family=yuan(total - fund), fund_share=share, family_share=100 - share),
        fund_said=word("bar_fund", lang, share=share) if fund else "",
        family_said=word("bar_family", lang, share=100 - share) if fund < total else "",
        funds=views[:funds], families=views[funds:],
        steps=[StepView(number, say(text, lang), money(amount, lang),
                        [speaker.basis(each) for each in basis])
               for number, (text, amount, basis) in enumerate(steps, start=1)],
        paid_from=[(word(name, lang), money(amount, lang)) for name, amount in paid.items()
                   if amount or name == "cash"],
    )  # fmt: skip


def _percent(part: int, whole: int) -> int:
    """Rounded, and never all or nothing where it is neither."""
    if part in (0, whole):
        return 100 if part else 0
    return min(99, max(1, round(100 * part / whole)))


def _piece(number: int, piece: Piece, lang: Lang) -> PieceView:
    return PieceView(
        number, say(piece.name, lang), money(piece.amount, lang), _FILLS[piece.id], piece.x,
        piece.width, round(piece.x + piece.width / 2, 2), piece.id == "pool",
        piece.width >= _NARROW)  # fmt: skip


def money(fen: int, lang: Lang) -> str:
    """12.50 yuan; 12.50元."""
    return word("yuan", lang, amount=yuan(fen))


def changes(*, event: ClaimEvent, lang: Lang) -> list[tuple[str, str]]:
    """Why something happened to a bill, and what it changed: our words, and what staff wrote."""
    lines: list[tuple[str, str]] = []
    for name in ("reason", "note"):
        if event.detail.get(name):
            lines.append((word(f"because_{name}", lang), event.detail[name]))
    if event.detail.get("because"):
        lines.append((word("because_bill", lang, bill=event.detail["because"]), ""))
    if event.detail.get("rules"):
        old, new = event.detail["rules"]
        lines.append((word("because_rules", lang, old=old, new=new), ""))
    for name, amounts in event.detail.items():
        if isinstance(amounts, list) and f"changed_{name}" in WORDS:
            old, new = (yuan(each) for each in amounts)
            lines.append((word(f"changed_{name}", lang, old=old, new=new), ""))
    return lines


def year(*, found: Year, lang: Lang) -> list[tuple[str, str]]:
    """What a year adds up to, name and amount."""
    rows = [(word(name, lang), money(found.added[key], lang)) for key, name in _YEAR
            if found.added[key] or key in _ALWAYS]  # fmt: skip
    return [*rows, (word("year_admissions", lang), str(found.added["admissions"]))]
