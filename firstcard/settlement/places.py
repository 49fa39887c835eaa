"""Where somebody settles: at their own institution, or at all of a region."""

from __future__ import annotations

from firstcard.core.actors import Actor
from firstcard.core.rows import look
from firstcard.people.models import Office, Person
from firstcard.people.permissions import PERMISSIONS, Permission, Role, require
from firstcard.policy.format import Text
from firstcard.policy.region_codes import lies_in
from firstcard.settlement.refusals import not_allowed

# Of an account, a person and the same person again.
OWN_FAMILY = """
SELECT 1 FROM accounts_account a WHERE a.id = %s AND (
  a.person_id = %s OR a.person_id IN (
    SELECT g.guardian_id FROM people_guardianship g WHERE g.child_id = %s AND g.until IS NULL))
"""


def acting_at(*, by: Actor, office: Office, permission: Permission) -> None:
    """Raise NotAllowed unless somebody has the permission at that institution.

    A role that names no office is held at every institution of its region.
    """
    require(actor=by, permission=permission, region=office.region)
    if not acts_at(by=by, office=office, permission=permission):
        raise not_allowed("not-your-institution", institution=name_of(office))


def acts_at(*, by: Actor, office: Office, permission: Permission) -> bool:
    """Whether somebody has a permission at an institution."""
    return by.kind == "service" or any(
        permission in PERMISSIONS[Role(grant.role)] and lies_in(office.region, grant.region)
        and grant.office in ("", office.code)
        for grant in by.grants
    )  # fmt: skip


def name_of(office: Office) -> Text:
    """An institution's name."""
    return Text(office.name_en, office.name_zh)


def not_own_family(*, person: Person, by: Actor) -> None:
    """Raise NotAllowed where staff would settle for themselves or their own family.

    Known only of accounts that are tied to a person.
    """
    if by.account is not None and look(
        f"SELECT EXISTS ({OWN_FAMILY})", [by.account, person.pk, person.pk]
    ) == (True,):  # fmt: skip
        raise not_allowed("own-family")
