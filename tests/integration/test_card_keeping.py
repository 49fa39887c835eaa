"""A card that waits: its family is reminded by the packs' days, once each; then it is put away."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sealing_city
from card_makers import AT, again, card, office, staff
from django.db import connections
from handing import handed_out

from firstcard.cards import jobs, waiting
from firstcard.cards.handing_refusals import NotHere, Taken
from firstcard.cards.models import Card
from firstcard.cards.operations import arriving, collecting, keeping
from firstcard.cards.refusals import NotNow
from firstcard.core.periodic import jobs as all_jobs
from firstcard.core.refusals import Invalid, NotAllowed
from firstcard.guidance import packs_store
from firstcard.messages.models import Message

CITY = sealing_city.REGION
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    book = _book(tmp_path_factory.getbasetemp())
    monkeypatch.setattr(packs_store, "current", lambda: book)


_books: dict[Path, object] = {}


def _book(folder: Path) -> object:
    if folder not in _books:
        _books[folder] = sealing_city.book(folder=folder / "sealing")
    return _books[folder]


def days(number: int) -> datetime:
    return AT + timedelta(days=number)


def arrived(*, region: str = "410105") -> Card:
    made = card("dispatched", region=region)
    assert made.office is not None
    return arriving.arrive(card=made, office=made.office, by=staff(region=region), at=AT)


def sent() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("template", flat=True))


def lived(until: int) -> None:
    """The job runs twice a day."""
    for number in range(until + 1):
        keeping.attend(at=days(number))
        keeping.attend(at=days(number) + timedelta(hours=5))


def test_a_family_is_reminded_on_the_packs_days_and_once_each() -> None:
    made = arrived()
    lived(400)
    reminded = made.events.filter(action="remind").values_list("at", flat=True)
    assert [(each - AT).days for each in reminded] == [30, 180, 330]
    assert sent() == ["card-ready", "card-waits", "card-waits", "card-waits"]
    assert again(made).making == "at-office"  # nobody says when Zhengzhou puts a card away
    assert again(made).attend_on is None


def test_where_the_packs_say_when_a_card_is_put_away_and_the_family_told_before() -> None:
    made = arrived(region=CITY)
    lived(200)
    last = Message.objects.order_by("pk")
    assert [each.template for each in last] == [
        "card-ready", "card-waits-until", "card-waits-until", "card-sealed"]  # fmt: skip
    sealed = made.events.get(action="seal")
    # Six months from 23 November end on 23 May 2027, a Sunday of a year not published yet.
    assert sealed.at.date().isoformat() == "2027-05-24"
    assert (sealed.role, again(made).making) == ("service", "sealed")


def test_a_sealed_card_comes_back_and_waits_anew() -> None:
    made = arrived(region=CITY)
    lived(190)
    clerk = staff(region=CITY)
    keeping.unseal(card=again(made), by=clerk, at=days(250))
    now = again(made)
    assert (now.making, now.reminded, now.at_office_since) == ("at-office", 0, days(250))
    assert now.attend_on == waiting.day(days(280))
    handed_out(now, by=clerk, at=days(251))
    keeping.attend(at=days(500))
    assert again(made).making == "collected"
    assert sent()[-2:] == ["card-ready", "card-collected"]


def test_mail_that_came_back_is_reminded_of_and_put_away_too() -> None:
    made = card("returned", region=CITY)
    Card.objects.filter(pk=made.pk).update(**waiting.at_office(card=made, at=AT))
    lived(190)
    assert again(made).making == "sealed"


def test_an_office_puts_a_card_away_by_its_own_rule_only_where_the_packs_know_none() -> None:
    here, there = arrived(), arrived(region=CITY)
    keeping.seal(card=here, by=staff(), at=days(40))
    assert again(here).making == "sealed"
    with pytest.raises(NotNow) as told:
        keeping.seal(card=there, by=staff(region=CITY), at=days(40))
    assert "23 May 2027" in told.value.text.en


def test_a_card_in_somebodys_hands_is_not_put_away_until_they_are_done() -> None:
    made = arrived(region=CITY)
    collecting.take(card=made, by=staff(region=CITY), at=days(182))
    keeping.attend(at=days(182))
    assert again(made).making == "at-office"
    with pytest.raises(Taken):
        keeping.seal(card=again(made), by=staff(region=CITY), at=days(182))
    keeping.attend(at=days(182) + collecting.LOCK)
    assert again(made).making == "sealed"


def test_a_card_too_long_on_its_way_is_looked_for_once() -> None:
    made = card("dispatched")
    Card.objects.filter(pk=made.pk).update(**waiting.on_the_way(card=made, at=AT))
    lived(40)
    (look,) = made.events.filter(action="look")
    # Fifteen days from 23 November are over on 8 December.
    assert (look.at - AT).days == 15
    assert sent() == []


def test_a_card_is_passed_on_and_its_time_begins_anew_there() -> None:
    made, there, clerk = arrived(), office(code="there"), staff()
    keeping.forward(card=made, to=there, by=clerk, at=days(20))
    lived(30)
    assert "remind" not in set(made.events.values_list("action", flat=True))
    arriving.arrive(card=again(made), office=there, by=clerk, at=days(31))
    assert (again(made).office, again(made).attend_on) == (there, waiting.day(days(61)))
    assert sent() == ["card-ready", "card-forwarded", "card-ready"]


def test_a_card_is_not_passed_on_to_where_it_is_nor_out_of_somebodys_hands() -> None:
    made, clerk = arrived(), staff()
    assert made.office is not None
    with pytest.raises(Invalid):
        keeping.forward(card=made, to=made.office, by=clerk, at=AT)
    with pytest.raises(NotAllowed):
        keeping.forward(card=made, to=office(code="there"), by=staff("card-centre"), at=AT)
    with pytest.raises(NotHere):
        keeping.forward(card=made, to=office(code="there"), by=staff(office="x"), at=AT)
    collecting.take(card=made, by=clerk, at=AT)
    with pytest.raises(Taken):
        keeping.forward(card=again(made), to=office(code="there"), by=staff(), at=AT)


def test_the_job_is_known_to_the_worker() -> None:
    (job,) = [each for each in all_jobs() if each.name == "cards.waiting"]
    made = arrived()
    assert job.work(at=days(30)) == 1
    assert jobs.waiting(at=days(30)) == 0
    assert again(made).reminded == 1


@pytest.mark.parametrize(("region", "ways"), [
    ("410105", ["office", "bank", "post"]), (CITY, ["office", "bank", "post"]),
])  # fmt: skip
def test_a_family_is_told_the_ways_with_days_and_cost_or_whom_to_ask(
    region: str, ways: list[str]
) -> None:
    told = waiting.deliveries(region=region, on=AT.date())
    assert [each.id for each in told] == ways
    for each in told:
        assert each.fee.amount or each.fee.unknown
        assert each.takes.least or each.takes.most or each.takes.unknown
        assert each.basis


@pytest.mark.django_db(transaction=True)
def test_reminding_from_many_places_at_once_reminds_once() -> None:
    cards = [arrived() for _ in range(4)]
    gate = threading.Barrier(8)

    def work() -> int:
        try:
            gate.wait()
            return keeping.attend(at=days(30))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: work(), range(8)))
    assert sum(told) == 4
    assert all(each.events.filter(action="remind").count() == 1 for each in cards)
    assert sent().count("card-waits") == 4
