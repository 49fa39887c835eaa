"""Attempts are counted, however they come."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import RequestFactory, override_settings

from firstcard.core import limits
from firstcard.core.models import Attempt
from firstcard.core.refusals import TooMany

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


def _hit(who: str = "13800000001", at: datetime = AT, most: int = 3) -> None:
    limits.hit(purpose="code", who=who, most=most, seconds=600, at=at)


@pytest.mark.django_db
def test_as_many_as_allowed_then_none_until_the_time_is_over() -> None:
    for _ in range(3):
        _hit()
    with pytest.raises(TooMany) as refused:
        _hit(at=AT + timedelta(seconds=30))
    assert "10 minutes" in refused.value.text.en
    assert "10分钟" in refused.value.text.zh
    assert refused.value.status == 429
    with pytest.raises(TooMany, match="Wait a minute"):
        _hit(at=AT + timedelta(seconds=599))
    _hit(at=AT + timedelta(seconds=600))


@pytest.mark.django_db
def test_purposes_and_people_are_counted_apart_and_can_be_forgotten() -> None:
    _hit(most=1)
    _hit(who="13800000002", most=1)
    limits.hit(purpose="password", who="13800000001", most=1, seconds=600, at=AT)
    limits.forget(purpose="code", who="13800000001")
    _hit(most=1)


@pytest.mark.django_db
def test_no_number_lies_in_the_table_and_old_counts_go() -> None:
    _hit()
    row = Attempt.objects.get()
    assert len(bytes(row.bucket)) == 32
    assert limits.clean(before=AT) == 0
    assert limits.clean(before=AT + timedelta(days=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_attempts_at_once_each_one_counts() -> None:
    let_in: list[int] = []
    together = Barrier(12)

    def attempt() -> None:
        together.wait()
        try:
            limits.hit(purpose="code", who="13800000001", most=5, seconds=600, at=AT)
            let_in.append(1)
        except TooMany:
            pass
        finally:
            connection.close()

    threads = [Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_in) == 5


@pytest.mark.parametrize(("headers", "proxy", "address"), [
    ({"REMOTE_ADDR": "192.0.2.7"}, False, "192.0.2.7"),
    ({"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}, False, "192.0.2.7"),
    ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.1"}, True,
     "198.51.100.1"),
    ({"REMOTE_ADDR": "127.0.0.1"}, True, "127.0.0.1"),
    ({"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, False, "2001:db8:1:2::/64"),
    ({"REMOTE_ADDR": "::ffff:192.0.2.7"}, False, "192.0.2.7"),
    ({"REMOTE_ADDR": "no address"}, False, "unknown"),
])  # fmt: skip
def test_a_header_that_anybody_can_write_gives_no_new_tries(
    headers: dict[str, str], proxy: bool, address: str
) -> None:
    name = ("HTTP_X_FORWARDED_PROTO", "https") if proxy else None
    with override_settings(SECURE_PROXY_SSL_HEADER=name):
        assert limits.address(RequestFactory().get("/", **headers)) == address
