"""Checking and comparing folders of packs: what the command line and the tests both call."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from firstcard.policy.book import RuleBook
from firstcard.policy.cases import OtherCases, run_cases
from firstcard.policy.checks import check_book
from firstcard.policy.diff import Change, PlanChange, changed_plans, diff_packs
from firstcard.policy.loading import build, load
from firstcard.policy.packs import Pack, read_pack
from firstcard.policy.reading import PackError
from firstcard.policy.region_codes import NATION


class Report(Struct, frozen=True):
    """What a check found: one line a problem, one line a warning, and how much was looked at."""

    counts: dict[str, int]
    problems: list[str]
    warnings: list[str]


class Comparison(Struct, frozen=True):
    """What differs between two packs or folders, and which worked cases get another plan."""

    changes: list[Change]
    plans: list[PlanChange]


def check_folder(*, folder: Path, others: OtherCases | None = None) -> Report:
    """Read and check every pack of a folder, or one pack with those beside it as its parents.

    `others` runs the cases of bills, which need an engine.
    """
    single = folder.name if (folder / "pack.yaml").is_file() else None
    root = folder.parent if single else folder
    try:
        book = load(root=root.absolute())
    except PackError as error:
        return _report({}, [str(each) for each in error.problems], [])
    found = list(book.problems)
    found = [each for each in found if single in (None, each.pack)]
    problems = [str(each) for each in found if not each.warning]
    packs = {name: pack for name, pack in book.packs.items() if single in (None, name)}
    for name in packs:
        problems += [str(each) for each in run_cases(book=book, pack=name)]
        problems += [str(each) for each in others(book, name)] if others else []
    return _report(packs, problems, [str(each) for each in found if each.warning])


def compare(*, old: Path, new: Path, beside: Path) -> Comparison:
    """Compare two packs, or two folders of packs.

    A single pack is laid over the packs of `beside`, so that its cases can be planned. Raises
    PackError where either side is broken.
    """
    others = [path.parent for path in sorted(beside.glob("*/pack.yaml"))]
    return compare_among(old=old, new=new, others=others)


def books_of(*, old: Path, new: Path, beside: Path) -> tuple[RuleBook, RuleBook]:
    """The two sets of rules that `compare` compares. Raises PackError."""
    others = [path.parent for path in sorted(beside.glob("*/pack.yaml"))]
    return _book(_packs(old), others), _book(_packs(new), others)


def compare_among(*, old: Path, new: Path, others: Sequence[Path]) -> Comparison:
    """The same, with the folder of every other pack named by itself, wherever it lies."""
    before, after = _packs(old), _packs(new)
    plans = changed_plans(old=_book(before, others), new=_book(after, others))
    return Comparison(diff_packs(old=before, new=after), plans)


def _packs(folder: Path) -> dict[str, Pack]:
    if (folder / "pack.yaml").is_file():
        pack = read_pack(folder, shown=folder.name)
        return {pack.id: pack}
    found = [read_pack(path.parent) for path in sorted(folder.glob("*/pack.yaml"))]
    return {pack.id: pack for pack in found}


def _book(packs: dict[str, Pack], others: Sequence[Path]) -> RuleBook:
    found: dict[str, Pack] = {}
    if not any(pack.form.region == NATION for pack in packs.values()) or len(packs) == 1:
        for folder in others:
            found |= _packs(folder)
    book = build({**found, **packs})
    wrong = [each for each in check_book(book) if not each.warning and each.pack in packs]
    if wrong:
        raise PackError(wrong)
    return book


def _report(packs: dict[str, Pack], problems: list[str], warnings: list[str]) -> Report:
    found = list(packs.values())
    counts = {
        "packs": len(found),
        "documents": sum(len(pack.documents) for pack in found),
        "laws": sum(len(pack.laws) for pack in found),
        "tables": sum(len(pack.tables) for pack in found),
        "cases": sum(len(pack.cases) + len(pack.bills) for pack in found),
        "problems": len(problems),
        "warnings": len(warnings),
    }
    return Report(counts, problems, warnings)
