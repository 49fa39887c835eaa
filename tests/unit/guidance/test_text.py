"""The plan as text: whole, and never wider than a terminal."""

import subprocess
import sys
from datetime import date
from typing import Any

import pytest

from firstcard.guidance.forms import questions
from firstcard.guidance.html import render_html
from firstcard.guidance.presenters.speech import names_of
from firstcard.guidance.text import COLUMNS, columns, render_text, wrapped
from firstcard.policy.book import RuleBook
from firstcard.policy.plan import Plan
from firstcard.policy.planner import make_plan, situation_of

ON = date(2026, 11, 23)


@pytest.fixture
def plan(answers: dict[str, Any], book: RuleBook) -> Plan:
    data = questions.situation(answers, on=ON)
    return make_plan(book=book, situation=situation_of(book=book, data=data, on=ON))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_line_is_wider_than_a_terminal(lang: Any, plan: Plan, book: RuleBook) -> None:
    lines = render_text(plan, lang, names=names_of(book)).splitlines()
    assert max(map(columns, lines)) <= COLUMNS
    assert len(lines) > 100


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_step_stands_in_text_and_page(lang: Any, plan: Plan, book: RuleBook) -> None:
    text = render_text(plan, lang, names=names_of(book)).replace("\n", "").replace(" ", "")
    page = render_html(plan, lang, names=names_of(book))
    for step in plan.steps:
        title = step.title.zh if lang == "zh" else step.title.en
        assert title.replace(" ", "") in text
        assert title.replace("'", "&#x27;") in page


def test_the_page_fetches_nothing(plan: Plan, book: RuleBook) -> None:
    page = render_html(plan, "en", names=names_of(book))
    assert "<script" not in page
    assert "src=" not in page
    assert "url(" not in page
    assert page.count("<h1>") == 1


def test_a_wide_character_takes_two_columns() -> None:
    assert columns("出生 a") == 6
    lines = wrapped("汉字，" * 40, first="- ", rest="  ")
    assert max(map(columns, lines)) <= COLUMNS
    assert not any(line.strip().startswith("，") for line in lines)


def test_text_needs_no_web_framework() -> None:
    code = ("import sys; import firstcard.guidance.text, firstcard.guidance.html; "
            "sys.exit('django' in sys.modules)")  # fmt: skip
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
