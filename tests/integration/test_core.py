"""What every page and every answer has: headers, error pages, cookies, masked logs."""

import json

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from firstcard.config import deployment, urls
from firstcard.core.logs import masked
from firstcard.core.views import health


def _refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def _misread(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def _break(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def _lose_the_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError


def _accept(request: HttpRequest) -> HttpResponse:
    return HttpResponse("accepted")


def _remember(request: HttpRequest) -> HttpResponse:
    request.session["answers"] = {"region": "410100"}
    return HttpResponse("remembered")


urlpatterns = [
    path("refuse", _refuse),
    path("misread", _misread),
    path("break", _break),
    path("lose", _lose_the_database),
    path("api/v1/lose", _lose_the_database),
    path("accept", _accept),
    path("remember", _remember),
    path("halfway", health(parts={"packs": lambda: None})),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status"),
    [("/misread", 400), ("/refuse", 403), ("/nowhere", 404), ("/break", 500), ("/lose", 503)],
)
def test_every_error_has_a_page(browser: Client, address: str, status: int) -> None:
    response = browser.get(address)
    assert response.status_code == status
    page = response.content.decode()
    assert "<h1" in page
    assert "Traceback" not in page
    assert response["X-Request-ID"]
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_an_error_of_the_api_is_a_problem(browser: Client) -> None:
    response = browser.get("/api/v1/lose")
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response["Retry-After"] == "10"
    assert json.loads(response.content)["status"] == 503


def test_a_form_without_its_token_is_refused_with_a_page(browser: Client) -> None:
    response = browser.post("/accept", {"name": "value"})
    assert response.status_code == 403
    assert "<h1" in response.content.decode()


def test_a_form_that_is_too_large_is_refused(browser: Client) -> None:
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    response = browser.post("/accept", {"name": "x" * (limit + 1)})
    assert response.status_code in (400, 403)


def test_scripts_styles_and_frames_are_held_to_our_own(browser: Client) -> None:
    policy = browser.get("/nowhere")["Content-Security-Policy"].split("; ")
    assert set(policy) == {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "font-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    }
    response = browser.get("/nowhere")
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_answers_lie_in_a_signed_cookie_of_this_browser(browser: Client) -> None:
    browser.get("/remember")
    cookie = browser.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"], "it ends with the browser"
    assert settings.SESSION_COOKIE_AGE == 7200
    assert browser.session["answers"] == {"region": "410100"}


def test_a_cookie_that_was_changed_is_forgotten(browser: Client) -> None:
    browser.get("/remember")
    signed = browser.cookies["sessionid"].value
    browser.cookies["sessionid"] = ("A" if signed[0] != "A" else "B") + signed[1:]
    assert "answers" not in browser.session


def test_outside_demo_mode_cookies_need_https() -> None:
    real = deployment.settings(demo=False)
    assert real["SESSION_COOKIE_SECURE"]
    assert real["CSRF_COOKIE_SECURE"]
    assert real["SECRET_KEY"] != deployment.DEMO_SECRET
    assert real["ALLOWED_HOSTS"] == []


@pytest.mark.parametrize("url", [
    "", "https://firstcard.example.cn", "https://firstcard.example.cn:8443/",
    "http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000",
])  # fmt: skip
def test_a_public_address_is_taken_as_it_is(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTCARD_DEMO", "1")
    monkeypatch.setenv("FIRSTCARD_PUBLIC_URL", url)
    deployment.check()
    assert deployment.settings(demo=True)["PUBLIC_URL"] == url.rstrip("/")


@pytest.mark.parametrize("url", [
    "firstcard.example.cn", "http://firstcard.example.cn", "https://", "ftp://127.0.0.1",
    "https://firstcard.example.cn/path", "https://firstcard.example.cn?a=b", "javascript:alert(1)",
    "https://user:secret@firstcard.example.cn", "https://firstcard.example.cn:port", "https://[",
    "https://first card.example.cn", "https://宝宝.cn",
])  # fmt: skip
def test_a_wrong_public_address_is_refused_in_demo_mode_too(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRSTCARD_DEMO", "1")
    monkeypatch.setenv("FIRSTCARD_PUBLIC_URL", url)
    with pytest.raises(deployment.UnsafeSetting, match="FIRSTCARD_PUBLIC_URL must look like"):
        deployment.check()


def test_a_wrong_address_of_the_virus_scanner_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTCARD_CLAMD", "clamd.ctl")
    with pytest.raises(deployment.UnsafeSetting, match="FIRSTCARD_CLAMD must look like"):
        deployment.check()


def test_a_wrong_address_of_other_regions_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTCARD_INQUIRY", "http://inquiry.example/insured")
    with pytest.raises(deployment.UnsafeSetting, match="FIRSTCARD_INQUIRY must look like"):
        deployment.check()


def test_an_unknown_host_is_refused(browser: Client) -> None:
    with override_settings(ALLOWED_HOSTS=["example.org"]):
        assert browser.get("/accept", headers={"host": "elsewhere.test"}).status_code == 400


@pytest.mark.django_db
def test_tests_run_on_postgresql(browser: Client) -> None:
    assert connection.vendor == "postgresql"
    said = browser.get("/healthz").json()
    assert (said["status"], said["database"]) == ("ok", "ok")


@pytest.mark.django_db
def test_health_says_how_far_the_worker_is_behind(browser: Client) -> None:
    assert browser.get("/healthz").json()["worker"] == {"unsealed_seconds": 0, "unsent_seconds": 0}
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_auditentry (at, actor_kind, role, actor_name, action, subject,"
            " \"case\", detail, written_at) VALUES (now(), 'service', '', '', 'x', 'y', '', '{}',"
            " now() - interval '90 seconds')")  # fmt: skip
        cursor.execute(
            "INSERT INTO messages_message (key, telephone, lang, template, text, \"case\", urgent,"
            " not_before, not_after, created_at, tries, failed) VALUES ('k', '', 'zh', 'x', '', '',"
            " true, now() - interval '70 seconds', now(), now(), 0, '')")  # fmt: skip
    worker = browser.get("/healthz").json()["worker"]
    assert worker == {"unsealed_seconds": 90, "unsent_seconds": 70}


@pytest.mark.django_db
def test_health_names_what_cannot_serve_and_never_raises(browser: Client) -> None:
    response = browser.get("/halfway")
    assert response.status_code == 503
    assert response.json()["status"] == "degraded"
    assert response.json()["packs"] == "away"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("id 41010520260901123X.", "id [number]."),
        ("id 410105202609011234", "id [number]"),
        ("old id 410105260901123", "old id [number]"),
        ("card 6222021234567890123", "card [number]"),
        ("region 410105, 13 digits 1234567890123", "region 410105, 13 digits 1234567890123"),
        ("/kept/5kq3v-7m2pd-x9c4n-8rtw6-0abcde/", "/kept/[token]/"),
        ("/kept/5KQ3V7M2PDX9C4N8RTW60ABCDE/plan.ics", "/kept/[token]/plan.ics"),
        ("/kept/5kq3v-7m2pd", "/kept/[token]"),
        ("/agree/5kq3v7m2pdx9c4n8rtw60abcde/", "/agree/[token]/"),
        ("/sign-in/set-up/5kq3v7m2pdx9c4n8rtw60abcde/", "/sign-in/set-up/[token]/"),
        ("/agree/thanks/", "/agree/thanks/"),
        ("said 5kq3v-7m2pd-x9c4n-8rtw6-0abcde.", "said [token]."),
        ("/kept/delete/ /kept/deleted/ /kept/open/", "/kept/delete/ /kept/deleted/ /kept/open/"),
    ],
)
def test_long_numbers_and_tokens_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown
