"""Lists of cards take as many statements for many as for few, and read no picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import card_files
import card_makers
import pytest
from card_makers import AT, card, office, staff
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstcard.cards import branches, centre_queries, figures, queries, shelves
from firstcard.cards.content import CardData, data_of, sealed
from firstcard.cards.models import Card
from firstcard.cards.operations import batching, renewing, stock
from firstcard.core.actors import SERVICE

pytestmark = pytest.mark.django_db
PICTURE = b"a picture"


def statements(do: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as found:
        do()
    return [each["sql"] for each in found]


def test_no_list_reads_the_pictures_of_cards() -> None:
    here, bank = office(code="here"), office("bank", code="bank")
    card("at-office", office=here)
    batch = card_files.sent(2)
    card_makers.order(delivery="bank", office=bank)
    centre, by = card_files.centre(), staff("bank", office="bank")
    lists: dict[str, Callable[[], Any]] = {
        "shelf": lambda: shelves.on_shelf(shelf=shelves.Shelf.WAITING, office=here, by=staff(),
                                          at=AT, limit=9),
        "lines": lambda: centre_queries.lines(batch=batch, outcome=None, after=0, most=9),
        "to print": lambda: branches.to_print(by=by),
        "findings": lambda: list(centre_queries.findings(centre=centre, settled=False)),
        "to post": lambda: list(centre_queries.to_post(centre=centre)),
        "own": lambda: queries.own_cards(by=SERVICE, at=AT),
        "reminders": lambda: renewing.remind(at=AT),
    }  # fmt: skip
    for name, look in lists.items():
        assert not [sql for sql in statements(look) if '"photo"' in sql], name


def test_the_picture_of_a_card_is_there_for_whoever_asks() -> None:
    made = card_makers.order()
    hidden = sealed(data=CardData(name="李小明", sex=1, born_on="", nationality="CHN",
                                  number_kind="", number="", photo=PICTURE),
                    order=made.order)  # fmt: skip
    Card.objects.filter(pk=made.pk).update(data=hidden.data, photo=hidden.photo)
    assert data_of(card_makers.again(made)).photo == PICTURE
    batch = batching.send(centre=card_files.centre(), by=SERVICE, at=AT)
    assert PICTURE in b"".join(batching.photos(batch=batch, by=SERVICE, at=AT))


def test_the_blanks_of_many_places_are_one_reading() -> None:
    on = AT.date()
    told = {"by": staff("policy-officer"), "region": "410100", "since": on, "until": on, "on": on}

    def of(number: int) -> int:
        for _ in range(number):
            place = office("bank")
            stock.receive(office=place, count=5, about="note", by=SERVICE, at=AT)
            stock.spoil(office=place, count=2, about="note", by=SERVICE, at=AT)
        return len(statements(lambda: figures.figures(**told)))  # type: ignore[arg-type]

    assert of(1) == of(5)
    assert [(level.received, level.left) for _, level in figures.figures(**told).stock] == [  # type: ignore[arg-type]
        (5, 3)] * 6  # fmt: skip
