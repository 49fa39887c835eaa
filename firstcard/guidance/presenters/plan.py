"""A plan in words: plain strings that a page, a terminal or a file can set. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from firstcard.guidance.presenters.speech import BasisView, Names, Speaker
from firstcard.guidance.presenters.steps import ClaimView, StepPresenter, StepView
from firstcard.guidance.words import Lang, capital
from firstcard.policy.plan import Blocked, Coverage, Goal, Notice, Plan, Premium, Step

_TOP_NOTICES = 3


@dataclass(frozen=True, slots=True)
class GoalView:
    """One goal, whether it is reached, and what stands in its way."""

    name: str
    state: str
    state_code: str
    earliest: str
    reason: str
    blocks: list[tuple[str, str, tuple[str, ...]]]  # what blocks, why, what would open it


@dataclass(frozen=True, slots=True)
class CoverageView:
    """From when the child is insured."""

    lines: list[str]
    basis: list[BasisView]


@dataclass(frozen=True, slots=True)
class PremiumView:
    """One year's premium, and the table of groups."""

    title: str
    caption: str
    rows: list[tuple[str, str]]
    basis: list[BasisView]


@dataclass(frozen=True, slots=True)
class AskView:
    """A question still open."""

    fact: str
    text: str
    touches: str


@dataclass(frozen=True, slots=True)
class PackView:
    """A pack that the plan was made from."""

    id: str
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A whole plan in one language."""

    lang: Lang
    made: str
    next_step: StepView | None
    deadlines: list[tuple[str, str, str, str]]  # day, title, anchor, state code
    goals: list[GoalView]
    steps: list[StepView]
    coverage: list[CoverageView]
    premium: list[PremiumView]
    top: list[ClaimView]
    notices: list[ClaimView]
    notices_title: str
    asks: list[AskView]
    assumed: list[tuple[str, str]]  # fact, name
    packs: list[PackView]


def presenter_of(*, plan: Plan, lang: Lang, names: Names) -> StepPresenter:
    """What says the steps of a plan in one language."""
    speaker = Speaker(lang, replace(names, references=plan.references))
    return StepPresenter(steps=plan.steps, children=plan.children, speaker=speaker)


def present(*, plan: Plan, lang: Lang, names: Names,
            presenter: StepPresenter | None = None) -> PlanView:  # fmt: skip
    """The plan in words of one language."""
    presenter = presenter or presenter_of(plan=plan, lang=lang, names=names)
    speaker = presenter.speaker
    steps = _steps(plan, presenter)
    top, rest = _notices(plan, presenter, steps)
    return PlanView(
        lang=lang,
        made=speaker.word("plan_made", on=speaker.day(plan.on),
                          region=speaker.say(plan.region_name)),
        next_step=_next_step(plan, steps), deadlines=_deadlines(plan, speaker, steps),
        goals=_goals(plan, speaker), steps=steps,
        coverage=_coverages(plan, speaker),
        premium=_premiums(plan.premium, speaker), top=top, notices=rest,
        notices_title=speaker.word("notices_more", n=len(rest)),
        asks=[AskView(ask.fact, capital(speaker.say(ask.name)), touches)
              if (touches := _touches(ask.steps, presenter)) else
              AskView(ask.fact, capital(speaker.say(ask.name)), "") for ask in plan.ask],
        assumed=[(each.fact, speaker.pair(capital(speaker.say(each.name)), speaker.say(each.value)))
                 for each in plan.assumed],
        packs=_packs(plan, speaker))  # fmt: skip


def _steps(plan: Plan, presenter: StepPresenter) -> list[StepView]:
    views = []
    for step in plan.steps:
        view = presenter.step(step)
        word = presenter.speaker.word
        if names := presenter.named(step.after):
            view.after = word("step_after", names=names)
        if names := presenter.named(step.unlocks):
            view.unlocks = word("step_unlocks", names=names)
        if names := presenter.named(_beside(step, plan.steps)):
            view.parallel = word("step_parallel", names=names)
        views.append(view)
    return views


def _beside(step: Step, steps: Iterable[Step]) -> list[str]:
    """Steps with the same earliest day, and no path between them and this one."""
    by_id = {each.id: each for each in steps}
    own = _all_before(step, by_id)
    return [other.id for other in by_id.values()
            if other.id != step.id and other.earliest == step.earliest
            and "agency" not in (other.who, step.who) and other.id not in own
            and step.id not in _all_before(other, by_id)]  # fmt: skip


def _all_before(step: Step, by_id: dict[str, Step]) -> set[str]:
    found: set[str] = set()
    waiting = list(step.after)
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += by_id[each].after if each in by_id else []
    return found


def _next_step(plan: Plan, steps: list[StepView]) -> StepView | None:
    """The step to begin with: one that is surely needed and ready, late ones first.

    Of several, the one that must begin first; of those, the one that most others wait for.
    """
    by_id = {step.id: step for step in plan.steps}
    before = {step.id: _all_before(step, by_id) for step in plan.steps}

    def rank(pair: tuple[StepView, Step]) -> tuple[bool, bool, bool, date, int, int]:
        view, step = pair
        ready = all(by_id[each].only_if for each in before[step.id] if each in by_id)
        waiting = sum(step.id in earlier for earlier in before.values())
        late = step.state in ("overdue", "will-be-late")
        begin = step.start_by or step.due or date.max
        return bool(step.only_if), not ready, not late, begin, -waiting, view.number

    pairs = list(zip(steps, plan.steps, strict=True))
    mine = [pair for pair in pairs if pair[1].who != "agency" and not pair[1].optional]
    return min(mine or pairs, key=rank, default=(None, None))[0]


def _deadlines(plan: Plan, speaker: Speaker,
               steps: list[StepView]) -> list[tuple[str, str, str, str]]:  # fmt: skip
    dated = [(step.due, view) for step, view in zip(plan.steps, steps, strict=True)
             if step.due and step.who != "agency"]  # fmt: skip
    return [
        (speaker.day(due), view.title, view.anchor, view.state_code)
        for due, view in sorted(dated, key=lambda pair: (pair[0], pair[1].number))
    ]


def _goals(plan: Plan, speaker: Speaker) -> list[GoalView]:
    """Every goal; what would open a block is said once, where it is met first."""
    said: set[tuple[str, ...]] = set()
    views = []
    for goal in plan.goals:
        view = _goal(goal, plan.children, speaker)
        for number, (name, reason, opens) in enumerate(view.blocks):
            view.blocks[number] = (name, reason, () if opens in said else opens)
            said.add(opens)
        known = {name for name, _, opens in view.blocks if opens}
        view.blocks[:] = [
            block for block in dict.fromkeys(view.blocks) if block[2] or block[0] not in known
        ]
        views.append(view)
    return views


def _goal(goal: Goal, children: int, speaker: Speaker) -> GoalView:
    name = speaker.say(goal.name)
    if children > 1:
        name = speaker.word("goal_child", n=goal.child, name=name)
    earliest = goal.earliest if goal.state in ("todo", "depends") else None
    return GoalView(
        name=name, state=speaker.word(f"goal_{goal.state}"), state_code=goal.state,
        earliest=speaker.word("goal_earliest", day=speaker.day(earliest)) if earliest else "",
        reason=speaker.maybe(goal.reason),
        blocks=[_blocked(each, speaker) for each in goal.blocked_by])  # fmt: skip


def _blocked(blocked: Blocked, speaker: Speaker) -> tuple[str, str, tuple[str, ...]]:
    opens = tuple(speaker.say(choice.name) for choice in blocked.alternatives)
    return (
        speaker.word("goal_blocks", name=speaker.say(blocked.name)),
        speaker.maybe(blocked.reason),
        opens,
    )


def _coverages(plan: Plan, speaker: Speaker) -> list[CoverageView]:
    """Every period of cover; what would be said twice is said once."""
    views = {tuple(view.lines): view for view in (
        _coverage(each, plan.children, speaker) for each in reversed(plan.coverage))}  # fmt: skip
    return list(reversed(views.values()))


def _coverage(coverage: Coverage, children: int, speaker: Speaker) -> CoverageView:
    word = speaker.word
    if coverage.state == "known" and coverage.from_:
        begins, until = speaker.day(coverage.from_), coverage.until
        lines = [word("coverage_between", day=begins, end=speaker.day(until))
                 if until else word("coverage_from", day=begins)]  # fmt: skip
    elif coverage.state == "depends":
        lines = [word("coverage_depends")]
        if facts := speaker.facts(coverage.ask_facts):
            lines.append(word("coverage_asks", facts=facts))
    else:
        office = speaker.office(coverage.ask) if coverage.ask else word("the_office")
        lines = [word("coverage_unknown", office=office)]
    if children > 1:
        lines[0] = word("goal_child", n=coverage.child, name=lines[0])
    return CoverageView(lines, speaker.bases(coverage.basis))


def _premiums(premiums: list[Premium], speaker: Speaker) -> list[PremiumView]:
    """One table a year; children of one plan pay the same."""
    first = {premium.year: premium for premium in reversed(premiums)}
    return [_premium(first[year], speaker) for year in sorted(first)]


def _premium(premium: Premium, speaker: Speaker) -> PremiumView:
    word = speaker.word
    if premium.amount is not None:
        amount = speaker.money(premium.amount)
    else:
        office = speaker.office(premium.ask) if premium.ask else word("the_office")
        amount = word("premium_unknown", office=office)
    rows = [(speaker.say(each.name), speaker.money(each.amount)
             if each.amount is not None else word("premium_not_known"))
            for each in premium.by_group]  # fmt: skip
    known = any(each.amount is not None for each in premium.by_group)
    return PremiumView(word("premium_year", year=premium.year, amount=amount),
                       word("premium_table", year=premium.year), rows if known else [],
                       speaker.bases(premium.basis))  # fmt: skip


def _notices(plan: Plan, presenter: StepPresenter,
             steps: list[StepView]) -> tuple[list[ClaimView], list[ClaimView]]:  # fmt: skip
    """Three at the top, contradictions folded into their step, the rest by itself."""
    views = {step.id: view for step, view in zip(plan.steps, steps, strict=True)}
    top: list[ClaimView] = []
    rest: list[ClaimView] = []
    for notice in plan.notices:
        view = presenter.claim(notice)
        if notice.top and len(top) < _TOP_NOTICES:
            top.append(view)
        home = _step_of(notice, views, plan.steps)
        if home:
            home.claims.append(view)
            home.claims_title = presenter.speaker.word("claims", n=len(home.claims))
        elif view not in top:
            rest.append(view)
    return top, rest


def _step_of(notice: Notice, views: dict[str, StepView], steps: list[Step]) -> StepView | None:
    if notice.kind != "contradiction" or notice.step is None:
        return None
    if notice.step in views:
        return views[notice.step]
    return next((views[step.id] for step in steps if step.document == notice.step), None)


def _touches(ids: list[str], presenter: StepPresenter) -> str:
    names = presenter.named(ids)
    return presenter.speaker.word("ask_touches", names=names) if names else ""


def _packs(plan: Plan, speaker: Speaker) -> list[PackView]:
    return [PackView(each.id,
                     speaker.word("made_pack", name=speaker.say(each.name), version=each.version),
                     speaker.word("made_digest", digest=each.digest[:16]))
            for each in plan.packs]  # fmt: skip
