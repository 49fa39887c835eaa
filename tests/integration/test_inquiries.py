"""Other regions are asked. The same questions to every kind of system; no answer is never no."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from enrolments import CLERK, ELSEWHERE, POOL, REVIEWER, at, child, enrol

from firstcard.core.models import AuditEntry
from firstcard.core.refusals import NotAllowed
from firstcard.enrolment import inquiries, jobs, registries
from firstcard.enrolment.models import Enrolment, Inquiry
from firstcard.enrolment.refusals import AlreadyInsured
from firstcard.enrolment.registries import (
    Answer,
    FileRegistry,
    HttpRegistry,
    Insured,
    NoAnswer,
    NotInsured,
    Registry,
    Unconnected,
)
from firstcard.people.models import Person
from firstcard.people.numbers import add_number

BORN, DAY = date(2026, 6, 1), date(2026, 7, 1)
KNOWN = [
    {"kind": "citizen-id", "number": "41010520260601001X", "region": "411300",
     "since": "2026-06-20"},
    {"kind": "birth-certificate", "number": "A410000001", "region": "420100"},
]  # fmt: skip
SILENT = "A999999999"
Reply = Callable[[dict[str, Any]], tuple[int, bytes]]


def _answers(question: dict[str, Any]) -> tuple[int, bytes]:
    """What a system like the one of the file answers over HTTP."""
    if question["number"] == SILENT:
        return 503, b""
    for each in KNOWN:
        if (each["kind"], each["number"]) == (question["kind"], question["number"]):
            more = {key: each[key] for key in ("region", "since") if key in each}
            return 200, json.dumps({"insured": True} | more).encode()
    return 200, b'{"insured": false}'


@contextmanager
def served(reply: Reply) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A system of another region on this machine, and what it was asked."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({**question, "token": self.headers.get("Authorization"),
                          "path": self.path})  # fmt: skip
            status, body = reply(question)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/insured", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=["file", "http"])
def system(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Registry]:
    """The stand-in of demonstrations, and the real way: both must answer alike."""
    if request.param == "file":
        path = tmp_path / "insured.json"
        path.write_text(json.dumps({"insured": KNOWN, "silent": [SILENT]}), encoding="utf-8")
        yield FileRegistry(path=path)
        return
    with served(_answers) as (url, _):
        yield HttpRegistry(url=url, token="secret")


@pytest.mark.parametrize(("kind", "number", "expected"), [
    ("citizen-id", "41010520260601001X", Insured("411300", date(2026, 6, 20))),
    ("birth-certificate", "A410000001", Insured("420100")),
    ("birth-certificate", "A410000002", NotInsured()),
    ("citizen-id", "A410000001", NotInsured()),
    ("birth-certificate", SILENT, NoAnswer("unreachable")),
])  # fmt: skip
def test_both_systems_answer_alike(
    system: Registry, kind: str, number: str, expected: Answer
) -> None:
    assert system.ask(kind=kind, number=number) == expected


@pytest.mark.parametrize(("status", "body"), [
    (200, b""), (200, b"no"), (200, b"{}"), (200, b"[]"), (200, b"false"), (200, b"null"),
    (200, b'{"insured": "false"}'), (200, b'{"insured": 0}'), (200, b'{"insured": null}'),
    (200, b'{"insured": false, "region": "411300"}'), (200, b'{"insured": true}'),
    (200, b'{"insured": true, "region": "Nanyang"}'), (200, b'{"insured": true, "region": 411300}'),
    (200, b'{"insured": true, "region": "411300", "since": "soon"}'),
    (200, b'{"insured": false'), (200, b"\xff\xfe"), (200, b'{"a": "' + b"x" * 70_000 + b'"}'),
    (200, b"[" * 60_000), (204, b""), (206, b'{"insured": false}'), (302, b""),
    (400, b'{"insured": false}'), (404, b'{"insured": false}'), (500, b'{"insured": false}'),
])  # fmt: skip
def test_whatever_is_no_clear_answer_is_none(status: int, body: bytes) -> None:
    with served(lambda question: (status, body)) as (url, asked):
        assert isinstance(HttpRegistry(url=url).ask(kind="citizen-id", number="1"), NoAnswer)
    assert len(asked) == 1, "a number goes to the system that was named and nowhere else"


def test_a_system_that_is_away_or_slow_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(_answers) as (url, _):
        pass
    assert HttpRegistry(url=url).ask(kind="citizen-id", number="1") == NoAnswer("unreachable")
    monkeypatch.setattr(registries, "SECONDS", 0.2)
    hang = threading.Event()

    def slow(question: dict[str, Any]) -> tuple[int, bytes]:
        hang.wait(5)
        return 200, b'{"insured": false}'

    with served(slow) as (url, _):
        assert HttpRegistry(url=url).ask(kind="citizen-id", number="1") == NoAnswer("unreachable")
        hang.set()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"insured": [{}]}', '{"insured": 3}'])
def test_a_broken_file_is_no_answer(tmp_path: Path, content: str) -> None:
    path = tmp_path / "insured.json"
    assert FileRegistry(path=path).ask(kind="citizen-id", number="1") == NoAnswer("unreachable")
    path.write_text(content, encoding="utf-8")
    assert FileRegistry(path=path).ask(kind="citizen-id", number="1") == NoAnswer("not-understood")


@pytest.mark.parametrize(("setting", "demo", "expected"), [
    ("", False, Unconnected), ("https://inquiry.example/insured", False, HttpRegistry),
    ("http://127.0.0.1:9/insured", False, HttpRegistry), ("file:/tmp/x.json", True, FileRegistry),
])  # fmt: skip
def test_the_environment_names_the_system(setting: str, demo: bool, expected: type) -> None:
    assert isinstance(registries.registry(setting=setting, token="", demo=demo), expected)


@pytest.mark.parametrize(("setting", "demo"), [
    ("http://inquiry.example/insured", False), ("https://", False), ("insured.json", True),
    ("file:/tmp/x.json", False), ("ftp://inquiry.example", False), ("https://a:b", False),
])  # fmt: skip
def test_a_setting_that_names_none_or_an_open_way_is_refused(setting: str, demo: bool) -> None:
    with pytest.raises(registries.BadSetting, match="FIRSTCARD_INQUIRY"):
        registries.registry(setting=setting, token="", demo=demo)


class Told:
    """A system that gives these answers, number by number."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)

    def ask(self, *, kind: str, number: str) -> Answer:
        return self.answers.pop(0)


