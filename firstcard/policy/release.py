"""Releasing a pack: checked, confirmed by a second person, and never changed afterwards."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from firstcard.policy import store as shelf
from firstcard.policy.book import RuleBook
from firstcard.policy.cases import OtherCases, run_cases
from firstcard.policy.checks import check_book
from firstcard.policy.format import Text
from firstcard.policy.loading import build, load
from firstcard.policy.packs import Pack, read_pack
from firstcard.policy.reading import PackError, Problem
from firstcard.policy.region_codes import NATION
from firstcard.policy.store import Release


class ReleaseRefused(Exception):
    """The pack is not released. `message` says why, `details` lists what must be mended."""

    def __init__(self, message: Text, details: tuple[str, ...] = ()) -> None:
        self.message = message
        self.details = details
        super().__init__(message.en)


@dataclass(frozen=True, slots=True)
class Released:
    """What came of a release; `new` is False where the same digest had been released before."""

    release: Release
    folder: Path
    new: bool


def release(
    *,
    folder: Path,
    store: Path,
    by: str,
    confirmed_by: str,
    at: datetime,
    others: OtherCases | None = None,
) -> Released:
    """Copy a checked pack into the store and log it.

    The packs beside `folder` are its parents; `others` runs the cases of bills. Raises
    ReleaseRefused (two people are needed, the check fails, the version was released with other
    contents, a parent is not released) and StoreError.
    """
    _need_two_people(by, confirmed_by)
    book, pack = _checked(folder, others)
    with shelf.locked(store=store):
        before = shelf.releases(store=store)
        for earlier in before:
            if earlier.pack == pack.id and earlier.digest == pack.digest:
                return Released(earlier, _place(store, pack), new=False)
        parents = {each: book.packs[each].digest for each in book.chain_of(pack.id)[:-1]}
        _need_new_version(before, pack)
        _need_parents(before, parents)
        line = Release(pack.id, pack.form.version, pack.digest, by.strip(), confirmed_by.strip(),
                       at.isoformat(timespec="seconds"), parents)  # fmt: skip
        copied = shelf.copy_in(folder=folder, store=store, pack=pack.id, expected=pack.digest)
        shelf.append(store=store, release=line)
    return Released(line, copied, new=True)


def released_book(*, store: Path, samples: bool = False) -> RuleBook:
    """The newest release of every pack; one that no longer fits gives way to its previous one.

    Raises PackError where no national pack was released, StoreError where the store is damaged.
    """
    waiting: dict[str, list[Path]] = {}
    for each in shelf.releases(store=store):
        place = shelf.folder_of(store=store, pack=each.pack, digest=each.digest)
        waiting.setdefault(each.pack, []).append(place)
    problems: list[Problem] = []
    packs: dict[str, Pack] = {}
    while True:
        for name in waiting.keys() - packs.keys():
            packs |= _newest_readable(name, waiting[name], samples, problems)
        book = _built(packs, problems)
        found = check_book(book)
        problems += found
        broken = {each.pack for each in found if not each.warning} & packs.keys()
        if not broken:
            book.problems = tuple(problems)
            return book
        for name in broken:
            del packs[name]


def _newest_readable(
    name: str, places: list[Path], samples: bool, problems: list[Problem]
) -> dict[str, Pack]:
    while places:
        place = places.pop()
        try:
            pack = read_pack(place, shown=name, samples=samples)
        except (PackError, OSError) as error:
            problems.extend(getattr(error, "problems", ()))
            continue
        if pack.digest == place.parent.name:
            return {name: pack}
        problems.append(Problem(name, 1, "", "the released copy was changed", pack=name))
    return {}


def _built(packs: dict[str, Pack], problems: list[Problem]) -> RuleBook:
    if not any(pack.form.region == NATION for pack in packs.values()):
        raise PackError(problems or [Problem("store", 1, "", "no national pack is released")])
    return build(packs)


def _checked(folder: Path, others: OtherCases | None) -> tuple[RuleBook, Pack]:
    """The pack and what it inherits from. Raises ReleaseRefused with every problem."""
    try:
        book = load(root=folder.parent)
    except PackError as error:
        raise _fails([str(problem) for problem in error.problems]) from None
    name = folder.name
    wrong = [
        str(each) for each in book.problems if not each.warning and _concerns(each, book, name)
    ]
    if wrong or name not in book.packs:
        raise _fails(wrong or [f"{name}: no pack of this name can be used"])
    found = run_cases(book=book, pack=name) + (others(book, name) if others else [])
    wrong = [str(each) for each in found]
    if wrong:
        raise _fails(wrong)
    return book, book.packs[name]


def _concerns(problem: Problem, book: RuleBook, name: str) -> bool:
    chain = book.chain_of(name) if name in book.packs else (name,)
    return problem.pack in chain or problem.pack == ""


def _fails(details: list[str]) -> ReleaseRefused:
    return ReleaseRefused(
        Text("the pack does not pass its check, so it is not released",
             "规则包未通过检查，不予发布"),
        tuple(details),
    )  # fmt: skip


def _need_two_people(by: str, confirmed_by: str) -> None:
    if not by.strip() or not confirmed_by.strip():
        raise ReleaseRefused(Text("name who releases and who confirms",
                                  "请写明发布人和复核人"))  # fmt: skip
    if _person(by) == _person(confirmed_by):
        raise ReleaseRefused(Text("a second person must confirm: --confirmed-by names the same one",
                                  "须由另一人复核：复核人与发布人不能相同"))  # fmt: skip


def _person(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _need_new_version(before: list[Release], pack: Pack) -> None:
    for earlier in before:
        if earlier.pack == pack.id and earlier.version == pack.form.version:
            raise ReleaseRefused(Text(
                f"{pack.id} {earlier.version} was released with other contents on "
                f"{earlier.at[:10]}: give pack.yaml a new version",
                f"{pack.id} {earlier.version} 已于 {earlier.at[:10]} 发布过，内容不同："
                f"请在 pack.yaml 中使用新的版本号"))  # fmt: skip


def _need_parents(before: list[Release], parents: dict[str, str]) -> None:
    known = {(earlier.pack, earlier.digest) for earlier in before}
    missing = [name for name, digest in parents.items() if (name, digest) not in known]
    if missing:
        names = ", ".join(missing)
        raise ReleaseRefused(Text(f"release {names} first: this pack was checked against it",
                                  f"请先发布 {names}：本规则包是依照它检查的"))  # fmt: skip


def _place(store: Path, pack: Pack) -> Path:
    return shelf.folder_of(store=store, pack=pack.id, digest=pack.digest)
