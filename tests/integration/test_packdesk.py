"""The pages on policy packs: every pack and document in both languages, and what is not there."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
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
from firstcard.policy.release import release
from firstcard.policy.store import releases

PACKS = Path(__file__).resolve().parents[2] / "packs"
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
        found += [f"{addresses.work(pack)}?by=certainty", addresses.diff(pack)]
        parent = book.packs[pack].form.parent
        found += [addresses.diff(pack, parent, pack)] if parent else []
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
    assert reverse("answer", args=("late",)) == addresses.answer("late")
    for name, address in (
        ("policy-pack", addresses.pack("cn")),
        ("policy-document", addresses.document("cn", "enrolment")),
        ("policy-graph", addresses.graph("cn", "enrolment")),
        ("policy-laws", addresses.laws("cn")),
        ("policy-work", addresses.work("cn")),
        ("policy-diff", addresses.diff("cn")),
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


def test_whose_paper_it_is_and_how_many_stand_apart(client: Client) -> None:
    address = addresses.document("cn-4101", "enrolment")
    _speak(client, "en")
    assert "the guardian's · 1 original" in _text(client.get(address))
    _speak(client, "zh-hans")
    assert "监护人的 · 原件1份" in _text(client.get(address))


def test_how_long_a_card_is_valid_and_what_happens_while_it_waits_is_said(client: Client) -> None:
    _speak(client, "en")
    page = " ".join(_text(client.get("/policy/cn/documents/card-collection/")).split())
    assert "How long the card can be used Ask: social security service centre" in page
    assert "reminder after 30 days; reminder after 180 days" in page
    other = " ".join(_text(client.get("/policy/cn/documents/electronic-card/")).split())
    assert "cards at most 8" in other


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


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store with two releases of the nation's pack: a limit was 20 days, then 30."""
    root = tmp_path_factory.mktemp("packs")
    packs, store = Path(shutil.copytree(PACKS, root / "packs")), root / "store"
    _edit(packs / "cn" / "documents" / "employer-change.yaml", "days: 30", "days: 20")
    _edit(packs / "cn" / "pack.yaml", 'version: "2026.11"', 'version: "2026.10"')
    for case in (packs / "cn" / "cases").iterdir():
        case.unlink()  # they expect the 30 days
    _release(packs, store)
    shutil.rmtree(packs)
    shutil.copytree(PACKS, packs)
    _release(packs, store)
    yield store
    for folder in store.rglob("*"):
        folder.chmod(0o700)


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def _release(packs: Path, store: Path) -> None:
    release(folder=packs / "cn", store=store, by="Li", confirmed_by="Wang",
            at=datetime(2026, 11, 23, 9, tzinfo=UTC))  # fmt: skip


@pytest.fixture
def released(store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The store serves; the digests of the old and the new version."""
    monkeypatch.setenv("FIRSTCARD_DEMO", "0")
    monkeypatch.setenv("FIRSTCARD_STORE", str(store))
    packs_store.reset()
    yield [line.digest for line in releases(store=store)]
    packs_store.reset()


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_two_versions_stand_beside_each_other(
    client: Client, released: list[str], lang: str
) -> None:
    _speak(client, lang)
    old, new = released
    form = client.get("/policy/cn/diff/")
    assert all(f'value="{digest}"' in form.content.decode() for digest in released)
    assert "Wang" not in form.content.decode()  # who released is nobody's business here
    response = client.get(f"/policy/cn/diff/?old={old}&new={new}")
    page, text = response.content.decode(), _text(response)
    assert response.status_code == 200
    assert 'href="/policy/cn/documents/employer-change/"' in page
    found = re.findall(r"<dd><ul[^>]*><li[^>]*><code>(\d+)</code></li></ul>\n?</dd>", page)
    assert found
    assert {*zip(found[::2], found[1::2], strict=True)} == {("20", "30")}
    assert re.search("天数" if lang == "zh-hans" else "days", text)
    foreign = r"[A-Za-z]{2,}" if lang == "zh-hans" else r"[\u4e00-\u9fff]+"
    assert set(re.findall(foreign, re.sub(r"\b[0-9a-f]{12}\b", "", text))) - LATIN == set()


def test_the_plans_that_change_are_named_when_asked_for(
    client: Client, released: list[str]
) -> None:
    old, new = released
    address = f"/policy/cn/diff/?old={old}&new={new}"
    assert '<details class="boxed">' not in client.get(address).content.decode()
    page = client.get(f"{address}&plans=yes").content.decode()
    assert re.search(r"<code>[^<]*employer-change[^<]*due[^<]*</code>", page)


@pytest.mark.parametrize("version", ["0" * 64, "../../../etc", "cn", "2026.10"])
def test_a_version_that_is_not_there_is_a_page_that_helps(
    client: Client, released: list[str], version: str
) -> None:
    response = client.get(f"/policy/cn/diff/?old={version}&new={released[0]}")
    assert response.status_code == 404
    assert 'href="/policy/cn/diff/"' in response.content.decode()


def test_a_copy_that_was_changed_is_not_compared(
    client: Client, released: list[str], store: Path
) -> None:
    old, new = released
    file = store / "cn" / old / "cn" / "pack.yaml"
    before = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(before.replace(b"2026.10", b"2026.09"))
    response = client.get(f"/policy/cn/diff/?old={old}&new={new}")
    file.write_bytes(before)
    assert response.status_code == 404
    assert "无法读取这个版本" in response.content.decode()


def test_with_one_version_the_page_says_how_to_get_another(client: Client) -> None:
    page = client.get("/policy/cn/diff/").content.decode()
    assert "firstcard packs release packs/cn" in page
    assert "<select" not in page


def test_a_pack_is_compared_with_the_one_above(client: Client) -> None:
    response = client.get("/policy/cn-4101/diff/?old=cn-41&new=cn-4101")
    assert response.status_code == 200
    assert "起算当天计为第1天" in _text(response)
    assert "/policy/cn-4101/documents/enrolment/#within-newborn" in response.content.decode()
    assert client.get("/policy/cn-4101/diff/?old=cn&new=cn-4101").status_code == 404


@pytest.mark.parametrize("number", ["11010519491231002X", "110105 491231 002"])
@pytest.mark.parametrize(
    "address", ["/policy/{}/", "/policy/cn/documents/{}/", "/policy/cn/documents/enrolment/?on={}"]
)
def test_no_page_repeats_an_identity_number(client: Client, address: str, number: str) -> None:
    page = client.get(address.format(number))
    assert page.status_code in (200, 404)
    said = _text(page) + "".join(re.findall(r'id="on"[^>]*', page.content.decode()))
    assert number not in said
