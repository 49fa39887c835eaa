"""Bad input: each mistake named with its field and what is allowed, and never anything else."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_families import BOOK, GIVEN, GOALS, situations

from firstcard.policy.conditions import SetValue
from firstcard.policy.planner import make_plan, situation_of
from firstcard.policy.situation import FieldError, Situation, SituationError

_CALM = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
SMALL = settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=_CALM)
FULL = settings(max_examples=20_000, deadline=None, suppress_health_check=_CALM)
GOOD: dict[str, Any] = {
    "on": "2026-11-23", "region": "410105",
    "child": {"born_on": "2026-11-10", "birthplace": "institution", "follows": "mother"},
    "parents": {"married": True}, "guardian": "parent",
}  # fmt: skip
ID_NUMBER = "410102202603010014"


def checked(data: Any) -> Situation:
    return situation_of(book=BOOK, data=data)


def refused(data: Any) -> dict[str, FieldError]:
    """The mistakes by field; each says in both languages what is wrong."""
    with pytest.raises(SituationError) as caught:
        checked(data)
    for error in caught.value.errors:
        assert error.message.en.strip()
        assert error.message.zh.strip()
        assert error.field in str(caught.value)
    return {error.field: error for error in caught.value.errors}


def changed(**more: Any) -> dict[str, Any]:
    return {**GOOD, **more}


class TestGoodInput:
    def test_facts_are_typed_and_defaults_named(self) -> None:
        situation = checked(GOOD)
        (child,) = situation.children
        assert child["child.born_on"].isoformat() == "2026-11-10"
        assert child["parents.married"] is True
        assert child["child.foundling"] is False
        assert "child.foundling" in situation.assumed
        assert "parents.married" not in situation.assumed

    def test_nested_and_dotted_names_are_the_same(self) -> None:
        dotted = {"on": "2026-11-23", "region": "410105", "child.born_on": "2026-11-10",
                  "child.birthplace": "institution", "child.follows": "mother",
                  "parents.married": "yes", "guardian": "parent"}  # fmt: skip
        assert checked(dotted) == checked(GOOD)

    def test_the_day_may_be_given_beside_it(self) -> None:
        from datetime import date

        data = {"region": "410105"}
        assert situation_of(book=BOOK, data=data, on=date(2026, 11, 23)).on == date(2026, 11, 23)
        assert set(refused(data)) == {"on"}

    def test_null_is_none_where_there_may_be_none(self) -> None:
        situation = checked(changed(insured_elsewhere=None))
        assert situation.children[0]["insured_elsewhere"] is None
        assert "insured_elsewhere" not in checked(GOOD).children[0]

    def test_a_set_says_what_is_in_it_and_what_is_not(self) -> None:
        groups = checked(changed(groups=["orphan"])).children[0]["groups"]
        assert isinstance(groups, SetValue)
        assert groups.yes == {"orphan"}
        assert "destitute" in groups.no

    def test_children_have_their_own_facts_over_the_shared_ones(self) -> None:
        twins = checked(changed(children=[{}, {"born_on": "2026-11-11"}])).children
        assert [child["child.born_on"].day for child in twins] == [10, 11]
        assert [child["child.follows"] for child in twins] == ["mother", "mother"]

    def test_aliases_name_their_document(self) -> None:
        situation = checked(changed(have=["citizen-id-number"], want=["social-security-card"]))
        assert situation.have[0].id == "birth-registration"
        assert situation.want == ("card-collection",)


class TestOneMistake:
    @pytest.mark.parametrize("data", [None, [], "text", 5, True, [GOOD]])
    def test_only_an_object_is_a_situation(self, data: Any) -> None:
        assert set(refused(data)) == {"$"}

    @pytest.mark.parametrize(
        ("data", "field", "near"),
        [
            ({"child": {"born_no": "2026-11-10"}}, "child.born_no", "child.born_on"),
            ({"child": {"birthplaces": "other"}}, "child.birthplaces", "child.birthplace"),
            ({"guardians": "parent"}, "guardians", "guardian"),
            ({"parents": {"maried": True}}, "parents.maried", "parents.married"),
        ],
    )
    def test_an_unknown_fact_is_named_with_the_near_ones(
        self, data: dict[str, Any], field: str, near: str
    ) -> None:
        assert near in refused(changed(**data))[field].allowed

    def test_an_unknown_fact_without_a_near_one_lists_all(self) -> None:
        assert set(refused(changed(zzzz=1))["zzzz"].allowed) >= {"guardian", "child.born_on"}

    @pytest.mark.parametrize("name", ["child.age_days", "year", "period.year"])
    def test_a_derived_fact_cannot_be_given(self, name: str) -> None:
        assert name not in refused(changed(**{name: 3}))[name].allowed

    @pytest.mark.parametrize(
        ("field", "value", "word"),
        [
            ("parents.married", "maybe", "true or false"),
            ("parents.married", 1, "true or false"),
            ("parents.married", [], "true or false"),
            ("parents.married", {}, "true or false"),
            ("child.born_on", 20261110, "date"),
            ("child.born_on", "2026-02-30", "date"),
            ("child.born_on", "2026-11-1", "date"),
            ("child.born_on", "20261110", "date"),
            ("child.born_on", "2026-13-01", "date"),
            ("child.born_on", "2026-W40-1", "date"),
            ("child.born_on", "0000-01-01", "date"),
            ("child.born_on", "２０２６-11-10", "date"),
            ("child.birthplace", "hospital", "listed values"),
            ("child.birthplace", ["institution"], "listed values"),
            ("groups", "orphans", "list"),
            ("groups", [["orphan"]], "list"),
            ("groups", [1], "list"),
            ("child.birth_region", "41", "six-digit"),
            ("child.birth_region", 410105, "six-digit"),
            ("child.birth_region", "Zhengzhou", "six-digit"),
            ("child.birth_region", "٤١٠١٠٥", "six-digit"),
            ("region", "4101050", "six-digit"),
            ("region", 410105, "six-digit"),
            ("region", None, "six-digit"),
            ("region", [], "six-digit"),
            ("on", "2026-02-30", "date"),
            ("on", 5, "date"),
            ("on", None, "date"),
        ],
    )  # fmt: skip
    def test_a_wrong_value_says_what_it_should_be(self, field: str, value: Any, word: str) -> None:
        dotted = {"on": "2026-11-23", "region": "410105", field: value}
        errors = refused(dotted)
        assert set(errors) == {field}
        assert word in errors[field].message.en

    def test_listed_values_are_listed(self) -> None:
        error = refused({"on": "2026-11-23", "region": "410105", "child.birthplace": "x"})
        assert error["child.birthplace"].allowed == ("abroad", "institution", "other")

    @pytest.mark.parametrize("name", sorted(n for n, f in GIVEN.items() if not f.nullable))
    def test_null_is_refused_where_a_fact_cannot_be_none(self, name: str) -> None:
        assert set(refused({"on": "2026-11-23", "region": "410105", name: None})) == {name}

    @pytest.mark.parametrize("name", sorted(n for n, f in GIVEN.items() if f.nullable))
    def test_null_is_accepted_where_a_fact_can_be_none(self, name: str) -> None:
        situation = checked({"on": "2026-11-23", "region": "410105", name: None})
        assert situation.children[0][name] is None

    @pytest.mark.parametrize("born_on", ["1899-12-31", "2101-01-01", "9999-12-31", "0001-01-01"])
    def test_a_date_is_of_our_time(self, born_on: str) -> None:
        assert set(refused({**GOOD, "child": {"born_on": born_on}})) == {"child.born_on"}

    @pytest.mark.parametrize("day", ["2026-11-24", "2027-01-01"])
    @pytest.mark.parametrize("name", [n for n, f in GIVEN.items() if f.type == "date"])
    def test_nothing_happened_tomorrow(self, name: str, day: str) -> None:
        errors = refused({"on": "2026-11-23", "region": "410105", name: day})
        assert set(errors) == {name}
        assert "2026-11-23" in errors[name].message.zh

    def test_all_mistakes_are_named_at_once(self) -> None:
        errors = refused({"region": "x", "child": {"born_on": "x", "foo": 1}, "have": 3, "want": 4,
                          "children": 5})  # fmt: skip
        assert set(errors) == {"on", "region", "child.born_on", "child.foo", "have", "want",
                               "children"}  # fmt: skip

    @pytest.mark.parametrize(
        "data",
        [
            {"child": {"follows": "father"}, "parents": {"father": {"known": False}}},
            {"child": {"follows": "mother"}, "parents": {"mother": {"known": False}}},
            {"parents": {"married": True, "father": {"known": False}}},
            {"child": {"foundling": True}, "guardian": "parent"},
            {"parents": {"mother": {"can_act": "dead"}, "father": {"can_act": "dead"}},
             "guardian": "parent"},
        ],
    )  # fmt: skip
    def test_what_cannot_be_together_is_refused(self, data: dict[str, Any]) -> None:
        errors = refused({"on": "2026-11-23", "region": "410105", **data})
        assert len(errors) == 1
        (field,) = errors
        assert set(field.split(", ")) <= set(GIVEN)


class TestChildren:
    @pytest.mark.parametrize("children", [[], [{}] * 7, {}, "two", 2])
    def test_one_to_six(self, children: Any) -> None:
        assert set(refused(changed(children=children))) == {"children"}

    @pytest.mark.parametrize("child", [1, "x", [], None])
    def test_each_is_an_object(self, child: Any) -> None:
        assert set(refused(changed(children=[{}, child]))) == {"children[1]"}

    def test_a_mistake_names_the_child_as_it_was_written(self) -> None:
        errors = refused(changed(children=[{}, {"born_on": "x"}, {"nose": 1}]))
        assert set(errors) == {"children[1].born_on", "children[2].nose"}
        later = refused(changed(children=[{}, {"born_on": "2026-11-24"}]))
        assert set(later) == {"children[1].born_on"}

    def test_a_shared_mistake_is_named_once(self) -> None:
        errors = refused(changed(children=[{}, {}], events={"loss": "2026-11-24"}))
        assert set(errors) == {"events.loss"}
        with pytest.raises(SituationError) as caught:
            checked(changed(children=[{}, {}], parents={"mother": {"known": False}}))
        assert len(caught.value.errors) == 1

    def test_null_for_no_list(self) -> None:
        assert len(checked(changed(children=None)).children) == 1


class TestHaveAndWant:
    @pytest.mark.parametrize(
        ("have", "field"),
        [
            (["birth-certifcate"], "have[0].id"),
            (["birth-certificate", {"id": "nothing"}], "have[1].id"),
            ([{"on": "2026-11-01"}], "have[0]"),
            ([5], "have[0]"),
            ([None], "have[0]"),
            ([[]], "have[0]"),
            ([{"id": 5}], "have[0]"),
            ([{"id": "insured", "on": "2026-11-24"}], "have[0].on"),
            ([{"id": "insured", "on": "2026-02-30"}], "have[0].on"),
            ([{"id": "insured", "on": 5}], "have[0].on"),
            ([{"id": "insured", "child": 2}], "have[0].child"),
            ([{"id": "insured", "child": 0}], "have[0].child"),
            ([{"id": "insured", "child": True}], "have[0].child"),
            ([{"id": "insured", "child": "²"}], "have[0].child"),
            ([{"id": "premium", "year": 1900}], "have[0].year"),
            ([{"id": "premium", "year": "next"}], "have[0].year"),
            ([{"id": "premium", "year": 2026.5}], "have[0].year"),
            ([{"id": "premium", "year": "9" * 5000}], "have[0].year"),
            ([{"id": "premium", "by": "mother"}], "have[0].by"),
            ("insured", "have"),
            ({"id": "insured"}, "have"),
            (None, "have"),
        ],
    )
    def test_have(self, have: Any, field: str) -> None:
        assert set(refused(changed(have=have))) == {field}

    @pytest.mark.parametrize(
        ("want", "field"),
        [(["insurd"], "want[0]"), ("insured", "want"), ([5], "want"), (None, "want"),
         ([["insured"]], "want")],
    )  # fmt: skip
    def test_want(self, want: Any, field: str) -> None:
        assert set(refused(changed(want=want))) == {field}

    def test_the_near_documents_are_named(self) -> None:
        assert "insured" in refused(changed(want=["insurd"]))["want[0]"].allowed
        assert "birth-certificate" in refused(changed(have=["birth-certifcate"]))[
            "have[0].id"].allowed  # fmt: skip


class TestRegions:
    @pytest.mark.parametrize(
        ("region", "pack"),
        [("410105", "cn-4101"), ("410100", "cn-4101"), ("410200", "cn-41"), ("410203", "cn-41"),
         ("419001", "cn-41"), ("420100", "cn"), ("999999", "cn"), ("000000", "cn")],
    )  # fmt: skip
    def test_the_nearest_pack_is_used(self, region: str, pack: str) -> None:
        plan = make_plan(book=BOOK, situation=checked(changed(region=region)))
        assert plan.pack.id == pack

    @pytest.mark.parametrize("region", ["410200", "410203", "419001", "420100", "999999"])
    def test_the_plan_says_that_the_place_is_not_known(self, region: str) -> None:
        plan = make_plan(book=BOOK, situation=checked(changed(region=region)))
        (notice,) = [notice for notice in plan.notices if notice.kind == "region"]
        assert plan.pack.name.zh in notice.text.zh
        assert plan.pack.name.en in notice.text.en

    @pytest.mark.parametrize("region", ["410105", "410100"])
    def test_a_known_place_needs_no_notice(self, region: str) -> None:
        plan = make_plan(book=BOOK, situation=checked(changed(region=region)))
        assert not [notice for notice in plan.notices if notice.kind == "region"]


# Identity numbers are refused, and never repeated.

NUMBERS = st.one_of(
    st.from_regex(r"[1-9]\d{16}[0-9X]", fullmatch=True), st.just(ID_NUMBER),
    st.from_regex(r"[0-9A-Z]{2}[0-9]{15}[0-9A-Z]", fullmatch=True),
)  # fmt: skip


def said(error: SituationError) -> str:
    return json.dumps([[e.field, e.message.en, e.message.zh, e.allowed] for e in error.errors],
                      ensure_ascii=False) + str(error)  # fmt: skip


PLACES_OF_A_NUMBER: list[Any] = [
    lambda n: {"child.born_on": n}, lambda n: {"child": {"id": n}}, lambda n: {n: "x"},
    lambda n: {"child": {n: 1}}, lambda n: {"region": n}, lambda n: {"on": n},
    lambda n: {"have": [n]}, lambda n: {"have": [{"id": n}]}, lambda n: {"want": [n]},
    lambda n: {"have": [{"id": "insured", n: 1}]}, lambda n: {"have": [{"id": "insured", "on": n}]},
    lambda n: {"have": [{"id": "insured", "child": n}]}, lambda n: {"children": [{n: 1}]},
    lambda n: {"children": [{"born_on": n}]}, lambda n: {"groups": [n]}, lambda n: {"groups": n},
    lambda n: {"have": n}, lambda n: {"want": n}, lambda n: {"child.birthplace": int(n[2:17])},
    lambda n: {"guardian": f"number {n}"}, lambda n: {"child": {"a": {n: {"b": 1}}}},
]  # fmt: skip


@SMALL
@given(NUMBERS, st.sampled_from(PLACES_OF_A_NUMBER))
def test_an_identity_number_is_refused_and_never_repeated(number: str, place: Any) -> None:
    with pytest.raises(SituationError) as caught:
        checked({**GOOD, **place(number)})
    assert number not in said(caught.value)
    assert not re.search(r"\d{15}", said(caught.value))


# Any JSON whatever is a situation or is refused.

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20),
    st.dates().map(str), st.sampled_from(["410105", "yes", "none", ID_NUMBER, "²", ""]),
)  # fmt: skip
NAMES = st.one_of(
    st.sampled_from(["on", "region", "child", "parents", "children", "have", "want", "events",
                     "id", "year", *GIVEN]),
    st.sampled_from(GOALS), st.text(max_size=8),
)  # fmt: skip
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4)
                    | st.dictionaries(NAMES, inner, max_size=5), max_leaves=25)  # fmt: skip


def survives(data: Any) -> None:
    """Nothing but a plan or a refusal, and a refusal never repeats an identity number."""
    try:
        situation = checked(data)
    except SituationError as error:
        refusal = error
    else:
        plan = make_plan(book=BOOK, situation=situation)
        assert {goal.id for goal in plan.goals} == set(situation.want)
        return
    assert refusal.errors
    assert not re.search(r"\d{17}[\dX]", said(refusal))


@SMALL
@given(JSON)
def test_any_json_is_a_situation_or_is_refused(data: Any) -> None:
    survives(data)


@pytest.mark.full
@FULL
@given(JSON)
def test_any_json_is_a_situation_or_is_refused_in_full(data: Any) -> None:
    survives(data)


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A good situation with a few things put in, changed or nested wrongly."""
    data: dict[str, Any] = dict(draw(situations()))
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.one_of(NAMES, st.sampled_from(sorted(data))))
        data[name] = draw(st.one_of(JSON, st.dates().map(str)))
    return data


@SMALL
@given(mutated())
def test_a_changed_situation_is_one_or_is_refused(data: Any) -> None:
    survives(data)


@pytest.mark.full
@FULL
@given(mutated())
def test_a_changed_situation_is_one_or_is_refused_in_full(data: Any) -> None:
    survives(data)


def test_what_is_nested_without_end_is_refused() -> None:
    deep: Any = {}
    for _ in range(900):
        deep = {"child": deep}
    survives({**GOOD, **deep})
    listed: Any = []
    for _ in range(900):
        listed = [listed]
    survives(changed(have=listed, groups=listed))


@pytest.mark.parametrize("on", ["0001-01-01", "1900-01-01", "2100-12-31", "9999-12-31"])
def test_a_day_at_the_ends_of_time_is_refused_or_planned(on: str) -> None:
    survives({"on": on, "region": "410105", "child": {"born_on": on}})
