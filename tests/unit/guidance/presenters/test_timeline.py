"""The picture of time: every step once, in its place, readable on the narrowest phone."""

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from random_families import BOOK, Situation, plan_of, situations

from firstcard.guidance.forms import questions
from firstcard.guidance.presenters.plan import presenter_of
from firstcard.guidance.presenters.speech import names_of
from firstcard.guidance.presenters.timeline import WIDTH, Row, Timeline, timeline, wrapped
from firstcard.guidance.presenters.trips import held_back, trips
from firstcard.guidance.words import Lang
from firstcard.policy.book import RuleBook
from firstcard.policy.plan import Plan
from firstcard.policy.planner import make_plan, situation_of

ON = date(2026, 11, 23)
NAMES = names_of(BOOK)


def _drawn(plan: Plan, lang: Lang = "en") -> Timeline | None:
    presenter = presenter_of(plan=plan, lang=lang, names=NAMES)
    return timeline(plan=plan, found=trips(plan=plan), presenter=presenter)


def _picture(book: RuleBook, answers: Mapping[str, Any], **more: Any) -> Timeline:
    data = questions.situation(answers, on=ON) | more
    drawn = _drawn(make_plan(book=book, situation=situation_of(book=book, data=data, on=ON)))
    assert drawn
    return drawn


def _row(drawn: Timeline, words: str) -> Row:
    (found,) = [row for row in drawn.rows if words in row.said]
    return found


def test_a_bar_goes_from_the_first_day_to_the_last(answers: dict[str, Any],
                                                   book: RuleBook) -> None:  # fmt: skip
    drawn = _picture(book, answers)
    birth, money = _row(drawn, "Register the birth"), _row(drawn, "Pay the premium (2026)")
    assert birth.bars[0].x == drawn.today
    assert birth.bars[0].width < money.bars[0].width
    assert birth.open is None
    assert birth.when[0][0] == "by 1 Dec"


def test_what_has_no_last_day_has_an_open_end(answers: dict[str, Any], book: RuleBook) -> None:
    card = _row(_picture(book, answers), "Apply for the social security card")
    assert card.open == card.bars[0].x + card.bars[0].width == 100


def test_the_office_at_work_is_drawn_otherwise(answers: dict[str, Any], book: RuleBook) -> None:
    drawn = _picture(book, answers)
    card = _row(drawn, "The card is made")
    assert {bar.kind for bar in card.bars} == {"wait"}
    assert "ready about Tue 8 Dec 2026" in card.said
    assert "wait" in drawn.kinds


def test_what_is_late_ends_today_and_says_so(answers: dict[str, Any], book: RuleBook) -> None:
    answers["birth"]["born_on"] = "2026-08-10"
    drawn = _picture(book, answers)
    late = _row(drawn, "Register the birth")
    assert late.kind == "late"
    assert [bar.kind for bar in late.bars] == ["late"]
    assert late.bars[0].x + late.bars[0].width == pytest.approx(drawn.today, abs=0.2)
    assert "Late! Last day was" in late.said
    assert "Register the birth" in drawn.desc


def test_twins_share_a_row_where_they_share_a_trip(answers: dict[str, Any],
                                                   book: RuleBook) -> None:  # fmt: skip
    one = _picture(book, answers)
    two = _picture(book, answers, children=[{}, {"born_on": "2026-11-04"}])
    assert len(two.rows) == len(one.rows)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(situations())
def test_everything_lies_inside_and_nothing_on_top_of_anything(data: Situation) -> None:
    plan = plan_of(data)
    for lang in get_args(Lang):
        drawn = _drawn(plan, lang)
        if drawn is None:
            assert all(step.who == "agency" and not held_back(step) for step in plan.steps)
            continue
        below = 0.0
        for row in drawn.rows:
            lines = [y for _, y in (*row.lines, *row.when)]
            assert below < lines[0] - 1
            assert lines == sorted(lines)
            assert lines[-1] < row.y
            below = row.y + 0.9
            assert below < drawn.height
            for bar in row.bars:
                assert bar.x >= 0
                assert bar.width > 0
                assert bar.x + bar.width <= 100.2


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(situations())
def test_every_step_of_the_family_is_in_the_picture(data: Situation) -> None:
    plan = plan_of(data)
    drawn = _drawn(plan)
    shown = " ".join(row.said for row in drawn.rows) if drawn else ""
    for step in plan.steps:
        if step.who != "agency" and not step.same_visit_as and step.earliest:
            assert step.title.en in shown, step.id


@pytest.mark.parametrize(("text", "lines"), [
    ("1. 缴纳城乡居民医保费（2026年度）", ("1. 缴纳城乡居民医", "保费（2026年度）")),
    ("最晚2027年1月31日，建议12月3日前", ("最晚2027年1月31日，", "建议12月3日前")),
    ("Register the birth with the police", ("Register the birth", "with the police")),
    ("短", ("短",)),
])  # fmt: skip
def test_lines_break_where_a_reader_would(text: str, lines: tuple[str, ...]) -> None:
    assert wrapped(text, WIDTH) == lines
    assert "".join(wrapped(text, WIDTH)).replace(" ", "") == text.replace(" ", "")
