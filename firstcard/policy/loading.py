"""Packs from a folder to a rule book: read, laid together, checked; broken ones do not serve."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from firstcard.policy.bill_tables import bill_types
from firstcard.policy.book import RuleBook
from firstcard.policy.checks import check_book
from firstcard.policy.packs import Pack, fact_types, read_pack
from firstcard.policy.reading import PackError, Problem
from firstcard.policy.region_codes import NATION

LastGood = Callable[[str], Path | None]


def load(*, root: Path, samples: bool = False, last_good: LastGood | None = None) -> RuleBook:
    """Read every pack below `root` and check it.

    A broken pack is replaced by `last_good(pack_id)` or left out, its children with it; what was
    wrong stands in `problems`. Raises PackError where no national pack can be used.
    """
    return _Loading(samples, last_good or (lambda pack: None)).run(root)


class _Loading:
    """One reading of a folder of packs."""

    def __init__(self, samples: bool, last_good: LastGood) -> None:
        self.samples = samples
        self.last_good = last_good
        self.packs: dict[str, Pack] = {}
        self.problems: list[Problem] = []

    def run(self, root: Path) -> RuleBook:
        for folder in _folders(root):
            self._read(folder)
        while True:
            self._need_country()
            book = build(self.packs)
            found = [*check_book(book), *_without_parent(self.packs, book)]
            self.problems += found
            broken = {p.pack for p in found if not p.warning and p.pack in self.packs}
            if not broken:
                book.problems = tuple(self.problems)
                return book
            for pack in broken:
                self._step_back(pack)

    def _read(self, folder: Path) -> None:
        try:
            shown = f"{folder.parent.name}/{folder.name}"
            pack = read_pack(folder, shown=shown, samples=self.samples)
        except PackError as error:
            self.problems += [_of(problem, folder.name) for problem in error.problems]
            self._serve_last_good(folder.name)
            return
        self.packs[pack.id] = pack

    def _step_back(self, pack: str) -> None:
        """The last good copy serves instead; a copy that is broken itself is left out."""
        if self.packs.pop(pack).folder != self.last_good(pack):
            self._serve_last_good(pack)

    def _serve_last_good(self, name: str) -> None:
        good = self.last_good(name)
        if good is None:
            return
        try:
            pack = read_pack(good, shown=name, samples=self.samples)
        except PackError as error:
            self.problems += [_of(problem, name) for problem in error.problems]
        else:
            self.packs[pack.id] = pack

    def _need_country(self) -> None:
        if any(pack.form.region == NATION for pack in self.packs.values()):
            return
        lacking = Problem(
            "packs", 1, "region", "no national pack", (f'one pack with region: "{NATION}"',)
        )
        raise PackError(self.problems or [lacking])


def _folders(root: Path) -> list[Path]:
    folders = [p for p in root.iterdir() if p.is_dir()] if root.is_dir() else []
    packs = sorted(p for p in folders if not p.name.startswith((".", "_")))
    if not packs:
        wanted = ("a folder with a pack.yaml for each pack",)
        raise PackError([Problem(str(root), 1, "", "no pack here", wanted)])
    return packs


def _without_parent(packs: Mapping[str, Pack], book: RuleBook) -> Iterable[Problem]:
    for name in packs.keys() - book.packs.keys():
        message = f'the pack above, "{packs[name].form.parent}", cannot be used'
        source = packs[name].files["pack.yaml"]
        yield _of(source.problem("parent", message, sorted(book.packs)), name)


def _of(problem: Problem, pack: str) -> Problem:
    return dataclasses.replace(problem, pack=pack)


def build(packs: Mapping[str, Pack]) -> RuleBook:
    """A book of these packs, parents before children; checks are made by `checks`."""
    ordered = sorted(packs.values(), key=lambda p: (p.form.region != NATION, p.form.region, p.id))
    usable = _with_parents(ordered)
    book = RuleBook({pack.id: pack for pack in usable})
    book.digest = hashlib.sha256("".join(p.digest for p in usable).encode()).hexdigest()
    for pack in usable:
        book._by_region[pack.form.region] = pack.id
        book.facts = pack.facts or book.facts
        book.bill_facts = pack.bill_facts or book.bill_facts
        book.calendar = pack.calendar or book.calendar
        book.divisions = pack.divisions or book.divisions
        for document in pack.documents.values():
            for alias in (document.id, *(document.gives or ())):
                book.documents.setdefault(alias, document.id)
    for pack in usable:
        book.documents.update({name: name for name in pack.documents})
    book.types = fact_types(book.facts, _ways(usable))
    book.bill_types = bill_types(book.bill_facts, book.facts)
    return book


def _with_parents(ordered: list[Pack]) -> list[Pack]:
    usable: dict[str, Pack] = {}
    waiting = list(ordered)
    while waiting:
        ready = [p for p in waiting if p.form.parent is None or p.form.parent in usable]
        if not ready:
            break
        usable.update({p.id: p for p in ready})
        waiting = [p for p in waiting if p.id not in usable]
    return list(usable.values())


def _ways(packs: Iterable[Pack]) -> dict[str, frozenset[str]]:
    ways: dict[str, set[str]] = {}
    for pack in packs:
        for document in pack.documents.values():
            ids = ways.setdefault(document.id, set())
            for version in document.versions or ():
                ids |= {way.id for way in version.ways or ()}
                for need in version.needs or ():
                    ids |= {choice.id for choice in need.any_of or ()}
    return {document: frozenset(ids) for document, ids in ways.items()}
