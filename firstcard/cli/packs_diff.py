"""`firstcard packs diff`: what differs between packs, and with --bills what that does to bills."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from firstcard.cli import packs_bills
from firstcard.cli.plan import LANGS
from firstcard.cli.speech import (
    Refusal,
    check_choice,
    chosen_language,
    print_json,
    say,
    speak,
)
from firstcard.guidance.packs_folders import packs_folder

if TYPE_CHECKING:
    from firstcard.guidance.pack_checks import Comparison
    from firstcard.policy.book import RuleBook
    from firstcard.settlement.effects import Effect

FORMATS = ("text", "json")
HELP = say(
    "Compare two packs, or two folders of packs; with --bills also what the change does to bills.",
    "比较两个规则包或规则包文件夹；加 --bills 可查看对费用单的影响。",
)
LANG = typer.Option(None, "--lang", metavar="en|zh", help=say("Language.", "语言。"))
FORMAT = typer.Option("text", "--format", metavar="text|json", help=say("Form.", "输出格式。"))
PACKS = typer.Option(None, metavar="DIR", help=say("Folder of policy packs.", "规则包所在文件夹。"))
_LOOKUP = typer.Option(
    None, "--store", metavar="DIR", help=say("Where digests are looked up.", "按摘要查找的存放处。")
)
_BILLS = typer.Option(
    None, "--bills", metavar="CLAIMS.parquet LINES.parquet",
    help=say("Bills to try both on: the two files of `settle`, or one or more bills (.json) or "
             "folders of bills as for `adjudicate`.",
             "试算用的单据：settle 的两个文件，或 adjudicate 的费用单（.json，可多个）或文件夹。"),
)  # fmt: skip
_MORE = typer.Argument(None, metavar="BILLS", hidden=True)
_PLOT = typer.Option(
    None, "--plot", metavar="OUT.svg",
    help=say("A picture of what families pay more or less, and the same as OUT.txt.",
             "将个人负担的变化绘制成图，并生成同名 .txt 文字版。"),
)  # fmt: skip


def command(
    old: str = typer.Argument(..., metavar="A", help=say("Folder or digest.", "文件夹或摘要。")),
    new: str = typer.Argument(..., metavar="B", help=say("Folder or digest.", "文件夹或摘要。")),
    more: list[Path] | None = _MORE,
    bills: list[Path] | None = _BILLS,
    plot: Path | None = _PLOT,
    store: Path | None = _LOOKUP,
    packs: Path | None = PACKS,
    language: str | None = LANG,
    form: str = FORMAT,
) -> int:
    """Print every entry that differs, the worked cases whose plan changes, and what bills do."""
    options(language, form)
    given = _bills(bills or [], more or [], plot)
    beside, sides = packs or packs_folder(), (_pack_folder(old, store), _pack_folder(new, store))
    result = _compared(*sides, beside)
    found = None
    if given:
        before, after = _books(*sides, beside)
        found = packs_bills.effect(old=before, new=after, bills=given)
        twin = packs_bills.draw(found=found, book=after, plot=plot) if plot else None
    if form == "json":
        _as_json(result, found)
        return 0
    _tell_differences(result)
    if found:
        packs_bills.tell(found=found, book=after, bills=given, sides=(old, new))
        if twin:
            print(say(f"picture: {plot}, the same as text: {twin}", f"图：{plot}；文字版：{twin}"))
    return 0


def _bills(bills: list[Path], more: list[Path], plot: Path | None) -> list[Path]:
    """Every file of bills: the first stands behind --bills, the others after it."""
    if more and not bills:
        extra = " ".join(map(str, more))
        raise Refusal(
            say(
                f"{extra}: A and B are compared; bills stand after --bills",
                f"多余的参数：{extra}。只比较 A 和 B，单据请写在 --bills 之后",
            )
        )
    packs_bills.check(bills=[*bills, *more], plot=plot)
    return [*bills, *more]


def _tell_differences(result: Comparison) -> None:
    for change in result.changes:
        print(change)
    print(
        say("{0} differences; {1} worked cases with another plan",
            "差异 {0} 处；计划有变化的案例 {1} 个").format(len(result.changes), len(result.plans))
    )  # fmt: skip
    for plan in result.plans:
        print(f"{plan.pack}: {plan.case}")
        for line in plan.what:
            print(f"  {line}")


def _as_json(result: Comparison, found: Effect | None) -> None:
    if found is None:
        print_json(result)
        return
    from firstcard.settlement.effects import as_json

    print_json({"changes": result.changes, "plans": result.plans, "bills": as_json(found)})


def options(language: str | None, form: str) -> None:
    """Speaks the language that was asked for. Raises Refusal."""
    if language is not None:
        check_choice(option="--lang", given=language, allowed=LANGS)
        speak(chosen_language(argv=["--lang", language], environ={}))
    check_choice(option="--format", given=form, allowed=FORMATS)


def _compared(old: Path, new: Path, beside: Path) -> Comparison:
    from firstcard.guidance.pack_checks import compare

    with _broken_packs_named():
        return compare(old=old, new=new, beside=beside)


def _books(old: Path, new: Path, beside: Path) -> tuple[RuleBook, RuleBook]:
    from firstcard.guidance.pack_checks import books_of

    with _broken_packs_named():
        return books_of(old=old, new=new, beside=beside)


@contextmanager
def _broken_packs_named() -> Iterator[None]:
    from firstcard.policy.reading import PackError

    try:
        yield
    except PackError as error:
        raise Refusal(*(str(each) for each in error.problems)) from None


def _pack_folder(name: str, store: Path | None) -> Path:
    from firstcard.policy import store as shelf

    if Path(name).is_dir():
        return Path(name).absolute()
    found = shelf.find(store=store, name=name) if store else None
    if found is None:
        raise Refusal(
            say(
                f"{name}: neither a folder nor the digest of a released pack (see --store)",
                f"{name}：不是文件夹，也不是已发布规则包的摘要（参见 --store）",
            )
        )
    return found
