"""The laws and sources of a plan on few lines: each law once, with its articles. Pure."""

from collections.abc import Iterator
from itertools import chain

from firstcard.guidance.presenters.speech import Speaker
from firstcard.policy.plan import Basis, Plan, Ref

_CERTAINTIES = ("verified", "reported", "weak", "general", "inferred")


def source_lines(*, plan: Plan, speaker: Speaker) -> list[str]:
    """One line for each certainty: how sure we are, then what is that sure."""
    used = [plan.references[ref] for ref in dict.fromkeys(_used(plan))]
    groups = ((each, [basis for basis in used if basis.certainty == each])
              for each in _CERTAINTIES)  # fmt: skip
    return [speaker.pair(speaker.word(f"pdf_sure_{certainty}"),
                         speaker.word("pdf_semicolon").join(_titles(bases, speaker)))
            for certainty, bases in groups if bases]  # fmt: skip


def _titles(bases: list[Basis], speaker: Speaker) -> list[str]:
    """Each law or source once."""
    articles: dict[str, list[str]] = {}
    for basis in bases:
        title = speaker.say(basis.title)
        articles.setdefault(title.strip("《》") if basis.law else title, [])
        if basis.law and basis.article:
            articles[title.strip("《》")].append(basis.article)
    laws = {speaker.say(basis.title).strip("《》") for basis in bases if basis.law}
    return [_title(title, found, title in laws, speaker) for title, found in articles.items()]


def _title(title: str, articles: list[str], law: bool, speaker: Speaker) -> str:
    if not articles:
        return speaker.word("basis_instrument", title=title) if law else title
    numbers = sorted(set(articles), key=lambda each: (len(each), each))
    if len(numbers) == 1:
        return speaker.word("basis_article", title=title, article=numbers[0])
    return speaker.word("pdf_articles", title=title, articles=speaker.listed(numbers))


def _used(plan: Plan) -> Iterator[Ref]:
    """What steps, papers, dates, cover and premium rest on; not what only a notice names."""
    for step in plan.steps:
        yield from step.basis
        needs = (each.basis for each in step.needs)
        notes = (each.basis for each in step.notes)
        late = (each.basis for each in step.late)
        yield from chain.from_iterable(chain(needs, notes, late))
        yield from step.due_why.basis if step.due_why else ()
        yield from step.fee.basis if step.fee else ()
    yield from chain.from_iterable(each.basis for each in plan.coverage)
    yield from chain.from_iterable(each.basis for each in plan.premium)
