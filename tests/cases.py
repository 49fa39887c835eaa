"""Cases for tests: families, staff, and applications on their way through the desk."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from firstcard.accounts import consents
from firstcard.accounts.models import Account
from firstcard.accounts.notices import before_handing_in
from firstcard.casework import completeness, operations
from firstcard.casework.content import draft_of
from firstcard.casework.draft import Adult, Child, Delivery, Draft, Number
from firstcard.casework.models import Case, Paper, Signature
from firstcard.core.actors import Actor, Grant
from firstcard.people.identity_numbers import id_check

REGION = "410105"
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, ten o'clock in China
SITUATION: dict[str, Any] = {
    "region": REGION,
    "child": {"born_on": "2026-10-01", "birthplace": "institution", "birth_region": REGION,
              "has_citizen_id": True, "foundling": False, "follows": "mother",
              "household_region": REGION},
    "parents": {"married": True, "mother": {"known": True, "household_region": REGION},
                "father": {"known": True, "household_region": "420102"}},
    "guardian": "parent",
}  # fmt: skip
_numbers = itertools.count(1)


def family(login: str = "") -> Actor:
    """A parent with an account of their own."""
    account = Account.objects.create(login=login or f"family-{next(_numbers)}")
    return Actor(kind="person", account=account.pk, grants=(Grant(role="parent", region="000000"),))


def staff(role: str = "clerk", *, region: str = "410100", name: str = "") -> Actor:
    """Somebody at a desk."""
    number = next(_numbers)
    name = name or f"{role} {number}"
    account = Account.objects.create(login=f"{role}-{number}", shown_name=name)
    grant = Grant(role=role, region=region)
    return Actor(kind="person", account=account.pk, name=name, grants=(grant,))


def citizen_id(born_on: date, number: int) -> str:
    """A made-up number of a boy that holds together, another one for each `number`."""
    round_, order = divmod(number, 499)
    first = f"{int(REGION) + round_ % 5000}{born_on:%Y%m%d}{order * 2 + 1:03}"
    return first + id_check(first)


def draft(number: int = 1, **changes: Any) -> Draft:
    """What a complete application says; `number` tells children apart."""
    born = date(2026, 10, 1)
    child = Child(name="张小宝", sex=1, born_on=born.isoformat(),
                  number=Number("citizen-id", citizen_id(born, number)))  # fmt: skip
    mother = Adult("mother", "李美丽", Number("citizen-id", citizen_id(date(1995, 3, 4), number)),
                   "13800000001")  # fmt: skip
    whole = {"situation": SITUATION, "child": child, "adults": (mother,), "applicant": "mother",
             "delivery": Delivery("office", "here"), "consequences_read": True}  # fmt: skip
    return Draft(**{**whole, **changes})


def newborn(number: int) -> dict[str, Any]:
    """Changes to a draft: a child born this month, by today's calendar."""
    born = timezone.localdate() - timedelta(days=20)
    child = Child("张小宝", 1, born.isoformat(), "mainland",
                  Number("citizen-id", citizen_id(born, number)))  # fmt: skip
    facts = {**SITUATION, "child": {**SITUATION["child"], "born_on": born.isoformat()}}
    return {"child": child, "situation": facts}


def started(by: Actor, *, want: tuple[str, ...] = ("insured",), key: str = "",
            at: datetime = AT) -> Case:  # fmt: skip
    """A case that was begun."""
    return operations.start(by=by, key=key or f"key {next(_numbers)}", want=want, region=REGION,
                            language="zh", situation=SITUATION, at=at)  # fmt: skip


def filled(by: Actor, *, number: int = 0, want: tuple[str, ...] = ("insured",),
           at: datetime = AT, **changes: Any) -> Case:  # fmt: skip
    """A case that can be handed in."""
    case = started(by, want=want, at=at)
    whole = draft(number or next(_numbers), **changes)
    operations.save(case=case, by=by, draft=whole, version=case.version, at=at)
    complete(case, at=at)
    return case


def complete(case: Case, *, at: datetime = AT) -> None:
    """Papers, photograph, signature and notices: as they lie in the database."""
    on = timezone.localtime(at).date()
    for wanted in completeness.wanted_papers(case=case, on=on):
        if wanted.required and not wanted.proven:
            add_paper(case, wanted.document, wanted.of, at=at)
    if case.applicant is not None:
        by = Actor(kind="person", account=case.applicant_id)
        for notice in before_handing_in(card=case.wants_card):
            consents.record(by=by, account=case.applicant, notice=notice, given=True, at=at,
                            case=case.reference)  # fmt: skip
    Signature.objects.create(case=case, account_id=case.applicant_id, kind="typed", sealed=b"",
                             form=b"", form_sha256=b"", at=at)  # fmt: skip


def add_paper(case: Case, document: str, of: str = "", *, at: datetime = AT) -> Paper:
    """A paper, without pages."""
    return Paper.objects.create(case=case, document=document, of=of, uploaded_at=at,
                                original_type="jpeg",
                                original_sha256=next(_numbers).to_bytes(32, "big"))  # fmt: skip


def submitted(by: Actor, *, at: datetime = AT, **changes: Any) -> Case:
    """A case that was handed in."""
    return operations.submit(case=filled(by, at=at, **changes), by=by, at=at)


def accepted(by: Actor, *, clerk: Actor | None = None, at: datetime = AT, **changes: Any) -> Case:
    """A case whose papers were found in order."""
    case = submitted(by, at=at, **changes)
    return operations.accept(case=case, by=clerk or staff(), at=at)


def again(case: Case) -> Case:
    """The case as the database has it now."""
    return Case.objects.get(pk=case.pk)


def draft_in(case: Case) -> Draft:
    """What it says now."""
    return draft_of(again(case))
