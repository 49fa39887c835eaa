"""One card in use and one in the making a person, whoever acts at once: applying, renewing,
reporting a loss, receiving a feed, dying. Nobody waits for somebody who waits for them.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import card_families
import card_files
import pytest
from card_makers import AT, again, card, child, office, staff
from django.db import connection, connections, transaction
from handing import handed_out

from firstcard.cards.content import CardData, data_of
from firstcard.cards.models import Card, CardEvent, Collection, Credential
from firstcard.cards.operations import (
    arriving,
    batching,
    collecting,
    credentials,
    dying,
    merging,
    ordering,
    posting,
    rejecting,
    renewing,
    sending,
)
from firstcard.cards.states import IN_THE_MAKING
from firstcard.core.actors import SERVICE
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Refusal
from firstcard.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

CONNECTIONS = threading.Semaphore(50)  # fewer than the database takes
MAKING = [each.value for each in IN_THE_MAKING]
Act = Callable[[], object]
SOON = 10.0  # seconds: by then everybody has done or is waiting


def in_threads(acts: list[Act]) -> list[object]:
    """Do all of them from threads that start together; what each gave or refused, in order."""
    gate = threading.Barrier(len(acts))

    def run(act: Act) -> object:
        gate.wait()
        with CONNECTIONS:
            try:
                return act()
            except Refusal as refusal:
                return refusal
            finally:
                connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def most_at_once(person: Person, *, in_use: bool) -> int:
    """By the history, how many cards of a person were in use, or in the making, at one time."""
    now: dict[int, bool] = {}
    most = 0
    for event in CardEvent.objects.filter(card__person=person, axis="making").order_by("pk"):
        over = event.action in ("replaced", "ended")
        here = event.after == "collected" and not over if in_use else event.after in MAKING
        now[event.card_id] = here and (not in_use or now.get(event.card_id, True))
        most = max(most, sum(now.values()))
    return most


def sound(person: Person) -> None:
    """The person has one card of each at most, ever had, and each card's history is its state."""
    cards = Card.objects.filter(person=person)
    assert cards.filter(making="collected", ended_on=None).count() <= 1
    assert cards.filter(making__in=MAKING).count() <= 1
    assert most_at_once(person, in_use=True) <= 1
    assert most_at_once(person, in_use=False) <= 1
    for made in cards:
        last = made.events.filter(axis="making").last()
        assert last is not None
        assert last.after == made.making
        entries = AuditEntry.objects.filter(subject=f"card:{made.order}")
        written = entries.exclude(action__in=("card.take", "card.show-data"))
        assert written.count() == made.events.count()
        if made.ended_reason == "replaced":
            assert made.replaced_by is not None
            assert made.replaced_by.collected_at == made.events.get(action="replaced").at
        handed = Collection.objects.filter(card=made).count()
        signed = made.events.filter(action="collect", detail__has_key="relation")
        assert handed == signed.count() <= 1


