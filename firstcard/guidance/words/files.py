"""Words of what a family takes along: the calendar, the paper, the letter."""

from collections.abc import Mapping

from firstcard.policy.format import Text

FILES: Mapping[str, Text] = {
    # Calendar
    "ics_name": Text("Social security card: our dates", "社保卡办理日程"),
    "ics_due": Text("Last day: {title}", "最后一天：{title}"),
    "ics_overdue": Text("Overdue, do this now: {title}", "已逾期，请马上办：{title}"),
    "ics_begin": Text("Last day to start: {title}", "最晚这天开始：{title}"),
    "ics_opens": Text("Opens: {title}", "开始受理：{title}"),
    "ics_gone": Text("Done, or no longer needed", "已办好或不再需要"),
    "ics_alarm": Text("{title} ({day})", "{title}（{day}）"),
    "ics_last_day": Text("At the latest: {day} ({sure}).", "最晚：{day}（{sure}）。"),
    "ics_was_due": Text("The last day was {day}.", "最后一天是{day}。"),
    "ics_start": Text("Start by {day}: other steps wait for this one.",
                      "请最晚在{day}开始，后面的步骤要等这一步。"),
    "ics_aim": Text("Best by {day}.", "建议不晚于{day}。"),
    "ics_place": Text("{office}, {region}", "{office}（{region}）"),
    "ics_papers": Text("Take along:", "请带："),
    "ics_before": Text("First: {names}.", "先办：{names}。"),
    "ics_made": Text("Made on {day}. Dates can change: download the calendar again when "
                     "something changes.",
                     "{day}制作。日期可能变动，情况有变时请重新下载日历。"),
}  # fmt: skip
