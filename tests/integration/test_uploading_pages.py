"""Files through the family's own pages: what is taken, what is said, what is given back."""

from __future__ import annotations

import re
from datetime import date, timedelta

import hostile_files
import pytest
from applying import CHILD, PARENT, begins, citizen_id, picture, says, sign_in, tells
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from drawn_pictures import decoded, encoded, portrait, sheet

from firstcard.casework.files.words import REASONS
from firstcard.casework.models import CardPhoto, Paper
from firstcard.core.uploads import MOST_BYTES
from firstcard.guidance.today import today

pytestmark = pytest.mark.django_db

HOSTILE = ("empty", "cut JPEG", "cut PDF", "20,000 pixels wide", "PDF with a password",
           "SVG with a script", "zip bomb", "EICAR")  # fmt: skip


@pytest.fixture
def client() -> Client:
    return Client(HTTP_HOST="localhost")


def applying(client: Client, *, lang: str) -> str:
    """The reference of an application whose papers may be sent: who is who is filled in."""
    client.post("/language/", {"language": lang, "next": "/"})
    sign_in(client)
    born = today() - timedelta(days=20)
    reference = begins(tells(client, born=born), want="card")
    says(client, reference, "child-name", name=CHILD)
    says(client, reference, "child-number", kind="citizen-id",
         **{"number-citizen-id": citizen_id(born=born, order="002")})  # fmt: skip
    says(client, reference, "child-sex", sex="2")
    says(client, reference, "applicant", who="mother")
    says(client, reference, "adult-name", name=PARENT)
    says(client, reference, "adult-number", kind="citizen-id",
         **{"number-citizen-id": citizen_id(born=date(1995, 3, 8), order="002")})  # fmt: skip
    return reference


def paper_page(client: Client, reference: str) -> str:
    """The address of the first paper that the task list leads to."""
    tasks = client.get(reverse("apply-tasks", args=[reference])).content.decode()
    found = re.search(rf'href="(/apply/{reference}/paper/[^"]+)"', tasks)
    assert found, tasks
    return found[1]


def send(client: Client, address: str, data: bytes, name: str = "paper.jpg") -> tuple[int, str]:
    reply = client.post(address, {"file": SimpleUploadedFile(name, data, "image/jpeg")})
    return reply.status_code, reply.content.decode()


def test_a_paper_is_taken_shown_and_taken_away(client: Client) -> None:
    reference = applying(client, lang="en")
    address = paper_page(client, reference)
    assert client.post(address, {"file": picture()}).status_code == 302
    assert client.post(address, {"file": picture()}).status_code == 302, "the same again"
    assert Paper.objects.filter(removed_at=None).count() == 1
    page = client.get(address).content.decode()
    image = re.search(rf'src="(/apply/{reference}/papers/\d+/1\.jpg)"', page)
    assert image
    given = client.get(image[1])
    assert given["Content-Type"] == "image/jpeg"
    assert given["X-Content-Type-Options"] == "nosniff"
    assert decoded(given.content).size == (600, 800)
    remove = re.search(r'action="(/apply/[^"]+/remove/)"', page)
    assert remove
    assert client.post(remove[1]).status_code == 302
    assert not Paper.objects.filter(removed_at=None).exists()
    assert client.get(image[1]).status_code == 404


@pytest.mark.parametrize(("lang", "name"), [
    *(("zh-hans", name) for name in HOSTILE), ("en", "SVG with a script"), ("en", "cut JPEG"),
])  # fmt: skip
def test_a_hostile_file_gets_its_sentence_on_the_page(client: Client, lang: str, name: str) -> None:
    reference = applying(client, lang=lang)
    address = paper_page(client, reference)
    reason, data = hostile_files.refused(name)
    status, page = send(client, address, data)
    assert status == 200
    text = REASONS[reason]
    assert (text.en if lang == "en" else text.zh) in page.replace("&#x27;", "'")
    assert "<script>alert" not in page
    assert not Paper.objects.exists()


def test_a_file_over_the_limit_gets_its_sentence_too(client: Client) -> None:
    reference = applying(client, lang="en")
    address = paper_page(client, reference)
    status, page = send(client, address, bytes(MOST_BYTES + 1))
    assert status == 200
    assert REASONS["too-large"].en in page


def test_a_page_without_a_file_field_takes_none(client: Client) -> None:
    reference = applying(client, lang="en")
    address = reverse("apply-tasks", args=[reference])
    assert send(client, address, encoded(sheet()))[0] == 400


def test_the_photo_is_shown_as_the_card_will_have_it(client: Client) -> None:
    reference = applying(client, lang="zh-hans")
    address = reverse("apply-photo", args=[reference])
    assert send(client, address, encoded(sheet()))[0] == 302
    page = client.get(address).content.decode()
    assert "没有找到人脸" in page
    assert page.count("<rect x=") >= 2, "where it looked is drawn"
    assert send(client, address, encoded(portrait()))[0] == 302
    page = client.get(address).content.decode()
    assert "没有找到人脸" not in page
    shown = client.get(reverse("apply-photo-picture", args=[reference]))
    assert shown["Content-Type"] == "image/jpeg"
    assert decoded(shown.content).size == (358, 441)
    assert CardPhoto.objects.get().findings == []
