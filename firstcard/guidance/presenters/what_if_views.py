"""What else could be, in words: faster, late, chosen otherwise. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from firstcard.guidance.presenters.speech import Speaker
from firstcard.guidance.presenters.steps import StepPresenter
from firstcard.guidance.presenters.trips import Trips
from firstcard.guidance.presenters.what_if import Lateness, Otherwise, leads_to, longest_wait
from firstcard.guidance.words import capital
from firstcard.policy.clock_words import span_words
from firstcard.policy.clocks import Span
from firstcard.policy.plan import Coverage, Goal, Plan


@dataclass(frozen=True, slots=True)
class IfView:
    """One possibility and what it would change."""

    title: str
    lines: list[str]
    about: str = ""


@dataclass(frozen=True, slots=True)
class WhatIfs:
    """All possibilities, those of one kind together."""

    faster: list[str]
    late: list[IfView]
    otherwise: list[IfView]


def what_ifs(*, plan: Plan, found: Trips, late: Iterable[Lateness], others: Iterable[Otherwise],
             presenter: StepPresenter) -> WhatIfs:  # fmt: skip
    """The possibilities in words."""
    writer = _Writer(plan, presenter)
    others = list(others)
    return WhatIfs(faster=list(dict.fromkeys(writer.faster(found, others))),
                   late=_once(writer.late(each) for each in late),
                   otherwise=[writer.otherwise(each) for each in others])  # fmt: skip


class _Writer:
    def __init__(self, plan: Plan, presenter: StepPresenter) -> None:
        self.plan, self.presenter = plan, presenter
        self.speaker: Speaker = presenter.speaker

    def faster(self, found: Trips, others: Iterable[Otherwise]) -> Iterator[str]:
        word = self.speaker.word
        for each in others:
            for before, after in each.goals:
                if (days := _days(before, after)) and days < 0 and not each.depends:
                    yield word("if_earlier", choice=self._choice(each), span=self._span(days),
                               goal=self._goal(before))  # fmt: skip
        if wait := longest_wait(self.plan):
            step, days = wait
            yield word("if_longest", title=self.presenter.titles[step.id],
                       span=self._span(days))  # fmt: skip
            if names := self.presenter.named(leads_to(self.plan, step)):
                yield word("if_begin", names=names)
        remote = [step.id for trip in found.trips if trip.kind == "visit" and trip.remote
                  for step in trip.steps if not step.optional]  # fmt: skip
        if names := self.presenter.named(remote):
            yield word("if_remote", names=names)

    def late(self, each: Lateness) -> IfView:
        speaker = self.speaker
        names = self.presenter.named([step.id for step in each.steps])
        title = speaker.word("if_after", title=names, day=speaker.day(each.due))
        changes = [*self._covers(each.covers), *(
            speaker.word("if_goal", goal=self._goal(goal), state=speaker.word(f"goal_{goal.state}"))
            for goal in each.goals)]  # fmt: skip
        effects = [speaker.say(late.effect) for step in each.steps for late in step.late]
        lines = [*effects, *(changes or [speaker.word("if_same")])]
        return IfView(title, list(dict.fromkeys(lines)), names)

    def otherwise(self, each: Otherwise) -> IfView:
        word = self.speaker.word
        if each.depends:
            facts = self.speaker.facts(each.depends)
            return IfView(self._choice(each), [word("if_depends", facts=facts)])
        lines = [*self._goals(each), *self._covers(each.covers)]
        for name in ("visits", "papers", "fees"):
            before, after = getattr(each.before, name), getattr(each.after, name)
            if before != after:
                lines.append(word(f"if_{name}", n=after, before=before))
        return IfView(self._choice(each), list(dict.fromkeys(lines)))

    def _choice(self, each: Otherwise) -> str:
        fact = self.speaker.names.facts.facts[each.fact]
        return self.speaker.pair(capital(self.speaker.say(fact.name)),
                                 self.speaker.fact_value(each.fact, each.value))  # fmt: skip

    def _span(self, days: int) -> str:
        return span_words(Span(days=abs(days)), self.speaker.lang)

    def _goal(self, goal: Goal) -> str:
        name = self.speaker.say(goal.name)
        if self.plan.children == 1:
            return name
        return self.speaker.word("goal_child", n=goal.child, name=name)

    def _goals(self, each: Otherwise) -> Iterator[str]:
        word = self.speaker.word
        for before, after in each.goals:
            days = _days(before, after)
            if before.state != after.state:
                yield word("if_goal", goal=self._goal(after), state=word(f"goal_{after.state}"))
            elif days:
                name = "if_days_later" if days > 0 else "if_days_earlier"
                yield word(name, goal=self._goal(after), span=self._span(days))

    def _covers(self, covers: Iterable[tuple[Coverage, Coverage]]) -> Iterator[str]:
        speaker = self.speaker
        for before, after in covers:
            if after.state == "known" and after.from_ and before.from_:
                yield speaker.word("if_cover_later", year=after.year, day=speaker.day(after.from_),
                                   before=speaker.day(before.from_))  # fmt: skip
            elif after.state == "unknown":
                office = speaker.office(after.ask) if after.ask else speaker.word("the_office")
                yield speaker.word("if_cover_unknown", year=after.year, office=office)


def _once(views: Iterable[IfView]) -> list[IfView]:
    """What would be said again of a later day, as of a twin born days later, is said once."""
    first: dict[tuple[str, ...], IfView] = {}
    for view in views:
        first.setdefault((view.about, *view.lines), view)
    return list(first.values())


def _days(before: Goal, after: Goal) -> int:
    if before.earliest is None or after.earliest is None:
        return 0
    return (after.earliest - before.earliest).days
