"""One effect for one Idempotency-Key: the four answers, crashes, and what is kept of a reply."""

import threading
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import RequestFactory
from django.test.client import encode_multipart
from django.utils.timezone import now

from firstcard.core import audit, idempotency
from firstcard.core.actors import PUBLIC, Actor
from firstcard.core.idempotency import KeyMissing, KeyReused, StillRunning
from firstcard.core.models import AuditEntry, GivenReply
from firstcard.core.refusals import Conflict, NotAllowed, Refusal, TooMany
from firstcard.policy.format import Text

ANNE = Actor(kind="person", account=1, name="Anne")
BEN = Actor(kind="person", account=2, name="Ben")
SECRET = "郝一\u00b7买买提"


def asked(
    *, key: str | None = "k-1", body: str = '{"a":1}', path: str = "/api/v1/x"
) -> HttpRequest:
    headers = {} if key is None else {"Idempotency-Key": key}
    return RequestFactory().post(path, body, content_type="application/json", headers=headers)


def append() -> HttpResponse:
    """Something with an effect, whose reply is another one each time it is really done."""
    audit.record(by=ANNE, action="test.write", subject="test:1")
    response = JsonResponse({"name": SECRET, "count": AuditEntry.objects.count()}, status=201)
    response["ETag"] = '"7"'
    response["Location"] = "/api/v1/x/7"
    response["X-Request-ID"] = "of one request alone"
    return response


def send(
    request: HttpRequest, *, by: Actor = ANNE, do: Callable[[], HttpResponse] = append
) -> HttpResponse:
    return idempotency.once(request=request, by=by, operation=do)


@pytest.mark.django_db
def test_five_times_the_same_is_one_effect_and_one_reply() -> None:
    replies = [send(asked()) for _ in range(5)]
    assert AuditEntry.objects.count() == 1
    assert {reply.content for reply in replies} == {replies[0].content}
    assert {reply.status_code for reply in replies} == {201}
    for name in ("Content-Type", "ETag", "Location"):
        assert {reply[name] for reply in replies} == {replies[0][name]}
    assert not replies[1].has_header("X-Request-ID")


@pytest.mark.django_db
def test_another_body_under_the_same_key_is_refused() -> None:
    send(asked())
    with pytest.raises(KeyReused) as refused:
        send(asked(body='{"a":2}'))
    assert refused.value.status == 422
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", [None, "", "k" * 256, "钥匙", "a\tb"])
def test_without_a_usable_key_nothing_is_done(key: str | None) -> None:
    with pytest.raises(KeyMissing) as refused:
        send(asked(key=key))
    assert refused.value.status == 400
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db
def test_the_longest_key_is_taken() -> None:
    assert send(asked(key="k" * 255)).status_code == 201


@pytest.mark.django_db
def test_keys_of_different_callers_and_addresses_are_different_keys() -> None:
    send(asked())
    send(asked(), by=BEN)
    send(asked(path="/api/v1/y"))
    assert AuditEntry.objects.count() == 3


@pytest.mark.django_db
def test_somebody_without_an_account_is_refused() -> None:
    with pytest.raises(NotAllowed):
        send(asked(), by=PUBLIC)


@pytest.mark.django_db
def test_a_refusal_is_repeated_too_and_leaves_nothing() -> None:
    def refuse() -> HttpResponse:
        append()
        raise Conflict(Text("Too late.", "已迟。"), fields={"a": Text("gone", "已无")})

    first, second = send(asked(), do=refuse), send(asked(), do=append)
    assert first.status_code == second.status_code == 409
    assert first.content == second.content
    assert b'"code": "conflict"' in first.content
    assert first["Content-Type"] == second["Content-Type"] == "application/problem+json"
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db
def test_wait_and_broken_are_not_kept() -> None:
    def wait() -> HttpResponse:
        raise TooMany(Text("Wait.", "请稍候。"))

    def broken() -> HttpResponse:
        append()
        return HttpResponse(status=500)

    assert send(asked(), do=wait).status_code == 429
    assert send(asked(), do=append).status_code == 201
    assert send(asked(key="k-2"), do=broken).status_code == 500
    assert AuditEntry.objects.count() == 1
    assert send(asked(key="k-2"), do=append).status_code == 201


@pytest.mark.django_db
def test_an_answer_that_came_between_the_look_and_the_lock_is_not_given_twice() -> None:
    def slowly() -> HttpResponse:
        reply = append()
        key = idempotency._key(asked(), 1)
        GivenReply.objects.create(key=key, body=b"", status=201, reply=b"", created_at=now())
        return reply

    with pytest.raises(StillRunning):
        send(asked(), do=slowly)
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db
def test_what_is_done_after_a_refusal_stays_and_may_refuse_otherwise() -> None:
    def refuse() -> HttpResponse:
        raise Conflict(Text("Too late.", "已迟。"))

    def count(refusal: Refusal) -> None:
        append()
        raise TooMany(refusal.text)

    with pytest.raises(TooMany):
        idempotency.once(request=asked(), by=ANNE, operation=refuse, undone=count)
    assert AuditEntry.objects.count() == 1
    assert send(asked()).status_code == 201


