"""A plan as the content of its paper: every text ready, in the order of the page. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from firstcard.guidance.paper.blocks import (
    Code,
    Content,
    DateRow,
    Dates,
    End,
    GoalLine,
    Goals,
    Listed,
    Next,
    StepBlock,
    Steps,
    TripsPart,
)
from firstcard.guidance.paper.sources import source_lines
from firstcard.guidance.paper.trip_part import TripWriter
from firstcard.guidance.presenters.plan import GoalView, PlanView, present
from firstcard.guidance.presenters.speech import Names, Speaker
from firstcard.guidance.presenters.steps import StepPresenter, StepView
from firstcard.guidance.presenters.trips import trips
from firstcard.guidance.words import Lang
from firstcard.policy.plan import Notice, Plan

_DOT = " · "
_SAID_ELSEWHERE = ("contradiction", "late", "duty")  # stand in their steps, or in `claims`


def content(*, plan: Plan, lang: Lang, names: Names, code: Code | None,
            ticks: Collection[str]) -> Content:  # fmt: skip
    """The paper of a plan. `ticks` are the papers that are ready (see forms.kept)."""
    return _Writer(plan, lang, names, ticks).content(code)


class _Writer:
    """Writes one plan in one language."""

    def __init__(self, plan: Plan, lang: Lang, names: Names, ticks: Collection[str]) -> None:
        self.plan = plan
        self.view: PlanView = present(plan=plan, lang=lang, names=names)
        self.speaker = Speaker(lang, replace(names, references=plan.references))
        self.word = self.speaker.word
        self.presenter = StepPresenter(
            steps=plan.steps, children=plan.children, speaker=self.speaker)  # fmt: skip
        self.writer = TripWriter(plan=plan, presenter=self.presenter, ticks=ticks)

    def content(self, code: Code | None) -> Content:
        word = self.word
        return Content(
            lang=self.speaker.lang, title=word("plan_title"), service=word("service"),
            made=self.view.made, foot=word("pdf_foot", service=word("service"),
                                           day=self.speaker.day(self.plan.on)),
            colon=word("colon"), comma=word("pdf_comma"), code=code, next=self._next(),
            goals=self._goals(), dates=self._dates(), trips=self._trips(), steps=self._steps(),
            unsure=Listed(word("pdf_unsure"), self._unsure()),
            claims=Listed(word("pdf_claims"), self._claims()),
            end=End(word("pdf_end"), self._end()))  # fmt: skip

    def _next(self) -> Next:
        step = self.view.next_step
        if step is None:
            return Next(self.word("plan_next"), self.word("plan_next_none"), [])
        dates = [self.speaker.pair(*each) for each in self._dated(step)[:1]]
        return Next(
            self.word("plan_next"), f"{step.number}. {step.title}", [*dates, self._where(step)]
        )

    def _goals(self) -> Goals:
        cover = [line for each in self.view.coverage for line in each.lines]
        more = [("coverage", cover), ("premium", [each.title for each in self.view.premium])]
        return Goals(
            self.word("plan_goals"),
            [
                *(self._goal(each) for each in self.view.goals),
                *(GoalLine(self.word(name), "", lines, []) for name, lines in more if lines),
            ],
        )

    def _goal(self, goal: GoalView) -> GoalLine:
        lines, opens = [goal.reason], list[str]()
        for name, reason, choices in goal.blocks:
            lines += [name, reason, self.word("goal_opens") if choices else ""]
            opens += choices
        state = _DOT.join(part for part in (goal.state, goal.earliest) if part)
        return GoalLine(goal.name, state, [line for line in lines if line], opens)

    def _dates(self) -> Dates:
        dated = [(step.due, view, step.provisional)
                 for step, view in zip(self.plan.steps, self.view.steps, strict=True)
                 if step.due and step.who != "agency"]  # fmt: skip
        rows = [
            DateRow(
                self.speaker.day(due),
                str(view.number),
                view.title,
                _DOT.join(self._sureness(view, provisional)),
            )
            for due, view, provisional in sorted(dated, key=lambda row: (row[0], row[1].number))
        ]
        return Dates(self.word("plan_dates"), [self.word("pdf_number"), self.word("date_due"),
                                               self.word("pdf_what")], rows)  # fmt: skip

    def _sureness(self, view: StepView, provisional: bool) -> list[str]:
        late = [view.state] if view.state_code in ("overdue", "will-be-late") else []
        return late + ([self.word("date_provisional")] if provisional else [])

    def _trips(self) -> TripsPart:
        found = trips(plan=self.plan)
        return TripsPart(self.word("pdf_trips"), self.word("pdf_trip_base"),
                         [self.writer.paper(each) for each in found.base],
                         self.writer.blocks(found))  # fmt: skip

    def _steps(self) -> Steps:
        """What would be printed twice for two children is printed once, with both numbers."""
        blocks: dict[tuple[object, ...], StepBlock] = {}
        for view in self.view.steps:
            block = self._step(view)
            key = (block.title, *block.dates, *block.facts, *block.rows, *block.lead)
            first = blocks.get(key)
            blocks[key] = _both(first, block) if first else block
        return Steps(self.word("plan_steps"), _said_once(blocks.values()))

    def _step(self, step: StepView) -> StepBlock:
        facts = [("where", step.office.name if step.office else step.home),
                 ("who", "" if step.waiting else step.who), ("how", step.how),
                 ("fee", self.speaker.sentences(step.fee, step.fee_note))]  # fmt: skip
        papers = self.speaker.listed(each.name for each in step.papers if each.firm)
        bring = [(self.word("papers"), papers)] if papers and not step.waiting else []
        lead = [step.depends, step.summary, step.waiting, step.takes, step.way]
        return StepBlock(
            str(step.number), step.title, [step.state, *step.marks], self._dated(step),
            [line for line in lead if line],
            [(self.word(name), said) for name, said in facts if said], bring,
            self._notes(step))  # fmt: skip

    def _notes(self, step: StepView) -> list[str]:
        notes = [self.speaker.pair(kind, note) for kind, note in step.notes]
        if step.late_title:
            late = ("" if self.speaker.lang == "zh" else " ").join(step.late)
            notes.insert(0, self.speaker.pair(step.late_title.rstrip(":："), late))
        return [*notes, *([step.after] if step.after else [])]

    def _dated(self, step: StepView) -> list[tuple[str, str]]:
        return [(each.label, self._noted(each.day, each.note)) for each in step.dates]

    def _noted(self, text: str, note: str) -> str:
        if not note:
            return text
        return f"{text}（{note}）" if self.speaker.lang == "zh" else f"{text} ({note})"

    def _where(self, step: StepView) -> str:
        office = step.office
        if office is None:
            return step.home
        return _DOT.join(part for part in (office.name, office.region) if part)

    def _unsure(self) -> list[str]:
        """Open questions, what is not known here, and disputes that somebody can settle."""
        names = self.word("pdf_semicolon").join(ask.text for ask in self.view.asks)
        asks = [self.speaker.pair(self.word("asks"), names)] if names else []
        open_ = (self._notice(each) for each in self.plan.notices
                 if each.kind not in _SAID_ELSEWHERE or _disputed(each))  # fmt: skip
        return _once([*asks, *open_])

    def _claims(self) -> list[str]:
        """What others say wrongly, where it is about a paper."""
        return _once(self._notice(each) for each in self.plan.notices
                     if each.kind == "contradiction" and each.extra_papers
                     and not _disputed(each))  # fmt: skip

    def _notice(self, notice: Notice) -> str:
        view = self.presenter.claim(notice)
        return self.speaker.sentences(view.text, view.ask)

    def _end(self) -> list[Listed]:
        packs = [_DOT.join([pack.name, pack.digest]) for pack in self.view.packs]
        assumed = self.word("pdf_semicolon").join(name for _, name in self.view.assumed)
        return [Listed(self.word("assumed"), [assumed] if assumed else []),
                Listed(self.word("basis"), source_lines(plan=self.plan, speaker=self.speaker)),
                Listed(self.word("made_from"), packs)]  # fmt: skip


def _by_day(row: tuple[date, StepView, bool]) -> tuple[date, int]:
    return row[0], row[1].number


def _disputed(notice: Notice) -> bool:
    return notice.kind == "contradiction" and notice.ask is not None


def _both(first: StepBlock, second: StepBlock) -> StepBlock:
    """The same step for another child."""
    return replace(first, number=f"{first.number} + {second.number}",
                   marks=_once([*first.marks, *second.marks]),
                   notes=_once([*first.notes, *second.notes]))  # fmt: skip


def _said_once(blocks: Iterable[StepBlock]) -> list[StepBlock]:
    """What stood at an earlier step, word for word, is not printed again."""
    said: set[str] = set()
    found = []
    for block in blocks:
        found.append(replace(block, notes=[each for each in block.notes if each not in said],
                             lead=[each for each in block.lead if each not in said]))  # fmt: skip
        said.update((*block.notes, *block.lead))
    return found


def _once(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(lines))
