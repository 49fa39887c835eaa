"""Roles, and everything that must not be possible with them: the negative personas."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import signed_in
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from test_languages import Reader

from firstcard.accounts import demo, roles, signing, staff, tokens
from firstcard.accounts.models import Account, ApiToken, RoleGrant, SetUp, SignedIn
from firstcard.accounts.refusals import NotByYourself, RolesDoNotGoTogether
from firstcard.core.actors import SERVICE, Actor, Grant
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Invalid, NotAllowed, NotFound
from firstcard.people.models import Office
from firstcard.people.permissions import PERMISSIONS, Permission, Role, allowed

pytestmark = pytest.mark.django_db
HERE, DISTRICT, PROVINCE, ELSEWHERE = "410100", "410105", "410000", "420100"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23T02:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def admin() -> Actor:
    demo.make(at=timezone.now())
    return _actor("admin")


def _actor(login: str) -> Actor:
    found = signing.actor_of(Account.objects.get(login=login), at=timezone.now())
    assert found is not None
    return found


def _account(login: str) -> Account:
    return Account.objects.get(login=login)


def _grant(by: Actor, login: str, role: str, region: str = HERE, **more: Any) -> RoleGrant:
    return roles.grant(by=by, account=_account(login), role=role, region=region, at=timezone.now(),
                       **{"office": None, **more})  # fmt: skip


def _held(login: str) -> list[str]:
    return [each.role for each in roles.current(account=_account(login), at=timezone.now())]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permission", list(Permission))
def test_a_role_allows_what_its_table_says_in_its_region_and_nowhere_else(
    role: Role, permission: Permission
) -> None:
    actor = Actor(kind="person", account=1, grants=(Grant(role=role, region=HERE),))
    listed = permission in PERMISSIONS[role]
    for region in (HERE, DISTRICT):
        assert allowed(actor=actor, permission=permission, region=region) is listed
    for region in (PROVINCE, ELSEWHERE, "000000", ""):
        assert not allowed(actor=actor, permission=permission, region=region)


def test_the_public_and_who_has_no_role_may_nothing() -> None:
    for actor in (Actor(kind="public"), Actor(kind="person", account=1)):
        assert not any(allowed(actor=actor, permission=each, region=HERE) for each in Permission)
    assert all(allowed(actor=SERVICE, permission=each, region=HERE) for each in Permission)


def test_nobody_both_manages_or_checks_and_decides() -> None:
    deciding = {Permission.EXAMINE, Permission.DECIDE, Permission.CONFIRM_EXCEPTION}
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.HOTLINE, Role.POLICY_OFFICER):
        assert not PERMISSIONS[role] & deciding
    assert not any({Permission.EXAMINE, Permission.DECIDE} <= held for held in PERMISSIONS.values())


def test_a_role_is_granted_written_down_and_ended(admin: Actor) -> None:
    grant = _grant(admin, "clerk-zz", "reviewer", DISTRICT)
    assert _grant(admin, "clerk-zz", "reviewer", DISTRICT) == grant, "granted twice, held once"
    assert _held("clerk-zz") == ["clerk", "reviewer"]
    roles.end(by=admin, grant=grant, at=timezone.now())
    roles.end(by=admin, grant=grant, at=timezone.now())
    assert _held("clerk-zz") == ["clerk"]
    trail = AuditEntry.objects.filter(action__startswith="role.").order_by("pk")
    assert [(each.action, each.account, each.detail) for each in trail] == [
        ("role.grant", admin.account, {"role": "reviewer", "region": DISTRICT}),
        ("role.end", admin.account, {"role": "reviewer", "region": DISTRICT}),
    ]


@pytest.mark.parametrize("login", [each for each in signed_in.STAFF if each != "admin"])
def test_only_administrators_grant(admin: Actor, login: str) -> None:
    by = _actor(login)
    with pytest.raises(NotAllowed):
        _grant(by, "hotline-zz", "clerk")
    with pytest.raises(NotAllowed):
        roles.staff(by=by, at=timezone.now())
    with pytest.raises(NotAllowed):
        staff.add(by=by, login="somebody", shown_name="某人", at=timezone.now())
    with pytest.raises(NotAllowed):
        staff.link(by=by, account=_account("admin"), at=timezone.now())
    with pytest.raises(NotAllowed):
        roles.deactivate(by=by, account=_account("hotline-zz"), at=timezone.now())


@pytest.mark.parametrize("region", [PROVINCE, ELSEWHERE, "000000", ""])
def test_an_administrator_grants_nothing_outside_his_region(admin: Actor, region: str) -> None:
    with pytest.raises(NotAllowed):
        _grant(admin, "clerk-zz", "clerk", region)


def test_nobody_grants_to_himself_or_ends_his_own(admin: Actor) -> None:
    with pytest.raises(NotByYourself):
        _grant(admin, "admin", "reviewer")
    own = RoleGrant.objects.get(account__login="admin")
    for act in (
        lambda: roles.end(by=admin, grant=own, at=timezone.now()),
        lambda: roles.deactivate(by=admin, account=own.account, at=timezone.now()),
        lambda: staff.link(by=admin, account=own.account, at=timezone.now()),
    ):
        with pytest.raises(NotByYourself):
            act()


@pytest.mark.parametrize(("login", "role"), [
    ("clerk-zz", "administrator"), ("clerk-zz", "auditor"), ("auditor-zz", "clerk"),
    ("auditor-zz", "administrator"),
])  # fmt: skip
def test_administrators_and_auditors_hold_no_other_role(
    admin: Actor, login: str, role: str
) -> None:
    with pytest.raises(RolesDoNotGoTogether):
        _grant(admin, login, role)


@pytest.mark.parametrize("role", ["parent", "emperor", ""])
def test_what_is_no_role_of_staff_is_not_granted(admin: Actor, role: str) -> None:
    with pytest.raises(Invalid):
        _grant(admin, "clerk-zz", role)


def test_an_office_of_another_region_is_refused(admin: Actor) -> None:
    office = Office.objects.create(code="wuhan-1", name_zh="示例", name_en="Sample",
                                   kind="medical-insurance-agency", region=ELSEWHERE)  # fmt: skip
    with pytest.raises(Invalid):
        _grant(admin, "clerk-zz", "clerk", office=office)


def test_a_bank_works_at_a_branch_and_nowhere_else(admin: Actor) -> None:
    places = [Office.objects.create(code=f"here-{kind}", name_zh="示例", name_en="Sample",
                                    kind=kind, region=HERE)
              for kind in ("social-security-centre", "bank")]  # fmt: skip
    with pytest.raises(Invalid) as refused:
        _grant(admin, "clerk-zz", "bank", office=places[0])
    assert "office" in refused.value.fields
    assert _grant(admin, "clerk-zz", "bank", office=places[1]).office == places[1]


def test_a_region_elsewhere_is_not_even_seen(admin: Actor) -> None:
    account = Account.objects.create(login="clerk-wuhan", is_staff_member=True)
    grant = RoleGrant.objects.create(account=account, role="clerk", region=ELSEWHERE,
                                     since=timezone.now())  # fmt: skip
    assert account not in roles.staff(by=admin, at=timezone.now())
    client = signed_in.staff("admin")
    assert client.get(f"/account/roles/{account.pk}/").status_code == 404
    form = {"do": "end", "grant": str(grant.pk)}
    assert client.post(f"/account/roles/{account.pk}/", form).status_code == 404
    client.post(f"/account/roles/{_account('clerk-zz').pk}/", form)
    assert roles.current(account=account, at=timezone.now()) == [grant]


def test_who_also_works_elsewhere_is_not_taken_over(admin: Actor) -> None:
    RoleGrant.objects.create(account=_account("clerk-zz"), role="clerk", region=ELSEWHERE,
                             since=timezone.now())  # fmt: skip
    with pytest.raises(NotAllowed):
        staff.link(by=admin, account=_account("clerk-zz"), at=timezone.now())
    with pytest.raises(NotAllowed):
        roles.deactivate(by=admin, account=_account("clerk-zz"), at=timezone.now())
    assert _account("clerk-zz").is_active


def _leaver() -> tuple[Client, str]:
    client = signed_in.staff("clerk-zz")
    token = tokens.make(by=_actor("clerk-zz"), account=_account("clerk-zz"), name="x", days=9,
                        at=timezone.now())  # fmt: skip
    assert client.get("/account/").status_code == 200
    assert signing.by_api_token(token=token, at=timezone.now())
    return client, token


def _is_out(client: Client, token: str) -> None:
    assert client.get("/account/").status_code == 302
    assert signing.by_api_token(token=token, at=timezone.now()) is None
    assert not SignedIn.objects.filter(account__login="clerk-zz", ended_at=None).exists()
    assert not ApiToken.objects.filter(account__login="clerk-zz", ended_at=None).exists()


def test_the_end_of_the_last_role_ends_sign_ins_and_keys_at_once(admin: Actor) -> None:
    client, token = _leaver()
    grant = RoleGrant.objects.get(account__login="clerk-zz")
    roles.end(by=admin, grant=grant, at=timezone.now())
    _is_out(client, token)
    _grant(admin, "clerk-zz", "clerk")
    _is_out(client, token)


def test_deactivation_ends_everything_at_once(admin: Actor) -> None:
    client, token = _leaver()
    roles.deactivate(by=admin, account=_account("clerk-zz"), at=timezone.now())
    _is_out(client, token)
    form = {"login": "clerk-zz", "password": demo.PASSWORD, "code": demo.code(at=timezone.now())}
    assert Client(HTTP_HOST="localhost").post("/sign-in/staff/", form).status_code == 200
    assert AuditEntry.objects.filter(action="account.deactivate").count() == 1


def test_the_end_of_one_of_two_roles_counts_in_the_running_session(admin: Actor) -> None:
    grant = _grant(admin, "clerk-zz", "reviewer")
    assert [each.role for each in _actor("clerk-zz").grants] == ["clerk", "reviewer"]
    client = signed_in.staff("clerk-zz")
    roles.end(by=admin, grant=grant, at=timezone.now())
    assert client.get("/account/").status_code == 200
    assert [each.role for each in _actor("clerk-zz").grants] == ["clerk"]


def test_a_role_that_ends_later_counts_until_then(clock: time_machine.Traveller) -> None:
    demo.make(at=timezone.now())
    RoleGrant.objects.filter(account__login="clerk-zz").update(
        until=timezone.now() + timedelta(minutes=5)
    )
    client = signed_in.staff("clerk-zz")
    assert client.get("/account/").status_code == 200
    clock.shift(timedelta(minutes=5))
    assert client.get("/account/").status_code == 302


def test_a_family_with_a_staff_role_by_mistake_has_none_of_its_rights() -> None:
    account = demo.family(telephone=demo.FAMILY, at=timezone.now())
    RoleGrant.objects.create(account=account, role="reviewer", region=HERE, since=timezone.now())
    actor = signing.actor_of(account, at=timezone.now())
    assert actor is not None
    assert [each.role for each in actor.grants] == ["parent"]


def test_staff_without_their_second_factor_are_nobody() -> None:
    client = signed_in.staff("clerk-zz")
    SignedIn.objects.update(second_factor=False)
    assert client.get("/account/").status_code == 302


# The pages


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_the_administrators_pages_speak_one_language(lang: str) -> None:
    client = signed_in.staff("admin", lang=lang)
    Office.objects.create(code="zz-1", name_zh="示例医保中心", name_en="Sample agency",
                          kind="medical-insurance-agency", region=DISTRICT)  # fmt: skip
    number = _account("clerk-zz").pk
    paths = ("/account/", "/account/roles/", "/account/roles/new/", f"/account/roles/{number}/")
    pages = [client.get(path) for path in paths]
    pages.append(client.post(f"/account/roles/{number}/", {"do": "link"}))
    pages.append(client.post(f"/account/roles/{number}/", {"region": "1", "role": "clerk"}))
    link = re.search(r"/sign-in/set-up/[^<]+", pages[4].content.decode())
    assert link
    newcomer = Client(HTTP_HOST="localhost")
    newcomer.post("/language/", {"language": lang, "next": "/"})
    assert newcomer.get(link[0])["Location"] == "/sign-in/set-up/"
    pages.append(newcomer.get("/sign-in/set-up/"))
    pages.append(newcomer.post("/sign-in/set-up/", {"password": "x", "code": ""}))
    for page in pages:
        assert page.status_code == 200
        assert Reader(page.content.decode()).foreign() - _names() == set()


def _names() -> set[str]:
    """What people and accounts are called, in any language."""
    return {"zz", *(part for each in signed_in.STAFF for part in each.split("-"))}


def test_the_administrator_grants_and_ends_on_the_page() -> None:
    client = signed_in.staff("admin", lang="en")
    number = _account("hotline-zz").pk
    wrong = {"role": "clerk", "region": "999999", "office": ""}
    page = client.post(f"/account/roles/{number}/", wrong).content.decode()
    assert "Enter the six digits of a region" in page
    assert 'value="999999"' in page
    assert '<option value="clerk" selected>' in page
    outside = client.post(f"/account/roles/{number}/", {**wrong, "region": ELSEWHERE})
    assert "You may not do this here" in outside.content.decode()
    right = {**wrong, "region": HERE}
    assert client.post(f"/account/roles/{number}/", right).status_code == 302
    assert _held("hotline-zz") == ["hotline", "clerk"]
    grant = RoleGrant.objects.get(account=number, role="clerk")
    client.post(f"/account/roles/{number}/", {"do": "end", "grant": str(grant.pk)})
    client.post(f"/account/roles/{number}/", {"do": "end", "grant": "no number"})
    assert _held("hotline-zz") == ["hotline"]
    client.post(f"/account/roles/{number}/", {"do": "close"})
    assert not _account("hotline-zz").is_active
    own = client.get(f"/account/roles/{_account('admin').pk}/").content.decode()
    assert "End this role" not in own


@pytest.mark.parametrize("login", [each for each in signed_in.STAFF if each != "admin"])
def test_others_see_no_page_of_roles(login: str) -> None:
    client = signed_in.staff(login)
    number = _account("clerk-zz").pk
    for path in ("/account/roles/", "/account/roles/new/", f"/account/roles/{number}/"):
        assert client.get(path).status_code == 403
        assert client.post(path, {"do": "link"}).status_code in (403, 405)
    assert "/account/roles/" not in client.get("/account/").content.decode()
    assert signed_in.family().get("/account/roles/").status_code == 403
    assert not SetUp.objects.exists()


def _secret(page: str) -> bytes:
    from base64 import b32decode

    found = re.search(r'<code class="address"[^>]*>([A-Z2-7]{32})</code>', page)
    assert found
    return b32decode(found[1])


def test_a_new_member_of_staff_sets_up_an_account_with_a_link(
    clock: time_machine.Traveller,
) -> None:
    from firstcard.accounts import totp

    client = signed_in.staff("admin", lang="en")
    form = {"login": "zhang-min", "shown": "张敏"}
    page = client.post("/account/roles/new/", form).content.decode()
    link = re.search(r"http://localhost(/sign-in/set-up/[^<]+)", page)
    assert link
    taken = client.post("/account/roles/new/", form).content.decode()
    assert "This account name is taken" in taken
    newcomer = Client(HTTP_HOST="localhost")
    newcomer.get(link[1])
    page = newcomer.get("/sign-in/set-up/").content.decode()
    assert link[1] not in page
    secret = _secret(page)
    typed = {"password": "four blue horses", "code": totp.code(secret=secret, at=timezone.now())}
    for wrong in ({"password": "short"}, {"password": "zhang-min-1"}, {"code": "000000"}):
        assert "error-summary" in newcomer.post(
            "/sign-in/set-up/", {**typed, **wrong}).content.decode()  # fmt: skip
    response = newcomer.post("/sign-in/set-up/", typed)
    assert response["Location"] == "/sign-in/staff/?ready=yes"
    again = Client(HTTP_HOST="localhost")
    again.get(link[1])
    assert again.get("/sign-in/set-up/").status_code == 410, "a link works once"
    enter = {"login": "zhang-min", **typed}
    assert newcomer.post("/sign-in/staff/", enter).status_code == 200, "no role, no way in"
    _grant(_actor("admin"), "zhang-min", "clerk")
    assert newcomer.post("/sign-in/staff/", enter).status_code == 200, "no code twice"
    clock.shift(timedelta(seconds=30))
    enter["code"] = totp.code(secret=secret, at=timezone.now())
    assert newcomer.post("/sign-in/staff/", enter).status_code == 302


def test_a_new_link_takes_the_place_of_older_ones_and_ends_what_ran(admin: Actor) -> None:
    from firstcard.accounts import totp

    client, key = _leaver()
    first = staff.link(by=admin, account=_account("clerk-zz"), at=timezone.now())
    second = staff.link(by=admin, account=_account("clerk-zz"), at=timezone.now())
    with pytest.raises(NotFound):
        staff.open_link(token=first, at=timezone.now())
    assert client.get("/account/").status_code == 200, "a link alone ends nothing"
    opened = staff.open_link(token=second, at=timezone.now())
    staff.set_up(token=second, password="four blue horses", at=timezone.now(),
                 code=totp.code(secret=opened.secret, at=timezone.now()))  # fmt: skip
    _is_out(client, key)
    assert AuditEntry.objects.filter(action="account.link", account=admin.account).count() == 2


def test_a_link_is_over_after_three_days_and_for_a_closed_account(
    admin: Actor, clock: time_machine.Traveller
) -> None:
    token = staff.link(by=admin, account=_account("clerk-zz"), at=timezone.now())
    clock.shift(timedelta(days=3))
    with pytest.raises(NotFound):
        staff.open_link(token=token, at=timezone.now())
    token = staff.link(by=admin, account=_account("clerk-zz"), at=timezone.now())
    roles.deactivate(by=admin, account=_account("clerk-zz"), at=timezone.now())
    for wrong in (token, "", "no token", "5kq3v-7m2pd-x9c4n-8rtw6-0abcde"):
        with pytest.raises(NotFound):
            staff.open_link(token=wrong, at=timezone.now())


@pytest.mark.parametrize("form", [
    {"login": "", "shown": "张敏"}, {"login": "Zhang", "shown": "张敏"},
    {"login": "a", "shown": "x"},
    {"login": "张敏", "shown": "张敏"}, {"login": "zhang-min", "shown": ""},
    {"login": "zhang-min", "shown": "敏" * 61}, {"login": "-zhang", "shown": "x"},
])  # fmt: skip
def test_a_staff_account_without_a_proper_name_is_not_made(form: dict[str, str]) -> None:
    client = signed_in.staff("admin")
    before = Account.objects.count()
    page = client.post("/account/roles/new/", form).content.decode()
    assert 'class="error-summary"' in page
    assert Account.objects.count() == before


def test_the_operator_makes_the_first_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("administrator", "wang-lei", "王磊", region=HERE)
    link = capsys.readouterr().out.splitlines()[0]
    opened = staff.open_link(token=link.rstrip("/").rpartition("/")[2], at=timezone.now())
    assert _held(opened.account.login) == ["administrator"]
    with pytest.raises(CommandError, match="taken"):
        call_command("administrator", "wang-lei", "王磊", region=HERE)
    with pytest.raises(CommandError, match="no region"):
        call_command("administrator", "li-na", "李娜", region="999999")