@pytest.mark.django_db
def test_after_a_crash_in_the_middle_the_repeat_does_the_work() -> None:
    def crash() -> HttpResponse:
        append()
        raise RuntimeError("the power is out")

    with pytest.raises(RuntimeError):
        send(asked(), do=crash)
    assert AuditEntry.objects.count() == GivenReply.objects.count() == 0
    assert send(asked()).status_code == 201


class TestWhatTakesLong:
    """A part that is done before the transaction: no row is held meanwhile, and no repeat waits."""

    def ready(self) -> str:
        assert not connection.in_atomic_block
        self.times = getattr(self, "times", 0) + 1
        return "made"

    def send(self, request: HttpRequest, *, by: Actor = ANNE,
             ready: Callable[[], str] | None = None) -> HttpResponse:  # fmt: skip
        def use(made: str) -> HttpResponse:
            assert (made, connection.in_atomic_block) == ("made", True)
            return append()

        return idempotency.once_ready(
            request=request, by=by, ready=ready or self.ready, operation=use)  # fmt: skip

    @pytest.mark.django_db(transaction=True)
    def test_it_is_done_once_and_answered_again_without_it(self) -> None:
        replies = [self.send(asked()) for _ in range(3)]
        assert {reply.content for reply in replies} == {replies[0].content}
        assert (self.times, AuditEntry.objects.count()) == (1, 1)
        with pytest.raises(KeyReused):
            self.send(asked(body="{}"))

    @pytest.mark.django_db(transaction=True)
    def test_what_it_refuses_is_repeated_and_busy_is_not(self) -> None:
        def no() -> str:
            raise Conflict(Text("No.", "不行。"))

        def wait() -> str:
            raise TooMany(Text("Wait.", "请稍候。"))

        assert self.send(asked(), ready=no).status_code == 409
        assert self.send(asked()).status_code == 409
        assert self.send(asked(key="k-2"), ready=wait).status_code == 429
        assert self.send(asked(key="k-2")).status_code == 201
        assert self.times == 1

    @pytest.mark.django_db(transaction=True)
    def test_nobody_has_it_done_without_a_key_and_an_account(self) -> None:
        with pytest.raises(KeyMissing):
            self.send(asked(key=None))
        with pytest.raises(NotAllowed):
            self.send(asked(), by=PUBLIC)
        assert not hasattr(self, "times")


def form(*, text: str = "a", content: bytes = b"page", boundary: str = "x") -> HttpRequest:
    data = {"document": text, "file": SimpleUploadedFile("a.pdf", content)}
    request = RequestFactory().post(
        "/api/v1/papers", encode_multipart(boundary, data),
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={"Idempotency-Key": "k-1"},
    )  # fmt: skip
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    assert request.FILES  # read before the operation, as ninja does
    return request


@pytest.mark.django_db
def test_a_form_with_a_file_is_known_again_by_its_parts() -> None:
    replies = [send(form()), send(form(boundary="another"))]
    assert replies[0].content == replies[1].content
    assert AuditEntry.objects.count() == 1
    for other in (form(content=b"PAGE"), form(text="b")):
        with pytest.raises(KeyReused):
            send(other)


@pytest.mark.django_db
def test_the_file_is_still_there_for_the_operation() -> None:
    request = form(content=b"the page")
    send(request, do=lambda: HttpResponse(request.FILES["file"].read()))
    again = form(content=b"the page")
    assert send(again).content == b"the page"


@pytest.mark.django_db
def test_replies_lie_sealed() -> None:
    send(asked())
    given = GivenReply.objects.get()
    assert SECRET.encode() not in bytes(given.reply)
    assert b"k-1" not in bytes(given.key)


@pytest.mark.django_db(transaction=True)
def test_while_the_first_runs_a_repeat_is_told_to_wait() -> None:
    running, go_on = threading.Event(), threading.Event()
    replies: list[HttpResponse] = []

    def slowly() -> HttpResponse:
        running.set()
        assert go_on.wait(10)
        return append()

    def first() -> None:
        replies.append(send(asked(), do=slowly))
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert running.wait(10)
    try:
        with pytest.raises(StillRunning) as refused:
            send(asked())
        assert refused.value.status == 409
    finally:
        go_on.set()
        thread.join()
    assert send(asked()).content == replies[0].content
    assert AuditEntry.objects.count() == 1
