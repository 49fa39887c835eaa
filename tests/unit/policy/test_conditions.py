"""The small language of conditions: three values, every operator, every type, every error."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcard.policy.conditions import (
    Condition,
    ConditionError,
    FactType,
    SetValue,
    compile_test,
)

VALUES = frozenset({"red", "green", "blue"})
TYPES = {
    "flag": FactType("flag", "yes-no"),
    "other": FactType("other", "yes-no"),
    "colour": FactType("colour", "enum", VALUES),
    "colours": FactType("colours", "set", VALUES),
    "age": FactType("age", "number"),
    "day": FactType("day", "date"),
    "place": FactType("place", "division"),
    "home": FactType("home", "division", nullable=True),
}
TRUTHS = st.sampled_from([True, False, None])
_NOTHING: Any = object()


def bound(form: dict[str, Any]) -> Condition:
    condition = Condition.parse(form)
    condition.bind(TYPES)
    return condition


def holds(test: str, name: str, value: Any = _NOTHING) -> bool | None:
    return bound({name: test}).holds({} if value is _NOTHING else {name: value})


def a_set(*yes: str, unknown: tuple[str, ...] = ()) -> SetValue:
    return SetValue(frozenset(yes), VALUES - set(yes) - set(unknown))


class TestThreeValues:
    """A fact is told by absence (unknown), True or False; each test is `flag: yes`."""

    def facts(self, **truths: bool | None) -> dict[str, bool]:
        return {name: value for name, value in truths.items() if value is not None}

    @pytest.mark.parametrize("one", [True, False, None])
    @pytest.mark.parametrize("other", [True, False, None])
    def test_all_must_hold_and_false_wins_over_unknown(
        self, one: bool | None, other: bool | None
    ) -> None:
        expected = False if False in (one, other) else None if None in (one, other) else True
        condition = bound({"flag": "yes", "other": "yes"})
        assert condition.holds(self.facts(flag=one, other=other)) is expected

    @pytest.mark.parametrize("one", [True, False, None])
    @pytest.mark.parametrize("other", [True, False, None])
    def test_any_needs_one_and_true_wins_over_unknown(
        self, one: bool | None, other: bool | None
    ) -> None:
        expected = True if True in (one, other) else None if None in (one, other) else False
        condition = bound({"any": [{"flag": "yes"}, {"other": "yes"}]})
        assert condition.holds(self.facts(flag=one, other=other)) is expected

    @pytest.mark.parametrize(("value", "expected"), [(True, False), (False, True), (None, None)])
    def test_not_unknown_is_unknown(self, value: bool | None, expected: bool | None) -> None:
        assert bound({"flag": "not(yes)"}).holds(self.facts(flag=value)) is expected
        assert bound({"flag": "not(not(yes))"}).holds(self.facts(flag=value)) is value

    def test_anything_asks_for_nothing_but_a_value(self) -> None:
        assert holds("-", "flag", True) is True
        assert holds("-", "home", None) is True

    @given(st.dictionaries(st.sampled_from(["flag", "other", "colour"]), TRUTHS), TRUTHS, TRUTHS)
    def test_conjunction_and_any_together(
        self, truths: dict[str, bool | None], flag: bool | None, other: bool | None
    ) -> None:
        facts: dict[str, Any] = self.facts(flag=flag, other=other)
        if truths.get("colour") is not None:
            facts["colour"] = "red" if truths["colour"] else "blue"
        parts = [truths.get("colour"), flag, other]
        some = True if True in parts[1:] else None if None in parts[1:] else False
        expected = False if False in (parts[0], some) else (
            None if None in (parts[0], some) else True)  # fmt: skip
        form = {"colour": "red", "any": [{"flag": "yes"}, {"other": "yes"}]}
        assert bound(form).holds(facts) is expected

    @given(st.data())
    def test_telling_a_fact_never_turns_what_was_certain(self, data: st.DataObject) -> None:
        """What is True or False with facts unknown stays so, whatever they turn out to be."""
        form = {"colour": "not(red)", "flag": "yes",
                "any": [{"other": "yes"}, {"age": "< 7", "place": "410000"}]}  # fmt: skip
        whole = {"colour": data.draw(st.sampled_from(sorted(VALUES))),
                 "flag": data.draw(st.booleans()), "other": data.draw(st.booleans()),
                 "age": data.draw(st.integers(0, 20)),
                 "place": data.draw(st.sampled_from(["410105", "420100"]))}  # fmt: skip
        known = data.draw(st.sets(st.sampled_from(sorted(whole))))
        part = bound(form).holds({name: whole[name] for name in known})
        assert part is None or part is bound(form).holds(whole)
        assert bound(form).holds(whole) is not None


class TestOperators:
    @pytest.mark.parametrize(
        ("test", "name", "value", "expected"),
        [
            ("yes", "flag", True, True), ("yes", "flag", False, False), ("no", "flag", False, True),
            ("yes, no", "flag", True, True), ("not(no)", "flag", True, True),
            ("red", "colour", "red", True), ("red", "colour", "blue", False),
            ("red, blue", "colour", "blue", True), ("not(red, blue)", "colour", "blue", False),
            ("not(red, blue)", "colour", "green", True), ('"red"', "colour", "red", True),
            ("7", "age", 7, True), ("7", "age", 8, False), ("1, 3", "age", 3, True),
            ("< 7", "age", 6, True), ("< 7", "age", 7, False), ("<= 7", "age", 7, True),
            ("<= 7", "age", 8, False), ("> 7", "age", 7, False), ("> 7", "age", 8, True),
            (">= 7", "age", 7, True), (">= 7", "age", 6, False), (">=7", "age", 7, True),
            ("not(< 7)", "age", 7, True), ("not(< 7)", "age", 6, False),
            ("< 2026-11-23", "day", date(2026, 11, 22), True),
            ("< 2026-11-23", "day", date(2026, 11, 23), False),
            ("2026-11-23", "day", date(2026, 11, 23), True),
        ],
    )  # fmt: skip
    def test_operator(self, test: str, name: str, value: Any, expected: bool) -> None:
        assert holds(test, name, value) is expected
        assert holds(test, name) is None

    @pytest.mark.parametrize(
        ("test", "inside"),
        [("[2..5]", {2, 3, 4, 5}), ("[2..5)", {2, 3, 4}), ("(2..5]", {3, 4, 5}),
         ("(2..5)", {3, 4}), ("[3..3]", {3}), ("(3..3)", set()), ("[ 2 .. 5 )", {2, 3, 4})],
    )  # fmt: skip
    def test_the_ends_of_an_interval(self, test: str, inside: set[int]) -> None:
        assert {n for n in range(10) if holds(test, "age", n)} == inside
        assert {n for n in range(10) if holds(f"not({test})", "age", n)} == set(range(10)) - inside

    def test_an_interval_of_days(self) -> None:
        test = "[2026-01-01..2026-12-31]"
        days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
        assert [holds(test, "day", day) for day in days] == [False, True, True, False]


class TestSets:
    def test_any_element_is_enough(self) -> None:
        assert holds("red, blue", "colours", a_set("blue")) is True
        assert holds("red, blue", "colours", a_set("green")) is False
        assert holds("red", "colours", a_set()) is False

    def test_not_means_no_element(self) -> None:
        assert holds("not(red, blue)", "colours", a_set("green")) is True
        assert holds("not(red, blue)", "colours", a_set("red", "green")) is False

    def test_an_element_not_known_decides_nothing(self) -> None:
        unsure = a_set("green", unknown=("red",))
        assert holds("red", "colours", unsure) is None
        assert holds("not(red)", "colours", unsure) is None
        assert holds("red, green", "colours", unsure) is True
        assert holds("red, blue", "colours", unsure) is None
        assert holds("blue", "colours", unsure) is False


class TestDivisions:
    @pytest.mark.parametrize(
        ("code", "region", "expected"),
        [
            ("410105", "410105", True), ("410105", "410100", True), ("410105", "410000", True),
            ("410105", "000000", True), ("410100", "410105", False), ("410105", "410200", False),
            ("410105", "420000", False), ("410000", "410100", False), ("411000", "410000", True),
            ("411002", "411000", True), ("411002", "410000", True), ("411002", "411100", False),
            ("419001", "419000", True), ("110101", "110000", True), ("000000", "410000", False),
        ],
    )  # fmt: skip
    def test_a_code_lies_in_a_region(self, code: str, region: str, expected: bool) -> None:
        assert holds(region, "place", code) is expected

    def test_a_list_and_none(self) -> None:
        assert holds("410100, 420000", "home", "420102") is True
        assert holds("none", "home", None) is True
        assert holds("410100", "home", None) is False
        assert holds("not(none)", "home", None) is False
        assert holds("not(none)", "home", "410105") is True
        assert holds("none, 410000", "home", None) is True


class TestNullIsNotAbsent:
    def test_absent_is_unknown_and_null_is_none(self) -> None:
        assert holds("none", "home") is None
        assert holds("not(none)", "home") is None
        assert holds("none", "home", None) is True

    def test_none_is_for_nullable_facts_only(self) -> None:
        with pytest.raises(ConditionError) as caught:
            bound({"place": "none"})
        assert caught.value.fact == "place"

    def test_a_value_called_none_is_a_value(self) -> None:
        kind = FactType("school", "enum", frozenset({"none", "school"}))
        assert compile_test("none", kind)("none") is True
        assert compile_test("none", kind)(None) is False


class TestErrors:
    @pytest.mark.parametrize(
        ("form", "fact", "allowed"),
        [
            ({"flga": "yes"}, "flga", "flag"),
            ({"any": [{"flag": "yes"}, {"colur": "red"}]}, "colur", "colour"),
            ({"flag": "true"}, "flag", "yes"),
            ({"flag": "maybe"}, "flag", "no"),
            ({"colour": "pink"}, "colour", "green"),
            ({"colour": "red, pink"}, "colour", "green"),
            ({"colour": "not(pink)"}, "colour", "green"),
            ({"colours": "pink"}, "colours", "blue"),
            ({"age": "seven"}, "age", "a whole number"),
            ({"age": "< 7.5"}, "age", "a whole number"),
            ({"age": "[2..x]"}, "age", "a whole number"),
            ({"day": "2026-02-30"}, "day", "a date such as 2026-11-23"),
            ({"day": "< tomorrow"}, "day", "a date such as 2026-11-23"),
            ({"place": "Zhengzhou"}, "place", "six digits (GB/T 2260)"),
            ({"place": "41"}, "place", "six digits (GB/T 2260)"),
            ({"home": "null"}, "home", "six digits (GB/T 2260)"),
            ({"colour": "< red"}, "colour", "red"),
        ],
    )
    def test_the_fact_and_what_is_allowed_are_named(
        self, form: dict[str, Any], fact: str, allowed: str
    ) -> None:
        with pytest.raises(ConditionError) as caught:
            bound(form)
        assert caught.value.fact == fact
        assert allowed in caught.value.allowed
        assert fact in str(caught.value) or "whole number" in str(caught.value) or (
            "date" in str(caught.value) or "division" in str(caught.value))  # fmt: skip

    @pytest.mark.parametrize("test", ["< yes", "[yes..no]", ">= no"])
    def test_only_days_and_numbers_compare(self, test: str) -> None:
        with pytest.raises(ConditionError) as caught:
            bound({"flag": test})
        assert "compares" in str(caught.value)
        assert "yes-no" in str(caught.value)

    @pytest.mark.parametrize(
        "form",
        [{}, [], "flag", None, {"flag": True}, {"flag": None}, {"flag": ["yes"]},
         {"any": []}, {"any": {}}, {"any": "flag"}, {"any": [{}]}, {"any": ["flag"]}],
    )  # fmt: skip
    def test_what_is_no_condition_is_refused(self, form: Any) -> None:
        with pytest.raises(ConditionError):
            Condition.parse(form)


class TestWhatAConditionSaysOfItself:
    def test_its_facts_in_every_branch(self) -> None:
        condition = bound({"flag": "yes", "any": [{"age": "< 7"}, {"colour": "red"}]})
        assert sorted(condition.facts()) == ["age", "colour", "flag"]

    def test_what_keeps_it_undecided(self) -> None:
        condition = bound({"flag": "yes", "any": [{"age": "< 7"}, {"colour": "red"}]})
        assert condition.undecided({}) == {"flag", "age", "colour"}
        assert condition.undecided({"age": 9}) == {"flag", "colour"}
        assert condition.undecided({"age": 3}) == {"flag"}
        assert condition.undecided({"age": 3, "flag": True}) == set()

    def test_what_makes_it_false(self) -> None:
        condition = bound({"flag": "yes", "any": [{"age": "< 7"}, {"colour": "red"}]})
        facts = {"flag": False, "age": 9, "colour": "blue"}
        assert condition.failing(facts) == {("flag", "yes"), ("age", "< 7"), ("colour", "red")}
        assert condition.failing({"flag": True}) == set()

    def test_its_written_form_comes_back(self) -> None:
        form = {"flag": "yes", "any": [{"age": "< 7"}, {"colour": "red"}]}
        assert Condition.parse(form).written() == form
        assert Condition.parse(form) == Condition.parse(form)
        assert Condition.parse(form) != Condition.parse({"flag": "yes"})
        assert len({Condition.parse(form), Condition.parse(form)}) == 1
