"""`firstcard packs diff --bills`: what a change of the rules does to bills before its release."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from firstcard.cli.settle import install, progress
from firstcard.cli.speech import Refusal, lang, say, spoken

if TYPE_CHECKING:
    from firstcard.policy.book import RuleBook
    from firstcard.settlement.effects import Effect
    from firstcard.settlement.effects_text import Names

PARQUET, JSON = ".parquet", ".json"
_MOST_BYTES = 8 * 1024 * 1024


def check(*, bills: Sequence[Path], plot: Path | None) -> None:
    """Whether these can be bills and a picture can be put there. Raises Refusal."""
    if plot is not None and not bills:
        raise Refusal(say("--plot shows bills: say which with --bills",
                          "--plot 用于单据，请用 --bills 指定单据文件"))  # fmt: skip
    if plot is not None and plot.suffix != ".svg":
        raise Refusal(say(f"--plot: {plot.name} must end with .svg",
                          f"--plot：{plot.name} 应以 .svg 结尾"))  # fmt: skip
    if plot is not None and not plot.absolute().parent.is_dir():
        raise Refusal(
            say(f"{plot.parent}: there is no such folder", f"{plot.parent}：文件夹不存在")
        )
    for path in bills:
        if not path.exists():
            raise Refusal(say(f"{path}: there is no such file", f"{path}：文件不存在"))
    if bills and not _are_parquet(bills):
        for path in bills:
            if path.is_file() and path.suffix != JSON:
                raise Refusal(_what_bills_are(path))
        _files(bills)


def _are_parquet(bills: Sequence[Path]) -> bool:
    return len(bills) == 2 and all(path.suffix == PARQUET for path in bills)


def _what_bills_are(path: Path) -> str:
    return say(
        f"--bills: {path}: wanted are CLAIMS.parquet and LINES.parquet, or bills as .json, "
        "or a folder of such bills",
        f"--bills：{path}：应为 CLAIMS.parquet 和 LINES.parquet 两个文件，"
        "或 .json 格式的费用单，或存放费用单的文件夹",
    )


def effect(*, old: RuleBook, new: RuleBook, bills: Sequence[Path]) -> Effect:
    """What comes out differently. Raises Refusal."""
    install()
    from firstcard.settlement.bulk.files import rows
    from firstcard.settlement.bulk.inputs import BadInput
    from firstcard.settlement.bulk.trying import try_bills, try_files

    try:
        if not _are_parquet(bills):
            return try_bills(
                old=old, new=new, bills=[(str(path), _bytes(path)) for path in _files(bills)]
            )
        claims, lines = bills
        with progress(2 * rows(claims)) as told:
            return try_files(old=old, new=new, claims=claims, lines=lines, progress=told)
    except BadInput as error:
        raise Refusal(*(spoken(text) for text in error.texts)) from None


def _files(bills: Sequence[Path]) -> list[Path]:
    files: list[Path] = []
    for path in bills:
        files += sorted(path.glob(f"*{JSON}")) if path.is_dir() else [path]
    if not files:
        raise Refusal(say(f"{bills[0]}: there is no bill (.json) in the folder",
                          f"{bills[0]}：文件夹中没有费用单（.json）"))  # fmt: skip
    return files


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > _MOST_BYTES:
        raise Refusal(say(f"{path}: larger than 8 MiB", f"{path}：超过 8 MiB"))
    return path.read_bytes().removeprefix(b"\xef\xbb\xbf")


def tell(*, found: Effect, book: RuleBook, bills: Sequence[Path], sides: tuple[str, str]) -> None:
    """Prints the tables, and how a single bill is asked for. `sides`: the rules as named."""
    from firstcard.settlement.effects_text import render

    sys.stdout.write("\n" + render(found, lang(), names(book)))
    if not found.largest or not all(_is_set(side) for side in sides):
        return
    files = " ".join(map(str, bills))
    print()
    print(say("Step by step, under either set of rules:", "逐步说明（分别按两套规则）："))
    for side in sides:
        claim = found.largest[0].claim_id
        ask = f"settle {files} --explain {claim}" if _are_parquet(bills) else f"adjudicate {claim}"
        print(f"  firstcard {ask} --packs {side}")


def _is_set(side: str) -> bool:
    """Whether it is a folder of packs, which the other commands take."""
    return Path(side).is_dir() and not (Path(side) / "pack.yaml").exists()


def draw(*, found: Effect, book: RuleBook, plot: Path) -> Path:
    """Writes the picture, and the same as text beside it; where that is."""
    from firstcard.settlement.effects_picture import draw as picture
    from firstcard.settlement.effects_text import distribution

    plot.write_text(picture(found, lang(), names(book)), encoding="utf-8")
    twin = plot.with_suffix(".txt")
    twin.write_text(distribution(found, lang(), names(book)), encoding="utf-8")
    return twin


def names(book: RuleBook) -> Names:
    """The values of facts in words."""
    from firstcard.settlement.effects import BY

    facts = book.bill_facts.facts
    return {(by, value.id): value.name for by in BY for value in facts[by].values or ()}
