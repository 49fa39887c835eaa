"""`firstcard plan`: a situation from a file, from stdin or from questions, and its plan."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from firstcard.cli.rules import read_book, read_day
from firstcard.cli.speech import (
    Refusal,
    check_choice,
    chosen_language,
    json_bytes,
    lang,
    print_json,
    reason,
    say,
    speak,
    spoken,
)

if TYPE_CHECKING:
    from firstcard.policy.book import RuleBook
    from firstcard.policy.plan import Plan

FORMATS = ("text", "json", "html", "pdf", "ics")
LANGS = ("en", "zh")
_MOST_BYTES = 1024 * 1024
HELP = say(
    "Make a plan: from a file of facts, from stdin (-), or by answering a few questions.",
    "制定办理计划：读取情况文件、标准输入（-），或回答几个问题。",
)

_WANT = typer.Option(
    None, metavar="ID", help=say("A goal; may be given several times.", "目标，可多次填写。")
)
_PACKS = typer.Option(
    None, metavar="DIR", help=say("Folder of policy packs.", "规则包所在文件夹。")
)
_OUT = typer.Option(
    None,
    metavar="FILE",
    help=say("Write to this file instead of the terminal.", "写入此文件，不在终端显示。"),
)


def command(
    situation: str | None = typer.Argument(
        None,
        metavar="[SITUATION.json|-]",
        help=say(
            "Facts as JSON; without it the questions are asked.", "JSON 格式的情况；不填则提问。"
        ),
    ),
    language: str | None = typer.Option(
        None, "--lang", metavar="en|zh", help=say("Language.", "语言。")
    ),
    form: str = typer.Option(
        "text", "--format", metavar="|".join(FORMATS), help=say("Form of the plan.", "输出格式。")
    ),
    on: str | None = typer.Option(
        None,
        metavar="YYYY-MM-DD",
        help=say("The day of the plan; by default today in China.", "计划日期，默认为今天。"),
    ),
    want: list[str] | None = _WANT,
    packs: Path | None = _PACKS,
    out: Path | None = _OUT,
) -> int:
    """Make one plan and print it."""
    if language is not None:
        check_choice(option="--lang", given=language, allowed=LANGS)
        speak(chosen_language(argv=["--lang", language], environ={}))
    check_choice(option="--format", given=form, allowed=FORMATS)
    if form == "pdf" and out is None and sys.stdout.isatty():
        raise Refusal(
            say(
                "a PDF is not for a terminal: add --out plan.pdf",
                "PDF 文件无法在终端中显示，请加上 --out plan.pdf",
            )
        )
    day = read_day(option="--on", text=on)
    data = told(source=situation)
    book = read_book(folder=packs)
    if data is None:
        from firstcard.cli.ask import ask
        from firstcard.guidance.today import today

        data = ask(book=book, on=day or today(), lang=lang())
    if isinstance(data, dict):
        data |= {"on": day.isoformat()} if day else {}
        data |= {"want": want} if want else {}
    show(make(book=book, data=data), form, book, source=situation, out=out)
    return 0


def told(*, source: str | None) -> Any:
    """The situation that a file or stdin holds; None where the questions are to be asked."""
    if source is None and not sys.stdin.isatty():
        raise Refusal(
            say(
                "name a file of facts, or - for stdin (the questions need a terminal)",
                "请指定情况文件，或用 - 表示标准输入（提问需要在终端中进行）",
            )
        )
    return _read(source) if source is not None else None


def make(*, book: RuleBook, data: Any) -> Plan:
    """The plan of a situation. Raises Refusal with one line for every field at fault."""
    from firstcard.guidance.planning import plan_for
    from firstcard.guidance.today import today
    from firstcard.policy.situation import SituationError

    try:
        return plan_for(book=book, data=data, on=today())
    except SituationError as error:
        raise Refusal(*(_line(each) for each in error.errors)) from None


def show(
    plan: Plan, form: str, book: RuleBook, *, source: str | None = None, out: Path | None = None
) -> None:
    """Write the plan to `out`, else print it on stdout. `source`: where the facts came from."""
    if out is not None:
        _write(out, _content(plan, form, book, source))
    elif form == "json":
        print_json(plan)
    elif form == "text":
        print(_text(plan, book))
    else:
        sys.stdout.buffer.write(_content(plan, form, book, source))


def _content(plan: Plan, form: str, book: RuleBook, source: str | None) -> bytes:
    if form == "json":
        return json_bytes(plan)
    if form == "text":
        return (_text(plan, book) + "\n").encode()
    if form == "html":
        from firstcard.guidance.html import render_html
        from firstcard.guidance.presenters.speech import names_of

        return render_html(plan, lang(), names=names_of(book)).encode()
    from firstcard.cli import plan_files

    make = plan_files.paper if form == "pdf" else plan_files.calendar
    return make(plan=plan, book=book, lang=lang(), source=source)


def _text(plan: Plan, book: RuleBook) -> str:
    from firstcard.guidance.presenters.speech import names_of
    from firstcard.guidance.text import render_text

    return render_text(plan, lang(), names=names_of(book))


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Refusal(
            say(
                f"{path}: cannot be written: {error.strerror}",
                f"{path}：无法写入：{error.strerror}",
            )
        ) from None


def _read(source: str) -> Any:
    import msgspec

    from firstcard.guidance.planning import decoded

    raw = sys.stdin.buffer.read(_MOST_BYTES + 1) if source == "-" else _file(Path(source))
    shown = "-" if source == "-" else source
    if len(raw) > _MOST_BYTES:
        raise Refusal(say(f"{shown}: larger than 1 MiB", f"{shown}：超过 1 MiB"))
    try:
        return decoded(raw.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(say(f"{shown}: not JSON: {error}", f"{shown}：不是 JSON：{error}")) from None


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise Refusal(
            say(
                f"{path}: cannot be read: {reason(error)}",
                f"{path}：无法读取：{reason(error)}",
            )
        ) from None


def _line(error: Any) -> str:
    text = spoken(error.message)
    if not error.allowed:
        return f"{error.field}: {text}"
    names = ", ".join(error.allowed)
    return f"{error.field}: {text}" + say(f"; allowed: {names}", f"；可用：{names}")
