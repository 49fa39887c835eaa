"""What has changed since a plan was last seen: a pure comparison, and how it is said.

Compared are the things a family acts on: steps, their last and best days, their states, goals,
cover, and the rules behind them. The first possible day of a step moves on with every day that
passes, so only its coming is said.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import Struct

from firstcard.guidance.calendar_file import entries
from firstcard.guidance.forms.questions import held_name
from firstcard.guidance.presenters.speech import Speaker
from firstcard.policy.format import Text
from firstcard.policy.plan import Coverage, Goal, Plan, Step

_WORSE = ("aim-passed", "will-be-late", "overdue")  # each worse than the one before


class SeenStep(Struct, frozen=True):
    """A step as it was seen. `child` is its number where the step is one child's of several."""

    title: Text
    document: str
    state: str
    year: int | None = None
    child: int | None = None
    earliest: date | None = None
    aim_by: date | None = None
    due: date | None = None


class SeenGoal(Struct, frozen=True):
    """A goal as it was seen."""

    name: Text
    state: str
    child: int | None = None


class SeenCover(Struct, frozen=True):
    """The cover of one year as it was seen."""

    year: int
    state: str
    child: int | None = None
    begins: date | None = None
    ends: date | None = None


class SeenPack(Struct, frozen=True):
    """The rules of one region as they were seen."""

    name: Text
    version: str
    digest: str


class Seen(Struct, frozen=True):
    """How a plan looked on one day, as far as changes are told."""

    on: date
    packs: dict[str, SeenPack]
    steps: dict[str, SeenStep]
    goals: dict[str, SeenGoal]
    cover: dict[str, SeenCover]
    dates: dict[str, date] = {}  # of the calendar file, by their keys


