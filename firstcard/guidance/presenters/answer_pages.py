"""An answer and the lists of questions as their pages show them. Pure."""

from dataclasses import dataclass

from firstcard.guidance.presenters.answer import AnswerView
from firstcard.guidance.presenters.papers import PaperView
from firstcard.guidance.presenters.speech import BasisView
from firstcard.guidance.presenters.steps import ClaimView, DateView, StepView
from firstcard.guidance.words import Lang, say, word
from firstcard.policy.answers import TopicList

_OPEN = 2  # steps


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """A step of an answer: shorter than in a plan, which knows the family."""

    step: StepView
    dates: list[DateView]
    papers: list[PaperView]  # needed in any case
    perhaps: list[PaperView]  # depends on the family
    perhaps_title: str


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """Everything on the page of one answer."""

    view: AnswerView
    unknown: bool
    steps: list[AnswerStep]
    open: bool  # few enough steps to show their papers at once
    place: str  # that local rules are missing; empty where they are here
    claims: list[ClaimView]
    claims_title: str
    notices: list[ClaimView]
    law: list[BasisView]


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic and its questions (id, question)."""

    id: str
    title: str
    questions: list[tuple[str, str]]


def page_of(view: AnswerView, *, dated: bool) -> AnswerPage:
    """The page. `dated`: whether a birth date was told; without it dates would be a guess."""
    claims = [claim for step in view.steps for claim in step.claims]
    return AnswerPage(
        view=view,
        unknown=view.state == "unknown",
        steps=[_step(step, view.lang, dated) for step in view.steps],
        open=len(view.steps) <= _OPEN,
        place=_said_of_place(view),
        claims=claims,
        claims_title=word("answer_claims", view.lang, n=len(claims)),
        notices=[notice for notice in view.notices if notice.kind != _place_kind(view.lang)],
        law=view.law,
    )


def topic_views(topics: list[TopicList], lang: Lang) -> list[TopicView]:
    """Every question under its topic."""
    return [TopicView(topic.id, say(topic.name, lang),
                      [(each.id, say(each.question, lang)) for each in topic.answers])
            for topic in topics]  # fmt: skip


def _step(step: StepView, lang: Lang, dated: bool) -> AnswerStep:
    firm = [paper for paper in step.papers if paper.firm]
    perhaps = [paper for paper in step.papers if not paper.firm]
    return AnswerStep(step, step.dates if dated else [], firm, perhaps,
                      word("answer_perhaps", lang, n=len(perhaps)))  # fmt: skip


def _said_of_place(view: AnswerView) -> str:
    return next((each.text for each in view.notices if each.kind == _place_kind(view.lang)), "")


def _place_kind(lang: Lang) -> str:
    return word("notice_region", lang)
