"""What is done for cards again and again."""

from __future__ import annotations

from datetime import datetime, timedelta

from firstcard.cards.operations import dying, exchanging, keeping, reminding, renewing
from firstcard.core.actors import SERVICE
from firstcard.core.periodic import periodic


@periodic(name="cards.clocks", every=timedelta(minutes=1))
def clocks(*, at: datetime) -> None:
    """Remind card centres of their promises."""
    reminding.remind(at=at)


@periodic(name="cards.batches", every=timedelta(minutes=1))
def batches(*, at: datetime) -> None:
    """Send what has waited long enough."""
    exchanging.send_due(by=SERVICE, at=at)


@periodic(name="cards.out", every=timedelta(minutes=1))
def out(*, at: datetime) -> None:
    """Put batches into the centres' folders: a full disk there holds up no file that came in."""
    if (folder := exchanging.folder_named()) is not None:
        exchanging.put_out(folder=folder, by=SERVICE, at=at)


@periodic(name="cards.in", every=timedelta(minutes=1))
def taken_in(*, at: datetime) -> None:
    """Take in what the centres put into their folders."""
    if (folder := exchanging.folder_named()) is not None:
        exchanging.take_in(folder=folder, by=SERVICE, at=at)


@periodic(name="cards.waiting", every=timedelta(minutes=10))
def waiting(*, at: datetime) -> int:
    """Remind families of cards that wait, put away what nobody fetched, look for the lost."""
    return keeping.attend(at=at)


@periodic(name="cards.deaths", every=timedelta(minutes=1))
def deaths(*, at: datetime) -> None:
    """Stop and end the cards of those who died."""
    dying.follow(at=at)


@periodic(name="cards.validity", every=timedelta(hours=1))
def validity(*, at: datetime) -> None:
    """Take cards out of use after their last day, and tell families before."""
    renewing.expire(at=at)
    renewing.remind(at=at)
