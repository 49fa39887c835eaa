"""The written form of a policy pack: one Struct for each kind of file.

`loader` converts YAML into these Structs; `firstcard/policy/schema/` holds the same form as
JSON Schema for editors, made from this module. docs/policy-packs.md explains every key.

Keys that a child pack may leave out default to None ("not said here"), so that an overlay can
tell "inherit" from "set". Inheritance is written at each field: R root only, I item replaced
whole by id, K key replaced, A appended.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from firstcard.policy.conditions import Condition

Slug = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
FactName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]
Word = Annotated[str, Meta(pattern=r"^([a-z][a-z0-9]*(-[a-z0-9]+)*|[A-Z])$")]
Money = Annotated[str, Meta(pattern=r"^\d{1,9}\.\d{2}$", description="yuan with two decimals")]
RegionCode = Annotated[str, Meta(pattern=r"^\d{6}$")]
# Words that may stand in an output cell of a table: nobody knows it; there is none.
UNKNOWN = "unknown"
NONE = "none"
Certainty = Literal["verified", "reported", "weak", "general", "inferred"]


class YesNo(Enum):
    """`yes` or `no` as written; true or false in a condition of Python."""

    yes = "yes"
    no = "no"

    def __bool__(self) -> bool:
        return self is YesNo.yes


class Form_(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of every Struct here: frozen, and an unknown key is an error."""


class Text(Form_, frozen=True):
    """The same sentence written by hand in both languages."""

    en: str
    zh: str


class Basis(Form_, frozen=True, kw_only=True):
    """Where a rule comes from: an article of an instrument in laws.yaml, or a local source."""

    law: Slug | None = None
    article: str | None = None
    local: YesNo | None = None
    source: Slug | None = None
    note: Text | None = None


class SpanForm(Form_, frozen=True, kw_only=True):
    """A length of time in exactly one unit."""

    days: int | None = None
    working_days: int | None = None
    months: int | None = None
    years: int | None = None


Whose = Literal[
    "child",
    "mother",
    "father",
    "either-parent",
    "followed-parent",
    "guardian",
    "agent",
    "institution",
    "employer",
]
Who = Literal[
    "mother", "father", "followed-parent", "guardian", "agent", "institution", "employer", "agency"
]
Strength = Literal["required", "if-held", "optional"]


class PaperForm(Form_, frozen=True, kw_only=True):
    """How a paper is shown: numbers of originals and copies, or in another form."""

    original: int | None = None
    copies: int | None = None
    electronic: YesNo | None = None
    shared: YesNo | None = None
    note: Text | None = None


class Need(Form_, frozen=True, kw_only=True):
    """One thing to show. `document` or `any_of` says what; `basis` is mandatory when required."""

    id: Slug
    document: Slug | None = None
    of: Whose | None = None
    form: PaperForm | None = None
    spec: Text | None = None
    strength: Strength | None = None
    when: Condition | None = None
    basis: list[Basis] | None = None
    any_of: list[Alternative] | None = None


class Alternative(Form_, frozen=True, kw_only=True):
    """One way to meet a need. An empty `needs` means: checked in data the office already has."""

    id: Slug
    name: Text
    when: Condition | None = None
    needs: list[Need] | None = None
    basis: list[Basis] | None = None


class Takes(Form_, frozen=True, kw_only=True):
    """How long a step takes once handed in. Only `most` needs a legal basis."""

    least: SpanForm | None = None
    most: SpanForm | None = None
    estimate: YesNo | None = None
    when: Condition | None = None
    basis: list[Basis] | None = None
    unknown: Slug | None = None


class Fee(Form_, frozen=True, kw_only=True):
    """Exactly one of: an amount in yuan, a decision table, or unknown with whom to ask."""

    amount: Money | None = None
    table: Slug | None = None
    unknown: Slug | None = None
    note: Text | None = None
    basis: list[Basis] | None = None


class Within(SpanForm, frozen=True, kw_only=True):
    """A limit: so long, counted from an event (`birth`) or from another document's completion."""

    id: Slug
    of: str
    when: Condition | None = None
    inclusive: YesNo | None = None
    roll: YesNo | None = None
    warn_before: SpanForm | None = None
    unknown: Slug | None = None
    basis: list[Basis]


class YearDay(Form_, frozen=True, kw_only=True):
    """A fixed day of the year that is paid for (`year: 0`) or of one near it (-1: before)."""

    year: int
    month: int
    day: int


class Window(Form_, frozen=True, kw_only=True):
    """When a yearly thing can be done: two fixed days, or a limit counted from an event."""

    id: Slug
    opens: YearDay | None = None
    closes: YearDay | None = None
    within: Within | None = None
    when: Condition | None = None
    basis: list[Basis]


