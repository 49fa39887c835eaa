"""Where an entry of a pack stands: its place in words, and the address that leads there."""

from firstcard.packdesk import addresses
from firstcard.packdesk.presenters.tongue import Tongue
from firstcard.packdesk.queries.entries import Entry
from firstcard.policy import format as form


class Places:
    """Names the places of entries for one page."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue = tongue

    def place(self, entry: Entry) -> tuple[str, str]:
        """Words and address."""
        name = self._name(entry)
        if entry.pack != self.tongue.pack:
            where = self.tongue.pack_name(entry.pack)
            name = f"{name}（{where}）" if self.tongue.lang == "zh" else f"{name} ({where})"
        return name, self.address(entry)

    def address(self, entry: Entry) -> str:
        """Where it is shown: a document on the first day of the version that says it."""
        if entry.area == "document":
            return addresses.document(entry.pack, entry.owner, entry.anchor, on=entry.version)
        if entry.area == "law":
            return addresses.laws(entry.pack, f"{entry.owner}-{entry.path[0]}")
        row = f"-{entry.path[0]}" if entry.area == "table" else ""
        mark = entry.area if entry.area == "pack" else f"{entry.area}-{entry.owner}{row}"
        return addresses.pack(entry.pack, mark)

    def _name(self, entry: Entry) -> str:
        tongue = self.tongue
        if entry.area == "document":
            return tongue.speaker.pair(tongue.document(entry.owner), self.part(entry))
        if entry.area == "table":
            row = tongue.word("row", n=entry.path[0])
            return tongue.speaker.pair(self.table(entry), row)
        if entry.area == "channel":
            return tongue.say(entry.item.name)
        if entry.area == "law":
            title = tongue.say(self.law(entry).title).strip("《》")
            key = "entry" if self.law(entry).own_numbering else "article"
            return tongue.speaker.pair(title, tongue.word(key, n=entry.path[0]))
        if entry.area == "calendar":
            year = entry.owner
            fixed = year == "fixed"
            return tongue.word("calendar_fixed") if fixed else tongue.word("calendar_of", year=year)
        if entry.area == "case":
            return tongue.say(entry.item.sentence)
        return tongue.word(entry.owner)

    def part(self, entry: Entry) -> str:
        """The part of a document: its section, and what the entry itself is called."""
        tongue, item = self.tongue, entry.item
        if isinstance(item, form.Version):
            return tongue.word("whole_rule")
        section = tongue.word("claims" if entry.path[0] == "sources" else entry.path[0])
        if isinstance(item, form.Need) and item.document:
            return tongue.speaker.pair(section, tongue.document(item.document))
        if isinstance(item, form.Alternative | form.Way):
            return tongue.speaker.pair(section, tongue.say(item.name))
        if isinstance(item, form.Within) and not item.unknown:
            said = tongue.word("within_of", span=tongue.span(item), event=tongue.event(item.of))
            return tongue.speaker.pair(section, said)
        if isinstance(item, form.Note | form.Late | form.Claim):
            text = item.effect if isinstance(item, form.Late) else item.text
            return tongue.speaker.pair(section, _short(tongue.say(text)))
        return section

    def law(self, entry: Entry) -> form.Instrument:
        return self.tongue.book.packs[entry.pack].laws[entry.owner]

    def table(self, entry: Entry) -> str:
        return self.tongue.say(self.tongue.book.packs[entry.pack].tables[entry.owner].head.title)


def _short(text: str) -> str:
    """The beginning of a text: its first sentence, or what fits a line."""
    for end in ("。", ". "):
        text = text.split(end, 1)[0]
    return text if len(text) <= 80 else text[:79] + "…"
