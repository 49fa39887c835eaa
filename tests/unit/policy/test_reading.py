"""YAML as text with line marks: every mistake has its file, line, key and what is allowed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstcard.policy import format as form
from firstcard.policy.conditions import Condition
from firstcard.policy.reading import PackError, Problem, Source, convert

QUICK = settings(max_examples=60, deadline=None, derandomize=True)


class Inner(form.Form_, frozen=True, kw_only=True):
    """A list's item."""

    id: form.Slug
    number: int | None = None
    when: Condition | None = None


class Outer(form.Form_, frozen=True, kw_only=True):
    """A small form with one key of each type."""

    id: form.Slug
    day: date | None = None
    flag: form.YesNo | None = None
    colour: Literal["red", "green"] | None = None
    colours: list[Literal["red", "green"]] | None = None
    money: form.Money | None = None
    note: str | None = None
    items: list[Inner] | None = None
    named: dict[str, Inner] | None = None


def source(tmp_path: Path, text: str | bytes) -> Source:
    path = tmp_path / "file.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return Source(path, "cn/file.yaml")


def read(tmp_path: Path, text: str | bytes, kind: Any = Outer) -> Any:
    return convert(source(tmp_path, text), kind)


def problem(tmp_path: Path, text: str | bytes, kind: Any = Outer) -> Problem:
    with pytest.raises(PackError) as caught:
        read(tmp_path, text, kind)
    (only,) = caught.value.problems
    assert only.file == "cn/file.yaml"
    assert str(only).startswith(f"cn/file.yaml:{only.line}: ")
    assert str(caught.value) == str(only)
    return only


