"""Answers to plain questions, made from the rules of a region on a day.

An answer is data in a pack (`answer_format`): its sentences have slots that the rules fill, and
its steps, papers and claims are those of the plan that the rules give. Where the packs cannot
fill any variant, the answer says so and whom to ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from firstcard.policy import plan as out
from firstcard.policy.answer_cases import (
    NOT_TOLD,
    timeless,
    told_situations,
    undated,
    usual_situation,
)
from firstcard.policy.answer_format import Answer, Phrases
from firstcard.policy.answer_slots import YEARS, Slots, slots_of
from firstcard.policy.book import RuleBook
from firstcard.policy.format import Text, Topic
from firstcard.policy.planner import make_plan, references_of
from firstcard.policy.situation import Situation

State = Literal["given", "unknown"]
Said = tuple[State, Text]
_ALIKE = Text("a usual family in this situation", "这种情况下的一般家庭")
_OFFICE = Text("office in charge", "当地经办机构")


class Heading(Struct, frozen=True):
    """A question by its id."""

    id: str
    question: Text


class TopicList(Struct, frozen=True):
    """The questions of one topic, in the order of their ids' files."""

    id: str
    name: Text
    answers: list[Heading]


class Answered(Struct, frozen=True):
    """An answer for one region and day. `say` is two sentences; `ask` an office kind.

    `state` is "unknown" where the packs cannot say it: `say` then tells whom to ask.
    `usual` names the family that the steps are for where nobody told anything: they then have no
    dates. `references` holds each law and source once, as in a plan.
    """

    id: str
    topic: str
    question: Text
    state: State
    say: Text
    ask: str | None
    region: str
    region_name: Text
    on: date
    steps: list[out.Step]
    notices: list[out.Notice]
    more: list[Heading]
    want: list[str]
    references: dict[out.Ref, out.Basis]
    packs: list[out.PackRef]
    children: int = 1
    usual: Text | None = None


def heads(*, book: RuleBook, region: str) -> dict[str, Answer]:
    """Every answer that holds for a region, by id, each laid together from the region's packs."""
    chain = book.chain(region)
    found: dict[str, Answer] = book.remembered(("answers", chain), lambda: merged(book, chain))
    return found


def merged(book: RuleBook, chain: Iterable[str]) -> dict[str, Answer]:
    """The answers of a chain of packs: keys replaced whole, withdrawn ones left out."""
    found: dict[str, Answer] = {}
    for pack in chain:
        for name, said in book.packs[pack].answers.items():
            if said.change == "withdraw":
                found.pop(name, None)
            else:
                found[name] = _overlaid(found.get(name), said)
    return found


def _overlaid(under: Answer | None, over: Answer) -> Answer:
    if under is None:
        return over
    said = {key: getattr(over, key) for key in over.__struct_fields__}
    return replace(under, **{key: value for key, value in said.items() if value is not None})


def topics(*, book: RuleBook, region: str) -> list[Topic]:
    """The topics of a region: the nation's in their order, then those that local packs add."""
    said = [book.packs[pack].form.topics or () for pack in book.chain(region)]
    return list({topic.id: topic for part in said for topic in part}.values())


def all_answers(*, book: RuleBook, region: str) -> list[TopicList]:
    """Every question of a region under its topic; a topic without one is left out."""
    known = heads(book=book, region=region)
    listed = [
        TopicList(topic.id, topic.name, list(_under(topic.id, known)))
        for topic in topics(book=book, region=region)
    ]
    return [each for each in listed if each.answers]


def _under(topic: str, known: Mapping[str, Answer]) -> Iterator[Heading]:
    for answer in known.values():
        if answer.topic == topic:
            yield Heading(answer.id, _question(answer))


def _question(answer: Answer) -> Text:
    return answer.question or Text(answer.id, answer.id)


def phrases(answer: Answer) -> Phrases:
    """Other ways in which people ask it; empty lists where none are written."""
    return answer.asked_as or Phrases([], [])


def answer_for(
    *,
    book: RuleBook,
    id: str,
    region: str,
    on: date,
    told: Mapping[str, Any] | None = None,
) -> Answered:
    """The answer for a region and day. `told` is a situation's facts, as JSON gives them.

    What the question takes for granted (`given`) stands over what was told. Told facts that
    cannot be used, or that leave nothing to do, are left aside. Raises KeyError for an id that
    the region has not.
    """
    answer = heads(book=book, region=region)[id]
    told = {k: v for k, v in (told or {}).items() if k not in NOT_TOLD and v not in ([], {})}
    found = told_situations(book=book, answer=answer, region=region, on=on, told=told)
    cases = [_Case(book, answer, situation) for situation in found]
    case = next((each for each in cases if each.steps), cases[-1])
    said = case.said(told if len(cases) > 1 else {}) or cases[-1].said({})
    if not told:
        case = case.as_usual()
    return case.answered(said)


