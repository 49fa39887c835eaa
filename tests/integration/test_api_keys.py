"""The door of the API: a key acts for its account, nothing else opens it. What is over goes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import signed_in
import time_machine
from django.http import HttpRequest
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone
from ninja import NinjaAPI

from firstcard.accounts import demo, jobs, operations, signing, staff, tokens
from firstcard.accounts.api_auth import bearer
from firstcard.accounts.models import Account, OneTimeCode, RoleGrant, SetUp, SignedIn
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotFound
from firstcard.policy.format import Text

pytestmark = pytest.mark.django_db
api = NinjaAPI(urls_namespace="keys-under-test", docs_url=None, openapi_url=None)


@api.get("/who", auth=bearer)
def who(request: HttpRequest) -> dict[str, object]:
    """Who acts."""
    actor = signing.actor(request)
    return {"role": actor.role, "account": actor.account}


@api.get("/refuse", auth=bearer)
def refuse(request: HttpRequest) -> dict[str, str]:
    """A refusal that no route catches."""
    raise NotFound(Text("There is no such thing.", "没有。"))


urlpatterns = [path("api/", api.urls)]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with (time_machine.travel("2026-11-23T02:00:00+00:00", tick=False) as traveller,
          override_settings(ROOT_URLCONF=__name__)):  # fmt: skip
        yield traveller


def _key(login: str = "clerk-zz") -> str:
    demo.make(at=timezone.now())
    account = Account.objects.get(login=login)
    by = Actor(kind="person", account=account.pk)
    return tokens.make(by=by, account=account, name="x", days=30, at=timezone.now())


def _asks(key: str, scheme: str = "Bearer", to: str = "who", **more: str) -> tuple[int, str]:
    headers = {"authorization": f"{scheme} {key}", **more}
    response = Client(HTTP_HOST="localhost").get(f"/api/{to}", headers=headers)
    return response.status_code, response.content.decode()


def test_a_key_acts_with_the_roles_of_its_account() -> None:
    status, said = _asks(_key())
    assert status == 200
    assert '"role": "clerk"' in said


@pytest.mark.parametrize("wrong", ["", "nothing", "clerk-zz", "x" * 5000])
def test_what_is_no_key_opens_nothing(wrong: str) -> None:
    _key()
    assert _asks(wrong)[0] == 401


def test_a_key_opens_nothing_as_another_scheme_nor_after_its_accounts_last_role() -> None:
    key = _key()
    assert _asks(key, scheme="Basic")[0] == 401
    RoleGrant.objects.filter(account__login="clerk-zz").update(until=timezone.now())
    assert _asks(key)[0] == 401


@override_settings(DEMO=False)
def test_a_demo_accounts_key_opens_nothing_outside_demo_mode() -> None:
    with override_settings(DEMO=True):
        key = _key()
    assert _asks(key)[0] == 401


def test_a_browsers_sign_in_opens_no_route_of_the_api() -> None:
    with override_settings(ROOT_URLCONF="firstcard.config.urls"):
        client = signed_in.staff("clerk-zz")
    assert client.get("/api/who").status_code == 401


def test_a_refusal_that_leaves_a_route_is_a_problem() -> None:
    status, said = _asks(_key(), to="refuse", **{"accept-language": "en"})
    assert status == 404
    assert '"code": "not-found"' in said
    assert "There is no such thing." in said


def test_what_is_over_for_long_is_cleaned_away_and_nothing_else(
    clock: time_machine.Traveller,
) -> None:
    account = demo.family(telephone=demo.FAMILY, at=timezone.now())
    operations.start_again(account=account, second_factor=False, at=timezone.now())
    operations.send_code(telephone=demo.FAMILY, address="a", lang="zh", at=timezone.now())
    staff.first_administrator(login="wang-lei", shown_name="王磊", region="410100",
                              at=timezone.now())  # fmt: skip
    clock.shift(timedelta(days=29))
    assert jobs.over(at=timezone.now()) == 0
    clock.shift(timedelta(days=6))
    operations.start_again(account=account, second_factor=False, at=timezone.now())
    assert jobs.over(at=timezone.now()) == 3
    assert SignedIn.objects.count() == 1
    assert not OneTimeCode.objects.exists()
    assert not SetUp.objects.exists()


def test_rows_in_a_log_say_nothing_that_is_secret() -> None:
    key = _key()
    operations.send_code(telephone=demo.FAMILY, address="a", lang="zh", at=timezone.now())
    rows = [*Account.objects.all(), *OneTimeCode.objects.all(), *RoleGrant.objects.all(),
            *Account.objects.get(login="clerk-zz").tokens.all()]  # fmt: skip
    said = " ".join(str(row) for row in rows)
    assert demo.FAMILY not in said
    assert key not in said
    assert "张晓" not in said
