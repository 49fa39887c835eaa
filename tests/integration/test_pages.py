"""The pages, as a browser without JavaScript gets them."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import every_page
import pytest
import time_machine
from django.test import Client

from firstcard.guidance.today import today
from firstcard.guidance.words import WORDS

TEMPLATES = Path(__file__).resolve().parents[2] / "firstcard" / "guidance" / "templates"
ANSWERS: dict[str, dict[str, Any]] = {
    "place": {"region": "410100"},
    "birth": {"born_on-year": "2026", "born_on-month": "11", "born_on-day": "1",
              "birthplace": "institution", "birth_region": "here"},
    "family": {"family": "married"},
    "register": {"follows": "mother", "register_region": "here"},
    "done": {"done": ["birth-certificate"]},
}  # fmt: skip


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    with time_machine.travel("2026-11-23T02:00:00+00:00", tick=False):
        yield


@pytest.fixture
def client() -> Client:
    return Client(HTTP_HOST="localhost")


def _answer(client: Client, **changes: dict[str, Any]) -> None:
    for question, form in {**ANSWERS, **changes}.items():
        response = client.post(f"/check/{question}/", form)
        assert response.status_code == 302, (question, _text(response))


def _speak(client: Client, lang: str) -> None:
    client.post("/language/", {"language": lang, "next": "/"})


def _text(response: Any) -> str:
    """What is read on a page, tags and what is marked as another language left out."""
    page = response.content.decode()
    page = re.sub(r"<(button|span)\b[^>]*\slang=.*?</\1>", "", page, flags=re.S)
    page = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " ", page))


def test_the_whole_way_to_a_plan(client: Client) -> None:
    assert client.get("/").status_code == 200
    assert client.get("/check/").headers["Location"] == "/check/place/"
    _answer(client)
    assert client.get("/check/").headers["Location"] == "/check/answers/"
    plan = client.get("/plan/")
    assert "到派出所" in _text(plan) or "出生登记" in _text(plan)
    assert "2026年12月1日（周二）" in _text(plan)
    assert plan.headers["Cache-Control"] == "no-store"


def test_answers_stand_in_no_address_and_in_one_signed_cookie(client: Client) -> None:
    for question, form in ANSWERS.items():
        response = client.post(f"/check/{question}/", form)
        assert "?" not in response.headers["Location"]
        assert "410100" not in response.headers["Location"]
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert len(cookie.value) < 3000
    assert "2026-11-01" not in cookie.value


def test_answers_are_kept_when_going_back(client: Client) -> None:
    _answer(client)
    page = client.get("/check/birth/").content.decode()
    assert re.search(r'name="born_on-day"[^>]*value="1"', page)
    assert re.search(r'id="birthplace-institution"[^>]*checked', page)


@pytest.mark.parametrize(("lang", "title", "said"), [
    ("en", "Error: ", "30 February 2026 is not a real date"),
    ("zh-hans", "错误：", "2026年2月没有30日"),
])  # fmt: skip
def test_an_impossible_date_is_named_and_nothing_is_lost(client: Client, lang: str, title: str,
                                                         said: str) -> None:  # fmt: skip
    _speak(client, lang)
    client.post("/check/place/", ANSWERS["place"])
    form = {**ANSWERS["birth"], "born_on-month": "2", "born_on-day": "30"}
    page = client.post("/check/birth/", form).content.decode()
    assert f"<title>{title}" in page
    assert said in page
    assert '<a href="#born_on-day">' in page
    assert re.search(r'name="born_on-day"[^>]*value="30"', page)
    assert re.search(r'id="birthplace-institution"[^>]*checked', page)


def test_a_child_born_tomorrow_is_refused(client: Client) -> None:
    client.post("/check/place/", ANSWERS["place"])
    form = {**ANSWERS["birth"], "born_on-day": "24"}
    assert "今天或今天以前" in _text(client.post("/check/birth/", form))


def test_nothing_answered_is_a_list_of_mistakes(client: Client) -> None:
    _speak(client, "en")
    client.post("/check/place/", ANSWERS["place"])
    page = client.post("/check/birth/", {}).content.decode()
    assert page.count('<li><a href="#') == 3


def test_a_place_is_searched_by_pinyin_and_chosen(client: Client) -> None:
    found = client.post("/check/place/", {"region-search": "luoyang", "search": "region"})
    assert "河南省洛阳市" in _text(found)
    assert 'id="region-410300"' in found.content.decode()
    chosen = client.post("/check/place/", {"region": "410300", "region-search": "luoyang",
                                           "region-searched": "luoyang"})  # fmt: skip
    assert chosen.status_code == 302
    assert re.search(r'id="region-410300"[^>]*checked',
                     client.get("/check/place/").content.decode())  # fmt: skip


def test_enter_in_the_search_box_searches_and_does_not_pass_over_it(client: Client) -> None:
    _answer(client)
    page = client.post("/check/place/", {"region": "410100", "region-search": "洛阳"})
    assert page.status_code == 200
    assert 'id="region-410300"' in page.content.decode()


@pytest.mark.parametrize("query", ["zzzz", "<b>", "4" * 18, "，", "%"])
def test_an_odd_search_finds_nothing_and_says_so(client: Client, query: str) -> None:
    page = client.post("/check/place/", {"region-search": query, "search": "region"})
    assert page.status_code == 200
    assert "<b>" not in page.content.decode()


def test_no_question_before_those_it_builds_on(client: Client) -> None:
    assert client.get("/check/register/").headers["Location"] == "/check/place/"
    assert client.get("/plan/").headers["Location"] == "/check/"


def test_a_register_elsewhere_asks_for_ties_and_none_blocks(client: Client) -> None:
    _answer(client, register={"follows": "mother", "register_region": "420100"},
            ties={"links": ["none"]})  # fmt: skip
    text = _text(client.get("/plan/"))
    assert "暂时无法办理" in text
    assert "满足以下任意一项即可办理" in text


def test_switches_make_a_new_plan(client: Client) -> None:
    _speak(client, "en")
    _answer(client)
    form = {"children-number": "2", "2-born-2-year": "2026", "2-born-2-month": "11",
            "2-born-2-day": "2", "groups": ["orphan"], "acts_through": "agent",
            "guardian_is_householder": "no", "prefer.office": "unknown",
            "prefer.channel": "online"}  # fmt: skip
    assert client.post("/plan/adjust/", form).headers["Location"] == "/plan/"
    text = _text(client.get("/plan/"))
    assert "Child 2" in text
    page = client.get("/plan/").content.decode()
    assert re.search(r'id="acts_through-agent"[^>]*checked', page)
    assert re.search(r'name="2-born-2-day"[^>]*value="2"', page)


def test_a_wrong_switch_is_named(client: Client) -> None:
    _speak(client, "en")
    _answer(client)
    text = _text(
        client.post(
            "/plan/adjust/",
            {
                "children-number": "2",
                "2-born-2-year": "2027",
                "2-born-2-month": "1",
                "2-born-2-day": "1",
            },
        )
    )
    assert "today or in the past" in text


def test_other_goals_are_asked_for(client: Client) -> None:
    _speak(client, "en")
    _answer(client)
    assert "Tick at least one thing" in _text(client.post("/goals/", {}))
    assert client.post("/goals/", {"want": ["card-replacement"]}).headers["Location"] == "/plan/"
    plan = client.get("/plan/")
    assert "/ask/card.state/" in plan.content.decode()
    client.post("/ask/card.state/", {"card.state": "damaged"})
    assert "Replace the card" in _text(client.get("/plan/"))
    client.post("/goals/", {"usual": "yes"})
    assert "Replace the card" not in _text(client.get("/plan/"))


def test_an_answer_that_cannot_be_true_is_refused_in_words(client: Client) -> None:
    _speak(client, "en")
    _answer(client)
    client.post("/ask/parents.mother.can_act/", {"parents.mother.can_act": "dead"})
    page = client.post("/ask/parents.father.can_act/", {"parents.father.can_act": "dead"})
    assert "does not go together with your other answers" in _text(page)
    assert "parents.father.can_act" not in _text(page)
    assert "guardian" in _text(page)


def test_forgotten_answers_are_gone(client: Client) -> None:
    _answer(client)
    client.post("/clear/")
    assert client.get("/plan/").headers["Location"] == "/check/"


def test_the_language_switch_keeps_page_and_answers(client: Client) -> None:
    _answer(client)
    response = client.post("/language/", {"language": "en", "next": "/check/answers/"})
    assert response.headers["Location"] == "/check/answers/"
    page = client.get("/check/answers/").content.decode()
    assert '<html lang="en">' in page
    assert "Zhengzhou" in page


@pytest.mark.parametrize("path", every_page.PAGES)
def test_every_page_is_strict_and_whole(client: Client, path: str) -> None:
    every_page.family(client, on=today())
    response = client.get(path)
    page = response.content.decode()
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?! src=\S+ defer></script>)|\sstyle=|\son\w+=", page)
    assert page.count("<h1") == 1
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "演示" in page  # the demo mark
    assert "{" not in _text(response)


def test_every_word_of_the_templates_exists() -> None:
    used = {name for path in TEMPLATES.rglob("*.html")
            for name in re.findall(r"\bw\.(\w+)", path.read_text())}  # fmt: skip
    assert used
    assert used - set(WORDS) == set()


def test_pages_that_are_not_there(client: Client) -> None:
    for path in ("/nope/", "/check/nope/", "/ask/nope/", "/ask/child.age_days/"):
        response = client.get(path)
        assert response.status_code == 404
        assert "找不到页面" in response.content.decode()
        assert "Page not found" in response.content.decode()
