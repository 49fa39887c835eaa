"""The steps of a plan as a picture of time: bars from the first possible day to the last. Pure.

Across, everything is in percent of the picture's width; down, in em of its text. So the text keeps
its size on every screen, and nothing is drawn over anything else when it grows.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from firstcard.guidance.presenters.steps import StepPresenter
from firstcard.guidance.presenters.trips import Trips, held_back
from firstcard.policy.plan import Plan, Step

WIDTH = 15.0  # em: so wide is the narrowest picture, and the longest line of a label
_PAST, _FUTURE = 45, 400  # days shown before and after today, at most
_LEAST = 28  # days shown, at least
_MONTHS = (1, 2, 3, 6, 12)  # from one mark to the next
_MOST_MARKS = 6
_TOP, _LINE, _LOW, _BAR, _GAP = 3.4, 1.4, 0.35, 0.9, 0.7  # em; _LOW: below a base line
_LATE = ("overdue", "will-be-late")
_ENDS, _BEGINS = " ，。、；：？！）》】”’%", "（《【“‘"


@dataclass(frozen=True, slots=True)
class Mark:
    """A line from top to bottom: the first of a month, named with its year where that is new."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """`kind`: do (the family can act), late, wait (the office acts), perhaps (at the longest)."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """One step. `open`: where an arrow says that there is no end; `aim`: the day to aim for."""

    lines: list[tuple[str, float]]  # text of the label, its base line
    when: list[tuple[str, float]]
    y: float  # upper edge of the bars
    bars: list[Bar]
    open: float | None
    aim: float | None
    said: str  # the row in words
    anchor: str
    kind: str  # do, late or wait
    optional: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole picture. Lengths across in percent, down in em."""

    height: float
    foot: float  # where the lines of the months end
    today: float
    today_anchor: str  # start, middle or end: so that its word stays inside
    today_label: str
    marks: list[Mark]
    rows: list[Row]
    title: str
    desc: str

    @property
    def kinds(self) -> set[str]:
        """The signs that occur, for the key."""
        kinds = {bar.kind for row in self.rows for bar in row.bars}
        kinds |= {"open" for row in self.rows if row.open is not None}
        return kinds | {"aim" for row in self.rows if row.aim is not None}


def timeline(*, plan: Plan, found: Trips, presenter: StepPresenter) -> Timeline | None:
    """The picture of a plan; None where there is nothing to do."""
    groups = list(_groups(plan, found))
    if not groups:
        return None
    return _Picture(plan, groups, presenter).drawn()


def _groups(plan: Plan, found: Trips) -> Iterator[list[Step]]:
    """Steps drawn as one: the same for several children in one trip; what an office does in the
    same visit belongs to that visit."""
    trip_of = {step.id: number for number, trip in enumerate(found.trips) for step in trip.steps}
    groups: dict[tuple[object, ...], list[Step]] = {}
    for step in plan.steps:
        if step.same_visit_as or step.earliest is None:
            continue
        if step.who == "agency" and not held_back(step):
            continue
        key = (step.document, step.year, trip_of.get(step.id), step.earliest)
        groups.setdefault(key, []).append(step)
    yield from groups.values()


