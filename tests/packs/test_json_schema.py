"""The JSON Schemas that editors use say what the loader says of each single file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from firstcard.policy.json_schema import FOLDER, name_of, schemas, text_of, write
from firstcard.policy.packs import FILES
from firstcard.policy.reading import PackError, Source, convert

SHIPPED = Path(__file__).resolve().parents[2] / "packs"
EXAMPLE = Path(__file__).resolve().parent / "example_city"
PACK_FILES = sorted(
    path
    for root in (SHIPPED, EXAMPLE)
    for path in root.rglob("*.yaml")
    if (path.parent / "pack.yaml").is_file() or (path.parent.parent / "pack.yaml").is_file()
)
SCHEMAS = schemas()


def kind_of(path: Path) -> str:
    """The key of `FILES` for a file in a pack."""
    inside = (
        path.name if (path.parent / "pack.yaml").is_file() else f"{path.parent.name}/{path.name}"
    )
    return inside if inside in FILES else path.parent.name


def complaints(kind: str, data: Any) -> list[str]:
    """What the schema says against a file's data."""
    validator = Draft202012Validator(SCHEMAS[name_of(kind)])
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_written_schema_is_current(name: str) -> None:
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == text_of(SCHEMAS[name]), "run: python -m firstcard.policy.json_schema"


def test_no_other_schema_lies_about() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(SCHEMAS)


def test_the_schemas_are_written_where_one_asks(tmp_path: Path) -> None:
    written = write(folder=tmp_path / "new")
    assert [path.name for path in written] == sorted(SCHEMAS)
    assert written[0].read_text(encoding="utf-8") == text_of(SCHEMAS[written[0].name])


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_each_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


def test_every_kind_of_file_is_among_the_shipped_ones() -> None:
    assert {kind_of(path) for path in PACK_FILES} == set(FILES)


@pytest.mark.parametrize("path", PACK_FILES, ids=lambda path: "/".join(path.parts[-3:]))
def test_every_shipped_file_fits(path: Path) -> None:
    assert complaints(kind_of(path), Source(path, path.name).data) == []


GOOD = {
    "pack.yaml": """
id: cn-6101
region: "610100"
name: {en: Xi'an, zh: 西安市}
parent: cn
version: "2026.11"
released_on: 2026-11-23
""",
    "laws.yaml": """
laws:
  - id: a-law
    title: {en: A law, zh: 某法}
    kind: law
    issuer: {en: Somebody, zh: 某机关}
    articles: {"7": {summary: {en: Do it, zh: 办理}, certainty: verified}}
""",
    "documents": """
id: enrolment
change: overlay
versions:
  - from: 2026-11-23
    applies_when: {child.age_years: "< 16", any: [{guardian: relative}]}
    fee: {amount: "10.00"}
    within:
      - {id: newborn, of: birth, days: 90, basis: [{local: yes, source: a-page}]}
    notes:
      - {id: note, kind: advice, text: {en: Go, zh: 办理}}
""",
    "tables": """
id: premium
title: {en: Premium, zh: 缴费标准}
hit: C<
inputs: [{name: year, fact: period.year}]
outputs: [{name: amount, type: money}]
""",
}
# (kind of file, what is right, what is wrong instead)
BROKEN = {
    "an unknown key": ("documents", "notes:", "note:"),
    "one language only": ("documents", "text: {en: Go, zh: 办理}", "text: {en: Go}"),
    "a comma in a short text": ("pack.yaml", "en: Xi'an,", "en: Xi'an, in Shaanxi,"),
    "the date of a spreadsheet": ("documents", "2026-11-23", "2026/11/23"),
    "money without fen": ("documents", '"10.00"', '"10"'),
    "a region of seven characters": ("pack.yaml", '"610100"', '"610100x"'),
    "a word that is none": ("documents", "change: overlay", "change: overwrite"),
    "an id with capitals": ("documents", "id: enrolment", "id: Enrolment"),
    "a list where a map stands": ("documents", '{amount: "10.00"}', '[{amount: "10.00"}]'),
    "a condition in words": ("documents", '{child.age_years: "< 16", any: [{guardian: relative}]}',
                             "the child is small"),
    "an empty any": ("documents", "any: [{guardian: relative}]", "any: []"),
    "a number in letters": ("documents", "days: 90", "days: ninety"),
    "a limit without a basis": ("documents", ", basis: [{local: yes, source: a-page}]", ""),
    "neither yes nor no": ("documents", "local: yes", "local: maybe"),
    "a certainty of one's own": ("laws.yaml", "certainty: verified", "certainty: sure"),
    "no version": ("pack.yaml", 'version: "2026.11"\n', ""),
    "a hit policy that is none": ("tables", "hit: C<", "hit: C>"),
}  # fmt: skip


class TestLoaderAndSchemaAgree:
    def verdicts(self, folder: Path, kind: str, text: str) -> tuple[bool, bool]:
        """Whether the loader takes it, and whether the schema does."""
        path = folder / "file.yaml"
        path.write_text(text, encoding="utf-8")
        source = Source(path, path.name)
        try:
            convert(source, FILES[kind])
        except PackError:
            loads = False
        else:
            loads = True
        return loads, complaints(kind, source.data) == []

    @pytest.mark.parametrize("kind", sorted(GOOD))
    def test_both_take_what_is_right(self, tmp_path: Path, kind: str) -> None:
        assert self.verdicts(tmp_path, kind, GOOD[kind]) == (True, True)

    @pytest.mark.parametrize("slip", sorted(BROKEN))
    def test_both_refuse_what_is_broken(self, tmp_path: Path, slip: str) -> None:
        kind, right, wrong = BROKEN[slip]
        assert GOOD[kind].count(right) == 1
        assert self.verdicts(tmp_path, kind, GOOD[kind].replace(right, wrong)) == (False, False)

    def test_an_editor_that_reads_numbers_as_numbers_is_content(self) -> None:
        span = {"id": "newborn", "of": "birth", "days": 90, "basis": []}
        version = {"from": "2026-11-23", "within": [span]}
        assert complaints("documents", {"id": "enrolment", "versions": [version]}) == []
