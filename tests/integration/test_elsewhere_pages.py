"""A family's pages for treatment elsewhere: register it, told before what it means; end it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import bills
import pytest
import time_machine
from bills import AT, DAY
from card_makers import staff
from django.test import Client
from test_bill_asking_pages import day
from test_family_bills import browser, page
from test_languages import Reader

from firstcard.people.models import Person
from firstcard.settlement.models import TreatmentElsewhere
from firstcard.settlement.operations import elsewhere

pytestmark = pytest.mark.django_db
TODAY, WUHAN = AT.date(), "420100"
HERE, NEW = "/bills/elsewhere/", "/bills/elsewhere/new/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def child() -> Person:
    return bills.insured()


def typed(place: str = WUHAN, since: date = TODAY, **more: str) -> dict[str, str]:
    return {"place": place, **day("since", since.isoformat()), **more}


def sent(client: Client, told: dict[str, Any], path: str = NEW) -> str:
    reply = client.post(path, told)
    assert reply.status_code == 200, reply["Location"]
    return str(reply.content.decode())


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_every_page_speaks_one_language(child: Person, lang: str) -> None:
    client = browser(child, lang=lang)
    told = [page(client, "/bills/"), page(client, HERE), page(client, NEW)]
    query = "Wuhan" if lang == "en" else "武汉"
    told.append(sent(client, {"place-search": query, "search": "place"}))
    assert f'value="{WUHAN}"' in told[-1]
    told += [sent(client, {}), sent(client, typed())]
    later = elsewhere.register(person=child, place="310000", since=TODAY + timedelta(9),
                               until=None, by=staff("clerk"), at=AT)  # fmt: skip
    assert client.post(NEW, typed(checked="yes", register="yes")).status_code == 302
    made = TreatmentElsewhere.objects.exclude(pk=later.pk).get()
    told += [page(client, f"{HERE}?done=registered"), page(client, f"{HERE}{made.pk}/end/"),
             page(client, f"{HERE}{later.pk}/end/")]  # fmt: skip
    for each in told:
        assert Reader(each).foreign() == set()
        assert each.count("<h1") == 1
        assert "{" not in " ".join(text for _, text in Reader(each).said)
        assert bills.number_of(child) not in each


def test_what_it_means_is_said_before_and_only_what_is_confirmed_is_recorded(
    child: Person,
) -> None:
    client = browser(child)
    told = sent(client, typed())
    for words in ("Register this?", "count as registered from the first day on",
                  "stays until you set a last day", "many places pay less"):  # fmt: skip
        assert words in told, words
    assert not TreatmentElsewhere.objects.exists()
    changing = sent(client, typed(checked="yes", change="yes"))
    assert f'value="{WUHAN}" checked' in changing
    assert not TreatmentElsewhere.objects.exists()
    switched = sent(client, typed(checked="yes", language="zh-hans"))
    assert 'id="confirm"' in switched
    assert not TreatmentElsewhere.objects.exists()
    assert client.post(NEW, typed(checked="yes", register="yes"))["Location"] == (
        f"{HERE}?done=registered")  # fmt: skip
    made = TreatmentElsewhere.objects.get()
    assert (made.person_id, made.place, made.since, made.until) == (child.pk, WUHAN, TODAY, None)


def test_what_was_typed_stays_and_every_mistake_is_at_its_box(child: Person) -> None:
    client = browser(child)
    told = sent(client, {**day("since", "2026-13-18"), "register": "yes"})
    assert 'value="13"' in told
    assert 'href="#place-search"' in told
    assert 'href="#since-month"' in told
    local = sent(client, typed("410105", register="yes"))
    assert 'href="#place-search"' in local
    assert 'value="410105" checked' in local
    gone = sent(client, typed(since=TODAY - timedelta(1), register="yes"))
    assert 'href="#since-year"' in gone
    assert "registers before the treatment" in gone
    unfound = sent(client, typed("", **{"place-search": "Nowhere", "place-searched": "Nowhere"}))
    assert 'value="Nowhere"' in unfound
    assert not TreatmentElsewhere.objects.exists()


def test_it_is_ended_and_taken_back_before_it_began(child: Person) -> None:
    client, by = browser(child), staff("clerk")
    holds, later = (elsewhere.register(person=child, place=WUHAN, since=since, until=None, by=by,
                                       at=AT) for since in (DAY, TODAY + timedelta(9)))  # fmt: skip
    told = page(client, HERE)
    assert ("Holds now" in told, "Begins later" in told) == (True, True)
    address = f"{HERE}{holds.pk}/end/"
    early = sent(client, day("on", "2026-01-02"), address)
    assert ('href="#on-year"' in early, 'value="2026"' in early) == (True, True)
    assert client.post(address, day("on", TODAY.isoformat()))["Location"].endswith("done=ended")
    assert client.post(f"{HERE}{later.pk}/end/")["Location"].endswith("done=back")
    holds.refresh_from_db()
    later.refresh_from_db()
    assert (holds.until, later.until) == (TODAY, later.since - timedelta(1))
    assert "Taken back" in page(client, HERE)
    assert client.get(f"{HERE}{later.pk}/end/").status_code == 302


def test_nobody_else_sees_or_ends_it(child: Person) -> None:
    made = elsewhere.register(person=child, place=WUHAN, since=TODAY, until=None,
                              by=staff("clerk"), at=AT)  # fmt: skip
    other = browser(bills.insured(), telephone="13800000078")
    assert "Nothing is registered" in page(other, HERE)
    assert other.post(f"{HERE}{made.pk}/end/", day("on", TODAY.isoformat())).status_code == 404
    assert Client().get(HERE).status_code == 302
