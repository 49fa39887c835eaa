"""Clients that are signed in, without going through the pages."""

from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import Client
from django.utils import timezone

from firstcard.accounts import demo, operations
from firstcard.accounts.models import Account

STAFF = ("clerk-zz", "reviewer-zz", "card-centre-zz", "bank-zz", "hospital-zz", "hotline-zz",
         "officer-zz", "auditor-zz", "admin")  # fmt: skip


def client_of(account: Account, *, lang: str = "zh-hans") -> Client:
    """A browser in which the account is signed in."""
    client = Client(HTTP_HOST="localhost")
    client.post("/language/", {"language": lang, "next": "/"})
    before = client.cookies.get("sessionid")
    client.cookies["sessionid"] = session_of(account, before=before and before.value)
    return client


def session_of(account: Account, *, before: str | None = None) -> str:
    """The cookie of a session in which the account is signed in."""
    started = operations.start_again(
        account=account, second_factor=account.is_staff_member, at=timezone.now())  # fmt: skip
    session = SessionStore(before)
    session["signed-in"] = started.token
    session.save()
    return session.session_key or ""


def family(*, telephone: str = demo.FAMILY, lang: str = "zh-hans") -> Client:
    """A family's browser; the account is made where there is none."""
    return client_of(demo.family(telephone=telephone, at=timezone.now()), lang=lang)


def staff(login: str, *, lang: str = "zh-hans") -> Client:
    """The browser of one of the demo staff, who are made where they are not there."""
    demo.make(at=timezone.now())
    return client_of(Account.objects.get(login=login), lang=lang)
