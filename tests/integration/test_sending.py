"""Sending: once, or again with the same id; by day; later each time; given up visibly."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from firstcard.core import vault
from firstcard.messages.gateways import Outgoing, Rejected, Unavailable
from firstcard.messages.models import Message
from firstcard.messages.operations import Number, post
from firstcard.messages.sending import LEASE, send_next

DAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten in the morning in China
NIGHT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
REFERENCE = "FC-7K3M-9QX2-H"


class Killed(BaseException):
    """The process was killed here."""


@dataclass
class Fake:
    """A gateway that remembers, and does as told the next times."""

    next: list[BaseException] = field(default_factory=list)
    sent: list[Outgoing] = field(default_factory=list)
    killed_after: bool = False

    def send(self, message: Outgoing) -> None:
        if self.next:
            raise self.next.pop(0)
        self.sent.append(message)
        if self.killed_after:
            raise Killed


def news(key: str = "k", *, at: datetime = DAY) -> Message:
    to = Number(telephone=vault.seal(b"13800000001", purpose="telephone"))
    params = {"reference": REFERENCE}
    message = post(key=key, to=to, template="application-approved", params=params, at=at)
    assert message is not None
    return message


def code(key: str = "c", *, at: datetime = DAY) -> Message:
    to = Number(telephone=vault.seal(b"13800000001", purpose="telephone"))
    params = {"code": "831907", "minutes": 10}
    message = post(key=key, to=to, template="code-sign-in", params=params, at=at)
    assert message is not None
    return message


def drain(gateway: Fake, at: datetime) -> None:
    while send_next(gateway=gateway, at=at):
        pass


@pytest.mark.django_db
def test_a_message_is_sent_once() -> None:
    message, gateway = news(), Fake()
    drain(gateway, DAY)
    drain(gateway, DAY + timedelta(hours=2))
    message.refresh_from_db()
    assert [each.telephone for each in gateway.sent] == ["13800000001"]
    assert REFERENCE in gateway.sent[0].text
    assert (message.sent_at, message.tries) == (DAY, 1)


@pytest.mark.django_db
def test_killed_after_the_gateway_took_it_it_goes_again_with_the_same_id() -> None:
    message, gateway = news(), Fake(killed_after=True)
    with pytest.raises(Killed):
        drain(gateway, DAY)
    gateway.killed_after = False
    drain(gateway, DAY + LEASE - timedelta(seconds=1))
    assert len(gateway.sent) == 1
    drain(gateway, DAY + LEASE)
    message.refresh_from_db()
    assert len(gateway.sent) == 2
    assert gateway.sent[0] == gateway.sent[1]
    assert message.tries == 2
    assert message.sent_at is not None


@pytest.mark.django_db
def test_while_the_gateway_is_away_each_try_comes_later_and_the_rest_waits() -> None:
    gateway = Fake(next=[Unavailable("HTTP 503") for _ in range(5)])
    news()
    tried, at = [], DAY
    for _ in range(5):
        drain(gateway, at)
        message = Message.objects.get()
        tried.append((message.not_before - at).total_seconds())
        at = message.not_before
    assert tried == [5, 10, 20, 40, 80]
    drain(gateway, at)
    assert len(gateway.sent) == 1


@pytest.mark.django_db
def test_the_pause_never_grows_beyond_five_minutes_so_a_queue_drains_within_ten() -> None:
    Message.objects.filter(pk=news().pk).update(tries=100)
    drain(Fake(next=[Unavailable("HTTP 503")]), DAY)
    assert Message.objects.get().not_before == DAY + timedelta(minutes=5)


@pytest.mark.django_db
def test_one_bad_message_does_not_hold_up_the_others() -> None:
    first, gateway = news("a"), Fake(next=[Rejected("HTTP 422")])
    news("b")
    drain(gateway, DAY)
    first.refresh_from_db()
    assert first.failed == "HTTP 422"
    assert len(gateway.sent) == 1
    stuck = Fake(next=[Unavailable("HTTP 500")])
    news("c")
    news("d")
    drain(stuck, DAY)
    drain(stuck, DAY + timedelta(seconds=1))
    assert len(stuck.sent) == 1


@pytest.mark.django_db
def test_a_message_sealed_under_a_lost_key_is_given_up() -> None:
    message = news()
    Message.objects.filter(pk=message.pk).update(text=b"x" * 40)
    gateway = Fake()
    drain(gateway, DAY)
    assert Message.objects.get().failed == "sealed under an unknown key"
    assert gateway.sent == []


@pytest.mark.django_db
def test_nobody_is_woken_but_by_a_code() -> None:
    news("late", at=DAY)  # the worker was away until the night
    code("now", at=NIGHT)
    gateway = Fake()
    drain(gateway, NIGHT)
    assert [each.text[:11] for each in gateway.sent] == ["【宝宝第一卡】验证码8"]
    drain(gateway, MORNING)
    assert len(gateway.sent) == 2


@pytest.mark.django_db
def test_what_could_not_be_sent_in_the_evening_waits_for_the_morning() -> None:
    evening = datetime(2026, 11, 23, 12, 59, 58, tzinfo=UTC)
    news(at=evening)
    drain(Fake(next=[Unavailable("HTTP 503")]), evening)
    assert Message.objects.get().not_before == MORNING


@pytest.mark.django_db
def test_a_code_that_is_over_is_not_sent_and_one_that_was_sent_is_not_kept() -> None:
    over, used, gateway = code("over"), code("used", at=DAY + timedelta(minutes=10)), Fake()
    drain(gateway, DAY + timedelta(minutes=10, seconds=1))
    over.refresh_from_db()
    used.refresh_from_db()
    assert over.failed == "too late"
    assert len(gateway.sent) == 1
    assert bytes(used.text) == b""


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_message() -> None:
    for number in range(40):
        news(f"k{number}")
    gateways = [Fake(), Fake(), Fake()]

    def work(gateway: Fake) -> None:
        drain(gateway, DAY)
        connection.close()

    threads = [threading.Thread(target=work, args=[each]) for each in gateways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [message.id for gateway in gateways for message in gateway.sent]
    assert len(ids) == len(set(ids)) == 40
