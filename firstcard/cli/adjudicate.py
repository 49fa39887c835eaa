"""`firstcard adjudicate`: one bill from a file or stdin, and what the fund and the family pay."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from firstcard.cli.plan import LANGS
from firstcard.cli.rules import read_book
from firstcard.cli.speech import (
    BAD_INPUT,
    REFUSED,
    Refusal,
    check_choice,
    chosen_language,
    lang,
    print_json,
    reason,
    say,
    speak,
)

if TYPE_CHECKING:
    from firstcard.settlement.faults import Fault

FORMATS = ("text", "json")
_MOST_BYTES = 8 * 1024 * 1024
HELP = say(
    "Settle one bill: what the fund pays, what the family pays, and why.",
    "结算一张费用单：基金支付多少、个人负担多少，并逐项说明依据。",
)
_PACKS = typer.Option(
    None, metavar="DIR", help=say("Folder of policy packs.", "规则包所在文件夹。")
)


def command(
    bill: str = typer.Argument(
        ..., metavar="BILL.json|-", help=say("The bill as JSON.", "JSON 格式的费用单。")
    ),
    language: str | None = typer.Option(
        None, "--lang", metavar="en|zh", help=say("Language.", "语言。")
    ),
    form: str = typer.Option(
        "text", "--format", metavar="|".join(FORMATS), help=say("Form.", "输出格式。")
    ),
    packs: Path | None = _PACKS,
) -> int:
    """Settle it and print what came out."""
    if language is not None:
        check_choice(option="--lang", given=language, allowed=LANGS)
        speak(chosen_language(argv=["--lang", language], environ={}))
    check_choice(option="--format", given=form, allowed=FORMATS)
    from firstcard.settlement.bill import read
    from firstcard.settlement.engines.reference import settle
    from firstcard.settlement.faults import BadBill, NotSettled
    from firstcard.settlement.rules import Rules

    data = _read(bill)
    try:
        one = read(data)
        found = settle(one, Rules(read_book(folder=packs), one.region))
    except BadBill as error:
        code = REFUSED if isinstance(error, NotSettled) else BAD_INPUT
        raise Refusal(*(_line(each) for each in error.faults), code=code) from None
    if form == "json":
        print_json(found.as_json())
    else:
        from firstcard.settlement.text import render

        sys.stdout.write(render(found, lang()))
    return 0


def _line(fault: Fault) -> str:
    return say(f"{fault.field}: {fault.text.en}", f"{fault.field}：{fault.text.zh}")


def _read(source: str) -> bytes:
    if source == "-":
        raw = sys.stdin.buffer.read(_MOST_BYTES + 1)
    else:
        try:
            with Path(source).open("rb") as file:
                raw = file.read(_MOST_BYTES + 1)
        except OSError as error:
            why = reason(error)
            raise Refusal(
                say(f"{source}: cannot be read: {why}", f"{source}：无法读取：{why}")
            ) from None
    if len(raw) > _MOST_BYTES:
        raise Refusal(say(f"{source}: larger than 8 MiB", f"{source}：超过 8 MiB"))
    return raw.removeprefix(b"\xef\xbb\xbf")
