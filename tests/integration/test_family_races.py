"""A button that is pressed twice at once has one effect, and both clicks are told of it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from applying import begins, names_people, ready_to_sign, shows_papers, sign_in, tells
from django.db import connections
from django.test import Client

from firstcard.accounts import codes
from firstcard.accounts.refusals import CodeOver
from firstcard.casework import operations
from firstcard.casework.models import Case
from firstcard.guidance.today import now, today

pytestmark = pytest.mark.django_db(transaction=True)
_CLICKS = 4


def _at_once(client: Client, path: str, form: dict[str, str]) -> list[tuple[int, str]]:
    """The same form from one browser, sent several times at one moment: status and way on."""
    gate = threading.Barrier(_CLICKS)
    session = client.cookies["sessionid"].value

    def click(_: int) -> tuple[int, str]:
        same = Client(HTTP_HOST="localhost")
        same.cookies["sessionid"] = session
        same.cookies["django_language"] = "en"
        try:
            gate.wait()
            reply = same.post(path, form)
            return reply.status_code, reply.get("Location", "")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(_CLICKS) as pool:
        return list(pool.map(click, range(_CLICKS)))


@pytest.fixture
def family() -> Client:
    client = Client(HTTP_HOST="localhost")
    client.cookies["django_language"] = "en"
    sign_in(client)
    return tells(client, born=today() - timedelta(days=20))


def test_begun_at_once_it_is_one_application(family: Client) -> None:
    replies = _at_once(family, "/apply/", {"want": "insured", "key": "one form"})
    assert Case.objects.count() == 1
    assert set(replies) == {(302, f"/apply/{Case.objects.get().reference}/")}


def test_handed_in_at_once_it_has_one_signature_and_one_reference(family: Client) -> None:
    reference = begins(family)
    names_people(family, reference)
    shows_papers(family, reference)
    form = ready_to_sign(family, reference)
    replies = _at_once(family, f"/apply/{reference}/sign/", form)
    case = Case.objects.get()
    assert case.events.filter(action="submit").count() == 1
    assert case.signatures.filter(void_at=None).count() == 1
    # Who came after the first one was done is led to the case itself.
    assert set(replies) <= {(302, f"/apply/{reference}/done/"), (302, f"/cases/{reference}/")}


def test_while_one_hands_in_others_from_the_same_network_try_their_codes(
    family: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Making the form takes a while, and a whole town may have one address."""
    reference = begins(family)
    names_people(family, reference)
    shows_papers(family, reference)
    form = ready_to_sign(family, reference)
    hand_in, tried = operations.submit, []

    def another() -> None:
        try:
            with pytest.raises(CodeOver):
                codes.check(telephone="13800000088", purpose="sign-in", code="123456",
                            address="127.0.0.1", at=now())  # fmt: skip
        finally:
            connections.close_all()

    def meanwhile(**given: Any) -> Case:
        tried.append(pool.submit(another).result(timeout=10))
        return hand_in(**given)

    with ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr(operations, "submit", meanwhile)
        assert family.post(f"/apply/{reference}/sign/", form).status_code == 302
    assert len(tried) == 1
    assert Case.objects.get().state == "submitted"


def test_too_many_tries_from_one_network_are_said_on_the_page(family: Client) -> None:
    reference = begins(family)
    names_people(family, reference)
    shows_papers(family, reference)
    form = ready_to_sign(family, reference)
    for _ in range(60):
        with pytest.raises(CodeOver):
            codes.check(telephone="13800000088", purpose="sign-in", code="123456",
                        address="127.0.0.1", at=now())  # fmt: skip
    page = family.post(f"/apply/{reference}/sign/", form)
    assert page.status_code == 200
    assert "Too many attempts" in page.content.decode()
    assert Case.objects.get().state == "draft"
