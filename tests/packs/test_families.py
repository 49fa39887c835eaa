"""Each family of the packs' purpose, in three places, against the law and not against the code.

What is expected here was read in the law's articles and the published procedure (docs/coverage.md
names them), and the days are counted one by one below, with a calendar of other origin.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from chinese_calendar import is_workday

from firstcard.policy.loading import load
from firstcard.policy.plan import Plan, Step
from firstcard.policy.planner import make_plan, situation_of

BOOK = load(root=Path(__file__).resolve().parents[2] / "packs")
ZHENGZHOU, KAIFENG, WUHAN = "410105", "410200", "420100"
PLACES = [ZHENGZHOU, KAIFENG, WUHAN]
ELSEWHERE = {ZHENGZHOU: WUHAN, KAIFENG: WUHAN, WUHAN: KAIFENG}
BORN, ON = date(2026, 5, 20), date(2026, 6, 1)
EVERYTHING = ["insured", "medical-e-certificate", "card-active"]
# Nobody may ask for these: 国办发〔2015〕96号, and article 31 of Decree 765.
NEVER = {"family-planning-certificate", "student-proof", "insurance-proof",
         "guardian-insurance-record"}  # fmt: skip
Facts = dict[str, Any]


def family(place: str, on: date = ON, born: date = BORN, **more: Any) -> Facts:
    """Married parents, born in a hospital, everything in one place; `more` with __ for dots."""
    facts: Facts = {
        "on": on.isoformat(), "region": place, "child.born_on": born.isoformat(),
        "child.birthplace": "institution", "child.birth_region": place, "child.follows": "mother",
        "parents.married": True, "parents.mother.known": True, "parents.father.known": True,
        "parents.mother.household_region": place, "parents.father.household_region": place,
        "guardian": "parent", "want": EVERYTHING,
    }  # fmt: skip
    facts.update({name.replace("__", "."): value for name, value in more.items()})
    return {name: value for name, value in facts.items() if value is not ...}


def planned(facts: Facts) -> Plan:
    plan = make_plan(book=BOOK, situation=situation_of(book=BOOK, data=facts))
    for step in plan.steps:
        assert not papers(step) & NEVER
        assert "marriage-certificate" not in papers(step), step.id  # Civil Code 1071
    return plan


def steps(plan: Plan) -> dict[str, Step]:
    return {step.id: step for step in plan.steps}


def papers(step: Step) -> set[str | None]:
    """What the step cannot do without, for sure."""
    return {p.document for p in step.needs if p.strength == "required" and not p.only_if}


def goal(plan: Plan, name: str) -> str:
    (state,) = {goal.state for goal in plan.goals if goal.id == name}
    return state


# Days, counted one by one.


def rolled(day: date) -> date:
    """A last day that is a rest day is followed by the next that is none (Civil Code 203)."""
    while not is_workday(day):
        day += timedelta(1)
    return day


def one_month(born: date) -> date:
    """The corresponding day of the next month, or its last day (Civil Code 202)."""
    year, month = divmod(born.year * 12 + born.month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return rolled(date(year, month + 1, min(born.day, last)))


def ninety_days(born: date, *, birth_is_day_one: bool) -> date:
    day, counted = born, 1 if birth_is_day_one else 0
    while counted < 90:
        day += timedelta(1)
        counted += 1
    return rolled(day)


BIRTHS = [date(2026, 1, 15), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 2),
          date(2026, 3, 31), date(2026, 4, 1), date(2026, 5, 20), date(2026, 5, 31),
          date(2026, 7, 3), date(2026, 8, 31), date(2025, 12, 31)]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("born", BIRTHS, ids=str)
def test_a_month_for_the_police_and_ninety_days_for_the_insurance(place: str, born: date) -> None:
    plan = planned(family(place, born + timedelta(2), born))
    assert steps(plan)["birth-registration"].due == one_month(born)
    due = ninety_days(born, birth_is_day_one=place == ZHENGZHOU)
    assert steps(plan)["enrolment"].due == due


def test_the_worked_examples_of_the_calendar() -> None:
    """A make-up workday does not roll; the spring festival does."""
    assert one_month(date(2026, 1, 31)) == date(2026, 2, 28)
    assert one_month(date(2026, 1, 15)) == date(2026, 2, 24)
    assert ninety_days(date(2026, 5, 20), birth_is_day_one=False) == date(2026, 8, 18)
    assert ninety_days(date(2026, 5, 20), birth_is_day_one=True) == date(2026, 8, 17)


@pytest.mark.parametrize("place", PLACES)
class TestParents:
    def test_married(self, place: str) -> None:
        plan = planned(family(place))
        found = steps(plan)
        assert papers(found["birth-registration"]) == {"birth-certificate", "household-register"}
        assert "paternity-test" not in found
        assert "statement-of-non-marital-birth" not in found
        assert goal(plan, "insured") == goal(plan, "card-active") == "todo"
        order = [s.id for s in plan.steps]
        assert order.index("birth-certificate") < order.index("birth-registration")
        assert order.index("birth-registration") < order.index("card-application")
        assert order.index("enrolment") < order.index("premium:2026")
        assert found["birth-certificate"].office.kind == "maternity-institution"  # type: ignore[union-attr]
        assert found["birth-registration"].office.kind == "police-station"  # type: ignore[union-attr]
        assert found["enrolment"].office.kind == "medical-insurance-agency"  # type: ignore[union-attr]
        assert found["premium:2026"].office.kind == "tax-office"  # type: ignore[union-attr]

    def test_certificate_registration_and_first_card_are_free(self, place: str) -> None:
        found = steps(planned(family(place)))
        for name in ("birth-certificate", "birth-registration", "enrolment", "card-application"):
            assert found[name].fee.amount == "0.00", name  # type: ignore[union-attr]

    def test_enrolment_needs_no_card_photo_or_insured_parent(self, place: str) -> None:
        asked = papers(steps(planned(family(place)))["enrolment"])
        assert not asked & {"card-photo", "card-collection", "card-application", "paternity-test"}

    def test_unmarried_with_the_mother(self, place: str) -> None:
        plan = planned(family(place, parents__married=False))
        assert papers(steps(plan)["birth-registration"]) == {
            "birth-certificate",
            "household-register",
            "statement-of-non-marital-birth",
        }
        assert "paternity-test" not in steps(plan)

    def test_unmarried_with_the_father(self, place: str) -> None:
        plan = planned(family(place, parents__married=False, child__follows="father"))
        assert papers(steps(plan)["birth-registration"]) == {
            "birth-certificate", "household-register", "statement-of-non-marital-birth",
            "paternity-test"}  # fmt: skip
        assert "paternity-test" not in papers(steps(plan)["birth-certificate"])

    def test_father_not_stated(self, place: str) -> None:
        plan = planned(family(place, parents__married=False, parents__father__known=False))
        found = steps(plan)
        assert "father-not-stated-declaration" in papers(found["birth-certificate"])
        assert found["father-not-stated-declaration"].who == "mother"
        assert "paternity-test" not in found

    def test_born_outside_an_institution(self, place: str) -> None:
        found = steps(planned(family(place, child__birthplace="other")))
        assert "paternity-test" in papers(found["birth-certificate"])
        assert found["birth-certificate"].office.kind == "county-health-agency"  # type: ignore[union-attr]
        assert "paternity-test" not in papers(found["birth-registration"])

    def test_born_outside_and_elsewhere_the_certificate_is_of_the_register(
        self, place: str
    ) -> None:
        """The agency of the county where the child will be registered, not of the birth."""
        facts = family(place, child__birthplace="other", child__birth_region=ELSEWHERE[place])
        assert steps(planned(facts))["birth-certificate"].office.where == place  # type: ignore[union-attr]

    def test_parents_not_insured(self, place: str) -> None:
        uninsured = {f"parents__{side}__insurance": "none" for side in ("mother", "father")}
        plan, other = planned(family(place, **uninsured)), planned(family(place))
        assert [(s.id, papers(s)) for s in plan.steps] == [(s.id, papers(s)) for s in other.steps]
        assert goal(plan, "insured") == "todo"

    def test_a_third_person(self, place: str) -> None:
        found = steps(planned(family(place, acts_through="agent")))
        letter = {"letter-of-authority", "agent-identity-card"}
        assert letter <= papers(found["enrolment"])
        assert letter <= papers(found["card-application"])
        # A relative or neighbour may declare a birth: Household Registration Regulation 7.
        assert not letter & papers(found["birth-registration"])

    def test_twins(self, place: str) -> None:
        plan = planned(family(place, children=[{}, {}]))
        assert plan.children == 2
        for step in plan.steps:
            assert [person.number for person in step.for_] == [1, 2], step.id
        one = planned(family(place))
        assert [step.id for step in plan.steps] == [step.id for step in one.steps]
        assert len(plan.goals) == 2 * len(one.goals)
        certificate = [p for p in steps(plan)["birth-registration"].needs
                       if p.document == "birth-certificate"]  # fmt: skip
        assert [paper.count for paper in certificate] == [2]


@pytest.mark.parametrize("place", PLACES)
class TestTwoPlaces:
    def test_born_elsewhere(self, place: str) -> None:
        """The certificate is of the place of birth, the register of the parent's."""
        plan = planned(family(place, child__birth_region=ELSEWHERE[place]))
        found = steps(plan)
        assert found["birth-certificate"].office.where == ELSEWHERE[place]  # type: ignore[union-attr]
        assert found["birth-registration"].office.where == place  # type: ignore[union-attr]
        assert found["enrolment"].office.where == place  # type: ignore[union-attr]
        assert goal(plan, "insured") == "todo"

    def away(self, place: str, **more: Any) -> Plan:
        """Born here, both registers elsewhere."""
        there = ELSEWHERE[place]
        regions = {f"parents__{side}__household_region": there for side in ("mother", "father")}
        return planned(family(place, **{**regions, **more}))

    @pytest.mark.parametrize(
        ("link", "paper"),
        [("parent-register", "household-register"), ("parent-permit", "residence-permit"),
         ("parent-insured", None), ("school", "school-proof"), ("residence", "residence-proof")],
    )  # fmt: skip
    def test_each_ground_alone_will_do(self, place: str, link: str, paper: str | None) -> None:
        plan = self.away(place, child__links=[link])
        found = steps(plan)
        assert goal(plan, "insured") == "todo"
        grounds = {"household-register", "residence-permit", "school-proof", "residence-proof"}
        assert papers(found["enrolment"]) & grounds == ({paper} if paper else set())
        assert found["birth-registration"].office.where == ELSEWHERE[place]  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        "fact", ["household_region", "residence_permit_region", "insured_region"]
    )
    def test_the_regions_of_a_parent_are_a_ground(self, place: str, fact: str) -> None:
        plan = self.away(place, child__links=..., **{f"parents__father__{fact}": place})
        assert goal(plan, "insured") == "todo"

    def test_no_ground_blocks_and_says_what_would_open(self, place: str) -> None:
        plan = self.away(place, child__links=[])
        (insured,) = [goal for goal in plan.goals if goal.id == "insured"]
        assert insured.state == "blocked"
        opened = {opening.fact for block in insured.blocked_by for choice in block.alternatives
                  for opening in choice.facts}  # fmt: skip
        assert "child.links" in opened
        (notice,) = [n for n in plan.notices if n.id == "insured.blocked"]
        assert "household register" in notice.text.en
        assert "户口" in notice.text.zh
        # The birth is registered and the card got all the same.
        assert "birth-registration" in steps(plan)
        assert goal(plan, "card-active") == "todo"

    def test_ties_not_known_are_asked_for(self, place: str) -> None:
        plan = self.away(place)
        assert goal(plan, "insured") == "depends"
        assert "child.links" in {ask.fact for ask in plan.ask}
        assert "enrolment" in steps(plan)


