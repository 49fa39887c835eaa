"""Which papers a case needs: from the packs' rules for this family, so that what the plan said is
what is asked for.

The needs of the steps `enrolment` and `card-application` are read as the planner reads them, with
the alternatives that the family chose. Data that offices share is not asked for, nor is a paper
that another case of the same person has already shown to be in order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct, structs

from firstcard.casework.draft import Draft
from firstcard.guidance import packs_store
from firstcard.guidance.forms import kept
from firstcard.policy import format as form
from firstcard.policy import plan as out
from firstcard.policy.book import RuleBook
from firstcard.policy.conditions import Condition
from firstcard.policy.derived import add_derived
from firstcard.policy.format import Text
from firstcard.policy.nodes import Node, Requirement
from firstcard.policy.planner import situation_of
from firstcard.policy.resolve import Resolver
from firstcard.policy.rules import Head
from firstcard.policy.situation import FieldError, SituationError

INSURED, CARD = "insured", "card"
# A case is one child's; papers are asked for whatever a family has at home.
_NOT_OF_ONE_CHILD = ("want", "children", "have")
STEPS = {INSURED: "enrolment", CARD: "card-application"}
PHOTO = "card-photo"
_DEEPEST = 8  # no fact has more than three parts
# Whose papers, as the packs say it, are those of whoever applies.
OF_APPLICANT = ("guardian", "either-parent", "followed-parent")


class Way(Struct, frozen=True, gc=False):
    """One alternative of a need: its id, name, whether it is open to this family, and chosen."""

    id: str
    name: Text
    possible: bool
    chosen: bool


class Wanted(Struct, frozen=True, gc=False):
    """One paper that is asked for.

    `of`: as in packs. `for_`: the steps that need it. `required`: false where it is shown if held,
    or where it depends on a fact that is not known (`only_if`). `ways`: where another paper would
    do, all alternatives of that need. `proven`: another case has shown it already.
    """

    document: str
    of: str
    need: str
    name: Text
    required: bool
    for_: tuple[str, ...]
    basis: tuple[out.Basis, ...] = ()
    spec: Text | None = None
    note: Text | None = None
    only_if: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()
    proven: bool = False


class Chosen(Struct, frozen=True, gc=False):
    """A need that can be met in several ways: what may be chosen, and what each asks for."""

    need: str
    step: str
    ways: tuple[Way, ...]
    basis: tuple[out.Basis, ...]


class Asked(Struct, frozen=True, gc=False):
    """Everything that the rules ask of a draft."""

    papers: tuple[Wanted, ...]
    choices: tuple[Chosen, ...]
    unreachable: tuple[str, ...]  # steps that the rules do not open to this family
    closed: tuple[str, ...]  # steps for which no rule is known there


def situation(*, draft: Draft, want: Collection[str], region: str, on: date) -> dict[str, Any]:
    """The facts of the draft as the JSON of a situation.

    `Draft.situation` is what the questions kept (`kept.as_data`) or the JSON of a situation
    itself; what the draft's own fields say is newer and wins.
    """
    data = told_facts(draft.situation, on=on)
    data.update(_told_by_fields(draft))
    return {**data, "on": on.isoformat(), "region": region,
            "want": [STEPS[each] for each in sorted(want)]}  # fmt: skip


def nested_situation(
    *, draft: Draft, want: Collection[str], region: str, on: date
) -> dict[str, Any]:
    """The same with its facts nested: {"child": {"born_on": …}}."""
    nested: dict[str, Any] = {}
    for name, value in situation(draft=draft, want=want, region=region, on=on).items():
        *above, last = name.split(".")
        place = nested
        for each in above:
            place = place.setdefault(each, {})
        place[last] = value
    return nested


def told_facts(situation: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """What was told, by dotted names, without what is said of several children or of wishes.

    Raises SituationError for answers that are none.
    """
    told = dict(situation)
    data = _answered(told, on) if "answers" in told else told
    return {name: value for name, value in _flat(data) if name not in _NOT_OF_ONE_CHILD}


def _answered(told: dict[str, Any], on: date) -> dict[str, Any]:
    """Answers as the questions keep them; programs may send anything in their place."""
    try:
        return kept.read(told).situation(on=on)
    except (AttributeError, KeyError, TypeError, ValueError):
        wrong = FieldError("answers", Text("are no answers to the questions", "不是问题的答案"))
        raise SituationError([wrong]) from None


def _flat(data: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Facts by their dotted names, however they were nested."""
    if above.count(".") > _DEEPEST:
        raise SituationError([FieldError("$", Text("is nested too deeply", "嵌套层数过多"))])
    for name, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _told_by_fields(draft: Draft) -> dict[str, Any]:
    child = draft.child
    facts: dict[str, Any] = {}
    if child.born_on:
        facts["child.born_on"] = child.born_on
    if child.nationality:
        facts["child.nationality"] = child.nationality
    if child.number is not None:
        facts["child.has_citizen_id"] = child.number.kind == "citizen-id"
    if draft.applicant == "agent":
        facts["acts_through"] = "agent"
    return facts


def papers(
    *, draft: Draft, want: Collection[str], region: str, on: date, book: RuleBook | None = None
) -> tuple[Wanted, ...]:
    """The papers that the rules in force on a day ask for. Raises SituationError."""
    return asked(draft=draft, want=want, region=region, on=on, book=book).papers


