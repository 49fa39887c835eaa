"""`kill -9` of the server and of the database while programs hand in applications.

Whoever was told "handed in" finds it there: once, whole, and the same when they ask again. The
programs go through the real door and repeat what was not answered (see `integrator`). As in
operation, `serve` brings back its own children; `serve` itself is started again as systemd does
with `Restart=on-failure`, at once, by the test.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from load import PROGRAMS, Load, working
from message_gateway import Asked, listening
from processes import eventually
from services import READY_SECONDS, Service, Starter, ask, connected, verified

from firstcard.config.places import folder_of
from firstcard.config.postgres_programs import programs

BACK_SECONDS = 30.0  # from a kill to the next acknowledged submission
READY, EMPTY = 10, 5  # families for a kill: with a filled-in application, and without one
LONGEST_PAUSE_SECONDS = 0.8  # between two kills, after the service has come back

# By what it is called: a query that finds such cases.
_ONE = "(SELECT count(*) FROM {} WHERE {}) <> 1"
_WHOLE = {
    "event of submission": _ONE.format("casework_caseevent", "case_id = c.id AND action='submit'"),
    "event of start": _ONE.format("casework_caseevent", "case_id = c.id AND action = 'start'"),
    "audit entry of submission": _ONE.format(
        "core_auditentry", "\"case\" = c.reference AND action = 'case.submit'"),
    "audit entry of start": _ONE.format(
        "core_auditentry", "\"case\" = c.reference AND action = 'case.start'"),
    "clock that runs": _ONE.format("casework_caseclock", "case_id = c.id AND stopped_on IS NULL"),
    "signature that counts": _ONE.format(
        "casework_signature", "case_id = c.id AND void_at IS NULL"),
    "message": _ONE.format(
        "messages_message", "\"case\" = c.reference AND template = 'application-received'"),
    "child with a number": _ONE.format("people_identitydocument", "person_id = c.child_id"),
    "child of its own": _ONE.format("casework_case o", "o.child_id = c.child_id"),
    "office, rules and promise": "c.office_id IS NULL OR c.pack = '' OR c.due_on IS NULL",
    "instant of submission": "c.submitted_at IS NULL OR c.decided_at IS NOT NULL",
}  # fmt: skip
NOT_WHOLE = {
    f"handed in without its one {name}":
        f"SELECT c.reference FROM casework_case c WHERE c.state = 'submitted' AND ({wrong})"
    for name, wrong in _WHOLE.items()
} | {
    "its history is not its state":
        "SELECT c.reference FROM casework_case c WHERE c.state IS DISTINCT FROM (SELECT after "
        "FROM casework_caseevent WHERE case_id = c.id ORDER BY id DESC LIMIT 1)",
    "its version does not count its changes":
        "SELECT c.reference FROM casework_case c WHERE c.version <> (SELECT count(*) FROM "
        "core_auditentry WHERE \"case\" = c.reference AND action IN "
        "('case.start', 'case.save', 'case.submit'))",
    "an audit entry of no case":
        "SELECT \"case\" FROM core_auditentry WHERE \"case\" <> '' AND \"case\" NOT IN "
        "(SELECT reference FROM casework_case)",
    "a case that was begun and not ended":
        "SELECT reference FROM casework_case c WHERE state <> 'submitted' AND NOT EXISTS "
        "(SELECT 1 FROM casework_signature WHERE case_id = c.id)",
    "a draft with something of a submission":
        "SELECT reference FROM casework_case c WHERE state = 'draft' AND (child_id IS NOT NULL OR "
        "EXISTS (SELECT 1 FROM casework_caseclock WHERE case_id = c.id))",
    "a message of no case":
        "SELECT \"case\" FROM messages_message WHERE \"case\" NOT IN "
        "(SELECT reference FROM casework_case)",
}  # fmt: skip
_PAGELESS = (
    "SELECT count(*) FROM casework_paper p JOIN casework_case c ON c.id = p.case_id"
    " WHERE c.reference = ANY(%s) AND NOT EXISTS"
    " (SELECT 1 FROM casework_paperpage WHERE paper_id = p.id)"
)


@dataclass
class Killing:
    """Who is killed, who comes back, and how long that took (seconds, to the next submission)."""

    start: Starter
    service: Service
    url: str
    back_after: dict[str, list[float]] = field(default_factory=dict)

    def kill(self, victim: str) -> None:
        """One `kill -9`; `serve` is started again at once, its children it starts itself."""
        if victim == "serve":
            self.service.process.kill()
            self.service.process.wait()
            self.restart()
            return
        found = {"web server": self.service.web, "database": self.service.postgres,
                 "web worker": lambda: self.service.web_workers()[0]}[victim]  # fmt: skip
        os.kill(_pid(found), signal.SIGKILL)

    def restart(self) -> None:
        self.service = self.start(port=self.service.port, FIRSTCARD_MESSAGES=self.url)

    def keep_up(self) -> None:
        """What systemd does: a service that has ended with an error is started again."""
        if self.service.process.poll() is not None:
            time.sleep(0.1)
            self.restart()


def _pid(find: Callable[[], int]) -> int:
    """The number of a process that may just be coming back."""
    found: list[int] = []

    def there() -> bool:
        try:
            found.append(find())
        except (StopIteration, IndexError, OSError):
            return False
        return True

    assert eventually(there, seconds=BACK_SECONDS)
    return found[-1]


def plan(*, server: int, database: int) -> list[str]:
    """In what order they are killed: the same at every run."""
    ways = ("serve", "web worker", "web server")
    found = [ways[number % len(ways)] for number in range(server)] + ["database"] * database
    random.Random(server).shuffle(found)
    return found


@pytest.mark.parametrize(
    ("server", "database"), [(3, 1), pytest.param(50, 10, marks=pytest.mark.full)],
    ids=["some", "many"],
)  # fmt: skip
def test_every_acknowledged_submission_is_there_once_and_whole(
    start: Starter, server: int, database: int
) -> None:
    with listening() as asked:
        service = start(FIRSTCARD_MESSAGES=asked.url)
        assert eventually(lambda: "is ready" in service.printed(), seconds=READY_SECONDS)
        people, kills = _people(service), server + database
        killing = Killing(start, service, asked.url)
        with working(service, ready_ones=READY * kills, empty_ones=EMPTY * kills) as load:
            for victim in plan(server=server, database=database):
                _kill_and_wait(killing, victim, load)
        service = killing.service
        _nothing_is_lost_or_twice(service, load, people)
        _answers_are_repeated(load)
        _the_worker_ends_what_it_began(service, asked)
        entries = ask(service, "SELECT count(*) FROM core_auditentry")
    service.process.terminate()
    service.process.wait()
    assert verified(service, code=0)["sealed"] == entries
    _the_files_are_sound(service)
    _tell(killing, load, asked)


def _kill_and_wait(killing: Killing, victim: str, load: Load) -> None:
    """A kill under load, and the next acknowledged submission after it."""
    time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))
    began, before = time.monotonic(), len(load.handed_in)
    killing.kill(victim)

    def is_back() -> bool:
        killing.keep_up()
        return load.has_moved_on(before + PROGRAMS)  # those may have been on their way

    assert eventually(is_back, seconds=BACK_SECONDS), (victim, killing.service.printed())
    killing.back_after.setdefault(victim, []).append(time.monotonic() - began)


def _people(service: Service) -> int:
    found: int = ask(service, "SELECT count(*) FROM people_person")
    return found


def _nothing_is_lost_or_twice(service: Service, load: Load, people: int) -> None:
    with connected(service) as database:
        stored = database.execute(
            "SELECT reference FROM casework_case WHERE state = 'submitted'").fetchall()  # fmt: skip
        assert Counter(row[0] for row in stored) == Counter(load.handed_in)
        for name, query in NOT_WHOLE.items():
            assert database.execute(query.encode()).fetchall() == [], name
        row = database.execute(_PAGELESS, [load.gone_the_whole_way]).fetchone()
        assert row == (0,), "a paper without its pages"
    # A child and a mother each; nobody is left over from what was undone.
    assert _people(service) == people + 2 * len(load.handed_in)
    written = sum(len(program.acknowledged) for program in load.programs)
    assert ask(service, "SELECT count(*) FROM core_givenreply") == written


def _answers_are_repeated(load: Load) -> None:
    for program in load.programs:
        for request, answer in program.acknowledged:
            assert program.repeat(request) == answer, request.path


def _the_worker_ends_what_it_began(service: Service, asked: Asked) -> None:
    """All is sealed and sent; what was sent twice went under its one id."""
    unsealed = ("SELECT count(*) FROM core_auditentry e WHERE NOT EXISTS"
                " (SELECT 1 FROM core_auditseal s WHERE s.entry = e.id)")  # fmt: skip
    # The minute in which a dead worker might still have been sending is over.
    with connected(service) as database:
        database.execute("UPDATE messages_message SET not_before = now() WHERE sent_at IS NULL")
    waiting = "SELECT count(*) FROM messages_message WHERE sent_at IS NULL"
    assert eventually(lambda: ask(service, waiting) == 0, seconds=READY_SECONDS)
    assert eventually(lambda: ask(service, unsealed) == 0, seconds=READY_SECONDS)
    with connected(service) as database:
        keys = [row[0] for row in database.execute("SELECT key FROM messages_message").fetchall()]
    assert set(asked.ids) == {hashlib.sha256(key.encode()).hexdigest()[:32] for key in keys}
    texts = {(body["telephone"], body["text"]): body["id"] for body in asked.bodies}
    assert len(texts) == len(set(asked.ids)), "the same message under another id"


def _the_files_are_sound(service: Service) -> None:
    """No page of the stopped database is damaged."""
    data = folder_of(home=service.home) / "data"
    checked = subprocess.run([programs(account=None) / "pg_checksums", "--check", "-D", data],
                             capture_output=True, text=True, check=False)  # fmt: skip
    assert checked.returncode == 0, checked.stderr


def _tell(killing: Killing, load: Load, asked: Asked) -> None:
    repeated: Counter[str] = Counter()
    for program in load.programs:
        repeated += program.repeated
    print(
        f"\n{len(load.handed_in)} submissions acknowledged, each there once;"
        f" {len(load.gone_the_whole_way)} of them made through the API from the draft on"
    )
    print(f"repeated by the programs: {dict(repeated)}; messages sent:"
          f" {len(asked.ids)}, ids: {len(set(asked.ids))}")  # fmt: skip
    for victim, spent in killing.back_after.items():
        print(
            f"{victim}: killed {len(spent)} times, submissions go on after"
            f" {sorted(spent)[len(spent) // 2]:.1f} s (median), {max(spent):.1f} s at most"
        )
