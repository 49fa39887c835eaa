"""Every kind of family comes through: its papers are asked for, and none ends at a wall."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from cases import AT, REGION, citizen_id, complete, family, staff, started

from firstcard.casework import completeness, operations, requirements
from firstcard.casework.draft import Adult, Child, Delivery, Draft, Number
from firstcard.casework.models import Case
from firstcard.core.actors import Actor
from firstcard.people.models import Guardianship

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
BORN = date(2026, 10, 1)
HERE, AWAY = REGION, "420102"
CITIZEN_ID = Number("citizen-id", citizen_id(BORN, 77))
PERMIT = Number("residence-permit", "CHN410105261001")
CERTIFICATE = Number("birth-certificate", "P410000123")
MOTHER = Adult("mother", "李美丽", Number("citizen-id", citizen_id(date(1995, 3, 4), 901)),
               "13800000001")  # fmt: skip
FATHER = Adult("father", "张强", Number("citizen-id", citizen_id(date(1994, 3, 4), 902)),
               "13800000002")  # fmt: skip
UNKNOWN_FATHER = Adult("father", known=False)
GRANDMOTHER = Adult("relative", "王秀英", Number("citizen-id", citizen_id(date(1960, 3, 4), 903)),
                    "13800000003")  # fmt: skip
ADOPTER = Adult("adopter", "刘洋", Number("citizen-id", citizen_id(date(1985, 3, 4), 904)),
                "13800000004")  # fmt: skip
AGENT = Adult("agent", "王秀英", GRANDMOTHER.number, "13800000003")
HOME = Adult("institution", "示例儿童福利院", Number("organisation", "91350100M000100Y43"),
             "0371-66666666")  # fmt: skip


def told(*, child: dict[str, Any] | None = None, married: bool = True, father: bool = True,
         **facts: Any) -> dict[str, Any]:  # fmt: skip
    """A situation: a child born here to a mother registered here, but for what is said."""
    return {
        "region": REGION, "guardian": "parent",
        "child": {"birthplace": "institution", "birth_region": HERE, "foundling": False,
                  "follows": "mother", "intended_register_region": HERE, **(child or {})},
        "parents": {"married": married, "mother": {"known": True, "household_region": HERE},
                    "father": {"known": father, **({"household_region": AWAY} if father else {})}},
        **facts,
    }  # fmt: skip


def found_child(**facts: Any) -> dict[str, Any]:
    """A foundling's situation."""
    return {
        "region": REGION,
        "child": {"foundling": True, "found_region": HERE, "follows": "other",
                  "guardian_region": HERE, "household_region": HERE},
        "parents": {"mother": {"known": False}, "father": {"known": False}}, **facts,
    }  # fmt: skip


AWAY_CHILD = {"follows": "father", "intended_register_region": AWAY}
AWAY_PARENTS = {"married": True, "mother": {"known": True, "household_region": AWAY},
                "father": {"known": True, "household_region": AWAY}}  # fmt: skip


def from_away(*ties: str, **more: Any) -> dict[str, Any]:
    """A family whose register is elsewhere, with its ties to this place."""
    return {**told(child={**AWAY_CHILD, "links": list(ties)}), "parents": AWAY_PARENTS, **more}


# name, situation, adults, who applies, chosen ways, child's number, a paper that must be asked for
FAMILIES: dict[str, tuple[Any, ...]] = {
    "married": (told(), (MOTHER, FATHER), "mother", {}, "id", "parent-identity-card"),
    "unmarried": (told(married=False), (MOTHER, FATHER), "mother", {}, "id",
                  "parent-identity-card"),
    "father not stated": (told(married=False, father=False), (MOTHER, UNKNOWN_FATHER), "mother",
                          {}, "certificate", "birth-certificate"),
    "one parent alone": (told(), (FATHER,), "father", {}, "id", "parent-identity-card"),
    "a relative is guardian": (
        told(guardian="relative", married=False), (GRANDMOTHER,), "relative", {}, "id",
        "parent-identity-card"),
    "grandmother with written authority": (
        told(acts_through="agent"), (MOTHER, AGENT), "agent", {}, "id", "letter-of-authority"),
    "abandoned, in an institution": (
        found_child(guardian="institution", acts_through="institution-staff"), (HOME,),
        "institution", {}, "id", "institution-papers"),
    "adopted": (
        found_child(guardian="adopter", events={"adoption": "2026-11-01"}), (ADOPTER,), "adopter",
        {}, "id", "parent-identity-card"),
    "from abroad": (
        told(child={"nationality": "foreign", "permit": True, "birthplace": "abroad"}),
        (MOTHER,), "mother", {}, "permit", "residence-permit"),
    "no citizen number yet": (told(), (MOTHER,), "mother", {}, "certificate", "birth-certificate"),
    "register elsewhere, parent's register": (
        from_away("parent-register"), (MOTHER,), "mother", {"ground": "parent-register"}, "id",
        "household-register"),
    "register elsewhere, parent's permit": (
        from_away("parent-permit"), (MOTHER,), "mother", {"ground": "parent-permit"}, "id",
        "residence-permit"),
    "register elsewhere, parent insured": (
        from_away("parent-insured"), (MOTHER,), "mother", {"ground": "parent-insured"}, "id",
        "parent-identity-card"),
    "register elsewhere, kindergarten": (
        from_away("school"), (MOTHER,), "mother", {"ground": "school"}, "id", "school-proof"),
    "register elsewhere, lives here": (
        from_away("residence"), (MOTHER,), "mother", {"ground": "residence"}, "id",
        "residence-proof"),
}  # fmt: skip


