"""A plan as it leaves `policy`: frozen Structs that encode straight to JSON.

Every text is in both languages. Dates are calendar dates in China; money is yuan as text with two
decimals. An absent date is null: not known, or no such limit. Nothing here can hold itself, so the
garbage collector need not watch it (`gc=False`).
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from firstcard.policy.format import PaperForm, Text

PaperState = Literal["step", "have", "bring", "if-held", "shared", "blocked"]
Ref = str  # the key of an entry of Plan.references
StepState = Literal["in-time", "aim-passed", "overdue", "will-be-late", "no-limit", "depends"]
_RENAME = {"for_": "for", "from_": "from"}
GoalState = Literal["todo", "done", "blocked", "depends", "not-for-you"]


class Basis(Struct, frozen=True, gc=False, omit_defaults=True):
    """Where a rule comes from, how sure the text is, and what rank the demand has.

    `rank`: required (law, regulation, State Council decision) or asked (a published local or
    departmental rule).
    """

    title: Text
    certainty: str
    rank: Literal["required", "asked"]
    law: str | None = None
    article: str | None = None
    number: str | None = None
    summary: Text | None = None
    source: str | None = None
    ref: str | None = None
    note: Text | None = None


class Person(Struct, frozen=True, gc=False):
    """Whom a step is for: a child by number (from 1), or the employer."""

    kind: Literal["child", "employer"]
    number: int


class Office(Struct, frozen=True, gc=False):
    """A known office."""

    name: Text
    region: str
    address: Text
    hours: Text
    sample: bool
    source: str


class ChannelInfo(Struct, frozen=True, gc=False):
    """An official channel that serves this kind of office."""

    id: str
    name: Text
    kind: str


class Place(Struct, frozen=True, gc=False):
    """Where to go: the kind of office, its authority and division, what is known of addresses."""

    kind: str
    name: Text
    authority: Text
    where: str | None
    where_name: Text | None
    candidates: list[Office]
    channels: list[ChannelInfo]
    address_known: bool


class Opening(Struct, frozen=True, gc=False):
    """A fact and the test it would have to meet."""

    fact: str
    name: Text
    test: str


class Choice(Struct, frozen=True, gc=False, omit_defaults=True):
    """Another way, or another paper, that would do as well; or why it would not."""

    id: str
    name: Text
    possible: bool
    facts: list[Opening] = []
    note: Text | None = None


class Paper(Struct, frozen=True, gc=False, omit_defaults=True):
    """One thing to show at a step.

    `state`: step (an earlier step of this plan gives it), have (said to be held), bring (a base
    paper), if-held (bring it if there is one), shared (the office has the data already).
    """

    id: str
    document: str | None
    name: Text
    state: PaperState
    strength: Literal["required", "if-held", "optional"]
    form: PaperForm | None = None
    of: str | None = None
    spec: Text | None = None
    basis: list[Ref] = []
    rank: Literal["required", "asked"] = "required"
    only_if: list[str] = []
    get_from: str | None = None
    step: str | None = None
    alternatives: list[Choice] = []
    base: bool = False
    count: int = 1


class FeeInfo(Struct, frozen=True, gc=False, omit_defaults=True):
    """Yuan as text; null with `ask` where nobody knows it."""

    amount: str | None
    ask: str | None = None
    note: Text | None = None
    basis: list[Ref] = []


class LateInfo(Struct, frozen=True, gc=False, omit_defaults=True):
    """What happens when the limit has passed."""

    effect: Text
    ask: str | None = None
    then: list[str] = []
    basis: list[Ref] = []


class DueInfo(Struct, frozen=True, gc=False, omit_defaults=True):
    """How a due date was counted: from what, how long, and whether it can still change."""

    of: str
    of_name: Text
    start: date
    days: int | None = None
    working_days: int | None = None
    months: int | None = None
    years: int | None = None
    inclusive: bool = False
    roll: bool = True
    relative: bool = False
    status: Literal["final", "provisional"] = "final"
    why: list[str] = []
    basis: list[Ref] = []


class NoteInfo(Struct, frozen=True, gc=False, omit_defaults=True):
    """Something to know at this step."""

    kind: str
    text: Text
    only_if: list[str] = []
    ask: str | None = None
    basis: list[Ref] = []


class Step(Struct, frozen=True, gc=False, omit_defaults=True, rename=_RENAME):
    """One thing to do, by whom, where, by when, with what."""

    id: str
    document: str
    title: Text
    name: Text
    kind: str
    for_: list[Person]
    who: str
    state: StepState
    earliest: date | None
    start_by: date | None
    aim_by: date | None
    due: date | None
    done: date | None
    done_by: date | None
    office: Place | None
    needs: list[Paper]
    basis: list[Ref]
    unlocks: list[str]
    after: list[str]
    summary: Text | None = None
    way: str | None = None
    way_name: Text | None = None
    way_note: Text | None = None
    other_ways: list[Choice] = []
    due_why: DueInfo | None = None
    fee: FeeInfo | None = None
    channels: list[str] = []
    late: list[LateInfo] = []
    notes: list[NoteInfo] = []
    optional: bool = False
    duty: bool = False
    only_if: list[str] = []
    same_visit_as: str | None = None
    provisional: bool = False
    takes_unknown: str | None = None
    estimate: bool = False
    year: int | None = None
    opens: date | None = None
    pack: str = ""


class Blocked(Struct, frozen=True, gc=False, omit_defaults=True):
    """What stands in the way of a goal, and which facts would open it."""

    document: str
    name: Text
    reason: Text | None = None
    alternatives: list[Choice] = []


class Goal(Struct, frozen=True, gc=False, omit_defaults=True):
    """One thing that was asked for, and whether the plan reaches it."""

    id: str
    name: Text
    state: GoalState
    earliest: date | None = None
    blocked_by: list[Blocked] = []
    ask: list[str] = []
    reason: Text | None = None
    child: int = 1


class Ask(Struct, frozen=True, gc=False):
    """A fact that is not known, the question that settles it, and the steps it touches."""

    fact: str
    name: Text
    question: str | None
    steps: list[str]


class Coverage(Struct, frozen=True, gc=False, omit_defaults=True, rename=_RENAME):
    """From when the child is insured if the plan is followed; null where no rule says."""

    year: int
    from_: date | None
    until: date | None
    rule: str
    state: Literal["known", "unknown", "depends"]
    ask: str | None = None
    basis: list[Ref] = []
    child: int = 1
    ask_facts: list[str] = []


class GroupPremium(Struct, frozen=True, gc=False):
    """What one group pays."""

    group: str | None
    name: Text
    amount: str | None


class Premium(Struct, frozen=True, gc=False, omit_defaults=True):
    """The premium of one year in yuan; null with whom to ask where it is unknown."""

    year: int
    amount: str | None
    by_group: list[GroupPremium]
    ask: str | None = None
    basis: list[Ref] = []
    child: int = 1


class Notice(Struct, frozen=True, gc=False, omit_defaults=True):
    """Something the family should know that no step says by itself."""

    id: str
    kind: Literal[
        "contradiction", "late", "unknown", "duty", "calendar", "blocked", "region", "not-needed"
    ]
    text: Text
    step: str | None = None
    sources: list[Ref] = []
    prevails: list[Ref] = []
    standing: str | None = None
    extra_papers: list[Text] = []
    their_date: date | None = None
    our_date: date | None = None
    ask: str | None = None
    top: bool = False


class PackRef(Struct, frozen=True, gc=False):
    """A pack used, so that the plan can be made again under the very same rules."""

    id: str
    region: str
    name: Text
    version: str
    digest: str


class AssumedFact(Struct, frozen=True, gc=False):
    """A default that was used because the fact was not given, and what was taken for it."""

    fact: str
    name: Text
    value: Text


class Plan(Struct, frozen=True, gc=False):
    """What to do, where, by when and with which papers, for one situation on one day.

    `references` holds each law and source once; `basis`, `sources` and `prevails` name its keys.
    """

    on: date
    region: str
    region_name: Text
    pack: PackRef
    packs: list[PackRef]
    goals: list[Goal]
    steps: list[Step]
    coverage: list[Coverage]
    premium: list[Premium]
    notices: list[Notice]
    ask: list[Ask]
    assumed: list[AssumedFact]
    children: int
    references: dict[Ref, Basis]