@pytest.mark.parametrize("place", PLACES)
class TestOtherGuardians:
    def found(self, place: str, guardian: str, **more: Any) -> Facts:
        gone = dict.fromkeys(("child__follows", "parents__married", "parents__mother__known",
                              "parents__father__known", "parents__mother__household_region",
                              "parents__father__household_region"), ...)  # fmt: skip
        return family(place, **gone, child__foundling=True, guardian=guardian,
                      events__found="2026-05-21", child__found_region=place,
                      child__guardian_region=place, **more)  # fmt: skip

    def test_a_foundling_of_an_institution(self, place: str) -> None:
        plan = planned(self.found(place, "institution"))
        found = steps(plan)
        assert "birth-certificate" not in found
        # Zhengzhou wants the record of admission and its approval, too.
        admission = {"foundling-admission"} if place == ZHENGZHOU else set()
        assert papers(found["birth-registration"]) == {"institution-papers"} | admission
        assert "institution-papers" in papers(found["enrolment"])
        assert goal(plan, "insured") == "todo"

    def test_a_foundling_of_adopters(self, place: str) -> None:
        plan = planned(self.found(place, "adopter", child__links=["parent-register"]))
        found = steps(plan)
        assert "birth-certificate" not in found
        assert "adoption-registration" in papers(found["birth-registration"])
        notice_and_review = found["adoption-registration"]
        # Sixty days of public notice, then thirty days of review (Adoption Measures).
        assert (notice_and_review.done - notice_and_review.earliest).days >= 60  # type: ignore[operator]
        assert (notice_and_review.done_by - notice_and_review.earliest).days >= 90  # type: ignore[operator]

    @pytest.mark.parametrize("guardian", ["institution", "adopter"])
    def test_no_clock_of_birth_runs_for_a_foundling(self, place: str, guardian: str) -> None:
        """No rule says from when: ask, do not guess."""
        plan = planned(self.found(place, guardian, child__links=["parent-register"]))
        for name in ("birth-registration", "enrolment"):
            assert steps(plan)[name].due is None
            asked = [n for n in plan.notices if n.step == name and n.kind == "unknown"]
            assert asked, name
            assert asked[0].ask

    def test_an_orphan(self, place: str) -> None:
        dead = {f"parents__{side}__can_act": "dead" for side in ("mother", "father")}
        plan = planned(family(place, **dead, guardian="relative", child__follows="other",
                              child__guardian_region=place, groups=["orphan"]))  # fmt: skip
        found = steps(plan)
        held = [p for p in found["birth-certificate"].needs if p.of in ("mother", "father")]
        assert held == []
        assert goal(plan, "insured") == goal(plan, "card-active") == "todo"
        assert "birth-registration" in found


