"""What the making of cards refuses, and why."""

from __future__ import annotations

from firstcard.cards.production_words import refused
from firstcard.core.refusals import Conflict, Invalid


class AlreadyMaking(Conflict):
    """One card in the making a person."""

    code = "already-making"

    def __init__(self) -> None:
        super().__init__(refused("already-making"))


class HasCard(Conflict):
    """One card in use a person: a first one is not made beside it."""

    code = "has-card"

    def __init__(self) -> None:
        super().__init__(refused("has-card"))


class Died(Conflict):
    """No card is made for the dead."""

    code = "died"

    def __init__(self) -> None:
        super().__init__(refused("died"))


class NothingToSend(Conflict):
    """No card waits."""

    code = "nothing-to-send"

    def __init__(self) -> None:
        super().__init__(refused("nothing-to-send"))


class NotEnoughBlanks(Conflict):
    """More would go than is there; `left` is what is there."""

    code = "not-enough-blanks"

    def __init__(self, *, left: int) -> None:
        super().__init__(refused("not-enough-blanks", left=left))
        self.left = left


def conflict(name: str) -> Conflict:
    """A refusal by its name in `production_words.REFUSED`."""
    found = Conflict(refused(name))
    found.code = name
    return found


def invalid(name: str, *, field: str) -> Invalid:
    """What is wrong with a field."""
    return Invalid(refused(name), fields={field: refused(name)})
