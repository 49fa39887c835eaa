"""Words of the pages on which a family hands in a bill that it paid itself, in both languages."""

from firstcard.policy.format import Text

ASKING = {
    "ask_link": Text("Hand in a bill that you paid yourselves", "申请手工报销（已自费的费用）"),
    "ask_title": Text("Hand in a bill that you paid yourselves", "申请手工报销"),
    "ask_lead": Text(
        "For a bill that the hospital did not settle with the insurance. You need these papers, as "
        "photographs or scans:",
        "适用于未能在医院直接结算、已由家庭自费的费用。请准备以下材料的照片或扫描件：",
    ),
    "ask_lead_after": Text(
        "First tell us where and when. You need not type the items: the agency reads them from "
        "your papers.",
        "先填写就诊医院和日期。费用明细不用填写，由经办机构根据材料录入。",
    ),
    "ask_nobody": Text(
        "You do not act for any child here yet. Apply for the child's insurance first.",
        "您名下暂无孩子的记录，请先为孩子办理参保。",
    ),
    "ask_for": Text("Patient: ", "患者："),
    "ask_child": Text("Whose bill is it?", "这是谁的费用？"),
    "ask_hospital": Text("Name of the hospital or pharmacy", "医院或药店名称"),
    "ask_hospital_hint": Text("As it stands on the receipt", "与票据上的名称一致"),
    "ask_town": Text("Town, if it is not where you live (optional)", "所在城市（外地就诊时填写）"),
    "ask_care": Text("What was it?", "就诊类型"),
    "ask_care_inpatient": Text("A stay in hospital", "住院"),
    "ask_care_outpatient": Text(
        "A visit, medicine or an examination, without a stay", "门诊、购药或检查（未住院）"
    ),
    "ask_first": Text("First day", "就诊（入院）日期"),
    "ask_last": Text("Last day", "结束（出院）日期"),
    "ask_last_hint": Text(
        "Only for a stay in hospital. Leave it empty for one day.", "住院的请填写；当日就诊可不填。"
    ),
    "ask_first_missing": Text("Enter the first day", "请填写就诊（入院）日期"),
    "ask_go": Text("Continue", "继续"),
    # Papers
    "papers_title": Text("Papers for the bill", "报销材料"),
    "papers_lead": Text(
        "Photograph each paper so that all four corners and every word can be read.",
        "请把每份材料拍完整、拍清楚，四角和文字都要看得清。",
    ),
    "papers_lead_again": Text(
        "The agency could not use these papers. Send a new picture of each. The time for checking "
        "stands still until you hand them in.",
        "以下材料不能使用或缺失，请重新上传。补正期间不计入办理时限。",
    ),
    "papers_note": Text("The agency writes: ", "经办机构说明："),
    "papers_there": Text("Sent, pages: {n}", "已上传{n}页"),
    "papers_not_yet": Text("Not sent yet", "未上传"),
    "papers_identity": Text(
        "You need not show who you are: we know it from your account. The agency may ask to see "
        "the originals.",
        "您已登录，无需再提交身份证件。经办机构可能要求核对原件。",
    ),
    "papers_hand_in": Text("Hand it in", "提交"),
    "papers_hand_in_lead": Text(
        "You state that the papers are true and that this bill was not paid back to you elsewhere.",
        "提交即表示您承诺材料真实，且该费用未在其他途径报销。",
    ),
    "papers_still": Text(
        "Send these papers, then you can hand the bill in.", "材料传齐后即可提交。"
    ),
    "papers_saved": Text(
        "Everything is saved. You can go on later, also on another device.",
        "已填内容都会保存，可稍后继续，也可换设备继续。",
    ),
    "papers_ready": Text("Back to the list of papers", "返回材料清单"),
    "bill_go_on": Text("Continue", "继续填写"),
    "bill_send_missing": Text("Send the missing papers", "补交材料"),
    "bill_draft": Text(
        "You have not handed it in yet. Nobody but you sees it.",
        "尚未提交，目前只有您可以看到。",
    ),
    "bill_missing_online": Text(
        "Papers are missing. Send them here or bring them to the agency. The time for checking "
        "stands still until then.",
        "材料需要补正，可在此补交，也可送交经办机构。补正期间不计入办理时限。",
    ),
    "bill_withdrawn": Text("You withdrew this bill.", "该费用已撤回。"),
    "bill_late": Text(
        "Sorry, this is late. The head of the office has been told.",
        "抱歉，已超过办理期限，已提请负责人督办。",
    ),
    "bill_checked_who": Text(
        "The medical insurance agency has it. It reads your papers, works out what the fund pays, "
        "and a second person checks that.",
        "由医保经办机构办理：根据材料录入费用、核算金额，再由另一人复核。",
    ),
    "bill_done_handed_in": Text(
        "The bill is handed in. We send you a message when it is decided or a paper is missing.",
        "已提交。办结或需要补正时，会发短信通知您。",
    ),
    "bill_done_withdrawn": Text("The bill is withdrawn.", "已撤回。"),
    "bill_remedies": Text("What you can do", "您可以怎么做"),
    "bill_remedy_until": Text("By {day}", "截至{day}"),
    "bill_papers": Text("Papers that you handed in", "已提交的材料"),
    "bill_withdraw": Text("Withdraw this bill", "撤回该笔费用"),
    "bill_withdraw_title": Text("Withdraw this bill?", "确定撤回吗？"),
    "bill_withdraw_what": Text(
        "Nothing is paid for it. You can hand the same bill in again later.",
        "撤回后不再报销，以后可以重新提交。",
    ),
    "bill_withdraw_draft": Text(
        "The pictures that you sent are deleted. You can begin again later.",
        "已上传的照片会被删除，以后可以重新开始。",
    ),
    "bill_withdraw_go": Text("Withdraw it", "确定撤回"),
    "bill_withdraw_not": Text("Keep it", "不撤回"),
}
