"""Where the rules leave a choice: the ground of insurance, the paper that shows the tie; delivery.

The alternatives and their conditions are the packs'; only those are offered that are open to this
family.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from firstcard.cards.offices import near
from firstcard.casework.draft import Delivery, Draft
from firstcard.casework.requirements import Asked, Chosen
from firstcard.family import names
from firstcard.family.application import Application
from firstcard.family.cards import deliveries
from firstcard.family.cards.saying import Saying
from firstcard.family.forms import Choice, Control, Form, Problem, Way, Wrong, choice
from firstcard.family.questions.base import Question
from firstcard.family.words import WORDS, word
from firstcard.guidance.words import Lang
from firstcard.policy.format import Alternative, Text

_LONGEST_ADDRESS = 300


class OneOf(Question):
    """One need of the packs that can be met in several ways."""

    def __init__(self, need: str) -> None:
        self.id = self.field = self.need = need

    def chosen(self, application: Application) -> Chosen | None:
        """The choice as the rules put it to this family."""
        if not isinstance(application.asked, Asked):
            return None
        return next((c for c in application.asked.choices if c.need == self.need), None)

    def asked(self, application: Application) -> bool:
        """Where more than one way is open, and the one taken is not both sure and without paper."""
        found = self.chosen(application)
        if found is None or self._settled(application, found):
            return False
        open_ = sum(way.possible for way in found.ways)
        return open_ > 1 or (open_ == 1 and not self._sure(application, found))

    def _settled(self, application: Application, found: Chosen) -> bool:
        """Whether what was told already opens a way that asks for nothing."""
        taken = next((way.id for way in found.ways if way.chosen), None)
        for each in self._alternatives(application, found.step):
            if each.id == taken and each.when is not None and not each.needs:
                return each.when.holds(application.derived) is True
        return False

    def _sure(self, application: Application, found: Chosen) -> bool:
        """Whether the one taken holds by what was told, not only for want of another word."""
        taken = next((way.id for way in found.ways if way.chosen), None)
        whens = [each.when for each in self._alternatives(application, found.step)
                 if each.id == taken]  # fmt: skip
        return any(when is None or when.holds(application.derived) is True for when in whens)

    def _alternatives(self, application: Application, step: str) -> list[Alternative]:
        chain = application.book.chain(application.case.region)
        rule = application.book.rule(step, chain, application.on)
        needs = [need for need in (rule.needs if rule else ()) if need.id == self.need]
        return [each for need in needs for each in need.any_of or ()]

    def answered(self, application: Application) -> bool:
        """Whether one was chosen that is still open."""
        found, picked = self.chosen(application), application.draft.ways.get(self.need)
        return found is not None and any(w.possible and w.id == picked for w in found.ways)

    def form(self, application: Application) -> Form:
        """The one chosen; else the easiest, as the plan takes it."""
        found = self.chosen(application)
        return {"way": next((w.id for w in found.ways if w.chosen), "") if found else ""}

    def controls(self, application: Application, form: Form, lang: Lang) -> Sequence[Choice]:
        """The ways that are open."""
        found = self.chosen(application)
        ways = [(w.id, w.name, None) for w in (found.ways if found else ()) if w.possible]
        return [choice("way", f"{self.id}_label", form, lang, ways)]

    def read(self, application: Application, form: Form) -> Draft:
        """The way."""
        found = self.chosen(application)
        possible = [w.id for w in (found.ways if found else ()) if w.possible]
        if form.get("way") not in possible:
            first = possible[0] if possible else ""
            raise Wrong(Problem(f"way-{first}", WORDS[f"{self.id}_missing"]))
        return replace(application.draft,
                       ways={**application.draft.ways, self.need: form["way"]})  # fmt: skip

    def ways_on(
        self, application: Application, problems: Sequence[Problem]
    ) -> tuple[tuple[str, Text], ...]:
        """For the ground: where to change the ties that were told."""
        return (("told/ties/", WORDS["ground_other"]),) if self.need == "ground" and (
            "ties" in application.told.answers) else ()  # fmt: skip


class DeliveryQuestion(Question):
    """How the family gets the card."""

    id, field = "delivery", "delivery"

    def asked(self, application: Application) -> bool:
        """Where a card is applied for."""
        return application.wants_card

    def answered(self, application: Application) -> bool:
        """Whether it is said."""
        return bool(application.draft.delivery.kind)

    def form(self, application: Application) -> Form:
        """The answer of before."""
        told = application.draft.delivery
        return {"get": told.kind, "address": told.address, "recipient": told.recipient,
                deliveries.spots_field(told.kind): told.office}  # fmt: skip

    def controls(self, application: Application, form: Form, lang: Lang) -> Sequence[Choice]:
        """The ways that the packs offer: each with cost, time, and where, or the address."""
        offered = deliveries.offered(region=application.case.region, on=application.on, form=form,
                                     saying=Saying(lang=lang, book=application.book))  # fmt: skip
        return [Choice("get", word("delivery_label", lang), [_way(each, lang) for each in offered])]

    def read(self, application: Application, form: Form) -> Draft:
        """The way; an address only for the post."""
        kind = form.get("get")
        if kind == "office":
            at = _picked(application, kind, form)
            return replace(application.draft, delivery=Delivery(kind="office", office=at))
        if kind == "bank":
            at = _picked(application, kind, form)
            return replace(application.draft, delivery=Delivery(kind="bank", office=at))
        if kind != "post":
            raise Wrong(Problem("get-office", WORDS["delivery_missing"]))
        recipient = names.written(form.get("recipient", ""))
        address = form.get("address", "").strip()
        problems = [Problem("recipient", WORDS["recipient_missing"])] if not recipient else []
        if not address or len(address) > _LONGEST_ADDRESS:
            problems.append(Problem("address", WORDS["address_missing"]))
        if problems:
            raise Wrong(*problems)
        return replace(application.draft, delivery=Delivery(
            kind="post", address=address, recipient=recipient))  # fmt: skip


def _way(offered: deliveries.Offered, lang: Lang) -> Way:
    """One way as an answer: its offices to choose from, or the boxes of the post."""
    way = offered.way
    spots = [Way(spot.id, spot.value, spot.name, " · ".join(spot.lines), spot.checked)
             for spot in offered.spots]  # fmt: skip
    at = Choice(deliveries.spots_field(way.value), word("delivery_which", lang), spots)
    reveals: list[Control] = [*offered.boxes, *([at] if spots else [])]
    return Way(way.id, way.value, word(f"get_{way.value}", lang), " · ".join(offered.lines),
               way.checked, reveals)  # fmt: skip


def _picked(application: Application, kind: str, form: Form) -> str:
    """The code of the office that was picked, of those that were offered; "" for the nearest."""
    name = deliveries.spots_field(kind)
    code = form.get(name, "")
    places = near(delivery=kind, region=application.case.region, on=application.on)
    if code and code not in {place.code for place in places}:
        raise Wrong(Problem(f"{name}-0" if places else f"get-{kind}", WORDS["office_missing"]))
    return code


GROUND: tuple[Question, ...] = (OneOf("ground"),)
RELATION: tuple[Question, ...] = (OneOf("relation"),)
DELIVERY: tuple[Question, ...] = (DeliveryQuestion(),)
