"""Two clicks, two phones, two thieves: what is used once is used once."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from firstcard.accounts import demo, operations, roles, signing, staff, totp
from firstcard.accounts.models import Account, OneTimeCode, RoleGrant, SignedIn
from firstcard.core.actors import Actor
from firstcard.core.refusals import Refusal

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "13912345678"
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


def _at_once(times: int, do: Callable[[int], Any]) -> list[Any]:
    """What each of several threads got; None for those that were refused."""
    together, got = Barrier(times), [None] * times

    def run(number: int) -> None:
        together.wait()
        try:
            got[number] = do(number)
        except Refusal:
            pass
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@pytest.fixture
def code() -> str:
    return operations.send_code(telephone=NUMBER, address="a", lang="zh", at=AT)


def _enter(code: str) -> Any:
    return operations.sign_in_with_code(telephone=NUMBER, code=code, address="a", lang="zh", at=AT)


def test_a_code_lets_in_once(code: str) -> None:
    got = _at_once(5, lambda number: _enter(code))
    assert len([each for each in got if each]) == 1
    assert Account.objects.count() == SignedIn.objects.count() == 1


def test_of_guesses_at_once_no_more_than_five_are_looked_at(code: str) -> None:
    wrong = [f"{(int(code) + 1 + number) % 1_000_000:06}" for number in range(12)]
    assert not any(_at_once(12, lambda number: _enter(wrong[number])))
    assert OneTimeCode.objects.get().tries == 5
    with pytest.raises(Refusal):
        _enter(code)


def test_a_first_sign_in_on_two_phones_makes_one_account() -> None:
    got = _at_once(4, lambda number: operations._family(NUMBER, lang="zh", at=AT))
    assert len({each.pk for each in got}) == 1
    assert Account.objects.count() == RoleGrant.objects.count() == 1


def test_a_code_of_the_app_lets_in_once() -> None:
    demo.make(at=AT)
    got = _at_once(5, lambda number: operations.sign_in_staff(
        login="clerk-zz", password=demo.PASSWORD, code=demo.code(at=AT), address=f"a{number}",
        at=AT))  # fmt: skip
    assert len([each for each in got if each]) == 1


def test_a_link_is_used_once() -> None:
    token = staff.first_administrator(login="wang-lei", shown_name="王磊", region="410100", at=AT)
    secret = staff.open_link(token=token, at=AT).secret
    got = _at_once(4, lambda number: staff.set_up(
        token=token, password=f"four blue horses {number}", at=AT,
        code=totp.code(secret=secret, at=AT)))  # fmt: skip
    (winner,) = (number for number, each in enumerate(got) if each)
    assert Account.objects.get().check_password(f"four blue horses {winner}")


def test_roles_that_do_not_go_together_are_not_granted_side_by_side() -> None:
    demo.make(at=AT)
    account = Account.objects.create(login="zhang-min", is_staff_member=True)
    by = signing.actor_of(Account.objects.get(login="admin"), at=AT)
    assert isinstance(by, Actor)
    wanted = ("auditor", "clerk", "reviewer", "administrator")
    _at_once(4, lambda number: roles.grant(by=by, account=account, role=wanted[number],
                                           region="410100", office=None, at=AT))  # fmt: skip
    held = {each.role for each in roles.current(account=account, at=AT)}
    assert held in ({"auditor"}, {"administrator"}, {"clerk", "reviewer"}, {"clerk"}, {"reviewer"})
