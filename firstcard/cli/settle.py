"""`firstcard settle`: many bills from Parquet to Parquet; or one claim of them, explained."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from firstcard.cli.plan import LANGS
from firstcard.cli.rules import read_book
from firstcard.cli.speech import (
    BAD_INPUT,
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
    from firstcard.policy.book import RuleBook
    from firstcard.settlement.agreements import Agreements
    from firstcard.settlement.bulk.run import Progress
    from firstcard.settlement.bulk.source import Done

ENGINES = ("vector", "reference")
FORMATS = ("text", "json")
_PARTS = ("numba", "pyarrow", "duckdb")
_SETUP = Path(__file__).parents[2] / "script" / "setup"
HELP = say(
    "Settle many bills: two Parquet files in, settlements and rejects out.",
    "批量结算：读入两个 Parquet 文件，输出结算结果和退回清单。",
)
_CLAIMS = typer.Argument(
    ..., metavar="CLAIMS.parquet", help=say("One row a bill.", "每行一张单据。")
)
_LINES = typer.Argument(..., metavar="LINES.parquet", help=say("One row a line.", "每行一条明细。"))
_OUT = typer.Option(
    None, metavar="OUT.parquet",
    help=say("Where the settlements go; rejects go to OUT.rejects.parquet.",
             "结算结果文件；退回清单写入 OUT.rejects.parquet。"),
)  # fmt: skip
_EXPLAIN = typer.Option(
    None, metavar="CLAIM_ID", help=say("Explain this one claim instead.", "改为说明这一张单据。")
)
_INSTITUTIONS = typer.Option(
    None, metavar="INSTITUTIONS.csv",
    help=say("Agreements by institution; bills without one on the day are rejected.",
             "医药机构协议名单；当日无协议的单据将被退回。"),
)  # fmt: skip
_PACKS = typer.Option(
    None, metavar="DIR", help=say("Folder of policy packs.", "规则包所在文件夹。")
)


def command(
    claims: Path = _CLAIMS,
    lines: Path = _LINES,
    out: Path | None = _OUT,
    engine: str = typer.Option(
        "vector", metavar="|".join(ENGINES),
        help=say("reference: slowly, one after the other, to compare.",
                 "reference 为逐张计算，较慢，用于比对。"),
    ),
    explain: str | None = _EXPLAIN,
    institutions: Path | None = _INSTITUTIONS,
    language: str | None = typer.Option(
        None, "--lang", metavar="en|zh", help=say("Language.", "语言。")
    ),
    form: str = typer.Option(
        "text", "--format", metavar="|".join(FORMATS), help=say("Form.", "输出格式。")
    ),
    packs: Path | None = _PACKS,
) -> int:  # fmt: skip
    """Settle them all, or explain one."""
    if language is not None:
        check_choice(option="--lang", given=language, allowed=LANGS)
        speak(chosen_language(argv=["--lang", language], environ={}))
    check_choice(option="--engine", given=engine, allowed=ENGINES)
    check_choice(option="--format", given=form, allowed=FORMATS)
    if (out is None) == (explain is None):
        raise Refusal(say("say either --out or --explain", "请指定 --out 或 --explain 其中之一"))
    install()
    from firstcard.settlement.bulk.inputs import BadInput

    book = read_book(folder=packs)
    try:
        agreements = _listed(institutions, book)
        if explain is not None:
            return _explain(book, claims, lines, explain, form, agreements)
        assert out is not None
        _check_places(claims, lines, out, institutions)
        done = _settle(book, claims, lines, out, engine, agreements)
    except BadInput as error:
        raise Refusal(*(spoken(text) for text in error.texts), code=BAD_INPUT) from None
    _tell(done, out, form)
    return 0


def install() -> None:
    """What bulk settlement runs is installed by whoever first asks for it."""
    if all(find_spec(part) for part in _PARTS):
        return
    if not _SETUP.exists() or subprocess.run([_SETUP, "bulk"], check=False).returncode:
        missing = ", ".join(part for part in _PARTS if not find_spec(part))
        raise Refusal(
            say(f"{missing} is missing: run script/setup bulk",
                f"缺少 {missing}，请运行 script/setup bulk"), code=REFUSED,
        )  # fmt: skip
    importlib.invalidate_caches()


def _listed(path: Path | None, book: RuleBook) -> Agreements | None:
    from firstcard.settlement.bulk.institutions import read_institutions

    return read_institutions(path, book=book) if path is not None else None


def _check_places(claims: Path, lines: Path, out: Path, institutions: Path | None) -> None:
    from firstcard.settlement.bulk.journal import rejects_path

    if out.suffix != ".parquet":
        raise Refusal(say(f"--out: {out.name} must end with .parquet",
                          f"--out：{out.name} 应以 .parquet 结尾"))  # fmt: skip
    if not out.absolute().parent.is_dir():
        raise Refusal(say(f"{out.parent}: there is no such folder", f"{out.parent}：文件夹不存在"))
    read = (claims, lines, institutions)
    given = {path.resolve() for path in read if path is not None}
    if given & {out.resolve(), rejects_path(out).resolve()}:
        raise Refusal(say(f"{out} is a file that is read", f"{out} 是要读入的文件，不能覆盖"))


def _settle(
    book: RuleBook, claims: Path, lines: Path, out: Path, engine: str,
    agreements: Agreements | None,
) -> Done:  # fmt: skip
    from firstcard.settlement.bulk import files
    from firstcard.settlement.plan import compile_plan

    with progress(files.rows(claims)) as told:
        if engine == "reference":
            return files.settle_by_reference(
                book=book, claims=claims, lines=lines, out=out, progress=told,
                agreements=agreements,
            )  # fmt: skip
        plan = compile_plan(book=book)
        return files.settle_files(
            plan=plan, claims=claims, lines=lines, out=out, progress=told, agreements=agreements
        )


@contextmanager
def progress(total: int) -> Iterator[Progress]:
    """A bar on stderr, where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    words = TextColumn(say("bills", "单据"))
    columns: Any = (words, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        yield lambda count: bar.advance(task, count)


def _explain(
    book: RuleBook, claims: Path, lines: Path, claim: str, form: str,
    agreements: Agreements | None,
) -> int:  # fmt: skip
    from firstcard.settlement.bulk.files import explain
    from firstcard.settlement.text import render

    found = explain(book=book, claims=claims, lines=lines, claim=claim, agreements=agreements)
    if found is None:
        raise Refusal(say(f"there is no claim {claim}", f"没有单据 {claim}"))
    for row, field, fault in found.faults:
        where = say(f", line row {row + 1}", f"，明细第{row + 1}行") if row is not None else ""
        complain(say(f"{claim}{where}, {field}: {fault.text.en}",
                     f"{claim}{where}，{field}：{fault.text.zh}"))  # fmt: skip
    if found.settlement is None:
        return REFUSED
    if form == "json":
        print_json(found.settlement.as_json())
    else:
        sys.stdout.write(render(found.settlement, lang()))
    return 0


def _tell(done: Done, out: Path, form: str) -> None:
    from firstcard.settlement.bulk.journal import rejects_path

    rejects = rejects_path(out)
    for text in done.unread:
        complain(spoken(text))
    if form == "json":
        print_json({
            "claims": done.claims, "lines": done.lines, "settled": done.settled,
            "rejected": done.rejected, "lines_without_claim": done.strays, "out": str(out),
            "rejects": str(rejects),
        })  # fmt: skip
        return
    counts = f"{done.claims:,}", f"{done.settled:,}", f"{done.rejected:,}"
    print(say("bills: {} = settled: {} + rejected: {}", "单据 {} 张 = 已结算 {} + 退回 {}")
          .format(*counts))  # fmt: skip
    if done.strays:
        print(say(f"lines that belong to no bill: {done.strays:,}",
                  f"不属于任何单据的明细：{done.strays:,} 行"))  # fmt: skip
    print(say(f"settlements: {out}", f"结算结果：{out}"))
    print(say(f"why bills were rejected: {rejects}", f"退回原因：{rejects}"))