@dataclass
class Family:
    """A child with an old card that can be renewed and a new one in the making."""

    person: Person = field(default_factory=child)

    def __post_init__(self) -> None:
        self.mother = card_families.mother_of(self.person)
        self.account = card_families.account_of(self.mother)
        self.clerk, self.centre = staff(), staff("card-centre", region="410000")
        self.older = card("collected", person=self.person, works=True)
        Card.objects.filter(pk=self.older.pk).update(valid_until=AT.date())
        self.newer = card("ordered", person=self.person, reason="renewal", office=self.here)
        self.data: CardData = data_of(self.newer)
        self.batch = batching.send(centre=card_files.centre(), by=SERVICE, at=AT, only=[self.newer])

    @property
    def here(self) -> Any:
        return office(code="here")

    @property
    def latest(self) -> Card:
        return Card.objects.filter(person=self.person).latest("pk")

    def applies(self) -> object:
        return ordering.order(
            person=self.person, case="", reason="first", region="410105", data=self.data,
            delivery="office", office=self.here, language="zh", by=SERVICE, at=AT)  # fmt: skip

    def renews(self) -> object:
        used = Card.objects.filter(person=self.person, making="collected").latest("pk")
        return renewing.renew(card=used, person=self.mother, proof="parent-identity-card",
                              by=self.clerk, at=AT)  # fmt: skip

    def changes(self) -> object:
        used = Card.objects.filter(person=self.person, making="collected").latest("pk")
        return renewing.change_data(card=used, person=self.mother, proof="parent-identity-card",
                                    by=self.clerk, at=AT, photo=b"another")  # fmt: skip

    def reports(self) -> object:
        return ordering.stop_of(person=self.person, reason="loss", by=SERVICE, at=AT)

    def hears(self, *, failed: bool = False, kind: str = "result") -> object:
        cells = card_files.failed(self.newer) if failed else card_files.made(self.newer)
        return card_files.answer(self.batch, [cells], kind=kind)

    def sends(self) -> object:
        return batching.send(centre=card_files.centre(), by=self.centre, at=AT, only=[self.latest])

    def dispatches(self) -> object:
        return sending.dispatch(cards=[self.latest], to=self.here, by=self.centre, at=AT)

    def scans(self) -> object:
        return arriving.scan(order=self.latest.order, office=self.here, by=self.clerk, at=AT)

    def hands_out(self) -> object:
        return handed_out(self.latest, by=self.clerk)

    def takes_back(self) -> object:
        made = collecting.take(card=self.latest, by=self.clerk, at=AT)
        return rejecting.reject(card=made, wrong=["damaged"], right=None, by=self.clerk, at=AT)

    def stands_in(self) -> object:
        return credentials.stand_in(card=self.latest, by=self.account, at=AT)

    def holds(self) -> object:
        return credentials.hold_electronic_card(person=self.person, by=self.account, at=AT)

    def dies(self) -> object:
        Person.objects.filter(pk=self.person.pk).update(died_on=AT.date())
        return dying.end_all(person=self.person, by=SERVICE, at=AT)

    def everything(self) -> list[Act]:
        return [self.applies, self.renews, self.changes, self.reports, self.hears,
                partial(self.hears, failed=True), partial(self.hears, kind="statement"), self.sends,
                self.dispatches, self.scans, self.hands_out, self.takes_back, self.stands_in,
                self.holds]  # fmt: skip


def done(found: list[object]) -> Counter[str]:
    return Counter(type(each).__name__ for each in found)


@pytest.mark.parametrize("death", [False, True])
def test_a_hundred_at_one_person(death: bool) -> None:
    family = Family()
    seen: list[bool] = []

    def looks() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FILTER (WHERE making = 'collected' AND ended_on IS NULL) < 2"
                " AND count(*) FILTER (WHERE making = ANY(%s)) < 2 FROM cards_card"
                " WHERE person_id = %s", [MAKING, family.person.pk])  # fmt: skip
            seen.append(cursor.fetchone()[0])

    acts: list[Act] = [*family.everything() * 6, *[family.scans, family.hands_out] * 4]
    acts += [family.dies if death else family.renews, *[looks] * (99 - len(acts))]
    found = in_threads(acts)
    assert len(found) == 100
    assert len(seen) == 7
    assert all(seen)
    sound(family.person)
    if death:
        dying.follow(at=AT)
        assert not Card.objects.filter(making__in=MAKING).exists()
        assert not Card.objects.filter(making="collected", ended_on=None).exists()
        assert not Credential.objects.filter(ended_reason="").exists()


def test_whole_lives_of_many_at_once() -> None:
    """Ten children, and everything of each at once: rounds, until new cards are handed out."""
    families = [Family() for _ in range(10)]
    for _ in range(4):
        acts = [act for family in families for act in (
            family.hears, family.dispatches, family.scans, family.hands_out, family.hands_out,
            family.renews, family.sends, family.reports if family is families[0] else family.holds,
            family.stands_in, family.applies)]  # fmt: skip
        assert len(in_threads(acts)) == 100
        for family in families:
            sound(family.person)
    swapped = Card.objects.filter(ended_reason="replaced")
    assert swapped.count() >= 9


# What happens while somebody else has begun and not ended.


@dataclass
class Pause:
    """Where one of two stops until the other has done, or waits for a lock."""

    reached: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def here(self) -> None:
        self.reached.set()
        assert self.go_on.wait(SOON)


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                       " AND datname = current_database()")  # fmt: skip
        return bool(cursor.fetchone()[0])


def meanwhile(pause: Pause, first: Act, second: Act) -> tuple[object, object]:
    """Begin the first; when it has reached the pause do the second; what both gave or refused."""

    def run(act: Act) -> object:
        try:
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(run, first)
        assert pause.reached.wait(SOON)
        two = pool.submit(run, second)
        until = time.monotonic() + SOON
        while time.monotonic() < until and not two.done() and not waits_for_a_lock():
            time.sleep(0.02)
        pause.go_on.set()
        return one.result(SOON), two.result(SOON)


