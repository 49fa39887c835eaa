"""An application on its way through the desk, as family, clerk and reviewer see it."""

from __future__ import annotations

import pytest
from cases import AT, again, family, staff, started, submitted

from firstcard.casework import operations, queries
from firstcard.casework.models import Case

pytestmark = pytest.mark.django_db


def test_the_whole_way_to_an_approval() -> None:
    parent, clerk, reviewer = family(), staff(), staff("reviewer")
    case = submitted(parent)
    assert case.state == "submitted"
    assert case.office is not None
    assert case.due_on is not None
    operations.accept(case=case, by=clerk, at=AT)
    operations.approve(case=case, by=reviewer, at=AT)
    assert again(case).state == "approved"
    assert [event.action for event in queries.history(case)] == [
        "start", "submit", "accept", "approve"]  # fmt: skip


def test_the_same_start_twice_is_one_case() -> None:
    parent = family()
    first, second = started(parent, key="form 1"), started(parent, key="form 1")
    assert first.reference == second.reference
    assert Case.objects.count() == 1
