"""The door for files: open on the pages that say so, bounded, and shut everywhere else."""

from __future__ import annotations

import pytest
from cases_for_files import AT, account, case_of, family
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import path
from drawn_pictures import encoded, sheet

from firstcard.casework import papers
from firstcard.casework.files import replies
from firstcard.casework.files.words import UnfitFile
from firstcard.core import uploads

MEGABYTE = 1024 * 1024


@uploads.takes_files()
def taking_one(request: HttpRequest) -> HttpResponse:
    return _told(request)


@uploads.takes_files(most=3)
def taking_three(request: HttpRequest) -> HttpResponse:
    return _told(request)


def taking_none(request: HttpRequest) -> HttpResponse:
    return _told(request)


def _told(request: HttpRequest) -> HttpResponse:
    files = [file for name in request.FILES for file in request.FILES.getlist(name)]
    return JsonResponse({
        "kinds": [type(file).__name__ for file in files],
        "sizes": [file.size for file in files],
        "read": [len(file.read()) for file in files],
        "typed": request.POST.get("typed"),
    })  # fmt: skip


def pictured(request: HttpRequest) -> HttpResponse:
    return replies.picture(encoded(sheet()), name="page-1")


urlpatterns = [
    path("one/", taking_one),
    path("three/", taking_three),
    path("none/", taking_none),
    path("route/", taking_none, name="by-its-route"),
    path("picture/", pictured),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def client() -> Client:
    return Client(HTTP_HOST="localhost")


def file(size: int, name: str = "paper.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, bytes(size), "image/jpeg")


def test_a_page_that_asks_for_a_file_gets_it(client: Client) -> None:
    reply = client.post("/one/", {"file": file(5 * MEGABYTE), "typed": "你好"}).json()
    assert reply["sizes"] == reply["read"] == [5 * MEGABYTE]
    assert reply["kinds"] == ["InMemoryUploadedFile"], "never on the disk"
    assert reply["typed"] == "你好"


def test_a_file_over_the_limit_is_not_kept_and_the_rest_of_the_form_is(client: Client) -> None:
    size = uploads.MOST_BYTES + 1
    reply = client.post("/one/", {"file": file(size), "typed": "kept"}).json()
    assert reply == {"kinds": ["TooLargeFile"], "sizes": [size], "read": [0], "typed": "kept"}
    fits = client.post("/one/", {"file": file(uploads.MOST_BYTES)}).json()
    assert fits["read"] == [uploads.MOST_BYTES]


@pytest.mark.django_db
def test_what_stands_for_it_is_refused_with_its_reason() -> None:
    parent = account("parent")
    large = uploads.TooLargeFile(None, "scan.pdf", "application/pdf", uploads.MOST_BYTES + 1)
    with pytest.raises(UnfitFile) as refused:
        papers.add(
            case=case_of(parent), document="birth-certificate", of="", upload=large,
            by=family(parent), at=AT,
        )  # fmt: skip
    assert refused.value.reason == "too-large"
    assert "15" in refused.value.text.en


def test_a_form_far_over_the_limit_is_not_read(client: Client) -> None:
    assert client.post("/one/", {"file": file(61 * MEGABYTE)}).status_code == 400


def test_no_more_files_than_are_asked_for(client: Client) -> None:
    def files(count: int) -> dict[str, list[SimpleUploadedFile]]:
        return {"file": [file(10 * number) for number in range(1, count + 1)]}

    assert client.post("/one/", files(2)).status_code == 400
    assert client.post("/three/", files(3)).json()["sizes"] == [10, 20, 30]
    assert client.post("/three/", files(4)).status_code == 400


def test_every_other_page_refuses_a_form_with_a_file(client: Client) -> None:
    assert client.post("/none/", {"file": file(10)}).status_code == 400
    assert client.post("/none/", {"typed": "text"}).json()["typed"] == "text"
    assert client.post("/nowhere/", {"file": file(10)}).status_code in (400, 404)


def test_a_route_opens_by_its_name(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "_routes", {})
    assert client.post("/route/", {"file": file(10)}).status_code == 400
    uploads.open_route(name="by-its-route")
    assert client.post("/route/", {"file": file(10)}).json()["sizes"] == [10]
    assert client.post("/none/", {"file": file(10)}).status_code == 400


def test_a_file_without_the_forms_token_is_refused() -> None:
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    assert strict.post("/one/", {"file": file(10)}).status_code == 403


def test_a_picture_is_given_out_as_nothing_else(client: Client) -> None:
    reply = client.get("/picture/")
    assert reply["Content-Type"] == "image/jpeg"
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert reply["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in reply["Cache-Control"]
    assert reply["Content-Disposition"] == 'inline; filename="page-1.jpg"'
