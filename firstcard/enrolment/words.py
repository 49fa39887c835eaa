"""What the insurance says of itself and refuses: hand-written pairs."""

from __future__ import annotations

from datetime import date

from firstcard.enrolment.states import EnrolmentAction, EnrolmentState, Why
from firstcard.policy.clock_words import MONTHS
from firstcard.policy.format import Text

REFUSED: dict[str, Text] = {
    "insured-already": Text(
        "The child has been insured in {region} since {day}{case}. Nobody can be insured in two "
        "places at once. That insurance has to end first.",
        "孩子自{day}起已在{region}参保{case}。同一时间只能在一个地方参保，请先在原参保地办理停保"
        "。"),
    "insured-elsewhere": Text(
        "{region} says that the child is insured there. Nobody can be insured in two places at "
        "once. Have that insurance ended first, then ask again.",
        "{region}反馈：孩子已在当地参保。同一时间只能在一个地方参保，请先在当地停保，再重新核查。"),
    "applied-later": Text(
        "The day of the application cannot be after today.", "申请日期不能晚于今天。"),
    "wrong-facts": Text(
        "What is known of the family does not fit together, so the rules cannot be applied. Check "
        "the answers.",
        "所填家庭情况前后不一致，无法适用规则，请核对。"),
    "no-bill": Text(
        "There is no bill for {year}. Check the child and the year.",
        "没有{year}年度的缴费单，请核对参保人和年度。"),
    "which-year": Text(
        "Several years are open for this child. Say which year was paid.",
        "该参保人有多个年度待缴，请注明所缴年度。"),
    "not-enrolled": Text(
        "This child is not enrolled here, so the payment cannot be counted. Pass it back to the "
        "tax office with this answer.",
        "该参保人未在本地参保登记，此笔缴费无法入账，请退回税务部门并附此说明。"),
    "not-asked": Text(
        "Other regions were not asked about this child yet.", "尚未就这个孩子向外地核查。"),
    "no-amount": Text(
        "The amount must be more than 0 and less than 10 million yuan.",
        "金额应大于0且小于1000万元。"),
    "paid-before-birth": Text(
        "The day of the payment cannot be before the birth.", "缴费日期不能早于出生日期。"),
    "paid-later": Text(
        "The day of the payment cannot be after today.", "缴费日期不能晚于今天。"),
    "no-reference": Text(
        "The tax office's reference is missing or has the wrong form. It is one line of up to 60 "
        "characters.",
        "税务部门的缴费凭证号缺失或者格式不符，应为一行、最多60个字符。"),
    "reference-used": Text(
        "This reference of the tax office was already counted on {day}, with another amount, day "
        "or bill. Nothing was counted twice. Ask the tax office which is right.",
        "该缴费凭证号已于{day}入账，但金额、日期或者缴费单与本次不同。未重复入账，请与税务部门核实。"),
    "ended-already": Text(
        "This insurance has already ended: its last day is {day}.",
        "该参保关系已终止，最后一天为{day}。"),
    "unknown-reason": Text(
        "Say why it ends: death or move.", "请注明终止原因：死亡或者迁移。"),
    "death-later": Text(
        "The day of death cannot be after today.", "死亡日期不能晚于今天。"),
    "end-before-birth": Text(
        "The last day cannot be before the birth.", "最后一天不能早于出生日期。"),
    "end-too-far": Text(
        "The last day is too far away. Check the year.", "最后一天离今天太远，请核对年份。"),
    "not-unknown": Text(
        "This is known already, so there is nothing to answer.", "此项已经明确，无需答复。"),
    "answer-what": Text(
        "Give the amount or the first covered day, and who said so.",
        "请填写金额或者待遇起始日期，并注明答复来源。"),
    "answer-outside": Text(
        "The first covered day has to be in {year}, and not before the birth.",
        "待遇起始日期应在{year}年内，且不早于出生日期。"),
    "number-of-another-day": Text(
        "This number belongs to somebody born on {theirs}, but the child was born on {ours}. "
        "Compare both with the household register.",
        "该号码所载出生日期为{theirs}，而孩子的出生日期为{ours}，请与户口簿核对。"),
    "number-of-another-sex": Text(
        "The sex in this number is not the one recorded. Compare both with the household register.",
        "该号码所载性别与登记信息不符，请与户口簿核对。"),
    "number-there": Text(
        "The child already has another citizen ID number ({masked}). Putting it right takes two "
        "people: propose a correction in the case.",
        "孩子已登记另一个公民身份号码（{masked}）。更正须经两人办理，请在申请中提出更正。"),
    "second-record": Text(
        "There is a second record with this number. If both are the same child, two people can "
        "join them: propose it in the case.",
        "该号码已在另一条记录中登记。如为同一个孩子，可由两人核对后合并，请在申请中提出。"),
    "same-record": Text(
        "These are one record already.", "两者已是同一条记录。"),
    "records-differ": Text(
        "These records cannot be the same child: the date of birth, the sex or the citizen ID "
        "number differs.",
        "两条记录的出生日期、性别或者公民身份号码不一致，不能认定为同一个孩子。"),
    "records-of-accounts": Text(
        "Both records belong to people who sign in. They cannot be joined here.",
        "两条记录均有登录账号，不能在此合并。"),
}  # fmt: skip

