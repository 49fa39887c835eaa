"""Reads policy packs from folders. The only module of `policy` that touches files.

`load` reads every pack below a root, checks it, and leaves out the broken ones, so that one bad
file never takes the others down. Everything is read as text; `format` gives the types.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct

from firstcard.policy import format as written
from firstcard.policy.answer_format import Answer
from firstcard.policy.calendars import Calendar, CalendarError, FixedRest, calendar_from
from firstcard.policy.conditions import ConditionError, FactType
from firstcard.policy.divisions import Divisions, DivisionTableError, parse_divisions
from firstcard.policy.reading import PackError, Problem, Source, convert
from firstcard.policy.situation import FactSet
from firstcard.policy.tables import Table, read_table


class Office(Struct, frozen=True):
    """A known office: its kind, division, address and source; `sample` ones are made up."""

    id: str
    kind: str
    region: str
    name: written.Text
    address: written.Text
    hours: written.Text
    sample: bool
    source: str


@dataclass
class Pack:
    """One folder of rules as written, with the places of its parts for error messages."""

    id: str
    folder: Path
    form: written.PackForm
    digest: str = ""
    laws: dict[str, written.Instrument] = field(default_factory=dict)
    sources: dict[str, written.Source] = field(default_factory=dict)
    office_kinds: dict[str, written.OfficeKind] = field(default_factory=dict)
    channels: dict[str, written.Channel] = field(default_factory=dict)
    documents: dict[str, written.Document] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    offices: tuple[Office, ...] = ()
    cases: tuple[Case, ...] = ()
    bills: tuple[BillCase, ...] = ()
    facts: FactSet | None = None
    bill_facts: FactSet | None = None
    calendar: Calendar | None = None
    divisions: Divisions | None = None
    files: dict[str, Source] = field(default_factory=dict)


class Case(Struct, frozen=True, forbid_unknown_fields=True):
    """A worked case: a sentence, a situation, and what must come out."""

    id: str
    sentence: written.Text
    situation: dict[str, Any]
    expect: dict[str, Any]
    basis: list[written.Basis] | None = None


class BillCase(Struct, frozen=True, forbid_unknown_fields=True):
    """A worked bill: a sentence, the bill, and what the fund and the family must pay."""

    id: str
    sentence: written.Text
    bill: dict[str, Any]
    expect: dict[str, Any]
    basis: list[written.Basis] | None = None


class _Laws(written.Form_, frozen=True):
    laws: list[written.Instrument]


class _Sources(written.Form_, frozen=True):
    sources: list[written.Source]


class _OfficeKinds(written.Form_, frozen=True):
    office_kinds: list[written.OfficeKind]


class _Channels(written.Form_, frozen=True):
    channels: list[written.Channel]


class _Facts(written.Form_, frozen=True):
    facts: list[written.Fact]
    constraints: list[written.Constraint] | None = None


class _Cases(written.Form_, frozen=True):
    cases: list[Case]


class _Bills(written.Form_, frozen=True):
    bills: list[BillCase]


class _CalendarSource(written.Form_, frozen=True, kw_only=True):
    title: written.Text
    issuer: written.Text | None = None
    number: str | None = None
    certainty: written.Certainty


class _Fixed(written.Form_, frozen=True, kw_only=True):
    month: int
    day: int
    since: date
    until: date | None = None


class _FixedHolidays(written.Form_, frozen=True, kw_only=True):
    source: _CalendarSource
    fixed: list[_Fixed]


class _CalendarYear(written.Form_, frozen=True, kw_only=True):
    year: int
    source: _CalendarSource
    off: list[date]
    work: list[date]


FILES: dict[str, Any] = {
    "pack.yaml": written.PackForm,
    "laws.yaml": _Laws,
    "sources.yaml": _Sources,
    "office-kinds.yaml": _OfficeKinds,
    "channels.yaml": _Channels,
    "facts.yaml": _Facts,
    "bill-facts.yaml": _Facts,
    "documents": written.Document,
    "answers": Answer,
    "tables": written.TableForm,
    "cases": _Cases,
    "bills": _Bills,
    "calendar": _CalendarYear,
    "calendar/fixed.yaml": _FixedHolidays,
}
_FOLDERS = {
    "documents": (".yaml",),
    "answers": (".yaml",),
    "tables": (".yaml", ".csv"),
    "cases": (".yaml",),
    "bills": (".yaml",),
    "calendar": (".yaml",),
}
_PLAIN = ("offices.csv", "divisions.csv", "README.md")


def read_pack(folder: Path, *, shown: str = "", samples: bool = False) -> Pack:
    """Read one pack's files. Raises PackError with every mistake of form found in them."""
    reader = _Reader(folder, shown or folder.name)
    head = reader.one("pack.yaml", required=True)
    reader.stop()
    if head.id != folder.name and not folder.name.startswith(head.id):
        reader.problems.append(
            reader.files["pack.yaml"].problem(
                "id", f'the id "{head.id}" is not the folder\'s name', (folder.name,)
            )
        )
    pack = Pack(head.id, folder, head)
    reader.fill(pack, samples)
    reader.stop()
    pack.files = reader.files
    pack.digest = digest(folder)
    return pack


