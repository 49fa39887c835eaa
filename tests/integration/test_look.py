"""Language and large mode are switched on any page, and nothing that was typed is lost."""

import gzip
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import every_page
import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client

WIDE = {"place": {"region": "410100"},
        "birth": {"born_on-year": "2026", "born_on-month": "11", "born_on-day": "1",
                  "birthplace": "institution", "birth_region": "here"},
        "family": {"family": "married"},
        "register": {"follows": "mother", "register_region": "420100"},
        "ties": {"links": ["parent-permit"]},
        "done": {"done": ["birth-certificate"]}}  # fmt: skip
# A page, and what somebody typed there without sending it: names, values, whether in a box.
TYPED: list[tuple[str, dict[str, Any]]] = [
    ("/check/place/", {"region": "unknown", "region-search": "洛阳"}),
    ("/check/birth/", {"born_on-year": "26", "born_on-month": "13", "birthplace": "other"}),
    ("/check/family/", {"family": "unmarried-mother"}),
    ("/check/register/", {"follows": "father", "register_region-search": "wuhan"}),
    ("/check/ties/", {"links": ["none"]}),
    ("/check/done/", {"done": ["birth-certificate", "none"]}),
    ("/ask/groups/", {"groups": ["none"]}),
    ("/ask/events.loss/", {"events.loss-year": "2026", "events.loss-day": "40"}),
    ("/goals/", {"want": ["card-formal-loss"]}),
    ("/plan/adjust/", {"children-number": "2"}),
]


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    with time_machine.travel("2026-11-23T02:00:00+00:00", tick=False):
        yield


@pytest.fixture
def client() -> Client:
    """A family that answered every question, in Chinese."""
    client = Client(HTTP_HOST="localhost")
    for question, form in WIDE.items():
        response = client.post(f"/check/{question}/", form)
        assert response.status_code == 302, question
    return client


def _holds(page: str, name: str, value: str) -> bool:
    """Whether a page shows a value in a box, or as a choice that is made."""
    control = rf'<input[^>]*\sname="{re.escape(name)}"[^>]*\svalue="{re.escape(value)}"[^>]*>'
    found = [unescape(each) for each in re.findall(control, page)]
    return any(('type="radio"' not in each and 'type="checkbox"' not in each) or " checked" in each
               for each in found)  # fmt: skip


@pytest.mark.parametrize(("path", "form"), TYPED)
@pytest.mark.parametrize("switch", [{"language": "en"}, {"large": "on"}])
def test_a_switch_keeps_what_was_typed(
    client: Client, path: str, form: dict[str, Any], switch: dict[str, str]
) -> None:
    before = client.cookies["sessionid"].value
    response = client.post(path, {**form, **switch})
    page = response.content.decode()
    assert response.status_code == 200
    assert ('<html lang="en">' in page) == ("language" in switch)
    assert ('class="large"' in page) == ("large" in switch)
    for name, values in form.items():
        for value in values if isinstance(values, list) else [values]:
            assert _holds(page, name, value), (name, value)
    assert 'class="error-summary"' not in page  # nothing was sent, so nothing is wrong yet
    assert client.cookies["sessionid"].value == before  # and nothing is kept


@pytest.mark.parametrize(("path", "form"), TYPED)
def test_the_switches_belong_to_the_form_of_the_page(
    client: Client, path: str, form: dict[str, Any]
) -> None:
    page = client.post(path, {**form, "language": "zh-hans"}).content.decode()
    action = re.search(r'<form id="page" method="post" action="([^"]+)"', page)
    assert action
    assert action.group(1) == path
    switches = re.findall(r'<button[^>]*\sname="(?:language|large)"[^>]*>', page)
    assert len(switches) == 2
    assert all(' form="page"' in each for each in switches)
    # The Enter key presses the first button of a form: it must go on, not switch.
    first = re.search(r'<button[^>]*\sform="page"[^>]*>', page)
    assert first
    assert " name=" not in first.group()


def test_mistakes_are_told_again_in_the_other_language(client: Client) -> None:
    form = {"born_on-year": "2026", "born_on-month": "2", "born_on-day": "30"}
    page = client.post("/check/birth/", form).content.decode()
    assert "2026年2月没有30日" in page
    assert '<input type="hidden" name="mistakes" value="yes" form="page">' in page
    form |= {"mistakes": "yes", "language": "en"}
    page = client.post("/check/birth/", form).content.decode()
    assert "30 February 2026 is not a real date" in page
    assert _holds(page, "born_on-day", "30")


