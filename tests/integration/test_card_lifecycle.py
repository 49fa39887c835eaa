"""Whatever happens to a child's cards in whatever order, on all three axes: no move outside the
tables, the history equals the states, one card in use and one in the making, and an older card ends
in the moment in which the new one is handed out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import card_files
import card_makers
import pytest
import sealing_city
from card_makers import AT, office, staff
from django.db import transaction
from handing import handover, mother_of
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from firstcard.cards import boards, changing
from firstcard.cards.content import CardData, data_of
from firstcard.cards.models import Batch, Card, CardEvent, Collection
from firstcard.cards.operations import (
    accounts,
    arriving,
    batching,
    choosing,
    collecting,
    dying,
    enabling,
    keeping,
    ordering,
    posting,
    printing,
    rejecting,
    sending,
    stock,
)
from firstcard.cards.states import (
    FUNCTIONS,
    IN_THE_MAKING,
    MAKING,
    Axis,
    CardAction,
    Function,
    Making,
    Move,
    Remark,
)
from firstcard.core.actors import SERVICE
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Refusal
from firstcard.guidance import packs_store
from firstcard.people.models import Person

REGION = sealing_city.REGION
LINES = {
    (axis.value, line.action.value, line.before.value if line.before else "", line.after.value)
    for axis, table in {Axis.MAKING: MAKING, **FUNCTIONS}.items() for line in table
}  # fmt: skip
REMARKS = {each.value for each in Remark}
FIELDS = {axis.value: field for axis, field in changing.FIELD.items()}
NOT_EVENTS = ("card.take", "card.release", "card.find", "card.show-data")
# How often each line of the tables was gone by, in all runs.
REACHED: Counter[tuple[str, str, str, str]] = Counter()


_LINE = ("axis", "action", "before", "after")
_LINES = [(axis, line) for axis, table in {Axis.MAKING: MAKING, **FUNCTIONS}.items()
          for line in table if line.before is not None]  # fmt: skip
_COLLECTED = next(line for line in MAKING if line.action is CardAction.COLLECT)


def _named(axis: Axis, line: Move) -> tuple[str, str, str, str]:
    before = line.before.value if line.before else ""
    return axis.value, line.action.value, before, line.after.value


def way(state: Making, to: Move) -> list[CardAction]:
    """The shortest way from a state along a line of the making; nothing where there is none."""
    ways: list[tuple[Making, list[CardAction]]] = [(state, [])]
    seen = {state}
    for here, actions in ways:  # grows while it is walked
        if here is to.before:
            return [*actions, to.action]
        for line in MAKING:
            if line.before is here and isinstance(line.after, Making) and line.after not in seen:
                seen.add(line.after)
                ways.append((line.after, [*actions, line.action]))
    return []


class Cards(RuleBasedStateMachine):
    """One child in a city that puts cards away, a centre, two offices, the post, and time."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        """Nothing of one run is there in the next."""
        REACHED.update(CardEvent.objects.values_list(*_LINE))
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(then=st.sampled_from(["", "lost", "waits", "dies"]))
    def begin(self, then: str) -> None:
        self.birth()
        for skip in range(2):
            self.to_where_nobody_was(skip)
        if then:
            self.on_the_straight_way({"lost": 4, "waits": 5, "dies": 7}[then])
        if then in ("lost", "waits"):
            self.time_passes(31)
        if then == "dies":
            self.the_child_dies(told=True)

    def birth(self) -> None:
        self.at = AT
        self.person = card_makers.child()
        self.data: CardData | None = None
        self.clerks = [staff(region=REGION) for _ in range(2)]
        self.centre = staff("card-centre", region="440000")
        self.bank = staff("bank", region=REGION)
        self.offices = [office(code=code, region=REGION) for code in ("here", "there")]
        self.branch, self.other_branch = (
            office("bank", code=code, region=REGION) for code in ("branch", "other-branch")
        )
        stock.receive(office=self.branch, count=1000, about="note", by=SERVICE, at=self.at)
        self.data = data_of(card_makers.order(
            person=self.person, region=REGION, at=self.at, office=self.offices[0],
            centre=ordering.centre_for(region=REGION)))  # fmt: skip

    @property
    def cards(self) -> list[Card]:
        return list(Card.objects.filter(person=self.person).order_by("pk"))

    @property
    def newest(self) -> Card:
        return self.cards[-1]

    def tried(self, act: Callable[[], object]) -> bool:
        """Do it; refused, everything is as it was."""
        before = self._snapshot()
        try:
            with transaction.atomic():
                act()
        except Refusal:
            assert self._snapshot() == before
            return False
        return True

    def _snapshot(self) -> tuple[Any, ...]:
        return (list(Card.objects.order_by("pk").values()), CardEvent.objects.count(),
                Collection.objects.count(), AuditEntry.objects.count())  # fmt: skip

    @rule(days=st.sampled_from([0, 1, 16, 31, 190]))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days, minutes=5)
        keeping.attend(at=self.at)

    @rule(reason=st.sampled_from(["first", "renewal", "replacement"]),
          delivery=st.sampled_from(["office", "post", "bank"]))  # fmt: skip
    def somebody_orders(self, reason: str, delivery: str) -> None:
        making = any(Making(each.making) in IN_THE_MAKING for each in self.cards)
        used = any(each.making == "collected" and each.ended_on is None for each in self.cards)
        assert self.data is not None
        data = self.data
        done = self.tried(lambda: ordering.order(
            person=self.person, case="", reason=reason, region=REGION, data=data,
            delivery=delivery, office=self.branch if delivery == "bank" else self.offices[0],
            language="zh", by=SERVICE, at=self.at,
            address="某地址" if delivery == "post" else ""))  # fmt: skip
        dead = Person.objects.get(pk=self.person.pk).died_on is not None
        assert done == (not making and not dead and not (used and reason == "first"))

    @rule(action=st.sampled_from([
        CardAction.SEND, CardAction.START, CardAction.MAKE, CardAction.MAKE, CardAction.FAIL,
        CardAction.AGAIN]))  # fmt: skip
    def the_centre_works(self, action: CardAction) -> None:
        card = self.newest
        batch = card.batch or Batch.objects.order_by("pk").last()
        kind = "statement" if card.making == "failed" else "result"
        act: dict[CardAction, Callable[[], object]] = {
            CardAction.SEND: lambda: batching.send(centre=card.centre, by=self.centre, at=self.at),
            CardAction.START: lambda: batch and batching.start(batch=batch, by=self.centre,
                                                               at=self.at),
            CardAction.MAKE: lambda: batch and card_files.answer(batch, [card_files.made(card)],
                                                                 kind=kind, at=self.at),
            CardAction.FAIL: lambda: batch and card_files.answer(batch, [card_files.failed(card)],
                                                                 at=self.at),
            CardAction.AGAIN: lambda: batching.again(card=card, by=self.centre, at=self.at),
        }  # fmt: skip
        self.tried(act[action])

    @rule()
    def the_branch_prints(self) -> None:
        card = self.newest
        self.tried(lambda: printing.print_at_once(
            card=card, office=self.branch, number=f"P{card.pk:08}", code=f"{card.pk:032}",
            by=self.bank, at=self.at))  # fmt: skip

    @rule(to=st.integers(0, 1))
    def sent_on_a_list(self, to: int) -> None:
        self.tried(lambda: sending.dispatch(cards=[self.newest], to=self.offices[to],
                                            by=self.centre, at=self.at))  # fmt: skip

    @rule(where=st.integers(0, 3))
    def scanned(self, where: int) -> None:
        office = [*self.offices, self.branch, self.other_branch][where]
        self.tried(lambda: arriving.scan(order=self.newest.order, office=office,
                                         by=self.clerks[0], at=self.at))  # fmt: skip

    @rule(again=st.booleans())
    def posted(self, again: bool) -> None:
        number = f"EA{self.newest.pk:09}CN"
        if again:
            self.tried(lambda: posting.post_again(card=self.newest, tracking=number, address="新",
                                                  by=self.clerks[0], at=self.at))  # fmt: skip
        else:
            self.tried(lambda: posting.post(card=self.newest, tracking=number, by=self.centre,
                                            at=self.at))  # fmt: skip

    @rule(what=st.sampled_from(["delivered", "back", "keep"]))
    def the_post_comes(self, what: str) -> None:
        act: dict[str, Callable[[], object]] = {
            "delivered": lambda: posting.delivered(card=self.newest, by=SERVICE, at=self.at),
            "back": lambda: posting.come_back(card=self.newest, office=self.offices[0],
                                              why="moved", by=self.clerks[0], at=self.at),
            "keep": lambda: posting.keep(card=self.newest, by=self.clerks[0], at=self.at),
        }  # fmt: skip
        self.tried(act[what])

    @rule(what=st.sampled_from(["seal", "unseal", "forward", "found"]))
    def the_office_keeps(self, what: str) -> None:
        card, clerk = self.newest, self.clerks[0]
        here, there = self.offices
        if card.delivery == "bank":  # a branch passes on to a branch
            here, there = self.branch, self.other_branch
        act: dict[str, Callable[[], object]] = {
            "seal": lambda: keeping.seal(card=card, by=clerk, at=self.at),
            "unseal": lambda: keeping.unseal(card=card, by=clerk, at=self.at),
            "forward": lambda: keeping.forward(card=card, to=there, by=clerk, at=self.at),
            "found": lambda: keeping.forward(card=card, to=here, found_at=there, by=clerk,
                                             at=self.at),
        }  # fmt: skip
        self.tried(act[what])

    @rule(who=st.integers(0, 1), let_go=st.booleans())
    def taken(self, who: int, let_go: bool) -> None:
        act = collecting.release if let_go else collecting.take
        self.tried(lambda: act(card=self.newest, by=self.clerks[who], at=self.at))

    @rule(who=st.integers(0, 1), right=st.sampled_from([True, True, True, False]))
    def handed_out(self, who: int, right: bool) -> None:
        card = self.newest
        told = handover(card, confirmed=right)
        had = card.taken_by_id == self.clerks[who].account and card.taken_until is not None
        done = self.tried(lambda: collecting.collect(card=card, handover=told, at=self.at,
                                                     by=self.clerks[who]))  # fmt: skip
        assert not (done and not (had and right and card.making == "at-office"))

    @rule(upto=st.sampled_from([3, 4, 5, 7, 7, 7]))
    def on_the_straight_way(self, upto: int) -> None:
        """So that long lives are reached: ordered, made, sent, scanned, taken, handed out."""
        steps: list[Callable[[], object]] = [
            lambda: self.somebody_orders("renewal", "office"),
            lambda: self.the_centre_works(CardAction.SEND),
            lambda: self.the_centre_works(CardAction.MAKE), lambda: self.sent_on_a_list(0),
            lambda: self.scanned(0), lambda: self.taken(0, False), lambda: self.handed_out(0, True),
        ]  # fmt: skip
        for step in steps[:upto]:
            step()

    @rule(which=st.sampled_from([0, 0, 0, 1, 2, 3]))
    def what_the_table_has(self, which: int) -> None:
        """A move that the newest card can make where it is, so that every line comes up."""
        state = self.newest.making
        lines = sorted((line for line in MAKING if line.before == state), key=lambda line: REACHED[
            _named(Axis.MAKING, line)])  # fmt: skip
        if lines:
            self._moved(lines[min(which, len(lines) - 1)].action)

    @rule(skip=st.integers(0, 2))
    def to_where_nobody_was(self, skip: int) -> None:
        """On the shortest way to one of the lines that were gone by most rarely, and along it."""
        if self.newest.making in ("collected", "stopped"):
            self.somebody_orders("renewal", "office")
        been = REACHED + Counter(CardEvent.objects.values_list(*_LINE))
        axis, line = sorted(_LINES, key=lambda each: been[_named(*each)])[skip]
        to = line if axis is Axis.MAKING else _COLLECTED
        for action in way(Making(self.newest.making), to):
            self._moved(action)
        if axis is not Axis.MAKING:
            self._to_a_side(axis, line)

    def _to_a_side(self, axis: Axis, line: Move) -> None:
        """A card is in the family's hand: it is enabled, or a newer one ends it."""
        if Function.ON in (line.before, line.after):
            self.enabled(len(self.cards) - 1, axis is Axis.BANK)
        if line.action is CardAction.END:
            self.on_the_straight_way(7)

    def _moved(self, action: CardAction) -> None:
        if action in (CardAction.COLLECT, CardAction.REJECT):
            self.taken(0, False)
        if action in (CardAction.POST, CardAction.DISPATCH, CardAction.SEND):
            self.the_family_chooses("post" if action is CardAction.POST else "office")
        if action is CardAction.PRINT:
            self.the_family_chooses("bank")
        act: dict[CardAction, Callable[[], object]] = {
            CardAction.DISPATCH: lambda: self.sent_on_a_list(0),
            CardAction.POST: lambda: self.posted(False), CardAction.ARRIVE: lambda: self.scanned(
                [*self.offices, self.branch, self.other_branch].index(self.newest.office)),
            CardAction.DELIVER: lambda: self.the_post_comes("delivered"),
            CardAction.COME_BACK: lambda: self.the_post_comes("back"),
            CardAction.POST_AGAIN: lambda: self.posted(True),
            CardAction.KEEP: lambda: self.the_post_comes("keep"),
            CardAction.FORWARD: lambda: self.the_office_keeps(
                "forward" if self.newest.making == "at-office" else "found"),
            CardAction.SEAL: lambda: self.time_passes(190),
            CardAction.UNSEAL: lambda: self.the_office_keeps("unseal"),
            CardAction.COLLECT: lambda: self.handed_out(0, True),
            CardAction.REJECT: lambda: self.taken_back("damaged"),
            CardAction.STOP: self.a_loss_arrives, CardAction.PRINT: self.the_branch_prints,
        }  # fmt: skip
        act.get(action, lambda: self.the_centre_works(action))()

    @rule(which=st.integers(0, 3))
    def what_the_table_has_next(self, which: int) -> None:
        for step in range(3):
            self.what_the_table_has(which + step)

    @rule(wrong=st.sampled_from(["damaged", "not-genuine"]))
    def taken_back(self, wrong: str) -> None:
        card = self.newest
        if self.tried(lambda: rejecting.reject(card=card, wrong=[wrong], right=None, at=self.at,
                                               by=self.clerks[0])):  # fmt: skip
            assert self.newest.place_from == card.place_from

    @rule(which=st.integers(0, 5), bank=st.booleans())
    def enabled(self, which: int, bank: bool) -> None:
        card = self.cards[which % len(self.cards)]
        axis = Axis.BANK if bank else Axis.SOCIAL_SECURITY
        if bank:
            self.tried(lambda: accounts.record(
                card=card, bank=office("bank", code="bank", region=REGION), by=self.bank,
                masked="622848******1234", opened_on=self.at.date(), at=self.at))  # fmt: skip
        self.tried(lambda: enabling.enable(
            card=card, axis=axis, person=mother_of(card), proof="parent-identity-card",
            by=self.bank, at=self.at))  # fmt: skip

    @rule(delivery=st.sampled_from(["office", "post", "bank", "pigeon"]))
    def the_family_chooses(self, delivery: str) -> None:
        card = self.newest
        to = self.branch if delivery == "bank" else self.offices[0]
        self.tried(lambda: choosing.choose(card=card, delivery=delivery, address="某地址",
                                           office=to, by=self.clerks[0], at=self.at))  # fmt: skip

    @rule()
    def a_loss_arrives(self) -> None:
        self.tried(lambda: ordering.stop_of(person=self.person, reason="loss", by=SERVICE,
                                            at=self.at))  # fmt: skip

    @precondition(lambda self: self.at > AT + timedelta(days=1200))
    @rule(told=st.sampled_from([False, False, True]))
    def the_child_dies(self, told: bool) -> None:
        if not told:
            return
        Person.objects.filter(pk=self.person.pk).update(died_on=self.at.date())
        self.person.refresh_from_db()
        dying.follow(at=self.at)
        assert all(each.making in ("collected", "stopped") for each in self.cards)
        assert all(each.ended_on for each in self.cards if each.making == "collected")

    @invariant()
    def no_move_outside_the_tables(self) -> None:
        for event in CardEvent.objects.all():
            if event.action in REMARKS:
                assert event.before == event.after
            else:
                assert (event.axis, event.action, event.before, event.after) in LINES, event

    @invariant()
    def the_history_equals_the_states(self) -> None:
        for card in Card.objects.all():
            now = dict.fromkeys(FIELDS, "") | {
                Axis.SOCIAL_SECURITY: Function.OFF, Axis.BANK: Function.OFF}  # fmt: skip
            for event in card.events.all():
                assert event.before == now[event.axis], "a gap in the history"
                now[event.axis] = event.after
            assert {axis: getattr(card, field) for axis, field in FIELDS.items()} == now
            entries = AuditEntry.objects.filter(subject=f"card:{card.order}")
            assert entries.exclude(action__in=NOT_EVENTS).count() == card.events.count()

    @invariant()
    def one_card_in_use_and_one_in_the_making(self) -> None:
        cards = self.cards
        assert sum(Making(each.making) in IN_THE_MAKING for each in cards) <= 1
        assert sum(each.making == "collected" and each.ended_on is None for each in cards) <= 1

    @invariant()
    def a_card_works_only_in_its_owners_hand_and_never_after_its_end(self) -> None:
        for card in self.cards:
            sides = {card.social_security, card.bank}
            assert card.making == "collected" or sides == {"off"}
            assert (card.ended_on is not None) == (sides == {"ended"})

    @invariant()
    def an_older_card_ends_as_the_new_one_is_handed_out(self) -> None:
        for card in self.cards:
            if card.ended_reason != "replaced":
                continue
            new = card.replaced_by
            assert new is not None
            moment: datetime | None = new.collected_at
            assert card.events.get(action="replaced").at == moment
            assert {each.at for each in card.events.filter(action="end")} == {moment}

    @invariant()
    def who_collected_is_known_and_the_signature_holds(self) -> None:
        for card in self.cards:
            collected = card.events.filter(action="collect").exists()
            assert Collection.objects.filter(card=card).exists() == collected
            assert (card.making == "collected") == (card.collected_at is not None)
        for each in Collection.objects.select_related("card"):
            assert collecting.holds(collection=each)

    @invariant()
    def what_was_sent_is_made_failed_and_open(self) -> None:
        for batch in Batch.objects.all():
            progress = boards.progress(batch=batch, on=self.at.date())
            assert batch.count == progress.made + progress.failed + progress.open
        for card in self.cards:
            assert card.lines.filter(outcome="").count() <= 1
            if card.making in ("sent", "started"):
                assert card.lines.latest("pk").outcome == ""

    @invariant()
    def whoever_holds_it_is_known(self) -> None:
        for card in self.cards:
            if card.making in ("at-office", "returned", "sealed"):
                assert card.office is not None
            if card.making != "at-office":
                assert card.taken_by_id is None


