"""`firstcard demo`: one made-up child's way to its card and its first bill, told as it is lived."""

from __future__ import annotations

import secrets
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from firstcard.cli.speech import (
    REFUSED,
    Refusal,
    check_choice,
    chosen_language,
    lang,
    say,
    speak,
    spoken,
)
from firstcard.settlement.bill import yuan

if TYPE_CHECKING:
    from firstcard.casework.population.life import Moment
    from firstcard.casework.population.life_bill import Line
    from firstcard.guidance.presenters.speech import Speaker

FAMILIES = ("married", "unmarried", "elsewhere", "foundling", "late")
HELP = say(
    "Live one made-up child's whole way, from its birth to a card that works and its first bill.",
    "演示一个虚构孩子从出生、社保卡可用到首次就医结算的全过程。",
)
_WIDTH = 88
_SERIALS = (7000, 3000)  # the first one, and how many: apart from those of the population


def command(
    family: str = typer.Option(
        "married", "--family", metavar="|".join(FAMILIES), help=say("Which story.", "家庭情形。")
    ),
    language: str | None = typer.Option(
        None, "--lang", metavar="en|zh", help=say("Language.", "语言。")
    ),
    keep: bool = typer.Option(
        False,
        "--keep",
        help=say(
            "In the demonstration that runs here, to look at it there afterwards.",
            "在正在运行的演示服务中进行，之后可在页面上查看。",
        ),
    ),
) -> int:
    """Tell it, step by step."""
    if language is not None:
        check_choice(option="--lang", given=language, allowed=("en", "zh"))
        speak(chosen_language(argv=["--lang", language], environ={}))
    check_choice(option="--family", given=family, allowed=FAMILIES)
    with _running() if keep else _throwaway():
        _live(family, keep)
    return 0


@contextmanager
def _throwaway() -> Iterator[None]:
    from firstcard.config import throwaway
    from firstcard.config.places import DatabaseUnavailable

    print(say("A database is made for this, and taken away after it …",
              "正在建立临时数据库，演示结束后自动删除……"), flush=True)  # fmt: skip
    try:
        with throwaway.database():
            yield
    except DatabaseUnavailable as error:
        raise Refusal(str(error), code=REFUSED) from None


@contextmanager
def _running() -> Iterator[None]:
    from firstcard.config import demo_data
    from firstcard.config.deployment import UnsafeSetting
    from firstcard.config.places import DatabaseUnavailable

    try:
        demo_data.set_up_beside()
    except (UnsafeSetting, DatabaseUnavailable) as error:
        raise Refusal(str(error), code=REFUSED) from None
    yield


def _live(family: str, keep: bool) -> None:
    from django.utils import timezone

    from firstcard.casework.population.life import Life
    from firstcard.casework.population.life_words import STORIES
    from firstcard.guidance import packs_store
    from firstcard.guidance.presenters.speech import Speaker, names_of

    first, number = _SERIALS
    life = Life(family=family, language=lang(), serial=first + secrets.randbelow(number),
                now=timezone.now())  # fmt: skip
    speaker = Speaker(lang(), names_of(packs_store.current()))
    print(f"\n{spoken(STORIES[family])}\n", flush=True)
    for moment in life.moments():
        print("\n".join(_lines(moment, speaker)), end="\n\n", flush=True)
    if keep:
        print(say(f"To see it as the family does, sign in with {life.telephone}.",
                  f"以家庭身份查看：用 {life.telephone} 登录。"))  # fmt: skip


def _lines(moment: Moment, speaker: Speaker) -> Iterator[str]:
    """Date and holder first, then what happened, and what goes with it."""
    yield f"{_when(moment.at)}  · {spoken(moment.holder)}"
    yield from _folded(spoken(moment.what), "  ")
    for note in moment.notes:
        yield from _folded(spoken(note), "    ")
    yield from _worked_out(moment.lines, speaker)
    titles = list(dict.fromkeys(speaker.title(each) for each in moment.basis))
    if titles:
        yield from _folded(
            say(f"Rests on: {'; '.join(titles)}", f"依据：{'；'.join(titles)}"), "    "
        )
    for text in moment.told:
        yield from _folded(say(f"Message: {text}", f"短信：{text}"), "    ")


def _worked_out(lines: Sequence[Line], speaker: Speaker) -> Iterator[str]:
    """Amount, sentence and the numbers of its sources; the sources below."""
    sources = list(dict.fromkeys(speaker.title(each) for line in lines for each in line.basis))
    width = max((len(yuan(line.amount)) for line in lines), default=0)
    for line in lines:
        titles = dict.fromkeys(speaker.title(each) for each in line.basis)
        marks = "".join(f"[{sources.index(each) + 1}]" for each in titles)
        first, *rest = _folded(f"{spoken(line.text)} {marks}".rstrip(), " " * (width + 6))
        yield f"    {yuan(line.amount):>{width}}  {first.lstrip()}"
        yield from rest
    for number, title in enumerate(sources, start=1):
        yield from _folded(f"[{number}] {title}", "    ")


def _when(at: datetime) -> str:
    from firstcard.guidance.today import CHINA

    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _folded(text: str, indent: str) -> list[str]:
    """As wide as a terminal; Chinese, which has no spaces to break at, is left to the terminal."""
    if lang() == "zh":
        return [indent + text]
    fold: Callable[..., list[str]] = textwrap.wrap
    return fold(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)
