"""The entries of a rule as values in words: demands, ways, limits, times, fees, notes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from firstcard.packdesk import addresses
from firstcard.packdesk.presenters.tongue import BasisLink, Tongue
from firstcard.packdesk.queries.entries import Path, anchor
from firstcard.policy import format as form

_MONTHS_EN = ("January", "February", "March", "April", "May", "June", "July", "August",
              "September", "October", "November", "December")  # fmt: skip


@dataclass(slots=True)
class ValueView:
    """One value: what it says, when, why, and how sure that is.

    `marks` are (code, words): strength, estimate, not known. `id` is the pack's own name for it;
    `also` the place of an entry within it that says nothing more.
    """

    anchor: str
    id: str
    title: str
    href: str = ""
    marks: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    when: str = ""
    when_code: str = ""
    bases: list[BasisLink] = field(default_factory=list)
    said_by: str = ""
    did: str = ""
    did_words: str = ""
    parts: list["ValueView"] = field(default_factory=list)
    also: str = ""


class Values:
    """Makes values of entries, for the page of one document in one pack's region."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue = tongue
        self._makers: dict[type, Callable[[Any, Path], ValueView]] = {
            form.Need: self._need, form.Alternative: self._alternative, form.Way: self._way,
            form.Within: self._within, form.Window: self._window, form.Takes: self._takes,
            form.Fee: self._fee, form.Late: self._late, form.Note: self._note,
        }  # fmt: skip

    def value(self, item: Any, path: Path) -> ValueView:
        """Any entry of a rule. Raises KeyError for what is none."""
        view = self._makers[type(item)](item, path)
        view.when = self.tongue.condition(getattr(item, "when", None))
        view.when_code = self.tongue.written(getattr(item, "when", None))
        view.bases = self.tongue.bases(item.basis)
        return view

    def values(self, items: Iterable[Any] | None, path: Path) -> list[ValueView]:
        """A list of entries, each at its id or number."""
        return [self.value(each, (*path, getattr(each, "id", None) or str(number)))
                for number, each in enumerate(items or ())]  # fmt: skip

    def _view(self, item: Any, path: Path, title: str, **more: Any) -> ValueView:
        return ValueView(anchor(path), getattr(item, "id", None) or "", title, **more)

    def _need(self, need: form.Need, path: Path) -> ValueView:
        word = self.tongue.word
        strength = need.strength or "required"
        marks = [(strength, word(f"strength_{strength}"))]
        if need.document:
            own = self.tongue.book.documents[need.document]
            view = self._view(need, path, self.tongue.document(need.document), marks=marks,
                              href=addresses.document(self.tongue.pack, own))  # fmt: skip
        else:
            view = self._view(need, path, word("any_of"), marks=marks)
        view.lines = [self._form(need), self.tongue.say(need.spec)]
        view.parts = self.values(need.any_of, (*path, "any_of"))
        return view

    def _form(self, need: form.Need) -> str:
        """Whose paper, and how it is shown."""
        said, paper = [], need.form or form.PaperForm()
        word = self.tongue.speaker.word
        if need.of:
            said.append(word(f"of_{need.of}"))
        for count, one, many in (
            (paper.original, "paper_original", "paper_originals"),
            (paper.copies, "paper_copy", "paper_copies"),
        ):
            if count:
                said.append(word(one if count == 1 else many, n=count))
        said += [word("paper_electronic")] if paper.electronic else []
        said += [word("paper_shared")] if paper.shared else []
        said += [self.tongue.say(paper.note)] if paper.note else []
        return " · ".join(said)  # a list in words would run the owner into the count

    def _alternative(self, choice: form.Alternative, path: Path) -> ValueView:
        lines = [] if choice.needs else [self.tongue.word("in_own_data")]
        return self._view(choice, path, self.tongue.say(choice.name), lines=lines,
                          parts=self.values(choice.needs, (*path, "needs")))  # fmt: skip

    def _way(self, way: form.Way, path: Path) -> ValueView:
        tongue, lines = self.tongue, []
        if way.issued_by:
            lines.append(self.office(way.issued_by))
        if way.same_place_as:
            lines.append(tongue.word("same_office", name=tongue.document(way.same_place_as)))
        if way.where:
            lines.append(tongue.speaker.facts(way.where))
        if way.channels:
            lines.append(tongue.speaker.channels(way.channels))
        lines += [self.then(way.then), tongue.say(way.note)]
        parts = self.values(way.needs, (*path, "needs"))
        parts += self.values(way.takes, (*path, "takes"))
        parts += [self.value(way.fee, (*path, "fee"))] if way.fee else []
        return self._view(way, path, tongue.say(way.name), lines=lines, parts=parts)

    def _within(self, within: form.Within, path: Path) -> ValueView:
        tongue, event = self.tongue, self.tongue.event(within.of)
        marks = []
        if within.unknown:
            title = tongue.word("within_unknown", office=tongue.speaker.office(within.unknown),
                                event=event)  # fmt: skip
            marks.append(("unknown", tongue.word("unknown")))
        else:
            title = tongue.word("within_of", span=tongue.span(within), event=event)
        lines = [tongue.word(f"{key}_{said.value}") for key in ("inclusive", "roll")
                 if (said := getattr(within, key))]  # fmt: skip
        if within.warn_before:
            lines.append(tongue.word("warn_before", span=tongue.span(within.warn_before)))
        return self._view(within, path, title, marks=marks, lines=lines)

    def _window(self, window: form.Window, path: Path) -> ValueView:
        opens = self._year_day(window.opens) if window.opens else ""
        closes = self._year_day(window.closes) if window.closes else ""
        key = "window_days" if opens and closes else "window_opens" if opens else "window_closes"
        title = self.tongue.word(key, opens=opens, closes=closes) if opens or closes else ""
        if window.within is None:
            return self._view(window, path, title)
        inner = self.value(window.within, (*path, "within"))
        view = self._view(window, path, title or inner.title, marks=inner.marks, lines=inner.lines)
        if inner.when or inner.bases != self.tongue.bases(window.basis):
            inner.title, inner.lines, inner.marks = self.tongue.word("within"), [], []
            view.parts = [inner]
        else:
            view.also = inner.anchor
        return view

    def _year_day(self, day: form.YearDay) -> str:
        zh = self.tongue.lang == "zh"
        month = f"{day.month}月" if zh else _MONTHS_EN[day.month - 1]
        year = self.tongue.word(f"year_{day.year}")
        return self.tongue.word("year_day", day=day.day, month=month, year=year)

    def _takes(self, takes: form.Takes, path: Path) -> ValueView:
        tongue = self.tongue
        said = [tongue.word(key, span=tongue.span(span)) for key in ("least", "most")
                if (span := getattr(takes, key))]  # fmt: skip
        marks = [("estimate", tongue.word("estimate"))] if takes.estimate else []
        lines = []
        if takes.unknown:
            marks.append(("unknown", tongue.word("unknown")))
            lines.append(self.ask(takes.unknown))
        title = tongue.speaker.listed(said) or tongue.word("unknown")
        return self._view(takes, path, title, marks=marks, lines=lines)

    def _fee(self, fee: form.Fee, path: Path) -> ValueView:
        tongue = self.tongue
        lines = [tongue.say(fee.note)]
        if fee.unknown:
            lines.insert(0, self.ask(fee.unknown))
            unknown = tongue.word("unknown")
            return self._view(fee, path, unknown, marks=[("unknown", unknown)], lines=lines)
        if fee.table:
            title = tongue.word("by_table", title=tongue.table(fee.table))
            return self._view(fee, path, title, href=self.table_address(fee.table), lines=lines)
        return self._view(fee, path, tongue.speaker.money(fee.amount or "0.00"), lines=lines)

    def _late(self, late: form.Late, path: Path) -> ValueView:
        lines = [self.then(late.then), self.ask(late.ask)]
        return self._view(late, path, self.tongue.say(late.effect), lines=lines)

    def _note(self, note: form.Note, path: Path) -> ValueView:
        kind = note.kind or "advice"
        marks = [("unknown" if kind == "unknown" else "plain",
                  self.tongue.speaker.word(f"note_{kind}"))]  # fmt: skip
        lines = [self.ask(note.ask)]
        return self._view(note, path, self.tongue.say(note.text), marks=marks, lines=lines)

    def office(self, kind: str) -> str:
        """An office kind; what is made at home is said so."""
        speaker = self.tongue.speaker
        return speaker.word("where_home") if kind == "family" else speaker.office(kind)

    def ask(self, kind: str | None) -> str:
        """Whom to ask, if anybody is named."""
        return self.tongue.word("ask", office=self.tongue.speaker.office(kind)) if kind else ""

    def then(self, names: Iterable[str] | None) -> str:
        """What must be done afterwards."""
        said = self.tongue.documents(names or ())
        return self.tongue.word("then_needed", names=said) if said else ""

    def table_address(self, name: str) -> str:
        """Where the rows of a table stand: on the page of the pack that writes it."""
        packs = self.tongue.book.packs
        home = next((each for each in reversed(self.tongue.chain) if name in packs[each].tables),
                    self.tongue.pack)  # fmt: skip
        return addresses.pack(home, f"table-{name}")
