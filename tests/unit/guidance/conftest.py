"""The shipped packs, and one family's answers to start from."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from firstcard.policy.book import RuleBook
from firstcard.policy.loading import load

ON = date(2026, 11, 23)


@pytest.fixture(scope="session")
def book() -> RuleBook:
    """The packs of this repository, sample offices included."""
    return load(root=Path(__file__).resolve().parents[3] / "packs", samples=True)


@pytest.fixture
def answers() -> dict[str, dict[str, Any]]:
    """A married couple in Zhengzhou whose child was born there three weeks ago."""
    return {
        "place": {"region": "410100"},
        "birth": {"born_on": "2026-11-01", "birthplace": "institution", "birth_region": "here"},
        "family": {"family": "married"},
        "register": {"follows": "mother", "register_region": "here"},
        "done": {"done": ["birth-certificate"]},
    }
