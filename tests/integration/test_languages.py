"""Every page speaks one language, and what is in the other one is marked as such."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import every_page
import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client
from django.urls import resolve

from firstcard.guidance.today import today

CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3001-\u3011]+")
SPACED = re.compile(r"[。！？；：，] +[\u3400-\u9fff]\S*")  # two sentences joined as in English
WORD = re.compile(r"[A-Za-z]{2,}")
# Written so in Chinese too: formats, units, short forms, pinyin to type, the licence.
SAME_IN_CHINESE = {"PNG", "HEIC", "CSV", "MB", "SHA",
                   "Apache", "Cookie", "App", "APP", "DNA", "ID", "JPG", "JPEG", "KB", "PDF",
                   "dpi", "luoyang"}  # fmt: skip
# Addresses, and the reference of a case, which is the same in both.
ADDRESS = re.compile(r"[\w.-]+\.(?:cn|com|gov)\S*|FC-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")
SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title", "data-done"}
VOID = {"meta", "link", "input", "br", "hr", "img", "path", "rect", "circle", "line", "use"}
NOT_READ = {"script", "style", "code"}


class Reader(HTMLParser):
    """What is read aloud on a page, each piece with the language it is marked as."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = [("", "")]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        lang = given.get("lang", self._open[-1][1])
        self.said += [(lang, given[name]) for name in SPOKEN & set(given)]
        if tag == "meta" and given.get("name") == "description":
            self.said.append((lang, given["content"]))
        if tag not in VOID:
            self._open.append((tag, lang))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop()[0] == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        tag, lang = self._open[-1]
        if tag not in NOT_READ:
            self.said.append((lang, data))

    def foreign(self) -> set[str]:
        """Chinese where English is marked; Latin words or spacing where Chinese is marked."""
        found: set[str] = set()
        for lang, text in self.said:
            if not lang:  # somebody's own words, marked as of no language of the page
                continue
            if lang == "en":
                found |= set(CHINESE.findall(text))
            else:
                found |= set(WORD.findall(ADDRESS.sub("", text))) - SAME_IN_CHINESE
                found |= set(SPACED.findall(text))
        return found


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    with time_machine.travel("2026-11-23T02:00:00+00:00", tick=False):
        yield


@pytest.fixture(params=["zh-hans", "en"])
def client(request: pytest.FixtureRequest) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.post("/language/", {"language": request.param, "next": "/"})
    return every_page.family(client, on=today())


def _read(response: Any, client: Client) -> None:
    page = response.content.decode()
    lang = "en" if client.cookies["django_language"].value == "en" else "zh-Hans"
    assert f'<html lang="{lang}"' in page
    assert Reader(page).foreign() == set()
    assert "{" not in "".join(text for _, text in Reader(page).said)  # no gap left unfilled


@pytest.mark.parametrize("path", every_page.PAGES)
def test_a_page_speaks_one_language(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    _read(response, client)


@pytest.mark.parametrize("path", ["/check/birth/", "/ask/groups/", "/goals/", "/answers/"])
def test_a_page_with_mistakes_speaks_one_language(client: Client, path: str) -> None:
    response = client.post(path, {"q": "410101199001011234"})
    assert b"error-summary" in response.content
    _read(response, client)


@pytest.mark.parametrize("status", every_page.ERRORS)
def test_errors_mark_their_two_languages(status: int) -> None:
    said = Reader(render_to_string(f"{status}.html"))
    assert {lang for lang, text in said.said if text.strip()} == {"zh-Hans", "en"}
    assert {each for each in said.foreign() if each not in _titles(said)} == set()


def _titles(said: Reader) -> set[str]:
    """The words of titles and descriptions, which cannot be marked: both languages in one line."""
    both = [text for _, text in said.said if " · " in text]
    assert len(both) == 2
    return {each for text in both for each in WORD.findall(text)}


def test_a_foreign_word_is_found() -> None:
    page = (
        '<html lang="en"><p>Hello 你好 <b lang="zh-Hans">你好</b> <a title="标题">x</a></p></html>'
    )
    assert Reader(page).foreign() == {"你好", "标题"}
    assert Reader(
        '<html lang="zh-Hans"><p>你好 Hello <i lang="en">x y</i></p></html>'
    ).foreign() == {"Hello"}


def test_no_page_is_left_out() -> None:
    walked = {resolve(path).url_name for path in every_page.PAGES}
    assert every_page.names() - walked == every_page.LEADS_ON
