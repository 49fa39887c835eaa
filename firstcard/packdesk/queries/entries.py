"""Every value that a pack writes, with the place where it is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from msgspec import Struct

from firstcard.policy import format as form
from firstcard.policy.book import RuleBook
from firstcard.policy.packs import Pack

Area = Literal["document", "table", "channel", "pack", "law", "calendar", "case"]
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a pack: its place, and the value as written.

    `owner` is the id of the document, table, channel, instrument, calendar or case; `version` the
    first day of a document's version; `path` leads on from there (`needs`, `photo`).
    """

    pack: str
    area: Area
    owner: str
    version: date | None
    path: Path
    item: Any

    @property
    def anchor(self) -> str:
        """Where it stands on its page."""
        return anchor(self.path)


def anchor(path: Path) -> str:
    """The mark of a value on a document's page; the version itself is `rule`."""
    return "-".join(path) or "rule"


def entries(book: RuleBook, pack: str) -> list[Entry]:
    """Every value that one pack writes, in the order of its files; made once for a book."""
    found: list[Entry] = book.remembered(
        ("packdesk.entries", pack), lambda: list(_entries(book.packs[pack]))
    )
    return found


def _entries(pack: Pack) -> Iterator[Entry]:
    for document in pack.documents.values():
        yield from _document(pack, document)
    for table in pack.tables.values():
        for row in table.rows:
            yield Entry(pack.id, "table", table.head.id, row.from_, (str(row.line),), row)
    for channel in pack.channels.values():
        yield Entry(pack.id, "channel", channel.id, None, (), channel)
    yield from _head(pack)
    for law in pack.laws.values():
        for number, article in law.articles.items():
            yield Entry(pack.id, "law", law.id, law.from_, (number,), article)
    yield from _calendars(pack)
    for case in pack.cases:
        yield Entry(pack.id, "case", case.id, None, (), case)


def _document(pack: Pack, document: form.Document) -> Iterator[Entry]:
    for version in document.versions or ():
        for path, item in inside(version):
            yield Entry(pack.id, "document", document.id, version.from_, path, item)
    for claim in document.sources or ():
        yield Entry(pack.id, "document", document.id, None, ("sources", claim.id), claim)


def _head(pack: Pack) -> Iterator[Entry]:
    if pack.form.clock:
        yield Entry(pack.id, "pack", "clock", None, (), pack.form.clock)
    if pack.form.handling:
        for path, item in inside(pack.form.handling):
            yield Entry(pack.id, "pack", "handling", None, path, item)
    for change in pack.form.changes or ():
        yield Entry(pack.id, "pack", "changes", None, (change.id,), change)


def _calendars(pack: Pack) -> Iterator[Entry]:
    for name, file in pack.files.items():
        if name.startswith("calendar/"):
            year = name.removeprefix("calendar/").removesuffix(".yaml")
            yield Entry(pack.id, "calendar", year, None, (), file.data["source"])


def inside(item: Struct, path: Path = ()) -> Iterator[tuple[Path, Struct]]:
    """An entry of a document and all entries within it, each with its path."""
    yield path, item
    if isinstance(item, form.Claim):
        return  # what a claim says is never a value of ours
    for name in item.__struct_fields__:
        for key, part in parts(getattr(item, name)):
            yield from inside(part, (*path, name, *key))


def parts(value: Any) -> Iterator[tuple[Path, Struct]]:
    """The entries in one key: a single one, or each of a list by its id or number."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            if _is_entry(each):
                yield (getattr(each, "id", None) or str(number),), each
    elif _is_entry(value):
        yield (), value


def _is_entry(value: Any) -> bool:
    parts_of_one = form.Text | form.Basis | form.Range | form.Background
    return isinstance(value, Struct) and not isinstance(value, parts_of_one)
