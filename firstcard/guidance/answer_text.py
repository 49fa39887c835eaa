"""An answer, and the list of all questions, as plain text of at most 80 columns. Pure."""

from collections.abc import Iterator, Sequence

from firstcard.guidance.presenters.answer import AnswerView
from firstcard.guidance.text import COLUMNS, Page, columns, wrapped
from firstcard.guidance.words import Lang, say
from firstcard.policy.answers import TopicList
from firstcard.policy.format import Text


def render_answer(view: AnswerView, *, others: Sequence[tuple[str, Text]] = ()) -> str:
    """The answer as text, ending with a line break; `others` are hits: kind and title."""
    return _text(_Answer(view, others).lines())


def render_hits(hits: Sequence[tuple[str, Text]], lang: Lang) -> str:
    """Hits alone, where no answer is among them."""
    return _text(_hits(Page(lang), hits))


def render_topics(topics: Sequence[TopicList], lang: Lang) -> str:
    """Every question under its topic."""
    page = Page(lang)

    def lines() -> Iterator[str]:
        for number, topic in enumerate(topics):
            yield from [""] if number else []
            yield from page.title(say(topic.name, lang), "-")
            for each in topic.answers:
                yield from page.item(f"{say(each.question, lang)} [{each.id}]")

    return _text(lines())


def _text(lines: Iterator[str]) -> str:
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _hits(page: Page, hits: Sequence[tuple[str, Text]]) -> Iterator[str]:
    items = ([page.item(say(title, page.lang) + page.noted(page.word(f"hit_{kind}")))]
             for kind, title in hits)  # fmt: skip
    yield from page.section("answer_others", items)


class _Answer(Page):
    """The lines of one answer."""

    def __init__(self, view: AnswerView, others: Sequence[tuple[str, Text]]) -> None:
        super().__init__(view.lang)
        self.view, self.others = view, others

    def lines(self) -> Iterator[str]:
        view = self.view
        yield from wrapped(view.question)
        yield "=" * min(columns(view.question), COLUMNS)
        yield from wrapped(view.say)
        if view.ask:
            yield from wrapped(view.ask)
        yield ""
        yield from wrapped(view.made)
        yield from self.section("notices_top", (self.claim(each) for each in view.notices))
        usual = [[self.line(view.usual)]] if view.usual and view.steps else []
        yield from self.section("answer_steps", [*usual, *(self.step(step) for step in view.steps)])
        more = ([self.item(f"{question} [{name}]")] for name, question in view.more)
        yield from self.section("answer_more", more)
        yield from _hits(self, self.others)
