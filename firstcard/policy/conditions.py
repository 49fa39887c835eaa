"""The one small language of conditions: fact -> unary test, in the manner of S-FEEL.

A condition is a map of tests that must all hold; the key `any` holds a list of such maps of
which one must hold. Every test has three values: True, False and None (unknown). An unknown fact
asks a question, it decides nothing: `not(unknown)` is unknown, a false test wins over an unknown.

Operators (closed list): bare words in a list (`a, b`), `not(...)`, `< <= > >=`, intervals
`[2..5)`, `none` (a nullable fact is null), `-` (anything). There are no expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from firstcard.policy.region_codes import lies_in

Facts = Mapping[str, Any]
Truth = bool | None
Test = Callable[[Any], Truth]

MISSING: Any = type("Missing", (), {"__repr__": lambda self: "MISSING"})()
_COMPARE = re.compile(r"^(<=|>=|<|>)\s*(.+)$")
_INTERVAL = re.compile(r"^([\[(])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])])$")
_NOT = re.compile(r"^not\((.+)\)$")
_ORDERED = {"date", "number"}


class ConditionError(ValueError):
    """A condition that cannot be: says which fact, what is wrong and what is allowed."""

    def __init__(self, message: str, *, fact: str = "", allowed: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.fact = fact
        self.allowed = tuple(allowed)


@dataclass(frozen=True, slots=True)
class SetValue:
    """A set fact: elements known to be in it, and elements known not to be."""

    yes: frozenset[str]
    no: frozenset[str]


@dataclass(frozen=True, slots=True)
class FactType:
    """What a fact may be: type, values (enum, set), null or not, bounds (number)."""

    name: str
    type: str
    values: frozenset[str] = frozenset()
    nullable: bool = False
    least: int = 0
    most: int | None = None


class Condition:
    """A condition as written in a pack; `bind` types it against the declared facts.

    `holds(facts)` is True, False, or None where an unknown fact decides. It is one closure, made
    when the condition is bound, because a plan asks it hundreds of times.
    """

    __slots__ = ("_tests", "branches", "holds", "tests")
    holds: Callable[[Facts], Truth]

    def __init__(self, tests: dict[str, str], branches: tuple[Condition, ...] = ()) -> None:
        self.tests = tests
        self.branches = branches
        self._tests: tuple[tuple[str, Test], ...] = ()
        self.holds = _not_bound

    @classmethod
    def parse(cls, form: object) -> Condition:
        """Read the written form. Raises ConditionError."""
        if not isinstance(form, dict) or not form:
            raise ConditionError("a condition is a map of fact to test, such as {guardian: parent}")
        tests = {k: v for k, v in form.items() if k != "any"}
        for fact, test in tests.items():
            if not isinstance(test, str):
                raise ConditionError(
                    f"the test of {fact} must be text, such as yes or < 90", fact=fact
                )
        branches = form.get("any", [])
        if "any" in form and (not isinstance(branches, list) or not branches):
            raise ConditionError("any: must be a list of conditions", fact="any")
        return cls(tests, tuple(cls.parse(branch) for branch in branches))

    def bind(self, types: Mapping[str, FactType]) -> None:
        """Type every test. Raises ConditionError for an unknown fact or an impossible value."""
        bound = []
        for name, test in self.tests.items():
            if name not in types:
                raise ConditionError(f"unknown fact {name}", fact=name, allowed=_near(name, types))
            bound.append((name, compile_test(test, types[name])))
        self._tests = tuple(bound)
        for branch in self.branches:
            branch.bind(types)
        self.holds = _compiled(self._tests, self.branches)

    def facts(self) -> Iterator[str]:
        """Every fact that the condition names."""
        yield from self.tests
        for branch in self.branches:
            yield from branch.facts()

    def undecided(self, facts: Facts) -> set[str]:
        """The facts whose being unknown keeps the condition undecided."""
        names = {n for n, t in self._tests if _outcome(facts, n, t) is None}
        if _some(branch.holds(facts) for branch in self.branches) is None:
            names |= {
                name
                for branch in self.branches
                if branch.holds(facts) is None
                for name in branch.undecided(facts)
            }
        return names

    def failing(self, facts: Facts) -> set[tuple[str, str]]:
        """The (fact, test) pairs that make it false: what would have to be otherwise."""
        pairs = {(n, self.tests[n]) for n, t in self._tests if _outcome(facts, n, t) is False}
        for branch in self.branches:
            pairs |= branch.failing(facts)
        return pairs

    def written(self) -> dict[str, Any]:
        """The written form, for digests and diffs."""
        form: dict[str, Any] = dict(self.tests)
        if self.branches:
            form["any"] = [branch.written() for branch in self.branches]
        return form

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and self.written() == other.written()

    def __hash__(self) -> int:
        return hash(repr(self.written()))

    def __repr__(self) -> str:
        return f"Condition({self.written()})"


def _not_bound(facts: Facts) -> Truth:
    raise RuntimeError("a condition is bound to its facts before it is asked")


def _compiled(
    tests: tuple[tuple[str, Test], ...], branches: tuple[Condition, ...]
) -> Callable[[Facts], Truth]:
    """All tests and one of the branches; a condition of one test is the quick and usual case."""
    if len(tests) == 1 and not branches:
        return _single(*tests[0])

    def holds(facts: Facts) -> Truth:
        result: Truth = True
        for name, test in tests:
            value = facts.get(name, MISSING)
            outcome = None if value is MISSING else test(value)
            if outcome is False:
                return False
            if outcome is None:
                result = None
        if branches:
            some = _some(branch.holds(facts) for branch in branches)
            if some is not True:
                return False if some is False else None
        return result

    return holds


def _single(name: str, test: Test) -> Callable[[Facts], Truth]:
    wanted = getattr(test, "only", MISSING)
    if wanted is not MISSING:
        return lambda facts: (
            None if (value := facts.get(name, MISSING)) is MISSING else value == wanted
        )
    return lambda facts: None if (value := facts.get(name, MISSING)) is MISSING else test(value)


def compile_test(text: str, fact: FactType) -> Test:
    """One typed test of one fact. Raises ConditionError naming what is allowed."""
    text = text.strip()
    if text in ("-", ""):
        return _anything
    negated = _NOT.match(text)
    if negated:
        inner = compile_test(negated.group(1), fact)
        return lambda value: _not(inner(value))
    compared = _COMPARE.match(text) or _INTERVAL.match(text)
    if compared:
        return _ordered_test(text, compared, fact)
    words = [word.strip().strip('"') for word in text.split(",")]
    return _list_test(words, fact)


def _ordered_test(text: str, match: re.Match[str], fact: FactType) -> Test:
    if fact.type not in _ORDERED:
        raise ConditionError(
            f"{text!r} compares, but {fact.name} is of type {fact.type}",
            fact=fact.name,
            allowed=sorted(fact.values),
        )
    if len(match.groups()) == 2:
        operator, bound = match.group(1), typed_value(match.group(2), fact)
        return _COMPARISONS[operator](bound)
    low, high = typed_value(match.group(2), fact), typed_value(match.group(3), fact)
    above = _COMPARISONS[">=" if match.group(1) == "[" else ">"](low)
    below = _COMPARISONS["<=" if match.group(4) == "]" else "<"](high)
    return lambda value: value is not None and bool(above(value)) and bool(below(value))


_COMPARISONS: dict[str, Callable[[Any], Test]] = {
    "<": lambda bound: lambda value: value is not None and value < bound,
    "<=": lambda bound: lambda value: value is not None and value <= bound,
    ">": lambda bound: lambda value: value is not None and value > bound,
    ">=": lambda bound: lambda value: value is not None and value >= bound,
}


def _list_test(words: list[str], fact: FactType) -> Test:
    values = [typed_value(word, fact) for word in words]
    if fact.type == "division":
        return _division_test(values)
    if fact.type == "set":
        wanted = frozenset(values)
        return lambda value: _set_holds(value, wanted)
    if len(values) == 1:
        return _equals(values[0])
    allowed = frozenset(values)
    return lambda value: value in allowed


def _equals(only: Any) -> Test:
    """One value; `only` lets a condition of this test alone compare without calling it."""

    def holds(value: Any) -> Truth:
        return bool(value == only)

    holds.only = only  # type: ignore[attr-defined]
    return holds


def _division_test(regions: list[Any]) -> Test:
    def holds(value: Any) -> bool:
        if value is None:
            return None in regions
        return any(region is not None and lies_in(value, region) for region in regions)

    return holds


def _set_holds(value: SetValue, wanted: frozenset[str]) -> Truth:
    if value.yes & wanted:
        return True
    return False if wanted <= value.no else None


def typed_value(word: str, fact: FactType) -> Any:
    """A word of a test as the fact's type. Raises ConditionError naming what is allowed."""
    if word == "none" and fact.nullable and "none" not in fact.values:
        return None
    if fact.type == "yes-no":
        if word not in ("yes", "no"):
            raise ConditionError(
                f"{word!r} is not a value of {fact.name}", fact=fact.name, allowed=("yes", "no")
            )
        return word == "yes"
    if fact.type in ("enum", "set"):
        if word not in fact.values:
            raise ConditionError(
                f"{word!r} is not a value of {fact.name}",
                fact=fact.name,
                allowed=sorted(fact.values),
            )
        return word
    return _TYPED[fact.type](word, fact)


