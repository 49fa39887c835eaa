"""The plan's page as a family uses it: what is next, pictures, ticks, steps marked as done."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import every_page
import pytest
import time_machine
from django.test import Client

from firstcard.guidance.today import today

CSS = Path(__file__).resolve().parents[2] / "firstcard/core/static/core/plan.css"
BASE = {"register": {"follows": "mother", "register_region": "here"}}


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    with time_machine.travel("2026-11-23T02:00:00+00:00", tick=False):
        yield


@pytest.fixture
def client() -> Client:
    """An English family in Zhengzhou whose child was born there twenty days ago."""
    client = Client(HTTP_HOST="localhost")
    client.post("/language/", {"language": "en", "next": "/"})
    return _family(client)


def _family(client: Client, *, age: int = 20, **changes: Mapping[str, Any]) -> Client:
    client.post("/clear/")
    every_page.family(client, on=today(), age=age)
    for question, form in {**BASE, **changes}.items():
        assert client.post(f"/check/{question}/", form).status_code == 302, question
    return client


def _page(client: Client) -> str:
    response = client.get("/plan/")
    assert response.status_code == 200
    return response.content.decode()


def _text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def _section(page: str, heading: str) -> str:
    """The text of one section, from its heading on."""
    return _text(page.split(f'id="{heading}"', 1)[1].split("</section>", 1)[0])


def _titles(page: str) -> list[str]:
    """The titles of the steps still to do."""
    found = re.findall(r'<h3><span class="number">\d+</span> <span>([^<]+)</span></h3>\s*'
                       r'<p class="marks"><span class="tag [a-z-]+">', page)  # fmt: skip
    return [unescape(title) for title in found]


def _mark(client: Client, step: str, day: str = "2026-11-20", **more: str) -> Any:
    return client.post("/plan/done/", {"step": step, f"day.{step}": day, **more})


def _several(client: Client, number: int, **days: str) -> None:
    switches = ("groups", "acts_through", "guardian_is_householder", "prefer.office",
                "prefer.channel")  # fmt: skip
    unsure = dict.fromkeys(switches, "unknown")
    reply = client.post("/plan/adjust/", {"children-number": str(number), **unsure, **days})
    assert reply.status_code == 302


# --- What is next -------------------------------------------------------------------------------


def test_the_panel_says_what_by_when_where_and_with_what(client: Client) -> None:
    said = _section(_page(client), "next")
    assert "Register the birth with the police" in said
    assert "By Thu 3 Dec 2026 (in 10 days)" in said
    assert "Police station" in said
    assert "Birth certificate" in said
    assert "Household register booklet" in said


def test_what_is_late_says_so_first_and_why(client: Client) -> None:
    _family(client, age=100)
    said = _section(_page(client), "next")
    late = said.index("Late. The last day was Thu 12 Nov 2026 (11 days ago).")
    assert late < said.index("The limit is 90 days from the date of birth.")
    assert late < said.index("Enrol the child in residents' medical insurance")
    assert "Go as soon as you can." in said


def test_a_blocked_goal_stands_right_below_with_what_would_open_it(client: Client) -> None:
    _family(client, register={"follows": "mother", "register_region": "420100"},
            ties={"links": ["none"]})  # fmt: skip
    page = _page(client)
    assert page.index("Any one of these would open it:") < page.index('id="map"')


def test_a_city_without_rules_of_its_own_says_so_before_the_map(client: Client) -> None:
    _family(client, place={"region": "440300"})
    text = _text(_page(client))
    assert text.index("We do not have the local rules of Shenzhen") < text.index("Where you are")


def test_what_other_guides_say_stands_only_at_its_step(client: Client) -> None:
    page = _page(client)
    assert "Sources disagree" not in page[: page.index('id="steps"')]
    assert "Other guides say otherwise" in page


# --- Pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["map", "time"])
def test_a_picture_has_a_title_and_the_same_in_words(name: str, client: Client) -> None:
    page = _page(client)
    drawn = page[page.index("<svg", page.index(f'id="{name}"')) :]
    picture = ElementTree.fromstring(_whole(drawn))
    assert picture.get("role") == "img"
    named = [
        picture.find(f".//*[@id='{each}']") for each in picture.get("aria-labelledby", "").split()
    ]
    assert [each.tag for each in named if each is not None] == ["title", "desc"]
    assert all(each is not None and each.text for each in named)
    after = _text(drawn[drawn.index("</figure>") :])
    for word in picture.findall(".//text[@class='name']"):
        assert (word.text or "").split(". ")[-1].split()[0] in after


def _whole(text: str) -> str:
    """The first SVG, pictures inside it included."""
    depth = 0
    for found in re.finditer(r"<(/?)svg\b", text):
        depth += -1 if found.group(1) else 1
        if depth == 0:
            return text[: text.index(">", found.start()) + 1]
    raise AssertionError("no end")


def test_the_map_lights_the_own_position_and_tells_other_agencies_apart(client: Client) -> None:
    said = _section(_page(client), "map")
    assert "Hospital: Done. Another agency decides there." in said
    assert "Police: You are here." in said
    assert "Insurance: Later." in said
    _mark(client, "birth-registration")
    said = _section(_page(client), "map")
    assert "Police: Done." in said
    assert "Insurance: You are here." in said


def test_late_is_told_by_stripes_and_by_a_word(client: Client) -> None:
    page = _page(client)
    assert 'fill="url(#stripes)"' not in page
    _family(client, age=100)
    page = _page(client)
    assert page.count('fill="url(#stripes)"') == 3
    assert page.count("Late! Last day was") >= 3
    assert "Stripes: late" in page


# --- Trips and ticks ----------------------------------------------------------------------------


def test_papers_of_one_trip_stand_together_and_those_of_every_trip_once(client: Client) -> None:
    said = _section(_page(client), "trips")
    assert said.count("Identity card of the parent or guardian") == 1
    assert "Take these to: police station" in said
    assert "Collect the card" in said
    assert "You get there: Social security card in hand" in said


def test_ticks_are_kept_with_and_without_scripts(client: Client) -> None:
    tick = "paper:birth-certificate:"
    box = f'value="{tick}" checked'
    assert box not in _page(client)
    plain = client.post("/plan/ticks/", {"tick": tick, "at": "trip-2"})
    assert plain.headers["Location"] == "/plan/#trip-2"
    assert box in _page(client)
    quiet = client.post("/plan/ticks/", {"was": tick}, headers={"X-Quiet": "1"})
    assert quiet.status_code == 204
    assert box not in _page(client)


def test_only_papers_of_the_plan_can_be_ticked(client: Client) -> None:
    client.post(
        "/plan/ticks/", {"tick": ["paper:nonsense:", "x" * 5000, "paper:birth-certificate:"]}
    )
    kept = client.session["check"]["ticks"]
    assert kept == ["paper:birth-certificate:"]
    assert client.get("/plan/ticks/").headers["Location"] == "/plan/"


def test_each_paper_has_one_box(client: Client) -> None:
    ticks = re.findall(r'name="tick" value="([^"]+)"', _page(client))
    assert len(ticks) > 4
    assert len(ticks) == len(set(ticks))


def test_an_address_to_come_back_to_is_only_a_place_on_the_plan(client: Client) -> None:
    reply = client.post("/plan/ticks/", {"at": "//example.com/"})
    assert reply.headers["Location"] == "/plan/#trips"


# --- Done ---------------------------------------------------------------------------------------


def test_a_step_marked_as_done_leaves_the_plan_and_can_come_back(client: Client) -> None:
    assert "Register the birth with the police" in _titles(_page(client))
    reply = _mark(client, "birth-registration")
    assert reply.headers["Location"] == "/plan/#trip-2"
    page = _page(client)
    assert 'id="trip-2"' in page
    assert "Register the birth with the police" not in _titles(page)
    assert "Register the birth with the police, Fri 20 Nov 2026" in _text(page)
    undone = client.post("/plan/undo/", {"done": "birth-registration"})
    assert undone.headers["Location"] == "/plan/#next"
    assert "Register the birth with the police" in _titles(_page(client))


def test_the_day_is_today_unless_said_otherwise(client: Client) -> None:
    page = _page(client)
    assert '<input type="date" id="day-1" name="day.birth-registration" value="2026-11-23"' in page


@pytest.mark.parametrize("day", ["2026-11-24", "2026-02-30", "yesterday", ""])
def test_a_day_that_cannot_be_is_asked_for_again(day: str, client: Client) -> None:
    reply = _mark(client, "birth-registration", day)
    page = reply.content.decode()
    assert reply.status_code == 200
    assert "<title>Error: " in page
    assert "On which day was this done? Register the birth with the police" in _text(page)
    again = client.post("/plan/done/", {"step": "birth-registration", "day-year": "2026",
                                        "day-month": "11", "day-day": "19"})  # fmt: skip
    assert again.status_code == 302
    assert "Thu 19 Nov 2026" in _text(_page(client))


def test_a_step_that_is_not_there_changes_nothing(client: Client) -> None:
    before = _titles(_page(client))
    assert _mark(client, "nonsense").headers["Location"] == "/plan/"
    assert client.get("/plan/done/").headers["Location"] == "/plan/"
    client.post("/plan/undo/", {"done": "nonsense"})
    assert _titles(_page(client)) == before


def test_everything_done_leaves_nothing_but_the_list_of_it(client: Client) -> None:
    for _ in range(40):
        steps = re.findall(r'name="step" value="([^"]+)"', _page(client))
        if not steps:
            break
        _mark(client, steps[0], "2026-11-23")
    text = _text(_page(client))
    assert "Nothing is left to do." in text
    assert "Done so far" in text


def test_a_twin_is_marked_alone_where_the_other_waits(client: Client) -> None:
    _several(client, 2, **{"2-born-2-year": "2026", "2-born-2-month": "11", "2-born-2-day": "6"})
    assert _titles(_page(client)).count("Register the birth with the police") == 2
    _mark(client, "birth-registration@2")
    page = _page(client)
    assert _titles(page).count("Register the birth with the police") == 1
    assert "Register the birth with the police (child 2), Fri 20 Nov 2026" in _text(page)


# --- What if ------------------------------------------------------------------------------------


def test_what_if_says_only_what_the_planner_found(client: Client) -> None:
    said = _section(_page(client), "what-if")
    assert "The longest wait: The card is made, about 15 days." in said
    assert "not done by Sun 31 Jan 2027" in said
    assert "How you prefer to apply: online Visits: 3 instead of 4" in said


def test_what_happens_when_late_is_said_once(client: Client) -> None:
    assert _page(client).count("You can still enrol.") == 1


# --- Size ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("twins", [False, True])
def test_the_first_load_is_light(twins: bool, client: Client) -> None:
    import gzip

    if twins:
        _several(client, 3)
    static = CSS.parent
    files = [static / name for name in ("firstcard.css", "plan.css", "firstcard.js", "icon.svg")]
    sent = len(gzip.compress(_page(client).encode()))
    assert sent + sum(len(gzip.compress(each.read_bytes())) for each in files) <= 100 * 1024
    assert len(gzip.compress(CSS.read_bytes())) <= 2 * 1024
