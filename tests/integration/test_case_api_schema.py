"""The API of cases is as it describes itself, whoever asks: no 500, no foreign data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from cases import accepted, staff, submitted
from cases import family as a_family
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS

from firstcard.accounts import demo, tokens
from firstcard.accounts.models import Account
from firstcard.casework import operations
from firstcard.casework.models import Case
from firstcard.config.wsgi import application
from firstcard.core.actors import SERVICE
from firstcard.enrolment.models import PremiumBill

pytestmark = pytest.mark.django_db
FULL = os.environ.get("FIRSTCARD_FULL", "") == "1"
EXAMPLES = 120 if FULL else 4
ROLES = (demo.FAMILY, *(login for login, _, _ in demo.STAFF))
FOREIGN = "420102"
SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
# What is of the right form may still be refused: no such case, not now, not by this role. Who may
# use a key is tried in test_case_api; a repeated write gives its first reply by design.
NOT_HERE = ["positive_data_acceptance", "ignored_auth", "use_after_free",
            "ensure_resource_availability"]  # fmt: skip
OPERATIONS = sorted(
    f"{operation.ok().method.upper()} {operation.ok().path}"
    for operation in SCHEMA.get_all_operations()
    if any(part in operation.ok().path for part in ("/cases", "/bills", "/tracking"))
)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Requests leave the test's own connection open, as those of Django's test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def there() -> dict[str, Any]:
    """Cases in several states here, one elsewhere, and a bill."""
    at = timezone.now()
    demo.make(at=at)
    approved = accepted(a_family(), at=at)
    operations.approve(case=approved, by=staff("reviewer"), at=at)
    mine = [submitted(a_family(), at=at), accepted(a_family(), at=at), approved]
    foreign = submitted(a_family(), at=at)
    Case.objects.filter(pk=foreign.pk).update(region=FOREIGN)
    bill = PremiumBill.objects.first()
    return {"references": [case.reference for case in mine], "foreign": foreign.reference,
            "bill": str(bill.pk if bill else 1)}  # fmt: skip


def _key(login: str) -> str:
    if login == demo.FAMILY:
        account = demo.family(telephone=login, at=timezone.now())
    else:
        account = Account.objects.get(login=login)
    return tokens.make(by=SERVICE, account=account, name="s", days=1, at=timezone.now())


@pytest.mark.parametrize("name", OPERATIONS)
def test_whoever_asks_the_answer_is_as_described(name: str, there: dict[str, Any]) -> None:
    method, path = name.split()
    operation = SCHEMA[path][method]
    keys = {role: _key(role) for role in ROLES}

    @given(case=operation.as_strategy(), role=st.sampled_from(ROLES),
           reference=st.sampled_from([*there["references"], there["foreign"], None]))  # fmt: skip
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def hold(case: schemathesis.Case, role: str, reference: str | None) -> None:
        if reference and "reference" in case.path_parameters:
            case.path_parameters["reference"] = reference
        if "bills" in path:
            case.path_parameters["number"] = there["bill"]
        response = case.call(headers={"Authorization": f"Bearer {keys[role]}"})
        excluded = [CHECKS.get_one(each) for each in NOT_HERE]
        case.validate_response(response, excluded_checks=excluded)
        if reference == there["foreign"] and "reference" in case.path_parameters:
            assert response.status_code not in (200, 201)
        assert reference == there["foreign"] or there["foreign"].encode() not in response.content

    hold()
    assert Case.objects.get(reference=there["foreign"]).version == 3
