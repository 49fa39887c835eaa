"""Checks a rule book: every name points at something, every demand has a basis, no circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from firstcard.policy import format as form
from firstcard.policy.answer_checks import check_answers
from firstcard.policy.bill_tables import BILL_TABLES, check_bill_tables
from firstcard.policy.book import RuleBook
from firstcard.policy.check_items import basis_problem, every, findings, near
from firstcard.policy.circles import check_circles
from firstcard.policy.conditions import Condition, ConditionError
from firstcard.policy.packs import Pack
from firstcard.policy.reading import Problem
from firstcard.policy.region_codes import lies_in


def check_book(book: RuleBook) -> list[Problem]:
    """Every mistake that one can only see with all packs side by side."""
    problems: list[Problem] = []
    for pack in book.packs.values():
        found = [*_check_pack(book, pack)]
        problems += [
            Problem(p.file, p.line, p.key, p.message, p.allowed, pack.id, p.warning) for p in found
        ]
    if not any(not p.warning for p in problems):
        problems += check_circles(book)
    return problems


def _check_pack(book: RuleBook, pack: Pack) -> Iterator[Problem]:
    yield from _check_place(book, pack)
    yield from _check_one_region(book, pack)
    for document in pack.documents.values():
        yield from _check_document(book, pack, document)
    for answer in pack.answers.values():
        yield from _walk(book, pack, f"answers/{answer.id}.yaml", answer, "")
    yield from check_answers(book, pack)
    yield from _check_tables(book, pack)
    files: list[tuple[str, Iterable[Any]]] = [
        ("laws.yaml", pack.laws.values()),
        ("channels.yaml", pack.channels.values()),
        ("pack.yaml", [pack.form]),
    ]
    for name, entries in files:
        for entry in entries:
            yield from _walk(book, pack, name, entry, "")
    yield from _check_offices(book, pack)


def _check_tables(book: RuleBook, pack: Pack) -> Iterator[Problem]:
    kinds = every(book, "office_kinds")
    yield from check_bill_tables(book, pack)
    for table in pack.tables.values():
        types = book.bill_types if table.head.id in BILL_TABLES else book.types
        yield from table.bind(types)
        for row in table.rows:
            if not row.basis:
                wrong = "the row has no basis", ("basis", "source")
                yield Problem(table.shown, row.line, "basis", *wrong)
            if row.ask and row.ask not in kinds:
                message = f'unknown office kind "{row.ask}"'
                yield Problem(table.shown, row.line, "ask", message, near(row.ask, kinds))
            for basis in row.basis:
                if found := basis_problem(book, basis):
                    yield Problem(table.shown, row.line, "basis", *found)


def _check_offices(book: RuleBook, pack: Pack) -> Iterator[Problem]:
    kinds = every(book, "office_kinds")
    shown = f"{pack.folder.parent.name}/{pack.id}/offices.csv"
    for office in pack.offices:
        if office.kind not in kinds:
            wrong = f'unknown kind "{office.kind}"', tuple(sorted(kinds))
            yield Problem(shown, 1, office.id, *wrong)


def _check_one_region(book: RuleBook, pack: Pack) -> Iterator[Problem]:
    """One region has one pack; the first by id serves."""
    first = next(p for p in book.packs.values() if p.form.region == pack.form.region)
    if first is not pack:
        yield pack.files["pack.yaml"].problem(
            "region", f"{pack.form.region} has a pack already: {first.id}"
        )


def _check_place(book: RuleBook, pack: Pack) -> Iterator[Problem]:
    parent = pack.form.parent
    source = pack.files["pack.yaml"]
    if parent is None:
        return
    if parent not in book.packs:
        yield source.problem("parent", f'no pack "{parent}"', sorted(book.packs))
        return
    region = book.packs[parent].form.region
    if not lies_in(pack.form.region, region):
        yield source.problem(
            "region",
            f"{pack.form.region} does not lie in {region}, the region of its parent {parent}",
        )


def _check_document(book: RuleBook, pack: Pack, document: form.Document) -> Iterator[Problem]:
    name = f"documents/{document.id}.yaml"
    source = pack.files[name]
    inherited = any(document.id in book.packs[p].documents for p in book.chain_of(pack.id)[:-1])
    if inherited and document.change in (None, "add"):
        yield source.problem(
            "id",
            "a parent pack has this document: say what is changed",
            ("change: overlay", "change: replace", "change: withdraw"),
        )
    if not inherited and document.change not in (None, "add"):
        yield source.problem("change", "no parent pack has this document", ("add",))
    if document.change in ("replace", "withdraw") and document.because is None:
        yield source.problem("because", f"change: {document.change} needs a reason")
    if not inherited:
        yield from _check_whole(source, document)
    yield from _walk(book, pack, name, document, "")
    yield from _check_drops(book, pack, document)
    yield from _check_reviewed(book, pack, document)


def _check_whole(source: Any, document: form.Document) -> Iterator[Problem]:
    if document.kind is None:
        yield source.problem("", 'the key "kind" is missing')
    if document.name is None:
        yield source.problem("", 'the key "name" is missing')
    needs_versions = document.kind not in ("base", "obsolete")
    if needs_versions and not document.versions:
        yield source.problem("", 'the key "versions" is missing')
    for number, version in enumerate(document.versions or ()):
        at = f"versions[{number}]"
        for key in version.photo.__struct_fields__ if version.photo else ():
            if getattr(version.photo, key) is None:
                yield source.problem(f"{at}.photo", f'the key "{key}" is missing')
        for key in ("remind_after", "look_for_after", "deliveries") if version.waiting else ():
            if getattr(version.waiting, key) is None:
                yield source.problem(f"{at}.waiting", f'the key "{key}" is missing')
        if document.kind in ("paper", "fact", "act"):
            if not version.basis:
                yield source.problem(at, 'the key "basis" is missing')
            if not (
                version.issued_by or version.same_place_as or version.same_visit_as or version.ways
            ):
                yield source.problem(
                    at, "nobody issues it", ("issued_by", "same_place_as", "same_visit_as", "ways")
                )


def _check_drops(book: RuleBook, pack: Pack, document: form.Document) -> Iterator[Problem]:
    """What a child takes away must be in a pack above it."""
    source = pack.files[f"documents/{document.id}.yaml"]
    above = [book.packs[p].documents.get(document.id) for p in book.chain_of(pack.id)[:-1]]
    versions = [version for said in above if said for version in said.versions or ()]
    for number, version in enumerate(document.versions or ()):
        for place, drop in enumerate(version.drop or ()):
            there = {item.id for other in versions for item in getattr(other, drop.part) or ()}
            if drop.id not in there:
                yield source.problem(
                    f"versions[{number}].drop[{place}].id",
                    f'no pack above has "{drop.id}" among its {drop.part}',
                    sorted(there),
                )


def _check_reviewed(book: RuleBook, pack: Pack, document: form.Document) -> Iterator[Problem]:
    """An ancestor's newer version under an older overlay: somebody must have looked."""
    chain = book.chain_of(pack.id)[:-1]
    for number, version in enumerate(document.versions or ()):
        seen = max(version.from_, version.reviewed_on or version.from_)
        for ancestor in chain:
            above = book.packs[ancestor].documents.get(document.id)
            for other in (above.versions if above else None) or ():
                if other.from_ > seen and (version.until is None or other.from_ < version.until):
                    yield pack.files[f"documents/{document.id}.yaml"].problem(
                        f"versions[{number}]",
                        f"{ancestor} changed this on {other.from_}, after "
                        f"this overlay was written: set reviewed_on when you have looked",
                        warning=True,
                    )


def _walk(book: RuleBook, pack: Pack, name: str, item: Any, path: str) -> Iterator[Problem]:
    """Every Struct below `item`, checked by its kind."""
    source = pack.files[name]
    if isinstance(item, Condition):
        try:
            item.bind(book.types)
        except ConditionError as error:
            yield source.problem(path, str(error), error.allowed)
        return
    if isinstance(item, list):
        for number, part in enumerate(item):
            yield from _walk(book, pack, name, part, f"{path}[{number}]")
        yield from _twice(source, item, path)
        return
    if not isinstance(item, Struct):
        return
    for message, key, allowed in findings(book, pack, item):
        yield source.problem(f"{path}.{key}" if key else path, message, allowed)
    for attribute, key in zip(item.__struct_fields__, item.__struct_encode_fields__, strict=True):
        value = getattr(item, attribute)
        if isinstance(value, Struct | list | Condition):
            yield from _walk(book, pack, name, value, f"{path}.{key}" if path else key)


def _twice(source: Any, items: list[Any], path: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, item in enumerate(items):
        own = getattr(item, "id", None)
        if own in seen:
            yield source.problem(
                f"{path}[{number}].id", f'"{own}" stands twice', ("each id once in a list",)
            )
        if own:
            seen.add(own)
