"""The notice that a card is ready: what to bring, where, until when; on a screen and as PDF/UA-1.

Its QR code holds the card's order and nothing else: who finds the paper learns from the code what
stands beside it. A desk finds the card by it (`operations.collecting.find`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from firstcard.cards import collectors, content, waiting
from firstcard.cards import notice_words as words
from firstcard.cards.attending import AGENT, SELF, guardian_acts, own, rule_of
from firstcard.cards.handing_refusals import day_text, named
from firstcard.cards.models import Card
from firstcard.cards.places import hands_out
from firstcard.cards.receipts import Shown
from firstcard.cards.states import Making
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotFound
from firstcard.guidance import qr
from firstcard.guidance.paper import typesetter
from firstcard.guidance.paper.pairs import both
from firstcard.guidance.words import Lang, capital, say, word
from firstcard.people.models import Guardianship
from firstcard.policy.format import Text

_FOLDER = Path(__file__).resolve().parent
_GUARDIAN = "mother"  # where nobody is recorded, what one of the parents brings
_READY = (Making.AT_OFFICE, Making.SEALED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a notice says. `who`: the words before `bring`; `agent`: what somebody else brings too.

    `put_away`: the card was sealed, and is taken out again for who comes.
    """

    rows: tuple[tuple[Text, Text], ...]
    put_away: bool
    who: Text
    bring: tuple[Text, ...]
    agent: tuple[Text, ...]


@transaction.atomic
def told(*, card: Card, by: Actor, at: datetime) -> Notice:
    """The notice of a card that lies at an office, for its desks and its family; recorded.

    Raises NotFound, also for a card that lies at none.
    """
    on = waiting.day(at)
    if not hands_out(by=by, card=card):
        own(card=card, by=by, on=on)
    if card.making not in _READY:
        raise NotFound(words.NONE)
    audit.record(by=by, action="card.notice", subject=f"card:{card.order}", case=card.case,
                 person=card.person_id, at=at)  # fmt: skip
    relation = _relation(card, on)
    bring = _papers(card, relation, on)
    return Notice(
        rows=tuple((words.ROWS[name], value) for name, value in _rows(card, on) if value.zh),
        put_away=card.making == Making.SEALED, bring=bring,
        who=words.WHO_OWN if relation == SELF else words.WHO_GUARDIAN,
        agent=tuple(each for each in _papers(card, AGENT, on) if each not in bring),
    )  # fmt: skip


def show(*, card: Card, by: Actor, lang: Lang, at: datetime) -> Shown:
    """The notice on A5. Raises as `told`."""
    notice = told(card=card, by=by, at=at)
    made = typesetter.pdf(template="notice", folder=_FOLDER, content=_content(card, notice, lang),
                          lang=lang, now=at)  # fmt: skip
    return Shown(pdf=made, sha256=sha256(made).hexdigest())


def code(*, card: Card, lang: Lang) -> str:
    """The QR code as a picture for a page."""
    return qr.svg(text=card.order, title=say(words.CODE, lang))


def _relation(card: Card, on: date) -> str:
    """As what the card is collected: by the owner, or else as who is recorded for the child."""
    rule = rule_of(document=waiting.COLLECTION, region=card.region, on=on)
    if rule is not None and not guardian_acts(card=card, rule=rule, on=on):
        return SELF
    ties = Guardianship.objects.filter(child=card.person_id, until=None).exclude(relation=AGENT)
    return ties.order_by("pk").values_list("relation", flat=True).first() or _GUARDIAN


def _papers(card: Card, relation: str, on: date) -> tuple[Text, ...]:
    found = collectors.papers(card=card, relation=relation, on=on)
    names = (collectors.name_of_need(card=card, need=need) for need in found)
    return tuple(Text(capital(name.en), name.zh) for name in names)


def _rows(card: Card, on: date) -> list[tuple[str, Text]]:
    since = waiting.day(card.at_office_since) if card.at_office_since else None
    kept = waiting.kept_until(card=card, since=since, on=on) if since else None
    name = content.opened(data=card.data, order=card.order).name
    return [
        ("owner", _same(name)), ("reference", _same(card.case)), ("order", _same(card.order)),
        ("office", named(card.office) if card.office is not None else _same("")),
        ("since", day_text(since) if since else _same("")),
        ("kept", _kept(card, kept)),
    ]  # fmt: skip


def _kept(card: Card, kept: date | None) -> Text:
    if card.making == Making.SEALED:
        return _same("")
    return day_text(kept) if kept else words.NO_DAY


def _content(card: Card, notice: Notice, lang: Lang) -> dict[str, Any]:
    service = word("service", lang)
    return {
        "lang": lang, "service": service, "title": f"{say(words.TITLE, lang)} {card.order}",
        "foot": f"{card.order} · {service}", "heading": both(words.TITLE, lang),
        "lead": both(words.PUT_AWAY if notice.put_away else words.LEAD, lang),
        "rows": [{"label": both(label, lang), "value": both(value, lang)}
                 for label, value in notice.rows],
        "who": both(notice.who, lang), "bring": [both(each, lang) for each in notice.bring],
        "other": both(words.WHO_AGENT, lang), "agent": [both(each, lang) for each in notice.agent],
        "desk": both(words.AT_DESK, lang),
        "code": {"pixels": qr.pixels(qr.matrix(card.order)), "alt": say(words.CODE, lang)},
    }  # fmt: skip


def _same(text: str) -> Text:
    return Text(text, text)
