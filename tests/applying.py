"""A family that applies, for tests: its account, its plan, its way through the pages."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import every_page
from django.test import Client
from django.utils import timezone
from drawn_pictures import encoded, sheet

from firstcard.accounts import demo, signing
from firstcard.accounts.models import Account, SignedIn
from firstcard.people.identity_numbers import id_check

TELEPHONE = "13800000077"
PARENT, CHILD = "王小明", "王宝宝"


def citizen_id(*, born: date, order: str = "001", division: str = "410105") -> str:
    """A number that holds together. The order's last digit tells the sex: odd is male."""
    first = f"{division}{born:%Y%m%d}{order}"
    return first + id_check(first)


def sign_in(client: Client, *, telephone: str = TELEPHONE, at: datetime | None = None) -> Account:
    """Sign a family's browser in, without the pages that do it."""
    at = at or timezone.now()
    account = demo.family(telephone=telephone, at=at)
    token = signing.new_token()
    SignedIn.objects.create(token_hash=signing.token_hash(token), account=account, started_at=at,
                            seen_at=at, expires_at=at + timedelta(hours=12))  # fmt: skip
    session = client.session
    session["signed-in"] = token
    session.save()
    client.cookies["sessionid"] = session.session_key or client.cookies["sessionid"].value
    return account


def answers(*, born: date, **questions: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A married couple with its register in Zhengzhou; `questions` say what is otherwise."""
    usual = every_page.answers(born=born)
    usual["register"] = {"follows": "mother", "register_region": "here"}
    del usual["ties"]
    order = ("place", "birth", "family", "register", "ties", "done")
    whole = {**usual, **questions}
    return {name: whole[name] for name in order if name in whole}


def tells(client: Client, *, born: date, **questions: dict[str, Any]) -> Client:
    """The same client, after its family answered the questions of a plan."""
    for question, form in answers(born=born, **questions).items():
        reply = client.post(f"/check/{question}/", form)
        assert reply.status_code == 302, (question, reply.content.decode())
    return client


def begins(client: Client, *, want: str = "insured", key: str = "a-key") -> str:
    """The reference of a new application."""
    reply = client.post("/apply/", {"want": want, "key": key})
    assert reply.status_code == 302, reply.content.decode()
    return str(reply["Location"]).strip("/").split("/")[-1]


def says(client: Client, reference: str, question: str, **form: str) -> Any:
    """The reply to one answer, which must have been taken."""
    reply = client.post(f"/apply/{reference}/question/{question}/", form)
    assert reply.status_code == 302, reply.content.decode()
    return reply


def picture(name: str = "paper.jpg", *, shade: int = 250) -> io.BytesIO:
    """A paper as a phone takes it."""
    file = io.BytesIO(encoded(sheet(colour=(shade, shade, shade))))
    file.name = name
    return file
