"""One document in one pack's region as its page shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from firstcard.packdesk import addresses
from firstcard.packdesk.presenters.plain import HEAD_KEYS, KEYS, PlainKeys
from firstcard.packdesk.presenters.tongue import BasisLink, Tongue
from firstcard.packdesk.presenters.values import Values, ValueView
from firstcard.packdesk.queries import documents as query
from firstcard.packdesk.queries.documents import Difference
from firstcard.packdesk.queries.links import Link, links, needed_by
from firstcard.policy import format as form
from firstcard.policy.book import Chain, RuleBook
from firstcard.policy.conditions import Condition
from firstcard.policy.rules import Rule

_SECTIONS = ("needs", "ways", "within", "windows", "takes", "fee", "late", "notes")


@dataclass(frozen=True, slots=True)
class RowView:
    """A key in words, its value, and who says it if not the pack whose page it is."""

    anchor: str
    label: str
    text: str
    said_by: str
    did: str
    did_words: str
    code: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version in the list of versions."""

    words: str
    pack: str
    state: str
    state_code: str
    reviewed: str
    href: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """What a text says, and how it stands to the rule."""

    anchor: str
    id: str
    source: BasisLink
    standing: str
    standing_code: str
    text: str
    says: list[str]
    when: str
    when_code: str
    ask: str
    because: list[BasisLink]
    said_by: str


@dataclass(frozen=True, slots=True)
class SideView:
    """One thing that differs from the region above: what it is there, what it is here."""

    label: str
    id: str
    did: str
    did_words: str
    old: str
    new: str
    because: str
    href: str
    anchor: str