def kept_open(act: Act, pause: Pause) -> Act:
    """Do it, and commit only when the pause is over."""

    def run() -> object:
        with transaction.atomic():
            found = act()
            pause.here()
            return found

    return run


def test_a_loss_that_arrives_while_a_wrong_card_is_taken_back_stops_the_new_one() -> None:
    made, clerk, pause = card("at-office"), staff(), Pause()
    collecting.take(card=made, by=clerk, at=AT)
    new, stopped = meanwhile(
        pause,
        kept_open(lambda: rejecting.reject(card=again(made), wrong=["damaged"], right=None,
                                           by=clerk, at=AT), pause),
        lambda: ordering.stop_of(person=made.person, reason="loss", by=SERVICE, at=AT),
    )  # fmt: skip
    assert isinstance(new, Card)
    assert stopped == new
    assert again(new).making == "stopped"


def test_a_loss_that_arrives_while_two_records_are_joined_stops_the_card() -> None:
    made, pause = card("sent"), Pause()
    kept = Person.objects.create(name=made.person.name, sex=1, born_on=made.person.born_on)
    gone = made.person

    def join() -> None:
        list(Person.objects.select_for_update(no_key=True).filter(pk__in=(kept.pk, gone.pk)))
        merging.merge(into=kept, other=gone, by=SERVICE, at=AT)
        Person.objects.filter(pk=gone.pk).update(merged_into=kept)

    _, stopped = meanwhile(
        pause, kept_open(join, pause),
        lambda: ordering.stop_of(person=gone, reason="loss", by=SERVICE, at=AT),
    )  # fmt: skip
    assert isinstance(stopped, Card)
    assert again(made).making == "stopped"


@pytest.mark.parametrize("what", ["stand_in", "hold_electronic_card", "renew"])
def test_a_death_waits_for_no_one_who_waits_for_it(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each takes the person before the card, so none of the two is thrown out by the database."""
    family, pause = Family(), Pause()
    module, inner, act = {
        "stand_in": (credentials, "_given", family.stands_in),
        "hold_electronic_card": (credentials, "_given", family.holds),
        "renew": (renewing, "record_of", family.renews),
    }[what]  # fmt: skip
    if what == "renew":
        family.reports()
    real = getattr(module, inner)

    def slowly(*args: Any, **named: Any) -> object:
        pause.here()
        return real(*args, **named)

    monkeypatch.setattr(module, inner, slowly)
    first, _ = meanwhile(pause, act, family.dies)
    assert isinstance(first, Card | Credential | Refusal)
    dying.follow(at=AT)
    assert not Card.objects.filter(making__in=MAKING).exists()
    assert not Credential.objects.filter(ended_reason="").exists()


def test_a_parcel_that_the_family_has_and_its_app_wait_for_no_one_who_waits_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The mother says on her telephone that the parcel came, and adds the card to her app."""
    family, pause = Family(), Pause()
    family.reports()
    posted = card("posted", person=family.person, reason="renewal")
    real = credentials._given

    def slowly(*args: Any) -> Credential:
        pause.here()
        return real(*args)

    monkeypatch.setattr(credentials, "_given", slowly)
    held, _ = meanwhile(pause, family.holds, lambda: posting.delivered(
        card=posted, by=family.account, at=AT))  # fmt: skip
    assert isinstance(held, Credential)
    assert again(posted).making == "collected"
    assert again(family.older).ended_reason == "replaced"


def test_what_is_given_while_two_records_are_joined_is_the_one_childs() -> None:
    made, pause = card("sent"), Pause()
    gone, by = made.person, card_families.parent_of(made.person)
    kept = Person.objects.create(name=gone.name, sex=1, born_on=gone.born_on)

    def join() -> None:
        list(Person.objects.select_for_update(no_key=True).filter(pk__in=(kept.pk, gone.pk)))
        merging.merge(into=kept, other=gone, by=SERVICE, at=AT)
        Person.objects.filter(pk=gone.pk).update(merged_into=kept)
        gone.guardians.update(child=kept)

    meanwhile(pause, kept_open(join, pause),
              lambda: credentials.stand_in(card=made, by=by, at=AT))  # fmt: skip
    assert not Credential.objects.filter(person=gone, ended_reason="").exists()
