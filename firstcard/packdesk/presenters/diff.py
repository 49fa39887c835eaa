"""Two versions of a pack beside each other; or a pack and the one above it, in force today."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from firstcard.guidance.pack_checks import Comparison
from firstcard.packdesk import addresses
from firstcard.packdesk.copies import Copy
from firstcard.packdesk.presenters.document import DocumentPresenter, SideView
from firstcard.packdesk.presenters.tongue import Tongue
from firstcard.packdesk.words import WORDS
from firstcard.policy.diff import Change, PlanChange

_LANGS = {"en": "en", "zh": "zh-Hans"}
_SHORT = 12


@dataclass(frozen=True, slots=True)
class Written:
    """One line of a value as it is written: how deep, its key, its text and the text's language."""

    depth: int
    key: str
    key_is_code: bool
    text: str
    lang: str
    is_code: bool


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One entry that differs: its path in words, old and new line by line."""

    path: list[tuple[str, bool]]
    did: str
    did_words: str
    old: list[Written]
    new: list[Written]


@dataclass(frozen=True, slots=True)
class GroupView:
    """What changed in one document, instrument, table …"""

    title: str
    id: str
    href: str
    changes: list[ChangeView]


@dataclass(frozen=True, slots=True)
class PlanView:
    """A worked case whose plan is another, with what differs in it."""

    id: str
    sentence: str
    what: list[str]


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A version that can be chosen."""

    value: str
    words: str


@dataclass(frozen=True)
class DiffView:
    """What differs between two versions."""

    count: str
    groups: list[GroupView]
    plans: list[PlanView]


@dataclass(frozen=True, slots=True)
class RegionView:
    """What differs in one document between a pack and the one above it."""

    title: str
    id: str
    href: str
    does: str
    sides: list[SideView]


class DiffPresenter:
    """Presents comparisons of one pack."""

    def __init__(self, *, tongue: Tongue) -> None:
        self.tongue = tongue

    def choices(self, copies: Iterable[Copy]) -> list[ChoiceView]:
        """The versions to choose from, as one tells them apart."""
        return [ChoiceView(copy.digest, self.choice(copy)) for copy in copies]

    def choice(self, copy: Copy) -> str:
        """A version by its count, where it lies, its day of release and its fingerprint."""
        word = self.tongue.word
        said = [copy.version, word(f"copy_{copy.where}")]
        if copy.at:
            said.append(self.tongue.day(date.fromisoformat(copy.at[:10])))
        return " · ".join([*(each for each in said if each), copy.digest[:_SHORT]])

    def versions(self, found: Comparison) -> DiffView:
        """Two versions, document by document."""
        groups: dict[tuple[str, str], list[Change]] = {}
        for change in found.changes:
            area, _, rest = change.path.partition(".")
            name = rest.partition(".")[0] if area in _NAMED else ""
            groups.setdefault((area, name), []).append(change)
        return DiffView(
            self.tongue.word("diff_count", n=len(found.changes)),
            [self._group(area, name, of) for (area, name), of in groups.items()],
            [self._plan(each) for each in found.plans],
        )

    def _group(self, area: str, name: str, changes: list[Change]) -> GroupView:
        known = self.tongue.book.packs[self.tongue.pack]
        href = ""
        if area == "documents" and name in known.documents:
            href = addresses.document(self.tongue.pack, name)
        elif area in ("laws", "sources") and name in getattr(known, area):
            href = addresses.laws(self.tongue.pack, name)
        elif area == "tables" and name in known.tables:
            href = addresses.pack(self.tongue.pack, f"table-{name}")
        skip = 2 if name else 1
        return GroupView(self._title(area, name), name, href,
                         [self._change(each, skip) for each in changes])  # fmt: skip

    def _title(self, area: str, name: str) -> str:
        label = self.tongue.word(f"area_{area}")
        if area == "documents" and name in self.tongue.book.documents:
            return self.tongue.document(name)
        if area in ("laws", "sources"):
            item = self.tongue.book.in_chain(self.tongue.chain, area, name)
            return self.tongue.say(item.title).strip("《》") if item else label
        return self.tongue.table(name) if area == "tables" and self._has_table(name) else label

    def _has_table(self, name: str) -> bool:
        return self.tongue.book.table(name, self.tongue.chain) is not None

    def _change(self, change: Change, skip: int) -> ChangeView:
        keys = _split(change.path)
        path = [self._key(key, before) for before, key in pairwise(keys)][skip - 1 :]
        last = keys[-1]
        return ChangeView(
            path=path, did=change.kind, did_words=self.tongue.word(f"did_{change.kind}"),
            old=self._written(change.old, last), new=self._written(change.new, last))  # fmt: skip

    def _key(self, key: str, before: str) -> tuple[str, bool]:
        """A key in words; what names an entry of a list stays as it is written."""
        if before not in _LISTS or key in _UNITS:
            for name in (f"field_{key}", f"key_{key}", key if key in _LISTS else ""):
                if name in WORDS:
                    return self.tongue.word(name), False
        return key, True

    def _written(self, value: Any, key: str) -> list[Written]:
        return [] if value is None else list(self._lines(value, ("", key), 0, shown=False))

    def _lines(
        self, value: Any, key: tuple[str, str], depth: int, *, shown: bool
    ) -> Iterator[Written]:
        """`key` after the one before it; a list's own entries have none to show."""
        words, is_code = self._key(key[1], key[0]) if shown else ("", False)
        if isinstance(value, dict | list):
            if shown:
                yield Written(depth, words, is_code, "", "", False)
            named = value.items() if isinstance(value, dict) else [("", each) for each in value]
            for name, inner in named:
                yield from self._lines(inner, (key[1], name), depth + shown, shown=bool(name))
        else:
            lang = _LANGS.get(key[1], "")
            yield Written(depth, words, is_code, str(value), lang, not lang)

    def _plan(self, change: PlanChange) -> PlanView:
        cases = {case.id: case for case in self.tongue.book.packs[change.pack].cases} \
            if change.pack in self.tongue.book.packs else {}  # fmt: skip
        case = cases.get(change.case)
        return PlanView(change.case, self.tongue.say(case.sentence) if case else "", change.what)

    def regions(self, on: date) -> Sequence[RegionView]:
        """Every document in which this pack differs from the one above on a day."""
        found = []
        for name, written in self.tongue.book.packs[self.tongue.pack].documents.items():
            view = DocumentPresenter(tongue=self.tongue, name=name, on=on).sides()
            does = written.change or "add"
            found.append(RegionView(self.tongue.document(name), name,
                                    addresses.document(self.tongue.pack, name),
                                    self.tongue.word(f"does_{does}"), view))  # fmt: skip
        return sorted(found, key=lambda each: each.title)


_NAMED = ("documents", "laws", "sources", "tables", "answers", "cases", "channels",
          "office-kinds")  # fmt: skip
_LISTS = ("needs", "ways", "within", "windows", "takes", "late", "notes", "any_of", "versions",
          "sources", "articles", "rows", "changes", "goals", "done", "facts", "constraints",
          "values", "say")  # fmt: skip
_UNITS = ("days", "working_days", "months", "years", "of", "basis")  # of a window's own limit


def _split(path: str) -> list[str]:
    """The keys of a path; a row of a table is one key, whatever stands in its cells."""
    keys, depth, key = [], 0, ""
    for character in path:
        depth += (character == "(") - (character == ")")
        if character == "." and not depth:
            keys.append(key)
            key = ""
        else:
            key += character
    return [*keys, key]
