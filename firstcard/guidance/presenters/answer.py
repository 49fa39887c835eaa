"""An answer in words: two sentences first, then steps, papers, claims and the law. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from msgspec import structs

from firstcard.guidance.presenters.plan import present as present_plan
from firstcard.guidance.presenters.speech import BasisView, Names, Speaker
from firstcard.guidance.presenters.steps import ClaimView, StepView
from firstcard.guidance.words import Lang
from firstcard.policy.answers import Answered, State
from firstcard.policy.plan import Plan, Ref


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer in one language.

    `ask` is empty where the sentences say already whom to ask. Claims are folded into their step
    (`StepView.claims`); `notices` holds the rest. `usual` says whom the steps are for where nobody
    told anything. `want` are the goals of the full plan.
    """

    id: str
    lang: Lang
    topic: str
    question: str
    state: State
    say: str
    ask: str
    region: str
    made: str
    steps: list[StepView]
    notices: list[ClaimView]
    law: list[BasisView]
    more: list[tuple[str, str]]  # id, question
    want: list[str]
    usual: str = ""


def present(*, answered: Answered, lang: Lang, names: Names) -> AnswerView:
    """The answer in words of one language."""
    speaker = Speaker(lang, replace(names, references=answered.references))
    view = present_plan(plan=_as_plan(answered), lang=lang, names=names)
    told = answered.state == "unknown" or answered.ask is None
    return AnswerView(
        id=answered.id,
        lang=lang,
        topic=answered.topic,
        question=speaker.say(answered.question),
        state=answered.state,
        say=speaker.say(answered.say),
        ask="" if told else speaker.word("answer_ask", office=speaker.office(answered.ask)),
        region=speaker.say(answered.region_name),
        made=speaker.word(
            "answer_made", on=speaker.day(answered.on), region=speaker.say(answered.region_name)
        ),
        steps=view.steps,
        notices=view.notices,
        law=speaker.bases(_law(answered)),
        more=[(each.id, speaker.say(each.question)) for each in answered.more],
        want=answered.want,
        usual=speaker.word("answer_usual", family=speaker.say(answered.usual))
        if answered.usual
        else "",
    )


def _law(answered: Answered) -> Iterable[Ref]:
    """What the steps and their limits rest on, then what holds against wrong claims; each once."""
    found: list[Ref] = []
    for step in answered.steps:
        found += [*step.basis, *(step.due_why.basis if step.due_why else ())]
    found += [ref for notice in answered.notices for ref in notice.prevails]
    return dict.fromkeys(found)


def _as_plan(answered: Answered) -> Plan:
    """The answer's part of the plan, so that its steps are said as the plan says them."""
    return Plan(
        on=answered.on,
        region=answered.region,
        region_name=answered.region_name,
        pack=answered.packs[-1],
        packs=answered.packs,
        goals=[],
        steps=answered.steps,
        coverage=[],
        premium=[],
        notices=[structs.replace(each, top=False) for each in answered.notices],
        ask=[],
        assumed=[],
        children=answered.children,
        references=answered.references,
    )
