"""The receipt for a collected card, as PDF/UA-1 on A5: who took which card, when, and who checked.

The same collection gives the same bytes: the file's time of making is the moment of the collection.
The owner's number and the card's stand in full, because the receipt is what is signed; so showing
it is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from firstcard.cards import content
from firstcard.cards import handing_words as words
from firstcard.cards.attending import own
from firstcard.cards.collectors import name_of
from firstcard.cards.handing_refusals import day_text, named
from firstcard.cards.models import Card, Collection
from firstcard.cards.places import hands_out
from firstcard.cards.waiting import day
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotFound
from firstcard.guidance.paper import typesetter
from firstcard.guidance.paper.pairs import both
from firstcard.guidance.today import CHINA
from firstcard.guidance.words import Lang, joined, say, word
from firstcard.people.identity_numbers import mask
from firstcard.policy.format import Text

_FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The receipt. `sha256`: of the PDF, in hexadecimal."""

    pdf: bytes
    sha256: str


@transaction.atomic
def show(*, card: Card, by: Actor, lang: Lang, at: datetime) -> Shown:
    """The receipt of a card, for the office that handed it out or whoever acts for the owner.

    That it was shown is recorded. A character that the font lacks is set as its number. Raises
    NotFound, also for a card that came by post.
    """
    if not hands_out(by=by, card=card):
        own(card=card, by=by, on=day(at))
    found = Collection.objects.filter(card=card.pk).select_related(
        "card__person", "collector", "authorised_by", "office").first()  # fmt: skip
    if found is None:
        raise NotFound(words.REFUSED["no-receipt"])
    audit.record(by=by, action="card.receipt", subject=f"card:{card.order}", case=card.case,
                 person=card.person_id, at=at)  # fmt: skip
    made = typesetter.pdf(template="receipt", folder=_FOLDER, content=_content(found, lang),
                          lang=lang, now=found.at)  # fmt: skip
    return Shown(pdf=made, sha256=sha256(made).hexdigest())


def _content(of: Collection, lang: Lang) -> dict[str, Any]:
    reference, service = of.card.case or of.card.order, word("service", lang)
    return {
        "lang": lang, "service": service, "title": f"{say(words.RECEIPT, lang)} {reference}",
        "foot": f"{reference} · {service}", "heading": both(words.RECEIPT, lang),
        "rows": [{"label": both(words.ROWS[name], lang), "value": both(value, lang)}
                 for name, value in _rows(of) if value.zh],
        "checked": both(words.CHECKED, lang), "next": both(words.NEXT, lang),
        "bound": {"label": both(words.BOUND, lang), "value": of.bound_sha256},
        "signature": both(words.SIGNATURE, lang),
    }  # fmt: skip


def _rows(of: Collection) -> list[tuple[str, Text]]:
    """What the receipt says, in its order; what is empty is left out."""
    card, data = of.card, content.opened(data=of.card.data, order=of.card.order)
    older = Card.objects.filter(replaced_by=card.pk).first()
    return [
        ("reference", _same(card.case or card.order)), ("owner", _same(data.name)),
        ("identity", _same(data.number)), ("card", _same(card.number)),
        ("valid", _day(card.valid_until)), ("collector", _same(of.collector.name)),
        ("relation", words.RELATIONS[of.relation]),
        ("authority", _same(of.authorised_by.name if of.authorised_by else "")),
        ("shown", _documents(of)), ("office", named(of.office)), ("clerk", _same(of.clerk)),
        ("at", _moment(of.at)), ("signed", words.SIGNED[of.kind]),
        ("older", _older(older) if older is not None else _same("")),
    ]  # fmt: skip


def _documents(of: Collection) -> Text:
    names = [name_of(document=each, region=of.card.region) for each in of.shown]
    return Text(
        joined([each.en for each in names], "en"), joined([each.zh for each in names], "zh")
    )


def _older(card: Card) -> Text:
    number = mask(card.number)
    return Text(f"{number}: {words.OLDER.en}", f"{number}：{words.OLDER.zh}")


def _day(on: date | None) -> Text:
    return day_text(on) if on is not None else words.NO_TERM


def _moment(at: datetime) -> Text:
    here, on = at.astimezone(CHINA), day_text(day(at))
    return Text(f"{on.en}, {here:%H:%M}", f"{on.zh}{here:%H:%M}")


def _same(text: str) -> Text:
    return Text(text, text)
