"""Who stands at the desk: what is asked of the document, the papers and a letter, and its reading.

Which papers, the packs say for each step; whether somebody can be sent, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.http import QueryDict

from firstcard.cards import collectors
from firstcard.cards.attending import AGENT, SELF, agent_may, rule_of
from firstcard.cards.collectors import AUTHORITY, Authority, Identity
from firstcard.cards.models import Card
from firstcard.cards.operations.standing import Stands
from firstcard.desk.cards.sheet import Ask
from firstcard.desk.forms.typed import Boxes
from firstcard.desk.presenters.tongue import Tongue
from firstcard.guidance.words import capital
from firstcard.people.models import Guardianship
from firstcard.policy.format import Need

KINDS = ("citizen-id", "residence-permit", "passport", "organisation")
GIVER, GIVER_NAME, UNTIL = "given_by", "giver_name", "until"


class Standing:
    """The part of a form that asks who stands there, for one step of the packs with one card."""

    def __init__(self, *, card: Card, document: str, on: date, tongue: Tongue) -> None:
        """`document`: the step, as in packs."""
        self.card, self.document, self.on, self.tongue = card, document, on, tongue

    def asks(self) -> list[Ask]:
        """The document of whoever stands there, and the papers that they show."""
        word = self.tongue.word
        return [
            Ask(name="kind", label=word("stand_kind"), value=KINDS[0],
                options=[(each, word(f"kind_{each}")) for each in KINDS]),
            Ask(name="number", label=word("stand_number")),
            Ask(name="name", label=word("stand_name"), hint=word("stand_name_hint")),
            Ask(name="valid_until", label=word("stand_valid"), mode="numeric",
                hint=word("stand_valid_hint")),
            *(self._paper(each) for each in self._needs().values()),
        ]  # fmt: skip

    def letter(self) -> list[Ask]:
        """A letter of a guardian, and its papers; nothing where nobody can be sent."""
        if not self._sends():
            return []
        word, own = self.tongue.word, self._needs()
        more = self._by(AGENT)
        return [
            *(self._paper(need) for key, need in more.items() if key not in own),
            Ask(name=GIVER, label=word("stand_giver")),
            Ask(name=GIVER_NAME, label=word("stand_giver_name")),
            Ask(name=UNTIL, label=word("stand_until"), mode="numeric",
                hint=word("stand_until_hint")),
        ]  # fmt: skip

    def read(self, form: QueryDict) -> Stands:
        """What was typed. Raises Invalid with everything that cannot be read."""
        boxes = Boxes({name: str(form.get(name, "")) for name in form})
        kind = boxes.one_of("kind", KINDS, missing="stand_no_kind")
        number = boxes.words("number", missing="stand_no_number")
        name = boxes.words("name", missing="stand_no_name")
        until = boxes.day("valid_until") if form.get("valid_until", "").strip() else None
        authority = self._authority(boxes, form)
        boxes.check()
        shown = {*self._needs(), *self._by(AGENT)}
        return Stands(
            identity=Identity(kind=kind, number=number, name=name, valid_until=until),
            shown=frozenset(each for each in shown if form.get(each) == "yes"),
            authority=authority)  # fmt: skip

    def _authority(self, boxes: Boxes, form: QueryDict) -> Authority | None:
        said = any(form.get(each, "").strip() for each in (GIVER, GIVER_NAME, UNTIL))
        if not self._sends() or not (said or form.get(AUTHORITY) == "yes"):
            return None
        number = boxes.words(GIVER, missing="stand_no_giver")
        name = boxes.words(GIVER_NAME, missing="stand_no_giver_name")
        until = boxes.day(UNTIL) if form.get(UNTIL, "").strip() else None
        return Authority(given_by=Identity(kind=KINDS[0], number=number, name=name), until=until)

    def _paper(self, need: Need) -> Ask:
        name = capital(self.tongue.say(collectors.name_of_need(card=self.card, need=need)))
        beside = capital(self.tongue.say(need.spec)) if need.spec is not None else ""
        return Ask(name=need.id, label=name, many=True, hint="" if beside == name else beside,
                   options=[("yes", self.tongue.word("stand_shown"))])  # fmt: skip

    def _needs(self) -> dict[str, Need]:
        """Of the owner, and of everybody who acts for the owner now."""
        found: dict[str, Need] = {}
        for relation in (*self._relations(), SELF):
            found |= self._by(relation)
        return found

    def _by(self, relation: str) -> dict[str, Need]:
        return {need.id: need for need in collectors.papers(
            card=self.card, relation=relation, on=self.on, document=self.document)}  # fmt: skip

    def _relations(self) -> Iterator[str]:
        rows = Guardianship.objects.filter(child=self.card.person_id, until=None)
        yield from sorted({each.relation for each in rows} - {AGENT})

    def _sends(self) -> bool:
        rule = rule_of(document=self.document, region=self.card.region, on=self.on)
        return rule is not None and agent_may(card=self.card, rule=rule, proof=AUTHORITY,
                                              on=self.on)  # fmt: skip