@pytest.fixture
def _city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = sealing_city.book(folder=tmp_path)
    monkeypatch.setattr(packs_store, "current", lambda: rules)


@pytest.mark.django_db
@pytest.mark.usefixtures("_city")
def test_whatever_happens() -> None:
    _run(examples=12, steps=25)
    assert {action for _, action, _, _ in REACHED} >= {"order", "send", "make", "dispatch"}


@pytest.mark.django_db
@pytest.mark.usefixtures("_city")
def test_a_second_card_takes_the_place_of_the_first() -> None:
    child = Cards()
    child.birth()
    for _ in range(2):
        child.on_the_straight_way(7)
        child.enabled(which=len(child.cards) - 1, bank=False)
        for holds in (
            child.no_move_outside_the_tables, child.the_history_equals_the_states,
            child.one_card_in_use_and_one_in_the_making,
            child.a_card_works_only_in_its_owners_hand_and_never_after_its_end,
            child.an_older_card_ends_as_the_new_one_is_handed_out,
        ):  # fmt: skip
            holds()
    assert [each.ended_reason for each in child.cards] == ["replaced", ""]
    assert [each.social_security for each in child.cards] == ["ended", "on"]
    child.teardown()


@pytest.mark.full
@pytest.mark.django_db
@pytest.mark.usefixtures("_city")
def test_whatever_happens_at_length() -> None:
    """Until the end: every line of all three tables was gone by, and most remarks were made."""
    REACHED.clear()
    _run(examples=60, steps=25)
    assert LINES - set(REACHED) == set()
    made = {action for _, action, _, _ in REACHED}
    assert made >= {"choose", "remind", "replaced", "ended", "look", "account"}
    print(f"{REACHED.total()} events; the rarest lines:", REACHED.most_common()[-5:])


@pytest.mark.django_db
@pytest.mark.usefixtures("_city")
def test_every_line_of_the_making_is_gone_by_through_the_operations() -> None:
    child = Cards()
    child.birth()
    for line in MAKING:
        if line.before is None:
            continue
        child.a_loss_arrives()
        child.somebody_orders("renewal", "office")
        for action in way(Making.ORDERED, line):
            child._moved(action)
            child.one_card_in_use_and_one_in_the_making()
            child.what_was_sent_is_made_failed_and_open()
        gone_by = child.newest if line.action is not CardAction.REJECT else child.cards[-2]
        event = gone_by.events.filter(axis=Axis.MAKING).exclude(action__in=REMARKS).latest("pk")
        assert (event.action, event.before, event.after) == (line.action, line.before, line.after)
    child.the_history_equals_the_states()
    child.teardown()


def _run(*, examples: int, steps: int) -> None:
    run_state_machine_as_test(Cards, settings=settings(
        max_examples=examples, stateful_step_count=steps, database=None,
        phases=[Phase.generate],  # making a failure small would take minutes
        suppress_health_check=list(HealthCheck)))  # fmt: skip