def asked(
    *, draft: Draft, want: Collection[str], region: str, on: date, book: RuleBook | None = None
) -> Asked:
    """Papers, choices, and steps that are not open. Raises SituationError for facts that are none.

    The same paper of the same person, asked for by both steps, stands once.
    """
    book = book or packs_store.current()
    walk = _Walk(book, draft, situation(draft=draft, want=want, region=region, on=on))
    for each in sorted(want):
        walk.step(STEPS[each])
    return Asked(tuple(walk.papers.values()), tuple(walk.choices.values()),
                 tuple(walk.unreachable), tuple(walk.closed))  # fmt: skip


class _Walk:
    """One walk over the needs of the wanted steps."""

    def __init__(self, book: RuleBook, draft: Draft, data: dict[str, Any]) -> None:
        checked = situation_of(book=book, data=data)
        facts = {**checked.children[0], "region": checked.region}
        add_derived(facts)
        self.book, self.draft = book, draft
        self.resolver = Resolver(book=book, facts=facts, have=())
        self.papers: dict[tuple[str, str], Wanted] = {}
        self.choices: dict[tuple[str, str], Chosen] = {}
        self.unreachable: list[str] = []
        self.closed: list[str] = []

    def step(self, document: str) -> None:
        """Everything that one step needs."""
        node = self.resolver.resolve(document)
        if node.rule is None:
            self.closed.append(document)
            return
        if node.status == "not-for-you":
            self.unreachable.append(document)
        for need in [*node.rule.needs, *self._way_needs(node)]:
            self._need(node, need, ())

    def _way_needs(self, node: Node) -> list[form.Need]:
        """Those of the way that the family's facts open; the planner's choice where several are."""
        ways = node.rule.ways if node.rule else []
        picked = self.draft.ways.get(f"{node.id}.way")
        way = next((w for w in ways if w.id == picked and self._open(w.when)), node.way)
        if way is None:
            way = next((w for w in ways if self._open(w.when)), None)
        return list(way.needs or ()) if way else []

    def _open(self, when: Condition | None) -> bool:
        return self.resolver.holds(when) is not False

    def _need(self, node: Node, need: form.Need, only_if: tuple[str, ...]) -> None:
        if need.when is not None:
            outcome = need.when.holds(self.resolver.facts)
            if outcome is False:
                return
            if outcome is None:
                only_if = (*only_if, *sorted(self.resolver.ask(node, need.when)))
        if need.any_of is not None:
            self._alternatives(node, need, only_if)
        elif need.document is not None:
            self._paper(node, need, only_if, ())

    def _alternatives(self, node: Node, need: form.Need, only_if: tuple[str, ...]) -> None:
        assert need.any_of is not None
        picked = self._picked(node, need)
        ways = tuple(Way(a.id, a.name, self._open(a.when), a is picked) for a in need.any_of)
        self.choices[node.id, need.id] = Chosen(
            need.id, node.id, ways, tuple(self.book.bases(need.basis)))  # fmt: skip
        for part in (picked.needs or ()) if picked else ():
            whole = structs.replace(part, strength=part.strength or need.strength)
            self._need_of(node, whole, need, only_if, ways)

    def _need_of(self, node: Node, part: form.Need, need: form.Need, only_if: tuple[str, ...],
                 ways: tuple[Way, ...]) -> None:  # fmt: skip
        if part.document is not None and self._open(part.when):
            self._paper(node, part, only_if, ways, need.id)

    def _picked(self, node: Node, need: form.Need) -> form.Alternative | None:
        """What the family chose, where it is open to it; else what the planner would choose."""
        chosen = self.draft.ways.get(need.id)
        for each in need.any_of or ():
            if each.id == chosen and self._open(each.when):
                return each
        found = _requirement(node, need)
        if found is not None and found.alternative is not None:
            return found.alternative
        return next((a for a in need.any_of or () if self._open(a.when)), None)

    def _paper(self, node: Node, need: form.Need, only_if: tuple[str, ...],
               ways: tuple[Way, ...], of_need: str | None = None) -> None:  # fmt: skip
        document = self.book.documents[need.document or ""]
        if need.form is not None and need.form.shared:
            return
        head = self.book.head(document, self.resolver.home)
        wanted = Wanted(
            need.document or document, need.of or "", of_need or need.id, self._name(need, head),
            need.strength in (None, "required") and not only_if, (node.id,),
            tuple(self.book.bases(need.basis)), need.spec or self._spec(document),
            need.form.note if need.form else None, only_if, ways,
        )  # fmt: skip
        self._add(wanted)

    def _name(self, need: form.Need, head: Head) -> Text:
        return head.gives_names.get(need.document or "", head.name)

    def _spec(self, document: str) -> Text | None:
        rule = self.book.rule(document, self.resolver.home, self.resolver.on)
        return rule.spec if rule else None

    def _add(self, wanted: Wanted) -> None:
        key = (wanted.document, wanted.of)
        before = self.papers.get(key)
        if before is not None:
            wanted = structs.replace(before, required=before.required or wanted.required,
                                     for_=(*before.for_, *wanted.for_))  # fmt: skip
        self.papers[key] = wanted


def _requirement(node: Node, need: form.Need) -> Requirement | None:
    return next((each for each in node.requirements if each.need is need), None)
