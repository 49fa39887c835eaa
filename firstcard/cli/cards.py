"""`firstcard cards`: what the worker does with card centres every minute, by hand and at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from firstcard.cli.speech import (
    BAD_INPUT,
    REFUSED,
    Refusal,
    check_choice,
    chosen_language,
    say,
    speak,
    spoken,
)

if TYPE_CHECKING:
    from firstcard.cards.models import Batch, ResultFile
    from firstcard.people.models import Office

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help=say("Exchange files with card centres.", "与制卡中心交换文件。"),
)
_CENTRE = typer.Option(
    "", metavar="CODE", help=say("Only this card centre.", "仅限该制卡中心（代码）。")
)
_FOLDER = typer.Option(
    None, metavar="FOLDER",
    help=say("The folder of all centres, instead of FIRSTCARD_CARD_FOLDER.",
             "各中心文件夹所在的目录，代替 FIRSTCARD_CARD_FOLDER。"),
)  # fmt: skip
_CODINGS = ("utf-8", "gb18030")
_CODING = typer.Option(
    "", metavar="|".join(_CODINGS), help=say("Else as in the last batch.", "默认与上一批次相同。")
)
_LANG = typer.Option(None, "--lang", metavar="en|zh", help=say("Language.", "语言。"))


@app.command(
    help=say("Send all that waits, one batch a centre, and put batches into the centres' folders.",
             "立即发送所有等待的卡（每个中心一批），并放入各中心的文件夹。")
)  # fmt: skip
def send(
    centre: str = _CENTRE,
    coding: str = _CODING,
    folder: Path | None = _FOLDER,
    language: str | None = _LANG,
) -> int:
    """Name each batch that was sent, and where its files lie."""
    _begin(language)
    if coding:
        check_choice(option="--coding", given=coding, allowed=_CODINGS)
    batches = list(_sent(centre, coding))
    for batch in batches:
        print(
            say(
                f"{batch.centre.code}: {batch.number}, cards: {batch.count}, {batch.profile}",
                f"{batch.centre.code}：{batch.number}，{batch.count} 张，{batch.profile}",
            )
        )
    if not batches:
        print(say("No card waits.", "没有等待发送的卡。"))
    for batch in _put_out(folder):
        print(say(f"{batch.number} lies in the folder of {batch.centre.code}",
                  f"{batch.number} 已放入 {batch.centre.code} 的文件夹"))  # fmt: skip
    return 0


@app.command(
    help=say("Take in what lies in the centres' folders, also what is not whole.",
             "处理各中心文件夹中的全部文件，包括不完整的文件。")
)  # fmt: skip
def take(folder: Path | None = _FOLDER, language: str | None = _LANG) -> int:
    """Name each file and what became of it; 1 where one was refused."""
    _begin(language)
    from django.utils import timezone

    from firstcard.cards.operations import exchanging
    from firstcard.core.actors import SERVICE

    where = _folder(folder)
    if where is None:
        raise Refusal(
            say(
                "name a folder: --folder, or FIRSTCARD_CARD_FOLDER",
                "请指定文件夹：--folder 或 FIRSTCARD_CARD_FOLDER",
            ),
            code=BAD_INPUT,
        )
    files = exchanging.take_in(folder=where, by=SERVICE, at=timezone.now(),
                               patience=exchanging.AT_ONCE)  # fmt: skip
    for file in files:
        print(_told(file))
    if not files:
        print(say("No file lies there.", "没有文件。"))
    return REFUSED if any(file.refused for file in files) else 0


def _begin(language: str | None) -> None:
    """The language, and the database of the service."""
    from firstcard.config import beside
    from firstcard.config.deployment import UnsafeSetting
    from firstcard.config.places import DatabaseUnavailable

    if language is not None:
        check_choice(option="--lang", given=language, allowed=("en", "zh"))
        speak(chosen_language(argv=["--lang", language], environ={}))
    try:
        beside.set_up()
    except UnsafeSetting as error:
        raise Refusal(str(error), code=BAD_INPUT) from None
    except DatabaseUnavailable as error:
        raise Refusal(str(error), code=REFUSED) from None


def _sent(code: str, coding: str) -> Iterator[Batch]:
    from django.utils import timezone

    from firstcard.cards.files.cells import Coding
    from firstcard.cards.operations import batching, exchanging
    from firstcard.cards.production_refusals import NothingToSend
    from firstcard.core.actors import SERVICE

    for centre in _centres(code):
        chosen = Coding(coding) if coding else exchanging.coding_of(centre=centre)
        try:
            yield batching.send(centre=centre, coding=chosen, by=SERVICE, at=timezone.now())
        except NothingToSend:
            continue


def _centres(code: str) -> list[Office]:
    from firstcard.cards.places import CENTRE
    from firstcard.people.models import Office

    known = Office.objects.filter(kind=CENTRE).order_by("code")
    found = list(known.filter(code=code) if code else known)
    if code and not found:
        raise Refusal(say(f"there is no card centre {code}", f"没有制卡中心 {code}"),
                      code=BAD_INPUT)  # fmt: skip
    return found


def _put_out(folder: Path | None) -> list[Batch]:
    from django.utils import timezone

    from firstcard.cards.operations import exchanging
    from firstcard.core.actors import SERVICE

    where = _folder(folder)
    if where is None:
        return []
    return exchanging.put_out(folder=where, by=SERVICE, at=timezone.now())


def _folder(named: Path | None) -> Path | None:
    from firstcard.cards.operations import exchanging

    return named or exchanging.folder_named()


def _told(file: ResultFile) -> str:
    from firstcard.cards.production_words import FILE

    if file.refused:
        why = spoken(FILE[file.refused])
        return say(f"{file.name}: refused. {why}", f"{file.name}：已拒收。{why}")
    bad = file.bad.count()
    return say(f"{file.name}: lines {file.lines}, worked through {file.good}, known {file.again}, "
               f"set aside {bad}",
               f"{file.name}：共 {file.lines} 行，已处理 {file.good}，此前已处理 {file.again}，"
               f"搁置 {bad}")  # fmt: skip