STATES: dict[EnrolmentState, Text] = {
    EnrolmentState.REGISTERED: Text("registered, not covered yet", "已参保登记，尚未享受待遇"),
    EnrolmentState.ENTITLED: Text("covered", "享受待遇"),
    EnrolmentState.LAPSED: Text("lapsed", "断保"),
    EnrolmentState.ENDED: Text("ended", "已终止"),
}
ACTIONS: dict[EnrolmentAction, Text] = {
    EnrolmentAction.REGISTER: Text("registered", "参保登记"),
    EnrolmentAction.ENTITLE_FREE_YEAR: Text("a year without premium", "免缴年度"),
    EnrolmentAction.PAY: Text("a payment was counted", "缴费入账"),
    EnrolmentAction.ANSWER: Text("the office said what was not known", "经办机构已答复"),
    EnrolmentAction.START: Text("the paid time begins", "待遇享受期开始"),
    EnrolmentAction.LAPSE: Text("a year was not paid", "年度未缴费"),
    EnrolmentAction.NEW_YEAR: Text("a new year begins that can still be paid in time",
                                   "新年度开始，仍在缴费期内"),
    EnrolmentAction.IDENTIFY: Text("the citizen ID number was added", "补录公民身份号码"),
    EnrolmentAction.END: Text("ended", "终止参保"),
}  # fmt: skip

NO_ANSWER: dict[str, Text] = {
    "not-connected": Text(
        "No system of other regions is connected here, so nobody was asked.",
        "尚未接入外地系统，未能核查。"),
    "no-number": Text(
        "Other regions cannot be asked: the child has no number on record.",
        "尚未登记孩子的证件号码，无法向外地核查。"),
    "unreachable": Text(
        "The system of other regions could not be reached. That does not mean “not insured”: it "
        "will be asked again.",
        "外地系统暂时无法访问，不能视为未参保，系统将再次核查。"),
    "not-understood": Text(
        "The system of other regions gave an answer that cannot be understood. That does not mean "
        "“not insured”: it will be asked again.",
        "外地系统的答复无法识别，不能视为未参保，系统将再次核查。"),
}  # fmt: skip
ANSWERS: dict[str, Text] = {
    "yes": Text("{region} says: insured there since {day}.",
                "{region}反馈：自{day}起在当地参保。"),
    "yes-undated": Text("{region} says: insured there.", "{region}反馈：已在当地参保。"),
    "no": Text("Other regions say: not insured there.", "外地系统反馈：未参保。"),
}  # fmt: skip

