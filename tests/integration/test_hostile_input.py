"""What nobody sends by accident: it is refused in the form of its door, and nothing comes back."""

import gzip
import logging
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import cases
import pytest
import signed_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone

from firstcard.accounts import signing
from firstcard.accounts.models import Account
from firstcard.config import web
from firstcard.core.logs import logging_settings, masked

PROJECT = Path(__file__).resolve().parents[2]
EXAMPLE = PROJECT / "examples" / "newborn-zhengzhou.json"
NUMBERS = ("11010519491231002X", "110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ")
GROUPED = ("110105 491231 002", "1101 0519 4912 3100 2X", "110105.19491231.002X",
           "110105  19491231  002X", "110105－19491231－002X", "110105\u200b19491231\u200b002X",
           "110105\u00a019491231\u00a0002X", "110-105-194-912-310-02X")  # fmt: skip
ANSWERS: dict[str, dict[str, Any]] = {
    "place": {"region": "410100"},
    "birth": {"born_on-year": "2026", "born_on-month": "11", "born_on-day": "1",
              "birthplace": "institution", "birth_region": "here"},
    "family": {"family": "married"},
    "register": {"follows": "mother", "register_region": "here"},
    "done": {"done": ["birth-certificate"]},
}  # fmt: skip


@pytest.fixture
def client() -> Client:
    return Client(HTTP_HOST="localhost")


def answered(client: Client) -> Client:
    for question, form in ANSWERS.items():
        assert client.post(f"/check/{question}/", form).status_code == 302
    return client


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/check/place/", {"region-search": "NUMBER", "search": "region"}),
        ("/check/birth/", {**ANSWERS["birth"], "born_on-day": "NUMBER"}),
        ("/ask/events.loss/", {"events.loss-year": "NUMBER"}),
        ("/plan/adjust/", {"children-number": "2", "2-born-2-year": "NUMBER"}),
    ],
)
def test_an_identity_number_typed_anywhere_is_not_shown_again(
    client: Client, number: str, address: str, form: dict[str, str]
) -> None:
    sent = {name: value.replace("NUMBER", number) for name, value in form.items()}
    response = answered(client).post(address, sent)
    assert response.status_code == 200
    assert number not in response.content.decode()
    assert "19491231" not in response.content.decode()


@pytest.mark.parametrize("number", GROUPED)
@pytest.mark.parametrize(
    ("address", "name"),
    [("/check/place/", "region-search"), ("/kept/gone/", "code"), ("/answers/", "q"),
     ("/plan/adjust/", "2-born-2-year")],
)  # fmt: skip
def test_nor_is_one_that_is_written_in_other_groups(
    client: Client, number: str, address: str, name: str
) -> None:
    page = answered(client).post(address, {name: number, "children-number": "2"})
    assert page.status_code in (200, 400, 410)
    assert number not in page.content.decode()
    assert masked(f"asked for {number}.") == "asked for [number]."


@pytest.mark.parametrize("address", ["/plan/done/", "/check/done/"])
@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_nothing_was_done_for_a_child_before_it_was_born(
    client: Client, address: str, lang: str
) -> None:
    """A slip of the year would move every limit that starts on that day."""
    answered(client).post("/language/", {"language": lang})
    name, form = (("day", {"step": "birth-registration"}) if address == "/plan/done/" else
                  ("birth-registration-on", {"done": "birth-registration"}))  # fmt: skip
    day = {f"{name}-year": "2025", f"{name}-month": "11", f"{name}-day": "20"}
    wrong = client.post(address, {**form, **day})
    said = {"en": "The date must be 1 November 2026 or later",
            "zh-hans": "日期不能早于2026年11月1日"}[lang]  # fmt: skip
    assert wrong.status_code == 200
    assert said in wrong.content.decode()
    assert 'value="2025"' in wrong.content.decode()
    on_the_day = {f"{name}-year": "2026", f"{name}-month": "11", f"{name}-day": "1"}
    assert client.post(address, {**form, **on_the_day}).status_code == 302


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (("1900", "1", "1"), "日期不能早于2025年11月2日"),
        (("2025", "11", "1"), "日期不能早于2025年11月2日"),
        (("2026", "8", "1"), ""),
        (("2026", "10", "28"), ""),
        (("2026", "10", "31"), "日期不能晚于2026年10月28日"),
    ],
)
def test_twins_are_born_within_half_a_year(
    client: Client, day: tuple[str, str, str], said: str
) -> None:
    answered(client).post("/check/birth/", {
        **ANSWERS["birth"], "born_on-year": "2026", "born_on-month": "5", "born_on-day": "1",
    })  # fmt: skip
    again = client.get("/plan/").content.decode()
    usual = dict.fromkeys(re.findall(r'type="radio"[^>]*name="([^"]+)"', again), "unknown")
    parts = zip(("year", "month", "day"), day, strict=True)
    twins = {f"2-born-2-{part}": value for part, value in parts}
    page = client.post(
        "/plan/adjust/", {**usual, "groups": "none", "children-number": "2", **twins}
    )
    assert page.status_code == (200 if said else 302), page.content.decode()
    assert said in page.content.decode()
    assert client.get("/plan/").status_code == 200


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("address", ["/api/v1/packs/", "/api/v1/packs/cn/documents/"])
def test_the_api_does_not_repeat_a_number_of_an_address(
    client: Client, address: str, number: str
) -> None:
    response = client.get(address + number)
    assert response.status_code == 404
    assert number not in response.content.decode()


@pytest.mark.parametrize("number", NUMBERS)
def test_the_log_does_not_repeat_a_number_of_an_address(number: str) -> None:
    assert masked(f'"path": "/ask/{number}/"') == '"path": "/ask/[number]/"'