class Late(Form_, frozen=True, kw_only=True):
    """What happens when a limit has passed."""

    id: Slug
    effect: Text
    when: Condition | None = None
    then: list[Slug] | None = None
    ask: Slug | None = None
    basis: list[Basis] | None = None


class Note(Form_, frozen=True, kw_only=True):
    """Something to know at this step, shown when its condition holds or is unknown."""

    id: Slug
    text: Text
    when: Condition | None = None
    kind: Literal["advice", "duty", "consequence", "unknown"] | None = None
    ask: Slug | None = None
    basis: list[Basis] | None = None


class Way(Form_, frozen=True, kw_only=True):
    """One of several places or channels that can issue the same thing."""

    id: Slug
    name: Text
    issued_by: Slug | None = None
    same_place_as: Slug | None = None
    where: list[FactName] | None = None
    when: Condition | None = None
    channels: list[Slug] | None = None
    needs: list[Need] | None = None
    takes: list[Takes] | None = None
    fee: Fee | None = None
    then: list[Slug] | None = None
    note: Text | None = None
    basis: list[Basis] | None = None


Count = Annotated[int, Meta(ge=1, le=10_000)]


class Range(Form_, frozen=True, kw_only=True):
    """From the least to the most, both allowed."""

    least: Count
    most: Count


class Background(Form_, frozen=True, kw_only=True):
    """A colour that may be behind the person, as six digits: red, green, blue."""

    id: Slug
    name: Text
    colour: Annotated[str, Meta(pattern=r"^[0-9a-f]{6}$", description="such as ffffff")]


class Photo(Form_, frozen=True, kw_only=True):
    """The form of a photograph: sizes in pixels, crown from the upper edge. K each key, A basis."""

    width: Count | None = None
    height: Count | None = None
    dpi: Count | None = None
    kilobytes: Range | None = None
    face_width: Range | None = None
    crown: Range | None = None
    backgrounds: list[Background] | None = None
    basis: list[Basis]


class Valid(Form_, frozen=True, kw_only=True):
    """How long a card or a registration holds: until a birthday, or so long from its first day.

    Exactly one of `until_age`, `keeps`, or `unknown` with whom to ask. `renew_before`: how long
    before its end it can be renewed, and the family is told.
    """

    until_age: Annotated[int, Meta(ge=1, le=150)] | None = None
    keeps: SpanForm | None = None
    unknown: Slug | None = None
    renew_before: SpanForm | None = None
    when: Condition | None = None
    basis: list[Basis]


class Delivery(Form_, frozen=True, kw_only=True):
    """One way in which a finished card comes to its family: how long that takes, what it costs."""

    id: Literal["office", "bank", "post"]
    name: Text
    takes: Takes
    fee: Fee
    basis: list[Basis]


class Waiting(Form_, frozen=True, kw_only=True):
    """What happens to a card that is sent out and waits for its family. K each key, A basis.

    `remind_after`: when the family is reminded, counted from the arrival; `seal_after`: when the
    card is put away, or `seal_unknown` with whom to ask; `look_for_after`: how long a card may be
    on its way before the office looks for it.
    """

    remind_after: list[SpanForm] | None = None
    seal_after: SpanForm | None = None
    seal_unknown: Slug | None = None
    look_for_after: SpanForm | None = None
    deliveries: list[Delivery] | None = None
    basis: list[Basis]


class Drop(Form_, frozen=True, kw_only=True):
    """A child pack takes an inherited item away, with the reason."""

    part: Literal["needs", "ways", "within", "windows", "late", "notes"]
    id: Slug
    because: Text
    basis: list[Basis] | None = None


class Version(Form_, frozen=True, kw_only=True):
    """The rules of a document from a day on. A change of law is a new version."""

    from_: date = field(name="from")
    until: date | None = None
    reviewed_on: date | None = None
    version_by: str | None = None
    applies_when: Condition | None = None
    not_for_you: Text | None = None
    who: Who | None = None
    issued_by: Slug | None = None
    same_place_as: Slug | None = None
    same_visit_as: Slug | None = None
    channels: list[Slug] | None = None
    takes: list[Takes] | None = None
    fee: Fee | None = None
    keeps: SpanForm | None = None
    coverage: Slug | None = None
    spec: Text | None = None
    photo: Photo | None = None
    waiting: Waiting | None = None
    valid: list[Valid] | None = None
    most_relatives: Count | None = None
    ways: list[Way] | None = None
    needs: list[Need] | None = None
    within: list[Within] | None = None
    windows: list[Window] | None = None
    late: list[Late] | None = None
    notes: list[Note] | None = None
    then: list[Slug] | None = None
    drop: list[Drop] | None = None
    basis: list[Basis] | None = None


class Says(Form_, frozen=True, kw_only=True):
    """What a text claims, in a form that can be compared with the rule."""

    needs: list[Slug] | None = None
    within: Within | None = None
    takes: SpanForm | None = None
    other: Text | None = None


