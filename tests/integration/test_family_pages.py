"""The family's pages: from the plan to the reference, on the real database, without scripts."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from applying import CHILD, PARENT, begins, citizen_id, picture, says, sign_in, tells
from django.test import Client

from firstcard.accounts.models import Consent
from firstcard.casework.content import draft_of
from firstcard.casework.models import Case
from firstcard.guidance.today import today

pytestmark = pytest.mark.django_db

MOTHER = citizen_id(born=date(1995, 3, 8), order="002")


@pytest.fixture
def born() -> date:
    return today() - timedelta(days=20)


@pytest.fixture
def family(born: date) -> Client:
    """Signed in, with a plan for a child born twenty days ago."""
    client = Client(HTTP_HOST="localhost")
    client.post("/language/", {"language": "en", "next": "/"})
    sign_in(client)
    return tells(client, born=born)


def _people(client: Client, reference: str, *, certificate: str = "R410000001") -> None:
    says(client, reference, "child-name", name=CHILD)
    says(client, reference, "child-number", kind="birth-certificate",
         **{"number-birth-certificate": certificate})  # fmt: skip
    says(client, reference, "child-sex", sex="2")
    says(client, reference, "applicant", who="mother")
    says(client, reference, "adult-name", name=PARENT)
    says(client, reference, "adult-number", kind="citizen-id", **{"number-citizen-id": MOTHER})


def test_the_start_asks_nothing_that_the_plan_was_told(family: Client) -> None:
    page = family.get("/apply/").content.decode()
    assert "We already have" in page
    assert "What we do with your child" in page
    reference = begins(family)
    case = Case.objects.get(reference=reference)
    assert draft_of(case).situation["answers"]["family"] == {"family": "married"}
    notices = Consent.objects.filter(case=reference).values_list("notice", "given")
    assert list(notices) == [("applying", True)], "the notice comes before the first datum"


def test_a_double_click_begins_one_application(family: Client) -> None:
    assert begins(family, key="one form") == begins(family, key="one form")
    assert Case.objects.count() == 1
    assert Consent.objects.filter(notice="applying").count() == 1


def test_who_is_not_signed_in_signs_in_first() -> None:
    reply = Client(HTTP_HOST="localhost").get("/apply/")
    assert reply.status_code == 302
    assert reply["Location"].startswith("/sign-in/")


def test_nobody_sees_the_application_of_another_family(family: Client, born: date) -> None:
    reference = begins(family)
    stranger = Client(HTTP_HOST="localhost", raise_request_exception=False)
    sign_in(stranger, telephone="13800000078")
    for path in ("", "check/", "question/child-name/", "sign/"):
        assert stranger.get(f"/apply/{reference}/{path}").status_code == 404, path


def test_from_the_first_name_to_the_reference(family: Client) -> None:
    reference = begins(family)
    _people(family, reference)
    page = family.get(f"/apply/{reference}/").content.decode()
    assert "Cannot start yet" in page, "signing opens when the papers are there"
    _papers(family, reference)
    assert PARENT in family.get(f"/apply/{reference}/check/").content.decode()
    _sign(family, reference)
    case = Case.objects.get(reference=reference)
    assert case.state == "submitted"
    done = family.get(f"/apply/{reference}/done/").content.decode()
    assert reference in done
    assert case.due_on is not None
    assert str(case.due_on.year) in done
    assert family.get(f"/apply/{reference}/").status_code == 302, "it is filled in no more"


def _papers(client: Client, reference: str) -> None:
    page = client.get(f"/apply/{reference}/").content.decode()
    for path in re.findall(rf'"(/apply/{reference}/paper/[^"]+)"', page):
        reply = client.post(path, {"file": picture()})
        assert reply.status_code == 302, reply.content.decode()


def _sign(client: Client, reference: str, *, name: str = PARENT) -> None:
    assert client.post(f"/apply/{reference}/consequences/", {"read": "yes"}).status_code == 302
    page = client.get(f"/apply/{reference}/consents/").content.decode()
    asked = dict.fromkeys(re.findall(r'name="([a-z-]+)" value="yes"', page), "no")
    assert client.post(f"/apply/{reference}/consents/", asked).status_code == 302
    client.post(f"/apply/{reference}/sign/", {"send": "yes"})
    page = client.get(f"/apply/{reference}/sign/").content.decode()
    code = re.search(r"\b(\d{6})\b", page.split("Demonstration")[-1])
    shown = re.search(r'name="shown" value="([0-9a-f]{64})"', page)
    assert code
    assert shown
    form = {"name": name, "code": code[1], "shown": shown[1]}
    reply = client.post(f"/apply/{reference}/sign/", form)
    assert reply.status_code == 302, reply.content.decode()
    assert client.post(f"/apply/{reference}/sign/", form).status_code == 302, "pressed twice"