@pytest.mark.parametrize("address", ["/api", "/api/nothing", "/api/v1/packs", "/api/v1/plans"])
def test_a_method_nobody_knows_is_a_problem_below_api(client: Client, address: str) -> None:
    response = client.generic("FETCH", address)
    assert response.status_code in (404, 405)
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    assert (response.status_code == 405) == response.has_header("Allow")


def test_a_form_with_a_file_is_refused_before_it_is_kept(client: Client) -> None:
    file = SimpleUploadedFile("photo.jpg", b"x" * 100_000)
    response = client.post("/check/place/", {"region": "410100", "photo": file})
    assert response.status_code == 400
    assert "<h1" in response.content.decode()


def test_what_is_too_much_is_refused_without_a_traceback(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    before = logging.root.handlers[:]
    try:
        logging_settings(level="INFO")
        long = client.post("/answers/", {"q": "a" * 70_000})
        many = client.post("/plan/ticks/", {"tick": [f"a{n}" for n in range(300)]})
        logged = capsys.readouterr().err
    finally:
        logging.root.handlers[:] = before
    assert (long.status_code, many.status_code) == (400, 400)
    assert "RequestDataTooBig" in logged
    assert "TooManyFieldsSent" in logged
    assert "Traceback" not in logged


def test_what_a_question_settles_is_answered_there(client: Client) -> None:
    answered(client)
    for fact, question in (("region", "place"), ("child.born_on", "birth"),
                           ("child.foundling", "family")):  # fmt: skip
        assert client.get(f"/ask/{fact}/").headers["Location"] == f"/check/{question}/"
        sent = client.post(f"/ask/{fact}/", {fact: "110000"})
        assert sent.headers["Location"] == f"/check/{question}/"
    assert client.get("/ask/on/").status_code == 404
    assert client.get("/ask/groups/").status_code == 200


def test_here_without_a_place_reads_not_sure(client: Client) -> None:
    answered(client).post("/check/place/", {"region": "unknown"})
    page = client.get("/check/answers/").content.decode()
    assert "<p>出生地：不确定</p>" in page


def test_a_plan_weighs_less_than_100_kb(client: Client) -> None:
    answered(client)
    plain = client.get("/plan/")
    zipped = client.get("/plan/", headers={"accept-encoding": "gzip"})
    assert zipped["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in zipped["Vary"]
    assert len(zipped.content) < 30_000
    assert len(gzip.decompress(zipped.content)) == len(plain.content)


@pytest.mark.parametrize(
    ("redirect", "code", "said"),
    [
        ("plan - <&-", 2, "firstcard: -: not JSON"),
        ("plan <&-", 2, "firstcard: name a file of facts"),
        (f"plan {EXAMPLE} >&-", 1, "firstcard: stdout is closed"),
        ("plan $'/no\nwhere'", 2, "firstcard: /no where: cannot be read"),
    ],
)
def test_a_closed_stream_is_one_line(redirect: str, code: int, said: str) -> None:
    program = f"{sys.executable} -c 'from firstcard.cli.app import main; exit(main())' {redirect}"
    done = subprocess.run(["bash", "-c", program], capture_output=True, text=True, cwd=PROJECT,
                          env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"})  # fmt: skip
    assert done.returncode == code
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with (
        override_settings(STATIC_ROOT=Path("/dev/null/static")),
        pytest.raises(SystemExit, match="1"),
    ):
        web._prepare_files()
    said = capsys.readouterr().err
    assert said.startswith("firstcard: /dev/null/static cannot be written")
    assert said.count("\n") == 1


def test_the_address_of_a_button_leads_back_when_it_is_opened(client: Client) -> None:
    answered(client)
    assert client.get("/plan/adjust/").headers["Location"] == "/plan/"
    assert client.get("/clear/").headers["Location"] == "/"
    assert client.get("/plan/").status_code == 200


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"region": "410100", "region": "110000"}', "stands twice"),
        (b'{"region": "410100", "child": {"born_on": "2026-11-01", "born_on": "2026-10-01"}}',
         "stands twice"),
        (b'{"region": "410100", "child.born_on": "2026-11-01", "child": {"born_on": "2026-10-01"}}',
         "given twice"),
    ],
)  # fmt: skip
def test_what_is_said_twice_is_refused_not_guessed(client: Client, body: bytes, said: str) -> None:
    answer = client.post("/api/v1/plans", body, content_type="application/json",
                         headers={"accept-language": "en"})  # fmt: skip
    assert answer.status_code in (400, 422)
    assert said in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/sign-in/staff/", {"login": "a\0b", "password": "x", "code": "123456"}),
        ("/track/", {"reference": "\0", "second": "\0"}),
        ("/answers/?q=%00", {}),
    ],
)
def test_a_nul_character_is_refused_and_breaks_nothing(
    client: Client, address: str, form: dict[str, str]
) -> None:
    """No database keeps one, and no keyboard sends one."""
    reply = client.post(address, form) if form else client.get(address)
    assert reply.status_code == 400
    assert "text/html" in reply["Content-Type"]


@pytest.mark.django_db
def test_a_version_of_any_length_is_a_version_that_is_not_there() -> None:
    client = signed_in.family()
    by = signing.actor_of(Account.objects.get(), at=timezone.now())
    assert by is not None
    case = cases.started(by)
    page = client.post(f"/apply/{case.reference}/question/child-name/",
                       {"name": "张三", "version": "9" * 5000})  # fmt: skip
    assert page.status_code == 200
    assert 'value="张三"' in page.content.decode()
