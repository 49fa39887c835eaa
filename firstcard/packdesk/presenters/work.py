"""The work list of a pack: what is to be verified or settled, by document or by how unsure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from firstcard.packdesk.presenters.places import Places
from firstcard.packdesk.presenters.tongue import BasisLink, Tongue
from firstcard.packdesk.queries.entries import Entry
from firstcard.packdesk.queries.work import WHYS, Open, Why, open_values

_OWNED = ("document", "law", "table")  # the others are groups of one area
Order = Literal["document", "certainty"]
ORDERS: tuple[Order, ...] = ("document", "certainty")


@dataclass(frozen=True, slots=True)
class ItemView:
    """One value to look at, with its place."""

    href: str
    words: str
    why: str
    why_code: str
    ask: str
    bases: list[BasisLink]


@dataclass(frozen=True, slots=True)
class GroupView:
    """Values of one document, or unsure for one reason."""

    anchor: str
    title: str
    items: list[ItemView]


@dataclass(frozen=True)
class WorkView:
    """The whole page; `counts` are (code, words, how many)."""

    total: int
    counts: list[tuple[str, str, int]]
    groups: list[GroupView]


def present_work(*, tongue: Tongue, order: Order, why: Why | None = None) -> WorkView:
    """The work list of a pack in an order, of one reason only if that is wanted."""
    return _WorkPresenter(tongue).view(order, why)


class _WorkPresenter:
    """Presents the work list of one pack."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue = tongue
        self.places = Places(tongue)

    def view(self, order: Order, why: Why | None) -> WorkView:
        found = open_values(self.tongue.book, self.tongue.pack)
        counts = [(str(code), self._why(code), n) for code in WHYS
                  if (n := sum(each.why == code for each in found))]  # fmt: skip
        wanted = [each for each in found if why in (None, each.why)]
        groups = self._by_why(wanted) if order == "certainty" else self._by_document(wanted)
        return WorkView(len(found), counts, list(groups))

    def _why(self, code: Why) -> str:
        return self.tongue.word(f"why_{code}")

    def _by_why(self, found: list[Open]) -> Iterable[GroupView]:
        for code in WHYS:
            items = [self._item(each) for each in found if each.why == code]
            if items:
                yield self._group(f"why-{code}", self._why(code), items)

    def _by_document(self, found: list[Open]) -> Iterable[GroupView]:
        grouped: dict[tuple[str, str], list[ItemView]] = {}
        for each in found:
            area, owner = each.entry.area, each.entry.owner
            key = f"{area}-{owner}" if area in _OWNED else area, self._title(each.entry)
            grouped.setdefault(key, []).append(self._item(each))
        for (anchor, title), items in sorted(grouped.items(), key=lambda pair: pair[0][1]):
            yield self._group(anchor, title, items)

    def _group(self, anchor: str, title: str, items: list[ItemView]) -> GroupView:
        return GroupView(anchor, self.tongue.word("work_group", title=title, n=len(items)), items)

    def _title(self, entry: Entry) -> str:
        if entry.area == "document":
            return self.tongue.document(entry.owner)
        if entry.area == "law":
            return self.tongue.say(self.places.law(entry).title).strip("《》")
        if entry.area == "table":
            return self.places.table(entry)
        return self.tongue.word({"calendar": "calendars", "channel": "channels"}.get(
            entry.area, "pack_itself"))  # fmt: skip

    def _item(self, found: Open) -> ItemView:
        tongue, item = self.tongue, found.entry.item
        words, href = self.places.place(found.entry)
        ask = tongue.word("ask", office=tongue.speaker.office(found.ask)) if found.ask else ""
        return ItemView(href, words, self._why(found.why), found.why, ask,
                        tongue.bases(getattr(item, "basis", None)))  # fmt: skip
