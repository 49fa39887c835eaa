"""What has happened to a case: events, what the family was told, what two persons agreed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.urls import reverse

from firstcard.accounts.models import Account
from firstcard.casework import reasons, waivers
from firstcard.casework.draft import Number
from firstcard.casework.models import Case, CaseEvent, Defect, Proposal
from firstcard.core.actors import Actor
from firstcard.desk.presenters.records import ComparedView, compared_view
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.queries.records import compared
from firstcard.guidance.words import say
from firstcard.people.identity_numbers import mask
from firstcard.people.permissions import Permission, allowed


@dataclass(frozen=True, slots=True)
class EventView:
    """One thing that happened, by whom, when, where."""

    said: str
    who: str
    at: str
    office: str
    state: str


@dataclass(frozen=True, slots=True)
class DefectView:
    """One thing that the family was told."""

    about: str
    reason: str
    note: str
    mended: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """Something for a second person. `decide`: where to decide, "" for who may not."""

    what: str
    who: str
    at: str
    reason: str
    outcome: str
    decided_by: str
    decide: str
    own: bool
    compared: ComparedView | None


def events(found: Iterable[CaseEvent], tongue: Tongue) -> list[EventView]:
    """The history, the newest first."""
    return [EventView(tongue.action(e.action), e.name or _kind(e, tongue), tongue.moment(e.at),
                      tongue.office(e.office), tongue.state(e.after))
            for e in reversed(list(found))]  # fmt: skip


def _kind(event: CaseEvent, tongue: Tongue) -> str:
    return tongue.word("service" if event.account_id is None else "family")


def defects(case: Case, names: Mapping[str, str], tongue: Tongue) -> list[DefectView]:
    """Everything that was told, the newest first. `names`: by field or paper, its words."""
    return [_defect(each, names, tongue) for each in case.defects.order_by("-pk")]


def _defect(defect: Defect, names: Mapping[str, str], tongue: Tongue) -> DefectView:
    about = defect.field or f"{defect.document} {defect.of}".strip()
    mended = tongue.word("mended", at=tongue.moment(defect.mended_at)) if defect.mended_at else ""
    return DefectView(names.get(about, about), tongue.say(reasons.DEFECTS[defect.reason].text),
                      defect.note, mended)  # fmt: skip


def proposals(case: Case, by: Actor, names: Mapping[str, str], tongue: Tongue,
              at: datetime) -> list[ProposalView]:  # fmt: skip
    """What was put to a second person, the newest first. `names`: by id of a need, its words.

    Where two records are to be joined, whoever looks is recorded as having seen the other one.
    """
    rows = case.proposals.select_related("proposed_by", "decided_by").order_by("-pk")
    return [_proposal(each, case, by, names, tongue, at) for each in rows]


def _proposal(proposal: Proposal, case: Case, by: Actor, names: Mapping[str, str],
              tongue: Tongue, at: datetime) -> ProposalView:  # fmt: skip
    own = proposal.proposed_by_id == by.account
    may = allowed(actor=by, permission=Permission.CONFIRM_EXCEPTION, region=case.region)
    open_ = proposal.decided_at is None
    decide = reverse("desk-decide", args=[case.reference, proposal.pk])
    return ProposalView(
        _what(proposal, names, tongue), _shown(proposal.proposed_by),
        tongue.moment(proposal.proposed_at), proposal.reason, _outcome(proposal, tongue),
        _shown(proposal.decided_by) if proposal.decided_by else "",
        decide if open_ and may and not own else "", open_ and own,
        _compared(proposal, case, by, tongue, at) if open_ else None)  # fmt: skip


def _compared(proposal: Proposal, case: Case, by: Actor, tongue: Tongue,
              at: datetime) -> ComparedView | None:  # fmt: skip
    change: dict[str, Any] = waivers.change_of(proposal)
    if not change.get("same_child"):
        return None
    number = msgspec.convert(change["number"], Number)
    return compared_view(compared(case=case, number=number, by=by, at=at), tongue)


def _outcome(proposal: Proposal, tongue: Tongue) -> str:
    if proposal.decided_at is None or proposal.decided_by is None:
        return tongue.word("proposal_waits")
    name = "proposal_granted" if proposal.granted else "proposal_declined"
    return tongue.word(name, who=_shown(proposal.decided_by),
                       at=tongue.moment(proposal.decided_at))  # fmt: skip


def _shown(account: Account) -> str:
    return account.shown_name or account.login


def _what(proposal: Proposal, names: Mapping[str, str], tongue: Tongue) -> str:
    change: dict[str, Any] = waivers.change_of(proposal)
    if proposal.kind == "exception":
        papers = [names.get(str(need), str(need)) for need in change.get("waive", ())]
        return tongue.word("proposal_exception", papers=tongue.listed(papers))
    joined = _joined(change, tongue)
    said = [f"{_field(name, tongue)} → {_value(name, value, tongue)}"
            for name, value in change.items() if not (joined and name in _OF_JOINING)]  # fmt: skip
    if not said:
        return joined
    return tongue.word("proposal_identity", changes=tongue.listed([joined, *said]))


_OF_JOINING = ("number", "same_child")


def _joined(change: Mapping[str, Any], tongue: Tongue) -> str:
    """Where the number's other record is to be joined, that in words."""
    if not change.get("same_child"):
        return ""
    return tongue.word("proposal_join", number=mask(str(change["number"]["number"])))


def _field(name: str, tongue: Tongue) -> str:
    return tongue.word(f"field_child.{name}")


def _value(name: str, value: Any, tongue: Tongue) -> str:
    if name == "sex":
        return tongue.word(f"sex_{value}")
    return mask(str(value["number"])) if name == "number" else str(value)


def outcome(case: Case, found: Iterable[CaseEvent], tongue: Tongue) -> list[str]:
    """The reasons of a refusal in words, from its event; nothing for another state."""
    refused = next((e for e in found if e.action == "refuse"), None)
    if refused is None:
        return []
    known = {g.id: g.name for g in tongue.book.handling(case.region).refusals or ()}
    return [" ".join(filter(None, (
        say(known[r["reason"]], tongue.lang) if r["reason"] in known else r["reason"],
        r.get("note", "")))) for r in refused.detail.get("reasons", ())]  # fmt: skip
