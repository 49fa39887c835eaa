"""However much is wrong, the refusal of a situation is short and quick, and repeats no number."""

import json
import time
from typing import Any

import pytest
from random_families import BOOK

from firstcard.policy.planner import situation_of
from firstcard.policy.situation import MOST_ERRORS, SituationError

GOOD: dict[str, Any] = {"on": "2026-11-23", "region": "410105"}
FLOODS = [
    {f"child.bornon{n}": 1 for n in range(2800)},
    {"have": ["cart"] * 7000},
    {"want": [f"carf-applicatiom{n}" for n in range(2500)]},
]


def refusal(data: dict[str, Any]) -> SituationError:
    with pytest.raises(SituationError) as caught:
        situation_of(book=BOOK, data={**GOOD, **data})
    return caught.value


@pytest.mark.parametrize("flood", FLOODS, ids=["facts", "have", "want"])
def test_thousands_of_mistakes_are_a_short_refusal(flood: dict[str, Any]) -> None:
    started = time.process_time()
    error = refusal(flood)
    assert len(error.errors) == MOST_ERRORS
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    "number",
    [
        "410102 20260301 001X",
        "410102-20260301-0014",
        "410102 2026 0301 0014",
        "４１０１０２２０２６０３０１００１４",
    ],
)
@pytest.mark.parametrize("place", ["fact", "value", "have"])
def test_a_number_in_groups_is_not_repeated_either(number: str, place: str) -> None:
    data: dict[str, dict[str, Any]] = {
        "fact": {number: 1},
        "value": {"guardian": number},
        "have": {"have": [{"id": "card-collection", number: 1}]},
    }
    error = refusal(data[place])
    said = json.dumps([[e.field, e.message.en] for e in error.errors], ensure_ascii=False)
    assert number not in said
    assert "0301" not in said