@dataclass(frozen=True, slots=True)
class LinkView:
    """A document that this one needs, or that needs it."""

    name: str
    href: str
    manner: str
    manner_code: str
    when: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A worked case."""

    id: str
    sentence: str
    day: str


@dataclass(frozen=True)
class DocumentView:
    """The whole page."""

    name: str
    id: str
    kind: str
    summary: str
    rows: list[RowView]
    rule_rows: list[RowView]
    rule: list[BasisLink]
    has_rule: bool
    missing: str
    sections: list[tuple[str, str, list[ValueView]]]
    versions: list[VersionView]
    claims: list[ClaimView]
    parent: str
    parent_note: str
    sides: list[SideView]
    needs: list[LinkView]
    needed_by: list[LinkView]
    cases: list[CaseView]


class DocumentPresenter:
    """Presents one document of one pack on one day."""

    def __init__(self, *, tongue: Tongue, name: str, on: date) -> None:
        self.tongue, self.name, self.on = tongue, name, on
        self.values = Values(tongue)
        self.keys = PlainKeys(self.values)
        self.book: RuleBook = tongue.book
        self.chain: Chain = tongue.chain
        self.origins = query.origins(self.book, self.chain, name, on)
        found = query.against_parent(self.book, tongue.pack, name, on)
        self.differences: Mapping[tuple[str, ...], Difference] = {d.path: d for d in found}

    def view(self) -> DocumentView:
        """Everything that the page shows."""
        head = self.book.head(self.name, self.chain)
        rule = self.book.rule(self.name, self.chain, self.on)
        parent, note = self._parent()
        return DocumentView(
            name=self.tongue.say(head.name) or self.name, id=self.name,
            kind=self.tongue.word(f"kind_{head.kind}"), summary=self.tongue.say(head.summary),
            rows=list(self._rows(head, HEAD_KEYS[3:])),
            rule_rows=list(self._rows(rule, KEYS)) if rule else [],
            rule=self.tongue.bases(rule.basis) if rule else [],
            has_rule=rule is not None, missing="" if rule else self._missing(head.kind),
            sections=list(self._sections(rule)) if rule else [],
            versions=[self._version(each) for each in
                      query.versions(self.book, self.chain, self.name, self.on)],
            claims=[self._claim(pack, claim) for pack, claim in
                    query.claims(self.book, self.chain, self.name)],
            parent=parent, parent_note=note,
            sides=self.sides(),
            needs=self._links(links(self.book, self.chain, self.on)[self.name], "source"),
            needed_by=self._links(
                needed_by(self.book, self.chain, self.on, self.name), "target"),
            cases=[self._case(case) for _, case in
                   query.cases(self.book, self.chain, self.name)],
        )  # fmt: skip

    def sides(self) -> list[SideView]:
        """What differs from the region above."""
        return [self._side(each) for each in self.differences.values()]

    def _missing(self, kind: str) -> str:
        if query.withdrawn(self.book, self.chain, self.name):
            return self.tongue.word("withdrawn")
        return self.tongue.word("no_versions" if kind in ("base", "obsolete") else "no_rule")

    def _rows(self, of: Any, keys: tuple[str, ...]) -> Iterator[RowView]:
        for key in keys:
            text = self.keys.said(key, getattr(of, key))
            if text and not (key == "goal" and not of.goal):
                label = self.tongue.word(f"key_{key}")
                text, code = ("", text) if key == "gives" else (text, self._code(getattr(of, key)))
                yield RowView(key, label, text, self._by(key), *self._did(key), code)

    def _code(self, value: Any) -> str:
        return self.tongue.written(value) if isinstance(value, Condition) else ""

    def _sections(self, rule: Rule) -> Iterator[tuple[str, str, list[ValueView]]]:
        for part in _SECTIONS:
            found = getattr(rule, part)
            if not found:
                continue
            items = found if isinstance(found, list) else None
            views = self.values.values(items, (part,)) if items is not None else [
                self.values.value(found, (part,))]  # fmt: skip
            for view in views:
                keyed = view.id if part in query.ITEMS else ""
                view.said_by = self._by(part, keyed)
                view.did, view.did_words = self._did(part, keyed)
            yield part, self.tongue.word(part), views

    def _by(self, part: str, id: str = "") -> str:
        pack = self.origins.get((part, id))
        return "" if pack is None or pack == self.tongue.pack else self._inherited(pack)

    def _inherited(self, pack: str) -> str:
        return self.tongue.word("said_by", pack=self.tongue.pack_name(pack))

    def _did(self, part: str, id: str = "") -> tuple[str, str]:
        found = self.differences.get((part, id) if id else (part,))
        return (found.did, self.tongue.word(f"did_{found.did}")) if found else ("", "")

    def _version(self, version: query.Version) -> VersionView:
        word, day = self.tongue.word, self.tongue.day
        words = (
            word("version_between", day=day(version.from_), end=day(version.until))
            if version.until
            else word("version_from", day=day(version.from_))
        )
        code = "holds" if version.holds else "future" if version.future else "past"
        reviewed = (
            word("version_reviewed", day=day(version.reviewed_on)) if version.reviewed_on else ""
        )
        href = addresses.document(self.tongue.pack, self.name, on=version.from_)
        return VersionView(
            words, self.tongue.pack_name(version.pack), word(code), code, reviewed, href
        )

    def _claim(self, pack: str, claim: form.Claim) -> ClaimView:
        source = self.tongue.basis(form.Basis(source=claim.ref))
        return ClaimView(
            anchor=f"sources-{claim.id}", id=claim.id, source=source,
            standing=self.tongue.word(f"standing_{claim.standing}"), standing_code=claim.standing,
            text=self.tongue.say(claim.text), says=list(self._says(claim.says)),
            when=self.tongue.condition(claim.when),
            when_code=self.tongue.written(claim.when), ask=self.values.ask(claim.ask),
            because=self.tongue.bases(claim.because),
            said_by="" if pack == self.tongue.pack else self._inherited(pack))  # fmt: skip

    def _says(self, says: form.Says) -> Iterator[str]:
        word = self.tongue.word
        if says.needs:
            yield word("claim_says_needs", names=self.tongue.documents(says.needs))
        if says.within:
            yield word("claim_says_within", span=self.tongue.span(says.within))
        if says.takes:
            yield word("claim_says_takes", span=self.tongue.span(says.takes))
        if says.other:
            yield word("claim_says_other", text=self.tongue.say(says.other))

    def _parent(self) -> tuple[str, str]:
        if len(self.chain) < 2:
            return "", ""
        above = self.chain[-2]
        name = self.tongue.pack_name(above)
        if query.own_name(self.book, self.chain[:-1], self.name) is None:
            return name, self.tongue.word("parent_none", parent=name)
        same = "" if self.differences else self.tongue.word("parent_same", parent=name)
        return name, same

    def _side(self, found: Difference) -> SideView:
        return SideView(
            label=self._label(found.part), id=found.id, did=found.did,
            did_words=self.tongue.word(f"did_{found.did}"),
            old=self._text(found.part, found.old), new=self._text(found.part, found.new),
            because=self.tongue.say(found.because),
            href=f"#{'-'.join(found.path)}" if found.new else "",
            anchor=f"drop-{found.id}" if found.did == "removed" else "")  # fmt: skip

    def _label(self, part: str) -> str:
        return self.tongue.word(part if part in _SECTIONS or part == "rule" else f"key_{part}")

    def _text(self, part: str, value: Any) -> str:
        if value is None or value in ((), []):
            return ""
        if isinstance(value, Rule):
            return self.tongue.word("rule")
        if part not in _SECTIONS:
            return self.keys.said(part, value)
        items = value if isinstance(value, list) else [value]
        return "\n".join(self._lines(self.values.value(each, (part,))) for each in items)

    def _lines(self, view: ValueView, indent: str = "") -> str:
        """A value as lines of text, its parts set in."""
        marks = [words for _, words in view.marks]
        only = (
            [self.tongue.speaker.pair(self.tongue.word("only_if"), view.when)] if view.when else []
        )
        bases = [each.title for each in view.bases]
        said = [indent + " · ".join([view.title, *marks]),
                *(indent + line for line in (*view.lines, *only) if line),
                *([indent + self.tongue.speaker.listed(bases)] if bases else [])]  # fmt: skip
        return "\n".join([*said, *(self._lines(part, indent + "　") for part in view.parts)])

    def _links(self, found: list[Link], end: str) -> list[LinkView]:
        views = [self._link(each, getattr(each, end)) for each in found]
        return list(dict.fromkeys(views))

    def _link(self, link: Link, other: str) -> LinkView:
        when = [self.tongue.condition(each) for each in link.when]
        return LinkView(self.tongue.document(other), addresses.document(self.tongue.pack, other),
                        self.tongue.word(f"manner_{link.manner}"), link.manner,
                        " · ".join(when))  # fmt: skip

    def _case(self, case: Any) -> CaseView:
        on = date.fromisoformat(str(case.situation["on"])) if "on" in case.situation else None
        region = self.tongue.say(self.book.region_name(str(case.situation.get("region", ""))))
        day = self.tongue.word("case_day", day=self.tongue.day(on), region=region) if on else region
        return CaseView(case.id, self.tongue.say(case.sentence), day)
