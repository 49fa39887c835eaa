"""Made-up rules of cities, as packs and, apart from them, as the parameters of an oracle.

The parameters are those in which the rules for newborns really differ from place to place: the
window, whether the day of birth counts, what being late means, whether the birth year is free.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from firstcard.policy.book import RuleBook
from firstcard.policy.loading import load

SHIPPED = Path(__file__).resolve().parents[3] / "packs"
Late = Literal["payment-day", "next-day", "next-month", "unknown"]
BASIS = "[{law: nhsa-2021-11, article: '10'}]"


@dataclass(frozen=True)
class City:
    """A city's rules. `fen`: the premium of every year but a free birth year."""

    region: str
    name: str
    window: int
    inclusive: bool
    late: Late
    free_birth_year: bool
    fen: int = 40_000

    @property
    def pack(self) -> str:
        return f"cn-{self.region[:4]}"


CITIES = (
    City("610100", "Xi'an", 90, False, "next-month", False),
    City("440300", "Shenzhen", 180, False, "payment-day", True),
    City("370100", "Jinan", 90, True, "next-day", False, 38_000),
    City("350100", "Fuzhou", 90, True, "unknown", True),
)


def book(*, folder: Path) -> RuleBook:
    """The shipped national pack and one pack for each city."""
    root = folder / "packs"
    shutil.copytree(SHIPPED / "cn", root / "cn")
    for city in CITIES:
        for name, text in _files(city).items():
            path = root / city.pack / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    found = load(root=root)
    assert [str(each) for each in found.problems if not each.warning] == []
    return found


def _files(city: City) -> dict[str, str]:
    counts = "yes" if city.inclusive else "no"
    newborn = "child.foundling: no, guardian: not(adopter)"
    young = 'any: [{child.age_years: "< 1"}, {period.is_birth_year: yes}]'
    premium = f"{city.fen / 100:.2f}"
    first = "0.00" if city.free_birth_year else premium
    return {
        "pack.yaml": f'id: {city.pack}\nregion: "{city.region}"\nparent: cn\nversion: "1"\n'
                     f"released_on: 2023-12-01\nname: {{en: {city.name}, zh: 某市}}\n",
        "documents/enrolment.yaml": f"""\
id: enrolment
change: overlay
versions:
  - from: 2023-12-01
    within:
      - {{id: newborn, days: {city.window}, of: birth, inclusive: {counts},
         when: {{{newborn}, child.age_years: "< 1"}}, basis: {BASIS}}}
""",
        "documents/premium.yaml": f"""\
id: premium
change: overlay
versions:
  - from: 2023-12-01
    windows:
      - id: newborn
        when: {{{newborn}, {young}}}
        within: {{id: newborn, days: {city.window}, of: birth, inclusive: {counts}, basis: {BASIS}}}
        basis: {BASIS}
      - id: yearly
        when: {{period.is_birth_year: no}}
        opens: {{year: -1, month: 9, day: 1}}
        closes: {{year: -1, month: 12, day: 31}}
        basis: {BASIS}
""",
        "tables/coverage.yaml": (SHIPPED / "cn/tables/coverage.yaml").read_text(encoding="utf-8"),
        "tables/coverage.csv": f"""\
enrolled-in-time,paid-in-time,birth-year,covered-from,covered-until,from,until,basis,source,ask
yes,yes,yes,birth,year-end,,,nhsa-2021-11:10,,
no,-,yes,{city.late},year-end,,,nhsa-2021-11:10,,medical-insurance-agency
yes,no,yes,{city.late},year-end,,,nhsa-2021-11:10,,medical-insurance-agency
-,yes,no,year-start,year-end,,,social-insurance-law:25,,
-,no,no,unknown,year-end,,,state-council-2024-38:4,,medical-insurance-agency
""",
        "tables/premium.yaml": """\
id: premium
title: {en: Premium, zh: 缴费标准}
hit: U
inputs:
  - {name: birth-year, fact: period.is_birth_year}
outputs:
  - {name: amount, type: money}
""",
        "tables/premium.csv": "birth-year,amount,from,until,basis,source,ask\n"
                              f"yes,{first},,,social-insurance-law:25,,\n"
                              f"no,{premium},,,social-insurance-law:25,,\n",
    }  # fmt: skip
