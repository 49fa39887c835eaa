"""One step of a plan as plain strings: what, who, where, by when, with which papers. Pure."""

import functools
from dataclasses import dataclass, field
from datetime import date

from firstcard.guidance.presenters.papers import OfficeView, PaperView, office_view, paper_view
from firstcard.guidance.presenters.speech import BasisView, Speaker
from firstcard.guidance.words import capital
from firstcard.policy.clock_words import describe, describe_line, span_words
from firstcard.policy.clocks import Counted, Span, count
from firstcard.policy.format import Text
from firstcard.policy.plan import DueInfo, Notice, Step

_ASKING = (" ask ", "Ask ", "咨询")  # a text that says whom to ask needs no second sentence
_DAYS_SHOWN = 130  # a term in days is listed day by day up to this length


@dataclass(frozen=True, slots=True)
class DateView:
    """One date of a step: what it is, when, and how sure."""

    label: str
    day: str
    note: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class CountView:
    """How the due date was counted."""

    summary: list[str]
    days: list[str]
    basis: list[BasisView]


@dataclass(frozen=True, slots=True)
class ClaimView:
    """What another text says, and what holds."""

    kind: str
    text: str
    says: str
    prevails: str
    ask: str
    basis: list[BasisView]


@dataclass(slots=True)
class StepView:
    """A step, ready to be set on a page or in a terminal."""

    number: int
    anchor: str
    title: str
    summary: str
    state: str
    state_code: str
    marks: list[str]
    waiting: str
    depends: str
    dates: list[DateView]
    count: CountView | None
    who: str
    office: OfficeView | None
    home: str
    how: str
    ways: list[str]
    way: str
    papers: list[PaperView]
    fee: str
    fee_note: str
    late_title: str
    late: list[str]
    notes: list[tuple[str, str]]
    basis: list[BasisView]
    after: str = ""
    unlocks: str = ""
    parallel: str = ""
    takes: str = ""
    claims: list[ClaimView] = field(default_factory=list)
    claims_title: str = ""
    more: str = ""

    @property
    def late_now(self) -> bool:
        """Whether what happens when late is no longer a mere possibility."""
        return bool(self.late_title) and self.state_code in ("overdue", "will-be-late")