# What a child of two pays in Zhengzhou for 2026, as published: with several groups the best.
PREMIUMS = {"": "400.00", "college-student": "390.00", "destitute": "0.00", "orphan": "0.00",
            "low-income": "20.00", "monitored": "20.00", "severely-disabled": "80.00",
            "low-income-margin": "80.00", "child-in-difficulty": "80.00",
            "child-in-difficulty,orphan": "0.00", "low-income,severely-disabled": "20.00",
            "college-student,low-income-margin": "80.00"}  # fmt: skip


class TestPremium:
    def of_2026(self, place: str, groups: str) -> Any:
        facts = family(place, date(2025, 10, 15), date(2023, 5, 20), child__has_citizen_id=True,
                       have=["enrolment"], groups=[g for g in groups.split(",") if g])  # fmt: skip
        (found,) = [p for p in planned(facts).premium if p.year == 2026]
        return found

    @pytest.mark.parametrize(("groups", "amount"), PREMIUMS.items())
    def test_groups_in_zhengzhou(self, groups: str, amount: str) -> None:
        found = self.of_2026(ZHENGZHOU, groups)
        assert found.amount == amount
        assert found.basis

    def test_every_group_is_shown_beside(self) -> None:
        shown = {entry.group: entry.amount for entry in self.of_2026(ZHENGZHOU, "").by_group}
        assert shown == {group or None: amount for group, amount in PREMIUMS.items()
                         if "," not in group}  # fmt: skip

    @pytest.mark.parametrize("place", [KAIFENG, WUHAN])
    def test_elsewhere_nobody_guesses(self, place: str) -> None:
        found = self.of_2026(place, "orphan")
        assert found.amount is None
        assert found.ask == "medical-insurance-agency"

    def test_the_amount_of_2027_is_not_known_yet(self) -> None:
        plan = planned(family(ZHENGZHOU, date(2026, 11, 23), date(2026, 11, 10)))
        (found,) = [p for p in plan.premium if p.year == 2027]
        assert found.amount is None
        assert found.ask

    def test_a_child_of_november_needs_this_year_and_the_next(self) -> None:
        plan = planned(family(ZHENGZHOU, date(2026, 11, 23), date(2026, 11, 10)))
        assert {"premium:2026", "premium:2027"} <= set(steps(plan))


