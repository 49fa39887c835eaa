"""Made-up families of every kind: what they would fill in. Pure.

Names are invented (faker, zh_CN). Identity numbers hold together (ISO 7064, a real date), but begin
with 999999, which no division of China has or had: nobody can have one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from faker import Faker

from firstcard.casework.draft import Adult, Child, Delivery, Draft, Number, Relation
from firstcard.people.identity_numbers import id_check, uscc_check

NOWHERE = "999999"
# Zhengzhou's districts and a county, and a place outside Zhengzhou for registers elsewhere.
PLACES = ("410105", "410103", "410102", "410104", "410183")
ELSEWHERE = "411602"
_MINORITY = ("买买提江·阿卜杜热合曼", "古丽巴哈尔·艾山", "阿依古丽·买合木提")
_RARE = ("𠮷", "㛃", "𬎆")
_ELSEWHERE_EACH = 6  # one card family of so many lives in another district
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One made-up application: where, for what, and everything filled in."""

    kind: str
    region: str
    want: tuple[str, ...]
    language: str
    draft: Draft


class Maker:
    """Makes families one after the other; the same seed and days make the same ones."""

    def __init__(self, *, seed: int, first: int = 0) -> None:
        """`first`: from which serial number on people are made."""
        self._random = Random(seed)  # noqa: S311 - made-up people need no secrecy
        self._faker = Faker("zh_CN")
        self._faker.seed_instance(seed)
        self._serial = first
        self._today = date.min
        self._couple: tuple[Adult, ...] = ()

    def family(self, number: int, *, on: date, kind: str = "", card: Delivery | None = None,
               couple: bool = False) -> Family:  # fmt: skip
        """The family of that number, as it is on a day; kinds take turns unless one is named.

        `card`: it wants a card, which comes in this way. `couple`: one more child of the first
        couple of which this was said.
        """
        self._today = on
        kinds = CARD_KINDS if card is not None else tuple(KINDS)
        kind = kind or kinds[number % len(kinds)]
        usual = self._usual(number)
        if couple:
            usual = self._of_couple(usual)
        if card is not None:
            usual = self._for_card(usual, number, card)
        made = KINDS[kind](self, replace(usual, kind=kind))
        wants_card = "card" in made.want and made.draft.child.number is not None
        return made if wants_card else replace(made, want=("insured",))

    def _of_couple(self, usual: Family) -> Family:
        self._couple = self._couple or usual.draft.adults
        child, father = usual.draft.child, self._couple[1]
        named = Child(father.name[:1] + child.name[1:], child.sex, child.born_on,
                      child.nationality, child.number)  # fmt: skip
        return _drafted(usual, adults=self._couple, child=named)

    def _for_card(self, usual: Family, number: int, card: Delivery) -> Family:
        """Most of them live where the same office gives out the cards."""
        region = PLACES[1 if number % _ELSEWHERE_EACH == 0 else 0]
        told = _drafted(usual, delivery=card, situation=_situation(region, usual.draft.child))
        return replace(told, region=region, want=("insured", "card"))

    def number(self, *, born_on: date, sex: int) -> Number:
        """A citizen ID number that nobody has."""
        self._serial += 1
        order = (self._serial * 2 + (sex % 2)) % 1000
        first = f"{NOWHERE}{born_on:%Y%m%d}{order:03}"
        return Number("citizen-id", first + id_check(first))

    def adult(self, relation: Relation, *, name: str = "") -> Adult:
        """A grown-up with a name, a number and a telephone."""
        woman = relation == "mother" or (relation != "father" and self._random.random() < 0.5)
        sex = 2 if woman else 1
        years = self._random.randint(46, 66) if relation in ("relative", "agent") else 31
        born_on = date(self._today.year - years, 1 + self._serial % 12, 1 + self._serial % 28)
        given = self._faker.name_female() if woman else self._faker.name_male()
        return Adult(relation, name or given, self.number(born_on=born_on, sex=sex),
                     f"1380000{1000 + self._serial:04}")  # fmt: skip

    def child(self, *, surname: str, age_days: int, name: str = "") -> Child:
        """A child with its own number."""
        sex = self._random.choice((1, 2))
        born_on = self._today - age_days * _DAY
        given = self._faker.first_name_female() if sex == 2 else self._faker.first_name_male()
        return Child(name or surname + given, sex, born_on.isoformat(), "mainland",
                     self.number(born_on=born_on, sex=sex))  # fmt: skip

    def rare(self) -> str:
        """A character that few fonts have."""
        return self._random.choice(_RARE)

    def minority(self) -> str:
        """A name with U+00B7."""
        return self._random.choice(_MINORITY)

    def institution(self) -> Adult:
        """A child welfare institution, with its unified social credit code."""
        first = f"12{NOWHERE}MB{self._serial:07}"
        return Adult("institution", "示例儿童福利院（虚构）",
                     Number("organisation", first + uscc_check(first)), "13800000999")  # fmt: skip

    def _usual(self, number: int) -> Family:
        mother, father = self.adult("mother"), self.adult("father")
        region = PLACES[number % len(PLACES)]
        child = self.child(surname=father.name[:1], age_days=20 + (number * 7) % 55)
        situation = _situation(region, child)
        draft = Draft(situation=situation, child=child, adults=(mother, father),
                      applicant="mother", consequences_read=True,
                      delivery=Delivery("office", "示例社会保障卡服务中心（虚构）"))  # fmt: skip
        want = (("insured", "card"), ("insured",), ("insured", "card"))[number % 3]
        return Family(kind="", region=region, want=want, language="en" if number % 5 == 4 else "zh",
                      draft=draft)  # fmt: skip


