"""Kept plans in the real database: sealed, shared by phones, never lost, really deleted."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.db import IntegrityError, close_old_connections, connection, connections, transaction
from msgspec.structs import replace

from firstcard.guidance import operations, queries
from firstcard.guidance.forms.kept import Kept, as_data
from firstcard.guidance.kept_content import Content, merged
from firstcard.guidance.models import LARGEST_SEALED_BYTES, KeptPlan
from firstcard.guidance.operations import KEPT_DAYS, TooMuchToKeep
from firstcard.guidance.queries import KeptGone
from firstcard.guidance.tokens import new_token, token_hash

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TOLD = Kept(answers={"place": {"region": "410100"}, "birth": {"born_on": "2026-11-01"}},
            ticks=["paper:birth-certificate:enrolment"])  # fmt: skip
FACTS = (b"410100", b"2026-11-01", b"birth-certificate", b"region", b"told", b"en", b"zh")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _content(told: Kept = TOLD) -> Content:
    return Content(told=as_data(told), seen={"on": "2026-11-23"}, calendar="c0ffee")


def _kept(at: datetime = NOW) -> str:
    token = new_token()
    operations.keep(token=token, content=_content(), at=at)
    return token


def _ticking(name: str) -> Callable[[Content], Content]:
    """What a phone does that ticks one more paper."""

    def tick(now: Content) -> Content:
        return replace(now, told={**now.told, "ticks": [*now.told["ticks"], name]})

    return tick


def test_what_is_kept_comes_back_whole() -> None:
    token = _kept()
    plan = queries.kept_plan(token=token, at=NOW)
    assert plan.content == _content()
    assert (plan.version, plan.token) == (1, token)


def test_the_database_alone_shows_nothing() -> None:
    token = _kept()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM guidance_keptplan")
        columns = [column.name for column in cursor.description]
        [row] = cursor.fetchall()
    stored = dict(zip(columns, row, strict=True))
    assert set(stored) == {"token_hash", "sealed", "version", "created_at", "expires_at"}
    sealed = bytes(stored["sealed"])
    assert bytes(stored["token_hash"]) == token_hash(token)
    for known in (*(fact for fact in FACTS if len(fact) > 2), token.encode(), b"c0ffee"):
        assert known not in sealed
    assert token not in repr(row)
    assert len(sealed) % 1024 == 12 + 16  # padded: its length does not count the ticks


@pytest.mark.parametrize("token", [new_token(), "", "5kq3v-7m2pd-x9c4n-8rtw6-0abcde"],
                         ids=["new", "none", "another"])  # fmt: skip
def test_a_wrong_token_opens_nothing(token: str) -> None:
    _kept()
    with pytest.raises(KeptGone):
        queries.kept_plan(token=token, at=NOW)
    with pytest.raises(KeptGone):
        operations.change(token=token, by=_ticking("photo"), at=NOW)


def test_a_row_opens_with_its_own_token_alone() -> None:
    one, other = _kept(), _kept()
    sealed = KeptPlan.objects.get(pk=token_hash(one)).sealed
    KeptPlan.objects.filter(pk=token_hash(other)).update(sealed=sealed)
    with pytest.raises(KeptGone):
        queries.kept_plan(token=other, at=NOW)


def test_a_new_secret_is_taken_into_use_and_the_old_one_laid_down(settings: LazySettings) -> None:
    token = _kept()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new" * 20, [settings.SECRET_KEY]
    assert queries.kept_plan(token=token, at=NOW).content == _content()
    operations.change(token=token, by=_ticking("photo"), at=NOW)
    settings.SECRET_KEY_FALLBACKS = []
    assert "photo" in queries.kept_plan(token=token, at=NOW).content.told["ticks"]


def test_under_another_secret_a_plan_is_gone(settings: LazySettings) -> None:
    token = _kept()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "lost" * 10, []
    with pytest.raises(KeptGone):
        queries.kept_plan(token=token, at=NOW)


def test_a_plan_is_kept_to_the_end_of_its_last_day_in_china() -> None:
    token = _kept()
    end = datetime(2027, 2, 21, 16, tzinfo=UTC)  # midnight in China
    assert KEPT_DAYS == 90
    assert queries.kept_plan(token=token, at=NOW).expires_at == end
    assert queries.kept_plan(token=token, at=end - timedelta(seconds=1)).content == _content()
    with pytest.raises(KeptGone):
        queries.kept_plan(token=token, at=end)
    with pytest.raises(KeptGone):
        operations.change(token=token, by=_ticking("photo"), at=end)


def test_each_change_makes_it_last_longer_and_looking_does_not() -> None:
    token, later = _kept(), NOW + timedelta(days=60)
    before = queries.kept_plan(token=token, at=later)
    assert operations.change(token=token, by=lambda now: now, at=later) == before
    changed = operations.change(token=token, by=_ticking("photo"), at=later)
    assert changed == queries.kept_plan(token=token, at=later)
    assert changed.expires_at - before.expires_at == timedelta(days=60)
    assert changed.version == 2


def test_what_is_over_is_deleted_when_another_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "_EXPIRED_AT_ONCE", 2)
    old = [_kept() for _ in range(3)]
    later = NOW + timedelta(days=100)
    new = _kept(at=later)
    assert KeptPlan.objects.count() == 2
    newest = _kept(at=later)
    left = {bytes(pk) for pk in KeptPlan.objects.values_list("pk", flat=True)}
    assert left == {token_hash(new), token_hash(newest)}
    assert not left & {token_hash(each) for each in old}


def test_deletion_leaves_no_row_and_is_done_twice_without_harm() -> None:
    token, other = _kept(), _kept()
    operations.forget(token=token)
    operations.forget(token=token)
    assert [bytes(row.pk) for row in KeptPlan.objects.all()] == [token_hash(other)]


def test_sent_twice_it_is_kept_once_as_it_was_sent_first() -> None:
    token = _kept()
    second = operations.keep(token=token, content=_content(Kept()), at=NOW)
    assert second.content == _content()
    assert KeptPlan.objects.count() == 1


def test_more_than_fits_is_refused_by_us_and_by_the_database() -> None:
    too_much = Kept(ticks=["x" * 100] * 1000)
    with pytest.raises(TooMuchToKeep):
        operations.keep(token=new_token(), content=_content(too_much), at=NOW)
    token = _kept()
    with pytest.raises(TooMuchToKeep):
        operations.change(token=token, by=lambda now: _content(too_much), at=NOW)
    assert queries.kept_plan(token=token, at=NOW).content == _content()
    for wrong in ({"sealed": b"x" * (LARGEST_SEALED_BYTES + 1)}, {"token_hash": b"short"},
                  {"expires_at": NOW}):  # fmt: skip
        row: dict[str, Any] = {"token_hash": token_hash(new_token()), "sealed": b"x",
                               "created_at": NOW, "expires_at": NOW + timedelta(1)}  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            KeptPlan.objects.create(**{**row, **wrong})


def _side_by_side(number: int, work: Callable[[int], None]) -> None:
    """Run the work in threads of their own, each with a connection of its own, all at once."""
    barrier, failed = threading.Barrier(number), []

    def run(which: int) -> None:
        try:
            barrier.wait()
            work(which)
        except BaseException as error:  # noqa: BLE001 - shown in the test's own thread
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(which,)) for which in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    assert failed == []


@pytest.mark.django_db(transaction=True)
def test_phones_that_change_at_once_lose_nothing() -> None:
    token = _kept()
    base = queries.kept_plan(token=token, at=NOW).content.told

    def tick(name: str) -> Callable[[Content], Content]:
        mine = {**base, "ticks": [*base["ticks"], name]}
        return lambda now: replace(now, told=merged(base=base, mine=mine, theirs=now.told))

    def ten_ticks(phone: int) -> None:
        for number in range(10):
            operations.change(token=token, by=tick(f"{phone}-{number}"), at=NOW)

    _side_by_side(4, ten_ticks)
    plan = queries.kept_plan(token=token, at=NOW)
    expected = {*base["ticks"], *(f"{phone}-{n}" for phone in range(4) for n in range(10))}
    assert set(plan.content.told["ticks"]) == expected
    assert plan.version == 41


@pytest.mark.django_db(transaction=True)
def test_a_double_click_keeps_one_plan() -> None:
    for _ in range(10):
        token = new_token()
        _side_by_side(3, lambda _, token=token: operations.keep(
            token=token, content=_content(), at=NOW) and None)  # fmt: skip
        assert queries.kept_plan(token=token, at=NOW).version == 1
    assert KeptPlan.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_a_change_beside_a_deletion_never_brings_the_plan_back() -> None:
    for _ in range(10):
        token = _kept()

        def work(which: int, token: str = token) -> None:
            if which:
                operations.forget(token=token)
            else:
                with contextlib.suppress(KeptGone):
                    operations.change(token=token, by=_ticking("photo"), at=NOW)

        _side_by_side(2, work)
        assert KeptPlan.objects.count() == 0
