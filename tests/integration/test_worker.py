"""The worker as a process of the service: it works, is killed, and nothing is lost."""

import json
import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from message_gateway import Asked, listening
from processes import eventually, is_alive
from services import READY_SECONDS, STOP_SECONDS, Service, Starter, ask, connected, verified

from firstcard.core import vault
from firstcard.core.sealing import checkpoints

SEALERS = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = x'46435345'::bigint"
)


def post_code(service: Service, key: str) -> None:
    """A message as `messages.post` writes it; codes go at night too."""
    now = datetime.now(UTC)
    with connected(service) as database:
        database.execute(
            "INSERT INTO messages_message (key, telephone, lang, template, text, \"case\", urgent,"
            " not_before, not_after, created_at, tries, failed) VALUES"
            " (%s, %s, 'zh', 'code-sign-in', %s, '', true, %s, %s + interval '1 hour', %s, 0, '')",
            [key, vault.seal(b"13800000001", purpose="telephone"),
             vault.seal("验证码".encode(), purpose="message", bound=key), now, now, now],
        )  # fmt: skip


def working(service: Service) -> int:
    assert eventually(lambda: service.worker() is not None, seconds=READY_SECONDS), (
        service.printed()
    )
    worker = service.worker()
    assert worker is not None
    return worker


def began(start: Starter, asked: Asked) -> Service:
    service = start(FIRSTCARD_MESSAGES=asked.url)
    assert eventually(lambda: "is ready" in service.printed(), seconds=READY_SECONDS)
    working(service)
    return service


def test_killed_in_the_middle_of_sending_it_sends_again_with_the_same_id(start: Starter) -> None:
    with listening(hold=True) as asked:
        service = began(start, asked)
        post_code(service, "one")
        assert eventually(lambda: len(asked.bodies) == 1, seconds=READY_SECONDS), service.printed()
        killed = working(service)
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: service.worker() not in (None, killed), seconds=READY_SECONDS)
        post_code(service, "two")
        asked.held.set()
        # The minute in which the dead one might still have been sending.
        with connected(service) as database:
            database.execute("UPDATE messages_message SET not_before = now() WHERE sent_at IS NULL")
        sent = "SELECT count(*) FROM messages_message WHERE sent_at IS NOT NULL"
        assert eventually(lambda: ask(service, sent) == 2, seconds=READY_SECONDS), service.printed()
    assert service.is_well()
    assert len(asked.ids) == 3
    assert len(set(asked.ids)) == 2
    assert asked.ids[0] in asked.ids[1:]
    assert ask(service, "SELECT tries FROM messages_message WHERE key = 'one'") == 2


@pytest.mark.parametrize("kills", [2, pytest.param(4, marks=pytest.mark.full)])
def test_killed_again_and_again_it_seals_every_entry_once(start: Starter, kills: int) -> None:
    with listening() as asked:
        service = began(start, asked)
        for number in range(kills):
            with connected(service) as database:
                for entry in range(20):
                    database.execute(
                        "INSERT INTO core_auditentry (at, actor_kind, role, actor_name, action,"
                        " subject, \"case\", detail) VALUES (now(), 'service', 'service', '', 'x',"
                        " %s, '', '{}')",
                        [f"test:{number}.{entry}"],
                    )  # fmt: skip
            os.kill(working(service), signal.SIGKILL)
        unsealed = (
            "SELECT count(*) FROM core_auditentry e WHERE NOT EXISTS"
            " (SELECT 1 FROM core_auditseal s WHERE s.entry = e.id)"
        )
        assert eventually(lambda: ask(service, unsealed) == 0, seconds=60), service.printed()
    sealed = [
        entry
        for each in checkpoints.read(service.home / "audit" / checkpoints.FILE)
        for entry in each.entries
    ]
    assert len(sealed) == len(set(sealed)) == ask(service, "SELECT count(*) FROM core_auditentry")
    verified(service, code=0)
    service.process.terminate()
    assert service.process.wait(timeout=STOP_SECONDS) == 0
    # Without the service too, on its embedded data.
    assert verified(service, code=0)["sealed"] == len(sealed)


def test_in_demo_mode_messages_are_files(service: Service) -> None:
    working(service)
    post_code(service, "demo")
    folder = service.home / "messages"
    assert eventually(lambda: any(folder.glob("*.json")), seconds=READY_SECONDS), service.printed()
    (file,) = folder.glob("*.json")
    assert json.loads(file.read_text("utf-8"))["text"] == "验证码"
    assert "138****0001" in service.printed()


def test_it_stops_with_the_service_and_can_be_left_out(start: Starter) -> None:
    service = start(FIRSTCARD_WORKER="off")
    assert eventually(lambda: "is ready" in service.printed(), seconds=READY_SECONDS)
    assert service.worker() is None
    other = start(home="other")
    assert eventually(lambda: "is ready" in other.printed(), seconds=READY_SECONDS)
    worker = working(other)
    other.process.terminate()
    assert other.process.wait(timeout=STOP_SECONDS) == 0
    assert not is_alive(worker)


def test_a_gateway_that_cannot_be_one_is_refused_at_the_start(start: Starter) -> None:
    begun = start(FIRSTCARD_MESSAGES="http://gateway.example/send")
    assert begun.process.wait(timeout=READY_SECONDS) == 2
    assert "FIRSTCARD_MESSAGES" in begun.printed()
    assert len(begun.printed().strip().splitlines()) == 1


def test_where_checkpoints_lie_can_be_chosen(start: Starter, tmp_path: Path) -> None:
    place = tmp_path / "elsewhere"
    service = start(
        fresh=True, FIRSTCARD_CHECKPOINTS=str(place), FIRSTCARD_AUDIT_KEY=str(tmp_path / "key")
    )
    assert eventually((place / checkpoints.FILE).exists, seconds=READY_SECONDS), service.printed()
    assert (tmp_path / "key").exists()
    assert not (place / checkpoints.SIGNING_KEY).exists()
    assert not (service.home / "audit").exists()


def test_it_goes_on_after_the_database_died(start: Starter) -> None:
    with listening() as asked:
        service = began(start, asked)
        before = working(service)
        killed = service.postgres()
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: not is_alive(killed), seconds=STOP_SECONDS)
        assert eventually(service.is_well, seconds=READY_SECONDS), service.printed()
        post_code(service, "after")
        assert eventually(lambda: len(asked.bodies) == 1, seconds=60), service.printed()
        assert working(service) == before
        # It holds the sealer's lock again, which went with its connection.
        assert eventually(lambda: ask(service, SEALERS) == 1, seconds=60)