@pytest.mark.parametrize("place", PLACES)
class TestLate:
    def test_registration_after_a_month(self, place: str) -> None:
        """Late is still registered, and nothing more may be asked for."""
        late = planned(family(place, BORN + timedelta(45)))
        step = steps(late)["birth-registration"]
        assert step.state == "overdue"
        assert step.due == one_month(BORN)
        assert step.late
        assert papers(step) == papers(steps(planned(family(place)))["birth-registration"])
        assert any(n.kind == "late" and n.step == "birth-registration" for n in late.notices)

    def test_enrolment_after_ninety_days(self, place: str) -> None:
        plan = planned(family(place, BORN + timedelta(120)))
        step = steps(plan)["enrolment"]
        assert step.state == "overdue"
        assert step.due == ninety_days(BORN, birth_is_day_one=place == ZHENGZHOU)
        assert any(entry.ask for entry in step.late)
        (covered,) = [c for c in plan.coverage if c.year == 2026]
        assert (covered.state, covered.from_) == ("unknown", None)
        assert covered.ask == "medical-insurance-agency"
        assert goal(plan, "insured") == "todo"

    def test_in_time_is_covered_from_birth(self, place: str) -> None:
        (covered,) = [c for c in planned(family(place)).coverage if c.year == 2026]
        assert covered.from_ == BORN

    @pytest.mark.parametrize("days", [88, 89, 90, 91, 92])
    def test_the_last_day_is_the_last(self, place: str, days: int) -> None:
        on = BORN + timedelta(days)
        plan = planned(family(place, on, have=["birth-certificate", "birth-registration"]))
        due = ninety_days(BORN, birth_is_day_one=place == ZHENGZHOU)
        assert (steps(plan)["enrolment"].state == "overdue") is (on > due)

    def test_the_card_has_no_deadline(self, place: str) -> None:
        for days in (12, 400, 4000):
            plan = planned(family(place, BORN + timedelta(days), child__has_citizen_id=True,
                                  want=["card-active"]))  # fmt: skip
            card = [s for s in plan.steps if s.document.startswith("card-")]
            assert card
            assert {(s.due, s.state) for s in card} == {(None, "no-limit")}


