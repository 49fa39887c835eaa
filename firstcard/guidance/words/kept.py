"""Words of kept plans: keep, open elsewhere, what has changed, delete."""

from firstcard.policy.format import Text

KEPT = {
    # The box on the plan's page
    "keep_title": Text("Keep this plan", "保存这份清单"),
    "keep_why": Text(
        "Open it again later, or on the phone of whoever goes for you. You get an address of its "
        "own. No account is needed.",
        "以后可以再次打开，也可以在替您办事的家人手机上打开。保存后会得到专用网址，无需注册账号。"),
    "keep_until": Text(
        "It is kept until {day}, longer if you change something by then. It is stored encrypted, "
        "and you can delete it at any time.",
        "保存至{day}；期间有改动的，保存期相应延长。内容加密保存，可随时删除。"),
    "keep_button": Text("Keep this plan", "保存清单"),
    "kept_title": Text("This plan is kept", "清单已保存"),
    "kept_until": Text("Until {day}. Each change makes it last another {days} days.",
                       "保存至{day}。每次改动后，保存期重新计算，为{days}天。"),
    "kept_shared": Text(
        "Anyone who has its address can see and change this plan.",
        "知道网址的人都能查看和修改这份清单。"),
    "kept_more": Text("Address, code for another phone, delete", "查看网址和二维码，或删除"),
    # What has changed
    "changed_title": Text("What has changed since {day}", "{day}以来的变化"),
    "changed_nothing": Text("Nothing has changed since {day}.", "自{day}以来没有变化。"),
    "changed_seen": Text("OK, I have seen this", "知道了"),
    "change_rules": Text("Rules changed: {name}, version {new} (before: {old}).",
                         "规则有更新：{name}，现为{new}版（原为{old}版）。"),
    "change_rules-corrected": Text("Rules corrected: {name}, version {new}.",
                                   "规则有更正：{name}，{new}版。"),
    "change_rules-new": Text("Rules that now count for this plan: {name}.",
                             "本清单新适用的规则：{name}。"),
    "change_rules-left": Text("Rules that no longer count for this plan: {name}.",
                              "本清单不再适用的规则：{name}。"),
    "change_overdue": Text("Now overdue: {title}", "已逾期：{title}"),
    "change_will-be-late": Text("Will now be late: {title}", "将会逾期：{title}"),
    "change_aim-passed": Text("The best-by day has passed, still in time: {title}",
                              "已过建议日期，仍在期限内：{title}"),
    "change_due": Text("{title}: the last day is now {new} (before: {old}).",
                       "{title}：最晚日期改为{new}（原为{old}）。"),
    "change_due-new": Text("{title}: now has a last day, {new}.", "{title}：新增最晚日期{new}。"),
    "change_due-none": Text("{title}: has no last day any more (before: {old}).",
                            "{title}：不再有最晚日期（原为{old}）。"),
    "change_aim": Text("{title}: best by {new} (before: {old}).",
                       "{title}：建议不晚于{new}（原为{old}）。"),
    "change_aim-new": Text("{title}: now best by {new}.", "{title}：新增建议日期，不晚于{new}。"),
    "change_aim-none": Text("{title}: has no best-by day any more (before: {old}).",
                            "{title}：不再有建议日期（原为{old}）。"),
    "change_open": Text("Can be done now: {title}", "现在可以办理：{title}"),
    "change_new": Text("New step: {title}", "新增步骤：{title}"),
    "change_done": Text("Done: {title}", "已办好：{title}"),
    "change_left": Text("No longer in the plan: {title}", "不再需要办理：{title}"),
    "change_goal": Text("{name}: now '{new}' (before: '{old}').",
                        "{name}：现为“{new}”（原为“{old}”）。"),
    "change_goal-new": Text("Now asked for: {name}", "新增办理目标：{name}"),
    "change_goal-left": Text("No longer asked for: {name}", "不再办理：{name}"),
    "change_cover": Text("{name}: {new} (before: {old}).", "{name}：{new}（原为：{old}）。"),
    "change_cover-new": Text("{name}: {new}.", "{name}：{new}。"),
    "change_cover-left": Text("{name}: no longer part of this plan (before: {old}).",
                              "{name}：不再列入本清单（原为：{old}）。"),
    "change_cover_of": Text("Insurance cover in {year}", "{year}年度医保待遇"),
    "change_cover_from": Text("from {day}", "{day}起"),
    "change_cover_between": Text("{day} to {end}", "{day}至{end}"),
    "change_cover_unknown": Text("first day not known", "起始日期未知"),
    "change_cover_depends": Text("depends on open questions", "取决于待回答的问题"),
    # The page of a kept plan
    "kept_address": Text("Its address", "清单网址"),
    "kept_address_hint": Text(
        "Copy it, or write it down. If you lose it, you cannot open the plan again: nobody can "
        "look it up, not even us.",
        "请复制或抄下网址。网址丢失后，任何人都无法查到这份清单，我们也查不到。"),
    "kept_only_here": Text(
        "This service runs on this machine only, so the address opens on this machine only.",
        "本服务目前只在这台机器上运行，网址也只能在这台机器上打开。"),
    "kept_calendar": Text("Dates in your calendar", "在日历中订阅"),
    "kept_calendar_hint": Text(
        "Add this address to your calendar app as a subscription. The dates then stay up to date "
        "by themselves.",
        "在日历应用中把此网址添加为订阅日历，清单有变化时，日期会自动更新。"),
    "kept_code": Text("Code for another phone", "在另一部手机上打开"),
    "kept_code_open": Text(
        "Point the camera of the other phone at the code. The same plan opens there, and what one "
        "of you ticks or changes, both see.",
        "用另一部手机扫描二维码，即可打开同一份清单。任何一方的勾选和修改，双方都能看到。"),
    "kept_code_name": Text("QR code with the address of this plan", "含有本清单网址的二维码"),
    "kept_code_dates": Text(
        "This service has no public address, so this code cannot open the plan elsewhere. It holds "
        "the next dates instead: another phone can put them into its calendar.",
        "本服务没有公开网址，二维码不能在其他手机上打开清单。二维码中是近期的日期，扫描后可存入手机日历。"),
    "kept_code_dates_name": Text("QR code with the next dates of this plan",
                                 "含有本清单近期日期的二维码"),
    "kept_code_none": Text("This plan has no dates to put into a code.",
                           "本清单没有可存入二维码的日期。"),
    "kept_delete_title": Text("Delete it", "删除清单"),
    "kept_delete_why": Text(
        "This deletes the plan for everybody who has the address, at once and for good.",
        "立即永久删除，所有知道网址的人都不能再打开。"),
    "kept_delete": Text("Delete this plan", "删除这份清单"),
    "kept_back": Text("To the plan", "查看清单"),
    "deleted_title": Text("The plan is deleted", "清单已删除"),
    "deleted_text": Text(
        "Nothing of it is left here. Its address opens nothing any more. Calendar entries and "
        "papers that you saved elsewhere stay with you.",
        "本服务不再保留任何内容，原网址已失效。您自行存入日历或打印的内容不受影响。"),
    # The address of a plan that is not there
    "gone_title": Text("There is no plan here", "没有找到这份清单"),
    "gone_why": Text(
        "The address may be incomplete or mistyped. Or the plan was deleted, or not changed for "
        "{days} days.",
        "可能是网址不完整或有误，也可能是清单已被删除，或超过{days}天没有改动，已自动删除。"),
    "gone_code": Text("Letters and digits at the end of the address", "网址末尾的字母和数字"),
    "gone_code_hint": Text("Capital or small letters, with or without hyphens. It looks like this:",
                           "不区分大小写，可不输入连字符。例如："),
    "gone_wrong": Text(
        "No plan opens with this. Compare it with the address again, letter by letter.",
        "用这些字符找不到清单，请对照网址逐个核对。"),
    "gone_empty": Text("Enter the letters and digits at the end of the address",
                       "请填写网址末尾的字母和数字"),
    "gone_open": Text("Open the plan", "打开清单"),
    "gone_new": Text("A new plan takes about 3 minutes.", "重新生成一份清单约需3分钟。"),
    # Two plans on one device
    "which_title": Text("Which plan do you want to use?", "使用哪一份清单？"),
    "which_answers": Text(
        "You have opened a kept plan. On this device there are also answers that are not kept yet.",
        "您打开了一份已保存的清单。这台设备上还有尚未保存的回答。"),
    "which_other": Text(
        "You have opened a kept plan. On this device another kept plan is open already.",
        "您打开了一份已保存的清单。这台设备上还打开着另一份已保存的清单。"),
    "which_other_stays": Text("The other one stays kept. Its address:", "另一份仍会保留，网址为："),
    "which_both": Text(
        "To lose neither: stay with your answers, press 'Keep this plan' there, then open the "
        "address again.",
        "如需两份都保留：先选择继续使用本机回答并保存清单，再重新打开该网址。"),
    "which_open": Text("Open the kept plan, drop the answers here",
                       "打开已保存的清单，放弃本机回答"),
    "which_stay": Text("Stay with the answers here", "继续使用本机回答"),
    "which_open_other": Text("Open this kept plan", "打开这份清单"),
    "which_stay_other": Text("Stay with the other one", "继续使用另一份"),
    # A device that others use too
    "leave_why": Text(
        "On a shared device, take the plan off it when you are finished. It stays kept, and its "
        "address opens it again.",
        "如使用公用设备，用完后请移除这份清单。清单仍会保留，通过网址可再次打开。"),
    "leave_button": Text("Take it off this device", "从这台设备移除"),
    # The database is away
    "away_title": Text("Your kept plan cannot be reached just now", "暂时无法读取已保存的清单"),
    "away_keep_title": Text("The plan cannot be kept just now", "暂时无法保存清单"),
    "away_text": Text("Nothing that was kept is lost. Try again in a moment.",
                      "已保存的内容不会丢失，请稍后再试。"),
    "away_keep_text": Text("Your answers are still in your browser. Try again in a moment.",
                           "您的回答仍在浏览器中，请稍后再试。"),
    "away_typed": Text("What you have just entered is not saved yet. The button sends it again.",
                       "您刚才填写的内容尚未保存，点击按钮可重新提交。"),
    "away_again": Text("Try again", "再试一次"),
    "away_without": Text(
        "You can also use the service without this plan. It stays kept, and its address opens it "
        "again.",
        "您也可以先不使用这份清单。清单仍会保留，以后通过网址可再次打开。"),
}  # fmt: skip
