"""All packs as a tree, and one pack: what it adds, changes and takes away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from firstcard.guidance.words import Lang
from firstcard.packdesk import addresses
from firstcard.packdesk.presenters.tongue import BasisLink, Tongue
from firstcard.packdesk.queries import documents as query
from firstcard.packdesk.queries.work import open_values
from firstcard.policy import format as form
from firstcard.policy.answer_format import Answer
from firstcard.policy.answers import merged, topics
from firstcard.policy.bill_tables import BILL_TABLES
from firstcard.policy.book import RuleBook
from firstcard.policy.tables import UNKNOWN, Table

_KINDS = ("goal", "paper", "fact", "act", "base", "obsolete")


@dataclass(frozen=True, slots=True)
class NodeView:
    """A pack in the tree, with the packs below it."""

    id: str
    name: str
    href: str
    region: str
    version: str
    released_on: str
    digest: str
    documents: int
    open: int
    work: str
    below: list["NodeView"]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document of the chain, and what this pack does to it."""

    id: str
    name: str
    href: str
    does: str
    does_code: str
    because: str
    did: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A decision table with its rows in words."""

    id: str
    title: str
    count: str
    unknown: str
    columns: list[str]
    rows: list[tuple[str, str, list[str], list[BasisLink]]]


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A question that this pack answers, changes or takes away."""

    id: str
    question: str
    href: str
    does: str
    does_code: str


@dataclass(frozen=True)
class PackView:
    """The whole page."""

    name: str
    node: NodeView
    chain: list[tuple[str, str]]
    own: list[tuple[str, list[DocumentLine]]]
    inherited: list[tuple[str, list[DocumentLine]]]
    goals: list[tuple[str, str]]
    tables: list[TableView]
    calendars: list[tuple[str, str, str, tuple[str, str]]]
    channels: list[tuple[str, str, list[BasisLink]]]
    clock: list[BasisLink]
    clock_lines: list[str]
    changes: list[tuple[str, list[BasisLink]]]
    answers: list[tuple[str, list[AnswerLine]]]


def present_tree(*, book: RuleBook, lang: Lang) -> list[NodeView]:
    """Every pack below its parent."""
    return [_node(book, lang, name) for name, pack in book.packs.items()
            if pack.form.parent is None]  # fmt: skip


def _node(book: RuleBook, lang: Lang, name: str) -> NodeView:
    tongue = Tongue(lang, book, book.chain_of(name))
    pack = book.packs[name]
    below = [each for each, other in book.packs.items() if other.form.parent == name]
    return NodeView(
        name, tongue.pack_name(name), addresses.pack(name), pack.form.region, pack.form.version,
        tongue.day(pack.form.released_on), pack.digest, len(pack.documents),
        len(open_values(book, name)), addresses.work(name),
        [_node(book, lang, each) for each in below],
    )  # fmt: skip


def present_pack(*, tongue: Tongue, on: date) -> PackView:
    """One pack on a day."""
    return _PackPresenter(tongue, on).view()