class TestText:
    def test_types_come_from_the_form_alone(self, tmp_path: Path) -> None:
        text = ("id: a\nday: 2026-11-23\nflag: no\nmoney: 0.10\nnote: 0.10\n"
                "items: [{id: b, number: 7, when: {on: yes, no: none}}]\n")  # fmt: skip
        outer = read(tmp_path, text)
        assert outer.day == date(2026, 11, 23)
        assert outer.flag is form.YesNo.no
        assert not outer.flag
        assert outer.money == "0.10"
        assert outer.note == "0.10"
        assert outer.items[0].number == 7
        assert outer.items[0].when.written() == {"on": "yes", "no": "none"}

    @pytest.mark.parametrize(
        "scalar",
        [
            "on",
            "off",
            "yes",
            "no",
            "Yes",
            "true",
            "null",
            "~",
            "2026",
            "2026-11-23",
            "0.10",
            "1e3",
            "0x10",
            "010",
            "12:30:45",
            "1_000",
            ".inf",
            "=",
            "none",
        ],
    )
    def test_every_scalar_is_text(self, tmp_path: Path, scalar: str) -> None:
        assert source(tmp_path, f"{scalar}: {scalar}\n").data == {scalar: scalar}
        assert read(tmp_path, f"id: a\nnote: {scalar}\n").note == scalar

    @QUICK
    @given(
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1
        )
    )
    def test_quoted_text_stays_as_it_is(self, tmp_path_factory: Any, text: str) -> None:
        written = text.replace("'", "''").replace("\ufeff", "")
        path = tmp_path_factory.mktemp("quoted") / "x.yaml"
        path.write_text(f"note: '{written}'\n", encoding="utf-8")
        expected = {"note": text.replace("\ufeff", "")}
        try:
            assert Source(path, "x").data == expected
        except PackError as error:
            assert not text.isprintable(), error  # noqa: PT017

    def test_anchors_may_be_used(self, tmp_path: Path) -> None:
        outer = read(tmp_path, "id: a\nitems: &all [{id: b}]\nnamed: {x: {id: c}}\n")
        assert outer.items[0].id == "b"


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "line", "key", "word", "allowed"),
        [
            ("id: a\ncolor: red\n", 2, "color", 'unknown key "color"', "colour"),
            ("id: a\nitems:\n  - id: b\n  - id: c\n    nmber: 3\n", 5, "items[1].nmber",
             'unknown key "nmber"', "number"),
            ("id: a\nnamed:\n  x:\n    id: b\n    size: 3\n", 5, "named.x.size",
             'unknown key "size"', "number"),
            ("id: a\nnamed:\n  x: {id: b}\n  y: {number: 3}\n", 4, "named.y", '"id" is missing',
             None),
            ("day: 2026-11-23\n", 1, "", '"id" is missing', None),
            ("id: a\nitems:\n  - number: 1\n", 3, "items[0]", '"id" is missing', None),
            ("id: a\n\ncolour: blue\n", 3, "colour", '"blue" is not allowed', "green"),
            ("id: a\ncolours:\n  - red\n  - blue\n", 4, "colours[1]", '"blue" is not allowed',
             "green"),
            ("id: a\nflag: true\n", 2, "flag", '"true" is not allowed', "yes"),
            ("id: a\nflag: 'on'\n", 2, "flag", '"on" is not allowed', "no"),
            ("id: a\nflag: Yes\n", 2, "flag", '"Yes" is not allowed', "no"),
            ("id: a\nday: 2026-02-30\n", 2, "day", '"2026-02-30" is not allowed',
             "a date such as 2026-11-23"),
            ("id: a\nday: 30.11.2026\n", 2, "day", "not allowed", "a date such as 2026-11-23"),
            ("id: a\nitems:\n  - {id: b, number: many}\n", 3, "items[0].number",
             '"many" is not allowed', "a whole number"),
            ("id: a\nitems:\n  - {id: b, number: 1.5}\n", 3, "items[0].number", "not allowed",
             "a whole number"),
            ("id: Not A Slug\n", 1, "id", "not allowed", None),
            ("id: a\nmoney: 10\n", 2, "money", '"10" is not allowed', None),
            ("id: a\nmoney: 10.5\n", 2, "money", "not allowed", None),
            ("id: a\nitems: none\n", 2, "items", '"none" is not allowed', "a list"),
            ("id: a\nnote: {a: b}\n", 2, "note", "", "text"),
            ("id: a\nitems:\n  - {id: b, when: always}\n", 3, "items[0].when",
             "a condition is a map", None),
            ("id: a\nitems:\n  - id: b\n    when: {flag: [yes]}\n", 4, "items[0].when", "flag",
             None),
            ("id: a\nitems:\n  - id: b\n    when: {any: yes}\n", 4, "items[0].when", "any",
             None),
        ],
    )  # fmt: skip
    def test_it_says_where_what_and_what_is_allowed(
        self, tmp_path: Path, text: str, line: int, key: str | None, word: str, allowed: str | None
    ) -> None:
        found = problem(tmp_path, text)
        assert found.line == line
        assert key is None or found.key == key
        assert word in found.message
        assert allowed is None or allowed in found.allowed

    def test_the_same_key_twice(self, tmp_path: Path) -> None:
        found = problem(tmp_path, "id: a\nitems:\n  - id: b\n    number: 1\n    number: 2\n")
        assert (found.line, found.key) == (5, "items[0].number")
        assert "twice" in found.message

    def test_a_text_in_one_language(self, tmp_path: Path) -> None:
        found = problem(tmp_path, "en: hello\n", form.Text)
        assert 'the key "zh" is missing' in found.message

    @pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n"])
    def test_an_empty_file(self, tmp_path: Path, text: str) -> None:
        assert "empty" in problem(tmp_path, text).message

    def test_not_utf_8(self, tmp_path: Path) -> None:
        found = problem(tmp_path, "id: a\nnote: 郑州\n".encode("gbk"))
        assert "not UTF-8 at byte 14" in found.message
        assert found.allowed == ("UTF-8 text",)

    def test_a_tab(self, tmp_path: Path) -> None:
        found = problem(tmp_path, "id: a\nitems:\n\t- id: b\n")
        assert found.line == 3
        assert "not YAML" in found.message

    @pytest.mark.parametrize(
        ("text", "line"),
        [("id: a\nitems: [\n", None), ("id: a\n note: b\n", 2), ("id: a\nnote: 'b\n", None),
         ("id: {a\n", None), ("id: *nothing\n", 1), ("id: a\n---\nid: b\n", 2),
         ("a: b: c\n", 1), ("note: \x00\n", None), ("%YAML 9.9.9\n", None), ("id: @x\n", 1)],
    )  # fmt: skip
    def test_what_is_no_yaml(self, tmp_path: Path, text: str, line: int | None) -> None:
        found = problem(tmp_path, text)
        assert "not YAML" in found.message
        assert line is None or found.line == line

    @pytest.mark.parametrize("text", ["- id: a\n", "just text\n", "'5'\n"])
    def test_another_shape_than_a_map(self, tmp_path: Path, text: str) -> None:
        assert problem(tmp_path, text).line == 1

    @pytest.mark.parametrize(
        "text", ["[a, b]: c\n", "{a: b}: c\n", "? [a]\n: b\n", "id: &a [*a]\n", "&a {id: *a}\n"]
    )
    def test_keys_that_are_no_words(self, tmp_path: Path, text: str) -> None:
        assert problem(tmp_path, text).line == 1

    @QUICK
    @given(st.binary(max_size=200))
    def test_any_bytes_are_read_or_refused(self, tmp_path_factory: Any, text: bytes) -> None:
        path = tmp_path_factory.mktemp("bytes") / "x.yaml"
        path.write_bytes(text)
        try:
            read_ = convert(Source(path, "x"), Outer)
        except PackError as error:
            problems = error.problems
        else:
            assert isinstance(read_, Outer)
            return
        assert problems
        assert all(each.line >= 1 and each.message for each in problems)

    @QUICK
    @given(st.text("abc:-{}[]&*!|>'\"\n #?,%@`\t.0", max_size=60))
    def test_any_text_is_read_or_refused(self, tmp_path_factory: Any, text: str) -> None:
        path = tmp_path_factory.mktemp("text") / "x.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            read_ = convert(Source(path, "x"), Outer)
        except PackError as error:
            problems = error.problems
        else:
            assert isinstance(read_, Outer)
            return
        assert problems


class TestLines:
    def test_the_line_of_any_path_or_of_the_nearest_above(self, tmp_path: Path) -> None:
        made = source(tmp_path, "id: a\nitems:\n  - id: b\n  - id: c\n    number: 4\n")
        lines = {"": 1, "id": 1, "items": 2, "items[0]": 3, "items[1].number": 5,
                 "items[1].when": 4, "items[9]": 2, "nothing.here": 1}  # fmt: skip
        assert {path: made.line(path) for path in lines} == lines

    def test_a_problem_reads_as_one_line(self) -> None:
        shown = str(Problem("cn/x.yaml", 3, "versions[0].from", "is wrong", ("a", "b")))
        assert shown == "cn/x.yaml:3: versions[0].from: is wrong; allowed: a, b"
        assert str(Problem("cn/x.yaml", 3, "", "is wrong")) == "cn/x.yaml:3: is wrong"


def test_parts_repeated_without_end_are_refused_at_once(tmp_path: Path) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    found = problem(tmp_path, "\n".join(lines))
    assert "repeated ones counted" in found.message