class StepPresenter:
    """Presents the steps of one plan."""

    def __init__(self, *, steps: list[Step], children: int, speaker: Speaker) -> None:
        self.speaker = speaker
        self.children = children
        self.numbers = {step.id: number for number, step in enumerate(steps, start=1)}
        self.titles = {step.id: self._title(step) for step in steps}
        self.steps = steps

    def step(self, step: Step) -> StepView:
        """One step, without what is known only of the whole plan."""
        word = self.speaker.word
        number = self.numbers[step.id]
        fee, fee_note = self._fee(step)
        late_title, late = self._late(step)
        home = word("where_home") if step.office is None and step.who != "agency" else ""
        return StepView(
            number=number, anchor=f"step-{number}", title=self.titles[step.id],
            summary=self.speaker.maybe(step.summary), state=word(f"state_{step.state}"),
            state_code=step.state, marks=self._marks(step),
            waiting=word("step_wait_text") if step.who == "agency" else "",
            depends=word("step_only_if", facts=facts) if (
                facts := self.speaker.facts(step.only_if)) else "",
            dates=self._dates(step), count=self._count(step.due_why),
            who=word(f"who_{step.who}"), office=office_view(step.office, self.speaker), home=home,
            how=capital(self.speaker.channels(step.channels)),
            ways=[self.speaker.choice(choice) for choice in step.other_ways],
            way=self._way(step),
            papers=[paper_view(paper, self.numbers, self.speaker)
                    for paper in step.needs], fee=fee, fee_note=fee_note,
            late_title=late_title, late=late,
            notes=[(word(f"note_{note.kind}"), self._note(note.text, note.ask))
                   for note in step.notes],
            basis=self.speaker.bases(step.basis),
            more=word("step_more_papers", n=len(step.needs)) if step.needs else word("step_more"),
            takes=self._takes(step))  # fmt: skip

    def _title(self, step: Step) -> str:
        title = self.speaker.say(step.title)
        if step.year:
            return self.speaker.word("step_of_year", title=title, year=step.year)
        return title

    def named(self, ids: list[str]) -> str:
        """Steps of the plan by their titles; ids that are no steps are left out."""
        return self.speaker.listed(self.titles.get(each, "") for each in ids)

    def claim(self, notice: Notice) -> ClaimView:
        """A notice in words."""
        listed, word = self.speaker.listed, self.speaker.word
        says = listed(self.speaker.titles(notice.sources))
        holds = listed(self.speaker.titles(notice.prevails))
        return ClaimView(
            kind=word(f"notice_{notice.kind}"), text=self.speaker.say(notice.text),
            says=self._said(notice, says),
            prevails=word("notice_prevails", titles=holds) if holds else "",
            ask=self._ask(notice.ask), basis=self.speaker.bases(notice.prevails))  # fmt: skip

    def _said(self, notice: Notice, titles: str) -> str:
        """Who says it, which papers more it asks for, and to which date it comes."""
        word, parts = self.speaker.word, []
        if titles:
            parts.append(word("notice_says", titles=titles))
        if notice.extra_papers:
            papers = self.speaker.listed(self.speaker.say(name) for name in notice.extra_papers)
            parts.append(word("notice_extra", papers=papers))
        if notice.their_date:
            parts.append(word("notice_their_date", day=self.speaker.day(notice.their_date)))
        if notice.our_date and notice.their_date:
            parts.append(word("notice_our_date", day=self.speaker.day(notice.our_date)))
        return functools.reduce(self.speaker.sentences, parts) if parts else ""

    def _takes(self, step: Step) -> str:
        """What is not known of how long it takes, and what the dates after it rest on."""
        word = self.speaker.word
        unknown = (
            word("takes_unknown", office=self.speaker.office(step.takes_unknown))
            if step.takes_unknown
            else ""
        )
        estimate = word("takes_estimate") if step.estimate else ""
        return self.speaker.sentences(unknown, estimate) if unknown else estimate

    def _way(self, step: Step) -> str:
        """The way taken, and what is good to know of it."""
        if step.way_name is None:
            return ""
        taken = self.speaker.word("way_chosen", name=self.speaker.say(step.way_name))
        return self.speaker.sentences(taken, self.speaker.maybe(step.way_note))

    def _ask(self, kind: str | None) -> str:
        return self.speaker.word("notice_ask", office=self.speaker.office(kind)) if kind else ""

    def _note(self, text: Text, ask: str | None) -> str:
        said, more = self.speaker.say(text), self._ask(ask)
        if any(asking in said for asking in _ASKING):
            return said
        gap = " " if self.speaker.lang == "en" and more else ""
        return f"{said}{gap}{more}"

    def _marks(self, step: Step) -> list[str]:
        word = self.speaker.word
        numbers = self.speaker.listed(str(p.number) for p in step.for_ if p.kind == "child")
        marks = []
        if self.children > 1 and numbers:
            many = "step_children" if len(step.for_) > 1 else "step_child"
            marks.append(word(many, numbers=numbers))
        if any(person.kind == "employer" for person in step.for_):
            marks.append(word("step_employer"))
        if step.optional:
            marks.append(word("step_optional"))
        if step.duty:
            marks.append(word("step_duty"))
        if step.who == "agency":
            marks.append(word("step_wait"))
        same = self.titles.get(step.same_visit_as or "")
        if same:
            marks.append(word("step_same_visit", name=same))
        return marks

    def _dates(self, step: Step) -> list[DateView]:
        dates = [self._due(step)] if step.due else []
        now = step.state in ("overdue", "will-be-late")
        if step.aim_by and step.aim_by != step.due and not now:
            dates.append(self._date("date_aim", step.aim_by))
        if now:
            dates.append(DateView(self.speaker.word("date_start_by"),
                                  self.speaker.word("date_now"), strong=True))  # fmt: skip
        elif step.start_by and step.start_by not in (step.due, step.aim_by):
            dates.append(self._date("date_start_by", step.start_by))
        if step.opens:
            dates.append(self._date("date_opens", step.opens))
        elif step.earliest and not now:
            dates.append(self._date("date_earliest", step.earliest))
        if step.who == "agency" and step.done_by and step.done_by != step.earliest:
            dates.append(self._date("date_done_by", step.done_by))
        return dates

    def _date(self, label: str, day: date) -> DateView:
        return DateView(self.speaker.word(label), self.speaker.day(day))

    def _due(self, step: Step) -> DateView:
        assert step.due
        sure = self.speaker.word("date_provisional" if step.provisional else "date_final")
        note = sure
        if step.due_why and step.due_why.relative:
            span = span_words(span_of(step.due_why), self.speaker.lang)
            event = self.speaker.say(step.due_why.of_name)
            note = self.speaker.word("date_relative", span=span, event=event)
        return DateView(self.speaker.word("date_due"), self.speaker.day(step.due), note, True)

    def _count(self, why: DueInfo | None) -> CountView | None:
        if why is None:
            return None
        lang = self.speaker.lang
        lines = [self.speaker.word("date_from", event=self.speaker.say(why.of_name))]
        counted = self._recount(why)
        days: list[str] = []
        if counted:
            lines.append(describe(counted, lang))
            days = [describe_line(line, lang) for line in counted.explain()[:_DAYS_SHOWN]]
        elif why.status == "provisional":
            lines.append(self.speaker.word("date_provisional_why"))
        return CountView(lines, days, self.speaker.bases(why.basis))

    def _recount(self, why: DueInfo) -> Counted | None:
        calendar = self.speaker.names.calendar
        if calendar is None or not span_of(why).number:
            return None
        return count(
            start=why.start,
            span=span_of(why),
            calendar=calendar,
            inclusive=why.inclusive,
            roll="next-workday" if why.roll else "none",
        )

    def _fee(self, step: Step) -> tuple[str, str]:
        fee = step.fee
        if fee is None:
            return "", ""
        note = self.speaker.maybe(fee.note)
        if fee.amount is not None:
            return self.speaker.money(fee.amount), note
        if fee.ask:
            return self.speaker.word("fee_unknown", office=self.speaker.office(fee.ask)), note
        return self.speaker.word("fee_unknown_bare"), note

    def _late(self, step: Step) -> tuple[str, list[str]]:
        effects = [self._note(late.effect, late.ask) for late in step.late]
        if step.state == "overdue":
            return (self.speaker.word("late_now"),
                    effects or [self.speaker.word("late_unknown")])  # fmt: skip
        if not effects:
            return "", []
        title = "late_will" if step.state == "will-be-late" else "late_if"
        return self.speaker.word(title), effects


def span_of(why: DueInfo) -> Span:
    """The length of a limit."""
    if why.working_days is not None:
        return Span(working_days=why.working_days)
    if why.months is not None:
        return Span(months=why.months)
    return Span(years=why.years) if why.years is not None else Span(days=why.days or 0)
