"""The desk: who sees what, two clerks on one case, and every door with bad input."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import cases
import pytest
import signed_in
import time_machine
from django.test import Client

from firstcard.accounts import demo
from firstcard.accounts.models import Account, RoleGrant
from firstcard.casework import operations
from firstcard.casework.models import Case
from firstcard.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    with time_machine.travel(cases.AT + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def clerk() -> Client:
    return signed_in.staff("clerk-zz", lang="en")


@pytest.fixture
def reviewer() -> Client:
    return signed_in.staff("reviewer-zz", lang="en")


def staff_of(region: str, role: str = "clerk") -> Client:
    """Somebody at a desk of another region."""
    account = Account.objects.create(login=f"{role}-{region}", shown_name="Other",
                                     is_staff_member=True, demo=True)  # fmt: skip
    RoleGrant.objects.create(account=account, role=role, region=region, since=cases.AT)
    return signed_in.client_of(account, lang="en")


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def post(client: Client, case: Case, action: str, **form: Any) -> Any:
    return client.post(f"/desk/cases/{case.reference}/{action}/", form)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_a_case_is_examined_and_approved(clerk: Client, reviewer: Client) -> None:
    case = cases.submitted(cases.family())
    assert case.reference in page(clerk, "/desk/")
    assert "张小宝" in page(clerk, f"/desk/cases/{case.reference}/")
    assert post(clerk, case, "accept").status_code == 302
    assert post(reviewer, case, "approve").status_code == 302
    assert again(case).state == "approved"
    assert case.reference not in page(reviewer, "/desk/")


def test_the_desk_is_for_staff_of_the_region() -> None:
    case = cases.submitted(cases.family())
    other = staff_of("420100")
    assert case.reference not in page(other, "/desk/")
    page(other, f"/desk/cases/{case.reference}/", 404)
    assert post(other, case, "accept").status_code == 404
    assert Client(HTTP_HOST="localhost").get("/desk/").status_code == 302
    page(signed_in.family(), "/desk/", 403)


def test_a_look_at_a_case_is_written_down(clerk: Client) -> None:
    case = cases.submitted(cases.family())
    page(clerk, f"/desk/cases/{case.reference}/")
    who = Account.objects.get(login="clerk-zz")
    assert AuditEntry.objects.filter(account=who.pk, case=case.reference, person=case.child_id,
                                     action="case.read").count() == 1  # fmt: skip


def test_the_second_clerk_is_told_who_and_when(reviewer: Client) -> None:
    case = cases.accepted(cases.family())
    first = cases.staff("reviewer", name="Wang Min")
    operations.approve(case=again(case), by=first, at=cases.AT)
    response = post(reviewer, case, "refuse", reason="no-ground", version=case.version)
    said = response.content.decode()
    assert response.status_code == 409
    assert "Wang Min" in said
    assert "10:00" in said
    assert again(case).state == "approved"


def test_a_lock_is_seen_at_once(clerk: Client) -> None:
    case = cases.submitted(cases.family())
    other = cases.staff(name="Zhao Lan")
    operations.take(case=case, by=other, at=cases.AT + timedelta(hours=1))
    said = page(clerk, f"/desk/cases/{case.reference}/")
    assert "Zhao Lan is working on this case until 11:15." in said
    assert post(clerk, case, "take").status_code == 409
    assert post(clerk, case, "accept").status_code == 409
    assert again(case).state == "submitted"


def test_demo_staff_have_their_roles() -> None:
    assert {"clerk-zz", "reviewer-zz"} <= {each.name for each in demo.logins()}
