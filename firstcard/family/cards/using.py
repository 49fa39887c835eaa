"""What a card can do and what stands beside it, as its family is told it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from firstcard.cards import collectors, waiting
from firstcard.cards.attending import facts_of, guardian_acts, own, rule_of
from firstcard.cards.models import BankAccount, Card
from firstcard.cards.operations.enabling import DOCUMENTS
from firstcard.cards.queries import Beside, Side
from firstcard.cards.states import E_CARD, E_CERTIFICATE, IN_THE_MAKING, TEMPORARY, Axis, Making
from firstcard.core.actors import Actor
from firstcard.family.cards.saying import Saying
from firstcard.guidance.words import capital
from firstcard.policy import format as form
from firstcard.policy.rules import Rule

_NAMES = {Axis.SOCIAL_SECURITY: "enable_ss", Axis.BANK: "enable_bank"}
_CARD = "social-security-card"
_HELD = ("self", "mother", "father")


@dataclass(frozen=True, slots=True)
class SideView:
    """One side: how it stands, where it is enabled, by whom, with which papers."""

    id: str
    name: str
    what: str
    state: str
    works: bool
    password: str
    ways: list[str]
    who: str
    bring: list[str]
    cost: str


def sides(*, card: Card, found: Sequence[Side], on: date, saying: Saying) -> list[SideView]:
    """Both sides, the social security side first."""
    return [_side(card, each, on, saying) for each in found]


def _side(card: Card, side: Side, on: date, saying: Saying) -> SideView:
    rule = rule_of(document=DOCUMENTS[side.axis], region=card.region, on=on)
    name = _NAMES[side.axis]
    off = side.state.value == "off" and card.ended_on is None
    return SideView(
        id=side.axis.value, name=saying.word(name), what=saying.word(f"{name}_what"),
        state=_state(side, saying), works=side.state.value == "on",
        password=saying.word(f"password_{side.password.value}") if not off else "",
        ways=list(_ways(rule, card, on, saying)) if rule and off else [],
        who=_who(card, rule, on, saying) if rule and off else "",
        bring=_bring(rule, card, on, saying) if rule and off else [],
        cost=_cost(rule, saying) if rule and off else "",
    )  # fmt: skip


def _state(side: Side, saying: Saying) -> str:
    day = saying.day(side.since) if side.since is not None else ""
    return saying.word(f"enable_{side.state.value}", day=day)


def _cost(rule: Rule, saying: Saying) -> str:
    return saying.word("enable_cost", cost=saying.cost(rule.fee)) if rule.fee else ""


def _ways(rule: Rule, card: Card, on: date, saying: Saying) -> Iterator[str]:
    """The packs' ways that are open to this child; the one office where there are none."""
    facts = facts_of(card=card, on=on)
    if not rule.ways:
        yield saying.speaker.office(rule.issued_by)
    for way in rule.ways:
        if way.when is None or way.when.holds(facts) is not False:
            yield saying.text(way.name)


def _who(card: Card, rule: Rule, on: date, saying: Saying) -> str:
    acts = guardian_acts(card=card, rule=rule, on=on)
    return saying.word("enable_guardian" if acts else "enable_owner")


def _bring(rule: Rule, card: Card, on: date, saying: Saying) -> list[str]:
    facts = facts_of(card=card, on=on, guardian="parent")
    needs = [need for need in rule.needs if (need.strength or "required") == "required"
             and (need.when is None or need.when.holds(facts) is not False)]  # fmt: skip
    return papers_said(needs, card, saying)


def papers_said(needs: Sequence[form.Need], card: Card, saying: Saying) -> list[str]:
    """Papers by their names, each once."""
    return list(dict.fromkeys(capital(_paper(need, card, saying)) for need in needs))


def _paper(need: form.Need, card: Card, saying: Saying) -> str:
    if need.document == _CARD:  # the packs name it after the step that gives it
        return saying.word("card_title")
    named = need.spec or collectors.name_of(document=need.document or "", region=card.region)
    return saying.text(named)


