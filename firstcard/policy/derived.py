"""Facts that compare two facts or regions: a closed list, each with its inputs.

A derived fact that cannot be known is absent; `inputs` then names what to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from firstcard.policy.conditions import MISSING, SetValue
from firstcard.policy.region_codes import lies_in, pooling_region, province

Facts = Mapping[str, Any]
_SIDES = ("mother", "father")


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived fact: what it needs, and how it is made (MISSING when not known)."""

    inputs: tuple[str, ...]
    make: Callable[[Facts], Any]


def add_derived(facts: dict[str, Any]) -> None:
    """Add every derived fact that can be known, in order (later ones use earlier ones)."""
    for name, derived in DERIVED.items():
        value = derived.make(facts)
        if value is not MISSING:
            facts[name] = value


def missing_inputs(name: str, facts: Facts) -> set[str]:
    """The given facts to ask for, so that `name` becomes known."""
    derived = DERIVED.get(name)
    if derived is None or name in derived.inputs:
        return {name} if not name.startswith(("chosen.", "timely.", "period.")) else set()
    found: set[str] = set()
    for part in derived.inputs:
        if facts.get(part, MISSING) is MISSING:
            found |= missing_inputs(part, facts)
    # All inputs are there and say too little, as ties to a place of which some are unknown do.
    return found or set(derived.inputs)


def _age_days(facts: Facts) -> Any:
    born, on = facts.get("child.born_on", MISSING), facts["on"]
    return MISSING if born is MISSING else (on - born).days


def _months_between(born: date, on: date) -> int:
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def _age_months(facts: Facts) -> Any:
    born = facts.get("child.born_on", MISSING)
    return MISSING if born is MISSING else _months_between(born, facts["on"])


def _age_years(facts: Facts) -> Any:
    born = facts.get("child.born_on", MISSING)
    return MISSING if born is MISSING else _months_between(born, facts["on"]) // 12


def _register_region(facts: Facts) -> Any:
    """The child's own register; else where it will be registered, as far as that is settled."""
    for name in ("child.household_region", "child.intended_register_region"):
        value = facts.get(name, MISSING)
        if value is not MISSING and value is not None:
            return value
    guardian = facts.get("child.guardian_region", MISSING)
    if facts.get("child.foundling") is True or facts.get("guardian") in ("institution", "adopter"):
        return guardian
    follows = facts.get("child.follows", MISSING)
    if follows in _SIDES:
        value = facts.get(f"parents.{follows}.household_region", MISSING)
        return MISSING if value is None else value
    if follows == "other":
        return guardian
    return _register_of_married(facts)


def _register_of_married(facts: Facts) -> Any:
    """Married parents may choose either register: settled only where both lie in one place."""
    if facts.get("parents.married", MISSING) is not True:
        return MISSING
    regions = {facts.get(f"parents.{side}.household_region", MISSING) for side in _SIDES}
    regions.discard(None)
    return regions.pop() if len(regions) == 1 else MISSING


def _register_in_region(facts: Facts) -> Any:
    register = facts.get("child.register_region", MISSING)
    if register is MISSING:
        return MISSING
    return lies_in(register, pooling_region(facts["region"]))


def _born_in_province(facts: Facts) -> Any:
    birth = facts.get("child.birth_region", MISSING)
    register = facts.get("child.register_region", MISSING)
    if MISSING in (birth, register) or birth is None:
        return MISSING
    return province(birth) == province(register)


def _of_parents(facts: Facts, one: Callable[[Facts, str], Any]) -> Any:
    """True if it is so for one known parent; False if for neither; else MISSING."""
    outcomes = [
        False if facts.get(f"parents.{side}.known") is False else one(facts, side)
        for side in _SIDES
    ]
    if True in outcomes:
        return True
    return MISSING if MISSING in outcomes else False


def _in_pool(facts: Facts, fact: str) -> Any:
    value = facts.get(fact, MISSING)
    if value is MISSING or value is None:
        return MISSING if value is MISSING else False
    return lies_in(value, pooling_region(facts["region"]))


def _registered_here(facts: Facts, side: str) -> Any:
    return _in_pool(facts, f"parents.{side}.household_region")


def _permit_here(facts: Facts, side: str) -> Any:
    return _in_pool(facts, f"parents.{side}.residence_permit_region")


def _insured_here(facts: Facts, side: str) -> Any:
    """Insured in this pool; insurance held at provincial level counts for its cities."""
    if facts.get(f"parents.{side}.insurance") == "none":
        return False
    region = facts.get(f"parents.{side}.insured_region", MISSING)
    if region is MISSING or region is None:
        return MISSING if region is MISSING else False
    here = lies_in(region, pooling_region(facts["region"])) or region == province(facts["region"])
    return here and facts.get(f"parents.{side}.insurance_active", True)


_LINKS: dict[str, Callable[[Facts, str], Any]] = {
    "parent-register": _registered_here,
    "parent-permit": _permit_here,
    "parent-insured": _insured_here,
}
_ALL_LINKS = frozenset((*_LINKS, "school", "residence"))


def _links(facts: Facts) -> Any:
    """What was ticked, and what follows from the regions of the parents."""
    given = facts.get("child.links", SetValue(frozenset(), frozenset()))
    yes, no = set(given.yes), set(given.no)
    if given.yes or given.no:
        no |= _ALL_LINKS - yes
    for link, one in _LINKS.items():
        outcome = _of_parents(facts, one)
        if outcome is True:
            yes.add(link)
        elif outcome is False and link not in yes:
            no.add(link)
    if facts.get("child.school") == "none" and "school" not in yes:
        no.add("school")
    return SetValue(frozenset(yes), frozenset(no - yes))


def _parent_insured_here(facts: Facts) -> Any:
    links = facts["child.links"]
    if "parent-insured" in links.yes:
        return True
    return False if "parent-insured" in links.no else MISSING


def _all_in_province(facts: Facts) -> Any:
    home = province(facts["region"])
    regions = [facts.get(f"parents.{side}.household_region", MISSING) for side in _SIDES]
    if MISSING in regions:
        return MISSING
    return all(region is not None and province(region) == home for region in regions)


def _parents_can_act(facts: Facts) -> Any:
    def can(facts: Facts, side: str) -> Any:
        state = facts.get(f"parents.{side}.can_act", MISSING)
        return MISSING if state is MISSING else state in ("yes", "abroad", "military")

    return _of_parents(facts, can)


def _days_left(facts: Facts) -> int:
    on: date = facts["on"]
    return (date(on.year, 12, 31) - on).days


_PARENT_REGIONS = tuple(f"parents.{side}.household_region" for side in _SIDES)

DERIVED: dict[str, Derived] = {
    "child.age_days": Derived(("child.born_on",), _age_days),
    "child.age_months": Derived(("child.born_on",), _age_months),
    "child.age_years": Derived(("child.born_on",), _age_years),
    "child.register_region": Derived(
        ("child.follows", "child.intended_register_region"), _register_region
    ),
    "child.register_in_region": Derived(("child.register_region",), _register_in_region),
    "child.born_in_province": Derived(
        ("child.birth_region", "child.register_region"), _born_in_province
    ),
    "child.links": Derived(("child.links",), _links),
    "child.parent_insured_here": Derived(("child.links",), _parent_insured_here),
    "parents.all_in_province": Derived(_PARENT_REGIONS, _all_in_province),
    "parents.can_act": Derived(
        tuple(f"parents.{side}.can_act" for side in _SIDES), _parents_can_act
    ),
    "days_left_in_year": Derived(("on",), _days_left),
    "year": Derived(("on",), lambda facts: facts["on"].year),
}
