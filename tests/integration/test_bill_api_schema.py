"""The API of bills is as it describes itself, whoever asks: no 500, no foreign data."""

from __future__ import annotations

import os
from typing import Any

import bills
import pytest
import schemathesis
from card_makers import number
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS
from test_card_api_schema import NOT_HERE, OFTEN, ROLES, SCHEMA, _key, one_connection

from firstcard.accounts import demo
from firstcard.accounts.models import Account
from firstcard.settlement.models import Claim

pytestmark = pytest.mark.django_db
EXAMPLES = 120 if os.environ.get("FIRSTCARD_FULL", "") == "1" else 6
OPERATIONS = sorted(
    f"{operation.ok().method.upper()} {operation.ok().path}"
    for operation in SCHEMA.get_all_operations()
    if "bills" in (operation.ok().tags or ())
)
__all__ = ["one_connection"]


@pytest.fixture
def there() -> dict[str, Any]:
    """A bill of the demo family, and one that is settled far away."""
    demo.make(at=timezone.now())
    office, child = bills.institution(), bills.insured()
    mine = bills.settle(office, child, bills.presented())
    parent = Account.objects.get(login=f"family-demo-{demo.FAMILY}")
    parent.person = child.guardians.get().guardian
    parent.save()
    far = bills.institution(bills.ELSEWHERE)
    foreign = bills.settle(
        far, bills.registered(bills.insured()), bills.presented(referral="registered")
    )
    Claim.objects.filter(pk=foreign.pk).update(place="420102", region="420100")
    return {"reference": mine.reference, "foreign": foreign.reference, "code": office.code,
            "number": number(child)}  # fmt: skip


@pytest.mark.parametrize("name", OPERATIONS)
def test_whoever_asks_the_answer_is_as_described(name: str, there: dict[str, Any]) -> None:
    method, path = name.split()
    operation = SCHEMA[path][method]
    keys = {role: _key(role) for role in ROLES}

    @given(case=operation.as_strategy(), role=st.sampled_from((*OFTEN, *("hospital-zz",) * 4)),
           aim=st.sampled_from(["reference", "reference", "foreign", ""]))  # fmt: skip
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def hold(case: schemathesis.Case, role: str, aim: str) -> None:
        if aim and "reference" in case.path_parameters:
            case.path_parameters["reference"] = there[aim]
        if aim and "code" in case.path_parameters:
            case.path_parameters["code"] = there["code"]
        if aim and isinstance(case.body, dict) and "institution" in case.body:
            case.body["institution"] = there["code"]
            case.body["credential"] = {"kind": "citizen-id", "number": there["number"]}
        response = case.call(headers={"Authorization": f"Bearer {keys[role]}"})
        excluded = [CHECKS.get_one(each) for each in NOT_HERE]
        case.validate_response(response, excluded_checks=excluded)
        assert aim == "foreign" or there["foreign"].encode() not in response.content
        if aim == "foreign" and "reference" in case.path_parameters:
            assert response.status_code not in (200, 201)

    hold()