def _number(word: str, fact: FactType) -> int:
    try:
        return int(word)
    except ValueError:
        raise ConditionError(
            f"{word!r} is not a whole number", fact=fact.name, allowed=("a whole number",)
        ) from None


def _date(word: str, fact: FactType) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise ConditionError(
            f"{word!r} is not a date", fact=fact.name, allowed=("a date such as 2026-11-23",)
        ) from None


def _division(word: str, fact: FactType) -> str:
    if not re.fullmatch(r"\d{6}", word):
        raise ConditionError(
            f"{word!r} is not a division code", fact=fact.name, allowed=("six digits (GB/T 2260)",)
        )
    return word


_TYPED: dict[str, Callable[[str, FactType], Any]] = {
    "number": _number,
    "date": _date,
    "division": _division,
}


def _anything(value: Any) -> bool:
    return True


def _not(outcome: Truth) -> Truth:
    return None if outcome is None else not outcome


def _outcome(facts: Facts, name: str, test: Test) -> Truth:
    value = facts.get(name, MISSING)
    return None if value is MISSING else test(value)


def _some(outcomes: Iterable[Truth]) -> Truth:
    result: Truth = False
    for outcome in outcomes:
        if outcome is True:
            return True
        if outcome is None:
            result = None
    return result


def _near(name: str, types: Mapping[str, FactType]) -> list[str]:
    import difflib

    return difflib.get_close_matches(name, list(types), n=5, cutoff=0.5) or sorted(types)[:8]
