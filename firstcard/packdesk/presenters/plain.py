"""The keys of a rule and of a head that are no entries: who, where, how long it is good for."""

from collections.abc import Callable, Iterator
from typing import Any

from firstcard.packdesk.presenters.tongue import Tongue
from firstcard.packdesk.presenters.values import Values
from firstcard.policy.conditions import Condition
from firstcard.policy.format import Basis, Photo, Text

KEYS = ("applies_when", "not_for_you", "who", "issued_by", "same_place_as", "same_visit_as",
        "channels", "keeps", "coverage", "spec", "photo", "version_by", "then")  # fmt: skip
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
