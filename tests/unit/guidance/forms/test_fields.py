"""What a form sends is read whole, or every mistake is named with what would be right."""

from datetime import date

import pytest

from firstcard.guidance.forms.fields import Field, Option, read, shown
from firstcard.policy.format import Text

ON = date(2026, 11, 23)
PLACES = {"410100", "410700"}
WHEN = Field("born", "date", Text("Born", "出生"), missing=Text("Enter a date", "请填写日期"),
             unsure=Text("Not sure", "不确定"))  # fmt: skip
ONE = Field("one", "radios", Text("One", "一"), missing=Text("Choose", "请选择"), options=(
    Option("a", Text("A", "甲")), Option("b", Text("B", "乙"), reveals=(WHEN,))))  # fmt: skip
MANY = Field("many", "ticks", Text("Many", "多"), missing=Text("Tick", "请勾选"), options=(
    Option("a", Text("A", "甲")), Option("none", Text("None", "无"), alone=True)))  # fmt: skip
WHERE = Field("where", "place", Text("Where", "哪里"), missing=Text("Choose a place", "请选择"),
              options=(Option("here", Text("Here", "本地")),))  # fmt: skip


def _date(year: str, month: str, day: str) -> dict[str, list[str]]:
    return {"born-year": [year], "born-month": [month], "born-day": [day]}


@pytest.mark.parametrize(("parts", "control", "en", "zh"), [
    (("2026", "2", "30"), "born-day", "30 February 2026 is not a real date", "2026年2月没有30日"),
    (("2026", "11", "24"), "born-year", "today or in the past", "今天或今天以前"),
    (("2026", "13", "1"), "born-month", "from 1 to 12", "1至12"),
    (("2026", "0", "1"), "born-month", "from 1 to 12", "1至12"),
    (("26", "3", "1"), "born-year", "four digits", "四位数字"),
    (("2026", "", "1"), "born-month", "must include a month", "请填写月份"),
    (("2026", "May", "1"), "born-month", "must be a number", "应为数字"),
    (("2026", "-3", "1"), "born-month", "must be a number", "应为数字"),
    (("20260", "3", "1"), "born-year", "must be a number", "应为数字"),
    (("", "", ""), "born-year", "Enter a date", "请填写日期"),
])  # fmt: skip
def test_an_impossible_date_says_what_would_be_right(parts: tuple[str, str, str], control: str,
                                                     en: str, zh: str) -> None:  # fmt: skip
    reading = read([WHEN], _date(*parts), on=ON, places=PLACES)
    assert [error.control for error in reading.errors] == [control]
    assert en in reading.errors[0].message.en
    assert zh in reading.errors[0].message.zh
    assert reading.values == {}


@pytest.mark.parametrize("parts", [
    ("2026", "11", "23"), ("2024", "2", "29"), (" ２０２６ ", "1", "01"),
])  # fmt: skip
def test_a_real_date_is_read(parts: tuple[str, str, str]) -> None:
    reading = read([WHEN], _date(*parts), on=ON, places=PLACES)
    assert not reading.errors
    assert date.fromisoformat(str(reading.values["born"])) <= ON


def test_not_sure_of_a_date_is_an_answer() -> None:
    reading = read([WHEN], {"born-unsure": ["yes"]}, on=ON, places=PLACES)
    assert (reading.values, reading.errors) == ({"born": "unknown"}, [])


def test_only_what_the_chosen_answer_reveals_is_read() -> None:
    chosen = read([ONE], {"one": ["a"], **_date("x", "y", "z")}, on=ON, places=PLACES)
    assert (chosen.values, chosen.errors) == ({"one": "a"}, [])
    revealing = read([ONE], {"one": ["b"]}, on=ON, places=PLACES)
    assert [error.control for error in revealing.errors] == ["born-year"]


@pytest.mark.parametrize("sent", [{}, {"one": ["c"]}, {"one": [""]}])
def test_no_answer_of_the_list_is_a_mistake(sent: dict[str, list[str]]) -> None:
    reading = read([ONE], sent, on=ON, places=PLACES)
    assert [error.control for error in reading.errors] == ["one-a"]


def test_none_goes_with_no_other_tick() -> None:
    reading = read([MANY], {"many": ["a", "none"]}, on=ON, places=PLACES)
    assert "Keep only one" in reading.errors[0].message.en
    assert not read([MANY], {"many": ["none"]}, on=ON, places=PLACES).errors


def test_a_place_is_one_of_the_options_or_a_known_code() -> None:
    for value in ("here", "410700"):
        assert read([WHERE], {"where": [value]}, on=ON, places=PLACES).values == {"where": value}
    typed = read([WHERE], {"where-search": ["Luoyang"]}, on=ON, places=PLACES)
    assert typed.errors[0].control == "where-search"
    wrong = read([WHERE], {"where": ["999999"]}, on=ON, places=PLACES)
    assert wrong.errors[0].control == "where-here"


def test_answers_are_shown_as_they_were_sent() -> None:
    form = shown({"born": "2026-11-01", "many": ["a"], "other": "unknown"})
    assert form["born-month"] == ["11"]
    assert form["born-day"] == ["1"]
    assert form["many"] == ["a"]
    assert form["other-unsure"] == ["yes"]
