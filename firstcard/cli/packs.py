"""`firstcard packs`: check, show, compare, release and verify policy packs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer

from firstcard.cli import packs_diff
from firstcard.cli.packs_diff import FORMAT, LANG, PACKS, options
from firstcard.cli.rules import read_book, read_day
from firstcard.cli.speech import (
    REFUSED,
    Refusal,
    complain,
    lang,
    print_json,
    say,
    spoken,
)
from firstcard.guidance.packs_folders import packs_folder

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help=say("Check, show, compare and release policy packs.", "检查、查看、比较和发布规则包。"),
)
_PATH = typer.Argument(
    None, help=say("A folder of packs, or one pack.", "规则包文件夹，或单个规则包。")
)
_PACK = typer.Argument(..., help=say("The pack's folder.", "规则包文件夹。"))
_STORE = typer.Option(
    ..., metavar="DIR", help=say("The store of released packs.", "已发布规则包的存放处。")
)


@app.command(help=say("Check packs and run their cases.", "检查规则包并运行其案例。"))
def check(
    path: Path | None = _PATH,
    language: str | None = LANG,
    form: str = FORMAT,
) -> int:
    """Print what was checked, and one line for each problem on stderr."""
    from firstcard.guidance.pack_checks import check_folder
    from firstcard.settlement.cases import run_bills

    options(language, form)
    report = check_folder(folder=path or packs_folder(), others=run_bills)
    if form == "json":
        print_json(report)
    else:
        counts = report.counts
        print(
            say(
                "{packs} packs, {documents} documents, {laws} instruments, {tables} tables, "
                "{cases} cases; {problems} problems, {warnings} warnings",
                "规则包 {packs} 个，事项 {documents} 个，法律文件 {laws} 件，决策表 {tables} 张，"
                "案例 {cases} 个；问题 {problems} 个，提醒 {warnings} 个",
            ).format(**counts)
        )
        for warning in report.warnings:
            print(say("warning: ", "提醒：") + warning)
    sys.stdout.flush()
    for problem in report.problems:
        print(problem, file=sys.stderr)
    return REFUSED if report.problems else 0


@app.command(
    help=say("Show a pack, or a document's rule in force.", "查看规则包或某事项的现行规则。")
)
def show(
    id: str = typer.Argument(..., metavar="ID"),
    on: str | None = typer.Option(None, metavar="YYYY-MM-DD", help=say("The day.", "日期。")),
    region: str | None = typer.Option(
        None,
        metavar="CODE",
        help=say("Division code, such as 410100.", "行政区划代码，如 410100。"),
    ),
    packs: Path | None = PACKS,
    language: str | None = LANG,
    form: str = FORMAT,
) -> int:
    """Print a pack's contents, or a document with its effective rule and sources."""
    from firstcard.guidance.api.packs import document_view, pack_detail
    from firstcard.guidance.today import today
    from firstcard.policy.region_codes import NATION

    options(language, form)
    day = read_day(option="--on", text=on) or today()
    book = read_book(folder=packs)
    if id in book.packs and region is None:
        return _shown(pack_detail(book=book, pack=id), form)
    if region is not None and region not in book.divisions:
        raise Refusal(
            say(
                f"--region: {region!r} is no known division code, such as 410100",
                f"--region：“{region}”不是已知的行政区划代码，例如 410100",
            )
        )
    pack = book.chain(region or NATION)[-1]
    try:
        return _shown(document_view(book=book, pack=pack, document=id, on=day), form)
    except KeyError:
        raise Refusal(_no_document(id, book, pack)) from None


app.command("diff", help=packs_diff.HELP)(packs_diff.command)


@app.command(help=say("Release a checked pack.", "发布已通过检查的规则包。"))
def release(
    path: Path = _PACK,
    store: Path = _STORE,
    by: str = typer.Option(..., metavar="NAME", help=say("Who releases.", "发布人。")),
    confirmed_by: str = typer.Option(..., metavar="NAME", help=say("Who confirms.", "复核人。")),
    language: str | None = LANG,
    form: str = FORMAT,
) -> int:
    """Copy the pack into the store and log who released and who confirmed it."""
    from firstcard.guidance.today import now
    from firstcard.policy.release import ReleaseRefused
    from firstcard.policy.release import release as put
    from firstcard.policy.store import StoreError
    from firstcard.settlement.cases import run_bills

    options(language, form)
    people = {"by": by, "confirmed_by": confirmed_by}
    try:
        done = put(folder=path.absolute(), store=store, **people, at=now(), others=run_bills)
    except ReleaseRefused as error:
        raise Refusal(spoken(error.message), *error.details, code=REFUSED) from None
    except StoreError as error:
        raise Refusal(str(error), code=REFUSED) from None
    line = done.release
    if form == "json":
        print_json({"release": line, "new": done.new})
    elif done.new:
        print(say(f"released {line.pack} {line.version} {line.digest}",
                  f"已发布 {line.pack} {line.version} {line.digest}"))  # fmt: skip
    else:
        known = f"{line.pack} {line.version}"
        print(say(f"{known} was released on {line.at[:10]}; nothing was done",
                  f"{known} 已于 {line.at[:10]} 发布，无需再次发布"))  # fmt: skip
    return 0


@app.command(help=say("Recompute every digest of a store.", "重新核对存放处的全部摘要。"))
def verify(store: Path = _STORE, language: str | None = LANG) -> int:
    """Compare each released copy with its digest."""
    from firstcard.policy import store as shelf

    options(language, "text")
    problems = shelf.verify(store=store)
    for problem in problems:
        complain(problem)
    if not problems:
        count = len(shelf.releases(store=store))
        print(say(f"{count} releases, all as they were", f"共 {count} 次发布，内容均未改动"))
    return REFUSED if problems else 0


def _shown(view: Any, form: str) -> int:
    if form == "json":
        print_json(view)
        return 0
    from firstcard.cli.outline import outline

    print(outline(value=view, lang=lang()))
    return 0


def _no_document(id: str, book: Any, pack: str) -> str:
    import difflib

    known = [*book.packs, *book.documents]
    near = difflib.get_close_matches(id, known, n=5, cutoff=0.4) or sorted(set(known))[:8]
    names = ", ".join(near)
    return say(
        f'{pack}: no pack and no document "{id}"; perhaps: {names}',
        f"{pack}：没有名为“{id}”的规则包或事项；相近的有：{names}",
    )
