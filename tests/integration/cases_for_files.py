"""Cases, families and clerks for the tests of papers and photographs."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from firstcard.accounts.models import Account
from firstcard.casework.models import Case
from firstcard.core.actors import Actor, Grant
from firstcard.people.models import Office, Person

AT = timezone.now()
REGION = "410100"


def account(login: str) -> Account:
    """An account with this name to sign in with."""
    return Account.objects.create(login=login)


def case_of(applicant: Account | None, *, state: str = "draft", channel: str = "online") -> Case:
    """A case in a state, in REGION."""
    count = Case.objects.count()
    return Case.objects.create(
        reference=f"FC-2222-222{count}-2", start_key=count.to_bytes(32, "big"), state=state,
        wants_enrolment=True, wants_card=True, channel=channel, applicant=applicant, region=REGION,
        draft=b"", created_at=AT, **({} if state == "draft" else _handed_in()),
    )  # fmt: skip


def hand_in(case: Case) -> None:
    """Make a draft one that the office holds."""
    Case.objects.filter(pk=case.pk).update(state="submitted", **_handed_in())


def family(of: Account) -> Actor:
    """Somebody who applies."""
    return Actor(kind="person", account=of.pk, grants=(Grant(role="parent", region="000000"),))


def clerk(region: str = REGION) -> Actor:
    """A clerk of a region."""
    known = Account.objects.get_or_create(login=f"clerk-{region}")[0]
    grants = (Grant(role="clerk", region=region),)
    return Actor(kind="person", account=known.pk, name="窗口01", grants=grants)


def _handed_in() -> dict[str, Any]:
    office = Office.objects.get_or_create(code="zz", defaults={"region": REGION})[0]
    child = Person.objects.create(name="测试孩子")
    return {"office": office, "child": child, "submitted_at": AT}
