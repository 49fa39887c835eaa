"""The rule of a document in one place on one day, laid together from a chain of packs.

Keys are replaced, items of a list are replaced whole by their id, `then` is appended, `drop` takes
an item away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from typing import TypeVar

from msgspec import structs

from firstcard.policy import format as form
from firstcard.policy.conditions import Condition

_ITEMS = ("needs", "ways", "within", "windows", "late", "notes")
_KEYS = (
    "applies_when",
    "not_for_you",
    "who",
    "issued_by",
    "same_place_as",
    "same_visit_as",
    "channels",
    "takes",
    "fee",
    "keeps",
    "coverage",
    "spec",
    "valid",
    "most_relatives",
    "basis",
    "version_by",
)
Keyed = TypeVar("Keyed", form.Photo, form.Waiting)
_SELF_SERVED = ("online", "app", "telephone", "post")


@dataclass(slots=True)
class Rule:
    """What holds for a document in a place on a day; every list is complete."""

    pack: str
    applies_when: Condition | None = None
    not_for_you: form.Text | None = None
    who: str | None = None
    issued_by: str | None = None
    same_place_as: str | None = None
    same_visit_as: str | None = None
    version_by: str | None = None
    channels: list[str] | None = None
    takes: list[form.Takes] | None = None
    fee: form.Fee | None = None
    keeps: form.SpanForm | None = None
    coverage: str | None = None
    spec: form.Text | None = None
    photo: form.Photo | None = None
    waiting: form.Waiting | None = None
    valid: list[form.Valid] | None = None
    most_relatives: int | None = None
    basis: list[form.Basis] | None = None
    needs: list[form.Need] = field(default_factory=list)
    ways: list[form.Way] = field(default_factory=list)
    within: list[form.Within] = field(default_factory=list)
    windows: list[form.Window] = field(default_factory=list)
    late: list[form.Late] = field(default_factory=list)
    notes: list[form.Note] = field(default_factory=list)
    then: list[str] = field(default_factory=list)

    def issuer(self, way: form.Way | None) -> str | None:
        """The kind of office that issues it in this way."""
        return (way.issued_by if way else None) or self.issued_by

    def at_counter(self, way: form.Way | None) -> bool:
        """Whether it can be done on working days only: at a counter and by no other channel."""
        channels = (way.channels if way else None) or self.channels or ()
        return (
            self.issuer(way) != "family"
            and self.who != "agency"
            and not any(channel in _SELF_SERVED for channel in channels)
        )


@dataclass(slots=True)
class Head:
    """What a document is, whatever the day."""

    id: str
    kind: str = "paper"
    name: form.Text = field(default_factory=lambda: form.Text("", ""))
    step: form.Text | None = None
    summary: form.Text | None = None
    goal: bool = False
    gives: tuple[str, ...] = ()
    gives_names: dict[str, form.Text] = field(default_factory=dict)
    per: tuple[str, ...] = ("child",)
    held_when: Condition | None = None
    ends_when: Condition | None = None
    duty: Condition | None = None
    where: tuple[str, ...] = ("region",)
    get_from: str | None = None
    letter: form.Letter | None = None


def merged_head(document: str, said: list[tuple[str, form.Document]]) -> Head:
    head = Head(document)
    for _, part in said:
        for item in fields(Head):
            value = getattr(part, item.name)
            if value is None or item.name == "id":
                continue
            if item.name in ("gives", "per", "where"):
                value = tuple(value)
            setattr(head, item.name, bool(value) if item.name == "goal" else value)
    return head


def _in_force(versions: Iterable[form.Version], on: date) -> form.Version | None:
    held = [v for v in versions if v.from_ <= on and (v.until is None or on < v.until)]
    return max(held, key=lambda v: v.from_, default=None)


def merged_rule(said: list[tuple[str, form.Document]], on: date) -> Rule | None:
    rule: Rule | None = None
    for pack, part in said:
        if part.change == "withdraw":
            rule = None
            continue
        version = _in_force(part.versions or (), on)
        if version is None:
            continue
        if rule is None or part.change == "replace":
            rule = Rule(pack)
        _overlay(rule, version, pack)
    return rule


def _overlay(rule: Rule, version: form.Version, pack: str) -> None:
    rule.pack = pack
    for key in _KEYS:
        value = getattr(version, key)
        if value is not None:
            setattr(rule, key, value)
    rule.photo = _by_key(rule.photo, version.photo)
    rule.waiting = _by_key(rule.waiting, version.waiting)
    dropped = {(drop.part, drop.id) for drop in version.drop or ()}
    for name in _ITEMS:
        items = {item.id: item for item in getattr(rule, name)}
        items.update({item.id: item for item in getattr(version, name) or ()})
        kept = [item for key, item in items.items() if (name, key) not in dropped]
        setattr(rule, name, kept)
    rule.then = [*rule.then, *(item for item in version.then or () if item not in rule.then)]


def _by_key(above: Keyed | None, own: Keyed | None) -> Keyed | None:
    """A local pack replaces key by key: another background leaves the sizes as they are."""
    return _laid(above, own) if above is not None and own is not None else own or above


def _laid(above: Keyed, own: Keyed) -> Keyed:
    said = {key: value for key, value in structs.asdict(own).items() if value is not None}
    return structs.replace(above, **said | {"basis": [*above.basis, *own.basis]})
