"""Every page of an application in the looks of all pages: small and large, light and dark."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from applying import begins as begun
from applying import names_people, picture, says, shows_papers, sign_in, signs, tells
from django.test import Client
from drawn_pictures import encoded, portrait
from looks import FEW, OTHERS, Look, is_in_order, seen
from playwright.sync_api import Browser

from firstcard.accounts.models import Account
from firstcard.casework import operations
from firstcard.casework.models import Case
from firstcard.casework.operations import Found
from firstcard.core.actors import Actor, Grant
from firstcard.guidance.today import now, today

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]

_FILLING = ("", "question/child-name/", "question/child-number/", "question/child-sex/",
            "question/applicant/", "question/adult-number/", "question/ground/",
            "question/relation/", "question/delivery/", "told/", "told/ties/", "second-parent/",
            "photo/", "check/")  # fmt: skip


@pytest.mark.parametrize("look", [
    *(pytest.param(each, id=str(each)) for each in FEW),
    *(pytest.param(each, id=str(each), marks=pytest.mark.full) for each in OTHERS),
])  # fmt: skip
def test_every_page_of_an_application(look: Look, browser: Browser, address: str) -> None:
    client = Client(HTTP_HOST="127.0.0.1")
    client.cookies["django_language"] = "en" if look.lang == "en" else "zh-hans"
    paths = _family(client)
    with seen(browser, address, look, answered=False) as page:
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        for path in paths:
            page.goto(address + path)
            assert page.locator("h1").count() == 1, (path, page.url)
            is_in_order(page, look)


def _family(client: Client) -> list[str]:
    """One application that is being filled in, one handed in, one sent back; all their pages."""
    born = today() - timedelta(days=20)
    sign_in(client)
    tells(client, born=born, register={"follows": "mother", "register_region": "420100"},
          ties={"links": ["parent-permit", "school"]})  # fmt: skip
    draft = begun(client, want="both", key="1")
    says(client, draft, "child-name", name="阿依夏·买买提")
    says(client, draft, "applicant", who="mother")
    file = picture("child.jpg")
    file.seek(0)
    file.truncate()
    file.write(encoded(portrait()))
    file.seek(0)
    client.post(f"/apply/{draft}/photo/", {"file": file})
    page = client.get(f"/apply/{draft}/second-parent/").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    client.post(f"/apply/{draft}/second-parent/", {"ask": "yes", "token": token[1]})
    client.get(f"/agree/{token[1]}/")
    back, whole = (_handed_in(client, key, certificate)
                   for key, certificate in (("2", "R410000002"), ("3", "R410000003")))  # fmt: skip
    _sent_back(back)
    return [
        "/apply/", "/cases/", "/track/", "/agree/", "/agree/thanks/",
        *(f"/apply/{draft}/{path}" for path in _FILLING),
        f"/cases/{draft}/", f"/cases/{draft}/withdraw/",
        f"/apply/{back}/mend/", f"/cases/{back}/", f"/apply/{back}/consequences/",
        f"/apply/{back}/consents/", f"/apply/{back}/sign/",
        f"/apply/{back}/paper/parent-identity-card/guardian/",
        f"/apply/{whole}/done/", f"/cases/{whole}/",
    ]  # fmt: skip


def _handed_in(client: Client, key: str, certificate: str) -> str:
    reference = begun(client, key=key)
    names_people(client, reference, certificate=certificate)
    says(client, reference, "ground", way="parent-permit")
    shows_papers(client, reference)
    signs(client, reference)
    return reference


def _sent_back(reference: str) -> None:
    case = Case.objects.get(reference=reference)
    clerk = Account.objects.create(login="clerk-x", shown_name="窗口07", is_staff_member=True)
    by = Actor(kind="person", account=clerk.pk, name="窗口07",
               grants=(Grant(role="clerk", region="410100"),))  # fmt: skip
    defects = [Found(reason="unreadable", document="parent-identity-card", of="guardian"),
               Found(reason="name-differs", field="child.name", note="请核对")]  # fmt: skip
    operations.send_back(case=case, by=by, defects=defects, at=now())
