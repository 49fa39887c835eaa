"""The place of a step and its papers as plain strings. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from firstcard.guidance.presenters.speech import BasisView, Speaker
from firstcard.guidance.words import capital
from firstcard.policy.format import PaperForm
from firstcard.policy.plan import Paper, Place


@dataclass(frozen=True, slots=True)
class OfficeView:
    """Where to go."""

    name: str
    authority: str
    region: str
    known: list[tuple[str, str, str, bool]]  # name, address, hours, sample
    unknown: str
    channels: list[str]


@dataclass(frozen=True, slots=True)
class PaperView:
    """One paper to bring."""

    name: str
    form: str
    details: list[str]
    rank: str
    required: bool
    firm: bool
    basis: list[BasisView]


def office_view(place: Place | None, speaker: Speaker) -> OfficeView | None:
    """Where to go; without known offices, where to ask for one."""
    if place is None:
        return None
    say, word = speaker.say, speaker.word
    known = [(say(o.name), say(o.address),
              word("where_hours", hours=say(o.hours)) if say(o.hours) else "", o.sample)
             for o in place.candidates]  # fmt: skip
    channels = [say(channel.name) for channel in place.channels]
    missing = "where_unknown" if channels else "where_unknown_bare"
    return OfficeView(
        name=capital(say(place.name)),
        authority=word("where_authority", authority=say(place.authority)),
        region=word("where_in", region=say(place.where_name)) if place.where_name else "",
        known=known,
        unknown="" if known else word(missing),
        channels=channels,
    )


def paper_view(paper: Paper, numbers: Mapping[str, int], speaker: Speaker) -> PaperView:
    """One paper: which form, whose, from where, and how binding. `numbers` are the steps'."""
    say, word = speaker.say, speaker.word
    details = [_state(paper, numbers, speaker), word(f"of_{paper.of}") if paper.of else ""]
    if paper.strength == "optional":
        details.append(word("paper_optional"))
    if facts := speaker.facts(paper.only_if):
        details.append(word("paper_only_if", facts=facts))
    if paper.spec:
        details.append(say(paper.spec))
    if paper.get_from:
        details.append(word("paper_get_from", office=speaker.office(paper.get_from)))
    others = speaker.listed(say(c.name) for c in paper.alternatives if c.possible)
    if others:
        details.append(word("paper_instead", names=others))
    firm = paper.strength == "required"
    return PaperView(
        name=say(paper.name), form=_form(paper.form, paper.count, speaker),
        details=[detail for detail in details if detail],
        rank=word(f"rank_{paper.rank}") if firm and paper.basis else "",
        required=paper.rank == "required", firm=firm and not paper.only_if,
        basis=speaker.bases(paper.basis))  # fmt: skip


def _state(paper: Paper, numbers: Mapping[str, int], speaker: Speaker) -> str:
    word = speaker.word
    if paper.state == "step":
        number = numbers.get(paper.step or "")
        return word("paper_state_step", n=number) if number else word("paper_state_step_bare")
    return "" if paper.state == "bring" else word(f"paper_state_{paper.state}")


def _form(form: PaperForm | None, times: int, speaker: Speaker) -> str:
    if form is None:
        return ""
    word, parts = speaker.word, []
    for number, name in ((form.original, "original"), (form.copies, "copy")):
        if number:
            total = number * times
            many = {"original": "originals", "copy": "copies"}[name]
            parts.append(word(f"paper_{name if total == 1 else many}", n=total))
    if form.electronic:
        parts.append(word("paper_electronic"))
    if form.shared:
        parts.append(word("paper_shared"))
    if form.note:
        parts.append(speaker.say(form.note))
    return ("，" if speaker.lang == "zh" else ", ").join(parts)
