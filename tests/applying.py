"""A family that applies, for tests: its account, its plan, its way through the pages."""

from __future__ import annotations

import io
import re
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


MOTHER = citizen_id(born=date(1995, 3, 8), order="002")


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


def names_people(client: Client, reference: str, *, certificate: str = "R410000001") -> None:
    """The child with its birth certificate, and its mother who applies."""
    says(client, reference, "child-name", name=CHILD)
    says(client, reference, "child-number", kind="birth-certificate",
         **{"number-birth-certificate": certificate})  # fmt: skip
    says(client, reference, "child-sex", sex="2")
    says(client, reference, "applicant", who="mother")
    says(client, reference, "adult-name", name=PARENT)
    says(client, reference, "adult-number", kind="citizen-id", **{"number-citizen-id": MOTHER})


def shows_papers(client: Client, reference: str) -> None:
    """A picture for every paper that is asked for."""
    page = client.get(f"/apply/{reference}/").content.decode()
    for path in re.findall(rf'"(/apply/{reference}/paper/[^"]+)"', page):
        reply = client.post(path, {"file": picture()})
        assert reply.status_code == 302, reply.content.decode()


def signs(client: Client, reference: str, *, name: str = PARENT) -> None:
    """Read, agree or not, sign with a code, twice; and so hand it in."""
    form = ready_to_sign(client, reference, name=name)
    reply = client.post(f"/apply/{reference}/sign/", form)
    assert reply.status_code == 302, reply.content.decode()
    assert client.post(f"/apply/{reference}/sign/", form).status_code == 302, "pressed twice"


def ready_to_sign(client: Client, reference: str, *, name: str = PARENT) -> dict[str, str]:
    """What is sent with the last button: the name, the code, and what was shown."""
    assert client.post(f"/apply/{reference}/consequences/", {"read": "yes"}).status_code == 302
    page = client.get(f"/apply/{reference}/consents/").content.decode()
    asked = dict.fromkeys(re.findall(r'name="([a-z-]+)" value="yes"', page), "no")
    assert client.post(f"/apply/{reference}/consents/", asked).status_code == 302
    client.post(f"/apply/{reference}/sign/", {"send": "yes"})
    page = client.get(f"/apply/{reference}/sign/").content.decode()
    code = re.search(r'class="notice">[^<]*?(\d{6})', page)
    shown = re.search(r'name="shown" value="([0-9a-f]{64})"', page)
    assert code
    assert shown
    return {"name": name, "code": code[1], "shown": shown[1]}
