"""Every stage at which made-up families are: of the application, and of the card."""

from __future__ import annotations

from datetime import timedelta

from firstcard.casework.draft import Child, Draft
from firstcard.casework.population.cards import CardWay as Card
from firstcard.casework.population.cards import Path, Steps
from firstcard.casework.population.stages import Stage, Way

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def _begin(way: Way) -> None:
    """Only the child was filled in."""
    child = way.family.draft.child
    known = Child(child.name, child.sex, child.born_on, child.nationality)
    way.fill(Draft(situation=way.family.draft.situation, child=known))


_IN = (Way.hand_in,)
_ACCEPTED = (*_IN, Way.accept)
_APPROVED = (*_ACCEPTED, Way.approve)
_THERE: Steps = ((2 * _DAY + 5 * _HOUR, Card.arrive),)
_OUT: Steps = (*_THERE, (4 * _DAY, Card.collect))
_ACTIVE: Steps = (*_OUT, (_HOUR / 4, Card.enable_at_centre), (3 * _DAY, Card.bank_side),
                  (_DAY, Card.on_the_telephone))  # fmt: skip
_AT_BANK: Steps = ((_HOUR, Card.print), (_HOUR / 4, Card.collect),
                   (_HOUR / 4, Card.enable_at_bank), (_HOUR / 4, Card.bank_side))  # fmt: skip
_POSTED: Steps = ((_DAY, Card.post),)
_PATHS: dict[str, tuple[int, Path]] = {
    "card active": (94, Path(steps=_ACTIVE)),
    "card active, slow": (70, Path(made=17, steps=_ACTIVE)),
    "card active, quick": (47, Path(made=7, steps=_ACTIVE)),
    "card works at hospitals": (
        94, Path(made=12, steps=(*_OUT, (9 * _DAY, Card.enable_at_hospital)))),
    "card collected": (70, Path(made=12, steps=_OUT)),
    "card at the office": (33, Path(made=14, steps=_THERE)),
    "card at the office for long": (70, Path(made=17, steps=_THERE)),
    "card sealed": (94, Path(made=17, steps=(*_THERE, (55 * _DAY, Card.seal)))),
    "card on its way": (33, Path(made=24)),
    "card made": (21, Path(made=14, dispatched=False)),
    "card being made": (21, Path(first=((_HOUR, Card.stand_in),), made=None)),
    "card late": (47, Path(made=None)),
    "card made late": (70, Path(made=36, steps=_OUT)),
    "card failed": (21, Path(made=14, failed=True)),
    "card to be made again": (33, Path(made=14, failed=True, steps=((_DAY, Card.again),))),
    "card ordered": (5, Path(sent=False)),
    "card stopped": (47, Path(made=17, meanwhile=((8 * _DAY, Card.stop),))),
    "card rejected": (47, Path(made=12, steps=(*_THERE, (5 * _DAY, Card.reject)))),
    "card in the post": (33, Path(delivery="post", made=24, steps=_POSTED)),
    "card came by post": (
        70, Path(delivery="post", made=12, steps=(
            *_POSTED, (4 * _DAY, Card.deliver), (6 * _DAY, Card.enable_at_hospital)))),
    "card came back": (
        47, Path(delivery="post", made=12, steps=(*_POSTED, (14 * _DAY, Card.come_back)))),
    "card from a bank": (33, Path(delivery="bank", sent=False, steps=_AT_BANK)),
    "card at a bank soon": (5, Path(delivery="bank", sent=False)),
    "student's card": (94, Path(kind="pupil", made=12, steps=_ACTIVE)),
    "card renewed": (392, Path(days_valid=365, steps=(*_ACTIVE, (355 * _DAY, Card.renew)))),
    "card with a new picture": (94, Path(made=7, steps=(*_ACTIVE, (60 * _DAY, Card.change)))),
}  # fmt: skip
_CASES = (
    Stage("begun", 1, (_begin,), 6),
    Stage("returned", 5, (*_IN, Way.send_back)),
    Stage("handed in", 0, _IN),
    Stage("approved", 10, _APPROVED, 8),
    Stage("refused", 12, (*_ACCEPTED, Way.refuse)),
    Stage("accepted", 4, _ACCEPTED),
    Stage("late", 40, _IN, 9),
    Stage("filled in", 2, (Way.fill, Way.upload)),
    Stage("at the desk", 2, (*_IN, Way.take)),
    Stage("mended", 8, (*_IN, Way.send_back, Way.mend)),
    Stage("near its day", 12, _ACCEPTED, 4),
    Stage("second person", 6, (*_ACCEPTED, Way.propose)),
    Stage("at the counter", 1, _IN, counter=True),
    Stage("passed on", 7, (*_IN, Way.forward)),
    Stage("withdrawn", 9, (*_IN, Way.withdraw)),
    Stage("late at review", 30, (*_ACCEPTED, Way.found_elsewhere), 6),
    Stage("paid", 14, (*_APPROVED, Way.pay), 6),
)
_CARDS = tuple(Stage(name, days, (*_APPROVED, Way.pay), path=path)
               for name, (days, path) in _PATHS.items())  # fmt: skip
# The first ones are the demo parent's own children: something of everything.
_FIRST = ("begun", "card active", "card being made", "returned", "card at the office",
          "handed in", "refused", "approved")  # fmt: skip
_BY_NAME = {stage.name: stage for stage in (*_CASES, *_CARDS)}
STAGES: tuple[Stage, ...] = tuple(
    [_BY_NAME[name] for name in _FIRST]
    + [stage for name, stage in _BY_NAME.items() if name not in _FIRST]
)
OF_THE_DEMO_PARENT = len(_FIRST)