def _situation(region: str, child: Child) -> dict[str, Any]:
    return {
        "region": region,
        "child": {"birthplace": "institution", "birth_region": region, "foundling": False,
                  "follows": "mother", "household_region": region, "school": "none"},
        "parents": {"married": True, "mother": {"known": True, "household_region": region},
                    "father": {"known": True, "household_region": region}},
        "guardian": "parent", "groups": [],
    }  # fmt: skip


def _drafted(family: Family, **changes: Any) -> Family:
    whole = {name: getattr(family.draft, name) for name in Draft.__struct_fields__}
    return replace(family, draft=Draft(**(whole | changes)))


def _told(family: Family, **changes: Any) -> dict[str, Any]:
    """The facts of a family with some of its parts said otherwise."""
    facts = dict(family.draft.situation)
    for name, value in changes.items():
        facts[name] = {**facts.get(name, {}), **value} if isinstance(value, dict) else value
    return facts


def _married(maker: Maker, family: Family) -> Family:
    return family


def _unmarried(maker: Maker, family: Family) -> Family:
    return _drafted(family, situation=_told(family, parents={"married": False}))


def _father_not_stated(maker: Maker, family: Family) -> Family:
    mother = family.draft.adults[0]
    parents = {"married": False, "father": {"known": False}}
    return _drafted(family, adults=(mother, Adult("father", known=False)),
                    situation=_told(family, parents=parents))  # fmt: skip


def _father_applies(maker: Maker, family: Family) -> Family:
    return _drafted(family, applicant="father")


def _grandparents(maker: Maker, family: Family) -> Family:
    return _drafted(family, adults=(maker.adult("relative"),), applicant="relative",
                    situation=_told(family, guardian="relative"))  # fmt: skip


def _institution(maker: Maker, family: Family) -> Family:
    child = {"foundling": True, "found_region": family.region, "guardian_region": family.region,
             "household_region": family.region, "follows": "other", "school": "none"}  # fmt: skip
    facts = {**_told(family, guardian="institution", acts_through="institution-staff"),
             "groups": ["orphan"], "child": child,
             "parents": {"mother": {"known": False}, "father": {"known": False}},
             "events": {"found": family.draft.child.born_on}}  # fmt: skip
    return _drafted(family, adults=(maker.institution(),), applicant="institution",
                    situation=facts)  # fmt: skip


def _adopters(maker: Maker, family: Family) -> Family:
    facts = _told(family, guardian="adopter", events={"adoption": family.draft.child.born_on})
    return _drafted(family, adults=(maker.adult("adopter"),), applicant="adopter",
                    situation=facts)  # fmt: skip


def _agent(maker: Maker, family: Family) -> Family:
    adults = (*family.draft.adults, maker.adult("agent"))
    return _drafted(family, adults=adults, applicant="agent",
                    situation=_told(family, acts_through="agent"))  # fmt: skip


def _no_number_yet(maker: Maker, family: Family) -> Family:
    number = Number("birth-certificate", f"Z{999_000_000 + maker._serial:09}")
    child = family.draft.child
    told = Child(child.name, child.sex, child.born_on, child.nationality, number)
    facts = _told(family, child={"household_region": None,
                                 "intended_register_region": family.region})  # fmt: skip
    return replace(_drafted(family, child=told, situation=facts), want=("insured",))


def _registered_elsewhere(maker: Maker, family: Family) -> Family:
    parent = {"known": True, "household_region": ELSEWHERE}
    facts = _told(family, child={"household_region": ELSEWHERE, "links": ["residence"]},
                  parents={"mother": parent, "father": parent})  # fmt: skip
    return replace(_drafted(family, situation=facts), want=("insured",))


def _minority_name(maker: Maker, family: Family) -> Family:
    child = family.draft.child
    told = Child(maker.minority(), child.sex, child.born_on, child.nationality, child.number)
    return _drafted(family, child=told)


def _rare_name(maker: Maker, family: Family) -> Family:
    child = family.draft.child
    told = Child(child.name[:1] + maker.rare(), child.sex, child.born_on, child.nationality,
                 child.number)  # fmt: skip
    return _drafted(family, child=told)


def _older(maker: Maker, family: Family) -> Family:
    mother = family.draft.adults[0]
    child = maker.child(surname=mother.name[:1], age_days=365 * 4)
    facts = _told(family, child={"school": "kindergarten"}, groups=["low-income"])
    return replace(_drafted(family, child=child, situation=facts), want=("insured", "card"))


def _late(maker: Maker, family: Family) -> Family:
    mother = family.draft.adults[0]
    child = maker.child(surname=mother.name[:1], age_days=200)
    return _drafted(family, child=child)


def _pupil(maker: Maker, family: Family) -> Family:
    mother = family.draft.adults[0]
    child = maker.child(surname=mother.name[:1], age_days=365 * 8)
    facts = _told(family, child={"school": "school", "links": ["school"]})
    return replace(_drafted(family, child=child, situation=facts), want=("insured", "card"))


KINDS: dict[str, Callable[[Maker, Family], Family]] = {
    "married": _married, "unmarried": _unmarried, "father-applies": _father_applies,
    "minority-name": _minority_name, "father-not-stated": _father_not_stated,
    "no-number-yet": _no_number_yet, "registered-elsewhere": _registered_elsewhere,
    "grandparents": _grandparents, "rare-name": _rare_name, "institution": _institution,
    "older": _older, "adopters": _adopters, "agent": _agent, "pupil": _pupil,
    "late": _late,
}  # fmt: skip
# Whose card can be ordered at once, and who collects it themselves.
CARD_KINDS = tuple(
    kind
    for kind in KINDS
    if kind not in ("no-number-yet", "registered-elsewhere", "agent", "pupil")
)
