"""How a date was counted, in words, in both languages."""

from datetime import date
from typing import Literal

from firstcard.policy.clocks import Counted, DayLine, Span, Why

Lang = Literal["en", "zh"]

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
}
UNITS = {
    "days": {"en": ("day", "days"), "zh": "天"},
    "working_days": {"en": ("working day", "working days"), "zh": "个工作日"},
    "months": {"en": ("month", "months"), "zh": "个月"},
    "years": {"en": ("year", "years"), "zh": "年"},
}
REASONS: dict[Why, dict[Lang, str]] = {
    Why.START_NOT_COUNTED: {
        "en": "The first day is not counted.",
        "zh": "开始当天不计算在内。",
    },
    Why.START_COUNTED: {
        "en": "The first day counts as day 1.",
        "zh": "开始当天计为第1天。",
    },
    Why.MONTH_END: {
        "en": "The last month has no such day, so the time ends on the last day of that month.",
        "zh": "到期月没有对应的日子，以该月最后一天为期满日。",
    },
    Why.ROLLED: {
        "en": "That day is a rest day, so the date moves to the next working day.",
        "zh": "这一天是休息日，顺延到其后第一个工作日。",
    },
    Why.NOT_ROLLED: {
        "en": "That day is a rest day. The date does not move.",
        "zh": "这一天是休息日，按规定不顺延。",
    },
    Why.MAKE_UP_WORKDAY: {
        "en": "That weekend day is a make-up workday, so the date does not move.",
        "zh": "这一天虽是周末，但为调休上班日，不顺延。",
    },
    Why.UNPUBLISHED: {
        "en": "The holidays of a later year are not published yet. The date may still change.",
        "zh": "所涉年度的放假安排尚未公布，日期可能还会变动。",
    },
    Why.UNROLLED_UNPUBLISHED: {
        "en": "The holidays of that year are not published yet. To be safe, the date is not moved.",
        "zh": "该年度的放假安排尚未公布，为稳妥起见，日期暂不顺延。",
    },
    Why.COUNTED_BACK: {
        "en": "Counted back from the last day.",
        "zh": "由最后一天往前推算。",
    },
}
WORKING_DAYS: dict[Lang, str] = {
    "en": "Weekends and holidays are left out. Make-up workdays count.",
    "zh": "周末和放假日不算，调休上班日计算在内。",
}
LINES: dict[str, dict[Lang, str]] = {
    "start-not-counted": {"en": "first day, not counted", "zh": "开始当天，不计算"},
    "calendar-day": {"en": "day {n}", "zh": "第{n}天"},
    "workday": {"en": "working day {n}", "zh": "第{n}个工作日"},
    "make-up-workday": {"en": "make-up workday, working day {n}", "zh": "调休上班，第{n}个工作日"},
    "weekend": {"en": "weekend, not counted", "zh": "周末，不计算"},
    "holiday": {"en": "holiday, not counted", "zh": "放假，不计算"},
    "fixed-holiday": {"en": "public holiday, not counted", "zh": "法定节假日，不计算"},
    "corresponding-day": {"en": "the same day of the month: {n} over", "zh": "对应日，第{n}期届满"},
    "day-before-corresponding": {
        "en": "the day before the same day of the month: {n} over",
        "zh": "对应日的前一天，第{n}期届满",
    },
    "month-end": {
        "en": "last day of a month without that day: {n} over",
        "zh": "当月没有对应日，以月末为准，第{n}期届满",
    },
    "end-on-weekend": {"en": "weekend, the date moves on", "zh": "周末，顺延"},
    "end-on-holiday": {"en": "holiday, the date moves on", "zh": "放假，顺延"},
    "end-on-fixed-holiday": {"en": "public holiday, the date moves on", "zh": "法定节假日，顺延"},
    "rolled-to": {"en": "next working day: the last day", "zh": "其后第一个工作日，为最后一天"},
}


def describe(counted: Counted, lang: Lang) -> str:
    """The whole count in a few short sentences."""
    sentences = [_opening(counted, lang), *(REASONS[why][lang] for why in counted.why)]
    if counted.span.working_days:
        sentences.append(WORKING_DAYS[lang])
    if counted.date != counted.unrolled:
        sentences.append(_closing(counted, lang))
    return (" " if lang == "en" else "").join(sentences)


def describe_line(line: DayLine, lang: Lang) -> str:
    """One day of `Counted.explain()`."""
    words = LINES[line.reason][lang].format(n=line.number)
    return f"{day_words(line.date, lang)}: {words}" if lang == "en" else (
        f"{day_words(line.date, lang)}：{words}"
    )  # fmt: skip


def span_words(span: Span, lang: Lang) -> str:
    """A span as it is said: 5 working days, 5个工作日."""
    if lang == "zh":
        return f"{span.number}{UNITS[span.unit]['zh']}"
    return f"{span.number} {UNITS[span.unit]['en'][span.number != 1]}"


def day_words(day: date, lang: Lang) -> str:
    """A date with its weekday: Friday 1 May 2026, 2026年5月1日（星期五）."""
    weekday = WEEKDAYS[lang][day.weekday()]
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日（{weekday}）"
    return f"{weekday} {day.day} {MONTHS[day.month - 1]} {day.year}"


def _opening(counted: Counted, lang: Lang) -> str:
    span, start = span_words(counted.span, lang), day_words(counted.start, lang)
    if Why.COUNTED_BACK in counted.why:
        day = day_words(counted.date, lang)
        if lang == "zh":
            return f"要在{start}当天或之前满{span}，最迟从{day}起算。"
        return f"For {span} to be over by {start}, begin on {day} at the latest."
    end = day_words(counted.unrolled, lang)
    if lang == "zh":
        return f"自{start}起{span}，至{end}届满。"
    return f"{span} from {start}: {end}."


def _closing(counted: Counted, lang: Lang) -> str:
    last = day_words(counted.date, lang)
    if lang == "zh":
        return f"最后一天：{last}。"
    return f"Last day: {last}."
