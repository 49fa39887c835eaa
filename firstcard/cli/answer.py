"""`firstcard answer`: a question in plain words, and its answer from the rules of a place."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from firstcard.cli.places import region_of
from firstcard.cli.plan import LANGS
from firstcard.cli.rules import read_book, read_day
from firstcard.cli.speech import (
    REFUSED,
    Refusal,
    check_choice,
    chosen_language,
    complain,
    lang,
    print_json,
    say,
    speak,
    spoken,
)

if TYPE_CHECKING:
    from firstcard.guidance.answering import Found
    from firstcard.policy.book import RuleBook

FORMATS = ("text", "json")
_OTHERS = 5
HELP = say(
    "Answer a question in plain words from the rules of a place.",
    "用一句话提问，按当地规定回答。",
)
_WORDS = typer.Argument(
    None, metavar="[QUESTION]", help=say("The question, or a few words.", "问题或几个关键词。")
)
_PACKS = typer.Option(
    None, metavar="DIR", help=say("Folder of policy packs.", "规则包所在文件夹。")
)


def command(
    words: list[str] | None = _WORDS,
    region: str | None = typer.Option(
        None,
        metavar="CODE|NAME",
        help=say("Where you live; by default the whole country.", "居住地，默认为全国。"),
    ),
    language: str | None = typer.Option(
        None, "--lang", metavar="en|zh", help=say("Language.", "语言。")
    ),
    on: str | None = typer.Option(
        None,
        metavar="YYYY-MM-DD",
        help=say("The day; by default today in China.", "日期，默认为今天。"),
    ),
    form: str = typer.Option(
        "text", "--format", metavar="|".join(FORMATS), help=say("Form.", "输出格式。")
    ),
    every: bool = typer.Option(False, "--list", help=say("List every question.", "列出全部问题。")),
    packs: Path | None = _PACKS,
) -> int:
    """Print the best answer whole and other hits by title; 1 where nothing is found."""
    if language is not None:
        check_choice(option="--lang", given=language, allowed=LANGS)
        speak(chosen_language(argv=["--lang", language], environ={}))
    check_choice(option="--format", given=form, allowed=FORMATS)
    day = read_day(option="--on", text=on)
    query = " ".join(words or ())
    if every == bool(words):
        raise Refusal(say("give a question, or --list", "请输入问题，或使用 --list"))
    book = read_book(folder=packs)
    place = region_of(option="--region", text=region, book=book)
    if every:
        return _listed(book, place, form)
    return _shown(_asked(book, query, place, day), book, place, form)


def _asked(book: RuleBook, query: str, place: str, day: date | None) -> Found:
    """What answers it; the id of an answer, as --list shows it, needs no search."""
    from firstcard.guidance.answering import Found, ask
    from firstcard.guidance.today import today
    from firstcard.policy.answers import answer_for, heads

    on = day or today()
    if query in heads(book=book, region=place):
        return Found([], answer_for(book=book, id=query, region=place, on=on))
    from firstcard.guidance.search import QueryError

    try:
        return ask(book=book, query=query, region=place, on=on, lang=lang())
    except QueryError as error:
        raise Refusal(spoken(error.text)) from None


def _shown(found: Found, book: RuleBook, place: str, form: str) -> int:
    if not found.hits and found.answered is None:
        complain(_nothing(book, place))
        return REFUSED
    if form == "json":
        print_json({"hits": found.hits, "answer": found.answered})
        return 0
    from firstcard.guidance.answer_text import render_answer, render_hits
    from firstcard.guidance.presenters.answer import present
    from firstcard.guidance.presenters.speech import names_of

    answered = found.answered
    own = answered.id if answered else None
    others = [(hit.kind, hit.title) for hit in found.hits if (hit.kind, hit.id) != ("answer", own)]
    if answered is None:
        sys.stdout.write(render_hits(others, lang()))
        return 0
    view = present(answered=answered, lang=lang(), names=names_of(book))
    sys.stdout.write(render_answer(view, others=others[:_OTHERS]))
    return 0


def _listed(book: RuleBook, place: str, form: str) -> int:
    from firstcard.policy.answers import all_answers

    topics = all_answers(book=book, region=place)
    if form == "json":
        print_json(topics)
        return 0
    from firstcard.guidance.answer_text import render_topics

    sys.stdout.write(render_topics(topics, lang()))
    return 0


def _nothing(book: RuleBook, place: str) -> str:
    from firstcard.guidance.answering import whom_to_ask
    from firstcard.guidance.words import joined, word

    offices = [spoken(name) for name in whom_to_ask(book=book, region=place)]
    if not offices:
        return word("answer_none_bare", lang())
    return word("answer_none", lang(), offices=joined(offices, lang()))
