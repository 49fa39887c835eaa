"""Words of a child's insurance at the desk: standing, bills, payments, other regions."""

from firstcard.policy.format import Text

INSURANCE = {
    "insurance": Text("Insurance of the child", "孩子的参保情况"),
    "insurance_title": Text("Insurance", "参保情况"),
    "insurance_lead": Text(
        "What is registered here for the child of this application. Premiums are paid to the tax "
        "office. This service records what the tax office reports and takes no money.",
        "这份申请中孩子的参保信息。保费由税务部门征收，本系统只登记税务部门反馈的缴费情况，不收取"
        "费用。"),
    "insurance_today": Text("Today, {day}", "今天，{day}"),
    "insurance_open": Text("Bills, payments, end", "缴费单、缴费记录、终止参保"),
    "insurance_elsewhere": Text("Insured elsewhere", "已在外地参保"),
    "insurance_elsewhere_bar": Text(
        "Other regions say that the child is insured there. Nobody can be insured twice: this case "
        "cannot be approved until that insurance is ended and they say no.",
        "外地反馈孩子已在当地参保。不得重复参保：须先在当地停保并经再次核查未参保，才能审核通过。"),
    # Other regions
    "inquiry": Text("Other regions", "异地参保核查"),
    "inquiry_yes": Text("insured elsewhere", "已在外地参保"),
    "inquiry_no": Text("not insured elsewhere", "未在外地参保"),
    "inquiry_none": Text("no answer: not known", "未获答复：情况不明"),
    "inquiry_unasked": Text("not asked yet: not known", "尚未核查：情况不明"),
    "inquiry_unasked_text": Text(
        "Other regions are asked when a clerk takes the case to examine it.",
        "受理人员领取申请、开始初审时，系统会向外地核查。"),
    "inquiry_asked": Text("asked {at}", "{at}核查"),
    "inquiry_ask": Text("Ask other regions", "向外地核查"),
    "inquiry_ask_again": Text("Ask other regions again", "再次向外地核查"),
    "insured_twice": Text("Insured elsewhere too", "疑似重复参保"),
    "insured_twice_lead": Text(
        "Another region says that these children are insured there. One of the two has to end.",
        "外地反馈以下孩子已在当地参保，须终止其中一处。"),
    # An enrolment
    "enrolled_in": Text("Enrolled in {region}", "参保地：{region}"),
    "enrolled_on": Text("Registered", "登记日期"),
    "enrolled_by_case": Text("Application", "依据申请"),
    "enrolled_with": Text("Identified by", "身份依据"),
    "enrolled_ended": Text("Last day", "最后一天"),
    "enrolled_reason": Text("Why it ended", "终止原因"),
    "ended_death": Text("death", "死亡"),
    "ended_move": Text("moved away", "迁移"),
    "ended_duplicate": Text("a second registration of the same child, taken back",
                            "同一孩子重复登记，已撤销"),
    "enrolled_history": Text("What happened to the insurance", "参保经过"),
    "by_role": Text("{role}, {at}", "{role}，{at}"),
    # A bill
    "bill": Text("Year {year}", "{year}年度"),
    "bill_cancelled": Text("cancelled", "已作废"),
    "bill_due": Text("Pay by", "缴费截止"),
    "bill_due_unsure": Text("{day}; the calendar may still change it",
                            "{day}（放假安排公布后可能调整）"),
    "bill_group": Text("Reduced premium", "资助参保"),
    "bill_covers": Text("Covers", "待遇享受期"),
    "bill_from_to": Text("{first} to {last}", "{first}至{last}"),
    "bill_ask": Text("Whom to ask", "向谁询问"),
    "bill_source": Text("Said by the office", "经办机构答复"),
    "bill_payments": Text("Payments for {year}", "{year}年度缴费记录"),
    "bill_no_payment": Text("No payment is recorded.", "没有缴费记录。"),
    "paying_unknown": Text("amount not known", "金额不明"),
    "paying_open": Text("not paid", "未缴费"),
    "paying_part": Text("paid in part", "未缴足"),
    "paying_paid": Text("paid", "已缴清"),
    "paying_over": Text("paid too much", "多缴"),
    "paying_free": Text("free", "免缴"),
    "propose_lead_approved": Text(
        "A correction of the child's identity takes effect only when another person agrees. What "
        "was decided on stays as it was; the child's record is put right.",
        "更正孩子身份信息，须经另一人复核同意后生效。已审核通过的申请内容不变，仅更正孩子的登记信息。"),
    "col_reference_tax": Text("Tax office's reference", "缴费凭证号"),
    "col_amount": Text("Amount", "金额"),
    "col_paid_on": Text("Paid on", "缴费日期"),
    "col_receipt": Text("Receipt", "回执"),
    # What can be done
    "do_payment": Text("Record a payment", "登记缴费"),
    "do_answer_amount": Text("Enter the amount to pay", "录入应缴金额"),
    "do_answer_cover": Text("Enter the first covered day", "录入待遇起始日期"),
    "do_end": Text("End this insurance", "终止参保"),
    "do_identify": Text("Add the citizen ID number", "补录公民身份号码"),
    "done_asked": Text("Other regions were asked. What they said is below.",
                       "已向外地核查，结果见下。"),
    "done_payment": Text("The payment is recorded. Its receipt is with the year.",
                         "缴费已登记，回执见所属年度。"),
    "done_answer": Text("The office's answer is recorded.", "经办机构的答复已录入。"),
    "done_end": Text("The end of the insurance is recorded.", "终止参保已登记。"),
    "done_identify": Text("The citizen ID number is on the child's record.",
                          "公民身份号码已补录。"),
    # Forms
    "payment_title": Text("Record a payment for {year}", "登记{year}年度缴费"),
    "payment_lead": Text(
        "Enter it as the tax office reports it. Each reference counts once. Record too much or "
        "too little as it is.",
        "请按税务部门反馈的信息登记。同一凭证号只入账一次；多缴、少缴均如实登记。"),
    "payment_reference": Text("Tax office's reference", "税务部门缴费凭证号"),
    "payment_amount": Text("Amount in yuan", "金额（元）"),
    "amount_example": Text("For example 400 or 400.00", "例如400或者400.00"),
    "payment_day": Text("Day of the payment", "缴费日期"),
    "payment_button": Text("Record the payment", "登记缴费"),
    "payment_no_reference": Text(
        "Write the reference as it is on the tax office's receipt.",
        "请按税务部门的缴费凭证填写凭证号。"),
    "amount_wrong": Text("Write the amount in yuan, for example 400 or 400.00.",
                         "请填写金额，单位为元，例如400或者400.00。"),
    "day_wrong": Text("Write the day like 2026-10-01.", "日期请按2026-10-01的形式填写。"),
    "answer_title_amount": Text("What {year} costs", "{year}年度应缴金额"),
    "answer_lead_amount": Text(
        "No rule known here says it. Enter what the office has said, or 0 if nothing has to be "
        "paid.",
        "本系统掌握的规则没有规定，请按经办机构的答复录入；无需缴费的填0。"),
    "answer_title_cover": Text("From when {year} covers", "{year}年度待遇起始日期"),
    "answer_lead_cover": Text(
        "The year is paid, and no rule known here says from which day it covers. It then covers "
        "until the end of the year.",
        "该年度已缴费，但本系统掌握的规则没有规定待遇起始日期。录入后，待遇享受到当年年底。"),
    "answer_asked": Text("Who can say it: {office}", "答复机构：{office}"),
    "answer_first_day": Text("First covered day", "待遇起始日期"),
    "answer_source": Text("Who said it, and where it is written", "答复来源"),
    "answer_source_hint": Text(
        "For example: medical insurance agency, letter of 30 November 2026",
        "例如：医保经办机构2026年11月30日书面答复"),
    "answer_no_source": Text("Say who said it and where it is written.",
                             "请填写由谁答复、见于何处。"),
    "answer_button": Text("Record the answer", "录入答复"),
    "end_title": Text("End the insurance in {region}", "终止在{region}的参保"),
    "end_lead": Text(
        "It covers up to and including the last day. Money paid for later years can be claimed "
        "back. This cannot be undone here.",
        "待遇享受到最后一天（含当天）。以后年度已缴的费用可申请退还。终止后不能在此恢复。"),
    "end_reason": Text("Why does it end?", "终止原因"),
    "end_death": Text("The child has died", "孩子死亡"),
    "end_move": Text("The family moves to another region", "迁移到其他地区"),
    "end_no_reason": Text("Choose why it ends.", "请选择终止原因。"),
    "end_on": Text("Last day", "最后一天"),
    "end_on_hint": Text("The day of death, or the last day here, which may be in the future. "
                        "{example}",
                        "死亡日期，或者在本地的最后一天（可以晚于今天）。{example}"),
    "end_button": Text("End this insurance", "终止参保"),
    "identify_title": Text("Add the citizen ID number", "补录公民身份号码"),
    "identify_lead": Text(
        "The child was enrolled before it had one. The number goes to the same record, and the "
        "insurance goes on.",
        "孩子参保时尚无公民身份号码。号码补录到同一条记录，参保关系不变。"),
    "identify_number": Text("Citizen ID number (18 characters)", "公民身份号码（18位）"),
    "identify_no_number": Text("Write the number as in the household register.",
                               "请按户口簿填写公民身份号码。"),
    "identify_button": Text("Add the number", "补录"),
    "identify_propose": Text("Put it to a second person: join the records", "提请复核：合并记录"),
    "identify_correct": Text("Put it to a second person: correct the number",
                             "提请复核：更正号码"),
    "to_insurance": Text("Back to the insurance without doing anything", "返回参保情况，不作处理"),
    "back_to_insurance": Text("Back to the insurance", "返回参保情况"),
    "payment_receipt": Text("Receipt of a payment", "缴费登记回执"),
    "payment_receipt_note": Text(
        "This says that the payment is recorded for the insurance. It is not an invoice: the "
        "invoice comes from the tax office.",
        "本回执仅证明该笔缴费已登记入账，不作为报销凭证；票据由税务部门开具。"),
    "receipt_number": Text("Receipt number", "回执编号"),
    "receipt_year": Text("For the year", "所属年度"),
    "receipt_recorded": Text("Recorded", "登记时间"),
    "receipt_stands": Text("What is paid for the year", "该年度缴费情况"),
    # Two records of one child
    "same_child": Text("The other record is the same child: join the two",
                       "另一条记录是同一个孩子：合并两条记录"),
    "same_child_hint": Text(
        "Only if papers show it. Twins may differ in nothing but number and name. When a second "
        "person agrees, the applications, papers and insurance of both become one.",
        "须有材料证明方可勾选；双胞胎可能只有姓名和号码不同。另一人复核同意后，两条记录的申请、材料和参保信息合并。"),
    "proposal_join": Text("Join with the other record that has the number {number}",
                          "与登记有号码{number}的另一条记录合并"),
    "compared": Text("The two records side by side", "两条记录对比"),
    "compared_same": Text("the same", "一致"),
    "compared_differs": Text("differs", "不一致"),
    "compared_unknown": Text("not recorded in both", "未全部登记"),
    "compared_guardians": Text("Who acts for the child", "监护人"),
    "compared_cases": Text("Applications of the other record", "另一条记录的申请"),
}  # fmt: skip
