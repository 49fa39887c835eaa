"""Words of sending back, refusing, passing on, and what goes to a second person."""

from firstcard.policy.format import Text

DECIDING = {
    "return_title": Text("Send back with all defects", "一次告知、退回补正"),
    "return_lead": Text(
        "Name everything that is missing or wrong now: the family is told once. What is left at "
        "“in order” is not named. The family sees each reason, its basis, and your words.",
        "请一次写明全部缺少或者不符合要求的内容。保持“符合要求”的项目不会告知。家庭将看到每项原因"
        "、依据和您的说明。"),
    "return_again": Text(
        "This case was sent back before. Only what was named then and is not corrected yet can be "
        "named.",
        "该申请已退回过一次，只能写上次已告知、仍未改正的内容。"),
    "return_papers": Text("Papers", "材料"),
    "return_fields": Text("Filled in", "填写内容"),
    "return_none": Text("in order, not named", "符合要求，不告知"),
    "reason": Text("Reason", "原因"),
    "note": Text("In your own words (optional)", "补充说明（选填）"),
    "return_button": Text("Send back", "退回补正"),
    "missing_now": Text("missing now", "目前缺少"),
    "refuse_title": Text("Refuse", "不予通过"),
    "refuse_lead": Text(
        "Tick every reason that applies. The family is told the reasons, their legal basis and "
        "what it can do against the decision.",
        "请勾选全部成立的理由。家庭将收到理由、法律依据和救济途径。"),
    "refuse_reasons": Text("Reasons", "理由"),
    "refuse_remedies": Text("The family is told that it can", "家庭将被告知可以"),
    "remedy_until": Text("until {day}", "最晚{day}"),
    "refuse_button": Text("Refuse", "不予通过"),
    "forward_title": Text("Pass on to the office in charge", "转送有权办理的经办机构"),
    "forward_lead": Text(
        "A case that came to the wrong place is passed on, never refused for that. The clock goes "
        "on, and the family is told where its case is.",
        "不属于本地办理的申请应当转送，不得因此不予通过。转送后期限继续计算，并告知家庭。"),
    "forward_where": Text("Where is the office in charge?", "转送到哪里？"),
    "forward_missing": Text("Choose a place, or search for it.", "请选择地区，或者查找地区。"),
    "forward_hint": Text("Offices known here come first. For any other place, search for it.",
                         "以下为已登记的经办机构，其他地区请在下方查找。"),
    "forward_button": Text("Pass on", "转送"),
    "propose_title": Text("Put to a second person", "提请复核"),
    "propose_lead": Text(
        "An exception from a paper, and a correction of the child's identity, take effect only "
        "when another person agrees. Until then the case is not decided.",
        "免提交材料和更正孩子身份信息，须经另一人复核同意后生效。复核前不作决定。"),
    "propose_kind": Text("What is it?", "事项"),
    "propose_exception": Text("An exception: do without papers", "例外处理：免提交材料"),
    "propose_identity": Text("A correction of the child's identity", "更正孩子身份信息"),
    "propose_papers": Text("Which papers?", "哪些材料？"),
    "propose_change": Text("What is right? Leave empty whatever stays the same.",
                           "更正为（不变的留空）"),
    "propose_reason": Text("Why? Say what you have seen.", "理由（写明核对情况）"),
    "propose_button": Text("Put to a second person", "提请复核"),
    "propose_no_kind": Text("Choose what it is.", "请选择事项。"),
    "propose_no_reason": Text("Say why.", "请写明理由。"),
    "propose_no_paper": Text("Tick at least one paper.", "请至少勾选一份材料。"),
    "propose_no_change": Text("Fill in what is right.", "请填写更正后的内容。"),
    "date_wrong": Text("Write the day like 2026-10-01, not in the future.",
                       "日期请按2026-10-01的形式填写，不得晚于今天。"),
    "propose_name": Text("Child's name", "孩子姓名"),
    "propose_sex": Text("Sex", "性别"),
    "propose_born_on": Text("Date of birth", "出生日期"),
    "propose_number": Text("Child's number", "孩子证件号码"),
    "number_kind": Text("Kind of number", "号码种类"),
    "keep": Text("as it is", "不变"),
    "date_example": Text("For example 2026-10-01", "例如2026-10-01"),
    "cancel": Text("Back to the case without doing anything", "返回申请，不作处理"),
}  # fmt: skip
