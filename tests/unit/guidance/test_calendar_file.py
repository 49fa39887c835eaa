"""The calendar file, read by two libraries that did not write it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import ics
import pytest
import vobject
from hypothesis import given, settings

from firstcard.guidance import calendar_file
from firstcard.guidance.planning import decoded, plan_for
from firstcard.guidance.presenters.speech import names_of
from firstcard.guidance.words import LANGS, Lang
from firstcard.policy.plan import Plan
from tests.unit.policy.random_families import BOOK, ROOT, plan_of, situations

CHINA = ZoneInfo("Asia/Shanghai")
ON = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=CHINA)
NAMES = names_of(BOOK)
EXAMPLES = sorted(path.name for path in (ROOT.parent / "examples").glob("*.json"))
WITH_DATES = [name for name in EXAMPLES if name != "lost-card.json"]


def example(name: str, **more: Any) -> Plan:
    data = decoded((ROOT.parent / "examples" / name).read_bytes())
    return plan_for(book=BOOK, data=data | more, on=ON)


def written(plan: Plan, lang: Lang = "zh", *, now: datetime = NOW, **more: Any) -> str:
    return calendar_file.calendar_bytes(
        plan=plan, lang=lang, names=NAMES, calendar_id="family", now=now,
        reminders=BOOK.reminders(plan.region), **more).decode()  # fmt: skip


def by_vobject(text: str) -> dict[str, Any]:
    return {each.uid.value: each for each in vobject.readOne(text).contents.get("vevent", [])}


def by_ics(text: str) -> dict[str, Any]:
    return {each.uid: each for each in ics.Calendar(text).events}


def triggers(event: Any) -> list[datetime]:
    return sorted(event.dtstart.value + alarm.trigger.value
                  for alarm in event.contents.get("valarm", []))  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_both_readers_find_the_dates_of_the_plan_at_nine_in_china(name: str, lang: Lang) -> None:
    plan = example(name)
    text = written(plan, lang)
    days = sorted(entry.day for entry in calendar_file.entries(plan))
    begins = [each.dtstart.value for each in by_vobject(text).values()]
    assert sorted(each.date() for each in begins) == days
    assert {each.astimezone(CHINA).hour for each in begins} <= {9}
    assert sorted(each.begin.date() for each in by_ics(text).values()) == days
    assert {each.begin.utcoffset() for each in by_ics(text).values()} <= {timedelta(hours=8)}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_last_day_of_the_family_stands_in_it_and_no_flood_of_others(name: str) -> None:
    plan = example(name)
    text = written(plan)
    dues = [step for step in plan.steps if step.due and step.who != "agency"]
    assert len(by_vobject(text)) >= len(dues)
    assert len(by_vobject(text)) < 12
    shown = [each.description.value for each in by_vobject(text).values()]
    for step in dues:
        assert step.due
        said = f"{step.due.year}年{step.due.month}月{step.due.day}日"
        assert any(said in each for each in shown), step.id


def test_a_last_day_says_what_to_take_and_where_and_that_it_is_provisional() -> None:
    events = by_vobject(written(example("twins.json"), "en")).values()
    police = next(each for each in events if "police" in each.summary.value)
    assert police.location.value.startswith("Police station, ")
    assert police.location.value.endswith("Zhengzhou, Henan")
    assert "- Household register booklet (1 original)" in police.description.value
    premium = next(each for each in events if "premium (2026)" in each.summary.value)
    assert "(provisional)" in premium.description.value
    assert premium.status.value == "TENTATIVE"


def test_alarms_ring_at_nine_seven_days_and_one_day_before_and_never_in_the_past() -> None:
    for event in by_vobject(written(example("twins.json"))).values():
        begin = event.dtstart.value
        wanted = [begin - timedelta(7), begin - timedelta(1)]
        assert triggers(event) == [each for each in wanted if each > NOW]
    late = datetime(2026, 12, 8, 10, 0, tzinfo=CHINA)  # the day before the last day, at ten
    plan = example("twins.json", on="2026-12-08")
    [police] = [each for each in by_vobject(written(plan, now=late)).values()
                if "出生登记" in each.summary.value]  # fmt: skip
    assert triggers(police) == [datetime(2026, 12, 8, 11, 0, tzinfo=CHINA)]


@pytest.mark.parametrize(
    ("now", "rings"),
    [
        (datetime(2026, 11, 23, 6, 0, tzinfo=CHINA), datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)),
        (datetime(2026, 11, 23, 14, 10, tzinfo=CHINA), datetime(2026, 11, 23, 15, tzinfo=CHINA)),
        (datetime(2026, 11, 23, 14, 10, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=CHINA)),
    ],
)
def test_what_is_overdue_rings_once_at_a_civil_hour(now: datetime, rings: datetime) -> None:
    plan = example("newborn-zhengzhou.json")
    [overdue] = [each for each in by_vobject(written(plan, now=now)).values()
                 if "已逾期" in each.summary.value]  # fmt: skip
    assert overdue.dtstart.value.date() == ON
    assert "2026年10月8日" in overdue.description.value
    assert triggers(overdue) == [rings]


def test_a_later_file_replaces_the_earlier_one_and_cancels_what_is_done() -> None:
    before = example("father-not-stated.json")
    after = example("father-not-stated.json", have=[
        {"id": "birth-certificate", "on": "2026-11-12"},
        {"id": "birth-registration", "on": "2026-11-20"}])  # fmt: skip
    earlier = {entry.key: entry.day for entry in calendar_file.entries(before)}
    first = by_vobject(written(before))
    second = by_vobject(written(after, now=NOW + timedelta(1), sequence=1, gone=earlier))
    assert set(first) == set(second)
    cancelled = {uid for uid, each in second.items() if each.status.value == "CANCELLED"}
    assert cancelled == {
        uid for uid, each in first.items()
        if any(done in each.summary.value for done in ("登记", "鉴定", "声明"))
        and "参保" not in each.summary.value}  # fmt: skip
    for uid, event in second.items():
        assert int(event.sequence.value) > int(first[uid].sequence.value)
        assert event.dtstamp.value > first[uid].dtstamp.value
    assert {each.uid for each in by_ics(written(after, gone=earlier)).values()} == set(first)


def test_identifiers_are_random_for_a_stranger() -> None:
    """Two families with the same plan have no identifier in common; none names a step."""
    plan = example("twins.json")
    one = by_vobject(written(plan))
    other = by_vobject(calendar_file.calendar_bytes(
        plan=plan, lang="zh", names=NAMES, calendar_id="other", now=NOW).decode())  # fmt: skip
    assert not set(one) & set(other)
    assert all(str(UUID(uid)) == uid for uid in one)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_lines_are_at_most_75_octets_and_never_cut_a_character(name: str, lang: Lang) -> None:
    raw = written(example(name), lang).encode()
    assert raw.startswith(b"BEGIN:VCALENDAR\r\n")
    assert raw.endswith(b"END:VCALENDAR\r\n")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", WITH_DATES)
def test_the_short_text_fits_a_code_and_holds_the_next_dates_with_the_same_names(
    name: str, lang: Lang
) -> None:
    plan = example(name)
    text = calendar_file.short_text(
        plan=plan, lang=lang, names=NAMES, calendar_id="family", now=NOW)  # fmt: skip
    assert len(text.encode()) <= calendar_file.SHORT_BYTES
    short, whole = by_vobject(text), by_vobject(written(plan, lang))
    assert short
    assert set(short) <= set(whole)
    assert set(by_ics(text)) == set(short)
    for uid, event in short.items():
        assert event.dtstart.value == whole[uid].dtstart.value
    latest = max(each.dtstart.value for each in short.values())
    left_out = [whole[uid].dtstart.value for uid in set(whole) - set(short)]
    assert all(each >= latest for each in left_out)


def test_a_plan_without_dates_has_no_short_text_and_an_empty_calendar() -> None:
    plan = example("lost-card.json")
    assert calendar_file.short_text(
        plan=plan, lang="zh", names=NAMES, calendar_id="family", now=NOW) == ""  # fmt: skip
    assert not by_ics(written(plan))


@given(data=situations())
@settings(max_examples=60)
def test_any_family_gets_a_file_that_both_readers_read_alike(data: dict[str, Any]) -> None:
    plan = plan_of(data)
    now = datetime.combine(plan.on, NOW.timetz())
    text = written(plan, now=now)
    one, other = by_vobject(text), by_ics(text)
    keys = [entry.key for entry in calendar_file.entries(plan)]
    assert len(one) == len(other) == len(keys) == len(set(keys))
    for uid, event in one.items():
        assert other[uid].begin == event.dtstart.value
        assert other[uid].name == event.summary.value
        assert event.dtstart.value.date() >= plan.on or "最后一天" in event.summary.value
        rings = triggers(event)
        assert rings == sorted(other[uid].begin.datetime + alarm.trigger
                               for alarm in other[uid].alarms)  # fmt: skip
        assert all(each > now and 7 <= each.hour <= 20 for each in rings)
        if event.dtstart.value > now:
            assert rings
