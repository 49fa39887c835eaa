"""A plan's dates as a calendar file (RFC 5545). Pure: the caller says what time it is.

Each date is an appointment at nine in the morning in China that blocks nobody's day: an alarm
then rings at the same moment on every device, which an appointment of a whole day does not. The
same date has the same UID in every later file, so that a later file replaces an earlier one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard

from firstcard.guidance.presenters.papers import paper_view
from firstcard.guidance.presenters.speech import Names, Speaker
from firstcard.guidance.presenters.steps import StepPresenter
from firstcard.guidance.words import Lang, capital
from firstcard.policy.format import Reminder
from firstcard.policy.plan import Paper, Plan, Step

SHORT_BYTES = 1_000  # what a QR code of a handy size holds
_CHINA = ZoneInfo("Asia/Shanghai")
_PRODUCT = "-//Firstcard//Plan//"
_SPACE = uuid5(NAMESPACE_URL, "firstcard:calendar")
_FIRST_FILE = datetime(2026, 1, 1, tzinfo=UTC)
_MORNING = time(9)
_EVENING = time(20)
_LENGTH = timedelta(minutes=30)
_NOW = ("overdue", "will-be-late")

Kind = Literal["due", "begin", "opens"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One date of the plan: `key` names it in every later file, too."""

    key: str
    kind: Kind
    day: date
    step: Step


def entries(plan: Plan) -> list[Entry]:
    """The dates worth an appointment, in order of days.

    The last day of each step of the family, the opening of a window, and the last day to begin
    with what others wait for, where no last day on the same day says so already.
    """
    mine = [step for step in plan.steps if step.who != "agency"]
    found = [Entry(step.id, "due", _shown_on(step, plan), step) for step in mine if step.due]
    found += [Entry(f"{step.id}/opens", "opens", step.opens, step)
              for step in mine if step.opens and step.opens > plan.on]  # fmt: skip
    found += _beginnings(plan, mine)
    return sorted(found, key=lambda each: (each.day, each.kind != "begin"))


def calendar_bytes(
    *,
    plan: Plan,
    lang: Lang,
    names: Names,
    calendar_id: str,
    now: datetime,
    sequence: int = 0,
    gone: Mapping[str, date] = {},
    reminders: Sequence[Reminder] = (),
) -> bytes:
    """The calendar file. `gone`: keys of `entries` of an earlier file, with their days, that are
    no more dates of the plan; `sequence` counts the changes that one second may hold."""
    writer = _Writer(plan, lang, names, calendar_id, now, _count(now) + sequence, reminders)
    calendar = _calendar(lang)
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", writer.speaker.word("ics_name"))
    calendar.add_component(_zone())
    for entry in entries(plan):
        calendar.add_component(writer.event(entry))
    kept = {entry.key for entry in entries(plan)}
    for key, day in sorted(gone.items()):
        if key not in kept:
            calendar.add_component(writer.cancelled(key, day))
    return calendar.to_ical()


def short_text(
    *,
    plan: Plan,
    lang: Lang,
    names: Names,
    calendar_id: str,
    now: datetime,
    most: int = SHORT_BYTES,
) -> str:
    """As many of the next dates as fit into `most` bytes: for a QR code without an address.

    Empty where the plan has no date: a calendar without a component is none.
    """
    writer = _Writer(plan, lang, names, calendar_id, now, 0, ())
    calendar, text = _calendar(lang), b""
    for entry in entries(plan):
        calendar.add_component(writer.bare(entry))
        longer = calendar.to_ical()
        if len(longer) > most:
            break
        text = longer
    return text.decode()


def _count(now: datetime) -> int:
    """The seconds since a day before every file: a later file counts more than an earlier one,
    also where no plan is kept, or only the day or the rules have changed (RFC 5545, 3.8.7.4)."""
    return max(0, int((now - _FIRST_FILE).total_seconds()))


def _shown_on(step: Step, plan: Plan) -> date:
    """A last day that is over shows today: that is when to go."""
    assert step.due
    return max(step.due, plan.on) if step.state == "overdue" else step.due