STANDING: dict[Why, Text] = {
    Why.NOT_ENROLLED: Text(
        "Not enrolled here.", "未在本地参保。"),
    Why.NOT_YET_ENROLLED: Text(
        "Not yet enrolled on this day, and not covered for it.",
        "这一天尚未参保登记，也不在待遇享受期内。"),
    Why.UNPAID: Text(
        "Registered, not paid: not covered until the premium is paid.",
        "已参保登记，尚未缴费，缴费后方可享受待遇。"),
    Why.PART_PAID: Text(
        "Registered, paid in part: not covered until the rest is paid.",
        "已参保登记，费用尚未缴足，缴足后方可享受待遇。"),
    Why.AMOUNT_UNKNOWN: Text(
        "Registered. What this year costs is not known here. The office has to say.",
        "已参保登记，本年度缴费金额尚不明确，须由经办机构答复。"),
    Why.COVER_UNKNOWN: Text(
        "Registered and paid. From which day it covers is not known here. The office has to say.",
        "已参保登记并缴费，待遇起始日期尚不明确，须由经办机构答复。"),
    Why.STARTS_LATER: Text(
        "Paid. It covers from {from}.", "已缴费，自{from}起享受待遇。"),
    Why.NOTHING_LEFT: Text(
        "Paid so late that no day of {year} is covered. Ask for the money back.",
        "缴费过晚，{year}年度内已没有待遇享受期，可申请退费。"),
    Why.COVERED: Text(
        "Covered from {from} to {until}.", "待遇享受期为{from}至{until}。"),
    Why.YEAR_UNPAID: Text(
        "Lapsed: a year was not paid. Not covered now.",
        "已断保：有年度未缴费，目前不能享受待遇。"),
    Why.COVER_OVER: Text(
        "Lapsed: the year that was paid is over, and {year} is not paid. Not covered now.",
        "已断保：已缴费年度的待遇享受期已满，{year}年度未缴费，目前不能享受待遇。"),
    Why.ENDED: Text(
        "Ended. The last day was {until}.", "参保关系已终止，最后一天为{until}。"),
}  # fmt: skip

PAYING: dict[str, Text] = {
    "unknown": Text(
        "{paid} yuan are paid. What is owed is not known here yet.",
        "已缴{paid}元，应缴金额尚不明确。"),
    "open": Text(
        "{owed} yuan are owed, nothing is paid yet.", "应缴{owed}元，尚未缴费。"),
    "part": Text(
        "{paid} of {owed} yuan are paid. {rest} yuan are still to be paid, and nothing is covered "
        "until then.",
        "应缴{owed}元，已缴{paid}元，还差{rest}元。缴足之前不享受待遇。"),
    "paid": Text(
        "{paid} yuan are owed and paid.", "应缴{paid}元，已缴清。"),
    "over": Text(
        "{owed} yuan are owed, {paid} are paid: {over} yuan too much. Ask the tax office to pay "
        "them back.",
        "应缴{owed}元，实缴{paid}元，多缴{over}元，可向税务部门申请退还。"),
    "free": Text(
        "Nothing has to be paid for this year.", "本年度无需缴费。"),
}  # fmt: skip


def filled(text: Text, **values: str | Text) -> Text:
    """The text with its values put in, each in its own language."""

    def in_(lang: str) -> dict[str, str]:
        return {name: value if isinstance(value, str) else getattr(value, lang)
                for name, value in values.items()}  # fmt: skip

    return Text(text.en.format(**in_("en")), text.zh.format(**in_("zh")))


def day_text(day: date) -> Text:
    """A date in words."""
    return Text(f"{day.day} {MONTHS[day.month - 1]} {day.year}",
                f"{day.year}年{day.month}月{day.day}日")  # fmt: skip


def yuan(fen: int) -> str:
    """Fen in yuan, with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"
