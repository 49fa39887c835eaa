"""The pages of a kept plan: two phones, one plan, and every way in which it may not be there."""

import json
import logging
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import cv2
import every_page
import numpy as np
import pytest
import time_machine
import vobject
import zxingcpp
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test import Client
from msgspec.structs import replace

from firstcard.core.logs import logging_settings
from firstcard.guidance import operations, qr
from firstcard.guidance.kept_content import Content
from firstcard.guidance.models import KeptPlan
from firstcard.guidance.today import now, today
from firstcard.guidance.tokens import new_token

NOW = "2026-11-23T02:00:00+00:00"
TOKEN = re.compile(r"(?:[0-9a-z]{5}-){4}[0-9a-z]{6}")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _phone(lang: str = "en") -> Client:
    client = Client(HTTP_HOST="localhost")
    client.post("/language/", {"language": lang, "next": "/"})
    return client


@pytest.fixture
def mother() -> Client:
    """The phone on which the questions were answered."""
    return every_page.family(_phone(), on=today())


@pytest.fixture
def grandmother() -> Client:
    """Another phone."""
    return _phone()


def _text(response: Any) -> str:
    page = re.sub(r"<(script|style|header).*?</\1>", "", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def _address(client: Client) -> str:
    """The address that the page of the kept plan shows, without the host."""
    page = client.get("/kept/").content.decode()
    found = re.search(r"<textarea[^>]*>\s*https?://[^/]+(/kept/[^<]+)</textarea>", page)
    assert found
    return found[1].strip()


def _keep(client: Client) -> str:
    """Keep the plan; its address."""
    client.get("/plan/")
    assert client.post("/plan/keep/").headers["Location"] == "/kept/"
    return _address(client)


def _open(client: Client, address: str) -> Any:
    return client.get(address, follow=True)


def test_a_plan_is_kept_and_opened_on_another_phone(mother: Client, grandmother: Client) -> None:
    offer = _text(mother.get("/plan/"))
    assert "Keep this plan" in offer
    assert "kept until Sun 21 Feb 2027" in offer
    address = _keep(mother)
    assert TOKEN.fullmatch(address.removeprefix("/kept/").rstrip("/"))
    assert "Until Sun 21 Feb 2027. Each change makes it last another 90 days." in _text(
        mother.get("/kept/"))  # fmt: skip
    opened = _open(grandmother, address)
    assert opened.redirect_chain == [("/kept/open/", 302), ("/plan/", 302)]
    assert "This plan is kept" in _text(opened)
    assert _text(grandmother.get("/check/answers/")) == _text(mother.get("/check/answers/"))


def test_what_one_phone_changes_the_other_shows(mother: Client, grandmother: Client) -> None:
    _open(grandmother, _keep(mother))
    grandmother.post("/ask/groups/", {"groups": ["orphan"]})
    mother.post("/goals/", {"want": ["card-replacement"]})
    for phone in (mother, grandmother):
        assert re.search(r'id="groups-orphan"[^>]*checked', phone.get("/plan/").content.decode())
        page = phone.get("/goals/").content.decode()
        assert len(re.findall(r'name="want"[^>]* checked', page)) == 1


def _boxes(client: Client) -> tuple[list[str], dict[str, list[str]]]:
    """The papers to tick on the plan's page, and what its form sends if nothing is touched."""
    page = client.get("/plan/").content.decode()
    boxes = re.findall(r'name="tick" value="([^"]+)"( checked)?', page)
    ticked = [name for name, checked in boxes if checked]
    assert sorted(re.findall(r'name="was" value="([^"]+)"', page)) == sorted(ticked)
    return [name for name, _ in boxes], {"tick": ticked, "was": ticked}


def test_ticks_on_two_pages_drawn_before_both_count(mother: Client, grandmother: Client) -> None:
    _open(grandmother, _keep(mother))
    [first, second, third, *_], _ = _boxes(mother)
    mother.post("/plan/ticks/", {"tick": [first]})
    _, drawn = _boxes(mother)
    assert drawn == {"tick": [first], "was": [first]}
    grandmother.post("/plan/ticks/", {**drawn, "tick": [first, second]})
    mother.post("/plan/ticks/", {**drawn, "tick": [third]})
    for phone in (mother, grandmother):
        assert set(_boxes(phone)[1]["tick"]) == {second, third}


def test_the_session_of_a_kept_plan_holds_nothing_that_was_told(mother: Client) -> None:
    _keep(mother)
    assert set(mother.session.keys()) == {"kept"}
    row = KeptPlan.objects.get()
    stored = bytes(row.sealed)
    for fact in (b"410100", b"2026-11-03", b"birth-certificate", b"parent-permit"):
        assert fact not in stored
        assert fact not in mother.cookies["sessionid"].value.encode()


def test_a_double_click_keeps_one_plan(mother: Client) -> None:
    mother.get("/plan/")
    cookie = mother.cookies["sessionid"].value
    addresses = set()
    for _ in range(2):
        mother.cookies["sessionid"] = cookie
        mother.post("/plan/keep/")
        addresses.add(_address(mother))
    assert len(addresses) == 1
    assert KeptPlan.objects.count() == 1
    assert mother.post("/plan/keep/").headers["Location"] == "/kept/"
    assert KeptPlan.objects.count() == 1


def test_nothing_is_kept_without_a_plan(grandmother: Client) -> None:
    assert grandmother.post("/plan/keep/").headers["Location"] == "/plan/"
    assert grandmother.get("/plan/keep/").headers["Location"] == "/plan/"
    assert grandmother.get("/kept/").headers["Location"] == "/plan/"
    assert KeptPlan.objects.count() == 0


def test_one_tap_deletes_it_for_everybody(mother: Client, grandmother: Client) -> None:
    address = _keep(mother)
    _open(grandmother, address)
    deleted = mother.post("/kept/delete/", follow=True)
    assert deleted.redirect_chain == [("/kept/deleted/", 302)]
    assert "The plan is deleted" in _text(deleted)
    assert KeptPlan.objects.count() == 0
    assert "answers" not in str(dict(mother.session))
    other = grandmother.get("/plan/", follow=True)
    assert (other.status_code, other.redirect_chain) == (410, [("/kept/gone/", 302)])
    assert grandmother.get("/plan/").headers["Location"] == "/check/"
    assert mother.post("/kept/delete/").headers["Location"] == "/kept/deleted/"


def test_asking_for_the_delete_page_deletes_nothing(mother: Client) -> None:
    _keep(mother)
    assert mother.get("/kept/delete/").headers["Location"] == "/plan/"
    assert KeptPlan.objects.count() == 1


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_wrong_over_and_deleted_are_said_in_the_same_words(
    mother: Client, lang: str, clock: time_machine.Traveller
) -> None:
    deleted, over = _keep(mother), ""
    mother.post("/kept/delete/")
    over = _keep(every_page.family(_phone(), on=today()))
    clock.move_to("2027-02-21T15:59:00+00:00")
    assert _open(_phone(), over).status_code == 200
    clock.move_to("2027-02-21T16:00:00+00:00")
    said = set()
    for address in (deleted, over, f"/kept/{new_token()}/", "/kept/nonsense-of-some-length/",
                    "/kept/<b>/", f"/kept/{over.split('/')[2][:-1]}/"):  # fmt: skip
        phone = _phone(lang)
        page = _open(phone, address)
        assert page.status_code == 410
        said.add(_text(page))
        assert not TOKEN.search(page.content.decode().replace("5kq3v-7m2pd-x9c4n-8rtw6-0abcde", ""))
        assert phone.get("/plan/").headers["Location"] == "/check/"
    assert len(said) == 1


def test_a_token_can_be_typed_in(mother: Client, grandmother: Client) -> None:
    token = _keep(mother).split("/")[2]
    typed = token.upper().replace("-", " ").replace("0", "O")
    opened = grandmother.post("/kept/gone/", {"code": typed}, follow=True)
    assert opened.redirect_chain[-1] == ("/plan/", 302)
    assert "This plan is kept" in _text(opened)


def test_a_whole_address_can_be_pasted_and_a_chinese_keyboard_used(mother: Client) -> None:
    address = _keep(mother)
    token = address.split("/")[2]
    wide = token.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789-"})
    for typed in (f"https://card.example{address}", f"http://localhost{address.upper()}plan.ics",
                  wide, token.replace("-", "—")):  # fmt: skip
        opened = _phone().post("/kept/gone/", {"code": typed}, follow=True)
        assert "This plan is kept" in _text(opened), typed


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_a_token_with_a_slip_stays_in_the_box(mother: Client, lang: str) -> None:
    _keep(mother)
    said = set()
    for typed in (new_token(), "5kq3v-7m2pd", "http://localhost/kept/5kq3v/"):
        phone = _phone(lang)
        wrong = phone.post("/kept/gone/", {"code": typed})
        assert wrong.status_code == 410
        html = wrong.content.decode()
        assert f'value="{typed}"' in html
        assert 'id="error-summary"' in html
        said.add(_text(wrong))
    assert len(said) == 1  # whether there ever was such a plan nobody learns
    assert mother.post("/kept/gone/", {"code": new_token()}).status_code == 410
    assert mother.get("/kept/").status_code == 200
    number = _phone().post("/kept/gone/", {"code": "11010519491231002X"}).content.decode()
    assert "19491231" not in number


def test_what_was_typed_there_survives_a_change_of_the_language(grandmother: Client) -> None:
    page = grandmother.post("/kept/gone/", {"code": "5kq3v", "language": "zh-hans"})
    assert page.status_code == 410
    assert 'value="5kq3v"' in page.content.decode()
    assert "没有找到这份清单" in _text(page)


def test_answers_not_kept_are_not_lost_without_asking(mother: Client) -> None:
    address = _keep(mother)
    cousin = every_page.family(_phone(), on=today(), age=40)
    before = _text(cousin.get("/check/answers/"))
    asked = _open(cousin, address)
    assert asked.redirect_chain == [("/kept/open/", 302)]
    assert "Which plan do you want to use?" in _text(asked)
    cousin.post("/kept/open/", {"use": "here"})
    assert _text(cousin.get("/check/answers/")) == before
    assert "Which plan" not in _text(cousin.get("/kept/open/", follow=True))
    _open(cousin, address)
    assert cousin.post("/kept/open/", {"use": "kept"}).headers["Location"] == "/plan/"
    assert _text(cousin.get("/check/answers/")) == _text(mother.get("/check/answers/"))


def test_another_kept_plan_is_not_put_away_without_its_address(mother: Client) -> None:
    first = _keep(mother)
    cousin = every_page.family(_phone(), on=today(), age=40)
    second = _keep(cousin)
    asked = _open(cousin, first)
    assert second in asked.content.decode()
    assert first not in asked.content.decode()
    cousin.post("/kept/open/", {"use": "here"})
    assert _address(cousin) == second
    _open(cousin, first)
    cousin.post("/kept/open/", {"use": "kept"})
    assert _address(cousin) == first
    assert _open(cousin, first).redirect_chain[-1] == ("/plan/", 302)


def test_a_shared_device_forgets_and_the_plan_stays(mother: Client) -> None:
    address = _keep(mother)
    assert "Take it off this device" in _text(mother.get("/plan/"))
    mother.post("/clear/")
    assert mother.get("/plan/").headers["Location"] == "/check/"
    assert dict(mother.session) == {}
    assert "This plan is kept" in _text(_open(mother, address))


def test_the_calendar_keeps_its_name_when_the_plan_is_kept(
    mother: Client, grandmother: Client
) -> None:
    def uids(client: Client) -> set[str]:
        return set(re.findall(r"UID:(\S+)", client.get("/plan/plan.ics").content.decode()))

    before = uids(mother)
    _open(grandmother, _keep(mother))
    assert before
    assert uids(mother) == uids(grandmother) == before


def test_the_address_is_in_no_header_and_in_no_store(mother: Client) -> None:
    address = _keep(mother)
    reply = _phone().get(address)
    assert reply.status_code == 302
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert reply.headers["Cache-Control"] == "no-store"
    assert "noindex" in reply.headers["X-Robots-Tag"]
    token = address.split("/")[2]
    assert token not in reply.headers["Location"]
    assert reply.content == b""
    for path in ("/plan/", "/check/answers/", "/goals/", "/about/", "/plan/plan.ics"):
        assert token not in mother.get(path).content.decode(), path


def test_no_token_reaches_the_log(mother: Client, capsys: pytest.CaptureFixture[str]) -> None:
    address = _keep(mother)
    token = address.split("/")[2]
    before = logging.root.handlers[:]
    try:
        logging_settings(level="INFO")
        phone = _phone()
        for path in (address, address.rstrip("/"), address.upper().replace("KEPT", "kept"),
                     f"/kept/{token[:-2]}/", f"{address}more/", f"/x{address}"):  # fmt: skip
            phone.get(path)
        phone.get("/plan/", headers={"referer": f"http://localhost{address}"})
        logging.getLogger("django.request").error("Internal Server Error: %s", address)
        logging.getLogger("anything").error("%s", {"token": token})
        logged = capsys.readouterr().err
    finally:
        logging.root.handlers[:] = before
    lines = [json.loads(line) for line in logged.splitlines()]
    paths = [line["path"] for line in lines if "kept" in line.get("path", "")]
    assert set(paths[:2]) == {"/kept/[token]/", "/kept/[token]"}
    assert token[:-3] not in logged.lower()
    assert logged.count("[token]") >= 8


def _read(svg: str) -> set[str]:
    """What two independent readers read from an inline code."""
    side = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    modules = np.full((side, side), 255, dtype=np.uint8)
    path = re.search(r'fill="#000" d="([^"]*)"', svg)[1]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", path):
        modules[int(y), int(x) : int(x) + int(length)] = 0
    picture = np.kron(modules, np.ones((4, 4), dtype=np.uint8))
    return {zxingcpp.read_barcodes(picture)[0].text,
            str(cv2.QRCodeDetectorAruco().detectAndDecode(picture)[0])}  # fmt: skip


def test_the_code_holds_the_public_address(mother: Client, settings: LazySettings) -> None:
    settings.PUBLIC_URL = "https://firstcard.example.cn"
    address = _keep(mother)
    page = mother.get("/kept/").content.decode()
    assert f"https://firstcard.example.cn{address}" in page
    assert _read(page) == {f"https://firstcard.example.cn{address}"}
    assert 'class="qr" role="img"' in page


def test_without_a_public_address_the_code_holds_dates_and_says_so(mother: Client) -> None:
    _keep(mother)
    page = mother.get("/kept/")
    assert "this code cannot open the plan elsewhere" in _text(page)
    assert "opens on this machine only" in _text(page)
    [dates] = {text.replace("\r\n", "\n") for text in _read(page.content.decode())}
    assert dates.startswith("BEGIN:VCALENDAR")
    assert not TOKEN.search(dates)
    assert len(dates.encode()) <= qr.MOST_BYTES_ON_SCREEN


# What has changed


def test_right_after_keeping_nothing_has_changed(mother: Client, grandmother: Client) -> None:
    _open(grandmother, _keep(mother))
    for phone in (mother, grandmother):
        assert "Nothing has changed since Mon 23 Nov 2026." in _text(phone.get("/plan/"))


def test_what_time_and_the_family_changed_is_said_until_it_is_seen(
    mother: Client, clock: time_machine.Traveller
) -> None:
    address = _keep(mother)
    mother.post("/check/done/", {"done": ["birth-certificate", "birth-registration"],
                                 "birth-registration-on-unsure": "unknown"})  # fmt: skip
    clock.move_to("2027-02-10T02:00:00+00:00")
    phone = _phone()
    page = _open(phone, address)
    text = _text(page)
    assert "What has changed since Mon 23 Nov 2026" in text
    assert "Done: " in text
    mark = re.search(r'name="shown" value="(\w+)"', page.content.decode())[1]
    phone.post("/kept/seen/", {"shown": "of another page"})
    assert "What has changed since Mon 23 Nov 2026" in _text(phone.get("/plan/"))
    assert phone.post("/kept/seen/", {"shown": mark}).headers["Location"] == "/plan/"
    assert "Nothing has changed since Wed 10 Feb 2027." in _text(phone.get("/plan/"))


def test_changed_rules_and_moved_dates_are_named(mother: Client) -> None:
    """As if the plan had been kept under older rules, with another last day."""
    token = _keep(mother).split("/")[2]
    moved: list[str] = []

    def older(content: Content) -> Content:
        seen = json.loads(json.dumps(content.seen))
        seen["packs"]["cn"] |= {"version": "2026.1", "digest": "0" * 64}
        for step in seen["steps"].values():
            if step["due"]:
                step["due"] = "2026-11-30"
                moved.append(step["title"]["en"])
        return replace(content, seen=seen)

    operations.change(token=token, by=older, at=now())
    text = _text(mother.get("/plan/"))
    assert re.search(r"Rules changed: China [^,]*, version [^ ]+ \(before: 2026.1\)", text)
    assert moved
    for title in moved:
        assert re.search(rf"{re.escape(title)}[^:]*: the last day is now [^(]*20\d\d "
                         r"\(before: Mon 30 Nov 2026\)", text), title  # fmt: skip


# The database is away


class _Away:
    """Every statement fails, as when the server is gone."""

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        raise OperationalError("server closed the connection unexpectedly")


def test_without_the_database_a_plan_can_be_made_and_is_not_kept(mother: Client) -> None:
    with connection.execute_wrapper(_Away()):
        fresh = every_page.family(_phone(), on=today())
        for path in every_page.PAGES:
            assert fresh.get(path).status_code == 200, path
        page = fresh.post("/plan/keep/")
        assert page.status_code == 503
        assert "cannot be kept just now" in _text(page)
        assert "Your answers are still in your browser" in _text(page)
        assert fresh.get("/plan/").status_code == 200
    assert _keep(fresh)


def test_without_the_database_a_kept_plan_waits_and_nothing_typed_is_lost(mother: Client) -> None:
    address = _keep(mother)
    form = {"groups": ["orphan", "poor"], "note": '"><b>'}
    with connection.execute_wrapper(_Away()):
        for path in ("/plan/", "/check/answers/", "/kept/"):
            page = mother.get(path)
            assert page.status_code == 503
            assert page.headers["Retry-After"] == "10"
            assert "cannot be reached just now" in _text(page)
        page = mother.post("/ask/groups/", form)
        assert page.status_code == 503
        phone = _phone()
        opened = _open(phone, address)
        assert opened.status_code == 503
        assert address.split("/")[2] not in opened.content.decode()
    html = page.content.decode()
    assert "<b>" not in html
    again = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html)
    sent = {name: [unescape(value) for each, value in again if each == name] for name, _ in again}
    assert {name: sent[name] for name in form} == {**form, "note": [form["note"]]}
    assert 'action="/ask/groups/"' in html
    mother.post("/ask/groups/", {"groups": ["orphan"]})
    assert "This plan is kept" in _text(phone.get("/kept/open/", follow=True))
    assert re.search(r'id="groups-orphan"[^>]*checked', phone.get("/plan/").content.decode())