Standing = Literal[
    "agrees",
    "stricter",
    "superseded",
    "unsupported",
    "circular",
    "wrong",
    "other-place",
    "disputed",
]


class Claim(Form_, frozen=True, kw_only=True):
    """What one source says of this document, and how it stands to the rule. Never an edge."""

    id: Slug
    ref: Slug
    says: Says
    standing: Standing
    text: Text
    when: Condition | None = None
    because: list[Basis] | None = None
    ask: Slug | None = None


class LetterPart(Form_, frozen=True, kw_only=True):
    """One person in a letter: a heading, and labels each followed by a blank to fill by hand."""

    name: Text
    lines: list[Text]


class Letter(Form_, frozen=True, kw_only=True):
    """The words of a letter that the family prints, fills in by hand and signs.

    The Chinese wording is the one that counts. Runs of `_` are blanks. Its matters are the steps
    of a plan that ask for this paper. `given`: facts with which a plan is made for whoever wants
    the letter before having said so. `notes` stand below the letter and are no part of it.
    """

    title: Text
    opening: Text
    people: list[LetterPart]
    matters: Text
    powers: Text
    duration: Text
    signatures: list[Text]
    notes: list[Text] | None = None
    given: dict[FactName, Any] | None = None


Kind = Literal["paper", "fact", "act", "goal", "base", "obsolete"]


class Document(Form_, frozen=True, kw_only=True):
    """One target: a paper, a fact in a register, an act, or a goal that gathers others."""

    id: Slug
    change: Literal["add", "overlay", "replace", "withdraw"] | None = None
    because: Text | None = None
    kind: Kind | None = None
    name: Text | None = None
    step: Text | None = None
    summary: Text | None = None
    goal: YesNo | None = None
    gives: list[Slug] | None = None
    gives_names: dict[Slug, Text] | None = None
    per: list[Literal["child", "parent", "family", "employer", "year"]] | None = None
    held_when: Condition | None = None
    ends_when: Condition | None = None
    duty: Condition | None = None
    where: list[FactName] | None = None
    get_from: Slug | None = None
    letter: Letter | None = None
    versions: list[Version] | None = None
    sources: list[Claim] | None = None


class Article(Form_, frozen=True, kw_only=True):
    """An article's content in our own words, and how sure the text is."""

    summary: Text
    certainty: Certainty
    until: date | None = None


InstrumentKind = Literal[
    "law", "regulation", "state-council", "department-rule", "local-rule", "standard"
]


class Instrument(Form_, frozen=True, kw_only=True):
    """A law, regulation, decision or rule, with the articles that rules rest on."""

    id: Slug
    title: Text
    kind: InstrumentKind
    issuer: Text
    articles: dict[str, Article]
    number: str | None = None
    from_: date | None = field(name="from", default=None)
    until: date | None = None
    superseded_by: Slug | None = None
    own_numbering: YesNo | None = None
    note: Text | None = None


class Source(Form_, frozen=True, kw_only=True):
    """A text that is not a law: a guide, a notice on a web page, a question-and-answer."""

    id: Slug
    title: Text
    kind: Literal["guide", "notice", "page", "standard", "inference"]
    certainty: Certainty
    ref: str | None = None
    region: RegionCode | None = None
    seen_on: date | None = None
    published: str | None = None
    note: Text | None = None


class OfficeKind(Form_, frozen=True, kw_only=True):
    """A kind of office and the authority behind it."""

    id: Slug
    name: Text
    authority: Text
    short: Text | None = None
    note: Text | None = None


class Channel(Form_, frozen=True, kw_only=True):
    """An official channel (app, site, telephone line) and the kinds of office it serves."""

    id: Slug
    name: Text
    kind: Literal["app", "site", "mini-program", "telephone", "counter", "kiosk"]
    offices: list[Slug]
    basis: list[Basis]


class FactValue(Form_, frozen=True, kw_only=True):
    """One allowed value of a fact: a word, or a class that the law names by a capital letter."""

    id: Word
    name: Text


class Fact(Form_, frozen=True, kw_only=True):
    """A fact of a situation: its type, what it may be, and its name in words."""

    id: FactName
    type: Literal["date", "division", "yes-no", "enum", "set", "number"]
    name: Text
    values: list[FactValue] | None = None
    nullable: YesNo | None = None
    default: str | None = None
    question: Slug | None = None
    derived: YesNo | None = None
    least: int | None = None
    most: int | None = None


class Constraint(Form_, frozen=True, kw_only=True):
    """A combination of facts that cannot be."""

    id: Slug
    forbid: Condition
    message: Text


class TableInput(Form_, frozen=True, kw_only=True):
    """One input column of a decision table."""

    name: str
    fact: str
    values: list[str] | None = None


