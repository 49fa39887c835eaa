"""Made-up families at every stage, brought there by the same operations that real ones go through.

Each was begun some days ago and its way lies at past instants. A case is one transaction, and so
are those whose cards go to the centre together: whoever is interrupted goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from firstcard.accounts import demo
from firstcard.cards.models import Card
from firstcard.casework.draft import Delivery
from firstcard.casework.models import Case
from firstcard.casework.operations import start
from firstcard.casework.population import batches, bills, claims
from firstcard.casework.population.cards import CardWay, Path
from firstcard.casework.population.families import Family, Maker
from firstcard.casework.population.pictures import paper, portrait
from firstcard.casework.population.staff import Staff, actor, staff
from firstcard.casework.population.stages import Pictures, Stage, Way
from firstcard.casework.population.table import OF_THE_DEMO_PARENT, STAGES
from firstcard.core.actors import Actor
from firstcard.guidance.today import CHINA
from firstcard.messages import operations as messages

SEED = 2026
_TELEPHONES = 13_800_002_000
_ROUNDS = 4  # of all stages: so many families go to the centre in one batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How many cases were made just now, and how many were there already."""

    new: int
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    """One family that is to be made, and how far it comes."""

    number: int
    stage: Stage
    begun: datetime
    family: Family


@dataclass(frozen=True, slots=True, kw_only=True)
class _World:
    people: Staff
    pictures: Pictures
    at: datetime


def make(
    *, number: int, at: datetime, told: Callable[[int], None] = lambda done: None
) -> Made:  # fmt: skip
    """So many made-up applications, at all stages by turns; those that are there stay as they are.

    The demo accounts are made too. `told` hears after each transaction how many families that was.
    Raises OnlyDemo outside demo mode.
    """
    world = _World(people=staff(at=at), pictures=Pictures(draw=paper, portrait=portrait), at=at)
    new = 0
    for together in _together(_planned(number, at)):
        with transaction.atomic():
            new += _made(together, world)
            messages.take_as_sent(at=at)
        told(len(together))
    return Made(new=new, known=number - new)


def _planned(number: int, at: datetime) -> Iterator[_Planned]:
    """In the order of their numbers: the same families each time."""
    maker = Maker(seed=SEED)
    for each in range(number):
        stage = STAGES[each % len(STAGES)]
        begun = stage.begun(number=each, at=at)
        family = maker.family(
            each, on=begun.astimezone(CHINA).date(), couple=each < OF_THE_DEMO_PARENT,
            kind=_kind(each, stage.path), card=_delivery(stage.path))  # fmt: skip
        yield _Planned(number=each, stage=stage, begun=begun, family=family)


def _kind(number: int, path: Path | None) -> str:
    if path is not None and path.kind:
        return path.kind
    return "married" if number < OF_THE_DEMO_PARENT else ""


def _delivery(path: Path | None) -> Delivery | None:
    if path is None:
        return None
    if path.delivery == "post":
        return Delivery("post", address="河南省郑州市金水区示例路1号（虚构）", recipient="王女士")
    return Delivery(path.delivery, "示例网点（虚构）")


def _together(planned: Iterable[_Planned]) -> Iterator[list[_Planned]]:
    """Those whose cards go in one batch; every other family by itself, the first ones first."""
    batched: dict[tuple[int, int], list[_Planned]] = {}
    for each in planned:
        if each.stage.path is None:
            yield [each]
        else:
            block = each.number // (_ROUNDS * len(STAGES))
            batched.setdefault((block, -each.stage.days), []).append(each)
    yield from (batched[key] for key in sorted(batched))


def _made(together: Iterable[_Planned], world: _World) -> int:
    """How many are new."""
    found = [(each, way) for each in together if (way := _applied(each, world)) is not None]
    cards = [_card_way(each.stage.path, way, world)
             for each, way in found if each.stage.path is not None]  # fmt: skip
    if cards:
        batches.run(ways=cards, people=world.people, now=world.at)
    for each, way in found:
        if each.stage.path is not None:
            bills.settle(way=way, paid=way.at)
            claims.hand_in(way=way, paid=way.at)
    return len(found)


def _applied(planned: _Planned, world: _World) -> Way | None:
    """One case on its way; None where it is there already."""
    family, begun = planned.family, planned.begun
    by = world.people.clerk if planned.stage.counter else _parent(planned.number, world.at)
    case = start(by=by, key=f"made-up {planned.number}", want=family.want, region=family.region,
                 language=family.language, situation=family.draft.situation, at=begun)  # fmt: skip
    if not _is_new(case):
        return None
    way = Way(case=case, family=family, by=by, people=world.people, pictures=world.pictures,
              at=begun, now=world.at, brisk=planned.stage.path is not None)  # fmt: skip
    planned.stage.go(way)
    return way


def _card_way(path: Path, way: Way, world: _World) -> CardWay:
    card = Card.objects.select_related("centre", "office").get(case=way.case.reference)
    return CardWay(card=card, family=way.family, by=way.by, people=world.people, path=path,
                   picture=world.pictures.other(), at=card.ordered_at, now=world.at)  # fmt: skip


def _is_new(case: Case) -> bool:
    return case.version == 1


def _parent(number: int, at: datetime) -> Actor:
    own = number < OF_THE_DEMO_PARENT
    telephone = demo.FAMILY if own else str(_TELEPHONES + number)
    return actor(demo.family(telephone=telephone, at=at), at=at)
