"""Checks one entry of a pack by its kind: what it names is there, what it needs is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from msgspec import Struct

from firstcard.policy import format as form
from firstcard.policy.book import RuleBook
from firstcard.policy.packs import Pack
from firstcard.policy.situation import SituationError

_BLANK = re.compile("_+")
_EVENT = "birth"
_FAMILY = "family"

Finding = tuple[str, str, tuple[str, ...]]


def findings(book: RuleBook, pack: Pack, item: Struct) -> Iterator[Finding]:
    """What is wrong with one entry of a pack: message, key below the entry, what is allowed."""
    if isinstance(item, form.Basis):
        wrong = basis_problem(book, item)
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
        yield from known(every(book, "sources"), item.ref, "ref", "source")
        yield from _documents(book, item.says.needs, "says.needs")
    elif isinstance(item, form.Document):
        yield from _check_head(book, item)
    elif isinstance(item, form.Letter):
        yield from _check_letter(book, pack, item)
    elif isinstance(item, form.Photo):
        yield from _check_photo(item)
    elif isinstance(item, form.Valid):
        yield from _check_valid(item)
    elif isinstance(item, form.Waiting):
        yield from _check_waiting(book, item)
    elif isinstance(item, form.Range):
        if item.least > item.most:
            yield "least is more than most", "least", (f"at most {item.most}",)
    elif isinstance(item, form.Late):
        yield from _documents(book, item.then, "then")
    elif isinstance(item, form.Channel):
        for kind in item.offices:
            yield from known(every(book, "office_kinds"), kind, "offices", "office kind")
    elif isinstance(item, form.Handling):
        yield from _documents(book, item.guardian_papers, "guardian_papers")
    elif isinstance(item, form.Consequence):
        yield from _documents(book, [item.document] if item.document else (), "document")
    elif isinstance(item, form.PackForm):
        yield from _check_menus(book, item)
    asked = getattr(item, "ask", None) or getattr(item, "unknown", None)
    if isinstance(asked, str) and not isinstance(item, form.Basis):
        yield from known(every(book, "office_kinds"), asked, "ask", "office kind")


def _check_menus(book: RuleBook, item: form.PackForm) -> Iterator[Finding]:
    yield from _documents(book, item.want, "want")
    yield from _documents(book, [done.document for done in item.done or ()], "done")
    for number, group in enumerate(item.goals or ()):
        yield from _documents(book, group.goals, f"goals[{number}].goals")
    choices = {name for name, fact in book.facts.facts.items()
               if fact.type in ("yes-no", "enum", "set") and not fact.derived}  # fmt: skip
    for name in item.switches or ():
        yield from known(choices, name, "switches", "fact with answers to choose from")
    for number, station in enumerate(item.journey or ()):
        yield from _documents(book, station.documents, f"journey[{number}].documents")
    yield from _check_comparisons(book, item)


def _check_comparisons(book: RuleBook, item: form.PackForm) -> Iterator[Finding]:
    """A choice is between few values; what is forgotten is something that can be told."""
    told = {name for name, fact in book.facts.facts.items() if not fact.derived}
    single = {name for name in told if book.facts.facts[name].type in ("yes-no", "enum")}
    for number, each in enumerate(item.compare or ()):
        at = f"compare[{number}]"
        yield from known(single, each.fact, f"{at}.fact", "fact with one answer to choose")
        kind = book.types.get(each.fact)
        for value in each.values or ():
            yield from known(set(kind.values) if kind else set(), value, f"{at}.values", "value")
        for name in each.forget or ():
            yield from known(told, name, f"{at}.forget", "fact that can be told")


def every(book: RuleBook, attribute: str) -> set[str]:
    return {key for pack in book.packs.values() for key in getattr(pack, attribute)}


def known(allowed: set[str], given: str | None, key: str, what: str) -> Iterator[Finding]:
    if given is not None and given not in allowed:
        yield f'unknown {what} "{given}"', key, near(given, allowed)


def _documents(book: RuleBook, given: Iterable[str] | None, key: str) -> Iterator[Finding]:
    for name in given or ():
        if name not in book.documents:
            yield f'unknown document "{name}"', key, near(name, book.documents)


def near(name: str, allowed: Iterable[str]) -> tuple[str, ...]:
    import difflib

    return tuple(
        difflib.get_close_matches(name, list(allowed), n=5, cutoff=0.4) or sorted(allowed)[:8]
    )


def basis_problem(book: RuleBook, basis: form.Basis) -> tuple[str, tuple[str, ...]] | None:
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
        return f'unknown law "{basis.law}"', near(basis.law, every(book, "laws"))
    if not (basis.local and basis.source):
        return "a basis names a law and article, or says local: yes with a source", (
            "{law: …, article: …}",
            "{local: yes, source: …}",
        )
    sources = every(book, "sources")
    if basis.source not in sources:
        return f'unknown source "{basis.source}"', near(basis.source or "", sources)
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
    kinds = every(book, "office_kinds") | {_FAMILY}
    yield from known(kinds, item.issued_by, "issued_by", "office kind")
    places = [item.same_place_as] if item.same_place_as else []
    yield from _documents(book, places, "same_place_as")
    yield from _documents(book, item.then, "then")
    if isinstance(item, form.Way):
        yield from _regions(book, item.where)
    if isinstance(item, form.Version):
        visits = [item.same_visit_as] if item.same_visit_as else []
        yield from _documents(book, visits, "same_visit_as")
        if item.coverage:
            yield from known(every(book, "tables"), item.coverage, "coverage", "table")
        if (
            item.version_by
            and item.version_by != "submission"
            and (item.version_by not in book.types)
        ):
            yield (
                f'unknown fact "{item.version_by}"',
                "version_by",
                near(item.version_by, book.types),
            )
        if item.until and item.until <= item.from_:
            yield "until lies before from", "until", ("a later date",)


def _check_fee(book: RuleBook, pack: Pack, fee: form.Fee) -> Iterator[Finding]:
    given = [x for x in (fee.amount, fee.table, fee.unknown) if x]
    if len(given) != 1:
        yield "a fee is one of amount, table, unknown", "", ("amount", "table", "unknown")
    tables = {t for p in book.packs.values() for t in p.tables}
    yield from known(tables, fee.table, "table", "table")


def _check_head(book: RuleBook, item: form.Document) -> Iterator[Finding]:
    yield from _regions(book, item.where)
    if item.get_from:
        yield from known(every(book, "office_kinds"), item.get_from, "get_from", "office kind")


def _check_letter(book: RuleBook, pack: Pack, item: form.Letter) -> Iterator[Finding]:
    """Both languages have the same blanks; the facts taken for granted are such as one can tell."""
    texts = {"opening": item.opening, "powers": item.powers, "duration": item.duration}
    for key, text in texts.items():
        blanks = [len(_BLANK.findall(part)) for part in (text.en, text.zh)]
        if blanks[0] != blanks[1]:
            yield f"en has {blanks[0]} blanks, zh {blanks[1]}", key, ("as many in both",)
    data = {**(item.given or {}), "region": pack.form.region}
    try:
        book.facts.check(data, documents=book.documents, on=pack.form.released_on)
    except SituationError as error:
        for each in error.errors:
            yield each.message.en, f"given.{each.field}", each.allowed


def _regions(book: RuleBook, paths: Iterable[str] | None) -> Iterator[Finding]:
    for path in paths or ():
        if path not in book.types or book.types[path].type != "division":
            yield (
                f'"{path}" is not a region fact',
                "where",
                tuple(name for name, kind in book.types.items() if kind.type == "division"),
            )


def _check_valid(valid: form.Valid) -> Iterator[Finding]:
    said = [key for key in ("until_age", "keeps", "unknown") if getattr(valid, key) is not None]
    if len(said) != 1:
        yield "exactly one of until_age, keeps, unknown", said[-1] if said else "", ()
    if not valid.basis:
        yield "how long a card is valid needs a basis", "basis", ("basis: […]",)


def _check_photo(photo: form.Photo) -> Iterator[Finding]:
    """What must be in the picture fits into it; there is a colour and a basis."""
    sizes = (("face_width", photo.face_width, photo.width), ("crown", photo.crown, photo.height))
    for key, inside, whole in sizes:
        if inside and whole and inside.most >= whole:
            yield f"{key} does not fit into the picture", key, (f"less than {whole}",)
    if photo.backgrounds == []:
        yield "a photo has a background", "backgrounds", ("at least one colour",)
    if not photo.basis:
        yield "a photo needs a basis", "basis", ("basis: […]",)


def _check_waiting(book: RuleBook, waiting: form.Waiting) -> Iterator[Finding]:
    """When a card is put away is one thing or the other; reminders come one after another."""
    if waiting.seal_after and waiting.seal_unknown:
        yield "one of seal_after, seal_unknown", "seal_unknown", ("seal_after", "seal_unknown")
    yield from known(every(book, "office_kinds"), waiting.seal_unknown, "seal_unknown",
                     "office kind")  # fmt: skip
    days = [each.days for each in waiting.remind_after or ()]
    if None in days or any(a >= b for a, b in pairwise(each or 0 for each in days)):
        yield "reminders are days, the sooner first", "remind_after", ("[{days: 30}, {days: 180}]",)
    if waiting.deliveries == []:
        yield "a card comes to its family somehow", "deliveries", ("office", "bank", "post")
    if not waiting.basis:
        yield "waiting needs a basis", "basis", ("basis: […]",)