class _Picture:
    def __init__(self, plan: Plan, groups: list[list[Step]], presenter: StepPresenter) -> None:
        self.plan, self.groups, self.presenter = plan, groups, presenter
        self.speaker, self.on = presenter.speaker, plan.on
        self.start, self.end = self._range()
        self.days = (self.end - self.start).days

    def drawn(self) -> Timeline:
        y, rows = _TOP, list[Row]()
        for group in self.groups:
            row = self._row(group, y)
            rows.append(row)
            y = row.y + _BAR + _GAP
        word = self.speaker.word
        today = self._x(self.on)
        return Timeline(
            height=round(y, 2), foot=round(y - _GAP / 2, 2), today=today,
            today_anchor="start" if today < 15 else "end" if today > 85 else "middle",
            today_label=word("time_today"), marks=list(self._marks()), rows=rows,
            title=word("time_title"), desc=self._desc())  # fmt: skip

    def _range(self) -> tuple[date, date]:
        days = [self.on]
        for group in self.groups:
            for step in group:
                dated = (step.earliest, step.due, step.done, step.done_by, step.aim_by)
                days += [day for day in dated if day]
        first = max(min(days), self.on - timedelta(_PAST))
        last = min(max(days), self.on + timedelta(_FUTURE))
        last = max(last, first + timedelta(_LEAST))
        return first, last + timedelta(max(2, (last - first).days // 12))  # room for arrows

    def _x(self, day: date) -> float:
        share = (day - self.start).days / self.days
        return round(100 * min(max(share, 0.0), 1.0), 1)

    def _marks(self) -> Iterator[Mark]:
        every = next((n for n in _MONTHS if self.days / 30.4 / n <= _MOST_MARKS), 12)
        year, free = 0, 0.0  # the year named last, and where its name ends in the narrowest picture
        for day in _firsts(self.start, self.end):
            x = self._x(day)
            if (day.month - 1) % every or x < 3:
                continue
            label = self.speaker.month(day, year=year != day.year)
            ends = x + 100 * (_em(label) + 0.6) / WIDTH
            if x < free or ends > 103:
                yield Mark(x, "")
                continue
            yield Mark(x, label)
            year, free = day.year, ends

    def _row(self, group: Sequence[Step], top: float) -> Row:
        step = group[0]
        due = min((each.due for each in group if each.due), default=None)
        label = f"{self.presenter.numbers[step.id]}. {self.presenter.titles[step.id]}"
        lines = list(self._set(label, top))
        when = list(self._set(self._when(step, due, short=True), top + _LINE * len(lines)))
        below = top + _LINE * (len(lines) + len(when))
        kind = "wait" if step.who == "agency" else "late" if step.state in _LATE else "do"
        aim = step.aim_by if kind == "do" and step.aim_by != due else None
        return Row(
            lines=lines, when=when,
            y=round(below + _LOW, 2), bars=self._bars(step, due, kind),
            open=None if due or kind == "wait" else self._x(self.end),
            aim=self._x(aim) if aim else None,
            said=self.speaker.pair(label, self._when(step, due, short=False)),
            anchor=f"step-{self.presenter.numbers[step.id]}", kind=kind,
            optional=step.optional or bool(step.only_if))  # fmt: skip

    def _set(self, text: str, top: float) -> Iterator[tuple[str, float]]:
        """The lines of a text, each with its base line."""
        for number, line in enumerate(wrapped(text, WIDTH), start=1):
            yield line, round(top + _LINE * number - _LOW, 2)

    def _bars(self, step: Step, due: date | None, kind: str) -> list[Bar]:
        assert step.earliest
        if kind == "wait":
            sure = step.done or step.earliest
            bars = [self._bar("wait", step.earliest, sure)]
            if step.done_by and step.done_by > sure:
                bars.append(self._bar("perhaps", sure, step.done_by))
            return bars
        if due is None:
            return [self._bar("do", step.earliest, self.end)]
        return [self._bar(kind, *sorted((step.earliest, due)))]

    def _bar(self, kind: str, first: date, last: date) -> Bar:
        x = min(self._x(first), 98.5)
        return Bar(kind, x, round(max(self._x(last) - x, 1.5), 1))

    def _when(self, step: Step, due: date | None, *, short: bool) -> str:
        said = self._said(step, due, short)
        if step.who == "agency":
            return said
        if step.optional:
            return self.speaker.word("time_optional", when=said)
        return self.speaker.word("time_depends", when=said) if step.only_if else said

    def _said(self, step: Step, due: date | None, short: bool) -> str:
        word = self.speaker.word

        def day(value: date) -> str:
            return self.speaker.short(value, self.on) if short else self.speaker.day(value)

        if step.who == "agency":
            known = step.done_by is not None and not step.takes_unknown
            last = (step.done_by if known else step.done) or self.on
            return word("time_wait_by" if known else "time_wait", day=day(last))
        if due is None:
            if step.earliest and step.earliest > self.on:
                return word("time_open_from", day=day(step.earliest))
            return word("time_open")
        if step.state in _LATE:
            return word(f"time_{step.state.replace('-', '_')}", day=day(due))
        if step.aim_by and step.aim_by != due:
            return word("time_by_aim", day=day(due), aim=day(step.aim_by))
        return word("time_by", day=day(due))

    def _desc(self) -> str:
        speaker = self.speaker
        late = [self.presenter.titles[group[0].id] for group in self.groups
                if group[0].state in _LATE and group[0].who != "agency"]  # fmt: skip
        said = speaker.word("time_desc", today=speaker.day(self.on))
        more = speaker.word("time_late_desc", names=speaker.listed(late)) if late else ""
        return speaker.sentences(said, more)


def _firsts(start: date, end: date) -> Iterator[date]:
    """The first day of each month between two days."""
    day = start.replace(day=1)
    while day <= end:
        if day >= start:
            yield day
        day = (day + timedelta(32)).replace(day=1)


@lru_cache(maxsize=2048)
def wrapped(text: str, width: float) -> tuple[str, ...]:
    """The text in as few lines as `width` em allow, about equally long.

    A Chinese character takes one em, others about half.
    """
    lines = _lines(text, width)
    narrow = _em(text) / len(lines)
    while len(_lines(text, narrow)) > len(lines):
        narrow += 0.5
    return tuple(_lines(text, min(narrow, width)))


def _lines(text: str, width: float) -> list[str]:
    lines, line = list[str](), ""
    for piece in _pieces(text):
        if line and _em(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


def _pieces(text: str) -> Iterator[str]:
    """Where a line may be broken: after a blank, and round a Chinese character, but never before
    a mark that ends something, nor inside a date or between a number and its unit."""
    piece = ""
    for character in text:
        if piece and _breaks(piece[-1], character):
            yield piece
            piece = ""
        piece += character
    yield piece


def _breaks(before: str, after: str) -> bool:
    if after in _ENDS or before in _BEGINS:
        return False
    if before == " ":
        return True
    if before in "年月" and after.isdigit():
        return False
    return (_wide(after) and not before.isdigit()) or (_wide(before) and not _wide(after))


def _em(text: str) -> float:
    return sum(1.0 if _wide(c) else 0.31 if c in " ilj.,'|tfrI()" else 0.82 if c in "mwMW@"
               else 0.56 for c in text)  # fmt: skip


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
