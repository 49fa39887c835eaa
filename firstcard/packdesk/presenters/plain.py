"""The keys of a rule and of a head that are no entries: who, where, how long it is good for."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from firstcard.packdesk.presenters.tongue import Tongue
from firstcard.packdesk.presenters.values import Values
from firstcard.policy.conditions import Condition
from firstcard.policy.format import Basis, Photo, SpanForm, Text, Valid, Waiting

KEYS = ("applies_when", "not_for_you", "who", "issued_by", "same_place_as", "same_visit_as",
        "channels", "keeps", "valid", "waiting", "most_relatives", "coverage", "spec", "photo",
        "version_by", "then")  # fmt: skip
HEAD_KEYS = ("name", "step", "summary", "goal", "gives", "per", "where", "held_when", "ends_when",
             "duty", "get_from")  # fmt: skip


class PlainKeys:
    """Says a key of a rule or a head in words."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.tongue: Tongue = values.tongue
        speaker = self.tongue.speaker
        self._said: dict[str, Callable[[Any], str]] = {
            "who": lambda who: speaker.word(f"who_{who}"),
            "issued_by": values.office,
            "get_from": values.office,
            "same_place_as": self.tongue.document,
            "same_visit_as": self.tongue.document,
            "channels": speaker.channels,
            "keeps": self.tongue.span,
            "photo": self._photo,
            "valid": lambda held: self._in_turn(self._valid(each) for each in held),
            "waiting": lambda found: self._in_turn(self._waiting(found)),
            "most_relatives": str,
            "coverage": self.tongue.table,
            "version_by": self._picked,
            "then": self.tongue.documents,
            "gives": ", ".join,  # ids: other names have no words of their own
            "where": speaker.facts,
            "per": lambda per: speaker.listed(self.tongue.word(f"per_{each}") for each in per),
            "goal": lambda goal: speaker.word("yes" if goal else "no"),
            "kind": lambda kind: self.tongue.word(f"kind_{kind}"),
        }  # fmt: skip

    def said(self, key: str, value: Any) -> str:
        """The value of one key; empty where nothing is said."""
        if value is None or value in ((), []):
            return ""
        if isinstance(value, Text):
            return self.tongue.say(value)
        if isinstance(value, Condition):
            return self.tongue.condition(value)
        if key == "basis":
            return self.tongue.speaker.listed(self._basis(each) for each in value)
        return self._said[key](value)

    def _in_turn(self, said: Iterable[str]) -> str:
        return self.tongue.word("in_turn").join(said)

    def _valid(self, valid: Valid) -> str:
        """How long a card can be used, and for whom."""
        word, tongue = self.tongue.word, self.tongue
        if valid.unknown is not None:
            return self.values.ask(valid.unknown)
        said = word("valid_until_age", age=str(valid.until_age)) if valid.until_age is not None \
            else tongue.span(valid.keeps or SpanForm())  # fmt: skip
        if valid.when is not None:
            said = tongue.speaker.pair(tongue.condition(valid.when), said)
        if valid.renew_before is None:
            return said
        lead = word("valid_renew_before", span=tongue.span(valid.renew_before))
        return tongue.speaker.listed([said, lead])

    def _waiting(self, waiting: Waiting) -> Iterator[str]:
        """When a family is reminded of a card, and when the card is put away."""
        word, tongue = self.tongue.word, self.tongue
        for each in waiting.remind_after or ():
            yield word("waiting_remind_after", span=tongue.span(each))
        if waiting.seal_after is not None:
            yield word("waiting_seal_after", span=tongue.span(waiting.seal_after))
        if waiting.seal_unknown is not None:
            yield tongue.speaker.pair(word("waiting_seal"), self.values.ask(waiting.seal_unknown))
        if waiting.look_for_after is not None:
            yield word("waiting_look_for_after", span=tongue.span(waiting.look_for_after))
        for way in waiting.deliveries or ():
            yield tongue.say(way.name)

    def _photo(self, photo: Photo) -> str:
        """Sizes and colours; None only where a pack is shown that leaves the rest to its parent."""
        return self.tongue.speaker.listed(self._photo_parts(photo))

    def _photo_parts(self, photo: Photo) -> Iterator[str]:
        word = self.tongue.word
        if photo.width and photo.height:
            yield word("photo_size").format(width=photo.width, height=photo.height)
        if photo.dpi:
            yield word("photo_dpi").format(dpi=photo.dpi)
        for key in ("kilobytes", "face_width", "crown"):
            if within := getattr(photo, key):
                yield word(f"photo_{key}").format(least=within.least, most=within.most)
        for each in photo.backgrounds or ():
            yield word("photo_background").format(colour=self.tongue.say(each.name))

    def _basis(self, basis: Basis) -> str:
        return self.tongue.basis(basis).title

    def _picked(self, fact: str) -> str:
        return self.tongue.word("submission") if fact == "submission" else self.tongue.fact(fact)
