"""Words of the pages on which a family registers treatment elsewhere, in both languages."""

from firstcard.policy.format import Text

ELSEWHERE = {
    "away_link": Text("Treatment in another city: register it first", "异地就医备案"),
    "away_title": Text("Treatment in another city", "异地就医备案"),
    "away_new": Text("Register treatment in another city", "办理备案"),
    "away_registered": Text("What is registered", "备案记录"),
    "away_none": Text("Nothing is registered.", "暂无备案。"),
    "away_nobody": Text(
        "You do not act for anybody who is insured here. Apply for the child's insurance first.",
        "您名下暂无参保的孩子，请先办理参保。",
    ),
    "away_open": Text("From {since}, no last day is set", "自{since}起，未设截止日期"),
    "away_days": Text("From {since} to {until}", "{since}至{until}"),
    "away_day": Text("On {since} alone", "仅{since}当天"),
    "away_later": Text("Begins later", "尚未生效"),
    "away_holds": Text("Holds now", "生效中"),
    "away_over": Text("Over", "已结束"),
    "away_taken_back": Text("Taken back", "已撤销"),
    "away_end": Text("Set the last day", "设定截止日期"),
    "away_take_back": Text("Take it back", "撤销备案"),
    "away_done_registered": Text("It is registered.", "备案成功。"),
    "away_done_ended": Text("The last day is set.", "已设定截止日期。"),
    "away_done_back": Text("The registration is taken back.", "备案已撤销。"),
    # Registering
    "away_child": Text("Who is going to be treated there?", "谁去外地就医？"),
    "away_child_missing": Text("Choose who is going to be treated there", "请选择就医人"),
    "away_for": Text("Patient: ", "就医人："),
    "away_place": Text("Where is the hospital?", "在哪里就医？"),
    "away_place_hint": Text(
        "A province or a city is enough: it holds for every hospital there.",
        "填省或市即可，对当地所有定点医院有效。",
    ),
    "away_place_missing": Text(
        "Search for the place of the hospital, and choose it", "请查找并选择就医地"
    ),
    "away_since": Text("From which day?", "从哪天开始？"),
    "away_since_hint": Text(
        "Today or later. For days that are gone, ask the agency where the patient is insured.",
        "今天或以后的日期。此前的日期请咨询参保地医保经办机构。",
    ),
    "away_since_missing": Text("Enter the first day", "请填写开始日期"),
    "away_go": Text("Continue", "下一步"),
    # Before it is confirmed
    "away_check": Text("Register this?", "确认备案信息"),
    "away_who": Text("Patient", "就医人"),
    "away_where": Text("Place of treatment", "就医地"),
    "away_when": Text("Days", "有效期"),
    "away_effects": Text("What this means", "备案后"),
    "away_effect_counts": Text(
        "Bills from hospitals there count as registered from the first day on. Bills of days "
        "before do not change.",
        "自开始之日起，在当地发生的费用按已备案结算；此前的费用不变。",
    ),
    "away_effect_open": Text(
        "How long it holds is not known here. It stays until you set a last day.",
        "备案有效期未查到，在您设定截止日期之前一直有效。",
    ),
    "away_effect_until": Text("It holds until {until} by itself.", "到{until}自动失效。"),
    "away_effect_end": Text(
        "You can set a last day at any time, and take it back before it begins. Bills that are "
        "settled stay as they are.",
        "可随时设定截止日期，生效前也可撤销；已结算的费用不受影响。",
    ),
    "away_confirm": Text("Register it", "确认备案"),
    "away_change": Text("Change something", "返回修改"),
    # Ending
    "away_end_title": Text("Until when is the patient treated there?", "就医到哪天为止？"),
    "away_end_what": Text(
        "Bills of later days do not count as registered any more. Bills that are settled stay.",
        "此后发生的费用不再按已备案结算；已结算的费用不受影响。",
    ),
    "away_last": Text("Last day", "截止日期"),
    "away_last_hint": Text("Today or later.", "今天或以后的日期。"),
    "away_last_missing": Text("Enter the last day", "请填写截止日期"),
    "away_end_go": Text("Set this last day", "确定"),
    "away_back_title": Text("Take the registration back?", "确定撤销备案吗？"),
    "away_back_what": Text(
        "It has not begun. Bills from there will count as not registered.",
        "该备案尚未生效。撤销后，在当地发生的费用按未备案结算。",
    ),
    "away_back_go": Text("Take it back", "确定撤销"),
    "away_back_not": Text("Keep it", "不撤销"),
}