Kind = Literal[
    "rules", "rules-corrected", "rules-new", "rules-left", "overdue", "will-be-late", "aim-passed",
    "due", "due-new", "due-none", "aim", "aim-new", "aim-none", "open", "new", "done", "left",
    "goal", "goal-new", "goal-left", "cover", "cover-new", "cover-left"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different: of what kind, of what, and how it was before."""

    kind: Kind
    id: str
    old: Any
    new: Any


def seen_of(plan: Plan, *, before: Mapping[str, date] = {}) -> Seen:
    """How this plan looks. `before`: dates of the calendar as they were seen before; those still
    to come stay, so that a later file can take them back."""
    coming = {key: day for key, day in before.items() if day >= plan.on}
    many = plan.children > 1
    return Seen(
        on=plan.on,
        packs={pack.id: SeenPack(pack.name, pack.version, pack.digest) for pack in plan.packs},
        steps={step.id: _step(step, many) for step in plan.steps},
        goals={f"{goal.id}@{goal.child}": _goal(goal, many) for goal in plan.goals},
        cover={f"{each.year}@{each.child}": _cover(each, many)
               for each in plan.coverage},
        dates=coming | {entry.key: entry.day for entry in entries(plan)})  # fmt: skip


def as_data(seen: Seen) -> dict[str, Any]:
    """As plain JSON."""
    data: dict[str, Any] = msgspec.to_builtins(seen)
    return data


def from_data(data: Mapping[str, Any]) -> Seen:
    """Back from JSON."""
    return msgspec.convert(data, Seen)


def changes(*, seen: Seen, plan: Plan, have: Collection[str]) -> list[Change]:
    """Everything that is different now. `have`: documents (document.year) that are done."""
    now = seen_of(plan)
    return [*_rules(seen, now), *_steps(seen, now, have), *_goals(seen, now), *_covers(seen, now)]


def said(found: list[Change], speaker: Speaker) -> list[str]:
    """The changes in words, each once."""
    return list(dict.fromkeys(_said(change, speaker) for change in found))


def _step(step: Step, many: bool) -> SeenStep:
    children = [person.number for person in step.for_ if person.kind == "child"]
    return SeenStep(step.title, step.document, step.state, step.year,
                    children[0] if many and len(children) == 1 else None,
                    step.earliest, step.aim_by, step.due)  # fmt: skip


def _goal(goal: Goal, many: bool) -> SeenGoal:
    return SeenGoal(goal.name, goal.state, goal.child if many else None)


def _cover(cover: Coverage, many: bool) -> SeenCover:
    return SeenCover(cover.year, cover.state, cover.child if many else None,
                     cover.from_, cover.until)  # fmt: skip


def _rules(seen: Seen, now: Seen) -> Iterator[Change]:
    for id_, pack in now.packs.items():
        old = seen.packs.get(id_)
        if old is None:
            yield Change("rules-new", id_, None, pack)
        elif old.digest != pack.digest:
            corrected = old.version == pack.version
            yield Change("rules-corrected" if corrected else "rules", id_, old, pack)
    for id_ in seen.packs.keys() - now.packs.keys():
        yield Change("rules-left", id_, seen.packs[id_], None)


def _steps(seen: Seen, now: Seen, have: Collection[str]) -> Iterator[Change]:
    for id_, step in now.steps.items():
        old = seen.steps.get(id_)
        if old is None:
            yield Change("new", id_, None, step)
        else:
            yield from _moved(id_, old, step, seen.on, now.on)
    for id_, old in seen.steps.items():
        if id_ not in now.steps:
            done = held_name(old.document, old.year) in have or old.document in have
            yield Change("done" if done else "left", id_, old, None)


def _moved(id_: str, old: SeenStep, new: SeenStep, then: date, today: date) -> Iterator[Change]:
    if new.state != old.state and _rank(new.state) > _rank(old.state):
        yield Change(new.state, id_, old, new)  # type: ignore[arg-type] # one of _WORSE
    if old.due != new.due:
        yield Change(_date_kind("due", old.due, new.due), id_, old, new)
    if old.aim_by != new.aim_by:
        yield Change(_date_kind("aim", old.aim_by, new.aim_by), id_, old, new)
    if old.earliest and new.earliest and old.earliest > then and new.earliest <= today:
        yield Change("open", id_, old, new)


def _rank(state: str) -> int:
    return _WORSE.index(state) if state in _WORSE else -1


def _date_kind(kind: Literal["due", "aim"], old: date | None, new: date | None) -> Kind:
    if kind == "due":
        return "due-new" if old is None else "due-none" if new is None else "due"
    return "aim-new" if old is None else "aim-none" if new is None else "aim"


def _goals(seen: Seen, now: Seen) -> Iterator[Change]:
    for id_, goal in now.goals.items():
        old = seen.goals.get(id_)
        if old is None:
            yield Change("goal-new", id_, None, goal)
        elif old.state != goal.state:
            yield Change("goal", id_, old, goal)
    for id_, old in seen.goals.items():
        if id_ not in now.goals:
            yield Change("goal-left", id_, old, None)


def _covers(seen: Seen, now: Seen) -> Iterator[Change]:
    for id_, cover in now.cover.items():
        old = seen.cover.get(id_)
        if old is None:
            yield Change("cover-new", id_, None, cover)
        elif (old.state, old.begins, old.ends) != (cover.state, cover.begins, cover.ends):
            yield Change("cover", id_, old, cover)
    for id_, old in seen.cover.items():
        if id_ not in now.cover:
            yield Change("cover-left", id_, old, None)


def _said(change: Change, speaker: Speaker) -> str:
    about = change.new or change.old
    if isinstance(about, SeenPack):
        return _said_rules(change, about, speaker)
    if isinstance(about, SeenStep):
        return _said_step(change, about, speaker)
    if isinstance(about, SeenGoal):
        states = {name: speaker.word(f"goal_{each.state}") if each else ""
                  for name, each in (("old", change.old), ("new", change.new))}  # fmt: skip
        name = _of_child(speaker.say(about.name), about.child, speaker)
        return speaker.word(f"change_{change.kind}", name=name, **states)
    name = _of_child(speaker.word("change_cover_of", year=about.year), about.child, speaker)
    periods = {"old": _period(change.old, speaker), "new": _period(change.new, speaker)}
    return speaker.word(f"change_{change.kind}", name=name, **periods)


def _said_rules(change: Change, pack: SeenPack, speaker: Speaker) -> str:
    old = change.old.version if change.old else ""
    return speaker.word(f"change_{change.kind}", name=speaker.say(pack.name), old=old,
                        new=pack.version)  # fmt: skip


def _said_step(change: Change, step: SeenStep, speaker: Speaker) -> str:
    title = speaker.say(step.title)
    if step.year:
        title = speaker.word("step_of_year", title=title, year=step.year)
    title = _of_child(title, step.child, speaker)
    date_of = "aim_by" if change.kind.startswith("aim") else "due"
    days = {name: _day(getattr(each, date_of, None), speaker)
            for name, each in (("old", change.old), ("new", change.new))}  # fmt: skip
    return speaker.word(f"change_{change.kind}", title=title, **days)


def _of_child(name: str, child: int | None, speaker: Speaker) -> str:
    return name if child is None else speaker.word("goal_child", n=child, name=name)


def _day(day: date | None, speaker: Speaker) -> str:
    return speaker.day(day) if day else ""


def _period(cover: SeenCover | None, speaker: Speaker) -> str:
    if cover is None:
        return ""
    if cover.state != "known" or cover.begins is None:
        return speaker.word(f"change_cover_{'depends' if cover.state == 'depends' else 'unknown'}")
    if cover.ends is None:
        return speaker.word("change_cover_from", day=speaker.day(cover.begins))
    return speaker.word("change_cover_between", day=speaker.day(cover.begins),
                        end=speaker.day(cover.ends))  # fmt: skip