def test_a_switch_shows_again_what_was_found(client: Client) -> None:
    form = {"region-search": "洛阳", "search": "region"}
    assert "洛阳市" in client.post("/check/place/", form).content.decode()
    form = {"region-search": "洛阳", "region-searched": "洛阳", "language": "en"}
    page = client.post("/check/place/", form).content.decode()
    assert 'value="410300"' in page
    assert "Luoyang" in page


def test_mistakes_that_are_mended_are_kept_only_when_sent(client: Client) -> None:
    form = {"family": "married", "mistakes": "yes", "language": "en"}
    assert client.post("/check/family/", form).status_code == 200
    form.pop("language")
    assert client.post("/check/family/", form).status_code == 302


def test_a_page_without_a_form_comes_back_in_the_other_look(client: Client) -> None:
    response = client.post("/language/", {"large": "on", "next": "/about/"})
    assert response.headers["Location"] == "/about/"
    assert 'class="large"' in client.get("/about/").content.decode()
    client.post("/language/", {"large": "off", "next": "/about/"})
    assert 'class="large"' not in client.get("/about/").content.decode()


def test_each_switch_leaves_the_other_as_it_is(client: Client) -> None:
    client.post("/language/", {"large": "on", "next": "/"})
    client.post("/language/", {"language": "en", "next": "/"})
    assert '<html lang="en" class="large">' in client.get("/about/").content.decode()


def test_the_look_lasts_and_is_no_business_of_scripts(client: Client) -> None:
    response = client.post("/language/", {"large": "on", "next": "/"})
    cookie = response.cookies["large"]
    assert cookie["max-age"] == 365 * 24 * 60 * 60
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "next_page",
    ["https://example.com/", "//example.com/", "javascript:0", "é", "plan", "plan.pdf", ""],
)
def test_a_switch_leads_to_no_other_site(client: Client, next_page: str) -> None:
    response = client.post("/language/", {"language": "en", "next": next_page})
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"large": "huge"}, {}])
def test_an_unknown_switch_changes_nothing(client: Client, wrong: dict[str, str]) -> None:
    response = client.post("/language/", {**wrong, "next": "/about/"})
    assert response.headers["Location"] == "/about/"
    assert not {"large", "django_language"} & set(response.cookies)


def test_a_switch_from_another_site_is_refused() -> None:
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    response = strict.post("/check/place/", {"region": "410100", "language": "en"})
    assert response.status_code == 403
    assert not response.cookies.get("django_language")


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_the_page_of_components_is_for_demonstrations_only(
    client: Client, settings: Any, lang: str
) -> None:
    client.post("/language/", {"language": lang, "next": "/"})
    page = client.get("/styleguide/")
    assert page.status_code == 200
    assert b'class="qr"' in page.content
    settings.DEMO = False
    assert client.get("/styleguide/").status_code == 404


def test_a_tick_on_the_page_of_components_is_answered_quietly(client: Client) -> None:
    response = client.post("/styleguide/", {"ticked": "yes"}, headers={"X-Quiet": "1"})
    assert response.status_code == 204


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_an_error_is_told_in_both_languages_with_a_way_on(status: int) -> None:
    from django.template.loader import render_to_string

    page = render_to_string(f"{status}.html")
    chinese, english = page.split('<div lang="en">')
    assert re.search(r"<h1>[\u4e00-\u9fff]+</h1>\s<p>[\u4e00-\u9fff].*</p>\s<p>", chinese)
    assert re.search(r"<h2[^>]*>[A-Z][a-z ,]+</h2>\s<p>[A-Z].*</p>\s<p>", english)
    assert '<a class="button main" href="/">' in page


@pytest.mark.parametrize("path", every_page.PAGES)
def test_the_first_load_of_a_page_is_small(client: Client, path: str) -> None:
    """What travels: the page, its styles, the script, the icon; at most 100 KB."""
    page = client.get(path).content
    files = re.findall(rb'(?:href|src)="/static/([^"]+)"', page)
    assert len(files) >= 3
    found = [Path(finders.find(name.decode()) or "") for name in files]
    sizes = [len(gzip.compress(each)) for each in (page, *(file.read_bytes() for file in found))]
    assert sum(sizes) <= 100 * 1024
