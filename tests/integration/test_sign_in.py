"""Signing in and out, at the doors: families by code or password, staff by all three."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client, override_settings
from django.utils import timezone

from firstcard.accounts import demo, operations
from firstcard.accounts.models import (
    Account,
    ApiToken,
    Consent,
    OneTimeCode,
    RoleGrant,
    SignedIn,
)
from firstcard.core.models import AuditEntry
from firstcard.messages.models import Message

pytestmark = pytest.mark.django_db
NUMBER = "13912345678"
START = "2026-11-23T02:00:00+00:00"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def client() -> Client:
    client = Client(HTTP_HOST="localhost")
    client.post("/language/", {"language": "en", "next": "/"})
    return client


def _code(client: Client, number: str = NUMBER, to: str = "") -> str:
    """Ask for a code; in demo mode it stands on the page."""
    response = client.post(f"/sign-in/{to}", {"telephone": number})
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/code/")
    found = re.search(r"<code>(\d{6})</code>", client.get(response["Location"]).content.decode())
    assert found
    return found[1]


def _enter(client: Client, code: str, to: str = "") -> Any:
    return client.post(f"/sign-in/code/{to}", {"code": code})


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def _is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def _staff(client: Client, login: str = "clerk-zz", **typed: str) -> Any:
    form = {"login": login, "password": demo.PASSWORD, "code": demo.code(at=timezone.now())}
    return client.post("/sign-in/staff/", {**form, **typed})


def test_a_family_signs_in_with_a_code_and_comes_back_to_where_it_was(client: Client) -> None:
    response = client.get("/account/consents/")
    assert response["Location"] == "/sign-in/?next=%2Faccount%2Fconsents%2F"
    page = client.get(response["Location"]).content.decode()
    assert "What we do with your telephone number" in page
    code = _code(client, to="?next=%2Faccount%2Fconsents%2F")
    response = _enter(client, f" {code[:3]} {code[3:]} ", to="?next=%2Faccount%2Fconsents%2F")
    assert response["Location"] == "/account/consents/"
    assert _is_in(client)
    account = Account.objects.get()
    assert (account.language, account.is_staff_member) == ("en", False)
    assert [(row.notice, row.given) for row in Consent.objects.all()] == [("signing-in", True)]
    assert [row.action for row in AuditEntry.objects.order_by("pk")] == [
        "notice.give", "account.sign-in"]  # fmt: skip


def test_the_second_time_it_is_the_same_account(client: Client) -> None:
    for typed in (NUMBER, "+86 139-1234-5678"):
        _enter(client, _code(client, typed))
        client.post("/sign-out/")
    assert Account.objects.count() == RoleGrant.objects.count() == 1


def test_the_code_is_sent_by_message_and_lies_nowhere_in_clear(client: Client) -> None:
    code = _code(client)
    message = Message.objects.get()
    assert message.urgent
    row = OneTimeCode.objects.get()
    stored = (bytes(row.code_hash), bytes(row.telephone_index), bytes(message.text),
              bytes(message.telephone), client.cookies["sessionid"].value.encode())  # fmt: skip
    for each in stored:
        assert code.encode() not in each
        assert NUMBER.encode() not in each


@override_settings(DEMO=False)
def test_outside_demo_mode_no_page_shows_the_code(client: Client) -> None:
    response = client.post("/sign-in/", {"telephone": NUMBER})
    page = client.get(response["Location"]).content.decode()
    assert not re.search(r"\b\d{6}\b", page.replace(NUMBER, ""))
    assert demo.PASSWORD not in client.get("/sign-in/staff/").content.decode()


def test_a_wrong_code_can_be_tried_again_and_keeps_what_was_typed(client: Client) -> None:
    code = _code(client)
    page = _enter(client, _wrong(code)).content.decode()
    assert "error-summary" in page
    assert "The code is not right" in page
    assert f'value="{_wrong(code)}"' in page
    assert _enter(client, code).status_code == 302
    assert _is_in(client)


def test_after_five_tries_the_right_code_is_too_late(client: Client) -> None:
    code = _code(client)
    for _ in range(5):
        _enter(client, _wrong(code))
    assert "no longer valid" in _enter(client, code).content.decode()
    assert not _is_in(client)
    assert _enter(client, _code(client)).status_code == 302, "a new code helps"


def test_after_ten_minutes_a_code_is_over(client: Client, clock: time_machine.Traveller) -> None:
    code = _code(client)
    clock.shift(timedelta(minutes=10))
    assert "no longer valid" in _enter(client, code).content.decode()
    assert not _is_in(client)


def test_a_code_works_once_and_a_newer_one_ends_it(client: Client) -> None:
    first = _code(client)
    client.post("/sign-in/code/", {"again": "yes"})
    second = re.search(r"<code>(\d{6})</code>", client.get("/sign-in/code/").content.decode())
    assert second
    if first != second[1]:
        assert "not right" in _enter(client, first).content.decode()
    assert _enter(client, second[1]).status_code == 302
    other = Client(HTTP_HOST="localhost")
    other.post("/sign-in/", {"telephone": NUMBER})
    OneTimeCode.objects.order_by("-pk").first().delete()  # type: ignore[union-attr]
    assert "验证码已失效" in _enter(other, second[1]).content.decode()


def test_a_code_is_for_the_number_it_was_sent_to(client: Client) -> None:
    code = _code(client)
    other = Client(HTTP_HOST="localhost")
    mine = _code(other, "13900000002")
    if mine != code:
        assert "error-summary" in _enter(other, code).content.decode()
    assert not _is_in(other)


def test_too_many_codes_for_one_number_are_refused_whoever_asks(client: Client) -> None:
    for number in range(3):
        other = Client(HTTP_HOST="localhost", REMOTE_ADDR=f"192.0.2.{number}")
        assert other.post("/sign-in/", {"telephone": NUMBER}).status_code == 302
    response = client.post("/sign-in/", {"telephone": NUMBER})
    assert response.status_code == 429
    assert "Wait 10 minutes" in response.content.decode()
    assert f'value="{NUMBER}"' in response.content.decode()
    assert Message.objects.count() == 3


def test_one_address_cannot_send_codes_to_everybody(client: Client) -> None:
    for number in range(30):
        client.post("/sign-in/", {"telephone": f"139000000{number:02}"})
    response = client.post("/sign-in/", {"telephone": NUMBER})
    assert response.status_code == 429
    assert Message.objects.count() == 30


@pytest.mark.parametrize("typed", ["", "12345", "0371-66666666", "abc", "410105202609011234"])
def test_what_is_no_number_is_said_and_kept(client: Client, typed: str) -> None:
    response = client.post("/sign-in/", {"telephone": typed})
    page = response.content.decode()
    assert "Enter a mobile number with 11 digits" in page
    assert "410105202609011234" not in page
    assert not Message.objects.exists()


def test_known_and_unknown_numbers_are_answered_alike(client: Client) -> None:
    how = {"telephone": NUMBER, "address": "x", "lang": "zh", "at": timezone.now()}
    operations.sign_in_with_code(code=operations.send_code(**how), **how)

    def answers(number: str) -> list[str]:
        one = Client(HTTP_HOST="localhost")
        sent = one.post("/sign-in/", {"telephone": number})
        page = one.get(sent["Location"])
        wrong = one.post("/sign-in/password/", {"telephone": number, "password": "x" * 12})
        said = [sent["Location"], page.content.decode(), wrong.content.decode()]
        return [re.sub(r'\d{6,11}|name="csrfmiddlewaretoken" value="\w+"', "", each)
                for each in said]  # fmt: skip

    assert answers(NUMBER) == answers("13900000009")


def test_a_password_is_optional_and_signs_in(client: Client) -> None:
    _enter(client, _code(client))
    other = Client(HTTP_HOST="localhost")
    _enter(other, _code(other))
    assert _is_in(client)
    for weak in ("short", "password123", f"{NUMBER}!", "aaaaaaaaaaaa", "x" * 129):
        page = client.post("/account/password/", {"password": weak}).content.decode()
        assert "error-summary" in page, weak
        assert weak not in page, "a password is never shown again"
    response = client.post("/account/password/", {"password": "three green frogs"})
    assert response.status_code == 302
    assert _is_in(client)
    assert not _is_in(other), "every other device is signed out"
    client.post("/sign-out/")
    form = {"telephone": NUMBER, "password": "three green frogs"}
    assert client.post("/sign-in/password/", form).status_code == 302
    assert _is_in(client)
    assert Account.objects.get().password.startswith("argon2")


def test_guessing_passwords_stops_here_and_not_for_the_family_elsewhere(client: Client) -> None:
    demo.make(at=timezone.now())
    for _ in range(8):
        page = client.post("/sign-in/staff/", {"login": "clerk-zz", "password": "guess",
                                               "code": "000000"})  # fmt: skip
        assert page.status_code == 200
    assert _staff(client).status_code == 429
    assert _staff(Client(HTTP_HOST="localhost", REMOTE_ADDR="192.0.2.9")).status_code == 302


def test_staff_need_all_three_and_are_not_told_which_is_wrong(client: Client) -> None:
    demo.make(at=timezone.now())
    wrong = [{"password": "no"}, {"code": "000000"}, {"code": ""}, {"login": "nobody"},
             {"login": demo.FAMILY}, {"code": "１２３４５６"}]  # fmt: skip
    said = set()
    for typed in wrong:
        response = _staff(client, **typed)
        page = response.content.decode()
        assert response.status_code == 200
        said |= set(re.findall(r'class="error".*?</p>', page))
        assert not _is_in(client)
    assert len(said) == 1
    assert _staff(client).status_code == 302
    assert _is_in(client)


def test_no_code_of_the_app_is_taken_twice(client: Client, clock: time_machine.Traveller) -> None:
    demo.make(at=timezone.now())
    assert _staff(client).status_code == 302
    other = Client(HTTP_HOST="localhost")
    assert _staff(other).status_code == 200
    clock.shift(timedelta(seconds=30))
    older = demo.code(at=timezone.now() - timedelta(seconds=30))
    assert _staff(other, code=older).status_code == 200
    assert _staff(other).status_code == 302


def test_signing_out_ends_it_even_for_a_copied_cookie(client: Client) -> None:
    _enter(client, _code(client))
    thief = Client(HTTP_HOST="localhost")
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert _is_in(thief)
    response = client.post("/sign-out/")
    assert response["Location"] == "/signed-out/"
    assert "You are signed out" in client.get("/signed-out/").content.decode()
    assert not _is_in(client)
    assert not _is_in(thief)
    assert client.get("/sign-out/").status_code == 405


def test_signing_out_everywhere(client: Client) -> None:
    others = [Client(HTTP_HOST="localhost") for _ in range(2)]
    for each in (client, *others):
        _enter(each, _code(each))
    assert "2 other devices" in client.get("/account/").content.decode()
    client.post("/account/everywhere/")
    assert not any(_is_in(each) for each in (client, *others))


@pytest.mark.parametrize(("who", "minutes"), [("family", 120), ("staff", 30)])
def test_who_is_idle_is_signed_out(
    client: Client, clock: time_machine.Traveller, who: str, minutes: int
) -> None:
    demo.make(at=timezone.now())
    if who == "staff":
        _staff(client)
    else:
        _enter(client, _code(client))
    for _ in range(3):
        clock.shift(timedelta(minutes=minutes - 1))
        assert _is_in(client), "who is active stays"
    clock.shift(timedelta(minutes=minutes + 1))
    assert not _is_in(client)


@pytest.mark.parametrize(("who", "hours"), [("family", 12), ("staff", 10)])
def test_who_is_active_for_too_long_signs_in_again(
    client: Client, clock: time_machine.Traveller, who: str, hours: int
) -> None:
    demo.make(at=timezone.now())
    if who == "staff":
        _staff(client)
    else:
        _enter(client, _code(client))
    for _ in range(hours * 3 - 1):
        clock.shift(timedelta(minutes=20))
        assert _is_in(client)
    clock.shift(timedelta(minutes=20))
    assert not _is_in(client)


def test_what_hurts_most_asks_to_sign_in_again(
    client: Client, clock: time_machine.Traveller
) -> None:
    _enter(client, _code(client))
    assert client.get("/account/password/").status_code == 200
    clock.shift(timedelta(minutes=16))
    response = client.get("/account/password/")
    assert response["Location"] == "/sign-in/?next=%2Faccount%2Fpassword%2F&again=yes"
    assert "Sign in once more" in client.get(response["Location"]).content.decode()
    query = response["Location"].partition("/sign-in/")[2]
    assert _enter(client, _code(client, to=query), to=query)["Location"] == "/account/password/"
    assert client.get("/account/password/").status_code == 200
    assert SignedIn.objects.filter(ended_at=None).count() == 1, "the older one has ended"


@pytest.mark.parametrize("address", [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "account",
])  # fmt: skip
def test_signing_in_leads_to_no_other_site(client: Client, address: str) -> None:
    code = _code(client)
    response = client.post(f"/sign-in/code/?next={address}", {"code": code})
    assert response["Location"] == "/account/"


@override_settings(DEMO=False)
def test_demo_accounts_are_nobody_outside_demo_mode(client: Client) -> None:
    with override_settings(DEMO=True):
        demo.make(at=timezone.now())
        _staff(client)
        assert _is_in(client)
    assert not _is_in(client), "not even one that is signed in"
    assert _staff(client).status_code == 200
    with pytest.raises(demo.OnlyDemo):
        demo.make(at=timezone.now())


@pytest.mark.parametrize(("login", "home"), [
    ("clerk-zz", "/desk/"), ("hotline-zz", "/desk/"), ("admin", "/account/"),
])  # fmt: skip
def test_staff_come_to_where_they_work(client: Client, login: str, home: str) -> None:
    demo.make(at=timezone.now())
    response = _staff(client, login)
    assert response["Location"] == home
    assert client.get(home, follow=True).status_code == 200


def test_families_and_staff_have_doors_of_their_own(client: Client) -> None:
    demo.make(at=timezone.now())
    _staff(client)
    assert client.get("/account/consents/").status_code == 403
    assert client.get("/account/password/").status_code == 403


def test_a_code_without_a_number_leads_to_the_number(client: Client) -> None:
    assert client.get("/sign-in/code/")["Location"] == "/sign-in/"
    session = client.session
    session["sign-in-telephone"] = "not sealed by us"
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    assert client.get("/sign-in/code/")["Location"] == "/sign-in/"


def test_a_form_from_another_site_is_refused() -> None:
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    for address in ("/sign-in/", "/sign-in/staff/", "/sign-out/"):
        assert strict.post(address, {"telephone": NUMBER}).status_code == 403
    assert not Message.objects.exists()


# A form that was sent too late


def _send(client: Client, *more: tuple[str, str], **extra: Any) -> Any:
    """Send a form as browsers do."""
    body = urlencode([("name", "日历"), ("days", "3"), *more])
    return client.post("/account/keys/", body, content_type="application/x-www-form-urlencoded",
                       **extra)  # fmt: skip


def _code_of_the_app(client: Client, query: str, login: str = "clerk-zz") -> Any:
    form = {"login": login, "password": demo.PASSWORD, "code": demo.code(at=timezone.now())}
    return client.post(f"/sign-in/staff/{query}", form)


def _too_late(client: Client, clock: time_machine.Traveller, *more: tuple[str, str]) -> str:
    """Send a form after a clerk was idle for too long; what the door is asked with."""
    demo.make(at=timezone.now())
    _staff(client)
    clock.shift(timedelta(minutes=31))
    came_from = {"referer": "http://localhost/account/keys/?x=1"}
    response = _send(client, *more, headers=came_from)
    assert response.status_code == 303
    assert not ApiToken.objects.exists()
    return str(response["Location"]).partition("/sign-in/")[2]


def test_what_was_typed_is_there_after_signing_in_again(
    client: Client, clock: time_machine.Traveller
) -> None:
    query = _too_late(client, clock, ("days", "4"), ("password", "secret words"))
    assert query == "?next=%2Faccount%2Fkeys%2F"
    assert "日历".encode() not in bytes(SignedIn.objects.get().unsent or b"")
    response = _code_of_the_app(client, query)
    assert response["Location"] == "/sign-in/again/?next=%2Faccount%2Fkeys%2F"
    page = client.get(response["Location"]).content.decode()
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    assert [each for each in fields if each[0] in ("name", "days", "password")] == [
        ("name", "日历"), ("days", "3"), ("days", "4")]  # fmt: skip
    assert 'action="/account/keys/"' in page
    _send(client)
    assert ApiToken.objects.count() == 1


def test_what_one_typed_is_not_shown_to_the_next(
    client: Client, clock: time_machine.Traveller
) -> None:
    query = _too_late(client, clock)
    response = _code_of_the_app(client, query, "reviewer-zz")
    assert response["Location"] == "/account/keys/"
    assert client.get("/sign-in/again/")["Location"] == "/desk/"


def test_who_signed_out_on_purpose_leaves_nothing(client: Client) -> None:
    _enter(client, _code(client))
    copied = client.cookies["sessionid"].value
    client.post("/sign-out/")
    client.cookies["sessionid"] = copied
    assert _send(client).status_code == 303
    assert SignedIn.objects.get().unsent is None


def test_a_form_that_needs_a_fresh_sign_in_waits_too(
    client: Client, clock: time_machine.Traveller
) -> None:
    _enter(client, _code(client))
    clock.shift(timedelta(minutes=16))
    query = str(_send(client)["Location"]).partition("/sign-in/")[2]
    response = _enter(client, _code(client, to=query), to=query)
    assert 'value="日历"' in client.get(response["Location"]).content.decode()
    assert SignedIn.objects.filter(ended_at=None).count() == 1