@pytest.mark.parametrize("place", PLACES)
class TestSchoolchild:
    def test_a_child_of_nine_without_a_card(self, place: str) -> None:
        plan = planned(family(place, ON, date(2017, 3, 1), child__has_citizen_id=True,
                              child__school="school", want=["card-active", "student-card"],
                              have=["enrolment"]))  # fmt: skip
        found = steps(plan)
        assert goal(plan, "card-active") == "todo"
        assert "card-photo" in papers(found["card-application"])
        assert "birth-registration" not in found
        assert "school-proof" not in papers(found["card-application"])

    def test_the_photo_of_a_newborn_is_asked_for_in_henan(self, place: str) -> None:
        asked = papers(steps(planned(family(place)))["card-application"])
        assert ("card-photo" in asked) is (place != WUHAN)


class TestTheHenanGuide:
    """guide-2: a certificate of the family planning office before the police register a birth."""

    @pytest.mark.parametrize("place", [ZHENGZHOU, KAIFENG])
    def test_its_superseded_step_is_shown_and_not_required(self, place: str) -> None:
        plan = planned(family(place))
        about = [n for n in plan.notices if n.step == "birth-registration"
                 and n.kind == "contradiction" and n.standing == "superseded"]  # fmt: skip
        extra = {name.en for notice in about for name in notice.extra_papers}
        assert BOOK.head("family-planning-certificate", ("cn",)).name.en in extra
        prevailing = {plan.references[ref].law for notice in about for ref in notice.prevails}
        assert "state-council-2015-96" in prevailing
        assert "family-planning-certificate" not in {s.document for s in plan.steps}

    @pytest.mark.parametrize("place", [ZHENGZHOU, KAIFENG])
    def test_its_circles_are_named(self, place: str) -> None:
        circular = {n.step for n in planned(family(place)).notices if n.standing == "circular"}
        assert {"birth-certificate", "enrolment"} <= circular

    def test_elsewhere_it_is_no_matter(self) -> None:
        names = {n.id for n in planned(family(WUHAN)).notices}
        assert not {name for name in names if "guide-2-step" in name}

    @pytest.mark.parametrize("place", PLACES)
    def test_who_has_the_certificate_does_not_need_it(self, place: str) -> None:
        plan = planned(family(place, have=["family-planning-certificate"]))
        assert "not-needed" in {notice.kind for notice in plan.notices}


# Everything one can ask for.

