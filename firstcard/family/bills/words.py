"""Words of the family's pages about bills, in both languages."""

from firstcard.policy.format import Text

BILLS = {
    "bills_title": Text("Medical bills", "医疗费用"),
    "bills_link": Text("Medical bills: what the funds paid", "医疗费用和报销情况"),
    "bills_lead": Text(
        "What hospitals and pharmacies settled for your family, and why.",
        "您家庭在定点医院、药店的结算情况及计算依据。",
    ),
    "bills_none": Text(
        "There is no bill yet. Show the card at a hospital: it is settled there "
        "and stands here at once.",
        "暂无费用记录。就医时出示社保卡即可直接结算，结算后可在此查看。",
    ),
    "bills_nobody": Text("You do not act for any child here yet.", "您名下暂无孩子的记录。"),
    "bills_year": Text("{year}", "{year}年"),
    "bills_year_sums": Text("What {year} adds up to", "{year}年度累计"),
    "bills_year_pdf": Text("Statement of {year} (PDF)", "{year}年度结算单（PDF）"),
    "bills_row": Text(
        "The funds paid {fund} of {total} yuan, the family {family} yuan.",
        "费用{total}元，基金支付{fund}元，个人负担{family}元。",
    ),
    "bill_title": Text("Bill of {day}", "{day}的医疗费用"),
    "bill_reference": Text("Reference of the bill", "费用编号"),
    "bill_number": Text("Number at the institution", "机构结算单号"),
    "bill_at": Text("Treated at", "就诊机构"),
    "bill_days": Text("Days", "就诊日期"),
    "bill_days_from": Text("{since} to {until}", "{since}至{until}"),
    "bill_care": Text("Kind of care", "医疗类别"),
    "bill_state": Text("State", "状态"),
    "bill_fund_paid": Text("The funds paid", "各项基金支付"),
    "bill_family_paid": Text(
        "Your family paid {family} of {total}.", "总费用{total}，个人负担{family}。"
    ),
    "bill_picture": Text("Who paid what", "费用由谁承担"),
    "bill_none_holds": Text(
        "Nothing holds of this bill now: see its history.",
        "该笔费用目前没有有效的结算结果，详见办理记录。",
    ),
    "bill_checked": Text("It was handed in and is being checked.", "已提交，正在审核。"),
    "bill_checked_by": Text(
        "It was handed in and is being checked, at the latest by {day}.",
        "已提交，正在审核，最迟于{day}办结。",
    ),
    "bill_refused": Text(
        "The funds do not pay this bill.",
        "该笔费用不予支付。",
    ),
    "bill_paid_from": Text("How your part was paid", "个人负担部分如何支付"),
    "bill_history": Text("What happened to it", "办理记录"),
    "who_hospital": Text("the institution", "定点医药机构"),
}