def _beginnings(plan: Plan, mine: Sequence[Step]) -> Iterator[Entry]:
    """Of a chain that must begin on one day only its first step."""
    dues = {(step.id, step.due) for step in mine if step.due}
    waiting = {each: step for step in mine for each in step.after}
    starts = {step.id: step.start_by for step in mine
              if not step.only_if and not step.optional and step.state != "overdue"}  # fmt: skip
    for step in mine:
        day = starts.get(step.id)
        if day is None or day < plan.on or day == step.due or step.id not in waiting:
            continue
        if any(starts.get(each) == day for each in step.after):
            continue
        if not any((each, day) in dues for each in step.unlocks):
            yield Entry(f"{step.id}/begin", "begin", day, step)


def _calendar(lang: Lang) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT + lang.upper())
    calendar.add("version", "2.0")
    return calendar


def _zone() -> Timezone:
    """China has had one time without summer time since 1992."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1992, 1, 1))  # noqa: DTZ001 - local time, as RFC 5545 asks
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=8))
    standard.add("tzname", "CST")
    zone = Timezone()
    zone.add("tzid", _CHINA.key)
    zone.add_component(standard)
    return zone


class _Writer:
    """Writes the appointments of one plan."""

    def __init__(self, plan: Plan, lang: Lang, names: Names, calendar_id: str, now: datetime,
                 sequence: int, reminders: Sequence[Reminder]) -> None:  # fmt: skip
        self.plan = plan
        self.speaker = Speaker(lang, replace(names, references=plan.references))
        self.presenter = StepPresenter(
            steps=plan.steps, children=plan.children, speaker=self.speaker)  # fmt: skip
        self.calendar_id = calendar_id
        self.now = now
        self.sequence = sequence
        self.reminders = reminders

    def event(self, entry: Entry) -> Event:
        """One date, whole."""
        event = self._named(entry.key)
        begin = datetime.combine(entry.day, _MORNING, _CHINA)
        event.add("dtstart", begin)
        event.add("dtend", begin + _LENGTH)
        event.add("summary", self._summary(entry))
        event.add("description", "\n".join(self._lines(entry)))
        if where := self._place(entry.step):
            event.add("location", where)
        event.add("categories", [self.speaker.word("service")])
        event.add("status", "TENTATIVE" if _unsure(entry.step) else "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        event.add("class", "PRIVATE")
        for moment in self._alarms(entry, begin):
            event.add_component(self._alarm(entry, moment - begin))
        return event

    def bare(self, entry: Entry) -> Event:
        """One date in the fewest bytes."""
        event = Event()
        event.add("uid", self._uid(entry.key))
        event.add("dtstamp", self.now.astimezone(UTC))
        event.add("dtstart", datetime.combine(entry.day, _MORNING, _CHINA).astimezone(UTC))
        event.add("summary", self._summary(entry))
        return event

    def cancelled(self, key: str, day: date) -> Event:
        """A date that is no more."""
        event = self._named(key)
        event.add("dtstart", datetime.combine(day, _MORNING, _CHINA))
        event.add("summary", self.speaker.word("ics_gone"))
        event.add("status", "CANCELLED")
        event.add("transp", "TRANSPARENT")
        return event

    def _named(self, key: str) -> Event:
        event = Event()
        event.add("uid", self._uid(key))
        event.add("dtstamp", self.now.astimezone(UTC))
        event.add("sequence", self.sequence)
        return event

    def _uid(self, key: str) -> str:
        return str(uuid5(_SPACE, f"{self.calendar_id}/{key}"))

    def _title(self, step: Step) -> str:
        title = self.presenter.titles[step.id]
        children = [str(each.number) for each in step.for_ if each.kind == "child"]
        if self.plan.children < 2 or not children:
            return title
        many = "step_children" if len(children) > 1 else "step_child"
        of = self.speaker.word(many, numbers=self.speaker.listed(children))
        return f"{title}（{of}）" if self.speaker.lang == "zh" else f"{title} ({of})"

    def _summary(self, entry: Entry) -> str:
        late = entry.kind == "due" and entry.step.state == "overdue"
        return self.speaker.word("ics_overdue" if late else f"ics_{entry.kind}",
                                 title=self._title(entry.step))  # fmt: skip

    def _lines(self, entry: Entry) -> Iterator[str]:
        """What to know on that day."""
        step, word = entry.step, self.speaker.word
        yield from self._dates(entry)
        if step.only_if and (facts := self.speaker.facts(step.only_if)):
            yield word("step_only_if", facts=facts)
        if before := self.presenter.named(step.after):
            yield word("ics_before", names=before)
        yield from self._papers(step)
        yield word("ics_made", day=self.speaker.day(self.plan.on))

    def _dates(self, entry: Entry) -> Iterator[str]:
        step, word, say_day = entry.step, self.speaker.word, self.speaker.day
        if step.due and step.state == "overdue":
            yield word("ics_was_due", day=say_day(step.due))
        elif step.due:
            sure = word("date_provisional" if step.provisional else "date_final")
            yield word("ics_last_day", day=say_day(step.due), sure=sure)
        if entry.kind == "begin":
            yield word("ics_start", day=say_day(entry.day))
        elif step.aim_by and step.aim_by != step.due and step.state not in _NOW:
            yield word("ics_aim", day=say_day(step.aim_by))

    def _papers(self, step: Step) -> Iterator[str]:
        views = [paper_view(paper, self.presenter.numbers, self.speaker) for paper in step.needs
                 if _carried(paper)]  # fmt: skip
        firm = [view for view in views if view.firm]
        if firm:
            yield self.speaker.word("ics_papers")
        for view in firm:
            form = f"（{view.form}）" if self.speaker.lang == "zh" else f" ({view.form})"
            yield f"- {view.name}{form if view.form else ''}"

    def _place(self, step: Step) -> str:
        """The one office that is known, else the kind of office and its division."""
        place, say = step.office, self.speaker.say
        if place is None:
            return ""
        if len(place.candidates) == 1 and not place.candidates[0].sample:
            known = place.candidates[0]
            return self.speaker.pair(say(known.name), say(known.address))
        if place.where_name is None:
            return capital(say(place.name))
        return self.speaker.word("ics_place", office=capital(say(place.name)),
                                 region=say(place.where_name))  # fmt: skip

    def _alarms(self, entry: Entry, begin: datetime) -> list[datetime]:
        """When to ring: never in the past; at least once where the day itself is not over."""
        moments = [] if entry.kind == "opens" else [
            datetime.combine(entry.day - timedelta(each.days), _hour(each), _CHINA)
            for each in self.reminders]  # fmt: skip
        ahead = sorted({moment for moment in moments if moment > self.now})
        if ahead or not self.reminders:
            return ahead
        soon = _next_hour(self.now)
        return [begin if begin > self.now and (entry.kind == "opens" or begin < soon) else soon]

    def _alarm(self, entry: Entry, before: timedelta) -> Alarm:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        said = self._summary(entry)
        alarm.add("description", self.speaker.word(
            "ics_alarm", day=self.speaker.day(entry.day), title=said))  # fmt: skip
        alarm.add("trigger", before)
        return alarm


def _carried(paper: Paper) -> bool:
    """Whether it goes along; what an office looks up in its own data does not."""
    if paper.state in ("shared", "blocked"):
        return False
    form = paper.form
    return form is None or not form.shared or bool(form.original or form.copies)


def _unsure(step: Step) -> bool:
    return step.provisional or bool(step.only_if) or step.state == "depends"


def _hour(reminder: Reminder) -> time:
    return time.fromisoformat(reminder.at)


def _next_hour(now: datetime) -> datetime:
    """The next full hour in China at which nobody is asleep."""
    here = now.astimezone(_CHINA)
    following = here.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if following.date() > here.date() or following.time() > _EVENING:
        return datetime.combine(here.date() + timedelta(1), _MORNING, _CHINA)
    return max(following, datetime.combine(here.date(), _MORNING, _CHINA))


def one_day(
    *, key: str, day: date, lang: Lang, now: datetime, sequence: int, summary: str,
    description: str, sure: bool, reminders: Sequence[Reminder] = (),
) -> bytes:  # fmt: skip
    """A calendar file with one date that belongs to no plan. `key` names it in later files too."""
    begin = datetime.combine(day, _MORNING, _CHINA)
    event = Event()
    event.add("uid", str(uuid5(_SPACE, key)))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", sequence)
    event.add("dtstart", begin)
    event.add("dtend", begin + _LENGTH)
    event.add("summary", summary)
    event.add("description", description)
    event.add("status", "CONFIRMED" if sure else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    moments = [datetime.combine(day - timedelta(r.days), _hour(r), _CHINA) for r in reminders]
    for moment in sorted({m for m in moments if m > now}) or [begin]:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", moment - begin)
        event.add_component(alarm)
    calendar = _calendar(lang)
    calendar.add("method", "PUBLISH")
    calendar.add_component(_zone())
    calendar.add_component(event)
    return calendar.to_ical()
