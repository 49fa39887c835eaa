"""At which institutions somebody settles bills, and whether these are open on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from firstcard.core.actors import Actor
from firstcard.people.models import Office
from firstcard.people.permissions import PERMISSIONS, Permission, Role
from firstcard.policy.format import Text
from firstcard.policy.region_codes import digits
from firstcard.settlement import checks
from firstcard.settlement.agreements import PHARMACY
from firstcard.settlement.operations.institutions import HOSPITAL
from firstcard.settlement.refusals import NotOpen

MOST = 50


def institutions(*, by: Actor, code: str = "") -> list[Office]:
    """The institutions with an agreement at which somebody settles bills, by code, 50 at most.

    `code`: this one alone, where there are more.
    """
    rows = Office.objects.filter(_mine(by), kind__in=(HOSPITAL, PHARMACY),
                                 agreements__isnull=False)  # fmt: skip
    if code:
        rows = rows.filter(code=code)
    found = rows.distinct().order_by("code")[:MOST]
    return list(found)


def _mine(by: Actor) -> Q:
    mine = Q(pk__in=[])
    for grant in by.grants:
        if Permission.SETTLE_BILL in PERMISSIONS[Role(grant.role)]:
            mine |= (
                Q(code=grant.office) if grant.office else Q(region__startswith=digits(grant.region))
            )
    return mine


def closed(*, office: Office, on: date) -> Text | None:
    """Why an institution may not settle on a day; None where it may."""
    try:
        checks.agreement_on(office=office, on=on)
    except NotOpen as error:
        return error.text
    return None