NEWBORN: Facts = {}
GOALS: list[tuple[str, Facts]] = [
    ("birth-certificate", NEWBORN), ("birth-registration", NEWBORN), ("enrolment", NEWBORN),
    ("premium", NEWBORN), ("medical-e-certificate", NEWBORN), ("card-application", NEWBORN),
    ("card-examination", NEWBORN), ("card-registration-form", NEWBORN),
    ("card-production", NEWBORN), ("card-notice", NEWBORN), ("card-collection", NEWBORN),
    ("card-ss-function", NEWBORN), ("card-bank-function", NEWBORN),
    ("card-provisional-loss", {"card__state": "lost", "events__loss": "2026-05-30"}),
    ("card-formal-loss", {"card__state": "lost", "events__loss": "2026-05-30"}),
    ("card-replacement", {"card__state": "damaged"}),
    ("card-replacement", {"card__state": "expired"}),
    ("direct-settlement", NEWBORN), ("manual-reimbursement", NEWBORN),
    ("family-mutual-aid", {"parents__father__insurance": "employee"}),
    ("student-card", {"child__school": "school", "child__born_on": "2017-03-01"}),
    ("insurance-transfer", {"move__from": "420100", "move__to": "410105",
                            "events__move": "2026-05-25"}),
    ("employer-registration", {"events__establishment": "2026-05-25"}),
    ("employer-change", {"events__change": "2026-05-25"}),
    ("employer-termination", {"events__termination": "2026-05-25"}),
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("name", "more"), GOALS, ids=[name for name, _ in GOALS])
def test_everything_can_be_asked_for(place: str, name: str, more: Facts) -> None:
    plan = planned({**family(place, **more), "want": [name]})
    (asked,) = plan.goals
    assert asked.id == name
    assert asked.state in ("todo", "depends")
    document = BOOK.head(name, ("cn",))
    if document.kind != "goal":
        assert name in {step.document for step in plan.steps}
    assert plan.steps


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("way", ["centre", "bank", "online"])
def test_a_card_can_be_applied_for_in_three_ways(place: str, way: str) -> None:
    step = steps(planned(family(place)))["card-application"]
    assert way in {step.way, *(other.id for other in step.other_ways if other.possible)}


@pytest.mark.parametrize("place", PLACES)
def test_a_hand_claim_has_its_four_papers_and_thirty_working_days(place: str) -> None:
    plan = planned({**family(place), "want": ["manual-reimbursement"]})
    step = steps(plan)["manual-reimbursement"]
    assert {"hospital-receipt", "itemised-list", "diagnosis-certificate",
            "medical-record"} <= papers(step)  # fmt: skip
    assert step.earliest is not None
    day, counted = step.earliest, 0
    while counted < 30:
        day += timedelta(1)
        counted += is_workday(day)
    assert step.done_by == day


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("name", "event"), [("employer-registration", "establishment"),
                                             ("employer-change", "change"),
                                             ("employer-termination", "termination")])  # fmt: skip
def test_an_employer_has_thirty_days(place: str, name: str, event: str) -> None:
    facts = {"on": "2026-06-01", "region": place, f"events.{event}": "2026-05-25", "want": [name]}
    plan = planned(facts)
    assert steps(plan)[name].due == rolled(date(2026, 5, 25) + timedelta(30))
    assert "birth-registration" not in steps(plan)


@pytest.mark.parametrize("place", PLACES)
def test_who_is_insured_already_is_not_asked_to_bring_it(place: str) -> None:
    held = ["birth-registration", "enrolment", "premium"]
    plan = planned({**family(place, have=held), "want": ["direct-settlement"]})
    (insured,) = [p for p in steps(plan)["direct-settlement"].needs if p.document == "insured"]
    assert insured.state == "have"
    plan = planned({**family(place), "want": ["direct-settlement"]})
    (insured,) = [p for p in steps(plan)["direct-settlement"].needs if p.document == "insured"]
    assert (insured.state, insured.step) == ("step", "premium:2026")


def test_twins_who_differ_stand_on_their_own_steps() -> None:
    """One was born in a hospital, one on the way: each has a certificate of its own."""
    plan = planned(family(WUHAN, children=[{}, {"birthplace": "other"}]))
    second = [step for step in plan.steps if step.id == "birth-registration@2"]
    assert [person.number for step in second for person in step.for_] == [2]
    assert second[0].after == ["birth-certificate@2"]
    assert [person.number for person in steps(plan)["paternity-test"].for_] == [2]
    assert steps(plan)["birth-certificate@2"].after == ["paternity-test"]
    assert "birth-registration@2" in steps(plan)["birth-certificate@2"].unlocks