class TableOutput(Form_, frozen=True, kw_only=True):
    """One output column of a decision table. `none`: the word none may stand there."""

    name: Slug
    type: Literal["money", "ratio", "number", "code", "text"]
    values: list[str] | None = None
    none: YesNo | None = None


class TableForm(Form_, frozen=True, kw_only=True):
    """A decision table's head; its rows are the CSV file of the same name."""

    id: Slug
    title: Text
    hit: Literal["U", "F", "C+", "C<"]
    inputs: list[TableInput]
    outputs: list[TableOutput]


class ClockSettings(Form_, frozen=True, kw_only=True):
    """How this pack counts, unless a limit says otherwise."""

    inclusive: YesNo | None = None
    roll: YesNo | None = None
    basis: list[Basis] | None = None


class GoalGroup(Form_, frozen=True, kw_only=True):
    """Goals that a list of all goals shows under one heading, in this order."""

    id: Slug
    name: Text
    goals: list[Slug]


class DoneItem(Form_, frozen=True, kw_only=True):
    """Something that a family is asked about as perhaps done already, in words of a past act."""

    document: Slug
    name: Text


class Reminder(Form_, frozen=True, kw_only=True):
    """When a calendar rings before a last day: so many days before, at an hour in China."""

    days: Annotated[int, Meta(ge=0, le=366)]
    at: Annotated[str, Meta(pattern=r"^(0[7-9]|1\d|20):[0-5]\d$", description="hour, as 09:00")]


class Topic(Form_, frozen=True, kw_only=True):
    """A heading under which the questions of `answers/` stand, in this order."""

    id: Slug
    name: Text


class Usual(Form_, frozen=True, kw_only=True):
    """The family that a sentence speaks of where nobody said anything else.

    `name` says in a sentence who it is; `age`: how old the child is. A region may be `here`: the
    one that is asked about.
    """

    name: Text
    age: SpanForm
    facts: dict[str, Any]


class Station(Form_, frozen=True, kw_only=True):
    """One stop of the way from birth to card, as the plan's map shows it."""

    id: Slug
    name: Text
    documents: list[Slug]
    ours: YesNo


class Comparison(Form_, frozen=True, kw_only=True):
    """A fact that a family can choose: the plan is made again with each other value of it.

    `values` are the choices if not all are; `forget` names facts that were told of the present
    choice only.
    """

    fact: FactName
    values: list[str] | None = None
    forget: list[FactName] | None = None


class RefusalGround(Form_, frozen=True, kw_only=True):
    """One reason for which an application may be refused. `note`: it needs words of its own."""

    id: Slug
    name: Text
    note: YesNo | None = None
    basis: list[Basis]


class Remedy(Form_, frozen=True, kw_only=True):
    """What a family can do against a refusal, and within what time from knowing of it."""

    id: Slug
    name: Text
    within: SpanForm
    basis: list[Basis]


class Consequence(Form_, frozen=True, kw_only=True):
    """What lastingly follows from an application; `document`: only where that is applied for."""

    id: Slug
    name: Text
    document: Slug | None = None
    basis: list[Basis]


class Making(Form_, frozen=True, kw_only=True):
    """How card centres work where no rule of `card-production` says it.

    `within`: the promise for a card that is made at a centre. `send_within`: how long an approved
    card may wait for others to fill a batch before that is shown as wrong.
    """

    within: SpanForm
    send_within: SpanForm
    basis: list[Basis]


class Handling(Form_, frozen=True, kw_only=True):
    """How offices handle applications. Each key is as the most local pack says it.

    `warn_before` and `escalate_before`: how long before its promised day a case is marked, and
    brought to the head of the office; `examine_within`: until when missing papers are named.
    `guardian_papers`: what shows who may act for a child, the strongest first. `making`: the
    time of card centres.
    """

    warn_before: SpanForm | None = None
    escalate_before: SpanForm | None = None
    examine_within: SpanForm | None = None
    refusals: list[RefusalGround] | None = None
    remedies: list[Remedy] | None = None
    consequences: list[Consequence] | None = None
    guardian_papers: list[Slug] | None = None
    making: Making | None = None
    basis: list[Basis] | None = None


class PackForm(Form_, frozen=True, kw_only=True):
    """pack.yaml."""

    id: Slug
    region: RegionCode
    name: Text
    version: str
    released_on: date
    parent: Slug | None = None
    clock: ClockSettings | None = None
    handling: Handling | None = None
    want: list[Slug] | None = None
    goals: list[GoalGroup] | None = None
    done: list[DoneItem] | None = None
    switches: list[FactName] | None = None
    journey: list[Station] | None = None
    compare: list[Comparison] | None = None
    reminders: list[Reminder] | None = None
    topics: list[Topic] | None = None
    usual: Usual | None = None
    changes: list[Note] | None = None
