"""The pages on policy packs: every pack and document in both languages, and what is not there."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from firstcard.guidance import packs_store
from firstcard.packdesk import addresses
from firstcard.packdesk.queries.documents import documents
from firstcard.packdesk.words import WORDS

TEMPLATES = Path(__file__).resolve().parents[2] / "firstcard" / "packdesk" / "templates"
LOOSE = r"<script(?! src=\S+ defer></script>)|\sstyle=|\son\w+="
# Names of documents, programs and forms of files that are written so in Chinese too.
LATIN = {"App", "APP", "JPG", "JPEG", "DNA", "KB", "dpi", "ID", "PDF", "docs", "policy", "packs",
         "md", "No", "BOPS"}  # fmt: skip


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    with time_machine.travel("2026-11-23T02:00:00+00:00", tick=False):
        yield


@pytest.fixture
def client() -> Client:
    return Client(HTTP_HOST="localhost")


def _speak(client: Client, lang: str) -> None:
    client.post("/language/", {"language": lang, "next": "/"})


def _text(response: Any) -> str:
    """What is read on a page; ids in small print and what is marked as Chinese left out."""
    page = response.content.decode()
    page = re.sub(r"<(script|style|code).*?</\1>", "", page, flags=re.S)
    page = re.sub(r'<(span|button)[^>]* lang="(?:zh-Hans|en)">.*?</\1>', "", page)
    return unescape(re.sub(r"<[^>]+>", " ", page))


def every_page() -> list[str]:
    book = packs_store.current()
    found = ["/policy/"]
    for pack in book.packs:
        found += [addresses.pack(pack), addresses.laws(pack), addresses.work(pack)]
        found += [f"{addresses.work(pack)}?by=certainty"]
        own = documents(book, book.chain_of(pack))
        found += [addresses.document(pack, each) for each in own]
        found += [addresses.graph(pack, each) for each in own]
    return found


def test_every_page_is_there_in_both_languages_whole_and_strict(client: Client) -> None:
    for lang, foreign in (("zh-hans", r"[A-Za-z]{2,}"), ("en", r"[\u4e00-\u9fff]+")):
        _speak(client, lang)
        for path in every_page():
            response = client.get(path)
            page, text = response.content.decode(), _text(response)
            assert response.status_code == 200, path
            assert not re.search(LOOSE, page), path
            assert page.count("<h1") == 1
            ids = re.findall(r'\sid="([^"]+)"', page)
            assert len(ids) == len(set(ids)), (path, [i for i in ids if ids.count(i) > 1])
            assert "{" not in text, path
            found = set(re.findall(foreign, re.sub(r"[\w.-]+\.(cn|com|gov)\S*", "", text)))
            assert found - LATIN == set(), (path, found - LATIN)


def test_addresses_are_those_of_the_address_table() -> None:
    names = {"pack": "cn", "document": "enrolment"}
    for name, address in (
        ("policy-pack", addresses.pack("cn")),
        ("policy-document", addresses.document("cn", "enrolment")),
        ("policy-graph", addresses.graph("cn", "enrolment")),
        ("policy-laws", addresses.laws("cn")),
        ("policy-work", addresses.work("cn")),
    ):
        wanted = names if name in ("policy-document", "policy-graph") else {"pack": "cn"}
        assert reverse(name, kwargs=wanted) == address


@pytest.mark.parametrize("path", ["/policy/cn-99/", "/policy/cn-99/laws/", "/policy/cn-99/work/",
                                  "/policy/cn-99/documents/enrolment/",
                                  "/policy/cn/documents/enrolmnt/",
                                  "/policy/cn/documents/x/graph/"])  # fmt: skip
def test_what_is_not_there_is_a_page_that_helps(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    links = re.findall(r'<li><a href="(/policy/[^"]+)"', response.content.decode())
    assert links
    assert all(client.get(link).status_code == 200 for link in links)


@pytest.mark.parametrize("name", ["..", "..%2f..%2fetc", "cn%00", "%2e%2e", "cn/../cn-41"])
def test_a_name_that_is_a_path_is_no_pack(client: Client, name: str) -> None:
    assert client.get(f"/policy/{name}/").status_code == 404
    assert client.get(f"/policy/cn/documents/{name}/").status_code == 404


def test_a_slip_leads_to_the_document_that_was_meant(client: Client) -> None:
    page = client.get("/policy/cn/documents/enrolmnt/").content.decode()
    assert "/policy/cn/documents/enrolment/" in page


def test_another_day_shows_the_rule_of_that_day(client: Client) -> None:
    now = _text(client.get("/policy/cn-4101/documents/enrolment/"))
    before = _text(client.get("/policy/cn-4101/documents/enrolment/?on=2020-01-01"))
    assert "当日有效" in now
    assert "这一天没有生效的规定" in before
    assert "这一天没有生效的规定" not in now


def test_a_day_that_is_none_is_named_and_today_is_shown(client: Client) -> None:
    response = client.get("/policy/cn/documents/enrolment/?on=2026-02-30<b>")
    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>错误：" in page
    assert "请填写真实日期" in page
    assert "今天的规定：2026年11月23日（周一）" in page
    assert "2026-02-30&lt;b&gt;" in page


def test_every_word_of_the_templates_exists() -> None:
    used = {name for path in TEMPLATES.rglob("*.html")
            for name in re.findall(r"\bt\.(\w+)", path.read_text())}  # fmt: skip
    assert used
    assert used - set(WORDS) == set()
