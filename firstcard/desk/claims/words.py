"""Words of the pages about bills that were handed in, in both languages."""

from firstcard.policy.format import Text

CLAIMS = {
    "menu_claims": Text("Bills handed in", "手工报销"),
    "claims_title": Text("Bills handed in", "手工报销"),
    "claims_lead": Text(
        "Bills that families paid themselves, the first due first. What families have to complete "
        "comes last.",
        "家庭自费后申请报销的费用，按办结期限先后排列；待家庭补正的排在最后。",
    ),
    "claims_empty": Text("No bill waits here.", "暂无待办理的手工报销。"),
    "claims_region": Text("Table of bills", "费用列表"),
    "claims_col_due": Text("Last day", "办结期限"),
    "claims_col_reference": Text("Reference", "费用编号"),
    "claims_col_state": Text("State", "状态"),
    "claims_col_next": Text("What comes next", "下一步"),
    "claims_col_where": Text("Treated at", "就诊机构"),
    "claims_col_days": Text("Days", "就诊日期"),
    "claims_next_items": Text("Enter the items", "录入明细"),
    "claims_next_decide": Text("Check and decide", "复核"),
    "claims_next_family": Text("The family completes it", "待家庭补正"),
    "claims_elsewhere": Text("not in the register", "未登记机构"),
    "claims_more": Text("Next {n}", "后{n}件"),
    "claims_first": Text("Back to the first", "回到第一页"),
    "claims_settled_link": Text("Bills settled in the region", "本地区已结算费用"),
    # One bill
    "claim_title": Text("Bill handed in", "手工报销"),
    "claim_due": Text("To be decided by {day}", "应于{day}前办结"),
    "claim_provisional": Text(
        "(may still change: the holidays are not published yet)", "（放假安排未公布，可能调整）"
    ),
    "claim_stands": Text("The family has it: the clock stands.", "待家庭补正，暂停计时。"),
    "claim_do": Text("What to do", "办理"),
    "claim_do_items": Text("Enter the items", "录入费用明细"),
    "claim_do_items_again": Text("Correct the items", "更正费用明细"),
    "claim_do_missing": Text("Ask for papers", "要求补正"),
    "claim_do_brought": Text("Papers were brought", "已收到补正材料"),
    "claim_do_refuse": Text("Refuse it", "不予支付"),
    "claim_do_pay": Text("Accept and pay {amount}", "审核通过，支付{amount}"),
    "claim_do_nothing": Text("Nothing to do for you here now.", "目前没有需要您办理的事项。"),
    "claim_other_decides": Text(
        "You took this bill in or entered its items, so somebody else decides on it.",
        "该费用由您受理或录入，须由他人复核。",
    ),
    "claim_own_family": Text(
        "This is your own family's bill. A colleague has to do it.",
        "这是您本人或家人的费用，须由同事办理。",
    ),
    "claim_no_items": Text(
        "The items are not entered yet. They are read from the papers.",
        "尚未录入费用明细，请根据材料录入。",
    ),
    "claim_preview": Text("What it would come to", "预计结算结果"),
    "claim_preview_not": Text(
        "It cannot be worked out as it was entered:", "按已录入的内容无法结算："
    ),
    "claim_result": Text("What it came to", "结算结果"),
    "claim_papers": Text("Papers", "材料"),
    "claim_papers_none": Text(
        "No pictures: the papers were shown at the counter.", "没有影像：材料在窗口核验。"
    ),
    "claim_paper_missing": Text("asked for again", "待补正"),
    "claim_paper_none": Text("not there", "未提交"),
    "claim_paper_shown": Text("shown at the counter", "已在窗口核验"),
    "claim_paper_there": Text("sent {when}", "{when}上传"),
    "claim_back": Text("Back to the bill", "返回费用"),
    "claim_back_list": Text("Back to the list", "返回列表"),
    "claim_born": Text("Born", "出生日期"),
    "claim_number_masked": Text("Identity number", "证件号码"),
    "claim_written": Text("Where, as the family wrote it", "就诊机构（家庭填写）"),
    "claim_total": Text("Entered in all", "录入总额"),
    "claim_lines": Text("Items", "费用明细"),
    "claim_clock": Text("Clock", "期限"),
    "claim_done_items": Text("The items are entered.", "明细已录入。"),
    "claim_done_missing": Text("The family has been told what is missing.", "已告知家庭所缺材料。"),
    "claim_done_brought": Text(
        "The papers are noted; the clock goes on.", "已登记补正材料，继续计时。"
    ),
    "claim_done_paid": Text("Accepted. The family has been told.", "已审核通过，并告知家庭。"),
    "claim_done_refused": Text("Refused. The family has been told.", "已不予支付，并告知家庭。"),
    # Items
    "items_title": Text("Enter the items from the papers", "根据材料录入费用明细"),
    "items_institution": Text("Code of the institution", "机构编码"),
    "items_institution_hint": Text(
        "H or P and eleven digits, from the register", "H或P加11位数字，见机构登记"
    ),
    "items_no_code": Text("Type the code of the institution.", "请填写机构编码。"),
    "items_more": Text("An institution without an agreement", "没有服务协议的机构"),
    "items_name": Text("Its name", "机构名称"),
    "items_level": Text("Its class", "机构等级"),
    "items_where": Text("Institution", "就诊机构"),
    "items_number": Text("Number on the receipt", "票据号码"),
    "items_save": Text("Save the items", "保存明细"),
    # Missing, brought, refuse
    "missing_title": Text("Ask for papers", "要求补正材料"),
    "missing_lead": Text(
        "Name everything that is missing or cannot be used, at once: only this can be asked for "
        "later. The clock stands until it comes.",
        "请一次列明所有缺少或不能使用的材料，以后只能就这些材料再次要求。补正期间暂停计时。",
    ),
    "missing_papers": Text("What is missing or cannot be used", "缺少或不能使用的材料"),
    "missing_note": Text("What is wrong with it", "说明"),
    "missing_note_hint": Text("The family reads this.", "家庭可以看到此说明。"),
    "missing_go": Text("Send it back", "退回补正"),
    "brought_title": Text("Papers were brought", "登记补正材料"),
    "brought_lead": Text(
        "Tick what was brought to the counter. All that is missing has to be there.",
        "请勾选在窗口收到的材料。所缺材料须全部收齐。",
    ),
    "brought_papers": Text("Brought", "已收到"),
    "brought_go": Text("Note it", "登记"),
    "claim_refuse_title": Text("Refuse the bill", "不予支付"),
    "claim_refuse_lead": Text(
        "The family reads the reason and what it can do against it:",
        "家庭可以看到原因和以下救济途径：",
    ),
    "claim_refuse_reason": Text("Why the fund does not pay, with the rule", "不予支付的理由和依据"),
    "claim_refuse_until": Text("{name} By {day}.", "{name}截至{day}。"),
    "claim_refuse_go": Text("Refuse it", "不予支付"),
    # Settled in the region
    "settled_title": Text("Bills settled in the region", "本地区已结算费用"),
    "settled_lead": Text(
        "Of patients who are enrolled here: at the counter and by hand. Names are shortened.",
        "本地参保人的费用，包括直接结算和手工报销。姓名已作隐藏处理。",
    ),
    "settled_institution": Text("Institution", "机构"),
    "settled_since": Text("From", "起始日期"),
    "settled_until": Text("Until", "截止日期"),
    "settled_state": Text("State", "状态"),
    "settled_any": Text("All", "全部"),
    "settled_show": Text("Show", "查询"),
    "settled_sums": Text("Sums by institution, yuan", "按机构合计（元）"),
    "settled_rows": Text("Bills", "费用"),
    "settled_none": Text("No bill in these days.", "该期间没有费用。"),
    "settled_number": Text("Bills", "笔数"),
    "settled_total": Text("Total", "总费用"),
    "settled_fund": Text("Funds", "基金支付"),
    "settled_family": Text("Family", "个人负担"),
    "settled_all": Text("All", "合计"),
    "settled_col_reference": Text("Reference", "费用编号"),
    "settled_col_patient": Text("Patient", "参保人"),
    "settled_col_day": Text("Settled", "结算日期"),
    "settled_col_origin": Text("How it came", "结算方式"),
    "settled_origin_counter": Text("at the counter", "直接结算"),
    "settled_origin_manual": Text("handed in", "手工报销"),
    "settled_csv": Text("As CSV (at most {n} bills)", "下载CSV（最多{n}笔）"),
    "settled_wrong_days": Text(
        "Type days such as 2026-11-01, the first not after the last.",
        "日期格式如2026-11-01，起始日期不能晚于截止日期。",
    ),
}