def test_without_the_database_one_can_go_on_without_the_kept_plan(mother: Client) -> None:
    address = _keep(mother)
    with connection.execute_wrapper(_Away()):
        assert mother.get("/plan/").status_code == 503
        mother.post("/clear/")
        assert mother.get("/").status_code == 200
    assert "This plan is kept" in _text(_open(mother, address))


def _events(calendar: bytes) -> dict[str, dict[str, str]]:
    """The events of a calendar file by their UIDs, read by a program that is not ours."""
    found = vobject.readOne(calendar.decode())
    return {each.uid.value: {name: getattr(each, name).value for name in ("sequence", "status")
                             if hasattr(each, name)} for each in found.vevent_list}  # fmt: skip


def test_a_calendar_fetches_the_dates_and_takes_back_what_is_done(mother: Client) -> None:
    address = _keep(mother)
    program = Client(HTTP_HOST="localhost")  # without a session
    first = _events(program.get(f"{address}plan.ics").content)
    assert first
    done = {"step": "birth-registration", "day.birth-registration": today().isoformat()}
    assert mother.post("/plan/done/", done).status_code == 302
    later = _events(program.get(f"{address}plan.ics").content)
    assert set(first) <= set(later)
    gone = {uid for uid, event in later.items() if event.get("status") == "CANCELLED"}
    assert gone
    assert gone <= set(first)
    assert all(int(event["sequence"]) > int(first[uid]["sequence"])
               for uid, event in later.items() if uid in first)  # fmt: skip


