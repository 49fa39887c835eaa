"""Messages: written with what they tell of, once for each news."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from firstcard.core import vault
from firstcard.messages.models import Message
from firstcard.messages.operations import Number, post
from firstcard.messages.queries import of_case
from firstcard.messages.templates import BadGap

DAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten in the morning in China
NIGHT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # ten in the evening
MORNING = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
REFERENCE = "FC-7K3M-9QX2-H"
TELEPHONE = "13800000001"


def number(language: str = "zh") -> Number:
    sealed = vault.seal(TELEPHONE.encode(), purpose="telephone")
    return Number(telephone=sealed, language=language)


def approved(*, key: str = "k", at: datetime = DAY, to: Number | None = None) -> Message | None:
    return post(
        key=key, to=to or number(), template="application-approved",
        params={"reference": REFERENCE}, case=REFERENCE, at=at,
    )  # fmt: skip


@pytest.mark.django_db
def test_the_same_news_told_twice_is_one_message() -> None:
    first, second = approved(), approved(at=DAY + timedelta(hours=1))
    assert first is not None
    assert second is not None
    assert first.pk == second.pk
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_did_not_happen_is_not_told() -> None:
    with transaction.atomic():
        approved()
        transaction.set_rollback(True)
    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_a_message_lies_sealed_and_is_read_back_in_its_language() -> None:
    message = approved(to=number("en"))
    assert message is not None
    text = vault.unseal(message.text, purpose="message", bound="k").decode()
    assert text.startswith(f"Firstcard: application {REFERENCE} is approved.")
    assert REFERENCE.encode() not in bytes(message.text)
    assert TELEPHONE.encode() not in bytes(message.telephone)


@pytest.mark.django_db
def test_news_wait_for_the_morning_and_codes_do_not() -> None:
    news = approved(at=NIGHT)
    code = post(
        key="c", to=number(), template="code-sign-in",
        params={"code": "831907", "minutes": 10}, at=NIGHT,
    )  # fmt: skip
    assert news is not None
    assert code is not None
    assert news.not_before == MORNING
    assert code.not_before == NIGHT
    assert code.not_after == NIGHT + timedelta(minutes=10)


@pytest.mark.django_db
def test_without_a_telephone_nothing_is_written() -> None:
    assert approved(to=Number(telephone=None)) is None
    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_a_wrong_gap_is_a_mistake_even_where_nobody_is_written_to() -> None:
    with pytest.raises(BadGap):
        post(key="k", to=Number(telephone=None), template="application-approved", params={}, at=DAY)
    with pytest.raises(KeyError):
        post(key="k", to=number(), template="no-such", params={}, at=DAY)


@pytest.mark.django_db
def test_what_was_told_of_a_case_is_told_newest_first_and_without_codes() -> None:
    first, second = approved(key="a"), approved(key="b", at=DAY + timedelta(hours=1))
    assert first is not None
    assert second is not None
    post(key="c", to=number(), template="code-sign", case=REFERENCE, at=DAY,
         params={"code": "831907", "minutes": 10})  # fmt: skip
    Message.objects.filter(pk=first.pk).update(sent_at=DAY)
    Message.objects.filter(pk=second.pk).update(failed="HTTP 422")
    told = of_case(case=REFERENCE)
    assert [(each.state, each.sent_at) for each in told] == [("failed", None), ("sent", DAY)]
    assert REFERENCE in told[0].text
    assert of_case(case="FC-0000-0000-0") == []
    assert len(of_case(case=REFERENCE, limit=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_news_told_at_once_by_many_is_one_message() -> None:
    ready = threading.Barrier(8)
    told: list[int] = []

    def tell() -> None:
        ready.wait(10)
        with transaction.atomic():
            message = approved()
        assert message is not None
        told.append(message.pk)
        connection.close()

    threads = [threading.Thread(target=tell) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 8
    assert len(set(told)) == Message.objects.count() == 1