class _PackPresenter:
    """Presents one pack."""

    def __init__(self, tongue: Tongue, on: date) -> None:
        self.tongue, self.on = tongue, on
        self.book, self.chain = tongue.book, tongue.chain
        self.pack = tongue.book.packs[tongue.pack]

    def view(self) -> PackView:
        tongue = self.tongue
        clock = self.pack.form.clock
        lines = [self._line(name) for name in self._names()]
        goals = self.book.want(self.pack.form.region)
        return PackView(
            name=tongue.pack_name(tongue.pack),
            node=_node(self.book, tongue.lang, tongue.pack),
            chain=[(tongue.pack_name(each), addresses.pack(each)) for each in self.chain],
            own=list(self._by_kind([line for line in lines if line.does_code])),
            inherited=list(self._by_kind([line for line in lines if not line.does_code])),
            goals=[(tongue.document(each), addresses.graph(tongue.pack, each))
                   for each in goals],
            tables=[self._table(table) for table in self.pack.tables.values()],
            calendars=list(self._calendars()),
            channels=[(each.id, tongue.say(each.name), tongue.bases(each.basis))
                      for each in self.pack.channels.values()],
            clock=tongue.bases(clock.basis if clock else None),
            clock_lines=list(self._clock(clock)) if clock else [],
            changes=[(tongue.say(each.text), tongue.bases(each.basis))
                     for each in self.pack.form.changes or ()],
            answers=list(self._answers()),
        )  # fmt: skip

    def _names(self) -> list[str]:
        found = {name for pack in self.chain for name in self.book.packs[pack].documents}
        return sorted(found, key=lambda name: (self.tongue.document(name), name))

    def _by_kind(self, lines: list[DocumentLine]) -> Iterator[tuple[str, list[DocumentLine]]]:
        for kind in _KINDS:
            found = [line for line in lines if self.book.head(line.id, self.chain).kind == kind]
            if found:
                yield self.tongue.word(f"kind_{kind}"), found

    def _line(self, name: str) -> DocumentLine:
        tongue = self.tongue
        written = self.pack.documents.get(name)
        code = (written.change or "add") if written else ""
        because = tongue.say(written.because) if written else ""
        found = query.against_parent(self.book, tongue.pack, name, self.on) if written else []
        return DocumentLine(
            name, tongue.document(name), addresses.document(tongue.pack, name),
            tongue.word(f"does_{code}") if code else "", code,
            tongue.word("reason", text=because) if because else "",
            self._did(found),
        )  # fmt: skip

    def _did(self, found: list[query.Difference]) -> str:
        """How much is added, changed, taken away."""
        counts = {did: sum(each.did == did for each in found)
                  for did in ("added", "changed", "removed")}  # fmt: skip
        return " · ".join(self.tongue.word(f"did_{did}_n", n=n) for did, n in counts.items() if n)

    def _table(self, table: Table) -> TableView:
        tongue, head = self.tongue, table.head
        unknown = sum(UNKNOWN in row.outputs.values() for row in table.rows)
        return TableView(
            head.id, tongue.say(head.title), tongue.word("table_rows", n=len(table.rows)),
            tongue.word("table_unknown", n=unknown) if unknown else "",
            [*(tongue.fact(each.fact) for each in head.inputs),
             *(tongue.output(each.name) for each in head.outputs)],
            [(f"table-{head.id}-{row.line}", tongue.word("row", n=row.line),
              self._cells(table, row), tongue.bases(row.basis)) for row in table.rows],
        )  # fmt: skip

    def _cells(self, table: Table, row: Any) -> list[str]:
        tongue, inputs, of_bills = self.tongue, table.head.inputs, table.head.id in BILL_TABLES
        cells = [tongue.test(each.fact, cell) for each, cell in zip(inputs, row.cells, strict=True)]
        for output in table.head.outputs:
            value = row.outputs[output.name]
            cells.append(self._output(output, value, row.ask, of_bills=of_bills))
        return cells

    def _output(self, output: form.TableOutput, value: str, ask: str, *, of_bills: bool) -> str:
        tongue = self.tongue
        if value == UNKNOWN:
            asked = tongue.word("ask", office=tongue.speaker.office(ask)) if ask else ""
            return tongue.speaker.sentences(tongue.word("unknown"), asked)
        if value == form.NONE or output.type not in ("money", "ratio"):
            return tongue.output(value)
        if output.type == "ratio":
            return tongue.share(value)
        return tongue.yuan(value) if of_bills else tongue.speaker.money(value)

    def _calendars(self) -> Iterator[tuple[str, str, str, tuple[str, str]]]:
        for name, file in self.pack.files.items():
            if not name.startswith("calendar/"):
                continue
            year = name.removeprefix("calendar/").removesuffix(".yaml")
            source = file.data["source"]
            title = form.Text(source["title"]["en"], source["title"]["zh"])
            words = (
                self.tongue.word("calendar_fixed")
                if year == "fixed"
                else self.tongue.word("calendar_of", year=year)
            )
            sure = source["certainty"]
            yield (f"calendar-{year}", words, self.tongue.say(title),
                   (sure, self.tongue.word(f"sure_{sure}")))  # fmt: skip

    def _answers(self) -> Iterator[tuple[str, list[AnswerLine]]]:
        """What this pack writes of answers, by topic; a topic in the words of any pack above."""
        known = merged(self.book, self.chain[:-1]) | merged(self.book, self.chain)
        own = {name: known[name] for name in self.pack.answers if name in known}
        for topic in topics(book=self.book, region=self.pack.form.region):
            lines = [self._answer(name, answer) for name, answer in own.items()
                     if answer.topic == topic.id]  # fmt: skip
            if lines:
                yield self.tongue.say(topic.name), lines

    def _answer(self, name: str, answer: Answer) -> AnswerLine:
        code = self.pack.answers[name].change or "add"
        return AnswerLine(name, self.tongue.say(answer.question), addresses.answer(name),
                          self.tongue.word(f"does_{code}"), code)  # fmt: skip

    def _clock(self, clock: form.ClockSettings) -> Iterator[str]:
        for key in ("inclusive", "roll"):
            said = getattr(clock, key)
            if said is not None:
                yield self.tongue.word(f"{key}_{said.value}")