def test_a_calendar_file_takes_back_dates_without_a_kept_plan_too(
    mother: Client, clock: Any
) -> None:
    files = [_events(mother.get("/plan/plan.ics").content)]
    clock.shift(60)
    done = {"step": "birth-registration", "day.birth-registration": today().isoformat()}
    assert mother.post("/plan/done/", done).status_code == 302
    files.append(_events(mother.get("/plan/plan.ics").content))
    _keep(mother)
    files.append(_events(mother.get("/plan/plan.ics").content))
    gone = [{uid for uid, event in each.items() if event["status"] == "CANCELLED"}
            for each in files]  # fmt: skip
    assert not gone[0]
    assert gone[1]
    assert gone[1] == gone[2]
    assert set(files[0]) == set(files[1]) == set(files[2])
    counts = [{int(event["sequence"]) for event in each.values()} for each in files]
    assert max(counts[0]) < min(counts[1])
    assert max(counts[1]) < min(counts[2])


def test_the_calendar_of_a_plan_that_is_gone_leaves_this_phone_its_own(mother: Client) -> None:
    _keep(mother)
    answer = mother.get(f"/kept/{new_token()}/plan.ics")
    assert answer.headers["Location"] == "/kept/gone/"
    assert mother.get("/kept/").status_code == 200
    assert mother.get("/kept/nonsense/plan.ics").headers["Location"] == "/kept/gone/"


def test_the_address_of_the_calendar_is_shown_where_others_can_reach_it(
    mother: Client, settings: LazySettings
) -> None:
    settings.PUBLIC_URL = "https://card.example"
    address = _keep(mother)
    page = mother.get("/kept/").content.decode()
    assert f"https://card.example{address}plan.ics" in page
