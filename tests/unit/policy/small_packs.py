"""Small packs written file by file, to break them in one place."""

from __future__ import annotations

from pathlib import Path

from firstcard.policy.book import RuleBook
from firstcard.policy.loading import load

BASIS = "[{law: some-law, article: '1'}]"
COUNTRY = {
    "pack.yaml": """\
id: cn
region: "000000"
name: {en: Country, zh: 国}
version: "1"
released_on: 2026-01-01
want: [card]
""",
    "facts.yaml": """\
facts:
  - {id: on, type: date, name: {en: day, zh: 日}}
  - {id: region, type: division, name: {en: region, zh: 地}}
  - {id: child.born_on, type: date, name: {en: birth, zh: 生}}
  - {id: events.loss, type: date, name: {en: loss, zh: 失}}
  - {id: child.birth_region, type: division, name: {en: birth region, zh: 出生地}}
  - {id: child.school, type: enum, name: {en: school, zh: 学}, values: &both [
      {id: none, name: {en: none, zh: 无}}, {id: school, name: {en: school, zh: 学}},
      {id: college, name: {en: college, zh: 大}}]}
  - {id: flag, type: yes-no, name: {en: flag, zh: 旗}}
  - {id: groups, type: set, name: {en: groups, zh: 群}, values: [
      {id: orphan, name: {en: orphan, zh: 孤}}, {id: poor, name: {en: poor, zh: 贫}},
      {id: sick, name: {en: sick, zh: 病}}]}
  - {id: child.age_days, type: number, derived: yes, name: {en: age, zh: 龄}}
""",
    "laws.yaml": """\
laws:
  - id: some-law
    title: {en: Some law, zh: 某法}
    kind: law
    issuer: {en: Someone, zh: 某人}
    articles: {"1": {summary: {en: one, zh: 一}, certainty: verified}}
""",
    "sources.yaml": """\
sources:
  - {id: some-page, title: {en: Some page, zh: 某页}, kind: page, certainty: reported}
""",
    "office-kinds.yaml": """\
office_kinds:
  - {id: counter, name: {en: Counter, zh: 窗口}, authority: {en: Authority, zh: 机关}}
""",
    "documents/card.yaml": f"""\
id: card
kind: paper
goal: yes
name: {{en: Card, zh: 卡}}
gives: [chip]
versions:
  - from: 2020-01-01
    issued_by: counter
    needs:
      - {{id: photo, document: photo, when: {{flag: yes}}, basis: {BASIS}}}
      - {{id: form, document: form, basis: {BASIS}}}
    takes: [{{least: {{days: 1}}, most: {{days: 5}}, basis: {BASIS}}}]
    within:
      - {{id: limit, days: 10, of: birth, basis: {BASIS}}}
    basis: {BASIS}
""",
    "documents/form.yaml": f"""\
id: form
kind: paper
name: {{en: Form, zh: 表}}
versions:
  - {{from: 2020-01-01, issued_by: family, basis: {BASIS}}}
""",
    "documents/photo.yaml": f"""\
id: photo
kind: paper
name: {{en: Photo, zh: 照}}
versions:
  - {{from: 2020-01-01, issued_by: counter, basis: {BASIS}}}
""",
}
PROVINCE = {"pack.yaml": """\
id: cn-41
region: "410000"
parent: cn
name: {en: Province, zh: 省}
version: "1"
released_on: 2026-01-01
"""}  # fmt: skip
CITY = {"pack.yaml": """\
id: cn-4101
region: "410100"
parent: cn-41
name: {en: City, zh: 市}
version: "1"
released_on: 2026-01-01
"""}  # fmt: skip
Files = dict[str, str]


def write(root: Path, packs: dict[str, Files]) -> Path:
    """Write the packs below `root`, in the order in which they and their files are given."""
    for pack, files in packs.items():
        for name, text in files.items():
            path = root / pack / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    return root


def small(
    root: Path, cn: Files | None = None, province: Files | None = None, city: Files | None = None
) -> RuleBook:
    """A book of country, province and city, with these files put in or changed."""
    packs = {"cn": {**COUNTRY, **(cn or {})}, "cn-41": {**PROVINCE, **(province or {})},
             "cn-4101": {**CITY, **(city or {})}}  # fmt: skip
    return load(root=write(root, packs))


def problems(book: RuleBook) -> list[str]:
    """Every problem as one line."""
    return [str(problem) for problem in book.problems]
