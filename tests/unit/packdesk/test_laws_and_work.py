"""What rests on what, and what is to be verified, against a plain reading of the files."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from firstcard.packdesk.presenters.laws import LawsPresenter
from firstcard.packdesk.presenters.tongue import Tongue
from firstcard.packdesk.queries.entries import entries
from firstcard.packdesk.queries.laws import resting
from firstcard.packdesk.queries.work import open_values
from firstcard.policy.book import RuleBook
from firstcard.policy.loading import load

PACKS = Path(__file__).resolve().parents[3] / "packs"
NAMES = sorted(path.parent.name for path in PACKS.glob("*/pack.yaml"))
UNSURE = ("weak", "general", "inferred", "reported")


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load(root=PACKS)


def _read(pack: str, pattern: str) -> Iterator[Any]:
    for path in sorted((PACKS / pack).glob(pattern)):
        # Every value as text: "yes" stays yes, a date stays as it is written.
        yield yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def _maps(value: Any) -> Iterator[dict[str, Any]]:
    """Every map below a value, itself included."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _maps(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _maps(inner)


def _rows(pack: str) -> Iterator[list[str]]:
    for path in sorted((PACKS / pack).glob("tables/*.csv")):
        with path.open(encoding="utf-8") as file:
            yield from (
                [row["basis"], row["source"], *row.values()] for row in csv.DictReader(file)
            )


def _cited(pack: str) -> set[tuple[str, str | None]]:
    """Every article that the pack's documents, channels, cases, tables and head rest on."""
    found: set[tuple[str, str | None]] = set()
    for pattern in ("documents/*.yaml", "channels.yaml", "cases/*.yaml", "pack.yaml"):
        for read in _read(pack, pattern):
            for entry in _maps(read):
                for key in ("basis", "because"):
                    if isinstance(entry.get(key), list):
                        found |= {(each["law"], each.get("article"))
                                  for each in entry[key] if "law" in each}  # fmt: skip
    for basis, *_ in _rows(pack):
        for each in filter(None, basis.split(";")):
            law, _, article = each.partition(":")
            found.add((law, article or None))
    return found


@pytest.mark.parametrize("pack", NAMES)
def test_every_article_that_is_cited_knows_what_rests_on_it(book: RuleBook, pack: str) -> None:
    index = resting(book)
    known = {key for key, found in index.articles.items()
             if any(entry.pack == pack for entry in found)}  # fmt: skip
    assert known == _cited(pack)


def test_an_article_on_which_nothing_rests_is_listed_as_such(book: RuleBook) -> None:
    cited = set().union(*(_cited(pack) for pack in NAMES))
    view = LawsPresenter(tongue=Tongue("en", book, ("cn",))).view()
    bare = {article.mark for law in view.own for article in law.articles if not article.uses}
    written = {(law["id"], number) for read in _read("cn", "laws.yaml")
               for law in read["laws"] for number in law["articles"]}  # fmt: skip
    assert bare == {f"{law}-{number}" for law, number in written - cited}
    assert bare  # else this test shows nothing
    said = {article.rests for law in view.own for article in law.articles if not article.uses}
    assert said == {"Nothing rests on it."}


def test_the_page_of_the_nation_shows_what_rests_on_its_laws_in_packs_below(book: RuleBook) -> None:
    view = LawsPresenter(tongue=Tongue("en", book, ("cn",))).view()
    places = [place for law in view.own for article in law.articles
              for use in article.uses for place in use.places]  # fmt: skip
    assert any("/policy/cn-4101/documents/enrolment/" in href for _, href in places)
    assert any("(Zhengzhou)" in words for words, _ in places)


def _certainties() -> dict[str, str]:
    """How sure each article (`law:7`) and source is, over all packs."""
    found = {}
    for pack in NAMES:
        for read in _read(pack, "laws.yaml"):
            for law in read["laws"]:
                found[law["id"]] = "general"
                found |= {f"{law['id']}:{number}": article["certainty"]
                          for number, article in law["articles"].items()}  # fmt: skip
        for read in _read(pack, "sources.yaml"):
            found |= {source["id"]: source["certainty"] for source in read["sources"]}
    return found


def _least(certainties: set[str]) -> str | None:
    return next((each for each in UNSURE if each in certainties), None)


def _of_bases(bases: list[dict[str, str]], sure: dict[str, str]) -> str | None:
    return _least({sure[f"{b['law']}:{b['article']}" if "article" in b else b.get("law")
                        or b["source"]] for b in bases})  # fmt: skip


def _expected(pack: str) -> Counter[str]:
    sure, found = _certainties(), Counter[str]()
    for read in _read(pack, "documents/*.yaml"):
        found["disputed"] += sum(c["standing"] == "disputed" for c in read.get("sources", ()))
        for entry in _maps(read.get("versions", [])):
            found["unknown"] += "unknown" in entry or entry.get("kind") == "unknown"
            found["estimate"] += entry.get("estimate") == "yes"
            if why := _of_bases(entry.get("basis", []), sure):
                found[why] += 1
    for read in _read(pack, "channels.yaml"):
        found.update(why for each in read["channels"] if (why := _of_bases(each["basis"], sure)))
    for read in _read(pack, "pack.yaml"):
        parts = [read.get("clock", {}), *read.get("changes", []), *_maps(read.get("handling", {}))]
        found.update(why for each in parts if (why := _of_bases(each.get("basis", []), sure)))
    for read in _read(pack, "laws.yaml"):
        found.update(why for law in read["laws"] for article in law["articles"].values()
                     if (why := _least({article["certainty"]})))  # fmt: skip
    for read in _read(pack, "calendar/*.yaml"):
        found.update(filter(None, [_least({read["source"]["certainty"]})]))
    for basis, source, *cells in _rows(pack):
        found["unknown"] += "unknown" in cells
        names = [name for name in (*basis.split(";"), *source.split(";")) if name]
        found.update(filter(None, [_least({sure[name] for name in names})]))
    return +found


@pytest.mark.parametrize("pack", NAMES)
def test_the_work_list_holds_what_a_plain_walk_over_the_files_finds(
    book: RuleBook, pack: str
) -> None:
    assert Counter(each.why for each in open_values(book, pack)) == _expected(pack)


def test_whoever_can_be_asked_is_named(book: RuleBook) -> None:
    kinds = book.packs["cn"].office_kinds
    asked = [each.ask for each in open_values(book, "cn") if each.why == "unknown"]
    assert asked
    assert set(asked) - {""} <= set(kinds)
    fees = [each for pack in NAMES for each in open_values(book, pack)
            if each.entry.path[-1:] == ("fee",) and each.why == "unknown"]  # fmt: skip
    assert fees
    assert all(each.ask for each in fees)


@pytest.mark.parametrize("pack", NAMES)
def test_no_two_values_of_a_document_stand_at_one_place(book: RuleBook, pack: str) -> None:
    places = Counter((e.owner, e.version, e.anchor) for e in entries(book, pack)
                     if e.area == "document")  # fmt: skip
    assert [place for place, times in places.items() if times > 1] == []
