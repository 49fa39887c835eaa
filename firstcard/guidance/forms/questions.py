"""The six questions: their order, and what the answers mean as facts of a situation.

Answers are kept by question; `situation` turns them into the JSON that every door takes. What was
answered with "not sure" is absent there: absent means not known.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from firstcard.guidance.forms.fields import HERE, NONE, UNKNOWN
from firstcard.policy.region_codes import NATION, lies_in, pooling_region

ORDER = ("place", "birth", "family", "register", "ties", "done")
Answers = Mapping[str, Mapping[str, Any]]

# The facts that each question settles when it is answered in full.
SETTLES = {
    "place": frozenset({"region"}),
    "birth": frozenset({"child.born_on", "child.birthplace", "child.birth_region"}),
    "family": frozenset({"parents.married", "parents.mother.known", "parents.father.known",
                         "guardian", "child.foundling", "events.found", "child.found_region",
                         "events.adoption"}),
    "register": frozenset({"child.intended_register_region", "child.follows",
                           "child.register_region"}),
    "ties": frozenset({"child.links"}),
    "done": frozenset({"child.has_citizen_id"}),
}  # fmt: skip

_PARENTS = {"parents.mother.known": True, "parents.father.known": True}
_FOUND = {"child.foundling": True, "parents.mother.known": False, "parents.father.known": False,
          "child.follows": "other"}  # fmt: skip
_FAMILY: dict[str, dict[str, Any]] = {
    "married": {**_PARENTS, "parents.married": True, "guardian": "parent"},
    "unmarried-mother": {**_PARENTS, "parents.married": False, "guardian": "parent",
                         "child.follows": "mother"},
    "unmarried-father": {**_PARENTS, "parents.married": False, "guardian": "parent",
                         "child.follows": "father"},
    "father-not-stated": {"parents.married": False, "parents.mother.known": True,
                          "parents.father.known": False, "guardian": "parent",
                          "child.follows": "mother"},
    "parents-unable": {},
    "found-institution": {**_FOUND, "guardian": "institution",
                          "acts_through": "institution-staff"},
    "found-adopter": {**_FOUND, "guardian": "adopter"},
    UNKNOWN: {},
}  # fmt: skip


def order(answers: Answers) -> tuple[str, ...]:
    """The questions this family is asked, in order: ties only if the register is elsewhere."""
    return tuple(q for q in ORDER if q != "ties" or register_elsewhere(answers))


def after(question: str, answers: Answers) -> str | None:
    """The question that follows, or None after the last."""
    asked = order(answers)
    later = [q for q in asked if ORDER.index(q) > ORDER.index(question)]
    return later[0] if later else None


def before(question: str, answers: Answers) -> str | None:
    """The question that comes before, or None before the first."""
    earlier = [q for q in order(answers) if ORDER.index(q) < ORDER.index(question)]
    return earlier[-1] if earlier else None


def first_open(answers: Answers) -> str | None:
    """The first question without an answer, or None if all are answered."""
    return next((q for q in order(answers) if q not in answers), None)


def region(answers: Answers) -> str | None:
    """The division of question 1; the country where it is not settled, None before it."""
    chosen = answers.get("place", {}).get("region")
    return NATION if chosen == UNKNOWN else chosen


def born_on(answers: Answers) -> date | None:
    """The day of birth; None where it is not known."""
    born = answers.get("birth", {}).get("born_on", UNKNOWN)
    return None if born == UNKNOWN else date.fromisoformat(born)


def register_elsewhere(answers: Answers) -> bool:
    """Whether the register lies outside the insurance region of the place of question 1."""
    here, there = region(answers), _place(answers, "register", "register_region")
    if here in (None, NATION) or there is None:
        return False
    return not lies_in(there, pooling_region(str(here)))


def situation(answers: Answers, *, on: date) -> dict[str, Any]:
    """The situation as JSON (facts by their dotted names). Raises nothing: gaps are absent."""
    facts: dict[str, Any] = {"on": on.isoformat(), "region": region(answers) or NATION}
    for part in (_birth, _family, _register, _ties, _done):
        facts.update(part(answers))
    return {name: value for name, value in facts.items() if value is not _ABSENT}


_ABSENT = object()


def _given(answers: Answers, question: str, name: str) -> Any:
    value = answers.get(question, {}).get(name, UNKNOWN)
    return _ABSENT if value == UNKNOWN else value


def _place(answers: Answers, question: str, name: str) -> str | None:
    value = answers.get(question, {}).get(name, UNKNOWN)
    if value == HERE:
        found = region(answers)
        return None if found == NATION else found
    return None if value in (UNKNOWN, NONE) else value


def _known_place(answers: Answers, question: str, name: str) -> Any:
    found = _place(answers, question, name)
    return _ABSENT if found is None else found


def _birth(answers: Answers) -> dict[str, Any]:
    return {
        "child.born_on": _given(answers, "birth", "born_on"),
        "child.birthplace": _given(answers, "birth", "birthplace"),
        "child.birth_region": _known_place(answers, "birth", "birth_region"),
    }


def _family(answers: Answers) -> dict[str, Any]:
    chosen = answers.get("family", {}).get("family", UNKNOWN)
    facts = dict(_FAMILY[chosen])
    if chosen == "parents-unable":
        unable = _given(answers, "family", "unable")
        facts |= {"parents.mother.can_act": unable, "parents.father.can_act": unable,
                  "guardian": _given(answers, "family", "guardian")}  # fmt: skip
        if facts["guardian"] == "institution":
            facts["acts_through"] = "institution-staff"
    if chosen.startswith("found-"):
        prefix = "adopter_" if chosen == "found-adopter" else ""
        where = _known_place(answers, "family", f"{prefix}found_region")
        facts |= {"events.found": _given(answers, "family", f"{prefix}found_on"),
                  "child.found_region": where}  # fmt: skip
    if chosen == "found-adopter":
        facts["events.adoption"] = _given(answers, "family", "adopted_on")
    return facts


def _register(answers: Answers) -> dict[str, Any]:
    family = _FAMILY[answers.get("family", {}).get("family", UNKNOWN)]
    where = _known_place(answers, "register", "register_region")
    follows = family.get("child.follows", _given(answers, "register", "follows"))
    facts = {"child.follows": follows, "child.intended_register_region": where}
    if follows in ("mother", "father"):
        facts[f"parents.{follows}.household_region"] = where
    elif follows == "other":
        facts["child.guardian_region"] = where
    return facts


def _ties(answers: Answers) -> dict[str, Any]:
    links = answers.get("ties", {}).get("links", [UNKNOWN])
    if not register_elsewhere(answers) or links == [UNKNOWN]:
        return {}
    return {"child.links": [link for link in links if link != NONE]}


def _done(answers: Answers) -> dict[str, Any]:
    given = answers.get("done", {})
    ticked = [item for item in given.get("done", []) if item not in (NONE, UNKNOWN)]
    facts: dict[str, Any] = {
        "have": [held_by(item, given.get(f"{item}-on", "")) for item in ticked]
    }
    if "birth-registration" in ticked:
        facts["child.has_citizen_id"] = True
        facts["child.household_region"] = _known_place(answers, "register", "register_region")
    card = given.get("had_card", UNKNOWN)
    if card != UNKNOWN:
        where = _known_place(answers, "done", "had_card")
        facts["card.ever_issued_in"] = None if card == NONE else where
    return facts


def held_name(document: str, year: int | None, child: int | None = None) -> str:
    """The name of what is done: the document, its year if it comes every year, and the number of
    the child where it is one of several."""
    name = f"{document}.{year}" if year else document
    return f"{name}@{child}" if child else name


def held_by(name: str, day: str) -> dict[str, Any]:
    """An entry of `have` for what is done; `day` is ISO, or empty where nobody said."""
    thing, _, child = name.partition("@")
    document, _, year = thing.partition(".")
    held: dict[str, Any] = {"id": document}
    if day:
        held["on"] = day
    if year:
        held["year"] = int(year)
    if child:
        held["child"] = int(child)
    return held