def _case(name: str) -> Case:
    situation, adults, applicant, ways, number, _ = FAMILIES[name]
    parent = family()
    case = started(parent)
    known = {"certificate": CERTIFICATE, "id": CITIZEN_ID, "permit": PERMIT}[number]
    nationality = situation["child"].get("nationality", "mainland")
    child = Child(name="张小宝", sex=1, born_on=BORN.isoformat(), number=known,
                  nationality=nationality)  # fmt: skip
    whole = Draft(situation=situation, child=child, adults=adults, applicant=applicant, ways=ways,
                  delivery=Delivery("office"), consequences_read=True)  # fmt: skip
    operations.save(case=case, by=parent, draft=whole, version=case.version, at=AT)
    return case


@pytest.mark.parametrize("name", FAMILIES)
def test_it_comes_through_to_an_approval(name: str) -> None:
    case = _case(name)
    asked = completeness.wanted_papers(case=case, on=TODAY)
    assert FAMILIES[name][-1] in {w.document for w in asked if w.required}
    assert all(w.basis for w in asked if w.required), "asked for without a basis"
    complete(case)
    assert completeness.missing(case=case, on=TODAY) == ()
    by = staff()
    parent = case.applicant
    assert parent is not None
    case = operations.submit(case=case, by=Actor(kind="person", account=parent.pk), at=AT)
    operations.accept(case=case, by=by, at=AT)
    operations.approve(case=case, by=staff("reviewer"), at=AT)
    assert Guardianship.objects.filter(child=case.child, relation=FAMILIES[name][2]).exists()


@pytest.mark.parametrize("name", FAMILIES)
def test_nothing_is_asked_for_twice_and_no_unknown_paper(name: str) -> None:
    asked = completeness.wanted_papers(case=_case(name), on=TODAY)
    keys = [completeness.paper_id(each) for each in asked]
    assert len(keys) == len(set(keys))
    assert all(each.name.en and each.name.zh for each in asked)


def test_a_mother_alone_is_not_asked_for_the_father() -> None:
    asked = completeness.wanted_papers(case=_case("father not stated"), on=TODAY)
    assert not {w.of for w in asked} & {"father"}
    assert "marriage-certificate" not in {w.document for w in asked}


def test_each_ground_asks_for_its_own_paper_only() -> None:
    grounds = {"household-register", "residence-permit", "school-proof", "residence-proof"}
    for name, (*_, paper) in FAMILIES.items():
        if name.startswith("register elsewhere"):
            asked = {w.document for w in completeness.wanted_papers(case=_case(name), on=TODAY)}
            assert asked & grounds == {paper} & grounds, name


def test_a_choice_names_which_grounds_are_open() -> None:
    situation, adults, applicant, ways, *_ = FAMILIES["register elsewhere, kindergarten"]
    draft = Draft(situation=situation, adults=adults, applicant=applicant, ways=ways,
                  child=Child(born_on=BORN.isoformat()))  # fmt: skip
    asked = requirements.asked(draft=draft, want=["insured"], region=REGION, on=TODAY)
    (ground,) = [c for c in asked.choices if c.need == "ground"]
    assert [w.id for w in ground.ways if w.chosen] == ["school"]
    assert not next(w for w in ground.ways if w.id == "institution-here").possible


def test_a_ground_that_is_not_open_is_not_taken() -> None:
    child = Child(born_on=BORN.isoformat())
    draft = Draft(situation=told(), adults=(MOTHER,), applicant="mother", child=child,
                  ways={"ground": "institution-here"})  # fmt: skip
    asked = requirements.asked(draft=draft, want=["insured"], region=REGION, on=TODAY)
    (ground,) = [c for c in asked.choices if c.need == "ground"]
    assert [w.id for w in ground.ways if w.chosen] != ["institution-here"]
    assert any(w.chosen and w.possible for w in ground.ways)


def test_both_wishes_ask_for_a_paper_once_for_both() -> None:
    child = Child(born_on=BORN.isoformat(), number=CITIZEN_ID)
    draft = Draft(situation=told(), adults=(MOTHER,), applicant="mother", child=child)
    asked = requirements.papers(draft=draft, want=["insured", "card"], region=REGION, on=TODAY)
    (identity,) = [w for w in asked if w.document == "parent-identity-card"]
    assert set(identity.for_) == {"enrolment", "card-application"}
    assert requirements.PHOTO in {w.document for w in asked}
    (page,) = [w for w in asked if w.document == "child-register-page"]
    assert page.name.zh == "户口簿中孩子的本人页"
