"""Checks a rule book: every name points at something, every demand has a basis, no circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from firstcard.policy import format as form
from firstcard.policy.book import RuleBook
from firstcard.policy.circles import check_circles
from firstcard.policy.conditions import Condition, ConditionError
from firstcard.policy.packs import Pack
from firstcard.policy.reading import Problem
from firstcard.policy.region_codes import lies_in

_EVENT = "birth"
FAMILY = "family"


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
    for table in pack.tables.values():
        yield from table.bind(book.types | _period_types(book))
        for row in table.rows:
            if not row.basis:
                yield Problem(
                    table.shown, row.line, "basis", "the row has no basis", ("basis", "source")
                )
            for _, key, allowed in _known(_all(book, "office_kinds"), row.ask or None, "ask", ""):
                message = f'unknown office kind "{row.ask}"'
                yield Problem(table.shown, row.line, key, message, allowed)
            for basis in row.basis:
                wrong = _basis_problem(book, basis)
                if wrong:
                    yield Problem(table.shown, row.line, "basis", *wrong)
    files: list[tuple[str, Iterable[Any]]] = [
        ("laws.yaml", pack.laws.values()),
        ("channels.yaml", pack.channels.values()),
        ("pack.yaml", [pack.form]),
    ]
    for name, entries in files:
        for entry in entries:
            yield from _walk(book, pack, name, entry, "")
    kinds = _all(book, "office_kinds")
    for office in pack.offices:
        if office.kind not in kinds:
            yield Problem(
                f"{pack.folder.parent.name}/{pack.id}/offices.csv",
                1,
                office.id,
                f'unknown kind "{office.kind}"',
                tuple(sorted(kinds)),
            )


def _check_one_region(book: RuleBook, pack: Pack) -> Iterator[Problem]:
    """One region has one pack; the first by id serves."""
    first = next(p for p in book.packs.values() if p.form.region == pack.form.region)
    if first is not pack:
        yield pack.files["pack.yaml"].problem(
            "region", f"{pack.form.region} has a pack already: {first.id}"
        )


def _period_types(book: RuleBook) -> dict[str, Any]:
    return {n: t for n, t in book.types.items() if n.startswith("period.")}


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
    for message, key, allowed in _check_struct(book, pack, item):
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


Finding = tuple[str, str, tuple[str, ...]]


def _check_struct(book: RuleBook, pack: Pack, item: Struct) -> Iterator[Finding]:
    if isinstance(item, form.Basis):
        wrong = _basis_problem(book, item)
        if wrong:
            yield wrong[0], "", wrong[1]
    elif isinstance(item, form.Need):
        yield from _check_need(book, item)
    elif isinstance(item, form.Within):
        yield from _check_within(book, item)
    elif isinstance(item, form.SpanForm):
        yield from _one_unit(item)
    elif isinstance(item, form.Version | form.Way):
        yield from _check_version(book, item)
    elif isinstance(item, form.Fee):
        yield from _check_fee(book, pack, item)
    elif isinstance(item, form.Claim):
        yield from _known(_all(book, "sources"), item.ref, "ref", "source")
        yield from _documents(book, item.says.needs, "says.needs")
    elif isinstance(item, form.Document):
        yield from _check_head(book, item)
    elif isinstance(item, form.Late):
        yield from _documents(book, item.then, "then")
    elif isinstance(item, form.Channel):
        for kind in item.offices:
            yield from _known(_all(book, "office_kinds"), kind, "offices", "office kind")
    elif isinstance(item, form.PackForm):
        yield from _check_menus(book, item)
    asked = getattr(item, "ask", None) or getattr(item, "unknown", None)
    if asked and not isinstance(item, form.Basis):
        yield from _known(_all(book, "office_kinds"), asked, "ask", "office kind")


def _check_menus(book: RuleBook, item: form.PackForm) -> Iterator[Finding]:
    yield from _documents(book, item.want, "want")
    yield from _documents(book, [done.document for done in item.done or ()], "done")
    for number, group in enumerate(item.goals or ()):
        yield from _documents(book, group.goals, f"goals[{number}].goals")
    choices = {name for name, fact in book.facts.facts.items()
               if fact.type in ("yes-no", "enum", "set") and not fact.derived}  # fmt: skip
    for name in item.switches or ():
        yield from _known(choices, name, "switches", "fact with answers to choose from")


def _all(book: RuleBook, attribute: str) -> set[str]:
    return {key for pack in book.packs.values() for key in getattr(pack, attribute)}


def _known(allowed: set[str], given: str | None, key: str, what: str) -> Iterator[Finding]:
    if given is not None and given not in allowed:
        yield f'unknown {what} "{given}"', key, _near(given, allowed)


def _documents(book: RuleBook, given: Iterable[str] | None, key: str) -> Iterator[Finding]:
    for name in given or ():
        if name not in book.documents:
            yield f'unknown document "{name}"', key, _near(name, book.documents)


def _near(name: str, allowed: Iterable[str]) -> tuple[str, ...]:
    import difflib

    return tuple(
        difflib.get_close_matches(name, list(allowed), n=5, cutoff=0.4) or sorted(allowed)[:8]
    )


def _basis_problem(book: RuleBook, basis: form.Basis) -> tuple[str, tuple[str, ...]] | None:
    if basis.law:
        for pack in book.packs.values():
            law = pack.laws.get(basis.law)
            if law:
                if basis.article and basis.article not in law.articles:
                    return (
                        f'{basis.law} has no article "{basis.article}" in laws.yaml',
                        tuple(law.articles),
                    )
                return None
        return f'unknown law "{basis.law}"', _near(basis.law, _all(book, "laws"))
    if not (basis.local and basis.source):
        return "a basis names a law and article, or says local: yes with a source", (
            "{law: …, article: …}",
            "{local: yes, source: …}",
        )
    sources = _all(book, "sources")
    if basis.source not in sources:
        return f'unknown source "{basis.source}"', _near(basis.source or "", sources)
    return None


def _check_need(book: RuleBook, need: form.Need) -> Iterator[Finding]:
    if (need.document is None) == (need.any_of is None):
        yield "a need has either document or any_of", "", ("document", "any_of")
    if need.document:
        yield from _documents(book, [need.document], "document")
    if (need.strength or "required") == "required" and not need.basis:
        yield (
            "what is required needs a basis of its own",
            "basis",
            ("basis: […]", "strength: if-held", "strength: optional"),
        )


def _check_within(book: RuleBook, within: form.Within) -> Iterator[Finding]:
    given = _units(within)
    if within.unknown is None and len(given) != 1:
        yield (
            "a limit has exactly one of days, working_days, months, years (or unknown)",
            "",
            ("days", "working_days", "months", "years", "unknown"),
        )
    events = {_EVENT, *(f.removeprefix("events.") for f in book.types if f.startswith("events."))}
    if within.of not in events and within.of not in book.documents:
        yield f'"{within.of}" is neither an event nor a document', "of", tuple(sorted(events))


def _one_unit(span: form.SpanForm) -> Iterator[Finding]:
    if len(_units(span)) != 1:
        yield "a span has exactly one unit", "", ("days", "working_days", "months", "years")


def _units(span: form.SpanForm) -> list[int]:
    return [n for n in (span.days, span.working_days, span.months, span.years) if n is not None]


def _check_version(book: RuleBook, item: form.Version | form.Way) -> Iterator[Finding]:
    kinds = _all(book, "office_kinds") | {FAMILY}
    yield from _known(kinds, item.issued_by, "issued_by", "office kind")
    places = [item.same_place_as] if item.same_place_as else []
    yield from _documents(book, places, "same_place_as")
    yield from _documents(book, item.then, "then")
    if isinstance(item, form.Way):
        yield from _regions(book, item.where)
    if isinstance(item, form.Version):
        visits = [item.same_visit_as] if item.same_visit_as else []
        yield from _documents(book, visits, "same_visit_as")
        if item.coverage:
            yield from _known(_all(book, "tables"), item.coverage, "coverage", "table")
        if (
            item.version_by
            and item.version_by != "submission"
            and (item.version_by not in book.types)
        ):
            yield (
                f'unknown fact "{item.version_by}"',
                "version_by",
                _near(item.version_by, book.types),
            )
        if item.until and item.until <= item.from_:
            yield "until lies before from", "until", ("a later date",)


def _check_fee(book: RuleBook, pack: Pack, fee: form.Fee) -> Iterator[Finding]:
    given = [x for x in (fee.amount, fee.table, fee.unknown) if x]
    if len(given) != 1:
        yield "a fee is one of amount, table, unknown", "", ("amount", "table", "unknown")
    tables = {t for p in book.packs.values() for t in p.tables}
    yield from _known(tables, fee.table, "table", "table")


def _check_head(book: RuleBook, item: form.Document) -> Iterator[Finding]:
    yield from _regions(book, item.where)
    if item.get_from:
        yield from _known(_all(book, "office_kinds"), item.get_from, "get_from", "office kind")


def _regions(book: RuleBook, paths: Iterable[str] | None) -> Iterator[Finding]:
    for path in paths or ():
        if path not in book.types or book.types[path].type != "division":
            yield (
                f'"{path}" is not a region fact',
                "where",
                tuple(name for name, kind in book.types.items() if kind.type == "division"),
            )