YES, NO, SILENCE = Insured("411300", date(2026, 6, 20)), NotInsured(), NoAnswer("unreachable")


@pytest.mark.parametrize(("answers", "expected"), [
    ([], NoAnswer("no-number")), ([NO], NO), ([NO, NO], NO), ([NO, SILENCE], SILENCE),
    ([SILENCE, NO], SILENCE), ([SILENCE, YES], YES), ([NO, YES], YES), ([SILENCE], SILENCE),
])  # fmt: skip
def test_a_no_needs_a_no_to_every_number(answers: list[Answer], expected: Answer) -> None:
    assert inquiries.together(answers) == expected


@pytest.mark.django_db
class TestAsking:
    def baby(self) -> Person:
        person = child(BORN)
        add_number(person=person, kind="birth-certificate", number="A410000002")
        return person

    def ask(self, person: Person, *answers: Answer, days: int = 0) -> Inquiry:
        return inquiries.ask(person=person, region=POOL, by=CLERK, of=Told(*answers),
                             at=at(DAY + timedelta(days)))  # fmt: skip

    def test_a_yes_keeps_the_child_from_being_enrolled_twice_until_there_is_a_no(self) -> None:
        person = self.baby()
        self.ask(person, YES)
        self.ask(person, SILENCE)
        with pytest.raises(AlreadyInsured) as refused:
            enrol(BORN, DAY, person=person)
        assert (refused.value.region, refused.value.since) == ("411300", date(2026, 6, 20))
        assert "Nanyang" in refused.value.text.en
        self.ask(person, NO)
        assert enrol(BORN, DAY, person=person).elsewhere == "no"

    def test_silence_keeps_nobody_from_it_and_is_not_taken_for_no(self) -> None:
        person = self.baby()
        self.ask(person, NO)
        last = self.ask(person, SILENCE)
        assert (last.answer, last.reason) == ("none", "unreachable")
        assert "not mean “not insured”" in inquiries.said(inquiry=last).en
        assert enrol(BORN, DAY, person=person).elsewhere == ""

    def test_who_was_not_asked_is_unanswered_too(self) -> None:
        assert enrol(BORN, DAY).elsewhere == ""

    def test_they_are_asked_again_until_they_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        person = self.baby()
        enrol(BORN, DAY, person=person)
        system = Told(SILENCE, NO)
        monkeypatch.setattr(inquiries, "connected", lambda: system)
        first = at(DAY)
        assert [jobs.ask_again(at=first + timedelta(hours=hours)) for hours in (0, 1, 7, 8)] == [
            1, 0, 1, 0]  # fmt: skip
        assert Enrolment.objects.get().elsewhere == "no"

    def test_while_nothing_is_connected_or_nobody_answers_not_everybody_is_tried(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(3):
            person = child(BORN)
            add_number(person=person, kind="birth-certificate", number=f"A41000000{number}")
            enrol(BORN, DAY, person=person, case=f"FC-7K3M-9QX{number + 2}-H")
        monkeypatch.delenv("FIRSTCARD_INQUIRY", raising=False)
        assert jobs.ask_again(at=at(DAY)) == 0
        monkeypatch.setattr(inquiries, "connected", lambda: Told(SILENCE))
        assert jobs.ask_again(at=at(DAY)) == 1
        assert Inquiry.objects.count() == 1

    def test_a_yes_that_comes_after_all_is_kept_with_the_enrolment(self) -> None:
        person = self.baby()
        enrol(BORN, DAY, person=person)
        self.ask(person, YES)
        assert Enrolment.objects.get().elsewhere == "yes"
        assert [each.person for each in inquiries.to_clear_up(by=REVIEWER)] == [person]
        assert not inquiries.to_clear_up(by=ELSEWHERE)

    def test_a_child_without_a_number_cannot_be_asked_about(self) -> None:
        assert self.ask(child(BORN)).reason == "no-number"

    def test_it_is_audited_without_the_number_and_takes_permission(self) -> None:
        person = self.baby()
        self.ask(person, YES)
        entry = AuditEntry.objects.get(action="enrolment.inquire")
        assert (entry.person, entry.detail) == (person.pk, {"answer": "yes", "reason": ""})
        with pytest.raises(NotAllowed):
            inquiries.ask(person=person, region=POOL, by=ELSEWHERE, of=Told(NO), at=at(DAY))
        assert Inquiry.objects.count() == 1

    @pytest.mark.parametrize(("answer", "en", "zh"), [
        (YES, "Nanyang, Henan says: insured there since 20 June 2026.", "河南省南阳市反馈"),
        (Insured("411300"), "says: insured there.", "已在当地参保"),
        (NO, "Other regions say: not insured there.", "未参保"),
        (NoAnswer("not-connected"), "nobody was asked", "尚未接入"),
    ])  # fmt: skip
    def test_what_they_said_in_words(self, answer: Answer, en: str, zh: str) -> None:
        text = inquiries.said(inquiry=self.ask(self.baby(), answer))
        assert en in text.en
        assert zh in text.zh