def digest(folder: Path) -> str:
    """SHA-256 over the pack's files by sorted path; line ends do not count."""
    total = hashlib.sha256()
    for path in sorted(pack_files(folder), key=lambda p: p.relative_to(folder).as_posix()):
        text = path.read_bytes().replace(b"\r\n", b"\n")
        name = path.relative_to(folder).as_posix()
        total.update(f"{name}\0{hashlib.sha256(text).hexdigest()}\n".encode())
    return total.hexdigest()


def pack_files(folder: Path) -> Iterable[Path]:
    """Every file that belongs to the pack's rules."""
    return (p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))


class _Reader:
    """Reads the files of one folder, gathering problems."""

    def __init__(self, folder: Path, shown: str) -> None:
        self.folder = folder
        self.shown = shown
        self.problems: list[Problem] = []
        self.files: dict[str, Source] = {}

    def stop(self) -> None:
        if self.problems:
            raise PackError(self.problems)

    def one(self, name: str, *, required: bool = False) -> Any:
        path = self.folder / name
        if not path.is_file():
            if required:
                self.problems.append(Problem(f"{self.shown}/{name}", 1, "", "the file is missing"))
            return None
        kind = FILES.get(name) or FILES[name.split("/")[0]]
        try:
            source = Source(path, f"{self.shown}/{name}")
            self.files[name] = source
            return convert(source, kind)
        except PackError as error:
            self.problems.extend(error.problems)
            return None

    def many(self, name: str) -> Iterable[tuple[str, Any]]:
        for path in sorted((self.folder / name).glob("*.yaml")):
            relative = f"{name}/{path.name}"
            read = self.one(relative)
            if read is not None:
                yield relative, read

    def fill(self, pack: Pack, samples: bool) -> None:
        self._unknown_files()
        for part, attribute in (
            ("laws", "laws"),
            ("sources", "sources"),
            ("channels", "channels"),
            ("office-kinds", "office_kinds"),
        ):
            read = self.one(f"{part}.yaml")
            if read is not None:
                items = getattr(read, attribute)
                setattr(pack, attribute, self._by_id(items, f"{part}.yaml", attribute))
        pack.facts = self._facts("facts.yaml")
        pack.bill_facts = self._facts("bill-facts.yaml")
        self._named("documents", pack.documents)
        self._named("answers", pack.answers)
        self._tables(pack)
        pack.cases = tuple(case for _, read in self.many("cases") for case in read.cases)
        pack.bills = tuple(bill for _, read in self.many("bills") for bill in read.bills)
        pack.offices = tuple(self._offices("offices.csv"))
        if samples:
            pack.offices += tuple(self._offices("samples/offices.csv"))
        self._calendar(pack)
        self._divisions(pack)

    def _unknown_files(self) -> None:
        known = {*(name for name in FILES if "/" not in name), *_PLAIN, "samples", "services"}
        for path in sorted(self.folder.iterdir()):
            if not path.name.startswith(("divisions.", ".")) and path.name not in known:
                self._unknown_file(path.name, known)
        for folder, endings in _FOLDERS.items():
            for path in sorted((self.folder / folder).glob("*")):
                if path.suffix not in endings and not path.name.startswith("."):
                    allowed = (f"{folder}/<name>{ending}" for ending in endings)
                    self._unknown_file(f"{folder}/{path.name}", allowed)

    def _unknown_file(self, name: str, allowed: Iterable[str]) -> None:
        shown = f"{self.shown}/{name}"
        self.problems.append(
            Problem(shown, 1, "", "no such file in a pack", tuple(sorted(allowed)))
        )

    def _by_id(self, items: list[Any], name: str, key: str) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for number, item in enumerate(items):
            if item.id in result:
                self.problems.append(
                    self.files[name].problem(
                        f"{key}[{number}].id", f'"{item.id}" stands twice', ("each id once",)
                    )
                )
            result[item.id] = item
        return result

    def _facts(self, name: str) -> FactSet | None:
        read = self.one(name)
        if read is None:
            return None
        self._by_id(read.facts, name, "facts")
        try:
            return FactSet.build(read.facts, read.constraints or [])
        except ConditionError as error:
            self.problems.append(self.files[name].problem("constraints", str(error), error.allowed))
        except (ValueError, KeyError):
            self.problems.append(
                self.files[name].problem("facts", "a default is not a value of its fact")
            )
        return None

    def _named(self, folder: str, into: dict[str, Any]) -> None:
        """Files that hold one entry each, which has the file's name for its id."""
        for name, entry in self.many(folder):
            if f"{folder}/{entry.id}.yaml" != name:
                self.problems.append(
                    self.files[name].problem(
                        "id", f'the id "{entry.id}" is not the file\'s name', (Path(name).stem,)
                    )
                )
            into[entry.id] = entry

    def _tables(self, pack: Pack) -> None:
        for name, head in self.many("tables"):
            rows = self._csv(f"tables/{Path(name).stem}.csv")
            if rows is None:
                self.problems.append(
                    Problem(f"{self.shown}/{name[:-5]}.csv", 1, "", "the table's rows are missing")
                )
                continue
            pack.tables[head.id] = read_table(head, rows, f"{self.shown}/{name[:-5]}.csv")

    def _csv(self, name: str) -> list[dict[str, str]] | None:
        path = self.folder / name
        if not path.is_file():
            return None
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            self.problems.append(
                Problem(
                    f"{self.shown}/{name}",
                    1,
                    "",
                    f"not UTF-8 at byte {error.start}",
                    ("CSV UTF-8",),
                )
            )
            return []
        reader = csv.DictReader(text.splitlines(), restkey="")
        return [self._whole_row(row, name, reader.line_num) for row in reader]

    def _whole_row(self, row: dict[str, Any], name: str, line: int) -> dict[str, str]:
        wrong = "more" if "" in row else "fewer" if None in row.values() else None
        if wrong:
            message = f"the row has {wrong} cells than the header"
            self.problems.append(Problem(f"{self.shown}/{name}", line, "", message))
        return {key: cell or "" for key, cell in row.items() if key}

    def _offices(self, name: str) -> Iterable[Office]:
        for number, row in enumerate(self._csv(name) or [], start=2):
            try:
                yield Office(
                    row["id"],
                    row["kind"],
                    row["region"],
                    written.Text(row["name_en"], row["name_zh"]),
                    written.Text(row["address_en"], row["address_zh"]),
                    written.Text(row["hours_en"], row["hours_zh"]),
                    name.startswith("samples/"),
                    row["source"],
                )
            except KeyError as error:
                self.problems.append(
                    Problem(
                        f"{self.shown}/{name}", number, str(error.args[0]), "the column is missing"
                    )
                )
                return

    def _calendar(self, pack: Pack) -> None:
        read = dict(self.many("calendar"))
        holidays = read.pop("calendar/fixed.yaml", None)
        if not read:
            return
        fixed = [
            FixedRest(month=f.month, day=f.day, since=f.since, until=f.until)
            for f in (holidays.fixed if holidays else ())
        ]
        try:
            pack.calendar = calendar_from(
                {y.year: (frozenset(y.off), frozenset(y.work)) for y in read.values()}, fixed=fixed
            )
        except CalendarError as error:
            self.problems.append(Problem(f"{self.shown}/calendar", 1, "", str(error)))

    def _divisions(self, pack: Pack) -> None:
        path = self.folder / "divisions.csv"
        if not path.is_file():
            return
        try:
            pack.divisions = parse_divisions(path.read_text(encoding="utf-8"))
        except (DivisionTableError, UnicodeDecodeError) as error:
            self.problems.append(Problem(f"{self.shown}/divisions.csv", 1, "", str(error)))


def fact_types(facts: FactSet, ways: Mapping[str, frozenset[str]]) -> dict[str, FactType]:
    """The declared facts, and for each document `chosen.<id>` (its ways) and `timely.<id>`."""
    types = dict(facts.types)
    for document, ids in ways.items():
        types[f"chosen.{document}"] = FactType(f"chosen.{document}", "enum", ids)
        types[f"timely.{document}"] = FactType(f"timely.{document}", "yes-no")
    return types
