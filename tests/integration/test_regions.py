"""The database is asked for what lies in a region as the rules mean it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcard.guidance import packs_store
from firstcard.people.models import Office
from firstcard.people.regions import within
from firstcard.policy.region_codes import NATION, digits, lies_in

CODES = sorted(each.code for each in packs_store.current().divisions.current())
PLACES = ("410105", "410100", "410184", "419001", "410000", "110101", "110000", "420102")


@given(st.sampled_from(CODES), st.sampled_from(CODES))
def test_the_digits_of_a_region_are_what_codes_within_begin_with(code: str, region: str) -> None:
    assert code.startswith(digits(region)) == lies_in(code, region)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "held",
    [(), (NATION,), ("410105",), ("410100",), ("410000",), ("110000", "410105"),
     ("410105", NATION), ("440000",)],
)  # fmt: skip
def test_rows_within_regions_are_those_whose_place_lies_in_one(held: tuple[str, ...]) -> None:
    for place in PLACES:
        Office.objects.create(code=f"of-{place}", name_zh="所", name_en="x", kind="x", region=place)
    mine = Office.objects.filter(code__startswith="of-")
    found = set(mine.filter(within(held)).values_list("region", flat=True))
    assert found == {each for each in PLACES if any(lies_in(each, region) for region in held)}