class _Case:
    """One answer for one situation."""

    def __init__(
        self, book: RuleBook, answer: Answer, situation: Situation, usual: Text | None = None
    ) -> None:
        self.book, self.answer, self.situation, self.usual = book, answer, situation, usual
        self.about = [book.documents[name] for name in answer.about or ()]
        self.plan = make_plan(book=book, situation=situation)
        place = {name: number for number, name in enumerate(self.about)}
        kept = [step for step in self.plan.steps if step.document in place]
        kept.sort(key=lambda step: place[step.document])
        self.steps = undated(kept) if usual else kept

    def as_usual(self) -> _Case:
        """The steps of the usual family, which leave less open; as it is where some are missing."""
        usual = self.book.usual(self.situation.region)
        if usual is None:
            return self
        situation = usual_situation(
            book=self.book, answer=self.answer, situation=self.situation, told={}
        )
        name = _ALIKE if set(self.answer.given or ()) - {"have"} else usual.name
        case = _Case(self.book, self.answer, situation, name)
        missing = {step.id for step in self.steps} - {step.id for step in case.steps}
        return self if missing or not case.steps else case

    def said(self, told: Mapping[str, Any]) -> Said | None:
        """The first variant that holds and can be filled."""
        slots = self._slots(told)
        for variant in self.answer.say or ():
            if variant.when is None or variant.when.holds(slots.real.facts) is True:
                text = slots.filled(variant.text)
                if text is not None:
                    return ("unknown" if variant.unknown else "given"), text
        return None

    def _slots(self, told: Mapping[str, Any]) -> Slots:
        usual = usual_situation(
            book=self.book, answer=self.answer, situation=self.situation, told=told
        )
        return Slots(book=self.book, real=self.situation, usual=usual, named=named(self.answer))

    def answered(self, said: Said | None) -> Answered:
        """The whole answer."""
        book, answer, plan = self.book, self.answer, self.plan
        notices = [notice for notice in plan.notices if self._ours(notice)]
        if self.usual:
            notices = timeless(notices)
        known = heads(book=book, region=plan.region)
        return Answered(
            id=answer.id,
            topic=answer.topic or "",
            question=_question(answer),
            state=said[0] if said else "unknown",
            say=said[1] if said else self._not_known(),
            ask=self._ask(),
            region=plan.region,
            region_name=plan.region_name,
            on=plan.on,
            steps=self.steps,
            notices=notices,
            more=[
                Heading(name, _question(known[name])) for name in answer.more or () if name in known
            ],
            want=list(answer.want or answer.about or ()),
            references={
                ref: book.references[ref] for ref in sorted(references_of(self.steps, (), notices))
            },
            packs=plan.packs,
            children=plan.children,
            usual=self.usual,
        )

    def _ours(self, notice: out.Notice) -> bool:
        """What is said of these steps, of their documents, and of the place."""
        if notice.kind == "duty":
            return False
        if notice.kind == "calendar":
            return any(step.provisional for step in self.steps)
        kept = {step.id for step in self.steps}
        return (
            notice.kind == "region"
            or notice.step in kept
            or notice.id.partition(".")[0] in self.about
        )

    def _ask(self) -> str | None:
        """Whom to ask: as the answer says, else where the first step is done."""
        offices = (step.office.kind for step in self.steps if step.office)
        return self.answer.ask or next(offices, None)

    def _not_known(self) -> Text:
        kind, place = self._ask(), self.plan.region_name
        everywhere = tuple(self.book.packs)
        office = self.book.in_chain(everywhere, "office_kinds", kind).name if kind else _OFFICE
        return Text(
            f"We have no sure answer for {place.en}. Ask the {office.en}.",
            f"{place.zh}在这方面的规定，本站暂无可靠资料。请咨询{office.zh}。",
        )


def named(answer: Answer) -> list[str]:
    """The documents that the answer's slots name."""
    texts = [variant.text.en for variant in answer.say or ()]
    return [of for text in texts for _, of in slots_of(text) if of and of not in YEARS]
