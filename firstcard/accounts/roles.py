"""Roles are granted and ended by administrators within their region, by nobody to himself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from firstcard.accounts.models import Account, RoleGrant
from firstcard.accounts.operations import end_all
from firstcard.accounts.refusals import NotByYourself, RolesDoNotGoTogether
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.refusals import Invalid, NotFound
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, Role, regions, require
from firstcard.policy.format import Text
from firstcard.policy.region_codes import lies_in

# Who manages accounts, and who checks the record, decides nothing.
_BANK = "bank"  # the kind of office
_ALONE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
_NO_STAFF = Text("There is no such staff account, or it is not in your region.",
                 "没有这个工作账号，或者它不在您的管辖地区。")  # fmt: skip
_NO_ROLE = Text("Choose a role.", "请选择角色。")
_OTHER_OFFICE = Text(
    "This office is not in that region. Choose one that is.", "该机构不在所选地区，请另选。"
)
_NO_BRANCH = Text("A bank's role is held at a branch of a bank. Choose a branch.",
                  "银行岗位只能在银行网点任职，请选择银行网点。")  # fmt: skip


def current(*, account: Account, at: datetime) -> list[RoleGrant]:
    """The roles an account holds at a moment."""
    held = account.roles.filter(Q(until=None) | Q(until__gt=at), since__lte=at)
    return list(held.select_related("office").order_by("pk"))


def staff(*, by: Actor, at: datetime) -> list[Account]:
    """Staff accounts with a role in the region of whoever asks, and those without any role yet."""
    mine = regions(actor=by, permission=Permission.GRANT_ROLES)
    if not mine:
        require(actor=by, permission=Permission.GRANT_ROLES, region="")
    accounts = Account.objects.filter(is_staff_member=True).order_by("login")
    return [each for each in accounts if _is_mine(each, mine, at)]


def staff_account(*, by: Actor, account_id: int, at: datetime) -> Account:
    """One of them. Raises NotFound, NotAllowed."""
    for each in staff(by=by, at=at):
        if each.pk == account_id:
            return each
    raise NotFound(_NO_STAFF)


def grant(
    *, by: Actor, account: Account, role: str, region: str, office: Office | None, at: datetime
) -> RoleGrant:
    """Grant a role from now on; one that is held already stays as it is.

    Raises NotAllowed outside one's region, NotByYourself, RolesDoNotGoTogether, Invalid.
    """
    wanted = _role(role)
    require(actor=by, permission=Permission.GRANT_ROLES, region=region)
    _not_oneself(by, account)
    if office and not lies_in(office.region, region):
        raise Invalid(_OTHER_OFFICE, fields={"office": _OTHER_OFFICE})
    if office and wanted == Role.BANK and office.kind != _BANK:
        raise Invalid(_NO_BRANCH, fields={"office": _NO_BRANCH})
    with transaction.atomic():
        # One at a time for an account: two grants at once must not pass the check both.
        locked = Account.objects.select_for_update().get(pk=account.pk)
        held = current(account=locked, at=at)
        same = [each for each in held
                if (each.role, each.region, each.office) == (wanted, region, office)]  # fmt: skip
        if same:
            return same[0]
        _check_together(wanted, {each.role for each in held})
        row = RoleGrant.objects.create(account=locked, role=wanted, region=region, office=office,
                                       since=at, granted_by_id=by.account)  # fmt: skip
        _audit(by, "role.grant", row, at)
    return row


def end(*, by: Actor, grant: RoleGrant, at: datetime) -> None:
    """End a role at once. With the last one every sign-in and token of the account ends.

    Raises NotAllowed, NotByYourself. One that has ended has ended.
    """
    require(actor=by, permission=Permission.GRANT_ROLES, region=grant.region)
    _not_oneself(by, grant.account)
    with transaction.atomic():
        mine = RoleGrant.objects.filter(Q(until=None) | Q(until__gt=at), pk=grant.pk)
        if not mine.update(until=at):
            return
        _audit(by, "role.end", grant, at)
        if not current(account=grant.account, at=at):
            end_all(account_id=grant.account_id, at=at)


def deactivate(*, by: Actor, account: Account, at: datetime) -> None:
    """Close a staff account: its roles, sign-ins and tokens end at once. Raises as `end`."""
    held = current(account=account, at=at)
    for each in held:
        require(actor=by, permission=Permission.GRANT_ROLES, region=each.region)
    if not held:
        require(actor=by, permission=Permission.GRANT_ROLES, region=_anywhere(by))
    _not_oneself(by, account)
    with transaction.atomic():
        if not Account.objects.filter(pk=account.pk, is_active=True).update(is_active=False):
            return
        for each in held:
            RoleGrant.objects.filter(pk=each.pk).update(until=at)
            _audit(by, "role.end", each, at)
        end_all(account_id=account.pk, at=at)
        audit.record(by=by, action="account.deactivate", subject=f"account:{account.pk}", at=at)


def _is_mine(account: Account, mine: tuple[str, ...], at: datetime) -> bool:
    """By the roles held; by the last ones where none is; anybody's where there never was one."""
    held = current(account=account, at=at) or list(account.roles.all())
    return not held or any(lies_in(each.region, region) for each in held for region in mine)


def _anywhere(by: Actor) -> str:
    held = regions(actor=by, permission=Permission.GRANT_ROLES)
    return held[0] if held else ""


def _role(name: str) -> Role:
    if name not in {each.value for each in Role} - {Role.PARENT.value}:
        raise Invalid(_NO_ROLE, fields={"role": _NO_ROLE})
    return Role(name)


def _not_oneself(by: Actor, account: Account) -> None:
    if by.account == account.pk:
        raise NotByYourself


def _check_together(wanted: Role, held: set[str]) -> None:
    others = held - {wanted}
    if others and (wanted in _ALONE or others & _ALONE):
        raise RolesDoNotGoTogether


def _audit(by: Actor, action: str, row: RoleGrant, at: datetime) -> None:
    audit.record(
        by=by, action=action, subject=f"account:{row.account_id}",
        detail={"role": str(row.role), "region": row.region}, at=at)  # fmt: skip
