"""Pages of one's own account: in both languages, with what was typed, for nobody else."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import every_page
import pytest
import signed_in
import time_machine
from django.test import Client
from django.utils import timezone
from test_languages import Reader

from firstcard.accounts import consents, demo, notices, operations, signing, tokens
from firstcard.accounts.models import Account, ApiToken, Consent
from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry
from firstcard.messages.models import Message
from firstcard.people import telephones
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db
LANGS = ("zh-hans", "en")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23T02:00:00+00:00", tick=False) as traveller:
        yield traveller


def _speaks_one_language(client: Client, path: str, lang: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    page = response.content.decode()
    assert f'<html lang="{"en" if lang == "en" else "zh-Hans"}"' in page
    assert Reader(page).foreign() == set(), path
    assert "{" not in "".join(text for _, text in Reader(page).said)
    return page


def _asked(account: Account, *names: str) -> list[Person]:
    """Children whose papers the family was asked about."""
    children = [Person.objects.create(name=name) for name in names]
    by = Actor(kind="person", account=account.pk)
    for child in children:
        consents.record(by=by, account=account, notice=notices.KEEP_PAPERS, given=True,
                        child=child, at=timezone.now())  # fmt: skip
    return children


@pytest.mark.parametrize("lang", LANGS)
def test_pages_of_a_family_speak_one_language(lang: str) -> None:
    client = signed_in.family(lang=lang)
    _asked(Account.objects.get(), "李安")
    client.post("/account/keys/", {"name": "日历", "days": "3"})
    for path in ("/account/", "/account/password/", "/account/keys/", "/account/consents/"):
        _speaks_one_language(client, path, lang)
    _speaks_one_language(client, "/account/telephone/", lang)
    client.post("/account/telephone/", {"telephone": "13900000002"})
    _speaks_one_language(client, "/account/telephone/code/", lang)
    client.post("/sign-out/")
    client.post("/language/", {"language": lang, "next": "/"})
    client.post("/sign-in/", {"telephone": demo.FAMILY})
    _speaks_one_language(client, "/sign-in/code/", lang)
    waiting = signed_in.family(lang=lang)
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=False):
        waiting.post("/account/keys/", "name=1&days=3",
                     content_type="application/x-www-form-urlencoded")  # fmt: skip
        waiting.post("/sign-in/?again=yes", {"telephone": demo.FAMILY})
        page = waiting.get("/sign-in/code/?again=yes").content.decode()
        found = re.search(r"<code>(\d{6})</code>", page)
        assert found
        waiting.post("/sign-in/code/?again=yes", {"code": found[1]})
        _speaks_one_language(waiting, "/sign-in/again/", lang)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("path", "typed"), [
    ("/sign-in/", {"telephone": "139"}), ("/sign-in/password/", {"telephone": "139"}),
    ("/sign-in/staff/", {"login": "clerk-zz"}), ("/account/keys/", {"name": "", "days": "1000"}),
    ("/account/password/", {"password": "x"}),
])  # fmt: skip
def test_mistakes_are_said_in_one_language(lang: str, path: str, typed: dict[str, str]) -> None:
    client = signed_in.family(lang=lang)
    if path.startswith("/sign-in"):
        client = Client(HTTP_HOST="localhost")
        client.post("/language/", {"language": lang, "next": "/"})
    page = client.post(path, typed).content.decode()
    assert 'class="error-summary"' in page
    assert Reader(page).foreign() == set()
    for control in re.findall(r'<li><a href="#([\w-]+)">', page):
        assert f'id="{control}"' in page, "each mistake leads to its box"


@pytest.mark.parametrize(("path", "name", "typed"), [
    ("/sign-in/", "telephone", "139 1"), ("/sign-in/password/", "telephone", "139 1"),
    ("/sign-in/staff/", "login", "zhang"), ("/account/keys/", "name", "My calendar"),
])  # fmt: skip
@pytest.mark.parametrize("switch", [{"language": "en"}, {"large": "on"}])
def test_a_switch_of_the_look_keeps_what_was_typed(
    path: str, name: str, typed: str, switch: dict[str, str]
) -> None:
    client = signed_in.family() if "account" in path else Client(HTTP_HOST="localhost")
    page = client.post(path, {name: typed, "password": "secret words", **switch}).content.decode()
    assert f'value="{typed}"' in page
    assert "secret words" not in page
    assert 'class="error-summary"' not in page
    assert not ApiToken.objects.exists()


def test_every_page_of_an_account_is_walked_over() -> None:
    assert set(every_page.OF_AN_ACCOUNT) <= every_page.names()


@pytest.mark.parametrize("path", ["/account/", "/account/password/", "/account/keys/",
                                  "/account/consents/"])  # fmt: skip
def test_who_is_not_signed_in_signs_in_first(path: str) -> None:
    client = Client(HTTP_HOST="localhost")
    for response in (client.get(path), client.post(path, {"name": "x"})):
        assert response.status_code in (302, 303)
        assert response["Location"].startswith("/sign-in/?next=")


def test_a_key_is_shown_once_acts_and_ends() -> None:
    client = signed_in.staff("clerk-zz", lang="en")
    page = client.post("/account/keys/", {"name": "Worklist", "days": "30"}).content.decode()
    found = re.search(r'id="key"[^>]*>([\w-]{43})<', page)
    assert found
    assert found[1] not in client.get("/account/keys/").content.decode()
    assert all(found[1].encode() not in bytes(each.token_hash) for each in ApiToken.objects.all())
    alive = signing.by_api_token(token=found[1], at=timezone.now())
    assert alive is not None
    assert alive.actor.role == "clerk"
    hashed = signing.token_hash(found[1]).hex()
    assert signed_in.staff("reviewer-zz").post(
        "/account/keys/end/", {"key": hashed}).status_code == 404  # fmt: skip
    assert signing.by_api_token(token=found[1], at=timezone.now())
    client.post("/account/keys/end/", {"key": hashed})
    assert signing.by_api_token(token=found[1], at=timezone.now()) is None
    assert [each.action for each in AuditEntry.objects.filter(action__startswith="token")] == [
        "token.make", "token.end"]  # fmt: skip
    assert client.post("/account/keys/end/", {"key": "no key"}).status_code == 404


def test_a_key_ends_by_itself(clock: time_machine.Traveller) -> None:
    account = demo.family(telephone=demo.FAMILY, at=timezone.now())
    by = Actor(kind="person", account=account.pk)
    token = tokens.make(by=by, account=account, name="x", days=1, at=timezone.now())
    assert signing.by_api_token(token=token, at=timezone.now())
    clock.shift(timedelta(days=1))
    assert signing.by_api_token(token=token, at=timezone.now()) is None


@pytest.mark.parametrize("typed", [
    {"name": "", "days": "3"}, {"name": "x" * 81, "days": "3"}, {"name": "x", "days": "0"},
    {"name": "x", "days": "91"}, {"name": "x", "days": "-1"}, {"name": "x", "days": "３a"}, {},
])  # fmt: skip
def test_a_key_without_name_or_end_is_not_made(typed: dict[str, str]) -> None:
    page = signed_in.family().post("/account/keys/", typed).content.decode()
    assert 'class="error-summary"' in page
    assert not ApiToken.objects.exists()


def _changes_the_number(client: Client) -> Any:
    code = _code_for(client, "13900000002")
    return client.post("/account/telephone/code/", {"code": code})


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "All keys for programs have ended"), ("zh-hans", "程序访问密钥已全部停用")],
)
@pytest.mark.parametrize(
    "change",
    [
        lambda client: client.post("/account/everywhere/"),
        lambda client: client.post("/account/password/", {"password": "three green frogs"}),
        _changes_the_number,
    ],
)
def test_a_key_ends_with_every_sign_in_and_that_is_said(
    change: Callable[[Client], Any], lang: str, said: str
) -> None:
    """Whoever got in once may have made a key; who throws them out ends that too."""
    client = signed_in.family(lang=lang)
    account = Account.objects.get(is_staff_member=False)
    token, other = (
        tokens.make(by=Actor(kind="person", account=each.pk), account=each, name="x", days=9,
                    at=timezone.now())
        for each in (account, demo.family(telephone="13900000009", at=timezone.now())))  # fmt: skip
    before = client.get("/account/").content.decode()
    assert {"en": "Sign out everywhere", "zh-hans": "退出所有设备"}[lang] in before
    done = change(client)
    assert done.status_code == 302
    assert signing.by_api_token(token=token, at=timezone.now()) is None
    assert signing.by_api_token(token=other, at=timezone.now()) is not None
    assert said in client.get(done["Location"]).content.decode()


def test_no_more_than_ten_keys_at_once() -> None:
    client = signed_in.family(lang="en")
    for number in range(10):
        client.post("/account/keys/", {"name": f"key {number}", "days": "1"})
    page = client.post("/account/keys/", {"name": "one more", "days": "1"}).content.decode()
    assert "You have 10 keys" in page
    assert ApiToken.objects.count() == 10


def test_a_consent_is_taken_back_for_one_child_and_the_ledger_keeps_both() -> None:
    client = signed_in.family(lang="en")
    account = Account.objects.get()
    first, second = _asked(account, "李安", "李宁")
    form = {"notice": "keep-papers", "about": f"child {first.pk}"}
    assert client.post("/account/consents/", {**form, "given": "no"}).status_code == 302
    client.post("/account/consents/", {**form, "given": "no"})
    said = {"account": account, "notice": notices.KEEP_PAPERS}
    assert not consents.given(child=first, **said)
    assert consents.given(child=second, **said)
    rows = Consent.objects.filter(child=first).order_by("pk")
    assert [row.given for row in rows] == [True, False], "sent twice, it is said once"
    client.post("/account/consents/", {**form, "given": "yes"})
    assert consents.given(child=first, **said)
    assert "Not agreed, or taken back" in client.get("/account/consents/").content.decode()


def test_a_new_version_of_a_notice_is_asked_again() -> None:
    demo.family(telephone=demo.FAMILY, at=timezone.now())
    account = Account.objects.get()
    (child,) = _asked(account, "李安")
    newer = notices.Notice(
        notices.KEEP_PAPERS.id, "2099-01-01", "consent", notices.KEEP_PAPERS.title,
        notices.KEEP_PAPERS.lines, notices.KEEP_PAPERS.basis)  # fmt: skip
    assert consents.latest(account=account, notice=notices.KEEP_PAPERS, child=child) is True
    assert consents.latest(account=account, notice=newer, child=child) is None


@pytest.mark.parametrize("form", [
    {"notice": "applying", "given": "no"}, {"notice": "no such"}, {"about": "child 0"},
    {"about": ""},
    {"about": "another family's"},
])  # fmt: skip
def test_nobody_decides_for_a_child_of_others(form: dict[str, str]) -> None:
    other = demo.family(telephone="13900000002", at=timezone.now())
    (theirs,) = _asked(other, "王一")
    client = signed_in.family()
    (mine,) = _asked(Account.objects.exclude(pk=other.pk).get(), "李安")
    sent = {"notice": "keep-papers", "about": f"child {mine.pk}", "given": "no", **form}
    if form.get("about", "").startswith("another"):
        sent["about"] = f"child {theirs.pk}"
    assert client.post("/account/consents/", sent).status_code == 404
    assert not Consent.objects.filter(given=False).exists()


def test_what_a_notice_rests_on_is_named_from_the_packs() -> None:
    page = signed_in.family(lang="en").get("/account/consents/").content.decode()
    assert "Personal Information Protection Law, article 17" in page
    assert "Personal Information Protection Law, articles 17, 28, 30 and 35" in page
    page = signed_in.family().get("/account/consents/").content.decode()
    assert "《中华人民共和国个人信息保护法》第17、28、30和35条" in page


# Another number


def _code_for(client: Client, number: str) -> str:
    response = client.post("/account/telephone/", {"telephone": number})
    assert response["Location"] == "/account/telephone/code/"
    return _shown_code(client)


def _shown_code(client: Client) -> str:
    page = client.get("/account/telephone/code/").content.decode()
    found = re.search(r"<code>(\d{6})</code>", page)
    assert found
    return found[1]


def _numbers() -> list[str]:
    return [telephones.opened(bytes(each.telephone)) for each in Account.objects.order_by("pk")
            if each.telephone]  # fmt: skip


def test_another_number_takes_the_place_of_the_old_one_which_is_told() -> None:
    client, other = signed_in.family(lang="en"), signed_in.family()
    code = _code_for(client, "139 0000 0002")
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert "error-summary" in client.post(
        "/account/telephone/code/", {"code": wrong}).content.decode()  # fmt: skip
    assert _numbers() == [demo.FAMILY]
    response = client.post("/account/telephone/code/", {"code": code})
    assert response["Location"] == "/account/?telephone-changed"
    assert "139****0002" in client.get(response["Location"]).content.decode()
    assert other.get("/account/").status_code == 302, "every other device is signed out"
    assert _numbers() == ["13900000002"]
    told = Message.objects.get(template="account-changed")
    assert telephones.opened(bytes(told.telephone)) == demo.FAMILY
    assert AuditEntry.objects.filter(action="account.change-telephone").count() == 1


def test_a_number_that_has_an_account_stays_where_it_is() -> None:
    client = signed_in.family()
    demo.family(telephone="13900000002", at=timezone.now())
    code = _code_for(client, "13900000002")
    page = client.post("/account/telephone/code/", {"code": code}).content.decode()
    assert "该手机号码已有账户" in page
    assert _numbers() == [demo.FAMILY, "13900000002"]
    assert not Message.objects.filter(template="account-changed").exists()


def test_a_code_for_signing_in_changes_no_number() -> None:
    client = signed_in.family()
    _code_for(client, "13900000002")
    code = operations.send_code(telephone="13900000002", address="x", lang="zh",
                                at=timezone.now())  # fmt: skip
    if code != _shown_code(client):
        page = client.post("/account/telephone/code/", {"code": code}).content.decode()
        assert 'class="error-summary"' in page
    assert _numbers() == [demo.FAMILY]


def test_changing_the_number_needs_a_fresh_sign_in_and_a_number(
    clock: time_machine.Traveller,
) -> None:
    client = signed_in.family()
    assert client.get("/account/telephone/code/")["Location"] == "/account/telephone/"
    page = client.post("/account/telephone/", {"telephone": "12"}).content.decode()
    assert 'value="12"' in page
    clock.shift(timedelta(minutes=16))
    assert "again=yes" in client.get("/account/telephone/")["Location"]
    assert signed_in.staff("clerk-zz").get("/account/telephone/").status_code == 403
