"""The API of cards is as it describes itself, whoever asks: no 500, no foreign data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import card_families
import card_files
import pytest
import schemathesis
from card_makers import card, office
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS

from firstcard.accounts import demo, tokens
from firstcard.accounts.models import Account
from firstcard.cards.models import Card, Finding
from firstcard.cards.operations import sending
from firstcard.config.wsgi import application
from firstcard.core.actors import SERVICE

pytestmark = pytest.mark.django_db
FULL = os.environ.get("FIRSTCARD_FULL", "") == "1"
EXAMPLES = 120 if FULL else 6
ROLES = (demo.FAMILY, *(login for login, _, _ in demo.STAFF))
# Those who get past most doors ask more often: what they are answered is what is described.
OFTEN = (*ROLES, *(demo.FAMILY, "clerk-zz", "card-centre-zz", "bank-zz") * 3)
FOREIGN = "420102"
STATES = ("ordered", "started", "failed", "posted", "returned", "at-office", "sealed", "collected")
SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
# What is of the right form may still be refused: no such card, not now, not by this role. Who may
# use a key is tried in test_case_api; a repeated write gives its first reply by design.
NOT_HERE = ["positive_data_acceptance", "ignored_auth", "use_after_free",
            "ensure_resource_availability"]  # fmt: skip
OPERATIONS = sorted(
    f"{operation.ok().method.upper()} {operation.ok().path}"
    for operation in SCHEMA.get_all_operations()
    if "cards" in (operation.ok().tags or ())
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
    """Cards in all states here, one of the demo family, one elsewhere; a batch, a file, a list."""
    demo.make(at=timezone.now())
    mine = [card(state, works=state == "collected") for state in STATES]
    parent = Account.objects.get(login=f"family-demo-{demo.FAMILY}")
    parent.person = card_families.mother_of(mine[0].person)
    parent.save()
    away = office("card-centre", code="away", region="420100")
    foreign = card("collected", region=FOREIGN, centre=away,
                   office=office(code="far", region=FOREIGN))  # fmt: skip
    batch = card_files.sent(3)
    bad = card_files.take(batch, card_files.whole([b"x", *card_files.lines_of(batch)[:2]]))
    gone = sending.dispatch(cards=[card("made")], to=office(code="here"), by=SERVICE,
                            at=timezone.now())  # fmt: skip
    differs = Finding.objects.create(file=bad, card=mine[-1], kind="made-there",
                                     found_at=timezone.now())  # fmt: skip
    return {
        "order": [each.order for each in mine], "foreign": foreign.order,
        "code": ["here", "centre"], "number": {
            "batches": batch.number, "shipments": gone.number, "result-files": str(bad.pk),
            "bad-lines": str(bad.bad.all()[0].pk),
            "findings": str(differs.pk)},
    }  # fmt: skip


def _key(login: str) -> str:
    account = Account.objects.get(
        login=f"family-demo-{login}" if login == demo.FAMILY else login)  # fmt: skip
    return tokens.make(by=SERVICE, account=account, name="s", days=1, at=timezone.now())


def _aimed(case: schemathesis.Case, there: dict[str, Any], order: str | None, at: int) -> None:
    """Most requests go to something that is there."""
    parameters = case.path_parameters
    if order and "order" in parameters:
        parameters["order"] = order
    if order and "code" in parameters:
        parameters["code"] = there["code"][at]
    if order and "number" in parameters:
        parameters["number"] = there["number"][case.path.split("/")[3]]


@pytest.mark.parametrize("name", OPERATIONS)
def test_whoever_asks_the_answer_is_as_described(name: str, there: dict[str, Any]) -> None:
    method, path = name.split()
    operation = SCHEMA[path][method]
    keys = {role: _key(role) for role in ROLES}
    before = Card.objects.get(order=there["foreign"]).version

    @given(case=operation.as_strategy(), role=st.sampled_from(OFTEN), at=st.sampled_from([0, 1]),
           order=st.sampled_from([*there["order"], there["foreign"], None]))  # fmt: skip
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def hold(case: schemathesis.Case, role: str, at: int, order: str | None) -> None:
        _aimed(case, there, order, at)
        response = case.call(headers={"Authorization": f"Bearer {keys[role]}"})
        excluded = [CHECKS.get_one(each) for each in NOT_HERE]
        case.validate_response(response, excluded_checks=excluded)
        if order == there["foreign"] and "order" in case.path_parameters:
            assert response.status_code not in (200, 201)
        assert order == there["foreign"] or there["foreign"].encode() not in response.content

    hold()
    assert Card.objects.get(order=there["foreign"]).version == before
