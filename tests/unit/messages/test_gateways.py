"""Each way out: what it sends, which answers mean never, and which mean later."""

import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from message_gateway import listening

from firstcard.messages import gateways
from firstcard.messages.gateways import (
    BadSetting,
    Files,
    HttpGateway,
    Outgoing,
    Rejected,
    SmtpGateway,
    Unavailable,
    gateway,
)

NEWS = Outgoing(id="0" * 31 + "7", telephone="13800000001", text="申请已通过。", lang="zh")


def test_without_a_setting_demo_writes_files_and_a_real_service_waits(tmp_path: Path) -> None:
    assert isinstance(gateway(setting="", token="", folder=tmp_path), Files)
    assert gateway(setting="", token="", folder=None) is None


@pytest.mark.parametrize(
    "setting",
    [
        "gateway.example",
        "http://gateway.example/send",
        "ftp://gateway.example/send",
        "https://gateway.example:port/send",
        "smtp://mail.example",
        "smtp://mail.example?to=sms@example.cn&from=card@example.cn",
        "smtp://mail.example?to={telephone}@sms.example&from=card",
        "smtp:///?to={telephone}@sms.example&from=card@example.cn",
    ],
)
def test_a_setting_that_names_no_gateway_is_refused(setting: str) -> None:
    with pytest.raises(BadSetting) as refused:
        gateway(setting=setting, token="", folder=None)
    assert "\n" not in str(refused.value)


def test_a_file_is_written_once_for_each_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    way = Files(tmp_path / "messages")
    way.send(NEWS)
    way.send(NEWS)
    written = list((tmp_path / "messages").iterdir())
    assert [each.name for each in written] == [f"{NEWS.id}.json"]
    assert json.loads(written[0].read_text("utf-8"))["text"] == NEWS.text
    printed = capsys.readouterr().out
    assert printed.count(NEWS.text) == 1
    assert NEWS.telephone not in printed


def test_files_that_cannot_be_written_mean_later(tmp_path: Path) -> None:
    folder = tmp_path / "messages"
    folder.write_text("not a folder")
    with pytest.raises(Unavailable):
        Files(folder).send(NEWS)


def test_http_sends_the_id_and_the_token() -> None:
    with listening() as asked:
        HttpGateway(url=asked.url, token="t-1").send(NEWS)
    assert asked.bodies == [
        {"id": NEWS.id, "telephone": "13800000001", "text": "申请已通过。", "lang": "zh"}
    ]
    assert asked.headers[0]["Idempotency-Key"] == NEWS.id
    assert asked.headers[0]["Authorization"] == "Bearer t-1"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, None), (202, None), (409, None), (400, Rejected), (422, Rejected), (410, Rejected),
     (401, Unavailable), (403, Unavailable), (404, Unavailable), (408, Unavailable),
     (429, Unavailable), (500, Unavailable), (503, Unavailable), (302, Unavailable)],
)  # fmt: skip
def test_http_answers_mean_sent_never_or_later(
    status: int, outcome: type[Exception] | None
) -> None:
    with listening() as asked:
        asked.status = status
        way = HttpGateway(url=asked.url)
        if outcome is None:
            way.send(NEWS)
        else:
            with pytest.raises(outcome):
                way.send(NEWS)
    assert len(asked.bodies) == 1  # a redirect is not followed


def test_http_without_an_answer_means_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateways, "SECONDS", 0.2)
    with listening(hold=True) as asked, pytest.raises(Unavailable):
        HttpGateway(url=asked.url).send(NEWS)


def test_nobody_listening_means_later() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(Unavailable):
            HttpGateway(url=f"http://127.0.0.1:{port}/").send(NEWS)
        with pytest.raises(Unavailable):
            smtp(port).send(NEWS)


class Mailbox(socketserver.ThreadingTCPServer):
    """An SMTP server with the words that matter here (RFC 5321)."""

    daemon_threads = True
    allow_reuse_address = True
    to_recipient = "250 OK"
    to_data = "250 OK"
    mails: list[str]


class _Talk(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self._say("354 go on")
                self.server.mails.append(self._mail())
                self._say(self.server.to_data)
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say(self.server.to_recipient if word == "RCPT" else "250 OK")

    def _mail(self) -> str:
        lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
        return "".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mailbox(**answers: str) -> Iterator[Mailbox]:
    with Mailbox(("127.0.0.1", 0), _Talk) as server:
        server.mails = []
        for name, answer in answers.items():
            setattr(server, name, answer)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def smtp(port: int) -> SmtpGateway:
    setting = f"smtp://127.0.0.1:{port}?to={{telephone}}@sms.example&from=card@firstcard.example.cn"
    way = gateway(setting=setting, token="", folder=None)
    assert isinstance(way, SmtpGateway)
    return way


def test_smtp_mails_to_an_address_made_of_the_number() -> None:
    with mailbox() as box:
        smtp(box.server_address[1]).send(NEWS)
    assert "To: 13800000001@sms.example" in box.mails[0]
    assert f"Message-ID: <{NEWS.id}@firstcard.example.cn>" in box.mails[0]


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"to_recipient": "550 no such"}, Rejected),
        ({"to_recipient": "450 busy"}, Unavailable),
        ({"to_data": "554 refused"}, Rejected),
        ({"to_data": "451 later"}, Unavailable),
    ],
)
def test_smtp_answers_mean_never_or_later(
    answers: dict[str, str], outcome: type[Exception]
) -> None:
    with mailbox(**answers) as box, pytest.raises(outcome) as refused:
        smtp(box.server_address[1]).send(NEWS)
    assert NEWS.telephone not in str(refused.value)


def test_smtp_signs_in_before_it_mails() -> None:
    with mailbox() as box:
        port = box.server_address[1]
        setting = f"smtp://card:s%40ecret@127.0.0.1:{port}?to={{telephone}}@s.example&from=a@b.cn"
        way = gateway(setting=setting, token="", folder=None)
        assert isinstance(way, SmtpGateway)
        assert (way.user, way.password) == ("card", "s@ecret")
        # This server offers no way to sign in: nothing is mailed without, it is tried later.
        with pytest.raises(Unavailable):
            way.send(NEWS)
    assert box.mails == []


def test_smtp_to_another_machine_is_encrypted_or_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    with mailbox() as box:
        port = box.server_address[1]
        monkeypatch.setattr(gateways, "_LOOPBACK", ())
        with pytest.raises(Unavailable):
            smtp(port).send(NEWS)
        setting = f"smtps://127.0.0.1:{port}?to={{telephone}}@sms.example&from=a@b.cn"
        way = gateway(setting=setting, token="", folder=None)
        assert way is not None
        with pytest.raises(Unavailable):
            way.send(NEWS)
    assert box.mails == []
