"""The files of a plan as a browser gets them: to print, for the calendar, for a third person."""

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pypdf
import pytest
import time_machine
import vobject
from django.test import Client

from tests.poppler import flat, text_of

ANSWERS: dict[str, dict[str, Any]] = {
    "place": {"region": "410100"},
    "birth": {"born_on-year": "2026", "born_on-month": "11", "born_on-day": "1",
              "birthplace": "institution", "birth_region": "here"},
    "family": {"family": "married"},
    "register": {"follows": "mother", "register_region": "here"},
    "done": {"done": ["birth-certificate"]},
}  # fmt: skip
FILES = {"/plan/plan.pdf": "application/pdf", "/plan/plan.ics": "text/calendar; charset=utf-8",
         "/plan/letter.pdf": "application/pdf"}  # fmt: skip


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    with time_machine.travel("2026-11-23T02:00:00+00:00", tick=False):
        yield


@pytest.fixture
def client() -> Client:
    client = Client(HTTP_HOST="localhost")
    for name, form in ANSWERS.items():
        client.post(f"/check/{name}/", form)
    return client


def in_english(client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/plan/"})


@pytest.mark.parametrize("address", FILES)
def test_a_file_is_handed_over_and_stays_in_no_shared_store(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == FILES[address]
    assert response["Cache-Control"] == "no-store"
    name = response["Content-Disposition"]
    assert name.isascii()
    assert name.startswith('attachment; filename="')
    assert "2026-11-23." in name
    assert "社保卡" in unquote(name) or "授权委托书" in unquote(name)
    assert "410100" not in name
    assert "2026-11-01" not in name


@pytest.mark.parametrize("address", FILES)
def test_without_answers_the_way_leads_to_the_questions(address: str) -> None:
    response = Client(HTTP_HOST="localhost").get(address)
    assert response.status_code == 302
    assert response["Location"] == "/check/"


@pytest.mark.parametrize("address", FILES)
def test_answers_that_cannot_be_true_together_are_a_page_that_says_so(
    client: Client, address: str
) -> None:
    session = client.session
    session["check"] = session["check"] | {"facts": {"on": "not a day"}}
    session.save()
    client.cookies["sessionid"] = session.session_key
    response = client.get(address)
    assert response["Content-Type"].startswith("text/html")
    assert "/check/answers/" in response.content.decode()


@pytest.mark.parametrize("address", FILES)
def test_nothing_is_written_to_it(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_the_plan_is_in_the_language_of_the_session(client: Client) -> None:
    assert "办理清单" in text_of(client.get("/plan/plan.pdf").content)
    in_english(client)
    response = client.get("/plan/plan.pdf")
    assert "Your plan" in text_of(response.content)
    assert pypdf.PdfReader(io.BytesIO(response.content)).trailer["/Root"]["/Lang"] == "en-GB"
    assert "Social security card plan" in unquote(response["Content-Disposition"])


def test_the_calendar_keeps_its_names_and_a_later_one_replaces_it(client: Client) -> None:
    uids = [{each.uid.value for each in vobject.readOne(client.get("/plan/plan.ics")
             .content.decode()).vevent_list} for _ in range(2)]  # fmt: skip
    assert uids[0]
    assert uids[0] == uids[1]


def test_the_plan_offers_the_letter_once_somebody_else_goes(client: Client) -> None:
    page = client.get("/plan/").content.decode()
    assert 'href="/plan/plan.pdf"' in page
    assert 'href="/plan/plan.ics"' in page
    assert 'href="/plan/letter.pdf"' not in page
    client.post("/ask/acts_through/", {"acts_through": "agent"})
    assert 'href="/plan/letter.pdf"' in client.get("/plan/").content.decode()


def test_the_letter_is_had_before_that_too(client: Client) -> None:
    text = flat(text_of(client.get("/plan/letter.pdf").content))
    assert "授权委托书" in text
    assert "申领社会保障卡" in text


def test_the_answer_that_somebody_else_may_go_leads_to_the_letter(client: Client) -> None:
    assert 'href="/plan/letter.pdf"' in client.get("/answers/grandmother/").content.decode()
    assert 'href="/plan/letter.pdf"' not in client.get("/answers/late/").content.decode()
    stranger = Client(HTTP_HOST="localhost")
    assert 'href="/plan/letter.pdf"' not in stranger.get("/answers/grandmother/").content.decode()


def test_the_place_alone_is_enough_for_a_letter() -> None:
    client = Client(HTTP_HOST="localhost")
    client.post("/check/place/", ANSWERS["place"])
    text = flat(text_of(client.get("/plan/letter.pdf").content))
    assert "授权委托书" in text
    assert "领取社会保障卡" in text
