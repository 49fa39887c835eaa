"""The sentences of a settled bill."""

from __future__ import annotations

import re

import pytest

from firstcard.settlement.explaining import SENTENCES, Explanation, line_numbers, percent

SLOT = re.compile(r"\{[a-z_]+\}")


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_both_languages_tell_the_same_amounts(name: str) -> None:
    said = SENTENCES[name]
    assert sorted(SLOT.findall(said.en)) == sorted(SLOT.findall(said.zh))


@pytest.mark.parametrize(
    ("ratio", "words"), [(0, "0%"), (7000, "70%"), (6250, "62.5%"), (1, "0.01%"), (10000, "100%")]
)
def test_ratios_are_told_in_percent(ratio: int, words: str) -> None:
    assert percent(ratio) == words


@pytest.mark.parametrize(
    ("numbers", "en", "zh"),
    [
        ([5], "line 5", "第5行"),
        ([1, 3], "lines 1, 3", "第1、3行"),
        (range(1, 9), "lines 1, 2, 3, 4, 5, 6, 7, 8", "第1、2、3、4、5、6、7、8行"),
        (range(1, 12), "lines 1, 2, 3, 4, 5, 6, 7, 8 and 3 more",
         "第1、2、3、4、5、6、7、8行等，另有3行"),
    ],
)  # fmt: skip
def test_lines_are_named(numbers: list[int], en: str, zh: str) -> None:
    said = line_numbers(numbers)
    assert (said.en, said.zh) == (en, zh)


def test_a_step_has_its_own_name_and_each_reason_once() -> None:
    told = Explanation()
    told.say("deductible", 90000, id="deductible", rule="900.00")
    (step,) = told.steps
    assert (step.id, step.amount, step.basis) == ("deductible", 90000, ())
    assert step.text.en == "The deductible is 900.00 yuan. The family pays it first."
