"""What a search found, as groups of links: questions first, then papers and steps, then laws."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from firstcard.guidance.search import Hit
from firstcard.guidance.words import Lang, capital, say, word
from firstcard.policy.answer_format import Answer
from firstcard.policy.book import RuleBook

_ANSWERS = 3  # questions named beside a paper

# The address of a document or law of a pack; empty where no page shows it.
Address = Callable[[Hit], str]


@dataclass(frozen=True, slots=True)
class Result:
    """One thing found. Without an address it is no link; `questions` are those about it."""

    title: str
    address: str
    snippet: str
    questions: list[tuple[str, str]] = field(default_factory=list)  # id, question


@dataclass(frozen=True, slots=True)
class Group:
    """The results of one kind under their heading."""

    title: str
    results: list[Result]


def grouped(*, hits: Sequence[Hit], answers: dict[str, Answer], lang: Lang, address: Address,
            said: Callable[[str], str]) -> list[Group]:  # fmt: skip
    """The hits by kind, each group in their order. `said` gives an answer's first words."""
    found = {kind: [hit for hit in hits if hit.kind == kind]
             for kind in ("answer", "document", "law")}  # fmt: skip
    groups = [
        Group(word("found_answers", lang), [
            Result(say(hit.title, lang), f"/answers/{hit.id}/", said(hit.id))
            for hit in found["answer"]]),
        Group(word("found_documents", lang), [
            _thing(hit, lang, address(hit), _about(hit.id, answers.values(), lang))
            for hit in found["document"]]),
        Group(word("found_laws", lang), [
            _thing(hit, lang, address(hit), []) for hit in found["law"]]),
    ]  # fmt: skip
    return [group for group in groups if group.results]


def _thing(hit: Hit, lang: Lang, address: str, questions: list[tuple[str, str]]) -> Result:
    snippet = say(hit.snippet, lang) if hit.snippet else ""
    return Result(say(hit.title, lang), address, snippet, questions)


def _about(document: str, answers: Iterable[Answer], lang: Lang) -> list[tuple[str, str]]:
    """Questions whose answers are about a document, those that begin with it first."""
    found = sorted(
        (answer.about.index(document), answer.id, say(answer.question, lang))
        for answer in answers
        if answer.question and answer.about and document in answer.about
    )
    return [(id, question) for _, id, question in found[:_ANSWERS]]


def whom_to_ask(*, book: RuleBook, region: str, lang: Lang) -> list[tuple[str, list[str]]]:
    """The offices that a region's official channels serve, each with those channels."""
    chain = book.chain(region)
    kinds = {kind for pack in chain for channel in book.packs[pack].channels.values()
             for kind in channel.offices}  # fmt: skip
    offices = [(kind, book.in_chain(tuple(book.packs), "office_kinds", kind)) for kind in kinds]
    return sorted((capital(say(office.name, lang)),
                   [say(channel.name, lang) for channel in book.channels(kind, chain)])
                  for kind, office in offices if office)  # fmt: skip
