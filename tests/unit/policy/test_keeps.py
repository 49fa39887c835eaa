"""A photo taken more than six months ago is taken again: what is held can lose its validity."""

from datetime import date
from pathlib import Path

import pytest

from firstcard.policy.loading import load
from firstcard.policy.planner import make_plan, situation_of

BOOK = load(root=Path(__file__).parents[3] / "packs")


@pytest.mark.parametrize(
    ("taken", "again"),
    [("2026-05-22", True), ("2026-05-23", False), ("2026-11-01", False)],
)
def test_a_photo_keeps_for_six_months(taken: str, again: bool) -> None:
    data = {
        "on": "2026-11-23",
        "region": "410105",
        "child": {"born_on": "2026-01-10", "has_citizen_id": True},
        "have": [{"id": "card-photo", "on": taken}],
        "want": ["card-application"],
    }
    plan = make_plan(book=BOOK, situation=situation_of(book=BOOK, data=data))
    assert ("card-photo" in {step.document for step in plan.steps}) is again
    assert plan.on == date(2026, 11, 23)
