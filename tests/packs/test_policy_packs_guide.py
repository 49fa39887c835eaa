"""The guide for policy officers says what the code does: its example works, its tables are whole.

docs/policy-packs.md is the only text a policy officer reads. So its walk-through is a real pack
here, each key of each Struct is looked for in the section that explains it, and the table of
facts is compared with the declared facts.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from firstcard.policy import answer_format
from firstcard.policy import format as written
from firstcard.policy.bill_tables import BILL_TABLES
from firstcard.policy.book import RuleBook
from firstcard.policy.cases import COMPARISONS, DATE_KEYS, run_cases
from firstcard.policy.loading import load
from firstcard.policy.packs import FILES, BillCase, Case
from firstcard.policy.reading import Source, convert
from firstcard.settlement.bill import Bill, Institution, Line, Patient, YearToDate
from firstcard.settlement.cases import AMOUNTS, run_bill

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "packs"
GUIDE = (ROOT / "docs" / "policy-packs.md").read_text(encoding="utf-8")
PACK = "cn-6101"
LATER = ("tables/coverage.csv", "cases/newborn.yaml")

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
FACT_ROW = re.compile(
    r"^\| `([a-z_.]+)` \| (?:date|region|one of|yes or no|set|number)", re.MULTILINE
)
FILE_NAME = re.compile(r"`(?:packs/cn-6101/)?([\w/-]+\.(?:yaml|csv))`")

# Where the guide explains each Struct: the beginning of a heading's text.
SECTIONS = {
    "Text": "3.", "Basis": "7.", "SpanForm": "4.7", "PaperForm": "4.4", "Need": "4.4",
    "Alternative": "4.5", "Takes": "4.8", "Fee": "4.8", "Within": "4.7", "YearDay": "4.7",
    "Window": "4.7", "Late": "4.9", "Note": "4.9", "Way": "4.6", "Drop": "8.", "Version": "4.3",
    "Says": "11.", "Claim": "11.", "Document": "4.1", "Article": "7.", "Instrument": "7.",
    "Source": "7.", "OfficeKind": "office-kinds", "Channel": "office-kinds", "Fact": "15.1",
    "FactValue": "15.1", "Constraint": "15.1", "TableForm": "6.", "TableInput": "6.",
    "TableOutput": "6.", "PackForm": "pack.yaml", "GoalGroup": "pack.yaml", "DoneItem": "pack.yaml",
    "Reminder": "pack.yaml", "Station": "pack.yaml", "Comparison": "pack.yaml",
    "Letter": "4.10", "LetterPart": "4.10", "Photo": "4.11", "Background": "4.11", "Range": "4.11",
    "Valid": "4.13", "Making": "pack.yaml", "Waiting": "4.14", "Delivery": "4.14",
    "ClockSettings": "pack.yaml", "Handling": "pack.yaml", "RefusalGround": "pack.yaml",
    "Remedy": "pack.yaml", "Consequence": "pack.yaml", "Topic": "pack.yaml", "Usual": "pack.yaml",
    "Answer": "16.", "Saying": "16.", "Phrases": "16.",
}  # fmt: skip
STRUCTS = {
    name: value
    for name, value in {**vars(written), **vars(answer_format)}.items()
    if isinstance(value, type) and issubclass(value, msgspec.Struct) and value.__struct_fields__
}
TYPES = {
    "date": "date",
    "division": "region",
    "yes-no": "yes or no",
    "enum": "one of",
    "set": "set: any of",
    "number": "number",
}


def section(beginning: str) -> str:
    """The text under the heading that begins so, down to the next heading of its rank."""
    heading = re.compile(rf"^(#+) `?{re.escape(beginning)}.*$", re.MULTILINE)
    found = heading.search(GUIDE)
    assert found, f"the guide has no heading {beginning}"
    rank = len(found.group(1))
    after = GUIDE[found.end() :]
    end = re.search(
        rf"^#{{1,{rank}}} ", FENCE.sub(lambda m: " " * len(m.group(0)), after), re.MULTILINE
    )
    return after[: end.start()] if end else after


def rows(text: str) -> Iterator[list[str]]:
    """The cells of every row of every table in a text, headers included."""
    for line in text.splitlines():
        if line.startswith("|") and not re.fullmatch(r"[|\s-]+", line):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def explained(text: str) -> set[str]:
    """Every key that a table of the section gives a row: the names in its first cell.

    A key of a map is written with the map before it (`form.copies`); it counts without as well.
    """
    words = {
        word
        for cells in rows(text)
        for span in SPAN.findall(cells[0])
        for word in re.findall(r"[\w.-]+", span)
    }
    return words | {word.rpartition(".")[2] for word in words}


class TestTheWalkThrough:
    """Section 1 is a pack that loads, with and without the table of its second half hour."""

    def files(self) -> dict[str, str]:
        """The files that section 1 shows: each block is named by the last file named before it."""
        text, result, last = section("1."), {}, 0
        for block in FENCE.finditer(text):
            if block.group(1) not in ("yaml", "csv"):
                continue
            name = FILE_NAME.findall(text[last : block.start()])[-1]
            result[f"tables/{name}" if name.endswith(".csv") else name] = block.group(2)
            last = block.end()
        return result

    def book(self, folder: Path, files: dict[str, str]) -> RuleBook:
        root = folder / "packs"
        shutil.copytree(SHIPPED, root)
        for name, text in files.items():
            path = root / PACK / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if "tables/coverage.csv" in files:
            shutil.copy(SHIPPED / "cn/tables/coverage.yaml", root / PACK / "tables/coverage.yaml")
        return load(root=root)

    def test_it_shows_every_file_of_the_pack(self) -> None:
        assert set(self.files()) == {
            "pack.yaml",
            "sources.yaml",
            "documents/card-provisional-loss.yaml",
            "documents/card-formal-loss.yaml",
            "cases/card.yaml",
            "tables/coverage.csv",
            "cases/newborn.yaml",
        }

    @pytest.mark.parametrize("second", [True, False], ids=["whole", "first-half-hour"])
    def test_it_loads_and_its_cases_pass(self, tmp_path: Path, second: bool) -> None:
        later = () if second else LATER
        files = {name: text for name, text in self.files().items() if name not in later}
        book = self.book(tmp_path, files)
        assert [str(problem) for problem in book.problems] == []
        assert len(book.packs[PACK].cases) == (3 if second else 1)
        assert [str(each) for each in run_cases(book=book, pack=PACK)] == []

    def test_without_the_table_a_late_child_is_unknown(self, tmp_path: Path) -> None:
        files = {k: v for k, v in self.files().items() if k != "tables/coverage.csv"}
        wrong = run_cases(book=self.book(tmp_path, files), pack=PACK)
        assert {(each.case, each.came) for each in wrong} == {
            # Next year's payment, still to come, covers that year from its first day.
            ("late-child-from-next-month", "[unknown, 2027-01-01]")
        }


class TestTheKeyTables:
    def test_every_struct_has_a_section(self) -> None:
        assert set(SECTIONS) == set(STRUCTS)

    @pytest.mark.parametrize("name", sorted(STRUCTS))
    def test_every_key_is_explained(self, name: str) -> None:
        keys = set(STRUCTS[name].__struct_encode_fields__)
        assert keys - explained(section(SECTIONS[name])) == set()

    @pytest.mark.parametrize("name", ["Document", "Version"])
    def test_no_key_is_explained_that_is_none(self, name: str) -> None:
        keys = set(STRUCTS[name].__struct_encode_fields__)
        assert explained(section(SECTIONS[name])) <= keys

    def test_every_key_of_a_case_is_explained(self) -> None:
        known = explained(section("12."))
        keys = {"situation.have", "situation.want", *Case.__struct_encode_fields__}
        assert (keys | set(COMPARISONS)) - known == set()

    def test_every_date_of_a_case_is_explained(self) -> None:
        assert set(DATE_KEYS) - explained(section("12.")) == set()

    def test_every_file_is_named(self) -> None:
        tree = section("2.")
        for kind in FILES:
            name = kind if kind.endswith(".yaml") else f"{kind}/"
            assert name.split("/")[0] in tree

    @pytest.mark.parametrize(
        ("where", "words"),
        [
            ("4.2", written.Kind),
            ("4.4", written.Strength),
            ("7.", written.Certainty),
            ("11.", written.Standing),
        ],
        ids=["kind", "strength", "certainty", "standing"],
    )
    def test_every_word_of_a_closed_list_has_a_row(self, where: str, words: Any) -> None:
        assert set(words.__args__) - explained(section(where)) == set()


class TestTheTableOfFacts:
    def table(self, beginning: str) -> dict[str, list[str]]:
        return {
            SPAN.findall(cells[0])[0]: cells[1:]
            for cells in rows(section(beginning))
            if len(cells) == 4 and SPAN.findall(cells[0])
        }

    def facts(self, file: str) -> dict[str, written.Fact]:
        source = Source(SHIPPED / "cn" / file, file)
        return {fact.id: fact for fact in convert(source, FILES[file]).facts}

    @pytest.mark.parametrize(
        ("where", "file"), [("15.", "facts.yaml"), ("17.3", "bill-facts.yaml")]
    )
    def test_it_names_the_declared_facts_in_their_order(self, where: str, file: str) -> None:
        assert list(self.table(where)) == list(self.facts(file))

    @pytest.mark.parametrize("name", sorted(FACT_ROW.findall(GUIDE)))
    def test_a_row_says_what_is_declared(self, name: str) -> None:
        fact = (self.facts("facts.yaml") | self.facts("bill-facts.yaml"))[name]
        kind, may_be, meaning = (self.table("15.") | self.table("17.3"))[name]
        assert kind == TYPES[fact.type]
        assert meaning.removesuffix(" (*derived*)") == fact.name.en
        assert bool(fact.derived) == ("(*derived*)" in meaning)
        assert bool(fact.nullable) == ("or none" in may_be)
        allowed, _, default = may_be.partition("; default")
        if fact.values:
            assert SPAN.findall(allowed) == [value.id for value in fact.values]
        if fact.default is None:
            assert default == ""
        elif fact.default:
            assert SPAN.findall(default) == [fact.default]
        else:
            assert "none of them" in default


class TestTheSectionOnBills:
    def test_every_table_is_there_with_what_it_may_ask_and_says(self) -> None:
        said = {
            SPAN.findall(cells[0])[0]: cells[1:]
            for cells in rows(section("17.1"))
            if len(cells) == 4 and SPAN.findall(cells[0])
        }
        assert list(said) == list(BILL_TABLES)
        for name, table in BILL_TABLES.items():
            may_ask, outputs, _ = said[name]
            assert tuple(SPAN.findall(may_ask)) == table.facts
            words = {word for out in table.outputs.values() for word in out.values}
            none = {"none"} if any(out.none for out in table.outputs.values()) else set()
            assert set(SPAN.findall(outputs)) == {*table.outputs, *words, *none}

    def test_every_field_of_a_bill_and_every_amount_is_explained(self) -> None:
        fields = {
            name.removesuffix("_")
            for form in (Bill, Institution, Patient, YearToDate, Line)
            for name in form.__struct_fields__
        }
        known = set(SPAN.findall(FENCE.sub("", section("17.4"))))
        assert (fields | set(AMOUNTS) | set(BillCase.__struct_fields__)) - known == set()

    def test_its_example_is_settled_as_it_says(self) -> None:
        (example,) = [b.group(2) for b in FENCE.finditer(section("17.4")) if b.group(1) == "yaml"]
        found = yaml.load(example, Loader=yaml.BaseLoader)["bills"]
        case = msgspec.convert(found[0], BillCase)
        assert run_bill(load(root=SHIPPED), "cn-41", case) == []

    def test_its_bands_are_rows_of_a_table(self) -> None:
        (block,) = [b.group(2) for b in FENCE.finditer(section("17.1")) if b.group(1) == "csv"]
        head = (SHIPPED / "cn/tables/bill-bands.csv").read_text(encoding="utf-8").splitlines()[0]
        assert block.splitlines()[0] == head