def to_collect(*, card: Card, by: Actor, on: date, saying: Saying) -> list[str]:
    """What whoever asks shows at the desk to collect the card, by the packs."""
    relation = own(card=card, by=by, on=on).relation
    return papers_said(collectors.papers(card=card, relation=relation, on=on), card, saying)


def account(*, found: BankAccount | None, saying: Saying) -> list[tuple[str, str]]:
    """What is known of the bank account."""
    if found is None:
        return []
    return [(saying.word("account_bank"), saying.office(found.bank)),
            (saying.word("account_number"), found.masked),
            (saying.word("account_opened"), saying.day(found.opened_on))]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """One credential that stands or stood. `mine`: its serial where one holds it oneself."""

    lines: list[str]
    mine: str = ""


@dataclass(frozen=True, slots=True)
class BesideView:
    """One kind of credential. `give`: its button; `why`: what stands in the way."""

    kind: str
    name: str
    what: str
    held: list[Held] = field(default_factory=list)
    give: str = ""
    why: str = ""
    most: str = ""


def beside(*, card: Card, found: Sequence[Beside], by: Actor, at: datetime,
           saying: Saying) -> list[BesideView]:  # fmt: skip
    """Each kind that matters for this card, the most useful first."""
    kinds = [E_CERTIFICATE, TEMPORARY] if card.making in IN_THE_MAKING else [E_CERTIFICATE, E_CARD]
    return [_kind(kind, card, [each for each in found if each.kind == kind], by, at, saying)
            for kind in kinds]  # fmt: skip


def _kind(kind: str, card: Card, found: Sequence[Beside], by: Actor, at: datetime,
          saying: Saying) -> BesideView:  # fmt: skip
    mine = any(each.state != "ended" and each.credential.holder_id in (by.account, None)
               for each in found)  # fmt: skip
    why = "beside_no_card" if kind == E_CARD and not in_use(card) else ""
    rule = rule_of(document=kind, region=card.region, on=waiting.day(at))
    most = rule.most_relatives if rule else None
    return BesideView(
        kind=kind, name=saying.word(f"beside_{kind}"), what=saying.word(f"beside_{kind}_what"),
        held=[_held(each, by, saying) for each in found],
        give="" if mine or why else saying.word(f"beside_give_{kind}"),
        why=saying.word("beside_not", why=saying.word(why)) if why else "",
        most=saying.word("beside_most", n=most) if most is not None else "",
    )  # fmt: skip


def in_use(card: Card) -> bool:
    """Whether the card is in its owner's hand and not over."""
    return card.making == Making.COLLECTED and card.ended_on is None


def _held(each: Beside, by: Actor, saying: Saying) -> Held:
    row = each.credential
    lines = [_standing(each, saying)]
    if each.kind == TEMPORARY:
        lines.append(saying.word("beside_serial", serial=row.serial))
    elif each.state != "ended":
        lines.append(_holder(each, by, saying))
    mine = row.holder_id is not None and row.holder_id == by.account and each.state != "ended"
    return Held(lines, row.serial if mine else "")


def _standing(each: Beside, saying: Saying) -> str:
    row = each.credential
    if each.state == "ended":
        return saying.word("beside_ended", day=saying.day(row.until or row.since))
    if each.state == "suspended":
        return saying.word("beside_suspended_e-card" if each.kind == E_CARD else "beside_suspended")
    if row.until is not None:
        return saying.word("beside_active_until", day=saying.day(row.until))
    return saying.word("beside_active", day=saying.day(row.since))


def _holder(each: Beside, by: Actor, saying: Saying) -> str:
    if each.credential.holder_id == by.account:
        return saying.word("beside_held_you")
    other = "other" if each.holder else "nobody"
    return saying.word(f"beside_held_{each.holder if each.holder in _HELD else other}")
